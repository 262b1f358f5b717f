import Grundwerte
import Platform
import Postgres

extension Unterlage {
    /// Hält fest, dass die Unterlagen eingegangen sind.
    package static func eingegangen(
        _ ids: [ID], zu fall: Fall.ID, am tag: Kalendertag, fassung: Int? = nil,
        in session: MandantSession
    ) throws {
        guard tag <= session.heute else {
            throw Hindernis(.eingabe, feld: "am", "Der Tag liegt in der Zukunft.",
                            abhilfe: "Nennen Sie den Tag des Eingangs.")
        }
        let namen = try erledigen(ids, zu: fall, .eingegangen, am: tag, grund: "",
                                  fassung: fassung, in: session)
        try Aktenvermerk.schreiben("Eingegangen am \(tag.deutsch): \(namen).", zu: fall,
                                   in: session)
    }

    /// Verzichtet auf Unterlagen, etwa weil sie nicht zu beschaffen sind (§ 65 SGB I).
    package static func verzichten(
        _ ids: [ID], zu fall: Fall.ID, grund: String, fassung: Int? = nil,
        in session: MandantSession
    ) throws {
        let namen = try erledigen(ids, zu: fall, .verzichtet, am: session.heute, grund: grund,
                                  fassung: fassung, in: session)
        try Aktenvermerk.schreiben("Auf Unterlagen verzichtet: \(namen). Grund: \(grund)",
                                   zu: fall, in: session)
    }

    /// Zurück kommen die Bezeichnungen.
    private static func erledigen(
        _ ids: [ID], zu fall: Fall.ID, _ ergebnis: Ergebnis, am tag: Kalendertag, grund: String,
        fassung: Int?, in session: MandantSession
    ) throws -> String {
        let akte = try Fall.aendern(fall, fassung: fassung, in: session)
        let unterlagen = try verlangte(ids, zu: fall, in: session)
        try session.execute("""
            INSERT INTO unterlage_ergebnis (unterlage_id, art, am, grund, benutzer_id)
            SELECT n.id, \(ergebnis), \(tag), \(grund), \(session.benutzer())
              FROM unnest(\(unterlagen.map(\.id.uuid))::uuid[]) AS n (id)
            """)
        try session.audit("unterlage.\(ergebnis.rawValue)", akte.aktenzeichen)
        return Set(unterlagen.map(\.bezeichnung)).sorted().joined(separator: "; ")
    }
}
