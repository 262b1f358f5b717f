import Crypto
import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Die Liste hinter dem Betrag: so viele Angaben wie nötig, um jede Zahlung wiederzufinden, keine
/// Namen.
package struct Erstattungsnachweis: Sendable {
    package let nummer: String
    package let zeilen: [Zeile]

    package struct Zeile: Sendable, RowDecodable {
        let buchungszeile: UUIDv7
        package let buchung: Buchung.ID
        /// Nil bei einem Eingang auf eine Rückforderung.
        package let auftrag: Zahlungsauftrag.ID?
        package let buchungstag: Kalendertag
        /// Der Zahlung; bei einem Eingang auf eine Rückforderung deren Kassenzeichen.
        package let endToEndId: String
        /// Was die Erstattung mindert, ist negativ.
        package let betrag: Geld
        package let bewegung: Erstattung.Bewegung

        package var art: String {
            switch bewegung {
            case .zahlung: "Zahlung"
            case .ruecklauf: "Rückläufer"
            case .rueckforderung: "Rückforderung"
            }
        }

        package init(row: Row) throws {
            buchungszeile = try row.decode("id")
            buchung = try row.decode("buchung_id")
            auftrag = try row.decode("auftrag_id")
            buchungstag = try row.decode("buchungstag")
            endToEndId = try row.decode("endtoend")
            betrag = try row.decode("betrag_cent")
            bewegung = try row.decode("bewegung")
        }
    }

    /// UTF-8 mit BOM, Semikolon, Dezimalkomma, CRLF: So öffnet ihn jede Tabellenkalkulation einer
    /// Kommune richtig.
    package var csv: [UInt8] {
        var text = "\u{FEFF}Lfd;Buchungstag;EndToEndId;Betrag;Art\r\n"
        for (stelle, zeile) in zeilen.enumerated() {
            text += "\(stelle + 1);\(zeile.buchungstag.deutsch);\(zeile.endToEndId);"
                + "\(zeile.betrag.csv);\(zeile.art)\r\n"
        }
        return Array(text.utf8)
    }

    package var sha256: [UInt8] { Array(SHA256.hash(data: csv)) }

    package var dateiname: String { "Nachweis-\(nummer).csv" }

    /// Alle Bewegungen der Forderung im Monat, in der Reihenfolge des Nachweises.
    static func bewegung(
        _ mandant: Mandant.ID, _ monat: Monat, in session: KreisSession
    ) throws -> [Zeile] {
        try session.all("""
            SELECT z.id, z.buchung_id, z.auftrag_id, b.buchungstag,
                   coalesce(a.endtoend, z.kassenzeichen) AS endtoend, z.betrag_cent,
                   \(Erstattung.Bewegung.spalte) AS bewegung
              FROM buchungszeile z
              JOIN buchung b ON b.id = z.buchung_id
              LEFT JOIN zahlungsauftrag a ON a.id = z.auftrag_id
             WHERE z.konto = 'forderung' AND z.in_erstattung AND z.mandant_id = \(mandant)
               AND b.buchungstag BETWEEN \(monat.ersterTag) AND \(monat.letzterTag)
             ORDER BY b.buchungstag, coalesce(a.endtoend, z.kassenzeichen) COLLATE "C",
                      z.betrag_cent DESC, z.id
            """)
    }

    static func eingefroren(
        _ erstattung: Erstattung.ID, in session: KreisSession
    ) throws -> [Zeile] {
        try session.all("""
            SELECT z.id, z.buchung_id, z.auftrag_id, b.buchungstag,
                   coalesce(a.endtoend, z.kassenzeichen) AS endtoend, z.betrag_cent,
                   \(Erstattung.Bewegung.spalte) AS bewegung
              FROM erstattung_position p
              JOIN buchungszeile z ON z.id = p.buchungszeile_id
              JOIN buchung b ON b.id = z.buchung_id
              LEFT JOIN zahlungsauftrag a ON a.id = z.auftrag_id
             WHERE p.erstattung_id = \(erstattung) ORDER BY p.lfd
            """)
    }
}
