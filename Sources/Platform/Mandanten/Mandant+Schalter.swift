import Grundwerte
import Postgres

extension Mandant {
    /// A dated setting of one Mandant, with the agreement or decision that it rests on.
    package struct Schalter: Sendable, RowDecodable {
        package let mandant: Mandant.ID
        package let name: String
        package let wert: String
        package let gueltig: Zeitraum
        package let quelle: String

        package init(row: Row) throws {
            mandant = try row.decode("mandant_id")
            name = try row.decode("name")
            wert = try row.decode("wert")
            gueltig = try row.decode("gueltig")
            quelle = try row.decode("quelle")
        }
    }

    /// All settings of all Mandanten, also past and future ones, the latest first.
    package static func schalter(in session: PlatformSession) throws -> [Schalter] {
        try session.all("""
            SELECT mandant_id, name, wert, gueltig, quelle FROM mandant_schalter
             ORDER BY mandant_id, name, lower(gueltig) DESC
            """)
    }
}

extension Mandant.Schalter {
    /// The Mandant's own, under its own login: what others have set it cannot ask.
    package static func eigene(in session: MandantSession) throws -> [Mandant.Schalter] {
        try session.all("""
            SELECT mandant_id, name, wert, gueltig, quelle FROM platform.eigene_schalter()
             ORDER BY name, gueltig
            """)
    }
}
