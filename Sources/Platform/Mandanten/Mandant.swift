import Grundwerte
import Postgres

/// A Kommune as customer of the installation (B-1.1): its name, its place and the database schema
/// that is its own.
package struct Mandant: Sendable, Hashable {
    package typealias ID = TypedID<Mandant>

    package let id: ID
    /// First path segment after `/m/`: `ahaus`.
    package let kuerzel: String
    /// `Ahaus`.
    package let name: String
    /// As it signs: `Stadt Ahaus`.
    package let bezeichnung: String
    /// Amtlicher Gemeindeschlüssel, eight digits.
    package let ags: String
    package let strasse: String
    package let plz: String
    package let ort: String
    /// Schema and login role carry the same, meaningless name.
    package let schema: String
    package let loginGeneration: Int
    package let aktivAb: Kalendertag?
    package let aktivBis: Kalendertag?

    package var loginRole: String { schema }
    package var ownerRole: String { Mandant.ownerRole(schema: schema) }

    package static func ownerRole(schema: String) -> String { schema + "_e" }

    /// B-11: a Mandant works from a date, and until it leaves.
    package func istAktiv(am tag: Kalendertag) -> Bool {
        guard let aktivAb, aktivAb <= tag else { return false }
        return aktivBis.map { tag <= $0 } ?? true
    }

    package static func == (links: Mandant, rechts: Mandant) -> Bool { links.id == rechts.id }
    package func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

extension Mandant: RowDecodable {
    package static let columns: SQL = """
        id, kuerzel, name, bezeichnung, ags, strasse, plz, ort, schema_name, login_generation,
        aktiv_ab, aktiv_bis
        """

    package init(row: Row) throws {
        id = try row.decode("id")
        kuerzel = try row.decode("kuerzel")
        name = try row.decode("name")
        bezeichnung = try row.decode("bezeichnung")
        ags = try row.decode("ags")
        strasse = try row.decode("strasse")
        plz = try row.decode("plz")
        ort = try row.decode("ort")
        schema = try row.decode("schema_name")
        loginGeneration = try row.decode("login_generation")
        aktivAb = try row.decode("aktiv_ab")
        aktivBis = try row.decode("aktiv_bis")
    }
}
