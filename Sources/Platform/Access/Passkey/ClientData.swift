import Foundation

/// Why a passkey or what was signed with it is refused; the raw value goes to the audit.
package enum PasskeyError: String, Error, Equatable, Sendable {
    case malformed = "nicht lesbar"
    case purpose = "für einen anderen Zweck"
    case challenge = "Aufgabe unbekannt, verbraucht oder abgelaufen"
    case origin = "von einer anderen Adresse"
    case embedded = "aus einer fremden Seite"
    case relyingParty = "für einen anderen Dienst"
    case userPresence = "ohne Handlung der Person"
    case userVerification = "ohne PIN oder Biometrie"
    case algorithm = "Schlüssel oder Verfahren nicht erlaubt"
    case signature = "Unterschrift falsch"
    case backup = "Angabe zur Sicherung geändert"
    /// The counter went back or stood still: perhaps somebody has a copy.
    case counter = "Zähler nicht gestiegen"
    case user = "gehört einer anderen Person"
    case blocked = "Konto gesperrt"
}

/// What the browser adds to a challenge before the device signs it (WebAuthn, section 5.8.1).
package struct ClientData: Sendable {
    package enum Kind: String, Sendable {
        case create = "webauthn.create"
        case get = "webauthn.get"
    }

    /// The challenge in Base64url, as it was given out.
    package let challenge: String
    private let kind: String
    private let origin: String
    private let isEmbedded: Bool

    package init(_ json: Data) throws(PasskeyError) {
        guard json.count <= 8_192, let text = try? JSONDecoder().decode(Text.self, from: json)
        else { throw .malformed }
        challenge = text.challenge
        kind = text.type
        origin = text.origin
        isEmbedded = text.crossOrigin == true || text.topOrigin != nil
    }

    /// The page that asked is ours, is not shown inside another, and asked for this.
    func verify(_ expected: Kind, at party: RelyingParty) throws(PasskeyError) {
        guard kind == expected.rawValue else { throw .purpose }
        guard origin == party.origin else { throw .origin }
        guard !isEmbedded else { throw .embedded }
    }

    private struct Text: Decodable {
        let type: String
        let challenge: String
        let origin: String
        let crossOrigin: Bool?
        let topOrigin: String?
    }
}
