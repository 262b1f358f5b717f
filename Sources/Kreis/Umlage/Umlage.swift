import Foundation
import Grundwerte
import Platform
import Postgres

/// Die abgeschlossene Umlage eines Monats (B-6.7). Nichts daran ändert sich; was später kommt, geht
/// in die nächste.
package struct Umlage: Sendable {
    package typealias ID = TypedID<Umlage>

    package let id: ID
    package let monat: Monat
    /// Der Monat, ab dem die Zählregel gilt.
    package let regel: Monat
    /// Negativ, wenn mehr zurückkam, als ausgelegt war (B-6.8).
    package let netto: Geld
    package let empfaenger: Int
    package let positionen: Int
    package let nachweisSHA256: [UInt8]
    package let faellig: Kalendertag
    package let festgestelltVon: User.ID
    package let festgestelltAm: Date
    package let abgeschlossenVon: User.ID
    package let abgeschlossenAm: Date
}

extension Umlage: RowDecodable {
    package init(row: Row) throws {
        id = try row.decode("id")
        monat = try row.decode("monat")
        regel = try row.decode("regel")
        netto = try row.decode("netto_cent")
        empfaenger = try row.decode("empfaenger")
        positionen = try row.decode("positionen")
        nachweisSHA256 = try row.decode("nachweis_sha256")
        faellig = try row.decode("faellig")
        festgestelltVon = try row.decode("festgestellt_von")
        festgestelltAm = try row.decode("festgestellt_am")
        abgeschlossenVon = try row.decode("abgeschlossen_von")
        abgeschlossenAm = try row.decode("abgeschlossen_am")
    }

    private static let abfrage: SQL = """
        SELECT u.id, u.monat, u.regel, u.netto_cent, u.empfaenger, u.positionen, u.nachweis_sha256,
               u.faellig, f.von AS festgestellt_von, f.am AS festgestellt_am, u.abgeschlossen_von,
               u.abgeschlossen_am
          FROM umlage u JOIN umlage_feststellung f ON f.id = u.feststellung_id
        """

    /// Nil, solange der Monat nicht umgelegt ist.
    package static func laden(_ monat: Monat, in session: KreisSession) throws -> Umlage? {
        try session.first("\(abfrage) WHERE u.monat = \(monat)")
    }

    package static func laden(_ id: ID, in session: KreisSession) throws -> Umlage {
        guard let umlage: Umlage = try session.first("\(abfrage) WHERE u.id = \(id)") else {
            throw Hindernis.nichtGefunden
        }
        return umlage
    }

    /// Ein Monat der Übersicht, umgelegt oder nicht.
    package struct Monatsstand: Sendable, RowDecodable {
        package let monat: Monat
        package let netto: Geld
        package let positionen: Int
        package let istUmgelegt: Bool
        /// Jemand hat einen Nachweis festgestellt, der noch nicht abgeschlossen ist.
        package let istFestgestellt: Bool
        /// Was die Kommunen darauf gezahlt haben, und was sie zahlen sollen.
        package let eingegangen: Geld
        package let gefordert: Geld

        package init(row: Row) throws {
            monat = try row.decode("monat")
            netto = try row.decode("netto")
            positionen = try row.decode("positionen")
            istUmgelegt = try row.decode("umgelegt")
            istFestgestellt = try row.decode("festgestellt")
            eingegangen = try row.decode("eingegangen")
            gefordert = try row.decode("gefordert")
        }
    }

    /// Die Monate eines Jahres mit Umlage oder offenem Vorschuss, der jüngste zuerst.
    package static func jahr(_ jahr: Int, in session: KreisSession) throws -> [Monatsstand] {
        try staende(von: Monat(jahr, 1), bis: Monat(jahr, 12), in: session)
    }

    /// Vergangene Monate mit Vorschuss, der noch nicht umgelegt ist.
    package static func offeneMonate(in session: KreisSession) throws -> [Monat] {
        try staende(von: session.heute.monat.plus(-24), bis: session.heute.monat.voriger,
                    in: session)
            .filter { !$0.istUmgelegt }.map(\.monat).sorted()
    }

    private static func staende(von: Monat, bis: Monat, in session: KreisSession) throws
        -> [Monatsstand] {
        try session.all("""
            SELECT u.monat, u.netto_cent AS netto, u.positionen::bigint AS positionen,
                   true AS umgelegt, true AS festgestellt,
                   coalesce((SELECT sum(z.betrag_cent) FROM umsatz_zuordnung z
                               JOIN umlage_teil t ON t.id = z.umlageteil_id
                              WHERE t.umlage_id = u.id), 0)::bigint AS eingegangen,
                   coalesce((SELECT sum(t.anteil_cent + t.durchleitung_cent) FROM umlage_teil t
                              WHERE t.umlage_id = u.id), 0)::bigint AS gefordert
              FROM umlage u WHERE u.monat BETWEEN \(von) AND \(bis)
            UNION ALL
            SELECT o.monat, o.netto, o.positionen, false,
                   EXISTS (SELECT FROM umlage_feststellung f WHERE f.monat = o.monat), 0, 0
              FROM (SELECT date_trunc('month', v.tag)::date AS monat,
                           sum(v.betrag_cent)::bigint AS netto, count(*) AS positionen
                      FROM offene_vorschuesse(\(bis.letzterTag)) v
                     WHERE v.tag >= \(von.ersterTag) GROUP BY 1) o
             WHERE NOT EXISTS (SELECT FROM umlage u WHERE u.monat = o.monat)
             ORDER BY monat DESC
            """)
    }
}
