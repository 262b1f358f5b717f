import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Eine Zeile des Hauptbuchs mit allem, wohin sie führt.
package struct Buchungszeile: Sendable, RowDecodable {
    package typealias ID = TypedID<Buchungszeile>

    package let id: ID
    package let buchung: Buchung.ID
    package let buchungstag: Kalendertag
    package let text: String
    package let konto: Hauptbuch.Konto
    /// Kommune, Laufnummer oder leer.
    package let unterkonto: String
    package let lauf: Zahllauf.ID?
    package let auftrag: Zahlungsauftrag.ID?
    /// EndToEndId der Zahlung oder Kassenzeichen der Rückforderung; sonst leer.
    package let kennung: String
    /// Soll positiv, Haben negativ.
    package let betrag: Geld
    /// Die Erstattung, in der die Zeile steht oder die sie bezahlt.
    package let erstattung: Erstattung.ID?
    /// Nummer der Erstattung, Umlage oder Kostenteilung.
    package let erstattungsnummer: String?
    /// Die Umlage oder Kostenteilung, die sie bezahlt, als offener Posten.
    package let forderung: Forderung.ID?
    /// Nur im Kontoblatt: der Saldo nach dieser Zeile.
    package let stand: Geld?

    package var soll: Geld? { betrag > .null ? betrag : nil }
    package var haben: Geld? { betrag > .null ? nil : -betrag }

    package init(row: Row) throws {
        id = try row.decode("id")
        buchung = try row.decode("buchung_id")
        buchungstag = try row.decode("buchungstag")
        text = try row.decode("text")
        konto = try row.decode("konto")
        unterkonto = try row.decode("unterkonto")
        lauf = try row.decode("lauf_id")
        auftrag = try row.decode("auftrag_id")
        kennung = try row.decode("kennung")
        betrag = try row.decode("betrag_cent")
        erstattung = try row.decode("erstattung_id")
        erstattungsnummer = try row.decode("erstattungsnummer")
        forderung = try row.decode("forderung_id")
        stand = try row.decode("stand")
    }

    /// Welche Zeilen gemeint sind: ein Monat, darin ein Konto, darin ein Unterkonto.
    package struct Auswahl: Sendable {
        package let monat: Monat
        package var konto: Hauptbuch.Konto?
        package var mandant: Mandant.ID?
        package var lauf: Zahllauf.ID?
        package var bankkonto: String?

        package init(monat: Monat, konto: Hauptbuch.Konto? = nil, mandant: Mandant.ID? = nil,
                     lauf: Zahllauf.ID? = nil, bankkonto: String? = nil) {
            self.monat = monat
            self.konto = konto
            self.mandant = mandant
            self.lauf = lauf
            self.bankkonto = bankkonto
        }

        fileprivate var bedingung: SQL {
            """
            (\(konto)::text IS NULL OR z.konto = \(konto))
            AND (\(mandant)::uuid IS NULL OR z.mandant_id = \(mandant))
            AND (\(lauf)::uuid IS NULL OR z.lauf_id = \(lauf))
            AND (\(bankkonto)::text IS NULL OR EXISTS (
                SELECT FROM umsatz u JOIN auszug x ON x.id = u.auszug_id
                 WHERE u.id = b.umsatz_id AND x.iban = \(bankkonto)))
            """
        }
    }

    private static func abfrage(_ stand: SQL) -> SQL {
        """
        SELECT z.id, z.buchung_id, b.buchungstag, b.text, z.konto, z.lauf_id, z.auftrag_id,
               z.betrag_cent, coalesce(m.bezeichnung, l.nummer, '') AS unterkonto,
               coalesce(a.endtoend, z.kassenzeichen, '') AS kennung,
               e.id AS erstattung_id, coalesce(e.nummer, f.nummer) AS erstattungsnummer,
               f.id AS forderung_id, \(stand) AS stand
          FROM buchungszeile z
          JOIN buchung b ON b.id = z.buchung_id
          LEFT JOIN platform.mandant m ON m.id = z.mandant_id
          LEFT JOIN zahllauf l ON l.id = z.lauf_id
          LEFT JOIN zahlungsauftrag a ON a.id = z.auftrag_id
          LEFT JOIN umsatz_zuordnung o ON o.id = z.zuordnung_id
          LEFT JOIN erstattung_position p ON p.buchungszeile_id = z.id
          LEFT JOIN erstattung e ON e.id = coalesce(p.erstattung_id, o.erstattung_id)
          LEFT JOIN forderung f ON f.id = coalesce(o.umlageteil_id, o.forderung_id)
        """
    }

    /// Eine Seite der Zeilen, die älteste zuerst; im Kontoblatt mit dem Saldo nach jeder.
    package static func alle(
        _ auswahl: Auswahl, seite: Int, je: Int, anfang: Geld, in session: KreisSession
    ) throws -> [Buchungszeile] {
        let stand: SQL = auswahl.konto == nil ? "NULL::bigint" : """
            (\(anfang)::bigint + sum(z.betrag_cent) OVER (
                ORDER BY b.buchungstag, b.gebucht_am, b.id, z.id))::bigint
            """
        return try session.all("""
            \(abfrage(stand))
             WHERE b.buchungstag BETWEEN \(auswahl.monat.ersterTag) AND \(auswahl.monat.letzterTag)
               AND \(auswahl.bedingung)
             ORDER BY b.buchungstag, b.gebucht_am, b.id, z.id
             LIMIT \(je) OFFSET \((max(seite, 1) - 1) * je)
            """)
    }

    /// Zahl und Summen der Auswahl und der Saldo, mit dem sie beginnt.
    package static func summen(_ auswahl: Auswahl, in session: KreisSession) throws
        -> (anzahl: Int, anfang: Geld, soll: Geld, haben: Geld) {
        let erster = auswahl.monat.ersterTag
        return try session.one("""
            SELECT count(*) FILTER (WHERE b.buchungstag >= \(erster)) AS anzahl,
                   coalesce(sum(z.betrag_cent) FILTER (WHERE b.buchungstag < \(erster)),
                            0)::bigint AS anfang,
                   coalesce(sum(z.betrag_cent) FILTER (
                       WHERE b.buchungstag >= \(erster) AND z.betrag_cent > 0), 0)::bigint AS soll,
                   coalesce(-sum(z.betrag_cent) FILTER (
                       WHERE b.buchungstag >= \(erster) AND z.betrag_cent < 0), 0)::bigint AS haben
              FROM buchungszeile z JOIN buchung b ON b.id = z.buchung_id
             WHERE b.buchungstag <= \(auswahl.monat.letzterTag) AND \(auswahl.bedingung)
            """) {
            (anzahl: try $0.decode("anzahl"), anfang: try $0.decode("anfang"),
             soll: try $0.decode("soll"), haben: try $0.decode("haben"))
        }
    }

    /// Die Zeilen einer Buchung, das Soll zuerst.
    package static func alle(_ buchung: Buchung.ID, seite: Int, je: Int, in session: KreisSession)
        throws -> [Buchungszeile] {
        try session.all("""
            \(abfrage("NULL::bigint")) WHERE z.buchung_id = \(buchung)
             ORDER BY z.betrag_cent < 0, z.konto, kennung, z.id
             LIMIT \(je) OFFSET \((max(seite, 1) - 1) * je)
            """)
    }
}
