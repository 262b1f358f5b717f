import Dispatch
import Foundation
import Postgres

/// What the driver gets out of one database: `messung postgres WHAT COUNT`, where COUNT is
/// seconds for round trips and rows otherwise.
///
/// The table `messung (id, name, wert, erfasst, aktiv, gewicht)` is the script's work, and so are
/// the rows in it, numbered from 1.
struct Postgresmessung {
    private let what: String
    private let count: Int
    private let server: ConnectionConfiguration

    init(_ arguments: [String]) throws {
        guard arguments.count == 2, let count = Int(arguments[1]),
              let conninfo = ProcessInfo.processInfo.environment["MANDAT_TEST_PG"]
        else { throw Messung.Unknown(what: arguments.joined(separator: " ")) }
        what = arguments[0]
        self.count = count
        server = try ConnectionConfiguration(conninfo: conninfo)
    }

    func run() async throws {
        switch what {
        case "einzeln": try await onThread { try single() }
        case "pool": try await pooled(connections: 16)
        case "lesen": try await onThread { try fetch() }
        case "copy-out": try await onThread { try copyOut() }
        case "copy-in": try await onThread { try copyIn() }
        default: throw Messung.Unknown(what: what)
        }
    }

    private struct Zeile: RowDecodable {
        let id: Int32
        let name: String
        let wert: Int

        init(row: Row) throws {
            id = try row.decode("id")
            name = try row.decode("name")
            wert = try row.decode("wert")
        }
    }

    private static func zeile(_ id: Int32) -> SQL {
        "SELECT id, name, wert FROM messung WHERE id = \(id)"
    }

    /// Ids in no order, without asking the kernel for each.
    private struct Ids {
        var state: UInt64

        mutating func next() -> Int32 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int32(state >> 33) % 100_000 + 1
        }
    }

    /// Round trips of one connection: one statement each.
    private func single() throws {
        let connection = try Connection(server)
        var ids = Ids(state: 1)
        var done = 0
        let begin = ContinuousClock.now
        while begin.duration(to: .now) < .seconds(count) {
            for _ in 0..<50 {
                let zeile = try connection.one(Postgresmessung.zeile(ids.next()), as: Zeile.self)
                precondition(zeile.wert >= 0)
            }
            done += 50
        }
        Messung.report("je_s", Double(done) / Messung.seconds(begin.duration(to: .now)))
    }

    /// Statements of as many tasks as there are connections, ten to a transaction as in a page.
    private func pooled(connections: Int) async throws {
        let pool = ConnectionPool(configuration: server, limit: connections)
        let begin = ContinuousClock.now, end = begin + .seconds(count)
        let done = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<connections {
                group.addTask {
                    var state = UInt64(number), done = 0
                    while ContinuousClock.now < end {
                        state += UInt64(connections)
                        try await Postgresmessung.ten(on: pool, state: state)
                        done += 10
                    }
                    return done
                }
            }
            return try await group.reduce(0, +)
        }
        Messung.report("je_s", Double(done) / Messung.seconds(begin.duration(to: .now)))
        await pool.shutdown()
    }

    private static func ten(on pool: ConnectionPool, state: UInt64) async throws {
        try await pool.read { transaction in
            var ids = Ids(state: state)
            for _ in 0..<10 { _ = try transaction.one(zeile(ids.next()), as: Zeile.self) }
        }
    }

    private struct Ganz: RowDecodable {
        let zeile: Zeile
        let erfasst: Date
        let aktiv: Bool
        let gewicht: Double

        init(row: Row) throws {
            zeile = try Zeile(row: row)
            erfasst = try row.decode("erfasst")
            aktiv = try row.decode("aktiv")
            gewicht = try row.decode("gewicht")
        }
    }

    private func fetch() throws {
        let connection = try Connection(server)
        let seconds = try duration {
            let zeilen: [Ganz] = try connection.all("""
                SELECT id, name, wert, erfasst, aktiv, gewicht FROM messung
                """)
            precondition(zeilen.count == count)
        }
        Messung.report("je_s", Double(count) / seconds)
    }

    private func copyOut() throws {
        let connection = try Connection(server)
        var bytes = 0
        let seconds = try duration {
            try connection.transaction(.readOnly) { transaction in
                try transaction.copyOut("COPY messung TO STDOUT") { bytes += $0.count }
            }
        }
        Messung.report("je_s", Double(count) / seconds)
    }

    private func copyIn() throws {
        let connection = try Connection(server)
        try connection.execute("TRUNCATE messung_ziel")
        let jetzt = Date()
        let seconds = try duration {
            _ = try connection.transaction { transaction in
                try transaction.copyIn("COPY messung_ziel FROM STDIN BINARY") { writer in
                    for id in 1...Int32(count) {
                        try writer.typedRow(
                            id, "Name \(id)", Int(id) * 7, jetzt, id % 2 == 0, Double(id) / 8)
                    }
                }
            }
        }
        Messung.report("je_s", Double(count) / seconds)
    }

    /// A connection belongs to one thread, and none of the cooperative pool.
    private func onThread(_ work: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try work() }) }
        }
    }

    private func duration(_ work: () throws -> Void) rethrows -> Double {
        let clock = ContinuousClock()
        return Messung.seconds(try clock.measure(work))
    }
}
