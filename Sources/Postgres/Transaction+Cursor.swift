extension Transaction {
    /// Hands over all rows one by one, fetching `batch` of them at a time, so that a result of any
    /// size needs little memory. `body` may run other statements.
    package func forEach(
        _ sql: SQL, batch: Int = 5000, _ body: (Row) throws -> Void
    ) throws {
        let cursor = "mandat_\(connection.openCursors)"
        connection.openCursors += 1
        defer { connection.openCursors -= 1 }
        let size = max(batch, 1)
        let fetch: SQL = "FETCH \(unescaped: "\(size)") FROM \(unescaped: cursor)"
        let declare: SQL = "DECLARE \(unescaped: cursor) NO SCROLL CURSOR FOR \(sql)"
        var rows = try results(of: [declare, fetch]).last
        do {
            while let result = rows {
                for index in 0..<result.rowCount { try body(result.row(index)) }
                rows = result.rowCount < size ? nil : try results(of: [fetch]).last
            }
        } catch {
            // Closing is for a caller who goes on in spite of the error; his error counts.
            if failure == nil { _ = try? execute("CLOSE \(unescaped: cursor)") }
            throw error
        }
        try execute("CLOSE \(unescaped: cursor)")
    }
}
