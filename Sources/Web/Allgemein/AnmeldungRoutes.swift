import Foundation
import Grundwerte
import HTTPTypes
import Hummingbird
import Platform

/// Die Seite `anmeldung.mustache`.
struct AnmeldungView: Sendable {
    let page: Page
    let formular: Formular
    let ziel: String
    let fremdanmeldung: Verweis?
    let hilfe: String
}

/// Sign-in, sign-out, and where to go from the front door.
struct AnmeldungRoutes: Sendable {
    let services: WebServices

    static let felder = [
        Feld("anmeldename", "Anmeldename", maximal: 80, autocomplete: "username", breite: .mittel),
        Feld("kennwort", "Kennwort", .kennwort, maximal: 200, autocomplete: "current-password"),
    ]

    func add(to router: Router<BackofficeContext>) {
        router.get("/", use: start)
        router.get("anmeldung", use: zeigen)
        router.post("anmeldung", use: anmelden)
        router.post("abmeldung", use: abmelden)
    }

    func start(_ request: Request, context: BackofficeContext) async throws -> Response {
        guard let login = try await login(request) else { return .weiter(nach: "/anmeldung") }
        return .weiter(nach: try await heimat(login))
    }

    func zeigen(_ request: Request, context: BackofficeContext) async throws -> Response {
        if let login = try await login(request) { return .weiter(nach: try await heimat(login)) }
        return try seite(Formular(Self.felder, facts: context.facts), request, context)
    }

    func anmelden(_ request: Request, context: BackofficeContext) async throws -> Response {
        let form = try context.form()
        var eingabe = Eingabe(form, Self.felder, heute: services.heute)
        let name = eingabe.text("anmeldename"), kennwort = eingabe.kennwort("kennwort")
        do {
            guard let name, let kennwort, eingabe.ohneFehler else { throw eingabe.formularfehler }
            let token = try await services.signIn.begin(
                name: name, password: kennwort, address: context.facts.clientAddress ?? "unbekannt")
            guard let login = try await services.signIn.session(token: token) else { throw Fehlerbild.intern() }
            let wunsch = request.uri.queryParameters.get("ziel")
            var response = Response.weiter(nach: try await ziel(wunsch, login))
            response.headers.append(HTTPField(name: .setCookie, value: cookie(token)))
            return response
        } catch let fehler as Formularfehler {
            return try seite(Formular(Self.felder, erneut: form, fehler: fehler, facts: context.facts), request,
                             context, fehler: fehler)
        } catch SignIn.Failure.wrong {
            let fehler = Formularfehler("kennwort", grund: "Anmeldename oder Kennwort stimmen nicht",
                                        abhilfe: "Prüfen Sie Groß- und Kleinschreibung und versuchen Sie es erneut.")
            return try seite(Formular(Self.felder, erneut: form, fehler: fehler, facts: context.facts), request,
                             context, fehler: fehler)
        } catch SignIn.Failure.tooMany {
            throw Fehlerbild.zuOft(sekunden: 900)
        }
    }

    func abmelden(_ request: Request, context: BackofficeContext) async throws -> Response {
        if let login = try await login(request) { try await services.signIn.end(login.id) }
        var response = Response.weiter(nach: "/anmeldung").mit(.erfolg("Sie sind abgemeldet."))
        response.headers.append(HTTPField(name: .setCookie, value: cookie("", seconds: 0)))
        return response
    }

    private func login(_ request: Request) async throws -> LoginSession? {
        guard let token = request.cookies[services.sessionCookie]?.value else { return nil }
        return try await services.signIn.session(token: token)
    }

    /// Only into the person's own area: a link prepared by somebody else leads nowhere foreign.
    private func ziel(_ wunsch: String?, _ login: LoginSession) async throws -> String {
        let heimat = try await heimat(login)
        guard let wunsch = wunsch?.removingPercentEncoding,
              wunsch == heimat || wunsch.hasPrefix(heimat + "/") else { return heimat }
        return wunsch
    }

    private func heimat(_ login: LoginSession) async throws -> String {
        guard let id = login.user.mandant else { return "/kreis" }
        guard let mandant = try await services.registry.mandant(id), mandant.istAktiv(am: services.heute) else {
            throw Fehlerbild.verboten(grund: "Ihre Kommune arbeitet noch nicht oder nicht mehr mit diesem Programm.",
                                      abhilfe: "Fragen Sie die Fachadministration des Kreises.")
        }
        return "/m/\(mandant.kuerzel)"
    }

    private func cookie(_ token: String, seconds: Int? = nil) -> String {
        "\(services.sessionCookie)=\(token); Path=/; HttpOnly; SameSite=Lax"
            + (services.isSecure ? "; Secure" : "") + (seconds.map { "; Max-Age=\($0)" } ?? "")
    }

    private func seite(_ formular: Formular, _ request: Request, _ context: BackofficeContext,
                       fehler: Formularfehler? = nil) throws -> Response {
        let rahmen = Rahmen(.portal, ort: services.kreis, start: "/", heute: services.heute,
                            statics: services.pages.statics, schulung: services.schulung)
        let ziel = request.uri.queryParameters.get("ziel").map { "?ziel=" + $0.alsAbfragewert } ?? ""
        let view = AnmeldungView(
            page: Page("Anmelden", in: rahmen, facts: context.facts, fehler: fehler), formular: formular,
            ziel: "/anmeldung\(ziel)", fremdanmeldung: nil,
            hilfe: "Kennwort vergessen? Die Fachadministration des Kreises setzt es neu.")
        return .html(try services.pages.render("anmeldung", view), status: fehler == nil ? .ok : .unprocessableContent)
    }
}

extension Rahmen {
    init(_ bereich: Bereich, ort: String, start: String, heute: Kalendertag, statics: StaticFiles, schulung: Bool) {
        self.init(bereich, ort: ort, start: start, heute: heute, statics: statics)
        self.schulung = schulung
    }
}
