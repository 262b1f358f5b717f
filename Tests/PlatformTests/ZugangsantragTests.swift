import Foundation
import Grundwerte
@testable import Platform
import Postgres
import TestSupport
import Testing

@Suite("Zugänge: beantragt von der Kommune, eingerichtet vom Kreis, bestätigt (B-3.4.4)")
struct ZugangsantragTests {
    /// Ein Verbund mit Leitung und Fachadministration.
    struct Amt {
        let verbund: TestVerbund
        let ahaus: Mandant
        let leitung: Akteur
        let admin: Akteur

        static func neu() async throws -> Amt {
            let verbund = try await TestVerbund.neu()
            let ahaus = try await verbund.mandant("ahaus")
            return Amt(verbund: verbund, ahaus: ahaus,
                       leitung: try await verbund.akteur("leitung", mandant: ahaus),
                       admin: try await verbund.akteur("fachadministration"))
        }

        @discardableResult
        func kommune<R: Sendable>(
            _ tun: @escaping @Sendable (PlatformSession) throws -> R
        ) async throws -> R {
            try await verbund.database.writePlatform(.zugangBeantragen, als: leitung, tun)
        }

        @discardableResult
        func kreis<R: Sendable>(
            _ tun: @escaping @Sendable (PlatformSession) throws -> R
        ) async throws -> R {
            try await verbund.database.writePlatform(.benutzerVerwalten, als: admin, tun)
        }

        /// Die Leitung bestätigt mit dem Login ihrer Kommune.
        func bestaetige(_ antrag: Zugangsantrag) async throws {
            try await verbund.database.write(ahaus, .zugangBeantragen, als: leitung) {
                try antrag.bestaetigen(gezeigt: .distantFuture, in: $0)
            }
        }

        func antrag(_ neu: Zugangsantrag.Neu) async throws -> Zugangsantrag {
            let mandant = ahaus.id
            return try await kommune { session in
                let id = try Zugangsantrag.stellen(neu, fuer: mandant, in: session)
                return try Zugangsantrag.laden(id, mandant: mandant, in: session)
            }
        }

        func stand(_ id: Zugangsantrag.ID) async throws -> Zugangsantrag {
            try await kreis { try Zugangsantrag.laden(id, mandant: nil, in: $0) }
        }

        /// Als Einmalcode: gespeichert, wie er verglichen wird.
        var einmalcode: PasswordHash {
            get throws {
                try PasswordHash(password: Einmalcode.rein(TestVerbund.kennwort), cost: .test)
            }
        }
    }

    private func neuePerson(_ tag: Kalendertag, _ rollen: [String]) -> Zugangsantrag.Neu {
        Zugangsantrag.Neu(
            art: .neuePerson, name: "Jana Weber", anmeldename: "j.weber", rollen: rollen,
            sachgebiet: "A bis K", von: tag, bis: tag.plus(tage: 100), grund: "Neueinstellung")
    }

    @Test("Eine neue Person: Konto, Rolle mit Zeit und Sachgebiet; jeder Schritt bleibt stehen")
    func neu() async throws {
        let amt = try await Amt.neu(), tag = amt.verbund.tag
        let antrag = try await amt.antrag(neuePerson(tag, ["sachbearbeitung"]))
        #expect(antrag.stand == .beantragt)
        let hash = try amt.einmalcode
        try await amt.kreis { try antrag.einrichten(einmalcode: hash, in: $0) }
        let eingerichtet = try await amt.stand(antrag.id)
        #expect(eingerichtet.stand == .eingerichtet)
        let konto = try #require(eingerichtet.benutzer)
        try await amt.kommune { session in
            let rolle = try #require(try User.konto(konto, in: session).rollen.first)
            #expect(rolle.rolle == "sachbearbeitung")
            #expect(rolle.sachgebiet == "A bis K")
            #expect(rolle.gueltig == Zeitraum(von: tag, bis: tag.plus(tage: 100)))
        }
        // Der Einmalcode öffnet; erst mit dem eigenen Kennwort ist etwas zu bestätigen.
        let tuer = SignIn(database: amt.verbund.database, hashing: PasswordThread(cost: .test))
        let code = try await tuer.begin(
            name: "j.weber", password: TestVerbund.kennwort, address: "test")
        await #expect(throws: Hindernis.self) { try await amt.bestaetige(eingerichtet) }
        #expect(try await amt.stand(antrag.id).stand == .eingerichtet, "Kein Schritt ohne Rolle.")
        let token = try await tuer.choosePassword(
            token: code, try PasswordHash(password: TestVerbund.kennwort, cost: .test))
        #expect(!token.isEmpty)
        try await amt.bestaetige(eingerichtet)
        try await amt.kommune { session in
            let verlauf = try eingerichtet.verlauf(in: session)
            #expect(verlauf.map(\.schritt) == [.bestaetigt, .eingerichtet, .beantragt])
            #expect(verlauf.last?.text == "Neueinstellung")
        }
        try await amt.verbund.abbauen()
    }

    @Test("Unvereinbares scheitert mit Grund, schon beim Antrag und auch beim Einrichten")
    func unvereinbar() async throws {
        let amt = try await Amt.neu(), tag = amt.verbund.tag, ahaus = amt.ahaus
        let fehler = await #expect(throws: Hindernis.self) {
            _ = try await amt.antrag(neuePerson(tag, ["sachbearbeitung", "anordnung"]))
        }
        #expect(fehler?.grund.contains("Wer feststellt, ordnet nicht an.") == true)
        let wer = try #require(
            try await amt.verbund.akteur("sachbearbeitung", mandant: ahaus).benutzer)
        let dazu = await #expect(throws: Hindernis.self) {
            _ = try await amt.antrag(.init(art: .weitereRollen, person: wer, rollen: ["anordnung"],
                                           von: tag, grund: "Vertretung"))
        }
        #expect(dazu?.feld == "rollen")
        // Was zwischen Antrag und Einrichtung unvereinbar wird, weist die Datenbank ab.
        let andere = try #require(try await amt.verbund.akteur("auskunft", mandant: ahaus).benutzer)
        let antrag = try await amt.antrag(.init(
            art: .weitereRollen, person: andere, rollen: ["rechnungspruefung"], von: tag,
            grund: "x"))
        try await amt.kreis { session in
            try User.rolleGeben(
                andere, rolle: "sachbearbeitung", gueltig: Zeitraum(von: tag), in: session)
        }
        await #expect(throws: Hindernis.self) {
            try await amt.kreis { try antrag.einrichten(einmalcode: nil, in: $0) }
        }
        #expect(try await amt.stand(antrag.id).stand == .beantragt)
        try await amt.verbund.abbauen()
    }

    @Test("Andere Rollen: die bisherigen enden am Tag davor")
    func wechsel() async throws {
        let amt = try await Amt.neu(), ab = amt.verbund.tag.plus(tage: 7)
        let wer = try #require(
            try await amt.verbund.akteur("sachbearbeitung", mandant: amt.ahaus).benutzer)
        let antrag = try await amt.antrag(.init(
            art: .wechsel, person: wer, rollen: ["anordnung"], von: ab, grund: "Wechsel"))
        try await amt.kreis { try antrag.einrichten(einmalcode: nil, in: $0) }
        try await amt.bestaetige(try await amt.stand(antrag.id))
        try await amt.kreis { session in
            let vorher = try User.rechte(wer, am: ab.plus(tage: -1), in: session.transaction).rechte
            let nachher = try User.rechte(wer, am: ab, in: session.transaction).rechte
            #expect(vorher.contains(.zahlungFeststellen) && !vorher.contains(.zahlungAnordnen))
            #expect(nachher.contains(.zahlungAnordnen) && !nachher.contains(.zahlungFeststellen))
        }
        try await amt.verbund.abbauen()
    }

    @Test("Nach einem Einwand ist der Kreis wieder dran; niemand überspringt einen Schritt")
    func einwand() async throws {
        let amt = try await Amt.neu(), tag = amt.verbund.tag
        let antrag = try await amt.antrag(neuePerson(tag, ["auskunft"]))
        let hash = try amt.einmalcode
        await #expect(throws: Hindernis.self) {
            try await amt.bestaetige(antrag)
        }
        try await amt.kreis { try antrag.einrichten(einmalcode: hash, in: $0) }
        // Wer auf einem alten Stand der Seite handelt, wird abgewiesen.
        await #expect(throws: Hindernis.self) {
            try await amt.kreis { try antrag.ablehnen("zu spät", in: $0) }
        }
        let zweiter = try await amt.stand(antrag.id)
        try await amt.kommune { try zweiter.beanstanden("falsches Zimmer", in: $0) }
        let dritter = try await amt.stand(antrag.id)
        #expect(dritter.stand.wartetAufKreis)
        try await amt.kreis { session in
            try dritter.einrichten(einmalcode: nil, text: "Zimmer berichtigt", in: session)
            #expect(try Zugangsantrag.wartende(mandant: dritter.mandant, in: session) == 1)
            #expect(try Zugangsantrag.wartende(mandant: nil, in: session) == 0)
        }
        try await amt.verbund.abbauen()
    }

    @Test("Die Datenbank weist ab: fremde Leute, falsche Seite, eigene Rollen, Änderung am Antrag")
    func waechter() async throws {
        let amt = try await Amt.neu(), tag = amt.verbund.tag
        let borken = try await amt.verbund.mandant("borken")
        let fremde = try #require(
            try await amt.verbund.akteur("auskunft", mandant: borken).benutzer)
        await #expect(throws: Hindernis.nichtGefunden) {
            _ = try await amt.antrag(.init(art: .weitereRollen, person: fremde,
                                           rollen: ["leitung"], von: tag, grund: "x"))
        }
        let ich = try #require(amt.leitung.benutzer)
        await #expect(throws: Hindernis.self) {
            _ = try await amt.antrag(.init(art: .weitereRollen, person: ich, rollen: ["auskunft"],
                                           von: tag, grund: "x"))
        }
        let antrag = try await amt.antrag(neuePerson(tag, ["auskunft"]))
        let web = try amt.verbund.verbindung(login: "mandat_platform")
        defer { web.close() }
        for (sql, constraint) in [
            // Die Leitung richtet nicht selbst ein.
            ("""
             INSERT INTO platform.zugangsantrag_schritt (antrag_id, lfd, schritt, von, text)
             VALUES ('\(antrag.id)', 1, 'abgelehnt', '\(ich)', 'x')
             """, "zugangsantrag_recht"),
            ("""
             INSERT INTO platform.zugangsantrag_schritt (antrag_id, lfd, schritt, von)
             VALUES ('\(antrag.id)', 1, 'bestaetigt', '\(ich)')
             """, "zugangsantrag_folge"),
        ] {
            let fehler = #expect(throws: PostgresError.self) {
                try web.execute("\(unescaped: sql)")
            }
            #expect(fehler?.constraint == constraint)
        }
        for sql in ["UPDATE platform.zugangsantrag SET grund = 'y'",
                    "DELETE FROM platform.zugangsantrag_schritt",
                    "UPDATE platform.zugangsregel SET support_stunden = 8"] {
            let fehler = #expect(throws: PostgresError.self) {
                try web.execute("\(unescaped: sql)")
            }
            #expect(fehler?.sqlState.rawValue == "42501", "\(sql)")
        }
        try await amt.verbund.abbauen()
    }

    @Test("Wer ausscheidet, hat nach dem letzten Tag keine Rolle und keine Sitzung mehr")
    func ausscheiden() async throws {
        let amt = try await Amt.neu(), tag = amt.verbund.tag
        let hash = try amt.einmalcode
        let neu = try await amt.antrag(neuePerson(tag.plus(tage: -1), ["sachbearbeitung"]))
        try await amt.kreis { try neu.einrichten(einmalcode: hash, in: $0) }
        let wer = try #require(try await amt.stand(neu.id).benutzer)
        let tuer = SignIn(database: amt.verbund.database, hashing: PasswordThread(cost: .test))
        let code = try await tuer.begin(
            name: "j.weber", password: TestVerbund.kennwort, address: "test")
        let token = try await tuer.choosePassword(
            token: code, try PasswordHash(password: TestVerbund.kennwort, cost: .test))
        #expect(try await tuer.session(token: token) != nil)
        try await amt.kreis { try User.ausscheiden(wer, letzterTag: tag, in: $0) }
        #expect(try await tuer.session(token: token) != nil, "Am letzten Tag wird noch gearbeitet.")
        let morgen = try amt.verbund.web(am: tag.plus(tage: 1))
        let danach = SignIn(database: morgen, hashing: PasswordThread(cost: .test))
        #expect(try await danach.session(token: token) == nil)
        await #expect(throws: SignIn.Failure.wrong) {
            _ = try await danach.begin(
                name: "j.weber", password: TestVerbund.kennwort, address: "test")
        }
        let rechte = try await morgen.platform.read {
            try User.rechte(wer, am: tag.plus(tage: 1), in: $0).rechte
        }
        #expect(rechte.isEmpty)
        // Sofort: der letzte Tag war gestern, die offene Sitzung endet jetzt.
        try await amt.kreis { try User.ausscheiden(wer, letzterTag: tag.plus(tage: -1), in: $0) }
        #expect(try await tuer.session(token: token) == nil)
        await morgen.shutdown()
        try await amt.verbund.abbauen()
    }

    @Test("Unbenutzt: nach 90 Tagen gewarnt, 14 Tage später gesperrt; wer sich meldet, bleibt")
    func ungenutzt() async throws {
        let amt = try await Amt.neu(), tag = amt.verbund.tag
        let wer = try #require(
            try await amt.verbund.akteur("auskunft", mandant: amt.ahaus).benutzer)
        let andere = try #require(
            try await amt.verbund.akteur("auskunft", mandant: amt.ahaus).benutzer)
        let server = try amt.verbund.superuser()
        defer { server.close() }
        let lauf = { (tage: Int32) throws -> Int in
            try server.execute("""
                UPDATE platform.benutzer SET angelegt_am = now() - make_interval(days => \(tage))
                """)
            return try server.scalar(
                "SELECT platform.ungenutzte_konten_sperren(\(tag))::bigint", as: Int.self)
        }
        #expect(try lauf(89) == 0)
        let keine = try await amt.kreis { try UngenutztesKonto.alle(mandant: nil, in: $0).count }
        #expect(keine == 0)
        #expect(try lauf(91) == 0, "Erst die Warnung")
        let gewarnt = try await amt.kreis { try UngenutztesKonto.alle(mandant: nil, in: $0) }
        #expect(gewarnt.count == 4)
        let admin = try #require(gewarnt.first { $0.user.id == amt.admin.benutzer })
        #expect(admin.gewarntAm != nil && admin.sperreAm == nil, "Jemand muss entsperren können.")
        try server.execute("UPDATE platform.kontowarnung SET am = now() - interval '15 days'")
        try server.execute("""
            INSERT INTO platform.anmeldung (id, token_sha256, benutzer_id)
            VALUES (\(UUIDv7()), sha256('x'), \(andere))
            """)
        #expect(try lauf(106) == 2, "Leitung und Auskunft; die andere Person war da.")
        try await amt.kreis { session in
            #expect(try User.konto(wer, in: session).gesperrtAm != nil)
            #expect(try User.konto(andere, in: session).gesperrtAm == nil)
            try User.entsperren(wer, grund: "war krank", in: session)
        }
        #expect(try lauf(107) == 0, "Entsperrt zählt wie benutzt.")
        try await amt.verbund.abbauen()
    }
}
