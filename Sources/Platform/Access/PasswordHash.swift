import Crypto
import CryptoExtras
import Foundation

/// A stored password: scrypt (RFC 7914) with its own salt and cost, as text in PHC form.
///
/// Hashing takes a quarter of a second and 128 MiB by intent; call `PasswordHash` from
/// `PasswordThread` only.
package struct PasswordHash: Sendable {
    package let text: String

    package struct Cost: Sendable {
        /// Binary logarithm of N.
        package let logN: Int
        package let parallelism: Int

        /// OWASP Password Storage Cheat Sheet: N = 2^17, r = 8, p = 1.
        package static let standard = Cost(logN: 17, parallelism: 1)
        /// For tests, which sign in a hundred times.
        package static let test = Cost(logN: 10, parallelism: 1)
    }

    /// A hash read from the database.
    package init(text: String) { self.text = text }

    package init(password: String, cost: Cost = .standard) throws {
        var generator = SystemRandomNumberGenerator()
        let salt = (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let hash = try PasswordHash.scrypt(password, salt: salt, cost: cost)
        text = "$scrypt$ln=\(cost.logN),r=8,p=\(cost.parallelism)"
            + "$\(Data(salt).base64EncodedString())$\(Data(hash).base64EncodedString())"
    }

    /// True if `password` is the one; takes as long for a wrong one. A malformed hash matches
    /// nothing.
    package func matches(_ password: String) -> Bool {
        let parts = text.split(separator: "$")
        let numbers =
            parts.count == 4
            ? parts[1].split(separator: ",").compactMap { part in
                part.split(separator: "=").last.flatMap { Int($0) }
            } : []
        guard parts.count == 4, parts[0] == "scrypt", numbers.count == 3,
            (4...20).contains(numbers[0]),
            numbers[1] == 8, (1...4).contains(numbers[2]),
            let salt = Data(base64Encoded: String(parts[2])),
            let stored = Data(base64Encoded: String(parts[3])),
            let hash = try? PasswordHash.scrypt(
                password, salt: Array(salt), cost: Cost(logN: numbers[0], parallelism: numbers[2]))
        else { return false }
        // Compares in constant time.
        return HMAC<SHA256>.isValidAuthenticationCode(
            HMAC<SHA256>.authenticationCode(for: stored, using: PasswordHash.comparison),
            authenticating: hash, using: PasswordHash.comparison)
    }

    /// NFKC, as NIST SP 800-63B asks: keyboards write the same sign in different ways.
    static func normal(_ password: String) -> String {
        password.precomposedStringWithCompatibilityMapping
    }

    private static let comparison = SymmetricKey(size: .bits256)

    private static func scrypt(_ password: String, salt: [UInt8], cost: Cost) throws -> [UInt8] {
        let key = try KDF.Scrypt.deriveKey(
            from: Data(normal(password).utf8), salt: salt,
            outputByteCount: 32,
            rounds: 1 << cost.logN, blockSize: 8, parallelism: cost.parallelism)
        return key.withUnsafeBytes { Array($0) }
    }
}
