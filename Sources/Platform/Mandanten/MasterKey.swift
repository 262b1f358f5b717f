import Crypto
import Foundation
import Synchronization

/// The one secret of an installation. Passwords of database logins and keys for cookies are derived
/// from it (HKDF-SHA-256, RFC 5869), so that nothing secret lies in the database or its backups.
///
/// While it is being replaced there are two: the newest makes what is new, the older ones still
/// open what is not yet replaced. A process that reads them from a file notices when it changes.
package struct MasterKey: Sendable {
    private let ring: Ring

    /// 32 bytes as 64 hex digits, as `deploy/run` writes them; several are separated by line ends,
    /// the newest first.
    package init(hex: String) throws { ring = Ring(keys: try MasterKey.parse(hex), file: nil) }

    /// Reads the file again whenever it has changed.
    package init(file: URL) throws {
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { throw Unreadable() }
        ring = Ring(keys: try MasterKey.parse(text), file: file)
    }

    package struct Unreadable: Error {}

    package struct MalformedKey: Error, CustomStringConvertible {
        package let description = "Der Hauptschlüssel muss aus 64 Hexadezimalziffern bestehen."
    }

    /// What a file of one key holds.
    package static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        return hexText((0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) })
    }

    /// The newest first.
    private var keys: [SymmetricKey] { ring.keys }

    /// Tells keys from each other without telling what they are.
    package var ids: [String] { keys.map(MasterKey.id) }

    /// A key for one purpose from every key, with the id of that, the newest first.
    package func allWithIDs(_ purpose: String) -> [(id: String, key: SymmetricKey)] {
        keys.map { (MasterKey.id($0), MasterKey.derive(purpose, from: $0)) }
    }

    private static func id(_ key: SymmetricKey) -> String {
        derive("kennung", from: key).withUnsafeBytes { hexText($0.prefix(4)) }
    }

    /// Password of a database login. A new generation gives a new password.
    package func password(login: String, generation: Int) -> String {
        passwords(login: login, generation: generation)[0]
    }

    /// Those that the server may know while the key is being replaced, the newest first.
    package func passwords(login: String, generation: Int) -> [String] {
        all("pg/\(login)/\(generation)").map { $0.withUnsafeBytes { hexText($0) } }
    }

    /// A key for one purpose; different purposes never share one.
    package func derive(_ purpose: String) -> SymmetricKey { all(purpose)[0] }

    /// The same from every key, the newest first.
    package func all(_ purpose: String) -> [SymmetricKey] {
        keys.map { MasterKey.derive(purpose, from: $0) }
    }

    private static func derive(_ purpose: String, from key: SymmetricKey) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key, salt: Data("mandat".utf8), info: Data(purpose.utf8),
            outputByteCount: 32)
    }

    private static func parse(_ text: String) throws -> [SymmetricKey] {
        let keys = try text.split(whereSeparator: \.isWhitespace).map { line in
            let digits = Array(line.utf8)
            // UInt8 would also read a sign.
            guard digits.count == 64, digits.allSatisfy({ $0 != 0x2B && $0 != 0x2D }) else {
                throw MalformedKey()
            }
            let bytes = stride(from: 0, to: 64, by: 2).compactMap {
                UInt8(String(decoding: digits[$0...($0 + 1)], as: UTF8.self), radix: 16)
            }
            guard bytes.count == 32 else { throw MalformedKey() }
            return SymmetricKey(data: bytes)
        }
        guard !keys.isEmpty else { throw MalformedKey() }
        return keys
    }

    /// The keys and the file they come from. A file that cannot be read now changes nothing.
    private final class Ring: Sendable {
        private struct State {
            var keys: [SymmetricKey]
            var stamp: Date?
            var looked = ContinuousClock.now
        }

        private let file: URL?
        private let state: Mutex<State>

        init(keys: [SymmetricKey], file: URL?) {
            self.file = file
            state = Mutex(State(keys: keys, stamp: file.flatMap(Ring.stamp)))
        }

        var keys: [SymmetricKey] {
            guard let file else { return state.withLock { $0.keys } }
            return state.withLock { state in
                guard state.looked.duration(to: .now) > .milliseconds(500) else {
                    return state.keys
                }
                state.looked = .now
                let stamp = Ring.stamp(file)
                if stamp != state.stamp, let text = try? String(contentsOf: file, encoding: .utf8),
                   let keys = try? MasterKey.parse(text) {
                    state.keys = keys
                    state.stamp = stamp
                }
                return state.keys
            }
        }

        private static func stamp(_ file: URL) -> Date? {
            try? FileManager.default.attributesOfItem(atPath: file.path)[.modificationDate] as? Date
        }
    }
}

/// Lower-case hexadecimal text of bytes.
package func hexText(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
        decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
