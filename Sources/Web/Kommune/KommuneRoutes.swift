import Hummingbird

/// Every page of a Kommune, one struct per subject.
struct KommuneRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        AufgabenRoutes(pages: pages).add(to: group)
        FalllisteRoutes(pages: pages).add(to: group)
        NeuerFallRoutes(pages: pages).add(to: group)
        FallRoutes(pages: pages).add(to: group)
        AenderungRoutes(pages: pages).add(to: group)
    }
}
