import Foundation
import Grundwerte
import Postgres
import Synchronization

/// The throw-away PostgreSQL named by `MANDAT_TEST_PG`, and a schema of its own for each test.
struct TestServer {
    let configuration: ConnectionConfiguration
    let schema: String

    /// Makes an empty schema; `script` then fills it.
    init(_ script: String = "") throws {
        guard let conninfo = ProcessInfo.processInfo.environment["MANDAT_TEST_PG"] else {
            throw Missing()
        }
        configuration = try ConnectionConfiguration(conninfo: conninfo)
        schema = "t_" + UUIDv7().description.replacing("-", with: "")
        let connection = try Connection(configuration)
        try connection.runScript("CREATE SCHEMA \(schema); SET search_path = \(schema); \(script)")
    }

    var settings: [(String, String)] { [("search_path", schema)] }

    func pool(
        limit: Int = 4, acquireTimeout: Duration = .seconds(5),
        idleTimeout: Duration = .seconds(60),
        queueLimit: Int = 1000, statementCache: Int = 256
    ) -> ConnectionPool {
        ConnectionPool(
            configuration: configuration, limit: limit, idleTimeout: idleTimeout,
            acquireTimeout: acquireTimeout, settings: settings, queueLimit: queueLimit,
            statementCache: statementCache)
    }

    /// A connection that finds the schema's tables.
    func connection(statementCache: Int = 256) throws -> Connection {
        let connection = try Connection(configuration, statementCache: statementCache)
        try connection.execute("SELECT set_config('search_path', \(schema), false)")
        return connection
    }

    /// Asks the server until `condition` holds, at most for about ten seconds.
    func eventually(_ condition: SQL) async throws -> Bool {
        let pool = ConnectionPool(configuration: configuration, limit: 1, settings: settings)
        for _ in 0..<1000 {
            let holds = try await pool.query("""
                SELECT coalesce((\(condition)), false) FROM (SELECT pg_sleep(0.01)) AS pause
                """) { try $0.decode(at: 0, as: Bool.self) }
            if holds == [true] { return true }
        }
        return false
    }

    /// The same for code that runs on a connection's thread.
    func eventuallyBlocking(_ condition: SQL) throws -> Bool {
        let connection = try connection()
        for _ in 0..<1000 {
            if try connection.scalar("SELECT coalesce((\(condition)), false)") { return true }
            try connection.execute("SELECT pg_sleep(0.01)")
        }
        return false
    }

    struct Missing: Error, CustomStringConvertible {
        var description: String {
            "MANDAT_TEST_PG is not set; expected a libpq conninfo of a throw-away superuser."
        }
    }
}

extension SQL {
    /// Whether a statement with this mark in its text runs in the server and waits for `event`.
    static func isRunning(_ mark: String, waitingFor event: String) -> SQL {
        """
        SELECT count(*) > 0 FROM pg_stat_activity
         WHERE pid <> pg_backend_pid() AND state = 'active'
           AND wait_event_type = \(event) AND query LIKE '%' || \(mark) || '%'
        """
    }
}

/// What happened on several threads, in order.
final class Tally: Sendable {
    private let list = Mutex<[Int]>([])

    var values: [Int] { list.withLock { $0 } }

    func add(_ value: Int) { list.withLock { $0.append(value) } }
}
