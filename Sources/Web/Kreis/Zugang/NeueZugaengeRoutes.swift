import Grundwerte
import Hummingbird
import Platform

/// Die Seite `zugang/kreisoffen.mustache`: was die Fachadministration für den Kreis eingerichtet
/// hat und noch nicht gilt.
struct NeueZugaengeView: Sendable {
    let page: Page
    let leer: Leer?
    let anbieter: [OffenerAnbieter]
    let hatAnbieter: Bool
}

/// Im Kreis sagt eine zweite Person ja zu dem, was sonst eine allein könnte (B-3.4.4, B-7.4).
struct NeueZugaengeRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("bestaetigungen", use: zeigen)
        group.post("bestaetigungen/anbieter", use: anbieterBestaetigen)
    }

    /// Wie vieles auf das Wort einer zweiten Person wartet.
    static func offene(_ context: KreisContext) async throws -> Int {
        try await context.readPlatform(.zugangBestaetigen) { session in
            try Anbieter.offene(mandant: nil, in: session).filter(\.wartet).count
        }
    }

    private func zeigen(_ request: Request, context: KreisContext) async throws -> Response {
        let anbieter = try await context.readPlatform(.zugangBestaetigen) {
            try Anbieter.offene(mandant: nil, in: $0)
        }
        let view = NeueZugaengeView(
            page: context.page("Neue Zugänge", .neueZugaenge),
            leer: anbieter.isEmpty ? Leer(
                "Nichts wartet auf Ihre Bestätigung.",
                rat: "Was die Fachadministration für den Kreis einrichtet, steht hier, bis Sie ja "
                    + "sagen.") : nil,
            anbieter: anbieter.map {
                OffenerAnbieter($0, am: context.heute, ort: context.pfad("bestaetigungen/anbieter"),
                                csrf: context.facts.csrfToken, darfNein: false)
            },
            hatAnbieter: !anbieter.isEmpty)
        return .html(try pages.render("zugang/kreisoffen", view))
    }

    private func anbieterBestaetigen(_ request: Request, context: KreisContext) async throws
        -> Response {
        let (id, ja) = try OffenerAnbieter.lies(try context.form())
        guard ja else { throw Fehlerbild.anfrage(grund: "Abschalten kann ihn die Verwaltung.") }
        let offene = try await context.readPlatform(.zugangBestaetigen) {
            try Anbieter.offene(mandant: nil, in: $0)
        }
        _ = try offene.wartender(id)
        try await context.writePlatform(.zugangBestaetigen) {
            try Anbieter.bestaetigenImKreis(id, in: $0)
        }
        return .weiter(nach: context.pfad("bestaetigungen")).mit(.erfolg(
            "Bestätigt. Wer im Kreis arbeitet, kann sein Konto ab jetzt unter „Mein Konto“ "
                + "verknüpfen."))
    }
}
