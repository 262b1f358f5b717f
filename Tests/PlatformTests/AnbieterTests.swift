import Foundation
import Grundwerte
@testable import Platform
import Postgres
import TestSupport
import Testing

@Suite("Anbieter der Anmeldung: eigene Stelle, ein Weg je Browser, Geheimnis verschlossen")
struct AnbieterTests {
    private func einrichten(
        _ verbund: TestVerbund, _ mandant: Mandant?, ab: Int = 0, bis: Int? = nil
    ) async throws -> Anbieter.ID {
        let admin = try await verbund.akteur("fachadministration")
        let schloss = verbund.database.anbieterschloss, tag = verbund.tag
        let gueltig = Zeitraum(von: tag.plus(tage: ab), bis: bis.map { tag.plus(tage: $0) })
        return try await verbund.database.writePlatform(.benutzerVerwalten, als: admin) {
            try Anbieter.einrichten(Anbieter.Neu(
                mandant: mandant?.id, bezeichnung: "Probe", issuer: "https://login.example",
                clientID: "mandat", geheimnis: "streng geheim", merkmal: "sub", faktor: [],
                gueltig: gueltig), schloss, in: $0)
        }
    }

    @Test("30 Tage vor seinem Ende meldet sich ein Anbieter, wenn danach keiner folgt (V6.4.5)")
    func ablaufende() async throws {
        let verbund = try await TestVerbund.neu(), ahaus = try await verbund.mandant("ahaus")
        let borken = try await verbund.mandant("borken")
        let admin = try await verbund.akteur("fachadministration")
        func namen() async throws -> [Mandant.ID?] {
            try await verbund.database.readPlatform(.benutzerVerwalten, als: admin) {
                let alle = try Anbieter.ablaufende(in: $0)
                for mandant in [ahaus.id, borken.id] {
                    let einer = try Anbieter.laeuftAb(mandant: mandant, in: $0)
                    #expect(einer == alle.contains(mandant))
                }
                return alle
            }
        }
        func bestaetige(_ id: Anbieter.ID, _ mandant: Mandant) async throws {
            let leitung = try await verbund.akteur("leitung", mandant: mandant)
            try await verbund.database.write(mandant, .zugangBeantragen, als: leitung) {
                try Anbieter.bestaetigen(id, in: $0)
            }
        }
        _ = try await einrichten(verbund, nil)
        try await bestaetige(einrichten(verbund, borken, bis: 31), borken)
        #expect(try await namen().isEmpty)
        try await bestaetige(einrichten(verbund, ahaus, bis: 30), ahaus)
        #expect(try await namen() == [ahaus.id])
        let naechster = try await einrichten(verbund, ahaus, ab: 31)
        #expect(try await namen() == [ahaus.id], "Unbestätigt öffnet der nächste nichts.")
        try await bestaetige(naechster, ahaus)
        #expect(try await namen().isEmpty)
        try await verbund.abbauen()
    }

    @Test("Zum Anbieter einer Kommune gehören nur deren Leute: Andere lässt die Datenbank nicht zu")
    func stelle() async throws {
        let verbund = try await TestVerbund.neu(), ahaus = try await verbund.mandant("ahaus")
        let borken = try await verbund.mandant("borken")
        let id = try await einrichten(verbund, ahaus)
        let eigene = try await verbund.akteur("leitung", mandant: ahaus)
        let nachbar = try await verbund.akteur("leitung", mandant: borken)
        let kreis = try await verbund.akteur("statistik")
        for (wer, darf) in [(eigene, true), (nachbar, false), (kreis, false)] {
            let benutzer = try #require(wer.benutzer)
            do {
                try await verbund.database.platform.write { transaction in
                    try transaction.execute("""
                        INSERT INTO anbieter_konto (anbieter_id, kennung, benutzer_id)
                        VALUES (\(id), \("k-\(benutzer)"), \(benutzer))
                        """)
                }
                #expect(darf)
            } catch let fehler as PostgresError {
                #expect(!darf && fehler.constraint == "anbieter_konto_stelle")
            }
        }
        try await verbund.abbauen()
    }

    @Test("Adresse und Merkmal ändern sich nie unter den verknüpften Konten; je Stelle gilt einer")
    func bleibt() async throws {
        let verbund = try await TestVerbund.neu(), ahaus = try await verbund.mandant("ahaus")
        let id = try await einrichten(verbund, ahaus)
        await #expect(throws: Hindernis.self) { try await einrichten(verbund, ahaus) }
        _ = try await einrichten(verbund, nil)
        for aenderung in ["issuer = 'https://evil.example'", "merkmal = 'email'",
                          "mandant_id = NULL"] {
            await #expect(throws: PostgresError.self, "\(aenderung)") {
                try await verbund.database.platform.write { transaction in
                    try transaction.execute(
                        "UPDATE anbieter SET \(unescaped: aenderung) WHERE id = \(id)")
                }
            }
        }
        try await verbund.abbauen()
    }

    private func geltende(_ verbund: TestVerbund) async throws -> [Anbieter.ID] {
        let tag = verbund.tag
        return try await verbund.database.platform.read {
            try Anbieter.geltende(am: tag, in: $0).map(\.id)
        }
    }

    @Test("Ein Anbieter gilt erst mit dem Wort der Kommune, und sie nimmt es zurück (B-7.4)")
    func wort() async throws {
        let verbund = try await TestVerbund.neu(), ahaus = try await verbund.mandant("ahaus")
        let borken = try await verbund.mandant("borken")
        let id = try await einrichten(verbund, ahaus)
        let leitung = try await verbund.akteur("leitung", mandant: ahaus)
        let nachbar = try await verbund.akteur("leitung", mandant: borken)
        #expect(try await geltende(verbund) == [])
        await #expect(throws: Hindernis.nichtGefunden) {
            try await verbund.database.write(borken, .zugangBeantragen, als: nachbar) {
                try Anbieter.bestaetigen(id, in: $0)
            }
        }
        #expect(try await geltende(verbund) == [])
        try await verbund.database.write(ahaus, .zugangBeantragen, als: leitung) {
            try Anbieter.bestaetigen(id, in: $0)
        }
        #expect(try await geltende(verbund) == [id])
        await #expect(throws: Hindernis.nichtGefunden, "Nachbarn schalten ihn nicht ab.") {
            try await verbund.database.write(borken, .zugangBeantragen, als: nachbar) {
                try Anbieter.abweisen(id, in: $0)
            }
        }
        try await verbund.database.write(ahaus, .zugangBeantragen, als: leitung) {
            try Anbieter.abweisen(id, in: $0)
        }
        #expect(try await geltende(verbund) == [])
        try await verbund.abbauen()
    }

    private func bestaetigen(
        _ id: Anbieter.ID, als wer: Akteur, _ recht: Permission, _ verbund: TestVerbund
    ) async throws {
        try await verbund.database.writePlatform(recht, als: wer) {
            try Anbieter.bestaetigenImKreis(id, in: $0)
        }
    }

    @Test("Den Anbieter des Kreises bestätigt eine zweite Person, nie, wer ihn eingerichtet hat")
    func zweitePerson() async throws {
        let verbund = try await TestVerbund.neu(), tag = verbund.tag
        let schloss = verbund.database.anbieterschloss
        let eine = try await verbund.akteur("kreis_leitung")
        let andere = try await verbund.akteur("kreis_leitung")
        let id = try await verbund.database.writePlatform(.zugangBestaetigen, als: eine) {
            try Anbieter.einrichten(Anbieter.Neu(
                mandant: nil, bezeichnung: "Kreis", issuer: "https://login.example",
                clientID: "mandat", geheimnis: "streng geheim", merkmal: "sub", faktor: [],
                gueltig: Zeitraum(von: tag)), schloss, in: $0)
        }
        await #expect(throws: Hindernis.nichtGefunden) {
            try await bestaetigen(id, als: eine, .zugangBestaetigen, verbund)
        }
        let admin = try await verbund.akteur("fachadministration")
        let ohneRecht = await #expect(throws: PostgresError.self) {
            try await bestaetigen(id, als: admin, .benutzerVerwalten, verbund)
        }
        #expect(ohneRecht?.constraint == "bestaetigung_recht")
        #expect(try await geltende(verbund) == [])
        try await bestaetigen(id, als: andere, .zugangBestaetigen, verbund)
        #expect(try await geltende(verbund) == [id])
        try await verbund.abbauen()
    }

    @Test("Die Datenbank öffnet keine Sitzung über einen Anbieter ohne dieses Wort")
    func ohneWort() async throws {
        let verbund = try await TestVerbund.neu(), id = try await einrichten(verbund, nil)
        let wer = try #require(try await verbund.akteur("statistik").benutzer)
        let web = try verbund.verbindung(login: "mandat_platform")
        defer { web.close() }
        let selbst = #expect(throws: PostgresError.self) {
            try web.execute("""
                INSERT INTO anbieter_bestaetigung (anbieter_id, von) VALUES (\(id), \(wer))
                """)
        }
        #expect(selbst?.sqlState.rawValue == "42501")
        let sitzung: SQL = """
            INSERT INTO anmeldung (id, token_sha256, benutzer_id, anbieter_id)
            VALUES (\(UUIDv7()), sha256('x'), \(wer), \(id))
            """
        let fehler = #expect(throws: PostgresError.self) { try web.execute(sitzung) }
        #expect(fehler?.constraint == "anmeldung_anbieter")
        let leitung = try await verbund.akteur("kreis_leitung")
        try await bestaetigen(id, als: leitung, .zugangBestaetigen, verbund)
        try web.execute(sitzung)
        try await verbund.abbauen()
    }

    @Test("Das Geheimnis liegt verschlossen und öffnet sich nur für seinen Anbieter")
    func geheimnis() async throws {
        let verbund = try await TestVerbund.neu(), id = try await einrichten(verbund, nil)
        let schloss = verbund.database.anbieterschloss
        let anbieter = try await verbund.database.platform.read { try Anbieter.laden(id, in: $0) }
        #expect(try anbieter.geheimnis(schloss) == "streng geheim")
        #expect(throws: (any Error).self) { try anbieter.geheimnis(verbund.database.schloss) }
        let server = try verbund.superuser()
        defer { server.close() }
        let daten = try server.scalar("SELECT geheimnis FROM platform.anbieter", as: Data.self)
        #expect(daten.range(of: Data("streng geheim".utf8)) == nil)
        #expect(throws: (any Error).self) { try schloss.oeffnen(daten, fuer: Anbieter.ID()) }
        try await verbund.abbauen()
    }

    @Test("Ein Weg gilt einmal, zehn Minuten, in einem Browser und bei einem Anbieter")
    func vorgang() async throws {
        let verbund = try await TestVerbund.neu(), id = try await einrichten(verbund, nil)
        let anderer = try await einrichten(verbund, try await verbund.mandant("ahaus"))
        let pool = verbund.database.platform
        let vorgang = Anbietervorgang(
            anbieter: id, zweck: .anmeldung, sitzung: nil, ziel: "/kreis", begonnenAm: Date())
        try await pool.write { try vorgang.beginnen("state", "cookie", in: $0) }
        for (state, cookie, welcher) in [
            ("state", "fremd", id), ("geraten", "cookie", id), ("state", "cookie", anderer),
        ] {
            #expect(try await pool.write {
                try Anbietervorgang.verbrauchen(state, cookie, welcher, in: $0)
            } == nil)
        }
        let erster = try await pool.write {
            try Anbietervorgang.verbrauchen("state", "cookie", id, in: $0)
        }
        #expect(erster?.ziel == "/kreis" && erster?.zweck == .anmeldung)
        #expect(try await pool.write {
            try Anbietervorgang.verbrauchen("state", "cookie", id, in: $0)
        } == nil)
        try await pool.write { try vorgang.beginnen("zwei", "cookie", in: $0) }
        let server = try verbund.superuser()
        defer { server.close() }
        try server.execute("""
            UPDATE platform.anbieter_vorgang SET begonnen_am = now() - interval '10 minutes'
            """)
        #expect(try await pool.write {
            try Anbietervorgang.verbrauchen("zwei", "cookie", id, in: $0)
        } == nil)
        try await verbund.abbauen()
    }
}
