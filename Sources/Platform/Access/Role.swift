import Grundwerte
import Postgres

/// A bundle of permissions, as the Berechtigungskonzept names it.
package struct Role: Sendable, RowDecodable {
    package enum Ebene: String, Sendable, SQLEnum { case kommune, kreis }

    /// `kasse_freigabe`.
    package let name: String
    /// `Kreiskasse Freigabe`.
    package let bezeichnung: String
    package let ebene: Ebene

    package init(row: Row) throws {
        name = try row.decode("name")
        bezeichnung = try row.decode("bezeichnung")
        ebene = try row.decode("ebene")
    }

    /// All roles of one level, or of both.
    package static func alle(_ ebene: Ebene? = nil, in session: PlatformSession) throws -> [Role] {
        try session.all("""
            SELECT name, bezeichnung, ebene FROM rolle
             WHERE \(ebene)::text IS NULL OR ebene = \(ebene) ORDER BY ebene DESC, bezeichnung
            """)
    }

    /// A role that a person holds, held or will hold.
    package struct Zuweisung: Sendable, RowDecodable {
        package typealias ID = TypedID<Zuweisung>

        package let id: ID
        package let benutzer: User.ID
        package let rolle: String
        package let bezeichnung: String
        package let gueltig: Zeitraum
        /// For what part of the office; empty: for all.
        package let sachgebiet: String
        /// It holds: a Kommune confirms every role first, the Kreis those that ask for a second
        /// factor.
        package let istBestaetigt: Bool

        package init(row: Row) throws {
            id = try row.decode("id")
            benutzer = try row.decode("benutzer_id")
            rolle = try row.decode("rolle")
            bezeichnung = try row.decode("bezeichnung")
            gueltig = try row.decode("gueltig")
            sachgebiet = try row.decode("sachgebiet", as: String?.self) ?? ""
            istBestaetigt = try row.decode("bestaetigt")
        }

        /// A column of every query that decodes one; `z` is the assignment, `r` its role.
        static let bestaetigt: SQL = """
            (r.ebene = 'kreis' AND NOT r.zweiter_faktor_pflicht
             OR EXISTS (SELECT FROM rollenbestaetigung y
                         WHERE y.zuweisung_id = z.id)) AS bestaetigt
            """

        static let abfrage: SQL = """
            SELECT z.id, z.benutzer_id, z.rolle, r.bezeichnung, z.gueltig, z.sachgebiet,
                   \(bestaetigt)
              FROM rollenzuweisung z JOIN rolle r ON r.name = z.rolle
            """
    }
}
