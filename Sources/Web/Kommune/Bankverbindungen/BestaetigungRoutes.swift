import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Bankverbindungen, eine nach der anderen: vergleichen, bestätigen, weiter.
struct BestaetigungRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("bankverbindungen/{id}", use: zeigen)
        group.post("bankverbindungen/{id}/bestaetigung", use: bestaetigen)
    }

    func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try id(context), ich = context.benutzer
        let gelesen = try await context.read(.bankverbindungBestaetigen) {
            session -> (Bankverbindung.Offen, Fallakte, Int, Bankverbindung.ID?)? in
            let offene = try Bankverbindung.offene(in: session)
            guard let konto = offene.first(where: { $0.id == id }),
                  let akte = try Fallakte.laden(
                    konto.fall, stand: Stand(am: session.heute), in: session)
            else { return nil }
            return (konto, akte, offene.count(where: { $0.erfasstVon != ich }),
                    try Bankverbindung.naechsteOffene(nach: id, fuer: ich, in: session))
        }
        guard let (konto, akte, offen, naechste) = gelesen else {
            return .weiter(nach: context.pfad())
                .mit(.hinweis("Diese Bankverbindung wartet nicht mehr auf eine Bestätigung."))
        }
        let namen = try await context.benutzernamen(), fall = context.pfad("faelle/\(konto.fall)")
        let bisher = akte.bankverbindung(am: context.heute)
        let view = BestaetigungView(
            page: context.page("Bankverbindung bestätigen", .aufgaben, pfad: [
                Verweis("Meine Aufgaben", context.pfad()),
                Verweis("\(akte.titel(am: context.heute)), \(konto.aktenzeichen)", fall),
            ]),
            zeile: offen == 1 ? "1 wartet auf Sie" : "\(offen) warten auf Sie",
            iban: konto.iban.gruppiert, inhaber: konto.inhaber,
            eckdaten: [
                Eckdatum("Fall", "\(akte.titel(am: context.heute)), \(konto.aktenzeichen)",
                         ziel: fall),
                Eckdatum("Gilt ab", konto.gueltigAb.deutsch),
                Eckdatum("Erfasst von", namen[konto.erfasstVon] ?? "–"),
                Eckdatum("Bisher", bisher.map { "\($0.inhaber), \($0.iban.gruppiert)" }
                    ?? "noch kein bestätigtes Konto"),
            ],
            eigene: konto.erfasstVon == ich,
            formular: Formular([], facts: context.facts),
            ziel: context.pfad("bankverbindungen/\(id)/bestaetigung"),
            naechste: naechste.map { context.pfad("bankverbindungen/\($0)") }, fall: fall)
        return .html(try pages.render("bankverbindung/bestaetigen", view))
    }

    func bestaetigen(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try id(context), form = try context.form(), ich = context.benutzer
        let vorgang = try Eingabe(form, [], heute: context.heute).vorgang()
        let start = context.pfad()
        let ziel = try await context.write(.bankverbindungBestaetigen) { session in
            try session.einmal(vorgang) {
                let naechste = try Bankverbindung.naechsteOffene(nach: id, fuer: ich, in: session)
                try Bankverbindung.bestaetigen(id, in: session)
                return naechste.map { "\(start)/bankverbindungen/\($0)" } ?? start
            }
        }
        return .weiter(nach: ziel).mit(.erfolg(
            ziel == start ? "Bankverbindung bestätigt. Das war die letzte."
                : "Bankverbindung bestätigt."))
    }

    private func id(_ context: MandantContext) throws -> Bankverbindung.ID {
        guard let id = context.parameters.get("id").flatMap(Bankverbindung.ID.init) else {
            throw Fehlerbild.nichtGefunden()
        }
        return id
    }
}

/// Die Seite `bankverbindung/bestaetigen.mustache`.
struct BestaetigungView: Sendable {
    let page: Page
    let zeile: String
    let iban: String
    let inhaber: String
    let eckdaten: [Eckdatum]
    /// Selbst erfasst: nur zum Ansehen.
    let eigene: Bool
    let formular: Formular
    let ziel: String
    let naechste: String?
    let fall: String
}
