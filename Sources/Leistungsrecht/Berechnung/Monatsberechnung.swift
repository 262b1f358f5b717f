import Grundwerte

/// Die Leistung eines Haushalts in einem Monat, Schritt für Schritt wie im Bescheid.
package enum Monatsberechnung {
    /// Rechnet ohne Datenbank, Uhr und Zufall: gleiche Eingabe, gleiches Ergebnis.
    ///
    /// **Reihenfolge**: Der Bedarf jeder Person entsteht aus ihren Sätzen (§ 3, § 2 oder § 1a, nach
    /// Tagen), den Mehrbedarfen, dem Sofortzuschlag, ihrem Kopfteil der Unterkunft und den
    /// einzelnen Leistungen. Davon gehen ab: zuerst, was Dritte leisten (§ 8), dann ihr Einkommen
    /// nach Abzügen und Freibeträgen, dann der Überschuss der Familie, zuletzt das Vermögen über
    /// den Freibeträgen. Was bleibt, teilt `Auszahlungsplan` auf Formen und Empfänger. Daneben
    /// steht, was nicht vom Einkommen abhängt (§ 5).
    ///
    /// **Rundung**: Jeder Betrag wird einmal auf ganze Cent gerundet, wo er je Person und Zeile
    /// entsteht (Schalter `centRundung`); Summen werden nicht mehr gerundet. Teile desselben
    /// Betrags runden fortlaufend, Verteilungen nach größtem Rest: die Teile ergeben genau das
    /// Ganze.
    ///
    /// Wirft `Lagefehler`, wenn die Angaben nicht reichen oder nicht zusammenpassen, und
    /// `KeinStand`, wenn ein Satz für den Monat nicht freigegeben ist.
    package static func berechnen(
        _ lage: Haushaltslage, nach parameter: Parameter
    ) throws -> Monatsergebnis {
        try lage.pruefen()
        let schalter = try lage.schalter ?? parameter.schalter.stand(am: lage.monat.ersterTag).wert
        let haushalt = try Haushaltsmonat(lage, schalter: schalter)
        var bogen = Rechenbogen(haushalt.personen)

        try regelsaetze(in: haushalt, nach: parameter, auf: &bogen)
        try SGBXII.mehrbedarfe(in: haushalt, nach: parameter, auf: &bogen)
        try SGBXII.vollverpflegung(in: haushalt, nach: parameter, auf: &bogen)
        try AsylbLG.sofortzuschlag(in: haushalt, nach: parameter, auf: &bogen)
        try AsylbLG.unterkunft(in: haushalt, nach: parameter, auf: &bogen)
        try AsylbLG.einzelleistungen(in: haushalt, nach: parameter, auf: &bogen)

        for person in haushalt.personen.indices {
            try AsylbLG.einkommen(der: person, in: haushalt, nach: parameter, auf: &bogen)
        }
        let gemeinschaften = Einsatzgemeinschaft.alle(in: haushalt)
        for gemeinschaft in gemeinschaften {
            try gemeinschaft.einkommenEinsetzen(in: haushalt, auf: &bogen)
        }
        for gemeinschaft in gemeinschaften {
            try gemeinschaft.vermoegenEinsetzen(in: haushalt, nach: parameter, auf: &bogen)
        }

        try AsylbLG.arbeitsgelegenheiten(in: haushalt, nach: parameter, auf: &bogen)

        var auszahlung = Auszahlungsplan(haushalt: haushalt, bogen: bogen)
        for gemeinschaft in gemeinschaften { auszahlung.planen(gemeinschaft) }
        return Monatsergebnis(
            monat: lage.monat, schritte: bogen.schritte,
            personen: personenergebnisse(haushalt, bogen),
            leistung: bogen.anteile.summe { $0.leistung },
            auszahlungen: auszahlung.auszahlungen, kostenerstattung: auszahlung.kostenerstattung)
    }

    private static func personenergebnisse(
        _ haushalt: Haushaltsmonat, _ bogen: Rechenbogen
    ) -> [Personenergebnis] {
        haushalt.personen.indices.map { stelle in
            let anteil = bogen.anteile[stelle]
            return Personenergebnis(
                person: haushalt.personen[stelle].kennung, stufe: anteil.stufe,
                grundlage: anteil.grundlage, tage: anteil.tage,
                bedarf: anteil.bedarf, anzurechnendesEinkommen: anteil.einkommen,
                angerechnetesEinkommen: anteil.angerechnet,
                eingesetztesVermoegen: anteil.vermoegen, leistung: anteil.leistung)
        }
    }
}
