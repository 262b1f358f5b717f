import Foundation
import Grundwerte
@testable import Platform
import Postgres
import TestSupport
import Testing

/// Die Migrationen 0019 und 0020 auf einer Datenbank, in der schon gearbeitet wird.
@Suite("Mit der Migration endet, was der Kreis allein gemacht oder gesehen hatte (B-7.4)")
struct WortmigrationTests {
    /// Zurück zu dem, was 0018 hinterließ; die Wächter kennen die neuen Spalten schon.
    private static let davor = """
        SET search_path = platform;
        SET session_replication_role = replica;
        DROP FUNCTION anbieter_gilt(uuid, date);
        DROP TABLE anbieter_bestaetigung;
        ALTER TABLE schnittstelle DROP CONSTRAINT schnittstelle_token_stelle;
        ALTER TABLE schnittstelle DROP COLUMN erloschen_am;
        ALTER TABLE schnittstelle_bestaetigung DROP COLUMN token_sha256;
        ALTER TABLE benutzer DROP CONSTRAINT benutzer_kennwort_am;
        ALTER TABLE benutzer DROP COLUMN kennwort_am;
        """

    private static func token(_ zeichen: Character) -> String {
        "mandat_" + String(repeating: zeichen, count: 64)
    }

    private func anlegen(
        _ zeichen: Character, _ mandant: Mandant?, _ von: User.ID, bestaetigt: Bool,
        widerrufen: Bool = false, on server: Connection
    ) throws {
        let id = UUIDv7(), hash = SignIn.hash(Self.token(zeichen))
        let rechte = [mandant == nil ? "mandant.lesen" : "fall.lesen"]
        try server.execute("""
            INSERT INTO schnittstelle (id, mandant_id, bezeichnung, token_sha256, rechte,
                                       angelegt_von, gueltig_bis, widerrufen_am, widerrufen_von)
            VALUES (\(id), \(mandant?.id), \(String(zeichen)), \(hash), \(rechte), \(von),
                    '2027-06-30', CASE WHEN \(widerrufen) THEN now() END,
                    CASE WHEN \(widerrufen) THEN \(von)::uuid END)
            """)
        guard bestaetigt else { return }
        try server.execute("""
            INSERT INTO schnittstelle_bestaetigung (schnittstelle_id, grund) VALUES (\(id), 'alt')
            """)
    }

    private func anbieter(_ mandant: Mandant, _ von: User.ID, on server: Connection) throws {
        let id = UUIDv7()
        try server.execute("""
            INSERT INTO anbieter (id, mandant_id, bezeichnung, issuer, client_id, geheimnis,
                                  merkmal, faktor, gueltig, angelegt_von)
            VALUES (\(id), \(mandant.id), 'Alt', 'https://login.example', 'mandat',
                    decode(repeat('00', 40), 'hex'), 'sub', '{}', '[2026-01-01,)', \(von))
            """)
        try server.execute("""
            INSERT INTO anmeldung (id, token_sha256, benutzer_id, anbieter_id)
            VALUES (\(UUIDv7()), sha256('x'), \(von), \(id))
            """)
    }

    private func migriere(_ name: String, on server: Connection) throws {
        let schritt = try String(
            contentsOf: TestVerbund.sql.appendingPathComponent("platform/migrations/\(name).sql"),
            encoding: .utf8)
        try server.runScript("""
            BEGIN;
            SET LOCAL search_path = platform;
            SET LOCAL ROLE mandat_eigner;
            \(schritt)
            COMMIT;
            """)
    }

    @Test("Rollen des Kreises, die nun zu bestätigen sind, gelten weiter; andere brauchen nichts")
    func kreisrollen() async throws {
        let verbund = try await TestVerbund.neu(), tag = verbund.tag
        let kasse = try #require(try await verbund.akteur("kasse_freigabe").benutzer)
        _ = try await verbund.akteur("statistik")
        let server = try verbund.superuser()
        defer { server.close() }
        try server.execute("DELETE FROM platform.rollenbestaetigung")
        func rechte() async throws -> Set<Permission> {
            try await verbund.database.platform.read {
                try User.rechte(kasse, am: tag, in: $0).rechte
            }
        }
        #expect(try await rechte().isEmpty)
        for _ in 1...2 { try migriere("0020_kreisrollen", on: server) }
        #expect(try await rechte().contains(.zahllaufFreigeben))
        #expect(try server.scalar(
            "SELECT count(*) FROM platform.rollenbestaetigung", as: Int.self) == 1)
        try await verbund.abbauen()
    }

    @Test("Schlüssel der Kommunen erlöschen, Anbieter warten, die des Kreises gelten weiter")
    func mitBestand() async throws {
        let verbund = try await TestVerbund.neu(), tag = verbund.tag
        let ahaus = try await verbund.mandant("ahaus")
        let admin = try await verbund.akteur("fachadministration")
        let von = try #require(admin.benutzer)
        let server = try verbund.superuser()
        defer { server.close() }
        try server.runScript(Self.davor)
        try anlegen("a", ahaus, von, bestaetigt: true, on: server)
        try anlegen("b", ahaus, von, bestaetigt: true, widerrufen: true, on: server)
        try anlegen("c", ahaus, von, bestaetigt: false, on: server)
        try anlegen("d", nil, von, bestaetigt: false, on: server)
        try anbieter(ahaus, von, on: server)
        try server.runScript("""
            ALTER TABLE schnittstelle ALTER COLUMN token_sha256 SET NOT NULL;
            SET session_replication_role = origin;
            """)
        try migriere("0019_wort_der_kommune", on: server)
        _ = try verbund.installation.migrate()

        let stand = try await verbund.database.readPlatform(.benutzerVerwalten, als: admin) {
            try Schnittstelle.alle(in: $0)
        }
        #expect(stand.filter { $0.erloschenAm != nil }.map(\.bezeichnung) == ["a"])
        #expect(stand.filter(\.wartet).map(\.bezeichnung) == ["a", "c"])
        #expect(stand.filter { $0.widerrufenAm != nil }.map(\.bezeichnung) == ["b"])
        let tuer = SignIn(database: verbund.database, hashing: PasswordThread(cost: .test))
        for zeichen in ["a", "b", "c"] as [Character] {
            #expect(try await tuer.schnittstelle(token: Self.token(zeichen)) == nil)
        }
        #expect(try await tuer.schnittstelle(token: Self.token("d")) != nil)
        #expect(try server.scalar("""
            SELECT count(*) FROM platform.audit WHERE vorgang = 'schnittstelle.erloschen'
            """, as: Int.self) == 1)
        let offen = try await verbund.database.platform.read {
            try Anbieter.geltende(am: tag, in: $0).count
        }
        #expect(offen == 0)
        #expect(try server.scalar("""
            SELECT count(*) FROM platform.anmeldung
             WHERE anbieter_id IS NOT NULL AND beendet_am IS NULL
            """, as: Int.self) == 0)
        #expect(try server.scalar("""
            SELECT count(*) FROM platform.benutzer WHERE kennwort IS NOT NULL
               AND kennwort_am IS NULL
            """, as: Int.self) == 0)
        try await verbund.abbauen()
    }
}
