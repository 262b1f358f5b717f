import Grundwerte

/// Die Normen des Zwölften Buches, die § 2 AsylbLG entsprechend anwendet, je Paragraf eine Datei.
package enum SGBXII {}

extension SGBXII {
    /// Anlage zu § 28 SGB XII mit § 2 Abs. 1 Satz 4 AsylbLG: welche Regelbedarfsstufe für wen gilt.
    ///
    /// - Alleinstehende in Sammelunterkünften erhalten Stufe 1 (BVerfG, 19.10.2022 – 1 BvL 3/21),
    ///   Paare und Erwachsene bei ihren Eltern dort Stufe 2.
    /// - Unter 25 Jahren, unverheiratet, mit einem Elternteil in einer Wohnung: Stufe 3.
    /// - Jugendliche erhalten Stufe 4, auch ohne Elternteil: Stufe 1 ist Erwachsenen vorbehalten.
    package static func stufe(_ lage: AsylbLG.Lebenslage) -> Stufenfall {
        let fall = AsylbLG.stufe(lage, schalter: Schalter(stufeSammelunterkunft: .eins))
        return fall == .jugendlichAllein ? .jugendlich : fall
    }

    /// § 27a Abs. 3 SGB XII: der Regelbedarf einer Person an den Tagen einer Lage.
    static func regelbedarf(
        der person: Int, _ lage: Personenlage, in haushalt: Haushaltsmonat,
        nach parameter: Parameter, auf bogen: inout Rechenbogen
    ) throws {
        let stand = try parameter.regelbedarf.stand(am: haushalt.lage.monat.ersterTag)
        let gericht = lage.lage.gericht.map { haushalt.lage.gerichtsabweichungen[$0] }
        let monatlich = gericht?.betrag ?? stand.wert[lage.lage.stufe]
        let betrag = AsylbLG.anteilig(
            monatlich, tage: lage.tage, vorher: lage.vorher, rundung: haushalt.schalter.centRundung)
        bogen.anteile[person].notwendig += betrag
        let voll = lage.tage == 30
        let norm = lage.lage.fall.analogNorm
        bogen.schritt(
            .bedarf, person: person, norm: voll ? norm : norm + ", § 27a Abs. 3 SGB XII",
            fundstelle: gericht?.aktenzeichen ?? stand.fundstelle,
            bezeichnung: voll ? lage.lage.stufe.regelbedarf
                : "Stufe \(lage.lage.stufe.rawValue), \(haushalt.tage.text(lage.spanne))",
            begruendung: begruendung(der: person, lage, in: haushalt),
            rechnung: voll ? monatlich.betrag : "\(monatlich.betrag) × \(lage.tage)/30",
            betrag: betrag)
    }

    private static func begruendung(
        der person: Int, _ lage: Personenlage, in haushalt: Haushaltsmonat
    ) -> String {
        if lage.lage.gericht != nil { return "So hat es das Gericht angeordnet." }
        if lage.lage.mitElternteil {
            return "Das Kind erhält mit dem Elternteil Leistungen nach § 2 (§ 2 Abs. 3)."
        }
        return lage.lage.fall.analogBegruendung(alter: haushalt.alter(person, am: lage.spanne.von))
    }
}

extension Stufenfall {
    /// Norm der Regelbedarfsstufe.
    var analogNorm: String {
        switch self {
        case .allein: "§ 2 Abs. 1, Anlage zu § 28 SGB XII Nr. 1"
        case .partner: "§ 2 Abs. 1, Anlage zu § 28 SGB XII Nr. 2"
        case .sammelunterkunft, .sammelunterkunftStufeEins: "§ 2 Abs. 1 Satz 4 Nr. 1"
        case .beiEltern: "§ 2 Abs. 1 Satz 4 Nr. 2"
        case .stationaer: "§ 2 Abs. 1, Anlage zu § 28 SGB XII Nr. 3"
        case .jugendlich, .jugendlichAllein: "§ 2 Abs. 1, Anlage zu § 28 SGB XII Nr. 4"
        case .kind: "§ 2 Abs. 1, Anlage zu § 28 SGB XII Nr. 5"
        case .kleinkind: "§ 2 Abs. 1, Anlage zu § 28 SGB XII Nr. 6"
        }
    }

    func analogBegruendung(alter: Int) -> String {
        guard self == .sammelunterkunftStufeEins else { return begruendung(alter: alter) }
        return "Alleinstehende in einer Sammelunterkunft (BVerfG, 19.10.2022 – 1 BvL 3/21)."
    }
}

extension Bedarfsstufe {
    var regelbedarf: String {
        switch self {
        case .eins: "Regelbedarfsstufe 1"
        case .zwei: "Regelbedarfsstufe 2"
        case .drei: "Regelbedarfsstufe 3"
        case .vier: "Regelbedarfsstufe 4"
        case .fuenf: "Regelbedarfsstufe 5"
        case .sechs: "Regelbedarfsstufe 6"
        }
    }
}
