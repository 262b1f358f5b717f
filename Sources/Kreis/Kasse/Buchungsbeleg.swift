import Foundation
import Grundwerte
import Platform
import Postgres

/// Woraus eine Buchung entstand, wenn nicht aus einem Umsatz der Bank.
package struct Buchungsbeleg: Sendable, RowDecodable {
    package enum Art: String, Sendable, SQLEnum {
        case sammelrechnung, umlage, kostenteilung, durchleitung, quittung, lauf

        package var bezeichnung: String {
            switch self {
            case .sammelrechnung: "Sammelrechnung"
            case .umlage: "Umlage der Krankenhilfe"
            case .kostenteilung: "Kostenteilung"
            case .durchleitung: "Durchleitung"
            case .quittung: "Quittung"
            case .lauf: "Zahllauf"
            }
        }
    }

    package let art: Art
    /// Der Sammelrechnung, des Auftrags der Quittung, des Laufs und so fort.
    package let id: UUIDv7
    /// Ihre Nummer, ihr Monat oder ihr Titel.
    package let text: String

    package init(row: Row) throws {
        art = try row.decode("art")
        id = try row.decode("id")
        text = try row.decode("text")
    }

    /// Nil, wenn die Bank der Beleg ist.
    package static func zu(_ buchung: Buchung.ID, in session: KreisSession) throws
        -> Buchungsbeleg? {
        try session.first("""
            SELECT art, id, text FROM (
                SELECT 'sammelrechnung' AS art, r.id, r.eingangsnummer AS text
                  FROM sammelrechnung_freigabe f JOIN sammelrechnung r ON r.id = f.rechnung_id
                 WHERE f.buchung_id = \(buchung)
                UNION ALL
                SELECT 'umlage', u.id, to_char(u.monat, 'YYYY-MM')
                  FROM buchung b JOIN umlage u ON u.id = b.umlage_id WHERE b.id = \(buchung)
                UNION ALL
                SELECT 'kostenteilung', k.id, k.titel
                  FROM buchung b JOIN kostenteilung k ON k.id = b.kostenteilung_id
                 WHERE b.id = \(buchung)
                UNION ALL
                SELECT 'durchleitung', d.id, d.nummer
                  FROM durchleitung_annahme a JOIN durchleitung d ON d.id = a.durchleitung_id
                 WHERE a.buchung_id = \(buchung)
                UNION ALL
                SELECT 'quittung', q.auftrag_id, q.beleg
                  FROM buchungszeile z JOIN barauszahlung q ON q.auftrag_id = z.auftrag_id
                 WHERE z.buchung_id = \(buchung)
                UNION ALL
                SELECT DISTINCT 'lauf', l.id, l.nummer
                  FROM buchungszeile z
                  JOIN lauf_position p ON p.auftrag_id = z.auftrag_id AND NOT p.ausgetragen
                  JOIN zahllauf l ON l.id = p.lauf_id
                 WHERE z.buchung_id = \(buchung) AND z.konto = 'umbuchung') beleg
             ORDER BY art LIMIT 1
            """)
    }
}
