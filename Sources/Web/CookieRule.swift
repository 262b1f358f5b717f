import HTTPTypes
import Hummingbird

/// The one way in which this server sets a cookie.
///
/// Each belongs to this host and all its pages, is hidden from scripts and does not come along with
/// another site's forms. Over TLS it travels nowhere else, and its name begins with `__Host-`, so
/// that browsers take it from no other host and no plain connection (RFC 6265bis, 4.1.3.2).
package struct CookieRule: Sendable {
    let isSecure: Bool

    /// `isSecure` when the users come over TLS, here or at a proxy.
    package init(isSecure: Bool) { self.isSecure = isSecure }

    /// The name under which the browser keeps `plain`.
    package func name(_ plain: String) -> String { isSecure ? "__Host-\(plain)" : plain }

    /// What the browser sends back under this name.
    func value(_ plain: String, in request: Request) -> String? {
        request.cookies[name(plain)]?.value
    }

    /// Ends with the browser, or after `seconds`. `value` must consist of cookie signs alone.
    func setting(_ plain: String, _ value: String, seconds: Int? = nil) -> HTTPField {
        field("\(name(plain))=\(value)", seconds)
    }

    /// Takes it back.
    func clearing(_ plain: String) -> HTTPField { field("\(name(plain))=", 0) }

    private func field(_ pair: String, _ seconds: Int?) -> HTTPField {
        let age = seconds.map { "; Max-Age=\($0)" } ?? ""
        return HTTPField(
            name: .setCookie,
            value: "\(pair); Path=/\(age); HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : ""))
    }
}
