import Grundwerte
import Platform
import Postgres

/// Ob die Bücher mit der Bank übereinstimmen, je Konto: Anfangssaldo und gebuchte Umsätze gegen den
/// letzten Auszug.
package struct Bankabgleich: Sendable, RowDecodable {
    package let iban: IBAN
    package let bezeichnung: String
    /// Der letzte eingelesene Tag; nil, solange es keinen Auszug gibt.
    package let bis: Kalendertag?
    package let lautBank: Geld
    /// Der Saldo vor dem ersten eingelesenen Auszug; ihn hat das Hauptbuch nicht gebucht.
    package let anfang: Geld
    /// Was das Hauptbuch seither auf dem Konto gebucht hat.
    package let gebucht: Geld

    package var lautHauptbuch: Geld { anfang + gebucht }
    package var differenz: Geld { lautBank - lautHauptbuch }
    package var stimmt: Bool { differenz == .null }

    package init(row: Row) throws {
        iban = try row.decode("iban")
        bezeichnung = try row.decode("bezeichnung")
        bis = try row.decode("bis")
        lautBank = try row.decode("laut_bank")
        anfang = try row.decode("anfang")
        gebucht = try row.decode("gebucht")
    }

    /// Mit `tag` nur, was bis dahin auf Auszügen steht.
    package static func laden(
        bis tag: Kalendertag? = nil, in session: KreisSession
    ) throws -> [Bankabgleich] {
        try session.all("""
            WITH auszug AS (SELECT * FROM kreis.auszug WHERE bis <= coalesce(\(tag), bis))
            SELECT k.iban, k.bezeichnung, max(x.bis) AS bis,
                   coalesce((SELECT l.saldo_neu_cent FROM auszug l WHERE l.iban = k.iban
                              ORDER BY l.bis DESC, l.nummer DESC NULLS LAST, l.id DESC LIMIT 1), 0)
                     AS laut_bank,
                   coalesce((SELECT e.saldo_alt_cent FROM auszug e WHERE e.iban = k.iban
                              ORDER BY e.bis, e.nummer NULLS FIRST, e.id LIMIT 1), 0) AS anfang,
                   coalesce((SELECT sum(z.betrag_cent)
                               FROM auszug a JOIN umsatz u ON u.auszug_id = a.id
                               JOIN buchung b ON b.umsatz_id = u.id
                               JOIN buchungszeile z ON z.buchung_id = b.id AND z.konto = 'bank'
                              WHERE a.iban = k.iban), 0)::bigint AS gebucht
              FROM bankkonto k LEFT JOIN auszug x ON x.iban = k.iban
             GROUP BY k.iban, k.bezeichnung ORDER BY k.bezeichnung, k.iban
            """)
    }
}
