import Foundation
import Grundwerte
import Postgres

/// A parameter's value from a day on, released by a second person (B-1.2.5, B-3.4). What the value
/// means knows whoever computes with it.
package struct Parameterstand: Sendable, RowDecodable {
    package let name: String
    package let gueltigAb: Kalendertag
    package let fundstelle: String
    /// Value, day and source in the form of the parameter files that come with the program.
    package let json: Data

    package init(row: Row) throws {
        name = try row.decode("name")
        gueltigAb = try row.decode("gueltig_ab")
        fundstelle = try row.decode("fundstelle")
        json = Data(try row.decode("stand", as: String.self).utf8)
    }

    /// What `init(row:)` reads, from a column `stand`.
    package static let columns: SQL = """
        name, (stand ->> 'gueltig_ab')::date AS gueltig_ab, stand ->> 'fundstelle' AS fundstelle,
        stand::text AS stand
        """

    /// All that have been released, in the order of their days; drafts are nobody's business
    /// outside.
    package static func freigegebene(in session: MandantSession) throws -> [Parameterstand] {
        try session.all("""
            SELECT \(columns) FROM platform.freigegebene_parameter() ORDER BY name, gueltig_ab
            """)
    }
}
