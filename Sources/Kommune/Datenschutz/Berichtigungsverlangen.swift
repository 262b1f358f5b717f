import Foundation
import Grundwerte
import Platform
import Postgres

/// Jemand verlangt, dass eine Angabe berichtigt wird (Art. 16 DSGVO): was, von wem, wie
/// entschieden, und wer die alte Angabe bekommen hat und von der Berichtigung erfährt (Art. 19
/// DSGVO).
package struct Berichtigungsverlangen: Sendable, RowDecodable {
    package typealias ID = TypedID<Berichtigungsverlangen>

    package enum Wer: String, Sendable, CaseIterable, SQLEnum {
        case person, vertretung, amt

        package var bezeichnung: String {
            switch self {
            case .person: "Die Person selbst"
            case .vertretung: "Ihre Vertretung"
            case .amt: "Die Kommune hat den Fehler bemerkt"
            }
        }
    }

    package enum Entscheidung: String, Sendable, CaseIterable, SQLEnum {
        case berichtigt, teilweise, abgelehnt

        package var bezeichnung: String {
            switch self {
            case .berichtigt: "Berichtigt"
            case .teilweise: "Zum Teil berichtigt"
            case .abgelehnt: "Abgelehnt: Die Angabe ist richtig"
            }
        }
    }

    /// Wer die alte Angabe bekommen hat.
    package struct Empfaenger: Sendable, RowDecodable {
        package let lfd: Int
        package let name: String
        /// Woran das Programm es erkennt: `3 angeordnete Zahlungen`.
        package let woher: String
        package let unterrichtetAm: Date?

        package init(row: Row) throws {
            lfd = Int(try row.decode("lfd", as: Int32.self))
            name = try row.decode("empfaenger")
            woher = try row.decode("woher")
            unterrichtetAm = try row.decode("unterrichtet_am")
        }

        private init(_ empfaenger: Empfaenger, name: String) {
            lfd = empfaenger.lfd
            self.name = name
            woher = empfaenger.woher
            unterrichtetAm = empfaenger.unterrichtetAm
        }

        func mit(name: String) -> Empfaenger { Empfaenger(self, name: name) }
    }

    package let id: ID
    package let fall: Fall.ID
    package let verlangtAm: Kalendertag
    package let wer: Wer
    package let was: String
    /// Nil, solange nicht entschieden ist.
    package let entscheidung: Entscheidung?
    package let begruendung: String
    /// Wie viele Empfänger noch nicht unterrichtet sind.
    package let offen: Int

    package init(row: Row) throws {
        id = try row.decode("id")
        fall = try row.decode("fall_id")
        verlangtAm = try row.decode("verlangt_am")
        wer = try row.decode("wer")
        was = try row.decode("was")
        entscheidung = Entscheidung(rawValue: try row.decode("entscheidung"))
        begruendung = try row.decode("begruendung")
        offen = try row.decode("offen")
    }

    /// Art. 12 Abs. 3 DSGVO: unverzüglich, höchstens ein Monat.
    package var frist: Kalendertag { verlangtAm.plus(monate: Auskunft.fristMonate) }

    private static let auswahl: SQL = """
        SELECT v.id, v.fall_id, v.verlangt_am, v.wer, v.was, v.entscheidung, v.begruendung,
               (SELECT count(*) FROM berichtigung_empfaenger e
                 WHERE e.verlangen_id = v.id AND e.unterrichtet_am IS NULL) AS offen
          FROM berichtigungsverlangen v
        """

    /// Das jüngste zuerst.
    package static func alle(zu fall: Fall.ID, in session: MandantSession) throws
        -> [Berichtigungsverlangen] {
        try session.all("""
            \(auswahl) WHERE v.fall_id = \(fall) ORDER BY v.verlangt_am DESC, v.id DESC
            """)
    }

    /// Nil, wenn es das Verlangen in diesem Fall nicht gibt.
    package static func laden(_ id: ID, zu fall: Fall.ID, in session: MandantSession) throws
        -> Berichtigungsverlangen? {
        try session.first("\(auswahl) WHERE v.id = \(id) AND v.fall_id = \(fall)")
    }

    /// Wer die Angaben hat; wer eine gesperrte Anschrift nicht sehen darf, liest auch nicht, bei
    /// wem die Person wohnt.
    package func empfaenger(in session: MandantSession) throws -> [Empfaenger] {
        let alle = try session.all("""
            SELECT lfd, empfaenger, woher, unterrichtet_am FROM berichtigung_empfaenger
             WHERE verlangen_id = \(id) ORDER BY lfd
            """, as: Empfaenger.self)
        let schutz = try Anschriftenschutz([fall], in: session)
        if schutz.verborgen(fall) { return alle.map(\.verborgen) }
        guard schutz.giltEine else { return alle }
        let woanders = try Anschriftenschutz.woanders([fall], nurVerborgene: true, in: session)
        return woanders.isEmpty ? alle : alle.map(\.ohneKommune)
    }
}
