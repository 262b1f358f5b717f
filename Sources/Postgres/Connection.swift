import CLibpq

/// One connection to PostgreSQL, used by one thread. Every call blocks until the server has
/// answered.
///
/// It is not `Sendable`: the compiler keeps it where it was opened. Tasks use `ConnectionPool`.
/// Statements run here directly commit by themselves; those that belong together go into
/// `transaction`.
package final class Connection: StatementExecutor {
    package let configuration: ConnectionConfiguration
    private(set) var handle: OpaquePointer?
    private(set) var canceller: Canceller?
    var statements: StatementCache
    /// The job whose cancellation stops statements of this connection.
    var cancellation: StatementCancellation?
    /// Whether the server has answered since the last transaction began.
    var isAcknowledged = false
    /// Counts open cursors, so that nested ones differ in name.
    var openCursors = 0
    private(set) var isInTransaction = false

    /// Opens a connection. Throws with the server's or libpq's reason.
    package init(_ configuration: ConnectionConfiguration, statementCache: Int = 256) throws {
        self.configuration = configuration
        statements = StatementCache(capacity: statementCache)
        guard let handle = PQconnectdb(configuration.conninfo) else {
            throw PostgresError(.cannotConnect, "libpq has no memory for a connection.")
        }
        guard PQstatus(handle) == CONNECTION_OK else {
            defer { PQfinish(handle) }
            throw Connection.loginError(handle)
        }
        // libpq would write notices to stderr, and with them values.
        PQsetNoticeReceiver(handle, { _, _ in }, nil)
        self.handle = handle
        canceller = Canceller(connection: handle)
    }

    deinit { close() }

    /// The text of a failed login names host, user and database, and quotes no values of
    /// tables. libpq 15 keeps no SQLSTATE for it.
    private static func loginError(_ handle: OpaquePointer) -> PostgresError {
        let text = String(cString: PQerrorMessage(handle))
        return PostgresError(.cannotConnect, text, severity: "FATAL")
    }

    /// Closes the connection; a transaction under way is rolled back by the server.
    package func close() {
        if let handle { PQfinish(handle) }
        handle = nil
        canceller = nil
    }

    /// Whether the connection was usable when it was last used.
    package var isOpen: Bool { handle.map { PQstatus($0) == CONNECTION_OK } ?? false }

    /// The server process behind this connection.
    package var backendPID: Int32 { handle.map { PQbackendPID($0) } ?? 0 }

    /// For example 150018 for 15.18.
    package var serverVersion: Int { handle.map { Int(PQserverVersion($0)) } ?? 0 }

    func open() throws -> OpaquePointer {
        guard let handle else {
            throw PostgresError(.connectionFailure, "The connection is closed.")
        }
        return handle
    }

    package func results(of statements: [SQL]) throws -> [ResultSet] {
        guard !isInTransaction else {
            throw PostgresError(
                .noActiveTransaction, "A transaction is open; its statements run through it.")
        }
        do {
            return try exchange(statements)
        } catch let error as PostgresError where error.isStaleStatement && statements.count == 1 {
            self.statements.removeAll()
            return try exchange(statements)
        }
    }

    /// Runs several statements given as one text, outside of any explicit transaction.
    ///
    /// Only for migrations: a script of a migration is one reviewed file of many statements, and
    /// only the simple protocol takes that. It binds no values, so text from anywhere else would be
    /// an injection.
    package func runScript(_ sql: String) throws {
        let handle = try open()
        // A script may change what prepared statements return.
        statements.removeAll()
        defer { forgetStatements(handle) }
        let result = PQexec(handle, sql)
        defer { PQclear(result) }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
            return
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            close()
            throw PostgresError(.featureNotSupported, "A script must not use COPY with the client.")
        default:
            throw result.map(PostgresError.init(result:)) ?? lostConnection(handle)
        }
    }

    /// Keeps a transaction that the script has opened: DEALLOCATE is not undone by a rollback.
    private func forgetStatements(_ handle: OpaquePointer) {
        guard PQstatus(handle) == CONNECTION_OK,
              PQtransactionStatus(handle) != PQTRANS_INERROR else { return }
        PQclear(PQexec(handle, "DEALLOCATE ALL"))
    }

    func lostConnection(_ handle: OpaquePointer) -> PostgresError {
        let text = String(cString: PQerrorMessage(handle))
        return PostgresError(.connectionFailure, text, severity: "FATAL")
    }

    /// Runs `body` as one transaction: commits when it returns, rolls back when it throws.
    ///
    /// BEGIN and `settings` (as `SET LOCAL`) travel with the first statement. A `body` without
    /// statements never reaches the server.
    @discardableResult
    package func transaction<R>(
        _ mode: Transaction.Mode = .readWrite, isolation: Transaction.Isolation? = nil,
        settings: [(String, String)] = [], _ body: (Transaction) throws -> R
    ) throws -> R {
        guard !isInTransaction else {
            throw PostgresError(.noActiveTransaction, "Transactions do not nest; use a savepoint.")
        }
        _ = try open()
        isInTransaction = true
        isAcknowledged = false
        defer {
            isInTransaction = false
            dropEvictedStatements()
        }
        let transaction = Transaction(
            on: self, mode: mode,
            opening: Transaction.opening(mode, isolation: isolation, settings: settings))
        defer { transaction.isActive = false }
        return try transaction.run(body)
    }

    /// The server keeps given-up statements until told; several at once, between transactions.
    private func dropEvictedStatements() {
        guard statements.evicted.count >= 16, isOpen else { return }
        let names = statements.takeEvicted()
        _ = try? exchange(names.map { "DEALLOCATE \(unescaped: $0)" }, prepared: false)
    }
}
