import Grundwerte
import Postgres

extension JobOverview {
    /// A job that waits or runs, and whose it is.
    package struct Live: Sendable, RowDecodable {
        package let mandant: Mandant.ID?
        package let key: String
        package let isRunning: Bool
        package let progress: String?
        package let cancelRequested: Bool

        package init(row: Row) throws {
            mandant = try row.decode("mandant_id")
            key = try row.decode("unique_key")
            isRunning = try row.decode("running")
            progress = try row.decode("progress")
            cancelRequested = try row.decode("cancel_requested")
        }
    }

    /// The jobs of one kind that live under these keys, one per Mandant.
    package static func live<J: Job>(
        of job: J.Type, keys: [String], in session: PlatformSession
    ) throws -> [Live] {
        try session.all("""
            SELECT mandant_id, unique_key, state = 1 AS running,
                   \(Jobstand.visible("progress", mandant: "mandant_id")) AS progress,
                   cancel_requested
              FROM job WHERE kind = \(J.kind) AND unique_key = ANY (\(keys))
             ORDER BY unique_key, mandant_id
            """)
    }

    /// Asks all jobs of one kind under a key to stop; returns how many were asked.
    @discardableResult
    package static func cancel<J: Job>(
        of job: J.Type, key: String, in session: PlatformSession
    ) throws -> Int {
        let asked = try session.execute("""
            UPDATE job SET cancel_requested = true
             WHERE kind = \(J.kind) AND unique_key = \(key) AND NOT cancel_requested
            """)
        if asked > 0 { try session.audit("auftrag.abgebrochen", key) }
        return asked
    }
}
