import Crypto
import Foundation
import Grundwerte
@testable import Platform
import Postgres
import TestSupport
import Testing

@Suite("Anmeldung und Rollen")
struct AnmeldungTests {
    @Test("Richtiges Kennwort öffnet eine Sitzung mit den Rechten der Rolle")
    func richtig() async throws {
        let (verbund, signIn, name) = try await vorbereiten()
        let token = try await signIn.begin(
            name: " \(name.uppercased()) ", password: TestVerbund.kennwort,
            address: "10.0.0.1")
        let sitzung = try #require(try await signIn.session(token: token))
        #expect(sitzung.user.anmeldename == name)
        #expect(sitzung.rollen == ["Anordnung"])
        #expect(sitzung.rechte.contains(.zahlungAnordnen))
        #expect(!sitzung.rechte.contains(.zahlungFeststellen))
        try await signIn.end(sitzung.id)
        #expect(try await signIn.session(token: token) == nil)
        try await verbund.abbauen()
    }

    @Test("Falsches Kennwort, unbekannter Name und gesperrte Person sind nicht zu unterscheiden")
    func falsch() async throws {
        let (verbund, signIn, name) = try await vorbereiten()
        await #expect(throws: SignIn.Failure.wrong) {
            try await signIn.begin(name: name, password: "falsch", address: "10.0.0.1")
        }
        await #expect(throws: SignIn.Failure.wrong) {
            try await signIn.begin(
                name: "niemand", password: TestVerbund.kennwort, address: "10.0.0.1")
        }
        try await admin(verbund, "UPDATE platform.benutzer SET gesperrt_am = now()")
        await #expect(throws: SignIn.Failure.wrong) {
            try await signIn.begin(name: name, password: TestVerbund.kennwort, address: "10.0.0.1")
        }
        try await verbund.abbauen()
    }

    @Test(
        "Nach zehn Fehlversuchen für einen Namen bleibt die Tür zu, auch mit dem richtigen Kennwort"
    )
    func zuViele() async throws {
        let (verbund, signIn, name) = try await vorbereiten()
        for versuch in 0..<10 {
            await #expect(throws: SignIn.Failure.wrong) {
                try await signIn.begin(name: name, password: "falsch", address: "10.0.0.\(versuch)")
            }
        }
        await #expect(throws: SignIn.Failure.tooMany) {
            try await signIn.begin(name: name, password: TestVerbund.kennwort, address: "10.0.1.1")
        }
        try await admin(
            verbund, "UPDATE platform.anmeldeversuch SET am = am - interval '16 minutes'")
        _ = try await signIn.begin(name: name, password: TestVerbund.kennwort, address: "10.0.1.1")
        try await verbund.abbauen()
    }

    @Test("Wer sich an seinem Platz schon angemeldet hat, den sperrt kein Fremder aus")
    func fremdeSperre() async throws {
        let (verbund, signIn, name) = try await vorbereiten()
        _ = try await signIn.begin(name: name, password: TestVerbund.kennwort, address: "10.0.0.1")
        for versuch in 0..<20 {
            _ = try? await signIn.begin(
                name: name, password: "falsch", address: "10.9.9.\(versuch)")
        }
        _ = try await signIn.begin(name: name, password: TestVerbund.kennwort, address: "10.0.0.1")
        await #expect(throws: SignIn.Failure.tooMany) {
            try await signIn.begin(name: name, password: TestVerbund.kennwort, address: "10.0.1.1")
        }
        for _ in 0..<10 {
            _ = try? await signIn.begin(name: name, password: "falsch", address: "10.0.0.1")
        }
        await #expect(
            throws: SignIn.Failure.tooMany, "Auch dort ist nach zehn Versuchen Schluss."
        ) {
            try await signIn.begin(name: name, password: TestVerbund.kennwort, address: "10.0.0.1")
        }
        try await verbund.abbauen()
    }

    @Test("Eine Sitzung endet ohne Anfrage, nach zehn Stunden, mit der Sperre", arguments: [
        ("UPDATE platform.anmeldung SET zuletzt_am = now() - interval '59 minutes'", true),
        ("UPDATE platform.anmeldung SET zuletzt_am = now() - interval '61 minutes'", false),
        ("UPDATE platform.anmeldung SET begonnen_am = now() - interval '9 hours 59 minutes'", true),
        ("UPDATE platform.anmeldung SET begonnen_am = now() - interval '10 hours 1 minute'", false),
        ("UPDATE platform.benutzer SET gesperrt_am = now()", false),
    ])
    func ende(sql: String, gilt: Bool) async throws {
        let (verbund, signIn, name) = try await vorbereiten()
        let token = try await signIn.begin(
            name: name, password: TestVerbund.kennwort, address: "10.0.0.1")
        try await admin(verbund, sql)
        #expect((try await signIn.session(token: token) != nil) == gilt)
        try await verbund.abbauen()
    }

    @Test("Gespeichert ist nur der Hashwert des Tokens")
    func nurHash() async throws {
        let (verbund, signIn, name) = try await vorbereiten()
        let token = try await signIn.begin(
            name: name, password: TestVerbund.kennwort, address: "10.0.0.1")
        let verbindung = try verbund.superuser()
        let gespeichert: Data = try verbindung.scalar("SELECT token_sha256 FROM platform.anmeldung")
        verbindung.close()
        #expect(gespeichert == Data(SHA256.hash(data: Data(token.utf8))))
        try await verbund.abbauen()
    }

    @Test("Was zwischen zwei Anmeldungen an der Tür geschah, wird gesagt und steht im Protokoll")
    func rueckblick() async throws {
        let (verbund, signIn, name) = try await vorbereiten()
        func anmelden() async throws -> SignIn.Rueckblick {
            let token = try await signIn.begin(
                name: name, password: TestVerbund.kennwort, address: "10.0.0.1")
            return try await signIn.rueckblick(try #require(try await signIn.session(token: token)))
        }
        let nichts = SignIn.Rueckblick(fehlversuche: 0, aenderungen: 0)
        #expect(try await anmelden() == nichts)
        for wer in [name, name, "mein geheimes kennwort"] {
            _ = try? await signIn.begin(name: wer, password: "falsch", address: "10.0.0.9")
        }
        try await admin(verbund, """
            INSERT INTO platform.audit (id, vorgang, gegenstand)
            SELECT gen_random_uuid(), 'benutzer.kennwort_gesetzt', id::text FROM platform.benutzer
            """)
        #expect(try await anmelden() == SignIn.Rueckblick(fehlversuche: 2, aenderungen: 1))
        #expect(try await anmelden() == nichts)

        let server = try verbund.superuser()
        defer { server.close() }
        let zeilen = try server.scalars("""
            SELECT CASE WHEN gegenstand LIKE 'Unbekannt %' THEN 'unbekannt' ELSE
                        (SELECT anmeldename FROM platform.benutzer WHERE id::text = gegenstand) END
                   || ' ' || (angaben->>'adresse') || ' ' || coalesce(angaben->>'konto', '–')
              FROM platform.audit WHERE vorgang = 'anmeldung.gescheitert' ORDER BY id
            """, as: String.self)
        #expect(zeilen == ["\(name) 10.0.0.9 \(name)", "\(name) 10.0.0.9 \(name)",
                           "unbekannt 10.0.0.9 –"])
        try await verbund.abbauen()
    }

    @Test("Eine Rolle wirkt erst ab ihrem Tag und endet mit ihm")
    func datiert() async throws {
        let verbund = try await TestVerbund.neu(am: Monat(2026, 11).ersterTag)
        let ahaus = try await verbund.mandant("ahaus")
        let akteur = try await verbund.akteur("auskunft", mandant: ahaus)
        let benutzer = try #require(akteur.benutzer)
        let november = Monat(2026, 11)
        try await verbund.database.platform.write { transaction in
            try transaction.execute("""
                INSERT INTO rollenzuweisung (id, benutzer_id, rolle, gueltig)
                VALUES (\(UUIDv7()), \(benutzer), 'leitung', \(november.zeitraum))
                """)
        }
        #expect(try await !rechte(benutzer, november.letzterTag, verbund)
            .contains(.erstattungPruefen), "Erst bestätigt die Kommune.")
        try verbund.bestaetigeAlles()
        let vorher = try await rechte(benutzer, november.voriger.letzterTag, verbund)
        let darin = try await rechte(benutzer, november.letzterTag, verbund)
        let danach = try await rechte(benutzer, november.naechster.ersterTag, verbund)
        #expect(!vorher.contains(.erstattungPruefen))
        #expect(darin.contains(.erstattungPruefen))
        #expect(!danach.contains(.erstattungPruefen))
        try await verbund.abbauen()
    }

    @Test("Unvereinbare Rollen und Rollen der anderen Ebene lehnt die Datenbank ab", arguments: [
        (["sachbearbeitung", "anordnung"], true, "rollenzuweisung_unvereinbar"),
        (["anordnung", "rechnungspruefung"], true, "rollenzuweisung_unvereinbar"),
        (["kasse_buchhaltung", "kasse_freigabe"], false, "rollenzuweisung_unvereinbar"),
        (["fachadministration", "kasse_freigabe"], false, "rollenzuweisung_unvereinbar"),
        (["kasse_buchhaltung"], true, "rollenzuweisung_ebene"),
        (["sachbearbeitung"], false, "rollenzuweisung_ebene"),
        (["auskunft", "auskunft"], true, "rollenzuweisung_eindeutig"),
    ])
    func unvereinbar(rollen: [String], inKommune: Bool, bedingung: String) async throws {
        let verbund = try await TestVerbund.neu()
        let mandant = inKommune ? try await verbund.mandant("ahaus") : nil
        let neu = User.Neu(anmeldename: "neu", name: "Neu", mandant: mandant?.id,
                           einmalcode: try PasswordHash(password: "x", cost: .test),
                           rollen: rollen)
        await #expect {
            try await verbund.database.platform.write { transaction in
                try User.anlegen(neu, ab: TestVerbund.aktivAb, von: nil, in: transaction)
            }
        } throws: { ($0 as? PostgresError)?.constraint == bedingung }
        try await verbund.abbauen()
    }

    @Test("Ein freigegebener Parameterstand ändert sich nicht mehr, auch nicht durch den Eigner")
    func parameterstand() async throws {
        let verbund = try await TestVerbund.neu()
        let verbindung = try verbund.superuser()
        defer { verbindung.close() }
        let id = UUIDv7(), eine = UUIDv7(), andere = UUIDv7()
        try verbindung.execute("""
            INSERT INTO platform.parameterstand (id, name, gueltig_ab, wert, fundstelle,
                                                 erfasst_von)
            VALUES (\(id), 'satz', '2026-01-01', '1', 'BGBl.', \(eine))
            """)
        #expect { try verbindung.execute(freigeben(id, eine)) } throws: {
            ($0 as? PostgresError)?.constraint == "parameterstand_vier_augen"
        }
        #expect {
            try verbindung.execute("UPDATE platform.parameterstand SET wert = '2'")
        } throws: { ($0 as? PostgresError)?.constraint == "parameterstand_entwurf" }
        #expect {
            try verbindung.execute("""
                INSERT INTO platform.parameterstand (id, name, gueltig_ab, wert, fundstelle,
                                                     erfasst_von, freigegeben_von, freigegeben_am,
                                                     beschluss, beschlossen_am)
                VALUES (\(UUIDv7()), 'einschraenkung', '2026-04-01', '1', 'BGBl.', \(eine),
                        \(andere), now(), 'Sitzung 1/2026', '2026-01-02')
                """)
        } throws: { ($0 as? PostgresError)?.constraint == "parameterstand_ag" }
        try verbindung.execute(freigeben(id, andere))
        for sql: SQL in [
            "UPDATE platform.parameterstand SET wert = '2'", "DELETE FROM platform.parameterstand"
        ] {
            #expect { try verbindung.execute(sql) } throws: {
                ($0 as? PostgresError)?.constraint == "parameterstand_bleibt"
            }
        }
        try await verbund.abbauen()
    }

    private func freigeben(_ id: UUIDv7, _ wer: UUIDv7) -> SQL {
        """
        UPDATE platform.parameterstand SET freigegeben_von = \(wer), freigegeben_am = now()
         WHERE id = \(id)
        """
    }

    private func vorbereiten() async throws -> (TestVerbund, SignIn, String) {
        let verbund = try await TestVerbund.neu()
        let akteur = try await verbund.akteur(
            "anordnung", mandant: try await verbund.mandant("ahaus"))
        let verbindung = try verbund.superuser()
        defer { verbindung.close() }
        let name: String = try verbindung.scalar("""
            SELECT anmeldename FROM platform.benutzer WHERE id = \(akteur.benutzer)
            """)
        return (
            verbund, SignIn(database: verbund.database, hashing: PasswordThread(cost: .test)), name
        )
    }

    private func rechte(
        _ id: User.ID, _ tag: Kalendertag, _ verbund: TestVerbund
    ) async throws -> Set<Permission> {
        try await verbund.database.platform.read { try User.rechte(id, am: tag, in: $0).rechte }
    }

    private func admin(_ verbund: TestVerbund, _ sql: String) async throws {
        let verbindung = try verbund.superuser()
        defer { verbindung.close() }
        try verbindung.execute("\(unescaped: sql)")
    }
}
