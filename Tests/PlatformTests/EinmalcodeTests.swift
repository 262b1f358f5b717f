import Foundation
import Grundwerte
@testable import Platform
import Postgres
import TestSupport
import Testing

@Suite("Einmalcodes: niemand kennt oder wählt ein fremdes Kennwort (ASVS V6.4.1, V6.4.6; B-7.4)")
struct EinmalcodeTests {
    /// Eine Person der Kommune, der die Fachadministration das Kennwort zurückgesetzt hat.
    private struct Lage {
        let verbund: TestVerbund
        let ahaus: Mandant
        let leitung: Akteur
        let admin: Akteur
        let wer: Akteur
        let ich: User.ID
        let signIn: SignIn
        let code: Einmalcode

        var name: String { "test-\(wer.anfrage)" }

        static func neu() async throws -> Lage {
            let verbund = try await TestVerbund.neu(), ahaus = try await verbund.mandant("ahaus")
            let wer = try await verbund.akteur("auskunft", mandant: ahaus)
            let signIn = SignIn(database: verbund.database, hashing: PasswordThread(cost: .test))
            let lage = Lage(
                verbund: verbund, ahaus: ahaus,
                leitung: try await verbund.akteur("leitung", mandant: ahaus),
                admin: try await verbund.akteur("fachadministration"), wer: wer,
                ich: try #require(wer.benutzer), signIn: signIn, code: .neu())
            return lage
        }

        func zuruecksetzen() async throws {
            let hash = try await code.hash(PasswordThread(cost: .test), cost: .test), ich = ich
            try await verbund.database.writePlatform(.benutzerVerwalten, als: admin) {
                try User.kennwortZuruecksetzen(ich, einmalcode: hash, in: $0)
            }
        }

        func anmelden(_ kennwort: String) async throws -> String {
            try await signIn.begin(name: name, password: kennwort, address: "10.0.0.1")
        }

        func rechte() async throws -> Set<Permission> {
            let tag = verbund.tag, ich = ich
            return try await verbund.database.platform.read {
                try User.rechte(ich, am: tag, in: $0).rechte
            }
        }

        func wartende() async throws -> [Zugangsbestaetigung.Rolle] {
            let mandant = ahaus.id
            return try await verbund.database.readPlatform(.zugangBeantragen, als: leitung) {
                try Zugangsbestaetigung.rollen(mandant: mandant, in: $0)
            }
        }
    }

    @Test("80 Bit in vier Gruppen; getippt wird er klein, mit Leerzeichen, mit O statt 0")
    func form() {
        let codes = Set((0..<100).map { _ in Einmalcode.neu().text })
        #expect(codes.count == 100)
        for code in codes {
            #expect(code.wholeMatch(of: /([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}/) != nil)
        }
        #expect(Einmalcode.rein(" o1il-7k3m ab") == "01117K3MAB")
    }

    @Test("Der Code öffnet einmal und nur die Wahl des Kennworts; das alte ist tot")
    func einmal() async throws {
        let lage = try await Lage.neu()
        let vorher = try await lage.anmelden(TestVerbund.kennwort)
        try await lage.zuruecksetzen()
        #expect(try await lage.signIn.session(token: vorher) == nil, "Alle Sitzungen enden.")
        await #expect(throws: SignIn.Failure.wrong) {
            try await lage.anmelden(TestVerbund.kennwort)
        }
        let token = try await lage.anmelden(lage.code.text.lowercased())
        #expect(try await lage.signIn.session(token: token) == nil)
        #expect(try await lage.signIn.owesPassword(token: token) == lage.name)
        await #expect(throws: SignIn.Failure.wrong) { try await lage.anmelden(lage.code.text) }
        let eigenes = try PasswordHash(password: "Anker Brot Wolke Zebra", cost: .test)
        let neu = try await lage.signIn.choosePassword(token: token, eigenes)
        #expect(try await lage.signIn.session(token: neu)?.user.id == lage.ich)
        await #expect(throws: SignIn.Failure.wrong) {
            try await lage.signIn.choosePassword(token: token, eigenes)
        }
        let danach = try await lage.anmelden("Anker Brot Wolke Zebra")
        #expect(try await lage.signIn.session(token: danach) != nil)
        try await lage.verbund.abbauen()
    }

    @Test("Ein abgelaufener Code ist wie ein falsches Kennwort; länger als drei Tage gilt keiner")
    func frist() async throws {
        let lage = try await Lage.neu()
        try await lage.zuruecksetzen()
        let server = try lage.verbund.superuser()
        defer { server.close() }
        #expect(try server.scalar("""
            SELECT count(*) FROM platform.einmalcode
             WHERE laeuft_ab = erzeugt_am + make_interval(days => \(Int32(Einmalcode.tage)))
            """, as: Int.self) == 1)
        let laenger = #expect(throws: PostgresError.self) {
            try server.execute(
                "UPDATE platform.einmalcode SET laeuft_ab = laeuft_ab + interval '1 second'")
        }
        #expect(laenger?.constraint == "einmalcode_frist")
        try server.execute(
            "UPDATE platform.einmalcode SET laeuft_ab = now() - interval '1 second'")
        await #expect(throws: SignIn.Failure.wrong) { try await lage.anmelden(lage.code.text) }
        try await lage.verbund.abbauen()
    }

    @Test("In der Datenbank steht nur der Hash, mit scrypt, und kein Kennwort mehr")
    func hash() async throws {
        let lage = try await Lage.neu()
        try await lage.zuruecksetzen()
        let server = try lage.verbund.superuser()
        defer { server.close() }
        let zeile = try server.scalar("SELECT c::text FROM platform.einmalcode c", as: String.self)
        #expect(zeile.contains("$scrypt$"))
        #expect(!zeile.contains(lage.code.text))
        #expect(!zeile.contains(Einmalcode.rein(lage.code.text)))
        #expect(try server.scalar(
            "SELECT kennwort IS NULL FROM platform.benutzer WHERE id = \(lage.ich)",
            as: Bool.self))
        try await lage.verbund.abbauen()
    }

    @Test("Danach gilt keine Rolle, bis die Kommune sie bestätigt; sie sieht den Grund")
    func rollen() async throws {
        let lage = try await Lage.neu()
        #expect(try await lage.rechte().contains(.fallLesen))
        try await lage.zuruecksetzen()
        #expect(try await lage.rechte().isEmpty)
        let rolle = try #require(try await lage.wartende().first)
        let eingriff = try #require(rolle.lage.eingriff)
        #expect(eingriff.istKennwort && eingriff.von == lage.admin.name)
        #expect(!rolle.istBestaetigbar, "Noch öffnet der Einmalcode das Konto.")
        try lage.verbund.kennwortWaehlen(lage.ich)
        #expect(try await lage.wartende().first?.istBestaetigbar == true)
        try await lage.verbund.database.write(lage.ahaus, .zugangBeantragen, als: lage.leitung) {
            _ = try Zugangsbestaetigung.bestaetigen(
                [rolle.zuweisung.id], gezeigt: .distantFuture, in: $0)
        }
        #expect(try await lage.rechte().contains(.fallLesen))
        try await lage.verbund.abbauen()
    }

    @Test("Auch wer den zweiten Faktor entfernt, nimmt den Rollen die Geltung")
    func faktor() async throws {
        let lage = try await Lage.neu(), ich = lage.ich
        try await lage.verbund.database.writePlatform(.benutzerVerwalten, als: lage.admin) {
            try User.faktorEntfernen(ich, grund: "Telefon verloren", in: $0)
        }
        #expect(try await lage.rechte().isEmpty)
        let eingriff = try #require(try await lage.wartende().first?.lage.eingriff)
        #expect(!eingriff.istKennwort && eingriff.von == lage.admin.name)
        try await lage.verbund.abbauen()
    }

    @Test("Der Login der Plattform setzt kein fremdes Kennwort und keinen Code ohne diese Folge")
    func plattform() async throws {
        let lage = try await Lage.neu()
        let web = try lage.verbund.verbindung(login: "mandat_platform")
        defer { web.close() }
        let hash = try PasswordHash(password: "x", cost: .test).text
        for sql: SQL in [
            "UPDATE benutzer SET kennwort = \(hash) WHERE id = \(lage.ich)",
            """
            INSERT INTO benutzer (id, anmeldename, name, mandant_id, kennwort)
            VALUES (\(UUIDv7()), 'fremd', 'Fremd', \(lage.ahaus.id), \(hash))
            """,
        ] {
            let fehler = #expect(throws: PostgresError.self) { try web.execute(sql) }
            #expect(fehler?.constraint == "benutzer_kennwort")
        }
        #expect(throws: PostgresError.self) { try web.execute("DELETE FROM rollenbestaetigung") }
        #expect(throws: PostgresError.self) { try web.execute("DELETE FROM kontoeingriff") }
        #expect(try await lage.rechte().contains(.fallLesen))
        try web.execute("INSERT INTO einmalcode (benutzer_id, hash) VALUES (\(lage.ich), \(hash))")
        #expect(try await lage.rechte().isEmpty)
        let eingriff = try #require(try await lage.wartende().first?.lage.eingriff)
        #expect(eingriff.von.isEmpty)
        try await lage.verbund.abbauen()
    }
}
