import Synchronization

/// Keeps what a log writes, for a test to read.
package final class Mitschrift: TextOutputStream, Sendable {
    private let stand = Mutex("")

    package init() {}

    package func write(_ text: String) { stand.withLock { $0 += text } }

    package var text: String { stand.withLock { $0 } }

    /// The lines that name all of these.
    package func zeilen(mit worte: String...) -> [Substring] {
        text.split(separator: "\n").filter { zeile in worte.allSatisfy { zeile.contains($0) } }
    }
}
