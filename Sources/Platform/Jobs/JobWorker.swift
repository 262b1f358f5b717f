import Foundation
import Grundwerte
import Logging
import Postgres

/// Takes jobs from the queue and runs them, `parallel` at a time, until the task is cancelled; then
/// it finishes what it holds.
package struct JobWorker: Sendable {
    private let database: Database
    private let registry: MandantRegistry
    private let queue: JobQueue
    private let kinds: [String: any Job.Type]
    private let ticks: [Tick]
    private let typesetter: Schriftsatz?
    private let siegelbuch: Siegelbuch?
    private let logger: Logger
    private let parallel: Int
    private let pause: Duration

    /// Something that is due again and again; `enqueue` runs in one transaction with the note of
    /// the next time.
    package struct Tick: Sendable {
        let name: String
        let seconds: Int
        let enqueue: @Sendable (Transaction) throws -> Void

        package init(_ name: String, every seconds: Int,
                     _ enqueue: @escaping @Sendable (Transaction) throws -> Void) {
            self.name = name
            self.seconds = seconds
            self.enqueue = enqueue
        }
    }

    package init(
        database: Database, registry: MandantRegistry, jobs: [any Job.Type], ticks: [Tick] = [],
        typesetter: Schriftsatz? = nil, siegelbuch: Siegelbuch? = nil, logger: Logger,
        parallel: Int = 2,
        pause: Duration = .seconds(1), leaseSeconds: Int = 60
    ) {
        self.database = database
        self.registry = registry
        self.logger = logger
        self.parallel = parallel
        self.pause = pause
        self.ticks = ticks
        self.typesetter = typesetter
        self.siegelbuch = siegelbuch
        kinds = Dictionary(uniqueKeysWithValues: jobs.map { ($0.kind, $0) })
        queue = JobQueue(
            pool: database.platform,
            worker: "\(ProcessInfo.processInfo.processIdentifier)-\(UUIDv7())",
            leaseSeconds: leaseSeconds)
    }

    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<parallel { group.addTask { await loop() } }
            group.addTask { await housekeeping() }
        }
    }

    /// Runs everything that is ready now and returns; for tests and for loading the demonstration.
    package func drain() async throws {
        while try await step() {}
    }

    private func loop() async {
        while !Task.isCancelled {
            do {
                // A task of its own: being told to stop does not stop the job in hand.
                if try await Task(operation: { try await step() }).value { continue }
            } catch {
                logger.warning("Warteschlange nicht erreichbar: \(error)")
            }
            try? await Task.sleep(for: pause)
        }
    }

    private func housekeeping() async {
        while !Task.isCancelled {
            do {
                let rescued = try await queue.rescue()
                if rescued > 0 {
                    logger.notice("Aufträge verlorener Worker zurückgeholt: \(rescued)")
                }
                for tick in ticks {
                    try await queue.tick(tick.name, every: tick.seconds, tick.enqueue)
                }
            } catch {
                logger.warning("Wartung der Warteschlange: \(error)")
            }
            try? await Task.sleep(for: .seconds(15))
        }
    }

    /// One job, if one is ready.
    private func step() async throws -> Bool {
        guard let claim = try await queue.claim(kinds: Array(kinds.keys)) else { return false }
        do {
            try await withHeartbeat(claim) { try await perform(claim) }
        } catch is JobRun.ClaimLost {
            logger.warning(
                "Auftrag \(claim.kind) \(claim.job) gehört inzwischen einem anderen Worker.")
        } catch is CancellationError {
            try await queue.cancelled(claim)
        } catch {
            logger.error("Auftrag \(claim.kind) \(claim.job), Versuch \(claim.attempt): \(error)")
            try await queue.fail(claim, error: "\(error)")
        }
        return true
    }

    private func perform(_ claim: JobClaim) async throws {
        guard let type = kinds[claim.kind] else { return }
        var mandant: Mandant?
        if let id = claim.mandant {
            guard let found = try await registry.mandant(id) else {
                throw JobRun.WrongParty(description: "Mandant \(id) gibt es nicht.")
            }
            mandant = found
        }
        let job = try JSONDecoder().decode(type, from: Data(claim.payload.utf8))
        try await job.run(JobRun(database: database, registry: registry, mandant: mandant,
                                 akteur: .programm(anfrage: claim.job), claim: claim, queue: queue,
                                 typesetter: typesetter, siegelbuch: siegelbuch))
    }

    /// Renews the claim every quarter of a minute while `work` runs, and cancels `work` when the
    /// claim is lost.
    private func withHeartbeat(
        _ claim: JobClaim, _ work: @escaping @Sendable () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await work()
                return true
            }
            group.addTask {
                while true {
                    try await Task.sleep(for: .seconds(15))
                    if case .lost = try await queue.heartbeat(claim) { throw JobRun.ClaimLost() }
                }
            }
            _ = try await group.next()
            group.cancelAll()
        }
    }
}
