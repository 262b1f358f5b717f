extension ConnectionPool {
    /// `COPY … TO STDOUT` as a sequence of byte chunks of some 64 KB.
    ///
    /// The server is read only as fast as the chunks are taken. The transaction is read-only,
    /// begins with the iteration, and ends with it, also when the iterating task is cancelled or
    /// gives up early.
    package func copyOut(_ sql: SQL) -> CopyOutSequence { CopyOutSequence(pool: self, sql: sql) }

    /// `COPY … FROM STDIN` in a transaction of its own, fed by `rows`, whose bytes must be in the
    /// format of the statement. Takes no more than the server accepts. All or nothing; returns the
    /// row count.
    package func copyIn<Rows: AsyncSequence>(
        _ sql: SQL, rows: Rows
    ) async throws -> Int where Rows.Element == [UInt8] {
        let handover = Handover<[UInt8]>(capacity: 4)
        // A stream can be read only once, hence no repetition.
        async let count = transaction(.readWrite, retries: 0) { transaction in
            defer { handover.finish(.failure(CancellationError())) }
            return try transaction.copyIn(sql) { writer in
                while let bytes = try handover.receiveBlocking() { try writer.write(bytes) }
            }
        }
        do {
            for try await bytes in rows { try await handover.send(bytes) }
            // A cancelled source may just end, which must not pass for the end of the data.
            try Task.checkCancellation()
            handover.finish()
        } catch {
            handover.finish(.failure(error))
        }
        return try await count
    }
}

/// The chunks of a running `COPY … TO STDOUT`.
package struct CopyOutSequence: AsyncSequence, Sendable {
    package typealias Element = [UInt8]

    fileprivate let pool: ConnectionPool
    fileprivate let sql: SQL

    package func makeAsyncIterator() -> Iterator { Iterator(pool: pool, sql: sql) }

    /// Gives the COPY up when it goes away.
    package final class Iterator: AsyncIteratorProtocol {
        private let handover = Handover<[UInt8]>(capacity: 4)
        private let task: Task<Void, Never>

        fileprivate init(pool: ConnectionPool, sql: SQL) {
            task = Task { [handover] in
                do {
                    try await pool.transaction(.readOnly, retries: 0) { transaction in
                        try transaction.copyOut(sql, to: handover)
                    }
                    handover.finish()
                } catch {
                    handover.finish(.failure(error))
                }
            }
        }

        deinit {
            handover.finish(.failure(CancellationError()))
            task.cancel()
        }

        package func next() async throws -> [UInt8]? { try await handover.receive() }
    }
}

extension Transaction {
    fileprivate func copyOut(_ sql: SQL, to handover: Handover<[UInt8]>) throws {
        let size = 1 << 16
        var chunk: [UInt8] = []
        chunk.reserveCapacity(size + 4096)
        try copyOut(sql) { bytes in
            chunk.append(contentsOf: bytes)
            guard chunk.count >= size else { return }
            try handover.sendBlocking(chunk)
            chunk.removeAll(keepingCapacity: true)
        }
        if !chunk.isEmpty { try handover.sendBlocking(chunk) }
    }
}
