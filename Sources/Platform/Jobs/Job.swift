import Foundation
import Grundwerte
import Postgres

/// Work for later: a value whose stored properties are its arguments (ids only, no personal data).
///
/// Every job may run twice. It finds what is done and goes on; its effect and its end are one
/// transaction.
package protocol Job: Codable, Sendable {
    /// Stable name in the queue.
    static var kind: String { get }
    func run(_ run: JobRun) async throws
}

/// One attempt at one job, and what it may do: read and write as its party, report progress, and
/// finish.
package struct JobRun: Sendable {
    package let database: Database
    package let registry: MandantRegistry
    /// Nil for a job of the Kreis.
    package let mandant: Mandant?
    package let akteur: Akteur
    let claim: JobClaim
    let queue: JobQueue
    let typesetter: Schriftsatz?
    /// Where seals are kept outside of the database; nil where no folder is configured.
    package let siegelbuch: Siegelbuch?

    /// The claim was lost to another worker: stop at once, nothing of this attempt may stay.
    package struct ClaimLost: Error {}

    package struct WrongParty: Error, CustomStringConvertible {
        package let description: String
    }

    /// The Mandant of this job; a job of the Kreis that asks is mistaken.
    package func verlangterMandant() throws -> Mandant {
        guard let mandant else {
            throw WrongParty(description: "Auftrag \(claim.kind) ohne Mandant")
        }
        return mandant
    }

    /// Sets letters. A worker without it leaves such jobs to one that has it.
    package func schriftsatz() throws -> Schriftsatz {
        guard let typesetter else {
            throw WrongParty(description: "Dieser Worker hat keinen Schriftsatz.")
        }
        return typesetter
    }

    package func read<R: Sendable>(
        _ body: @escaping @Sendable (MandantSession) throws -> R
    ) async throws -> R {
        try await database.read(verlangterMandant(), .fallLesen, als: akteur, body)
    }

    package func write<R: Sendable>(
        _ body: @escaping @Sendable (MandantSession) throws -> R
    ) async throws -> R {
        try await database.write(verlangterMandant(), .fallAendern, als: akteur, body)
    }

    /// The last step: effect and end of the job commit together, or neither does. The Kreis reads
    /// how it ended, so that it ends with a `Jobstand`.
    package func finish(
        _ effect: @escaping @Sendable (MandantSession) throws -> Jobstand?
    ) async throws {
        let claim = claim
        try await database.write(verlangterMandant(), .fallAendern, als: akteur) { session in
            let progress = try effect(session)
            try claim.close(progress: progress?.text, in: session)
        }
    }

    /// The last step of a job of the Kreis.
    package func finish(
        _ office: KreisOffice, _ recht: Permission,
        _ effect: @escaping @Sendable (KreisSession) throws -> String?
    ) async throws {
        let claim = claim
        try await database.write(office, recht, als: akteur) { session in
            let progress = try effect(session)
            try claim.close(progress: progress, in: session)
        }
    }

    /// The last step of a job on the platform's own tables, under the worker's login.
    package func finishPlatform(
        _ recht: Permission, _ effect: @escaping @Sendable (PlatformSession) throws -> String?
    ) async throws {
        let claim = claim
        try await database.writePlatform(recht, als: akteur) { session in
            let progress = try effect(session)
            try claim.close(progress: progress, in: session)
        }
    }

    /// Shown on the page while the job runs; also renews the claim. Throws `CancellationError` once
    /// somebody has asked to cancel, `ClaimLost` if the job is no longer ours.
    package func progress(_ stand: Jobstand) async throws { try await report(stand.text) }

    /// The same of a job of the Kreis, which may say what it counted itself.
    package func progress(kreis text: String) async throws {
        guard mandant == nil else {
            throw WrongParty(description: "Auftrag \(claim.kind) gehört einem Mandanten.")
        }
        try await report(text)
    }

    private func report(_ text: String) async throws {
        switch try await queue.heartbeat(claim, progress: text) {
        case .held: break
        case .cancelRequested: throw CancellationError()
        case .lost: throw ClaimLost()
        }
    }
}

/// The proof that this worker holds the job now. A resurrected worker has an old one, and nothing
/// it does commits.
package struct JobClaim: Sendable {
    package let job: UUIDv7
    package let claim: UUIDv7
    package let kind: String
    package let mandant: Mandant.ID?
    package let attempt: Int
    package let maxAttempts: Int
    package let payload: String

    func close(progress: String?, in session: some Session) throws {
        let mine = try session.scalar("""
            SELECT platform.job_abschliessen(\(job), \(claim), \(progress))
            """, as: Bool.self)
        guard mine else { throw JobRun.ClaimLost() }
    }
}
