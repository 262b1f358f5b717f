import Foundation
import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Was Entwürfe des Kreises für die laufenden Fälle dieser Kommune bedeuten. Es sind Probezahlen:
/// Nichts wird bewilligt, und nichts beruht darauf.
package struct Probelauf: Sendable, RowDecodable {
    package let id: Probelaufauftrag.ID
    package let von: Monat
    package let bis: Monat
    /// „Bedarfssätze ab 01.01.2027 (BGBl. 2026 I Nr. 400)“.
    package let entwuerfe: [String]
    package let begonnenAm: Date
    /// Nil, solange noch gerechnet wird.
    package let fertigAm: Date?

    package init(row: Row) throws {
        id = try row.decode("id")
        von = try row.decode("von")
        bis = try row.decode("bis")
        entwuerfe = try row.decode("entwuerfe")
        begonnenAm = try row.decode("begonnen_am")
        fertigAm = try row.decode("fertig_am")
    }

    /// Der jüngste fertige; nil, wenn keiner vorliegt.
    package static func letzter(in session: MandantSession) throws -> Probelauf? {
        try session.first("""
            SELECT id, von, bis, entwuerfe, begonnen_am, fertig_am FROM probelauf
             WHERE fertig_am IS NOT NULL ORDER BY id DESC LIMIT 1
            """)
    }

    /// Wie viele eigene und vertretene Fälle nach dem jüngsten anders ausfielen.
    package static func anzahlMeiner(in session: MandantSession) throws -> Int {
        try session.scalar("""
            SELECT count(DISTINCT p.fall_id) FROM probelauf_fall p JOIN fall f ON f.id = p.fall_id
             WHERE p.probelauf_id = (SELECT id FROM probelauf WHERE fertig_am IS NOT NULL
                                      ORDER BY id DESC LIMIT 1)
               AND \(Auswahl.meine.bedingung(in: session))
            """)
    }

    /// Je Monat, was auch in die Summen des Kreises eingeht, hier für die eigene Kommune.
    package func summen(in session: MandantSession) throws -> [Probelaufsumme] {
        try session.all("""
            SELECT p.monat, count(*) FILTER (WHERE p.hindernis = '') AS faelle,
                   coalesce(sum(p.personen) FILTER (WHERE p.hindernis = ''), 0)::bigint AS personen,
                   coalesce(sum(p.alt_cent) FILTER (WHERE p.hindernis = ''), 0)::bigint AS alt,
                   coalesce(sum(p.neu_cent) FILTER (WHERE p.hindernis = ''), 0)::bigint AS neu,
                   count(*) FILTER (WHERE p.alt_cent <> p.neu_cent) AS geaenderte_faelle,
                   coalesce(sum(p.personen) FILTER (WHERE p.alt_cent <> p.neu_cent), 0)::bigint
                       AS geaenderte_personen,
                   count(*) FILTER (WHERE p.hindernis <> '') AS ohne_ergebnis,
                   max(p.alt_cent) AS alt_groesster,
                   coalesce((array_agg(p.alt_cent ORDER BY p.alt_cent DESC))[2], 0) AS alt_zweiter,
                   sum(b.bewegt)::bigint AS bewegt, max(b.bewegt) AS bewegt_groesster,
                   coalesce((array_agg(b.bewegt ORDER BY b.bewegt DESC))[2], 0) AS bewegt_zweiter
              FROM probelauf_fall p
             CROSS JOIN LATERAL (SELECT abs(p.neu_cent - p.alt_cent) AS bewegt) b
             WHERE p.probelauf_id = \(id) GROUP BY p.monat ORDER BY p.monat
            """) { row in
            Probelaufsumme(
                monat: try row.decode("monat"), faelle: try row.decode("faelle"),
                personen: try row.decode("personen"), alt: try row.decode("alt"),
                neu: try row.decode("neu"),
                geaenderteFaelle: try row.decode("geaenderte_faelle"),
                geaendertePersonen: try row.decode("geaenderte_personen"),
                ohneErgebnis: try row.decode("ohne_ergebnis"),
                altGroesster: try row.decode("alt_groesster"),
                altZweiter: try row.decode("alt_zweiter"), bewegt: try row.decode("bewegt"),
                bewegtGroesster: try row.decode("bewegt_groesster"),
                bewegtZweiter: try row.decode("bewegt_zweiter"))
        }
    }
}

extension Probelauf {
    /// `meine`: auch die Fälle derer, die man vertritt.
    package enum Auswahl: String, Sendable, CaseIterable {
        case meine, alle, nichtRechenbar = "offen"

        package var bezeichnung: String {
            switch self {
            case .meine: "Meine Fälle, die sich ändern"
            case .alle: "Alle, die sich ändern"
            case .nichtRechenbar: "Nicht zu rechnen"
            }
        }

        fileprivate func bedingung(in session: MandantSession) throws -> SQL {
            switch self {
            case .meine: """
                p.alt_cent <> p.neu_cent
                AND f.sachbearbeitung = ANY (\(try Vertretung.tische(in: session)))
                """
            case .alle: "p.alt_cent <> p.neu_cent"
            case .nichtRechenbar: "p.hindernis <> ''"
            }
        }
    }

    /// Ein Fall, über alle Monate des Laufs zusammen.
    package struct Eintrag: Sendable, RowDecodable {
        package let fall: Fall.ID
        package let aktenzeichen: String
        package let name: String
        package let sachbearbeitung: User.ID
        package let monate: Int
        package let alt: Geld
        package let neu: Geld
        /// Des ersten Monats, der sich ändert.
        package let warum: String
        package let hindernis: String

        package var unterschied: Geld { neu - alt }

        package init(row: Row) throws {
            fall = try row.decode("fall_id")
            aktenzeichen = try row.decode("aktenzeichen")
            name = try row.decode("name")
            sachbearbeitung = try row.decode("sachbearbeitung")
            monate = try row.decode("monate")
            alt = try row.decode("alt")
            neu = try row.decode("neu")
            warum = try row.decode("warum")
            hindernis = try row.decode("hindernis")
        }
    }

    /// Eine Seite der Fälle, die größte Änderung zuerst.
    package func faelle(
        _ auswahl: Auswahl, seite: Int, je: Int, in session: MandantSession
    ) throws -> (eintraege: [Eintrag], anzahl: Int) {
        let treffer: SQL = """
            FROM probelauf_fall p JOIN fall f ON f.id = p.fall_id
             WHERE p.probelauf_id = \(id) AND \(try auswahl.bedingung(in: session))
            """
        let anzahl = try session.scalar(
            "SELECT count(DISTINCT p.fall_id) \(treffer)", as: Int.self)
        let eintraege = try session.all("""
            SELECT t.fall_id, f.aktenzeichen, coalesce(n.name, '') AS name, f.sachbearbeitung,
                   t.monate, t.alt, t.neu, t.warum, t.hindernis
              FROM (SELECT p.fall_id, count(*) AS monate, sum(p.alt_cent)::bigint AS alt,
                           sum(p.neu_cent)::bigint AS neu,
                           (array_agg(p.warum ORDER BY p.monat))[1] AS warum,
                           (array_agg(p.hindernis ORDER BY p.monat))[1] AS hindernis
                      \(treffer) GROUP BY p.fall_id
                     ORDER BY abs(sum(p.neu_cent) - sum(p.alt_cent)) DESC, p.fall_id
                     LIMIT \(je) OFFSET \((max(seite, 1) - 1) * je)) t
              JOIN fall f ON f.id = t.fall_id \(Fall.vorstand)
             ORDER BY abs(t.neu - t.alt) DESC, t.fall_id
            """, as: Eintrag.self)
        return (eintraege, anzahl)
    }
}
