import Hummingbird
import Kommune
import NIOCore
import Platform

/// Ein Schreiben als PDF, bei jedem Abruf dieselben Bytes.
struct SchreibenRoutes: Sendable {
    func add(to group: RouterGroup<MandantContext>) {
        group.get("schreiben/{id}/pdf", use: pdf)
    }

    func pdf(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try kennung(context, als: Schreiben.ID.self)
        let gefunden = try await context.read(.fallLesen) { session in
            (brief: try Schreiben.laden(id, in: session),
             pdf: try Schriftstueck.pdf(.schreiben(id), in: session))
        }
        guard let brief = gefunden.brief else { throw Fehlerbild.nichtGefunden() }
        let pdf = if let pdf = gefunden.pdf { pdf } else { try await setzen(brief, context) }
        return .datei(ByteBuffer(bytes: pdf), name: "\(brief.bezeichnung) \(brief.nummer).pdf",
                      typ: .pdf,
                      zeigen: true)
    }

    /// Vor dem Worker gefragt: Der Brief wird jetzt gesetzt und abgelegt; das erste Ergebnis gilt.
    private func setzen(_ brief: Schreiben, _ context: MandantContext) async throws -> [UInt8] {
        let schriftsatz = try context.schriftsatz(), id = brief.id
        guard let inhalt = try await context.read(.fallLesen, { try Schreiben.inhalt(id, in: $0) })
            else {
            throw Fehlerbild.nichtGefunden()
        }
        let gesetzt = try await brief.setzen(inhalt, mit: schriftsatz)
        return try await context.write(.fallLesen) { session in
            try brief.ablegen(gesetzt, in: session)
            return try Schriftstueck.pdf(.schreiben(id), in: session) ?? gesetzt
        }
    }
}
