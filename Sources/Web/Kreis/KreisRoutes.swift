import Hummingbird

/// Every page of the Kreis, one struct per subject.
struct KreisRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        KreisstartRoutes(pages: pages).add(to: group)
        ZahllaeufeRoutes(pages: pages).add(to: group)
        ZahllaufRoutes(pages: pages).add(to: group)
        PositionenRoutes(pages: pages).add(to: group)
        ZahllaufregelRoutes(pages: pages).add(to: group)
        BankRoutes(pages: pages).add(to: group)
        BankdateiRoutes(pages: pages).add(to: group)
        BankmeldungRoutes(pages: pages).add(to: group)
        AuszugRoutes(pages: pages).add(to: group)
        KlaerungRoutes(pages: pages).add(to: group)
        HauptbuchRoutes(pages: pages).add(to: group)
        ErstattungsjahrRoutes(pages: pages).add(to: group)
        ErstattungsmonatRoutes(pages: pages).add(to: group)
        ErstattungRoutes(pages: pages).add(to: group)
        KommunenRoutes(pages: pages).add(to: group)
        ParameterRoutes(pages: pages).add(to: group)
        ParametergroesseRoutes(pages: pages).add(to: group)
        NeuerStandRoutes(pages: pages).add(to: group)
        ParameterentwurfRoutes(pages: pages).add(to: group)
        ProbelaufRoutes(pages: pages).add(to: group)
        BenutzerRoutes(pages: pages).add(to: group)
        KontoRoutes(pages: pages).add(to: group)
        AuftraegeRoutes(pages: pages).add(to: group)
    }
}
