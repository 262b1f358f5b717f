import Crypto
import Foundation

/// The address under which people reach this installation: passkeys are made for it and open
/// nothing anywhere else.
package struct RelyingParty: Equatable, Sendable {
    /// The host alone, to which the device binds the key.
    package let id: String
    /// As browsers write it: `https://mandat.kreis.de` or `http://localhost:8080`.
    package let origin: String

    /// From `https://host[:port]`; nil for anything else. Without TLS only for `localhost`, and
    /// never for a number in place of a name: browsers make no passkeys there.
    package init?(_ address: String) {
        let isSecure = address.hasPrefix("https://")
        guard isSecure || address.hasPrefix("http://localhost") else { return nil }
        let parts = address.dropFirst(isSecure ? 8 : 7)
            .split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let host = String(parts[0])
        guard RelyingParty.isName(host), isSecure || host == "localhost" else { return nil }
        id = host
        let start = (isSecure ? "https://" : "http://") + host
        guard parts.count == 2 else {
            origin = start
            return
        }
        guard let port = UInt16(parts[1]), port > 0, String(port) == parts[1] else { return nil }
        // A browser leaves out the usual port.
        origin = port == (isSecure ? 443 : 80) ? start : "\(start):\(port)"
    }

    private static func isName(_ host: String) -> Bool {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        let areLabels = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy { byte in
                    (97...122).contains(byte) || (48...57).contains(byte) || byte == 45
                }
        }
        return host.utf8.count <= 253 && areLabels
            && labels[labels.count - 1].utf8.contains { (97...122).contains($0) }
    }
}

extension RelyingParty {
    /// What a device answers when it makes a key.
    package struct Registration: Sendable {
        package let clientData: Data
        package let attestation: Data

        package init(clientData: Data, attestation: Data) {
            self.clientData = clientData
            self.attestation = attestation
        }
    }

    /// What a device answers when it proves that it has a key.
    package struct Assertion: Sendable {
        package let credential: Data
        package let clientData: Data
        package let authenticatorData: Data
        package let signature: Data
        /// Whom the device believes the key to belong to; empty if it does not say.
        package let user: Data

        package init(credential: Data, clientData: Data, authenticatorData: Data,
                     signature: Data, user: Data) {
            self.credential = credential
            self.clientData = clientData
            self.authenticatorData = authenticatorData
            self.signature = signature
            self.user = user
        }
    }

    /// A new key that may be stored.
    package struct Credential: Sendable {
        package let id: Data
        package let cose: Data
        package let counter: UInt32
        package let isBackupEligible: Bool
        package let isBackedUp: Bool
    }

    /// A stored key.
    struct Known: Sendable {
        let cose: Data
        let counter: UInt32
        let isBackupEligible: Bool
    }

    /// WebAuthn, section 7.1. That the challenge is ours and unused is the caller's part.
    ///
    /// The attestation statement is not looked at. It would tell the model of the device, and which
    /// models are good enough nobody decides here: none is asked for (`attestation: "none"`), a
    /// browser then removes it, and what is trusted is the person who has just proved who he is.
    func verify(_ answer: Registration) throws(PasskeyError) -> Credential {
        try ClientData(answer.clientData).verify(.create, at: self)
        guard let object = try? CBOR.read(answer.attestation),
              case .bytes(let bytes) = object[.text("authData")],
              case .text = object[.text("fmt")], case .map = object[.text("attStmt")]
        else { throw .malformed }
        let data = try AuthenticatorData(Data(bytes))
        try verify(data)
        guard let made = data.credential else { throw .malformed }
        return Credential(
            id: made.id, cose: made.cose, counter: data.counter,
            isBackupEligible: data.flags.contains(.backupEligible),
            isBackedUp: data.flags.contains(.backedUp))
    }

    /// WebAuthn, section 7.2, for a key that is known; returns the new state of its counter and
    /// whether it is backed up now.
    func verify(
        _ answer: Assertion, with known: Known
    ) throws(PasskeyError) -> (counter: UInt32, isBackedUp: Bool) {
        try ClientData(answer.clientData).verify(.get, at: self)
        let data = try AuthenticatorData(answer.authenticatorData)
        try verify(data)
        guard let cose = try? CBOR.read(known.cose) else { throw .malformed }
        let message = answer.authenticatorData + Data(SHA256.hash(data: answer.clientData))
        guard try COSEKey(cose).isValid(answer.signature, for: message) else { throw .signature }
        guard data.flags.contains(.backupEligible) == known.isBackupEligible else {
            throw .backup
        }
        // Devices that do not count always say zero.
        guard data.counter > known.counter || (data.counter == 0 && known.counter == 0) else {
            throw .counter
        }
        return (data.counter, data.flags.contains(.backedUp))
    }

    /// Made for us, by somebody who was there and whom the device has recognised.
    private func verify(_ data: AuthenticatorData) throws(PasskeyError) {
        guard data.rpIDHash == Data(SHA256.hash(data: Data(id.utf8))) else {
            throw .relyingParty
        }
        guard data.flags.contains(.userPresent) else { throw .userPresence }
        guard data.flags.contains(.userVerified) else { throw .userVerification }
    }
}
