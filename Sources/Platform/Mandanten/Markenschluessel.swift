import Crypto
import Foundation

/// Makes marks of what identifies a person: the same in every Kommune, and worth nothing to whoever
/// lacks the key.
///
/// The key is derived from the installation's master key and never reaches the database, so that a
/// login that runs SQL of its own can neither make the mark of a name nor try names against the
/// marks it sees.
package struct Markenschluessel: Sendable {
    /// The newest first.
    private let keys: [SymmetricKey]

    init(_ master: MasterKey) { keys = master.all("personenmarke/1") }

    /// HMAC-SHA-256 of the text, 32 bytes.
    package func marke(_ text: String) -> [UInt8] { marke(text, keys[0]) }

    /// What a Kommune may have left of this text: while the key is being replaced, some marks are
    /// still those of the key before.
    package func alle(_ text: String) -> [[UInt8]] { keys.map { marke(text, $0) } }

    private func marke(_ text: String, _ key: SymmetricKey) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key))
    }
}
