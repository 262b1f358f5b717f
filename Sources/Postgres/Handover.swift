import Dispatch
import Synchronization

/// Passes pieces between a connection's thread, which may block, and a task, which must not.
///
/// Holds a few pieces; whoever is faster waits for the other. One sender, one receiver.
final class Handover<Element: Sendable>: Sendable {
    private struct State {
        var pieces: [Element] = []
        /// Set once: no piece follows, or nobody takes one any more.
        var end: Result<Void, any Error>?
        var waitingTask: CheckedContinuation<Void, Never>?
        var isThreadWaiting = false
    }

    private let capacity: Int
    private let state = Mutex(State())
    private let threadWake = DispatchSemaphore(value: 0)

    init(capacity: Int) { self.capacity = capacity }

    /// No piece follows; those on the way still arrive. Also ends the other side's waiting.
    func finish(_ end: Result<Void, any Error> = .success(())) {
        change { state in if state.end == nil { state.end = end } }
    }

    /// Blocks while full. Throws when the receiver is gone.
    func sendBlocking(_ piece: Element) throws {
        while true {
            let isSent = try exchange { state -> Bool in
                if let end = state.end { throw end.reason }
                state.isThreadWaiting = state.pieces.count >= capacity
                guard !state.isThreadWaiting else { return false }
                state.pieces.append(piece)
                return true
            }
            if isSent { return }
            threadWake.wait()
        }
    }

    /// Blocks while empty. Nil at the end.
    func receiveBlocking() throws -> Element? {
        while true {
            let received = try exchange { state -> Element?? in
                if !state.pieces.isEmpty { return .some(state.pieces.removeFirst()) }
                if let end = state.end {
                    try end.get()
                    return .some(nil)
                }
                state.isThreadWaiting = true
                return .none
            }
            if let received { return received }
            threadWake.wait()
        }
    }

    /// Waits while full. Throws when the receiver is gone.
    func send(_ piece: Element) async throws {
        while true {
            let isSent = try exchange { state -> Bool in
                if let end = state.end { throw end.reason }
                guard state.pieces.count < capacity else { return false }
                state.pieces.append(piece)
                return true
            }
            if isSent { return }
            await pause { $0.pieces.count >= self.capacity }
        }
    }

    /// Waits while empty. Nil at the end.
    func receive() async throws -> Element? {
        while true {
            let received = try exchange { state -> Element?? in
                if !state.pieces.isEmpty { return .some(state.pieces.removeFirst()) }
                guard let end = state.end else { return .none }
                try end.get()
                return .some(nil)
            }
            if let received { return received }
            await pause { $0.pieces.isEmpty }
        }
    }

    /// Suspends the task until something changes, unless it has changed already.
    private func pause(while mustWait: @Sendable (State) -> Bool) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mayGoOn = state.withLock { state -> Bool in
                    guard state.end == nil, mustWait(state) else { return true }
                    state.waitingTask = continuation
                    return false
                }
                if mayGoOn { continuation.resume() }
            }
        } onCancel: {
            finish(.failure(CancellationError()))
        }
    }

    private func change(_ body: (inout State) -> Void) { exchange { body(&$0) } }

    /// Changes the state and wakes the other side.
    private func exchange<R>(_ body: (inout State) throws -> R) rethrows -> R {
        try state.withLock { state in
            let wasWaiting = state.isThreadWaiting
            let before = (state.pieces.count, state.end == nil)
            defer {
                if before != (state.pieces.count, state.end == nil) {
                    if wasWaiting {
                        state.isThreadWaiting = false
                        threadWake.signal()
                    }
                    state.waitingTask.take()?.resume()
                }
            }
            return try body(&state)
        }
    }
}

extension Result where Success == Void, Failure == any Error {
    /// Why sending makes no sense any more.
    fileprivate var reason: any Error {
        switch self {
        case .success: CancellationError()
        case let .failure(error): error
        }
    }
}
