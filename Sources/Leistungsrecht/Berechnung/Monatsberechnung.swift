import Grundwerte

/// Die Leistung eines Haushalts in einem Monat, Schritt für Schritt wie im Bescheid.
package enum Monatsberechnung {
    /// Rechnet ohne Datenbank, Uhr und Zufall: gleiche Eingabe, gleiches Ergebnis.
    ///
    /// Wirft `Lagefehler`, wenn die Angaben nicht reichen, `KeinStand`, wenn ein Satz für den Monat
    /// nicht freigegeben ist, und `NichtUmgesetzt` bei Ansprüchen, die noch nicht gerechnet werden.
    package static func berechnen(
        _ lage: Haushaltslage, nach parameter: Parameter
    ) throws -> Monatsergebnis {
        try lage.pruefen()
        let schalter = try lage.schalter ?? parameter.schalter.stand(am: lage.monat.ersterTag).wert
        let haushalt = try Haushaltsmonat(lage, schalter: schalter)
        var bogen = Rechenbogen(haushalt.personen)

        try AsylbLG.bedarfssaetze(in: haushalt, nach: parameter, auf: &bogen)
        try AsylbLG.sofortzuschlag(in: haushalt, nach: parameter, auf: &bogen)
        AsylbLG.unterkunft(in: haushalt, nach: schalter, auf: &bogen)

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

        var auszahlung = Auszahlungsplan(haushalt: haushalt, bogen: bogen)
        for gemeinschaft in gemeinschaften { auszahlung.planen(gemeinschaft) }
        return Monatsergebnis(
            monat: lage.monat, schritte: bogen.schritte,
            personen: personenergebnisse(haushalt, bogen),
            leistung: bogen.anteile.summe { $0.ungedeckt },
            auszahlungen: auszahlung.auszahlungen, kostenerstattung: auszahlung.kostenerstattung)
    }

    private static func personenergebnisse(
        _ haushalt: Haushaltsmonat, _ bogen: Rechenbogen
    ) -> [Personenergebnis] {
        haushalt.personen.indices.map { stelle in
            let anteil = bogen.anteile[stelle]
            return Personenergebnis(
                person: haushalt.personen[stelle].kennung, stufe: anteil.stufe,
                grundlage: anteil.stufe == nil ? .keine : .grundleistung, tage: anteil.tage,
                bedarf: anteil.bedarf, anzurechnendesEinkommen: anteil.einkommen,
                angerechnetesEinkommen: anteil.angerechnet,
                eingesetztesVermoegen: anteil.vermoegen, leistung: anteil.ungedeckt)
        }
    }
}
