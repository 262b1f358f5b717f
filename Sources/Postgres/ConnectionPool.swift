/// Connections to one database under one login, shared by any number of tasks.
///
/// Each connection has a thread of its own; the threads take transactions from one queue, first
/// come first served. Tasks only wait: no thread of the cooperative pool ever blocks on the
/// database. Connections are opened when needed and closed when idle, so a pool nobody uses costs
/// nothing.
package final class ConnectionPool: Sendable {
    private let core: PoolCore

    /// `settings` hold inside every transaction of this pool, as with `SET LOCAL`. `passwords` are
    /// asked for whenever a connection is opened, and stand in for the one of `configuration`.
    package init(
        configuration: ConnectionConfiguration, passwords: (@Sendable () -> [String])? = nil,
        limit: Int = 4, idleTimeout: Duration = .seconds(60), acquireTimeout: Duration = .seconds(5),
        settings: [(String, String)] = [], queueLimit: Int = 1000, statementCache: Int = 256
    ) {
        core = PoolCore(
            configuration: configuration, passwords: passwords, limit: max(limit, 1),
            idleTimeout: idleTimeout, acquireTimeout: acquireTimeout, settings: settings, queueLimit: queueLimit,
            statementCache: statementCache)
    }

    deinit { core.close() }

    /// Runs `body` as one read-only transaction.
    package func read<R: Sendable>(
        isolation: Transaction.Isolation? = nil,
        _ body: @escaping @Sendable (Transaction) throws -> R
    ) async throws -> R {
        try await transaction(.readOnly, isolation: isolation, body)
    }

    /// Runs `body` as one transaction: all of it, or nothing if it throws.
    ///
    /// After a serialization failure or a deadlock the whole closure runs again, up to three times;
    /// it must have no effects besides its statements.
    @discardableResult
    package func write<R: Sendable>(
        isolation: Transaction.Isolation? = nil,
        _ body: @escaping @Sendable (Transaction) throws -> R
    ) async throws -> R {
        try await transaction(.readWrite, isolation: isolation, body)
    }

    /// Runs one query as a read-only transaction in a single round trip.
    package func query<T: Sendable>(
        _ sql: SQL, _ map: @escaping @Sendable (Row) throws -> T
    ) async throws -> [T] {
        let settings = core.settings
        return try await core.perform { connection in
            try connection.readOnce(sql, settings: settings).map(map)
        }
    }

    /// Runs one query as a read-only transaction in a single round trip.
    package func query<T: Sendable & RowDecodable>(
        _ sql: SQL, as: T.Type = T.self
    ) async throws -> [T] {
        try await query(sql) { try T(row: $0) }
    }

    /// Refuses new transactions, fails those still waiting, lets the running ones finish, and
    /// returns when all connections are closed and their threads have ended.
    package func shutdown() async { await core.shutdown() }

    /// How many connections are open or being opened.
    package var connectionCount: Int { core.workerCount }

    /// How many transactions wait for a connection.
    package var waitingCount: Int { core.waitingCount }

    func transaction<R: Sendable>(
        _ mode: Transaction.Mode, isolation: Transaction.Isolation? = nil, retries: Int = 3,
        _ body: @escaping @Sendable (Transaction) throws -> R
    ) async throws -> R {
        let settings = core.settings
        return try await core.perform(retries: retries) { connection in
            try connection.transaction(mode, isolation: isolation, settings: settings, body)
        }
    }
}
