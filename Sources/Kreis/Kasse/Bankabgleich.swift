import Grundwerte
import Platform
import Postgres

/// Ob die Bücher mit der Bank übereinstimmen, je Konto: Anfangssaldo und gebuchte Umsätze gegen den letzten Auszug.
package struct Bankabgleich: Sendable, RowDecodable {
    package let iban: IBAN
    package let bezeichnung: String
    /// Der letzte eingelesene Tag; nil, solange es keinen Auszug gibt.
    package let bis: Kalendertag?
    package let lautBank: Geld
    package let lautHauptbuch: Geld

    package var differenz: Geld { lautBank - lautHauptbuch }
    package var stimmt: Bool { differenz == .null }

    package init(row: Row) throws {
        iban = try row.decode("iban")
        bezeichnung = try row.decode("bezeichnung")
        bis = try row.decode("bis")
        lautBank = try row.decode("laut_bank")
        lautHauptbuch = try row.decode("laut_hauptbuch")
    }

    package static func laden(in session: KreisSession) throws -> [Bankabgleich] {
        try session.all("""
            SELECT k.iban, k.bezeichnung, max(x.bis) AS bis,
                   coalesce((SELECT l.saldo_neu_cent FROM auszug l WHERE l.iban = k.iban
                              ORDER BY l.bis DESC, l.nummer DESC NULLS LAST, l.id DESC LIMIT 1), 0) AS laut_bank,
                   coalesce((SELECT e.saldo_alt_cent FROM auszug e WHERE e.iban = k.iban
                              ORDER BY e.bis, e.nummer NULLS FIRST, e.id LIMIT 1), 0)
                   + coalesce((SELECT sum(z.betrag_cent) FROM auszug a JOIN umsatz u ON u.auszug_id = a.id
                                 JOIN buchung b ON b.umsatz_id = u.id
                                 JOIN buchungszeile z ON z.buchung_id = b.id AND z.konto = 'bank'
                                WHERE a.iban = k.iban), 0)::bigint AS laut_hauptbuch
              FROM bankkonto k LEFT JOIN auszug x ON x.iban = k.iban
             GROUP BY k.iban, k.bezeichnung ORDER BY k.bezeichnung, k.iban
            """)
    }
}
