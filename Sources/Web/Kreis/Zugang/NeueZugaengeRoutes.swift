import Grundwerte
import Hummingbird
import Platform

/// Die Seite `zugang/kreisoffen.mustache`: was die Fachadministration für den Kreis eingerichtet
/// hat und noch nicht gilt.
struct NeueZugaengeView: Sendable {
    let page: Page
    let leer: Leer?
    /// Mindestens eine Rolle ist von dieser Person zu bestätigen.
    let formular: Formular?
    let rollen: [OffeneRolle]
    let hatRollen: Bool
    /// Wann die Seite sie gezeigt hat.
    let gezeigt: String
    let ziel: String
    let anbieter: [OffenerAnbieter]
    let hatAnbieter: Bool
}

/// Im Kreis sagt eine zweite Person ja zu dem, was sonst eine allein könnte (B-3.4.4, B-7.4).
struct NeueZugaengeRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("bestaetigungen") { try await zeigen($1, zurueck: nil) }
        group.post("bestaetigungen", use: rollenBestaetigen)
        group.post("bestaetigungen/anbieter", use: anbieterBestaetigen)
    }

    /// Wie vieles auf das Wort einer zweiten Person wartet.
    static func offene(_ context: KreisContext) async throws -> Int {
        try await context.readPlatform(.zugangBestaetigen) { session in
            try Zugangsbestaetigung.rollen(mandant: nil, in: session).count
                + Anbieter.offene(mandant: nil, in: session).filter(\.wartet).count
        }
    }

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let (rollen, gezeigt, anbieter) = try await context.readPlatform(.zugangBestaetigen) {
            (try Zugangsbestaetigung.rollen(mandant: nil, in: $0),
             try Zugangsbestaetigung.jetzt(in: $0), try Anbieter.offene(mandant: nil, in: $0))
        }
        let view = NeueZugaengeView(
            page: context.page("Neue Zugänge", .neueZugaenge, fehler: zurueck?.fehler),
            leer: rollen.isEmpty && anbieter.isEmpty ? Leer(
                "Nichts wartet auf Ihre Bestätigung.",
                rat: "Was die Fachadministration für den Kreis einrichtet, steht hier, bis Sie ja "
                    + "sagen.") : nil,
            formular: rollen.contains(where: \.istBestaetigbar)
                ? zurueck.formular("rollen", [], facts: context.facts) : nil,
            rollen: rollen.map(OffeneRolle.init), hatRollen: !rollen.isEmpty,
            gezeigt: Zeigepunkt.text(gezeigt), ziel: context.pfad("bestaetigungen"),
            anbieter: anbieter.map {
                OffenerAnbieter($0, am: context.heute, ort: context.pfad("bestaetigungen/anbieter"),
                                csrf: context.facts.csrfToken, darfNein: false)
            },
            hatAnbieter: !anbieter.isEmpty)
        return .html(try pages.render("zugang/kreisoffen", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func rollenBestaetigen(_ request: Request, context: KreisContext) async throws
        -> Response {
        let offene = try await context.readPlatform(.zugangBestaetigen) {
            try Zugangsbestaetigung.rollen(mandant: nil, in: $0)
        }
        return try await context.schritt(
            "rollen", erfolg: .erfolg("Bestätigt. Diese Rollen gelten jetzt."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                let gewaehlt = try OffeneRolle.gewaehlte(form, aus: offene)
                let gezeigt = Zeigepunkt.lies(form)
                try await context.writePlatform(.zugangBestaetigen) {
                    _ = try Zugangsbestaetigung.bestaetigenImKreis(
                        gewaehlt, gezeigt: gezeigt, in: $0)
                }
                return context.pfad("bestaetigungen")
            })
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
