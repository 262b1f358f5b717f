import Hummingbird

/// Every page of a Kommune, one struct per subject.
struct KommuneRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        konto(group)
        leistung(group)
        krankenhilfe(group)
        zahlungen(group)
        abrechnung(group)
        auswertung(group)
        verfahren(group)
        uebernahmen(group)
        aufgaben(group)
        zugaenge(group)
        datenschutz(group)
        faelle(group)
    }

    private func konto(_ group: RouterGroup<MandantContext>) {
        KonzeptRoutes(pages: pages).add(to: group)
        MeinKontoRoutes(pages: pages).add(to: group)
    }

    private func leistung(_ group: RouterGroup<MandantContext>) {
        LeistungRoutes(pages: pages).add(to: group)
        BerechnungRoutes(pages: pages).add(to: group)
        BewilligungRoutes(pages: pages).add(to: group)
        BescheidRoutes().add(to: group)
        AblehnungRoutes(pages: pages).add(to: group)
        DokumenteRoutes(pages: pages).add(to: group)
        UnterlagenRoutes(pages: pages).add(to: group)
        DruckRoutes(pages: pages).add(to: group)
        ProbefaelleRoutes(pages: pages).add(to: group)
        AnpassungRoutes(pages: pages).add(to: group)
    }

    private func krankenhilfe(_ group: RouterGroup<MandantContext>) {
        BehandlungsscheinRoutes(pages: pages).add(to: group)
        KreisfragenRoutes(pages: pages).add(to: group)
        ScheinausgabeRoutes(pages: pages).add(to: group)
        EinzelantragRoutes(pages: pages).add(to: group)
        EinzelleistungRoutes(pages: pages).add(to: group)
    }

    private func zahlungen(_ group: RouterGroup<MandantContext>) {
        ZahlungstextRoutes(pages: pages).add(to: group)
        ZahlungenRoutes(pages: pages).add(to: group)
        ZahlungRoutes(pages: pages).add(to: group)
        AufteilungRoutes(pages: pages).add(to: group)
        SperreRoutes(pages: pages).add(to: group)
        AnordnungRoutes(pages: pages).add(to: group)
    }

    private func abrechnung(_ group: RouterGroup<MandantContext>) {
        ErstattungsabgleichRoutes(pages: pages).add(to: group)
        ErstattungszeileRoutes(pages: pages).add(to: group)
        OffenePostenRoutes(pages: pages).add(to: group)
        UmlagestandRoutes(pages: pages).add(to: group)
        EinnahmenRoutes(pages: pages).add(to: group)
    }

    private func auswertung(_ group: RouterGroup<MandantContext>) {
        StatistikenRoutes(pages: pages).add(to: group)
        StatistikstandRoutes(pages: pages).add(to: group)
        KennzahlenRoutes(pages: pages).add(to: group)
    }

    private func verfahren(_ group: RouterGroup<MandantContext>) {
        RueckforderungRoutes(pages: pages).add(to: group)
        AnhoerungRoutes(pages: pages).add(to: group)
        WiderspruchRoutes(pages: pages).add(to: group)
        SchreibenRoutes().add(to: group)
        FallverfahrenRoutes(pages: pages).add(to: group)
        FeststellungRoutes(pages: pages).add(to: group)
    }

    private func uebernahmen(_ group: RouterGroup<MandantContext>) {
        BestandseingangRoutes(pages: pages).add(to: group)
        UebernahmeRoutes(pages: pages).add(to: group)
    }

    private func aufgaben(_ group: RouterGroup<MandantContext>) {
        AufgabenRoutes(pages: pages).add(to: group)
        VorlagetextRoutes(pages: pages).add(to: group)
        WiedervorlagenRoutes(pages: pages).add(to: group)
        WiedervorlageRoutes(pages: pages).add(to: group)
        VertretungRoutes(pages: pages).add(to: group)
    }

    private func zugaenge(_ group: RouterGroup<MandantContext>) {
        ZugaengeRoutes(pages: pages).add(to: group)
        ZugangNeuRoutes(pages: pages).add(to: group)
        ZugangOffenRoutes(pages: pages).add(to: group)
        UebergabeRoutes(pages: pages).add(to: group)
        SupportfreigabeRoutes(pages: pages).add(to: group)
        RollenbestaetigungRoutes(pages: pages, uebersicht: nil).add(to: group)
        BestaetigungRoutes(pages: pages).add(to: group)
    }

    private func datenschutz(_ group: RouterGroup<MandantContext>) {
        ProtokollRoutes(pages: pages).add(to: group)
        DatenschutzRoutes(pages: pages).add(to: group)
        AuskunftRoutes(pages: pages).add(to: group)
        AuskunftssperreRoutes(pages: pages).add(to: group)
        BenennungRoutes(pages: pages).add(to: group)
        EinschraenkungRoutes(pages: pages).add(to: group)
        EinschraenkungszweckRoutes(pages: pages).add(to: group)
        BerichtigungRoutes(pages: pages).add(to: group)
        LoeschungRoutes(pages: pages).add(to: group)
        LoeschsperreRoutes(pages: pages).add(to: group)
        VerzeichnisRoutes(pages: pages).add(to: group)
        VerzeichniskontaktRoutes(pages: pages).add(to: group)
    }

    private func faelle(_ group: RouterGroup<MandantContext>) {
        FalllisteRoutes(pages: pages).add(to: group)
        SucheRoutes(pages: pages).add(to: group)
        PersonenabgleichRoutes(pages: pages).add(to: group)
        DoppelerfassungRoutes(pages: pages).add(to: group)
        NeuerFallRoutes(pages: pages).add(to: group)
        FallRoutes(pages: pages).add(to: group)
        AenderungRoutes(pages: pages).add(to: group)
    }
}
