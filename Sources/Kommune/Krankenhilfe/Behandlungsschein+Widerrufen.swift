import Grundwerte
import Platform
import Postgres

extension Behandlungsschein {
    /// Widerruft mit Grund. Der Schein bleibt mit seiner Nummer lesbar; ein neuer ist dann möglich.
    package static func widerrufen(_ id: ID, grund: String, in session: MandantSession) throws {
        guard let schein = try laden(id, in: session) else { throw Hindernis.nichtGefunden }
        let geaendert = try session.execute("""
            UPDATE behandlungsschein
               SET widerrufen_am = now(), widerrufen_von = \(session.benutzer()),
                   widerrufsgrund = \(grund)
             WHERE id = \(id) AND widerrufen_am IS NULL
            """)
        guard geaendert == 1 else {
            throw Hindernis(.konflikt, "Der Schein \(schein.nummer) ist schon widerrufen.")
        }
        try Aktenvermerk.schreiben(
            "Behandlungsschein \(schein.nummer) für \(schein.name) widerrufen: \(grund)",
            zu: schein.fall, in: session)
        try session.audit("behandlungsschein.widerrufen", schein.id.description)
    }
}
