import Foundation
import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Die Angaben für das Schreiben `erstattungsanforderung.typ`, fertig formatiert.
package struct Erstattungsschreiben: Codable, Sendable {
    package struct Absender: Codable, Sendable {
        package let name, amt, strasse, ort: String
        package let telefon, email: String?

        package init(name: String, amt: String, strasse: String, ort: String, telefon: String? = nil,
                     email: String? = nil) {
            self.name = name
            self.amt = amt
            self.strasse = strasse
            self.ort = ort
            self.telefon = telefon
            self.email = email
        }
    }

    package struct Bank: Codable, Sendable {
        package let inhaber, iban: String
        package let bic: String?
    }

    package struct Bewegung: Codable, Sendable {
        package let bewegung, anzahl, betrag: String
    }

    /// Eine Zeile je Buchungstag, Zahllauf und Bewegung.
    package struct Nachweiszeile: Codable, Sendable {
        package let gebucht, lauf, bewegung, anzahl, betrag: String
    }

    package let absender: Absender
    package let empfaenger: [String]
    package let kommune, nummer, kassenzeichen, datum, monat, betrag, faellig: String
    package let bank: Bank?
    package let zusammensetzung: [Bewegung]
    package let anzahl: String
    package let nachweis: [Nachweiszeile]
    package let pruefsumme: String
}

extension Erstattung {
    /// Was im Schreiben steht; gerendert und abgelegt wird außerhalb der Transaktion.
    package func angaben(absender: Erstattungsschreiben.Absender,
                         in session: KreisSession) throws -> Erstattungsschreiben {
        let kommune: Mandant = try session.one("SELECT \(Mandant.columns) FROM platform.mandant WHERE id = \(mandant)")
        let konto = try Bankkonto.laden(.ueberweisung, am: Uhr.berlinTag(abgeschlossenAm), in: session)
        let nachweis = try nachweiszeilen(in: session)
        return Erstattungsschreiben(
            absender: absender,
            empfaenger: [kommune.bezeichnung, kommune.strasse, "\(kommune.plz) \(kommune.ort)"],
            kommune: kommune.bezeichnung, nummer: nummer, kassenzeichen: kassenzeichen,
            datum: Uhr.berlinTag(abgeschlossenAm).deutsch, monat: monat.deutsch, betrag: summe.betrag,
            faellig: faellig.deutsch,
            bank: konto.map { .init(inhaber: $0.inhaber, iban: $0.iban.gruppiert, bic: $0.bic) },
            zusammensetzung: try zusammensetzung(in: session), anzahl: "\(positionen)", nachweis: nachweis,
            pruefsumme: hexText(nachweisSHA256))
    }

    private func zusammensetzung(in session: KreisSession) throws -> [Erstattungsschreiben.Bewegung] {
        let ruecklaeufer = try session.scalar("""
            SELECT count(*) FROM erstattung_position p JOIN buchungszeile z ON z.id = p.buchungszeile_id
             WHERE p.erstattung_id = \(id) AND z.betrag_cent < 0
            """, as: Int.self)
        let zahlungen = Erstattungsschreiben.Bewegung(
            bewegung: "Zahlungen", anzahl: "\(positionen - ruecklaeufer)", betrag: gezahlt.betrag)
        guard ruecklaeufer > 0 else { return [zahlungen] }
        return [zahlungen, .init(bewegung: "Rückläufer", anzahl: "\(ruecklaeufer)", betrag: ruecklauf.betrag)]
    }

    private func nachweiszeilen(in session: KreisSession) throws -> [Erstattungsschreiben.Nachweiszeile] {
        try session.all("""
            SELECT b.buchungstag, coalesce(l.nummer, '') AS lauf, z.betrag_cent < 0 AS ruecklauf, count(*) AS anzahl,
                   sum(z.betrag_cent)::bigint AS summe
              FROM erstattung_position p
              JOIN buchungszeile z ON z.id = p.buchungszeile_id
              JOIN buchung b ON b.id = z.buchung_id
              LEFT JOIN lauf_position q ON q.auftrag_id = z.auftrag_id AND NOT q.ausgetragen
              LEFT JOIN zahllauf l ON l.id = q.lauf_id
             WHERE p.erstattung_id = \(id)
             GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
            """) { row in
            Erstattungsschreiben.Nachweiszeile(
                gebucht: try row.decode("buchungstag", as: Kalendertag.self).deutsch, lauf: try row.decode("lauf"),
                bewegung: try row.decode("ruecklauf", as: Bool.self) ? "Rückläufer" : "Zahlungen",
                anzahl: "\(try row.decode("anzahl", as: Int.self))",
                betrag: try row.decode("summe", as: Geld.self).betrag)
        }
    }
}
