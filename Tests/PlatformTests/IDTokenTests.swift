import Crypto
import CryptoExtras
import Foundation
@testable import Platform
import Testing

@Suite("ID-Token eines Anbieters: jede Regel weist genau ein kaputtes Token ab (ASVS V9, V10.5)")
struct IDTokenTests {
    private static let rsa = Result { try _RSA.Signing.PrivateKey(keySize: .bits2048) }
    private static let jetzt = Date(timeIntervalSince1970: 1_800_000_000)

    /// Ein gutes Token als Kopf und Angaben; Tests ändern eines davon.
    struct Entwurf {
        var kopf: [String: String] = ["alg": "ES256", "kid": "k1"]
        var angaben: [String: Any] = [
            "iss": "https://login.example/realms/ahaus", "aud": "mandat", "sub": "person-1",
            "nonce": "n1", "exp": 1_800_000_300, "iat": 1_800_000_000,
        ]

        func text(_ unterschreiben: (Data) throws -> Data) throws -> String {
            let teile = [try JSONSerialization.data(withJSONObject: kopf),
                         try JSONSerialization.data(withJSONObject: angaben)].map(\.jwt)
            let signed = teile.joined(separator: ".")
            return "\(signed).\(try unterschreiben(Data(signed.utf8)).jwt)"
        }
    }

    private let key = P256.Signing.PrivateKey()

    private func erwartung(neuSeit: Date? = nil) -> IDToken.Erwartung {
        IDToken.Erwartung(
            issuer: "https://login.example/realms/ahaus", clientID: "mandat", nonce: "n1",
            merkmal: "sub", accessToken: "zugriff", jetzt: Self.jetzt, neuSeit: neuSeit)
    }

    private func jwk(_ key: P256.Signing.PrivateKey, alg: String? = nil, use: String? = nil)
        -> Pruefschluessel.JWK {
        let punkt = key.publicKey.x963Representation
        return Pruefschluessel.JWK(
            kty: "EC", use: use, alg: alg, kid: "k1", n: nil, e: nil, crv: "P-256",
            x: Data(punkt.dropFirst().prefix(32)).jwt, y: Data(punkt.suffix(32)).jwt)
    }

    private func oeffnen(_ entwurf: Entwurf, neuSeit: Date? = nil) throws -> IDToken {
        let text = try entwurf.text { try key.signature(for: $0).rawRepresentation }
        let pruefer = try #require(Pruefschluessel(jwk(key)))
        return try IDToken.Umschlag(text).oeffnen(mit: pruefer, erwartung(neuSeit: neuSeit))
    }

    @Test("Ein gutes Token nennt die Person, wann und wie sie sich angemeldet hat")
    func gut() throws {
        var entwurf = Entwurf()
        entwurf.angaben["aud"] = ["mandat", "anderes"]
        entwurf.angaben["azp"] = "mandat"
        entwurf.angaben["auth_time"] = 1_799_999_990
        entwurf.angaben["acr"] = "silber"
        entwurf.angaben["amr"] = ["pwd", "otp"]
        entwurf.angaben["at_hash"] = Data(SHA256.hash(data: Data("zugriff".utf8)).prefix(16)).jwt
        let token = try oeffnen(entwurf, neuSeit: Self.jetzt)
        #expect(token.kennung == "person-1")
        #expect(token.angemeldetAm == Date(timeIntervalSince1970: 1_799_999_990))
        #expect(token.staerken == ["silber", "pwd", "otp"])
    }

    @Test("RS256 gilt mit 2048 Bit und dem üblichen Exponenten, sonst nicht")
    func rs256() throws {
        let rsa = try Self.rsa.get(), teile = try rsa.publicKey.getKeyPrimitives()
        func jwk(_ n: Data, _ e: Data) -> Pruefschluessel.JWK {
            Pruefschluessel.JWK(kty: "RSA", use: "sig", alg: "RS256", kid: "k1", n: n.jwt,
                                e: e.jwt, crv: nil, x: nil, y: nil)
        }
        let pruefer = try #require(Pruefschluessel(jwk(teile.modulus, Data([1, 0, 1]))))
        var entwurf = Entwurf()
        entwurf.kopf["alg"] = "RS256"
        let text = try entwurf.text {
            try rsa.signature(for: $0, padding: .insecurePKCS1v1_5).rawRepresentation
        }
        #expect(try IDToken.Umschlag(text).oeffnen(mit: pruefer, erwartung()).kennung == "person-1")
        #expect(Pruefschluessel(jwk(teile.modulus, Data([3]))) == nil)
        #expect(Pruefschluessel(jwk(teile.modulus.prefix(128), Data([1, 0, 1]))) == nil)
        let ec = try #require(Pruefschluessel(self.jwk(key)))
        #expect(throws: AnbieterFehler.signature) {
            try IDToken.Umschlag(text).oeffnen(mit: ec, erwartung())
        }
    }

    @Test("Kein anderes Verfahren, nie ohne Unterschrift, keine Angabe, die wir nicht verstehen",
          arguments: ["none", "HS256", "ES384", "PS256", "EdDSA", "es256", ""])
    func verfahren(alg: String) throws {
        var entwurf = Entwurf()
        entwurf.kopf["alg"] = alg
        #expect(throws: AnbieterFehler.algorithm) {
            try IDToken.Umschlag(try entwurf.text { _ in Data() })
        }
    }

    @Test("Unlesbares ist kein Token", arguments: [
        "", "a.b", "a.b.c.d", "e30.e30.", "=.e30.e30",
        "eyJhbGciOiJFUzI1NiIsImNyaXQiOlsiYiJdfQ.e30.e30",
    ])
    func unlesbar(text: String) {
        #expect(throws: AnbieterFehler.malformed) { try IDToken.Umschlag(text) }
    }

    @Test("Ein Schlüssel zum Verschlüsseln oder für ein anderes Verfahren prüft nichts")
    func schluessel() throws {
        #expect(Pruefschluessel(jwk(key, use: "enc")) == nil)
        #expect(Pruefschluessel(jwk(key, alg: "ES384")) == nil)
        #expect(Pruefschluessel(jwk(key, alg: "ES256", use: "sig")) != nil)
        let fremd = try #require(Pruefschluessel(jwk(P256.Signing.PrivateKey())))
        let text = try Entwurf().text { try key.signature(for: $0).rawRepresentation }
        #expect(throws: AnbieterFehler.signature) {
            try IDToken.Umschlag(text).oeffnen(mit: fremd, erwartung())
        }
        let teile = text.split(separator: ".")
        var anders = Entwurf()
        anders.angaben["sub"] = "chef"
        let getauscht = try anders.text { _ in Data() }.split(separator: ".")[1]
        let richtig = try #require(Pruefschluessel(jwk(key)))
        #expect(throws: AnbieterFehler.signature) {
            try IDToken.Umschlag("\(teile[0]).\(getauscht).\(teile[2])")
                .oeffnen(mit: richtig, erwartung())
        }
    }

    enum Falsch: String, CaseIterable, Sendable {
        case issuer, issuerAehnlich, empfaenger, ohneEmpfaenger, mehrereOhneAzp, azp, abgelaufen
        case ohneEnde, ausDerZukunft, uralt, nochNicht, nonce, ohneNonce, atHash, ohnePerson
        case personIstZahl, anmeldungInDerZukunft

        var fall: (erwartet: AnbieterFehler, name: String, wert: Any?) {
            switch self {
            case .issuer: (.issuer, "iss", "https://evil.example")
            case .issuerAehnlich: (.issuer, "iss", "https://login.example/realms/ahaus/")
            case .empfaenger: (.audience, "aud", "anderes")
            case .ohneEmpfaenger: (.audience, "aud", nil)
            case .mehrereOhneAzp: (.audience, "aud", ["mandat", "anderes"])
            case .azp: (.audience, "azp", "anderes")
            case .abgelaufen: (.time, "exp", 1_799_999_939)
            case .ohneEnde: (.time, "exp", nil)
            case .ausDerZukunft: (.time, "iat", 1_800_000_061)
            case .uralt: (.time, "iat", 1_799_900_000)
            case .nochNicht: (.time, "nbf", 1_800_000_061)
            case .nonce: (.nonce, "nonce", "n2")
            case .ohneNonce: (.nonce, "nonce", nil)
            case .atHash: (.accessToken, "at_hash", "AAAA")
            case .ohnePerson: (.claim, "sub", nil)
            case .personIstZahl: (.claim, "sub", 17)
            case .anmeldungInDerZukunft: (.time, "auth_time", 1_800_000_061)
            }
        }
    }

    @Test("Eine Angabe stimmt nicht: abgewiesen mit ihrem Grund", arguments: Falsch.allCases)
    func regel(falsch: Falsch) throws {
        var entwurf = Entwurf()
        entwurf.angaben[falsch.fall.name] = falsch.fall.wert
        #expect(throws: falsch.fall.erwartet) { try oeffnen(entwurf) }
    }

    @Test("60 Sekunden gehen die Uhren auseinander, mehr nicht")
    func spielraum() throws {
        var entwurf = Entwurf()
        entwurf.angaben["exp"] = 1_799_999_941
        entwurf.angaben["iat"] = 1_800_000_059
        #expect(try oeffnen(entwurf).kennung == "person-1")
    }

    @Test("Ein Nachweis braucht eine Anmeldung, die nach der Frage geschah")
    func neu() throws {
        for zeit in [1_799_999_900, nil] as [Int?] {
            var entwurf = Entwurf()
            entwurf.angaben["auth_time"] = zeit
            #expect(throws: AnbieterFehler.authTime) {
                try oeffnen(entwurf, neuSeit: Self.jetzt)
            }
        }
    }

    @Test("Gefragt wird nur beim Anbieter selbst, über TLS, ohne nur zur Schulung und am Rechner")
    func adressen() throws {
        let adresse = try #require(Anbieteradresse("https://login.example/realms/ahaus"))
        #expect(adresse.beschreibung
            == "https://login.example/realms/ahaus/.well-known/openid-configuration")
        for gut in ["https://login.example/token", "https://login.example:443/a?b=c"] {
            #expect(adresse.umfasst(gut))
        }
        for fremd in [
            "http://login.example/token", "https://login.example.evil/token",
            "https://login.example@evil/", "https://evil/?https://login.example/",
            "https://login.example:8443/token", "//login.example/token",
            "https://login.example\\@evil", "https://10.0.0.1/token", "file:///etc/passwd", "",
        ] {
            #expect(!adresse.umfasst(fremd), "\(fremd)")
        }
        for keine in ["http://login.example", "https://login.example/?a=b", "https://10.0.0.1",
                      "https://login.example/#a", "https://LOGIN.example", "login.example"] {
            #expect(Anbieteradresse(keine) == nil, "\(keine)")
        }
        #expect(Anbieteradresse("http://localhost:8080") == nil, "Nur wo ohnehin kein TLS ist.")
        #expect(Anbieteradresse("http://localhost:8080", ohneTLS: true) != nil)
        #expect(Anbieteradresse("http://login.example", ohneTLS: true) == nil)
    }

    @Test("Der Beweis zu PKCE ist, was RFC 7636 im Anhang B nennt")
    func pkce() {
        #expect(Anbietervorgang.pkce("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
            == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    }
}
