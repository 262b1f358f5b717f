import Foundation
import Grundwerte
import Platform
import Postgres

/// Die Frage der Abrechnungsstelle, ob eine Kommune für die Person auf einem gezogenen
/// Einzelposten örtlich zuständig ist (B-6.4).
///
/// Hinein kommt, was auf der Rechnung steht; hinaus geht ja oder nein, sonst nichts. Warum, und
/// wer die Person hier ist, bleibt in der Kommune.
package struct Zustaendigkeitsfrage: Sendable, RowDecodable {
    package typealias ID = TypedID<Zustaendigkeitsfrage>

    package let id: ID
    package let gefragtVon: String
    package let gefragtAm: Date
    package let eingangsnummer: String
    package let steller: String
    /// Nummer des Behandlungsscheins, wenn die Rechnung eine nennt.
    package let schein: String
    package let familienname: String
    package let vorname: String
    package let geburtsdatum: Kalendertag
    package let behandelt: Zeitraum

    package init(row: Row) throws {
        id = try row.decode("id")
        gefragtVon = try row.decode("von_name")
        gefragtAm = try row.decode("am")
        eingangsnummer = try row.decode("eingangsnummer")
        steller = try row.decode("steller")
        schein = try row.decode("schein")
        familienname = try row.decode("familienname")
        vorname = try row.decode("vorname")
        geburtsdatum = try row.decode("geburtsdatum")
        behandelt = Zeitraum(von: try row.decode("behandelt_von"),
                             bis: try row.decode("behandelt_bis"))
    }

    /// Was diese Kommune noch nicht beantwortet hat, das Älteste zuerst.
    package static func offene(in session: MandantSession) throws -> [Zustaendigkeitsfrage] {
        try session.all("""
            SELECT id, von_name, am, eingangsnummer, steller, schein, familienname, vorname,
                   geburtsdatum, behandelt_von, behandelt_bis
              FROM kreis.offene_zustaendigkeitsfragen() ORDER BY am, id
            """)
    }

    /// `false`, wenn die Frage schon ihre Antwort hat.
    package func antworten(_ ja: Bool, in session: MandantSession) throws -> Bool {
        try session.scalar("SELECT kreis.zustaendigkeit_antworten(\(id), \(ja))")
    }

    /// Was der Kreis von dieser Kommune erfahren hat.
    package static func antworten(in session: MandantSession) throws -> [ID: Bool] {
        Dictionary(
            try session.all("SELECT id, antwort FROM kreis.zustaendigkeitsantworten()") {
                (try $0.decode("id", as: ID.self), try $0.decode("antwort", as: Bool.self))
            }, uniquingKeysWith: { erste, _ in erste })
    }
}

/// Ein Hinweis der Abrechnungsstelle: Für eine Behandlung müsste offenbar jemand anders aufkommen
/// (B-6.4). Prüfen und fordern ist Sache der Kommune.
package struct Kostenhinweis: Sendable, RowDecodable {
    package typealias ID = TypedID<Kostenhinweis>

    package enum Art: String, Sendable, CaseIterable, SQLEnum {
        case unfall, krankenversicherung
        case andererTraeger = "anderer_traeger"
        case sonstiges

        package var bezeichnung: String {
            switch self {
            case .unfall: "Unfall oder Schaden durch andere"
            case .krankenversicherung: "Eigene Krankenversicherung oder Familienversicherung"
            case .andererTraeger: "Anderer Träger ist zuständig"
            case .sonstiges: "Sonstiger Anspruch"
            }
        }
    }

    package let id: ID
    package let frage: Zustaendigkeitsfrage.ID
    package let art: Art
    package let text: String
    package let von: String
    package let am: Date

    package init(row: Row) throws {
        id = try row.decode("id")
        frage = try row.decode("frage_id")
        art = try row.decode("art")
        text = try row.decode("text")
        von = try row.decode("von_name")
        am = try row.decode("am")
    }

    /// Holt neue Hinweise ab; jeder kommt einmal, in der Transaktion, die ihn vorlegt.
    package static func abholen(in session: MandantSession) throws -> [Kostenhinweis] {
        try session.all("""
            SELECT id, frage_id, art, text, von_name, am FROM kreis.kostenhinweise_abholen()
             ORDER BY am, id
            """)
    }
}
