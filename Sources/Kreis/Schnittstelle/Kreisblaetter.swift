import Platform
import Postgres

// Die Listen der JSON-Schnittstelle, in der Folge der Kennungen.

extension Zahllauf {
    package static func blatt(_ blatt: Blatt, in session: KreisSession) throws -> [Zahllauf] {
        try session.all("""
            \(abfrage) WHERE l.id > \(blatt.ab) ORDER BY l.id LIMIT \(blatt.grenze)
            """)
    }
}

extension Erstattung {
    package static func blatt(_ blatt: Blatt, in session: KreisSession) throws -> [Erstattung] {
        try session.all("""
            \(abfrage) WHERE e.id > \(blatt.ab) ORDER BY e.id LIMIT \(blatt.grenze)
            """)
    }
}
