import Foundation
import Grundwerte
import Platform
import Postgres

/// Bestandsdateien, die auf der Seite hochgeladen sind: geprüft, dann übernommen oder verworfen.
package struct Bestandseingang: Sendable {
    package typealias ID = TypedID<Bestandseingang>

    package enum Ergebnis: String, Sendable, SQLEnum {
        case uebernommen, verworfen
    }

    /// Was der Probelauf ergab.
    package struct Pruefung: Sendable {
        package let faelle: Int
        package let personen: Int
        package let neu: Int
        package let schonDa: Int
        package let fehlerhaft: Int
        package let ohneFall: Int

        /// Ob sich etwas übernehmen lässt, notfalls ohne die fehlerhaften Fälle.
        package var istUebernehmbar: Bool { ohneFall == 0 && neu > 0 }
    }

    package let id: ID
    package let bezeichnung: String
    package let angelegtVon: User.ID
    package let angelegtAm: Date
    /// Nil, solange noch geprüft wird.
    package let pruefung: Pruefung?
    package let ergebnis: Ergebnis?
    package let uebernahme: Bestandsuebernahme.ID?

    private static let abfrage: SQL = """
        SELECT b.id, b.bezeichnung, b.angelegt_von, b.angelegt_am, p.faelle, p.personen, p.neu,
               p.schon_da, p.fehlerhaft, p.ohne_fall, e.art AS ergebnis, e.uebernahme_id
          FROM bestandseingang b
          LEFT JOIN bestandseingang_pruefung p ON p.eingang_id = b.id
          LEFT JOIN bestandseingang_ergebnis e ON e.eingang_id = b.id
        """

    package static func laden(_ id: ID, in session: MandantSession) throws -> Bestandseingang? {
        try session.first("\(abfrage) WHERE b.id = \(id)")
    }

    /// Über die noch nicht entschieden ist, der jüngste zuerst.
    package static func offene(in session: MandantSession) throws -> [Bestandseingang] {
        try session.all("""
            \(abfrage) WHERE e.eingang_id IS NULL ORDER BY b.angelegt_am DESC, b.id DESC
            """)
    }

    /// Die Fehlerliste des Probelaufs, nach Datei und Zeile, mit verdeckten Werten.
    package static func befunde(
        _ id: ID, hoechstens: Int = 100_000, in session: MandantSession
    ) throws -> [Bestandsbefund] {
        try session.all("""
            SELECT schwere, datei, zeile, feld, wert, regel, abhilfe FROM bestandseingang_befund
             WHERE eingang_id = \(id) ORDER BY lfd LIMIT \(hoechstens)
            """) { row in
            Bestandsbefund(
                gespeichert: try row.decode("schwere"), datei: try row.decode("datei"),
                zeile: try row.decode("zeile"), feld: try row.decode("feld"),
                wert: try row.decode("wert"), regel: try row.decode("regel"),
                abhilfe: try row.decode("abhilfe"))
        }
    }
}

extension Bestandseingang: RowDecodable {
    package init(row: Row) throws {
        id = try row.decode("id")
        bezeichnung = try row.decode("bezeichnung")
        angelegtVon = try row.decode("angelegt_von")
        angelegtAm = try row.decode("angelegt_am")
        ergebnis = try row.decode("ergebnis")
        uebernahme = try row.decode("uebernahme_id")
        pruefung = try row.decode("faelle", as: Int?.self).map { faelle in
            Pruefung(
                faelle: faelle, personen: try row.decode("personen"), neu: try row.decode("neu"),
                schonDa: try row.decode("schon_da"), fehlerhaft: try row.decode("fehlerhaft"),
                ohneFall: try row.decode("ohne_fall"))
        }
    }
}
