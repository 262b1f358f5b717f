import Grundwerte
import Hummingbird
import Platform
import Uebergabe

/// Was das Controlling veröffentlicht hat, für die Leitung: die eigene Kommune neben dem Kreis
/// (B-4.1).
struct KennzahlenRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("kennzahlen", use: tafel)
        BerichtRoutes<MandantContext>(
            pages: pages, ort: "kennzahlen", seite: { $0.page($1, .kennzahlen, pfad: $2) },
            laden: { context, monat in
                try await context.read(.kennzahlenLesen) { session in
                    guard let eine = Veroeffentlichung.katalog(
                        monat, aus: try Veroeffentlichung.alle(in: session)) else { return nil }
                    return (eine, try Zahlenwerk.laden([eine], in: session))
                }
            }).add(to: group)
    }

    private func tafel(_ request: Request, context: MandantContext) async throws -> Response {
        let gesucht = try request.abfrage()["monat"].flatMap(Monat.init)
        let (alle, werk) = try await context.read(.kennzahlenLesen) { session in
            let alle = try Veroeffentlichung.alle(in: session).filter { $0.sonder == nil }
            return (alle, try Zahlenwerk.laden(Array(alle.suffix(13)), in: session))
        }
        let page: (String) -> Page = { context.page($0, .kennzahlen) }
        let eigene = werk.kommunen.first { $0.kuerzel == context.mandant.kuerzel }
        return .html(try pages.render("kennzahlen/tafel", KennzahlentafelView(
            alle, werk, monat: gesucht, eigene: eigene, kreis: context.services.kreis,
            basis: context.pfad("kennzahlen"), page: page)))
    }
}
