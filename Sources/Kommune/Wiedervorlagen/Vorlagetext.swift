import Grundwerte
import Platform
import Postgres

/// Ein Text, den das Formular anbietet, und in wie vielen Tagen er vorzulegen ist, wenn kein Tag
/// dabeisteht. Die Liste gehört der Kommune.
package struct Vorlagetext: Sendable, Equatable, RowDecodable {
    package let text: String
    package let tage: Int

    package init(text: String, tage: Int) {
        self.text = text
        self.tage = tage
    }

    package init(row: Row) throws {
        text = try row.decode("text")
        tage = try row.decode("tage")
    }

    package static func alle(in session: MandantSession) throws -> [Vorlagetext] {
        try session.all("""
            SELECT text, tage FROM vorlagetext WHERE ersetzt_am IS NULL ORDER BY text
            """)
    }

    /// Nimmt einen Text auf oder gibt einem bekannten andere Tage.
    package func aufnehmen(in session: MandantSession) throws {
        try session.execute("""
            UPDATE vorlagetext SET ersetzt_am = now() WHERE text = \(text) AND ersetzt_am IS NULL
            """)
        try session.execute("""
            INSERT INTO vorlagetext (id, text, tage, erfasst_von)
            VALUES (\(UUIDv7()), \(text), \(tage), \(session.benutzer()))
            """)
        try session.audit("vorlagetext.aufgenommen", text, ["tage": "\(tage)"])
    }

    /// Nimmt einen Text aus der Liste; was daraus entstand, bleibt.
    package static func entfernen(_ text: String, in session: MandantSession) throws {
        let entfernt = try session.execute("""
            UPDATE vorlagetext SET ersetzt_am = now() WHERE text = \(text) AND ersetzt_am IS NULL
            """)
        if entfernt == 1 { try session.audit("vorlagetext.entfernt", text) }
    }
}
