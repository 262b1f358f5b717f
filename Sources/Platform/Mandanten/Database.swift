import Foundation
import Grundwerte
import Postgres
import Synchronization

/// Offices of the Kreis, each with a database login that reaches its own tables only.
package enum KreisOffice: String, Sendable, CaseIterable {
    case kasse = "kreis_kasse"
    case abrechnung = "kreis_abrechnung"
    case verwaltung = "kreis_verwaltung"
    case statistik = "kreis_statistik"
    case controlling = "kreis_controlling"
    /// No office: the DBA's login, which reaches the statistics' functions and nothing else.
    case statistikExport = "statistik_export"
    /// Reads the one case that a Kommune opened to support; no table at all.
    case support = "kreis_support"
    /// Protects what the controlling gives out; no page uses it.
    case geheimhaltung = "kreis_geheimhaltung"
}

/// All doors to the database of one process: a lazily opened pool per login role.
///
/// There is no pool that reaches two parties. Web and worker differ only in the login that they use
/// for the platform's own tables.
package final class Database: Sendable {
    package enum Process: String, Sendable, CaseIterable {
        case web = "mandat_platform"
        case worker = "mandat_arbeit"
    }

    package let uhr: Uhr
    package let process: Process
    private let server: ConnectionConfiguration
    private let key: MasterKey
    private var marken: Markenschluessel { Markenschluessel(key) }
    /// For what a person keeps secret even from a stolen backup.
    package var schloss: Geheimnisschloss { Geheimnisschloss(key) }
    /// For the secrets by which identity providers know this installation.
    package var anbieterschloss: Geheimnisschloss {
        Geheimnisschloss(key, Anbieter.schluesselzweck)
    }
    private let limits: Limits
    private let pools = Mutex<[String: ConnectionPool]>([:])

    package struct Limits: Sendable {
        package var perMandant: Int
        package var perOffice: Int
        package var platform: Int

        package init(perMandant: Int = 4, perOffice: Int = 4, platform: Int = 4) {
            self.perMandant = perMandant
            self.perOffice = perOffice
            self.platform = platform
        }
    }

    /// `server` names host, port and database; user and password are set per login.
    package init(server: ConnectionConfiguration, key: MasterKey, process: Process, uhr: Uhr,
                 limits: Limits = Limits()) {
        self.server = server
        self.key = key
        self.process = process
        self.uhr = uhr
        self.limits = limits
    }

    /// The platform's own tables under this process's login.
    package var platform: ConnectionPool {
        pool(
            login: process.rawValue, generation: 1, limit: limits.platform,
            settings: [
                ("search_path", "platform"), ("statement_timeout", "15s"), ("lock_timeout", "3s")
            ])
    }

    package func office(_ office: KreisOffice) -> ConnectionPool {
        let timeout = switch office {
        case .kasse, .statistik: "120s"
        case .statistikExport: "600s"
        default: "60s"
        }
        return pool(login: office.rawValue, generation: 1, limit: limits.perOffice,
                    settings: [("search_path", "kreis, platform"), ("statement_timeout", timeout),
                               ("lock_timeout", "10s")])
    }

    package func pool(of mandant: Mandant) -> ConnectionPool {
        pool(
            login: mandant.loginRole, generation: mandant.loginGeneration, limit: limits.perMandant,
            settings: [
                ("search_path", mandant.schema), ("statement_timeout", "15s"),
                ("lock_timeout", "3s")
            ])
    }

    /// libpq connection string of a login, for the DBA.
    package func connectionString(login: String, generation: Int) -> String {
        configuration(login: login, generation: generation).conninfo
    }

    package func shutdown() async {
        let all = pools.withLock { pools in
            defer { pools.removeAll() }
            return Array(pools.values)
        }
        for pool in all { await pool.shutdown() }
    }

    private func pool(
        login: String, generation: Int, limit: Int, settings: [(String, String)]
    ) -> ConnectionPool {
        pools.withLock { pools in
            let name = "\(login)#\(generation)"
            if let pool = pools[name] { return pool }
            let pool = ConnectionPool(
                configuration: configuration(login: login, generation: generation),
                passwords: { [key] in key.passwords(login: login, generation: generation) },
                limit: limit, settings: settings)
            pools[name] = pool
            return pool
        }
    }

    private func configuration(login: String, generation: Int) -> ConnectionConfiguration {
        var configuration = server
        configuration.user = login
        configuration.password = key.password(login: login, generation: generation)
        configuration.applicationName = "mandat-\(process == .web ? "web" : "worker")"
        return configuration
    }
}

extension Database {
    /// Runs `body` as one read-only transaction on a Mandant's data, if the acting person may.
    package func read<R: Sendable>(
        _ mandant: Mandant, _ recht: Permission, als akteur: Akteur,
        isolation: Transaction.Isolation? = nil,
        _ body: @escaping @Sendable (MandantSession) throws -> R
    ) async throws -> R {
        try akteur.verlange(recht)
        let heute = uhr.heute, marken = marken
        return try await pool(of: mandant).read(isolation: isolation) { transaction in
            try body(MandantSession(transaction: transaction, mandant: mandant, akteur: akteur,
                                    heute: heute, marken: marken))
        }
    }

    /// Runs `body` as one transaction on a Mandant's data, if the acting person may. It may run
    /// again after a serialization failure, so it must not touch anything but the session.
    package func write<R: Sendable>(
        _ mandant: Mandant, _ recht: Permission, als akteur: Akteur,
        _ body: @escaping @Sendable (MandantSession) throws -> R
    ) async throws -> R {
        try akteur.verlange(recht)
        let heute = uhr.heute, marken = marken
        return try await pool(of: mandant).write { transaction in
            try body(MandantSession(transaction: transaction, mandant: mandant, akteur: akteur,
                                    heute: heute, marken: marken))
        }
    }

    package func read<R: Sendable>(
        _ office: KreisOffice, _ recht: Permission, als akteur: Akteur,
        _ body: @escaping @Sendable (KreisSession) throws -> R
    ) async throws -> R {
        try akteur.verlange(recht)
        let heute = uhr.heute
        return try await self.office(office).read { transaction in
            try body(KreisSession(transaction: transaction, akteur: akteur, heute: heute))
        }
    }

    package func write<R: Sendable>(
        _ office: KreisOffice, _ recht: Permission, als akteur: Akteur,
        _ body: @escaping @Sendable (KreisSession) throws -> R
    ) async throws -> R {
        try akteur.verlange(recht)
        let heute = uhr.heute
        return try await self.office(office).write { transaction in
            try body(KreisSession(transaction: transaction, akteur: akteur, heute: heute))
        }
    }
}
