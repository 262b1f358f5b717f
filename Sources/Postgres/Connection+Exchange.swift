import CLibpq

extension Connection {
    /// Sends the statements in one pipeline and returns their results: one round trip for all.
    ///
    /// The first error skips the rest, as in the server; everything up to the synchronisation point
    /// is read in any case, so the connection is ready for the next exchange. Throws that error
    /// with the statement's place in `statementIndex` if there are several.
    func exchange(_ statements: [SQL], prepared: Bool = true) throws -> [ResultSet] {
        let handle = try open()
        for statement in statements {
            if let failure = statement.failure { throw failure }
        }
        if let cancellation, let canceller { try cancellation.begin(canceller) }
        defer { cancellation?.end() }
        guard PQenterPipelineMode(handle) == 1 else { throw broken(handle) }
        var pipeline = Pipeline(handle: handle)
        for (index, statement) in statements.enumerated() where pipeline.failure == nil {
            if prepared {
                pipeline.send(statement, index: index, cache: &self.statements)
            } else {
                pipeline.sendUnprepared(statement, index: index)
            }
        }
        guard PQpipelineSync(handle) == 1 else { throw broken(handle) }
        try pipeline.read(cache: &self.statements)
        guard pipeline.isSynchronised, PQexitPipelineMode(handle) == 1, isOpen else {
            // The server's own words, if it had any, tell more than the broken connection.
            throw pipeline.failure.map { lost($0) } ?? broken(handle)
        }
        isAcknowledged = true
        if var failure = pipeline.failure {
            if statements.count > 1 { failure.statementIndex = pipeline.failedIndex }
            throw failure
        }
        return pipeline.results
    }

    /// Closes a connection whose state nobody knows any more.
    private func broken(_ handle: OpaquePointer) -> PostgresError { lost(lostConnection(handle)) }

    private func lost(_ error: PostgresError) -> PostgresError {
        close()
        return error
    }
}

/// The messages of one exchange and what came back for them.
private struct Pipeline {
    private enum Step {
        case prepare(StatementCache.Key, index: Int)
        case execute(index: Int)
    }

    let handle: OpaquePointer
    private var steps: [Step] = []
    private(set) var results: [ResultSet] = []
    private(set) var failure: PostgresError?
    private(set) var failedIndex: Int?
    private(set) var isSynchronised = false

    init(handle: OpaquePointer) { self.handle = handle }

    mutating func send(_ sql: SQL, index: Int, cache: inout StatementCache) {
        let key = StatementCache.Key(sql)
        let name: String
        if let known = cache.name(for: key) {
            name = known
        } else {
            name = cache.add(key)
            let count = Int32(sql.parameterCount)
            guard PQsendPrepare(handle, name, sql.text, count, sql.types) == 1 else {
                cache.remove(key)
                return refuse(index)
            }
            steps.append(.prepare(key, index: index))
        }
        let sent = sql.withParameters { values, lengths, formats in
            PQsendQueryPrepared(
                handle, name, Int32(sql.parameterCount), values, lengths, formats, 1)
        }
        guard sent == 1 else { return refuse(index) }
        steps.append(.execute(index: index))
    }

    mutating func sendUnprepared(_ sql: SQL, index: Int) {
        let sent = sql.withParameters { values, lengths, formats in
            PQsendQueryParams(
                handle, sql.text, Int32(sql.parameterCount), sql.types, values, lengths, formats, 1)
        }
        guard sent == 1 else { return refuse(index) }
        steps.append(.execute(index: index))
    }

    /// libpq did not take the message, for example because of too many parameters.
    private mutating func refuse(_ index: Int) {
        failure = PostgresError(.protocolViolation, String(cString: PQerrorMessage(handle)))
        failedIndex = index
    }

    /// Reads one result per message, then the synchronisation point.
    mutating func read(cache: inout StatementCache) throws {
        results.reserveCapacity(steps.count)
        for step in steps {
            guard let result = PQgetResult(handle) else { return }
            let set = ResultSet(result)
            switch PQresultStatus(result) {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
                if case .execute = step { results.append(set) }
            case PGRES_PIPELINE_ABORTED:
                forget(step, cache: &cache)
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
                return note(PostgresError(
                    .featureNotSupported, "COPY runs through copyIn and copyOut."), at: step)
            default:
                forget(step, cache: &cache)
                note(PostgresError(result: result), at: step)
            }
            // Each message's results end with a nil; more results than one do not occur.
            guard PQgetResult(handle) == nil, PQstatus(handle) == CONNECTION_OK else { return }
        }
        guard let last = PQgetResult(handle) else { return }
        isSynchronised = PQresultStatus(last) == PGRES_PIPELINE_SYNC
        PQclear(last)
    }

    private mutating func note(_ error: PostgresError, at step: Step) {
        guard failure == nil || failure?.isLocal == true else { return }
        failure = error
        failedIndex = switch step {
        case let .prepare(_, index), let .execute(index): index
        }
    }

    private func forget(_ step: Step, cache: inout StatementCache) {
        if case let .prepare(key, _) = step { cache.remove(key) }
    }
}

extension SQL {
    /// The parameters as libpq wants them, valid during the call.
    func withParameters<R>(
        _ body: (
            UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
        ) -> R
    ) -> R {
        guard parameterCount > 0 else { return body(nil, nil, nil) }
        // An empty buffer has no address, and libpq takes a value without one for NULL.
        let storage = bytes.isEmpty ? [0] : bytes
        return storage.withUnsafeBytes { buffer in
            withUnsafeTemporaryAllocation(
                of: UnsafePointer<CChar>?.self, capacity: parameterCount
            ) { pointers in
                var offset = 0
                for index in 0..<parameterCount {
                    let isNull = lengths[index] < 0
                    let start = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
                    pointers.initializeElement(
                        at: index, to: isNull ? nil : start.map { $0 + offset })
                    offset += max(Int(lengths[index]), 0)
                }
                return body(UnsafePointer(pointers.baseAddress), lengths, formats)
            }
        }
    }
}
