import Foundation
import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Der Weg einer Zahlung durch die Kasse: Auftrag, Läufe, Dateien, Umsätze, Buchungen,
/// Erstattungen.
///
/// Wer sie bekommt und wofür, steht nur bei der Kommune.
package struct Zahlungsspur: Sendable, RowDecodable {
    package let id: Zahlungsauftrag.ID
    /// „Kreis“, wenn er selbst zahlt.
    package let kommune: String
    /// Die Sammelrechnung, die sie bezahlt.
    package let rechnung: Sammelrechnung.ID?
    /// Der Beleg an der Kasse: Nummer der Quittung oder des Schecks.
    package let quittung: String?
    package let endToEndId: String
    package let zahlweg: Zahlweg
    package let betrag: Geld
    package let faellig: Kalendertag
    package let zustand: Auftragszustand
    package let eingereichtAm: Date

    package init(row: Row) throws {
        id = try row.decode("id")
        kommune = try row.decode("bezeichnung")
        rechnung = try row.decode("rechnung_id")
        quittung = try row.decode("quittung")
        endToEndId = try row.decode("endtoend")
        zahlweg = try row.decode("zahlweg")
        betrag = try row.decode("betrag_cent")
        faellig = try row.decode("faellig")
        zustand = try row.decode("zustand")
        eingereichtAm = try row.decode("eingereicht_am")
    }

    package static func laden(_ id: Zahlungsauftrag.ID, in session: KreisSession) throws
        -> Zahlungsspur {
        let spur: Zahlungsspur? = try session.first("""
            SELECT a.id, coalesce(m.bezeichnung, 'Kreis') AS bezeichnung, a.endtoend, a.zahlweg,
                   a.betrag_cent, a.faellig, a.zustand, a.eingereicht_am, s.rechnung_id,
                   q.beleg AS quittung
              FROM zahlungsauftrag a
              LEFT JOIN platform.mandant m ON m.id = a.mandant_id
              LEFT JOIN sammelrechnung_zahlung s ON s.auftrag_id = a.id
              LEFT JOIN barauszahlung q ON q.auftrag_id = a.id
             WHERE a.id = \(id)
            """)
        guard let spur else { throw Hindernis.nichtGefunden }
        return spur
    }

    /// Ein Lauf, der die Zahlung hatte oder hat, mit seiner Datei.
    package struct Lauf: Sendable, RowDecodable {
        package let id: Zahllauf.ID
        package let nummer: String
        package let lfd: Int
        package let ausfuehrungstag: Kalendertag
        package let datei: String
        /// Der Lauf ist verworfen oder hat sie abgegeben.
        package let ausgetragen: Bool

        package init(row: Row) throws {
            id = try row.decode("id")
            nummer = try row.decode("nummer")
            lfd = try row.decode("lfd")
            ausfuehrungstag = try row.decode("ausfuehrungstag")
            datei = try row.decode("msgid")
            ausgetragen = try row.decode("ausgetragen")
        }
    }

    package func laeufe(in session: KreisSession) throws -> [Lauf] {
        try session.all("""
            SELECT l.id, l.nummer, p.lfd, l.ausfuehrungstag, l.msgid, p.ausgetragen
              FROM lauf_position p JOIN zahllauf l ON l.id = p.lauf_id
             WHERE p.auftrag_id = \(id) ORDER BY l.erstellt_am, l.id
            """)
    }

    /// Eine Buchung auf der Forderung gegen die Kommune, mit Beleg der Bank und Erstattung.
    package struct Bewegung: Sendable, RowDecodable {
        package let buchung: Buchung.ID
        package let buchungstag: Kalendertag
        package let betrag: Geld
        package let umsatz: Bankumsatz.ID?
        package let beleg: String
        package let erstattung: Erstattung.ID?
        package let erstattungsnummer: String?
        /// Die Zeile im Nachweis.
        package let position: Int?

        package init(row: Row) throws {
            buchung = try row.decode("buchung_id")
            buchungstag = try row.decode("buchungstag")
            betrag = try row.decode("betrag_cent")
            umsatz = try row.decode("umsatz_id")
            beleg = try row.decode("beleg")
            erstattung = try row.decode("erstattung_id")
            erstattungsnummer = try row.decode("nummer")
            position = try row.decode("lfd")
        }
    }

    package func bewegungen(in session: KreisSession) throws -> [Bewegung] {
        try session.all("""
            SELECT z.buchung_id, b.buchungstag, z.betrag_cent, b.umsatz_id,
                   \(Buchung.belegspalte), p.erstattung_id, e.nummer, p.lfd
              FROM buchungszeile z
              JOIN buchung b ON b.id = z.buchung_id
              LEFT JOIN umsatz u ON u.id = b.umsatz_id
              LEFT JOIN auszug x ON x.id = u.auszug_id
              LEFT JOIN bankkonto k ON k.iban = x.iban
              LEFT JOIN erstattung_position p ON p.buchungszeile_id = z.id
              LEFT JOIN erstattung e ON e.id = p.erstattung_id
             WHERE z.auftrag_id = \(id) ORDER BY b.buchungstag, b.gebucht_am, z.id
            """)
    }
}
