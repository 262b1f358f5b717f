import Hummingbird

/// Every page of the Kreis, one struct per subject.
struct KreisRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        start(group)
        kasse(group)
        bank(group)
        hauptbuch(group)
        erstattung(group)
        krankenhilfe(group)
        umlage(group)
        auswertung(group)
        parameter(group)
        verwaltung(group)
    }

    private func start(_ group: RouterGroup<KreisContext>) {
        KonzeptRoutes(pages: pages).add(to: group)
        MeinKontoRoutes(pages: pages).add(to: group)
        KreisprotokollRoutes(pages: pages).add(to: group)
        KreisstartRoutes(pages: pages).add(to: group)
    }

    private func kasse(_ group: RouterGroup<KreisContext>) {
        ZahllaeufeRoutes(pages: pages).add(to: group)
        ZahllaufRoutes(pages: pages).add(to: group)
        PositionenRoutes(pages: pages).add(to: group)
        ZahllaufregelRoutes(pages: pages).add(to: group)
        BarkasseRoutes(pages: pages).add(to: group)
        UmbuchungRoutes(pages: pages).add(to: group)
        EmpfaengerRoutes(pages: pages).add(to: group)
    }

    private func bank(_ group: RouterGroup<KreisContext>) {
        BankRoutes(pages: pages).add(to: group)
        BankdateiRoutes(pages: pages).add(to: group)
        BankmeldungRoutes(pages: pages).add(to: group)
        AuszugRoutes(pages: pages).add(to: group)
        KlaerungRoutes(pages: pages).add(to: group)
    }

    private func hauptbuch(_ group: RouterGroup<KreisContext>) {
        HauptbuchRoutes(pages: pages).add(to: group)
        JournalRoutes(pages: pages).add(to: group)
        BuchungRoutes(pages: pages).add(to: group)
        SpurRoutes(pages: pages).add(to: group)
        HkrRoutes(pages: pages).add(to: group)
    }

    private func erstattung(_ group: RouterGroup<KreisContext>) {
        ErstattungsjahrRoutes(pages: pages).add(to: group)
        ErstattungsmonatRoutes(pages: pages).add(to: group)
        ErstattungRoutes(pages: pages).add(to: group)
        ErstattungszeilenRoutes(pages: pages).add(to: group)
        ForderungenRoutes(pages: pages).add(to: group)
        ForderungRoutes(pages: pages).add(to: group)
        EinwandRoutes(pages: pages).add(to: group)
        ErstattungskommuneRoutes(pages: pages).add(to: group)
    }

    private func krankenhilfe(_ group: RouterGroup<KreisContext>) {
        EmpfaengerzahlRoutes(pages: pages).add(to: group)
        SammelrechnungenRoutes(pages: pages).add(to: group)
        SammelrechnungRoutes(pages: pages).add(to: group)
        PositionRoutes(pages: pages).add(to: group)
        StellerkontoRoutes(pages: pages).add(to: group)
        RechnungsstellerRoutes(pages: pages).add(to: group)
    }

    private func umlage(_ group: RouterGroup<KreisContext>) {
        UmlagejahrRoutes(pages: pages).add(to: group)
        UmlagemonatRoutes(pages: pages).add(to: group)
        UmlageteilRoutes(pages: pages).add(to: group)
        DurchleitungRoutes(pages: pages).add(to: group)
        KostenteilungenRoutes(pages: pages).add(to: group)
        KostenteilungRoutes(pages: pages).add(to: group)
    }

    private func auswertung(_ group: RouterGroup<KreisContext>) {
        StatistikRoutes(pages: pages).add(to: group)
        StatistikNeuRoutes(pages: pages).add(to: group)
        StatistiklaufRoutes(pages: pages).add(to: group)
        ControllingfreigabeRoutes(pages: pages).add(to: group)
        ControllingRoutes(pages: pages).add(to: group)
        SonderauswertungRoutes(pages: pages).add(to: group)
    }

    private func parameter(_ group: RouterGroup<KreisContext>) {
        ParameterRoutes(pages: pages).add(to: group)
        ParametergroesseRoutes(pages: pages).add(to: group)
        NeuerStandRoutes(pages: pages).add(to: group)
        ParameterentwurfRoutes(pages: pages).add(to: group)
        ProbelaufRoutes(pages: pages).add(to: group)
    }

    private func verwaltung(_ group: RouterGroup<KreisContext>) {
        KommunenRoutes(pages: pages).add(to: group)
        KreisverzeichnisRoutes(pages: pages).add(to: group)
        ZugangsantraegeRoutes(pages: pages).add(to: group)
        SupportRoutes(pages: pages).add(to: group)
        NeueZugaengeRoutes(pages: pages).add(to: group)
        BestaetigungsstandRoutes(pages: pages).add(to: group)
        RollenbestaetigungRoutes(pages: pages, uebersicht: "rollenbestaetigung/stand")
            .add(to: group)
        BenutzerRoutes(pages: pages).add(to: group)
        UngenutztRoutes(pages: pages).add(to: group)
        FehlversuchRoutes(pages: pages).add(to: group)
        ZugangsregelRoutes(pages: pages).add(to: group)
        KontoRoutes(pages: pages).add(to: group)
        ProgrammzugaengeRoutes(pages: pages).add(to: group)
        AnbieterRoutes(pages: pages).add(to: group)
        AuftraegeRoutes(pages: pages).add(to: group)
    }
}
