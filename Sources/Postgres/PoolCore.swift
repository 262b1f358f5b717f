import Dispatch
import Foundation
import Synchronization

/// A piece of work for a connection's thread, and how to tell its task that it will not be done.
struct PoolJob: Sendable {
    let id: UInt64
    let deadline: ContinuousClock.Instant
    let run: @Sendable (PoolWorker) -> Void
    let fail: @Sendable (any Error) -> Void
}

/// The state the connection threads share. They hold it, and it does not hold them: it lives until
/// the pool is closed and the last thread has ended.
final class PoolCore: Sendable {
    /// Where an idle thread waits for its next job.
    final class Seat: Sendable {
        let wake = DispatchSemaphore(value: 0)
        let job = Mutex<PoolJob?>(nil)
    }

    fileprivate struct State {
        var queue: [PoolJob] = []
        /// The last to become idle is the first to be used, so that surplus ones grow old.
        var idle: [Seat] = []
        var workers = 0
        var nextID: UInt64 = 0
        var isClosed = false
        var isTimerSet = false
        var closeWaiters: [CheckedContinuation<Void, Never>] = []
    }

    private let configuration: ConnectionConfiguration
    private let passwords: @Sendable () -> [String?]
    /// Which of them the server took last.
    private let taken = Mutex<String?>(nil)
    let settings: [(String, String)]
    let statementCache: Int
    private let limit: Int
    private let queueLimit: Int
    private let idleTimeout: Duration
    private let acquireTimeout: Duration
    private let state = Mutex(State())

    init(
        configuration: ConnectionConfiguration, passwords: (@Sendable () -> [String])?,
        limit: Int, idleTimeout: Duration, acquireTimeout: Duration, settings: [(String, String)], queueLimit: Int,
        statementCache: Int
    ) {
        self.configuration = configuration
        self.passwords = { passwords?() ?? [configuration.password] }
        self.limit = limit
        self.idleTimeout = idleTimeout
        self.acquireTimeout = acquireTimeout
        self.settings = settings
        self.queueLimit = queueLimit
        self.statementCache = statementCache
    }

    /// Opens a connection with the first of the passwords that the server takes, beginning with the
    /// one it took last: while a password is being changed, nobody knows the moment.
    func connect() throws -> Connection {
        let last = taken.withLock { $0 }
        let all = passwords()
        let order = all.filter { $0 == last } + all.filter { $0 != last }
        var refused: (any Error)?
        for password in order {
            var login = configuration
            login.password = password
            do {
                let connection = try Connection(login, statementCache: statementCache)
                taken.withLock { $0 = password }
                return connection
            } catch { refused = error }
        }
        throw refused ?? PostgresError(.cannotConnect, "There is no password for this login.")
    }

    var workerCount: Int { state.withLock { $0.workers } }
    var waitingCount: Int { state.withLock { $0.queue.count } }

    /// Runs `body` on a connection's thread; cancels its statement with the task.
    func perform<R: Sendable>(
        retries: Int = 3, _ body: @escaping @Sendable (Connection) throws -> R
    ) async throws -> R {
        let cancellation = StatementCancellation()
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                submit(PoolJob(
                    id: id, deadline: .now + acquireTimeout,
                    run: { worker in
                        continuation.resume(with: Result {
                            try worker.perform(cancellation, retries: retries, body)
                        })
                    },
                    fail: { continuation.resume(throwing: $0) }))
                // Cancelled before it stood in the queue: the handler below found nothing there.
                if Task.isCancelled { withdraw(id) }
            }
        } onCancel: {
            cancellation.request()
            withdraw(id)
        }
    }

    /// Takes a cancelled job out of the queue, if it still waits there.
    private func withdraw(_ id: UInt64) {
        let job = state.withLock { state -> PoolJob? in
            state.queue.firstIndex { $0.id == id }.map { state.queue.remove(at: $0) }
        }
        job?.fail(CancellationError())
    }

    private enum Admission {
        case seated(Seat)
        case newWorker
        case waiting
        case refused(PoolError)
    }

    private func submit(_ job: PoolJob) {
        let admission = state.withLock { state -> Admission in
            guard !state.isClosed else { return .refused(.shutDown) }
            if let seat = state.idle.popLast() {
                seat.job.withLock { $0 = job }
                return .seated(seat)
            }
            guard state.queue.count < queueLimit else { return .refused(.queueFull) }
            state.queue.append(job)
            guard state.workers < limit else { return .waiting }
            state.workers += 1
            return .newWorker
        }
        switch admission {
        case let .seated(seat): seat.wake.signal()
        case .newWorker: startWorker()
        case .waiting: setTimer()
        case let .refused(error): job.fail(error)
        }
    }

    private func startWorker() {
        let thread = Thread { PoolWorker(core: self).serve() }
        thread.name = "postgres"
        thread.start()
    }

    /// One timer for the head of the queue, which is the first to run out of time.
    private func setTimer() {
        let delay = state.withLock { state -> Duration? in
            guard !state.isTimerSet, let head = state.queue.first else { return nil }
            state.isTimerSet = true
            return max(.zero, ContinuousClock.now.duration(to: head.deadline))
        }
        guard let delay else { return }
        DispatchQueue.global().asyncAfter(deadline: .now() + delay.timeInterval) { [weak self] in
            self?.expire()
        }
    }

    private func expire() {
        let expired = state.withLock { state -> [PoolJob] in
            state.isTimerSet = false
            let now = ContinuousClock.now
            let count = state.queue.prefix { $0.deadline <= now }.count
            defer { state.queue.removeFirst(count) }
            return Array(state.queue.prefix(count))
        }
        for job in expired { job.fail(PoolError.timeout) }
        setTimer()
    }
}

extension PoolCore {
    /// The next job for a thread, or nil when it should close its connection and leave.
    func nextJob(for seat: Seat) -> PoolJob? {
        let (waiting, isSeated) = state.withLock { state -> (PoolJob?, Bool) in
            if !state.queue.isEmpty { return (state.queue.removeFirst(), false) }
            // `close` wakes all who sit and seats nobody after.
            if !state.isClosed { state.idle.append(seat) }
            return (nil, !state.isClosed)
        }
        guard isSeated else { return waiting }
        if seat.wake.wait(timeout: .now() + idleTimeout.timeInterval) == .timedOut, !stand(seat) {
            // A job was handed over just now.
            seat.wake.wait()
        }
        return seat.job.withLock { job in
            defer { job = nil }
            return job
        }
    }

    /// Whether the seat was still free to be given up.
    private func stand(_ seat: Seat) -> Bool {
        state.withLock { state in
            guard let place = state.idle.firstIndex(where: { $0 === seat }) else { return false }
            state.idle.remove(at: place)
            return true
        }
    }

    /// Called with the connection closed. False if work came in, which this thread then has to do.
    func leave() -> Bool {
        let (mayLeave, waiters) = state.withLock { state in
            guard state.queue.isEmpty else { return (false, [CheckedContinuation<Void, Never>]()) }
            state.workers -= 1
            return (true, state.takeCloseWaiters())
        }
        for waiter in waiters { waiter.resume() }
        return mayLeave
    }

    /// Fails what waits and sends idle threads home; running jobs finish.
    func close() {
        let (jobs, seats) = state.withLock { state in
            state.isClosed = true
            defer {
                state.queue = []
                state.idle = []
            }
            return (state.queue, state.idle)
        }
        for job in jobs { job.fail(PoolError.shutDown) }
        for seat in seats { seat.wake.signal() }
    }

    /// Returns when the last thread has left.
    func shutdown() async {
        close()
        await withCheckedContinuation { continuation in
            let waiters = state.withLock { state in
                state.closeWaiters.append(continuation)
                return state.takeCloseWaiters()
            }
            for waiter in waiters { waiter.resume() }
        }
    }
}

extension PoolCore.State {
    /// Those to be told that the last thread has left.
    fileprivate mutating func takeCloseWaiters() -> [CheckedContinuation<Void, Never>] {
        guard isClosed, workers == 0 else { return [] }
        defer { closeWaiters = [] }
        return closeWaiters
    }
}

extension Duration {
    /// In seconds, as Dispatch counts.
    var timeInterval: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
