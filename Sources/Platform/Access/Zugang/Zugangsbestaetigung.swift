import Foundation
import Grundwerte
import Postgres

/// What the Kreis has set up in a Kommune holds there from the moment when the Kommune has said so
/// (B-3.4.4, B-7.4). The database asks for it wherever a role or a key is used.
package enum Zugangsbestaetigung {
    /// A role that waits for the Kommune.
    package struct Rolle: Sendable, RowDecodable {
        package let zuweisung: Role.Zuweisung
        package let name: String
        package let anmeldename: String
        /// Who gave it; empty: the program.
        package let vergebenVon: String
        package let vergebenAm: Date
        /// It is not the acting person's own.
        package let darf: Bool
        /// What somebody else has since done to the account, for which the role waits (anew).
        package let eingriff: Eingriff?

        package init(row: Row) throws {
            zuweisung = try Role.Zuweisung(row: row)
            name = try row.decode("name")
            anmeldename = try row.decode("anmeldename")
            vergebenVon = try row.decode("von")
            vergebenAm = try row.decode("vergeben_am")
            darf = try row.decode("darf")
            let art = try row.decode("eingriff", as: String?.self)
            let am = try row.decode("eingriff_am", as: Date?.self)
            eingriff = if let art, let am {
                Eingriff(
                    istKennwort: art == "kennwort", von: try row.decode("eingriff_von"), am: am)
            } else {
                nil
            }
        }
    }

    /// Somebody took away the password or the second factor of a person.
    package struct Eingriff: Sendable {
        package let istKennwort: Bool
        /// Empty: nobody said who he is.
        package let von: String
        package let am: Date
    }

    /// The roles of a Kommune that nobody has confirmed and that are not over; without those of
    /// which a request says that they are set up: these are confirmed there.
    package static func rollen(
        mandant: Mandant.ID, in session: PlatformSession
    ) throws -> [Rolle] {
        let ich = try session.benutzer(), heute = session.heute
        return try session.all("""
            SELECT z.id, z.benutzer_id, z.rolle, r.bezeichnung, z.gueltig, z.sachgebiet,
                   \(Role.Zuweisung.bestaetigt), b.name, b.anmeldename,
                   coalesce(v.name, '') AS von, z.vergeben_am, b.id <> \(ich) AS darf,
                   k.art AS eingriff, k.am AS eingriff_am, coalesce(k.wer, '') AS eingriff_von
              FROM rollenzuweisung z
              JOIN rolle r ON r.name = z.rolle
              JOIN benutzer b ON b.id = z.benutzer_id
              LEFT JOIN benutzer v ON v.id = z.vergeben_von
              LEFT JOIN LATERAL (
                   SELECT e.art, e.am, w.name AS wer
                     FROM kontoeingriff e LEFT JOIN benutzer w ON w.id = e.von
                    WHERE e.benutzer_id = b.id AND e.am >= z.vergeben_am
                    ORDER BY e.am DESC LIMIT 1) k ON true
             WHERE b.mandant_id = \(mandant) AND b.gesperrt_am IS NULL
               AND (b.dienst_bis IS NULL OR b.dienst_bis >= \(heute))
               AND (upper_inf(z.gueltig) OR upper(z.gueltig) > \(heute))
               AND NOT EXISTS (SELECT FROM rollenbestaetigung e WHERE e.zuweisung_id = z.id)
               AND NOT EXISTS (SELECT FROM (\(Zugangsantrag.abfrage)) x
                                WHERE x.konto = z.benutzer_id AND x.stand = 'eingerichtet'
                                  AND z.rolle = ANY (x.rollen))
             ORDER BY b.name, b.id, r.bezeichnung, z.id
            """)
    }

    /// The Kommune's word, by its own login; one's own roles and those of others stay as they are.
    /// Returns how many hold from now on.
    @discardableResult
    package static func bestaetigen(
        _ rollen: [Role.Zuweisung.ID], in session: MandantSession
    ) throws -> Int {
        let neu = try session.scalar("""
            SELECT platform.rollen_bestaetigen(\(session.benutzer()), \(rollen))
            """, as: Int32.self)
        if neu > 0 { try session.audit("rolle.bestaetigt", "", ["anzahl": "\(neu)"]) }
        return Int(neu)
    }
}

extension SignIn {
    /// Whether a person without any role only waits for his Kommune to confirm what it asked for.
    package func wartetAufBestaetigung(_ wer: User.ID) async throws -> Bool {
        let heute = database.uhr.heute
        return try await database.platform.query("""
            SELECT EXISTS (SELECT FROM rollenzuweisung z JOIN benutzer b ON b.id = z.benutzer_id
                            WHERE b.id = \(wer) AND b.mandant_id IS NOT NULL
                              AND z.gueltig @> \(heute)
                              AND NOT EXISTS (SELECT FROM rollenbestaetigung e
                                               WHERE e.zuweisung_id = z.id)) AS wartet
            """) { try $0.decode("wartet", as: Bool.self) }.first ?? false
    }
}
