import Grundwerte
import Postgres

/// Das Prüfblatt einer Veröffentlichung: womit geschützt und was der eigene Angriff ergab.
package struct Schutznachweis: Sendable, RowDecodable {
    /// Der Tag, seit dem die Schwellen gelten.
    package let regel: Kalendertag
    /// Öffentlich: der umgelegte Betrag des Monats, wenn er feststeht.
    package let umlage: Geld?
    package let zellen: Int
    package let gesperrt: Int
    /// Gesperrte Zellen aller Veröffentlichungen, jede mit zwei Linearprogrammen angegriffen.
    package let angegriffen: Int
    package let aufgedeckt: Int
    package let gleichungen: Int
    package let bekannt: Int
    package let bereiche: Int
    /// Personen zwischen kleinstem und größtem möglichen Wert der am engsten eingegrenzten Zelle.
    package let engsteSpanne: Int?

    package init(row: Row) throws {
        regel = try row.decode("regel")
        umlage = try row.decode("umlage_cent")
        zellen = Int(try row.decode("zellen", as: Int32.self))
        gesperrt = Int(try row.decode("gesperrt", as: Int32.self))
        angegriffen = Int(try row.decode("angegriffen", as: Int32.self))
        aufgedeckt = Int(try row.decode("aufgedeckt", as: Int32.self))
        gleichungen = Int(try row.decode("gleichungen", as: Int32.self))
        bekannt = Int(try row.decode("bekannt", as: Int32.self))
        bereiche = Int(try row.decode("bereiche", as: Int32.self))
        engsteSpanne = try row.decode("engste_spanne", as: Int32?.self).map(Int.init)
    }
}
