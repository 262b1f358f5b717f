import Foundation
import Grundwerte
import Platform
import Postgres

/// Eine Veröffentlichung des Controllings: nummeriert, versiegelt, unveränderlich. Kommunen und
/// Kreis lesen dasselbe.
package struct Veroeffentlichung: Sendable, RowDecodable {
    package let lfd: Int64
    package let nummer: String
    package let monat: Monat
    /// Kennung der Sonderauswertung; nil für einen Monat des Katalogs.
    package let sonder: UUIDv7?
    package let nachweis: Schutznachweis
    package let sha256: [UInt8]
    package let kette: [UInt8]
    package let am: Date

    package init(row: Row) throws {
        lfd = try row.decode("lfd")
        nummer = try row.decode("nummer")
        monat = try row.decode("monat")
        sonder = try row.decode("sonder_id")
        nachweis = try Schutznachweis(row: row)
        sha256 = try row.decode("sha256")
        kette = try row.decode("kette_sha256")
        am = try row.decode("am")
    }

    private static let spalten: SQL = """
        lfd, nummer, monat, sonder_id, regel, umlage_cent, zellen, gesperrt, angegriffen,
        aufgedeckt, gleichungen, bekannt, bereiche, engste_spanne, sha256, kette_sha256, am
        """

    package static func alle(in session: MandantSession) throws -> [Veroeffentlichung] {
        try session.all(
            "SELECT \(spalten) FROM kreis.controlling_veroeffentlichungen() ORDER BY lfd")
    }

    package static func alle(in session: KreisSession) throws -> [Veroeffentlichung] {
        try session.all("SELECT \(spalten) FROM controlling_veroeffentlichung ORDER BY lfd")
    }

    /// Die Veröffentlichung, mit der ein Monat des Katalogs erschien.
    package static func katalog(
        _ monat: Monat, aus alle: [Veroeffentlichung]
    ) -> Veroeffentlichung? {
        alle.first { $0.monat == monat && $0.sonder == nil }
    }
}

/// Veröffentlichte Zahlen nach Namen; gesperrte sind da und leer.
package struct Zahlenwerk: Sendable {
    private let werte: [String: Int64?]
    /// Schlüssel und Name der Kommunen, nach AGS geordnet.
    package let kommunen: [Kommunenname]

    package struct Kommunenname: Sendable, RowDecodable {
        package let kuerzel: String
        package let bezeichnung: String
        package let kurz: String

        package init(row: Row) throws {
            kuerzel = try row.decode("kuerzel")
            bezeichnung = try row.decode("bezeichnung")
            kurz = try row.decode("kurz")
        }
    }

    package init(_ werte: [String: Int64?], kommunen: [Kommunenname]) {
        self.werte = werte
        self.kommunen = kommunen
    }

    package static func laden(
        _ veroeffentlichungen: [Veroeffentlichung], in session: MandantSession
    ) throws -> Zahlenwerk {
        Zahlenwerk(
            try lesen(try session.all("""
                SELECT zelle, wert FROM kreis.controlling_werte(\(veroeffentlichungen.map(\.lfd)))
                """, zeile)),
            kommunen: try session.all(
                "SELECT kuerzel, bezeichnung, kurz FROM kreis.controlling_kommunen()"))
    }

    package static func laden(
        _ veroeffentlichungen: [Veroeffentlichung], in session: KreisSession
    ) throws -> Zahlenwerk {
        Zahlenwerk(
            try lesen(try session.all("""
                SELECT zelle, wert FROM controlling_wert
                 WHERE lfd = ANY (\(veroeffentlichungen.map(\.lfd))) ORDER BY lfd, zelle
                """, zeile)),
            kommunen: try namen(in: session))
    }

    package static func namen(in session: KreisSession) throws -> [Kommunenname] {
        try session.all("SELECT kuerzel, bezeichnung, kurz FROM controlling_kommunen()")
    }

    private static func zeile(_ row: Row) throws -> (String, Int64?) {
        (try row.decode("zelle"), try row.decode("wert"))
    }

    private static func lesen(_ zeilen: [(String, Int64?)]) -> [String: Int64?] {
        Dictionary(zeilen, uniquingKeysWith: { erste, _ in erste })
    }

    /// Eine Zahl, wie sie veröffentlicht ist.
    package enum Wert: Sendable, Equatable {
        case offen(Int64)
        case gesperrt
        /// Diese Zahl wurde nie veröffentlicht.
        case fehlt

        package var zahl: Int64? { if case .offen(let zahl) = self { zahl } else { nil } }
    }

    /// `merkmale` ohne Monat; was fehlt, ist zusammengefasst.
    package func wert(
        _ gesamtheit: Gesamtheit, _ monat: Monat, _ merkmale: [String: String] = [:]
    ) -> Wert {
        var alle = merkmale
        alle["monat"] = monat.description
        let name = ([gesamtheit.rawValue]
            + alle.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
            .joined(separator: "|")
        guard let wert = werte[name] else { return .fehlt }
        return wert.map(Wert.offen) ?? .gesperrt
    }

    /// Die Kommunen, für die es diese Zahlen gibt.
    package func kommunen(_ gesamtheit: Gesamtheit, _ monat: Monat) -> [Kommunenname] {
        kommunen.filter { wert(gesamtheit, monat, ["kommune": $0.kuerzel]) != .fehlt }
    }
}
