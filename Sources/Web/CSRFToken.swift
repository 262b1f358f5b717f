/// A token bound to one session, put into every form and asked back with every unsafe request.
///
/// It holds no state: a salt and the signature over salt and session. The salt differs from page to
/// page, so that compressed responses give nothing away.
package enum CSRFToken {
    package static func make(session: String, key: Signature) -> String {
        let salt = base64URL(randomBytes(9))
        return salt + "." + key.sign("\(salt).\(session)")
    }

    package static func verify(_ token: String, session: String, key: Signature) -> Bool {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return false }
        return key.isValid(String(parts[1]), for: "\(parts[0]).\(session)")
    }
}
