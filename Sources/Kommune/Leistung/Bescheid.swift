import Foundation
import Grundwerte
import Leistungsrecht
import Platform
import Postgres

/// Wer im Brief als Auskunft und Unterschrift steht.
package struct Unterzeichner: Sendable, Codable, Equatable {
    package let name: String
    package let zimmer: String
    package let telefon: String

    package init(name: String, zimmer: String, telefon: String) {
        self.name = name
        self.zimmer = zimmer
        self.telefon = telefon
    }
}

/// Ein erlassener Bescheid. Sein Inhalt ist mit dem Erlass festgehalten und lässt sich für immer
/// gleich drucken.
package struct Bescheid: Sendable, RowDecodable {
    package typealias ID = TypedID<Bescheid>

    package enum Art: String, Sendable, SQLEnum {
        case bewilligung, aenderung, einstellung, ablehnung

        package var bezeichnung: String {
            switch self {
            case .bewilligung: "Bewilligung"
            case .aenderung: "Änderung"
            case .einstellung: "Einstellung"
            case .ablehnung: "Ablehnung"
            }
        }

        /// Wer eingestellt ist, erhält eine Einstellung; wer schon etwas bewilligt hatte, eine
        /// Änderung.
        init(_ bewilligung: Bewilligung) {
            self = bewilligung.akte.fall.eingestelltZum != nil ? .einstellung
                : bewilligung.istAenderung ? .aenderung : .bewilligung
        }
    }

    package let id: ID
    package let fall: Fall.ID
    package let nummer: String
    package let art: Art
    package let zeitraum: Zeitraum
    package let erlassenAm: Kalendertag
    package let erlassenVon: User.ID
    private let vordruck: String
    /// Ob das PDF schon gesetzt ist.
    package let istGesetzt: Bool

    /// Lehnt den Antrag im Ganzen ab, nicht nur eine einzelne Leistung.
    var istAblehnungDesAntrags: Bool { art == .ablehnung && vordruck == Schreibeninhalt.vordruck }

    package init(row: Row) throws {
        id = try row.decode("id")
        fall = try row.decode("fall_id")
        nummer = try row.decode("nummer")
        art = try row.decode("art")
        zeitraum = try row.decode("zeitraum")
        erlassenAm = try row.decode("erlassen_am")
        erlassenVon = try row.decode("erlassen_von")
        vordruck = try row.decode("vordruck")
        istGesetzt = try row.decode("gesetzt")
    }

    static let spalten: SQL = """
        b.id, b.fall_id, b.nummer, b.art, b.zeitraum, b.erlassen_am, b.erlassen_von,
        b.vordruck, EXISTS (SELECT FROM schriftstueck s WHERE s.bescheid_id = b.id) AS gesetzt
        """

    package static func laden(_ id: ID, in session: MandantSession) throws -> Bescheid? {
        try session.first("SELECT \(spalten) FROM bescheid b WHERE b.id = \(id)")
    }

    /// Der jüngste zuerst.
    package static func alle(zu fall: Fall.ID, in session: MandantSession) throws -> [Bescheid] {
        try session.all("""
            SELECT \(spalten) FROM bescheid b WHERE b.fall_id = \(fall)
             ORDER BY b.erlassen_am DESC, b.nummer DESC
            """)
    }

    /// Was zu setzen ist: der Vordruck und alles, was der Brief sagt, als JSON.
    package struct Satz: Sendable {
        let vordruck: String
        let inhalt: String
    }

    package static func satz(_ id: ID, in session: MandantSession) throws -> Satz? {
        try session.first("""
            SELECT vordruck, inhalt::text AS inhalt FROM bescheid WHERE id = \(id)
            """) {
            Satz(vordruck: try $0.decode("vordruck"), inhalt: try $0.decode("inhalt"))
        }
    }

    /// Nummeriert einen Bescheid und hält seinen Inhalt fest.
    static func anlegen(
        fall: Fall.ID, art: Art, zeitraum: Zeitraum, vordruck: String,
        inhalt: some Codable & Sendable, in session: MandantSession
    ) throws -> (id: ID, nummer: String) {
        let id = ID(), jahr = session.heute.jahr
        let lfd = try session.naechsteNummer("bescheid/\(jahr)")
        let nummer = "\(jahr)/\(lfd.aufgefuellt(auf: 5))"
        try session.execute("""
            INSERT INTO bescheid (id, fall_id, nummer, art, zeitraum, erlassen_am, erlassen_von,
                                  vordruck, inhalt)
            VALUES (\(id), \(fall), \(nummer), \(art), \(zeitraum), \(session.heute),
                    \(session.benutzer()), \(vordruck), \(JSON(inhalt)))
            """)
        return (id, nummer)
    }

    static func anlegen(
        aus bewilligung: Bewilligung, von: Monat, bis: Monat, unterzeichner: Unterzeichner,
        in session: MandantSession
    ) throws -> ID {
        let fall = bewilligung.akte.fall, art = Art(bewilligung)
        let inhalt = Bescheidinhalt(
            bewilligung, art: art, mandant: session.mandant, unterzeichner: unterzeichner,
            am: session.heute)
        let (id, nummer) = try anlegen(
            fall: fall.id, art: art, zeitraum: Zeitraum(von: von.ersterTag, bis: bis.letzterTag),
            vordruck: "bescheid", inhalt: inhalt, in: session)
        try Aktenvermerk.schreiben(
            "Bescheid \(nummer) (\(art.bezeichnung)) für \(von.deutsch(bis: bis)) erlassen, "
                + "\(bewilligung.leistung) in \(bewilligung.monate.count) "
                + (bewilligung.monate.count == 1 ? "Monat." : "Monaten."),
            zu: fall.id, in: session)
        return id
    }
}
