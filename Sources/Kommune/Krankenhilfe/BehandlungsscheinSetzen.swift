import Foundation
import Grundwerte
import Platform

/// Setzt einen Schein und legt ihn in die Akte, auch wenn niemand sein PDF gleich öffnet.
package struct BehandlungsscheinSetzen: Job {
    package static let kind = "behandlungsschein.setzen"
    package let schein: Behandlungsschein.ID

    package init(schein: Behandlungsschein.ID) { self.schein = schein }

    package func run(_ run: JobRun) async throws {
        let id = schein
        let gefunden = try await run.read { session in
            (try Behandlungsschein.laden(id, in: session),
             try Behandlungsschein.inhalte([id], in: session))
        }
        guard let schein = gefunden.0 else { throw Hindernis.nichtGefunden }
        guard !schein.istGesetzt else { return try await run.finish { _ in nil } }
        let pdf = try await Scheininhalt.Druck(gefunden.1)
            .setzen(am: schein.ausgestelltAm, mit: try run.schriftsatz())
        try await run.finish { session in
            try Schriftstueck.ablegen(pdf, zu: schein, in: session)
            return nil
        }
    }
}

extension Scheininhalt.Druck {
    /// Der Zeitpunkt ist der Tag der Ausgabe: Jedes Setzen ergibt dieselben Bytes.
    package func setzen(am tag: Kalendertag, mit schriftsatz: Schriftsatz) async throws -> [UInt8] {
        try await schriftsatz.setzen(vorlage: Scheininhalt.vorlage, daten: try vordruckJSON(),
                                     zeitpunkt: Uhr.fest(am: tag).jetzt)
    }
}

extension Schriftstueck {
    /// Legt das PDF eines Scheins ab; liegt es schon da, bleibt das erste.
    package static func ablegen(_ inhalt: [UInt8], zu schein: Behandlungsschein,
                                in session: MandantSession) throws {
        try ablegen(inhalt, zu: .behandlungsschein(schein.id), im: schein.fall,
                    als: "Behandlungsschein \(schein.nummer)", in: session)
    }
}
