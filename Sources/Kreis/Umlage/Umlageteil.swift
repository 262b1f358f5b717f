import Foundation
import Grundwerte
import Platform
import Postgres

/// Der Teil einer Kommune an einer abgeschlossenen Umlage: eine Forderung des Kreises, oder ein
/// Guthaben, wenn sie negativ ist.
package struct Umlageteil: Sendable, RowDecodable {
    package typealias ID = TypedID<Umlageteil>

    package let id: ID
    package let umlage: Umlage.ID
    package let monat: Monat
    /// `UL-2026-0007`, je Jahr lückenlos.
    package let nummer: String
    package let kassenzeichen: String
    package let zeile: Umlagerechnung.Zeile
    package let faellig: Kalendertag
    /// Was die Kommune darauf gezahlt hat; negativ, was der Kreis ihr gezahlt hat.
    package let eingegangen: Geld
    /// Was noch offen ist, auch nach Verrechnungen; negativ ist ein Guthaben.
    package let offen: Geld
    package let hatSchreiben: Bool

    package var mandant: Mandant.ID { zeile.mandant }
    package var kommune: String { zeile.kommune }
    package var betrag: Geld { zeile.betrag }

    package init(row: Row) throws {
        id = try row.decode("id")
        umlage = try row.decode("umlage_id")
        monat = try row.decode("monat")
        nummer = try row.decode("nummer")
        kassenzeichen = try row.decode("kassenzeichen")
        faellig = try row.decode("faellig")
        eingegangen = try row.decode("eingegangen")
        offen = try row.decode("offen")
        hatSchreiben = try row.decode("hat_schreiben")
        let zahl: Empfaengerstand.Zahl? = if let anzahl = try row.decode("anzahl", as: Int?.self) {
            Empfaengerstand.Zahl(anzahl: anzahl, sha256: try row.decode("sha256"),
                                 gezaehltZum: try row.decode("gezaehlt_zum"),
                                 gemeldetAm: try row.decode("gemeldet_am"))
        } else { nil }
        zeile = Umlagerechnung.Zeile(
            mandant: try row.decode("mandant_id"), kommune: try row.decode("kommune"),
            ags: try row.decode("ags"), zahl: zahl,
            anteil: Geld.Anteil(
                gewicht: try row.decode("gewicht"), ganze: try row.decode("ganze_cent"),
                rest: try row.decode("rest"),
                zusatzcent: try row.decode("zusatz_cent", as: Int64.self) == 1,
                betrag: try row.decode("anteil_cent")),
            durchleitung: try row.decode("durchleitung_cent"))
    }

    private static let abfrage: SQL = """
        SELECT t.id, t.umlage_id, u.monat, u.faellig, t.nummer, t.kassenzeichen, t.mandant_id,
               t.kommune, t.ags, t.gewicht, t.ganze_cent, t.rest, t.zusatz_cent, t.anteil_cent,
               t.durchleitung_cent, z.anzahl, z.sha256, z.gezaehlt_zum, z.gemeldet_am,
               coalesce((SELECT sum(e.betrag_cent) FROM umsatz_zuordnung e
                          WHERE e.umlageteil_id = t.id), 0)::bigint AS eingegangen,
               forderung_offen(t.id) AS offen,
               EXISTS (SELECT FROM umlage_schreiben s WHERE s.teil_id = t.id) AS hat_schreiben
          FROM umlage_teil t JOIN umlage u ON u.id = t.umlage_id
          LEFT JOIN empfaengerzahl z ON z.mandant_id = t.mandant_id AND z.monat = u.monat
        """

    package static func laden(_ id: ID, in session: KreisSession) throws -> Umlageteil {
        guard let teil: Umlageteil = try session.first("\(abfrage) WHERE t.id = \(id)") else {
            throw Hindernis.nichtGefunden
        }
        return teil
    }

    /// Alle Teile einer Umlage, nach AGS.
    package static func alle(_ umlage: Umlage.ID, in session: KreisSession) throws
        -> [Umlageteil] {
        try session.all("\(abfrage) WHERE t.umlage_id = \(umlage) ORDER BY t.ags")
    }

    /// Alle Teile der Umlagen eines Jahres, der jüngste Monat zuerst.
    package static func alle(jahr: Int, in session: KreisSession) throws -> [Umlageteil] {
        try session.all("""
            \(abfrage) WHERE u.monat BETWEEN \(Monat(jahr, 1)) AND \(Monat(jahr, 12))
             ORDER BY u.monat DESC, t.ags
            """)
    }

    /// Noch nicht beglichene: Forderungen des Kreises oder Guthaben der Kommunen, für die
    /// Zuordnung eines Umsatzes.
    package static func offene(guthaben: Bool, in session: KreisSession) throws -> [Umlageteil] {
        try session.all("\(abfrage) ORDER BY u.faellig, t.ags", as: Umlageteil.self)
            .filter { guthaben ? $0.offen < .null : $0.offen > .null }
    }

    /// Eine Zahlung auf den Teil.
    package struct Eingang: Sendable, RowDecodable {
        package let buchungstag: Kalendertag
        package let betrag: Geld
        package let auszug: Auszug.ID
        /// Hebt eine falsche Zuordnung auf; dann ist `grund`, warum sie falsch war.
        package let nimmtZurueck: Bool
        package let grund: String

        package init(row: Row) throws {
            nimmtZurueck = try row.decode("nimmt_zurueck")
            grund = try row.decode("grund")
            buchungstag = try row.decode("buchungstag")
            betrag = try row.decode("betrag_cent")
            auszug = try row.decode("auszug_id")
        }
    }

    package func eingaenge(in session: KreisSession) throws -> [Eingang] {
        try session.all("""
            SELECT u.buchungstag, z.betrag_cent, u.auszug_id, z.grund,
                   z.nimmt_zurueck IS NOT NULL AS nimmt_zurueck
              FROM umsatz_zuordnung z JOIN umsatz u ON u.id = z.umsatz_id
             WHERE z.umlageteil_id = \(id) ORDER BY u.buchungstag, z.id
            """)
    }

    package enum Stand: Sendable {
        case offen, ueberfaellig, teilweise, beglichen, ueberzahlt, guthaben

        package var bezeichnung: String {
            switch self {
            case .offen: "Offen"
            case .ueberfaellig: "Überfällig"
            case .teilweise: "Teilweise gezahlt"
            case .beglichen: "Beglichen"
            case .ueberzahlt: "Überzahlt"
            case .guthaben: "Guthaben der Kommune"
            }
        }
    }

    package func stand(am heute: Kalendertag) -> Stand {
        if offen == .null { return .beglichen }
        if offen < .null { return betrag < .null ? .guthaben : .ueberzahlt }
        if heute > faellig { return .ueberfaellig }
        return eingegangen > .null ? .teilweise : .offen
    }
}
