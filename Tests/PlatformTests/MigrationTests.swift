import Foundation
import Grundwerte
@testable import Platform
import Postgres
import TestSupport
import Testing

@Suite("Migration: jedes Schema ist ganz alt oder ganz neu (B-1.2.3)")
struct MigrationTests {
    @Test("Zwei Mandanten haben denselben Abdruck")
    func gleicherAbdruck() async throws {
        let verbund = try await TestVerbund.neu()
        let admin = try verbund.superuser()
        let abdruecke = try admin.scalars("""
            SELECT DISTINCT abdruck FROM platform.schema_stand WHERE schema_name LIKE 'm\\_%'
            """, as: String.self)
        #expect(abdruecke.count == 1)
        admin.close()
        try await verbund.abbauen()
    }

    @Test("Eine zweite Migration ändert nichts, und nichts weicht ab")
    func wiederholt() async throws {
        let verbund = try await TestVerbund.neu()
        let bericht = try verbund.installation.migrate()
        #expect(bericht.steps.isEmpty)
        #expect(bericht.mandanten == 2)
        let befunde = try await Installation.check(verbund.database, sql: TestVerbund.sql)
        #expect(befunde == [])
        try await verbund.abbauen()
    }

    @Test(
        "Eine von Hand zugefügte Spalte, ein Recht, ein abgeschalteter Trigger fallen auf",
        arguments: [
            "ALTER TABLE {schema}.fall ADD COLUMN x integer",
            "GRANT DELETE ON {schema}.audit TO {schema}",
            "ALTER TABLE {schema}.zahlung DISABLE TRIGGER zahlung_folgt",
            "DROP INDEX {schema}.audit_am",
            "ALTER TABLE {schema}.zahlung ALTER COLUMN lauf DROP DEFAULT",
            "CREATE VIEW {schema}.x AS SELECT 1 AS a",
            "CREATE FUNCTION {schema}.x() RETURNS integer LANGUAGE sql RETURN 1"
        ])
    func drift(sql: String) async throws {
        let verbund = try await TestVerbund.neu()
        let ahaus = try await verbund.mandant("ahaus")
        let admin = try verbund.superuser()
        try admin.runScript(sql.replacingOccurrences(of: "{schema}", with: ahaus.schema))
        admin.close()
        let befunde = try await Installation.check(verbund.database, sql: TestVerbund.sql)
        #expect(befunde == ["Schema \(ahaus.schema) weicht von seiner letzten Migration ab."])
        try await verbund.abbauen()
    }

    @Test("Ein Fehler im zweiten Schritt lässt vom ersten nichts zurück; danach geht es weiter")
    func fehlerhafterSchritt() async throws {
        let verbund = try await TestVerbund.neu()
        let ordner = try Probeordner([
            "0001_eins": "CREATE TABLE eins (id integer PRIMARY KEY)",
            "0002_zwei": "CREATE TABLE zwei (id integer REFERENCES fehlt)"
        ])
        defer { ordner.loeschen() }
        let admin = try verbund.superuser()
        defer { admin.close() }
        #expect(throws: PostgresError.self) {
            try Migrator(directory: ordner.url).migrate(
                schema: "probe", owner: "mandat_eigner", on: admin)
        }
        #expect(try !vorhanden("probe.eins", admin))
        try ordner.schreibe("0002_zwei", "CREATE TABLE zwei (id integer PRIMARY KEY)")
        let schritte = try Migrator(directory: ordner.url)
            .migrate(schema: "probe", owner: "mandat_eigner", on: admin)
        #expect(schritte == 2)
        #expect(try vorhanden("probe.eins", admin))
        try await verbund.abbauen()
    }

    @Test("Ein angewandter Schritt, der heute anders lautet, wird abgelehnt")
    func veraendert() async throws {
        let verbund = try await TestVerbund.neu()
        let ordner = try Probeordner(["0001_eins": "CREATE TABLE eins (id integer PRIMARY KEY)"])
        defer { ordner.loeschen() }
        let admin = try verbund.superuser()
        defer { admin.close() }
        try Migrator(directory: ordner.url).migrate(
            schema: "probe", owner: "mandat_eigner", on: admin)
        try ordner.schreibe("0001_eins", "CREATE TABLE eins (id bigint PRIMARY KEY)")
        #expect {
            try Migrator(directory: ordner.url).migrate(
                schema: "probe", owner: "mandat_eigner", on: admin)
        } throws: { error in
            if case Migrator.Failure.changed(schema: "probe", version: 1) = error {
                true
            } else {
                false
            }
        }
        try await verbund.abbauen()
    }

    @Test("Ein Schema, das neuer ist als das Programm, bleibt unberührt")
    func neuer() async throws {
        let verbund = try await TestVerbund.neu()
        let ordner = try Probeordner(["0001_eins": "CREATE TABLE eins (id integer PRIMARY KEY)"])
        defer { ordner.loeschen() }
        let admin = try verbund.superuser()
        defer { admin.close() }
        try admin.execute("""
            INSERT INTO platform.schema_version (schema_name, version, name, checksum, dauer_ms)
            VALUES ('probe', 2, 'zukunft', repeat('0', 64), 0)
            """)
        #expect {
            try Migrator(directory: ordner.url).migrate(
                schema: "probe", owner: "mandat_eigner", on: admin)
        } throws: { error in
            if case Migrator.Failure.newer(schema: "probe", version: 2, known: 1) = error {
                true
            } else {
                false
            }
        }
        try await verbund.abbauen()
    }

    @Test("Eine Lücke in der Nummerierung wird abgelehnt")
    func luecke() throws {
        let ordner = try Probeordner(["0001_eins": "SELECT 1", "0003_drei": "SELECT 1"])
        defer { ordner.loeschen() }
        #expect {
            try Migrator(directory: ordner.url)
        } throws: { error in
            if case Migrator.Failure.numbering("0003_drei") = error { true } else { false }
        }
    }

    private func vorhanden(_ tabelle: String, _ verbindung: Connection) throws -> Bool {
        try verbindung.scalar("SELECT to_regclass(\(tabelle)) IS NOT NULL")
    }
}

/// A folder of migrations for one test.
private struct Probeordner {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(
        "mandat-probe-\(UUIDv7())")

    init(_ schritte: [String: String]) throws {
        for teil in ["migrations", "definitions"] {
            try FileManager.default.createDirectory(
                at: url.appendingPathComponent(teil), withIntermediateDirectories: true)
        }
        try Data("SELECT 1".utf8).write(to: url.appendingPathComponent("grants.sql"))
        for (name, sql) in schritte { try schreibe(name, sql) }
    }

    func schreibe(_ name: String, _ sql: String) throws {
        try Data(sql.utf8).write(to: url.appendingPathComponent("migrations/\(name).sql"))
    }

    func loeschen() { try? FileManager.default.removeItem(at: url) }
}
