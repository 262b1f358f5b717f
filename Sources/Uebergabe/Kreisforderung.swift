import Foundation
import Grundwerte
import Platform
import Postgres

/// Was die Kommune dem Kreis schuldet, als offener Posten, wie sie selbst ihn sieht.
package struct Kreisforderung: Sendable, RowDecodable {
    package let monat: Monat
    /// `erstattung`, `umlage` oder `kosten`.
    package let art: String
    package let nummer: String
    package let kassenzeichen: String
    package let betrag: Geld
    package let faellig: Kalendertag
    package let eingegangen: Geld
    /// Negativ ist ein Guthaben.
    package let offen: Geld
    /// 0, solange nicht gemahnt ist.
    package let mahnstufe: Int
    package let mahnfrist: Kalendertag?
    /// Wann der Kreis zuletzt zurücknahm, was er darauf verbucht hatte.
    package let zurueckgenommenAm: Kalendertag?
    /// Bis wann er danach nicht mahnt.
    package let schonfrist: Kalendertag?

    package init(row: Row) throws {
        monat = try row.decode("monat")
        art = try row.decode("art")
        nummer = try row.decode("nummer")
        kassenzeichen = try row.decode("kassenzeichen")
        betrag = try row.decode("betrag_cent")
        faellig = try row.decode("faellig")
        eingegangen = try row.decode("eingegangen_cent")
        offen = try row.decode("offen_cent")
        mahnstufe = try row.decode("mahnstufe")
        mahnfrist = try row.decode("mahnfrist")
        zurueckgenommenAm = try row.decode("zurueckgenommen_am")
        schonfrist = try row.decode("schonfrist")
    }

    /// Alle der fragenden Kommune, die jüngste zuerst.
    package static func alle(in session: MandantSession) throws -> [Kreisforderung] {
        try session.all("""
            SELECT monat, art, nummer, kassenzeichen, betrag_cent, faellig, eingegangen_cent,
                   offen_cent, mahnstufe, mahnfrist, zurueckgenommen_am, schonfrist
              FROM kreis.eigene_forderungen() ORDER BY monat DESC, art
            """)
    }
}

extension Kreisforderung {
    /// Wie viele wieder offen sind, weil der Kreis zurücknahm, was er darauf verbucht hatte.
    package static func anzahlZurueckgenommen(in session: MandantSession) throws -> Int {
        try session.scalar("SELECT kreis.zurueckgenommene_forderungen()")
    }
}

/// Ein Schreiben des Kreises zu einer seiner Forderungen.
package struct Kreisschreiben: Sendable, RowDecodable {
    /// Der Forderung.
    package let nummer: String
    /// 0 ist die Anforderung, 1 bis 3 sind Mahnungen.
    package let stufe: Int
    package let tag: Kalendertag

    package init(row: Row) throws {
        nummer = try row.decode("nummer")
        stufe = try row.decode("stufe")
        tag = try row.decode("tag")
    }

    /// Alle an die fragende Kommune, je Forderung die Anforderung zuerst.
    package static func alle(in session: MandantSession) throws -> [Kreisschreiben] {
        try session.all("""
            SELECT nummer, stufe, tag FROM kreis.eigene_schreiben() ORDER BY nummer, stufe
            """)
    }

    /// Die abgelegten Bytes; nil, wenn es keines gibt.
    package static func inhalt(_ nummer: String, stufe: Int, in session: MandantSession) throws
        -> [UInt8]? {
        try session.scalar("SELECT kreis.eigenes_schreiben(\(nummer), \(stufe))",
                           as: [UInt8]?.self)
    }
}

/// Wo die Kasse eine eigene Zahlung gebucht hat: Lauf, Datei, Umsatz der Bank, Erstattung.
package struct Kassenspur: Sendable, RowDecodable {
    package let buchungstag: Kalendertag
    /// Zurückgekommenes ist negativ.
    package let betrag: Geld
    package let lauf: String
    package let datei: String
    /// `Auszug 12, Umsatz 3`.
    package let beleg: String
    /// Der Monat der Erstattung; nil, solange er offen ist.
    package let monat: Monat?
    package let erstattung: String?
    package let zeile: Int?

    package init(row: Row) throws {
        buchungstag = try row.decode("buchungstag")
        betrag = try row.decode("betrag_cent")
        lauf = try row.decode("lauf")
        datei = try row.decode("datei")
        beleg = try row.decode("beleg")
        monat = try row.decode("monat")
        erstattung = try row.decode("nummer")
        zeile = try row.decode("lfd")
    }

    package static func alle(_ auftrag: Zahlungsauftrag.ID, in session: MandantSession) throws
        -> [Kassenspur] {
        try session.all("""
            SELECT buchungstag, betrag_cent, lauf, datei, beleg, monat, nummer, lfd
              FROM kreis.zahlungsspur(\(auftrag)) ORDER BY buchungstag, betrag_cent DESC
            """)
    }
}
