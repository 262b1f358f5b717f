import Grundwerte

/// Was dem Haushalt für einen Monat zusteht, mit dem Weg dorthin.
package struct Monatsergebnis: Hashable, Sendable, Codable {
    package var monat: Monat
    package var schritte: [Rechenschritt]
    package var personen: [Personenergebnis]
    /// Gleich der Summe der Schritte, der Personen und der Auszahlungen.
    package var leistung: Geld
    package var auszahlungen: [Auszahlung]
    /// § 7 Abs. 1 Satz 3: was für Sachleistungen zu erstatten ist, weil Einkommen oder Vermögen
    /// reicht.
    package var kostenerstattung: Geld

    /// Niemand gehört zum Haushalt: Für den Monat steht nichts zu.
    package static func ohneHaushalt(_ monat: Monat) -> Monatsergebnis {
        Monatsergebnis(
            monat: monat, schritte: [], personen: [], leistung: .null, auszahlungen: [],
            kostenerstattung: .null)
    }

    package func summe(_ abschnitt: Rechenschritt.Abschnitt) -> Geld {
        schritte.summe { $0.abschnitt == abschnitt ? $0.betrag : .null }
    }
}

/// Der Anteil einer Person, auch für Statistik und Bescheid.
package struct Personenergebnis: Hashable, Sendable, Codable {
    package var person: String
    /// Die zuletzt im Monat geltende Stufe; nil ohne Anspruch.
    package var stufe: Bedarfsstufe?
    /// Die zuletzt im Monat geltende.
    package var grundlage: Anspruchsgrundlage
    /// Tage mit Anspruch, von 30.
    package var tage: Int
    /// Sätze, Mehrbedarfe, Zuschlag, Kopfteil der Unterkunft und einzelne Leistungen.
    package var bedarf: Geld
    /// Was diese Person nach Abzügen und Freibeträgen an Einkommen hat, auch über den Bedarf
    /// hinaus.
    package var anzurechnendesEinkommen: Geld
    /// Was davon und vom Einkommen der Familie auf ihren Bedarf angerechnet ist.
    package var angerechnetesEinkommen: Geld
    package var eingesetztesVermoegen: Geld
    package var leistung: Geld
}

/// Ein Teil der Leistung, in einer Form, an einen Empfänger.
package struct Auszahlung: Hashable, Sendable, Codable {
    package var form: Leistungsform
    /// Nil bei Sachleistungen.
    package var empfaenger: Haushaltslage.Empfaenger?
    /// Wofür: „Unterkunft und Heizung“, „Lebensunterhalt“.
    package var zweck: String
    package var betrag: Geld
    /// Was der Empfänger ohne Anrechnung von Einkommen und Vermögen erhielte.
    package var bedarf: Geld
}
