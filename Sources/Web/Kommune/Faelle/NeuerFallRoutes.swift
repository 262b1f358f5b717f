import Grundwerte
import HTTPTypes
import Hummingbird
import Kommune
import Platform

/// Neuen Fall anlegen.
struct NeuerFallRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("faelle/neu", use: neu)
        group.post("faelle", use: anlegen)
    }

    func neu(_ request: Request, context: MandantContext) async throws -> Response {
        try context.akteur.verlange(.fallAnlegen)
        let personen = NeuerFallForm.personen(try request.abfrage()["personen"])
        let felder = NeuerFallForm.felder(personen: personen, heute: context.heute)
        let formular = Formular(felder, werte: [
            "personen": "\(personen)", "beginn": context.heute.deutsch,
                "rolle_1": "haushaltsvorstand",
        ], facts: context.facts)
        return try seite(formular, personen, context)
    }

    func anlegen(_ request: Request, context: MandantContext) async throws -> Response {
        try context.akteur.verlange(.fallAnlegen)
        let form = try context.form(), heute = context.heute
        let personen = NeuerFallForm.personen(form["personen"])
        if form["schritt"] == "mehr" { return try umbauen(form, auf: personen + 1, context) }
        if form["schritt"] == "weniger" { return try umbauen(form, auf: personen - 1, context) }
        do {
            let angaben = try NeuerFallForm(form, heute: heute),
                geprueft = Doppelwarnung.geprueft(form)
            // Die Suche nach Doppelten gehört zum ersten Mal: Ein zweites Absenden fände den eben
            // angelegten Fall.
            let ziel = try await context.write(.fallAnlegen) { session in
                try session.einmal(angaben.vorgang) {
                    var neu = angaben.neu
                    try Doppelwarnung.pruefen(&neu, geprueft, in: session)
                    return context.pfad("faelle/\(try Fall.anlegen(neu, in: session))")
                }
            }
            return .weiter(nach: ziel).mit(.erfolg(
                "Fall angelegt. Als Nächstes: Leistung bewilligen."))
        } catch let doppelt as Doppelwarnung {
            return try warnen(doppelt, form, personen, context)
        } catch let fehler as Formularfehler {
            return try erneut(form, fehler, personen, context)
        } catch let hindernis as Hindernis where hindernis.art != .nichtGefunden {
            return try erneut(form, Formularfehler(hindernis), personen, context)
        }
    }

    private func umbauen(_ form: FormData, auf wunsch: Int, _ context: MandantContext) throws
        -> Response {
        let personen = NeuerFallForm.personen("\(wunsch)")
        let felder = NeuerFallForm.felder(personen: personen, heute: context.heute)
        return try seite(Formular(felder, eingaben: form, ersetzt: ["personen": "\(personen)"],
                                  facts: context.facts), personen, context)
    }

    private func warnen(_ doppelt: Doppelwarnung, _ form: FormData, _ personen: Int,
                        _ context: MandantContext) throws -> Response {
        let felder = NeuerFallForm.felder(personen: personen, heute: context.heute)
        let formular = Formular(felder, eingaben: form, ersetzt: ["geprueft": doppelt.geprueft],
                                facts: context.facts)
        return try seite(formular, personen, context, doppelt: doppelt,
                         status: .unprocessableContent)
    }

    private func erneut(_ form: FormData, _ fehler: Formularfehler, _ personen: Int,
                        _ context: MandantContext) throws -> Response {
        let felder = NeuerFallForm.felder(personen: personen, heute: context.heute)
        return try seite(Formular(felder, erneut: form, fehler: fehler, facts: context.facts),
                         personen, context,
                         fehler: fehler, status: .unprocessableContent)
    }

    private func seite(_ formular: Formular, _ personen: Int, _ context: MandantContext,
                       doppelt: Doppelwarnung? = nil,
                       fehler: Formularfehler? = nil,
                           status: HTTPResponse.Status = .ok) throws -> Response {
        let view = NeuerFallView(
            page: context.page("Neuer Fall", .faelle,
                               pfad: [Verweis("Fälle", context.pfad("faelle"))],
                               fehler: fehler),
            formular: formular, personen: personen, pfad: { context.pfad($0) },
            doppelt: doppelt.map { DoppelwarnungView($0) { context.pfad($0) } })
        return .html(try pages.render("fall/neu", view), status: status)
    }
}
