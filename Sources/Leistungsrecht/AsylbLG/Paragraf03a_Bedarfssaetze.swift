import Grundwerte

/// Die Normen des Asylbewerberleistungsgesetzes, je Paragraf eine Datei.
package enum AsylbLG {}

extension AsylbLG {
    /// § 3a Abs. 1 und 2 AsylbLG: die beiden Monatsbeträge einer Stufe im Monat.
    ///
    /// Wer welcher Stufe angehört, bestimmt `stufe(_:)`; Teilmonate behandelt § 3 Abs. 5.
    package static func bedarfssatz(
        _ stufe: Bedarfsstufe, im monat: Monat, nach parameter: Parameter
    ) throws -> Bedarfssatz {
        try parameter.bedarfssaetze.stand(am: monat.ersterTag).wert[stufe]
    }

    /// Was für die Stufe einer Person an einem Tag zählt.
    package struct Lebenslage: Hashable, Sendable {
        package var alter: Int
        package var unterbringung: Unterbringungsart
        package var mitPartner: Bool
        package var mitElternteil: Bool
        package var verheiratet: Bool

        package init(
            alter: Int, unterbringung: Unterbringungsart, mitPartner: Bool = false,
            mitElternteil: Bool = false, verheiratet: Bool = false
        ) {
            self.alter = alter
            self.unterbringung = unterbringung
            self.mitPartner = mitPartner
            self.mitElternteil = mitElternteil
            self.verheiratet = verheiratet
        }
    }

    /// § 3a Abs. 1 und 2, jeweils Nr. 1 bis 6 AsylbLG: welche Stufe für wen gilt.
    ///
    /// - Jugendliche ohne Elternteil im Haushalt erhalten Stufe 1, auch in einer Sammelunterkunft.
    ///   Jugendliche mit Elternteil erhalten dort Stufe 4, weil sie nicht auf sich gestellt sind.
    /// - Junge Erwachsene bei ihren Eltern erhalten Stufe 3 nur in einer Wohnung; in einer
    ///   Sammelunterkunft bleibt es bei Nr. 2b.
    /// - Alleinstehende in Sammelunterkünften folgen dem Schalter.
    package static func stufe(_ lage: Lebenslage, schalter: Schalter) -> Stufenfall {
        switch lage.alter {
        case ..<6: return .kleinkind
        case 6..<14: return .kind
        case 14..<18: return lage.mitElternteil ? .jugendlich : .jugendlichAllein
        default: break
        }
        if lage.unterbringung == .stationaereEinrichtung { return .stationaer }
        if lage.unterbringung.istSammelunterkunft {
            if lage.mitPartner || lage.mitElternteil { return .sammelunterkunft }
            return schalter.stufeSammelunterkunft == .eins
                ? .sammelunterkunftStufeEins : .sammelunterkunft
        }
        if lage.mitPartner { return .partner }
        if lage.alter < 25, lage.mitElternteil, !lage.verheiratet,
           lage.unterbringung == .wohnung { return .beiEltern }
        return .allein
    }
}

/// Der Tatbestand des § 3a AsylbLG, der einer Person ihre Stufe gibt.
package enum Stufenfall: UInt8, Hashable, Sendable {
    case allein, jugendlichAllein, partner, sammelunterkunft, sammelunterkunftStufeEins
    case beiEltern, stationaer, jugendlich, kind, kleinkind

    package var stufe: Bedarfsstufe {
        switch self {
        case .allein, .jugendlichAllein, .sammelunterkunftStufeEins: .eins
        case .partner, .sammelunterkunft: .zwei
        case .beiEltern, .stationaer: .drei
        case .jugendlich: .vier
        case .kind: .fuenf
        case .kleinkind: .sechs
        }
    }

    package var norm: String {
        switch self {
        case .allein, .jugendlichAllein, .sammelunterkunftStufeEins:
            "§ 3a Abs. 1 Nr. 1, Abs. 2 Nr. 1"
        case .partner: "§ 3a Abs. 1 Nr. 2a, Abs. 2 Nr. 2a"
        case .sammelunterkunft: "§ 3a Abs. 1 Nr. 2b, Abs. 2 Nr. 2b"
        case .beiEltern: "§ 3a Abs. 1 Nr. 3a, Abs. 2 Nr. 3a"
        case .stationaer: "§ 3a Abs. 1 Nr. 3b, Abs. 2 Nr. 3b"
        case .jugendlich: "§ 3a Abs. 1 Nr. 4, Abs. 2 Nr. 4"
        case .kind: "§ 3a Abs. 1 Nr. 5, Abs. 2 Nr. 5"
        case .kleinkind: "§ 3a Abs. 1 Nr. 6, Abs. 2 Nr. 6"
        }
    }

    /// Der Satz auf dem Berechnungsbogen.
    func begruendung(alter: Int) -> String {
        switch self {
        case .allein: "Erwachsene, die ohne Partnerin oder Partner leben."
        case .jugendlichAllein: "Jugendliche, die ohne Elternteil leben."
        case .partner: "Erwachsene, die mit Partnerin oder Partner in einer Wohnung leben."
        case .sammelunterkunft: "Erwachsene in einer Sammelunterkunft."
        case .sammelunterkunftStufeEins:
            "Alleinstehende in einer Sammelunterkunft, nach Festlegung der Kommune."
        case .beiEltern: "Unter 25 Jahren, unverheiratet, mit einem Elternteil in einer Wohnung."
        case .stationaer: "Erwachsene in einer stationären Einrichtung."
        case .jugendlich: "Jugendliche, \(alter) Jahre alt."
        case .kind: "Kind, \(alter) Jahre alt."
        case .kleinkind: alter == 1 ? "Kind, 1 Jahr alt." : "Kind, \(alter) Jahre alt."
        }
    }
}
