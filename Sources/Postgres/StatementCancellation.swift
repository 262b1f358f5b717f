import CLibpq
import Dispatch
import Foundation
import Synchronization

/// Lets a task that is cancelled stop the statement its transaction is waiting for, and nothing
/// else.
///
/// `PQcancel` names a server process, not a statement, so a late request could hit whatever runs
/// there next. Therefore requests are sent only between `begin` and `end` of a statement of this
/// very job, and `end` waits until a request under way has reached the server, whose idle process
/// then ignores it. COMMIT and ROLLBACK run outside of `begin` and `end`, so nothing cancels them.
final class StatementCancellation: Sendable {
    private struct State {
        var isRequested = false
        /// The statement that is running now.
        var running: Canceller?
        /// Whether a helper thread is sending requests.
        var isSending = false
    }

    private let state = Mutex(State())
    private let statementEnded = DispatchSemaphore(value: 0)
    private let helperEnded = DispatchSemaphore(value: 0)

    var isRequested: Bool { state.withLock { $0.isRequested } }

    /// Asks for cancellation; never blocks.
    func request() {
        let canceller = state.withLock { state -> Canceller? in
            guard !state.isRequested else { return nil }
            state.isRequested = true
            state.isSending = state.running != nil
            return state.running
        }
        // PQcancel opens a connection and blocks: not on a thread of the cooperative pool.
        if let canceller { Thread { self.send(canceller) }.start() }
    }

    /// A request that arrives before its statement is ignored by the server, hence the repetition.
    private func send(_ canceller: Canceller) {
        var pause = 10
        repeat {
            canceller.cancel()
            pause = min(pause * 2, 500)
        } while statementEnded.wait(timeout: .now() + .milliseconds(pause)) == .timedOut
        helperEnded.signal()
    }

    /// Called before a statement is sent.
    func begin(_ canceller: Canceller) throws {
        try state.withLock { state in
            guard !state.isRequested else { throw CancellationError() }
            state.running = canceller
        }
    }

    /// Called when the statement has ended; afterwards no request is on its way.
    func end() {
        let wasSending = state.withLock { state in
            state.running = nil
            defer { state.isSending = false }
            return state.isSending
        }
        guard wasSending else { return }
        statementEnded.signal()
        helperEnded.wait()
    }
}

/// What is needed to cancel statements of one connection, from any thread.
final class Canceller: @unchecked Sendable {
    // Written once here and freed once; libpq documents PQcancel as safe from other threads.
    private let handle: OpaquePointer?

    init(connection: OpaquePointer) { handle = PQgetCancel(connection) }

    deinit { PQfreeCancel(handle) }

    func cancel() {
        var message = [CChar](repeating: 0, count: 256)
        _ = PQcancel(handle, &message, Int32(message.count))
    }
}
