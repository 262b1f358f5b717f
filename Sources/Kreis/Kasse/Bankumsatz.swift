import Grundwerte
import Platform
import Postgres

/// Eine Zeile eines Auszugs, wie die Kasse sie führt.
package struct Bankumsatz: Sendable, RowDecodable {
    package typealias ID = TypedID<Bankumsatz>

    package let id: ID
    package let auszug: Auszug.ID
    package let lfd: Int
    /// Gutschrift positiv, Belastung negativ.
    package let betrag: Geld
    package let buchungstag: Kalendertag
    package let gegenname: String
    package let gegenkonto: String
    package let zweck: String
    package let endToEndId: String
    package let istRueckgabe: Bool
    /// Code der Bank, etwa `AC04`.
    package let rueckgabegrund: String
    package let lauf: Zahllauf.ID?
    package let laufnummer: String?
    package let istUngeklaert: Bool
    /// Warum nur eine Person den Umsatz zuordnen kann.
    package let hinweis: String
    /// Was noch keiner Zahlung und keiner Erstattung zugeordnet ist.
    package let offen: Geld

    package init(row: Row) throws {
        id = try row.decode("id")
        auszug = try row.decode("auszug_id")
        lfd = try row.decode("lfd")
        betrag = try row.decode("betrag_cent")
        buchungstag = try row.decode("buchungstag")
        gegenname = try row.decode("gegenname")
        gegenkonto = try row.decode("gegeniban")
        zweck = try row.decode("zweck")
        endToEndId = try row.decode("endtoend")
        istRueckgabe = try row.decode("rueckgabe")
        rueckgabegrund = try row.decode("rueckgabegrund")
        lauf = try row.decode("lauf_id")
        laufnummer = try row.decode("laufnummer")
        istUngeklaert = try row.decode("ungeklaert")
        hinweis = try row.decode("hinweis")
        offen = try row.decode("offen")
    }

    static let abfrage: SQL = """
        SELECT u.id, u.auszug_id, u.lfd, u.betrag_cent, u.buchungstag, u.gegenname, u.gegeniban,
               u.zweck, u.endtoend,
               u.rueckgabe, u.rueckgabegrund, u.lauf_id, l.nummer AS laufnummer,
               u.zustand = 'ungeklaert' AS ungeklaert,
               u.hinweis,
               u.betrag_cent - coalesce((SELECT sum(z.betrag_cent) FROM umsatz_zuordnung z
                                          WHERE z.umsatz_id = u.id), 0)::bigint AS offen
          FROM umsatz u LEFT JOIN zahllauf l ON l.id = u.lauf_id
        """

    package static func alle(_ auszug: Auszug.ID, seite: Int = 1, je: Int = 200,
                             in session: KreisSession) throws -> [Bankumsatz] {
        try session.all("""
            \(abfrage) WHERE u.auszug_id = \(auszug) ORDER BY u.lfd
             LIMIT \(je) OFFSET \((max(seite, 1) - 1) * je)
            """)
    }

    /// Die Arbeitsliste: Was die Bank gebucht hat und noch niemand zuordnen konnte.
    package static func ungeklaerte(hoechstens: Int = 200, in session: KreisSession) throws
        -> [Bankumsatz] {
        try session.all("""
            \(abfrage) WHERE u.zustand = 'ungeklaert' ORDER BY u.buchungstag, u.id
             LIMIT \(hoechstens)
            """)
    }

    package static func laden(_ id: ID, in session: KreisSession) throws -> Bankumsatz {
        guard let umsatz: Bankumsatz = try session.first("\(abfrage) WHERE u.id = \(id)") else {
            throw Hindernis.nichtGefunden
        }
        return umsatz
    }
}
