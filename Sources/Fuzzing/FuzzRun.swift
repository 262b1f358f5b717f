import Foundation
import Synchronization

/// Feeds a parser with damaged inputs for a fixed time.
///
/// ```swift
/// let run = FuzzRun("camt", seeds: fixtures)
/// while let input = run.next() {
///     do { _ = try parse(input) } catch is ParseError {} catch { run.unexpected(error) }
/// }
/// run.finish()
/// ```
///
/// One second for each parser, or `MANDAT_FUZZ_SEKUNDEN`; the seed is printed, and
/// `MANDAT_FUZZ_SAAT` repeats it. A trap ends the process, and an input that takes longer than a
/// minute does so, too: both with the seed on the screen.
package final class FuzzRun {
    package let name: String
    package let seed: UInt64
    package private(set) var inputs = 0
    /// What was thrown and should not have been, with the number of the input.
    package private(set) var failures: [String] = []
    /// By how much the process grew at most.
    package private(set) var growth = 0

    private var mutator: Mutator
    private let end: ContinuousClock.Instant
    private let before = FuzzRun.residentBytes()
    private let watch = Watch()

    /// No parser needs more for an input of at most 64 KiB; the other tests of the process run at
    /// the same time.
    package static let memoryLimit = 1 << 30

    package init(_ name: String, seeds: [[UInt8]], words: [String] = []) {
        let environment = ProcessInfo.processInfo.environment
        let given = environment["MANDAT_FUZZ_SAAT"].flatMap { UInt64($0) }
        self.name = name
        seed = given ?? .random(in: 0...UInt64(UInt32.max))
        mutator = Mutator(seed: seed, seeds: seeds, words: words)
        let seconds = environment["MANDAT_FUZZ_SEKUNDEN"].flatMap { Double($0) } ?? 1
        end = .now + .seconds(seconds)
        print("Fuzz \(name): Saat \(seed)")
        watch.start("\(name), Saat \(seed)")
    }

    /// The next input; nil when the time is over.
    package func next() -> [UInt8]? {
        if inputs.isMultiple(of: 64) { growth = max(growth, FuzzRun.residentBytes() - before) }
        guard ContinuousClock.now < end else { return nil }
        inputs += 1
        watch.begin(inputs)
        return mutator.next()
    }

    package func unexpected(_ error: any Error) {
        failures.append("Eingabe \(inputs): \(type(of: error))")
    }

    package func unexpected(_ what: String) { failures.append("Eingabe \(inputs): \(what)") }

    /// Ends the watch and says how much was tried.
    package func finish() {
        watch.stop()
        print("Fuzz \(name): \(inputs) Eingaben, \(failures.count) Befunde")
    }

    /// Nothing unexpected happened, something was tried, and memory stayed bounded.
    package var isClean: Bool {
        failures.isEmpty && inputs > 0 && growth < FuzzRun.memoryLimit
    }

    package var report: String {
        "Saat \(seed), \(inputs) Eingaben, \(growth >> 20) MiB: \(failures.prefix(5))"
    }

    private static func residentBytes() -> Int {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else {
            return 0
        }
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}

/// Ends the process when one input keeps the parser for more than a minute.
private final class Watch: Sendable {
    private struct State {
        var input = 0
        var since = ContinuousClock.now
        var isOver = false
    }

    private let state = Mutex(State())

    func start(_ name: String) {
        Thread.detachNewThread { [self] in
            while true {
                Thread.sleep(forTimeInterval: 0.5)
                let now = state.withLock { $0 }
                if now.isOver { return }
                guard .now - now.since < .seconds(60) else {
                    try? FileHandle.standardError.write(
                        contentsOf: Data("Fuzz hängt: \(name), Eingabe \(now.input)\n".utf8))
                    abort()
                }
            }
        }
    }

    func begin(_ input: Int) {
        state.withLock {
            $0.input = input
            $0.since = .now
        }
    }

    func stop() { state.withLock { $0.isOver = true } }
}
