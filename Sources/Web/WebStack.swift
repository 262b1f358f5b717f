import Crypto
import Foundation
import Hummingbird

/// What surrounds all routes, in order: log, security headers, error pages, forms.
///
/// ```swift
/// let stack = WebStack(pages: pages, settings: settings, secrets: secrets, mapping: …, frame: …)
/// let router = stack.makeRouter()
/// FallRoutes(pages: pages).add(to: router.group("m/{kuerzel}", context: MandantContext.self))
/// let responder = stack.responder(for: router)
/// ```
package struct WebStack<Context: WebContext> {
    package struct Settings: Sendable {
        package var forms: FormGuard<Context>.Settings
        package var trustsProxy: Bool

        package init(forms: FormGuard<Context>.Settings, trustsProxy: Bool = false) {
            self.forms = forms
            self.trustsProxy = trustsProxy
        }
    }

    private let pages: Pages
    private let settings: Settings
    private let methods = MethodTable()
    private let errorPages: ErrorPages<Context>
    private let formGuard: FormGuard<Context>

    /// `secrets` sign tokens and messages and are the same in every process of an installation,
    /// the newest first.
    package init(
        pages: Pages, settings: Settings, secrets: @escaping @Sendable () -> [SymmetricKey],
        mapping: @escaping ErrorPages<Context>.Mapping = { _ in nil },
        frame: @escaping ErrorPages<Context>.Frame,
        who: @escaping ErrorPages<Context>.Who = { _ in nil }
    ) {
        self.pages = pages
        self.settings = settings
        errorPages = ErrorPages(
            pages: pages, methods: methods, mapping: mapping, frame: frame, who: who)
        formGuard = FormGuard(settings: settings.forms, secrets: secrets)
    }

    /// A router with everything but the product's own routes.
    package func makeRouter() -> Router<Context> {
        let router = Router(context: Context.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestLog(trustsProxy: settings.trustsProxy))
        router.add(middleware: SecurityHeaders(isSecure: settings.forms.isSecure))
        router.add(middleware: errorPages)
        pages.statics.add(to: router)
        router.add(middleware: formGuard)
        return router
    }

    /// Call once all routes are added.
    package func responder(for router: Router<Context>) -> RouterResponder<Context> {
        methods.learn(from: router)
        return router.buildResponder()
    }
}
