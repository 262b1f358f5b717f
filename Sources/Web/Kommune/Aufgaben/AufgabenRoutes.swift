import Grundwerte
import Hummingbird
import Kommune
import Platform
import Uebergabe

/// Meine Aufgaben.
struct AufgabenRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("", use: meine)
    }

    func meine(_ request: Request, context: MandantContext) async throws -> Response {
        let tage = try request.abfrage()["tage"] == "7" ? 7 : 0
        let rechte = context.login.rechte
        let daten = try await context.read(.fallLesen) { session in
            try AufgabenView.Daten(tage: tage, darf: rechte, in: session)
        }
        var view = AufgabenView(
            daten, tage: tage, page: context.page("Meine Aufgaben", .aufgaben),
            heute: context.heute, jetzt: context.services.database.uhr.jetzt,
            namen: try await context.benutzernamen(), darf: rechte,
            pfad: { context.pfad($0) })
        view.konzept = try await Konzepthinweis(context)
        view.zaehler += try await Zugangszaehler.kommune(context)
        view.zaehler += try await zurueckgenommene(context)
        return .html(try pages.render("aufgaben/meine", view))
    }

    /// Was der Kreis auf seine Forderungen verbucht hatte und zurücknahm; es gehört zu keinem Fall
    /// und ist darum keine Wiedervorlage.
    private func zurueckgenommene(_ context: MandantContext) async throws -> [Zaehler] {
        guard context.darf(.erstattungAeussern) else { return [] }
        let anzahl = try await context.read(.erstattungAeussern) {
            try Kreisforderung.anzahlZurueckgenommen(in: $0)
        }
        guard anzahl > 0 else { return [] }
        return [Zaehler(anzahl, "Zahlungen an den Kreis zurückgenommen",
                        ziel: context.pfad("posten"), dringend: true)]
    }
}
