import Grundwerte
import Hummingbird
import Platform

/// Die Seite `verwaltung/einmalcode.mustache`, zugleich das Blatt zur Übergabe: Sie steht nur in
/// der Antwort auf das Einrichten oder Zurücksetzen, nie wieder (ASVS V6.4.1, V6.4.6).
struct EinmalcodeView: Sendable {
    let page: Page
    let stelle: String
    let code: String
    let eckdaten: [Eckdatum]
    /// Wer die Rollen noch bestätigt; nil, wo es niemand tut.
    let bestaetigt: String?
    let weiter: Verweis

    init(_ code: Einmalcode, _ konto: User.Konto, stelle: String, weiter: Verweis,
         _ context: KreisContext) {
        page = context.page("Einmalcode für \(konto.user.name)", .benutzer, pfad: [
            Verweis("Benutzer", context.pfad("benutzer")), weiter,
        ])
        self.stelle = stelle
        self.code = code.text
        eckdaten = [
            Eckdatum("Name", konto.user.name), Eckdatum("Anmeldename", konto.user.anmeldename),
            Eckdatum("Gilt einmal, bis", konto.einmalcodeBis.map(Kreisanzeige.zeit) ?? "–"),
        ]
        bestaetigt = konto.user.mandant != nil ? "Ihre Kommune"
            : konto.unbestaetigte(am: context.heute).isEmpty ? nil : "die Leitung des Kreises"
        self.weiter = weiter
    }
}

extension KreisContext {
    /// Ein Einmalcode und sein Hash; das Rechnen dauert mit Absicht.
    func neuerEinmalcode() async throws -> (code: Einmalcode, hash: PasswordHash) {
        let code = Einmalcode.neu()
        return (code, try await code.hash(services.kennwoerter))
    }

    func einmalcodeSeite(_ code: Einmalcode, _ konto: User.Konto, weiter: Verweis, _ pages: Pages)
        async throws -> Response {
        let mandant = try await services.registry.all().first { $0.id == konto.user.mandant }
        return .html(try pages.render("verwaltung/einmalcode", EinmalcodeView(
            code, konto, stelle: mandant?.bezeichnung ?? services.kreis, weiter: weiter, self)))
    }
}
