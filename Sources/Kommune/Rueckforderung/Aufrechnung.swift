import Grundwerte
import Leistungsrecht
import Platform
import Postgres

/// Was von laufenden Leistungen für eine Forderung einbehalten wird, von Monat zu Monat.
package struct Aufrechnung: Sendable, RowDecodable {
    package enum Grundlage: String, Sendable, SQLEnum, CaseIterable {
        case zustimmung
        case paragraf26 = "paragraf_26"

        package var bezeichnung: String {
            switch self {
            case .zustimmung: "Die Person stimmt zu (bei § 3 die einzige Grundlage)"
            case .paragraf26: "§ 2 AsylbLG mit § 26 Abs. 2 SGB XII: vorsätzlich oder grob "
                + "fahrlässig verursacht"
            }
        }
    }

    package let forderung: Rueckforderung.ID
    package let schuldner: Person.ID
    package let kassenzeichen: String
    package let grundlage: Grundlage
    package let monatlich: Geld
    package let ab: Monat
    package let bis: Monat

    package init(row: Row) throws {
        forderung = try row.decode("rueckforderung_id")
        schuldner = try row.decode("schuldner_id")
        kassenzeichen = try row.decode("kassenzeichen")
        grundlage = try row.decode("grundlage")
        monatlich = try row.decode("monatlich_cent")
        ab = try row.decode("ab")
        bis = try row.decode("bis")
    }

    func umfasst(_ monat: Monat) -> Bool { ab <= monat && monat <= bis }

    private static let auswahl: SQL = """
        SELECT a.rueckforderung_id, r.schuldner_id, r.kassenzeichen, a.grundlage, a.monatlich_cent,
               a.ab, a.bis
          FROM aufrechnung a JOIN rueckforderung r ON r.id = a.rueckforderung_id
         WHERE a.ersetzt_am IS NULL
        """

    static func laufende(_ id: Rueckforderung.ID, in session: MandantSession)
        throws -> Aufrechnung? {
        try session.first("\(auswahl) AND a.rueckforderung_id = \(id)")
    }

    /// Alle eines Falls, die ältere Forderung zuerst.
    static func laufende(fall: Fall.ID, in session: MandantSession) throws -> [Aufrechnung] {
        try session.all("\(auswahl) AND r.fall_id = \(fall) ORDER BY r.angelegt_am, r.id")
    }
}

extension Rueckforderung {
    /// Rechnet ab einem Monat auf. Es wirkt mit dem nächsten Bescheid über diese Monate.
    package static func aufrechnen(
        _ id: ID, _ grundlage: Aufrechnung.Grundlage, monatlich: Geld, ab: Monat,
        begruendung: String,
        in session: MandantSession
    ) throws {
        let forderung = try zumAendern(id, in: session)
        try forderung.verlangeVollziehbar(in: session)
        let offen = try Forderungskonto.laden(id, in: session).offen
        guard monatlich > .null, monatlich <= offen else {
            throw Hindernis(.eingabe, feld: "monatlich", "Offen sind \(offen).",
                            abhilfe: "Geben Sie höchstens diesen Betrag an.")
        }
        guard ab >= session.heute.monat, ab <= session.heute.monat.plus(12) else {
            throw Hindernis(.eingabe, feld: "ab",
                            "Aufgerechnet wird mit laufenden und kommenden Leistungen.",
                            abhilfe: "Wählen Sie einen Monat ab \(session.heute.monat.deutsch).")
        }
        if grundlage == .paragraf26 { try forderung.verlangeAnalogleistung(im: ab, in: session) }
        let bis = ab.plus(Aufrechnungsgrenze.hoechstensMonate - 1)
        try aufrechnungEnden(id, in: session)
        try session.execute("""
            INSERT INTO aufrechnung (id, rueckforderung_id, grundlage, monatlich_cent, ab, bis,
                                     begruendung,
                                     erfasst_von)
            VALUES (\(UUIDv7()), \(id), \(grundlage), \(monatlich), \(ab), \(bis), \(begruendung),
                    \(session.benutzer()))
            """)
        try Wiedervorlage.anlegen(
            "\(forderung.kassenzeichen): Leistung ab \(ab.deutsch) neu bewilligen, damit die "
                + "Aufrechnung wirkt.",
            zu: forderung.fall, faellig: session.heute, quelle: .automatisch, in: session)
        try forderung.vermerken(
            "Aufrechnung von monatlich \(monatlich) ab \(ab.deutsch), längstens bis "
                + "\(bis.deutsch). \(begruendung)",
            "aufgerechnet", ["monatlich": monatlich.dezimal, "grundlage": grundlage.rawValue],
            in: session)
    }

    /// Beendet die Aufrechnung; was schon einbehalten ist, bleibt.
    package static func aufrechnungBeenden(_ id: ID, grund: String,
                                           in session: MandantSession) throws {
        let forderung = try zumAendern(id, in: session)
        guard try aufrechnungEnden(id, in: session) > 0 else {
            throw Hindernis(.konflikt, "Es läuft keine Aufrechnung.")
        }
        try forderung.vermerken("Aufrechnung beendet: \(grund)", "aufrechnung_beendet", in: session)
    }

    @discardableResult
    private static func aufrechnungEnden(_ id: ID, in session: MandantSession) throws -> Int {
        try session.execute("""
            UPDATE aufrechnung SET ersetzt_am = now() WHERE rueckforderung_id = \(id)
                AND ersetzt_am IS NULL
            """)
    }

    private func verlangeAnalogleistung(im monat: Monat, in session: MandantSession) throws {
        let person = try Fallakte.heute(fall, in: session).mitglieder.first { $0.id == schuldner }
        guard person?.berechtigung(am: monat.ersterTag)?.grundlage == .analogleistung else {
            throw Hindernis(.eingabe, feld: "grundlage",
                            "Die Person erhält im \(monat.deutsch) keine Leistungen "
                            + "nach § 2 AsylbLG.", abhilfe: "Ohne § 2 trägt nur ihre Zustimmung.")
        }
    }
}
