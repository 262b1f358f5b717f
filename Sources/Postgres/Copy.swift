import CLibpq

/// Collects what COPY sends to the server, and hands it over in large pieces.
package struct CopyWriter {
    private let handle: OpaquePointer
    private let isBinary: Bool
    private var buffer: [UInt8] = []
    private var hasRows = false
    /// The caller writes the format itself.
    private var hasBytes = false

    private static let flushSize = 1 << 16
    /// Signature, flags and the length of an empty header extension.
    private static let header: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00]
        + [UInt8](repeating: 0, count: 8)

    init(handle: OpaquePointer, isBinary: Bool) {
        self.handle = handle
        self.isBinary = isBinary
        buffer.reserveCapacity(CopyWriter.flushSize + 4096)
    }

    /// Writes a row in binary format. The Swift types must match the columns exactly: `Int` is
    /// `bigint`, `Int32` is `integer`. The statement must say `WITH (FORMAT binary)`.
    package mutating func row(_ values: (any SQLEncodable)?...) throws {
        try beginRow(columns: values.count)
        for value in values {
            if let value {
                try buffer.append(field: value)
            } else {
                buffer.append(bigEndian: Int32(-1))
            }
        }
        try flush(above: CopyWriter.flushSize)
    }

    /// Like `row`, for known types and large amounts: nothing is boxed.
    package mutating func typedRow<each Value: SQLEncodable>(_ values: repeat each Value) throws {
        var columns = 0
        for _ in repeat (each Value).self { columns += 1 }
        try beginRow(columns: columns)
        for value in repeat each values { try buffer.append(field: value) }
        try flush(above: CopyWriter.flushSize)
    }

    /// Writes bytes that are already in the format of the statement.
    package mutating func write(_ bytes: some Sequence<UInt8>) throws {
        hasBytes = true
        buffer.append(contentsOf: bytes)
        try flush(above: CopyWriter.flushSize)
    }

    private mutating func beginRow(columns: Int) throws {
        guard isBinary else {
            throw PostgresError(.invalidBinaryValue, "Rows need COPY … WITH (FORMAT binary).")
        }
        if !hasRows { buffer += CopyWriter.header }
        hasRows = true
        buffer.append(bigEndian: Int16(columns))
    }

    fileprivate mutating func finish() throws {
        // Even no rows at all want the signature.
        if isBinary, !hasRows, !hasBytes {
            buffer += CopyWriter.header
            hasRows = true
        }
        if hasRows { buffer.append(bigEndian: Int16(-1)) }
        try flush(above: 0)
    }

    private mutating func flush(above size: Int) throws {
        guard buffer.count > size else { return }
        let sent = buffer.withUnsafeBytes { bytes in
            let start = bytes.assumingMemoryBound(to: CChar.self).baseAddress
            return PQputCopyData(handle, start, Int32(bytes.count))
        }
        buffer.removeAll(keepingCapacity: true)
        guard sent == 1 else { throw CopyInterrupted() }
    }
}

/// The server takes no more data; its own error says why.
private struct CopyInterrupted: Error {}

extension Transaction {
    /// Runs `COPY … FROM STDIN` with what `body` writes; returns the number of rows.
    ///
    /// COPY takes no bound values. If `body` throws, the COPY is given up and the error passed on.
    /// Data the server refuses are an error only once all are sent: libpq does not look for it
    /// earlier.
    @discardableResult
    package func copyIn(_ sql: SQL, _ body: (inout CopyWriter) throws -> Void) throws -> Int {
        try copying(sql, PGRES_COPY_IN) { handle, isBinary in
            var writer = CopyWriter(handle: handle, isBinary: isBinary)
            do {
                try body(&writer)
                try writer.finish()
            } catch {
                // The server answers with an error of its own, which is of no interest.
                _ = PQputCopyEnd(handle, "given up by the client")
                throw error
            }
            guard PQputCopyEnd(handle, nil) == 1 else { throw connection.lostConnection(handle) }
        }
    }

    /// Runs `COPY … TO STDOUT` and hands over each piece of data, valid during the call: a line in
    /// text and CSV format.
    ///
    /// COPY takes no bound values.
    package func copyOut(_ sql: SQL, _ chunk: (UnsafeRawBufferPointer) throws -> Void) throws {
        try copying(sql, PGRES_COPY_OUT) { handle, _ in
            var buffer: UnsafeMutablePointer<CChar>?
            while true {
                let length = PQgetCopyData(handle, &buffer, 0)
                guard length > 0, let bytes = buffer else { break }
                defer { PQfreemem(bytes) }
                do {
                    try chunk(UnsafeRawBufferPointer(start: bytes, count: Int(length)))
                } catch {
                    connection.canceller?.cancel()
                    throw error
                }
            }
        }
    }

    @discardableResult
    private func copying(
        _ sql: SQL, _ expected: ExecStatusType,
        _ transfer: (_ handle: OpaquePointer, _ isBinary: Bool) throws -> Void
    ) throws -> Int {
        guard sql.parameterCount == 0 else {
            throw PostgresError(.featureNotSupported, "COPY takes no bound values.")
        }
        try flush()
        let handle = try connection.open()
        if let cancellation = connection.cancellation, let canceller = connection.canceller {
            try cancellation.begin(canceller)
        }
        defer { connection.cancellation?.end() }
        guard let start = PQexecParams(handle, sql.text, 0, nil, nil, nil, nil, 0) else {
            throw fail(with: connection.lostConnection(handle))
        }
        let result = ResultSet(start)
        guard PQresultStatus(start) == expected else {
            return try refuse(start, handle: handle)
        }
        let outcome = Result { try transfer(handle, PQbinaryTuples(result.handle) == 1) }
        let ending = drain(handle)
        if case let .failure(error) = ending { _ = fail(with: error) }
        if case let .failure(error) = outcome, !(error is CopyInterrupted) { throw error }
        return try ending.get()
    }

    /// The statement failed, or was no COPY in this direction.
    private func refuse(_ result: OpaquePointer, handle: OpaquePointer) throws -> Int {
        switch PQresultStatus(result) {
        case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE:
            throw fail(with: PostgresError(result: result))
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            connection.close()
            throw fail(with: PostgresError(.protocolViolation, "The COPY runs the other way."))
        default:
            throw PostgresError(.protocolViolation, "The statement is no COPY with the client.")
        }
    }

    /// Reads to the end of the COPY, whatever state it is in.
    private func drain(_ handle: OpaquePointer) -> Result<Int, PostgresError> {
        var count = 0
        var failure: PostgresError?
        while let result = PQgetResult(handle) {
            let set = ResultSet(result)
            switch PQresultStatus(result) {
            case PGRES_COMMAND_OK: count = set.affectedRows
            case PGRES_COPY_OUT: discardRows(handle)
            case PGRES_COPY_IN: _ = PQputCopyEnd(handle, "given up by the client")
            default: failure = failure ?? PostgresError(result: result)
            }
            guard connection.isOpen else { break }
        }
        if !connection.isOpen { failure = failure ?? connection.lostConnection(handle) }
        return failure.map { .failure($0) } ?? .success(count)
    }

    private func discardRows(_ handle: OpaquePointer) {
        var buffer: UnsafeMutablePointer<CChar>?
        while PQgetCopyData(handle, &buffer, 0) > 0 { PQfreemem(buffer) }
    }
}
