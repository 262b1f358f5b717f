import Postgres

/// What a log may say of an error: SQLSTATE and objects, or just its type. Never a value, nor what
/// somebody has typed (ASVS V16.2.5, V16.3.4).
package enum Fehlerursache {
    package static func text(_ error: any Error) -> String {
        switch error {
        case let error as PostgresError: error.description
        case let error as PoolError: error.description
        case let error as RowError: error.description
        // It carries no personal data, so that it may be logged.
        case let hindernis as Hindernis: hindernis.grund
        default: "\(type(of: error))"
        }
    }
}
