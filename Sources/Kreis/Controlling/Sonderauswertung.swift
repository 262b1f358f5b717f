import Foundation
import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Eine Auswertung außerhalb des Katalogs, nur im Einvernehmen mit der AG (B-4.2): beantragt,
/// beschlossen, dann eine Tabelle mehr durch dieselbe Geheimhaltung und Freigabe.
package struct Sonderauswertung: Sendable, RowDecodable {
    package typealias ID = TypedID<Sonderauswertung>

    package struct Beschluss: Sendable {
        package let angenommen: Bool
        package let text: String
        package let vom: Kalendertag
    }

    package let id: ID
    package let nummer: String
    package let titel: String
    package let zweck: String
    package let monat: Monat
    package let gesamtheit: Gesamtheit
    package let merkmale: [Berichtsmerkmal]
    package let beantragtVon: User.ID
    package let beantragtAm: Date
    package let beschluss: Beschluss?

    static let spalten: SQL = """
        s.id, s.nummer, s.titel, s.zweck, s.monat, s.gesamtheit, s.merkmale, s.beantragt_von,
        s.beantragt_am, b.angenommen, b.beschluss, b.vom
        """

    package init(row: Row) throws {
        id = try row.decode("id")
        nummer = try row.decode("nummer")
        titel = try row.decode("titel")
        zweck = try row.decode("zweck")
        monat = try row.decode("monat")
        gesamtheit = try row.decode("gesamtheit")
        let namen = try row.decode("merkmale", as: [String].self)
        merkmale = gesamtheit.merkmale.filter { namen.contains($0.name) }
        beantragtVon = try row.decode("beantragt_von")
        beantragtAm = try row.decode("beantragt_am")
        beschluss = if let angenommen = try row.decode("angenommen", as: Bool?.self) {
            Beschluss(angenommen: angenommen, text: try row.decode("beschluss"),
                      vom: try row.decode("vom"))
        } else { nil }
    }

    /// Alle, die jüngste zuerst.
    package static func alle(in session: KreisSession) throws -> [Sonderauswertung] {
        try session.all("""
            SELECT \(spalten) FROM sonderauswertung s
              LEFT JOIN sonderauswertung_beschluss b ON b.sonder_id = s.id
             ORDER BY s.beantragt_am DESC, s.id
            """)
    }

    package struct Antrag: Sendable {
        package let titel: String
        package let zweck: String
        package let monat: Monat
        package let gesamtheit: Gesamtheit
        package let merkmale: [String]

        package init(titel: String, zweck: String, monat: Monat, gesamtheit: Gesamtheit,
                     merkmale: [String]) {
            self.titel = titel
            self.zweck = zweck
            self.monat = monat
            self.gesamtheit = gesamtheit
            self.merkmale = merkmale
        }
    }

    /// Nur für veröffentlichte Monate: Ihre Grundlage ist eingefroren, damit sich nichts
    /// widerspricht.
    @discardableResult
    package static func beantragen(_ antrag: Antrag, in session: KreisSession) throws -> ID {
        let bekannt = antrag.gesamtheit.merkmale.map(\.name)
        guard (1...2).contains(antrag.merkmale.count),
              antrag.merkmale.allSatisfy(bekannt.contains) else {
            throw Hindernis(.regel, "Eine Sonderauswertung gliedert nach einem oder zwei "
                            + "Merkmalen des Katalogs.", abhilfe: "Wählen Sie ein oder zwei.")
        }
        let veroeffentlicht = try session.scalar("""
            SELECT EXISTS (SELECT FROM controlling_veroeffentlichung
                            WHERE monat = \(antrag.monat) AND sonder_id IS NULL)
            """, as: Bool.self)
        guard veroeffentlicht else {
            throw Hindernis(.regel, "Der \(antrag.monat.deutsch) ist noch nicht veröffentlicht.",
                            abhilfe: "Wählen Sie einen veröffentlichten Monat.")
        }
        let id = ID(), jahr = session.heute.jahr
        let nummer = try session.naechsteNummer("sonderauswertung/\(jahr)")
        try session.execute("""
            INSERT INTO sonderauswertung (id, nummer, titel, zweck, monat, gesamtheit, merkmale,
                                          beantragt_von)
            VALUES (\(id), \("SA-\(jahr)-\(nummer.aufgefuellt(auf: 3))"), \(antrag.titel),
                    \(antrag.zweck), \(antrag.monat), \(antrag.gesamtheit.rawValue),
                    \(antrag.merkmale.sorted()), \(session.benutzer()))
            """)
        try session.audit("sonderauswertung.beantragt", id.description)
        return id
    }

    /// Die AG entscheidet; angenommen zählen die Kommunen sogleich.
    package static func beschliessen(
        _ id: ID, angenommen: Bool, text: String, vom: Kalendertag, in session: KreisSession
    ) throws {
        guard let sonder = try alle(in: session).first(where: { $0.id == id }) else {
            throw Hindernis.nichtGefunden
        }
        guard sonder.beschluss == nil else {
            throw Hindernis(.konflikt, "Über diese Sonderauswertung ist schon beschlossen.",
                            abhilfe: "Laden Sie die Seite neu.")
        }
        try session.execute("""
            INSERT INTO sonderauswertung_beschluss (sonder_id, angenommen, beschluss, vom, von)
            VALUES (\(id), \(angenommen), \(text), \(vom), \(session.benutzer()))
            """)
        if angenommen { try session.execute("SELECT controlling_ankuendigen()") }
        try session.audit("sonderauswertung.beschlossen", id.description,
                          ["angenommen": angenommen ? "ja" : "nein"])
    }
}
