import Foundation
import HTTPTypes
import Hummingbird

/// A one-time message that survives the redirect after a POST: a signed cookie that the next page
/// shows and clears. No store is needed; it holds a minute.
package struct Flash: Sendable {
    private static let seconds = 60
    private let key: Signature
    private let isSecure: Bool
    let cookieName: String

    /// `isSecure` when the users come over TLS.
    package init(key: Signature, isSecure: Bool) {
        self.key = key
        self.isSecure = isSecure
        cookieName = isSecure ? "__Host-mandat_meldung" : "mandat_meldung"
    }

    /// The cookie that carries `meldung` to the next page.
    func cookie(_ meldung: Meldung, now: Date) -> String {
        let expiry = Int(now.timeIntervalSince1970) + Flash.seconds
        let content = "\(expiry).\(meldung.art.rawValue).\(base64URL(meldung.text.utf8))"
        let value = "\(content).\(key.sign(content))"
        return "\(cookieName)=\(value); Path=/; Max-Age=\(Flash.seconds)\(attributes)"
    }

    /// The cookie that removes it.
    var clearing: String { "\(cookieName)=; Path=/; Max-Age=0\(attributes)" }

    /// Nil when the value was changed or is too old.
    func meldung(in value: String, now: Date) -> Meldung? {
        let parts = value.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4,
              key.isValid(parts[3], for: parts.prefix(3).joined(separator: ".")),
              let expiry = Int(parts[0]), expiry >= Int(now.timeIntervalSince1970),
              let art = Meldung.Art(rawValue: parts[1]),
              let text = bytes(base64URL: parts[2]).flatMap({ String(data: $0, encoding: .utf8) })
        else { return nil }
        return Meldung(art, text)
    }

    private var attributes: String { "; HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "") }
}

extension Response {
    /// Leaves a message for the page the redirect leads to: `.weiter(nach:
    /// …).mit(.erfolg("Gespeichert."))`.
    ///
    /// The text must not name a person; it travels in a cookie.
    package func mit(_ meldung: Meldung) -> Response {
        var response = self
        response.headers[.flash] = "\(meldung.art.rawValue).\(base64URL(meldung.text.utf8))"
        return response
    }
}
