import Foundation
import Grundwerte
import HTTPTypes
import Hummingbird
import Platform

/// A signed-in person inside one area, found by `AreaGuard` before any route of the area runs.
package struct SignedIn: Sendable {
    package let login: LoginSession
    /// Nil in the area of the Kreis.
    package let mandant: Mandant?
}

/// Lets into an area only who belongs there: users of a Kommune into their own, Kreis staff into
/// the Kreis's.
///
/// A foreign or unknown Kommune answers 404, so that nobody learns which ones there are. Without a
/// session a GET goes to the sign-in and comes back afterwards.
struct AreaGuard: RouterMiddleware {
    enum Area: Sendable { case kommune, kreis }

    let area: Area
    let services: WebServices
    /// Nil only in tests, which look at what the use cases refuse by themselves.
    let tuer: Tuer?

    func handle(
        _ request: Request, context: BackofficeContext,
        next: (Request, BackofficeContext) async throws -> Response
    ) async throws -> Response {
        let token = request.cookies[services.sessionCookie]?.value
        let login: LoginSession? = if let token {
            try await services.signIn.session(token: token)
        } else {
            nil
        }
        guard let login else {
            guard request.method == .get || request.method == .head else {
                throw Fehlerbild(
                    .forbidden, titel: "Ihre Sitzung ist beendet",
                    grund: "Sie waren länger nicht tätig oder haben sich abgemeldet. "
                        + "Es wurde nichts gespeichert.",
                    abhilfe: "Melden Sie sich in einem zweiten Fenster an, gehen Sie hier zurück "
                        + "und senden Sie das Formular noch einmal.").als(.sitzung)
            }
            return .weiter(nach: "/anmeldung?ziel=\(request.uri.path.alsAbfragewert)")
        }
        try services.begrenze(login, context)
        var context = context
        let mandant = try await mandant(for: login, context: context)
        context.signedIn = SignedIn(login: login, mandant: mandant)
        if login.schuldetFaktor, !istKonto(context.endpointPath) {
            return .weiter(nach: konto(request.uri.path))
        }
        do {
            try tuer?.oeffne(request, context.endpointPath, fuer: login)
            return try await next(request, context)
        } catch let fehlt as Nachweisfehlt {
            return .weiter(nach: fehlt.ziel)
        }
    }

    /// What stands before the addresses of the area: `m/ahaus` or `kreis`.
    private var tiefe: Int { area == .kommune ? 2 : 1 }

    /// The person's own account, the only thing open to whom owes a second factor.
    private func istKonto(_ endpunkt: String?) -> Bool {
        endpunkt?.split(separator: "/").dropFirst(tiefe).first == "konto"
    }

    private func konto(_ ort: String) -> String {
        ort.split(separator: "/").prefix(tiefe).reduce("") { "\($0)/\($1)" } + "/konto"
    }

    private func mandant(
        for login: LoginSession, context: BackofficeContext
    ) async throws -> Mandant? {
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

extension Fehlerbild {
    /// As if there were nothing, so that nobody learns what there is; the log knows better.
    static func fremderBereich() -> Fehlerbild { nichtGefunden().als(.fremderBereich) }
}

extension String {
    /// Percent-encoded for a query value.
    package var alsAbfragewert: String {
        let unveraendert = CharacterSet.alphanumerics.union(.init(charactersIn: "-._~/"))
        return addingPercentEncoding(withAllowedCharacters: unveraendert) ?? ""
    }
}
