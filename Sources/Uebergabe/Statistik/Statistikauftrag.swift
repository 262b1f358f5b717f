import Foundation
import Grundwerte
import Platform
import Postgres

/// Eine Erhebung für einen Zeitraum.
package enum Statistiklauf {
    package typealias ID = TypedID<Statistiklauf>
}

/// Was der Kreis von der fragenden Kommune für eine Erhebung erwartet, und wie weit sie ist.
package struct Statistikauftrag: Sendable, RowDecodable {
    package enum Zustand: String, Sendable, SQLEnum { case erwartet, geprueft, abgegeben }

    package let lauf: Statistiklauf.ID
    package let erhebung: String
    package let name: String
    package let kurz: String
    package let periode: Erhebungsperiode
    package let verbleib: Statistikverbleib
    package let empfaenger: String
    package let beginn: Kalendertag
    package let ende: Kalendertag
    /// Nach dem Wissen dieses Tages; nil: nach dem Wissen beim Rechnen.
    package let kenntnis: Kalendertag?
    package let frist: Kalendertag
    /// Der Lauf, den dieser berichtigt, und warum.
    package let berichtigt: Statistiklauf.ID?
    package let grund: String
    package let zustand: Zustand
    package let saetze: Int
    package let fehler: Int
    package let hinweise: Int
    package let geliefert: Bool
    /// Die Erhebungsstelle hat die Lieferung angenommen.
    package let quittiert: Bool

    /// `Regelleistungen 2026`.
    package var titel: String { "\(kurz) \(periode.bezeichnung(ende))" }

    package init(row: Row) throws {
        lauf = try row.decode("lauf_id")
        erhebung = try row.decode("erhebung")
        name = try row.decode("name")
        kurz = try row.decode("kurz")
        periode = try row.decode("periode")
        verbleib = try row.decode("verbleib")
        empfaenger = try row.decode("empfaenger")
        beginn = try row.decode("beginn")
        ende = try row.decode("ende")
        kenntnis = try row.decode("kenntnis")
        frist = try row.decode("frist_kommunen")
        berichtigt = try row.decode("berichtigt")
        grund = try row.decode("grund")
        zustand = try row.decode("zustand")
        saetze = try row.decode("saetze")
        fehler = try row.decode("fehler")
        hinweise = try row.decode("hinweise")
        geliefert = try row.decode("geliefert")
        quittiert = try row.decode("quittiert")
    }

    /// Alle Aufträge der fragenden Kommune, der jüngste Zeitraum zuerst.
    package static func alle(in session: MandantSession) throws -> [Statistikauftrag] {
        try session.all("""
            SELECT lauf_id, erhebung, name, kurz, periode, verbleib, empfaenger, beginn, ende,
                   kenntnis, frist_kommunen, berichtigt, grund, zustand, saetze, fehler, hinweise,
                   geliefert, quittiert
              FROM kreis.statistik_auftraege()
            """)
    }

    /// Nil, wenn der Kreis für diesen Lauf nichts von der Kommune erwartet.
    package static func laden(
        _ lauf: Statistiklauf.ID, in session: MandantSession
    ) throws -> Statistikauftrag? {
        try alle(in: session).first { $0.lauf == lauf }
    }
}

/// Ein Satz, wie er über die Theke geht: Kenn-Nummer und Merkmale, sonst nichts.
package struct Statistiksatz: Sendable, Equatable {
    /// Zwölf zufällige Ziffern; wen sie meint, weiß nur die Kommune.
    package let kennnummer: String
    package let werte: [String]

    package init(kennnummer: String, werte: [String]) {
        self.kennnummer = kennnummer
        self.werte = werte
    }

    /// Die Werte mit Strichpunkten dazwischen; kein Wert enthält einen.
    package var zeile: String { werte.joined(separator: ";") }

    /// Meldet, wie viele Sätze und offene Befunde es gibt.
    package static func melden(
        _ lauf: Statistiklauf.ID, saetze: Int, fehler: Int, hinweise: Int,
        in session: MandantSession
    ) throws {
        try session.execute("""
            SELECT kreis.statistik_melden(\(lauf), \(saetze), \(fehler), \(hinweise))
            """)
    }

    /// Übergibt Sätze; dieselben noch einmal ändern nichts.
    package static func uebergeben(
        _ saetze: [Statistiksatz], zu lauf: Statistiklauf.ID, in session: MandantSession
    ) throws {
        try session.execute("""
            SELECT kreis.statistik_saetze_annehmen(\(lauf), \(saetze.map(\.kennnummer)),
                                                   \(saetze.map(\.zeile)))
            """)
    }

    /// Schließt die Abgabe ab. Die Datenbank prüft Anzahl und Prüfsumme an dem, was da ist.
    package static func abgeben(
        _ lauf: Statistiklauf.ID, anzahl: Int, sha256: [UInt8], in session: MandantSession
    ) throws {
        try session.execute("SELECT kreis.statistik_abgeben(\(lauf), \(anzahl), \(sha256))")
    }
}
