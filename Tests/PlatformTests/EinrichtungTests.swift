import Foundation
import Grundwerte
@testable import Platform
import Postgres
import TestSupport
import Testing

@Suite("Zweiter Faktor: Begonnenes endet, Gebrauch steht im Protokoll (ASVS V6.5, V16.3)")
struct EinrichtungTests {
    private struct Lage {
        let verbund: TestVerbund
        let signIn: SignIn
        let wer: Akteur
        let ich: User.ID

        var zeit: Date { verbund.database.uhr.jetzt }

        static func neu() async throws -> Lage {
            let verbund = try await TestVerbund.neu(), wer = try await verbund.akteur("statistik")
            return Lage(
                verbund: verbund,
                signIn: SignIn(database: verbund.database, hashing: PasswordThread(cost: .test)),
                wer: wer, ich: try #require(wer.benutzer))
        }

        func beginnen() async throws -> Totp {
            let schloss = verbund.database.schloss
            return try await verbund.database.writePlatform(.kontoFuehren, als: wer) {
                try ZweiterFaktor.beginnen(schloss, in: $0)
            }
        }

        func bestaetigen(_ totp: Totp, _ versatz: Int64 = 0) async throws -> [String] {
            let schloss = verbund.database.schloss, zeit = zeit
            return try await verbund.database.writePlatform(.kontoFuehren, als: wer) {
                try ZweiterFaktor.bestaetigen(
                    totp.code(Totp.schritt(zeit) + versatz), um: zeit, schloss, in: $0)
            }
        }

        func anmelden(_ kennwort: String = TestVerbund.kennwort) async throws -> String {
            try await signIn.begin(
                name: "test-\(wer.anfrage)", password: kennwort, address: "10.0.0.1")
        }

        func scalars(_ sql: String) throws -> [String] {
            let server = try verbund.superuser()
            defer { server.close() }
            return try server.scalars("\(unescaped: sql)")
        }

        /// Ob noch eine Einrichtung offen ist.
        func istOffen() throws -> Bool {
            try !scalars("""
                SELECT 'x' FROM platform.zweiter_faktor WHERE bestaetigt_am IS NULL
                """).isEmpty
        }
    }

    @Test("Jeder Beginn ersetzt den vorigen; nach einer Viertelstunde ist er vorbei")
    func frist() async throws {
        let lage = try await Lage.neu(), schloss = lage.verbund.database.schloss
        let erster = try await lage.beginnen(), zweiter = try await lage.beginnen()
        #expect(erster.geheimnis != zweiter.geheimnis)
        let geladen = try await lage.verbund.database.platform.write {
            try ZweiterFaktor.laden(lage.ich, schloss, in: $0)
        }
        #expect(geladen?.totp.geheimnis == zweiter.geheimnis)
        _ = try lage.scalars("""
            UPDATE platform.zweiter_faktor SET begonnen_am = now() - interval '15 minutes'
            RETURNING 'x'
            """)
        let spaet = await #expect(throws: Hindernis.self) { try await lage.bestaetigen(zweiter) }
        #expect(spaet?.art == .konflikt)
        let dritter = try await lage.beginnen()
        #expect(try await lage.bestaetigen(dritter).count == 8)
        await #expect(throws: Hindernis.self, "Ein fertiger wird nicht ersetzt.") {
            try await lage.beginnen()
        }
        try await lage.verbund.abbauen()
    }

    @Test("Ein neues und ein zurückgesetztes Kennwort brechen eine begonnene Einrichtung ab")
    func kennwort() async throws {
        let lage = try await Lage.neu(), ich = lage.ich, datenbank = lage.verbund.database
        let neues = try PasswordHash(password: "Anker Brot Wolke Zebra", cost: .test)
        let token = try await lage.anmelden()
        let diese = try #require(try await lage.signIn.session(token: token)).id
        _ = try await lage.beginnen()
        #expect(try lage.istOffen())
        try await datenbank.writePlatform(.kontoFuehren, als: lage.wer) {
            try User.kennwortSetzen(neues, ausser: diese, in: $0)
        }
        #expect(try !lage.istOffen())

        let admin = try await lage.verbund.akteur("fachadministration"), code = Einmalcode.neu()
        let hash = try await code.hash(PasswordThread(cost: .test), cost: .test)
        _ = try await lage.beginnen()
        try await datenbank.writePlatform(.benutzerVerwalten, als: admin) {
            try User.kennwortZuruecksetzen(ich, einmalcode: hash, in: $0)
        }
        #expect(try !lage.istOffen())

        _ = try await lage.beginnen()
        let einmal = try await lage.anmelden(code.text)
        _ = try await lage.signIn.choosePassword(token: einmal, neues)
        #expect(try !lage.istOffen())
        try await lage.verbund.abbauen()
    }

    @Test("Code, Ersatzcode, Nachweis und Abmelden stehen im Protokoll, der Ersatzcode am Konto")
    func protokoll() async throws {
        let lage = try await Lage.neu(), signIn = lage.signIn, schritt = Totp.schritt(lage.zeit)
        let totp = try await lage.beginnen(), codes = try await lage.bestaetigen(totp, -1)
        func drin(_ code: String) async throws -> LoginSession {
            let neu = try await signIn.complete(
                token: try await lage.anmelden(), code: code, address: "10.0.0.1")
            return try #require(try await signIn.session(token: neu))
        }
        let login = try await drin(codes[0])
        let rueckblick = try await signIn.rueckblick(login)
        #expect(rueckblick.codesUebrig == 7)
        #expect(rueckblick.aenderungen == 1, "Die Einrichtung; der Code ist von eben.")
        _ = try await signIn.confirm(login, proof: totp.code(schritt), address: "10.0.0.1")
        _ = try await signIn.confirm(login, proof: TestVerbund.kennwort, address: "10.0.0.1")
        try await signIn.end(login.id)
        let danach = try await signIn.rueckblick(try await drin(totp.code(schritt + 1)))
        #expect(danach == SignIn.Rueckblick(fehlversuche: 0, aenderungen: 1))
        #expect(try lage.scalars("""
            SELECT vorgang || coalesce(' ' || (angaben->>'womit'), '') FROM platform.audit
             WHERE benutzer_id = '\(lage.ich)'
               AND vorgang NOT IN ('anmeldung.begonnen', 'zweiter_faktor.eingerichtet')
             ORDER BY id
            """) == [
                "wiederherstellungscode.benutzt", "zweiter_faktor.benutzt",
                "nachweis.erbracht Code der App", "nachweis.erbracht Kennwort",
                "anmeldung.beendet", "zweiter_faktor.benutzt",
            ])
        #expect(try lage.scalars("""
            SELECT DISTINCT vorgang FROM platform.audit WHERE gegenstand = '\(login.id)' ORDER BY 1
            """) == ["anmeldung.beendet", "anmeldung.begonnen", "nachweis.erbracht",
                     "zweiter_faktor.benutzt"])
        try await lage.verbund.abbauen()
    }

    @Test("„Zuletzt angemeldet“ meint nur, wer wirklich drin war")
    func zuletzt() async throws {
        let lage = try await Lage.neu(), ich = lage.ich
        let admin = try await lage.verbund.akteur("fachadministration")
        func stand() async throws -> Date? {
            try await lage.verbund.database.readPlatform(.benutzerVerwalten, als: admin) {
                try User.konto(ich, in: $0).zuletztAngemeldet
            }
        }
        for spalte in ["wartet", "kennwort_faellig"] {
            _ = try lage.scalars("""
                INSERT INTO platform.anmeldung (id, token_sha256, benutzer_id, \(spalte))
                VALUES (gen_random_uuid(), sha256('\(spalte)'), '\(ich)', true) RETURNING 'x'
                """)
        }
        #expect(try await stand() == nil)
        _ = try await lage.anmelden()
        #expect(try await stand() != nil)
        try await lage.verbund.abbauen()
    }
}
