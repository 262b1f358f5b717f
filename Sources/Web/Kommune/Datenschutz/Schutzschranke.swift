import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Steht vor allen Routen einer Kommune: Was die Rechte einer Person verbieten, vergisst keine
/// Seite.
///
/// Ein Fall, dessen Verarbeitung eingeschränkt ist, nimmt nur mit genanntem Zweck eine Änderung
/// (Art. 18 DSGVO), und ein Dokument mit gesperrter Anschrift öffnen nur die dafür Benannten (§ 51
/// BMG).
struct Schutzschranke: RouterMiddleware {
    typealias Context = MandantContext

    /// Was vorn in einer Adresse steht, deren `{id}` zu einem Dokument führt oder zu vielen in
    /// einer Datei.
    private static let dokumente: Set<Substring> = [
        "bescheide", "schreiben", "behandlungsscheine", "einzelleistungen", "druck",
    ]

    /// Was in der Lesespur nicht steht und trotzdem zu einem Fall gehört.
    private static let weitere: Set<Substring> = ["verzichte", "wiedervorlagen"]
    static let bereiche = Lesespur.bereiche.union(dokumente).union(weitere)

    /// Was ein eingeschränkter Fall ohne Weiteres nimmt: Bewilligtes wird weiter gezahlt, und der
    /// Grund für alles Weitere steht auf seiner eigenen Seite.
    private static let frei: Set<String> = ["zahlungen/{id}/feststellung", "faelle/{id}/zweck"]

    /// Wovon die Familie lebt und womit sie sich wehrt: Mit einem Grund nach Art. 18 Abs. 2 DSGVO
    /// tut es, wer es sonst darf. Dazu die Seite, auf der der Schritt beginnt; leer: dieselbe.
    private static let mitGrund: [String: String] = [
        "bankverbindungen/{id}/bestaetigung": "bankverbindungen/{id}",
        "bescheide/{id}/widerspruch": "",
        "einzelleistungen/{id}/entscheidung": "einzelleistungen/{id}",
        "einzelleistungen/{id}/rechnungen": "einzelleistungen/{id}",
        "faelle/{id}/aenderung/bankverbindung": "",
        "faelle/{id}/bankverbindungen/{konto}/bestaetigung": "faelle/{id}",
        "faelle/{id}/behandlungsschein": "",
        "faelle/{id}/bewilligung": "faelle/{id}/bewilligung/neu",
        "faelle/{id}/einzelleistung/{art}": "",
        "faelle/{id}/feststellung": "faelle/{id}/zahlungen",
        "faelle/{id}/sperren/{sperre}": "",
        "schreiben/{id}/widerspruch": "",
        "widersprueche/{id}/entscheidung": "",
        "wiedervorlagen/{id}": "wiedervorlagen/{id}",
        "wiedervorlagen/{id}/erledigung": "wiedervorlagen/{id}",
        "zahlungen/{id}/ersatz": "zahlungen/{id}",
    ]

    /// Formulare solcher Schritte: Nach dem Grund wird gefragt, bevor jemand sie ausfüllt.
    private static let formulare = Set(mitGrund.filter { $0.value.isEmpty }.keys)
        .union(["faelle/{id}/bewilligung/neu"])

    func handle(
        _ request: Request, context: MandantContext,
        next: (Request, MandantContext) async throws -> Response
    ) async throws -> Response {
        try await verlangeFreiesPaar(request, context)
        guard let seite = context.endpointPath.flatMap({ Lesespur.seite($0, in: Self.bereiche) }),
              let ziel = context.parameters.get("id").flatMap(UUIDv7.init),
              let bereich = seite.split(separator: "/").first
        else { return try await next(request, context) }
        let schritt = Self.schritt(seite, context)
        if request.method == .post, let beginn = Self.mitGrund[schritt] {
            let weiter = beginn.isEmpty ? request.uri.path
                : context.pfad(beginn.replacing("{id}", with: ziel.description))
            if let frage = try await frage(ziel, weiter: weiter, context) {
                return frage.mit(.warnung("Noch ist nichts geschehen. Sagen Sie zuerst, weshalb."))
            }
        } else if request.method == .get, Self.formulare.contains(schritt),
                  EinschraenkungszweckRoutes.rechte.contains(where: { context.darf($0) }) {
            let abfrage = request.uri.query.map { "?\($0)" } ?? ""
            let weiter = request.uri.path + abfrage
            if let frage = try await frage(ziel, weiter: weiter, context) { return frage }
        } else if request.method == .post, bereich != "personen", !Self.frei.contains(schritt) {
            try await context.read(.fallLesen) { try Einschraenkung.verlangeFrei(ziel, in: $0) }
        } else if Self.dokumente.contains(bereich),
                  ["pdf", "kostenzusage"].contains(seite.split(separator: "/").last),
                  try await context.read(.fallLesen, {
                      try Anschriftenschutz.verbirgt(ziel, in: $0)
                  }) {
            throw Self.verborgen
        }
        return try await next(request, context)
    }

    /// Die Entscheidung über eine Doppelerfassung nennt zwei Personen statt eines Falls.
    private func verlangeFreiesPaar(_ request: Request, _ context: MandantContext) async throws {
        guard request.method == .post,
              context.endpointPath?.hasSuffix("/doppelerfassungen/{a}/{b}") == true
        else { return }
        let paar = ["a", "b"].compactMap { context.parameters.get($0).flatMap(UUIDv7.init) }
        try await context.read(.fallLesen) { session in
            for person in paar { try Einschraenkung.verlangeFrei(person, in: session) }
        }
    }

    /// Warum sich ein Dokument mit gesperrter Anschrift nicht öffnet.
    static let verborgen = Hindernis(
        .regel, "Dieses Dokument nennt eine gesperrte Anschrift.",
        abhilfe: "Öffnen kann es, wer für die Sperre benannt ist.")

    /// Der Weg zur Frage nach dem Grund; nil, wenn es keinen braucht oder er genannt ist.
    private func frage(
        _ ziel: UUIDv7, weiter: String, _ context: MandantContext
    ) async throws -> Response? {
        let fall = try await context.read(.fallLesen) {
            try Einschraenkung.zweckFehlt(zu: ziel, in: $0)
        }
        return fall.map {
            .weiter(nach: EinschraenkungszweckRoutes.adresse($0, weiter: weiter, context))
        }
    }

    /// Von den Änderungen steht eine in `mitGrund`: die der Bankverbindung.
    private static func schritt(_ seite: String, _ context: MandantContext) -> String {
        guard seite == "faelle/{id}/aenderung/{art}" else { return seite }
        return seite.replacing("{art}", with: context.parameters.get("art") ?? "")
    }
}
