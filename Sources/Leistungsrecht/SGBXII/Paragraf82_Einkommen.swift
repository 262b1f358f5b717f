import Grundwerte

extension SGBXII {
    /// § 82 Abs. 3 Satz 1 SGB XII: Freibetrag vom Einkommen aus Erwerbstätigkeit bei Leistungen
    /// nach § 2 AsylbLG.
    ///
    /// Ein Teil bleibt frei, höchstens die Hälfte der Regelbedarfsstufe 1. Ob vom Einkommen vor
    /// oder nach Abzügen, sagt wie bei § 7 AsylbLG der Schalter `freibetragsbasis`.
    package static func erwerbsfreibetrag(
        von einkommen: Geld, im monat: Monat, nach parameter: Parameter,
        rundung: Rundung = .kaufmaennisch
    ) throws(KeinStand) -> Rechenschritt {
        let regel = try parameter.analogEinkommen.stand(am: monat.ersterTag)
        let satz = try parameter.regelbedarf.stand(am: monat.ersterTag)
        let prozent = regel.wert.erwerbProzent
        let anteil = einkommen.anteil(prozent: prozent, rundung: rundung)
        let grenze = satz.wert[.eins].anteil(
            prozent: regel.wert.erwerbHoechstprozent, rundung: rundung)
        return Rechenschritt(
            nummer: 0, abschnitt: .einkommen, personen: [], norm: "§ 82 Abs. 3 SGB XII",
            fundstelle: anteil <= grenze ? regel.fundstelle : satz.fundstelle,
            bezeichnung: "Freibetrag bei Arbeit",
            begruendung: anteil <= grenze
                ? "\(prozent) % des Lohns bleiben frei."
                : "\(prozent) % des Lohns wären \(anteil). Mehr als die Hälfte der "
                    + "Regelbedarfsstufe 1 bleibt nicht frei.",
            rechnung: anteil <= grenze ? "\(prozent) % von \(einkommen.betrag)"
                : "\(regel.wert.erwerbHoechstprozent) % von \(satz.wert[.eins].betrag)",
            betrag: min(anteil, grenze))
    }
}

extension Einkommensart {
    /// Warum eine Art, die § 7 Abs. 2 AsylbLG frei lässt, auch nach dem SGB XII nicht zählt.
    var freiNachSgb12: String {
        switch self {
        case .schmerzensgeld: "§ 83 Abs. 2 SGB XII"
        case .arbeitsgelegenheit, .integrationsmassnahme, .fahrtkostenBamf: "§ 83 Abs. 1 SGB XII"
        default: "§ 82 Abs. 1 SGB XII"
        }
    }
}
