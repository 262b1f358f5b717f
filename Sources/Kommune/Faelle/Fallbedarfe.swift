import Grundwerte
import Leistungsrecht
import Platform
import Postgres

// Was eine Person neben den Sätzen braucht, datiert wie alle Angaben einer Akte.

/// Ein Mehrbedarf nach § 30 SGB XII; zählt bei Leistungen nach § 2.
package struct Mehrbedarf: Sendable, Equatable {
    package var art: Mehrbedarfsart
    /// Nur bei Ernährung; die anderen nennt das Gesetz.
    package var betrag: Geld?
    package var nachweis: String
    package var gueltig: Zeitraum

    package init(art: Mehrbedarfsart, betrag: Geld? = nil, nachweis: String = "",
                 gueltig: Zeitraum) {
        self.art = art
        self.betrag = betrag
        self.nachweis = nachweis
        self.gueltig = gueltig
    }
}

/// Was von Bildung und Teilhabe, § 6 und Einzelfällen in die Rechnung des Monats eingeht. Ein Tag
/// heißt einmalig, sonst zählt der Betrag in jedem Monat.
package struct Monatsbedarf: Sendable, Equatable {
    package var art: Einzelleistungsart
    /// Fehlt, wo das Gesetz ihn nennt.
    package var betrag: Geld?
    /// Steht auf dem Berechnungsbogen.
    package var begruendung: String
    package var gueltig: Zeitraum

    package init(art: Einzelleistungsart, betrag: Geld? = nil, begruendung: String = "",
                 gueltig: Zeitraum) {
        self.art = art
        self.betrag = betrag
        self.begruendung = begruendung
        self.gueltig = gueltig
    }
}

/// § 5: was in einem Monat gearbeitet wurde.
package struct Arbeitsgelegenheit: Sendable, Equatable {
    package var monat: Monat
    package var minuten: Int
    package var mehraufwand: Geld

    package init(monat: Monat, minuten: Int, mehraufwand: Geld = .null) {
        self.monat = monat
        self.minuten = minuten
        self.mehraufwand = mehraufwand
    }

    /// „80 Std. 30 Min.“
    package var dauer: String {
        let stunden = "\(minuten / 60) Std."
        return minuten % 60 == 0 ? stunden : "\(stunden) \(minuten % 60) Min."
    }
}

extension Mehrbedarf: RowDecodable {
    package init(row: Row) throws {
        self.init(art: try row.decode("art"), betrag: try row.decode("betrag_cent"),
                  nachweis: try row.decode("nachweis"), gueltig: try row.decode("gueltig"))
    }
}

extension Monatsbedarf: RowDecodable {
    package init(row: Row) throws {
        self.init(art: try row.decode("art"), betrag: try row.decode("betrag_cent"),
                  begruendung: try row.decode("begruendung"), gueltig: try row.decode("gueltig"))
    }
}

extension Arbeitsgelegenheit: RowDecodable {
    package init(row: Row) throws {
        self.init(monat: try row.decode("gueltig", as: Zeitraum.self).von.monat,
                  minuten: try row.decode("minuten"),
                  mehraufwand: try row.decode("mehraufwand_cent"))
    }
}

extension Mehrbedarfsart: SQLEnum {}
extension Einzelleistungsart: SQLEnum {}
extension Einschraenkungsabsatz: SQLEnum {}

extension Person.ID {
    func mehrbedarfErfassen(_ neu: Mehrbedarf, in session: MandantSession) throws {
        try Tatsache.mehrbedarf.abloesen(
            uuid, im: neu.gueltig, weiter: "AND art = \(neu.art)", in: session)
        try session.execute("""
            INSERT INTO mehrbedarf (id, person_id, art, betrag_cent, nachweis, gueltig, erfasst_von)
            VALUES (\(UUIDv7()), \(self), \(neu.art), \(neu.betrag), \(neu.nachweis),
                    \(neu.gueltig), \(session.benutzer()))
            """)
    }

    func monatsbedarfErfassen(_ neu: Monatsbedarf, in session: MandantSession) throws {
        try Tatsache.monatsbedarf.abloesen(
            uuid, im: neu.gueltig,
            weiter: "AND art = \(neu.art) AND begruendung = \(neu.begruendung)", in: session)
        try session.execute("""
            INSERT INTO monatsbedarf (id, person_id, art, betrag_cent, begruendung, gueltig,
                                        erfasst_von)
            VALUES (\(UUIDv7()), \(self), \(neu.art), \(neu.betrag), \(neu.begruendung),
                    \(neu.gueltig), \(session.benutzer()))
            """)
    }

    func arbeitsgelegenheitErfassen(_ neu: Arbeitsgelegenheit, in session: MandantSession) throws {
        let monat = neu.monat.zeitraum
        try Tatsache.arbeitsgelegenheit.abloesen(uuid, im: monat, in: session)
        try session.execute("""
            INSERT INTO arbeitsgelegenheit (id, person_id, minuten, mehraufwand_cent, gueltig,
                                            erfasst_von)
            VALUES (\(UUIDv7()), \(self), \(neu.minuten), \(neu.mehraufwand), \(monat),
                    \(session.benutzer()))
            """)
    }
}
