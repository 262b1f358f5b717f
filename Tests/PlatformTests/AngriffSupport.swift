import Foundation
import Grundwerte
@testable import Platform
import Postgres
import TestSupport
import Testing

/// What a Mandant's login tries with grants that are not its own.
enum AngriffSupport {
    static let mandant: [Angriff] = [
        Angriff("liest die Zugänge", "SELECT id::text FROM platform.supportzugang", "42501"),
        Angriff("gewährt an der Theke vorbei",
                "INSERT INTO platform.supportzugang_antwort DEFAULT VALUES", "42501"),
        Angriff("gewährt für eine andere Kommune", """
            SELECT platform.support_antworten('{fremde}', '{benutzer}', '{fall}', 8, '')::text
            """, ergibt: ["false"]),
        Angriff("beendet für eine andere Kommune",
                "SELECT platform.support_beenden('{fremde}', '{benutzer}')::text",
                ergibt: ["false"]),
        Angriff("fragt nach dem geöffneten Fall einer anderen", """
            SELECT platform.support_fall('{fremde}', '{benutzer}', '{er}')::text
            """, ergibt: ["–"]),
        Angriff("liest wie der Support", """
            SELECT support_lesen('{fremde}', '{benutzer}', 'haushalt')::text
            """, "42501"),
        Angriff("liest beim Nachbarn", """
            SELECT {er}.support_lesen('{fremde}', '{benutzer}', 'haushalt')::text
            """, "42501"),
        Angriff("baut sich die Seite selbst",
                "SELECT support_haushalt('{fall}')::text", "42501"),
    ]
}

@Suite("Support: ein Fall, einige Stunden, nur diese Person, jede Seite steht im Protokoll (B-7.4)")
struct SupportTests {
    /// Ahaus hat zwei Fälle, Borken einen; ein Mensch des Kreises hat um den ersten gebeten.
    struct Szene {
        let angriff: Angriffsszene
        let verbund: TestVerbund
        let leitung: Akteur
        let admin: Akteur
        let zugang: UUIDv7
        let fall: UUIDv7
        let anderer: UUIDv7

        static func neu() async throws -> Szene {
            let angriff = try await Angriffsszene.neu(), verbund = angriff.verbund
            let leitung = try await verbund.akteur("leitung", mandant: angriff.ahaus)
            let admin = try await verbund.akteur("fachadministration")
            let mandant = angriff.ahaus.id
            let zugang = try await verbund.database.writePlatform(
                .supportBeantragen, als: admin
            ) {
                try Supportzugang.beantragen(
                    .init(mandant: mandant, aktenzeichen: "A-1", grund: "Rechenfehler",
                          stunden: 2), in: $0)
            }
            let server = try verbund.superuser(), anderer = UUIDv7()
            defer { server.close() }
            try server.execute("""
                INSERT INTO \(identifier: angriff.ahaus.schema).fall
                       (id, aktenzeichen, sachbearbeitung, angelegt_von)
                VALUES (\(anderer), 'A-2', \(anderer), \(anderer))
                """)
            let fall = try #require(UUIDv7(angriff.text("{fall}")))
            return Szene(angriff: angriff, verbund: verbund, leitung: leitung, admin: admin,
                         zugang: zugang.uuid, fall: fall, anderer: anderer)
        }

        func antworten(_ fall: UUIDv7?, stunden: Int32 = 2) throws -> Bool {
            let login = try verbund.verbindung(login: angriff.ahaus.loginRole)
            defer { login.close() }
            return try login.scalar("""
                SELECT platform.support_antworten(\(zugang), \(leitung.benutzer), \(fall),
                                                  \(stunden), 'x')
                """, as: Bool.self)
        }

        /// Liest als Login des Supports; nil, wenn die Datenbank abweist.
        func lesen(_ seite: String = "haushalt", als person: User.ID? = nil,
                   bei mandant: Mandant? = nil) throws -> String? {
            let login = try verbund.verbindung(login: "kreis_support")
            defer { login.close() }
            do {
                return try login.scalar("""
                    SELECT \(identifier: (mandant ?? angriff.ahaus).schema).support_lesen(
                               \(zugang), \(person ?? admin.benutzer), \(seite))::text
                    """, as: String.self)
            } catch let fehler as PostgresError {
                #expect(fehler.sqlState.rawValue == "42501")
                return nil
            }
        }

        func server(_ sql: SQL) throws {
            let server = try verbund.superuser()
            defer { server.close() }
            try server.execute(sql)
        }
    }

    @Test("Vor der Freigabe nichts, danach genau dieser Fall auf jeder Seite, nach der Zeit nichts")
    func zeit() async throws {
        let szene = try await Szene.neu()
        #expect(try szene.lesen() == nil)
        #expect(try szene.antworten(szene.fall, stunden: 8))
        #expect(try !szene.antworten(szene.anderer), "Eine Antwort bleibt.")
        for seite in ["haushalt", "leistung", "zahlungen", "verlauf"] {
            let text = try #require(try szene.lesen(seite))
            #expect(text.contains("A-1") && !text.contains("A-2"))
        }
        #expect(try szene.lesen("zahlungen")?.contains("Amina Rahmani") == true)
        #expect(try szene.lesen("personen") == nil)
        let server = try szene.verbund.superuser()
        defer { server.close() }
        let dauer = try server.scalar("""
            SELECT extract(epoch FROM bis - am)::bigint FROM platform.supportzugang_antwort
            """, as: Int.self)
        #expect(dauer == 7_200, "Nie länger als erbeten.")
        let zeilen = try server.scalar("""
            SELECT count(*) FROM \(identifier: szene.angriff.ahaus.schema).audit
             WHERE vorgang = 'support.gelesen' AND gegenstand = \(szene.zugang.description)
            """, as: Int.self)
        #expect(zeilen == 5, "Jede gelesene Seite und keine abgewiesene.")
        try szene.server("""
            UPDATE platform.supportzugang_antwort
               SET am = now() - interval '3 hours', bis = now() - interval '1 second'
            """)
        #expect(try szene.lesen() == nil)
        try await szene.verbund.abbauen()
    }

    @Test("Beendet die Kommune, ist sofort Schluss; die Person des Kreises kann es auch selbst")
    func ende() async throws {
        let szene = try await Szene.neu()
        #expect(try szene.antworten(szene.fall))
        #expect(try szene.lesen() != nil)
        let login = try szene.verbund.verbindung(login: szene.angriff.ahaus.loginRole)
        defer { login.close() }
        #expect(try login.scalar("""
            SELECT platform.support_beenden(\(szene.zugang), \(szene.leitung.benutzer))
            """, as: Bool.self))
        #expect(try szene.lesen() == nil)
        try await szene.verbund.abbauen()
    }

    @Test("Andere Leute, andere Kommunen, entzogene Rechte: Der Zugang öffnet ihnen nichts")
    func fremde() async throws {
        let szene = try await Szene.neu()
        #expect(try szene.antworten(szene.fall))
        let kollege = try await szene.verbund.akteur("fachadministration")
        #expect(try szene.lesen(als: kollege.benutzer) == nil)
        #expect(try szene.lesen(bei: szene.angriff.borken) == nil)
        let id = Supportzugang.ID(szene.zugang)
        await #expect(throws: Hindernis.nichtGefunden) {
            _ = try await szene.verbund.database.readPlatform(.supportBeantragen, als: kollege) {
                try Supportzugang.laden(id, in: $0)
            }
        }
        let wer = try #require(szene.admin.benutzer)
        try szene.server("UPDATE platform.benutzer SET gesperrt_am = now() WHERE id = \(wer)")
        #expect(try szene.lesen() == nil)
        try await szene.verbund.abbauen()
    }

    @Test("Wer nicht Leitung dieser Kommune ist, gewährt nichts; abgelehnt bleibt abgelehnt")
    func freigabe() async throws {
        let szene = try await Szene.neu()
        let sb = try await szene.verbund.akteur("sachbearbeitung", mandant: szene.angriff.ahaus)
        for (mandant, wer) in [(szene.angriff.ahaus, sb), (szene.angriff.ahaus, szene.admin),
                               (szene.angriff.borken, szene.leitung)] {
            let login = try szene.verbund.verbindung(login: mandant.loginRole)
            defer { login.close() }
            #expect(try !login.scalar("""
                SELECT platform.support_antworten(\(szene.zugang), \(wer.benutzer), \(szene.fall),
                                                  1, '')
                """, as: Bool.self))
        }
        #expect(try szene.antworten(nil))
        #expect(try !szene.antworten(szene.fall))
        #expect(try szene.lesen() == nil)
        let web = try szene.verbund.verbindung(login: "mandat_platform")
        defer { web.close() }
        let fehler = #expect(throws: PostgresError.self) {
            try web.execute("""
                INSERT INTO platform.supportzugang_antwort (zugang_id, fall_id, bis, von)
                SELECT id, \(szene.fall), now() + interval '1 hour', benutzer_id
                  FROM platform.supportzugang
                """)
        }
        #expect(fehler?.sqlState.rawValue == "42501", "Auch das Programm gewährt nicht selbst.")
        try await szene.verbund.abbauen()
    }
}
