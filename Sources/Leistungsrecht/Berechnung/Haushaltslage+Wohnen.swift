import Grundwerte

extension Haushaltslage {
    package struct Unterkunft: Hashable, Sendable, Codable {
        package var art: Unterbringungsart
        package var zeitraum: Zeitraum
        package var kosten: [Kosten]
        /// Warmwasser aus Geräten in der Unterkunft (§ 30 Abs. 7 SGB XII).
        package var warmwasserDezentral: Bool
        /// Essen und Energie werden gestellt, ohne eigene Küche (§ 142 SGB XII).
        package var vollverpflegung: Bool
        /// Ein Tag im ersten Monat der Karenzzeit (§ 35 Abs. 1 Satz 3 SGB XII).
        package var karenzAb: Kalendertag?
        /// Bis wann zu hohe Kosten nach der Karenzzeit übernommen werden, wenn anders bestimmt als
        /// nach § 35 Abs. 3 Satz 2 SGB XII die Regel ist.
        package var senkungBis: Kalendertag?

        package init(
            art: Unterbringungsart, zeitraum: Zeitraum, kosten: [Kosten] = [],
            warmwasserDezentral: Bool = false, vollverpflegung: Bool = false,
            karenzAb: Kalendertag? = nil, senkungBis: Kalendertag? = nil
        ) {
            self.art = art
            self.zeitraum = zeitraum
            self.kosten = kosten
            self.warmwasserDezentral = warmwasserDezentral
            self.vollverpflegung = vollverpflegung
            self.karenzAb = karenzAb
            self.senkungBis = senkungBis
        }

        /// Auch aus Lagen, die gespeichert sind, bevor es alle Angaben gab.
        package init(from decoder: any Decoder) throws {
            let inhalt = try decoder.container(keyedBy: CodingKeys.self)
            func ja(_ schluessel: CodingKeys) throws -> Bool {
                try inhalt.decodeIfPresent(Bool.self, forKey: schluessel) ?? false
            }
            self.init(
                art: try inhalt.decode(Unterbringungsart.self, forKey: .art),
                zeitraum: try inhalt.decode(Zeitraum.self, forKey: .zeitraum),
                kosten: try inhalt.decode([Kosten].self, forKey: .kosten),
                warmwasserDezentral: try ja(.warmwasserDezentral),
                vollverpflegung: try ja(.vollverpflegung),
                karenzAb: try inhalt.decodeIfPresent(Kalendertag.self, forKey: .karenzAb),
                senkungBis: try inhalt.decodeIfPresent(Kalendertag.self, forKey: .senkungBis))
        }
    }

    /// Kosten des ganzen Haushalts im Monat; auf nicht berechtigte Mitbewohner entfällt ihr
    /// Kopfteil.
    package struct Kosten: Hashable, Sendable, Codable {
        package var art: Kostenart
        package var betrag: Geld
        /// Der angemessene Teil, wenn nicht alles anerkannt ist.
        package var anerkannt: Geld?
        package var form: Leistungsform
        /// Vermieter oder Versorger bei Direktzahlung; sonst erhält der Haushalt das Geld.
        package var empfaenger: Empfaenger?
        /// Begründung auf dem Bogen, etwa „Tatsächlicher Abschlag an die Stadtwerke.“
        package var begruendung: String?
        package var nachweis: String?

        package init(
            _ art: Kostenart, _ betrag: Geld, anerkannt: Geld? = nil, form: Leistungsform = .geld,
            empfaenger: Empfaenger? = nil, begruendung: String? = nil, nachweis: String? = nil
        ) {
            self.art = art
            self.betrag = betrag
            self.anerkannt = anerkannt
            self.form = form
            self.empfaenger = empfaenger
            self.begruendung = begruendung
            self.nachweis = nachweis
        }
    }

    /// Von wem eine Zahlung empfangen wird: eine Person des Haushalts oder ein Dritter.
    package struct Empfaenger: Hashable, Sendable, Codable {
        package var person: String?
        package var dritter: String?

        package static func person(_ kennung: String) -> Empfaenger {
            Empfaenger(person: kennung, dritter: nil)
        }

        package static func dritter(_ kennung: String) -> Empfaenger {
            Empfaenger(person: nil, dritter: kennung)
        }

        private init(person: String?, dritter: String?) {
            self.person = person
            self.dritter = dritter
        }
    }

    /// In welcher Form und an wen der Bedarfssatz ausgezahlt wird; ohne Empfänger an den
    /// Haushaltsvorstand, bei einer eigenen Angabe der Person an diese selbst.
    package struct Auszahlungswunsch: Hashable, Sendable, Codable {
        package var notwendigerBedarf: Leistungsform
        package var persoenlicherBedarf: Leistungsform
        package var empfaenger: Empfaenger?

        package init(
            notwendigerBedarf: Leistungsform = .geld, persoenlicherBedarf: Leistungsform = .geld,
            empfaenger: Empfaenger? = nil
        ) {
            self.notwendigerBedarf = notwendigerBedarf
            self.persoenlicherBedarf = persoenlicherBedarf
            self.empfaenger = empfaenger
        }
    }

    /// Was ein Gericht für eine Person anders bestimmt hat: ihre Stufe oder ihren Monatsbetrag.
    package struct Gerichtsabweichung: Hashable, Sendable, Codable {
        package var person: String
        package var zeitraum: Zeitraum
        /// Gericht und Aktenzeichen: „SG Trier, S 3 AY 65/24 ER“.
        package var aktenzeichen: String
        package var stufe: Bedarfsstufe?
        /// Tritt an die Stelle des Bedarfssatzes (beider Teile zusammen).
        package var betrag: Geld?

        package init(
            person: String, zeitraum: Zeitraum, aktenzeichen: String, stufe: Bedarfsstufe? = nil,
            betrag: Geld? = nil
        ) {
            self.person = person
            self.zeitraum = zeitraum
            self.aktenzeichen = aktenzeichen
            self.stufe = stufe
            self.betrag = betrag
        }
    }
}
