import Postgres
import Testing

@Suite("The pool under faults")
struct PoolFaultTests {
    let server: TestServer

    init() throws {
        server = try TestServer("""
            CREATE TABLE konto (id int PRIMARY KEY, stand int);
            INSERT INTO konto VALUES (1, 0), (2, 0);
            """)
    }

    private func kill(_ pid: Int32) throws {
        let connection = try server.connection()
        try connection.execute("SELECT pg_terminate_backend(\(pid))")
        #expect(try server.eventuallyBlocking(
            "SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = \(pid)"))
    }

    @Test("A connection killed between transactions is replaced, and nobody notices")
    func killedBetween() async throws {
        let pool = server.pool(limit: 1)
        for _ in 0..<3 {
            let pid = try await pool.read {
                try $0.scalar("SELECT pg_backend_pid()", as: Int32.self)
            }
            try kill(pid)
            #expect(try await pool.write { try $0.execute("UPDATE konto SET stand = 1") } == 2)
            let next = try await pool.read {
                try $0.scalar("SELECT pg_backend_pid()", as: Int32.self)
            }
            try kill(next)
            #expect(try await pool.query("SELECT 1") { try $0.decode(at: 0, as: Int.self) } == [1])
        }
        await pool.shutdown()
    }

    @Test("A connection killed within a transaction is an error, and the work is undone")
    func killedWithin() async throws {
        let pool = server.pool(limit: 1)
        let runs = Tally()
        let error = await #expect(throws: PostgresError.self) {
            try await pool.write { transaction in
                runs.add(1)
                try transaction.execute("UPDATE konto SET stand = 7 WHERE id = 1")
                try self.kill(try transaction.scalar("SELECT pg_backend_pid()"))
                try transaction.execute("UPDATE konto SET stand = 7 WHERE id = 2")
            }
        }
        #expect(error?.sqlState == .adminShutdown || error?.sqlState == .connectionFailure)
        #expect(runs.values.count == 1)
        #expect(
            try await pool.query("SELECT sum(stand) FROM konto") { try $0.decode(at: 0) } == [0])
        await pool.shutdown()
    }

    @Test("A connection killed before COMMIT is answered leaves the outcome unknown, unrepeated")
    func killedAtCommit() async throws {
        let pool = server.pool(limit: 1)
        let runs = Tally()
        let error = await #expect(throws: PostgresError.self) {
            try await pool.write { transaction in
                runs.add(1)
                try transaction.execute("UPDATE konto SET stand = 7")
                try self.kill(try transaction.scalar("SELECT pg_backend_pid()"))
            }
        }
        #expect(error?.isCommitUnknown == true)
        #expect(runs.values.count == 1)
        await pool.shutdown()
    }

    @Test("A serialization failure repeats the whole closure until it succeeds")
    func serialization() async throws {
        let pool = server.pool()
        let runs = Tally()
        try await pool.write(isolation: .serializable) { transaction in
            runs.add(1)
            let stand: Int32 = try transaction.scalar("SELECT stand FROM konto WHERE id = 1")
            if runs.values.count == 1 {
                // Somebody else is faster, between our reading and our writing.
                let other = try server.connection()
                defer { other.close() }
                try other.execute("UPDATE konto SET stand = stand + 10 WHERE id = 1")
            }
            try transaction.execute("UPDATE konto SET stand = \(stand + 1) WHERE id = 1")
        }
        let sum = try await pool.query("SELECT stand FROM konto WHERE id = 1") {
            try $0.decode(at: 0, as: Int.self)
        }
        #expect(sum == [11])
        #expect(runs.values.count == 2)
        await pool.shutdown()
    }

    @Test("Repetition ends after three times, and only for errors that it may cure")
    func repetitionEnds() async throws {
        let pool = server.pool(limit: 1)
        for (state, expected) in [("40001", 4), ("40P01", 4), ("23505", 1)] {
            let runs = Tally()
            let error = await #expect(throws: PostgresError.self) {
                try await pool.write { transaction in
                    runs.add(1)
                    try transaction.execute("""
                        DO $$ BEGIN
                            RAISE EXCEPTION 'x' USING ERRCODE = '\(unescaped: state)';
                        END $$
                        """)
                }
            }
            #expect(error?.sqlState.rawValue == state)
            #expect(runs.values.count == expected)
        }
        await pool.shutdown()
    }

    @Test("Two transactions that block each other both succeed in the end")
    func deadlock() async throws {
        let pool = server.pool(limit: 2)
        let gate = try Gate(server)
        let runs = Tally()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (mine, other) in [(1, 2), (2, 1)] {
                group.addTask {
                    try await pool.write { transaction in
                        runs.add(1)
                        try transaction.execute(
                            "UPDATE konto SET stand = stand + 1 WHERE id = \(mine)")
                        try gate.pass(transaction)
                        try transaction.execute(
                            "UPDATE konto SET stand = stand + 1 WHERE id = \(other)")
                    }
                }
            }
            #expect(try await gate.isOccupied(by: 2))
            try gate.open()
            try await group.waitForAll()
        }
        #expect(try await pool.query("SELECT stand FROM konto") { try $0.decode(at: 0) } == [2, 2])
        #expect(runs.values.count >= 3)
        await pool.shutdown()
    }

    @Test("Cancelling the task stops its running statement and undoes the transaction")
    func cancellation() async throws {
        let pool = server.pool(limit: 1)
        let task = Task {
            try await pool.write { transaction in
                try transaction.execute("UPDATE konto SET stand = 9")
                try transaction.execute("SELECT pg_sleep(600) /* cancel-me */")
            }
        }
        #expect(try await server.eventually(.isRunning("cancel-me", waitingFor: "Timeout")))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(
            try await pool.query("SELECT sum(stand) FROM konto") { try $0.decode(at: 0) } == [0])
        await pool.shutdown()
    }

    @Test("Cancelling a task that still waits takes it out of the queue")
    func cancelledWaiting() async throws {
        let pool = server.pool(limit: 1)
        let gate = try Gate(server)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await pool.read { try gate.pass($0) } }
            #expect(try await gate.isOccupied())
            let waiting = Task { try await pool.read { _ in } }
            #expect(await pool.waits { $0 == 1 })
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            #expect(pool.waitingCount == 0)
            try gate.open()
            try await group.waitForAll()
        }
        await pool.shutdown()
    }

    @Test("A cancellation that comes late never hits the next transaction")
    func lateCancellation() async throws {
        let pool = server.pool(limit: 1)
        for round in 0..<100 {
            let victim = Task {
                try await pool.read { transaction in
                    for _ in 0..<(round % 5) { try transaction.execute("SELECT pg_sleep(0.0005)") }
                }
            }
            let next = Task {
                try await pool.read { transaction in
                    for _ in 0..<5 { try transaction.execute("SELECT pg_sleep(0.0005)") }
                    return true
                }
            }
            for _ in 0..<(round * 7) { await Task.yield() }
            victim.cancel()
            _ = await victim.result
            #expect(try await next.value)
        }
        await pool.shutdown()
    }

    @Test("The pool works again once the server is back")
    func recovers() async throws {
        let pool = server.pool(limit: 3)
        let pids = try await withThrowingTaskGroup(of: Int32.self) { group in
            for _ in 0..<12 {
                group.addTask {
                    try await pool.read { transaction in
                        try transaction.execute("SELECT pg_sleep(0.01)")
                        return try transaction.scalar("SELECT pg_backend_pid()")
                    }
                }
            }
            return try await group.reduce(into: Set<Int32>()) { $0.insert($1) }
        }
        for pid in pids { try kill(pid) }
        for _ in 0..<6 { #expect(try await pool.read { try $0.scalar("SELECT 1") } == 1) }
        await pool.shutdown()
    }
}
