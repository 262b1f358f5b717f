/// Ein Bericht des festen Katalogs: je Monat, je Kommune und für den Kreis.
package struct Bericht: Sendable, Equatable {
    package enum Inhalt: Sendable, Equatable {
        /// Zellen nach Kommune und diesen Merkmalen.
        case tabelle(Gesamtheit, [Berichtsmerkmal])
        /// Ein Quotient veröffentlichter Zahlen; er steht nur da, wo beide offen sind.
        case quotient(Gesamtheit, durch: Gesamtheit)
        /// Der Betrag der Umlage, nach veröffentlichten Empfängern verteilt.
        case umlage
    }

    package let schluessel: String
    package let titel: String
    package let inhalt: Inhalt
    package let definition: String

    private init(_ schluessel: String, _ titel: String, _ gesamtheit: Gesamtheit,
                 nach merkmale: Berichtsmerkmal...) {
        self.schluessel = schluessel
        self.titel = titel
        inhalt = .tabelle(gesamtheit, merkmale)
        definition = ([gesamtheit.definition] + merkmale.compactMap(\.definition))
            .joined(separator: " ")
    }

    private init(_ schluessel: String, _ titel: String, _ inhalt: Inhalt, _ definition: String) {
        self.schluessel = schluessel
        self.titel = titel
        self.inhalt = inhalt
        self.definition = definition
    }

    package static let katalog: [Bericht] = [
        Bericht("leistungsart", "Leistungsberechtigte nach Leistungsart", .empfaenger,
                nach: .leistungsart),
        Bericht("alter", "Leistungsberechtigte nach Alter", .empfaenger, nach: .alter),
        Bericht("haushalt", "Leistungsberechtigte nach Haushaltsgröße", .empfaenger,
                nach: .haushalt),
        Bericht("staatengruppe", "Leistungsberechtigte nach Staatsangehörigkeit", .empfaenger,
                nach: .staatengruppe),
        Bericht("unterbringung", "Leistungsberechtigte nach Unterbringung", .empfaenger,
                nach: .unterbringung),
        Bericht("bezugsdauer", "Leistungsberechtigte nach Dauer des Bezugs", .empfaenger,
                nach: .bezugsdauer),
        Bericht("zugaenge", "Zugänge", .zugaenge),
        Bericht("abgaenge", "Abgänge", .abgaenge),
        Bericht("ausgaben", "Ausgaben nach Art", .ausgaben, nach: .ausgabeart),
        Bericht("zahlwege", "Auszahlungen nach Zahlweg", .auszahlungen, nach: .zahlweg),
        Bericht("kosten-je-person", "Durchschnittliche Ausgaben je Person",
                .quotient(.ausgaben, durch: .empfaenger),
                "Ausgaben des Monats geteilt durch die Leistungsberechtigten des Monats, gerundet "
                    + "auf ganze Cent; nur aus veröffentlichten Zahlen gebildet. Die Krankenhilfe, "
                    + "die der Kreis zahlt und umlegt, ist nicht enthalten."),
        Bericht("bearbeitung", "Dauer bis zur ersten Entscheidung", .entscheidungen,
                nach: .dauer),
        Bericht("aufgaben", "Offene Wiedervorlagen und Anordnungen", .aufgaben, nach: .aufgabe),
        Bericht("rueckforderungen", "Rückforderungen", .rueckforderungen, nach: .forderung),
        Bericht("umlage", "Umlage der Krankenhilfe", .umlage,
                "Der umgelegte Betrag des Monats und der Anteil jeder Kommune nach ihren "
                    + "Empfängern (B-6.7), gerundet auf ganze Cent; der Anteil steht nur da, wo "
                    + "die Zahl der Empfänger veröffentlicht ist."),
    ]

    package static func mit(_ schluessel: String) -> Bericht? {
        katalog.first { $0.schluessel == schluessel }
    }

    /// Die Tabellen, die ein Monat veröffentlicht.
    package static let tabellen: [(Gesamtheit, [Berichtsmerkmal])] = katalog.compactMap {
        guard case let .tabelle(gesamtheit, merkmale) = $0.inhalt else { return nil }
        return (gesamtheit, merkmale)
    }
}
