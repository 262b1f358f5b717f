import Foundation
import Grundwerte
@testable import Platform
import Postgres
import TestSupport
import Testing

@Suite("Mit Passkey anmelden, bestätigen, nachweisen (ASVS V6.3, V6.5, V6.7)")
struct PasskeyAnmeldungTests {
    /// Eine Person mit einem angelegten Passkey, und wie sie sich anmeldet.
    private struct Lage {
        let verbund: TestVerbund
        let signIn: SignIn
        let wer: Akteur
        let stelle: RelyingParty
        var geraet: SoftwareAuthenticator

        func anmelden(_ antwort: RelyingParty.Assertion) async throws -> String {
            try await signIn.begin(antwort, at: stelle, address: "10.0.0.1")
        }

        func aufgabe() async throws -> String {
            try await signIn.challenge(address: "10.0.0.1").aufgabe
        }

        func kennwort() async throws -> String {
            try await signIn.begin(name: "test-\(wer.anfrage)", password: TestVerbund.kennwort,
                                   address: "10.0.0.1")
        }

        func sql(_ text: String) throws {
            let server = try verbund.superuser()
            defer { server.close() }
            try server.execute("\(unescaped: text)")
        }

        /// Was im Protokoll zu Passkeys steht, der Reihe nach.
        func protokoll() throws -> [String] {
            let server = try verbund.superuser()
            defer { server.close() }
            return try server.scalars("""
                SELECT vorgang || coalesce(': ' || (angaben->>'grund'), '') FROM platform.audit
                 WHERE vorgang LIKE 'passkey.%' ORDER BY id
                """, as: String.self)
        }
    }

    private func vorbereiten(_ zaehler: UInt32 = 0) async throws -> Lage {
        let verbund = try await TestVerbund.neu()
        let wer = try await verbund.akteur("statistik"), ich = try #require(wer.benutzer)
        var geraet = SoftwareAuthenticator()
        geraet.user = Data(ich.description.utf8)
        geraet.counter = zaehler
        let lage = Lage(
            verbund: verbund,
            signIn: SignIn(database: verbund.database, hashing: PasswordThread(cost: .test)),
            wer: wer, stelle: try #require(RelyingParty("https://mandat.example")), geraet: geraet)
        try await anlegen(geraet, wer, lage)
        return lage
    }

    private func anlegen(
        _ geraet: SoftwareAuthenticator, _ wer: Akteur, _ lage: Lage
    ) async throws {
        let stelle = lage.stelle
        try await lage.verbund.database.writePlatform(.kontoFuehren, als: wer) { session in
            let neu = try Passkey.Aufforderung.neu(
                .anlegen, try session.benutzer(), in: session.transaction)
            try Passkey.anlegen(
                "Laptop", geraet.registration(neu.aufgabe), bei: stelle, in: session)
        }
    }

    @Test("Ein Passkey allein öffnet eine Sitzung; seine Lösung gilt einmal und fünf Minuten")
    func anmeldung() async throws {
        let lage = try await vorbereiten()
        let antwort = try lage.geraet.assertion(try await lage.aufgabe())
        let token = try await lage.anmelden(antwort)
        let login = try await lage.signIn.session(token: token)
        #expect(login?.user.id == lage.wer.benutzer)
        #expect(login?.istFrisch == true)
        await #expect(throws: SignIn.Failure.wrong, "Noch einmal gesendet") {
            try await lage.anmelden(antwort)
        }
        let spaet = try lage.geraet.assertion(try await lage.aufgabe())
        try lage.sql("""
            UPDATE platform.passkey_aufforderung SET laeuft_ab = laeuft_ab - interval '5 minutes'
            """)
        await #expect(throws: SignIn.Failure.wrong) { try await lage.anmelden(spaet) }
        let eigene = try lage.geraet.assertion(String(repeating: "ab", count: 32))
        await #expect(throws: SignIn.Failure.wrong) { try await lage.anmelden(eigene) }
        let grund = "passkey.abgewiesen: \(PasskeyError.challenge.rawValue)"
        #expect(try lage.protokoll()
            == ["passkey.angelegt", "passkey.benutzt", grund, grund, grund])
        try await lage.verbund.abbauen()
    }

    @Test("Fremde Adresse, ohne PIN, unbekannt, gesperrt: abgewiesen, vermerkt, Aufgabe verbraucht")
    func abgewiesen() async throws {
        let lage = try await vorbereiten()
        var fremd = lage.geraet, ohnePIN = lage.geraet, anders = lage.geraet
        fremd.origin = "https://evil.example"
        ohnePIN.flags = [.userPresent]
        anders.user = Data(User.ID().description.utf8)
        for geraet in [fremd, ohnePIN, anders, SoftwareAuthenticator()] {
            let aufgabe = try await lage.aufgabe()
            let antwort = try geraet.assertion(aufgabe)
            await #expect(throws: SignIn.Failure.wrong) { try await lage.anmelden(antwort) }
            let danach = try lage.geraet.assertion(aufgabe)
            await #expect(throws: SignIn.Failure.wrong) { try await lage.anmelden(danach) }
        }
        try lage.sql("UPDATE platform.benutzer SET gesperrt_am = now()")
        let antwort = try lage.geraet.assertion(try await lage.aufgabe())
        await #expect(throws: SignIn.Failure.wrong) { try await lage.anmelden(antwort) }
        let gruende = try lage.protokoll()
        for grund in [PasskeyError.origin, .userVerification, .user, .blocked] {
            #expect(gruende.contains("passkey.abgewiesen: \(grund.rawValue)"))
        }
        #expect(gruende.contains("passkey.abgewiesen: unbekannt"))
        try await lage.verbund.abbauen()
    }

    @Test("Geht der Zähler zurück, so gibt es vielleicht eine Kopie: abgewiesen und vermerkt")
    func kopie() async throws {
        var lage = try await vorbereiten(5)
        lage.geraet.counter = 6
        _ = try await lage.anmelden(lage.geraet.assertion(try await lage.aufgabe()))
        let zweite = try lage.geraet.assertion(try await lage.aufgabe()), jetzt = lage
        await #expect(throws: SignIn.Failure.wrong) { try await jetzt.anmelden(zweite) }
        #expect(try lage.protokoll().last
            == "passkey.kopie_vermutet: \(PasskeyError.counter.rawValue)")
        try await lage.verbund.abbauen()
    }

    @Test("Nach dem Kennwort fehlt der Passkey; nur der eigene, für diesen Schritt, bestätigt")
    func faktor() async throws {
        let lage = try await vorbereiten(), signIn = lage.signIn, stelle = lage.stelle
        let token = try await lage.kennwort()
        #expect(try await signIn.session(token: token) == nil)
        let wahl = try #require(try await signIn.choice(token: token))
        #expect(wahl.passkey && !wahl.code)
        let andere = try await lage.verbund.akteur("statistik")
        var fremdes = SoftwareAuthenticator()
        fremdes.user = Data(try #require(andere.benutzer).description.utf8)
        try await anlegen(fremdes, andere, lage)
        let falsch = [
            try fremdes.assertion(try await signIn.challenge(token: token).aufgabe),
            try lage.geraet.assertion(try await lage.aufgabe()),
        ]
        for antwort in falsch {
            await #expect(throws: SignIn.Failure.wrong) {
                try await signIn.complete(token: token, antwort, at: stelle, address: "10.0.0.1")
            }
        }
        let neu = try await signIn.challenge(token: token)
        #expect(neu.kennungen == [lage.geraet.id])
        let fertig = try await signIn.complete(
            token: token, try lage.geraet.assertion(neu.aufgabe), at: stelle, address: "10.0.0.1")
        #expect(try await signIn.session(token: fertig)?.user.id == lage.wer.benutzer)
        #expect(try await signIn.session(token: token) == nil, "Das alte Token öffnet nichts.")
        await #expect(throws: SignIn.Failure.wrong) { try await signIn.challenge(token: token) }
        try await lage.verbund.abbauen()
    }

    @Test("Der Nachweis mit Passkey macht die Sitzung wieder frisch und gibt ihr ein neues Token")
    func nachweis() async throws {
        let lage = try await vorbereiten(), signIn = lage.signIn, wer = lage.wer
        let token = try await lage.anmelden(lage.geraet.assertion(try await lage.aufgabe()))
        try lage.sql("UPDATE platform.anmeldung SET bestaetigt_am = now() - interval '3 hours'")
        let login = try #require(try await signIn.session(token: token))
        #expect(!login.istFrisch)
        let neu = try await lage.verbund.database.writePlatform(.kontoFuehren, als: wer) {
            try Passkey.Aufforderung.neu(.nachweis, try $0.benutzer(), in: $0.transaction)
        }
        let neues = try await signIn.confirm(
            login, try lage.geraet.assertion(neu.aufgabe), at: lage.stelle, address: "10.0.0.1")
        #expect(try await signIn.session(token: neues)?.istFrisch == true)
        #expect(try await signIn.session(token: neues)?.id == login.id, "Dieselbe Sitzung.")
        #expect(try await signIn.session(token: token) == nil, "Das alte Token öffnet nichts.")
        try await lage.verbund.abbauen()
    }

    @Test("Niemand legt den Passkey eines anderen an, keinen zweimal, und entfernt nur eigene")
    func verwalten() async throws {
        let lage = try await vorbereiten(), geraet = lage.geraet, stelle = lage.stelle
        let andere = try await lage.verbund.akteur("statistik")
        let ich = try #require(lage.wer.benutzer)
        await #expect(throws: Hindernis.self) { try await anlegen(geraet, andere, lage) }
        await #expect(throws: Hindernis.self, "Die Aufgabe eines anderen") {
            try await lage.verbund.database.writePlatform(.kontoFuehren, als: andere) { session in
                let neu = try Passkey.Aufforderung.neu(.anlegen, ich, in: session.transaction)
                try Passkey.anlegen(
                    "Fremdes", SoftwareAuthenticator().registration(neu.aufgabe), bei: stelle,
                    in: session)
            }
        }
        let eigene = try await lage.verbund.database.readPlatform(.kontoFuehren, als: lage.wer) {
            try Passkey.eigene(in: $0)
        }
        let id = try #require(eigene.first).id
        await #expect(throws: Hindernis.self) {
            try await lage.verbund.database.writePlatform(.kontoFuehren, als: andere) {
                try Passkey.entfernen(id, in: $0)
            }
        }
        let admin = try await lage.verbund.akteur("fachadministration")
        let konten = try await lage.verbund.database.writePlatform(
            .benutzerVerwalten, als: admin) { session in
            let vorher = try User.konto(ich, in: session).hatFaktor
            try User.faktorEntfernen(ich, grund: "Gerät verloren", in: session)
            return [vorher, try User.konto(ich, in: session).hatFaktor]
        }
        #expect(konten == [true, false])
        let token = try await lage.kennwort()
        #expect(try await lage.signIn.session(token: token) != nil)
        try await lage.verbund.abbauen()
    }
}
