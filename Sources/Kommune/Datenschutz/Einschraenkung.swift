import Foundation
import Grundwerte
import Platform
import Postgres

/// Die Verarbeitung eines Falls ist eingeschränkt (Art. 18 DSGVO): Er bleibt und wird gelesen.
/// Wovon die Familie lebt, geschieht weiter, mit Grund (`Verarbeitungszweck`); alles andere ändern
/// nur die, die einschränken dürfen.
package struct Einschraenkung: Sendable, RowDecodable {
    package typealias ID = TypedID<Einschraenkung>

    package enum Grund: String, Sendable, CaseIterable, SQLEnum {
        case richtigkeit, unrechtmaessig, rechtsanspruch, widerspruch

        package var bezeichnung: String {
            switch self {
            case .richtigkeit: "Die Person bestreitet, dass die Daten richtig sind"
            case .unrechtmaessig: "Unrechtmäßig verarbeitet, die Person will keine Löschung"
            case .rechtsanspruch: "Die Person braucht die Daten für Rechtsansprüche"
            case .widerspruch: "Über ihren Widerspruch nach Art. 21 ist noch nicht entschieden"
            }
        }
    }

    package let id: ID
    package let fall: Fall.ID
    package let grund: Grund
    package let vermerk: String
    package let erfasstVon: User.ID
    package let erfasstAm: Date

    package init(row: Row) throws {
        id = try row.decode("id")
        fall = try row.decode("fall_id")
        grund = try row.decode("grund")
        vermerk = try row.decode("vermerk")
        erfasstVon = try row.decode("erfasst_von")
        erfasstAm = try row.decode("erfasst_am")
    }

    package static func geltende(_ fall: Fall.ID, in session: MandantSession) throws
        -> Einschraenkung? {
        try session.first("""
            SELECT id, fall_id, grund, vermerk, erfasst_von, erfasst_am FROM einschraenkung
             WHERE fall_id = \(fall) AND aufgehoben_am IS NULL
            """)
    }

    package static func eintragen(
        _ fall: Fall.ID, grund: Grund, vermerk: String, in session: MandantSession
    ) throws {
        guard let gefunden = try Fall.laden(fall, in: session) else {
            throw Hindernis.nichtGefunden
        }
        let neu = try session.execute("""
            INSERT INTO einschraenkung (id, fall_id, grund, vermerk, erfasst_von)
            VALUES (\(ID()), \(fall), \(grund), \(vermerk), \(session.benutzer()))
            ON CONFLICT DO NOTHING
            """)
        guard neu == 1 else {
            throw Hindernis(.konflikt, "Die Verarbeitung ist schon eingeschränkt.")
        }
        try Aktenvermerk.schreiben(
            "Verarbeitung eingeschränkt (Art. 18 DSGVO): \(grund.bezeichnung). \(vermerk)",
            zu: fall, in: session)
        try session.audit("einschraenkung.eingetragen", gefunden.aktenzeichen)
    }

    /// Hebt die Einschränkung auf; vorher unterrichtet die Kommune die Person (Art. 18 Abs. 3).
    package static func aufheben(
        _ fall: Fall.ID, entscheidung: String, in session: MandantSession
    ) throws {
        guard let gefunden = try Fall.laden(fall, in: session) else {
            throw Hindernis.nichtGefunden
        }
        let aufgehoben = try session.execute("""
            UPDATE einschraenkung
               SET aufgehoben_am = now(), aufgehoben_von = \(session.benutzer()),
                   entscheidung = \(entscheidung)
             WHERE fall_id = \(fall) AND aufgehoben_am IS NULL
            """)
        guard aufgehoben == 1 else { throw Hindernis.nichtGefunden }
        try Aktenvermerk.schreiben("Einschränkung der Verarbeitung aufgehoben: \(entscheidung)",
                                   zu: fall, in: session)
        try session.audit("einschraenkung.aufgehoben", gefunden.aktenzeichen)
    }

    /// Weist eine Änderung an etwas aus einem eingeschränkten Fall ab, außer für die, die
    /// einschränken dürfen.
    package static func verlangeFrei(_ ziel: UUIDv7, in session: MandantSession) throws {
        guard !session.akteur.rechte.contains(.verarbeitungEinschraenken) else { return }
        let grund = try session.first("""
            SELECT e.grund FROM einschraenkung e
             WHERE e.aufgehoben_am IS NULL AND e.fall_id IN
                   (SELECT g.fall_id FROM (\(Gegenstand.alle)) g WHERE g.ziel = \(ziel))
             ORDER BY e.id LIMIT 1
            """) { try $0.decode("grund", as: Grund.self) }
        guard let grund else { return }
        throw Hindernis(
            .regel, "Die Verarbeitung dieses Falls ist eingeschränkt: \(grund.bezeichnung).",
            abhilfe: "Lesen dürfen Sie ihn. Diesen Schritt tut nur, wer einschränken darf; "
                + "sprechen Sie mit der Leitung.")
    }
}
