import Foundation
import Grundwerte
@testable import Platform
import Postgres
import TestSupport
import Testing

@Suite("Berechtigungskonzept: das Papier ist, was Programm und Datenbank durchsetzen (B-3.5)")
struct KonzeptTests {
    private func konzept(_ verbund: TestVerbund) async throws -> Berechtigungskonzept {
        try await verbund.database.platform.read { try Berechtigungskonzept.lesen(in: $0) }
    }

    @Test("Jedes Recht des Programms steht mit einem Satz im Papier und in mindestens einer Rolle")
    func katalog() async throws {
        let verbund = try await TestVerbund.neu(), konzept = try await konzept(verbund)
        #expect(Set(konzept.rechte.map(\.name)) == Set(Permission.allCases.map(\.rawValue)))
        #expect(Set(konzept.rechte.map(\.satz)).count == Permission.allCases.count)
        #expect(konzept.rechte.allSatisfy { $0.satz.hasSuffix(".") && $0.satz.count > 15 })
        #expect(Set(konzept.rollen.flatMap(\.rechte)) == Set(Permission.allCases.map(\.rawValue)))
        #expect(konzept.rollen.allSatisfy { !$0.aufgabe.isEmpty })
        let regeln = (konzept.regeln ?? []).map(\.satz).joined(separator: " ")
        for zahl in ["90 Tage", "14 Tage", "01.04. 01.10.", "28 Tagen", "8 Stunden"] {
            #expect(regeln.contains(zahl), "Das Papier nennt die Zahl, die gilt.")
        }
        try await verbund.abbauen()
    }

    @Test("Jeder Zugriff im Papier gilt in der Datenbank, und sie gewährt keinen, der fehlt")
    func zugriffe() async throws {
        let verbund = try await TestVerbund.neu(), konzept = try await konzept(verbund)
        let ahaus = try await verbund.mandant("ahaus"), borken = try await verbund.mandant("borken")
        let vertreter = try #require([ahaus.schema, borken.schema].min())
        let paar = konzept.zugriffe.flatMap { zugriff in
            zugriff.tabellen.map { tabelle in
                let login = zugriff.login == "Kommune" ? vertreter : zugriff.login
                let schema = zugriff.schema == "eigenes Schema" ? vertreter : zugriff.schema
                return "\(login) \(zugriff.befehl) \(schema).\(tabelle)"
            }
        }
        let server = try verbund.superuser()
        defer { server.close() }
        // Asked the other way round: for every login, table and command, whether PostgreSQL lets
        // it.
        let gewaehrt = try server.scalars("""
            SELECT l.rolname || ' ' || b.befehl || ' ' || n.nspname || '.' || c.relname
              FROM pg_roles l
              CROSS JOIN pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE',
                                      'REFERENCES', 'TRIGGER']) AS b (befehl)
             WHERE c.relkind IN ('r', 'p', 'v')
               AND n.nspname IN ('platform', 'kreis', \(vertreter))
               AND l.rolname IN ('mandat_platform', 'mandat_arbeit', 'mandant_basis', 'kreis_kasse',
                   'kreis_abrechnung', 'kreis_verwaltung', 'kreis_statistik', 'kreis_controlling',
                   'kreis_geheimhaltung', 'statistik_export', 'kreis_support', \(ahaus.schema),
                   \(borken.schema))
               AND has_table_privilege(l.oid, c.oid, b.befehl)
             ORDER BY 1
            """, as: String.self)
        // A Kommune's login inherits what mandant_basis may; the paper says that once.
        let geerbt = Set(paar.filter { $0.hasPrefix("mandant_basis ") }.flatMap { zeile in
            [ahaus, borken].map { zeile.replacing("mandant_basis", with: $0.schema) }
        })
        #expect(Set(gewaehrt).subtracting(geerbt) == Set(paar))
        try await verbund.abbauen()
    }

    @Test("Gleiche Regeln ergeben dieselbe Fassung; eine andere Regel eine neue, die alte bleibt")
    func fassungen() async throws {
        let verbund = try await TestVerbund.neu()
        let wer = try await verbund.akteur("statistik")
        let server = try verbund.superuser()
        defer { server.close() }
        for _ in 1...2 {
            try await verbund.database.platform.write { try Konzeptfassung.festhalten(in: $0) }
        }
        let erste = try await verbund.database.writePlatform(.konzeptLesen, als: wer) { session in
            let fassung = try #require(try Konzeptfassung.geltende(in: session))
            #expect(try Konzeptfassung.ungelesen(in: session) == fassung.nummer)
            try Konzeptfassung.bestaetigen(fassung.nummer, in: session)
            try Konzeptfassung.bestaetigen(fassung.nummer, in: session)
            #expect(try Konzeptfassung.ungelesen(in: session) == nil)
            #expect(try fassung.ausstehend(mandant: nil, in: session) == 0)
            return fassung
        }
        #expect(erste.nummer == 1)
        try server.execute("""
            INSERT INTO platform.rolle_recht (rolle, recht) VALUES ('statistik', 'auftrag.lesen')
            """)
        try await verbund.database.platform.write { try Konzeptfassung.festhalten(in: $0) }
        try await verbund.database.writePlatform(.konzeptLesen, als: wer) { session in
            let ungelesen = try Konzeptfassung.ungelesen(in: session)
            let alte = try Konzeptfassung.laden(1, in: session)
            #expect(ungelesen == 2)
            #expect(alte.konzept == erste.konzept)
            #expect(throws: Hindernis.self) { try Konzeptfassung.bestaetigen(1, in: session) }
        }
        try await verbund.abbauen()
    }

    @Test("Kommen unvereinbare Rollen doch zusammen, so gilt keine: auch die Datenbank weist ab")
    func unvereinbarBeimGebrauch() async throws {
        let verbund = try await TestVerbund.neu(), tag = verbund.tag
        let wer = try #require(try await verbund.akteur("kasse_buchhaltung").benutzer)
        let server = try verbund.superuser()
        defer { server.close() }
        try server.execute("SET session_replication_role = replica")
        try server.execute("""
            INSERT INTO platform.rollenzuweisung (id, benutzer_id, rolle, gueltig)
            VALUES (\(UUIDv7()), \(wer), 'kasse_freigabe', \(Zeitraum(von: tag)))
            """)
        try server.execute("SET session_replication_role = origin")
        let rechte = try await verbund.database.platform.read {
            try User.rechte(wer, am: tag, in: $0).rechte
        }
        #expect(rechte.isEmpty)
        for recht in [Permission.zahllaufFreigeben, .zahllaufErstellen] {
            #expect(try server.scalar("""
                SELECT platform.darf_im_kreis(\(wer), \(recht.rawValue))
                """, as: Bool.self) == false)
        }
        try await verbund.abbauen()
    }

    @Test("Was eine Rolle nicht mehr darf, bleibt mit Anfang und Ende nachlesbar")
    func verlauf() async throws {
        let verbund = try await TestVerbund.neu()
        let server = try verbund.superuser()
        defer { server.close() }
        #expect(try server.scalar("""
            SELECT count(*) FROM platform.rolle_recht r
             WHERE NOT EXISTS (SELECT FROM platform.rolle_recht_verlauf v
                                WHERE v.rolle = r.rolle AND v.recht = r.recht
                                  AND v.genommen_am IS NULL)
            """, as: Int.self) == 0)
        try server.execute("""
            INSERT INTO platform.rolle_recht_verlauf (rolle, recht, gegeben_am)
            VALUES ('statistik', 'bank.lesen', now() - interval '1 year')
            """)
        _ = try verbund.installation.migrate()
        #expect(try server.scalar("""
            SELECT count(*) FROM platform.rolle_recht_verlauf
             WHERE rolle = 'statistik' AND recht = 'bank.lesen' AND genommen_am IS NOT NULL
            """, as: Int.self) == 1)
        try await verbund.abbauen()
    }
}
