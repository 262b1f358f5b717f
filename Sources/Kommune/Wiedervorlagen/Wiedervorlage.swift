import Grundwerte
import Platform
import Postgres

/// Woran jemand an einem Tag denken muss.
package struct Wiedervorlage: Sendable, RowDecodable {
    package typealias ID = TypedID<Wiedervorlage>

    package enum Quelle: String, Sendable, SQLEnum {
        case selbst, automatisch, ruecklauf, anordnung

        package var bezeichnung: String {
            switch self {
            case .selbst: "selbst"
            case .automatisch: "automatisch"
            case .ruecklauf: "Kreiskasse"
            case .anordnung: "Anordnung"
            }
        }
    }

    package let id: ID
    package let fall: Fall.ID
    package let aktenzeichen: String
    /// `Rahmani, Yusuf`.
    package let name: String
    package let faellig: Kalendertag
    package let text: String
    package let quelle: Quelle
    /// Bei dem, was das Programm vorlegt: die Tatsache und warum gerade jetzt; sonst leer.
    package let warum: String

    package init(row: Row) throws {
        id = try row.decode("id")
        fall = try row.decode("fall_id")
        aktenzeichen = try row.decode("aktenzeichen")
        name = try row.decode("name")
        faellig = try row.decode("faellig")
        text = try row.decode("text")
        quelle = try row.decode("quelle")
        warum = try row.decode("warum")
    }

    /// Legt eine Wiedervorlage an; ohne `fuer` für die Sachbearbeitung des Falls.
    @discardableResult
    package static func anlegen(_ text: String, zu fall: Fall.ID, faellig: Kalendertag,
                                quelle: Quelle, fuer: User.ID? = nil,
                                in session: MandantSession) throws -> ID {
        let id = ID()
        let angelegt = try session.execute("""
            INSERT INTO wiedervorlage (id, fall_id, faellig, text, fuer, quelle)
            SELECT \(id), f.id, \(faellig), \(text), coalesce(\(fuer), f.sachbearbeitung), \(quelle)
              FROM fall f WHERE f.id = \(fall)
            """)
        guard angelegt == 1 else { throw Hindernis.nichtGefunden }
        return id
    }

    private static let offen: SQL = """
        SELECT w.id, w.fall_id, f.aktenzeichen, coalesce(n.name, '') AS name, w.faellig, w.text,
               w.quelle, w.warum
          FROM wiedervorlage w
          JOIN fall f ON f.id = w.fall_id
          LEFT JOIN LATERAL (\(Fall.nameDesVorstands)) n ON true
         WHERE w.erledigt_am IS NULL
        """

    /// Offene bis einschließlich `bis`, die älteste zuerst.
    package static func offene(fuer benutzer: User.ID, bis: Kalendertag,
                               in session: MandantSession) throws -> [Wiedervorlage] {
        try session.all("""
            \(offen) AND w.fuer = \(benutzer) AND w.faellig <= \(bis) ORDER BY w.faellig, w.id
            """)
    }

    /// Alle offenen eines Falls, gleich für wen, die nächste zuerst.
    package static func offene(
        zu fall: Fall.ID, in session: MandantSession
    ) throws -> [Wiedervorlage] {
        try session.all("\(offen) AND w.fall_id = \(fall) ORDER BY w.faellig, w.id")
    }

    /// Erledigt; ein zweites Mal ändert nichts.
    package static func erledigen(_ id: ID, in session: MandantSession) throws {
        let fall = try session.first("SELECT fall_id, text FROM wiedervorlage WHERE id = \(id)") {
            (try $0.decode("fall_id", as: Fall.ID.self), try $0.decode("text", as: String.self))
        }
        guard let fall else { throw Hindernis.nichtGefunden }
        let geaendert = try session.execute("""
            UPDATE wiedervorlage SET erledigt_am = now(), erledigt_von = \(session.benutzer())
             WHERE id = \(id) AND erledigt_am IS NULL
            """)
        if geaendert == 1 {
            try Aktenvermerk.schreiben("Wiedervorlage erledigt: \(fall.1)", zu: fall.0, in: session)
        }
    }
}
