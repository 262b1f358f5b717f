import Grundwerte
import Platform
import Postgres

/// Was der Kreis jeder Kommune sagt, wenn er einen Stand freigibt: welche Größe sich ab welchem Tag
/// ändert.
package enum Anpassungsauftrag {
    /// Unter diesem Namen wartet je Kommune ein Auftrag.
    package static let kind = "anpassung.vorbereiten"

    private struct Angaben: Codable, Sendable {
        let groesse: String
        let gueltigAb: Kalendertag
    }

    /// Reiht den Auftrag für jede tätige Kommune ein, in der Transaktion der Freigabe.
    package static func ankuendigen(
        groesse: String, gueltigAb: Kalendertag, freigabe: UUIDv7, in session: PlatformSession
    ) throws {
        try session.execute("""
            INSERT INTO job (id, mandant_id, kind, unique_key, payload, vt, prio)
            SELECT gen_random_uuid(), m.id, \(kind), \(freigabe.description),
                   \(JSON(Angaben(groesse: groesse, gueltigAb: gueltigAb))), virtuelle_zeit(), 120
              FROM mandant m
             WHERE m.aktiv_ab <= \(session.heute)
               AND (m.aktiv_bis IS NULL OR m.aktiv_bis >= \(session.heute))
            ON CONFLICT DO NOTHING
            """)
    }
}
