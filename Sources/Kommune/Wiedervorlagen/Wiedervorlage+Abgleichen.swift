import Grundwerte
import Platform
import Postgres

extension Wiedervorlage {
    /// Was ein Abgleich getan hat.
    package struct Abgleich: Sendable, Equatable {
        package let gesetzt: Int
        package let zurueckgenommen: Int
    }

    /// Bringt die Wiedervorlagen des Programms auf den Stand der Angaben: Jeder Grund liegt einmal
    /// vor; was keinen Grund mehr hat, wird zurückgenommen. Was jemand erledigt hat, kommt nicht
    /// wieder; was nur zurückgenommen war, schon. `nur` beschränkt auf einen Fall.
    @discardableResult
    package static func abgleichen(
        nur fall: Fall.ID? = nil, in session: MandantSession
    ) throws -> Abgleich {
        let gruende = try Vorlagegrund.alle(nur: fall, in: session)
        return Abgleich(
            gesetzt: try setzen(
                gruende.filter { $0.istVorzulegen(heute: session.heute) }, in: session),
            zurueckgenommen: try zuruecknehmen(ausser: gruende, nur: fall, in: session))
    }

    /// Für die Sachbearbeitung des Falls. Zurück kommt, wie viele neu oder wieder offen sind.
    @discardableResult
    static func setzen(_ gruende: [Vorlagegrund], in session: MandantSession) throws -> Int {
        guard !gruende.isEmpty else { return 0 }
        return try session.execute("""
            INSERT INTO wiedervorlage (id, fall_id, faellig, text, warum, schluessel, fuer, quelle)
            SELECT n.id, n.fall_id, n.faellig, n.text, n.warum, n.schluessel, f.sachbearbeitung,
                   \(Quelle.automatisch)
              FROM unnest(\(gruende.map { _ in UUIDv7() })::uuid[],
                          \(gruende.map(\.fall.uuid))::uuid[],
                          \(gruende.map { $0.faellig(heute: session.heute) })::date[],
                          \(gruende.map(\.text))::text[], \(gruende.map(\.warum))::text[],
                          \(gruende.map(\.schluessel))::text[])
                   AS n (id, fall_id, faellig, text, warum, schluessel)
              JOIN fall f ON f.id = n.fall_id
            ON CONFLICT (fall_id, schluessel) DO UPDATE
               SET erledigt_am = NULL, faellig = excluded.faellig, text = excluded.text,
                   warum = excluded.warum, fuer = excluded.fuer,
                   fassung = wiedervorlage.fassung + 1
             WHERE wiedervorlage.erledigt_am IS NOT NULL AND wiedervorlage.erledigt_von IS NULL
            """)
    }

    private static func zuruecknehmen(
        ausser gruende: [Vorlagegrund], nur fall: Fall.ID?, in session: MandantSession
    ) throws -> Int {
        let geltend = Set(gruende.map { "\($0.fall) \($0.schluessel)" })
        let nurDieser: SQL = fall.map { "AND fall_id = \($0)" } ?? ""
        let offen = try session.all("""
            SELECT id, fall_id, schluessel FROM wiedervorlage
             WHERE schluessel IS NOT NULL AND erledigt_am IS NULL \(nurDieser)
            """) { row in
            (id: try row.decode("id", as: ID.self),
             grund: "\(try row.decode("fall_id", as: Fall.ID.self)) "
                 + "\(try row.decode("schluessel", as: String.self))")
        }
        let erledigt = offen.filter { !geltend.contains($0.grund) }.map(\.id.uuid)
        guard !erledigt.isEmpty else { return 0 }
        return try session.execute("""
            UPDATE wiedervorlage SET erledigt_am = now()
             WHERE id = ANY(\(erledigt)) AND erledigt_am IS NULL
            """)
    }
}

/// Legt einer Kommune vor, was aus ihren Angaben folgt: jeden Tag, für alle laufenden Fälle.
package struct WiedervorlagenAbgleichen: Job {
    package static let kind = "wiedervorlage.abgleichen"

    package init() {}

    package func run(_ run: JobRun) async throws {
        try await run.finish { session in
            try Wiedervorlage.abgleichen(in: session)
            return "abgeglichen"
        }
    }
}
