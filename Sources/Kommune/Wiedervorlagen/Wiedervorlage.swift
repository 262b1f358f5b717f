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
    package internal(set) var text: String
    package let quelle: Quelle
    /// Bei dem, was das Programm vorlegt: die Tatsache und warum gerade jetzt; sonst leer.
    package internal(set) var warum: String
    /// Auf wessen Tisch sie liegt.
    package let fuer: User.ID
    /// Steigt mit jeder Änderung; ein Formular nennt die Fassung, aus der es entstand.
    package let fassung: Int

    package init(row: Row) throws {
        id = try row.decode("id")
        fall = try row.decode("fall_id")
        aktenzeichen = try row.decode("aktenzeichen")
        name = try row.decode("name")
        faellig = try row.decode("faellig")
        text = try row.decode("text")
        quelle = try row.decode("quelle")
        warum = try row.decode("warum")
        fuer = try row.decode("fuer")
        fassung = try row.decode("fassung")
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

    /// Die Spalten einer Wiedervorlage `w` mit ihrem Fall.
    static let auswahl: SQL = """
        SELECT w.id, w.fall_id, f.aktenzeichen, coalesce(n.name, '') AS name, w.faellig, w.text,
               w.quelle, w.warum, w.fuer, w.fassung, w.erledigt_am, w.erledigt_von
          FROM wiedervorlage w
          JOIN fall f ON f.id = w.fall_id
          LEFT JOIN LATERAL (\(Fall.nameDesVorstands)) n ON true
        """

    /// Offene bis einschließlich `bis` auf diesen Tischen, die älteste zuerst.
    package static func offene(fuer: [User.ID], bis: Kalendertag,
                               in session: MandantSession) throws -> [Wiedervorlage] {
        try session.all("""
            \(auswahl) WHERE w.erledigt_am IS NULL AND w.fuer = ANY (\(fuer))
               AND w.faellig <= \(bis)
             ORDER BY w.faellig, w.id
            """, as: Wiedervorlage.self).lesbar(in: session)
    }

    /// Alle offenen der Kommune bis einschließlich `bis`, die älteste zuerst.
    package static func offene(bis: Kalendertag, hoechstens: Int,
                               in session: MandantSession) throws -> [Wiedervorlage] {
        try session.all("""
            \(auswahl) WHERE w.erledigt_am IS NULL AND w.faellig <= \(bis)
             ORDER BY w.faellig, w.id LIMIT \(hoechstens)
            """, as: Wiedervorlage.self).lesbar(in: session)
    }

    /// Alle offenen eines Falls, gleich für wen, die nächste zuerst.
    package static func offene(
        zu fall: Fall.ID, in session: MandantSession
    ) throws -> [Wiedervorlage] {
        try session.all("""
            \(auswahl) WHERE w.erledigt_am IS NULL AND w.fall_id = \(fall) ORDER BY w.faellig, w.id
            """, as: Wiedervorlage.self).lesbar(in: session)
    }

    /// Nil, wenn es sie nicht gibt oder sie schon erledigt ist.
    package static func laden(_ id: ID, in session: MandantSession) throws -> Wiedervorlage? {
        try session.first("\(auswahl) WHERE w.id = \(id) AND w.erledigt_am IS NULL",
                          as: Wiedervorlage.self)?.lesbar(in: session)
    }

    /// Die nächste, wenn man die Tische nach dieser durcharbeitet; nil, wenn es die letzte war.
    package func naechste(fuer: [User.ID], bis: Kalendertag,
                          in session: MandantSession) throws -> ID? {
        try session.first("""
            SELECT id FROM wiedervorlage
             WHERE erledigt_am IS NULL AND fuer = ANY (\(fuer)) AND faellig <= \(bis)
               AND id <> \(id)
             ORDER BY (faellig, id) < (\(faellig), \(id)), faellig, id LIMIT 1
            """) { try $0.decode("id") }
    }
}
