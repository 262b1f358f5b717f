import Grundwerte
import Platform
import Postgres

/// Jemand, an den jede Kommune direkt zahlen kann, etwa ein Energieversorger; geführt und
/// freigegeben vom Kreis (B-3.4).
package struct Zahlungsempfaenger: Sendable, RowDecodable {
    package typealias ID = TypedID<Zahlungsempfaenger>

    package let id: ID
    package let name: String
    package let iban: IBAN
    /// Was er in der Überweisung lesen will: `Kundennummer`.
    package let zeichen: String

    package init(row: Row) throws {
        id = try row.decode("id")
        name = try row.decode("name")
        iban = try row.decode("iban")
        zeichen = try row.decode("zeichen")
    }

    /// Alle, an die heute gezahlt werden kann, nach Namen.
    package static func geltende(in session: MandantSession) throws -> [Zahlungsempfaenger] {
        try session.all("""
            SELECT id, name, iban, zeichen FROM kreis.zahlungsempfaenger_geltende()
             ORDER BY name, id
            """)
    }
}
