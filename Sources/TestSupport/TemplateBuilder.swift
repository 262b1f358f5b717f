import Foundation
import Grundwerte
import Platform
import Postgres
import Synchronization

/// Builds this process's template, and clears away what ended processes have left on the cluster.
struct TemplateBuilder {
    /// Eight hexadecimal digits; names and lock of everything that this process makes.
    private let token = UInt32.random(in: 1 ... UInt32(Int32.max))

    /// Returns the template's name.
    func build() throws -> String {
        let connection = try Connection(try Testcluster.server(database: "postgres"))
        try connection.execute("""
            SELECT pg_advisory_lock(\(TemplateBuilder.lockSpace), \(Int32(token)))
            """)
        let name = TemplateBuilder.prefix + String(format: "%08x", token)
        // Roles belong to the whole cluster, so one process at a time makes them.
        try connection.execute("SELECT pg_advisory_lock(\(TemplateBuilder.lockSpace), 0)")
        defer {
            _ = try? connection.execute("""
                SELECT pg_advisory_unlock(\(TemplateBuilder.lockSpace), 0)
                """)
            // The connection stays open, and with it the lock on the token.
            TemplateBuilder.held.withLock { $0 = Held(connection: connection, name: name) }
        }
        try TemplateBuilder.dropLeftOvers(on: connection)
        try install(name)
        atexit { TemplateBuilder.dropOwn() }
        return name
    }

    private func install(_ name: String) throws {
        let installation = Installation(
            server: try Testcluster.server(database: name), key: try TestVerbund.key(),
            sql: TestVerbund.sql)
        _ = try installation.migrate()
        for angaben in TestVerbund.mandanten {
            let mandant = try installation.anlegen(angaben)
            try installation.schalter(
                "krankenhilfe_zentral", "ja", fuer: mandant.id,
                gueltig: Zeitraum(von: TestVerbund.aktivAb), quelle: "Testdaten")
            try installation.aktivieren(kuerzel: angaben.kuerzel, ab: TestVerbund.aktivAb)
        }
        try TemplateBuilder.liftConnectionLimits(name)
    }

    /// Limits count connections to all databases of the cluster, and every test has its own.
    private static func liftConnectionLimits(_ database: String) throws {
        let connection = try Connection(try Testcluster.server(database: database))
        defer { connection.close() }
        try connection.runScript("""
            DO $$
            DECLARE
                r record;
            BEGIN
                FOR r IN SELECT rolname FROM pg_roles
                          WHERE rolconnlimit > 0
                            AND (rolname ~ '^(mandat_(platform|arbeit)|kreis_[a-z]+)$'
                                 OR rolname IN (SELECT schema_name FROM platform.mandant))
                LOOP
                    EXECUTE format('ALTER ROLE %I CONNECTION LIMIT -1', r.rolname);
                END LOOP;
            END
            $$
            """)
    }

    /// Databases whose process no longer holds its lock, then the Mandant roles that no database
    /// knows.
    private static func dropLeftOvers(on connection: Connection) throws {
        let names: [String] = try connection.scalars("""
            SELECT datname FROM pg_database WHERE datname LIKE \(prefix + "%") ORDER BY datname
            """)
        let jeProzess = Dictionary(grouping: names) { $0.dropFirst(prefix.count).prefix(8) }
        for (token, databases) in jeProzess {
            guard let number = Int32(token, radix: 16) else { continue }
            let free: Bool = try connection.scalar("""
                SELECT pg_try_advisory_lock(\(lockSpace), \(number))
                """)
            guard free else { continue }
            try drop(databases, on: connection)
            try connection.execute("SELECT pg_advisory_unlock(\(lockSpace), \(number))")
        }
    }

    /// Drops databases of one process and the roles of their Mandanten, which no other database
    /// uses.
    private static func drop(_ databases: [String], on connection: Connection) throws {
        let roles = try databases.min(by: { $0.count < $1.count }).map(mandantRoles(of:)) ?? []
        for database in databases.sorted(by: >) {
            try connection.runScript("DROP DATABASE IF EXISTS \"\(database)\" WITH (FORCE)")
        }
        for role in roles { try connection.runScript("DROP ROLE IF EXISTS \"\(role)\"") }
    }

    private static func mandantRoles(of template: String) throws -> [String] {
        let connection = try Connection(try Testcluster.server(database: template))
        defer { connection.close() }
        let exists: Bool = try connection.scalar("""
            SELECT to_regclass('platform.mandant') IS NOT NULL
            """)
        guard exists else { return [] }
        let schemas = try connection.scalars("""
            SELECT schema_name FROM platform.mandant ORDER BY 1
            """, as: String.self)
        return schemas
            .flatMap { [$0, Mandant.ownerRole(schema: $0)] }
    }

    /// At the end of the process; what it cannot do, the next process does.
    private static func dropOwn() {
        guard let held = held.withLock({ $0 }) else { return }
        let names: [String]? = try? held.connection.scalars("""
            SELECT datname FROM pg_database WHERE datname LIKE \(held.name + "%") ORDER BY datname
            """)
        try? drop(names ?? [], on: held.connection)
    }

    private struct Held: @unchecked Sendable {
        /// Used by the builder, then by nobody until the process ends.
        let connection: Connection
        let name: String
    }

    private static let held = Mutex<Held?>(nil)
    private static let prefix = "mandat_test_"
    private static let lockSpace: Int32 = 0x6D61_6E64
}
