import Hummingbird

/// Every page of the Kreis, one struct per subject.
struct KreisRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        ZahllaeufeRoutes(pages: pages).add(to: group)
        ZahllaufRoutes(pages: pages).add(to: group)
        PositionenRoutes(pages: pages).add(to: group)
    }
}
