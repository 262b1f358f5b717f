import Grundwerte

/// Eine Zeile des Berechnungsbogens. Die Summe aller Zeilen ist das Ergebnis.
package struct Rechenschritt: Hashable, Sendable, Codable {
    /// Fortlaufend ab 1.
    package var nummer: Int
    package var abschnitt: Abschnitt
    /// Kennungen der Personen, die die Zeile betrifft; leer für den Haushalt. Der Bogen setzt ihre
    /// Namen vor die Bezeichnung.
    package var personen: [String]
    /// Ohne Gesetz ist das AsylbLG gemeint: „§ 3a Abs. 1 Nr. 5, Abs. 2 Nr. 5“.
    package var norm: String
    /// Fassung der Norm oder Beleg: „BGBl. 2025 I Nr. 251“, „Mietvertrag 01.05.2024“.
    package var fundstelle: String
    package var bezeichnung: String
    /// Ein Satz für die Leistungsberechtigten.
    package var begruendung: String
    /// Der Rechenweg in Euro: „309,00 × 15/30“.
    package var rechnung: String
    /// Mit Vorzeichen: Bedarf und Abzüge vom Einkommen erhöhen, Einkommen mindert.
    package var betrag: Geld

    package enum Abschnitt: String, Codable, CaseIterable, Sendable {
        case bedarf, einkommen, vermoegen
        /// Neben der Leistung, unabhängig vom Einkommen (§ 5).
        case weitere

        package var bezeichnung: String {
            switch self {
            case .bedarf: "Bedarf"
            case .einkommen: "Einkommen"
            case .vermoegen: "Vermögen"
            case .weitere: "Weitere Leistungen"
            }
        }

        /// Beschriftung der Zwischensumme.
        package var summe: String {
            switch self {
            case .bedarf: "Summe Bedarf"
            case .einkommen: "Summe angerechnetes Einkommen"
            case .vermoegen: "Summe eingesetztes Vermögen"
            case .weitere: "Summe weitere Leistungen"
            }
        }
    }
}
