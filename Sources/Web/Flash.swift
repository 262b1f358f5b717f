import Foundation
import HTTPTypes
import Hummingbird

/// A one-time message that survives the redirect after a POST: a signed cookie that the next page
/// shows and clears. No store is needed; it holds a minute.
package struct Flash: Sendable {
    private static let seconds = 60
    private let key: Signature
    private let rule: CookieRule
    static let cookie = "mandat_meldung"

    package init(key: Signature, rule: CookieRule) {
        self.key = key
        self.rule = rule
    }

    /// The cookie that carries `meldung` to the next page.
    func setting(_ meldung: Meldung, now: Date) -> HTTPField {
        let expiry = Int(now.timeIntervalSince1970) + Flash.seconds
        let content = "\(expiry).\(meldung.art.rawValue).\(base64URL(meldung.text.utf8))"
        return rule.setting(Self.cookie, "\(content).\(key.sign(content))", seconds: Flash.seconds)
    }

    /// The cookie that removes it.
    var clearing: HTTPField { rule.clearing(Self.cookie) }

    /// Whether this server has signed it, however long ago.
    func isGenuine(_ value: String) -> Bool {
        let parts = value.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4 else { return false }
        return key.isValid(parts[3], for: parts.prefix(3).joined(separator: "."))
    }

    /// Nil when the value was changed or is too old.
    func meldung(in value: String, now: Date) -> Meldung? {
        let parts = value.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard isGenuine(value), let expiry = Int(parts[0]),
              expiry >= Int(now.timeIntervalSince1970),
              let art = Meldung.Art(rawValue: parts[1]),
              let text = bytes(base64URL: parts[2]).flatMap({ String(data: $0, encoding: .utf8) })
        else { return nil }
        return Meldung(art, text)
    }
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
