import Grundwerte
import Leistungsrecht
import Platform
import Postgres

/// Ein Widerspruch gegen einen Bescheid: Eingang, Frist, Wirkung, Entscheidung.
package struct Widerspruch: Sendable, RowDecodable {
    package typealias ID = TypedID<Widerspruch>

    /// Wogegen er sich richtet.
    package enum Ziel: Sendable, Equatable {
        case bescheid(Bescheid.ID)
        case schreiben(Schreiben.ID)
    }

    package enum Form: String, Sendable, SQLEnum, CaseIterable {
        case schriftlich, elektronisch, niederschrift, formlos

        package var bezeichnung: String {
            switch self {
            case .schriftlich: "schriftlich"
            case .elektronisch: "elektronisch nach § 36a SGB I"
            case .niederschrift: "zur Niederschrift"
            case .formlos: "formlos (Anruf, einfache E-Mail)"
            }
        }

        /// § 84 Abs. 1 SGG: Formlos ist er nicht erhoben.
        package var istWirksam: Bool { self != .formlos }
    }

    package enum Ausgang: String, Sendable, SQLEnum, CaseIterable {
        case abhilfe, teilabhilfe, zurueckweisung, ruecknahme

        package var bezeichnung: String {
            switch self {
            case .abhilfe: "Abhilfe"
            case .teilabhilfe: "Teilabhilfe"
            case .zurueckweisung: "Zurückweisung"
            case .ruecknahme: "Rücknahme durch die Person"
            }
        }

        /// Dagegen ist die Klage gegeben (§ 87 SGG).
        package var istKlagbar: Bool { self == .teilabhilfe || self == .zurueckweisung }
    }

    package let id: ID
    package let fall: Fall.ID
    package let aktenzeichen: String
    package let name: String
    package let sachbearbeitung: User.ID
    package let ziel: Ziel
    /// „Bescheid 2026/00012 vom 03.11.2026“.
    package let gegen: String
    package let eingegangen: Kalendertag
    package internal(set) var erhobenVon: String
    package let form: Form
    package internal(set) var begruendung: String
    package let bekanntAm: Kalendertag
    package let belehrt: Bool
    package let frist: Kalendertag
    package internal(set) var versaeumnis: String
    /// Warum er nichts aufschiebt; leer, wenn er aufschiebt.
    package internal(set) var wirkungGrund: String
    package let ausgang: Ausgang?
    package let entschiedenAm: Kalendertag?
    package let entscheidung: Schreiben.ID?
    package internal(set) var entscheidungGrund: String

    package var istVerspaetet: Bool { eingegangen > frist }

    /// § 88 Abs. 2 SGG: Nach drei Monaten ohne Entscheidung ist die Untätigkeitsklage zulässig.
    package var entscheidenBis: Kalendertag { eingegangen.plus(monate: 3) }

    package init(row: Row) throws {
        id = try row.decode("id")
        fall = try row.decode("fall_id")
        aktenzeichen = try row.decode("aktenzeichen")
        name = try row.decode("name")
        sachbearbeitung = try row.decode("sachbearbeitung")
        if let bescheid = try row.decode("bescheid_id", as: Bescheid.ID?.self) {
            ziel = .bescheid(bescheid)
        } else {
            ziel = .schreiben(try row.decode("schreiben_id"))
        }
        let tag = try row.decode("gegen_am", as: Kalendertag.self)
        gegen = "Bescheid \(try row.decode("gegen_nummer", as: String.self)) vom \(tag.deutsch)"
        eingegangen = try row.decode("eingegangen")
        erhobenVon = try row.decode("erhoben_von")
        form = try row.decode("form")
        begruendung = try row.decode("begruendung")
        bekanntAm = try row.decode("bekannt_am")
        belehrt = try row.decode("belehrt")
        frist = try row.decode("frist")
        versaeumnis = try row.decode("versaeumnis")
        wirkungGrund = try row.decode("wirkung_grund")
        ausgang = try row.decode("ausgang")
        entschiedenAm = try row.decode("entschieden_am")
        entscheidung = try row.decode("entscheidung_id")
        entscheidungGrund = try row.decode("entscheidung_grund")
    }

    static let auswahl: SQL = """
        SELECT w.id, w.fall_id, f.aktenzeichen, coalesce(n.name, '') AS name, f.sachbearbeitung,
               w.bescheid_id, w.schreiben_id, coalesce(b.nummer, s.nummer) AS gegen_nummer,
               coalesce(b.erlassen_am, s.datum) AS gegen_am, w.eingegangen, w.erhoben_von, w.form,
               w.begruendung, w.bekannt_am, w.belehrt, w.frist, w.versaeumnis, w.wirkung_grund,
               e.art AS ausgang, e.entschieden_am, e.schreiben_id AS entscheidung_id,
               coalesce(e.begruendung, '') AS entscheidung_grund
          FROM widerspruch w
          JOIN fall f ON f.id = w.fall_id
          LEFT JOIN LATERAL (\(Fall.nameDesVorstands)) n ON true
          LEFT JOIN bescheid b ON b.id = w.bescheid_id
          LEFT JOIN schreiben s ON s.id = w.schreiben_id
          LEFT JOIN widerspruch_entscheidung e ON e.widerspruch_id = w.id
        """

    package static func laden(_ id: ID, in session: MandantSession) throws -> Widerspruch? {
        try gespeichert(id, in: session)?.lesbar(in: session)
    }

    /// Wie er gespeichert ist, zum Entscheiden; Seiten zeigen, was `laden` gibt.
    static func gespeichert(_ id: ID, in session: MandantSession) throws -> Widerspruch? {
        try session.first("\(auswahl) WHERE w.id = \(id)")
    }

    /// Der jüngste zuerst.
    package static func alle(zu fall: Fall.ID, in session: MandantSession) throws -> [Widerspruch] {
        try session.all("""
            \(auswahl) WHERE w.fall_id = \(fall) ORDER BY w.eingegangen DESC, w.id DESC
            """, as: Widerspruch.self).lesbar(in: session)
    }

    /// Über die noch zu entscheiden ist, der dringendste zuerst; mit `nur` die einer
    /// Sachbearbeitung.
    package static func offene(nur wer: [User.ID]? = nil, in session: MandantSession)
        throws -> [Widerspruch] {
        try session.all("""
            \(auswahl) WHERE e.widerspruch_id IS NULL
               AND (\(wer)::uuid[] IS NULL OR f.sachbearbeitung = ANY (\(wer)))
             ORDER BY w.eingegangen, w.id
            """, as: Widerspruch.self).lesbar(in: session)
    }

    /// Die zuletzt entschiedenen.
    package static func entschiedene(nur wer: [User.ID]? = nil, hoechstens: Int,
                                     in session: MandantSession) throws -> [Widerspruch] {
        try session.all("""
            \(auswahl) WHERE e.widerspruch_id IS NOT NULL
               AND (\(wer)::uuid[] IS NULL OR f.sachbearbeitung = ANY (\(wer)))
             ORDER BY e.entschieden_am DESC, w.id DESC LIMIT \(hoechstens)
            """, as: Widerspruch.self).lesbar(in: session)
    }

    /// Ob ein Widerspruch gegen das Schreiben offen ist und es aufschiebt.
    static func istOffen(gegen schreiben: Schreiben.ID, in session: MandantSession) throws -> Bool {
        try session.scalar("""
            SELECT EXISTS (SELECT FROM widerspruch w
                            WHERE w.schreiben_id = \(schreiben) AND w.wirkung = 'aufschiebend'
                              AND NOT EXISTS (SELECT FROM widerspruch_entscheidung e
                                               WHERE e.widerspruch_id = w.id))
            """)
    }
}
