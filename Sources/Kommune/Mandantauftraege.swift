import Platform

/// Alle Aufträge, die es je Mandant gibt. `TagVersiegeln` gibt es daneben auch für den Kreis.
package enum Mandantauftraege {
    package static let alle: [any Job.Type] = [
        BescheidSetzen.self, SchreibenSetzen.self, BehandlungsscheinSetzen.self,
        KostenzusageSetzen.self, RueckmeldungUebernehmen.self, NamenNeuFalten.self,
        PersonenmarkenAbgleichen.self, PersonenfragenUebernehmen.self,
        WiedervorlagenAbgleichen.self, DrucklaufErstellen.self, BestandPruefen.self,
        BestandUebernehmen.self, ProbelaufRechnen.self, AnpassungVorbereiten.self,
        EmpfaengerMelden.self, KreisfragenBeantworten.self, TagVersiegeln.self,
        StatistikErheben.self, StatistikAbgeben.self, AuskunftErstellen.self,
        AuskuenfteEntfernen.self, LoeschungVorschlagen.self, LoeschungVollziehen.self,
        StatistikZuordnungLoeschen.self, ControllingZaehlen.self, AusgeschiedeneAbgleichen.self,
    ]
}
