import Grundwerte
import Platform
import Postgres

/// Was eine Kommune dem Kreis für einen Monat schuldet (B-5.3), wie sie selbst es sieht.
package struct Erstattungsstand: Sendable, RowDecodable {
    package let monat: Monat
    /// Nil, solange der Monat läuft.
    package let nummer: String?
    package let gezahlt: Geld
    /// Nicht positiv.
    package let ruecklauf: Geld
    /// Nicht positiv: was beim Kreis auf Rückforderungen der Kommune einging.
    package let rueckforderung: Geld
    package let summe: Geld
    package let positionen: Int
    package let faellig: Kalendertag?

    package init(row: Row) throws {
        monat = try row.decode("monat")
        nummer = try row.decode("nummer")
        gezahlt = try row.decode("gezahlt_cent")
        ruecklauf = try row.decode("ruecklauf_cent")
        rueckforderung = try row.decode("rueckforderung_cent")
        summe = try row.decode("summe_cent")
        positionen = try row.decode("positionen")
        faellig = try row.decode("faellig")
    }

    /// Alle Monate der fragenden Kommune, der jüngste zuerst.
    package static func alle(in session: MandantSession) throws -> [Erstattungsstand] {
        try session.all("""
            SELECT monat, nummer, gezahlt_cent, ruecklauf_cent, rueckforderung_cent, summe_cent,
                   positionen, faellig
              FROM kreis.erstattungen() ORDER BY monat DESC
            """)
    }
}

/// Eine Zeile hinter dem Betrag eines Monats: eine gezahlte oder zurückgekommene Zahlung, oder was
/// auf eine Rückforderung einging.
package struct Erstattungszeile: Sendable, RowDecodable {
    /// Nil bei einem Eingang auf eine Rückforderung.
    package let auftrag: Zahlungsauftrag.ID?
    package let endToEndId: String
    /// Nil bei einer Zahlung.
    package let kassenzeichen: String?
    package let buchungstag: Kalendertag
    package let betrag: Geld
    /// Die Zeile im Nachweis; nil, solange der Monat läuft.
    package let lfd: Int?

    package init(row: Row) throws {
        auftrag = try row.decode("auftrag_id")
        endToEndId = try row.decode("endtoend")
        kassenzeichen = try row.decode("kassenzeichen")
        buchungstag = try row.decode("buchungstag")
        betrag = try row.decode("betrag_cent")
        lfd = try row.decode("lfd")
    }

    /// Woran die Zeile zu erkennen ist.
    package var kennung: String { kassenzeichen ?? endToEndId }

    package static func alle(_ monat: Monat, in session: MandantSession) throws
        -> [Erstattungszeile] {
        try session.all("""
            SELECT auftrag_id, endtoend, kassenzeichen, buchungstag, betrag_cent, lfd
              FROM kreis.erstattung_zeilen(\(monat))
             ORDER BY buchungstag, endtoend, kassenzeichen, betrag_cent DESC
            """)
    }
}
