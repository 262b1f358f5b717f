import Grundwerte
import Hummingbird
import Platform
import Uebergabe

/// Die veröffentlichten Kennzahlen im Kreis: der Kreis allein oder eine Kommune neben ihm (B-4.1).
struct ControllingRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("controlling", use: tafel)
        BerichtRoutes<KreisContext>(
            pages: pages, ort: "controlling", seite: { $0.page($1, .controlling, pfad: $2) },
            laden: { context, monat in
                try await context.read(.controlling, .controllingLesen) { session in
                    guard let eine = Veroeffentlichung.katalog(
                        monat, aus: try Veroeffentlichung.alle(in: session)) else { return nil }
                    return (eine, try Zahlenwerk.laden([eine], in: session))
                }
            }).add(to: group)
    }

    private func tafel(_ request: Request, context: KreisContext) async throws -> Response {
        let abfrage = try request.abfrage()
        let (alle, werk) = try await context.read(.controlling, .controllingLesen) { session in
            let alle = try Veroeffentlichung.alle(in: session).filter { $0.sonder == nil }
            return (alle, try Zahlenwerk.laden(Array(alle.suffix(13)), in: session))
        }
        let eigene = werk.kommunen.first { $0.kuerzel == abfrage["kommune"] }
        let kreis = context.services.kreis
        let kommunen = [KennzahlentafelView.Monatswahl(wert: "", text: kreis,
                                                       gewaehlt: eigene == nil)]
            + werk.kommunen.map {
                .init(wert: $0.kuerzel, text: $0.bezeichnung,
                      gewaehlt: $0.kuerzel == eigene?.kuerzel)
            }
        return .html(try pages.render("kennzahlen/tafel", KennzahlentafelView(
            alle, werk, monat: abfrage["monat"].flatMap(Monat.init), eigene: eigene, kreis: kreis,
            basis: context.pfad("controlling"), kommunen: kommunen,
            verwaltung: [Verweis("Veröffentlichen", context.pfad("controlling/freigabe")),
                         Verweis("Sonderauswertungen", context.pfad("sonderauswertungen"))],
            page: { context.page($0, .controlling) })))
    }
}
