import Foundation
import Grundwerte
import Platform
import Postgres

/// Eine Angabe, die durch eine richtige ersetzt wurde (Art. 16 DSGVO). Sie wird nicht
/// überschrieben: Was früher galt und wann es ersetzt wurde, bleibt nachlesbar.
package struct Berichtigung: Sendable, RowDecodable {
    package let was: String
    /// Ab wann die ersetzte Angabe galt.
    package let galtAb: Kalendertag
    package let ersetztAm: Date

    package init(row: Row) throws {
        was = try row.decode("was")
        galtAb = try row.decode("galt_ab")
        ersetztAm = try row.decode("ersetzt_am")
    }

    /// Die jüngste zuerst.
    package static func alle(zu fall: Fall.ID, hoechstens: Int, in session: MandantSession) throws
        -> [Berichtigung] {
        let leute: SQL = "SELECT m.person_id FROM mitglied m WHERE m.fall_id = \(fall)"
        let teile = [
            teil("Angaben zur Person", "person_angabe", "person_id IN (\(leute))"),
            teil("Aufenthalt", "aufenthalt", "person_id IN (\(leute))"),
            teil("Leistungsberechtigung", "berechtigung", "person_id IN (\(leute))"),
            teil("Einkommen", "einkommen", "person_id IN (\(leute))"),
            teil("Vermögen", "vermoegen", "person_id IN (\(leute))"),
            teil("Unterkunft", "unterkunft", "fall_id = \(fall)"),
            teil("Haushalt", "mitglied", "fall_id = \(fall)"),
        ]
        return try session.all("""
            SELECT DISTINCT was, galt_ab, ersetzt_am
              FROM (\(SQL.join(teile, separator: " UNION ALL "))) b
             ORDER BY ersetzt_am DESC, was, galt_ab LIMIT \(hoechstens)
            """)
    }

    private static func teil(_ was: String, _ tabelle: String, _ bedingung: SQL) -> SQL {
        """
        SELECT \(was) AS was, lower(gueltig) AS galt_ab, ersetzt_am FROM \(identifier: tabelle)
         WHERE ersetzt_am IS NOT NULL AND \(bedingung)
        """
    }
}
