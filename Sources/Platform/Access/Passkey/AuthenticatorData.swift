import Foundation

/// What an authenticator says about itself and, at registration, about the new key (WebAuthn,
/// section 6.1).
package struct AuthenticatorData: Sendable {
    package struct Flags: OptionSet, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        package static let userPresent = Flags(rawValue: 1 << 0)
        package static let userVerified = Flags(rawValue: 1 << 2)
        package static let backupEligible = Flags(rawValue: 1 << 3)
        package static let backedUp = Flags(rawValue: 1 << 4)
        package static let attested = Flags(rawValue: 1 << 6)
        package static let extensions = Flags(rawValue: 1 << 7)
    }

    package struct Credential: Sendable {
        package let id: Data
        /// The key as it was sent, and what it is.
        package let cose: Data
        package let key: COSEKey
    }

    package let rpIDHash: Data
    package let flags: Flags
    package let counter: UInt32
    package let credential: Credential?

    /// Every byte must belong to something that the flags announce.
    package init(_ data: Data) throws(PasskeyError) {
        let bytes = Array(data)
        guard bytes.count >= 37 else { throw .malformed }
        rpIDHash = Data(bytes[..<32])
        flags = Flags(rawValue: bytes[32])
        counter = bytes[33..<37].reduce(0) { $0 << 8 | UInt32($1) }
        // A key that may not be copied cannot have been copied.
        guard flags.contains(.backupEligible) || !flags.contains(.backedUp) else {
            throw .malformed
        }
        var rest = bytes[37...]
        credential = flags.contains(.attested) ? try AuthenticatorData.credential(&rest) : nil
        if flags.contains(.extensions) {
            let (value, after) = try AuthenticatorData.value(rest)
            guard case .map = value else { throw .malformed }
            rest = after
        }
        guard rest.isEmpty else { throw .malformed }
    }

    /// Model of the device (16 bytes, not asked for), length of the id, id, key.
    private static func credential(
        _ rest: inout ArraySlice<UInt8>
    ) throws(PasskeyError) -> Credential {
        guard rest.count >= 18 else { throw .malformed }
        let head = rest.dropFirst(16).prefix(2)
        let length = head.reduce(0) { $0 << 8 | Int($1) }
        let following = rest.dropFirst(18)
        guard (1...1_023).contains(length), following.count > length else { throw .malformed }
        let key = following.dropFirst(length)
        let (cose, after) = try value(key)
        rest = after
        return Credential(
            id: Data(following.prefix(length)), cose: Data(key.prefix(key.count - after.count)),
            key: try COSEKey(cose))
    }

    private static func value(
        _ bytes: ArraySlice<UInt8>
    ) throws(PasskeyError) -> (value: CBOR, rest: ArraySlice<UInt8>) {
        do { return try CBOR.readFirst(bytes) } catch { throw .malformed }
    }
}
