import Grundwerte

extension Haushaltslage {
    package struct Anspruch: Hashable, Sendable, Codable {
        package var zeitraum: Zeitraum
        package var grundlage: Anspruchsgrundlage
        /// Nötig bei § 1a und § 1 Abs. 4, die nur für bestimmte Personenkreise gelten.
        package var personenkreis: Personenkreis?
        /// Nötig bei § 1a, und nur dort.
        package var einschraenkung: Einschraenkung?
        /// Bei § 1 Abs. 4: ein Härtefall, der über zwei Wochen hinausgeht.
        package var haertefall: Bool

        package init(
            _ grundlage: Anspruchsgrundlage, _ zeitraum: Zeitraum,
            personenkreis: Personenkreis? = nil, einschraenkung: Einschraenkung? = nil,
            haertefall: Bool = false
        ) {
            self.zeitraum = zeitraum
            self.grundlage = grundlage
            self.personenkreis = personenkreis
            self.einschraenkung = einschraenkung
            self.haertefall = haertefall
        }

        /// Auch aus Lagen, die gespeichert sind, bevor es alle Angaben gab.
        package init(from decoder: any Decoder) throws {
            let inhalt = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                try inhalt.decode(Anspruchsgrundlage.self, forKey: .grundlage),
                try inhalt.decode(Zeitraum.self, forKey: .zeitraum),
                personenkreis: try inhalt.decodeIfPresent(
                    Personenkreis.self, forKey: .personenkreis),
                einschraenkung: try inhalt.decodeIfPresent(
                    Einschraenkung.self, forKey: .einschraenkung),
                haertefall: try inhalt.decodeIfPresent(Bool.self, forKey: .haertefall) ?? false)
        }
    }

    /// § 1a AsylbLG: nach welchem Absatz, und in welcher Form der Rest erbracht wird.
    package struct Einschraenkung: Hashable, Sendable, Codable {
        package var absatz: Einschraenkungsabsatz
        /// § 1a Abs. 1 Satz 4: soll Sachleistung sein.
        package var form: Leistungsform

        package init(_ absatz: Einschraenkungsabsatz, form: Leistungsform = .sachleistung) {
            self.absatz = absatz
            self.form = form
        }
    }

    /// Ein Mehrbedarf nach § 30 SGB XII.
    package struct Mehrbedarf: Hashable, Sendable, Codable {
        package var art: Mehrbedarfsart
        package var zeitraum: Zeitraum
        /// Nur bei Ernährung: der im Einzelfall angemessene Betrag im Monat.
        package var betrag: Geld?
        package var nachweis: String?

        package init(
            _ art: Mehrbedarfsart, _ zeitraum: Zeitraum, betrag: Geld? = nil,
            nachweis: String? = nil
        ) {
            self.art = art
            self.zeitraum = zeitraum
            self.betrag = betrag
            self.nachweis = nachweis
        }
    }

    /// Eine einzelne Leistung neben den Sätzen.
    ///
    /// Ein Zeitraum von einem Tag ist einmalig und zählt in dessen Monat; sonst zählt der Betrag in
    /// jedem Monat, in den der Zeitraum reicht.
    package struct Einzelleistung: Hashable, Sendable, Codable {
        package var art: Einzelleistungsart
        package var zeitraum: Zeitraum
        /// Fehlt, wo das Gesetz ihn nennt: Schulbedarf und Teilhabe.
        package var betrag: Geld?
        /// Sonst die der Art.
        package var form: Leistungsform?
        package var empfaenger: Empfaenger?
        package var begruendung: String?
        package var nachweis: String?

        package init(
            _ art: Einzelleistungsart, _ zeitraum: Zeitraum, betrag: Geld? = nil,
            form: Leistungsform? = nil, empfaenger: Empfaenger? = nil, begruendung: String? = nil,
            nachweis: String? = nil
        ) {
            self.art = art
            self.zeitraum = zeitraum
            self.betrag = betrag
            self.form = form
            self.empfaenger = empfaenger
            self.begruendung = begruendung
            self.nachweis = nachweis
        }
    }

    /// § 5 AsylbLG: was in einem Monat gearbeitet wurde.
    package struct Arbeitsgelegenheit: Hashable, Sendable, Codable {
        package var monat: Monat
        package var minuten: Int
        /// Nachgewiesene Aufwendungen über den Stundensatz hinaus.
        package var mehraufwand: Geld
        package var nachweis: String?

        package init(
            monat: Monat, minuten: Int, mehraufwand: Geld = .null, nachweis: String? = nil
        ) {
            self.monat = monat
            self.minuten = minuten
            self.mehraufwand = mehraufwand
            self.nachweis = nachweis
        }
    }

    /// Was für die Wartezeit nach § 2 Abs. 1 AsylbLG zählt.
    package struct Aufenthalt: Hashable, Sendable, Codable {
        package var beginn: Kalendertag
        /// Nur wesentliche; nach jeder beginnt die Wartezeit neu.
        package var unterbrechungen: [Zeitraum]
        /// Wann die Person Leistungen nach § 2 erhalten hat (§ 20).
        package var analogbezug: [Zeitraum]
        /// Ab wann sie die Dauer ihres Aufenthalts rechtsmissbräuchlich selbst beeinflusst hat.
        package var rechtsmissbrauchAb: Kalendertag?

        package init(
            beginn: Kalendertag, unterbrechungen: [Zeitraum] = [], analogbezug: [Zeitraum] = [],
            rechtsmissbrauchAb: Kalendertag? = nil
        ) {
            self.beginn = beginn
            self.unterbrechungen = unterbrechungen
            self.analogbezug = analogbezug
            self.rechtsmissbrauchAb = rechtsmissbrauchAb
        }
    }
}

/// Listen, die in früher gespeicherten Lagen fehlen, sind leer.
extension KeyedDecodingContainer {
    func decode(
        _ art: [Haushaltslage.Mehrbedarf].Type, forKey schluessel: Key
    ) throws -> [Haushaltslage.Mehrbedarf] {
        try decodeIfPresent(art, forKey: schluessel) ?? []
    }

    func decode(
        _ art: [Haushaltslage.Einzelleistung].Type, forKey schluessel: Key
    ) throws -> [Haushaltslage.Einzelleistung] {
        try decodeIfPresent(art, forKey: schluessel) ?? []
    }

    func decode(
        _ art: [Haushaltslage.Arbeitsgelegenheit].Type, forKey schluessel: Key
    ) throws -> [Haushaltslage.Arbeitsgelegenheit] {
        try decodeIfPresent(art, forKey: schluessel) ?? []
    }
}
