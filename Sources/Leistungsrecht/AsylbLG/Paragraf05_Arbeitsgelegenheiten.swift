import Grundwerte

extension AsylbLG {
    /// § 5 Abs. 2 AsylbLG: Aufwandsentschädigung je Stunde, höhere Aufwendungen mit Nachweis.
    package static func aufwandsentschaedigung(
        _ arbeit: Haushaltslage.Arbeitsgelegenheit, nach parameter: Parameter,
        rundung: Rundung = .kaufmaennisch
    ) throws(KeinStand) -> Rechenschritt {
        let stand = try parameter.arbeitsgelegenheit.stand(am: arbeit.monat.ersterTag)
        let entschaedigung = stand.wert.anteil(arbeit.minuten, von: 60, rundung: rundung)
        let stunden = arbeit.minuten % 60 == 0 ? "\(arbeit.minuten / 60) Std."
            : "\(arbeit.minuten / 60) Std. \(arbeit.minuten % 60) Min."
        let mehr = arbeit.mehraufwand > .null
        return Rechenschritt(
            nummer: 0, abschnitt: .weitere, personen: [], norm: "§ 5 Abs. 2",
            fundstelle: arbeit.nachweis ?? stand.fundstelle,
            bezeichnung: "Aufwandsentschädigung Arbeitsgelegenheit",
            begruendung: mehr ? "Für \(stunden) und nachgewiesene höhere Aufwendungen; kein "
                + "Einkommen." : "Für \(stunden); kein Einkommen.",
            rechnung: "\(stunden) × \(stand.wert.betrag)"
                + (mehr ? " + \(arbeit.mehraufwand.betrag)" : ""),
            betrag: entschaedigung + arbeit.mehraufwand)
    }

    /// § 5 Abs. 2, § 7 Abs. 2 Nr. 5 AsylbLG: neben der Leistung, ohne dass Einkommen sie mindert,
    /// für Personen, die im Monat berechtigt sind.
    static func arbeitsgelegenheiten(
        in haushalt: Haushaltsmonat, nach parameter: Parameter, auf bogen: inout Rechenbogen
    ) throws {
        for person in haushalt.personen.indices where !haushalt.lagen[person].isEmpty {
            for arbeit in haushalt.personen[person].arbeitsgelegenheiten
            where arbeit.monat == haushalt.lage.monat {
                let schritt = try aufwandsentschaedigung(
                    arbeit, nach: parameter, rundung: haushalt.schalter.centRundung)
                guard schritt.betrag > .null else { continue }
                bogen.anteile[person].weitere += schritt.betrag
                bogen.schritt(
                    .weitere, person: person, norm: schritt.norm, fundstelle: schritt.fundstelle,
                    bezeichnung: schritt.bezeichnung, begruendung: schritt.begruendung,
                    rechnung: schritt.rechnung, betrag: schritt.betrag)
            }
        }
    }
}
