import HTTPTypes
import Hummingbird
import Platform

/// Lets a program in by its token alone, into its own area and no other. It needs no cookie, and a
/// cookie opens nothing here.
struct Schnittstellenwache: RouterMiddleware {
    let area: AreaGuard.Area
    let services: WebServices
    /// Nil only in tests, which look at what the use cases refuse by themselves.
    let tuer: Tuer?

    /// Where the interface begins: its requests carry no form and get no pages.
    static let vorsatz = "/api/"

    func handle(
        _ request: Request, context: BackofficeContext,
        next: (Request, BackofficeContext) async throws -> Response
    ) async throws -> Response {
        let token = Self.token(request) ?? ""
        guard let login = try await services.signIn.schnittstelle(token: token) else {
            try await services.signIn.schnittstelleAbgewiesen(token: token)
            throw Fehlerbild(
                .unauthorized, titel: "Kein gültiger Zugang",
                grund: "Der Schlüssel fehlt, gilt noch nicht oder nicht mehr.",
                abhilfe: "Senden Sie ihn als „Authorization: Bearer …“. Zugänge legt die "
                    + "Fachadministration des Kreises an; den Schlüssel einer Kommune bekommt "
                    + "deren Leitung, wenn sie den Zugang bestätigt.",
                headers: [.wwwAuthenticate: "Bearer"]).als(.schluessel)
        }
        try services.begrenze(login, context)
        var context = context
        context.signedIn = SignedIn(login: login, mandant: try await mandant(login, context))
        do {
            try tuer?.oeffne(request, context.endpointPath, fuer: login)
        } catch let bild as Fehlerbild {
            throw bild.als(.umfang)
        }
        return try await next(request, context)
    }

    static func token(_ request: Request) -> String? {
        guard let angabe = request.headers[.authorization] else { return nil }
        let teile = angabe.split(separator: " ", maxSplits: 1)
        guard teile.count == 2, teile[0].lowercased() == "bearer" else { return nil }
        return String(teile[1])
    }

    private func mandant(_ login: LoginSession, _ context: BackofficeContext) async throws
        -> Mandant? {
        guard area == .kommune else {
            guard login.user.mandant == nil else { throw Fehlerbild.fremderBereich() }
            return nil
        }
        guard let kuerzel = context.parameters.get("kuerzel"),
              let mandant = try await services.registry.active(kuerzel: kuerzel),
              login.user.mandant == mandant.id
        else { throw Fehlerbild.fremderBereich() }
        return mandant
    }
}
