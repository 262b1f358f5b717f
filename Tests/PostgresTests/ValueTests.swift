import Foundation
import Grundwerte
import Postgres
import Testing

enum Farbe: String, CaseIterable { case rot, blau, seltsam = "ein \"\\, {Ding}" }
extension Farbe: SQLEnum {}

@Suite("Values between Swift and PostgreSQL")
struct ValueTests {
    let connection: Connection

    init() throws { connection = try TestServer().connection() }

    private func comesBack<T: SQLEncodable & SQLDecodable & Equatable>(_ values: T...) throws {
        for value in values {
            #expect(try connection.scalar("SELECT \(value)", as: T.self) == value)
            #expect(try connection.scalar("SELECT \(Optional(value))", as: T?.self) == value)
        }
        #expect(try connection.scalar("SELECT \(Optional<T>.none)", as: T?.self) == nil)
    }

    @Test("Scalars come back as they were sent, to the edge of their range")
    func scalars() throws {
        try comesBack(true, false)
        try comesBack(Int.min, -1, 0, 1, Int.max)
        try comesBack(Int64.min, .max)
        try comesBack(Int32.min, 0, .max)
        try comesBack(Int16.min, 0, .max)
        try comesBack(0.0, -0.1, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .infinity)
        try comesBack("", "ä€𝄞", "'; DROP TABLE person; --", "$1", "\\", "\"", "\n\t")
        try comesBack(Data(), Data([0, 1, 255]))
        try comesBack([UInt8](), [0, 255, 92, 39])
        #expect(try connection.scalar("SELECT \(Double.nan)", as: Double.self).isNaN)
    }

    @Test("Instants keep their microseconds, before and after 2000")
    func dates() throws {
        try comesBack(
            Date(timeIntervalSince1970: 0), Date(timeIntervalSince1970: 946_684_800),
            Date(timeIntervalSince1970: -0.5), Date(timeIntervalSince1970: 1_795_000_000.125))
        let text: String = try connection.scalar("""
            SELECT to_char(\(Date(timeIntervalSince1970: 946_684_799.999999)) AT TIME ZONE 'UTC',
                           'YYYY-MM-DD HH24:MI:SS.US')
            """)
        #expect(text == "1999-12-31 23:59:59.999999")
        #expect(throws: RowError.self) {
            try connection.scalar("SELECT 'infinity'::timestamptz", as: Date.self)
        }
    }

    @Test("Arrays come back, empty ones and ones with NULL included")
    func arrays() throws {
        try comesBack([Int](), [1, -2, .max])
        try comesBack([Int32](), [1, 2])
        try comesBack([Int16](), [1, 2])
        try comesBack([String](), ["", "a,b", "{\"x\"}", "NULL", "ä"])
        try comesBack([Bool](), [true, false])
        try comesBack([Double](), [0.5])
        try comesBack([Data](), [Data([1])])
        try comesBack([String?](), ["a", nil, ""])
        try comesBack([Geld](), [1, Geld(cent: -5)])
        try comesBack([UUIDv7](), [UUIDv7()])
        try comesBack([Monat](), [Monat(2026, 11)])
        #expect(throws: RowError.null(column: "array", expected: "Array<Int>")) {
            try connection.scalar("SELECT ARRAY[1, NULL]::bigint[]", as: [Int].self)
        }
        #expect(throws: RowError.self) {
            try connection.scalar("SELECT ARRAY[[1, 2], [3, 4]]::bigint[]", as: [Int].self)
        }
        #expect(try connection.scalars("""
            SELECT x FROM unnest(\([3, 1, 2])) AS x WHERE x = ANY(\([1, 3])) ORDER BY x
            """, as: Int.self) == [1, 3])
    }

    @Test("The basic values of the office come back")
    func grundwerte() throws {
        try comesBack(Geld.null, Geld(cent: .max), Geld(cent: .min))
        try comesBack(
            try #require(Kalendertag(1, 1, 1)), try #require(Kalendertag(2000, 2, 29)),
            try #require(Kalendertag(9999, 12, 31)))
        try comesBack(Monat(2026, 11), Monat(1, 1), Monat(9999, 12))
        try comesBack(try IBAN("DE89 3704 0044 0532 0130 00"))
        try comesBack(UUIDv7(), UUIDv7(oben: 0, unten: 0), UUIDv7(oben: .max, unten: .max))
        try comesBack(TypedID<Farbe>())
        let id = UUIDv7()
        #expect(try connection.scalar("SELECT \(id)::text", as: String.self) == id.description)
    }

    @Test("A Zeitraum includes its last day here and excludes the day after there")
    func zeitraum() throws {
        let von = try #require(Kalendertag(2026, 11, 1))
        let november = Zeitraum(von: von, bis: Monat(2026, 11).letzterTag)
        let letzter = try #require(Kalendertag(9999, 12, 31))
        try comesBack(november, Zeitraum(von: von), Zeitraum(von: von, bis: von))
        try comesBack(Zeitraum(von: letzter, bis: letzter))
        try comesBack([november, Zeitraum(von: von)])
        #expect(try connection.scalar("SELECT \(november)::text", as: String.self)
            == "[2026-11-01,2026-12-01)")
        #expect(try connection.scalar("SELECT \(Zeitraum(von: von))::text", as: String.self)
            == "[2026-11-01,)")
        #expect(try connection.scalar("SELECT upper_inf(\(Zeitraum(von: von)))", as: Bool.self))
    }

    @Test("Ranges and days without a counterpart are refused", arguments: [
        "SELECT 'empty'::daterange AS x", "SELECT '(,2026-01-01)'::daterange AS x",
        "SELECT '[2026-01-01,infinity)'::daterange AS x",
    ] as [SQL])
    func badRanges(sql: SQL) throws {
        #expect(throws: RowError.self) { try connection.scalar(sql, as: Zeitraum.self) }
    }

    @Test("A month in the database begins with the first")
    func badMonth() throws {
        #expect(throws: RowError.value(
            column: "x", expected: "Monat", found: "date", reason: "not the first of a month")) {
            try connection.scalar("SELECT '2026-11-02'::date AS x", as: Monat.self)
        }
        #expect(throws: RowError.self) {
            try connection.scalar("SELECT 'infinity'::date", as: Kalendertag.self)
        }
        #expect(throws: RowError.self) {
            try connection.scalar("SELECT '0044-03-15 BC'::date", as: Kalendertag.self)
        }
    }

    @Test("An enum fits a text column and a PostgreSQL enum type, alone and in arrays")
    func enums() throws {
        let connection = try TestServer("""
            CREATE TYPE farbe AS ENUM ('rot', 'blau', 'ein "\\, {Ding}');
            CREATE TABLE t (id int PRIMARY KEY, als_text text, als_typ farbe);
            """).connection()
        for (id, farbe) in Farbe.allCases.enumerated() {
            try connection.execute("INSERT INTO t VALUES (\(Int32(id)), \(farbe), \(farbe))")
        }
        for column in ["als_text", "als_typ"] {
            let found = try connection.scalars("""
                SELECT \(identifier: column) FROM t
                 WHERE \(identifier: column) = ANY(\(Farbe.allCases))
                 ORDER BY id
                """, as: Farbe.self)
            #expect(found == Farbe.allCases)
        }
        #expect(
            try connection.scalar("SELECT id FROM t WHERE als_typ = \(Farbe.blau)", as: Int.self)
                == 1)
        #expect(
            try connection.scalar("SELECT array_agg(als_typ ORDER BY id) FROM t", as: [Farbe].self)
                == Farbe.allCases)
        #expect(throws: RowError.self) {
            try connection.scalar("SELECT 'violett'::text", as: Farbe.self)
        }
    }

    @Test("JSON comes back, with its keys sorted")
    func json() throws {
        struct Inhalt: Codable, Equatable, Sendable {
            var zebra = 1
            var affe = ["ä/b", "\""]
        }
        try comesBack(JSON(Inhalt()), JSON(Inhalt(zebra: .min, affe: [])))
        #expect(
            try connection.scalar("SELECT '{\"zebra\":2,\"affe\":[]}'::json", as: JSON<Inhalt>.self)
                .value == Inhalt(zebra: 2, affe: []))
        #expect(throws: RowError.self) {
            try connection.scalar("SELECT '{}'::jsonb", as: JSON<Inhalt>.self)
        }
        #expect(throws: EncodingError.self) { try connection.execute("SELECT \(JSON(Double.nan))") }
    }

    @Test("A sum of bigint decodes as integer and as Geld, a fraction does not", arguments: [
        ("0", 0), ("1", 1), ("-10000", -10_000), ("123456789012", 123_456_789_012), ("100.00", 100),
        ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min),
    ])
    func numeric(text: String, number: Int) throws {
        #expect(try connection.scalar("SELECT \(text)::numeric", as: Int.self) == number)
        #expect(try connection.scalar("SELECT \(text)::numeric", as: Geld.self)
            == Geld(cent: Int64(number)))
    }

    @Test("A numeric that is no whole number in range is refused", arguments: [
        "0.5", "NaN", "Infinity", "9223372036854775808", "-9223372036854775809", "1e40", "1e-20",
    ])
    func badNumeric(text: String) throws {
        #expect(throws: RowError.self) {
            try connection.scalar("SELECT \(text)::numeric", as: Int.self)
        }
    }

    @Test("Errors of decoding name column, expected and found type, and no value")
    func mismatch() throws {
        #expect(throws: RowError.type(column: "alter", expected: "Int", found: "text")) {
            try connection.one("SELECT 'geheim'::text AS alter") {
                try $0.decode("alter", as: Int.self)
            }
        }
        #expect(throws: RowError.null(column: "name", expected: "String")) {
            try connection.one("SELECT NULL::text AS name") {
                try $0.decode("name", as: String.self)
            }
        }
        #expect(throws: RowError.missingColumn("nix")) {
            try connection.one("SELECT 1 AS a") { try $0.decode("nix", as: Int.self) }
        }
        #expect(throws: RowError.ambiguousColumn("a")) {
            try connection.one("SELECT 1 AS a, 2 AS a") { try $0.decode("a", as: Int.self) }
        }
        #expect(throws: RowError.value(
            column: "x", expected: "Int16", found: "integer", reason: "out of range")) {
            try connection.scalar("SELECT 32768 AS x", as: Int16.self)
        }
        let text = String(describing: RowError.type(column: "a", expected: "Int", found: "text"))
        #expect(text == "Column a has type text, which does not decode as Int.")
    }

    @Test("Columns are found by name in any order, more than once, and in every row")
    func columns() throws {
        let rows = try connection.all("SELECT 1 AS a, 2 AS b, 3 AS c FROM generate_series(1, 3)") {
            row in
            try ["c", "a", "a", "b", "c"].map { try row.decode($0, as: Int.self) }
        }
        #expect(rows == Array(repeating: [3, 1, 1, 2, 3], count: 3))
    }
}
