import Foundation
import Grundwerte
import Postgres

/// The installation as its administrator sees it: creates the database, migrates every schema, adds
/// Mandanten.
///
/// The only place that uses a superuser's connection. Web and worker never do.
package struct Installation {
    let server: ConnectionConfiguration
    let key: MasterKey
    private let sql: URL

    /// `server` logs in as a superuser; `sql` is the folder with roles, hardening and migrations.
    package init(server: ConnectionConfiguration, key: MasterKey, sql: URL) {
        self.server = server
        self.key = key
        self.sql = sql
    }

    /// A connection of the administrator; whoever asks for it closes it.
    func verbindung() throws -> Connection { try Connection(server) }

    package struct Report: Sendable {
        /// New steps per schema; a schema at its newest version is missing here.
        package var steps: [String: Int] = [:]
        package var mandanten = 0
    }

    /// Creates what is missing and brings every schema to its newest version. Safe to repeat and to
    /// resume: every schema is one transaction, and those already done are passed over.
    package func migrate(_ progress: (String) -> Void = { _ in }) throws -> Report {
        try createDatabase()
        let connection = try Connection(server)
        defer { connection.close() }
        try connection.runScript(try script("roles.sql"))
        try setPasswords(on: connection)
        try connection.runScript(try script("hardening.sql"))
        var report = Report()
        for schema in ["platform", "kreis"] {
            let migrator = try Migrator(directory: sql.appendingPathComponent(schema))
            let steps = try migrator.migrate(schema: schema, owner: "mandat_eigner", on: connection)
            if steps > 0 { report.steps[schema] = steps }
            try connection.transaction { try SchemaDrift.remember(schema, in: $0) }
        }
        let mandanten: [Mandant] = try connection.transaction(.readOnly) { transaction in
            try transaction.all("SELECT \(Mandant.columns) FROM platform.mandant ORDER BY ags")
        }
        for mandant in mandanten {
            progress(mandant.kuerzel)
            let steps = try migrate(mandant, on: connection)
            if steps > 0 { report.steps[mandant.kuerzel] = steps }
            report.mandanten += 1
        }
        try checkPermissions(on: connection)
        return report
    }

    package struct Angaben: Sendable {
        package let kuerzel: String
        package let name: String
        package let bezeichnung: String
        package let ags: String
        package let strasse: String
        package let plz: String
        package let ort: String

        package init(
            kuerzel: String, name: String, bezeichnung: String, ags: String, strasse: String,
            plz: String,
            ort: String
        ) {
            self.kuerzel = kuerzel
            self.name = name
            self.bezeichnung = bezeichnung
            self.ags = ags
            self.strasse = strasse
            self.plz = plz
            self.ort = ort
        }
    }

    /// Adds a Mandant with login, schema and tables in one transaction; dormant until `aktivieren`.
    /// Returns it.
    package func anlegen(_ neu: Angaben) throws -> Mandant {
        let connection = try Connection(server)
        defer { connection.close() }
        let id = Mandant.ID()
        let schema = "m_" + String(format: "%08x", UInt32.random(in: .min ... .max))
        do {
            try connection.execute("""
                INSERT INTO platform.mandant (id, kuerzel, name, bezeichnung, ags, strasse, plz,
                                              ort, schema_name)
                VALUES (\(id), \(neu.kuerzel), \(neu.name), \(neu.bezeichnung), \(neu.ags),
                        \(neu.strasse),
                        \(neu.plz), \(neu.ort), \(schema))
                """)
        } catch let error as PostgresError {
            throw Installation.hindernis(error)
        }
        let mandant: Mandant = try connection.transaction(.readOnly) { transaction in
            try transaction.one("SELECT \(Mandant.columns) FROM platform.mandant WHERE id = \(id)")
        }
        try migrate(mandant, on: connection)
        return mandant
    }

    /// B-11: the Mandant works from this day on.
    package func aktivieren(kuerzel: String, ab tag: Kalendertag) throws {
        let connection = try Connection(server)
        defer { connection.close() }
        let changed = try connection.execute("""
            UPDATE platform.mandant SET aktiv_ab = \(tag) WHERE kuerzel = \(kuerzel)
            """)
        guard changed == 1 else { throw Installation.unbekannt(kuerzel) }
    }

    /// Whom other Kommunen call about a person; empty: its address.
    package func auskunftsstelle(kuerzel: String, _ text: String) throws {
        let connection = try Connection(server)
        defer { connection.close() }
        let changed = try connection.execute("""
            UPDATE platform.mandant SET auskunftsstelle = \(text) WHERE kuerzel = \(kuerzel)
            """)
        guard changed == 1 else { throw Installation.unbekannt(kuerzel) }
    }

    /// Sets a dated switch of a Mandant, such as `krankenhilfe_zentral` (B-0).
    package func schalter(
        _ name: String, _ wert: String, fuer mandant: Mandant.ID, gueltig: Zeitraum,
        quelle: String
    ) throws {
        let connection = try Connection(server)
        defer { connection.close() }
        try connection.execute("""
            INSERT INTO platform.mandant_schalter (id, mandant_id, name, wert, gueltig, quelle)
            VALUES (\(UUIDv7()), \(mandant), \(name), \(wert), \(gueltig), \(quelle))
            """)
    }

    /// Steps missing on some schema, and schemas that have drifted; both empty on a sound
    /// installation.
    package static func check(_ database: Database, sql: URL) async throws -> [String] {
        let newest = try Dictionary(uniqueKeysWithValues: ["platform", "kreis", "mandant"].map {
            ($0, try Migrator(directory: sql.appendingPathComponent($0)).newest)
        })
        return try await database.platform.read { transaction in
            let versions = try transaction.all("""
                SELECT schema_name, max(version) AS version FROM schema_version
                 GROUP BY schema_name ORDER BY schema_name
                """
            ) {
                (
                    try $0.decode("schema_name", as: String.self),
                    try $0.decode("version", as: Int.self)
                )
            }
            var findings = try SchemaDrift.drifted(in: transaction).map {
                "Schema \($0) weicht von seiner letzten Migration ab."
            }
            for (schema, version) in versions {
                let expected = newest[schema] ?? newest["mandant"] ?? 0
                // Code runs on versions n and n + 1, so that a roll-out needs no pause (B-1.2.3).
                guard version == expected || version == expected + 1 else {
                    findings.append(
                        "Schema \(schema) hat Version \(version), erwartet wird \(expected).")
                    continue
                }
            }
            findings += try Permission.unknown(in: transaction).map { "Unbekanntes Recht „\($0)“." }
            return findings
        }
    }

    @discardableResult
    private func migrate(_ mandant: Mandant, on connection: Connection) throws -> Int {
        try createRoles(of: mandant, on: connection)
        let migrator = try Migrator(directory: sql.appendingPathComponent("mandant"))
        let steps = try migrator.migrate(schema: mandant.schema, owner: mandant.ownerRole,
                                         login: mandant.loginRole, on: connection)
        try connection.transaction { try SchemaDrift.remember(mandant.schema, in: $0) }
        return steps
    }

    /// The login owns nothing; the owner has no password. Both belong to `mandant_basis`, which is
    /// what a Mandant may use outside its schema.
    private func createRoles(of mandant: Mandant, on connection: Connection) throws {
        let verifier = try ScramVerifier(
            password: key.password(login: mandant.loginRole, generation: mandant.loginGeneration))
        let login = mandant.loginRole, owner = mandant.ownerRole
        try connection.runScript("""
            DO $$
            BEGIN
                PERFORM pg_advisory_xact_lock(hashtext('mandat.roles'));
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '\(owner)') THEN
                    CREATE ROLE "\(owner)" LOGIN;
                END IF;
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '\(login)') THEN
                    CREATE ROLE "\(login)" LOGIN CONNECTION LIMIT 20;
                END IF;
            END
            $$;
            GRANT mandant_basis TO "\(owner)", "\(login)";
            GRANT USAGE ON LANGUAGE plpgsql TO "\(owner)";
            ALTER ROLE "\(login)" PASSWORD '\(verifier.text)';
            ALTER ROLE "\(login)" SET search_path = "\(mandant.schema)";
            ALTER ROLE "\(login)" SET statement_timeout = '15s';
            ALTER ROLE "\(login)" SET lock_timeout = '3s';
            ALTER ROLE "\(login)" SET jit = off;
            ALTER ROLE "\(login)" SET idle_in_transaction_session_timeout = '30s';
            ALTER DEFAULT PRIVILEGES FOR ROLE "\(owner)" REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
            """)
    }

    private func setPasswords(on connection: Connection) throws {
        let logins = KreisOffice.allCases.map(\.rawValue) + ["mandat_platform", "mandat_arbeit"]
        for login in logins {
            let verifier = try ScramVerifier(password: key.password(login: login, generation: 1))
            try connection.runScript("ALTER ROLE \"\(login)\" PASSWORD '\(verifier.text)'")
        }
    }

    private func createDatabase() throws {
        guard let name = server.dbname else { return }
        var maintenance = server
        maintenance.dbname = "postgres"
        let connection = try Connection(maintenance)
        defer { connection.close() }
        let exists = try connection.execute("SELECT FROM pg_database WHERE datname = \(name)") > 0
        if !exists {
            try connection.runScript("""
                CREATE DATABASE "\(name)" TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'
                """)
        }
    }

    private func checkPermissions(on connection: Connection) throws {
        let unknown = try connection.transaction(.readOnly) { try Permission.unknown(in: $0) }
        guard unknown.isEmpty else {
            throw Hindernis(
                .regel, "Die Rollen nennen unbekannte Rechte: \(unknown.joined(separator: ", ")).")
        }
    }

    private func script(_ name: String) throws -> String {
        try String(contentsOf: sql.appendingPathComponent(name), encoding: .utf8)
    }

    static func unbekannt(_ kuerzel: String) -> Hindernis {
        Hindernis(.nichtGefunden, "Einen Mandanten „\(kuerzel)“ gibt es nicht.",
                  abhilfe: "`mandat mandant liste` zeigt alle.")
    }

    private static func hindernis(_ error: PostgresError) -> any Error {
        switch error.constraint {
        case "mandant_kuerzel_einmal":
            Hindernis(
                .eingabe, feld: "kuerzel", "Dieses Kürzel ist vergeben.",
                abhilfe: "Wählen Sie ein anderes.")
        case "mandant_ags_einmal":
            Hindernis(.eingabe, feld: "ags", "Diese Gemeinde ist schon Mandant.")
        case "mandant_kuerzel_form":
            Hindernis(
                .eingabe, feld: "kuerzel",
                "Ein Kürzel besteht aus kleinen Buchstaben, Ziffern und "
                    + "Bindestrichen und beginnt mit einem Buchstaben.")
        case "mandant_ags_form":
            Hindernis(.eingabe, feld: "ags", "Der amtliche Gemeindeschlüssel hat acht Ziffern.")
        case "mandant_plz_form":
            Hindernis(.eingabe, feld: "plz", "Die Postleitzahl hat fünf Ziffern.")
        default: error
        }
    }
}
