import Crypto
import CryptoExtras
import Foundation

/// A provider's signed word about who has signed in (OpenID Connect Core 1.0, sections 2 and
/// 3.1.3.7), read as a JWT (RFC 7519) with one of two algorithms.
struct IDToken: Sendable {
    /// No other is ever looked at: what a token names decides nothing but which key it needs.
    enum Verfahren: String, Sendable {
        case rs256 = "RS256"
        case es256 = "ES256"
    }

    /// What must be true of it.
    struct Erwartung: Sendable {
        let issuer: String
        let clientID: String
        let nonce: String
        let merkmal: String
        /// What came together with the token, if it did.
        var accessToken: String?
        /// By the clock of the machine, also where the office stands on a fixed day.
        let jetzt: Date
        /// From when on the person must have signed in at the provider; nil: whenever.
        var neuSeit: Date?
    }

    /// Clocks differ by no more than this, in seconds.
    static let spielraum = 60.0
    private static let hoechstens = 16_384

    /// What the person is called there, for ever.
    let kennung: String
    let angemeldetAm: Date?
    /// How the provider has recognised the person: its `acr` and all `amr`.
    let staerken: Set<String>

    /// An unread token: which key it needs.
    struct Umschlag: Sendable {
        let verfahren: Verfahren
        let kid: String?
        private let signed: Data
        private let payload: Data
        private let signature: Data

        private struct Kopf: Decodable {
            let alg: String
            let kid: String?
            let crit: [String]?
        }

        init(_ text: String) throws(AnbieterFehler) {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            guard text.utf8.count <= IDToken.hoechstens, parts.count == 3,
                  let head = Data(jwt: parts[0]), let payload = Data(jwt: parts[1]),
                  let signature = Data(jwt: parts[2]),
                  let kopf = try? JSONDecoder().decode(Kopf.self, from: head), kopf.crit == nil
            else { throw .malformed }
            guard let verfahren = Verfahren(rawValue: kopf.alg) else { throw .algorithm }
            self.verfahren = verfahren
            kid = kopf.kid
            signed = Data("\(parts[0]).\(parts[1])".utf8)
            self.payload = payload
            self.signature = signature
        }

        /// First the signature, then every rule; nothing is believed before.
        func oeffnen(
            mit key: Pruefschluessel, _ erwartet: Erwartung
        ) throws(AnbieterFehler) -> IDToken {
            guard key.verfahren == verfahren, key.passt(signature, zu: signed) else {
                throw .signature
            }
            guard let werte = try? JSONDecoder().decode([String: Angabe].self, from: payload)
            else { throw .malformed }
            return try IDToken(werte, erwartet)
        }
    }

    private init(_ werte: [String: Angabe], _ erwartet: Erwartung) throws(AnbieterFehler) {
        guard werte["iss"]?.text == erwartet.issuer else { throw .issuer }
        try IDToken.empfaenger(werte, erwartet.clientID)
        angemeldetAm = try IDToken.zeiten(werte, erwartet)
        guard werte["nonce"]?.text == erwartet.nonce else { throw .nonce }
        if let hash = werte["at_hash"] {
            guard let token = erwartet.accessToken, let soll = hash.text,
                  Data(jwt: soll[...]) == Data(SHA256.hash(data: Data(token.utf8)).prefix(16))
            else { throw .accessToken }
        }
        guard let kennung = werte[erwartet.merkmal]?.text, (1...255).contains(kennung.count)
        else { throw .claim }
        self.kennung = kennung
        staerken = Set((werte["acr"]?.texte ?? []) + (werte["amr"]?.texte ?? []))
    }

    /// For us; where it is for others too, it must say that we asked.
    private static func empfaenger(
        _ werte: [String: Angabe], _ wir: String
    ) throws(AnbieterFehler) {
        let alle = werte["aud"]?.texte ?? []
        guard alle.contains(wir) else { throw .audience }
        if let partei = werte["azp"] {
            guard partei.text == wir else { throw .audience }
        } else if alle.count > 1 {
            throw .audience
        }
    }

    private static func zeiten(
        _ werte: [String: Angabe], _ erwartet: Erwartung
    ) throws(AnbieterFehler) -> Date? {
        let jetzt = erwartet.jetzt.timeIntervalSince1970
        guard let ende = werte["exp"]?.zahl, let beginn = werte["iat"]?.zahl,
              ende > jetzt - spielraum, beginn < jetzt + spielraum,
              // Whoever hands out tokens for days does not hand them out for this.
              beginn > jetzt - 86_400, (werte["nbf"]?.zahl ?? beginn) < jetzt + spielraum
        else { throw .time }
        let angemeldet = werte["auth_time"]?.zahl
        if let angemeldet, angemeldet > jetzt + spielraum { throw .time }
        if let seit = erwartet.neuSeit {
            guard let angemeldet, angemeldet >= seit.timeIntervalSince1970 - spielraum else {
                throw .authTime
            }
        }
        return angemeldet.map { Date(timeIntervalSince1970: $0) }
    }

    /// A value of a token, as far as one is looked at.
    private enum Angabe: Decodable {
        case wort(String)
        case wert(Double)
        case worte([String])
        case anderes

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let text = try? value.decode(String.self) {
                self = .wort(text)
            } else if let zahl = try? value.decode(Double.self) {
                self = .wert(zahl)
            } else if let texte = try? value.decode([String].self) {
                self = .worte(texte)
            } else {
                self = .anderes
            }
        }

        var text: String? { if case .wort(let text) = self { text } else { nil } }
        var zahl: Double? { if case .wert(let zahl) = self { zahl } else { nil } }
        /// One text is a list of one.
        var texte: [String] {
            switch self {
            case .wort(let text): [text]
            case .worte(let texte): texte
            default: []
            }
        }
    }
}

/// A provider's public key (RFC 7517 and 7518) for one algorithm: RSA of 2048 to 4096 bits with the
/// usual exponent, or a point on P-256.
struct Pruefschluessel: Sendable {
    private enum Art: Sendable {
        case rsa(_RSA.Signing.PublicKey)
        case p256(P256.Signing.PublicKey)
    }

    let kid: String?
    let verfahren: IDToken.Verfahren
    private let art: Art

    /// The keys of an address; those that cannot be used here are left out.
    struct Bund: Decodable, Sendable {
        let schluessel: [Pruefschluessel]

        private struct Liste: Decodable { let keys: [JWK] }

        init(from decoder: any Decoder) throws {
            let liste = try Liste(from: decoder).keys
            guard liste.count <= 50 else { throw AnbieterFehler.antwort }
            schluessel = liste.compactMap { Pruefschluessel($0) }
        }
    }

    struct JWK: Decodable {
        let kty: String
        let use: String?
        let alg: String?
        let kid: String?
        let n: String?
        let e: String?
        let crv: String?
        let x: String?
        let y: String?
    }

    init?(_ jwk: JWK) {
        guard jwk.use == nil || jwk.use == "sig" else { return nil }
        switch jwk.kty {
        case "RSA":
            guard let n = Data(jwt: jwk.n?[...]), let e = Data(jwt: jwk.e?[...]),
                  (256...512).contains(n.count), n[n.startIndex] >= 0x80, e == Data([1, 0, 1]),
                  let key = try? _RSA.Signing.PublicKey(n: n, e: e)
            else { return nil }
            art = .rsa(key)
            verfahren = .rs256
        case "EC":
            guard jwk.crv == "P-256", let x = Data(jwt: jwk.x?[...]),
                  let y = Data(jwt: jwk.y?[...]), x.count == 32, y.count == 32,
                  let key = try? P256.Signing.PublicKey(x963Representation: Data([4]) + x + y)
            else { return nil }
            art = .p256(key)
            verfahren = .es256
        default:
            return nil
        }
        guard jwk.alg == nil || jwk.alg == verfahren.rawValue else { return nil }
        kid = jwk.kid
    }

    func passt(_ signature: Data, zu message: Data) -> Bool {
        switch art {
        case .rsa(let key):
            return key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature), for: message,
                padding: .insecurePKCS1v1_5)
        case .p256(let key):
            guard let parsed = try? P256.Signing.ECDSASignature(rawRepresentation: signature)
            else { return false }
            return key.isValidSignature(parsed, for: message)
        }
    }
}

extension Data {
    /// From Base64url as tokens have it (RFC 7515, section 2): no padding, no other signs.
    init?(jwt text: Substring?) {
        guard let text, text.utf8.allSatisfy({ (byte: UInt8) -> Bool in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || byte == 45 || byte == 95
        }) else { return nil }
        let usual = String(text).replacing("-", with: "+").replacing("_", with: "/")
        let missing = (4 - usual.utf8.count % 4) % 4
        self.init(base64Encoded: usual + String(repeating: "=", count: missing))
    }

    /// The way back.
    var jwt: String {
        base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }
}
