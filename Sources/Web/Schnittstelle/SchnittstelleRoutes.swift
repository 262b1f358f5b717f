import Hummingbird
import Platform

/// The JSON interface below `/api/v1`: the same contexts, use cases and permissions as the pages.
struct SchnittstelleRoutes: Sendable {
    let services: WebServices
    let mitTuer: Bool

    static let kommune = "/api/v1/m/{kuerzel}"
    static let kreis = "/api/v1/kreis"

    func add(to router: Router<BackofficeContext>) {
        let beschreibung = OpenAPI(kreis: services.kreis).dokument
        router.get("api/v1/openapi.json") { _, _ in Response.json(beschreibung) }
        let kommune = router.group(RouterPath(Self.kommune))
            .add(middleware: wache(.kommune, Self.kommune, Kommunenwege.alle.map(\.endpunkt)))
            .group(context: MandantContext.self)
        for weg in Kommunenwege.alle { weg.add(to: kommune) }
        let kreis = router.group(RouterPath(Self.kreis))
            .add(middleware: wache(.kreis, Self.kreis, Kreiswege.alle.map(\.endpunkt)))
            .group(context: KreisContext.self)
        for weg in Kreiswege.alle { weg.add(to: kreis) }
    }

    private func wache(_ area: AreaGuard.Area, _ vorsatz: String, _ endpunkte: [Endpunkt])
        -> Schnittstellenwache {
        Schnittstellenwache(area: area, services: services,
                            tuer: mitTuer ? Tuer(vorsatz, endpunkte) : nil)
    }
}
