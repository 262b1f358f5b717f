import Foundation
import Grundwerte
import Platform
import Postgres

/// Wie viele Empfänger eine Kommune in einem Monat hatte: das Gewicht ihrer Umlage (B-6.7).
///
/// Über die Theke gehen eine Zahl und die Prüfsumme der Kennungen, keine Person. Was gemeldet ist,
/// steht fest.
package struct Empfaengerzahl: Sendable, RowDecodable {
    package let monat: Monat
    package let anzahl: Int
    /// Der Liste, die in der Kommune bleibt.
    package let sha256: [UInt8]
    package let gezaehltZum: Kalendertag
    package let gemeldetAm: Date

    package init(row: Row) throws {
        monat = try row.decode("monat")
        anzahl = try row.decode("anzahl")
        sha256 = try row.decode("sha256")
        gezaehltZum = try row.decode("gezaehlt_zum")
        gemeldetAm = try row.decode("gemeldet_am")
    }

    /// Ein Monat, den die fragende Kommune noch zu zählen hat, mit der Regel dafür.
    package struct Offen: Sendable, RowDecodable {
        package let monat: Monat
        /// Der Monat, ab dem die Regel gilt.
        package let regel: Monat
        /// Schlüssel von `Anspruchsgrundlage`.
        package let grundlagen: [String]

        package init(row: Row) throws {
            monat = try row.decode("monat")
            regel = try row.decode("regel")
            grundlagen = try row.decode("grundlagen")
        }
    }

    /// Was die fragende Kommune heute zu zählen hat; leer, wenn sie nicht teilnimmt.
    package static func offene(in session: MandantSession) throws -> [Offen] {
        try session.all("""
            SELECT monat, regel, grundlagen FROM kreis.offene_empfaengermonate(\(session.heute))
             ORDER BY monat
            """)
    }

    /// Meldet die Zahl eines Monats; `false`, wenn für ihn schon eine feststeht.
    package static func melden(
        _ offen: Offen, anzahl: Int, sha256: [UInt8], in session: MandantSession
    ) throws -> Bool {
        try session.scalar("""
            SELECT kreis.empfaenger_melden(\(offen.monat), \(offen.regel), \(anzahl), \(sha256),
                                           \(session.heute))
            """)
    }

    /// Was die fragende Kommune gemeldet hat, der jüngste Monat zuerst.
    package static func gemeldete(in session: MandantSession) throws -> [Empfaengerzahl] {
        try session.all("""
            SELECT monat, anzahl, sha256, gezaehlt_zum, gemeldet_am
              FROM kreis.gemeldete_empfaenger() ORDER BY monat DESC
            """)
    }
}
