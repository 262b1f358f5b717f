import HTTPTypes
import Hummingbird

/// Tells browsers to run nothing but our own files and to show our pages nowhere else.
package struct SecurityHeaders<Context: RequestContext>: RouterMiddleware {
    private let isSecure: Bool

    /// `isSecure` when the users come over TLS, here or at a proxy.
    package init(isSecure: Bool) { self.isSecure = isSecure }

    package func handle(
        _ request: Request, context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        for (name, value) in WebHeader.always where response.headers[name] == nil {
            response.headers[name] = value
        }
        if isSecure {
            response.headers[.strictTransportSecurity] = "max-age=63072000; includeSubDomains"
        }
        return response
    }
}

private enum WebHeader {
    static let always: [(HTTPField.Name, String)] = [
        (.contentSecurityPolicy, """
            default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
            font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
            frame-ancestors 'none'
            """),
        (.xContentTypeOptions, "nosniff"),
        (.referrerPolicy, "same-origin"),
        (.openerPolicy, "same-origin"),
        (.resourcePolicy, "same-origin"),
        (.frameOptions, "DENY"),
        (.permissionsPolicy,
         "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"),
        // Only files that are no secret say otherwise.
        (.cacheControl, "no-store"),
    ]
}
