import Foundation
import Grundwerte
import Platform
import Postgres

extension Erstattung {
    /// Was eine Zeile der Erstattung ist.
    package enum Bewegung: String, Sendable, SQLEnum, CaseIterable {
        case zahlung, ruecklauf
        /// Auf eine Rückforderung der Kommune ging beim Kreis Geld ein; es wird mit ihr verrechnet.
        case rueckforderung

        package var bezeichnung: String {
            switch self {
            case .zahlung: "Überweisungen"
            case .ruecklauf: "Rücküberweisungen"
            case .rueckforderung: "Eingänge auf Rückforderungen"
            }
        }

        /// Als Spalte zu einer Buchungszeile `z`.
        static let spalte: SQL = """
            CASE WHEN z.kassenzeichen IS NOT NULL THEN 'rueckforderung'
                 WHEN z.betrag_cent < 0 THEN 'ruecklauf' ELSE 'zahlung' END
            """
    }

    /// Ein Monat einer Kommune in der Jahresübersicht, abgeschlossen oder nicht.
    package struct Monatsstand: Sendable, RowDecodable {
        package let monat: Monat
        package let mandant: Mandant.ID
        package let kommune: String
        package let summe: Geld
        /// Nil, solange der Monat für diese Kommune offen ist.
        package let abgeschlossen: ID?

        package init(row: Row) throws {
            monat = try row.decode("monat")
            mandant = try row.decode("mandant_id")
            kommune = try row.decode("bezeichnung")
            summe = try row.decode("summe")
            abgeschlossen = try row.decode("erstattung_id")
        }
    }

    /// Alle Monate eines Jahres mit Bewegung, der jüngste zuerst.
    package static func jahr(_ jahr: Int, in session: KreisSession) throws -> [Monatsstand] {
        try monatsstaende(von: Monat(jahr, 1), bis: Monat(jahr, 12), in: session)
    }

    /// Vergangene Monate, die noch für mindestens eine Kommune offen sind.
    package static func offeneMonate(in session: KreisSession) throws -> [Monat] {
        let heute = session.heute.monat
        let offen = try monatsstaende(von: heute.plus(-24), bis: heute.voriger, in: session)
            .filter { $0.abgeschlossen == nil }
        return Array(Set(offen.map(\.monat))).sorted()
    }

    private static func monatsstaende(
        von: Monat, bis: Monat, in session: KreisSession
    ) throws -> [Monatsstand] {
        try session.all("""
            SELECT s.monat, s.mandant_id, m.bezeichnung, s.summe, e.id AS erstattung_id
              FROM (SELECT date_trunc('month', b.buchungstag)::date AS monat, z.mandant_id,
                           sum(z.betrag_cent)::bigint AS summe
                      FROM buchungszeile z JOIN buchung b ON b.id = z.buchung_id
                     WHERE z.konto = 'forderung' AND z.in_erstattung
                       AND b.buchungstag BETWEEN \(von.ersterTag) AND \(bis.letzterTag)
                     GROUP BY 1, 2) s
              JOIN platform.mandant m ON m.id = s.mandant_id
              LEFT JOIN erstattung e ON e.mandant_id = s.mandant_id AND e.monat = s.monat
             ORDER BY s.monat DESC, m.bezeichnung, s.mandant_id
            """)
    }

    /// Eine Zeile des Nachweises auf dem Bildschirm: was ein Lauf an einem Tag bewegt hat.
    package struct Laufsumme: Sendable, RowDecodable {
        package let buchungstag: Kalendertag
        package let lauf: Zahllauf.ID?
        package let laufnummer: String?
        package let bewegung: Bewegung
        package let anzahl: Int
        package let summe: Geld

        package init(row: Row) throws {
            buchungstag = try row.decode("buchungstag")
            lauf = try row.decode("lauf_id")
            laufnummer = try row.decode("nummer")
            bewegung = try row.decode("bewegung")
            anzahl = try row.decode("anzahl")
            summe = try row.decode("summe")
        }
    }

    /// Die eingefrorenen Positionen, zusammengefasst je Buchungstag und Lauf; Zahlungen zuerst.
    package func jeLauf(in session: KreisSession) throws -> [Laufsumme] {
        try session.all("""
            SELECT b.buchungstag, l.id AS lauf_id, l.nummer, \(Bewegung.spalte) AS bewegung,
                   count(*) AS anzahl, sum(z.betrag_cent)::bigint AS summe
              FROM erstattung_position p
              JOIN buchungszeile z ON z.id = p.buchungszeile_id
              JOIN buchung b ON b.id = z.buchung_id
              LEFT JOIN lauf_position lp ON lp.auftrag_id = z.auftrag_id AND NOT lp.ausgetragen
              LEFT JOIN zahllauf l ON l.id = lp.lauf_id
             WHERE p.erstattung_id = \(id)
             GROUP BY b.buchungstag, l.id, l.nummer, 4
             ORDER BY bewegung DESC, b.buchungstag, l.nummer
            """)
    }

    /// Eine Zahlung der Kommune auf die Erstattung.
    package struct Eingang: Sendable, RowDecodable {
        package let buchungstag: Kalendertag
        package let betrag: Geld
        package let auszug: Auszug.ID
        /// Hebt eine falsche Zuordnung auf; dann ist `grund`, warum sie falsch war.
        package let nimmtZurueck: Bool
        package let grund: String

        package init(row: Row) throws {
            nimmtZurueck = try row.decode("nimmt_zurueck")
            grund = try row.decode("grund")
            buchungstag = try row.decode("buchungstag")
            betrag = try row.decode("betrag_cent")
            auszug = try row.decode("auszug_id")
        }
    }

    package func eingaenge(in session: KreisSession) throws -> [Eingang] {
        try session.all("""
            SELECT u.buchungstag, z.betrag_cent, u.auszug_id, z.grund,
                   z.nimmt_zurueck IS NOT NULL AS nimmt_zurueck
              FROM umsatz_zuordnung z JOIN umsatz u ON u.id = z.umsatz_id
             WHERE z.erstattung_id = \(id) ORDER BY u.buchungstag, z.id
            """)
    }

    /// Rechnet nach, was beim Abschluss festgehalten wurde.
    package func nachrechnen(in session: KreisSession) throws -> Nachrechnung {
        let nachweis = Erstattungsnachweis(
            nummer: nummer, zeilen: try Erstattungsnachweis.eingefroren(id, in: session))
        let stand = try Erstattung.vorschau(monat, in: session).first { $0.mandant == mandant }
        return Nachrechnung(
            zeilensumme: nachweis.zeilen.map(\.betrag).summe() == summe
                && nachweis.zeilen.count == positionen,
            forderung: stand?.summe == summe && stand?.positionen == positionen,
            pruefsumme: nachweis.sha256 == nachweisSHA256,
            anzahl: Dictionary(grouping: nachweis.zeilen, by: \.bewegung).mapValues(\.count))
    }

    package struct Nachrechnung: Sendable {
        /// Die Zeilen des Nachweises ergeben Betrag und Anzahl.
        package let zeilensumme: Bool
        /// Die Forderung gegen die Kommune im Hauptbuch hat in diesem Monat dieselbe Bewegung.
        package let forderung: Bool
        /// Der Nachweis ergibt Byte für Byte die Prüfsumme vom Abschluss.
        package let pruefsumme: Bool
        /// Zeilen je Bewegung.
        package let anzahl: [Bewegung: Int]

        package var allesGleich: Bool { zeilensumme && forderung && pruefsumme }
    }
}
