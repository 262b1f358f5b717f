import Grundwerte
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Platform

/// Turns every error into a German page with reason, remedy and request id; for the JSON interface
/// into a problem document that says the same.
///
/// Errors the program does not know become 500; their text goes nowhere, since a message may carry
/// personal data. The log learns the cause as far as it names nobody, and of a refusal who it was.
package struct ErrorPages<Context: WebContext>: RouterMiddleware {
    /// Maps errors of other modules (database away, permission missing); nil means "not mine".
    package typealias Mapping = @Sendable (any Error) -> Fehlerbild?
    /// The frame around the error, for example with the navigation of the signed-in user.
    package typealias Frame = @Sendable (String, Context) -> Page
    /// Whom a refused request came from; asked only then.
    package typealias Who = @Sendable (Request) async -> User.ID?

    private let pages: Pages
    private let methods: MethodTable
    private let mapping: Mapping
    private let frame: Frame
    private let who: Who

    package init(
        pages: Pages, methods: MethodTable, mapping: @escaping Mapping, frame: @escaping Frame,
        who: @escaping Who
    ) {
        self.pages = pages
        self.methods = methods
        self.mapping = mapping
        self.frame = frame
        self.who = who
    }

    package func handle(
        _ request: Request, context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do { return try await next(request, context) } catch {
            let bild = picture(of: error, request: request)
            await note(bild, of: error, request: request, context: context)
            return response(bild, request: request, context: context)
        }
    }

    /// A line for whatever somebody should look into. Of a refusal that has no name of its own the
    /// right was missing.
    private func note(
        _ bild: Fehlerbild, of error: any Error, request: Request, context: Context
    ) async {
        if bild.status.kind == .serverError {
            let cause = (error as? TemplateError)?.description ?? Fehlerursache.text(error)
            let what: Logger.Message = bild.status == .serviceUnavailable
                ? "unavailable" : "unexpected error"
            context.logger.error(what, metadata: [
                "error": "\(cause)", "route": "\(context.endpointPath ?? "-")",
            ])
        }
        let isRefusal = bild.status == .forbidden || bild.status == .unauthorized
        guard let event = bild.ereignis ?? (isRefusal ? .recht : nil) else { return }
        context.vermerke(event, von: await who(request), bild.status)
    }

    private func picture(of error: any Error, request: Request) -> Fehlerbild {
        if let bild = error as? Fehlerbild { return bild }
        if let bild = mapping(error) { return bild }
        if error is NIOTooManyBytesError { return .zuGross() }
        guard let error = error as? any HTTPResponseError else { return .intern() }
        if error.status == .notFound, let allowed = methods.allowed(at: request.uri.path),
           !allowed.contains(request.method) {
            return .methode(erlaubt: allowed)
        }
        return .http((error as? HTTPError) ?? HTTPError(error.status))
    }

    private func response(_ bild: Fehlerbild, request: Request, context: Context) -> Response {
        var response = request.uri.path.hasPrefix(Schnittstellenwache.vorsatz)
            ? Response.problem(bild, vorgang: context.requestID)
            : page(bild, context: context)
        for field in bild.headers { response.headers[field.name] = field.value }
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func page(_ bild: Fehlerbild, context: Context) -> Response {
        let view = FehlerView(
            page: frame(bild.titel, context), status: bild.status.code, grund: bild.grund,
            abhilfe: bild.abhilfe, vorgangsnummer: context.requestID.description)
        guard let html = try? pages.render("fehler", view) else {
            context.logger.error("error page cannot be rendered")
            return .text("\(bild.titel). \(bild.grund) \(bild.abhilfe)", status: bild.status)
        }
        return .html(html, status: bild.status)
    }
}

/// The view of `fehler.mustache`.
struct FehlerView: Sendable {
    let page: Page
    let status: Int
    let grund: String
    let abhilfe: String
    let vorgangsnummer: String
}
