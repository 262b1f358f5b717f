import HTTPTypes

extension HTTPField.Name {
    static let requestID = known("X-Request-ID")
    static let forwardedFor = known("X-Forwarded-For")
    static let fetchSite = known("Sec-Fetch-Site")
    static let csrfToken = known("X-CSRF-Token")
    static let referrerPolicy = known("Referrer-Policy")
    static let openerPolicy = known("Cross-Origin-Opener-Policy")
    static let resourcePolicy = known("Cross-Origin-Resource-Policy")
    static let frameOptions = known("X-Frame-Options")
    static let permissionsPolicy = known("Permissions-Policy")
    static let clearSiteData = known("Clear-Site-Data")
    static let idempotencyKey = known("Idempotency-Key")
    /// Internal: carries a one-time message to `FormGuard`, which makes a signed cookie of it.
    static let flash = known("X-Mandat-Meldung")

    private static func known(_ name: String) -> HTTPField.Name {
        guard let field = HTTPField.Name(name) else {
            preconditionFailure("\(name) is no header name")
        }
        return field
    }
}
