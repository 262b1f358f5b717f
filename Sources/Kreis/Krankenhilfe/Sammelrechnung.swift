import Foundation
import Grundwerte
import Platform
import Postgres

/// Eine Rechnung oder Gutschrift über Behandlungen für alle Kommunen zusammen (B-6.1, B-6.8).
///
/// Nichts daran ändert sich: Prüfung, Freigabe und Rückgabe kommen hinzu, und der Zustand ist, was
/// davon da ist. Mit der Freigabe ist sie gebucht.
package struct Sammelrechnung: Sendable {
    package typealias ID = TypedID<Sammelrechnung>

    package enum Art: String, Sendable, CaseIterable, SQLEnum {
        case rechnung, gutschrift

        package var bezeichnung: String {
            switch self {
            case .rechnung: "Rechnung"
            case .gutschrift: "Gutschrift"
            }
        }
    }

    package enum Zustand: String, Sendable, CaseIterable {
        case erfasst, geprueft, freigegeben, zurueckgegeben

        package var bezeichnung: String {
            switch self {
            case .erfasst: "zu prüfen"
            case .geprueft: "freizugeben"
            case .freigegeben: "freigegeben"
            case .zurueckgegeben: "zurückgegeben"
            }
        }
    }

    /// Ein Schritt, wer ihn tat und wann.
    package struct Schritt: Sendable {
        package let von: User.ID
        package let am: Date
        /// Vermerk der Prüfung oder Grund der Rückgabe.
        package let text: String
    }

    package let id: ID
    /// `SR-2026-0007`, je Jahr lückenlos.
    package let eingangsnummer: String
    package let steller: Rechnungssteller.ID
    package let stellername: String
    package let art: Art
    /// Wie der Rechnungssteller sie nennt.
    package let nummer: String
    /// Der Monat, für den abgerechnet ist.
    package let monat: Monat
    package let rechnungsdatum: Kalendertag
    /// Immer positiv; was er bewirkt, sagt `wirkung`.
    package let betrag: Geld
    package let hinweise: String
    package let erfassung: Schritt
    package let pruefung: Schritt?
    package let freigabe: Schritt?
    package let rueckgabe: Schritt?
    package let dokumentname: String
    package let dokumentSHA256: [UInt8]
    package let hatSchreiben: Bool
    /// Wie weit ihre letzte Zahlung ist; nil, solange keine angewiesen ist.
    package let zahlung: Auftragszustand?

    package var zustand: Zustand {
        if rueckgabe != nil { return .zurueckgegeben }
        if freigabe != nil { return .freigegeben }
        return pruefung == nil ? .erfasst : .geprueft
    }

    /// Ob sie noch zu prüfen oder freizugeben ist.
    package var istOffen: Bool { zustand == .erfasst || zustand == .geprueft }

    /// Was die Umlage trägt: eine Gutschrift mindert sie, eine zurückgegebene Rechnung lässt sie.
    package var wirkung: Geld { rueckgabe == nil ? betragMitVorzeichen : .null }

    /// Eine Gutschrift ist negativ.
    package var betragMitVorzeichen: Geld { art == .rechnung ? betrag : -betrag }
}

extension Sammelrechnung: RowDecodable {
    package init(row: Row) throws {
        id = try row.decode("id")
        eingangsnummer = try row.decode("eingangsnummer")
        steller = try row.decode("steller_id")
        stellername = try row.decode("stellername")
        art = try row.decode("art")
        nummer = try row.decode("nummer")
        monat = try row.decode("monat")
        rechnungsdatum = try row.decode("rechnungsdatum")
        betrag = try row.decode("betrag_cent")
        hinweise = try row.decode("hinweise")
        erfassung = Schritt(von: try row.decode("erfasst_von"), am: try row.decode("erfasst_am"),
                            text: "")
        pruefung = try Self.schritt("geprueft", row)
        freigabe = try Self.schritt("freigegeben", row)
        rueckgabe = try Self.schritt("zurueck", row)
        dokumentname = try row.decode("dokumentname")
        dokumentSHA256 = try row.decode("sha256")
        hatSchreiben = try row.decode("hat_schreiben")
        zahlung = try row.decode("zahlung")
    }

    private static func schritt(_ name: String, _ row: Row) throws -> Schritt? {
        guard let von = try row.decode("\(name)_von", as: User.ID?.self) else { return nil }
        return Schritt(von: von, am: try row.decode("\(name)_am"),
                       text: try row.decode("\(name)_text"))
    }

    private static let abfrage: SQL = """
        SELECT r.id, r.eingangsnummer, r.steller_id, s.name AS stellername, r.art, r.nummer,
               r.monat, r.rechnungsdatum, r.betrag_cent, r.hinweise, r.erfasst_von, r.erfasst_am,
               p.von AS geprueft_von, p.am AS geprueft_am, p.vermerk AS geprueft_text,
               f.von AS freigegeben_von, f.am AS freigegeben_am, '' AS freigegeben_text,
               z.von AS zurueck_von, z.am AS zurueck_am, z.grund AS zurueck_text,
               d.name AS dokumentname, d.sha256,
               EXISTS (SELECT FROM sammelrechnung_schreiben b
                        WHERE b.rechnung_id = r.id) AS hat_schreiben,
               (SELECT a.zustand FROM sammelrechnung_zahlung t
                  JOIN zahlungsauftrag a ON a.id = t.auftrag_id
                 WHERE t.rechnung_id = r.id ORDER BY t.am DESC, t.auftrag_id DESC LIMIT 1
               ) AS zahlung
          FROM sammelrechnung r
          JOIN rechnungssteller s ON s.id = r.steller_id
          JOIN sammelrechnung_dokument d ON d.rechnung_id = r.id
          LEFT JOIN sammelrechnung_pruefung p ON p.rechnung_id = r.id
          LEFT JOIN sammelrechnung_freigabe f ON f.rechnung_id = r.id
          LEFT JOIN sammelrechnung_rueckgabe z ON z.rechnung_id = r.id
        """

    package static func laden(_ id: ID, in session: KreisSession) throws -> Sammelrechnung {
        guard let rechnung: Sammelrechnung = try session.first("\(abfrage) WHERE r.id = \(id)")
        else { throw Hindernis.nichtGefunden }
        return rechnung
    }

    /// Was noch zu prüfen oder freizugeben ist, das Älteste zuerst.
    package static func offene(in session: KreisSession) throws -> [Sammelrechnung] {
        try session.all("""
            \(abfrage) WHERE f.rechnung_id IS NULL AND z.rechnung_id IS NULL
             ORDER BY r.erfasst_am, r.eingangsnummer
            """)
    }

    /// Freigegebene Rechnungen, die niemand zur Zahlung angewiesen hat oder deren Geld zurückkam,
    /// die älteste zuerst.
    package static func anzuweisende(in session: KreisSession) throws -> [Sammelrechnung] {
        try session.all("""
            \(abfrage) WHERE r.art = 'rechnung' AND f.rechnung_id IS NOT NULL
               AND z.rechnung_id IS NULL
               AND NOT EXISTS (
                   SELECT FROM sammelrechnung_zahlung t
                     JOIN zahlungsauftrag a ON a.id = t.auftrag_id
                    WHERE t.rechnung_id = r.id AND a.zustand NOT IN
                          ('rueckgelaufen', 'bank_abgelehnt', 'zurueckgezogen'))
             ORDER BY f.am, r.eingangsnummer
            """)
    }

    /// Die in einem Jahr erfassten, die jüngste zuerst.
    package static func alle(jahr: Int, in session: KreisSession) throws -> [Sammelrechnung] {
        try session.all("""
            \(abfrage) WHERE split_part(r.eingangsnummer, '-', 2)::integer = \(Int32(jahr))
             ORDER BY r.eingangsnummer DESC
            """)
    }

    /// Das hochgeladene Dokument, wie es kam.
    package func dokument(in session: KreisSession) throws -> [UInt8] {
        try session.scalar("""
            SELECT inhalt FROM sammelrechnung_dokument WHERE rechnung_id = \(id)
            """)
    }
}
