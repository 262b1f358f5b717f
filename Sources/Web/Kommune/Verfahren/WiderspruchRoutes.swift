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
        group.get("widersprueche/{id}/entscheidung", use: entscheidung)
        group.post("widersprueche/{id}/entscheidung", use: entscheiden)
        group.get("bescheide/{id}/widerspruch", use: gegenBescheid)
        group.post("bescheide/{id}/widerspruch", use: gegenBescheidTun)
        group.get("schreiben/{id}/widerspruch", use: gegenSchreiben)
        group.post("schreiben/{id}/widerspruch", use: gegenSchreibenTun)
    }

    func liste(_ request: Request, context: MandantContext) async throws -> Response {
        let meine = try request.abfrage()["alle"] == nil && context.darf(.fallAendern)
        let wer = meine ? context.benutzer : nil
        let (offene, fertige) = try await context.read(.fallLesen) { session in
            (try Widerspruch.offene(nur: wer.map { [$0] }, in: session),
             try Widerspruch.entschiedene(nur: wer.map { [$0] }, hoechstens: Self.zuletzt, in: session))
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

    func entscheidung(_ request: Request, context: MandantContext) async throws -> Response {
        try Schrittseite(pages: pages, schritt: try await entscheidungsschritt(context),
                         context: context)
            .zeigen()
    }

    func entscheiden(_ request: Request, context: MandantContext) async throws -> Response {
        try await Schrittseite(pages: pages, schritt: try await entscheidungsschritt(context),
                               context: context).ausfuehren()
    }

    func gegenBescheid(_ request: Request, context: MandantContext) async throws -> Response {
        try await seite(.bescheid(try kennung(context, als: Bescheid.ID.self)), context).zeigen()
    }

    func gegenBescheidTun(_ request: Request, context: MandantContext) async throws -> Response {
        try await seite(.bescheid(try kennung(context, als: Bescheid.ID.self)),
                        context).ausfuehren()
    }

    func gegenSchreiben(_ request: Request, context: MandantContext) async throws -> Response {
        try await seite(.schreiben(try kennung(context, als: Schreiben.ID.self)), context).zeigen()
    }

    func gegenSchreibenTun(_ request: Request, context: MandantContext) async throws -> Response {
        try await seite(.schreiben(try kennung(context, als: Schreiben.ID.self)),
                        context).ausfuehren()
    }

    private func seite(_ ziel: Widerspruch.Ziel, _ context: MandantContext) async
        throws -> Schrittseite {
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
        return Schrittseite(pages: pages, schritt: .widerspruch(
            ziel, gegenstand, akte, ort: ort,
            zurueck: context.pfad("faelle/\(akte.fall.id)/verfahren"),
            heute: heute), context: context)
    }

    private func laden(_ context: MandantContext) async throws -> Widerspruchsinhalt {
        let id = try kennung(context, als: Widerspruch.ID.self)
        return try await context.read(.fallLesen) { try Widerspruchsinhalt(id, in: $0) }
    }

    private func entscheidungsschritt(_ context: MandantContext) async throws -> Verfahrensschritt {
        let inhalt = try await laden(context)
        return .entscheidung(inhalt, ort: context.pfad("widersprueche/\(inhalt.widerspruch.id)"),
                             wer: context.unterzeichner)
    }
}
