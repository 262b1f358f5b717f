import Foundation
import Grundwerte
import Postgres
import Testing

@Suite("COPY")
struct CopyTests {
    private struct Abort: Error {}

    let server: TestServer
    let connection: Connection

    init() throws {
        server = try TestServer("""
            CREATE TABLE zahlung (id uuid PRIMARY KEY, cent bigint NOT NULL, tag date, zweck text);
            """)
        connection = try server.connection()
    }

    private static let into: SQL =
        "COPY zahlung (id, cent, tag, zweck) FROM STDIN WITH (FORMAT binary)"

    private func count() throws -> Int { try connection.scalar("SELECT count(*) FROM zahlung") }

    @Test("Rows written in binary arrive, NULL included")
    func binary() throws {
        let tag = try #require(Kalendertag(2026, 11, 21))
        let rows = try connection.transaction { transaction in
            try transaction.copyIn(CopyTests.into) { writer in
                for number in 0..<10_000 {
                    try writer.row(UUIDv7(), Geld(cent: Int64(number)), tag, "Zweck ä \(number)")
                }
                try writer.typedRow(UUIDv7(), Geld(cent: 1), Kalendertag?.none, String?.none)
                try writer.row(UUIDv7(), 2, nil, nil)
            }
        }
        #expect(rows == 10_002)
        #expect(try count() == 10_002)
        #expect(try connection.scalar("SELECT count(*) FROM zahlung WHERE tag IS NULL") == 2)
        #expect(
            try connection.scalar("SELECT zweck FROM zahlung WHERE cent = 9999") == "Zweck ä 9999")
    }

    @Test("An empty COPY is fine")
    func empty() throws {
        let rows = try connection.transaction {
            try $0.copyIn("COPY zahlung FROM STDIN") { _ in }
                + $0.copyIn(CopyTests.into) { _ in }
        }
        #expect(rows == 0)
    }

    @Test("Bytes in the format of the statement arrive")
    func text() throws {
        let rows = try connection.transaction {
            try $0.copyIn("COPY zahlung (id, cent) FROM STDIN WITH (FORMAT csv)") { writer in
                try writer.write("\(UUIDv7()),5\n".utf8)
                try writer.write("\(UUIDv7()),6\n".utf8)
            }
        }
        #expect(rows == 2)
    }

    @Test("A body that throws gives the COPY up, and a savepoint goes on")
    func givenUp() throws {
        try connection.transaction { transaction throws in
            #expect(throws: Abort.self) {
                try transaction.savepoint {
                    try transaction.copyIn(CopyTests.into) { writer in
                        try writer.row(UUIDv7(), 1, nil, nil)
                        throw Abort()
                    }
                }
            }
            try transaction.execute("INSERT INTO zahlung VALUES (\(UUIDv7()), 7)")
        }
        #expect(try connection.scalar("SELECT sum(cent) FROM zahlung") == 7)
    }

    @Test("Refused data is the server's error, and the connection stays in order")
    func refused() throws {
        let error = #expect(throws: PostgresError.self) {
            try connection.transaction {
                try $0.copyIn("COPY zahlung (id, cent) FROM STDIN WITH (FORMAT csv)") { writer in
                    try writer.write("kein,uuid\n".utf8)
                    for _ in 0..<10_000 { try writer.write("\(UUIDv7()),5\n".utf8) }
                }
            }
        }
        #expect(error?.sqlState == .invalidTextValue)
        #expect(try count() == 0)
    }

    @Test(
        "COPY refuses bound values, other statements, the wrong direction, and rows in text format")
    func misuse() throws {
        let wrong: [SQL] = [
            "COPY (SELECT \(1)) TO STDOUT", "SELECT 1", "COPY zahlung TO STDOUT",
            "COPY nix FROM STDIN"
        ]
        for sql in wrong {
            let connection = try server.connection()
            #expect(throws: PostgresError.self) {
                try connection.transaction { try $0.copyIn(sql) { _ in } }
            }
        }
        #expect(throws: PostgresError.self) {
            try connection.transaction {
                try $0.copyIn("COPY zahlung FROM STDIN") { try $0.row(1) }
            }
        }
        #expect(throws: PostgresError.self) { try connection.execute("COPY zahlung TO STDOUT") }
    }

    @Test("copyOut hands over every line, and can be left early")
    func out() throws {
        let lines = try connection.transaction { transaction in
            var lines: [String] = []
            try transaction.copyOut("COPY (SELECT generate_series(1, 3)) TO STDOUT") {
                lines.append(String(decoding: $0, as: UTF8.self))
            }
            #expect(throws: Abort.self) {
                try transaction.savepoint {
                    try transaction.copyOut("COPY (SELECT generate_series(1, 100000)) TO STDOUT") {
                        _ in
                        throw Abort()
                    }
                }
            }
            return try lines + ["\(transaction.scalar("SELECT 4", as: Int.self))\n"]
        }
        #expect(lines == ["1\n", "2\n", "3\n", "4\n"])
    }

    @Test("The asynchronous sequences carry all bytes both ways")
    func bothWays() async throws {
        let pool = server.pool(limit: 2)
        let source = AsyncStream<[UInt8]> { continuation in
            for number in 0..<50_000 { continuation.yield(Array("\(UUIDv7()),\(number)\n".utf8)) }
            continuation.finish()
        }
        let rows = try await pool.copyIn(
            "COPY zahlung (id, cent) FROM STDIN WITH (FORMAT csv)", rows: source)
        #expect(rows == 50_000)
        var bytes: [UInt8] = []
        for try await chunk in pool.copyOut(
            "COPY (SELECT cent FROM zahlung ORDER BY cent) TO STDOUT")
        {
            bytes += chunk
        }
        #expect(bytes == Array((0..<50_000).map { "\($0)\n" }.joined().utf8))
        await pool.shutdown()
    }

    @Test("The server is read no faster than the chunks are taken, and a reader may leave")
    func backPressure() async throws {
        let pool = server.pool(limit: 1)
        var iterator: CopyOutSequence.Iterator? = pool.copyOut("""
            COPY (SELECT repeat('x', 1000) FROM generate_series(1, 10000000))
            TO STDOUT /* slow-reader */
            """).makeAsyncIterator()
        _ = try await iterator?.next()
        #expect(try await server.eventually(.isRunning("slow-reader", waitingFor: "Client")))
        iterator = nil
        #expect(try await pool.read { try $0.scalar("SELECT 1") } == 1)
        await pool.shutdown()
    }

    @Test("A source that fails undoes the COPY and passes its error on")
    func failingSource() async throws {
        let pool = server.pool(limit: 1)
        let source = AsyncThrowingStream<[UInt8], any Error> { continuation in
            continuation.yield(Array("\(UUIDv7()),1\n".utf8))
            continuation.finish(throwing: Abort())
        }
        await #expect(throws: Abort.self) {
            try await pool.copyIn(
                "COPY zahlung (id, cent) FROM STDIN WITH (FORMAT csv)", rows: source)
        }
        #expect(try await pool.read { try $0.scalar("SELECT count(*) FROM zahlung") } == 0)
        await pool.shutdown()
    }

    @Test("An endless source ends when the COPY does not even begin")
    func endlessSource() async throws {
        let pool = server.pool(limit: 1)
        let source = AsyncStream<[UInt8]> { [UInt8](repeating: 10, count: 10_000) }
        let error = await #expect(throws: PostgresError.self) {
            try await pool.copyIn("COPY nix FROM STDIN", rows: source)
        }
        #expect(error?.sqlState == .undefinedTable)
        await pool.shutdown()
    }
}
