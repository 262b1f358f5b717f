import Postgres
import Testing

@Suite("The connection pool")
struct PoolTests {
    let server: TestServer

    init() throws {
        server = try TestServer("""
            CREATE TABLE konto (id int PRIMARY KEY, stand int);
            INSERT INTO konto VALUES (1, 0), (2, 0)
            """)
    }

    @Test("read, write and query run as transactions with the pool's settings")
    func roundTrip() async throws {
        let pool = server.pool()
        try await pool.write { try $0.execute("UPDATE konto SET stand = 5 WHERE id = 1") }
        #expect(try await pool.read { try $0.scalar("SELECT stand FROM konto WHERE id = 1") } == 5)
        let rows = try await pool.query("SELECT id FROM konto WHERE stand = \(0)") {
            try $0.decode("id", as: Int.self)
        }
        #expect(rows == [2])
        await pool.shutdown()
    }

    @Test("read and query refuse to write")
    func readOnly() async throws {
        let pool = server.pool()
        for _ in 0..<2 {
            let read = await #expect(throws: PostgresError.self) {
                try await pool.read { try $0.execute("UPDATE konto SET stand = 9") }
            }
            let query = await #expect(throws: PostgresError.self) {
                _ = try await pool.query("UPDATE konto SET stand = 9") { _ in 0 }
            }
            #expect(
                read?.sqlState == .readOnlyTransaction && query?.sqlState == .readOnlyTransaction)
        }
        #expect(
            try await pool.query("SELECT sum(stand) FROM konto") { try $0.decode(at: 0) } == [0])
        await pool.shutdown()
    }

    @Test("Nothing of a transaction is left behind on the connection")
    func noLeftovers() async throws {
        let pool = server.pool(limit: 1)
        try await pool.write { transaction in
            try transaction.execute("SELECT set_config('mandat.wer', 'x', true)")
        }
        _ = try? await pool.write { try $0.execute("SELECT 1/0") }
        let left = try await pool.query("SELECT current_setting('mandat.wer', true)") {
            try $0.decode(at: 0, as: String?.self)
        }
        #expect(left == [""])
        await pool.shutdown()
    }

    @Test("Connections open when needed, never more than the limit, and close when idle")
    func limit() async throws {
        let pool = server.pool(limit: 3, idleTimeout: .milliseconds(50))
        #expect(pool.connectionCount == 0)
        let pids = try await withThrowingTaskGroup(of: Int32.self) { group in
            for _ in 0..<30 {
                group.addTask {
                    try await pool.read { transaction in
                        try transaction.execute("SELECT pg_sleep(0.005)")
                        return try transaction.scalar("SELECT pg_backend_pid()")
                    }
                }
            }
            return try await group.reduce(into: Set<Int32>()) { $0.insert($1) }
        }
        #expect(pids.count == 3)
        let gone: SQL = """
            SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = ANY(\(Array(pids)))
            """
        #expect(try await server.eventually(gone))
        #expect(try await pool.read { try $0.scalar("SELECT 1") } == 1)
        await pool.shutdown()
    }

    @Test("Who waits is served in the order of arrival")
    func fifo() async throws {
        let pool = server.pool(limit: 1)
        let gate = try Gate(server)
        let order = Tally()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await pool.read { try gate.pass($0) } }
            #expect(try await gate.isOccupied())
            for number in 0..<5 {
                group.addTask {
                    try await pool.read { transaction in
                        try transaction.execute("SELECT 1")
                        order.add(number)
                    }
                }
                #expect(await pool.waits { $0 > number })
            }
            try gate.open()
            try await group.waitForAll()
        }
        #expect(order.values == [0, 1, 2, 3, 4])
        await pool.shutdown()
    }

    @Test("Who waits too long gets an error")
    func timeout() async throws {
        let pool = server.pool(limit: 1, acquireTimeout: .milliseconds(100))
        let gate = try Gate(server)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await pool.read { try gate.pass($0) } }
            #expect(try await gate.isOccupied())
            let error = await #expect(throws: PoolError.self) { try await pool.read { _ in } }
            guard case .timeout = error else { return #expect(Bool(false), "\(error as Any)") }
            try gate.open()
            try await group.waitForAll()
        }
        #expect(try await pool.read { try $0.scalar("SELECT 1") } == 1)
        await pool.shutdown()
    }

    @Test("Who finds the queue full gets an error, and who waits in it is served")
    func queueFull() async throws {
        let pool = server.pool(limit: 1, acquireTimeout: .seconds(60), queueLimit: 1)
        let gate = try Gate(server)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await pool.read { try gate.pass($0) } }
            #expect(try await gate.isOccupied())
            group.addTask { try await pool.read { _ in } }
            #expect(await pool.waits { $0 == 1 })
            let error = await #expect(throws: PoolError.self) { try await pool.read { _ in } }
            guard case .queueFull = error else { return #expect(Bool(false), "\(error as Any)") }
            try gate.open()
            try await group.waitForAll()
        }
        await pool.shutdown()
    }

    @Test("Shutdown lets running transactions finish, fails the waiting and refuses new ones")
    func shutdown() async throws {
        let pool = server.pool(limit: 1)
        let gate = try Gate(server)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                let value = try await pool.write { transaction -> Int in
                    try gate.pass(transaction)
                    return try transaction.execute("UPDATE konto SET stand = 1 WHERE id = 1")
                }
                #expect(value == 1)
            }
            #expect(try await gate.isOccupied())
            group.addTask { await #expect(throws: PoolError.self) { try await pool.read { _ in } } }
            #expect(await pool.waits { $0 == 1 })
            group.addTask { await pool.shutdown() }
            #expect(await pool.waits { $0 == 0 })
            await #expect(throws: PoolError.self) { try await pool.read { _ in } }
            try gate.open()
            try await group.waitForAll()
        }
        #expect(pool.connectionCount == 0)
        await pool.shutdown()
    }

    @Test("A pool that is let go closes its connections")
    func released() async throws {
        var pool: ConnectionPool? = server.pool()
        let pid = try await pool?.read { try $0.scalar("SELECT pg_backend_pid()", as: Int32.self) }
        pool = nil
        #expect(
            try await server.eventually(
                "SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = \(pid)"))
    }

    @Test("An unreachable server and a refused login are PoolError.unavailable")
    func unavailable() async throws {
        var nowhere = server.configuration
        nowhere.host = "/nonexistent"
        var stranger = server.configuration
        stranger.dbname = "gibt_es_nicht"
        for configuration in [nowhere, stranger] {
            let pool = ConnectionPool(configuration: configuration)
            let error = await #expect(throws: PoolError.self) { try await pool.read { _ in } }
            guard case .unavailable = error else { return #expect(Bool(false), "\(error as Any)") }
            await pool.shutdown()
        }
    }
}

/// Holds a transaction up inside the server until the test opens the gate.
final class Gate: @unchecked Sendable {
    // Only the test's own task uses the connection.
    private let connection: Connection
    private let server: TestServer
    private let key: Int32

    init(_ server: TestServer) throws {
        self.server = server
        connection = try server.connection()
        key = connection.backendPID
        try connection.execute("SELECT pg_advisory_lock(4711, \(key))")
    }

    /// Waits for `open` in the server.
    func pass(_ transaction: Transaction) throws {
        try transaction.execute("SELECT pg_advisory_xact_lock_shared(4711, \(key))")
    }

    /// Waits until somebody stands at the gate.
    func isOccupied(by count: Int = 1) async throws -> Bool {
        try await server.eventually("""
            SELECT count(*) >= \(count) FROM pg_locks
             WHERE locktype = 'advisory' AND NOT granted AND objid::bigint = \(key)
            """)
    }

    func open() throws { try connection.execute("SELECT pg_advisory_unlock(4711, \(key))") }
}

extension ConnectionPool {
    /// Whether the number of those who wait for a connection comes to fulfil `condition`. A test
    /// must not watch for a moment that may have passed unseen without an end.
    func waits(_ condition: (Int) -> Bool) async -> Bool {
        let end = ContinuousClock.now + .seconds(10)
        while !condition(waitingCount) {
            guard ContinuousClock.now < end else { return false }
            await Task.yield()
        }
        return true
    }
}
