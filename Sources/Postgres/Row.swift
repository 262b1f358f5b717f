import CLibpq

/// A row of a result. Values are decoded when asked for.
package struct Row {
    let result: ResultSet
    let index: Int32

    /// The value of the column named `column`.
    package func decode<T: SQLDecodable>(_ column: String, as: T.Type = T.self) throws -> T {
        try decode(at: try result.column(named: column))
    }

    /// The value of the column at `position`, counted from 0.
    package func decode<T: SQLDecodable>(at position: Int, as: T.Type = T.self) throws -> T {
        guard position >= 0, position < result.columnCount else {
            throw RowError.missingColumn("number \(position)")
        }
        let column = Int32(position)
        let oid = PQftype(result.handle, column)
        do {
            guard PQgetisnull(result.handle, index, column) == 0,
                  let start = PQgetvalue(result.handle, index, column) else {
                return try T.decodeNull()
            }
            let length = Int(PQgetlength(result.handle, index, column))
            let bytes = UnsafeRawBufferPointer(start: start, count: length)
            return try T.decode(SQLValue(oid: oid, bytes: bytes))
        } catch {
            throw self.error(error, column: column, oid: oid, expected: "\(T.self)")
        }
    }

    package var columnNames: [String] { result.names }

    private func error(
        _ mismatch: SQLValue.Mismatch, column: Int32, oid: UInt32, expected: String
    ) -> RowError {
        let name = result.names[Int(column)]
        let found = SQLType.name(ofOID: oid)
        return switch mismatch {
        case .null: .null(column: name, expected: expected)
        case .type: .type(column: name, expected: expected, found: found)
        case let .value(reason):
            .value(column: name, expected: expected, found: found, reason: reason)
        }
    }
}

/// A value made from a row.
package protocol RowDecodable {
    init(row: Row) throws
}

/// The result of one statement; owns libpq's memory.
package final class ResultSet {
    let handle: OpaquePointer
    let rowCount: Int
    let columnCount: Int
    private(set) lazy var names = (0..<Int32(columnCount)).map { column in
        PQfname(handle, column).map { String(cString: $0) } ?? ""
    }
    /// Where each name stands; −1 if several columns have it.
    private lazy var positions = Dictionary(
        zip(names, 0...), uniquingKeysWith: { _, _ in -1 })
    /// Rows are mostly decoded in the order of their columns, so the next one is tried first.
    private var expected = 0

    init(_ handle: OpaquePointer) {
        self.handle = handle
        rowCount = Int(PQntuples(handle))
        columnCount = Int(PQnfields(handle))
    }

    deinit { PQclear(handle) }

    /// How many rows the statement inserted, changed, deleted, selected or copied.
    var affectedRows: Int {
        PQcmdTuples(handle).flatMap { Int(String(cString: $0)) } ?? 0
    }

    func column(named name: String) throws -> Int {
        if positions.count == columnCount, expected < columnCount, names[expected] == name {
            defer { expected = expected + 1 == columnCount ? 0 : expected + 1 }
            return expected
        }
        guard let position = positions[name] else { throw RowError.missingColumn(name) }
        guard position >= 0 else { throw RowError.ambiguousColumn(name) }
        expected = position + 1 == columnCount ? 0 : position + 1
        return position
    }

    func row(_ index: Int) -> Row { Row(result: self, index: Int32(index)) }

    func map<T>(_ transform: (Row) throws -> T) rethrows -> [T] {
        var values: [T] = []
        values.reserveCapacity(rowCount)
        for index in 0..<rowCount { values.append(try transform(row(index))) }
        return values
    }
}
