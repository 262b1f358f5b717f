import Grundwerte

/// § 1a Abs. 1 Satz 2 AsylbLG: was von der Leistung einer Stufe bleibt, neben der Unterkunft.
package struct Einschraenkungssatz: Hashable, Sendable, Codable {
    package let ernaehrung: Geld
    package let gesundheitspflege: Geld
    package let koerperpflege: Geld

    package var gesamt: Geld { ernaehrung + gesundheitspflege + koerperpflege }
}

/// Die Tafel der eingeschränkten Leistungen aller sechs Stufen.
package struct Einschraenkungssaetze: Hashable, Sendable {
    private let saetze: [Einschraenkungssatz]

    /// In der Folge der Stufen 1 bis 6; nil, wenn es nicht sechs sind.
    package init?(_ saetze: [Einschraenkungssatz]) {
        guard saetze.count == Bedarfsstufe.allCases.count else { return nil }
        self.saetze = saetze
    }

    package subscript(stufe: Bedarfsstufe) -> Einschraenkungssatz { saetze[stufe.rawValue - 1] }
}

/// § 2 Abs. 1 Satz 1 AsylbLG: nach wie vielen Monaten das SGB XII entsprechend gilt.
package struct Wartezeitregel: Hashable, Sendable, Codable {
    package var monate: Int
}

/// § 30 SGB XII, in Tausendsteln der Regelbedarfsstufe.
package struct Mehrbedarfsregel: Hashable, Sendable, Codable {
    /// Abs. 1.
    package var merkzeichenG: Int
    /// Abs. 2.
    package var schwangerschaft: Int
    /// Abs. 3 Nr. 1.
    package var alleinerziehend: Int
    /// Abs. 3 Nr. 2.
    package var jeKind: Int
    package var jeKindHoechstens: Int
    /// Abs. 7, nach der Nummer der Stufe; für die Stufe 3 nennt das Gesetz keinen Satz.
    package var warmwasser: [String: Int]
}

/// § 34 Abs. 3 und 7 SGB XII.
package struct Bildungsregel: Hashable, Sendable, Codable {
    /// Zum 1. August.
    package var erstesHalbjahr: Geld
    /// Zum 1. Februar.
    package var zweitesHalbjahr: Geld
    /// Im Monat, für Minderjährige.
    package var teilhabe: Geld
}

/// § 35 Abs. 1 und 3 SGB XII.
package struct Wohnkostenregel: Hashable, Sendable, Codable {
    package var karenzMonate: Int
    package var senkungMonate: Int
}

/// § 82 Abs. 2 und 3 SGB XII.
package struct AnalogEinkommensregel: Hashable, Sendable, Codable {
    package var erwerbProzent: Int
    /// Obergrenze in Prozent der Regelbedarfsstufe 1.
    package var erwerbHoechstprozent: Int
    /// Im Monat.
    package var ehrenamt: Geld
}

/// § 90 Abs. 2 Nr. 9 SGB XII mit der Verordnung dazu.
package struct AnalogVermoegensregel: Hashable, Sendable, Codable {
    package var volljaehrig: Geld
    package var unterhalten: Geld
}

/// § 142 SGB XII, nach der Nummer der Stufe; für die Stufe 3 nennt das Gesetz keinen Betrag.
package struct Vollverpflegung: Hashable, Sendable, Codable {
    package var stufen: [String: Geld]

    package subscript(stufe: Bedarfsstufe) -> Geld { stufen[String(stufe.rawValue)] ?? .null }
}
