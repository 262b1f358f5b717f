import Grundwerte
import Platform
import Postgres

/// Ein Leistungsfall: der Haushalt, für den eine Kommune unter einem Aktenzeichen Leistungen
/// gewährt.
package struct Fall: Sendable {
    package typealias ID = TypedID<Fall>

    package let id: ID
    package let aktenzeichen: String
    package let sachbearbeitung: User.ID
    package let eingestelltZum: Kalendertag?
    /// Steigt mit jeder Änderung; ein Formular nennt die Fassung, aus der es entstand.
    package let fassung: Int

    package static func laden(_ id: ID, in session: MandantSession) throws -> Fall? {
        try session.first("""
            SELECT id, aktenzeichen, sachbearbeitung, eingestellt_zum, fassung FROM fall
             WHERE id = \(id)
            """)
    }

    /// Sperrt den Fall bis zum Ende der Transaktion und prüft, dass niemand ihn seit `fassung`
    /// geändert hat.
    ///
    /// Ohne `fassung` gilt die Änderung, wie auch immer der Fall jetzt aussieht.
    static func aendern(_ id: ID, fassung: Int? = nil, in session: MandantSession) throws -> Fall {
        let fall = try session.first("""
            SELECT id, aktenzeichen, sachbearbeitung, eingestellt_zum, fassung
              FROM fall WHERE id = \(id) FOR UPDATE
            """, as: Fall.self)
        guard let fall else { throw Hindernis.nichtGefunden }
        if let fassung, fassung != fall.fassung {
            throw Hindernis(
                .konflikt, "Der Fall wurde inzwischen von jemand anderem geändert.",
                abhilfe: "Ihre Eingaben stehen noch hier. Prüfen Sie den neuen Stand im Verlauf "
                    + "und speichern Sie dann noch einmal.")
        }
        try session.execute("UPDATE fall SET fassung = fassung + 1 WHERE id = \(id)")
        return fall
    }

    /// Sperrt den Fall und verlangt, dass ihn seit `fassung` niemand geändert hat; für Handlungen,
    /// die selbst keine Fassung kennen.
    package static func verlangen(_ id: ID, fassung: Int, in session: MandantSession) throws {
        _ = try aendern(id, fassung: fassung, in: session)
    }

    /// Die laufende Fassung, für das nächste Formular.
    package static func fassung(_ id: ID, in session: MandantSession) throws -> Int {
        try session.scalar("SELECT fassung FROM fall WHERE id = \(id)")
    }
}

extension Fall: RowDecodable {
    package init(row: Row) throws {
        id = try row.decode("id")
        aktenzeichen = try row.decode("aktenzeichen")
        sachbearbeitung = try row.decode("sachbearbeitung")
        eingestelltZum = try row.decode("eingestellt_zum")
        fassung = try row.decode("fassung")
    }
}
