import CLibpq
import Foundation
import Synchronization

/// Hears `NOTIFY` on a connection and thread of its own, and comes back when the connection is
/// lost.
package final class Listener: Sendable {
    package enum Event: Sendable, Equatable {
        /// The channels are open: whatever commits from now on is heard.
        case connected
        /// As `connected`, after a gap: events may be missing, so look at the tables.
        case reconnected
        case notification(channel: String, payload: String)
    }

    /// What happened, in order; ends with `stop`. For one reader.
    package let events: AsyncStream<Event>
    private let loop: ListenerLoop

    package init(configuration: ConnectionConfiguration, channels: [String]) throws {
        let (stream, continuation) = AsyncStream<Event>.makeStream(
            bufferingPolicy: .bufferingOldest(10_000))
        events = stream
        let loop = try ListenerLoop(configuration, channels: channels, to: continuation)
        self.loop = loop
        continuation.onTermination = { [weak loop] _ in loop?.stop() }
        let thread = Thread { loop.run() }
        thread.name = "postgres-listen"
        thread.start()
    }

    deinit { loop.stop() }

    /// Closes the connection and ends the thread and `events`.
    package func stop() { loop.stop() }
}

/// What the listening thread does. The thread holds it until it ends.
private final class ListenerLoop: Sendable {
    private let configuration: ConnectionConfiguration
    private let channels: [String]
    private let continuation: AsyncStream<Listener.Event>.Continuation
    /// Readable as soon as the thread should end; the pipe's other end is `stopSender`.
    private let stopSignal: Int32
    private let stopSender: Int32
    private let isStopped = Atomic(false)
    /// Whether the reader was too slow for the buffer.
    private let hasLost = Atomic(false)

    init(
        _ configuration: ConnectionConfiguration, channels: [String],
        to continuation: AsyncStream<Listener.Event>.Continuation
    ) throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else {
            throw PostgresError(.cannotConnect, "No file descriptor is left for a listener.")
        }
        (stopSignal, stopSender) = (ends[0], ends[1])
        self.configuration = configuration
        self.channels = channels
        self.continuation = continuation
    }

    deinit {
        Glibc.close(stopSignal)
        Glibc.close(stopSender)
    }

    func stop() {
        guard !isStopped.exchange(true, ordering: .acquiringAndReleasing) else { return }
        var byte: UInt8 = 1
        _ = write(stopSender, &byte, 1)
    }

    func run() {
        var pause: Int32 = 100
        var wasConnected = false
        while !isStopped.load(ordering: .acquiring) {
            do {
                let connection = try Connection(configuration)
                let listen = channels.map { name -> SQL in "LISTEN \(identifier: name)" }
                _ = try connection.results(of: listen)
                emit(wasConnected ? .reconnected : .connected)
                wasConnected = true
                pause = 100
                try hear(connection)
            } catch {
                // Not to be reported here: who reads the events learns of the gap by `reconnected`.
                _ = wait(for: [stopSignal], milliseconds: pause)
                pause = min(pause * 2, 10_000)
            }
        }
        continuation.finish()
    }

    /// Returns when stopped, throws when the connection is lost.
    private func hear(_ connection: Connection) throws {
        let handle = try connection.open()
        while true {
            while let notification = PQnotifies(handle) {
                defer { PQfreemem(notification) }
                emit(.notification(
                    channel: String(cString: notification.pointee.relname),
                    payload: String(cString: notification.pointee.extra)))
            }
            let ready = wait(for: [stopSignal, PQsocket(handle)], milliseconds: -1)
            if ready.contains(stopSignal) { return }
            guard PQconsumeInput(handle) == 1, PQstatus(handle) == CONNECTION_OK else {
                throw connection.lostConnection(handle)
            }
        }
    }

    private func emit(_ event: Listener.Event) {
        if hasLost.load(ordering: .relaxed) {
            guard case .enqueued = continuation.yield(.reconnected) else { return }
            hasLost.store(false, ordering: .relaxed)
        }
        if case .dropped = continuation.yield(event) { hasLost.store(true, ordering: .relaxed) }
    }

    /// The descriptors that have something to read.
    private func wait(for descriptors: [Int32], milliseconds: Int32) -> Set<Int32> {
        var polls = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        let count = poll(&polls, nfds_t(polls.count), milliseconds)
        return count > 0 ? Set(polls.filter { $0.revents != 0 }.map(\.fd)) : []
    }
}
