import Foundation
import Grundwerte
import Platform
import Postgres

/// Was zu einem Fall geschehen ist, in einem Satz. Jede Handlung schreibt ihren Vermerk selbst.
package struct Aktenvermerk: Sendable, RowDecodable {
    package let am: Date
    /// Nil: das Programm.
    package let von: User.ID?
    package let text: String

    package init(row: Row) throws {
        am = try row.decode("am")
        von = try row.decode("benutzer_id")
        text = try row.decode("text")
    }

    package static func schreiben(
        _ text: String, zu fall: Fall.ID, in session: MandantSession
    ) throws {
        try session.execute(eintrag(text, zu: fall, von: session.akteur.benutzer))
    }

    static func eintrag(_ text: String, zu fall: Fall.ID, von: User.ID?) -> SQL {
        """
        INSERT INTO aktenvermerk (id, fall_id, benutzer_id, text)
        VALUES (\(UUIDv7()), \(fall), \(von), \(text))
        """
    }

    /// Der Verlauf eines Falls, das Jüngste zuerst; eine verborgene Anschrift ist unkenntlich.
    package static func alle(zu fall: Fall.ID, hoechstens anzahl: Int = 500,
                             in session: MandantSession) throws -> [Aktenvermerk] {
        let vermerke = try session.all("""
            SELECT am, benutzer_id, text FROM aktenvermerk
             WHERE fall_id = \(fall) ORDER BY am DESC, id DESC LIMIT \(anzahl)
            """, as: Aktenvermerk.self)
        let schutz = try Textschutz([fall], in: session)
        return vermerke.map { Aktenvermerk($0, text: schutz.lesbar($0.text, in: fall)) }
    }

    private init(_ vermerk: Aktenvermerk, text: String) {
        (am, von, self.text) = (vermerk.am, vermerk.von, text)
    }
}
