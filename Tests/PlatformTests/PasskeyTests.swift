import Crypto
import CryptoExtras
import Foundation
import Fuzzing
@testable import Platform
import TestSupport
import Testing

@Suite("Passkeys lesen und prüfen, ohne Datenbank (WebAuthn 6.1, 7.1, 7.2; RFC 8949)")
struct PasskeyTests {
    static let stelle = RelyingParty("https://mandat.example")

    @Test("CBOR, das eine Regel bricht, wird mit dieser Regel abgewiesen", arguments: [
        ("", .truncated), ("18", .truncated), ("4201", .truncated), ("a101", .truncated),
        ("5bffffffffffffffff", .truncated), ("9bffffffffffffffff", .truncated),
        ("bb7fffffffffffffff", .truncated), ("0000", .trailing), ("8000", .trailing),
        ("1817", .notShortest), ("1900ff", .notShortest), ("1a0000ffff", .notShortest),
        ("1b00000000ffffffff", .notShortest), ("580100", .notShortest),
        ("1b8000000000000000", .outOfRange), ("3bffffffffffffffff", .outOfRange),
        ("5f4101ff", .indefinite), ("7f6161ff", .indefinite), ("9fff", .indefinite),
        ("bfff", .indefinite), ("ff", .indefinite), ("a201000100", .duplicateKey),
        ("a2616100616101", .duplicateKey), ("a1410000", .unusableKey), ("a1f600", .unusableKey),
        ("c000", .unsupported), ("f93c00", .unsupported), ("fb3ff0000000000000", .unsupported),
        ("f7", .unsupported), ("f820", .unsupported), ("1c", .unsupported),
        ("61ff", .notUTF8), ("62c080", .notUTF8), ("8181818180", .tooDeep),
    ] as [(String, CBOR.Malformed)])
    func regeln(hex: String, regel: CBOR.Malformed) {
        #expect(throws: regel) { try CBOR.read(Self.bytes(hex)) }
    }

    @Test("Was CBOR sagen darf, kommt an; mehr als 64 KiB liest niemand")
    func werte() throws {
        #expect(try CBOR.read(Self.bytes("1903e8")) == .integer(1_000))
        #expect(try CBOR.read(Self.bytes("390100")) == .integer(-257))
        #expect(try CBOR.read(Self.bytes("3b7fffffffffffffff")) == .integer(.min))
        #expect(try CBOR.read(Self.bytes("81818180"))
            == .array([.array([.array([.array([])])])]))
        let ganze = try CBOR.read(Self.bytes("a201616120f6"))
        #expect(ganze[.integer(1)] == .text("a"))
        #expect(ganze[.integer(-1)] == .null)
        #expect(ganze[.text("a")] == nil)
        #expect(throws: CBOR.Malformed.tooLarge) {
            try CBOR.read([UInt8](repeating: 0, count: CBOR.limit + 1))
        }
    }

    @Test("Angaben des Geräts: jedes Byte gehört zu etwas, sonst gelten sie nicht")
    func geraeteangaben() throws {
        var geraet = SoftwareAuthenticator()
        geraet.counter = 0x0102_0304
        let neu = geraet.authenticatorData(isNew: true)
        let gelesen = try AuthenticatorData(neu)
        #expect(gelesen.counter == 0x0102_0304)
        #expect(gelesen.rpIDHash == Data(SHA256.hash(data: Data("mandat.example".utf8))))
        #expect(gelesen.credential?.id == geraet.id)
        #expect(gelesen.credential?.cose == Data(geraet.cose))
        #expect(try AuthenticatorData(geraet.authenticatorData(isNew: false)).credential == nil)
        for laenge in 0..<neu.count {
            #expect(throws: PasskeyError.self) { try AuthenticatorData(neu.prefix(laenge)) }
        }
        #expect(throws: PasskeyError.malformed) { try AuthenticatorData(neu + [0]) }
        geraet.flags = [.userPresent, .userVerified, .extensions]
        let kurz = geraet.authenticatorData(isNew: false)
        #expect(throws: PasskeyError.malformed) { try AuthenticatorData(kurz) }
        #expect(throws: PasskeyError.malformed) { try AuthenticatorData(kurz + [0x80]) }
        #expect(try AuthenticatorData(kurz + [0xA0]).credential == nil)
        geraet.flags = [.userPresent, .userVerified, .backedUp]
        #expect(throws: PasskeyError.malformed) {
            try AuthenticatorData(geraet.authenticatorData(isNew: false))
        }
    }

    @Test("Schlüssel außerhalb der Kurve, mit fremden Angaben oder anderen Verfahren gelten nicht")
    func schluessel() throws {
        let gut = try CBOR.read(SoftwareAuthenticator().cose)
        guard case .map(let angaben) = gut else { throw PasskeyError.malformed }
        _ = try COSEKey(gut)
        let falsch: [(CBOR.Key, CBOR?)] = [
            (.integer(3), .integer(-8)), (.integer(3), .integer(-35)), (.integer(3), nil),
            (.integer(1), .integer(1)), (.integer(-1), .integer(2)), (.integer(-3), nil),
            (.integer(-2), .bytes([UInt8](repeating: 255, count: 32))),
            (.integer(-2), .bytes([])), (.integer(-3), .bool(true)), (.integer(4), .array([])),
            (.text("alg"), .integer(-7)),
        ]
        for (name, wert) in falsch {
            var verdorben = angaben
            verdorben[name] = wert
            #expect(throws: PasskeyError.self, "\(name)") { try COSEKey(.map(verdorben)) }
        }
        #expect(throws: PasskeyError.malformed) { try COSEKey(.array([])) }
    }

    static func geraete() -> [SoftwareAuthenticator] {
        [SoftwareAuthenticator(),
         SoftwareAuthenticator(.edDSA(Curve25519.Signing.PrivateKey()))]
    }

    @Test("Anlegen und nachweisen mit ES256 und EdDSA; ein Bit anders, und es gilt nicht")
    func nachweis() throws {
        let stelle = try #require(Self.stelle)
        for var geraet in Self.geraete() {
            geraet.flags = [.userPresent, .userVerified, .backupEligible, .backedUp]
            let neu = try stelle.verify(geraet.registration("abc"))
            #expect(neu.id == geraet.id && neu.isBackupEligible && neu.isBackedUp)
            let bekannt = RelyingParty.Known(
                cose: neu.cose, counter: 0, isBackupEligible: true)
            let gut = try geraet.assertion("abc")
            #expect(try stelle.verify(gut, with: bekannt).isBackedUp)
            var andere = gut.signature
            andere[andere.count - 1] ^= 1
            let verdorben = RelyingParty.Assertion(
                credential: gut.credential, clientData: gut.clientData,
                authenticatorData: gut.authenticatorData, signature: andere, user: gut.user)
            #expect(throws: PasskeyError.signature) {
                try stelle.verify(verdorben, with: bekannt)
            }
            let fremde = RelyingParty.Known(
                cose: Data(SoftwareAuthenticator().cose), counter: 0, isBackupEligible: true)
            #expect(throws: PasskeyError.signature) { try stelle.verify(gut, with: fremde) }
            let fest = RelyingParty.Known(cose: neu.cose, counter: 0, isBackupEligible: false)
            #expect(throws: PasskeyError.backup) { try stelle.verify(gut, with: fest) }
        }
    }

    @Test("Falscher Zweck, fremde Seite, fremder Dienst, ohne Handlung oder PIN: abgewiesen")
    func abgewiesen() throws {
        let stelle = try #require(Self.stelle)
        let biegen: [(PasskeyError, @Sendable (inout SoftwareAuthenticator) -> Void)] = [
            (.origin, { $0.origin = "https://mandat.example.evil" }),
            (.origin, { $0.origin = "http://mandat.example" }),
            (.origin, { $0.origin = "https://mandat.example:444" }),
            (.embedded, { $0.isEmbedded = true }),
            (.relyingParty, { $0.party = "example" }),
            (.userPresence, { $0.flags = [.userVerified] }),
            (.userVerification, { $0.flags = [.userPresent] }),
        ]
        for (grund, verbiegen) in biegen {
            var geraet = SoftwareAuthenticator()
            verbiegen(&geraet)
            let bekannt = RelyingParty.Known(
                cose: Data(geraet.cose), counter: 0, isBackupEligible: false)
            let nachweis = try geraet.assertion("abc")
            #expect(throws: grund) { try stelle.verify(geraet.registration("abc")) }
            #expect(throws: grund) { try stelle.verify(nachweis, with: bekannt) }
        }
        let geraet = SoftwareAuthenticator()
        let vertauscht = geraet.registration("abc", type: "webauthn.get")
        #expect(throws: PasskeyError.purpose) { try stelle.verify(vertauscht) }
        let leer = RelyingParty.Registration(clientData: Data("{}".utf8), attestation: Data())
        #expect(throws: PasskeyError.malformed) { try stelle.verify(leer) }
    }

    @Test("Der Zähler steigt oder steht immer auf null", arguments: [
        (0, 0, true), (0, 1, true), (5, 6, true), (5, 5, false), (5, 4, false), (5, 0, false),
        (UInt32.max, UInt32.max, false),
    ] as [(UInt32, UInt32, Bool)])
    func zaehler(bisher: UInt32, jetzt: UInt32, gilt: Bool) throws {
        let stelle = try #require(Self.stelle)
        var geraet = SoftwareAuthenticator()
        geraet.counter = jetzt
        let bekannt = RelyingParty.Known(
            cose: Data(geraet.cose), counter: bisher, isBackupEligible: false)
        let nachweis = try geraet.assertion("abc")
        if gilt {
            #expect(try stelle.verify(nachweis, with: bekannt).counter == jetzt)
        } else {
            #expect(throws: PasskeyError.counter) { try stelle.verify(nachweis, with: bekannt) }
        }
    }

    @Test("An welche Adresse sich Passkeys binden lassen", arguments: [
        ("https://mandat.kreis-borken.de", "https://mandat.kreis-borken.de"),
        ("https://mandat.kreis-borken.de:443", "https://mandat.kreis-borken.de"),
        ("https://mandat.kreis-borken.de:8443", "https://mandat.kreis-borken.de:8443"),
        ("http://localhost:8080", "http://localhost:8080"), ("https://amt", "https://amt"),
        ("http://mandat.kreis-borken.de", nil), ("http://localhost.evil", nil),
        ("https://10.0.0.1", nil), ("http://127.0.0.1:8080", nil), ("https://", nil),
        ("https://Mandat.de", nil), ("https://mandat.de/", nil), ("https://mandat.de:0", nil),
        ("https://mandat.de:08", nil), ("https://mandat.de:65536", nil), ("https://a@b.de", nil),
        ("https://-a.de", nil), ("https://a..de", nil), ("ftp://mandat.de", nil), ("", nil),
    ] as [(String, String?)])
    func adresse(text: String, herkunft: String?) {
        #expect(RelyingParty(text)?.origin == herkunft)
    }

    @Test("Verfälschtes vom Gerät und vom Browser: nie ein Absturz, immer ein Grund (ASVS V2)")
    func verfaelscht() throws {
        let stelle = try #require(Self.stelle), geraet = SoftwareAuthenticator()
        let anlegen = geraet.registration("abc"), nachweis = try geraet.assertion("abc")
        let bekannt = RelyingParty.Known(
            cose: Data(geraet.cose), counter: 0, isBackupEligible: false)
        laufe("CBOR", [Array(anlegen.attestation), geraet.cose]) { eingabe in
            _ = try CBOR.read(eingabe)
        }
        let alle = Self.geraete().map { Array($0.registration("abc").attestation) }
        laufe("Bescheinigung", alle) { eingabe in
            _ = try stelle.verify(RelyingParty.Registration(
                clientData: anlegen.clientData, attestation: Data(eingabe)))
        }
        laufe("Angaben des Geräts", [Array(geraet.authenticatorData(isNew: true))]) { eingabe in
            _ = try AuthenticatorData(Data(eingabe))
        }
        laufe("Angaben des Browsers", [Array(nachweis.clientData)]) { eingabe in
            guard Data(eingabe) != nachweis.clientData else { return }
            _ = try stelle.verify(
                RelyingParty.Assertion(
                    credential: nachweis.credential, clientData: Data(eingabe),
                    authenticatorData: nachweis.authenticatorData, signature: nachweis.signature,
                    user: Data()),
                with: bekannt)
            throw Unentdeckt()
        }
    }

    private struct Unentdeckt: Error {}

    private func laufe(_ name: String, _ vorlagen: [[UInt8]], _ probe: ([UInt8]) throws -> Void) {
        let lauf = FuzzRun(name, seeds: vorlagen)
        while let eingabe = lauf.next() {
            do { try probe(eingabe) } catch is CBOR.Malformed {
            } catch is PasskeyError {
            } catch { lauf.unexpected(error) }
        }
        lauf.finish()
        #expect(lauf.isClean, "\(lauf.report)")
    }

    private static func bytes(_ hex: String) -> [UInt8] {
        stride(from: 0, to: hex.count, by: 2).compactMap { stelle in
            UInt8(hex.dropFirst(stelle).prefix(2), radix: 16)
        }
    }
}
