import Grundwerte
import Platform
import Postgres

/// Bringt gespeicherte Suchnamen auf die Regeln dieses Programms, wenn sie nach älteren gefaltet
/// sind.
///
/// Bis dahin findet die Suche diese Personen nach ihren alten Suchnamen.
package struct NamenNeuFalten: Job {
    package static let kind = "namen.neu_falten"
    static let jeSchritt = 2_000

    package init() {}

    package func run(_ run: JobRun) async throws {
        while try await run.write({ try NamenNeuFalten.schritt(in: $0) }) > 0 {
            try await run.progress("Die Namen werden neu gefaltet.")
        }
        try await run.finish { _ in "Alle Namen sind auf dem Stand." }
    }

    /// Faltet die nächsten; null, wenn keine mehr übrig sind.
    package static func schritt(hoechstens: Int = jeSchritt, in session: MandantSession) throws
        -> Int {
        let angaben = try session.all("""
            SELECT id, familienname, vorname, weitere_namen, geburtsdatum, geschlecht,
                   staatsangehoerigkeit, azr_nummer, familienstand
              FROM person_angabe WHERE ersetzt_am IS NULL AND faltung < \(Suchname.version)
             ORDER BY id LIMIT \(hoechstens) FOR UPDATE SKIP LOCKED
            """) { (id: try $0.decode("id", as: UUIDv7.self), angabe: try Person.Angabe(row: $0)) }
        try session.executeAll(angaben.map { id, angabe in
            """
            UPDATE person_angabe
               SET suchname = \(angabe.suchname), klang = \(angabe.klang),
                   faltung = \(Suchname.version)
             WHERE id = \(id)
            """
        })
        return angaben.count
    }
}
