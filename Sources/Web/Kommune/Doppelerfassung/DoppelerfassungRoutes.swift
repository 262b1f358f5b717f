import Grundwerte
import HTTPTypes
import Hummingbird
import Kommune
import Platform

/// Die Arbeitsliste der möglichen Doppelerfassungen und die Entscheidung über ein Paar.
struct DoppelerfassungRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("doppelerfassungen", use: liste)
        group.get("doppelerfassungen/{a}/{b}", use: zeigen)
        group.post("doppelerfassungen/{a}/{b}", use: entscheiden)
    }

    func liste(_ request: Request, context: MandantContext) async throws -> Response {
        let verdacht = try await context.read(.fallLesen) { try Doppelverdacht.offene(in: $0) }
        let zeile = switch verdacht.count {
        case 0: "Nichts zu prüfen"
        case 1: "1 Paar zu prüfen"
        case Doppelverdacht.hoechstens: "Die ersten \(Doppelverdacht.hoechstens) Paare"
        default: "\(verdacht.count) Paare zu prüfen"
        }
        let view = FalllisteView(
            page: context.page("Mögliche Doppelerfassungen", .faelle), zeile: zeile,
            reiter: FalllisteView.reiter(nil, ort: context.pfad("faelle"),
                                         doppelt: context.pfad("doppelerfassungen")),
            hatReiter: true, filter: nil,
            liste: FalllisteView.tabelle(verdacht, pfad: { context.pfad($0) }),
            leer: verdacht.isEmpty ? Leer(
                "Keine zwei Personen laufender Fälle ähneln sich so, dass es dieselbe sein könnte.",
                rat: "Verglichen werden Klang des Namens mit dem Geburtsdatum, AZR-Nummer und "
                    + "IBAN.") : nil,
            blaettern: nil, neuerFall: nil)
        return .html(try pages.render("fall/liste", view))
    }

    func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        let formular = context.darf(.fallAendern)
            ? Formular(DoppelvergleichView.felder, facts: context.facts) : nil
        return try await seite(try paar(context), formular, context)
    }

    func entscheiden(_ request: Request, context: MandantContext) async throws -> Response {
        let paar = try paar(context), form = try context.form()
        var e = Eingabe(form, DoppelvergleichView.felder, heute: context.heute)
        let ergebnis = e.auswahl("ergebnis", als: Doppelpruefung.Ergebnis.self),
            grund = e.text("grund")
        guard let ergebnis, let grund, e.ohneFehler else {
            try context.akteur.verlange(.fallAendern)
            let fehler = e.formularfehler
            return try await seite(paar,
                Formular(DoppelvergleichView.felder, erneut: form, fehler: fehler,
                                                  facts: context.facts), context, fehler: fehler)
        }
        let vorgang = try e.vorgang(), ziel = context.pfad("doppelerfassungen")
        let weiter = try await context.write(.fallAendern) { session in
            try session.einmal(vorgang) {
                try Doppelpruefung.entscheiden(paar, ergebnis, grund: grund, in: session)
                return ziel
            }
        }
        return .weiter(nach: weiter).mit(.erfolg("Entschieden: \(ergebnis.bezeichnung)."))
    }

    private func paar(_ context: MandantContext) throws -> Doppelpruefung.Paar {
        guard let a = context.parameters.get("a").flatMap(Kommune.Person.ID.init),
              let b = context.parameters.get("b").flatMap(Kommune.Person.ID.init),
              let paar = Doppelpruefung.Paar(a, b) else { throw Fehlerbild.nichtGefunden() }
        return paar
    }

    private func seite(_ paar: Doppelpruefung.Paar, _ formular: Formular?,
                       _ context: MandantContext,
                       fehler: Formularfehler? = nil) async throws -> Response {
        let (verdacht, pruefungen) = try await context.read(.fallLesen) { session in
            (try Doppelverdacht.laden(paar, in: session),
             try Doppelpruefung.alle(zu: paar, in: session))
        }
        guard let verdacht else { throw Fehlerbild.nichtGefunden() }
        let page = context.page("Zwei Personen vergleichen", .faelle, pfad: [
            Verweis("Mögliche Doppelerfassungen", context.pfad("doppelerfassungen")),
        ], fehler: fehler)
        let view = DoppelvergleichView(
            verdacht, pruefungen, page: page, formular: formular,
                namen: try await context.benutzernamen(),
            pfad: { context.pfad($0) })
        return .html(try pages.render("doppelt/vergleich", view),
                     status: fehler == nil ? .ok : .unprocessableContent)
    }
}
