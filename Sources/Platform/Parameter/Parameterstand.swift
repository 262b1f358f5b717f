import Foundation
import Postgres

/// A parameter's value from a day on, released by a second person (B-1.2.5, B-3.4). What the value
/// means knows whoever computes with it.
package struct Parameterstand: Sendable, RowDecodable {
    package let name: String
    /// Value, day and source in the form of the parameter files that come with the program.
    package let json: Data

    package init(row: Row) throws {
        name = try row.decode("name")
        json = Data(try row.decode("stand", as: String.self).utf8)
    }

    /// All that have been released, in the order of their days; drafts are nobody's business
    /// outside.
    package static func freigegebene(in session: MandantSession) throws -> [Parameterstand] {
        try session.all("""
            SELECT name, stand::text AS stand FROM platform.freigegebene_parameter()
             ORDER BY name, stand ->> 'gueltig_ab'
            """)
    }
}
