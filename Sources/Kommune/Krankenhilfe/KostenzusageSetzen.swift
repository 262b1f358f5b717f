import Foundation
import Grundwerte
import Platform
import Postgres

/// Setzt den Brief an die Stelle und legt ihn in die Akte.
package struct KostenzusageSetzen: Job {
    package static let kind = "kostenzusage.setzen"
    package let leistung: Einzelleistung.ID

    package init(leistung: Einzelleistung.ID) { self.leistung = leistung }

    package func run(_ run: JobRun) async throws {
        let id = leistung
        let gefunden = try await run.read { session in
            (try Einzelleistung.laden(id, in: session), try Kostenzusage.laden(id, in: session),
             try Schriftstueck.pdf(.kostenzusage(id), in: session) != nil)
        }
        guard let leistung = gefunden.0, let am = leistung.entscheidung?.am,
              let zusage = gefunden.1 else { throw Hindernis.nichtGefunden }
        guard !gefunden.2 else { return try await run.finish { _ in nil } }
        let pdf = try await zusage.setzen(am: am, mit: try run.schriftsatz())
        try await run.finish { session in
            try Schriftstueck.ablegen(pdf, zu: leistung, in: session)
            return nil
        }
    }
}

extension Kostenzusage {
    /// Der Brief, wie er mit der Entscheidung festgehalten ist; nil, wenn keiner hinausging.
    package static func laden(_ id: Einzelleistung.ID,
                              in session: MandantSession) throws -> Kostenzusage? {
        try session.first("""
            SELECT zusage FROM einzelentscheidung
             WHERE einzelleistung_id = \(id) AND zusage IS NOT NULL
            """) { try $0.decode("zusage", as: JSON<Kostenzusage>.self).value }
    }
}

extension Schriftstueck {
    /// Legt das PDF einer Kostenzusage ab; liegt es schon da, bleibt das erste.
    package static func ablegen(_ inhalt: [UInt8], zu leistung: Einzelleistung,
                                in session: MandantSession) throws {
        try ablegen(inhalt, zu: .kostenzusage(leistung.id), im: leistung.fall,
                    als: "Kostenzusage \(leistung.entscheidung?.nummer ?? "")", in: session)
    }
}
