import Foundation
import Grundwerte
import Postgres

/// The queue as people see it: what waits, what runs and how far, what gave up and why.
package struct JobOverview: Sendable {
    package let running: [Entry]
    package let waiting: [Entry]
    /// Gave up after the last attempt and nobody has started it again.
    package let dead: [Finished]
    /// Ended lately, the latest first.
    package let finished: [Finished]
    package let waitingCount: Int

    package struct Entry: Sendable, RowDecodable {
        package let id: UUIDv7
        package let kind: String
        /// Nil: a job of the Kreis.
        package let kommune: String?
        package let attempt: Int
        package let maxAttempts: Int
        package let createdAt: Date
        package let runAt: Date
        package let progress: String?
        package let lastError: String?
        package let cancelRequested: Bool

        package init(row: Row) throws {
            id = try row.decode("id")
            kind = try row.decode("kind")
            kommune = try row.decode("bezeichnung")
            attempt = Int(try row.decode("attempt", as: Int16.self))
            maxAttempts = Int(try row.decode("max_attempts", as: Int16.self))
            createdAt = try row.decode("created_at")
            runAt = try row.decode("run_at")
            progress = try row.decode("progress")
            lastError = try row.decode("last_error")
            cancelRequested = try row.decode("cancel_requested")
        }
    }

    package struct Finished: Sendable, RowDecodable {
        package let id: UUIDv7
        package let kind: String
        package let kommune: String?
        package let outcome: Outcome
        package let attempts: Int
        package let progress: String?
        package let error: String?
        package let createdAt: Date
        package let finishedAt: Date

        package enum Outcome: String, Sendable, SQLEnum { case done, dead, cancelled }

        package init(row: Row) throws {
            id = try row.decode("id")
            kind = try row.decode("kind")
            kommune = try row.decode("bezeichnung")
            outcome = try row.decode("outcome")
            attempts = Int(try row.decode("attempts", as: Int16.self))
            progress = try row.decode("progress")
            error = try row.decode("error")
            createdAt = try row.decode("created_at")
            finishedAt = try row.decode("finished_at")
        }
    }

    package static func load(limit: Int = 50, in session: PlatformSession) throws -> JobOverview {
        JobOverview(
            running: try live(state: 1, limit: limit, in: session),
            waiting: try live(state: 0, limit: limit, in: session),
            dead: try session.all("""
                \(finishedColumns) WHERE d.outcome = 'dead' AND \(notRepeated)
                 ORDER BY d.finished_at DESC, d.id LIMIT \(limit)
                """),
            finished: try session.all("""
                \(finishedColumns) WHERE d.outcome <> 'dead' ORDER BY d.finished_at DESC, d.id
                LIMIT 20
                """),
            waitingCount: try session.scalar("SELECT count(*) FROM job WHERE state = 0"))
    }

    package static func deadCount(in session: PlatformSession) throws -> Int {
        try session.scalar(
            "SELECT count(*) FROM job_done d WHERE d.outcome = 'dead' AND \(notRepeated)")
    }

    /// Asks a job to stop. A waiting one never starts; a running one stops at its next report of
    /// progress.
    package static func cancel(_ id: UUIDv7, in session: PlatformSession) throws {
        let found = try session.execute("""
            UPDATE job SET cancel_requested = true WHERE id = \(id) AND NOT cancel_requested
            """)
        if found == 1 { try session.audit("auftrag.abgebrochen", id.description) }
    }

    /// Puts a dead job into the queue again, with all its attempts. Twice is once.
    package static func retry(_ id: UUIDv7, in session: PlatformSession) throws {
        let repeated = try session.execute("""
            INSERT INTO job (id, mandant_id, kind, unique_key, payload, vt)
            SELECT \(UUIDv7()), d.mandant_id, d.kind, coalesce(d.unique_key, d.id::text), d.payload,
                   extract(epoch FROM now())
              FROM job_done d WHERE d.id = \(id) AND d.outcome = 'dead' AND \(notRepeated)
            ON CONFLICT DO NOTHING
            """)
        if repeated == 1 { try session.audit("auftrag.wiederholt", id.description) }
    }

    private static func live(
        state: Int16, limit: Int, in session: PlatformSession
    ) throws -> [Entry] {
        try session.all("""
            \(liveColumns)
             WHERE j.state = \(state) ORDER BY j.run_at, j.prio, j.vt, j.id LIMIT \(limit)
            """)
    }

    private static let liveColumns: SQL = """
        SELECT j.id, j.kind, m.bezeichnung, j.attempt, j.max_attempts, j.created_at, j.run_at,
               \(Jobstand.visible("j.progress", mandant: "j.mandant_id")) AS progress,
               \(Jobstand.visibleError("j.last_error", mandant: "j.mandant_id")) AS last_error,
               j.cancel_requested
          FROM job j LEFT JOIN mandant m ON m.id = j.mandant_id
        """

    private static let finishedColumns: SQL = """
        SELECT d.id, d.kind, m.bezeichnung, d.outcome, d.attempts,
               \(Jobstand.visible("d.progress", mandant: "d.mandant_id")) AS progress,
               \(Jobstand.visibleError("d.error", mandant: "d.mandant_id")) AS error,
               d.created_at, d.finished_at
          FROM job_done d LEFT JOIN mandant m ON m.id = d.mandant_id
        """

    /// A repetition carries the key of the first job or, if it had none, its id.
    private static let notRepeated: SQL = """
        NOT EXISTS (SELECT FROM job j
                     WHERE j.kind = d.kind AND j.unique_key = coalesce(d.unique_key, d.id::text)
                       AND j.mandant_id IS NOT DISTINCT FROM d.mandant_id)
        AND NOT EXISTS (SELECT FROM job_done n
                         WHERE n.kind = d.kind AND n.unique_key = coalesce(d.unique_key, d.id::text)
                           AND n.mandant_id IS NOT DISTINCT FROM d.mandant_id
                           AND n.created_at > d.finished_at)
        """
}

extension JobOverview {
    /// How one job stands that a page waits for, found by its kind and key.
    package enum Stand: Sendable {
        case live(Entry)
        case ended(Finished)
    }

    /// The job of one party: two may have jobs of one kind under the same key. Nil is the Kreis.
    package static func stand<J: Job>(
        of job: J.Type, key: String, mandant: Mandant.ID?, in session: PlatformSession
    ) throws -> Stand? {
        let live: Entry? = try session.first("""
            \(liveColumns)
             WHERE j.kind = \(J.kind) AND j.unique_key = \(key)
               AND j.mandant_id IS NOT DISTINCT FROM \(mandant)
            """)
        if let live { return .live(live) }
        let ended: Finished? = try session.first("""
            \(finishedColumns) WHERE d.kind = \(J.kind) AND d.unique_key = \(key)
               AND d.mandant_id IS NOT DISTINCT FROM \(mandant)
             ORDER BY d.finished_at DESC LIMIT 1
            """)
        return ended.map { .ended($0) }
    }
}
