import Foundation
import Grundwerte
@testable import Platform
import Postgres
import TestSupport
import Testing

/// Sonst gäbe eine Fachadministration allein Geld frei: zwei erfundene Personen, zwei Einmalcodes.
@Suite("Im Kreis gilt eine Rolle mit besonderen Rechten erst mit dem Wort einer zweiten Person")
struct KreisrollenTests {
    /// Die Fachadministration hat jemanden eingerichtet; die Person hat ihr Kennwort gewählt.
    private struct Lage {
        let verbund: TestVerbund
        let admin: Akteur
        let chef: Akteur
        let neue: User.ID

        static func neu(_ rollen: [String], mitKennwort: Bool = true) async throws -> Lage {
            let verbund = try await TestVerbund.neu(), tag = verbund.tag
            let admin = try await verbund.akteur("fachadministration")
            let neu = User.Neu(
                anmeldename: "neue", name: "Neue", mandant: nil,
                einmalcode: try PasswordHash(password: "X", cost: .test), rollen: rollen)
            let neue = try await verbund.database.writePlatform(.benutzerVerwalten, als: admin) {
                try User.einrichten(neu, ab: tag, in: $0)
            }
            if mitKennwort { try verbund.kennwortWaehlen(neue) }
            return Lage(verbund: verbund, admin: admin,
                        chef: try await verbund.akteur("kreis_leitung"), neue: neue)
        }

        func rechte() async throws -> Set<Permission> {
            let tag = verbund.tag, neue = neue
            return try await verbund.database.platform.read {
                try User.rechte(neue, am: tag, in: $0).rechte
            }
        }

        func wartende(_ wer: Akteur) async throws -> [Zugangsbestaetigung.Rolle] {
            try await verbund.database.readPlatform(.zugangBestaetigen, als: wer) {
                try Zugangsbestaetigung.rollen(mandant: nil, in: $0)
            }
        }

        func bestaetige(als wer: Akteur) async throws -> Int {
            let rollen = try await wartende(chef).map(\.zuweisung.id)
            return try await verbund.database.writePlatform(.zugangBestaetigen, als: wer) {
                try Zugangsbestaetigung.bestaetigenImKreis(
                    rollen, gezeigt: .distantFuture, in: $0)
            }
        }

        /// Als hätte die Person dieses Recht schon.
        func akteur(_ wer: User.ID) -> Akteur {
            Akteur(benutzer: wer, name: "Neue", rechte: [.zugangBestaetigen], anfrage: UUIDv7())
        }
    }

    @Test("Vorher gilt sie weder im Programm noch in der Datenbank; andere Rollen gelten sofort")
    func vorher() async throws {
        let lage = try await Lage.neu(["kasse_freigabe", "statistik"])
        let rechte = try await lage.rechte()
        #expect(rechte.contains(.statistikLesen) && !rechte.contains(.zahllaufFreigeben))
        let server = try lage.verbund.superuser()
        defer { server.close() }
        let darf = { (recht: Permission) throws -> Bool in
            try server.scalar("SELECT platform.darf_im_kreis(\(lage.neue), \(recht.rawValue))")
        }
        #expect(try !darf(.zahllaufFreigeben))
        #expect(try darf(.statistikLesen))
        #expect(try await lage.wartende(lage.chef).map(\.zuweisung.rolle) == ["kasse_freigabe"])
        #expect(try await lage.bestaetige(als: lage.chef) == 1)
        #expect(try await lage.rechte().contains(.zahllaufFreigeben))
        #expect(try darf(.zahllaufFreigeben))
        try await lage.verbund.abbauen()
    }

    @Test("Nicht, wer sie hat oder gab, nicht die Verwaltung, niemand mit unbestätigter Rolle")
    func zweitePerson() async throws {
        let lage = try await Lage.neu(["kreis_leitung"]), tag = lage.verbund.tag
        for wer in [lage.akteur(lage.neue), lage.akteur(try #require(lage.admin.benutzer))] {
            let fehler = await #expect(throws: PostgresError.self) {
                _ = try await lage.bestaetige(als: wer)
            }
            #expect(fehler?.constraint == "bestaetigung_recht")
        }
        #expect(try await lage.bestaetige(als: lage.chef) == 1)
        // Eine zweite Rolle für sich selbst, und eine, die die Leitung jemandem selbst gibt.
        let neue = lage.neue, admin = lage.admin
        let andere = try #require(try await lage.verbund.akteur("statistik").benutzer)
        try await lage.verbund.database.writePlatform(.benutzerVerwalten, als: admin) {
            try User.rolleGeben(neue, rolle: "datenschutz", gueltig: Zeitraum(von: tag), in: $0)
        }
        try await lage.verbund.database.writePlatform(.zugangBestaetigen, als: lage.chef) {
            try User.rolleGeben(
                andere, rolle: "kasse_freigabe", gueltig: Zeitraum(von: tag), in: $0)
        }
        let fuerChef = try await lage.wartende(lage.chef)
        #expect(fuerChef.filter(\.darf).map(\.zuweisung.rolle) == ["datenschutz"])
        let fuerNeue = try await lage.wartende(lage.akteur(neue))
        #expect(fuerNeue.filter(\.darf).map(\.zuweisung.rolle) == ["kasse_freigabe"])
        #expect(try await lage.bestaetige(als: lage.chef) == 1)
        #expect(try await lage.rechte().contains(.auditLesen))
        #expect(try await lage.bestaetige(als: lage.akteur(neue)) == 1)
        try await lage.verbund.abbauen()
    }

    @Test("Nicht, solange ein Einmalcode öffnet; ein neues Kennwort nimmt der Rolle die Geltung")
    func einmalcode() async throws {
        let lage = try await Lage.neu(["kasse_freigabe"], mitKennwort: false), neue = lage.neue
        await #expect(throws: Hindernis.self) { _ = try await lage.bestaetige(als: lage.chef) }
        try lage.verbund.kennwortWaehlen(neue)
        #expect(try await lage.bestaetige(als: lage.chef) == 1)
        let hash = try PasswordHash(password: "X", cost: .test)
        try await lage.verbund.database.writePlatform(.benutzerVerwalten, als: lage.admin) {
            try User.kennwortZuruecksetzen(neue, einmalcode: hash, in: $0)
        }
        #expect(try await lage.rechte().isEmpty)
        try lage.verbund.kennwortWaehlen(neue)
        #expect(try await lage.rechte().isEmpty, "Erst mit einem neuen Ja.")
        let rolle = try #require(try await lage.wartende(lage.chef).first)
        #expect(rolle.lage.eingriff?.von == lage.admin.name)
        #expect(try await lage.bestaetige(als: lage.chef) == 1)
        #expect(try await lage.rechte().contains(.zahllaufFreigeben))
        try await lage.verbund.abbauen()
    }

    @Test("Der Login der Plattform bestätigt nichts selbst und legt kein Konto mit Kennwort an")
    func plattform() async throws {
        let lage = try await Lage.neu(["kasse_freigabe"])
        let rolle = try #require(try await lage.wartende(lage.chef).first).zuweisung.id
        let chef = try #require(lage.chef.benutzer)
        let web = try lage.verbund.verbindung(login: "mandat_platform")
        defer { web.close() }
        let selbst = #expect(throws: PostgresError.self) {
            try web.execute("""
                INSERT INTO rollenbestaetigung (zuweisung_id, von) VALUES (\(rolle), \(chef))
                """)
        }
        #expect(selbst?.sqlState.rawValue == "42501")
        let hash = try PasswordHash(password: "x", cost: .test).text
        let bekannt = #expect(throws: PostgresError.self) {
            try web.execute("""
                INSERT INTO benutzer (id, anmeldename, name, kennwort)
                VALUES (\(UUIDv7()), 'bekannt', 'Bekannt', \(hash))
                """)
        }
        #expect(bekannt?.constraint == "benutzer_kennwort")
        let pflicht = #expect(throws: PostgresError.self) {
            try web.execute("UPDATE rolle SET zweiter_faktor_pflicht = false")
        }
        #expect(pflicht?.sqlState.rawValue == "42501")
        try await lage.verbund.abbauen()
    }
}
