import Foundation
import Grundwerte
import Platform
import Postgres

/// Was eine Kommune dem Kreis zu ihrer Erstattung sagt: ein Einwand gegen eine Zeile, seine
/// Rücknahme oder die Bestätigung aller übrigen. Den Betrag ändert es nicht (B-5.4).
package struct Zeilenaeusserung: Sendable, RowDecodable {
    package typealias ID = TypedID<Zeilenaeusserung>

    package let id: ID
    /// Nil meint alle Zeilen ohne Einwand.
    package let zeile: Int?
    package let istEinwand: Bool
    /// Geht an den Kreis; nennt keine Person.
    package let grund: String
    package let wer: String
    package let am: Date
    /// Was der Kreis geantwortet hat.
    package let antwort: String?

    package init(row: Row) throws {
        id = try row.decode("id")
        zeile = try row.decode("lfd")
        istEinwand = try row.decode("art", as: String.self) == "eingewandt"
        grund = try row.decode("grund")
        wer = try row.decode("wer")
        am = try row.decode("am")
        antwort = try row.decode("antwort")
    }

    /// Alle zu einem Monat, die älteste zuerst.
    package static func alle(_ monat: Monat, in session: MandantSession) throws
        -> [Zeilenaeusserung] {
        try session.all("""
            SELECT id, lfd, art, grund, wer, am, antwort
              FROM kreis.erstattung_aeusserungen(\(monat))
             ORDER BY am, id
            """)
    }

    /// Wendet sich gegen eine Zeile; der Grund geht an den Kreis.
    package static func einwenden(
        _ monat: Monat, zeile: Int, grund: String, in session: MandantSession
    ) throws {
        try aeussern(monat, zeile: zeile, "eingewandt", grund, in: session)
    }

    /// Bestätigt eine Zeile, gegen die sich die Kommune gewandt hatte, oder mit nil alle übrigen.
    package static func bestaetigen(
        _ monat: Monat, zeile: Int?, in session: MandantSession
    ) throws {
        try aeussern(monat, zeile: zeile, "bestaetigt", "", in: session)
    }

    private static func aeussern(
        _ monat: Monat, zeile: Int?, _ art: String, _ grund: String, in session: MandantSession
    ) throws {
        do {
            try session.execute("""
                SELECT kreis.erstattung_aeussern(\(ID()), \(monat), \(zeile), \(art), \(grund),
                                                 \(session.akteur.name))
                """)
        } catch let fehler as PostgresError
            where fehler.constraint == "erstattung_aeusserung_eigene" {
            throw Hindernis(.regel, "Für den \(monat.deutsch) ist noch nichts angefordert.",
                            abhilfe: "Äußern können Sie sich nach seinem Abschluss.")
        } catch let fehler as PostgresError
            where fehler.constraint == "erstattung_aeusserung_zeile" {
            throw Hindernis.nichtGefunden
        }
        try session.audit("erstattung.\(art)", monat.description,
                          zeile.map { ["zeile": String($0)] } ?? [:])
    }
}
