import Grundwerte
import Platform
import Postgres

/// Die amtliche Einwohnerzahl einer Kommune zu einem 30. Juni, mit ihrer Quelle (H-2.2).
package struct Einwohnerzahl: Sendable, RowDecodable {
    package typealias ID = TypedID<Einwohnerzahl>

    package let id: ID
    package let mandant: Mandant.ID
    package let kommune: String
    package let ags: String
    package let stichtag: Kalendertag
    package let anzahl: Int64
    /// Wo sie steht: `IT.NRW, Bevölkerung am 30.06.2025, abgerufen am 05.01.2026`.
    package let quelle: String

    package init(row: Row) throws {
        id = try row.decode("id")
        mandant = try row.decode("mandant_id")
        kommune = try row.decode("bezeichnung")
        ags = try row.decode("ags")
        stichtag = try row.decode("stichtag")
        anzahl = try row.decode("anzahl")
        quelle = try row.decode("quelle")
    }

    /// Der Stichtag für eine Vereinbarung: der 30. Juni des Jahres davor.
    package static func stichtag(fuer vereinbarung: Kalendertag) -> Kalendertag {
        Monat(vereinbarung.jahr - 1, 6).letzterTag
    }

    /// Je Kommune die zuletzt erfasste Zahl des Stichtags, nach AGS; ohne Zahl fehlt sie.
    package static func alle(am stichtag: Kalendertag, in session: KreisSession) throws
        -> [Einwohnerzahl] {
        try session.all("""
            SELECT DISTINCT ON (m.ags) e.id, m.id AS mandant_id, m.bezeichnung, e.ags, e.stichtag,
                   e.anzahl, e.quelle
              FROM einwohnerzahl e JOIN platform.mandant m ON m.ags = e.ags
             WHERE e.stichtag = \(stichtag) ORDER BY m.ags, e.erfasst_am DESC, e.id DESC
            """)
    }

    /// Erfasst die Zahlen eines Stichtags aus einer Quelle. Was schon erfasst war, gilt danach
    /// nicht mehr.
    package static func erfassen(
        _ zahlen: [(mandant: Mandant.ID, anzahl: Int64)], stichtag: Kalendertag, quelle: String,
        in session: KreisSession
    ) throws {
        guard stichtag == Monat(stichtag.jahr, 6).letzterTag else {
            throw Hindernis(.eingabe, feld: "stichtag", "\(stichtag.deutsch) ist kein 30. Juni.",
                            abhilfe: "Amtlich ist hier die Zahl zum 30. Juni.")
        }
        guard !zahlen.isEmpty else {
            throw Hindernis(.eingabe, "Es ist keine Zahl eingetragen.",
                            abhilfe: "Tragen Sie mindestens eine Kommune ein.")
        }
        try session.execute("""
            INSERT INTO einwohnerzahl (id, ags, stichtag, anzahl, quelle, erfasst_von)
            SELECT n.id, m.ags, \(stichtag), n.anzahl, \(quelle), \(session.benutzer())
              FROM unnest(\(zahlen.map { _ in UUIDv7() }), \(zahlen.map(\.mandant)),
                          \(zahlen.map(\.anzahl))) AS n (id, mandant, anzahl)
              JOIN platform.mandant m ON m.id = n.mandant
            """)
        try session.audit("einwohnerzahl.erfasst", stichtag.description,
                          ["kommunen": String(zahlen.count)])
    }
}
