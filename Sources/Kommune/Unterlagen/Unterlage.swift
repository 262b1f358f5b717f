import Grundwerte
import Platform
import Postgres

/// Ein Papier, das zu einem Fall gebraucht wird: wer es wann verlangt hat, bis wann, und was daraus
/// wurde.
package struct Unterlage: Sendable {
    package typealias ID = TypedID<Unterlage>

    package enum Ergebnis: String, Sendable, SQLEnum {
        case eingegangen, verzichtet
    }

    package enum Zustand: Sendable, Equatable {
        case offen, ueberfaellig, eingegangen, verzichtet
    }

    package let id: ID
    package let fall: Fall.ID
    package let person: Person.ID?
    package let bezeichnung: String
    package let wozu: String
    package let frist: Kalendertag
    package let verlangtAm: Kalendertag
    package let verlangtVon: User.ID
    /// Die letzte Aufforderung dazu und ihre Frist.
    package let aufforderung: Schreiben.ID?
    package let aufgefordertBis: Kalendertag?
    package let ergebnis: Ergebnis?
    package let ergebnisAm: Kalendertag?
    package let ergebnisVon: User.ID?
    package let grund: String

    package func zustand(heute: Kalendertag) -> Zustand {
        switch ergebnis {
        case .eingegangen: .eingegangen
        case .verzichtet: .verzichtet
        case nil: (aufgefordertBis ?? frist) < heute ? .ueberfaellig : .offen
        }
    }

    /// Alle eines Falls: was noch fehlt zuerst, das Dringendste oben.
    package static func alle(zu fall: Fall.ID, in session: MandantSession) throws -> [Unterlage] {
        try session.all("""
            SELECT u.id, u.fall_id, u.person_id, u.bezeichnung, u.wozu, u.frist,
                   (u.angelegt_am AT TIME ZONE 'Europe/Berlin')::date AS verlangt_am,
                   u.angelegt_von, m.schreiben_id, m.frist AS aufgefordert_bis,
                   e.art AS ergebnis, e.am AS ergebnis_am, e.benutzer_id AS ergebnis_von,
                   coalesce(e.grund, '') AS grund
              FROM unterlage u
              LEFT JOIN unterlage_ergebnis e ON e.unterlage_id = u.id
              LEFT JOIN LATERAL (
                   SELECT a.schreiben_id, a.frist
                     FROM mitwirkung_unterlage z JOIN mitwirkung a ON a.id = z.mitwirkung_id
                    WHERE z.unterlage_id = u.id ORDER BY a.angelegt_am DESC, a.id DESC
                    LIMIT 1) m ON true
             WHERE u.fall_id = \(fall)
             ORDER BY e.am IS NOT NULL, coalesce(m.frist, u.frist), u.bezeichnung, u.id
            """)
    }

    /// Was noch fehlt.
    package static func offene(zu fall: Fall.ID, in session: MandantSession) throws -> [Unterlage] {
        try alle(zu: fall, in: session).filter { $0.ergebnis == nil }
    }

    /// Die genannten, die noch fehlen; ist eine fremd oder schon erledigt, ein Hindernis.
    static func verlangte(
        _ ids: [ID], zu fall: Fall.ID, in session: MandantSession
    ) throws -> [Unterlage] {
        guard !ids.isEmpty else {
            throw Hindernis(.eingabe, feld: "unterlagen", "Noch ist keine Unterlage gewählt.",
                            abhilfe: "Kreuzen Sie mindestens eine an.")
        }
        let gewaehlt = try offene(zu: fall, in: session).filter { ids.contains($0.id) }
        guard gewaehlt.count == Set(ids).count else {
            throw Hindernis(.konflikt, "Eine der Unterlagen ist inzwischen erledigt.",
                            abhilfe: "Laden Sie die Seite neu und wählen Sie noch einmal.")
        }
        return gewaehlt
    }
}

extension Unterlage: RowDecodable {
    package init(row: Row) throws {
        id = try row.decode("id")
        fall = try row.decode("fall_id")
        person = try row.decode("person_id")
        bezeichnung = try row.decode("bezeichnung")
        wozu = try row.decode("wozu")
        frist = try row.decode("frist")
        verlangtAm = try row.decode("verlangt_am")
        verlangtVon = try row.decode("angelegt_von")
        aufforderung = try row.decode("schreiben_id")
        aufgefordertBis = try row.decode("aufgefordert_bis")
        ergebnis = try row.decode("ergebnis")
        ergebnisAm = try row.decode("ergebnis_am")
        ergebnisVon = try row.decode("ergebnis_von")
        grund = try row.decode("grund")
    }
}
