import Foundation
import Grundwerte
import HTTPTypes
import Hummingbird
import Platform

/// Die Seite `anmeldung.mustache`.
struct AnmeldungView: Sendable {
    let page: Page
    /// Fehlt nach dem Kennwort, wenn die Person nur Passkeys hat.
    let formular: Formular?
    let ziel: String
    /// Anmelden mit dem Konto, das die Person bei ihrer Kommune hat.
    var fremdanmeldung: Fremdanmeldung?
    let hilfe: String
    var passkey: PasskeyFormular?
    /// Warum ein Passkey nicht angenommen ist.
    var abgewiesen: String?
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
        router.get("anmeldung/code", use: fragen)
        router.post("anmeldung/code", use: abschliessen)
        router.post("abmeldung", use: abmelden)
        addPasskey(to: router)
        addKennwort(to: router)
        addAnbieter(to: router)
    }

    func start(_ request: Request, context: BackofficeContext) async throws -> Response {
        guard let login = try await login(request) else { return .weiter(nach: "/anmeldung") }
        return .weiter(nach: try await heimat(login))
    }

    func zeigen(_ request: Request, context: BackofficeContext) async throws -> Response {
        // Whoever is signed in goes where he wanted to: a request that was under way while the
        // session got its new token arrives here.
        if let login = try await login(request) {
            let wunsch = request.uri.queryParameters.get("ziel")
            return .weiter(nach: try await ziel(wunsch, login))
        }
        return try await seite(Formular(Self.felder, facts: context.facts), request, context)
    }

    func anmelden(_ request: Request, context: BackofficeContext) async throws -> Response {
        let form = try context.form()
        var eingabe = Eingabe(form, Self.felder, heute: services.heute)
        let name = eingabe.text("anmeldename"), kennwort = eingabe.kennwort("kennwort")
        do {
            guard let name, let kennwort, eingabe.ohneFehler else { throw eingabe.formularfehler }
            let token = try await services.signIn.begin(
                name: name, password: kennwort, address: adresse(context),
                browser: Browsername.lies(request.headers[.userAgent] ?? ""),
                insteadOf: self.token(request))
            if try await services.signIn.waits(token: token) {
                return mit(token, .weiter(nach: "/anmeldung/code\(Self.wunsch(request))"))
            }
            return try await weiter(token, request)
        } catch let fehler as Formularfehler {
            return try await seite(
                Formular(Self.felder, erneut: form, fehler: fehler, facts: context.facts), request,
                context, fehler: fehler)
        } catch SignIn.Failure.wrong {
            let fehler = Formularfehler("kennwort", grund: "Anmeldename oder Kennwort stimmen nicht",
                                        abhilfe: "Prüfen Sie Groß- und Kleinschreibung und versuchen Sie es erneut.")
            return try await seite(
                Formular(Self.felder, erneut: form, fehler: fehler, facts: context.facts), request,
                context, fehler: fehler)
        } catch SignIn.Failure.tooMany {
            throw Fehlerbild.zuOft(sekunden: 900)
        }
    }

    /// Hinein, oder dorthin, was vorher noch fehlt. `schon` sagt, was trotzdem geschehen ist.
    func weiter(_ token: String, _ request: Request, schon: String = "") async throws -> Response {
        try await weiter(
            token, nach: request.uri.queryParameters.get("ziel"), schon: schon)
    }

    func weiter(_ token: String, nach wunsch: String?, schon: String = "") async throws
        -> Response {
        guard let login = try await services.signIn.session(token: token) else {
            guard try await services.signIn.owesPassword(token: token) != nil else {
                throw Fehlerbild.intern()
            }
            return mit(token, .weiter(nach: "/anmeldung/kennwort\(Self.wunsch(wunsch))"))
        }
        if login.rollen.isEmpty,
           try await services.signIn.wartetAufBestaetigung(login.user.id) {
            try await services.signIn.end(login.id)
            let kreis = login.user.mandant == nil
            throw Fehlerbild.verboten(
                grund: schon + "Ihr Zugang ist eingerichtet, aber "
                    + (kreis ? "die Leitung des Kreises" : "Ihre Kommune")
                    + " hat ihn noch nicht bestätigt. Bis dahin gilt keine Ihrer Rollen.",
                abhilfe: "Bitten Sie Ihre Leitung, ihn unter "
                    + (kreis ? "„Neue Zugänge“" : "„Zugänge“")
                    + " zu bestätigen, und melden Sie sich danach an.")
        }
        let antwort = Response.weiter(nach: try await ziel(wunsch, login))
        let meldung = try await services.signIn.rueckblick(login).meldung
        return mit(token, meldung.map { antwort.mit($0) } ?? antwort)
    }

    func mit(_ token: String, _ antwort: Response) -> Response {
        services.angemeldet(token, antwort)
    }

    func adresse(_ context: BackofficeContext) -> String { context.facts.stelle }

    static func wunsch(_ request: Request) -> String {
        wunsch(request.uri.queryParameters.get("ziel"))
    }

    static func wunsch(_ ziel: String?) -> String {
        ziel.map { "?ziel=" + $0.alsAbfragewert } ?? ""
    }

    // MARK: Zweiter Faktor

    private static let codefelder = [
        Feld("code", "Code aus der App", hinweis: "Sechs Ziffern, oder ein Wiederherstellungscode",
             maximal: 40, autocomplete: "one-time-code", breite: .mittel, fokus: true),
    ]

    func fragen(_ request: Request, context: BackofficeContext) async throws -> Response {
        guard let wahl = try await services.signIn.choice(token: token(request)) else {
            return .weiter(nach: "/anmeldung\(Self.wunsch(request))")
        }
        return try codeseite(request, context, wahl, fehler: nil)
    }

    func abschliessen(_ request: Request, context: BackofficeContext) async throws -> Response {
        let token = token(request)
        guard let wahl = try await services.signIn.choice(token: token) else {
            return .weiter(nach: "/anmeldung\(Self.wunsch(request))")
        }
        do {
            return try await weiter(try await services.signIn.complete(
                token: token, code: try context.form()["code"] ?? "", address: adresse(context)),
                request)
        } catch SignIn.Failure.wrong {
            return try codeseite(request, context, wahl, fehler: Formularfehler(
                "code", grund: "Der Code stimmt nicht oder ist schon benutzt",
                abhilfe: "Warten Sie auf den nächsten Code der App und geben Sie ihn ein."))
        } catch SignIn.Failure.tooMany {
            throw Fehlerbild.zuOft(sekunden: 900)
        }
    }

    func codeseite(_ request: Request, _ context: BackofficeContext, _ wahl: SignIn.Choice,
                   fehler: Formularfehler?, abgewiesen: String? = nil) throws -> Response {
        let rahmen = Rahmen(.portal, ort: services.kreis, start: "/", heute: services.heute,
                            statics: services.pages.statics, schulung: services.schulung)
        let formular = if let fehler {
            Formular(Self.codefelder, erneut: try context.form(), fehler: fehler,
                     facts: context.facts)
        } else {
            Formular(Self.codefelder, facts: context.facts)
        }
        let view = AnmeldungView(
            page: Page("Zweiter Faktor", in: rahmen, facts: context.facts, fehler: fehler),
            formular: wahl.code ? formular : nil,
            ziel: "/anmeldung/code\(Self.wunsch(request))",
            hilfe: "Telefon, Codes oder Passkey verloren? Die Fachadministration des Kreises hilft.",
            passkey: wahl.passkey
                ? PasskeyFormular("/anmeldung/code/passkey", "Mit Passkey bestätigen",
                                  wunsch: Self.wunsch(request), services, context.facts) : nil,
            abgewiesen: abgewiesen)
        return .html(try services.pages.render("anmeldung", view),
                     status: fehler == nil && abgewiesen == nil ? .ok : .unprocessableContent)
    }

    func abmelden(_ request: Request, context: BackofficeContext) async throws -> Response {
        if let login = try await login(request) { try await services.signIn.end(login.id) }
        var response = Response.weiter(nach: "/anmeldung").mit(.erfolg("Sie sind abgemeldet."))
        response.headers.append(services.cookies.clearing(WebServices.sitzung))
        response.headers.append(services.cookies.clearing(WebServices.vorher))
        response.headers.append(services.cookies.clearing(Listenherkunft.cookie))
        // What the browser itself has put by. The cookies of the person are taken back one by one:
        // whether letters act as keys belongs to the browser and outlives the session.
        response.headers[.clearSiteData] = "\"cache\", \"storage\""
        return response
    }

    func login(_ request: Request) async throws -> LoginSession? {
        guard let token = request.cookies[services.sessionCookie]?.value else { return nil }
        return try await services.signIn.session(token: token)
    }

    /// Only into the person's own area: a link prepared by somebody else leads nowhere foreign.
    func ziel(_ wunsch: String?, _ login: LoginSession) async throws -> String {
        let heimat = try await heimat(login)
        guard let wunsch, wunsch == heimat || wunsch.hasPrefix(heimat + "/") else { return heimat }
        return wunsch
    }

    func heimat(_ login: LoginSession) async throws -> String {
        guard let id = login.user.mandant else { return "/kreis" }
        guard let mandant = try await services.registry.mandant(id), mandant.istAktiv(am: services.heute) else {
            throw Fehlerbild.verboten(grund: "Ihre Kommune arbeitet noch nicht oder nicht mehr mit diesem Programm.",
                                      abhilfe: "Fragen Sie die Fachadministration des Kreises.")
        }
        return "/m/\(mandant.kuerzel)"
    }

    func seite(_ formular: Formular, _ request: Request, _ context: BackofficeContext,
               fehler: Formularfehler? = nil, abgewiesen: String? = nil)
        async throws -> Response {
        let rahmen = Rahmen(.portal, ort: services.kreis, start: "/", heute: services.heute,
                            statics: services.pages.statics, schulung: services.schulung)
        let view = AnmeldungView(
            page: Page("Anmelden", in: rahmen, facts: context.facts, fehler: fehler), formular: formular,
            ziel: "/anmeldung\(Self.wunsch(request))",
            fremdanmeldung: try await fremdanmeldung(request),
            hilfe: "Noch kein Kennwort? Geben Sie den Einmalcode ein. Vergessen? Die "
                + "Fachadministration des Kreises gibt Ihnen einen neuen Einmalcode.",
            passkey: PasskeyFormular("/anmeldung/passkey", "Mit Passkey anmelden",
                                     wunsch: Self.wunsch(request), services, context.facts),
            abgewiesen: abgewiesen)
        return .html(try services.pages.render("anmeldung", view),
                     status: fehler == nil && abgewiesen == nil ? .ok : .unprocessableContent)
    }
}

extension Rahmen {
    init(_ bereich: Bereich, ort: String, start: String, heute: Kalendertag, statics: StaticFiles, schulung: Bool) {
        self.init(bereich, ort: ort, start: start, heute: heute, statics: statics)
        self.schulung = schulung
    }
}

/// What to call a browser so that its owner recognises it: `Firefox auf Windows`.
enum Browsername {
    static func lies(_ kennung: String) -> String {
        let browser = [("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"),
                       ("Safari/", "Safari")].first { kennung.contains($0.0) }?.1
        let system = [("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"),
                      ("iPad", "iPad"), ("Mac OS", "macOS"), ("Linux", "Linux")]
            .first { kennung.contains($0.0) }?.1
        return [browser, system].compactMap { $0 }.joined(separator: " auf ")
    }
}
