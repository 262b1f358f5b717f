import Grundwerte
import Hummingbird
import Kommune
import Leistungsrecht
import Platform

/// Widersprüche: die Fristenliste, ein Widerspruch, Aufnahme und Entscheidung.
struct WiderspruchRoutes: Sendable {
    private static let zuletzt = 50

    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("widersprueche", use: liste)
        group.get("widersprueche/{id}", use: zeigen)
        group.schritt("widersprueche/{id}/entscheidung", pages: pages, entscheidung)
        group.schritt("bescheide/{id}/widerspruch", pages: pages) { _, context in
            try await gegen(.bescheid(kennung(context, als: Bescheid.ID.self)), context)
        }
        group.schritt("schreiben/{id}/widerspruch", pages: pages) { _, context in
            try await gegen(.schreiben(kennung(context, als: Schreiben.ID.self)), context)
        }
    }

    func liste(_ request: Request, context: MandantContext) async throws -> Response {
        let meine = try request.abfrage()["alle"] == nil && context.darf(.fallAendern)
        let (offene, fertige) = try await context.read(.fallLesen) { session in
            let tische = meine ? try Vertretung.tische(in: session) : nil
            return (try Widerspruch.offene(nur: tische, in: session),
                    try Widerspruch.entschiedene(nur: tische, hoechstens: Self.zuletzt,
                                                 in: session))
        }
        return .html(try pages.render("verfahren/liste", VerfahrenslisteView.widersprueche(
            offene, fertige, meine: meine, namen: try await context.benutzernamen(),
            context: context)))
    }

    func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        let inhalt = try await laden(context)
        return .html(try pages.render("verfahren/vorgang", VorgangView(
            inhalt, namen: try await context.benutzernamen(), context: context)))
    }

    private func gegen(
        _ ziel: Widerspruch.Ziel, _ context: MandantContext
    ) async throws -> Verfahrensschritt {
        let heute = context.heute
        let (gegenstand, akte) = try await context.read(.widerspruchBearbeiten) { session in
            let gegenstand = try Widerspruch.gegenstand(ziel, in: session)
            let anfrage = Fallanfrage(gegenstand.fall, stand: Stand(am: heute), heute: heute)
            return (gegenstand, try anfrage.akte(in: session))
        }
        let ort = switch ziel {
        case let .bescheid(id): context.pfad("bescheide/\(id)/widerspruch")
        case let .schreiben(id): context.pfad("schreiben/\(id)/widerspruch")
        }
        return .widerspruch(
            ziel, gegenstand, akte, ort: ort,
            zurueck: context.pfad("faelle/\(akte.fall.id)/verfahren"), heute: heute)
    }

    private func laden(_ context: MandantContext) async throws -> Widerspruchsinhalt {
        let id = try kennung(context, als: Widerspruch.ID.self)
        return try await context.read(.fallLesen) { try Widerspruchsinhalt(id, in: $0) }
    }

    private func entscheidung(
        _ request: Request, _ context: MandantContext
    ) async throws -> Verfahrensschritt {
        let inhalt = try await laden(context)
        return .entscheidung(inhalt, ort: context.pfad("widersprueche/\(inhalt.widerspruch.id)"),
                             wer: context.unterzeichner)
    }
}
