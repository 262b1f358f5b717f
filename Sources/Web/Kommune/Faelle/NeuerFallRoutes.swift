import Grundwerte
import HTTPTypes
import Hummingbird
import Kommune
import Platform

/// Neuen Fall anlegen.
struct NeuerFallRoutes: Sendable {
    let pages: Pages

    /// Fälle, in denen es eine der Personen schon geben könnte.
    private struct VielleichtDoppelt: Error { let faelle: [Fall.Eintrag] }

    func add(to group: RouterGroup<MandantContext>) {
        group.get("faelle/neu", use: neu)
        group.post("faelle", use: anlegen)
    }

    func neu(_ request: Request, context: MandantContext) async throws -> Response {
        try context.akteur.verlange(.fallAnlegen)
        let personen = NeuerFallForm.personen(try request.abfrage()["personen"])
        let felder = NeuerFallForm.felder(personen: personen, heute: context.heute)
        let formular = Formular(felder, werte: [
            "personen": "\(personen)", "beginn": context.heute.deutsch, "rolle_1": "haushaltsvorstand",
        ], facts: context.facts)
        return try seite(formular, personen, context)
    }

    func anlegen(_ request: Request, context: MandantContext) async throws -> Response {
        try context.akteur.verlange(.fallAnlegen)
        let form = try context.form(), heute = context.heute
        let personen = NeuerFallForm.personen(form["personen"])
        if let schritt = form["schritt"] {
            return try umbauen(form, auf: personen + (schritt == "mehr" ? 1 : -1), context)
        }
        do {
            let angaben = try NeuerFallForm(form, heute: heute)
            // Die Suche nach Doppelten gehört zum ersten Mal: Ein zweites Absenden fände den eben angelegten Fall.
            let ziel = try await context.write(.fallAnlegen) { session in
                try session.einmal(angaben.vorgang) {
                    let doppelt = angaben.trotzdem ? [] : try aehnliche(angaben.neu, in: session)
                    guard doppelt.isEmpty else { throw VielleichtDoppelt(faelle: doppelt) }
                    return context.pfad("faelle/\(try Fall.anlegen(angaben.neu, in: session))")
                }
            }
            return .weiter(nach: ziel).mit(.erfolg("Fall angelegt. Als Nächstes: Leistung bewilligen."))
        } catch let doppelt as VielleichtDoppelt {
            return try warnen(doppelt.faelle, form, personen, context)
        } catch let fehler as Formularfehler {
            return try erneut(form, fehler, personen, context)
        } catch let hindernis as Hindernis where hindernis.art != .nichtGefunden {
            return try erneut(form, Formularfehler(hindernis), personen, context)
        }
    }

    private func aehnliche(_ neu: NeuerFall, in session: MandantSession) throws -> [Fall.Eintrag] {
        var gesehen: Set<Fall.ID> = []
        return try neu.mitglieder.flatMap { try Fall.aehnliche($0.angabe, in: session) }
            .filter { gesehen.insert($0.id).inserted }
    }

    private func umbauen(_ form: FormData, auf wunsch: Int, _ context: MandantContext) throws -> Response {
        let personen = NeuerFallForm.personen("\(wunsch)")
        let felder = NeuerFallForm.felder(personen: personen, heute: context.heute)
        return try seite(Formular(felder, eingaben: form, ersetzt: ["personen": "\(personen)"],
                                  facts: context.facts), personen, context)
    }

    private func warnen(_ faelle: [Fall.Eintrag], _ form: FormData, _ personen: Int,
                        _ context: MandantContext) throws -> Response {
        let felder = NeuerFallForm.felder(personen: personen, heute: context.heute, doppelt: true)
        let warnung = Meldung(
            .warnung, "Noch nicht angelegt: Eine der Personen gibt es vielleicht schon. Sehen Sie nach; "
                + "ist es jemand anderes, setzen Sie den Haken unter „Beginn“.",
            einzelheiten: faelle.map {
                Verweis("\($0.name), geboren \($0.geburtsdatum?.deutsch ?? "unbekannt"), \($0.aktenzeichen)",
                        context.pfad("faelle/\($0.id)"))
            })
        return try seite(Formular(felder, eingaben: form, facts: context.facts), personen, context,
                         warnung: warnung, status: .unprocessableContent)
    }

    private func erneut(_ form: FormData, _ fehler: Formularfehler, _ personen: Int,
                        _ context: MandantContext) throws -> Response {
        let felder = NeuerFallForm.felder(personen: personen, heute: context.heute,
                                          doppelt: form["trotzdem"] != nil)
        return try seite(Formular(felder, erneut: form, fehler: fehler, facts: context.facts), personen, context,
                         fehler: fehler, status: .unprocessableContent)
    }

    private func seite(_ formular: Formular, _ personen: Int, _ context: MandantContext, warnung: Meldung? = nil,
                       fehler: Formularfehler? = nil, status: HTTPResponse.Status = .ok) throws -> Response {
        let view = NeuerFallView(
            page: context.page("Neuer Fall", .faelle, pfad: [Verweis("Fälle", context.pfad("faelle"))],
                               fehler: fehler),
            formular: formular, personen: personen, pfad: { context.pfad($0) }, warnung: warnung)
        return .html(try pages.render("fall/neu", view), status: status)
    }
}
