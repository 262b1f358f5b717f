/// What runs statements: a `Transaction`, or a `Connection` on its own.
package protocol StatementExecutor: AnyObject {
    /// Runs the statements in order in one round trip.
    func results(of statements: [SQL]) throws -> [ResultSet]
}

extension StatementExecutor {
    private func result(of sql: SQL) throws -> ResultSet {
        guard let result = try results(of: [sql]).last else {
            throw PostgresError(.protocolViolation, "The server sent no result.")
        }
        return result
    }

    /// Runs a statement; returns how many rows it affected.
    @discardableResult
    package func execute(_ sql: SQL) throws -> Int { try result(of: sql).affectedRows }

    /// All rows, each made into a value by `map`.
    package func all<T>(_ sql: SQL, _ map: (Row) throws -> T) throws -> [T] {
        try result(of: sql).map(map)
    }

    /// All rows.
    package func all<T: RowDecodable>(_ sql: SQL, as: T.Type = T.self) throws -> [T] {
        try all(sql, T.init(row:))
    }

    /// The first row, if there is one.
    package func first<T>(_ sql: SQL, _ map: (Row) throws -> T) throws -> T? {
        let result = try result(of: sql)
        return result.rowCount == 0 ? nil : try map(result.row(0))
    }

    /// The first row, if there is one.
    package func first<T: RowDecodable>(_ sql: SQL, as: T.Type = T.self) throws -> T? {
        try first(sql, T.init(row:))
    }

    /// The only row; throws `RowError.rowCount` if there are none or several.
    package func one<T>(_ sql: SQL, _ map: (Row) throws -> T) throws -> T {
        let result = try result(of: sql)
        guard result.rowCount == 1 else {
            throw RowError.rowCount(expected: "exactly one row", found: result.rowCount)
        }
        return try map(result.row(0))
    }

    /// The only row; throws `RowError.rowCount` if there are none or several.
    package func one<T: RowDecodable>(_ sql: SQL, as: T.Type = T.self) throws -> T {
        try one(sql, T.init(row:))
    }

    /// The first column of the only row.
    package func scalar<T: SQLDecodable>(_ sql: SQL, as: T.Type = T.self) throws -> T {
        try one(sql) { try $0.decode(at: 0) }
    }

    /// The first column of all rows.
    package func scalars<T: SQLDecodable>(_ sql: SQL, as: T.Type = T.self) throws -> [T] {
        try all(sql) { try $0.decode(at: 0) }
    }
}
