import Foundation
import Grundwerte
import Platform
import Postgres

/// Eine weitere Person darf eine gesperrte Anschrift sehen, etwa weil die Benannten krank sind:
/// Eine schlägt sie vor, eine zweite bestätigt. Allein nimmt sich die Einsicht niemand.
package struct Benennung: Sendable, RowDecodable {
    package typealias ID = TypedID<Benennung>

    package let id: ID
    package let sperre: Auskunftssperre.ID
    package let benannt: User.ID
    package let grund: String
    package let von: User.ID
    package let am: Date

    package init(row: Row) throws {
        id = try row.decode("id")
        sperre = try row.decode("sperre_id")
        benannt = try row.decode("benannt")
        grund = try row.decode("grund")
        von = try row.decode("vorgeschlagen_von")
        am = try row.decode("vorgeschlagen_am")
    }

    /// Der jüngste Vorschlag zu einer Sperre, wenn ihn noch niemand bestätigt hat.
    package static func offene(
        zu sperre: Auskunftssperre.ID, in session: MandantSession
    ) throws -> Benennung? {
        try session.first("""
            SELECT b.id, b.sperre_id, b.benannt, b.grund, b.vorgeschlagen_von, b.vorgeschlagen_am
              FROM auskunftssperre_benennung b
             WHERE b.sperre_id = \(sperre) AND b.bestaetigt_am IS NULL AND NOT EXISTS (
                   SELECT FROM auskunftssperre_benennung n
                    WHERE n.sperre_id = b.sperre_id
                      AND (n.vorgeschlagen_am, n.id) > (b.vorgeschlagen_am, b.id))
            """)
    }

    package static func vorschlagen(
        _ benannt: User.ID, grund: String, fuer person: Person.ID, in session: MandantSession
    ) throws {
        guard let sperre = try Auskunftssperre.geltende(person, in: session) else {
            throw Hindernis.nichtGefunden
        }
        guard !sperre.einsicht.contains(benannt) else {
            throw Hindernis(.eingabe, feld: "benannt", "Diese Person ist schon benannt.",
                            abhilfe: "Wählen Sie eine andere.")
        }
        guard try arbeitetHier(benannt, in: session) else {
            throw Hindernis(.eingabe, feld: "benannt", "Diese Person arbeitet nicht hier.",
                            abhilfe: "Wählen Sie eine andere.")
        }
        try session.execute("""
            INSERT INTO auskunftssperre_benennung (id, sperre_id, benannt, grund,
                                                   vorgeschlagen_von)
            VALUES (\(ID()), \(sperre.id), \(benannt), \(grund), \(session.benutzer()))
            """)
        try session.audit("auskunftssperre.vorgeschlagen", person.description,
                          ["benannt": benannt.description, "grund": grund])
    }

    /// Bestätigt den Vorschlag, wie die Seite ihn zeigte. Wer bisher benannt war, erfährt es.
    package static func bestaetigen(
        _ id: ID, fuer person: Person.ID, in session: MandantSession
    ) throws {
        let ich = try session.benutzer()
        guard let sperre = try Auskunftssperre.geltende(person, in: session),
              let vorschlag = try offene(zu: sperre.id, in: session), vorschlag.id == id else {
            throw Hindernis(.konflikt, "Dieser Vorschlag gilt nicht mehr.",
                            abhilfe: "Laden Sie die Seite neu.")
        }
        guard vorschlag.von != ich else {
            throw Hindernis(.regel, "Sie haben es selbst vorgeschlagen.",
                            abhilfe: "Bestätigen muss es eine zweite Person.")
        }
        guard try arbeitetHier(vorschlag.benannt, in: session) else {
            throw Hindernis(.regel, "Die vorgeschlagene Person arbeitet nicht mehr hier.",
                            abhilfe: "Schlagen Sie eine andere vor.")
        }
        try session.execute("""
            UPDATE auskunftssperre_benennung
               SET bestaetigt_am = now(), bestaetigt_von = \(ich) WHERE id = \(id)
            """)
        let fall = try Personenbezug.laden(person, in: session).fall
        for benutzer in try Auskunftssperre.benannte(fuer: person, in: session) {
            try Wiedervorlage.anlegen(
                "Für eine gesperrte Anschrift ist eine weitere Person benannt: auf der Seite der "
                    + "Sperre prüfen.",
                zu: fall, faellig: session.heute, quelle: .automatisch, fuer: benutzer,
                in: session)
        }
        try benennen(vorschlag.benannt, fuer: [sperre.id], in: session)
        try session.audit("auskunftssperre.benannt", person.description,
                          ["benannt": vorschlag.benannt.description])
    }

    private static func arbeitetHier(_ wer: User.ID, in session: MandantSession) throws -> Bool {
        try session.scalar("SELECT platform.arbeitet_hier(\(wer), \(session.heute))")
    }

    static func benennen(
        _ wer: User.ID, fuer sperren: [Auskunftssperre.ID], in session: MandantSession
    ) throws {
        try session.execute("""
            INSERT INTO auskunftssperre_einsicht (sperre_id, benutzer_id)
            SELECT s.id, \(wer)::uuid FROM auskunftssperre s WHERE s.id = ANY (\(sperren))
             ORDER BY s.id
            ON CONFLICT DO NOTHING
            """)
    }
}

extension Auskunftssperre {
    /// Geltende Sperren, für die außer denen, die gehen, niemand benannt ist, der hier arbeitet;
    /// je Person, die geht.
    static func verwaiste(
        durch gehende: [User.ID], in session: MandantSession
    ) throws -> [User.ID: [ID]] {
        let paare = try session.all("""
            SELECT e.benutzer_id, s.id
              FROM auskunftssperre s JOIN auskunftssperre_einsicht e ON e.sperre_id = s.id
             WHERE e.benutzer_id = ANY (\(gehende)) AND s.aufgehoben_am IS NULL
               AND s.gueltig_bis >= \(session.heute)
               AND NOT EXISTS (SELECT FROM auskunftssperre_einsicht a
                                WHERE a.sperre_id = s.id AND a.benutzer_id <> ALL (\(gehende))
                                  AND platform.arbeitet_hier(a.benutzer_id))
             ORDER BY e.benutzer_id, s.id
            """) {
            (try $0.decode("benutzer_id", as: User.ID.self), try $0.decode("id", as: ID.self))
        }
        return Dictionary(grouping: paare, by: \.0).mapValues { $0.map(\.1) }
    }
}
