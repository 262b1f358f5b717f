import Crypto
import Foundation
import Platform

/// A device with one passkey, made of bits as WebAuthn describes them. What it says can be bent.
package struct SoftwareAuthenticator: Sendable {
    package enum Key: Sendable {
        case es256(P256.Signing.PrivateKey)
        case edDSA(Curve25519.Signing.PrivateKey)
    }

    package let key: Key
    package var id = Data((0..<32).map { _ in UInt8.random(in: 0...255) })
    package var party = "mandat.example"
    package var origin = "https://mandat.example"
    package var isEmbedded = false
    package var flags: AuthenticatorData.Flags = [.userPresent, .userVerified]
    package var counter: UInt32 = 0
    /// Whom it believes the key to belong to.
    package var user = Data()

    package init(_ key: Key = .es256(P256.Signing.PrivateKey())) { self.key = key }

    package func registration(
        _ challenge: String, type: String = "webauthn.create"
    ) -> RelyingParty.Registration {
        RelyingParty.Registration(
            clientData: clientData(challenge, type),
            attestation: Data(CBORText.map([
                (CBORText.text("fmt"), CBORText.text("none")),
                (CBORText.text("attStmt"), CBORText.map([])),
                (CBORText.text("authData"), CBORText.bytes(authenticatorData(isNew: true))),
            ])))
    }

    package func assertion(
        _ challenge: String, type: String = "webauthn.get"
    ) throws -> RelyingParty.Assertion {
        let clientData = clientData(challenge, type), data = authenticatorData(isNew: false)
        let message = data + Data(SHA256.hash(data: clientData))
        return RelyingParty.Assertion(
            credential: id, clientData: clientData, authenticatorData: data,
            signature: try sign(message), user: user)
    }

    package func authenticatorData(isNew: Bool) -> Data {
        var data = Data(SHA256.hash(data: Data(party.utf8)))
        data.append((isNew ? flags.union(.attested) : flags).rawValue)
        data.append(contentsOf: withUnsafeBytes(of: counter.bigEndian) { Array($0) })
        guard isNew else { return data }
        data.append(contentsOf: [UInt8](repeating: 0, count: 16))
        data.append(contentsOf: [UInt8(id.count >> 8), UInt8(id.count & 255)])
        return data + id + Data(cose)
    }

    /// The public key as it is handed over.
    package var cose: [UInt8] {
        switch key {
        case .es256(let key):
            let point = Array(key.publicKey.x963Representation)
            return CBORText.numbered([
                (1, CBORText.integer(2)), (3, CBORText.integer(-7)), (-1, CBORText.integer(1)),
                (-2, CBORText.bytes(point[1..<33])), (-3, CBORText.bytes(point[33...])),
            ])
        case .edDSA(let key):
            return CBORText.numbered([
                (1, CBORText.integer(1)), (3, CBORText.integer(-8)), (-1, CBORText.integer(6)),
                (-2, CBORText.bytes(key.publicKey.rawRepresentation)),
            ])
        }
    }

    private func sign(_ message: Data) throws -> Data {
        switch key {
        case .es256(let key): try key.signature(for: message).derRepresentation
        case .edDSA(let key): try key.signature(for: message)
        }
    }

    private func clientData(_ challenge: String, _ type: String) -> Data {
        Data("""
            {"type":"\(type)","challenge":"\(challenge)","origin":"\(origin)",\
            "crossOrigin":\(isEmbedded)}
            """.utf8)
    }
}

/// Writes CBOR in its shortest form.
package enum CBORText {
    package static func head(_ major: UInt8, _ number: UInt64) -> [UInt8] {
        let bytes = withUnsafeBytes(of: number.bigEndian) { Array($0) }
        return switch number {
        case 0..<24: [major << 5 | UInt8(number)]
        case 24..<256: [major << 5 | 24] + bytes[7...]
        case 256..<65_536: [major << 5 | 25] + bytes[6...]
        case 65_536..<4_294_967_296: [major << 5 | 26] + bytes[4...]
        default: [major << 5 | 27] + bytes
        }
    }

    package static func integer(_ number: Int64) -> [UInt8] {
        number < 0 ? head(1, UInt64(-1 - number)) : head(0, UInt64(number))
    }

    package static func bytes(_ bytes: some Collection<UInt8>) -> [UInt8] {
        head(2, UInt64(bytes.count)) + Array(bytes)
    }

    package static func text(_ text: String) -> [UInt8] {
        head(3, UInt64(text.utf8.count)) + Array(text.utf8)
    }

    package static func map(_ entries: [(key: [UInt8], value: [UInt8])]) -> [UInt8] {
        head(5, UInt64(entries.count)) + entries.flatMap { $0.key + $0.value }
    }

    package static func numbered(_ entries: [(key: Int64, value: [UInt8])]) -> [UInt8] {
        map(entries.map { (key: integer($0.key), value: $0.value) })
    }
}
