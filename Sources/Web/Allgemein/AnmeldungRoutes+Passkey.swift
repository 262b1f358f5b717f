import Foundation
import HTTPTypes
import Hummingbird
import Platform

/// Mit einem Passkey statt des Kennworts, und mit einem Passkey nach dem Kennwort.
extension AnmeldungRoutes {
    func addPasskey(to router: Router<BackofficeContext>) {
        router.post("anmeldung/passkey/aufgabe", use: aufgabe)
        router.post("anmeldung/passkey", use: mitPasskey)
        router.post("anmeldung/code/passkey/aufgabe", use: faktoraufgabe)
        router.post("anmeldung/code/passkey", use: faktorMitPasskey)
    }

    private func aufgabe(_ request: Request, context: BackofficeContext) async throws -> Response {
        let stelle = try services.verlangeStelle()
        do {
            let neu = try await services.signIn.challenge(address: adresse(context))
            return try Passkeyaufgabe(neu, bei: stelle).antwort()
        } catch SignIn.Failure.tooMany {
            throw Fehlerbild.zuOft(sekunden: 900)
        }
    }

    private func mitPasskey(_ request: Request, context: BackofficeContext) async throws
        -> Response {
        let stelle = try services.verlangeStelle()
        let antwort = try RelyingParty.Assertion(try context.form())
        do {
            let token = try await services.signIn.begin(
                antwort, at: stelle, address: adresse(context),
                browser: Browsername.lies(request.headers[.userAgent] ?? ""),
                insteadOf: self.token(request))
            return try await weiter(token, request)
        } catch SignIn.Failure.wrong {
            context.vermerke(.passkey, von: nil, .unprocessableContent)
            return try await seite(
                Formular(Self.felder, facts: context.facts), request, context,
                abgewiesen: "Dieser Passkey öffnet hier nichts. Melden Sie sich mit Ihrem Kennwort "
                    + "an oder fragen Sie die Fachadministration des Kreises.")
        } catch SignIn.Failure.tooMany {
            throw Fehlerbild.zuOft(sekunden: 900)
        }
    }

    private func faktoraufgabe(_ request: Request, context: BackofficeContext) async throws
        -> Response {
        let stelle = try services.verlangeStelle()
        do {
            let neu = try await services.signIn.challenge(token: token(request))
            return try Passkeyaufgabe(neu, bei: stelle).antwort()
        } catch SignIn.Failure.wrong {
            return .weiter(nach: "/anmeldung")
        }
    }

    private func faktorMitPasskey(_ request: Request, context: BackofficeContext) async throws
        -> Response {
        let stelle = try services.verlangeStelle(), token = token(request)
        guard let wahl = try await services.signIn.choice(token: token) else {
            return .weiter(nach: "/anmeldung\(Self.wunsch(request))")
        }
        let antwort = try RelyingParty.Assertion(try context.form())
        do {
            let neu = try await services.signIn.complete(
                token: token, antwort, at: stelle, address: adresse(context))
            return try await weiter(neu, request)
        } catch SignIn.Failure.wrong {
            context.vermerke(.passkey, von: await services.wer(request), .unprocessableContent)
            return try codeseite(
                request, context, wahl, fehler: nil,
                abgewiesen: "Dieser Passkey passt nicht zu Ihrem Konto. Nehmen Sie einen, den Sie "
                    + "unter „Mein Konto“ angelegt haben.")
        } catch SignIn.Failure.tooMany {
            throw Fehlerbild.zuOft(sekunden: 900)
        }
    }

    /// Was der Browser als Sitzung vorzeigt, auch wenn sie noch wartet.
    func token(_ request: Request) -> String {
        request.cookies[services.sessionCookie]?.value ?? ""
    }
}
