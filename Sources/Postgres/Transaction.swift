import CLibpq

/// One transaction, alive only inside the closure it is handed to.
///
/// The closure runs on the connection's own thread from beginning to end, so nothing interleaves
/// between its statements. The type is not `Sendable`; a reference that outlives the closure throws
/// when used.
package final class Transaction: StatementExecutor {
    package enum Mode: Sendable {
        case readOnly
        case readWrite
    }

    package enum Isolation: String, Sendable {
        case readCommitted = "READ COMMITTED"
        case repeatableRead = "REPEATABLE READ"
        case serializable = "SERIALIZABLE"
    }

    let connection: Connection
    let mode: Mode
    var isActive = true
    /// Statements without a result of interest; they travel with the next one.
    private var pending: [SQL]
    /// How many exchanges there were.
    private var exchanges = 0
    private var savepoints = 0
    /// The error that left the transaction unusable.
    private(set) var failure: PostgresError?

    init(on connection: Connection, mode: Mode, opening: [SQL]) {
        self.connection = connection
        self.mode = mode
        pending = opening
    }

    /// BEGIN, and one statement for all settings.
    static func opening(
        _ mode: Mode, isolation: Isolation?, settings: [(String, String)]
    ) -> [SQL] {
        let level = isolation.map { " ISOLATION LEVEL \($0.rawValue)" } ?? ""
        let access = mode == .readOnly ? " READ ONLY" : " READ WRITE"
        let begin: SQL = "BEGIN\(unescaped: level + access)"
        guard !settings.isEmpty else { return [begin] }
        let calls = settings.map { name, value -> SQL in "set_config(\(name), \(value), true)" }
        return [begin, "SELECT " + SQL.join(calls)]
    }

    package func results(of statements: [SQL]) throws -> [ResultSet] {
        guard isActive else {
            throw PostgresError(.noActiveTransaction, "The transaction has ended.")
        }
        // Later statements fail by the first error, for that is the cause.
        if let failure { throw failure }
        // Before anything is taken from `pending`: BEGIN must not get lost.
        for statement in statements {
            if let failure = statement.failure { throw failure }
        }
        let prefix = pending
        pending = []
        exchanges += 1
        do {
            let results = try connection.exchange(prefix + statements)
            try requireOpenTransaction()
            return Array(results.dropFirst(prefix.count))
        } catch let error as PostgresError {
            throw remember(error, prefix: prefix.count)
        }
    }

    /// Sends what is pending, for what cannot run in a pipeline.
    func flush() throws { if !pending.isEmpty { _ = try results(of: []) } }

    private func remember(_ error: PostgresError, prefix: Int) -> PostgresError {
        var error = error
        if let index = error.statementIndex {
            error.statementIndex = index >= prefix ? index - prefix : nil
        }
        if connection.transactionStatus != PQTRANS_INTRANS { failure = error }
        return error
    }

    /// Notes an error of a COPY, which does not pass through `results`.
    func fail(with error: PostgresError) -> PostgresError {
        failure = error
        return error
    }

    private func requireOpenTransaction() throws {
        guard connection.transactionStatus == PQTRANS_INTRANS else {
            throw PostgresError(
                .noActiveTransaction, "A statement ended the transaction; only the closure may.")
        }
    }

    /// Runs `body`, and undoes its statements alone if it throws.
    @discardableResult
    package func savepoint<R>(_ body: () throws -> R) throws -> R {
        guard isActive else {
            throw PostgresError(.noActiveTransaction, "The transaction has ended.")
        }
        // Later statements fail by the first error, for that is the cause.
        if let failure { throw failure }
        let name = "mandat_\(savepoints)"
        let (sent, waiting) = (exchanges, pending.count)
        pending.append("SAVEPOINT \(unescaped: name)")
        savepoints += 1
        defer { savepoints -= 1 }
        let value: R
        do {
            value = try body()
            if let failure { throw failure }
        } catch {
            if exchanges == sent {
                pending.removeSubrange(waiting...)
            } else {
                try undo(to: name, after: error)
            }
            throw error
        }
        if exchanges == sent {
            pending.removeSubrange(waiting...)
        } else {
            pending.append("RELEASE SAVEPOINT \(unescaped: name)")
        }
        return value
    }

    private struct Rehearsed: Error {}

    /// Runs `body`, hands on what it found out and undoes everything it wrote.
    package func rehearse<R>(_ body: () throws -> R) throws -> R {
        var outcome: R?
        do {
            try savepoint {
                outcome = try body()
                throw Rehearsed()
            }
        } catch is Rehearsed {}
        guard let outcome else {
            throw PostgresError(.noActiveTransaction, "The rehearsal ended without an outcome.")
        }
        return outcome
    }

    private func undo(to name: String, after error: any Error) throws {
        guard connection.isOpen, connection.transactionStatus != PQTRANS_IDLE else { throw error }
        failure = nil
        pending = []
        _ = try results(of: [
            "ROLLBACK TO SAVEPOINT \(unescaped: name)", "RELEASE SAVEPOINT \(unescaped: name)",
        ])
    }

    /// Runs all statements in pipelines of some hundred; returns the affected rows of each.
    ///
    /// An error names the statement's place in `statementIndex`.
    @discardableResult
    package func executeAll(_ statements: [SQL]) throws -> [Int] {
        var counts: [Int] = []
        counts.reserveCapacity(statements.count)
        for start in stride(from: 0, to: statements.count, by: 500) {
            let batch = Array(statements[start..<min(start + 500, statements.count)])
            do {
                counts += try results(of: batch).map(\.affectedRows)
            } catch var error as PostgresError {
                error.statementIndex = start + (error.statementIndex ?? 0)
                throw error
            }
        }
        return counts
    }
}

extension Transaction {
    /// The whole life: body, then COMMIT or ROLLBACK.
    func run<R>(_ body: (Transaction) throws -> R) throws -> R {
        let outcome = Result { try body(self) }
        isActive = false
        // From here on nothing cancels any more.
        let cancellation = connection.cancellation
        let isCancelled = cancellation?.isRequested ?? false
        connection.cancellation = nil
        defer { connection.cancellation = cancellation }
        do {
            let value = try outcome.get()
            if isCancelled { throw CancellationError() }
            if let failure { throw failure }
            try commit()
            return value
        } catch {
            connection.rollBack()
            if isCancelled { throw CancellationError() }
            // Whatever the body made of it: the pool has to see what a repetition can cure.
            if let failure, failure.isRetryable { throw failure }
            throw error
        }
    }

    private func commit() throws {
        guard exchanges > 0 else { return }
        if connection.isOpen { try requireOpenTransaction() }
        let closing = pending + ["COMMIT"]
        do {
            _ = try connection.exchange(closing)
        } catch let error as PostgresError where !connection.isOpen {
            // What was read is read, whether or not the server heard of the end.
            if mode == .readOnly { return }
            throw PostgresError(
                .commitUnknown, "The connection broke during COMMIT, outcome unknown: \(error)",
                severity: "FATAL")
        }
    }
}

extension Connection {
    var transactionStatus: PGTransactionStatusType {
        handle.map { PQtransactionStatus($0) } ?? PQTRANS_UNKNOWN
    }
}
