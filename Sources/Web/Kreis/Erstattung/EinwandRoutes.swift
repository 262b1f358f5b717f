import Grundwerte
import Hummingbird
import Kreis
import Platform

/// Die Liste `erstattung/einwaende.mustache`.
struct EinwaendeView: Sendable {
    struct Eintrag: Sendable {
        let titel: String
        let erstattung: String
        let zeile: String
        let betrag: String
        let wer: String
        let grund: String
        let formular: Formular?
        let ziel: String
    }

    let page: Page
    let eintraege: [Eintrag]
    let leer: Leer?
}

/// Einwände der Kommunen gegen Zeilen ihrer Erstattung, und die Antworten des Kreises (B-5.4).
struct EinwandRoutes: Sendable {
    let pages: Pages

    /// Eines je Einwand auf der Seite.
    private static func feld(_ id: Erstattung.Aeusserung.ID) -> Feld {
        Feld("antwort-\(id)", "Antwort an die Kommune", .mehrzeilig,
             hinweis: "Die Kommune liest sie an der Zeile. Der Betrag der Erstattung bleibt.",
             maximal: 300)
    }

    func add(to group: RouterGroup<KreisContext>) {
        group.get("einwaende") { try await zeigen($1, zurueck: nil) }
        group.post("einwaende/{id}/antwort", use: antworten)
    }

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let offene = try await context.read(.abrechnung, .erstattungLesen) {
            try Erstattung.offeneEinwaende(in: $0)
        }
        let view = EinwaendeView(
            page: context.page("Einwände der Kommunen", .erstattung, pfad: [
                Verweis("Erstattung", context.pfad("erstattung")),
            ], fehler: zurueck?.fehler),
            eintraege: offene.map { eintrag($0, context, zurueck) },
            leer: offene.isEmpty ? Leer("Kein Einwand ist offen.") : nil)
        return .html(try pages.render("erstattung/einwaende", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func eintrag(
        _ einwand: Erstattung.Aeusserung, _ context: KreisContext, _ zurueck: Zurueck?
    ) -> EinwaendeView.Eintrag {
        EinwaendeView.Eintrag(
            titel: "\(einwand.kommune), \(einwand.monat.deutsch)",
            erstattung: context.pfad("erstattungen/\(einwand.erstattung)"),
            zeile: "\(einwand.nummer), Zeile \(einwand.zeile ?? 0): \(einwand.kennung)",
            betrag: einwand.betrag.description,
            wer: "\(einwand.wer), \(Kreisanzeige.zeit(einwand.am))", grund: einwand.grund,
            formular: context.darf(.forderungBearbeiten) ? zurueck.formular(
                einwand.id.description, [Self.feld(einwand.id)], facts: context.facts) : nil,
            ziel: context.pfad("einwaende/\(einwand.id)/antwort"))
    }

    private func antworten(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: Erstattung.Aeusserung.ID.self)
        let heute = context.heute
        return try await context.schritt(
            id.description, erfolg: .erfolg("Die Kommune liest Ihre Antwort an der Zeile."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                let feld = Self.feld(id)
                var eingabe = Eingabe(form, [feld], heute: heute)
                guard let text = eingabe.text(feld.name), eingabe.ohneFehler else {
                    throw eingabe.formularfehler
                }
                let vorgang = try eingabe.vorgang()
                return try await context.write(.abrechnung, .forderungBearbeiten) { session in
                    try session.einmal(vorgang) {
                        try Erstattung.antworten(id, text, in: session)
                        return context.pfad("einwaende")
                    }
                }
            })
    }
}
