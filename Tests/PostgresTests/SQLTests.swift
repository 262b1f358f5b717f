import Postgres
import Testing

@Suite("SQL made of literals and values")
struct SQLTests {
    @Test("Interpolation binds values in the order they appear")
    func binds() {
        let sql: SQL = "SELECT \(1), \("a"), \(Int?.none)"
        #expect(sql.text == "SELECT $1, $2, $3")
        #expect(sql.parameterCount == 3)
    }

    @Test("Joining numbers the placeholders anew, and leaves other dollar signs alone")
    func renumbers() throws {
        let part: SQL = "(\(1), '$1', \("ä"), $$ $1 $$)"
        let joined = SQL.join([part, part], separator: " UNION ")
        #expect(joined.text == "($1, '$1', $2, $$ $1 $$) UNION ($3, '$1', $4, $$ $1 $$)")
        let many = SQL.join((1...12).map { "\($0)" as SQL })
        #expect(
            ("x " + many + many).text.hasSuffix(
                "$12$13, $14, $15, $16, $17, $18, $19, $20, $21, "
                    + "$22, $23, $24"))
        let values = try TestServer().connection().scalars(
            "SELECT x FROM (VALUES \(SQL.join((1...12).map { "(\($0))" }))) AS v(x) ORDER BY x",
            as: Int.self)
        #expect(values == Array(1...12))
    }

    @Test("A part keeps its values inside a larger statement")
    func nested() throws {
        let filter: SQL = "x > \(2) AND x < \(5)"
        let sql: SQL =
            "SELECT x FROM generate_series(\(1), \(9)) AS x WHERE \(filter) AND x <> \(4)"
        #expect(try TestServer().connection().scalars(sql, as: Int.self) == [3])
    }

    @Test("What is interpolated never becomes text of the statement", arguments: [
        "'; DROP TABLE konto; --", "1); DELETE FROM konto; --", "$1", "\\'; SELECT pg_sleep(9); --",
        "' OR '1'='1", "/*", "$$", "\u{2019} OR 1=1",
    ])
    func injection(attack: String) throws {
        let server = try TestServer(
            "CREATE TABLE konto (name text); INSERT INTO konto VALUES ('a')")
        let connection = try server.connection()
        let found = try connection.scalars(
            "SELECT name FROM konto WHERE name = \(attack)", as: String.self)
        #expect(found.isEmpty)
        try connection.execute("INSERT INTO konto VALUES (\(attack))")
        #expect(
            try connection.scalars("SELECT name FROM konto ORDER BY name <> 'a'") == ["a", attack])
    }

    @Test(
        "Names are quoted", arguments: ["a b", "\"", "x\"; DROP SCHEMA public; --", "Ä", "select"])
    func identifiers(name: String) throws {
        let connection = try TestServer().connection()
        try connection.execute("CREATE TABLE \(identifier: name) (\(identifier: name) int)")
        try connection.execute("INSERT INTO \(identifier: name) VALUES (7)")
        #expect(try connection.scalar("SELECT \(identifier: name) FROM \(identifier: name)") == 7)
    }

    @Test("An empty name and one with a zero byte are refused")
    func badIdentifiers() throws {
        let connection = try TestServer().connection()
        #expect(throws: PostgresError.self) {
            try connection.execute("SELECT 1 AS \(identifier: "")")
        }
        #expect(throws: PostgresError.self) {
            try connection.execute("SELECT 1 AS \(identifier: "a\0b")")
        }
    }

    @Test("A zero byte in a text is refused by the server and harms nothing")
    func zeroByte() throws {
        let connection = try TestServer().connection()
        #expect(throws: PostgresError.self) { try connection.execute("SELECT \("a\0b")") }
        #expect(try connection.scalar("SELECT 1") == 1)
    }

    @Test("The text of a statement does not show its values")
    func description() {
        #expect("\("SELECT \("geheim")" as SQL)" == "SELECT $1")
    }

    @Test("One statement per message: a second one is refused")
    func oneStatement() throws {
        let connection = try TestServer().connection()
        #expect(throws: PostgresError.self) { try connection.execute("SELECT 1; SELECT 2") }
    }
}
