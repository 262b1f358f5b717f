import HTTPTypes
import Hummingbird
import Platform

/// Die Seite `konto/erstkennwort.mustache`.
struct ErstkennwortView: Sendable {
    let page: Page
    let formular: Formular
    let ziel: String
}

/// Wer mit einem Einmalcode gekommen ist, wählt sein Kennwort; sonst öffnet sich nichts.
extension AnmeldungRoutes {
    func addKennwort(to router: Router<BackofficeContext>) {
        router.get("anmeldung/kennwort", use: waehlen)
        router.post("anmeldung/kennwort", use: gewaehlt)
    }

    private func waehlen(_ request: Request, context: BackofficeContext) async throws -> Response {
        guard try await services.signIn.owesPassword(token: token(request)) != nil else {
            return .weiter(nach: "/anmeldung\(Self.wunsch(request))")
        }
        return try kennwortseite(request, context, fehler: nil)
    }

    private func gewaehlt(_ request: Request, context: BackofficeContext) async throws -> Response {
        let token = token(request)
        guard let name = try await services.signIn.owesPassword(token: token) else {
            return .weiter(nach: "/anmeldung\(Self.wunsch(request))")
        }
        var eingabe = Eingabe(try context.form(), [Kennwortform.feld], heute: services.heute)
        guard let kennwort = Kennwortform.lies(&eingabe, name: name), eingabe.ohneFehler else {
            return try kennwortseite(request, context, fehler: eingabe.formularfehler)
        }
        let hash = try await services.kennwoerter.hash(kennwort)
        do {
            let neu = try await services.signIn.choosePassword(token: token, hash)
            return try await weiter(neu, request, schon: "Ihr Kennwort ist gesetzt. ")
        } catch SignIn.Failure.wrong {
            return .weiter(nach: "/anmeldung\(Self.wunsch(request))")
        }
    }

    private func kennwortseite(
        _ request: Request, _ context: BackofficeContext, fehler: Formularfehler?
    ) throws -> Response {
        let rahmen = Rahmen(.portal, ort: services.kreis, start: "/", heute: services.heute,
                            statics: services.pages.statics, schulung: services.schulung)
        let felder = [Kennwortform.feld]
        let formular = if let fehler {
            Formular(felder, erneut: try context.form(), fehler: fehler, facts: context.facts)
        } else {
            Formular(felder, facts: context.facts)
        }
        let view = ErstkennwortView(
            page: Page("Eigenes Kennwort wählen", in: rahmen, facts: context.facts, fehler: fehler),
            formular: formular, ziel: "/anmeldung/kennwort\(Self.wunsch(request))")
        return .html(try services.pages.render("konto/erstkennwort", view),
                     status: fehler == nil ? .ok : .unprocessableContent)
    }
}
