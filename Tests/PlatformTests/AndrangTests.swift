import Foundation
import Grundwerte
@testable import Platform
import Postgres
import TestSupport
import Testing

@Suite("Viele zugleich an der Tür: gezählt wird genau, wer recht hat, kommt hinein (ASVS V6.3.1)")
struct AndrangTests {
    private static let falsch = "\(SignIn.Failure.wrong)", zuOft = "\(SignIn.Failure.tooMany)"

    private struct Lage {
        let verbund: TestVerbund
        let signIn: SignIn
        let wer: Akteur

        var name: String { "test-\(wer.anfrage)" }

        static func neu(
            _ thread: PasswordThread = PasswordThread(cost: .test)
        ) async throws -> Lage {
            let verbund = try await TestVerbund.neu()
            return Lage(verbund: verbund,
                        signIn: SignIn(database: verbund.database, hashing: thread),
                        wer: try await verbund.akteur("statistik"))
        }

        /// So viele tun es zugleich; wie oft was dabei herauskam.
        func zugleich(
            _ anzahl: Int, _ tun: @escaping @Sendable (Int) async throws -> Void
        ) async -> [String: Int] {
            await withTaskGroup(of: String.self) { gruppe in
                for nummer in 0..<anzahl {
                    gruppe.addTask {
                        do {
                            try await tun(nummer)
                            return "hinein"
                        } catch {
                            return "\(error)"
                        }
                    }
                }
                var alle: [String: Int] = [:]
                for await eines in gruppe { alle[eines, default: 0] += 1 }
                return alle
            }
        }

        func zahl(_ sql: String) throws -> Int {
            let server = try verbund.superuser()
            defer { server.close() }
            return try server.scalar("\(unescaped: sql)")
        }

        func admin(_ sql: String) throws {
            let server = try verbund.superuser()
            defer { server.close() }
            try server.execute("\(unescaped: sql)")
        }
    }

    private static let gezaehlt = "SELECT count(*) FROM platform.anmeldeversuch WHERE NOT offen"
    private static let offen = "SELECT count(*) FROM platform.anmeldeversuch WHERE offen"

    @Test("Von dreißig falschen Kennwörtern für einen Namen zugleich werden zehn angehört")
    func name() async throws {
        let lage = try await Lage.neu(), signIn = lage.signIn, name = lage.name
        let ergebnis = await lage.zugleich(30) { nummer in
            _ = try await signIn.begin(
                name: name, password: "falsch", address: "10.0.0.\(nummer)")
        }
        #expect(ergebnis == [Self.falsch: 10, Self.zuOft: 20])
        #expect(try lage.zahl(Self.gezaehlt) == 10)
        #expect(try lage.zahl(Self.offen) == 0)
        try await lage.verbund.abbauen()
    }

    @Test("Von vierzig Namen zugleich von einer Adresse werden dreißig angehört")
    func adresse() async throws {
        let lage = try await Lage.neu(), signIn = lage.signIn
        let ergebnis = await lage.zugleich(40) { nummer in
            _ = try await signIn.begin(
                name: "niemand-\(nummer)", password: "falsch", address: "10.0.0.1")
        }
        #expect(ergebnis == [Self.falsch: 30, Self.zuOft: 10])
        #expect(try lage.zahl(Self.gezaehlt) == 30)
        try await lage.verbund.abbauen()
    }

    @Test("Von zwanzig falschen Codes zugleich werden zehn geprüft")
    func codes() async throws {
        let lage = try await Lage.neu(), signIn = lage.signIn
        let schloss = lage.verbund.database.schloss, zeit = lage.verbund.database.uhr.jetzt
        try await lage.verbund.database.writePlatform(.kontoFuehren, als: lage.wer) { session in
            let totp = try ZweiterFaktor.beginnen(schloss, in: session)
            _ = try ZweiterFaktor.bestaetigen(
                totp.code(Totp.schritt(zeit)), um: zeit, schloss, in: session)
        }
        let token = try await signIn.begin(
            name: lage.name, password: TestVerbund.kennwort, address: "10.0.0.1")
        let ergebnis = await lage.zugleich(20) { _ in
            _ = try await signIn.complete(token: token, code: "kein Code", address: "10.0.0.1")
        }
        #expect(ergebnis == [Self.falsch: 10, Self.zuOft: 10])
        #expect(try lage.zahl(Self.gezaehlt) == 10)
        try await lage.verbund.abbauen()
    }

    @Test("Eine ganze Dienststelle meldet sich zugleich von einer Adresse an, und nichts bleibt")
    func dienststelle() async throws {
        let lage = try await Lage.neu(), signIn = lage.signIn
        var namen: [String] = []
        for _ in 1...3 {
            namen.append("test-\(try await lage.verbund.akteur("statistik").anfrage)")
        }
        let leute = namen
        let ergebnis = await lage.zugleich(39) { nummer in
            _ = try await signIn.begin(
                name: leute[nummer % 3], password: TestVerbund.kennwort, address: "10.0.0.1")
        }
        #expect(ergebnis == ["hinein": 39])
        #expect(try lage.zahl("SELECT count(*) FROM platform.anmeldeversuch") == 0)
        try await lage.verbund.abbauen()
    }

    @Test("Was ein abgestürzter Prozess offen ließ, zählt nach einer Minute, in keiner Liste")
    func abgestuerzt() async throws {
        let lage = try await Lage.neu()
        try lage.admin("""
            INSERT INTO platform.anmeldeversuch (id, name_sha256, adresse, am, offen)
            SELECT gen_random_uuid(), sha256(convert_to('\(lage.name)', 'UTF8')), '10.0.0.9',
                   now() - interval '2 minutes', true FROM generate_series(1, 10)
            """)
        await #expect(throws: SignIn.Failure.tooMany) {
            try await lage.signIn.begin(
                name: lage.name, password: TestVerbund.kennwort, address: "10.0.0.1")
        }
        let admin = try await lage.verbund.akteur("fachadministration")
        let reihen = try await lage.verbund.database.readPlatform(
            .benutzerVerwalten, als: admin) { try Fehlversuchsreihe.jeName(in: $0) }
        #expect(reihen.isEmpty)
        try await lage.verbund.abbauen()
    }

    @Test("Geschlossen wird die Tür mit einer Zeile im Protokoll, nicht mit einer je Versuch")
    func protokoll() async throws {
        let lage = try await Lage.neu()
        for nummer in 0..<14 {
            _ = try? await lage.signIn.begin(
                name: lage.name, password: "falsch", address: "10.0.0.\(nummer)")
        }
        let zeile = "FROM platform.audit WHERE vorgang = 'anmeldung.gesperrt'"
        #expect(try lage.zahl("SELECT count(*) \(zeile)") == 1)
        #expect(try lage.zahl("SELECT count(*) \(zeile) AND angaben->>'konto' = '\(lage.name)'")
            == 1)
        try await lage.verbund.abbauen()
    }

    @Test("Sind alle Plätze vor der Prüfung besetzt, wird niemand angehört und nichts gezählt")
    func voll() async throws {
        let thread = PasswordThread(cost: .test), lage = try await Lage.neu(thread)
        let signIn = lage.signIn, name = lage.name
        try await thread.besetzt(PasswordThread.places) {
            await #expect(throws: PasswordThread.Crowded.self) {
                try await signIn.begin(name: name, password: "falsch", address: "10.0.0.1")
            }
            await #expect(throws: PasswordThread.Crowded.self) {
                try await thread.hash("Anker Brot Wolke Zebra", cost: .test)
            }
        }
        #expect(try lage.zahl("SELECT count(*) FROM platform.anmeldeversuch") == 0)
        try await thread.besetzt(PasswordThread.places - 1) {
            _ = try await signIn.begin(
                name: name, password: TestVerbund.kennwort, address: "10.0.0.1")
        }
        try await lage.verbund.abbauen()
    }

    @Test("Wer zurückgesetzt wird, während sein Kennwort geprüft wird, hat danach keine Sitzung")
    func zuruecksetzen() async throws {
        let lage = try await Lage.neu(), signIn = lage.signIn, name = lage.name
        let ich = try #require(lage.wer.benutzer)
        let langsam = try PasswordHash(password: TestVerbund.kennwort).text
        try lage.admin("""
            UPDATE platform.benutzer SET kennwort = '\(langsam)' WHERE id = '\(ich)'
            """)
        let admin = try await lage.verbund.akteur("fachadministration")
        let code = try await Einmalcode.neu().hash(PasswordThread(cost: .test), cost: .test)
        async let anmeldung = signIn.begin(
            name: name, password: TestVerbund.kennwort, address: "10.0.0.1")
        for _ in 0..<1_000 {
            if try lage.zahl(Self.offen) > 0 { break }
            try await Task.sleep(for: .milliseconds(2))
        }
        try await lage.verbund.database.writePlatform(.benutzerVerwalten, als: admin) {
            try User.kennwortZuruecksetzen(ich, einmalcode: code, in: $0)
        }
        if let token = try? await anmeldung {
            #expect(try await signIn.session(token: token) == nil)
        }
        #expect(try lage.zahl("""
            SELECT count(*) FROM platform.anmeldung WHERE beendet_am IS NULL
            """) == 0)
        try await lage.verbund.abbauen()
    }

    @Test("IPv6 zählt je Netz von 64 Bit, IPv4 je Adresse", arguments: [
        ("10.1.2.3", "10.1.2.3"), ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:DB8:1:3::1", "2001:db8:1:3::/64"), ("2001:db8::1", "2001:db8:0:0::/64"),
        ("::1", "0:0:0:0::/64"), ("::ffff:10.1.2.3", "10.1.2.3"), ("unbekannt", "unbekannt"),
        ("", ""),
    ])
    func netz(adresse: String, stelle: String) {
        #expect(Netzadresse.stelle(adresse) == stelle)
    }
}

extension PasswordThread {
    /// So viele Plätze sind besetzt, während das geschieht.
    fileprivate func besetzt(_ plaetze: Int, _ tun: () async throws -> Void) async throws {
        guard plaetze > 0 else { return try await tun() }
        try await place { try await besetzt(plaetze - 1, tun) }
    }
}
