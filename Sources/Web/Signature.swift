import Crypto
import Foundation

/// Signs what leaves the server and must come back unchanged: CSRF tokens, one-time messages.
///
/// Each purpose has its own key, so that a value signed for one is worthless for another.
package struct Signature: Sendable {
    private let keys: @Sendable () -> [SymmetricKey]

    /// `secrets` of at least 32 bytes, the same in every process of an installation; the newest
    /// comes first and signs, what an older one has signed is still valid.
    package init(secrets: @escaping @Sendable () -> [SymmetricKey], purpose: String) {
        keys = {
            secrets().map {
                HKDF<SHA256>.deriveKey(
                    inputKeyMaterial: $0, salt: Data("mandat/web".utf8),
                    info: Data(purpose.utf8), outputByteCount: 32)
            }
        }
    }

    /// With a secret that stays.
    package init(secret: some ContiguousBytes, purpose: String) {
        let key = SymmetricKey(data: secret)
        self.init(secrets: { [key] }, purpose: purpose)
    }

    package func sign(_ message: String) -> String {
        base64URL(HMAC<SHA256>.authenticationCode(for: Data(message.utf8), using: keys()[0]))
    }

    /// Compares in constant time.
    package func isValid(_ signature: String, for message: String) -> Bool {
        guard let bytes = bytes(base64URL: signature) else { return false }
        return keys().contains {
            HMAC<SHA256>.isValidAuthenticationCode(
                bytes, authenticating: Data(message.utf8), using: $0)
        }
    }
}

func base64URL(_ bytes: some Sequence<UInt8>) -> String {
    Data(bytes).base64EncodedString()
        .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
}

func bytes(base64URL text: String) -> Data? {
    let padded = text.replacing("-", with: "+").replacing("_", with: "/")
    let missing = (4 - padded.utf8.count % 4) % 4
    return Data(base64Encoded: padded + String(repeating: "=", count: missing))
}

func randomBytes(_ count: Int) -> Data {
    var generator = SystemRandomNumberGenerator()
    return Data((0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
}
