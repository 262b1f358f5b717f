import Foundation
import Grundwerte
import Platform
import Postgres
import Uebergabe

extension Bankumsatz {
    /// Wem ein Umsatz gehört: eine oder viele Zahlungen, eine Erstattung, oder nur durchlaufend.
    package struct Zuordnungen: Sendable, RowDecodable {
        package enum Art: String, Sendable, SQLEnum {
            case zahlung, ruecklauf, erstattung, durchlaufend, rueckforderung, barkasse, umlage,
                 kosten

            package var bezeichnung: String {
                switch self {
                case .zahlung: "Zahlung"
                case .ruecklauf: "Rückläufer"
                case .erstattung: "Erstattung"
                case .durchlaufend: "Durchlaufend"
                case .rueckforderung: "Rückforderung einer Kommune"
                case .barkasse: "Barkasse"
                case .umlage: "Umlage Krankenhilfe"
                case .kosten: "Kostenteilung"
                }
            }
        }

        package let umsatz: Bankumsatz.ID
        package let art: Art
        package let anzahl: Int
        package let summe: Geld
        /// EndToEndId, Nummer der Erstattung oder Kassenzeichen, wenn es genau eine ist.
        package let einzige: String
        package let erstattung: Erstattung.ID?
        package let umlageteil: Umlageteil.ID?
        package let forderung: Forderung.ID?
        /// Die Person, wenn eine entschieden hat, und ihr Grund.
        package let von: User.ID?
        package let grund: String

        package init(row: Row) throws {
            umsatz = try row.decode("umsatz_id")
            art = try row.decode("art")
            anzahl = try row.decode("anzahl")
            summe = try row.decode("summe")
            einzige = try row.decode("einzige")
            erstattung = try row.decode("erstattung_id")
            umlageteil = try row.decode("umlageteil_id")
            forderung = try row.decode("forderung_id")
            von = try row.decode("von")
            grund = try row.decode("grund")
        }
    }

    /// Die Zuordnungen zu diesen Umsätzen.
    package static func zuordnungen(
        _ umsaetze: [ID], in session: KreisSession
    ) throws -> [ID: [Zuordnungen]] {
        let alle = try session.all("""
            SELECT z.umsatz_id, z.art, count(*) AS anzahl, sum(z.betrag_cent)::bigint AS summe,
                   CASE WHEN count(*) = 1
                        THEN coalesce(max(a.endtoend), max(e.nummer), max(t.nummer),
                                      max(f.nummer), max(z.kassenzeichen), '')
                        ELSE '' END AS einzige,
                   (array_agg(z.erstattung_id))[1] AS erstattung_id,
                   (array_agg(z.umlageteil_id))[1] AS umlageteil_id,
                   (array_agg(z.forderung_id))[1] AS forderung_id, (array_agg(z.von))[1] AS von,
                   max(z.grund) AS grund
              FROM umsatz_zuordnung z
              LEFT JOIN zahlungsauftrag a ON a.id = z.auftrag_id
              LEFT JOIN erstattung e ON e.id = z.erstattung_id
              LEFT JOIN umlage_teil t ON t.id = z.umlageteil_id
              LEFT JOIN forderung f ON f.id = z.forderung_id
             WHERE z.umsatz_id = ANY (\(umsaetze))
               AND z.nimmt_zurueck IS NULL
               AND NOT EXISTS (SELECT FROM umsatz_zuordnung r WHERE r.nimmt_zurueck = z.id)
             GROUP BY z.umsatz_id, z.art ORDER BY z.umsatz_id, z.art
            """, as: Zuordnungen.self)
        return Dictionary(grouping: alle, by: \.umsatz)
    }

    package static func anzahlUngeklaert(in session: KreisSession) throws -> Int {
        try session.scalar("SELECT count(*) FROM umsatz WHERE zustand = 'ungeklaert'")
    }
}

extension Auszug {
    /// Konten, für die der Auszug des letzten Banktags noch fehlt.
    package static func ausstehend(in session: KreisSession) throws -> [Bankabgleich] {
        let letzter = Bankkalender.vorigerBanktag(vor: session.heute)
        return try Bankabgleich.laden(in: session).filter { $0.bis.map { $0 < letzter } ?? true }
    }
}
