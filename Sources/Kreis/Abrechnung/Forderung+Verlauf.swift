import Foundation
import Grundwerte
import Platform
import Postgres

extension Forderung {
    /// Eine Zahlung auf die Forderung, wie die Bank sie gebucht hat; zurückgezahlt ist negativ.
    package struct Eingang: Sendable, RowDecodable {
        package let umsatz: Bankumsatz.ID
        package let buchung: Buchung.ID?
        package let buchungstag: Kalendertag
        package let betrag: Geld
        package let beleg: String
        /// Hebt eine falsche Zuordnung auf; dann ist `grund`, warum sie falsch war.
        package let nimmtZurueck: Bool
        package let grund: String

        package init(row: Row) throws {
            nimmtZurueck = try row.decode("nimmt_zurueck")
            grund = try row.decode("grund")
            umsatz = try row.decode("umsatz_id")
            buchung = try row.decode("buchung_id")
            buchungstag = try row.decode("buchungstag")
            betrag = try row.decode("betrag_cent")
            beleg = try row.decode("beleg")
        }
    }

    package func eingaenge(in session: KreisSession) throws -> [Eingang] {
        try session.all("""
            SELECT z.umsatz_id, g.buchung_id, u.buchungstag, z.betrag_cent,
                   o.nimmt_zurueck IS NOT NULL AS nimmt_zurueck, o.grund,
                   \(Buchung.belegspalte)
              FROM forderungszahlungen() z
              JOIN umsatz_zuordnung o ON o.id = z.zuordnung_id
              JOIN umsatz u ON u.id = z.umsatz_id
              JOIN auszug x ON x.id = u.auszug_id
              JOIN bankkonto k ON k.iban = x.iban
              LEFT JOIN buchungszeile g ON g.zuordnung_id = z.zuordnung_id
             WHERE z.forderung_id = \(id) ORDER BY u.buchungstag, z.zuordnung_id
            """)
    }

    /// Eine Verrechnung, von dieser Forderung aus gesehen.
    package struct Verrechnung: Sendable, RowDecodable {
        package typealias ID = TypedID<Verrechnung>

        package let id: ID
        /// Die andere Forderung.
        package let andere: Forderung.ID
        package let nummer: String
        package let tag: Kalendertag
        /// Positiv, was hierher kam.
        package let betrag: Geld
        package let grund: String
        package let von: User.ID
        /// Hebt eine falsche Verrechnung auf.
        package let nimmtZurueck: Bool
        /// Weder aufgehoben noch selbst eine Aufhebung.
        package let istAufhebbar: Bool

        package init(row: Row) throws {
            id = try row.decode("id")
            von = try row.decode("benutzer_id")
            nimmtZurueck = try row.decode("nimmt_zurueck")
            istAufhebbar = try row.decode("aufhebbar")
            andere = try row.decode("andere")
            nummer = try row.decode("nummer")
            tag = try row.decode("tag")
            betrag = try row.decode("betrag_cent")
            grund = try row.decode("grund")
        }
    }

    package func verrechnungen(in session: KreisSession) throws -> [Verrechnung] {
        try session.all("""
            SELECT v.id, f.id AS andere, f.nummer, v.tag, v.grund, v.benutzer_id,
                   v.nimmt_zurueck IS NOT NULL AS nimmt_zurueck,
                   v.nimmt_zurueck IS NULL
                       AND NOT EXISTS (SELECT FROM forderung_verrechnung r
                                        WHERE r.nimmt_zurueck = v.id) AS aufhebbar,
                   CASE WHEN v.auf_id = \(id) THEN v.betrag_cent ELSE -v.betrag_cent END
                       AS betrag_cent
              FROM forderung_verrechnung v
              JOIN forderung f ON f.id = CASE WHEN v.auf_id = \(id) THEN v.von_id ELSE v.auf_id END
             WHERE \(id) IN (v.von_id, v.auf_id) ORDER BY v.tag, v.id
            """)
    }

    package struct Mahnung: Sendable, RowDecodable {
        package typealias ID = TypedID<Mahnung>

        package let id: ID
        package let stufe: Mahnstufe
        package let offen: Geld
        package let tag: Kalendertag
        package let frist: Kalendertag
        package let von: User.ID
        package let am: Date
        package let hatSchreiben: Bool

        package init(row: Row) throws {
            id = try row.decode("id")
            stufe = Mahnstufe(rawValue: try row.decode("stufe")) ?? .erinnerung
            offen = try row.decode("offen_cent")
            tag = try row.decode("tag")
            frist = try row.decode("frist")
            von = try row.decode("benutzer_id")
            am = try row.decode("am")
            hatSchreiben = try row.decode("hat_schreiben")
        }
    }

    package func mahnungen(in session: KreisSession) throws -> [Mahnung] {
        try session.all("""
            SELECT m.id, m.stufe, m.offen_cent, m.tag, m.frist, m.benutzer_id, m.am,
                   EXISTS (SELECT FROM forderung_mahnschreiben s
                            WHERE s.mahnung_id = m.id) AS hat_schreiben
              FROM forderung_mahnung m WHERE m.forderung_id = \(id) ORDER BY m.stufe
            """)
    }
}
