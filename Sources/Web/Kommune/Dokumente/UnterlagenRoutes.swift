import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Die Schritte zu fehlenden Unterlagen: verlangen, Eingang, Verzicht, Aufforderung mit Frist.
struct UnterlagenRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.schritt("faelle/{id}/unterlagen/{schritt}", pages: pages, schritt)
    }

    private func schritt(
        _ request: Request, _ context: MandantContext
    ) async throws -> Verfahrensschritt {
        let id = try Fallanfrage.id(context), heute = context.heute
        let (akte, offene) = try await context.read(.fallAendern) { session in
            (try Fallanfrage(id, stand: Stand(am: heute), heute: heute).akte(in: session),
             try Unterlage.offene(zu: id, in: session))
        }
        let seite = Unterlagenschritt(akte: akte, offene: offene, heute: heute,
                                      ort: context.pfad("faelle/\(id)"))
        return switch context.parameters.get("schritt") {
        case "neu": seite.verlangen
        case "eingang": seite.eingang
        case "verzicht": seite.verzicht
        case "aufforderung": seite.aufforderung(context.unterzeichner)
        default: throw Fehlerbild.nichtGefunden()
        }
    }
}
