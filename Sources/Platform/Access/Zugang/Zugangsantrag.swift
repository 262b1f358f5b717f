import Foundation
import Grundwerte
import Postgres

/// What a Kommune asks of the Kreis: somebody shall work with the program, may do something else,
/// or leaves (B-3.4.4). It stays as it was asked; each step is a line of its own.
package struct Zugangsantrag: Sendable, RowDecodable {
    package typealias ID = TypedID<Zugangsantrag>

    package enum Art: String, Sendable, CaseIterable, SQLEnum {
        case neuePerson = "neue_person"
        case weitereRollen = "weitere_rollen"
        /// These roles instead of all others.
        case wechsel
        case rollenende
        case ausscheiden

        /// Gives something from a day on; otherwise something ends with a day.
        package var gibt: Bool { self == .neuePerson || self == .weitereRollen || self == .wechsel }
    }

    package enum Stand: String, Sendable, SQLEnum {
        case beantragt, eingerichtet, abgelehnt, bestaetigt, beanstandet, zurueckgezogen

        /// The Kreis has to act.
        package var wartetAufKreis: Bool { self == .beantragt || self == .beanstandet }
        package var istErledigt: Bool {
            self == .abgelehnt || self == .bestaetigt || self == .zurueckgezogen
        }
    }

    package let id: ID
    package let mandant: Mandant.ID
    package let art: Art
    /// Nil as long as the person has no account.
    package let benutzer: User.ID?
    /// Of the person, as asked for or as the account says.
    package let name: String
    package let anmeldename: String
    package let telefon: String
    package let zimmer: String
    package let rollen: [String]
    package let sachgebiet: String
    package let von: Kalendertag?
    package let bis: Kalendertag?
    package let grund: String
    package let beantragtVon: User.ID
    package let beantragtAm: Date
    package let stand: Stand
    /// How many steps there are: whoever acts names it, so that nobody acts on an older state.
    package let fassung: Int

    package init(row: Row) throws {
        id = try row.decode("id")
        mandant = try row.decode("mandant_id")
        art = try row.decode("art")
        benutzer = try row.decode("konto")
        name = try row.decode("name")
        anmeldename = try row.decode("anmeldename")
        telefon = try row.decode("telefon")
        zimmer = try row.decode("zimmer")
        rollen = try row.decode("rollen")
        sachgebiet = try row.decode("sachgebiet")
        von = try row.decode("von")
        bis = try row.decode("bis")
        grund = try row.decode("grund")
        beantragtVon = try row.decode("beantragt_von")
        beantragtAm = try row.decode("beantragt_am")
        stand = try row.decode("stand")
        fassung = Int(try row.decode("fassung", as: Int32.self))
    }
}

extension Zugangsantrag {
    static let abfrage: SQL = """
        SELECT a.id, a.mandant_id, a.art, coalesce(a.benutzer_id, s.benutzer_id) AS konto,
               coalesce(b.name, a.name) AS name,
               coalesce(b.anmeldename, a.anmeldename) AS anmeldename, a.telefon, a.zimmer,
               a.rollen, a.sachgebiet, a.von, a.bis, a.grund, a.beantragt_von, a.beantragt_am,
               coalesce(s.schritt, 'beantragt') AS stand, coalesce(s.lfd, 0) AS fassung
          FROM zugangsantrag a
          LEFT JOIN LATERAL (
              SELECT x.schritt, x.lfd, max(x.benutzer_id::text) OVER ()::uuid AS benutzer_id
                FROM zugangsantrag_schritt x WHERE x.antrag_id = a.id
               ORDER BY x.lfd DESC LIMIT 1) s ON true
          LEFT JOIN benutzer b ON b.id = coalesce(a.benutzer_id, s.benutzer_id)
        """

    /// Of one Kommune, or with nil of all; open ones first, then the latest.
    package static func alle(
        mandant: Mandant.ID?, hoechstens: Int = 200, in session: PlatformSession
    ) throws -> [Zugangsantrag] {
        try session.all("""
            \(abfrage) WHERE \(mandant)::uuid IS NULL OR a.mandant_id = \(mandant)
             ORDER BY coalesce(s.schritt, 'beantragt') IN ('abgelehnt', 'bestaetigt',
                                                           'zurueckgezogen'),
                      a.beantragt_am DESC, a.id DESC
             LIMIT \(hoechstens)
            """)
    }

    /// With a Kommune, only if it is one of its own.
    package static func laden(
        _ id: ID, mandant: Mandant.ID?, in session: PlatformSession
    ) throws -> Zugangsantrag {
        let gefunden: Zugangsantrag? = try session.first("""
            \(abfrage) WHERE a.id = \(id)
               AND (\(mandant)::uuid IS NULL OR a.mandant_id = \(mandant))
            """)
        guard let gefunden else { throw Hindernis.nichtGefunden }
        return gefunden
    }

    /// How many wait for the Kreis, or with a Kommune for its confirmation.
    package static func wartende(
        mandant: Mandant.ID?, in session: PlatformSession
    ) throws -> Int {
        let staende: [Stand] = mandant == nil ? [.beantragt, .beanstandet] : [.eingerichtet]
        return try session.scalar("""
            SELECT count(*) FROM (\(abfrage)) x
             WHERE (\(mandant)::uuid IS NULL OR x.mandant_id = \(mandant))
               AND x.stand = ANY (\(staende.map(\.rawValue)))
            """)
    }

    /// One step on the way of a request.
    package struct Schritt: Sendable, RowDecodable {
        package let schritt: Stand
        package let wer: String
        package let am: Date
        package let text: String

        package init(row: Row) throws {
            schritt = try row.decode("schritt")
            wer = try row.decode("wer")
            am = try row.decode("am")
            text = try row.decode("text")
        }
    }

    /// The whole way, the latest first; the request itself is the last line.
    package func verlauf(in session: PlatformSession) throws -> [Schritt] {
        try session.all("""
            SELECT x.schritt, b.name AS wer, x.am, x.text
              FROM (SELECT s.lfd, s.schritt, s.von, s.am, s.text
                      FROM zugangsantrag_schritt s WHERE s.antrag_id = \(id)
                    UNION ALL
                    SELECT 0, 'beantragt', a.beantragt_von, a.beantragt_am, a.grund
                      FROM zugangsantrag a WHERE a.id = \(id)) x
              JOIN benutzer b ON b.id = x.von ORDER BY x.lfd DESC
            """)
    }
}
