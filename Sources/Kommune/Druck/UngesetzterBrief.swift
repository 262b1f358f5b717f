import Grundwerte
import Platform
import Postgres

/// Ein Brief, dessen PDF noch fehlt: Es entsteht gerade, oder sein Satz ist gescheitert.
package struct UngesetzterBrief: Sendable {
    /// Bescheid oder Schreiben; danach richtet sich, wo das PDF liegt.
    package let istBescheid: Bool
    package let id: UUIDv7
    package let bezeichnung: String
    package let fall: Fall.ID
    package let aktenzeichen: String
    package let datum: Kalendertag

    /// So viele Tage lang ist ein Brief neu; ältere setzt, wer sie beim Fall öffnet.
    package static let tage = 14

    /// Die neuen, der älteste zuerst.
    package static func alle(
        hoechstens: Int, in session: MandantSession
    ) throws -> [UngesetzterBrief] {
        try session.all("""
            SELECT b.ist_bescheid, b.id, b.bezeichnung, b.fall_id, f.aktenzeichen, b.datum
              FROM (SELECT true AS ist_bescheid, b.id, 'Bescheid ' || b.nummer AS bezeichnung,
                           b.fall_id, b.erlassen_am AS datum
                      FROM bescheid b
                     WHERE NOT EXISTS (SELECT FROM schriftstueck s WHERE s.bescheid_id = b.id)
                    UNION ALL
                    SELECT false, t.id, t.bezeichnung || ' ' || t.nummer, t.fall_id, t.datum
                      FROM schreiben t
                     WHERE NOT EXISTS (SELECT FROM schriftstueck s WHERE s.schreiben_id = t.id)) b
              JOIN fall f ON f.id = b.fall_id
             WHERE b.datum > \(session.heute.plus(tage: -tage))
             ORDER BY b.datum, b.id LIMIT \(hoechstens)
            """)
    }
}

extension UngesetzterBrief: RowDecodable {
    package init(row: Row) throws {
        istBescheid = try row.decode("ist_bescheid")
        id = try row.decode("id")
        bezeichnung = try row.decode("bezeichnung")
        fall = try row.decode("fall_id")
        aktenzeichen = try row.decode("aktenzeichen")
        datum = try row.decode("datum")
    }
}
