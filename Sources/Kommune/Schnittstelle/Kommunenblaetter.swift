import Grundwerte
import Platform
import Postgres

// Die Listen der JSON-Schnittstelle, in der Folge der Kennungen.

/// Ein Fall, wie ihn ein Programm liest: mit dem Zeichen, dass seine Verarbeitung eingeschränkt
/// ist.
package struct Fallkarte: Sendable {
    package let fall: Fall
    package let istEingeschraenkt: Bool

    package static func laden(_ id: Fall.ID, in session: MandantSession) throws -> Fallkarte? {
        guard let fall = try Fall.laden(id, in: session) else { return nil }
        return Fallkarte(
            fall: fall, istEingeschraenkt: try Einschraenkung.geltende(id, in: session) != nil)
    }
}

extension Fall.Eintrag {
    package static func blatt(_ blatt: Blatt, in session: MandantSession) throws
        -> [Fall.Eintrag] {
        try session.all("""
            SELECT \(Fall.eintragsspalten) FROM fall f \(Fall.vorstand)
             WHERE f.id > \(blatt.ab) ORDER BY f.id LIMIT \(blatt.grenze)
            """)
    }
}

extension Bescheid {
    package static func blatt(_ blatt: Blatt, in session: MandantSession) throws -> [Bescheid] {
        try session.all("""
            SELECT \(spalten) FROM bescheid b
             WHERE b.id > \(blatt.ab) ORDER BY b.id LIMIT \(blatt.grenze)
            """)
    }
}

extension Zahlung {
    package static func blatt(_ blatt: Blatt, zustand: Zustand? = nil,
                              in session: MandantSession) throws -> [Zahlung] {
        try session.all("""
            SELECT \(spalten) FROM zahlung z JOIN fall f ON f.id = z.fall_id
             WHERE z.id > \(blatt.ab) AND (\(zustand)::text IS NULL OR z.zustand = \(zustand))
             ORDER BY z.id LIMIT \(blatt.grenze)
            """)
    }
}

extension Wiedervorlage {
    /// Nur die offenen.
    package static func blatt(_ blatt: Blatt, in session: MandantSession) throws
        -> [Wiedervorlage] {
        try session.all("""
            \(auswahl) WHERE w.erledigt_am IS NULL AND w.id > \(blatt.ab)
             ORDER BY w.id LIMIT \(blatt.grenze)
            """, as: Wiedervorlage.self).lesbar(in: session)
    }
}

extension Behandlungsschein {
    package static func blatt(_ blatt: Blatt, in session: MandantSession) throws
        -> [Behandlungsschein] {
        try session.all("""
            \(abfrage) WHERE s.id > \(blatt.ab) ORDER BY s.id LIMIT \(blatt.grenze)
            """)
    }
}

extension Widerspruch {
    package static func blatt(_ blatt: Blatt, in session: MandantSession) throws -> [Widerspruch] {
        try session.all("""
            \(auswahl) WHERE w.id > \(blatt.ab) ORDER BY w.id LIMIT \(blatt.grenze)
            """, as: Widerspruch.self).lesbar(in: session)
    }
}

extension Rueckforderung {
    package static func blatt(_ blatt: Blatt, in session: MandantSession) throws -> [Eintrag] {
        try eintraege(session.all("""
            SELECT r.id, coalesce(n.name, '') AS name
              FROM rueckforderung r JOIN fall f ON f.id = r.fall_id
              LEFT JOIN LATERAL (\(Fall.nameDesVorstands)) n ON true
             WHERE r.id > \(blatt.ab) ORDER BY r.id LIMIT \(blatt.grenze)
            """, kennung), in: session)
    }
}

/// Wer an einem Tag zum Haushalt eines Falls gehört, mit den Angaben dieses Tages.
package struct Fallmitglied: Sendable, RowDecodable {
    package let person: Person.ID
    package let rolle: String
    package let seit: Kalendertag
    package let angabe: Person.Angabe

    package init(row: Row) throws {
        person = try row.decode("person_id")
        rolle = try row.decode("rolle")
        seit = try row.decode("seit")
        angabe = try Person.Angabe(row: row)
    }

    package static func alle(zu fall: Fall.ID, am tag: Kalendertag,
                             in session: MandantSession) throws -> [Fallmitglied] {
        try session.all("""
            SELECT m.person_id, m.rolle, lower(m.gueltig) AS seit, a.familienname, a.vorname,
                   a.weitere_namen, a.geburtsdatum, a.geschlecht, a.staatsangehoerigkeit,
                   a.azr_nummer, a.familienstand
              FROM mitglied m
              JOIN person_angabe a ON a.person_id = m.person_id AND a.ersetzt_am IS NULL
                                  AND a.gueltig @> \(tag)
             WHERE m.fall_id = \(fall) AND m.ersetzt_am IS NULL AND m.gueltig @> \(tag)
             ORDER BY m.person_id
            """)
    }
}
