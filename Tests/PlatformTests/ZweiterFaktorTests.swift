import Crypto
import Foundation
import Grundwerte
@testable import Platform
import Postgres
import TestSupport
import Testing

@Suite("Zweiter Faktor (TOTP, RFC 6238) und Kennwortregel")
struct ZweiterFaktorTests {
    @Test("Die Beispiele aus RFC 6238, Anhang B, auf sechs Ziffern", arguments: [
        (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"),
        (1_234_567_890, "005924"), (2_000_000_000, "279037"), (20_000_000_000, "353130"),
    ])
    func beispiele(sekunden: Int, code: String) {
        let totp = Totp(geheimnis: Array("12345678901234567890".utf8))
        let zeit = Date(timeIntervalSince1970: Double(sekunden))
        #expect(totp.code(Totp.schritt(zeit)) == code)
        #expect(totp.text == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    }

    @Test("Ein Code gilt einen Schritt davor und danach, nie zweimal und nie nach einem späteren")
    func fenster() {
        let totp = Totp.neu(), zeit = Date(timeIntervalSince1970: 3_000_000)
        let jetzt = Totp.schritt(zeit)
        for versatz in -1...1 {
            let schritt = jetzt + Int64(versatz)
            #expect(totp.pruefe(totp.code(schritt), um: zeit, nach: 0) == schritt)
            #expect(totp.pruefe(totp.code(schritt), um: zeit, nach: schritt) == nil)
        }
        for schritt in [jetzt - 2, jetzt + 2] where totp.code(schritt) != totp.code(jetzt) {
            #expect(totp.pruefe(totp.code(schritt), um: zeit, nach: 0) == nil)
        }
        let gueltige = Set((-1...1).map { totp.code(jetzt + $0) })
        for ziffer in 0..<10 {
            for stelle in 0..<6 {
                var falsch = Array(totp.code(jetzt))
                falsch[stelle] = Character("\(ziffer)")
                guard !gueltige.contains(String(falsch)) else { continue }
                #expect(totp.pruefe(String(falsch), um: zeit, nach: 0) == nil)
            }
        }
        #expect(totp.pruefe("", um: zeit, nach: 0) == nil)
        #expect(totp.pruefe(String(totp.code(jetzt).prefix(5)), um: zeit, nach: 0) == nil)
    }

    @Test("Mit zweitem Faktor öffnet das Kennwort allein nichts; Code und Ersatzcode je einmal")
    func anmeldung() async throws {
        let verbund = try await TestVerbund.neu(), schloss = verbund.database.schloss
        let wer = try await verbund.akteur("statistik"), zeit = verbund.database.uhr.jetzt
        let (totp, codes) = try await verbund.database.writePlatform(.kontoFuehren, als: wer) {
            let totp = try ZweiterFaktor.beginnen(schloss, in: $0)
            let erster = totp.code(Totp.schritt(zeit) - 1)
            return (totp, try ZweiterFaktor.bestaetigen(erster, um: zeit, schloss, in: $0))
        }
        #expect(codes.count == 8)
        #expect(Set(codes).count == 8)
        let signIn = SignIn(database: verbund.database, hashing: PasswordThread(cost: .test))
        func beginnen() async throws -> String {
            try await signIn.begin(name: "test-\(wer.anfrage)", password: TestVerbund.kennwort,
                                   address: "10.0.0.1")
        }
        let token = try await beginnen()
        #expect(try await signIn.session(token: token) == nil)
        #expect(try await signIn.waits(token: token))
        await #expect(throws: SignIn.Failure.wrong) {
            try await signIn.complete(token: token, code: "000000x", address: "10.0.0.1")
        }
        let code = totp.code(Totp.schritt(zeit))
        let neu = try await signIn.complete(token: token, code: code, address: "10.0.0.1")
        #expect(try await signIn.session(token: neu)?.user.id == wer.benutzer)
        #expect(try await signIn.session(token: token) == nil, "Das alte Token öffnet nichts.")
        let zweites = try await beginnen()
        await #expect(throws: SignIn.Failure.wrong) {
            try await signIn.complete(token: zweites, code: code, address: "10.0.0.1")
        }
        let ersatz = codes[0].uppercased()
        _ = try await signIn.complete(token: zweites, code: ersatz, address: "10.0.0.1")
        let drittes = try await beginnen()
        await #expect(throws: SignIn.Failure.wrong) {
            try await signIn.complete(token: drittes, code: ersatz, address: "10.0.0.1")
        }
        try await verbund.abbauen()
    }

    @Test("Das Geheimnis liegt verschlüsselt in der Datenbank und öffnet sich nur für seine Person")
    func verschlossen() async throws {
        let verbund = try await TestVerbund.neu(), schloss = verbund.database.schloss
        let wer = User.ID(), geheimnis = Totp.neu().geheimnis
        let daten = try schloss.verschliessen(geheimnis, fuer: wer)
        #expect(daten.count == 56)
        #expect(daten.range(of: Data(geheimnis)) == nil)
        #expect(try schloss.oeffnen(daten, fuer: wer) == geheimnis)
        #expect(throws: (any Error).self) { try schloss.oeffnen(daten, fuer: User.ID()) }
        try await verbund.abbauen()
    }

    @Test("Eigene Sitzungen sieht und beendet man selbst, fremde nicht")
    func sitzungen() async throws {
        let verbund = try await TestVerbund.neu()
        let ich = try await verbund.akteur("statistik")
        let andere = try await verbund.akteur("statistik")
        let signIn = SignIn(database: verbund.database, hashing: PasswordThread(cost: .test))
        let token = try await signIn.begin(
            name: "test-\(ich.anfrage)", password: TestVerbund.kennwort, address: "10.0.0.1",
            browser: "Firefox auf Linux")
        let eigene = try await verbund.database.readPlatform(.kontoFuehren, als: ich) {
            try Sitzung.eigene(in: $0)
        }
        #expect(eigene.map(\.browser) == ["Firefox auf Linux"])
        let id = try #require(eigene.first).id
        await #expect(throws: Hindernis.self) {
            try await verbund.database.writePlatform(.kontoFuehren, als: andere) {
                try Sitzung.beenden(id, in: $0)
            }
        }
        #expect(try await signIn.session(token: token) != nil)
        try await verbund.database.writePlatform(.kontoFuehren, als: ich) {
            try Sitzung.beenden(id, in: $0)
        }
        #expect(try await signIn.session(token: token) == nil)
        try await verbund.abbauen()
    }

    @Test(
        "Ein Kennwort ist lang, nicht der Name und keines von denen, die jeder probiert",
        arguments: [
            ("Korrekt-Pferd-Batterie", true), ("vier wörter reichen gut", true), ("kurz", false),
            ("Passwort123456", false), ("1qaz2wsx3edc", false), ("aaaaaaaaaaaaaa", false),
            ("i.brockhoff-2026", false), ("Sommer20262026!", false),
        ])
    func kennwort(kennwort: String, gilt: Bool) {
        #expect((Kennwortregel.einwand(kennwort, name: "i.brockhoff") == nil) == gilt)
    }

    @Test("Was in der Liste bekannt gewordener Kennwörter steht, wird nicht gehasht")
    func kennwortliste() async throws {
        let bekannte = (0..<500).map { "Leck \($0) Leck" }
        let zeilen = bekannte.map { hexText(Insecure.SHA1.hash(data: Data($0.utf8))).uppercased() }
            .sorted()
        for (ende, zusatz) in [("\n", ":17"), ("\r\n", ":3"), ("\n", "")] {
            let text = zeilen.map { $0 + zusatz }.joined(separator: ende)
            for inhalt in [text, text + ende] {
                let liste = try Kennwortliste(daten: Data(inhalt.utf8))
                #expect(bekannte.allSatisfy(liste.enthaelt))
                #expect((500..<1_000).allSatisfy { !liste.enthaelt("Leck \($0) Leck") })
            }
        }
        let eine = try Kennwortliste(daten: Data(zeilen[0].utf8))
        #expect(bekannte.filter(eine.enthaelt).count == 1)
        for falsch in ["", "abc", zeilen[1] + "\n" + zeilen[0], "kennwort\n" + zeilen[0]] {
            #expect(throws: Kennwortliste.Unbrauchbar.self) {
                try Kennwortliste(daten: Data(falsch.utf8))
            }
        }
        let thread = PasswordThread(
            cost: .test, liste: try Kennwortliste(daten: Data(zeilen.joined(separator: "\n").utf8)))
        await #expect(throws: Hindernis.self) {
            try await thread.hash(bekannte[7], cost: .test)
        }
        _ = try await thread.hash("Anker Brot Wolke Zebra", cost: .test)
    }

    @Test("Die Liste erkennt ein Kennwort in jeder Form, in der es öffnet (NFKC)")
    func normalform() throws {
        let text = "Pässe für fische"
        let hash = hexText(Insecure.SHA1.hash(
            data: Data(text.precomposedStringWithCompatibilityMapping.utf8)))
        let liste = try Kennwortliste(daten: Data(hash.utf8))
        for form in [text, text.decomposedStringWithCanonicalMapping, "Pässe für \u{FB01}sche"] {
            #expect(liste.enthaelt(form))
        }
        #expect(!liste.enthaelt("Paesse für fische"))
    }

    @Test("Ein Wiederherstellungscode hat 118 zufällige Bits")
    func codelaenge() async throws {
        let verbund = try await TestVerbund.neu(), wer = try await verbund.akteur("statistik")
        let schloss = verbund.database.schloss, zeit = verbund.database.uhr.jetzt
        let codes = try await verbund.database.writePlatform(.kontoFuehren, als: wer) { session in
            let totp = try ZweiterFaktor.beginnen(schloss, in: session)
            return try ZweiterFaktor.bestaetigen(
                totp.code(Totp.schritt(zeit)), um: zeit, schloss, in: session)
        }
        #expect(Set(codes).count == 8)
        #expect(codes.allSatisfy { $0.filter { $0 != "-" }.count == 24 })
        #expect(Set(codes.joined()).isSubset(of: "abcdefghjkmnpqrstuvwxyz23456789-"))
        #expect(24 * log2(31.0) >= 118)
        try await verbund.abbauen()
    }
}
