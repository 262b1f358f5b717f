import Grundwerte

extension AsylbLG {
    /// § 3 Abs. 5 Satz 3 AsylbLG: wie viele von 30 Tagen auf jede Spanne eines Monats entfallen.
    ///
    /// Die Spannen sind geordnet und überschneiden sich nicht. Nach Kalendertagen zählt ein voller
    /// Monat 30; seine letzte Spanne erhält den Rest, im Februar mehr und am 31. weniger Tage.
    static func dreissigstel(
        _ spannen: [Tagesspanne], monatstage: Int, zaehlung: Schalter.Tageszaehlung
    ) -> [Int] {
        switch zaehlung {
        case .dreissigTage:
            func bisEnde(_ tag: Int) -> Int { tag == monatstage ? 30 : min(tag, 30) }
            return spannen.map { bisEnde($0.bis) - bisEnde($0.von - 1) }
        case .kalendertage:
            var tage = spannen.map(\.anzahl)
            let summe = tage.reduce(0, +)
            if summe == monatstage, let letzte = tage.indices.last { tage[letzte] += 30 - summe }
            return tage
        }
    }

    /// § 3 Abs. 5 Satz 3 AsylbLG: der Anteil eines Monatsbetrags.
    ///
    /// `vorher` sind die Tage desselben Betrags, die im Monat schon gerechnet sind. Gerundet wird
    /// fortlaufend, so dass die Teile eines Betrags zusammen genau den ungeteilten ergeben.
    package static func anteilig(
        _ monatsbetrag: Geld, tage: Int, vorher: Int = 0, rundung: Rundung
    ) -> Geld {
        if tage == 30, vorher == 0 { return monatsbetrag }
        return monatsbetrag.anteil(vorher + tage, von: 30, rundung: rundung)
            - monatsbetrag.anteil(vorher, von: 30, rundung: rundung)
    }

    /// § 3 Abs. 1 in Verbindung mit § 3a AsylbLG: der Bedarfssatz einer Person an den Tagen einer
    /// Lage.
    static func grundbedarf(
        der person: Int, _ lage: Personenlage, in haushalt: Haushaltsmonat,
        nach parameter: Parameter, auf bogen: inout Rechenbogen
    ) throws {
        let stand = try parameter.bedarfssaetze.stand(am: haushalt.lage.monat.ersterTag)
        let gericht = lage.lage.gericht.map { haushalt.lage.gerichtsabweichungen[$0] }
        let stufe = lage.lage.stufe, satz = stand.wert[stufe]
        let monatsbetrag = gericht?.betrag ?? satz.gesamt
        let rundung = haushalt.schalter.centRundung
        let betrag = anteilig(monatsbetrag, tage: lage.tage, vorher: lage.vorher, rundung: rundung)
        let persoenlich = min(betrag, anteilig(
            satz.notwendigerPersoenlicherBedarf, tage: lage.tage, vorher: lage.vorher,
            rundung: rundung))
        bogen.anteile[person].persoenlich += persoenlich
        bogen.anteile[person].notwendig += betrag - persoenlich
        let voll = lage.tage == 30
        let rechnung = voll
            ? (gericht?.betrag == nil ? stand.wert.rechnung(stufe) : monatsbetrag.betrag)
            : "\(monatsbetrag.betrag) × \(lage.tage)/30"
        let norm = gericht?.stufe == nil ? lage.lage.fall.norm
            : "§ 3a Abs. 1 Nr. \(stufe.rawValue), Abs. 2 Nr. \(stufe.rawValue)"
        bogen.schritt(
            .bedarf, person: person, norm: voll ? norm : norm + ", § 3 Abs. 5",
            fundstelle: gericht?.aktenzeichen ?? stand.fundstelle,
            bezeichnung: voll ? stufe.bezeichnung
                : "Stufe \(stufe.rawValue), \(haushalt.tage.text(lage.spanne))",
            begruendung: begruendung(der: person, lage, voll: voll, in: haushalt),
            rechnung: rechnung, betrag: betrag)
    }

    /// Warum diese Stufe an diesen Tagen: das Gericht, ein Geburtstag oder die Lebenslage.
    private static func begruendung(
        der person: Int, _ lage: Personenlage, voll: Bool,
        in haushalt: Haushaltsmonat
    ) -> String {
        if lage.lage.gericht != nil { return "So hat es das Gericht angeordnet." }
        let geburt = haushalt.personen[person].geburtsdatum
        let alter = haushalt.tage.tag(lage.spanne.von).alter(geboren: geburt)
        if voll { return lage.lage.fall.begruendung(alter: alter) }
        let tagDanach = haushalt.tage.tag(lage.spanne.bis + 1)
        if stufengrenzen.contains(alter + 1), tagDanach.alter(geboren: geburt) == alter + 1 {
            return "Bis zum Tag vor dem \(alter + 1). Geburtstag am \(tagDanach.deutsch)."
        }
        let tagDavor = haushalt.tage.tag(lage.spanne.von - 1)
        if stufengrenzen.contains(alter), tagDavor.alter(geboren: geburt) == alter - 1 {
            return "Ab dem \(alter). Geburtstag. Der Monat zählt 30 Tage."
        }
        return lage.lage.fall.begruendung(alter: alter) + " Der Monat zählt 30 Tage."
    }

    /// Geburtstage, an denen die Stufe wechseln kann.
    private static let stufengrenzen: Set<Int> = [6, 14, 18, 25]
}
