import Grundwerte

extension AsylbLG {
    /// § 7 Abs. 3 Satz 1 AsylbLG: Freibetrag vom Einkommen aus Erwerbstätigkeit.
    ///
    /// Ein Teil bleibt frei, höchstens die Hälfte der maßgeblichen Bedarfsstufe nach § 3a. Ob vom
    /// Einkommen vor oder nach Abzügen, sagt der Schalter `freibetragsbasis`; der Aufrufer wählt.
    package static func erwerbsfreibetrag(
        von einkommen: Geld, stufe: Bedarfsstufe, im monat: Monat, nach parameter: Parameter,
        rundung: Rundung = .kaufmaennisch
    ) throws -> Rechenschritt {
        let regel = try parameter.einkommensregel.stand(am: monat.ersterTag)
        let satz = try parameter.bedarfssaetze.stand(am: monat.ersterTag)
        let gesamt = satz.wert[stufe].gesamt
        let anteil = einkommen.anteil(prozent: regel.wert.erwerbProzent, rundung: rundung)
        let grenze = gesamt.anteil(prozent: regel.wert.erwerbHoechstprozent, rundung: rundung)
        let prozent = regel.wert.erwerbProzent
        return Rechenschritt(
            nummer: 0, abschnitt: .einkommen, personen: [], norm: "§ 7 Abs. 3 Satz 1",
            fundstelle: anteil <= grenze ? regel.fundstelle : satz.fundstelle,
            bezeichnung: "Freibetrag bei Arbeit",
            begruendung: anteil <= grenze
                ? "\(prozent) % des Lohns bleiben frei."
                : "\(prozent) % des Lohns wären \(anteil). Mehr als die Hälfte des "
                    + "Bedarfssatzes bleibt nicht frei.",
            rechnung: anteil <= grenze ? "\(prozent) % von \(einkommen.betrag)"
                : "\(regel.wert.erwerbHoechstprozent) % von \(gesamt.betrag)",
            betrag: min(anteil, grenze))
    }

    /// § 7 Abs. 1 bis 3 AsylbLG: das Einkommen einer Person in diesem Monat, nach Abzügen und
    /// Freibeträgen.
    ///
    /// Es zählt, was an einem Tag zufließt, an dem die Person im Haushalt lebt. Abzüge und
    /// Freibeträge mindern höchstens bis null.
    static func einkommen(
        der person: Int, in haushalt: Haushaltsmonat, nach parameter: Parameter,
        auf bogen: inout Rechenbogen
    ) throws {
        let zugeflossen = haushalt.personen[person].einkommen.compactMap { einkommen in
            zufluss(einkommen, haushalt.tage).flatMap { tag in
                haushalt.istAnwesend(person, am: tag) ? (einkommen: einkommen, tag: tag) : nil
            }
        }
        guard !zugeflossen.isEmpty else { return }
        var rechnung = Einkommensrechnung(
            person: person, haushalt: haushalt, parameter: parameter)
        for (einkommen, tag) in zugeflossen {
            rechnung.buchen(einkommen, am: tag, auf: &bogen)
        }
        try rechnung.abschliessen(auf: &bogen)
    }

    /// Der Tag im Monat, an dem ein Einkommen zufließt; nil in Monaten ohne Zufluss.
    private static func zufluss(_ einkommen: Haushaltslage.Einkommen, _ tage: Monatstage) -> Int? {
        let tag = einkommen.zeitraum.von == einkommen.zeitraum.bis
            ? tage.nummer(einkommen.zeitraum.von)
            : min(einkommen.zahltag ?? tage.anzahl, tage.anzahl)
        guard (1...tage.anzahl).contains(tag), einkommen.zeitraum.enthaelt(tage.tag(tag)) else {
            return nil
        }
        return tag
    }
}
