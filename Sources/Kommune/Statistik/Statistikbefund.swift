import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Was an einem Satz auffällt, für die Arbeitsliste der Kommune: mit Person und Fall.
package struct Statistikbefund: Sendable, RowDecodable {
    package let schwere: Statistikregel.Schwere
    package let regel: String
    package let satz: String
    package let abhilfe: String
    /// Nil beim Satz der Kommune als Ganzes.
    package let fall: (id: Fall.ID, aktenzeichen: String, person: String)?

    package init(row: Row) throws {
        schwere = try row.decode("schwere")
        regel = try row.decode("regel")
        satz = try row.decode("satz")
        abhilfe = try row.decode("abhilfe")
        fall = if let id = try row.decode("fall_id", as: Fall.ID?.self) {
            (id, try row.decode("aktenzeichen"), try row.decode("person"))
        } else { nil }
    }

    /// Fehler zuerst, dann Hinweise, nach Aktenzeichen; eine Seite davon und wie viele es sind.
    package static func seite(
        _ seite: Int, je anzahl: Int, zu lauf: Statistiklauf.ID, in session: MandantSession
    ) throws -> (befunde: [Statistikbefund], gesamt: Int) {
        let befunde: [Statistikbefund] = try session.all("""
            SELECT b.schwere, b.regel, b.satz, b.abhilfe, s.fall_id,
                   coalesce(f.aktenzeichen, '') AS aktenzeichen,
                   coalesce((SELECT concat_ws(', ', nullif(a.familienname, ''),
                                              nullif(a.vorname, ''))
                               FROM person_angabe a
                              WHERE a.person_id = s.person_id AND a.ersetzt_am IS NULL
                              ORDER BY lower(a.gueltig) DESC LIMIT 1), '') AS person
              FROM statistik_befund b
              JOIN statistik_satz s ON s.lauf_id = b.lauf_id AND s.kennnummer = b.kennnummer
              LEFT JOIN fall f ON f.id = s.fall_id
             WHERE b.lauf_id = \(lauf)
             ORDER BY b.schwere, f.aktenzeichen, b.kennnummer, b.regel
             LIMIT \(anzahl) OFFSET \((seite - 1) * anzahl)
            """)
        return (befunde, try session.scalar("""
            SELECT count(*) FROM statistik_befund WHERE lauf_id = \(lauf)
            """))
    }
}
