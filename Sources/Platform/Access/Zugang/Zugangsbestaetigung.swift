import Foundation
import Grundwerte
import Postgres

/// What the Kreis has set up in a Kommune holds there from the moment when the Kommune has said so
/// (B-3.4.4, B-7.4); a role of the Kreis that asks for a second factor, when a second person has.
/// The database asks for it wherever a role or a key is used.
package enum Zugangsbestaetigung {
    /// A role that waits for its confirmation.
    package struct Rolle: Sendable, RowDecodable {
        package let zuweisung: Role.Zuweisung
        package let name: String
        package let anmeldename: String
        /// Who gave it; empty: the program.
        package let vergebenVon: String
        package let vergebenAm: Date
        /// It is neither the acting person's own nor given by him.
        package let darf: Bool
        package let lage: Anmeldelage

        /// He may confirm it, and nobody but its holder could use it.
        package var istBestaetigbar: Bool { darf && lage.kennwortAm != nil }

        package init(row: Row) throws {
            zuweisung = try Role.Zuweisung(row: row)
            name = try row.decode("name")
            anmeldename = try row.decode("anmeldename")
            vergebenVon = try row.decode("von")
            vergebenAm = try row.decode("vergeben_am")
            darf = try row.decode("darf")
            lage = try Anmeldelage(row: row)
        }
    }

    /// The database's time: what happened before stands on the page that is drawn now.
    package static func jetzt(in session: PlatformSession) throws -> Date {
        try session.scalar("SELECT now()")
    }

    /// The roles of a Kommune, or with nil of the Kreis, that wait for a confirmation and are not
    /// over; without those of which a request says that they are set up: these are confirmed there.
    package static func rollen(
        mandant: Mandant.ID?, in session: PlatformSession
    ) throws -> [Rolle] {
        let ich = try session.benutzer(), heute = session.heute
        return try session.all("""
            SELECT z.id, z.benutzer_id, z.rolle, r.bezeichnung, z.gueltig, z.sachgebiet,
                   \(Role.Zuweisung.bestaetigt), b.name, b.anmeldename,
                   coalesce(v.name, '') AS von, z.vergeben_am,
                   b.id <> \(ich) AND z.vergeben_von IS DISTINCT FROM \(ich) AS darf,
                   \(Anmeldelage.spalten)
              FROM rollenzuweisung z
              JOIN rolle r ON r.name = z.rolle
              JOIN benutzer b ON b.id = z.benutzer_id
              LEFT JOIN benutzer v ON v.id = z.vergeben_von
              \(Anmeldelage.eingriff(seit: "z.vergeben_am"))
             WHERE b.mandant_id IS NOT DISTINCT FROM \(mandant) AND b.gesperrt_am IS NULL
               AND (b.mandant_id IS NOT NULL OR r.zweiter_faktor_pflicht)
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
    /// Returns how many hold from now on. `gezeigt` is the `jetzt` of the page on which they stood:
    /// what has been done to an account since then refuses them.
    @discardableResult
    package static func bestaetigen(
        _ rollen: [Role.Zuweisung.ID], gezeigt: Date, in session: MandantSession
    ) throws -> Int {
        do {
            let neu = try session.scalar("""
                SELECT platform.rollen_bestaetigen(\(session.benutzer()), \(rollen), \(gezeigt))
                """, as: Int32.self)
            if neu > 0 { try session.audit("rolle.bestaetigt", "", ["anzahl": "\(neu)"]) }
            return Int(neu)
        } catch let fehler as PostgresError {
            throw hindernis(fehler)
        }
    }

    /// A second person's word for roles of the Kreis, neither his own nor given by him.
    @discardableResult
    package static func bestaetigenImKreis(
        _ rollen: [Role.Zuweisung.ID], gezeigt: Date, in session: PlatformSession
    ) throws -> Int {
        do {
            return Int(try session.scalar("""
                SELECT rollen_im_kreis_bestaetigen(\(session.benutzer()), \(rollen), \(gezeigt))
                """, as: Int32.self))
        } catch let fehler as PostgresError {
            throw hindernis(fehler)
        }
    }

    /// Why roles cannot be confirmed yet, in words; other errors as they are.
    static func hindernis(_ fehler: PostgresError) -> any Error {
        switch fehler.constraint {
        case "bestaetigung_kennwort":
            Hindernis(.regel, "Die Person hat noch kein eigenes Kennwort gewählt",
                      abhilfe: "Bestätigen Sie erst danach: Bis dahin öffnet der Einmalcode ihr "
                          + "Konto, und den kennt auch, wer ihn ausgegeben hat.")
        case "bestaetigung_ueberholt":
            Hindernis(.konflikt, "Inzwischen hat jemand die Anmeldung der Person geändert",
                      abhilfe: "Lesen Sie, was geschehen ist, und fragen Sie die Person.")
        default: fehler
        }
    }
}

/// How a person signs in, for whoever confirms roles of his: only he shall be able to.
package struct Anmeldelage: Sendable, RowDecodable {
    /// When he chose his password; nil: not yet, and a one-time code may open his account.
    package let kennwortAm: Date?
    /// What somebody else did to the account at last.
    package let eingriff: Eingriff?

    /// Somebody took away the password or the second factor of a person.
    package struct Eingriff: Sendable {
        package let istKennwort: Bool
        /// Empty: nobody said who he is.
        package let von: String
        package let am: Date
    }

    package init(row: Row) throws {
        kennwortAm = try row.decode("kennwort_am")
        let art = try row.decode("eingriff", as: String?.self)
        let am = try row.decode("eingriff_am", as: Date?.self)
        eingriff = if let art, let am {
            Eingriff(istKennwort: art == "kennwort", von: try row.decode("eingriff_von"), am: am)
        } else {
            nil
        }
    }

    /// Columns of every query that decodes one; `b` is the person, `k` what `eingriff` joins.
    static let spalten: SQL = """
        CASE WHEN NOT EXISTS (SELECT FROM einmalcode o WHERE o.benutzer_id = b.id)
             THEN b.kennwort_am END AS kennwort_am,
        k.art AS eingriff, k.am AS eingriff_am, coalesce(k.wer, '') AS eingriff_von
        """

    static func eingriff(seit: SQL) -> SQL {
        """
        LEFT JOIN LATERAL (
             SELECT e.art, e.am, w.name AS wer
               FROM kontoeingriff e LEFT JOIN benutzer w ON w.id = e.von
              WHERE e.benutzer_id = b.id AND e.am >= \(seit)
              ORDER BY e.am DESC LIMIT 1) k ON true
        """
    }
}

extension Zugangsantrag {
    /// Of the person whom it is about; nil: he has no account yet.
    package func anmeldelage(in session: PlatformSession) throws -> Anmeldelage? {
        try session.first("""
            SELECT \(Anmeldelage.spalten) FROM benutzer b
              \(Anmeldelage.eingriff(seit: "\(beantragtAm)"))
             WHERE b.id = \(benutzer)
            """)
    }
}

extension SignIn {
    /// Whether a person without any role only waits for one to be confirmed, by his Kommune or in
    /// the Kreis by a second person.
    package func wartetAufBestaetigung(_ wer: User.ID) async throws -> Bool {
        let heute = database.uhr.heute
        return try await database.platform.query("""
            SELECT EXISTS (SELECT FROM rollenzuweisung z JOIN benutzer b ON b.id = z.benutzer_id
                             JOIN rolle r ON r.name = z.rolle
                            WHERE b.id = \(wer) AND z.gueltig @> \(heute)
                              AND (b.mandant_id IS NOT NULL OR r.zweiter_faktor_pflicht)
                              AND NOT EXISTS (SELECT FROM rollenbestaetigung e
                                               WHERE e.zuweisung_id = z.id)) AS wartet
            """) { try $0.decode("wartet", as: Bool.self) }.first ?? false
    }
}
