import Grundwerte
import Postgres

/// A transaction on the platform's own tables: users, roles, jobs. No Mandant's data can be reached
/// from here.
package final class PlatformSession: Session {
    package let transaction: Transaction
    package let akteur: Akteur
    package let heute: Kalendertag

    init(transaction: Transaction, akteur: Akteur, heute: Kalendertag) {
        self.transaction = transaction
        self.akteur = akteur
        self.heute = heute
    }
}

extension Database {
    /// Runs `body` as one read-only transaction on the platform's tables, if the acting person may.
    package func readPlatform<R: Sendable>(
        _ recht: Permission, als akteur: Akteur,
        _ body: @escaping @Sendable (PlatformSession) throws -> R
    ) async throws -> R {
        try akteur.verlange(recht)
        let heute = uhr.heute
        return try await platform.read { transaction in
            try body(PlatformSession(transaction: transaction, akteur: akteur, heute: heute))
        }
    }

    /// Runs `body` as one transaction on the platform's tables, if the acting person may.
    package func writePlatform<R: Sendable>(
        _ recht: Permission, als akteur: Akteur,
        _ body: @escaping @Sendable (PlatformSession) throws -> R
    ) async throws -> R {
        try akteur.verlange(recht)
        let heute = uhr.heute
        return try await platform.write { transaction in
            try body(PlatformSession(transaction: transaction, akteur: akteur, heute: heute))
        }
    }
}
