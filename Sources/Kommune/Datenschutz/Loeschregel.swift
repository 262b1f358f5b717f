import Grundwerte
import Platform
import Postgres

/// Wie lange Daten einer Art bleiben; datiert und mit Fundstelle.
package struct Loeschregel: Sendable, RowDecodable {
    package enum Art: String, Sendable, CaseIterable, SQLEnum {
        case fallakte, ablehnung, zahlung, protokoll, statistik

        package var bezeichnung: String {
            switch self {
            case .fallakte: "Fallakte"
            case .ablehnung: "Akte eines abgelehnten Antrags"
            case .zahlung: "Zahlungen und ihre Belege"
            case .protokoll: "Protokoll"
            case .statistik: "Kenn-Nummern der Statistik"
            }
        }
    }

    package let art: Art
    package let gueltigAb: Kalendertag
    package let monate: Int
    package let beginn: String
    package let fundstelle: String

    package init(row: Row) throws {
        art = try row.decode("art")
        gueltigAb = try row.decode("gueltig_ab")
        monate = Int(try row.decode("monate", as: Int32.self))
        beginn = try row.decode("beginn")
        fundstelle = try row.decode("fundstelle")
    }

    /// „6 Jahre ab Ende des Jahres, in dem die Leistung endete“.
    package var dauer: String {
        let frist = switch monate {
        case 0: "sofort nach"
        case let monate where monate % 12 == 0 && monate > 12: "\(monate / 12) Jahre ab"
        case 12: "1 Jahr ab"
        default: "\(monate) Monate ab"
        }
        return "\(frist) \(beginn)"
    }

    /// Die am Tag geltenden, je Art eine.
    package static func geltende(am tag: Kalendertag, in session: MandantSession) throws
        -> [Art: Loeschregel] {
        let alle = try session.all("""
            SELECT DISTINCT ON (art) art, gueltig_ab, monate, beginn, fundstelle
              FROM loeschregel WHERE gueltig_ab <= \(tag) ORDER BY art, gueltig_ab DESC
            """, as: Loeschregel.self)
        return Dictionary(uniqueKeysWithValues: alle.map { ($0.art, $0) })
    }
}
