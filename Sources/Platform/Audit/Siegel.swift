import Grundwerte
import Postgres

/// The seal over one past day of a party's books and audit (I17). Each includes the one before it,
/// so whoever keeps a printed seal can prove every day up to it.
package struct Siegel: Sendable, RowDecodable {
    package let tag: Kalendertag
    /// How many rows of the day it covers.
    package let anzahl: Int
    package let sha256: [UInt8]

    package init(row: Row) throws {
        tag = try row.decode("tag")
        anzahl = try row.decode("anzahl")
        sha256 = try row.decode("sha256")
    }

    /// The latest; nil before the first whole day is over.
    package static func letztes(in session: some Session) throws -> Siegel? {
        try session.first("SELECT tag, anzahl, sha256 FROM siegel ORDER BY tag DESC LIMIT 1")
    }

    /// As many days as one call seals.
    package static let hoechstens = 100

    /// Seals days that are over and not yet sealed; how many is returned.
    @discardableResult
    package static func bilden(in session: some Session) throws -> Int {
        try session.scalar("SELECT versiegeln()::bigint")
    }

    /// One sentence for each sealed day that no longer looks as it did when it was sealed.
    package static func befunde(in session: some Session) throws -> [String] {
        try session.scalars("SELECT tag FROM siegel_gebrochen() ORDER BY tag",
                            as: Kalendertag.self)
            .map { "Das Siegel vom \($0.deutsch) passt nicht mehr zu den Büchern." }
    }
}

/// Seals the past days of one Mandant, or without one of the Kreis, and writes the seals into the
/// Siegelbuch.
package struct TagVersiegeln: Job {
    package static let kind = "siegel.bilden"

    package init() {}

    package func run(_ run: JobRun) async throws {
        while try await bilden(run) == Siegel.hoechstens {
            try await run.progress("Vergangene Tage werden versiegelt.")
        }
        let buch = run.siegelbuch
        if let mandant = run.mandant {
            try await run.finish { session in
                try buch?.fortschreiben(mandant.kuerzel, in: session)
                return nil
            }
        } else {
            try await run.finish(.kasse, .bankEinlesen) { session in
                try buch?.fortschreiben("kreis", in: session)
                return nil
            }
        }
    }

    private func bilden(_ run: JobRun) async throws -> Int {
        guard run.mandant == nil else { return try await run.write { try Siegel.bilden(in: $0) } }
        return try await run.database.write(.kasse, .bankEinlesen, als: run.akteur) {
            try Siegel.bilden(in: $0)
        }
    }
}
