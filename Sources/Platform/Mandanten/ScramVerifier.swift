import Crypto
import CryptoExtras
import Foundation

/// What PostgreSQL stores instead of a password (RFC 5802, RFC 7677). Computed here, so that the
/// password itself is never sent in a statement that a server log could keep.
package struct ScramVerifier: Sendable {
    package let text: String

    package init(password: String, salt: [UInt8]? = nil, iterations: Int = 4096) throws {
        var generator = SystemRandomNumberGenerator()
        let salt = salt ?? (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let salted = try KDF.Insecure.PBKDF2.deriveKey(
            from: Data(password.utf8), salt: salt, using: .sha256, outputByteCount: 32,
            unsafeUncheckedRounds: iterations)
        let clientKey = HMAC<SHA256>.authenticationCode(for: Data("Client Key".utf8), using: salted)
        let storedKey = SHA256.hash(data: Data(clientKey))
        let serverKey = HMAC<SHA256>.authenticationCode(for: Data("Server Key".utf8), using: salted)
        text = "SCRAM-SHA-256$\(iterations):\(Data(salt).base64EncodedString())"
            + "$\(Data(storedKey).base64EncodedString()):\(Data(serverKey).base64EncodedString())"
    }
}
