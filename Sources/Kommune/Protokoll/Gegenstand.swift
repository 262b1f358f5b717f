import Grundwerte
import Platform
import Postgres

/// Worauf sich ein Vermerk des Protokolls oder eine Seite bezieht, und der Fall, zu dem es gehört.
package enum Gegenstand {
    /// Jede Kennung, unter der etwas aus einem Fall genannt wird: `ziel` und `fall_id`.
    static let alle: SQL = """
        SELECT id AS ziel, id AS fall_id FROM fall
        UNION ALL SELECT id, fall_id FROM zahlung
        UNION ALL SELECT id, fall_id FROM bescheid
        UNION ALL SELECT id, fall_id FROM schreiben
        UNION ALL SELECT id, fall_id FROM bankverbindung
        UNION ALL SELECT id, fall_id FROM behandlungsschein
        UNION ALL SELECT id, fall_id FROM einzelleistung
        UNION ALL SELECT id, fall_id FROM anhoerung
        UNION ALL SELECT id, fall_id FROM rueckforderung
        UNION ALL SELECT v.id, r.fall_id FROM rueckforderung_verzicht v
            JOIN rueckforderung r ON r.id = v.rueckforderung_id
        UNION ALL SELECT id, fall_id FROM widerspruch
        UNION ALL SELECT id, fall_id FROM rechtsfeststellung
        UNION ALL SELECT id, fall_id FROM wiedervorlage
        UNION ALL SELECT id, fall_id FROM mitwirkung
        UNION ALL SELECT id, fall_id FROM berichtigungsverlangen
        UNION ALL SELECT person_id, fall_id FROM mitglied
        """

    /// Ein Fall, wie eine Liste auf ihn verweist.
    package struct Fallbezug: Sendable {
        package let fall: Fall.ID
        package let aktenzeichen: String
    }

    /// Der Fall zu jedem der Texte, die eine Kennung oder ein Aktenzeichen sind.
    package static func faelle(_ texte: [String], in session: MandantSession) throws
        -> [String: Fallbezug] {
        let ids = texte.compactMap { UUIDv7($0) }
        let paare = try session.all("""
            SELECT g.ziel::text AS text, f.id, f.aktenzeichen
              FROM (\(alle)) g JOIN fall f ON f.id = g.fall_id WHERE g.ziel = ANY(\(ids))
            UNION ALL
            SELECT f.aktenzeichen, f.id, f.aktenzeichen FROM fall f
             WHERE f.aktenzeichen = ANY(\(texte))
            """) { row in
            (try row.decode("text", as: String.self),
             Fallbezug(fall: try row.decode("id"), aktenzeichen: try row.decode("aktenzeichen")))
        }
        return Dictionary(paare) { erster, _ in erster }
    }

    /// Alles, womit Vermerke des Protokolls diese Fälle nennen.
    static func kennungen(_ faelle: [Fall.ID], in session: MandantSession) throws -> [String] {
        try session.scalars("""
            SELECT aktenzeichen FROM fall WHERE id = ANY(\(faelle))
            UNION SELECT g.ziel::text FROM (\(alle)) g WHERE g.fall_id = ANY(\(faelle))
            ORDER BY 1
            """)
    }
}
