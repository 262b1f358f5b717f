import Foundation
import Grundwerte
import Platform
import Postgres

/// Eine Kommune, die in einem Monat an der Krankenhilfe teilnimmt, und ihre Zahl, wenn sie
/// feststeht (B-6.7).
package struct Empfaengerstand: Sendable, RowDecodable {
    /// Was die Kommune gemeldet hat; ändert sich nie.
    package struct Zahl: Sendable {
        package let anzahl: Int
        package let sha256: [UInt8]
        package let gezaehltZum: Kalendertag
        package let gemeldetAm: Date
    }

    package let mandant: Mandant.ID
    package let kommune: String
    package let ags: String
    package let zahl: Zahl?

    package init(row: Row) throws {
        mandant = try row.decode("id")
        kommune = try row.decode("bezeichnung")
        ags = try row.decode("ags")
        zahl = if let anzahl = try row.decode("anzahl", as: Int?.self) {
            Zahl(anzahl: anzahl, sha256: try row.decode("sha256"),
                 gezaehltZum: try row.decode("gezaehlt_zum"),
                 gemeldetAm: try row.decode("gemeldet_am"))
        } else { nil }
    }

    /// Alle Kommunen, die im Monat teilnehmen, in der Ordnung der Umlage: nach AGS.
    package static func alle(im monat: Monat, in session: KreisSession) throws
        -> [Empfaengerstand] {
        try session.all("""
            SELECT m.id, m.bezeichnung, m.ags, z.anzahl, z.sha256, z.gezaehlt_zum, z.gemeldet_am
              FROM platform.mandant m
              LEFT JOIN empfaengerzahl z ON z.mandant_id = m.id AND z.monat = \(monat)
             WHERE platform.krankenhilfe_zentral(m.id, \(monat)) ORDER BY m.ags
            """)
    }

    /// Ein Monat in der Übersicht.
    package struct Summe: Sendable, RowDecodable {
        package let monat: Monat
        package let beteiligt: Int
        package let gemeldet: Int
        package let empfaenger: Int

        package init(row: Row) throws {
            monat = try row.decode("monat")
            beteiligt = try row.decode("beteiligt")
            gemeldet = try row.decode("gemeldet")
            empfaenger = try row.decode("empfaenger")
        }
    }

    /// Die vergangenen Monate eines Jahres, in denen jemand teilnimmt, der jüngste zuerst.
    package static func jahr(_ jahr: Int, in session: KreisSession) throws -> [Summe] {
        try session.all("""
            SELECT t.monat, count(*) AS beteiligt, count(z.anzahl) AS gemeldet,
                   coalesce(sum(z.anzahl), 0)::bigint AS empfaenger
              FROM unnest(\((1...12).map { Monat(jahr, $0) })) AS t (monat)
              JOIN platform.mandant m ON platform.krankenhilfe_zentral(m.id, t.monat)
              LEFT JOIN empfaengerzahl z ON z.mandant_id = m.id AND z.monat = t.monat
             WHERE t.monat < \(session.heute.monat)
             GROUP BY t.monat ORDER BY t.monat DESC
            """)
    }
}
