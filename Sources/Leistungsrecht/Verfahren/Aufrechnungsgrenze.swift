import Grundwerte

/// Wie viel von laufenden Leistungen einbehalten werden darf.
///
/// Eine eigene Norm hat das AsylbLG nicht. Bei § 2 gilt § 26 Abs. 2 bis 4 SGB XII entsprechend: bis
/// auf das Unerlässliche, höchstens drei Jahre. Bei § 3 trägt nur die Zustimmung, denn der Anspruch
/// ist unpfändbar (§ 394 BGB). Wie viel unerlässlich ist, sagt kein Gesetz in Euro; die Grenze ist
/// darum ein datierter Satz.
package enum Aufrechnungsgrenze {
    package struct Stand: Sendable, Equatable {
        package let gueltigAb: Kalendertag
        /// Vom Hundert des Bedarfs der Person, die schuldet.
        package let prozent: Int
        package let quelle: String
    }

    package static let staende = [
        Stand(gueltigAb: Monat(2005, 1).ersterTag, prozent: 20,
              quelle: "§ 26 Abs. 2 Satz 1 SGB XII, Regel dieses Verbunds: 80 % bleiben"),
    ]

    /// § 26 Abs. 2 Satz 2 SGB XII: längstens drei Jahre.
    package static let hoechstensMonate = 36

    package static func stand(im monat: Monat) -> Stand? {
        staende.last { $0.gueltigAb <= monat.ersterTag }
    }

    /// Höchstbetrag eines Monats: der Anteil am Bedarf der Person, nie mehr als derselbe Anteil an
    /// dem, was überhaupt auf das Konto geht; auf ganze Cent abgerundet.
    package static func betrag(im monat: Monat, bedarf: Geld, auszahlung: Geld) -> Geld {
        guard let stand = stand(im: monat) else { return .null }
        return max(.null, min(bedarf, auszahlung)).anteil(prozent: stand.prozent, rundung: .ab)
    }
}
