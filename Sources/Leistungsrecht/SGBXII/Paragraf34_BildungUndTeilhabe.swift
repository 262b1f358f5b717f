import Grundwerte

extension SGBXII {
    /// § 34 Abs. 3 SGB XII: der Schulbedarf im Monat; nil in Monaten ohne Halbjahresbeginn.
    ///
    /// Zum 1. August das erste, zum 1. Februar das zweite Schulhalbjahr, nach dem Kalenderjahr, in
    /// dem es beginnt.
    package static func schulbedarf(
        im monat: Monat, nach parameter: Parameter
    ) throws(KeinStand) -> Rechenschritt? {
        guard monat.nummer == 8 || monat.nummer == 2 else { return nil }
        let stand = try parameter.bildung.stand(am: monat.ersterTag)
        let erstes = monat.nummer == 8
        let betrag = erstes ? stand.wert.erstesHalbjahr : stand.wert.zweitesHalbjahr
        return Rechenschritt(
            nummer: 0, abschnitt: .bedarf, personen: [], norm: "§ 34 Abs. 3 SGB XII",
            fundstelle: stand.fundstelle, bezeichnung: "Schulbedarf",
            begruendung: "Für das \(erstes ? "erste" : "zweite") Schulhalbjahr, zum "
                + "\(monat.ersterTag.deutsch).",
            rechnung: betrag.betrag, betrag: betrag)
    }

    /// § 34 Abs. 7 SGB XII: Teilhabe Minderjähriger, im Monat pauschal.
    package static func teilhabe(
        im monat: Monat, nach parameter: Parameter
    ) throws(KeinStand) -> Rechenschritt {
        let stand = try parameter.bildung.stand(am: monat.ersterTag)
        return Rechenschritt(
            nummer: 0, abschnitt: .bedarf, personen: [], norm: "§ 34 Abs. 7 SGB XII",
            fundstelle: "§ 34 Abs. 7 SGB XII", bezeichnung: Einzelleistungsart.teilhabe.bezeichnung,
            begruendung: "Für Sport, Musik, Kultur oder Freizeit, unter 18 Jahren.",
            rechnung: stand.wert.teilhabe.betrag, betrag: stand.wert.teilhabe)
    }
}

extension Einzelleistungsart {
    /// Die Norm auf dem Bogen; Bildung und Teilhabe bei Grundleistungen über § 3 Abs. 4.
    func norm(_ grundlage: Anspruchsgrundlage) -> String {
        let norm = switch self {
        case .schulausflug: "§ 34 Abs. 2 Nr. 1 SGB XII"
        case .klassenfahrt: "§ 34 Abs. 2 Nr. 2 SGB XII"
        case .schulbedarf: "§ 34 Abs. 3 SGB XII"
        case .schuelerbefoerderung: "§ 34 Abs. 4 SGB XII"
        case .lernfoerderung: "§ 34 Abs. 5 SGB XII"
        case .mittagsverpflegung: "§ 34 Abs. 6 SGB XII"
        case .teilhabe: "§ 34 Abs. 7 SGB XII"
        case .sonstige: "§ 6 Abs. 1"
        case .einzelfall: "§ 1a Abs. 1 Satz 3"
        case .haerte: "§ 1 Abs. 4"
        }
        return istBildung && grundlage == .grundleistung ? "§ 3 Abs. 4, " + norm : norm
    }

    /// Neben welcher Leistung es sie gibt.
    func passt(zu grundlage: Anspruchsgrundlage) -> Bool {
        switch self {
        case .sonstige: grundlage == .grundleistung
        case .einzelfall: grundlage == .anspruchseinschraenkung
        case .haerte: grundlage == .ueberbrueckungsleistung
        default: grundlage == .grundleistung || grundlage == .analogleistung
        }
    }
}
