import Grundwerte
import Platform
import Postgres

/// Wer für die Kommune Daten verarbeitet (Art. 28 DSGVO, B-3.2): Rechenzentrum, Scan, Druck.
package struct Auftragsverarbeiter: Sendable, RowDecodable {
    package let name: String
    package let aufgabe: String
    package let vertragVom: Kalendertag
    package let gueltig: Zeitraum

    package init(name: String, aufgabe: String, vertragVom: Kalendertag, gueltig: Zeitraum) {
        self.name = name
        self.aufgabe = aufgabe
        self.vertragVom = vertragVom
        self.gueltig = gueltig
    }

    package init(row: Row) throws {
        name = try row.decode("name")
        aufgabe = try row.decode("aufgabe")
        vertragVom = try row.decode("vertrag_vom")
        gueltig = try row.decode("gueltig")
    }

    package static func alle(in session: MandantSession) throws -> [Auftragsverarbeiter] {
        try session.all("""
            SELECT name, aufgabe, vertrag_vom, gueltig FROM auftragsverarbeiter
             WHERE ersetzt_am IS NULL ORDER BY name
            """)
    }

    /// Trägt ein; was unter dem Namen bisher galt, wird ersetzt und bleibt lesbar.
    package func eintragen(in session: MandantSession) throws {
        try session.execute("""
            UPDATE auftragsverarbeiter SET ersetzt_am = now()
             WHERE name = \(name) AND ersetzt_am IS NULL
            """)
        try session.execute("""
            INSERT INTO auftragsverarbeiter (id, name, aufgabe, vertrag_vom, gueltig, erfasst_von)
            VALUES (\(UUIDv7()), \(name), \(aufgabe), \(vertragVom), \(gueltig),
                    \(session.benutzer()))
            """)
        try session.audit("auftragsverarbeiter.eingetragen", name)
    }
}
