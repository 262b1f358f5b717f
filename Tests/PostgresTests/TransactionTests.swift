import Postgres
import Testing

@Suite("Transactions")
struct TransactionTests {
    private struct Abort: Error {}

    let server: TestServer
    let connection: Connection

    init() throws {
        server = try TestServer("CREATE TABLE zahl (n int CONSTRAINT zahl_n_key UNIQUE, t text)")
        connection = try server.connection()
    }

    private var numbers: [Int] {
        get throws { try connection.scalars("SELECT n FROM zahl ORDER BY n") }
    }

    @Test("What the closure did is committed when it returns and undone when it throws")
    func allOrNothing() throws {
        try connection.transaction { try $0.execute("INSERT INTO zahl VALUES (1)") }
        #expect(throws: Abort.self) {
            try connection.transaction { transaction throws in
                try transaction.execute("INSERT INTO zahl VALUES (2)")
                throw Abort()
            }
        }
        #expect(try numbers == [1])
    }

    @Test("A closure without statements does not reach the server")
    func empty() throws {
        #expect(try connection.transaction { _ in 7 } == 7)
        #expect(throws: Abort.self) { try connection.transaction { _ in throw Abort() } }
        #expect(try numbers.isEmpty)
    }

    @Test("Settings and mode hold from the first statement, and only inside")
    func settings() throws {
        let inside: [String] = try connection.transaction(
            .readOnly, isolation: .serializable,
            settings: [("mandat.a", "'; x"), ("mandat.b", "2")]
        ) {
            try $0.one("""
                SELECT current_setting('mandat.a') AS a, current_setting('mandat.b') AS b,
                       current_setting('transaction_isolation') AS c
                """) { try [$0.decode("a"), $0.decode("b"), $0.decode("c")] }
        }
        #expect(inside == ["'; x", "2", "serializable"])
        #expect(
            try connection.scalar("SELECT current_setting('mandat.a', true)", as: String?.self)
                == "")
    }

    @Test("A read-only transaction refuses to write")
    func readOnly() throws {
        let error = #expect(throws: PostgresError.self) {
            try connection.transaction(.readOnly) { try $0.execute("INSERT INTO zahl VALUES (1)") }
        }
        #expect(error?.sqlState == .readOnlyTransaction)
    }

    @Test("A savepoint undoes its own statements and leaves the rest")
    func savepoint() throws {
        try connection.transaction { transaction throws in
            try transaction.execute("INSERT INTO zahl VALUES (1)")
            #expect(throws: PostgresError.self) {
                try transaction.savepoint {
                    try transaction.execute("INSERT INTO zahl VALUES (2)")
                    try transaction.execute("INSERT INTO zahl VALUES (1)")
                }
            }
            #expect(throws: Abort.self) {
                try transaction.savepoint {
                    try transaction.execute("INSERT INTO zahl VALUES (3)")
                    throw Abort()
                }
            }
            try transaction.savepoint {
                try transaction.execute("INSERT INTO zahl VALUES (4)")
                _ = try? transaction.savepoint {
                    try transaction.execute("INSERT INTO zahl VALUES (5)")
                    try transaction.execute("SELECT 1/0")
                }
                try transaction.savepoint { try transaction.execute("INSERT INTO zahl VALUES (6)") }
            }
        }
        #expect(try numbers == [1, 4, 6])
    }

    @Test("A savepoint may come first, may hold nothing, and its first statement may fail")
    func earlySavepoint() throws {
        try connection.transaction { transaction throws in
            try transaction.savepoint {}
            _ = try? transaction.savepoint { throw Abort() }
            _ = try? transaction.savepoint { try transaction.execute("SELECT nix") }
            try transaction.execute("INSERT INTO zahl VALUES (1)")
        }
        #expect(try numbers == [1])
    }

    @Test("An error that the closure swallows still undoes the transaction")
    func swallowed() throws {
        let error = #expect(throws: PostgresError.self) {
            try connection.transaction { transaction throws in
                try transaction.execute("INSERT INTO zahl VALUES (1)")
                _ = try? transaction.execute("SELECT 1/0")
            }
        }
        #expect(error?.sqlState.rawValue == "22012")
        #expect(try numbers.isEmpty)
    }

    @Test("Statements after an error fail with that first error")
    func firstErrorCounts() throws {
        _ = try? connection.transaction { transaction in
            _ = try? transaction.execute("SELECT 1/0")
            let error = #expect(throws: PostgresError.self) { try transaction.execute("SELECT 1") }
            #expect(error?.sqlState.rawValue == "22012")
        }
    }

    @Test("A statement cannot end the transaction behind the closure's back", arguments: [
        "COMMIT", "ROLLBACK",
    ] as [SQL])
    func noCommitInside(sql: SQL) throws {
        #expect(throws: PostgresError.self) {
            try connection.transaction { transaction throws in
                try transaction.execute(sql)
                try transaction.execute("INSERT INTO zahl VALUES (1)")
            }
        }
        #expect(try numbers.isEmpty)
    }

    @Test("A value that cannot be encoded stops its statement, not the transaction")
    func unencodable() throws {
        #expect(throws: Abort.self) {
            try connection.transaction { transaction in
                do { try transaction.execute("SELECT \(JSON(Double.nan))") } catch is EncodingError
                {}
                try transaction.execute("INSERT INTO zahl VALUES (1)")
                throw Abort()
            }
        }
        #expect(try numbers.isEmpty)
    }

    @Test("A transaction that outlived its closure throws")
    func escaped() throws {
        var escaped: Transaction?
        try connection.transaction { escaped = $0 }
        let error = #expect(throws: PostgresError.self) { try escaped?.execute("SELECT 1") }
        #expect(error?.sqlState == .noActiveTransaction)
    }

    @Test("Transactions do not nest, and the connection is closed to others meanwhile")
    func noNesting() throws {
        try connection.transaction { _ in
            #expect(throws: PostgresError.self) { try connection.transaction { _ in } }
            #expect(throws: PostgresError.self) { try connection.execute("SELECT 1") }
        }
        #expect(try connection.scalar("SELECT 1") == 1)
    }

    @Test("first, one and scalar tell how many rows there have to be")
    func shapes() throws {
        try connection.transaction { transaction throws in
            func first(_ sql: SQL) throws -> Int? {
                try transaction.first(sql) { try $0.decode(at: 0) }
            }
            let (none, two) = try (
                first("SELECT 1 WHERE false"), first("SELECT generate_series(1, 2)")
            )
            #expect(none == nil)
            #expect(two == 1)
            for (count, sql) in [(0, "SELECT 1 WHERE false"), (2, "SELECT generate_series(1, 2)")]
                as [(Int, SQL)] {
                #expect(throws: RowError.rowCount(expected: "exactly one row", found: count)) {
                    try transaction.scalar(sql, as: Int.self)
                }
            }
            #expect(try transaction.execute("INSERT INTO zahl SELECT generate_series(1, 3)") == 3)
            #expect(try transaction.execute("UPDATE zahl SET t = 'x' WHERE n > 1") == 2)
        }
    }

    @Test("An error carries the constraint and keeps values out of its description")
    func errorFields() throws {
        try connection.execute("INSERT INTO zahl VALUES (4711)")
        let thrown = #expect(throws: PostgresError.self) {
            try connection.execute("INSERT INTO zahl VALUES (4711)")
        }
        let error = try #require(thrown)
        #expect(error.sqlState == .uniqueViolation)
        #expect(error.constraint == "zahl_n_key")
        #expect(error.table == "zahl")
        #expect(error.detail?.contains("4711") == true)
        #expect(error.fullText.contains("4711"))
        var dumped = ""
        dump(error, to: &dumped)
        for text in ["\(error)", String(reflecting: error), dumped] {
            #expect(text.contains("23505") && text.contains("zahl_n_key") && !text.contains("4711"))
        }
    }
}

@Suite("Many rows and many statements")
struct BulkTests {
    private struct Abort: Error {}

    let connection: Connection

    init() throws {
        connection = try TestServer("CREATE TABLE zahl (n int CONSTRAINT zahl_n_key UNIQUE)")
            .connection()
    }

    @Test("forEach sees every row once, whatever the batch", arguments: [1, 7, 10, 20, 21, 5000])
    func forEach(batch: Int) throws {
        try connection.transaction { transaction throws in
            var seen: [Int] = []
            try transaction.forEach(
                "SELECT n FROM generate_series(1, \(20)) AS n ORDER BY n", batch: batch
            ) { seen.append(try $0.decode("n")) }
            #expect(seen == Array(1...20))
        }
    }

    @Test("forEach may run other statements and cursors inside, and may be left early")
    func forEachNested() throws {
        try connection.transaction { transaction throws in
            var pairs = 0
            try transaction.forEach("SELECT generate_series(1, 3) AS a", batch: 2) { row in
                let a: Int = try row.decode("a")
                try transaction.execute("INSERT INTO zahl VALUES (\(a))")
                try transaction.forEach("SELECT generate_series(1, 3)", batch: 2) { _ in pairs += 1
                }
            }
            #expect(pairs == 9)
            #expect(throws: Abort.self) {
                try transaction.forEach("SELECT generate_series(1, 3)") { _ in throw Abort() }
            }
            #expect(
                try transaction.scalar("SELECT count(*) FROM pg_cursors WHERE name LIKE 'mandat%'")
                    == 0)
            #expect(try transaction.scalar("SELECT count(*) FROM zahl") == 3)
        }
    }

    @Test("executeAll runs more statements than fit one batch")
    func executeAll() throws {
        try connection.transaction { transaction throws in
            let counts = try transaction.executeAll(
                (1...1234).map { "INSERT INTO zahl VALUES (\($0))" })
            #expect(counts == Array(repeating: 1, count: 1234))
            #expect(try transaction.executeAll([]).isEmpty)
        }
        #expect(try connection.scalar("SELECT count(*) FROM zahl") == 1234)
    }

    @Test("executeAll names the statement that failed, and a savepoint recovers", arguments: [
        0, 1, 499, 500, 777,
    ])
    func executeAllFails(place: Int) throws {
        try connection.transaction { transaction throws in
            var statements = (0..<800).map { "INSERT INTO zahl VALUES (\($0))" as SQL }
            statements[place] = "INSERT INTO zahl VALUES (1/\(Int32(0)))"
            let error = #expect(throws: PostgresError.self) {
                try transaction.savepoint { try transaction.executeAll(statements) }
            }
            #expect(error?.statementIndex == place)
            #expect(error?.sqlState.rawValue == "22012")
            #expect(try transaction.scalar("SELECT count(*) FROM zahl") == 0)
        }
    }

    @Test("A pipeline whose statements cannot be prepared leaves the connection in order")
    func pipelineWithParseError() throws {
        let statements: [SQL] = ["SELECT 1", "SELEKT 2", "SELECT 3"]
        for _ in 0..<2 {
            let error = #expect(throws: PostgresError.self) {
                try connection.transaction { try $0.executeAll(statements) }
            }
            #expect(error?.sqlState == .syntaxError)
            #expect(error?.statementIndex == 1)
        }
        #expect(
            try connection.transaction { try $0.executeAll(["SELECT 1", "SELECT 3"]) } == [1, 1])
    }

    @Test("More parameters than the protocol allows are an error, not a broken connection")
    func tooManyParameters() throws {
        let sql = "SELECT 1 WHERE 1 IN (" + SQL.join((0..<70_000).map { "\($0)" as SQL }) + ")"
        #expect(throws: PostgresError.self) { try connection.execute(sql) }
        #expect(throws: PostgresError.self) { try connection.transaction { try $0.execute(sql) } }
        #expect(try connection.scalar("SELECT 1") == 1)
    }
}
