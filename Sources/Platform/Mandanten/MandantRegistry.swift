import Foundation
import Grundwerte
import Postgres
import Synchronization

/// Knows the Mandanten of the installation. Kept in memory for a few seconds, as every request
/// asks.
package final class MandantRegistry: Sendable {
    private let database: Database
    private let cache = Mutex<(loaded: ContinuousClock.Instant, mandanten: [Mandant])?>(nil)
    private let lifetime: Duration

    package init(database: Database, lifetime: Duration = .seconds(5)) {
        self.database = database
        self.lifetime = lifetime
    }

    /// All Mandanten by AGS, active or not.
    package func all() async throws -> [Mandant] {
        if let cached = cache.withLock({ $0 }), cached.loaded.duration(to: .now) < lifetime {
            return cached.mandanten
        }
        let mandanten = try await database.platform.query("""
            SELECT \(Mandant.columns) FROM mandant ORDER BY ags
            """) { try Mandant(row: $0) }
        cache.withLock { $0 = (.now, mandanten) }
        return mandanten
    }

    /// Active today; nil for unknown and for dormant ones alike.
    package func active(kuerzel: String) async throws -> Mandant? {
        let heute = database.uhr.heute
        return try await all().first { $0.kuerzel == kuerzel && $0.istAktiv(am: heute) }
    }

    package func mandant(_ id: Mandant.ID) async throws -> Mandant? {
        try await all().first { $0.id == id }
    }
}
