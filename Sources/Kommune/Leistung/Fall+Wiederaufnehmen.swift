import Grundwerte
import Platform
import Postgres

extension Fall {
    /// Ein durch Ablehnung geschlossener Fall lebt wieder auf: Wer bis dahin zum Haushalt gehörte
    /// und berechtigt war, ist es weiter, bis zu dem Tag, der vorher eingetragen war. Läuft der
    /// Fall noch, ändert sich nichts.
    static func wiederaufnehmen(
        _ id: ID, grund: String, in session: MandantSession
    ) throws {
        let fall = try aendern(id, in: session)
        guard let ende = fall.eingestelltZum else { return }
        let personen = try session.scalars("""
            SELECT DISTINCT person_id FROM mitglied
             WHERE fall_id = \(id) AND ersetzt_am IS NULL ORDER BY person_id
            """, as: Person.ID.self)
        for person in personen {
            try Tatsache.mitglied.fortsetzen(person.uuid, nach: ende, in: session)
            try Tatsache.berechtigung.fortsetzen(person.uuid, nach: ende, in: session)
        }
        try session.execute("UPDATE fall SET eingestellt_zum = NULL WHERE id = \(id)")
        try Personenmarken.nachfuehren(id, in: session)
        try Aktenvermerk.schreiben("Fall wieder aufgenommen: \(grund)", zu: id, in: session)
        try session.audit("fall.wiederaufgenommen", fall.aktenzeichen)
    }
}
