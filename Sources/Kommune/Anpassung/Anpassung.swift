import Foundation
import Grundwerte
import Platform
import Postgres

/// Was nach der Freigabe neuer Sätze für einen Fall zu entscheiden ist: vom Programm vorbereitet,
/// von der Sachbearbeitung erlassen.
package struct Anpassung: Sendable, RowDecodable {
    package typealias ID = TypedID<Anpassung>

    package enum Art: String, Sendable, SQLEnum {
        /// Bewilligte Monate fallen anders aus.
        case aenderung
        /// Bewilligt war bis zum letzten Monat, für den es Sätze gab.
        case weiterbewilligung

        package var bezeichnung: String {
            switch self {
            case .aenderung: "Änderung"
            case .weiterbewilligung: "Weiterbewilligung"
            }
        }
    }

    package let id: ID
    package let fall: Fall.ID
    package let aktenzeichen: String
    /// `Rahmani, Yusuf`.
    package let name: String
    package let art: Art
    package let von: Monat
    package let bis: Monat
    /// Im Monat, zuletzt bewilligt.
    package let bisher: Geld
    /// Im ersten Monat.
    package let neu: Geld
    package let warum: String
    /// Warum sich der Fall nicht rechnen ließ; leer, wenn er es ließ.
    package let hindernis: String
    /// Ob sich der Fall geändert hat, seit die Anpassung vorbereitet ist.
    package let seitherGeaendert: Bool
    /// Ob die Verarbeitung des Falls eingeschränkt ist: Er geht nur für sich allein.
    package let eingeschraenkt: Bool
    /// Die laufende Fassung des Falls.
    package let fassung: Int

    package init(row: Row) throws {
        id = try row.decode("id")
        fall = try row.decode("fall_id")
        aktenzeichen = try row.decode("aktenzeichen")
        name = try row.decode("name")
        art = try row.decode("art")
        von = try row.decode("von")
        bis = try row.decode("bis")
        bisher = try row.decode("bisher_cent")
        neu = try row.decode("neu_cent")
        warum = try row.decode("warum")
        hindernis = try row.decode("hindernis")
        fassung = try row.decode("fassung")
        eingeschraenkt = try row.decode("eingeschraenkt")
        seitherGeaendert = try row.decode("vorbereitete_fassung", as: Int.self) != fassung
    }

    static let offen: SQL = """
        SELECT p.id, p.fall_id, f.aktenzeichen, coalesce(n.name, '') AS name, p.art, p.von, p.bis,
               p.bisher_cent, p.neu_cent, p.warum, p.hindernis, f.fassung,
               p.fassung AS vorbereitete_fassung,
               \(Einschraenkung.gilt("p.fall_id")) AS eingeschraenkt
          FROM anpassung p JOIN fall f ON f.id = p.fall_id \(Fall.vorstand)
         WHERE p.erledigt_am IS NULL
        """

    /// `meine`: auch die Fälle derer, die man vertritt.
    package enum Auswahl: String, Sendable, CaseIterable {
        case meine, alle

        package var bezeichnung: String {
            switch self {
            case .meine: "Meine Fälle"
            case .alle: "Alle Fälle"
            }
        }

        fileprivate func bedingung(in session: MandantSession) throws -> SQL {
            switch self {
            case .meine: "f.sachbearbeitung = ANY (\(try Vertretung.tische(in: session)))"
            case .alle: "true"
            }
        }
    }

    /// Wie viele offen sind, und die ersten `hoechstens` davon nach Aktenzeichen.
    package static func offene(
        _ auswahl: Auswahl, hoechstens: Int, in session: MandantSession
    ) throws -> (anpassungen: [Anpassung], anzahl: Int) {
        let anpassungen = try session.all("""
            \(offen) AND \(try auswahl.bedingung(in: session))
             ORDER BY f.aktenzeichen LIMIT \(hoechstens)
            """, as: Anpassung.self)
        return (anpassungen, try anzahl(auswahl, in: session))
    }

    package static func anzahl(_ auswahl: Auswahl, in session: MandantSession) throws -> Int {
        try session.scalar("""
            SELECT count(*) FROM anpassung p JOIN fall f ON f.id = p.fall_id
             WHERE p.erledigt_am IS NULL AND \(try auswahl.bedingung(in: session))
            """)
    }

    /// Ein Bescheid über diese Monate erledigt, was für sie vorbereitet war.
    static func erledigen(
        _ fall: Fall.ID, von: Monat, bis: Monat, durch bescheid: Bescheid.ID,
        in session: MandantSession
    ) throws {
        try session.execute("""
            UPDATE anpassung SET erledigt_am = now(), bescheid_id = \(bescheid)
             WHERE fall_id = \(fall) AND erledigt_am IS NULL AND von >= \(von) AND bis <= \(bis)
            """)
    }
}
