import Grundwerte
import Platform
import Postgres

/// Setzt ein Schreiben und legt es in die Akte.
package struct SchreibenSetzen: Job {
    package static let kind = "schreiben.setzen"
    package let schreiben: Schreiben.ID

    package init(schreiben: Schreiben.ID) { self.schreiben = schreiben }

    package func run(_ run: JobRun) async throws {
        let id = schreiben
        let gefunden = try await run.read { session in
            (try Schreiben.laden(id, in: session), try Schreiben.inhalt(id, in: session))
        }
        guard let brief = gefunden.0, let inhalt = gefunden.1 else { throw Hindernis.nichtGefunden }
        guard !brief.istGesetzt else { return try await run.finish { _ in nil } }
        let pdf = try await brief.setzen(inhalt, mit: try run.schriftsatz())
        try await run.finish { session in
            try brief.ablegen(pdf, in: session)
            return nil
        }
    }
}

extension Schreiben {
    /// Setzt den Brief. Der Zeitpunkt ist sein Tag, damit er bei jedem Setzen gleich aussieht.
    package func setzen(_ inhalt: Schreibeninhalt, mit schriftsatz: Schriftsatz) async
        throws -> [UInt8] {
        try await schriftsatz.setzen(
            vorlage: "Sources/Kommune/Vordrucke/\(Schreibeninhalt.vordruck).typ",
            daten: try inhalt.vordruckJSON(),
            zeitpunkt: Uhr.fest(am: datum).jetzt)
    }

    /// Legt das PDF in die Akte; liegt es schon da, bleibt das erste.
    package func ablegen(_ pdf: [UInt8], in session: MandantSession) throws {
        try Schriftstueck.ablegen(pdf, zu: .schreiben(id), im: fall,
                                  als: "\(bezeichnung) \(nummer)",
                                  in: session)
    }
}
