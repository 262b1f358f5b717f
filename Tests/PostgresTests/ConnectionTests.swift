import Foundation
import Postgres
import Testing

@Suite("Connections and their prepared statements")
struct ConnectionTests {
    private func prepared(_ connection: Connection) throws -> Int {
        try connection.scalar("SELECT count(*) FROM pg_prepared_statements")
    }

    @Test("A statement is prepared once and used again, per type of its values")
    func preparedOnce() throws {
        let connection = try TestServer().connection()
        let before = try prepared(connection)
        for number in 0..<5 {
            #expect(try connection.scalar("SELECT \(number)::bigint", as: Int.self) == number)
        }
        #expect(try connection.scalar("SELECT \("7")::bigint", as: Int.self) == 7)
        #expect(try prepared(connection) == before + 2)
    }

    @Test("Statements beyond the limit are given up here and, in time, at the server")
    func eviction() throws {
        let connection = try TestServer().connection(statementCache: 8)
        for round in 0..<100 {
            try connection.transaction { transaction in
                try transaction.execute("SELECT 1 AS stays")
                try transaction.execute("SELECT 1 AS \(unescaped: "a\(round)")")
            }
        }
        #expect(try prepared(connection) <= 8 + 16 + 2)
        let uses: Int = try connection.scalar("""
            SELECT generic_plans + custom_plans FROM pg_prepared_statements
             WHERE statement = 'SELECT 1 AS stays'
            """)
        #expect(uses == 100)
    }

    @Test("More statements in one pipeline than the cache holds still run")
    func smallCache() throws {
        let connection = try TestServer().connection(statementCache: 2)
        let statements = (0..<50).map { "SELECT \(unescaped: "\($0)")" as SQL }
        let counts = try connection.transaction { try $0.executeAll(statements + statements) }
        #expect(counts == Array(repeating: 1, count: 100))
    }

    @Test("A statement whose table has changed is prepared anew")
    func changedTable() async throws {
        let server = try TestServer("CREATE TABLE t (a int); INSERT INTO t VALUES (1)")
        let pool = server.pool(limit: 1)
        let connection = try server.connection()
        for column in ["b", "c", "d"] {
            _ = try await pool.read { try $0.first("SELECT * FROM t") { $0.columnNames } }
            _ = try connection.first("SELECT * FROM t") { $0.columnNames }
            try server.connection().runScript("ALTER TABLE t ADD \(column) int")
            let inPool = try await pool.read { transaction in
                try transaction.execute("SELECT 1")
                return try transaction.first("SELECT * FROM t") { $0.columnNames }
            }
            #expect(inPool?.last == column)
            #expect(try connection.first("SELECT * FROM t") { $0.columnNames }?.last == column)
        }
        await pool.shutdown()
    }

    @Test("Statements that the server has forgotten are prepared anew")
    func discarded() async throws {
        let server = try TestServer()
        let connection = try server.connection()
        #expect(try connection.scalar("SELECT 1") == 1)
        try connection.execute("DISCARD ALL")
        #expect(try connection.scalar("SELECT 1") == 1)
        let pool = server.pool(limit: 1)
        for _ in 0..<3 {
            #expect(try await pool.read { try $0.scalar("SELECT 1") } == 1)
            try await pool.write { try $0.execute("DEALLOCATE ALL") }
            #expect(try await pool.query("SELECT 1") { try $0.decode(at: 0) } == [1])
            try await pool.write { try $0.execute("DEALLOCATE ALL") }
        }
        await pool.shutdown()
    }

    @Test("A script runs many statements, all or none, and reports where it failed")
    func script() throws {
        let connection = try TestServer().connection()
        try connection.runScript("CREATE TABLE a (x int); INSERT INTO a VALUES (1); SELECT 1")
        let error = #expect(throws: PostgresError.self) {
            try connection.runScript("INSERT INTO a VALUES (2); INSERT INTO b VALUES (1)")
        }
        #expect(error?.sqlState == .undefinedTable)
        #expect(try connection.scalars("SELECT x FROM a") == [1])
        #expect(throws: PostgresError.self) { try connection.runScript("COPY a FROM STDIN") }
    }

    @Test("Statements that cannot run in a transaction run on the connection itself")
    func outside() throws {
        let server = try TestServer("CREATE TABLE a (x int)")
        let connection = try server.connection()
        try connection.execute("VACUUM a")
        try connection.execute("CREATE DATABASE \(identifier: server.schema)")
        try connection.execute("DROP DATABASE \(identifier: server.schema)")
    }

    @Test("A closed connection says so")
    func closed() throws {
        let connection = try TestServer().connection()
        connection.close()
        connection.close()
        #expect(!connection.isOpen)
        let error = #expect(throws: PostgresError.self) { try connection.execute("SELECT 1") }
        #expect(error?.sqlState == .connectionFailure)
        #expect(throws: PostgresError.self) { try connection.transaction { _ in } }
    }
}

@Suite("Connection texts")
struct ConfigurationTests {
    @Test("Any value survives the way through the text", arguments: [
        "", " ", "a b", "it's", "\\", "\\'", "'; host=evil", "ä=ö",
    ])
    func quoting(value: String) throws {
        let written = ConnectionConfiguration(
            host: "/tmp/x", port: 5433, dbname: "db\(value)", user: "u\(value)",
            password: "p\(value)",
            applicationName: "a\(value)", connectTimeout: 3, options: "-c a.b=\(value)")
        var read = try ConnectionConfiguration(conninfo: written.conninfo)
        #expect(read.further.removeValue(forKey: "client_encoding") == "UTF8")
        #expect(read == written)
    }

    @Test("URLs, other keywords and several hosts are understood")
    func forms() throws {
        let url = try ConnectionConfiguration(
            conninfo: "postgresql://anna:geheim@a,b:5433/db?sslmode=require")
        #expect(url.user == "anna" && url.dbname == "db" && url.host == "a,b")
        #expect(url.further["sslmode"] == "require" && url.port == nil)
        #expect(throws: PostgresError.self) {
            try ConnectionConfiguration(conninfo: "geheim geheim")
        }
    }

    @Test("Only a socket and a loopback address stay on this machine (ASVS V12.3.1)", arguments: [
        ("dbname=x", true), ("host=/run/postgresql", true), ("host=@mandat", true),
        ("host=localhost", true), ("host=127.0.0.1", true), ("host=127.255.0.9", true),
        ("host=::1", true), ("host=/tmp,localhost", true), ("host=/tmp hostaddr=127.0.0.1", true),
        ("host=db.kreis.example", false), ("host=10.1.2.3", false), ("host=/tmp,db", false),
        ("host=127.evil.example", false), ("host=127.0.0.1.example", false),
        ("host=127.0.0.256", false), ("host=localhost.example", false), ("host=fe80::1", false),
        ("host=/tmp hostaddr=10.1.2.3", false), ("service=fern", false),
        ("postgresql://db.kreis.example/mandat", false), ("postgresql://%2Ftmp/mandat", true),
    ])
    func here(conninfo: String, stays: Bool) throws {
        let configuration = try ConnectionConfiguration(conninfo: conninfo)
        #expect(configuration.reach([:]) == (stays ? .thisMachine : .unprotected))
    }

    @Test("What the environment adds for libpq counts where the text is silent", arguments: [
        ["PGHOST": "db.kreis.example"], ["PGHOSTADDR": "10.1.2.3"], ["PGSERVICE": "fern"],
    ])
    func environment(added: [String: String]) throws {
        #expect(try ConnectionConfiguration(conninfo: "dbname=x").reach(added) == .unprotected)
        let socket = try ConnectionConfiguration(conninfo: "host=/tmp dbname=x")
        let isOverruled = added["PGHOST"] != nil
        #expect(socket.reach(added) == (isOverruled ? .thisMachine : .unprotected))
    }

    @Test("Another machine needs verify-full and a root; nothing takes TLS's place", arguments: [
        ("sslmode=verify-full sslrootcert=/etc/mandat/ca.pem", true),
        ("sslmode=verify-full sslrootcert=system", true),
        ("sslmode=verify-full", false), ("sslmode=verify-full sslrootcert=''", false),
        ("sslmode=verify-ca sslrootcert=/etc/mandat/ca.pem", false),
        ("sslmode=require sslrootcert=/etc/mandat/ca.pem", false),
        ("sslmode=prefer", false), ("sslmode=disable", false), ("sslrootcert=/ca.pem", false),
    ])
    func verified(settings: String, isVerified: Bool) throws {
        let there = try ConnectionConfiguration(conninfo: "host=db.kreis.example \(settings)")
        #expect(there.reach(["PGSSLMODE": "verify-full", "PGSSLROOTCERT": "/ca.pem"])
            == (isVerified ? .verified : .unprotected))
        let built = try ConnectionConfiguration(conninfo: there.withoutKerberos.conninfo)
        #expect(built.further["gssencmode"] == "disable")
        #expect(built.further["sslmode"] == there.further["sslmode"])
        #expect(built.further["sslrootcert"] == there.further["sslrootcert"])
    }

    @Test("The password shows nowhere but in conninfo")
    func secrecy() throws {
        let configuration = try ConnectionConfiguration(
            conninfo: "host=/tmp password=geheim sslpassword=geheim")
        #expect(configuration.conninfo.contains("geheim"))
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", String(reflecting: configuration), dumped] {
            #expect(!text.contains("geheim"))
        }
    }
}
