import Foundation
import Grundwerte
@testable import Platform
import Postgres
import TestSupport
import Testing

@Suite("Zweimal im Jahr wird jede Rolle bestätigt, entzogen oder ausgesetzt (B-3.4)")
struct RezertifizierungTests {
    /// Eine Kommune mit zwei Leitungen und einer Sachbearbeitung; die Runde läuft.
    struct Runde {
        let verbund: TestVerbund
        let ahaus: Mandant
        let leitung: Akteur
        let zweite: Akteur
        let sachbearbeitung: User.ID
        let admin: Akteur

        static func neu(zweite: Bool = true) async throws -> Runde {
            let verbund = try await TestVerbund.neu()
            let ahaus = try await verbund.mandant("ahaus")
            let runde = Runde(
                verbund: verbund, ahaus: ahaus,
                leitung: try await verbund.akteur("leitung", mandant: ahaus),
                zweite: try await verbund.akteur(zweite ? "leitung" : "auskunft", mandant: ahaus),
                sachbearbeitung: try #require(
                    try await verbund.akteur("sachbearbeitung", mandant: ahaus).benutzer),
                admin: try await verbund.akteur("fachadministration"))
            #expect(try runde.beginnen() == 4)
            return runde
        }

        func beginnen(am tag: Kalendertag? = nil) throws -> Int {
            try server("SELECT platform.rezertifizierung_beginnen(\(tag ?? verbund.tag))::bigint")
        }

        func aussetzen(am tag: Kalendertag) throws -> Int {
            try server("SELECT platform.rezertifizierung_aussetzen(\(tag))::bigint")
        }

        private func server(_ sql: SQL) throws -> Int {
            let server = try verbund.superuser()
            defer { server.close() }
            return try server.scalar(sql, as: Int.self)
        }

        func zeilen(_ wer: Akteur, fremde: Bool = false) async throws -> [Rezertifizierung.Zeile] {
            let mandant = ahaus.id
            return try await als(wer) { session in
                let runde = try #require(try Rezertifizierung.letzte(in: session))
                return try runde.zeilen(
                    mandant: fremde ? nil : mandant, fremde: fremde, in: session)
            }
        }

        func antworte(_ wer: Akteur, _ zuweisung: Role.Zuweisung.ID,
                      _ ergebnis: Rezertifizierung.Ergebnis) async throws {
            try await als(wer) { session in
                try #require(try Rezertifizierung.letzte(in: session))
                    .entscheiden([zuweisung: ergebnis], in: session)
            }
        }

        private func als<R: Sendable>(
            _ wer: Akteur, _ tun: @escaping @Sendable (PlatformSession) throws -> R
        ) async throws -> R {
            let recht: Permission = wer.rechte.contains(.zugangBestaetigen)
                ? .zugangBestaetigen : .benutzerVerwalten
            return try await verbund.database.writePlatform(recht, als: wer, tun)
        }
    }

    @Test("Stichtag 1. Oktober: Gefragt wird nach jeder Rolle, die da schon galt, und nur einmal")
    func beginn() async throws {
        let runde = try await Runde.neu(), tag = runde.verbund.tag
        #expect(try runde.beginnen() == 0)
        let neue = try await runde.verbund.akteur("fachadministration")
        let zeilen = try await runde.zeilen(runde.leitung)
        #expect(zeilen.count == 3)
        #expect(zeilen.filter(\.darf).count == 2, "Die eigene Rolle bestätigt niemand selbst.")
        #expect(neue.benutzer != nil)
        // Am 1. April beginnt die nächste, mit allen, die dann eine Rolle haben.
        let april = Kalendertag(tageSeit2000: tag.tageSeit2000 + 128)
        #expect(april.deutsch == "01.04.2027")
        #expect(try runde.beginnen(am: april.plus(tage: -1)) == 0)
        #expect(try runde.beginnen(am: april) == 5)
        try await runde.verbund.abbauen()
    }

    @Test("Bestätigt bleibt, entzogen gilt sofort nicht mehr; wer, wann und was bleibt stehen")
    func antworten() async throws {
        let runde = try await Runde.neu(), tag = runde.verbund.tag
        let zeilen = try await runde.zeilen(runde.leitung)
        let sb = try #require(zeilen.first { $0.zuweisung.benutzer == runde.sachbearbeitung })
        let andere = try #require(zeilen.first { $0.zuweisung.benutzer == runde.zweite.benutzer })
        try await runde.antworte(runde.leitung, andere.zuweisung.id, .bestaetigt)
        try await runde.antworte(runde.leitung, sb.zuweisung.id, .entzogen)
        try await runde.antworte(runde.leitung, sb.zuweisung.id, .bestaetigt)
        let wer = runde.sachbearbeitung
        let rechte = try await runde.verbund.database.platform.read {
            try User.rechte(wer, am: tag, in: $0).rechte
        }
        #expect(rechte.isEmpty, "Die erste Antwort gilt.")
        let danach = try await runde.zeilen(runde.zweite)
        #expect(danach.first { $0.name == sb.name }?.ergebnis == .entzogen)
        #expect(danach.filter { $0.ergebnis != nil }.allSatisfy { $0.entschiedenVon != nil })
        try await runde.verbund.abbauen()
    }

    @Test("Für sich selbst und für andere Stellen antwortet niemand; ohne zweite Leitung der Kreis")
    func wer() async throws {
        let runde = try await Runde.neu(zweite: false)
        let eigene = try #require(try await runde.zeilen(runde.leitung).first {
            $0.zuweisung.benutzer == runde.leitung.benutzer
        }).zuweisung.id
        await #expect(throws: Hindernis.self) {
            try await runde.antworte(runde.leitung, eigene, .bestaetigt)
        }
        let borken = try await runde.verbund.mandant("borken")
        let nachbar = try await runde.verbund.akteur("leitung", mandant: borken)
        await #expect(throws: Hindernis.self) {
            try await runde.antworte(nachbar, eigene, .entzogen)
        }
        let vomKreis = try await runde.zeilen(runde.admin, fremde: true).filter(\.darf)
        #expect(vomKreis.map(\.zuweisung.id) == [eigene])
        try await runde.antworte(runde.admin, eigene, .bestaetigt)
        let leiter = try await runde.verbund.akteur("kreis_leitung")
        let kreis = try await runde.zeilen(runde.admin, fremde: true)
        #expect(kreis.filter(\.darf).isEmpty)
        #expect(leiter.rechte.contains(.zugangBestaetigen))
        try await runde.verbund.abbauen()
    }

    @Test("Was nach der Frist offen ist, endet mit gestern; die Fachadministration bleibt")
    func aussetzen() async throws {
        let runde = try await Runde.neu(), tag = runde.verbund.tag
        let sb = runde.sachbearbeitung, frist = tag.plus(tage: 28)
        let zeile = try #require(try await runde.zeilen(runde.leitung).first {
            $0.zuweisung.benutzer == runde.zweite.benutzer
        })
        try await runde.antworte(runde.leitung, zeile.zuweisung.id, .bestaetigt)
        #expect(try runde.aussetzen(am: frist) == 0, "Am letzten Tag ist noch Zeit.")
        #expect(try runde.aussetzen(am: frist.plus(tage: 1)) == 0,
                "Die Tage müssen auch wirklich vergangen sein.")
        let server = try runde.verbund.superuser()
        defer { server.close() }
        try server.execute("""
            UPDATE platform.rezertifizierung SET begonnen_am = now() - interval '29 days'
            """)
        #expect(try runde.aussetzen(am: frist.plus(tage: 1)) == 2, "Leitung und Sachbearbeitung")
        #expect(try runde.aussetzen(am: frist.plus(tage: 1)) == 0)
        let (vorher, nachher, admin) = try await runde.verbund.database.platform.read { t in
            (try User.rechte(sb, am: frist, in: t).rechte,
             try User.rechte(sb, am: frist.plus(tage: 1), in: t).rechte,
             try User.rechte(try #require(runde.admin.benutzer), am: frist.plus(tage: 1), in: t))
        }
        #expect(!vorher.isEmpty && nachher.isEmpty)
        #expect(admin.rechte.contains(.benutzerVerwalten))
        #expect(try server.scalar("""
            SELECT count(*) FROM platform.audit WHERE vorgang = 'rolle.ausgesetzt'
            """, as: Int.self) == 2)
        try await runde.verbund.abbauen()
    }

    @Test("Die Weboberfläche kann weder aussetzen noch eine Antwort ändern")
    func waechter() async throws {
        let runde = try await Runde.neu()
        let zeile = try #require(try await runde.zeilen(runde.leitung).first { $0.darf })
        try await runde.antworte(runde.leitung, zeile.zuweisung.id, .bestaetigt)
        let web = try runde.verbund.verbindung(login: "mandat_platform")
        defer { web.close() }
        for (sql, state) in [
            ("UPDATE platform.rezertifizierung_ergebnis SET ergebnis = 'entzogen'", "42501"),
            ("DELETE FROM platform.rezertifizierung_ergebnis", "42501"),
            ("UPDATE platform.rezertifizierung SET frist = frist + 100", "42501"),
            ("SELECT platform.rezertifizierung_aussetzen('2027-01-01')", "42501"),
            ("""
             INSERT INTO platform.rezertifizierung_ergebnis (runde_id, zuweisung_id, ergebnis)
             SELECT runde_id, zuweisung_id, 'ausgesetzt' FROM platform.rezertifizierung_zeile
             """, "23514"),
        ] {
            let fehler = #expect(throws: PostgresError.self) {
                try web.execute("\(unescaped: sql)")
            }
            #expect(fehler?.sqlState.rawValue == state, "\(sql)")
        }
        try await runde.verbund.abbauen()
    }
}
