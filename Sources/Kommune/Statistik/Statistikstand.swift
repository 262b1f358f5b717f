import Crypto
import Foundation
import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Wie weit eine Erhebung in der Kommune ist: gerechnet, abgeschlossen, freigegeben, abgegeben.
package struct Statistikstand: Sendable, RowDecodable {
    /// Wer einen Schritt wann tat.
    package struct Schritt: Sendable {
        package let von: User.ID
        package let am: Date
    }

    package let lauf: Statistiklauf.ID
    let bisFall: Fall.ID?
    package let gerechnetAm: Date?
    package let abgeschlossen: Schritt?
    /// Der Sätze beim Abschluss.
    package let sha256: [UInt8]?
    package let freigegeben: Schritt?
    package let abgegebenAm: Date?
    /// Seitdem weiß niemand mehr, wen eine Kenn-Nummer meinte.
    package let geloeschtAm: Date?

    static let columns: SQL = """
        lauf_id, bis_fall, gerechnet_am, abgeschlossen_von, abgeschlossen_am, sha256,
        freigegeben_von, freigegeben_am, abgegeben_am, geloescht_am
        """

    package init(row: Row) throws {
        func schritt(_ name: String) throws -> Schritt? {
            guard let von = try row.decode("\(name)_von", as: User.ID?.self) else { return nil }
            return Schritt(von: von, am: try row.decode("\(name)_am"))
        }
        lauf = try row.decode("lauf_id")
        bisFall = try row.decode("bis_fall")
        gerechnetAm = try row.decode("gerechnet_am")
        abgeschlossen = try schritt("abgeschlossen")
        sha256 = try row.decode("sha256")
        freigegeben = try schritt("freigegeben")
        abgegebenAm = try row.decode("abgegeben_am")
        geloeschtAm = try row.decode("geloescht_am")
    }

    /// Nil, solange noch nicht gerechnet wird.
    package static func laden(
        _ lauf: Statistiklauf.ID, in session: MandantSession
    ) throws -> Statistikstand? {
        try session.first("SELECT \(columns) FROM statistik_stand WHERE lauf_id = \(lauf)")
    }

    package static func alle(in session: MandantSession) throws
        -> [Statistiklauf.ID: Statistikstand] {
        let alle: [Statistikstand] = try session.all(
            "SELECT \(columns) FROM statistik_stand ORDER BY lauf_id")
        return Dictionary(uniqueKeysWithValues: alle.map { ($0.lauf, $0) })
    }

    static func sperren(
        _ lauf: Statistiklauf.ID, in session: MandantSession
    ) throws -> Statistikstand? {
        try session.first("""
            SELECT \(columns) FROM statistik_stand WHERE lauf_id = \(lauf) FOR UPDATE
            """)
    }

    package struct Zahlen: Sendable {
        package let saetze: Int
        package let fehler: Int
        package let hinweise: Int
    }

    package static func zahlen(
        _ lauf: Statistiklauf.ID, in session: MandantSession
    ) throws -> Zahlen {
        try session.one("""
            SELECT (SELECT count(*) FROM statistik_satz WHERE lauf_id = \(lauf)) AS saetze,
                   count(*) FILTER (WHERE schwere = 'fehler') AS fehler,
                   count(*) FILTER (WHERE schwere = 'hinweis') AS hinweise
              FROM statistik_befund WHERE lauf_id = \(lauf)
            """) {
            Zahlen(saetze: try $0.decode("saetze"), fehler: try $0.decode("fehler"),
                   hinweise: try $0.decode("hinweise"))
        }
    }

    /// Über die Sätze in der Folge ihrer Kenn-Nummern, je eine Zeile; der Kreis bildet dieselbe.
    static func pruefsumme(
        _ lauf: Statistiklauf.ID, in session: MandantSession
    ) throws -> (anzahl: Int, sha256: [UInt8]) {
        var summe = SHA256(), anzahl = 0
        try session.transaction.forEach("""
            SELECT kennnummer || ';' || array_to_string(werte, ';') AS zeile FROM statistik_satz
             WHERE lauf_id = \(lauf) ORDER BY kennnummer
            """) {
            summe.update(data: Array((try $0.decode("zeile", as: String.self) + "\n").utf8))
            anzahl += 1
        }
        return (anzahl, Array(summe.finalize()))
    }
}
