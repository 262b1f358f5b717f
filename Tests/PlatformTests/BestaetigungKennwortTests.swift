import Foundation
import Grundwerte
@testable import Platform
import Postgres
import TestSupport
import Testing

/// Solange ein Einmalcode öffnet, kennt ihn auch, wer ihn ausgegeben hat: Was dann bestätigt würde,
/// hätte er.
@Suite("Bestätigt wird erst, wenn nur die Person selbst hineinkommt (B-7.4; ASVS V6.4.6)")
struct BestaetigungKennwortTests {
    /// Der Kreis hat in Ahaus jemanden als Leitung eingerichtet und den Einmalcode in der Hand.
    private struct Lage {
        let verbund: TestVerbund
        let ahaus: Mandant
        let leitung: Akteur
        let admin: Akteur
        let neue: User.ID

        static func neu() async throws -> Lage {
            let verbund = try await TestVerbund.neu(), tag = verbund.tag
            let ahaus = try await verbund.mandant("ahaus")
            let admin = try await verbund.akteur("fachadministration")
            let neu = User.Neu(
                anmeldename: "neue", name: "Neue", mandant: ahaus.id,
                einmalcode: try PasswordHash(password: "X", cost: .test), rollen: ["leitung"])
            let neue = try await verbund.database.writePlatform(.benutzerVerwalten, als: admin) {
                try User.einrichten(neu, ab: tag, in: $0)
            }
            return Lage(verbund: verbund, ahaus: ahaus,
                        leitung: try await verbund.akteur("leitung", mandant: ahaus),
                        admin: admin, neue: neue)
        }

        func wartende() async throws -> [Zugangsbestaetigung.Rolle] {
            let mandant = ahaus.id
            return try await verbund.database.readPlatform(.zugangBeantragen, als: leitung) {
                try Zugangsbestaetigung.rollen(mandant: mandant, in: $0)
            }
        }

        /// Jetzt, nach der Uhr der Datenbank, wie die Seite es mitgibt.
        func jetzt() async throws -> Date {
            try await verbund.database.readPlatform(.zugangBeantragen, als: leitung) {
                try Zugangsbestaetigung.jetzt(in: $0)
            }
        }

        func bestaetige(_ gezeigt: Date) async throws -> Int {
            let rollen = try await wartende().map(\.zuweisung.id)
            return try await verbund.database.write(ahaus, .zugangBeantragen, als: leitung) {
                try Zugangsbestaetigung.bestaetigen(rollen, gezeigt: gezeigt, in: $0)
            }
        }

        func gilt() async throws -> Bool {
            let tag = verbund.tag, neue = neue
            return try await verbund.database.platform.read {
                try User.rechte(neue, am: tag, in: $0).rechte.contains(.zugangBeantragen)
            }
        }

        func zuruecksetzen() async throws {
            let hash = try PasswordHash(password: "X", cost: .test), neue = neue
            try await verbund.database.writePlatform(.benutzerVerwalten, als: admin) {
                try User.kennwortZuruecksetzen(neue, einmalcode: hash, in: $0)
            }
        }
    }

    @Test("Mit offenem Einmalcode bestätigt auch die Leitung keine Rolle; danach gilt sie")
    func ersterCode() async throws {
        let lage = try await Lage.neu()
        let rolle = try #require(try await lage.wartende().first)
        #expect(rolle.lage.kennwortAm == nil && rolle.darf && !rolle.istBestaetigbar)
        let fehler = await #expect(throws: Hindernis.self) {
            _ = try await lage.bestaetige(.distantFuture)
        }
        #expect(fehler?.grund.contains("noch kein eigenes Kennwort") == true)
        #expect(try await !lage.gilt())
        try lage.verbund.kennwortWaehlen(lage.neue)
        #expect(try await lage.wartende().first?.lage.kennwortAm != nil)
        #expect(try await lage.bestaetige(lage.jetzt()) == 1)
        #expect(try await lage.gilt())
        try await lage.verbund.abbauen()
    }

    @Test("Ein Code neben dem Kennwort verwehrt die Bestätigung ebenso")
    func zweiterCode() async throws {
        let lage = try await Lage.neu()
        try lage.verbund.kennwortWaehlen(lage.neue)
        let web = try lage.verbund.verbindung(login: "mandat_platform")
        defer { web.close() }
        let hash = try PasswordHash(password: "X", cost: .test).text
        try web.execute("INSERT INTO einmalcode (benutzer_id, hash) VALUES (\(lage.neue), \(hash))")
        await #expect(throws: Hindernis.self) { _ = try await lage.bestaetige(.distantFuture) }
        #expect(try await !lage.gilt())
        try await lage.verbund.abbauen()
    }

    @Test("Eine weitere Rolle, dann ein neues Kennwort: Der Antrag zeigt es und gilt nicht")
    func antrag() async throws {
        let lage = try await Lage.neu(), tag = lage.verbund.tag, ahaus = lage.ahaus
        let wer = try #require(try await lage.verbund.akteur("auskunft", mandant: ahaus).benutzer)
        let antrag = try await lage.verbund.database.writePlatform(
            .zugangBeantragen, als: lage.leitung
        ) { session in
            let id = try Zugangsantrag.stellen(
                .init(art: .weitereRollen, person: wer, rollen: ["leitung"], von: tag,
                      grund: "Vertretung"), fuer: ahaus.id, in: session)
            return try Zugangsantrag.laden(id, mandant: ahaus.id, in: session)
        }
        let hash = try PasswordHash(password: "X", cost: .test)
        try await lage.verbund.database.writePlatform(.benutzerVerwalten, als: lage.admin) {
            try antrag.einrichten(einmalcode: nil, in: $0)
        }
        try await lage.verbund.database.writePlatform(.benutzerVerwalten, als: lage.admin) {
            try User.kennwortZuruecksetzen(wer, einmalcode: hash, in: $0)
        }
        let (stand, person) = try await lage.verbund.database.readPlatform(
            .zugangBeantragen, als: lage.leitung
        ) { session in
            let stand = try Zugangsantrag.laden(antrag.id, mandant: ahaus.id, in: session)
            return (stand, try stand.anmeldelage(in: session))
        }
        let gesehen = try #require(person)
        #expect(gesehen.kennwortAm == nil && gesehen.eingriff?.von == lage.admin.name)
        await #expect(throws: Hindernis.self) {
            try await lage.verbund.database.write(ahaus, .zugangBeantragen, als: lage.leitung) {
                try stand.bestaetigen(gezeigt: .distantFuture, in: $0)
            }
        }
        let danach = try await lage.verbund.database.readPlatform(
            .zugangBeantragen, als: lage.leitung
        ) { try Zugangsantrag.laden(antrag.id, mandant: ahaus.id, in: $0).stand }
        #expect(danach == .eingerichtet)
        try await lage.verbund.abbauen()
    }

    @Test("Was nach dem Zeigen der Seite am Konto geschah, bestätigt niemand mit")
    func ungesehen() async throws {
        let lage = try await Lage.neu(), neue = lage.neue
        try lage.verbund.kennwortWaehlen(neue)
        let vorher = try await lage.jetzt()
        try await lage.verbund.database.writePlatform(.benutzerVerwalten, als: lage.admin) {
            try User.faktorEntfernen(neue, grund: "Telefon verloren", in: $0)
        }
        let fehler = await #expect(throws: Hindernis.self) {
            _ = try await lage.bestaetige(vorher)
        }
        #expect(fehler?.art == .konflikt)
        #expect(try await lage.bestaetige(lage.jetzt()) == 1, "Jetzt steht es auf der Seite.")
        try await lage.verbund.abbauen()
    }

    @Test("Ein Eingriff, der vor dem Zeigen der Seite nur begonnen war, ist jünger als sie")
    func begonnen() async throws {
        let lage = try await Lage.neu(), neue = lage.neue
        try lage.verbund.kennwortWaehlen(neue)
        let kommune = try lage.verbund.verbindung(login: lage.ahaus.loginRole)
        let web = try lage.verbund.verbindung(login: "mandat_platform")
        defer { web.close() }
        defer { kommune.close() }
        let gezeigt = try web.transaction { transaction -> Date in
            _ = try transaction.scalar("SELECT now()", as: Date.self)
            let gezeigt = try kommune.scalar("SELECT now()", as: Date.self)
            try transaction.execute("""
                INSERT INTO kontoeingriff (id, benutzer_id, art)
                VALUES (\(UUIDv7()), \(neue), 'faktor')
                """)
            return gezeigt
        }
        await #expect(throws: Hindernis.self) { _ = try await lage.bestaetige(gezeigt) }
        #expect(try await !lage.gilt())
        #expect(try await lage.bestaetige(lage.jetzt()) == 1)
        try await lage.verbund.abbauen()
    }

    @Test("Bestätigen und Zurücksetzen zugleich: Eines wartet auf das andere, nichts gilt danach")
    func zugleich() async throws {
        let lage = try await Lage.neu()
        try lage.verbund.kennwortWaehlen(lage.neue)
        let rolle = try #require(try await lage.wartende().first).zuweisung.id
        let leitung = try #require(lage.leitung.benutzer)
        let kommune = try lage.verbund.verbindung(login: lage.ahaus.loginRole)
        let web = try lage.verbund.verbindung(login: "mandat_platform")
        defer { web.close() }
        defer { kommune.close() }
        try web.execute("SET lock_timeout = '100ms'")
        try kommune.execute("SET lock_timeout = '100ms'")
        let ja: SQL = """
            SELECT platform.rollen_bestaetigen(\(leitung), ARRAY[\(rolle)]::uuid[], now())
            """
        let eingriff: SQL = """
            INSERT INTO kontoeingriff (id, benutzer_id, art)
            VALUES (\(UUIDv7()), \(lage.neue), 'kennwort')
            """
        try kommune.transaction { transaction in
            let anzahl = try transaction.scalar(ja, as: Int32.self)
            #expect(anzahl == 1)
            let fehler = #expect(throws: PostgresError.self) { _ = try web.execute(eingriff) }
            #expect(fehler?.sqlState.rawValue == "55P03", "Er wartet auf die Bestätigung.")
        }
        #expect(try await lage.gilt())
        try web.execute(eingriff)
        #expect(try await !lage.gilt())
        try web.transaction { transaction in
            try transaction.execute("""
                UPDATE benutzer SET kennwort = NULL WHERE id = \(lage.neue)
                """)
            let fehler = #expect(throws: PostgresError.self) {
                try kommune.scalar(ja, as: Int32.self)
            }
            #expect(fehler?.sqlState.rawValue == "55P03", "Die Bestätigung wartet auf ihn.")
        }
        let danach = #expect(throws: PostgresError.self) {
            try kommune.scalar(ja, as: Int32.self)
        }
        #expect(danach?.constraint == "bestaetigung_kennwort")
        try await lage.verbund.abbauen()
    }
}
