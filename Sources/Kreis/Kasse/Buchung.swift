import Foundation
import Grundwerte
import Platform
import Postgres

/// Eine Buchung und der Umsatz der Bank, aus dem sie entstand.
package struct Buchung: Sendable, RowDecodable {
    package typealias ID = TypedID<Buchung>

    package let id: ID
    package let buchungstag: Kalendertag
    package let text: String
    package let zeilen: Int
    /// Summe der Sollzeilen.
    package let soll: Geld
    /// Nil, wenn sie nicht aus einem Umsatz der Bank entstand.
    package let umsatz: Bankumsatz.ID?
    package let auszug: Auszug.ID?
    /// `Hauptkonto, Auszug 12, Umsatz 3`.
    package let beleg: String
    /// Nil, wenn das Programm gebucht hat.
    package let gebuchtVon: User.ID?
    package let gebuchtAm: Date

    package init(row: Row) throws {
        id = try row.decode("id")
        buchungstag = try row.decode("buchungstag")
        text = try row.decode("text")
        zeilen = try row.decode("zeilen")
        soll = try row.decode("soll")
        umsatz = try row.decode("umsatz_id")
        auszug = try row.decode("auszug_id")
        beleg = try row.decode("beleg")
        gebuchtVon = try row.decode("gebucht_von")
        gebuchtAm = try row.decode("gebucht_am")
    }

    /// Wie eine Zeile `x` des Auszugs und `u` des Umsatzes mit `k`, dem Konto, in einem Satz heißt.
    static let belegspalte: SQL = """
        coalesce(k.bezeichnung || ', Auszug ' || coalesce(x.nummer::text, x.kennung) || ', Umsatz '
                 || u.lfd, '') AS beleg
        """

    private static let abfrage: SQL = """
        SELECT b.id, b.buchungstag, b.text, b.umsatz_id, u.auszug_id, \(belegspalte),
               b.gebucht_von, b.gebucht_am,
               (SELECT count(*) FROM buchungszeile z WHERE z.buchung_id = b.id) AS zeilen,
               (SELECT coalesce(sum(z.betrag_cent), 0)::bigint FROM buchungszeile z
                 WHERE z.buchung_id = b.id AND z.betrag_cent > 0) AS soll
          FROM buchung b
          LEFT JOIN umsatz u ON u.id = b.umsatz_id
          LEFT JOIN auszug x ON x.id = u.auszug_id
          LEFT JOIN bankkonto k ON k.iban = x.iban
        """

    package static func laden(_ id: ID, in session: KreisSession) throws -> Buchung {
        guard let buchung: Buchung = try session.first("\(abfrage) WHERE b.id = \(id)") else {
            throw Hindernis.nichtGefunden
        }
        return buchung
    }

    /// Was zu einem Umsatz gebucht ist, das Erste zuerst.
    package static func alle(zu umsatz: Bankumsatz.ID, in session: KreisSession) throws
        -> [Buchung] {
        try session.all("""
            \(abfrage) WHERE b.umsatz_id = \(umsatz) ORDER BY b.gebucht_am, b.buchungstag, b.id
            """)
    }
}
