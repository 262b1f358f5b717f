import Foundation
import Grundwerte
import Postgres

/// A person of the Kreis reads in one case of a Kommune for some hours, because its Leitung granted
/// it. Nobody else reads, nothing is changed, and each page stands in the Kommune's list.
package struct Supportzugang: Sendable, RowDecodable {
    package typealias ID = TypedID<Supportzugang>

    package enum Stand: String, Sendable, SQLEnum {
        case beantragt, laeuft, abgelehnt, beendet, abgelaufen
    }

    package let id: ID
    package let mandant: Mandant.ID
    package let aktenzeichen: String
    package let ticket: String
    package let grund: String
    package let stunden: Int
    package let benutzer: User.ID
    package let beantragtAm: Date
    package let stand: Stand
    /// Until when it holds; nil if it was not granted.
    package let bis: Date?
    /// What the Kommune says to it.
    package let antwort: String

    package init(row: Row) throws {
        id = try row.decode("id")
        mandant = try row.decode("mandant_id")
        aktenzeichen = try row.decode("aktenzeichen")
        ticket = try row.decode("ticket")
        grund = try row.decode("grund")
        stunden = try row.decode("stunden")
        benutzer = try row.decode("benutzer_id")
        beantragtAm = try row.decode("beantragt_am")
        stand = try row.decode("stand")
        bis = try row.decode("bis")
        antwort = try row.decode("antwort", as: String?.self) ?? ""
    }

    private static let abfrage: SQL = """
        SELECT s.id, s.mandant_id, s.aktenzeichen, s.ticket, s.grund, s.stunden, s.benutzer_id,
               s.beantragt_am, support_stand(s.id) AS stand, a.bis, a.grund AS antwort
          FROM supportzugang s LEFT JOIN supportzugang_antwort a ON a.zugang_id = s.id
        """

    /// Those that the acting person asked for, the latest first.
    package static func eigene(in session: PlatformSession) throws -> [Supportzugang] {
        try session.all("""
            \(abfrage) WHERE s.benutzer_id = \(session.benutzer())
             ORDER BY s.beantragt_am DESC, s.id DESC LIMIT 100
            """)
    }

    /// One of one's own; a colleague's is not found.
    package static func laden(_ id: ID, in session: PlatformSession) throws -> Supportzugang {
        let gefunden: Supportzugang? = try session.first("""
            \(abfrage) WHERE s.id = \(id) AND s.benutzer_id = \(session.benutzer())
            """)
        guard let gefunden else { throw Hindernis.nichtGefunden }
        return gefunden
    }

    package struct Neu: Sendable {
        package let mandant: Mandant.ID
        package let aktenzeichen: String
        package let ticket: String
        package let grund: String
        package let stunden: Int

        package init(mandant: Mandant.ID, aktenzeichen: String, ticket: String = "", grund: String,
                     stunden: Int) {
            self.mandant = mandant
            self.aktenzeichen = aktenzeichen
            self.ticket = ticket
            self.grund = grund
            self.stunden = stunden
        }
    }

    /// Asks the Kommune; the form's `vorgang` becomes the id, so that a form sent twice asks once.
    @discardableResult
    package static func beantragen(
        _ neu: Neu, vorgang: UUIDv7 = UUIDv7(), in session: PlatformSession
    ) throws -> ID {
        let ich = try session.benutzer(), id = ID(vorgang)
        let regel = try Zugangsregel.geltende(am: session.heute, in: session.transaction)
        guard neu.stunden <= regel.supportStunden else {
            throw Hindernis(.regel, feld: "stunden", "So lange liest der Support nicht",
                            abhilfe: "Höchstens sind es \(regel.supportStunden) Stunden.")
        }
        let angelegt = try session.execute("""
            INSERT INTO supportzugang (id, mandant_id, aktenzeichen, ticket, grund, stunden,
                                       benutzer_id)
            VALUES (\(id), \(neu.mandant), \(neu.aktenzeichen), \(neu.ticket), \(neu.grund),
                    \(Int32(neu.stunden)), \(ich))
            ON CONFLICT DO NOTHING
            """)
        if angelegt == 1 {
            try session.audit("support.beantragt", id.description, ["grund": neu.grund])
        }
        return id
    }

    /// The person needs it no longer, or takes the request back.
    package func beenden(in session: PlatformSession) throws {
        let beendet = try session.execute("""
            INSERT INTO supportzugang_ende (zugang_id, von) VALUES (\(id), \(session.benutzer()))
            ON CONFLICT DO NOTHING
            """)
        if beendet == 1 { try session.audit("support.beendet", id.description) }
    }
}
