import Foundation
import Grundwerte
import Platform
import Postgres

/// The PostgreSQL cluster that tests run on, and this process's share of it: one template database
/// with a whole Verbund in it, made once, of which every test gets a copy.
///
/// Several test processes may use one cluster. What a process makes carries its token; the process
/// holds an advisory lock on that token until it ends, so that the next one knows whose left-overs
/// it may drop.
actor Testcluster {
    static let shared = Testcluster()

    /// The name of the environment variable that says where the cluster is.
    static let variable = "MANDAT_TEST_PG"

    struct Missing: Error, CustomStringConvertible {
        let description = """
            \(Testcluster.variable) fehlt: Die Tests brauchen einen PostgreSQL-Cluster, etwa \
            "host=/tmp/pg user=mandat_admin password=… dbname=postgres", mit den Rechten eines \
            Superusers.
            """
    }

    private var template: Task<String, any Error>?
    private var copies = 0

    /// A new copy of the template; returns its name.
    func newDatabase() async throws -> String {
        let template = try await preparedTemplate()
        copies += 1
        let name = "\(template)_\(copies)"
        try await Testcluster.onThread {
            let connection = try Connection(try Testcluster.server(database: "postgres"))
            defer { connection.close() }
            try connection.runScript("""
                CREATE DATABASE "\(name)" TEMPLATE "\(template)"
                """)
            // Rights on a database are not part of its template.
            try connection.runScript("""
                REVOKE ALL ON DATABASE "\(name)" FROM PUBLIC;
                DO $$
                DECLARE
                    r record;
                BEGIN
                    FOR r IN SELECT a.grantee::regrole AS rolle
                               FROM pg_database d, aclexplode(d.datacl) a
                              WHERE d.datname = '\(template)' AND a.privilege_type = 'CONNECT'
                                AND a.grantee <> 0
                    LOOP
                        EXECUTE format('GRANT CONNECT ON DATABASE "\(name)" TO %s', r.rolle);
                    END LOOP;
                END
                $$
                """)
        }
        return name
    }

    func drop(_ database: String) async throws {
        try await Testcluster.onThread {
            let connection = try Connection(try Testcluster.server(database: "postgres"))
            defer { connection.close() }
            try connection.runScript("DROP DATABASE IF EXISTS \"\(database)\" WITH (FORCE)")
        }
    }

    private func preparedTemplate() async throws -> String {
        if let template { return try await template.value }
        let task = Task { try await Testcluster.onThread { try TemplateBuilder().build() } }
        template = task
        return try await task.value
    }

    /// The cluster's superuser on one database.
    static func server(database: String) throws -> ConnectionConfiguration {
        guard let text = ProcessInfo.processInfo.environment[variable], !text.isEmpty else {
            throw Missing()
        }
        var configuration = try ConnectionConfiguration(conninfo: text)
        configuration.dbname = database
        configuration.applicationName = "mandat-tests"
        return configuration
    }

    /// Blocking work on a thread of its own, away from the tasks of the tests.
    static func onThread<R: Sendable>(
        _ work: @escaping @Sendable () throws -> R
    ) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try work() }) }
        }
    }
}
