import Foundation
import Grundwerte
@testable import Platform
import Postgres
import TestSupport
import Testing

@Suite("Was der Kreis in einer Kommune einrichtet, gilt erst mit deren Wort (B-3.4.4, B-7.4)")
struct BestaetigungTests {
    /// Ahaus hat eine Leitung; der Kreis hat dort jemanden mit zwei Rollen eingerichtet, der sein
    /// Kennwort schon gewählt hat.
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
                einmalcode: try PasswordHash(password: "x", cost: .test),
                rollen: ["leitung", "auskunft"])
            let neue = try await verbund.database.writePlatform(.benutzerVerwalten, als: admin) {
                try User.einrichten(neu, ab: tag, in: $0)
            }
            try verbund.kennwortWaehlen(neue)
            return Lage(verbund: verbund, ahaus: ahaus,
                        leitung: try await verbund.akteur("leitung", mandant: ahaus),
                        admin: admin, neue: neue)
        }

        func rechte(_ wer: User.ID) async throws -> Set<Permission> {
            let tag = verbund.tag
            return try await verbund.database.platform.read {
                try User.rechte(wer, am: tag, in: $0).rechte
            }
        }

        func wartende(_ wer: Akteur) async throws -> [Zugangsbestaetigung.Rolle] {
            let mandant = ahaus.id
            return try await verbund.database.readPlatform(.zugangBeantragen, als: wer) {
                try Zugangsbestaetigung.rollen(mandant: mandant, in: $0)
            }
        }

        func bestaetige(_ rollen: [Role.Zuweisung.ID], als wer: Akteur) async throws -> Int {
            try await verbund.database.write(ahaus, .zugangBeantragen, als: wer) {
                try Zugangsbestaetigung.bestaetigen(rollen, gezeigt: .distantFuture, in: $0)
            }
        }

        /// Als hätte die Person ihre Rechte schon.
        func akteur(_ wer: User.ID) -> Akteur {
            Akteur(benutzer: wer, name: "Neue", rechte: [.zugangBeantragen], anfrage: UUIDv7())
        }
    }

    @Test("Vor der Bestätigung gilt keine Rolle, weder im Programm noch in der Datenbank")
    func vorher() async throws {
        let lage = try await Lage.neu(), mandant = lage.ahaus.id, tag = lage.verbund.tag
        #expect(try await lage.rechte(lage.neue).isEmpty)
        let login = try lage.verbund.verbindung(login: lage.ahaus.loginRole)
        let darf: Bool = try login.scalar(
            "SELECT platform.darf_hier(\(lage.neue), 'zugang.beantragen')")
        login.close()
        #expect(!darf)
        let leitungen = try await lage.verbund.database.platform.read {
            try User.mit(.zugangBeantragen, mandant: mandant, am: tag, in: $0).map(\.id)
        }
        let leitung = try #require(lage.leitung.benutzer)
        #expect(leitungen == [leitung])
        let konto = try await lage.verbund.database.readPlatform(
            .benutzerVerwalten, als: lage.admin
        ) { [neue = lage.neue] in try User.konto(neue, in: $0) }
        #expect(konto.rollen(am: tag).isEmpty && konto.unbestaetigte(am: tag).count == 2)
        try await lage.verbund.abbauen()
    }

    @Test("Die Leitung bestätigt einzeln; ab da gilt genau das, und zweimal ändert nichts")
    func einzeln() async throws {
        let lage = try await Lage.neu()
        let rollen = try await lage.wartende(lage.leitung)
        #expect(rollen.map(\.zuweisung.rolle) == ["auskunft", "leitung"])
        #expect(rollen.map(\.darf) == [true, true])
        let auskunft = try #require(rollen.first).zuweisung.id
        #expect(try await lage.bestaetige([auskunft], als: lage.leitung) == 1)
        #expect(try await lage.bestaetige([auskunft], als: lage.leitung) == 0)
        let rechte = try await lage.rechte(lage.neue)
        #expect(rechte.contains(.fallLesen) && !rechte.contains(.zugangBeantragen))
        #expect(try await lage.wartende(lage.leitung).map(\.zuweisung.rolle) == ["leitung"])
        try await lage.verbund.abbauen()
    }

    @Test("Niemand bestätigt die eigene Rolle, niemand mit einer unbestätigten, kein Nachbar")
    func nichtDieEigene() async throws {
        let lage = try await Lage.neu()
        let borken = try await lage.verbund.mandant("borken")
        let nachbar = try await lage.verbund.akteur("leitung", mandant: borken)
        let rollen = try await lage.wartende(lage.leitung).map(\.zuweisung.id)
        let selbst = await #expect(throws: PostgresError.self) {
            try await lage.bestaetige(rollen, als: lage.akteur(lage.neue))
        }
        #expect(selbst?.constraint == "bestaetigung_recht")
        let fremd = try await lage.verbund.database.write(borken, .zugangBeantragen, als: nachbar) {
            try Zugangsbestaetigung.bestaetigen(rollen, gezeigt: .distantFuture, in: $0)
        }
        #expect(fremd == 0)
        // Wer schon Leitung ist, gibt sich mit einer zweiten Rolle nichts dazu.
        #expect(try await lage.bestaetige(rollen, als: lage.leitung) == 2)
        let wer = lage.neue, tag = lage.verbund.tag
        try await lage.verbund.database.writePlatform(.benutzerVerwalten, als: lage.admin) {
            try User.rolleGeben(wer, rolle: "rechnungspruefung", gueltig: Zeitraum(von: tag),
                                in: $0)
        }
        let eigene = try await lage.wartende(lage.akteur(wer))
        #expect(eigene.map(\.darf) == [false])
        let nichts = try await lage.bestaetige(
            eigene.map(\.zuweisung.id), als: lage.akteur(wer))
        #expect(nichts == 0)
        #expect(try await !lage.rechte(wer).contains(.auditLesen))
        try await lage.verbund.abbauen()
    }

    @Test("Der Login des Kreises bestätigt nichts, verlängert nichts und versetzt niemanden")
    func plattform() async throws {
        let lage = try await Lage.neu()
        let rolle = try #require(try await lage.wartende(lage.leitung).first).zuweisung.id
        let ich = try #require(lage.leitung.benutzer)
        let web = try lage.verbund.verbindung(login: "mandat_platform")
        defer { web.close() }
        for (sql, woran) in [
            ("INSERT INTO rollenbestaetigung (zuweisung_id, von) VALUES ('\(rolle)', '\(ich)')",
             "42501"),
            ("INSERT INTO rollenbestaetigung (zuweisung_id, grund) VALUES ('\(rolle)', 'x')",
             "42501"),
            ("SELECT rollen_bestaetigen('\(ich)', ARRAY['\(rolle)']::uuid[], now())", "42501"),
            ("SELECT rollen_gelten_lassen('\(ich)', NULL, ARRAY['\(rolle)']::uuid[], now())",
             "42501"),
            ("UPDATE rollenzuweisung SET rolle = 'leitung' WHERE id = '\(rolle)'", "23514"),
            ("UPDATE rollenzuweisung SET benutzer_id = '\(ich)' WHERE id = '\(rolle)'", "23514"),
            ("UPDATE rollenzuweisung SET gueltig = '[2000-01-01,)' WHERE id = '\(rolle)'", "23514"),
            ("""
             UPDATE benutzer SET mandant_id = (SELECT id FROM mandant WHERE kuerzel = 'borken')
              WHERE id = '\(ich)'
             """, "23514"),
        ] {
            let fehler = #expect(throws: PostgresError.self) {
                try web.execute("\(unescaped: sql)")
            }
            #expect(fehler?.sqlState.rawValue == woran, "\(sql)")
        }
        try await lage.verbund.abbauen()
    }

    @Test("Ein Schlüssel entsteht erst mit der Bestätigung, und nur die Kommune bekommt ihn")
    func schluessel() async throws {
        let lage = try await Lage.neu(), tag = lage.verbund.tag
        let neu = Schnittstelle.Neu(
            id: .init(), mandant: lage.ahaus.id, bezeichnung: "Probe", rechte: [.fallLesen],
            gueltigBis: tag.plus(tage: 30))
        let beimKreis = try await lage.verbund.database.writePlatform(
            .benutzerVerwalten, als: lage.admin
        ) { try Schnittstelle.anlegen(neu, in: $0) }
        #expect(beimKreis == nil)
        let tuer = SignIn(database: lage.verbund.database, hashing: PasswordThread(cost: .test))
        let login = try lage.verbund.verbindung(login: lage.ahaus.loginRole)
        defer { login.close() }
        let handelt = { () throws -> Bool in
            try login.scalar("SELECT platform.handelt_hier(\(neu.id))")
        }
        #expect(try !handelt())
        let token = try await lage.verbund.database.write(
            lage.ahaus, .zugangBeantragen, als: lage.leitung
        ) { try Schnittstelle.bestaetigen(neu.id, in: $0) }
        #expect(try await tuer.schnittstelle(token: token) != nil)
        #expect(try handelt())
        await #expect(throws: Hindernis.nichtGefunden, "Ein zweiter entsteht nicht.") {
            try await lage.verbund.database.write(
                lage.ahaus, .zugangBeantragen, als: lage.leitung
            ) { try Schnittstelle.bestaetigen(neu.id, in: $0) }
        }
        try await lage.verbund.abbauen()
    }

    @Test("Der Login des Kreises legt zu einer Kommune keinen Schlüssel ab, den er kennt")
    func schluesselDesKreises() async throws {
        let lage = try await Lage.neu(), ich = try #require(lage.admin.benutzer)
        let web = try lage.verbund.verbindung(login: "mandat_platform")
        defer { web.close() }
        let id = UUIDv7(), ahaus = lage.ahaus.id, bis = lage.verbund.tag.plus(tage: 9)
        let hash = SignIn.hash("mandat_bekannt")
        let anlegen: SQL = """
            INSERT INTO schnittstelle (id, mandant_id, bezeichnung, token_sha256, rechte,
                                       angelegt_von, gueltig_bis)
            """
        let bekannt = #expect(throws: PostgresError.self) {
            try web.execute("""
                \(anlegen) VALUES (\(id), \(ahaus), 'x', \(hash), '{fall.lesen}', \(ich), \(bis))
                """)
        }
        #expect(bekannt?.constraint == "schnittstelle_token_stelle")
        try web.execute("""
            \(anlegen) VALUES (\(id), \(ahaus), 'x', NULL, '{fall.lesen}', \(ich), \(bis))
            """)
        let spaeter = #expect(throws: PostgresError.self) {
            try web.execute("UPDATE schnittstelle SET token_sha256 = \(hash) WHERE id = \(id)")
        }
        #expect(spaeter?.constraint == "schnittstelle_bleibt")
        let selbst = #expect(throws: PostgresError.self) {
            try web.execute("""
                INSERT INTO schnittstelle_bestaetigung (schnittstelle_id, von, token_sha256)
                VALUES (\(id), \(ich), \(hash))
                """)
        }
        #expect(selbst?.sqlState.rawValue == "42501")
        try await lage.verbund.abbauen()
    }

    @Test("Mit dem Antrag bestätigt die Leitung, was sie beantragt hat, und nicht mehr")
    func antrag() async throws {
        let lage = try await Lage.neu(), tag = lage.verbund.tag, ahaus = lage.ahaus
        let wer = try #require(
            try await lage.verbund.akteur("auskunft", mandant: ahaus).benutzer)
        let antrag = try await lage.verbund.database.writePlatform(
            .zugangBeantragen, als: lage.leitung
        ) { session in
            let id = try Zugangsantrag.stellen(
                .init(art: .weitereRollen, person: wer, rollen: ["rechnungspruefung"], von: tag,
                      bis: tag.plus(tage: 10), grund: "Prüfung"), fuer: ahaus.id, in: session)
            return try Zugangsantrag.laden(id, mandant: ahaus.id, in: session)
        }
        try await lage.verbund.database.writePlatform(.benutzerVerwalten, als: lage.admin) {
            try antrag.einrichten(einmalcode: nil, in: $0)
            // Das hat niemand beantragt.
            try User.rolleGeben(wer, rolle: "leitung", gueltig: Zeitraum(von: tag), in: $0)
        }
        let stand = try await lage.verbund.database.readPlatform(
            .zugangBeantragen, als: lage.leitung
        ) { try Zugangsantrag.laden(antrag.id, mandant: ahaus.id, in: $0) }
        #expect(try await !lage.rechte(wer).contains(.auditLesen))
        try await lage.verbund.database.write(ahaus, .zugangBeantragen, als: lage.leitung) {
            try stand.bestaetigen(gezeigt: .distantFuture, in: $0)
        }
        let rechte = try await lage.rechte(wer)
        #expect(rechte.contains(.auditLesen) && !rechte.contains(.zugangBeantragen))
        try await lage.verbund.abbauen()
    }

    @Test("Die erste Leitung gilt mit der Einrichtung, mit einer Zeile im Protokoll; nur einmal")
    func ersteLeitung() async throws {
        let verbund = try await TestVerbund.neu(), tag = verbund.tag
        let code = try PasswordHash(password: "x", cost: .test)
        let wer = try verbund.installation.ersterZugang(
            anmeldename: "erste", name: "Erste", einmalcode: code, kommune: "ahaus", ab: tag)
        let rechte = try await verbund.database.platform.read {
            try User.rechte(wer, am: tag, in: $0).rechte
        }
        #expect(rechte.contains(.zugangBeantragen))
        let server = try verbund.superuser()
        defer { server.close() }
        #expect(try server.scalar("""
            SELECT count(*) FROM platform.audit
             WHERE vorgang = 'benutzer.angelegt' AND gegenstand = \(wer.description)
               AND angaben ->> 'grund' LIKE 'mit der Einrichtung%'
            """, as: Int.self) == 1)
        #expect(throws: Hindernis.self) {
            try verbund.installation.ersterZugang(
                anmeldename: "zweite", name: "Zweite", einmalcode: code, kommune: "ahaus",
                ab: tag)
        }
        try verbund.installation.ersterZugang(
            anmeldename: "kreis", name: "Kreis", einmalcode: code, kommune: nil, ab: tag)
        let chef = try verbund.installation.ersterZugang(
            anmeldename: "chef", name: "Chef", einmalcode: code, kommune: nil, leitung: true,
            ab: tag)
        let imKreis = try await verbund.database.platform.read {
            try User.rechte(chef, am: tag, in: $0).rechte
        }
        #expect(imKreis.contains(.zugangBestaetigen) && !imKreis.contains(.benutzerVerwalten))
        #expect(throws: Hindernis.self) {
            try verbund.installation.ersterZugang(
                anmeldename: "chef2", name: "Chef", einmalcode: code, kommune: nil, leitung: true,
                ab: tag)
        }
        let pflicht = try await verbund.database.platform.read {
            try Zugangsregel.faktorPflichtAb(am: tag, in: $0)
        }
        #expect(pflicht == tag, "Neue Installationen verlangen den zweiten Faktor.")
        try await verbund.abbauen()
    }
}
