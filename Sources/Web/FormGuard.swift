import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Reads forms and refuses those that did not come from our own pages.
///
/// Two independent checks on every unsafe method: where the browser says the request comes from,
/// and a token bound to the session, which another site cannot know. A form stays good when the
/// session got a new token since, but not when somebody signed in since. Also carries one-time
/// messages over a redirect.
package struct FormGuard<Context: WebContext>: RouterMiddleware {
    package struct Settings: Sendable {
        /// Over TLS the name should begin with `__Host-`.
        package var sessionCookie: String
        package var isSecure: Bool
        package var limits = FormData.Limits()
        /// Machine interfaces that carry no cookies and prove themselves otherwise.
        package var exempt: @Sendable (Request) -> Bool = { _ in false }

        package init(sessionCookie: String, isSecure: Bool) {
            self.sessionCookie = sessionCookie
            self.isSecure = isSecure
        }
    }

    private let settings: Settings
    private let key: Signature
    private let flash: Flash
    private let rule: CookieRule
    /// Stands in for the session on pages before sign-in.
    private let visitor = "mandat_gast"

    package init(settings: Settings, secrets: @escaping @Sendable () -> [SymmetricKey]) {
        self.settings = settings
        key = Signature(secrets: secrets, purpose: "csrf")
        rule = CookieRule(isSecure: settings.isSecure)
        flash = Flash(key: Signature(secrets: secrets, purpose: "flash"), rule: rule)
    }

    package func handle(
        _ request: Request, context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard !settings.exempt(request) else { return try await next(request, context) }
        var request = request
        var context = context
        let known = request.cookies[settings.sessionCookie]?.value
            ?? rule.value(visitor, in: request)
        let session = known ?? base64URL(randomBytes(18))
        context.facts.tasten = rule.value(TextRoutes.tastencookie, in: request) != "aus"
        context.facts.csrfToken = CSRFToken.make(session: session, key: key)
        if request.method.isUnsafe {
            try refuseForeign(request)
            try await readForm(&request, into: &context)
            let token = request.headers[.csrfToken] ?? context.facts.form?["csrf"] ?? ""
            guard isOurs(token, session, request) else { throw Self.staleForm }
        }
        let carried = rule.value(Flash.cookie, in: request)
        if request.method == .get {
            context.facts.flash = carried.flatMap { flash.meldung(in: $0, now: Date()) }
            if let carried, !carried.isEmpty, !flash.isGenuine(carried) {
                context.vermerke(.meldung, von: nil, .ok)
            }
        }
        var response = try await next(request, context)
        if known == nil { response.headers.append(rule.setting(visitor, session)) }
        // A page that only leads on has shown nothing; the message waits for the next one.
        let isShown = request.method == .get && response.status.kind != .redirection
        deliverFlash(in: &response, clearing: carried != nil && isShown)
        return response
    }

    /// Bound to this session, under the token it has or the one it had before (`Sitzungswechsel`).
    private func isOurs(_ token: String, _ session: String, _ request: Request) -> Bool {
        if CSRFToken.verify(token, session: session, key: key) { return true }
        guard request.cookies[settings.sessionCookie] != nil,
              let former = rule.value(WebServices.vorher, in: request), former.utf8.count == 64
        else { return false }
        return CSRFToken.verify(token, session: former, key: key)
    }

    private func refuseForeign(_ request: Request) throws {
        if let site = request.headers[.fetchSite] {
            guard site == "same-origin" || site == "none" else { throw Self.foreignForm }
        } else if let origin = request.headers[.origin] {
            let host = origin.split(separator: "/").last.map(String.init)
            guard let host, host == request.head.authority else { throw Self.foreignForm }
        }
    }

    private func readForm(_ request: inout Request, into context: inout Context) async throws {
        let type = request.headers[.contentType] ?? ""
        let limit = type.hasPrefix("multipart/")
            ? settings.limits.multipartBytes : settings.limits.urlencodedBytes
        if let length = request.headers[.contentLength].flatMap(Int.init), length > limit {
            throw Fehlerbild.zuGross()
        }
        let body = try await request.ganzerInhalt(bis: limit)
        context.facts.form = try FormData(contentType: type, body: body, limits: settings.limits)
    }

    private func deliverFlash(in response: inout Response, clearing: Bool) {
        if let meldung = response.headers[.flash].flatMap(Meldung.init(header:)) {
            response.headers.append(flash.setting(meldung, now: Date()))
        } else if clearing {
            response.headers.append(flash.clearing)
        }
        response.headers[.flash] = nil
    }

    private static var foreignForm: Fehlerbild {
        Fehlerbild(
            .forbidden, titel: "Diese Anfrage kam von einer fremden Seite",
            grund: "Ihr Browser meldet, dass das Formular nicht von dieser Anwendung stammt. "
                + "Es wurde nichts gespeichert.",
            abhilfe: "Öffnen Sie die Seite hier in der Anwendung und füllen Sie das Formular "
                + "dort aus.").als(.fremdeSeite)
    }

    private static var staleForm: Fehlerbild {
        Fehlerbild(
            .forbidden, titel: "Dieses Formular gilt nicht mehr",
            grund: "Sie haben sich inzwischen neu angemeldet oder das Formular lag zu lange offen. "
                + "Es wurde nichts gespeichert.",
            abhilfe: "Gehen Sie zurück und laden Sie die Seite neu. Ihre Eingaben können Sie "
                + "vorher kopieren.").als(.fremdesFormular)
    }
}

extension HTTPRequest.Method {
    /// Whether requests of this method may change something.
    var isUnsafe: Bool { ![.get, .head, .options, .trace].contains(self) }
}

extension Meldung {
    init?(header: String) {
        let parts = header.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, let art = Art(rawValue: parts[0]),
              let text = bytes(base64URL: parts[1]).flatMap({ String(data: $0, encoding: .utf8) })
        else { return nil }
        self.init(art, text)
    }
}
