import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Platform

/// All routes of the product behind one responder, and the server that runs it.
package struct WebServer: Sendable {
    private let services: WebServices
    private let key: MasterKey
    private let trustsProxy: Bool

    package init(services: WebServices, key: MasterKey, trustsProxy: Bool) {
        self.services = services
        self.key = key
        self.trustsProxy = trustsProxy
    }

    package func makeResponder() -> RouterResponder<BackofficeContext> {
        let (stack, router) = assemble()
        return stack.responder(for: router)
    }

    /// Without `mitTuer` only the use cases guard themselves: for the test of that second lock.
    func assemble(
        mitTuer: Bool = true
    ) -> (stack: WebStack<BackofficeContext>, router: Router<BackofficeContext>) {
        let services = services
        var forms = FormGuard<BackofficeContext>.Settings(
            sessionCookie: services.sessionCookie, isSecure: services.isSecure)
        forms.exempt = { $0.uri.path.hasPrefix(Schnittstellenwache.vorsatz) }
        let stack = WebStack<BackofficeContext>(
            pages: services.pages, settings: .init(forms: forms, trustsProxy: trustsProxy),
            secrets: { [key] in key.all("web") },
            mapping: { Fehlerbild.zuordnen($0) },
            frame: { titel, context in
                let rahmen = Rahmen(.portal, ort: services.kreis, start: "/", heute: services.heute,
                                    statics: services.pages.statics, schulung: services.schulung)
                return Page(titel, in: rahmen, facts: context.facts)
            },
            who: { await services.wer($0) })
        let router = stack.makeRouter()
        router.add(middleware: ServicesMiddleware(services: services))
        TextRoutes(services: services).add(to: router)
        AnmeldungRoutes(services: services).add(to: router)
        let kommune = router.group("m/{kuerzel}")
            .add(middleware: AreaGuard(
                area: .kommune, services: services, tuer: mitTuer ? Tuer(.kommune) : nil))
            .group(context: MandantContext.self)
            .add(middleware: Lesespur())
            .add(middleware: Schutzschranke())
        KommuneRoutes(pages: services.pages).add(to: kommune)
        let kreis = router.group("kreis")
            .add(middleware: AreaGuard(
                area: .kreis, services: services, tuer: mitTuer ? Tuer(.kreis) : nil))
            .group(context: KreisContext.self)
        KreisRoutes(pages: services.pages).add(to: kreis)
        SchnittstelleRoutes(services: services, mitTuer: mitTuer).add(to: router)
        return (stack, router)
    }

    /// Nobody holds a connection by sending slowly or nothing, nor fills the memory with headers.
    /// The time is longer than a proxy keeps idle connections, so that it is the one to close them.
    private static let leitung = HTTP1Channel.Configuration(
        idleTimeout: .seconds(75),
        httpDecoderConfiguration: .init(
            maxHeaderFieldSize: 16_384, maxHeaderListSize: 32_768, maxHeaderFieldCount: 100))

    /// The service that listens; stops gracefully within its service group.
    package func makeApplication(
        host: String, port: Int, logger: Logger
    ) -> some ApplicationProtocol {
        Application(
            responder: makeResponder(), server: .http1(configuration: Self.leitung),
            configuration: .init(address: .hostname(host, port: port), serverName: nil),
            logger: logger)
    }
}

/// Hands the services to the contexts of the areas.
private struct ServicesMiddleware: RouterMiddleware {
    let services: WebServices

    func handle(
        _ request: Request, context: BackofficeContext,
        next: (Request, BackofficeContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.services = services
        return try await next(request, context)
    }
}
