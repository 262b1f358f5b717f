import Grundwerte
import Platform
import Postgres

/// Eine Person, wie Seiten sie nennen, die nicht vom Fall her kommen.
package struct Personenbezug: Sendable {
    package let person: Person.ID
    package let name: String
    /// Der Fall, zu dem sie zuletzt gehörte.
    package let fall: Fall.ID
    package let aktenzeichen: String

    package static func laden(_ person: Person.ID, in session: MandantSession) throws
        -> Personenbezug {
        let gefunden = try session.first("""
            SELECT f.id, f.aktenzeichen, trim(a.vorname || ' ' || a.familienname) AS name
              FROM mitglied m JOIN fall f ON f.id = m.fall_id
              JOIN person_angabe a ON a.person_id = m.person_id AND a.ersetzt_am IS NULL
             WHERE m.person_id = \(person) AND m.ersetzt_am IS NULL
             ORDER BY lower(m.gueltig) DESC, lower(a.gueltig) DESC LIMIT 1
            """) { row in
            Personenbezug(person: person, name: try row.decode("name"),
                          fall: try row.decode("id"),
                          aktenzeichen: try row.decode("aktenzeichen"))
        }
        guard let gefunden else { throw Hindernis.nichtGefunden }
        return gefunden
    }
}
