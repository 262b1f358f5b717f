import Hummingbird

/// Every page of a Kommune, one struct per subject.
struct KommuneRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        LeistungRoutes(pages: pages).add(to: group)
        BerechnungRoutes(pages: pages).add(to: group)
        BewilligungRoutes(pages: pages).add(to: group)
        BescheidRoutes().add(to: group)
        AblehnungRoutes(pages: pages).add(to: group)
        DokumenteRoutes(pages: pages).add(to: group)
        UnterlagenRoutes(pages: pages).add(to: group)
        DruckRoutes(pages: pages).add(to: group)
        BehandlungsscheinRoutes(pages: pages).add(to: group)
        ScheinausgabeRoutes(pages: pages).add(to: group)
        EinzelantragRoutes(pages: pages).add(to: group)
        EinzelleistungRoutes(pages: pages).add(to: group)
        ZahlungenRoutes(pages: pages).add(to: group)
        ZahlungRoutes(pages: pages).add(to: group)
        SperreRoutes(pages: pages).add(to: group)
        AnordnungRoutes(pages: pages).add(to: group)
        ErstattungsabgleichRoutes(pages: pages).add(to: group)
        RueckforderungRoutes(pages: pages).add(to: group)
        AnhoerungRoutes(pages: pages).add(to: group)
        WiderspruchRoutes(pages: pages).add(to: group)
        SchreibenRoutes().add(to: group)
        FallverfahrenRoutes(pages: pages).add(to: group)
        FeststellungRoutes(pages: pages).add(to: group)
        BestandseingangRoutes(pages: pages).add(to: group)
        ProbefaelleRoutes(pages: pages).add(to: group)
        AnpassungRoutes(pages: pages).add(to: group)
        UebernahmeRoutes(pages: pages).add(to: group)
        AufgabenRoutes(pages: pages).add(to: group)
        VorlagetextRoutes(pages: pages).add(to: group)
        WiedervorlagenRoutes(pages: pages).add(to: group)
        WiedervorlageRoutes(pages: pages).add(to: group)
        VertretungRoutes(pages: pages).add(to: group)
        BestaetigungRoutes(pages: pages).add(to: group)
        FalllisteRoutes(pages: pages).add(to: group)
        SucheRoutes(pages: pages).add(to: group)
        PersonenabgleichRoutes(pages: pages).add(to: group)
        DoppelerfassungRoutes(pages: pages).add(to: group)
        NeuerFallRoutes(pages: pages).add(to: group)
        FallRoutes(pages: pages).add(to: group)
        AenderungRoutes(pages: pages).add(to: group)
    }
}
