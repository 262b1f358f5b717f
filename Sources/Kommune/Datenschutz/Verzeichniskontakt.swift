import Grundwerte
import Platform
import Postgres

/// Wie die Kommune und ihr Datenschutz zu erreichen sind, für das Verzeichnis der
/// Verarbeitungstätigkeiten (Art. 30 Abs. 1 Buchst. a DSGVO).
package enum Verzeichniskontakt {
    package static func geltender(in session: MandantSession) throws -> Kontakt {
        let mandant = session.mandant
        let anschrift = "\(mandant.strasse), \(mandant.plz) \(mandant.ort)"
        return try session.first("""
            SELECT erreichbar, datenschutz FROM verzeichniskontakt WHERE ersetzt_am IS NULL
            """) {
            Kontakt(anschrift: anschrift,
                    erreichbar: try $0.decode("erreichbar", as: String.self),
                    datenschutz: try $0.decode("datenschutz", as: String.self))
        } ?? Kontakt(anschrift: anschrift)
    }

    /// Trägt ein; was bisher galt, wird ersetzt und bleibt lesbar.
    package static func eintragen(
        erreichbar: String, datenschutz: String, in session: MandantSession
    ) throws {
        try session.execute("""
            UPDATE verzeichniskontakt SET ersetzt_am = now() WHERE ersetzt_am IS NULL
            """)
        try session.execute("""
            INSERT INTO verzeichniskontakt (id, erreichbar, datenschutz, erfasst_von)
            VALUES (\(UUIDv7()), \(erreichbar), \(datenschutz), \(session.benutzer()))
            """)
        try session.audit("verzeichnis.kontakt")
    }
}
