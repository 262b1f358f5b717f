import Hummingbird

/// Every page of a Kommune, one struct per subject.
struct KommuneRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        FallRoutes(pages: pages).add(to: group)
    }
}
