import Grundwerte
import Hummingbird
import Kommune
import NIOCore
import Platform

/// Ein erlassener Bescheid als PDF, bei jedem Abruf dieselben Bytes.
struct BescheidRoutes: Sendable {
    func add(to group: RouterGroup<MandantContext>) {
        group.get("bescheide/{id}/pdf", use: pdf)
    }

    func pdf(_ request: Request, context: MandantContext) async throws -> Response {
        guard let id = context.parameters.get("id").flatMap(Bescheid.ID.init) else {
            throw Fehlerbild.nichtGefunden()
        }
        let gefunden = try await context.read(.fallLesen) { session in
            (brief: try Bescheid.laden(id, in: session),
             pdf: try Schriftstueck.pdf(.bescheid(id), in: session))
        }
        guard let brief = gefunden.brief else { throw Fehlerbild.nichtGefunden() }
        let pdf = if let pdf = gefunden.pdf { pdf } else { try await setzen(brief, context) }
        return .datei(ByteBuffer(bytes: pdf), name: "Bescheid \(brief.nummer).pdf", typ: .pdf,
                      zeigen: true)
    }

    /// Vor dem Worker gefragt: Der Brief wird jetzt gesetzt und abgelegt. Setzen ihn zwei zugleich,
    /// gilt das erste Ergebnis. Am Fall ändert das nichts, darum genügt das Recht, ihn zu lesen.
    private func setzen(_ brief: Bescheid, _ context: MandantContext) async throws -> [UInt8] {
        let schriftsatz = try context.schriftsatz(), id = brief.id
        let satz = try await context.read(.fallLesen) { try Bescheid.satz(id, in: $0) }
        guard let satz else {
            throw Fehlerbild.nichtGefunden()
        }
        let gesetzt = try await brief.setzen(satz, mit: schriftsatz)
        return try await context.write(.fallLesen) { session in
            try Schriftstueck.ablegen(gesetzt, zu: brief, in: session)
            return try Schriftstueck.pdf(.bescheid(id), in: session) ?? gesetzt
        }
    }
}
