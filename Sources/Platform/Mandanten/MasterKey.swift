import Crypto
import Foundation

/// The one secret of an installation. Passwords of database logins and keys for cookies are derived
/// from it (HKDF-SHA-256, RFC 5869), so that nothing secret lies in the database or its backups.
package struct MasterKey: Sendable {
    private let key: SymmetricKey

    /// 32 bytes as 64 hex digits, as `deploy/run` writes them.
    package init(hex: String) throws {
        let digits = Array(hex.trimmingCharacters(in: .whitespacesAndNewlines).utf8)
        let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            UInt8(String(decoding: digits[$0...($0 + 1)], as: UTF8.self), radix: 16)
        }
        // UInt8 would also read a sign.
        guard digits.count == 64, bytes.count == 32, digits.allSatisfy({ $0 != 0x2B && $0 != 0x2D })
        else { throw MalformedKey() }
        key = SymmetricKey(data: bytes)
    }

    package struct MalformedKey: Error, CustomStringConvertible {
        package let description = "Der Hauptschlüssel muss aus 64 Hexadezimalziffern bestehen."
    }

    /// Password of a database login. A new generation gives a new password.
    package func password(login: String, generation: Int) -> String {
        derive("pg/\(login)/\(generation)").withUnsafeBytes { hexText($0) }
    }

    /// A key for one purpose; different purposes never share one.
    package func derive(_ purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key, salt: Data("mandat".utf8), info: Data(purpose.utf8),
            outputByteCount: 32)
    }
}

/// Lower-case hexadecimal text of bytes.
package func hexText(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
        decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
