import Grundwerte

/// Alle datierten Größen, nach denen gerechnet wird.
///
/// `amtlich` enthält, was im Bundesgesetzblatt steht. Ein Probelauf tauscht einzelne Zeitreihen
/// aus; eine Kommune setzt ihre Schalter.
package struct Parameter: Hashable, Sendable {
    /// § 3a AsylbLG.
    package var bedarfssaetze: Zeitreihe<Bedarfssaetze>
    /// § 7 AsylbLG.
    package var einkommensregel: Zeitreihe<Einkommensregel>
    /// § 16 AsylbLG.
    package var sofortzuschlag: Zeitreihe<Geld>
    /// Anlage zu § 28 SGB XII.
    package var regelbedarf: Zeitreihe<Regelbedarf>
    package var schalter: Zeitreihe<Schalter>
    /// § 1a AsylbLG: was bleibt; eine Tafel der Praxis.
    package var einschraenkung: Zeitreihe<Einschraenkungssaetze>
    /// § 2 Abs. 1 AsylbLG.
    package var wartezeit: Zeitreihe<Wartezeitregel>
    /// § 5 Abs. 2 AsylbLG: Euro je Stunde.
    package var arbeitsgelegenheit: Zeitreihe<Geld>
    /// § 30 SGB XII.
    package var mehrbedarf: Zeitreihe<Mehrbedarfsregel>
    /// § 34 SGB XII.
    package var bildung: Zeitreihe<Bildungsregel>
    /// § 35 SGB XII.
    package var wohnkosten: Zeitreihe<Wohnkostenregel>
    /// § 82 SGB XII.
    package var analogEinkommen: Zeitreihe<AnalogEinkommensregel>
    /// § 90 SGB XII.
    package var analogVermoegen: Zeitreihe<AnalogVermoegensregel>
    /// § 142 SGB XII.
    package var vollverpflegung: Zeitreihe<Vollverpflegung>
}

/// § 3a Abs. 1 und 2 AsylbLG: die beiden Monatsbeträge einer Stufe.
package struct Bedarfssatz: Hashable, Sendable, Codable {
    package let notwendigerPersoenlicherBedarf: Geld
    package let notwendigerBedarf: Geld

    package init(notwendigerPersoenlicherBedarf: Geld, notwendigerBedarf: Geld) {
        self.notwendigerPersoenlicherBedarf = notwendigerPersoenlicherBedarf
        self.notwendigerBedarf = notwendigerBedarf
    }

    package var gesamt: Geld { notwendigerPersoenlicherBedarf + notwendigerBedarf }
}

/// Die Bedarfssätze aller sechs Stufen eines Standes.
package struct Bedarfssaetze: Hashable, Sendable {
    private let saetze: [Bedarfssatz]
    /// „182,00 + 227,00“ je Stufe, einmal gebildet, weil es auf jedem Bogen steht.
    private let rechnungen: [String]

    /// `saetze` in der Folge der Stufen 1 bis 6; nil, wenn es nicht sechs sind.
    package init?(_ saetze: [Bedarfssatz]) {
        guard saetze.count == Bedarfsstufe.allCases.count else { return nil }
        self.saetze = saetze
        rechnungen = saetze.map {
            "\($0.notwendigerPersoenlicherBedarf.betrag) + \($0.notwendigerBedarf.betrag)"
        }
    }

    package subscript(stufe: Bedarfsstufe) -> Bedarfssatz { saetze[stufe.rawValue - 1] }

    func rechnung(_ stufe: Bedarfsstufe) -> String { rechnungen[stufe.rawValue - 1] }
}

/// § 7 Abs. 3 und 5 AsylbLG: was vom Einkommen und Vermögen frei bleibt.
package struct Einkommensregel: Hashable, Sendable, Codable {
    package var erwerbProzent: Int
    /// Obergrenze in Prozent des Bedarfssatzes.
    package var erwerbHoechstprozent: Int
    /// Im Monat; ein Zwölftel des Betrags in § 3 Nr. 26 EStG.
    package var ehrenamt: Geld
    /// Je Person.
    package var vermoegen: Geld

    package init(erwerbProzent: Int, erwerbHoechstprozent: Int, ehrenamt: Geld, vermoegen: Geld) {
        self.erwerbProzent = erwerbProzent
        self.erwerbHoechstprozent = erwerbHoechstprozent
        self.ehrenamt = ehrenamt
        self.vermoegen = vermoegen
    }
}

/// Anlage zu § 28 SGB XII: die Regelbedarfsstufen 1 bis 6, für Analogleistungen nach § 2 AsylbLG.
package struct Regelbedarf: Hashable, Sendable {
    private let betraege: [Geld]

    /// In der Folge der Stufen 1 bis 6; nil, wenn es nicht sechs sind.
    package init?(_ betraege: [Geld]) {
        guard betraege.count == Bedarfsstufe.allCases.count else { return nil }
        self.betraege = betraege
    }

    package subscript(stufe: Bedarfsstufe) -> Geld { betraege[stufe.rawValue - 1] }
}
