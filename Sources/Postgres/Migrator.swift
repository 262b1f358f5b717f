import Foundation

/// Brings one schema to the newest version: numbered, immutable steps, then the current
/// definitions, then every right anew; all in one transaction, so that a schema is either at the
/// old version or at the new one.
///
/// Steps live in `migrations/NNNN_name.sql`, definitions in `definitions/*.sql` (by name), rights
/// in `grants.sql`. None of them names a schema; `{schema}`, `{login}` in `grants.sql` are
/// replaced.
package struct Migrator: Sendable {
    package struct Step: Sendable {
        package let version: Int
        package let name: String
        let sql: String
    }

    package enum Failure: Error, CustomStringConvertible {
        case unreadable(String)
        case numbering(String)
        /// A step that has been applied no longer reads as it did then.
        case changed(schema: String, version: Int)
        /// The schema is newer than this program.
        case newer(schema: String, version: Int, known: Int)

        package var description: String {
            switch self {
            case let .unreadable(path): "Nicht lesbar: \(path)"
            case let .numbering(name):
                "Migrationen sind nicht lückenlos von 0001 an nummeriert: \(name)"
            case let .changed(schema, version):
                "Migration \(version) von \(schema) wurde nach der Anwendung verändert. "
                    + "Stellen Sie die Datei wieder her und schreiben Sie eine neue Migration."
            case let .newer(schema, version, known):
                "\(schema) hat Version \(version), dieses Programm kennt nur \(known). "
                    + "Installieren Sie die passende Fassung."
            }
        }
    }

    package let steps: [Step]
    private let definitions: [String]
    private let grants: String

    package init(directory: URL) throws {
        let files = FileManager.default
        func read(_ url: URL) throws -> String {
            guard let text = try? String(contentsOf: url, encoding: .utf8) else {
                throw Failure.unreadable(url.path)
            }
            return text
        }
        func list(_ folder: String) throws -> [URL] {
            let url = directory.appendingPathComponent(folder)
            guard let names = try? files.contentsOfDirectory(atPath: url.path) else {
                throw Failure.unreadable(url.path)
            }
            return names.filter { $0.hasSuffix(".sql") }.sorted().map {
                url.appendingPathComponent($0)
            }
        }
        steps = try list("migrations").enumerated().map { index, url in
            let name = url.deletingPathExtension().lastPathComponent
            guard Int(name.prefix(4)) == index + 1, name.dropFirst(4).hasPrefix("_") else {
                throw Failure.numbering(name)
            }
            return Step(version: index + 1, name: String(name.dropFirst(5)), sql: try read(url))
        }
        definitions = try list("definitions").map(read)
        grants = try read(directory.appendingPathComponent("grants.sql"))
    }

    package var newest: Int { steps.count }

    /// Applies what is missing to `schema`, owned by `owner`, and returns the number of new steps.
    ///
    /// Runs on a superuser's connection; waits at most `lockTimeout` for locks and for another
    /// migrator of the same schema. Repeating it changes nothing but the definitions and rights,
    /// which are stated anew.
    @discardableResult
    package func migrate(
        schema: String, owner: String, login: String? = nil, on connection: Connection,
        lockTimeout: String = "3s"
    ) throws -> Int {
        try connection.transaction(settings: [("lock_timeout", lockTimeout)]) { transaction in
            try transaction.execute(
                "SELECT pg_advisory_xact_lock(hashtext(\("mandat.migrate." + schema)))")
            try connection.runScript("""
                CREATE SCHEMA IF NOT EXISTS "\(schema)" AUTHORIZATION "\(owner)";
                """)
            let applied = try applied(schema: schema, in: transaction)
            if let last = applied.keys.max(), last > newest {
                throw Failure.newer(schema: schema, version: last, known: newest)
            }
            try connection.runScript("""
                SET LOCAL search_path = "\(schema)", pg_temp;
                SET LOCAL ROLE "\(owner)";
                """)
            var fresh: [(Step, Int)] = []
            for step in steps {
                let checksum = try transaction.scalar(
                    "SELECT encode(sha256(convert_to(\(step.sql), 'UTF8')), 'hex')", as: String.self
                )
                if let known = applied[step.version] {
                    guard known == checksum else {
                        throw Failure.changed(schema: schema, version: step.version)
                    }
                    continue
                }
                let start = ContinuousClock.now
                try connection.runScript(step.sql)
                fresh.append((step, Int((ContinuousClock.now - start) / .milliseconds(1))))
            }
            for definition in definitions { try connection.runScript(definition) }
            try connection.runScript(grants
                .replacingOccurrences(of: "{schema}", with: "\"\(schema)\"")
                .replacingOccurrences(of: "{login}", with: "\"\(login ?? "")\""))
            try connection.runScript("RESET ROLE")
            for (step, milliseconds) in fresh {
                try transaction.execute("""
                    INSERT INTO platform.schema_version (schema_name, version, name, checksum,
                                                         dauer_ms)
                    VALUES (\(schema), \(step.version), \(step.name),
                            encode(sha256(convert_to(\(step.sql), 'UTF8')), 'hex'), \(milliseconds))
                    """)
            }
            return fresh.count
        }
    }

    private func applied(schema: String, in transaction: Transaction) throws -> [Int: String] {
        let exists = try transaction.scalar(
            "SELECT to_regclass('platform.schema_version') IS NOT NULL", as: Bool.self)
        guard exists else { return [:] }
        let rows = try transaction.all("""
            SELECT version, checksum FROM platform.schema_version
             WHERE schema_name = \(schema) ORDER BY version
            """
        ) { (try $0.decode("version", as: Int.self), try $0.decode("checksum", as: String.self)) }
        return Dictionary(uniqueKeysWithValues: rows)
    }
}
