import Foundation
import Grundwerte
import Platform
import Postgres

/// Briefe, die zusammen gedruckt werden: ein PDF mit Deckblatt, das für immer gleich bleibt.
package struct Drucklauf: Sendable {
    package typealias ID = TypedID<Drucklauf>

    /// Ein Brief des Laufs; `fehler` sagt, warum er nicht im PDF ist.
    package struct Blatt: Sendable {
        package let lfd: Int
        package let brief: Druckbrief
        package let fehler: String?
    }

    package let id: ID
    package let nummer: String
    package let doppelseitig: Bool
    package let angelegtVon: User.ID
    package let angelegtAm: Date
    package let briefe: Int
    package let fehler: Int
    /// Ob das PDF fertig ist oder feststeht, dass es keines gibt.
    package let istFertig: Bool
    /// Nil, solange es kein PDF gibt.
    package let seiten: Int?

    private static let abfrage: SQL = """
        SELECT l.id, l.nummer, l.doppelseitig, l.angelegt_von, l.angelegt_am, e.seiten,
               e.drucklauf_id IS NOT NULL AS fertig,
               (SELECT count(*) FROM drucklauf_brief b WHERE b.drucklauf_id = l.id) AS briefe,
               (SELECT count(*) FROM drucklauf_fehler x WHERE x.drucklauf_id = l.id) AS fehler
          FROM drucklauf l LEFT JOIN drucklauf_ergebnis e ON e.drucklauf_id = l.id
        """

    package static func laden(_ id: ID, in session: MandantSession) throws -> Drucklauf? {
        try session.first("\(abfrage) WHERE l.id = \(id)")
    }

    /// Die jüngsten.
    package static func letzte(
        _ hoechstens: Int, in session: MandantSession
    ) throws -> [Drucklauf] {
        try session.all("\(abfrage) ORDER BY l.angelegt_am DESC, l.id DESC LIMIT \(hoechstens)")
    }

    /// Die Briefe in der Reihenfolge des PDFs.
    package static func blaetter(_ id: ID, in session: MandantSession) throws -> [Blatt] {
        try session.all("""
            SELECT b.lfd, \(Druckbrief.spalten), x.grund AS fehler
              FROM \(Druckbrief.herkunft)
              JOIN drucklauf_brief b ON b.schriftstueck_id = s.id
              LEFT JOIN drucklauf_fehler x ON x.drucklauf_id = b.drucklauf_id AND x.lfd = b.lfd
             WHERE b.drucklauf_id = \(id) ORDER BY b.lfd
            """)
    }

    /// Dieselben Bytes bei jedem Abruf; nil, solange es keine gibt.
    package static func pdf(_ id: ID, in session: MandantSession) throws -> [UInt8]? {
        let teile = try session.scalars("""
            SELECT inhalt FROM drucklauf_teil WHERE drucklauf_id = \(id) ORDER BY lfd
            """, as: [UInt8].self)
        return teile.isEmpty ? nil : teile.flatMap(\.self)
    }
}

extension Drucklauf: RowDecodable {
    package init(row: Row) throws {
        id = try row.decode("id")
        nummer = try row.decode("nummer")
        doppelseitig = try row.decode("doppelseitig")
        angelegtVon = try row.decode("angelegt_von")
        angelegtAm = try row.decode("angelegt_am")
        briefe = try row.decode("briefe")
        fehler = try row.decode("fehler")
        istFertig = try row.decode("fertig")
        seiten = try row.decode("seiten")
    }
}

extension Drucklauf.Blatt: RowDecodable {
    package init(row: Row) throws {
        lfd = try row.decode("lfd")
        brief = try Druckbrief(row: row)
        fehler = try row.decode("fehler")
    }
}
