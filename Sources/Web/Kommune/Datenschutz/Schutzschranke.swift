import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Stands before all routes of a Kommune: what the rights of a person forbid, no page forgets.
///
/// A case whose processing is restricted takes no change (Art. 18 DSGVO), and a document that
/// carries a locked address is opened by the users named for it alone (§ 51 BMG).
struct Schutzschranke: RouterMiddleware {
    typealias Context = MandantContext

    /// What stands first in an address whose `{id}` leads to a document or to many in one file.
    private static let dokumente: Set<Substring> = [
        "bescheide", "schreiben", "behandlungsscheine", "einzelleistungen", "druck",
    ]

    /// Was ein eingeschränkter Fall trotzdem nimmt: Bewilligtes wird weiter gezahlt.
    private static let frei: Set<String> = ["zahlungen/{id}/feststellung"]

    func handle(
        _ request: Request, context: MandantContext,
        next: (Request, MandantContext) async throws -> Response
    ) async throws -> Response {
        let bereiche = Lesespur.bereiche.union(Self.dokumente)
        guard let seite = context.endpointPath.flatMap({ Lesespur.seite($0, in: bereiche) }),
              let ziel = context.parameters.get("id").flatMap(UUIDv7.init),
              let bereich = seite.split(separator: "/").first
        else { return try await next(request, context) }
        if request.method == .post, bereich != "personen", !Self.frei.contains(seite) {
            try await context.read(.fallLesen) { try Einschraenkung.verlangeFrei(ziel, in: $0) }
        } else if Self.dokumente.contains(bereich),
                  ["pdf", "kostenzusage"].contains(seite.split(separator: "/").last),
                  try await context.read(.fallLesen, {
                      try Anschriftenschutz.verbirgt(ziel, in: $0)
                  }) {
            throw Hindernis(
                .regel, "Dieses Dokument nennt eine gesperrte Anschrift.",
                abhilfe: "Öffnen kann es, wer für die Sperre benannt ist.")
        }
        return try await next(request, context)
    }
}
