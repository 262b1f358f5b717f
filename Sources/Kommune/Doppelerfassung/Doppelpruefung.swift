import Foundation
import Grundwerte
import Platform
import Postgres

/// Was jemand über zwei Einträge entschieden hat, die dieselbe Person meinen könnten. Das Jüngste
/// gilt.
package struct Doppelpruefung: Sendable, RowDecodable {
    package enum Ergebnis: String, Sendable, CaseIterable, SQLEnum {
        case verschieden, dieselbe, offen

        package var bezeichnung: String {
            switch self {
            case .verschieden: "verschiedene Personen"
            case .dieselbe: "dieselbe Person"
            case .offen: "wieder offen"
            }
        }
    }

    /// Zwei Personen, gleich in welcher Reihenfolge genannt.
    package struct Paar: Sendable, Hashable {
        package let a: Person.ID
        package let b: Person.ID

        /// Nil, wenn es zweimal dieselbe Kennung ist.
        package init?(_ eine: Person.ID, _ andere: Person.ID) {
            guard eine != andere else { return nil }
            (a, b) = eine < andere ? (eine, andere) : (andere, eine)
        }
    }

    package let ergebnis: Ergebnis
    package let grund: String
    package let am: Date
    package let von: User.ID

    init(ergebnis: Ergebnis, grund: String, am: Date, von: User.ID) {
        self.ergebnis = ergebnis
        self.grund = grund
        self.am = am
        self.von = von
    }

    package init(row: Row) throws {
        ergebnis = try row.decode("ergebnis")
        grund = try row.decode("grund")
        am = try row.decode("entschieden_am")
        von = try row.decode("entschieden_von")
    }

    /// Alle Entscheidungen über ein Paar, die jüngste zuerst.
    package static func alle(zu paar: Paar, in session: MandantSession) throws -> [Doppelpruefung] {
        try session.all("""
            SELECT ergebnis, grund, entschieden_am, entschieden_von FROM doppelpruefung
             WHERE person_a = \(paar.a) AND person_b = \(paar.b)
             ORDER BY entschieden_am DESC, id DESC
            """)
    }

    /// Hält eine Entscheidung fest und vermerkt sie in den Fällen beider Personen.
    package static func entscheiden(_ paar: Paar, _ ergebnis: Ergebnis, grund: String,
                                    in session: MandantSession) throws {
        let faelle = try session.all("""
            SELECT DISTINCT m.fall_id, f.aktenzeichen
              FROM mitglied m JOIN fall f ON f.id = m.fall_id
             WHERE m.person_id IN (\(paar.a), \(paar.b)) AND m.ersetzt_am IS NULL
             ORDER BY f.aktenzeichen
            """) { row in
            (id: try row.decode("fall_id", as: Fall.ID.self),
             aktenzeichen: try row.decode("aktenzeichen", as: String.self))
        }
        guard !faelle.isEmpty else { throw Hindernis.nichtGefunden }
        try festhalten(paar, ergebnis, grund: grund, in: session)
        try Personenmarken.schuetzen(in: session)
        let alle = faelle.map(\.aktenzeichen).joined(separator: ", ")
        for fall in faelle {
            try Aktenvermerk.schreiben(
                "Doppelerfassung geprüft (\(alle)): \(ergebnis.bezeichnung). \(grund)",
                zu: fall.id, in: session)
        }
    }

    /// Nur die Entscheidung, ohne Vermerk; für Personen, die eben erst entstehen.
    static func festhalten(_ paar: Paar, _ ergebnis: Ergebnis, grund: String,
                           in session: MandantSession) throws {
        try session.execute("""
            INSERT INTO doppelpruefung (id, person_a, person_b, ergebnis, grund, entschieden_von)
            VALUES (\(UUIDv7()), \(paar.a), \(paar.b), \(ergebnis), \(grund), \(session.benutzer()))
            """)
        try session.audit("doppelpruefung.\(ergebnis.rawValue)", "\(paar.a) \(paar.b)")
    }
}
