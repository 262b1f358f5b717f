import Foundation
import Grundwerte
import Platform
import Postgres
import Uebergabe

extension Zahllauf {
    package static func laden(_ id: ID, in session: KreisSession) throws -> Zahllauf {
        guard let lauf = try session.first("\(abfrage) WHERE l.id = \(id)", as: Zahllauf.self)
        else { throw Hindernis.nichtGefunden }
        return lauf
    }

    /// Eine Seite aller Läufe, der jüngste zuerst.
    package static func liste(
        seite: Int = 1, je: Int = 50, in session: KreisSession
    ) throws -> (laeufe: [Zahllauf], anzahl: Int) {
        let anzahl = try session.scalar("SELECT count(*) FROM zahllauf", as: Int.self)
        let laeufe = try session.all("""
            \(abfrage) ORDER BY l.ausfuehrungstag DESC, l.erstellt_am DESC, l.id
             LIMIT \(je) OFFSET \((max(seite, 1) - 1) * je)
            """, as: Zahllauf.self)
        return (laeufe, anzahl)
    }

    /// Läufe, an denen noch jemand etwas zu tun hat.
    package static func offene(in session: KreisSession) throws -> [Zahllauf] {
        try session.all("""
            \(abfrage) WHERE l.zustand NOT IN ('gebucht', 'verworfen')
             ORDER BY l.ausfuehrungstag, l.id
            """)
    }

    /// Eine Zahlung im Lauf.
    package struct Position: Sendable, RowDecodable {
        package let auftrag: Zahlungsauftrag.ID
        package let lfd: Int
        /// `Stadt Ahaus`.
        package let kommune: String
        package let endToEndId: String
        package let empfaenger: String
        /// Leer, wenn bar gezahlt wird.
        package let iban: String
        package let betrag: Geld
        package let faellig: Kalendertag
        package let zustand: Auftragszustand

        package init(row: Row) throws {
            auftrag = try row.decode("auftrag_id")
            lfd = try row.decode("lfd")
            kommune = try row.decode("bezeichnung")
            endToEndId = try row.decode("endtoend")
            empfaenger = try row.decode("empfaenger_name")
            iban = try row.decode("iban")
            betrag = try row.decode("betrag_cent")
            faellig = try row.decode("faellig")
            zustand = try row.decode("zustand")
        }
    }

    /// Eine Seite der Zahlungen in der Reihenfolge der Datei; mit `zustand` nur die in diesem.
    package static func positionen(
        _ id: ID, zustand: Auftragszustand? = nil, seite: Int = 1, je: Int = 100,
        in session: KreisSession
    ) throws -> [Position] {
        try session.all("""
            SELECT p.auftrag_id, p.lfd, coalesce(m.bezeichnung, 'Kreis') AS bezeichnung,
                   a.endtoend, a.empfaenger_name, coalesce(a.iban, '') AS iban, p.betrag_cent,
                   a.faellig, a.zustand
              FROM lauf_position p
              JOIN zahlungsauftrag a ON a.id = p.auftrag_id
              LEFT JOIN platform.mandant m ON m.id = p.mandant_id
             WHERE p.lauf_id = \(id) AND (\(zustand)::text IS NULL OR a.zustand = \(zustand))
             ORDER BY p.lfd LIMIT \(je) OFFSET \((max(seite, 1) - 1) * je)
            """)
    }

    package struct Kommunensumme: Sendable, RowDecodable {
        /// Nil: Zahlungen des Kreises selbst, etwa für Sammelrechnungen.
        package let mandant: Mandant.ID?
        package let kommune: String
        package let anzahl: Int
        package let summe: Geld

        package init(row: Row) throws {
            mandant = try row.decode("id")
            kommune = try row.decode("bezeichnung")
            anzahl = try row.decode("anzahl")
            summe = try row.decode("summe")
        }
    }

    package static func jeKommune(_ id: ID, in session: KreisSession) throws -> [Kommunensumme] {
        try session.all("""
            SELECT m.id, coalesce(m.bezeichnung, 'Kreis') AS bezeichnung, count(*) AS anzahl,
                   sum(p.betrag_cent)::bigint AS summe
              FROM lauf_position p LEFT JOIN platform.mandant m ON m.id = p.mandant_id
             WHERE p.lauf_id = \(id) GROUP BY m.id, m.bezeichnung ORDER BY m.bezeichnung, m.id
            """)
    }

    /// Wie viele Zahlungen des Laufs in welchem Zustand sind.
    package static func stand(_ id: ID, in session: KreisSession) throws
        -> [(zustand: Auftragszustand, anzahl: Int, summe: Geld)] {
        try session.all("""
            SELECT a.zustand, count(*) AS anzahl, sum(p.betrag_cent)::bigint AS summe
              FROM lauf_position p JOIN zahlungsauftrag a ON a.id = p.auftrag_id
             WHERE p.lauf_id = \(id) GROUP BY a.zustand ORDER BY a.zustand
            """) { (try $0.decode("zustand"), try $0.decode("anzahl"), try $0.decode("summe")) }
    }

    /// Ein fälliger Auftrag, den die Bank abgelehnt hätte.
    package struct Ausgelassen: Sendable, RowDecodable {
        package let auftrag: Zahlungsauftrag.ID
        package let kommune: String
        package let endToEndId: String
        package let betrag: Geld
        package let grund: String

        package init(row: Row) throws {
            auftrag = try row.decode("auftrag_id")
            kommune = try row.decode("bezeichnung")
            endToEndId = try row.decode("endtoend")
            betrag = try row.decode("betrag_cent")
            grund = try row.decode("grund")
        }
    }

    package static func ausgelassene(_ id: ID, in session: KreisSession) throws -> [Ausgelassen] {
        try session.all("""
            SELECT x.auftrag_id, coalesce(m.bezeichnung, 'Kreis') AS bezeichnung, a.endtoend,
                   a.betrag_cent, x.grund
              FROM lauf_ausgelassen x
              JOIN zahlungsauftrag a ON a.id = x.auftrag_id
              LEFT JOIN platform.mandant m ON m.id = a.mandant_id
             WHERE x.lauf_id = \(id) ORDER BY m.bezeichnung, a.endtoend
            """)
    }

    package struct Freigabe: Sendable, RowDecodable {
        package let benutzer: User.ID
        package let am: Date

        package init(row: Row) throws {
            benutzer = try row.decode("benutzer_id")
            am = try row.decode("am")
        }
    }

    package static func freigaben(_ id: ID, in session: KreisSession) throws -> [Freigabe] {
        try session.all("""
            SELECT benutzer_id, am FROM lauf_freigabe WHERE lauf_id = \(id) ORDER BY am, benutzer_id
            """)
    }
}

/// Wo ein Auftrag in der Kasse steht.
package enum Auftragszustand: String, Sendable, CaseIterable, SQLEnum {
    case offen, zurueckgezogen
    case imLauf = "im_lauf"
    case uebergeben
    case bankAbgelehnt = "bank_abgelehnt"
    case unklar, gezahlt, rueckgelaufen

    package var bezeichnung: String {
        switch self {
        case .offen: "Offen"
        case .zurueckgezogen: "Zurückgezogen"
        case .imLauf: "Im Zahllauf"
        case .uebergeben: "Bei der Bank"
        case .bankAbgelehnt: "Von der Bank abgelehnt"
        case .unklar: "Unklar"
        case .gezahlt: "Gezahlt"
        case .rueckgelaufen: "Zurückgekommen"
        }
    }

    /// Wie es auf diesem Weg heißt: Bargeld liegt bei der Barkasse, nicht bei der Bank.
    package func bezeichnung(_ weg: Zahlweg) -> String {
        let wort = switch self {
        case .uebergeben: weg.ort
        case .gezahlt: weg.vollzug.ja
        case .bankAbgelehnt: weg.vollzug.nein
        default: bezeichnung
        }
        return wort.prefix(1).uppercased() + wort.dropFirst()
    }
}
