import CLibpq
import Foundation

/// What one thread of a pool does, with the connection it owns. Never leaves that thread.
final class PoolWorker {
    private let core: PoolCore
    private let seat = PoolCore.Seat()
    private var connection: Connection?

    init(core: PoolCore) { self.core = core }

    /// Serves jobs until the connection has been idle for long or the pool is closed.
    func serve() {
        repeat {
            while let job = core.nextJob(for: seat) { job.run(self) }
            connection?.close()
            connection = nil
        } while !core.leave()
    }

    /// Runs `body`, once more where that is safe and helps:
    /// - on a new connection, if the old one proved to be dead before the server answered anything;
    /// - after the server lost or outgrew a prepared statement;
    /// - up to `retries` times after a serialization failure or a deadlock.
    ///
    /// A COMMIT with unknown outcome is never repeated.
    func perform<R>(
        _ cancellation: StatementCancellation, retries: Int, _ body: (Connection) throws -> R
    ) throws -> R {
        var isReplaced = false
        var attempt = 0
        while true {
            if cancellation.isRequested { throw CancellationError() }
            let connection = try connected()
            connection.cancellation = cancellation
            defer { connection.cancellation = nil }
            do {
                return try body(connection)
            } catch let error as PostgresError {
                if !connection.isOpen, !connection.isAcknowledged, !isReplaced,
                   !error.isCommitUnknown {
                    isReplaced = true
                } else if error.isRetryable, connection.isOpen, attempt < retries {
                    if error.isStaleStatement { connection.statements.removeAll() }
                    attempt += 1
                    pause(before: attempt)
                } else {
                    throw cancellation.isRequested ? CancellationError() : error
                }
            }
        }
    }

    /// 5 to 10 ms before the first repetition, doubling; the jitter keeps two from colliding again.
    private func pause(before attempt: Int) {
        let milliseconds = Double(5 << (attempt - 1)) * Double.random(in: 1...2)
        Thread.sleep(forTimeInterval: milliseconds / 1000)
    }

    private func connected() throws -> Connection {
        if let connection, connection.isOpen { return connection }
        connection?.close()
        connection = nil
        do {
            let fresh = try core.connect()
            connection = fresh
            return fresh
        } catch let error as PostgresError {
            throw PoolError.unavailable(error)
        }
    }
}

extension Connection {
    /// A read-only transaction of one statement: BEGIN, settings, statement and COMMIT in one round
    /// trip.
    func readOnce(_ sql: SQL, settings: [(String, String)]) throws -> ResultSet {
        let opening = Transaction.opening(.readOnly, isolation: nil, settings: settings)
        isAcknowledged = false
        do {
            return try exchange(opening + [sql, "COMMIT"])[opening.count]
        } catch {
            // The error has skipped COMMIT. Nothing was written, so giving up is always right.
            let suspended = cancellation
            cancellation = nil
            defer { cancellation = suspended }
            rollBack()
            throw error
        }
    }

    /// A connection that cannot even roll back is closed; the server then does it.
    func rollBack() {
        guard isOpen, transactionStatus != PQTRANS_IDLE else { return }
        do { _ = try exchange(["ROLLBACK"]) } catch { close() }
    }
}
