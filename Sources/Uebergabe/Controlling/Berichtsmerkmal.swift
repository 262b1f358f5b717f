/// Ein Merkmal, nach dem Berichte gliedern, mit allen Ausprägungen. Sie ändern sich nie: Bänder,
/// die sich überschneiden, würden verraten, was gesperrt ist.
package struct Berichtsmerkmal: Sendable, Equatable {
    package struct Auspraegung: Sendable, Equatable {
        package let schluessel: String
        package let bezeichnung: String
    }

    package let name: String
    package let bezeichnung: String
    package let auspraegungen: [Auspraegung]
    /// Ob es etwas über Menschen sagt, wenn alle einer Gruppe dieselbe Ausprägung haben.
    package let sensibel: Bool

    private init(_ name: String, _ bezeichnung: String, sensibel: Bool = true,
                 _ auspraegungen: KeyValuePairs<String, String>) {
        self.name = name
        self.bezeichnung = bezeichnung
        self.sensibel = sensibel
        self.auspraegungen = auspraegungen.map { Auspraegung(schluessel: $0, bezeichnung: $1) }
    }

    package func bezeichnung(_ schluessel: String) -> String {
        auspraegungen.first { $0.schluessel == schluessel }?.bezeichnung ?? schluessel
    }

    /// Wie gegliedert wird, wo es die Ausprägungen nicht von selbst sagen.
    package var definition: String? {
        switch name {
        case "alter": "Das Alter ist das am letzten Tag."
        case "haushalt": "Die Haushaltsgröße ist die Zahl der Leistungsberechtigten des Falls."
        case "staatengruppe":
            "Die Gruppe folgt dem Staatenschlüssel des Statistischen Bundesamts; die Türkei und "
                + "die Russische Föderation gehören dort zu Europa."
        case "bezugsdauer":
            "Die Dauer zählt ab der ersten Leistung, die diese Kommune kennt, in vollen Monaten; "
                + "die Wartezeit nach § 2 ist etwas anderes."
        default: nil
        }
    }
}

extension Berichtsmerkmal {
    /// Schlüssel von `Leistungsrecht.Anspruchsgrundlage`.
    package static let leistungsart = Berichtsmerkmal("leistungsart", "Leistungsart", [
        "grundleistung": "Grundleistungen (§ 3)",
        "analogleistung": "Analogleistungen (§ 2)",
        "anspruchseinschraenkung": "Anspruchseinschränkung (§ 1a)",
        "ueberbrueckungsleistung": "Überbrückungsleistungen (§ 1 Abs. 4)",
    ])

    package static let alter = Berichtsmerkmal("alter", "Alter", [
        "00-05": "unter 6 Jahre", "06-13": "6 bis 13 Jahre", "14-17": "14 bis 17 Jahre",
        "18-24": "18 bis 24 Jahre", "25-39": "25 bis 39 Jahre", "40-59": "40 bis 59 Jahre",
        "60-": "60 Jahre und älter",
    ])

    package static let haushalt = Berichtsmerkmal("haushalt", "Haushaltsgröße", [
        "1": "1 Person", "2": "2 Personen", "3": "3 Personen", "4": "4 Personen",
        "5-": "5 Personen und mehr",
    ])

    /// Nach der ersten Ziffer des Schlüssels des Statistischen Bundesamts.
    package static let staatengruppe = Berichtsmerkmal("staatengruppe", "Staatsangehörigkeit", [
        "europa": "Europa", "afrika": "Afrika", "amerika": "Amerika", "asien": "Asien",
        "uebrige": "übrige, staatenlos, ungeklärt",
    ])

    /// Schlüssel von `Leistungsrecht.Unterbringungsart`, die seltenen zusammengefasst.
    package static let unterbringung = Berichtsmerkmal("unterbringung", "Unterbringung", [
        "wohnung": "Wohnung", "gemeinschaftsunterkunft": "Gemeinschaftsunterkunft",
        "vergleichbare_unterkunft": "vergleichbare Unterkunft", "andere": "andere",
    ])

    package static let bezugsdauer = Berichtsmerkmal("bezugsdauer", "Dauer des Bezugs", [
        "00-05": "unter 6 Monate", "06-17": "6 bis 17 Monate", "18-35": "18 bis 35 Monate",
        "36-": "36 Monate und länger",
    ])

    package static let ausgabeart = Berichtsmerkmal(
        "ausgabeart", "Art der Ausgabe", sensibel: false, [
            "lebensunterhalt": "Lebensunterhalt", "unterkunft": "Unterkunft",
            "krankenhilfe": "einzelne Krankenhilfe (§ 4)", "sonstige": "sonstige (§ 6)",
            "bildung": "Bildung und Teilhabe",
        ])

    package static let zahlweg = Berichtsmerkmal("zahlweg", "Zahlweg", sensibel: false, [
        "ueberweisung": "Überweisung", "bezahlkarte": "Bezahlkarte", "bar": "Kasse",
        "umbuchung": "Umbuchung",
    ])

    package static let dauer = Berichtsmerkmal("dauer", "Dauer bis zum Bescheid", sensibel: false, [
        "00-07": "bis 7 Tage", "08-14": "8 bis 14 Tage", "15-30": "15 bis 30 Tage",
        "31-60": "31 bis 60 Tage", "61-": "mehr als 60 Tage",
    ])

    package static let aufgabe = Berichtsmerkmal("aufgabe", "Aufgabe", sensibel: false, [
        "ueberfaellig": "Wiedervorlage überfällig", "offen": "Wiedervorlage noch nicht fällig",
        "anordnung": "Zahlung wartet auf Anordnung",
    ])

    package static let forderung = Berichtsmerkmal("forderung", "Vorgang", sensibel: false, [
        "festgesetzt": "festgesetzt", "eingegangen": "eingegangen oder aufgerechnet",
        "erlassen": "erlassen oder niedergeschlagen",
    ])
}
