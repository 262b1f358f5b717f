import Foundation
import Grundwerte
import Kreis
import Platform
import Postgres
import TestSupport
import Uebergabe

/// Claim, positions, file and checksum of one Zahllauf: `messung zahllauf`.
///
/// Makes a Verbund of its own, names its database, and goes on with each line it reads: first the
/// script has the orders ready, then it has looked at the result.
enum Zahllaufmessung {
    static func run() async throws {
        let verbund = try await TestVerbund.neu()
        let name: String = try verbund.superuser().scalar("SELECT current_database()")
        print("datenbank\t\(name)")
        fflush(nil)
        _ = readLine()

        let kasse = try await verbund.akteur("kasse_buchhaltung")
        let tag = verbund.tag, jetzt = verbund.database.uhr.jetzt
        let clock = ContinuousClock(), begin = clock.now
        let lauf = try await verbund.database.write(.kasse, .zahllaufErstellen, als: kasse) {
            try Zahllauf.anlegen(.ueberweisung, ausfuehrung: tag, in: $0)
        }
        try await verbund.database.write(.kasse, .zahllaufErstellen, als: kasse) {
            _ = try Zahllauf.erstellen(lauf, jetzt: jetzt, in: $0)
        }
        Messung.report("sekunden", Messung.seconds(clock.now - begin))
        Messung.report("rss_mb", try peakMemory())
        fflush(nil)
        _ = readLine()
        try await verbund.abbauen()
    }

    /// The largest resident set of this process so far, in MB.
    private static func peakMemory() throws -> Double {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        let kilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first
        return (kilobytes.flatMap { Double($0) } ?? .nan) / 1024
    }
}
