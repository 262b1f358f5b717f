import Foundation
import Grundwerte
import Postgres

/// The queue as the worker sees it: claim, keep alive, fail, rescue. Times come from the database's
/// clock only.
package struct JobQueue: Sendable {
    private let pool: ConnectionPool
    /// Unique per start of the process, so that a restarted worker is not mistaken for its
    /// predecessor.
    private let worker: String
    private let lease: Int

    package init(pool: ConnectionPool, worker: String, leaseSeconds: Int = 60) {
        self.pool = pool
        self.worker = worker
        lease = leaseSeconds
    }

    /// The next job of one of these kinds, fair between Mandanten, or nil.
    func claim(kinds: [String]) async throws -> JobClaim? {
        let claim = UUIDv7(), worker = worker, lease = lease
        return try await pool.write { transaction in
            try transaction.first("""
                WITH naechster AS (
                    SELECT id FROM job
                     WHERE state = 0 AND run_at <= now() AND kind = ANY (\(kinds))
                       AND NOT cancel_requested
                     ORDER BY prio, vt, id LIMIT 1
                       FOR UPDATE SKIP LOCKED)
                UPDATE job j
                   SET state = 1, attempt = attempt + 1, claim_id = \(claim),
                       claimed_by = \(worker),
                       lease_until = now() + make_interval(secs => \(Double(lease)))
                  FROM naechster WHERE j.id = naechster.id
                RETURNING j.id, j.kind, j.mandant_id, j.attempt, j.max_attempts,
                          j.payload::text AS payload
                """) { row in
                JobClaim(job: try row.decode("id"), claim: claim, kind: try row.decode("kind"),
                         mandant: try row.decode("mandant_id"),
                         attempt: Int(try row.decode("attempt", as: Int16.self)),
                         maxAttempts: Int(try row.decode("max_attempts", as: Int16.self)),
                         payload: try row.decode("payload"))
            }
        }
    }

    enum Hold: Sendable { case held, cancelRequested, lost }

    func heartbeat(_ claim: JobClaim, progress: String? = nil) async throws -> Hold {
        let lease = lease
        return try await pool.write { transaction in
            let cancel = try transaction.first("""
                UPDATE job
                   SET lease_until = now() + make_interval(secs => \(Double(lease))),
                       progress = coalesce(\(progress), progress)
                 WHERE id = \(claim.job) AND claim_id = \(claim.claim)
                RETURNING cancel_requested
                """) { try $0.decode("cancel_requested", as: Bool.self) }
            guard let cancel else { return .lost }
            return cancel ? .cancelRequested : .held
        }
    }

    /// Back into the queue with growing pauses, or out of it as dead when the attempts are used up.
    func fail(_ claim: JobClaim, error: String) async throws {
        try await pool.write { transaction in
            if claim.attempt >= claim.maxAttempts {
                try JobQueue.retire(claim, outcome: "dead", error: error, in: transaction)
            } else {
                let pause = min(pow(2, Double(claim.attempt)), 3600) * Double.random(in: 0.8...1.2)
                try transaction.execute("""
                    UPDATE job
                       SET state = 0, claim_id = NULL, claimed_by = NULL, lease_until = NULL,
                           last_error = \(error), run_at = now() + make_interval(secs => \(pause))
                     WHERE id = \(claim.job) AND claim_id = \(claim.claim)
                    """)
            }
        }
    }

    func cancelled(_ claim: JobClaim) async throws {
        try await pool.write {
            try JobQueue.retire(claim, outcome: "cancelled", error: nil, in: $0)
        }
    }

    private static func retire(_ claim: JobClaim, outcome: String, error: String?,
                               in transaction: Transaction) throws {
        try transaction.execute("""
            INSERT INTO job_done (id, mandant_id, kind, unique_key, outcome, attempts, payload,
                                  progress, error,
                                  created_at)
            SELECT id, mandant_id, kind, unique_key, \(outcome), attempt, payload, progress,
                   \(error), created_at
              FROM job WHERE id = \(claim.job) AND claim_id = \(claim.claim)
            """)
        try transaction.execute(
            "DELETE FROM job WHERE id = \(claim.job) AND claim_id = \(claim.claim)")
    }

    /// Jobs whose worker has not been heard of become ready again; any process may do it. Counts as
    /// an attempt, so that a job that kills its process ends.
    package func rescue() async throws -> Int {
        try await pool.write { transaction in
            try transaction.execute("""
                INSERT INTO job_done (id, mandant_id, kind, unique_key, outcome, attempts, payload,
                                      progress, error,
                                      created_at)
                SELECT id, mandant_id, kind, unique_key, 'dead', attempt, payload, progress,
                       'Der Worker ist bei jedem Versuch ausgefallen.', created_at
                  FROM job WHERE state = 1 AND lease_until < now() AND attempt >= max_attempts
                ON CONFLICT DO NOTHING
                """)
            try transaction.execute("""
                DELETE FROM job WHERE state = 1 AND lease_until < now() AND attempt >= max_attempts
                """)
            try retireCancelled(in: transaction)
            return try transaction.execute("""
                UPDATE job SET state = 0, claim_id = NULL, claimed_by = NULL, lease_until = NULL
                 WHERE state = 1 AND lease_until < now()
                """)
        }
    }

    /// Jobs that somebody cancelled before they started.
    private func retireCancelled(in transaction: Transaction) throws {
        try transaction.execute("""
            INSERT INTO job_done (id, mandant_id, kind, unique_key, outcome, attempts, payload,
                                  progress, created_at)
            SELECT id, mandant_id, kind, unique_key, 'cancelled', attempt, payload, progress,
                   created_at
              FROM job WHERE state = 0 AND cancel_requested
            ON CONFLICT DO NOTHING
            """)
        try transaction.execute("""
            DELETE FROM job j WHERE j.state = 0 AND j.cancel_requested
               AND EXISTS (SELECT FROM job_done d WHERE d.id = j.id)
            """)
    }

    /// Runs `enqueue` if the tick is due; whoever locks the row does it, the others see that it is
    /// done.
    package func tick(_ name: String, every seconds: Int,
                      _ enqueue: @escaping @Sendable (Transaction) throws -> Void) async throws {
        try await pool.write { transaction in
            try transaction.execute("""
                INSERT INTO job_cron (name, next_run) VALUES (\(name), now()) ON CONFLICT DO NOTHING
                """)
            let due = try transaction.first("""
                SELECT name FROM job_cron WHERE name = \(name) AND next_run <= now()
                 FOR UPDATE SKIP LOCKED
                """) { try $0.decode("name", as: String.self) }
            guard due != nil else { return }
            try enqueue(transaction)
            try transaction.execute("""
                UPDATE job_cron SET next_run = now() + make_interval(secs => \(Double(seconds)))
                 WHERE name = \(name)
                """)
        }
    }
}
