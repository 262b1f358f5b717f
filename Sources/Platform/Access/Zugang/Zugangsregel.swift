import Foundation
import Grundwerte
import Postgres

/// The figures by which access is watched; they hold from a day until the next ones begin.
package struct Zugangsregel: Sendable, Equatable, RowDecodable {
    package let gueltigAb: Kalendertag
    /// After so many days without use an account is listed and warned of …
    package let ungenutztTage: Int
    /// … and so many days later locked.
    package let warnfristTage: Int
    /// `04-01`: month and day on which all roles are to be confirmed.
    package let stichtage: [String]
    package let bestaetigungTage: Int
    /// The longest that support may read in a case.
    package let supportStunden: Int
    /// Roles that ask for a second factor get one or open nothing.
    package let faktorPflicht: Bool
    package let grund: String

    package init(
        gueltigAb: Kalendertag, ungenutztTage: Int, warnfristTage: Int, stichtage: [String],
        bestaetigungTage: Int, supportStunden: Int, faktorPflicht: Bool, grund: String
    ) {
        self.gueltigAb = gueltigAb
        self.ungenutztTage = ungenutztTage
        self.warnfristTage = warnfristTage
        self.stichtage = stichtage
        self.bestaetigungTage = bestaetigungTage
        self.supportStunden = supportStunden
        self.faktorPflicht = faktorPflicht
        self.grund = grund
    }

    package init(row: Row) throws {
        gueltigAb = try row.decode("gueltig_ab")
        ungenutztTage = try row.decode("ungenutzt_tage")
        warnfristTage = try row.decode("warnfrist_tage")
        stichtage = try row.decode("stichtage")
        bestaetigungTage = try row.decode("bestaetigung_tage")
        supportStunden = try row.decode("support_stunden")
        faktorPflicht = try row.decode("faktor_pflicht")
        grund = try row.decode("grund")
    }

    /// `01.04. 01.10.`
    package var stichtageDeutsch: String {
        stichtage.map { "\($0.suffix(2)).\($0.prefix(2))." }.joined(separator: " ")
    }

    private static let abfrage: SQL = """
        SELECT gueltig_ab, ungenutzt_tage, warnfrist_tage, stichtage, bestaetigung_tage,
               support_stunden, faktor_pflicht, grund FROM zugangsregel
        """

    /// The one that holds on a day; the first came with the program.
    package static func geltende(
        am tag: Kalendertag, in transaction: Transaction
    ) throws -> Zugangsregel {
        try transaction.one("""
            \(abfrage) WHERE gueltig_ab <= \(tag) ORDER BY gueltig_ab DESC LIMIT 1
            """)
    }

    /// From when the duty of a second factor holds: with the rule of the day, since it does, or
    /// from the first announced rule with it; nil: nobody has decided so.
    package static func faktorPflichtAb(
        am tag: Kalendertag, in transaction: Transaction
    ) throws -> Kalendertag? {
        let regeln: [Zugangsregel] = try transaction.all("\(abfrage) ORDER BY gueltig_ab")
        let kommende = regeln.first { $0.gueltigAb > tag && $0.faktorPflicht }?.gueltigAb
        let bisher = regeln.filter { $0.gueltigAb <= tag }
        guard bisher.last?.faktorPflicht == true else { return kommende }
        return bisher.reversed().prefix { $0.faktorPflicht }.last?.gueltigAb
    }

    /// All of them, the latest first.
    package static func alle(in session: PlatformSession) throws -> [Zugangsregel] {
        try session.all("\(abfrage) ORDER BY gueltig_ab DESC")
    }

    /// Holds from its day on, which has not come yet; one that was announced stays.
    package func erfassen(in session: PlatformSession) throws {
        guard gueltigAb > session.heute else {
            throw Hindernis(.eingabe, feld: "gueltig_ab", "Eine Regel gilt frühestens ab morgen",
                            abhilfe: "Wählen Sie einen späteren Tag.")
        }
        do {
            try session.transaction.savepoint {
                try session.execute("""
                    INSERT INTO zugangsregel (gueltig_ab, ungenutzt_tage, warnfrist_tage, stichtage,
                                              bestaetigung_tage, support_stunden,
                                              faktor_pflicht, grund, erfasst_von)
                    VALUES (\(gueltigAb), \(Int32(ungenutztTage)), \(Int32(warnfristTage)),
                            \(stichtage), \(Int32(bestaetigungTage)), \(Int32(supportStunden)),
                            \(faktorPflicht), \(grund), \(session.benutzer()))
                    """)
            }
        } catch let fehler as PostgresError where fehler.constraint == "zugangsregel_pkey" {
            throw Hindernis(.konflikt, feld: "gueltig_ab", "Ab diesem Tag gilt schon eine Regel",
                            abhilfe: "Wählen Sie einen anderen Tag.")
        } catch let fehler as PostgresError where fehler.constraint == "zugangsregel_stichtage" {
            throw Hindernis(.eingabe, feld: "stichtage", "Das sind keine zwei bis vier Stichtage",
                            abhilfe: "Schreiben Sie zum Beispiel 01.04. 01.10.")
        }
        try session.audit("zugangsregel.erfasst", gueltigAb.description, [
            "grund": grund, "zweiter_faktor": faktorPflicht ? "Pflicht" : "freiwillig",
        ])
    }
}

/// An account that nobody has used for long.
package struct UngenutztesKonto: Sendable {
    package let user: User
    /// Days since the last use.
    package let tage: Int
    package let gewarntAm: Date?
    /// When the program locks it, counted by the database's clock; nil: it does not.
    package let sperreAm: Date?

    /// All accounts, of one Kommune or with nil of everybody, beyond the rule of today.
    package static func alle(
        mandant: Mandant.ID?, in session: PlatformSession
    ) throws -> [UngenutztesKonto] {
        let regel = try Zugangsregel.geltende(am: session.heute, in: session.transaction)
        return try session.all("""
            SELECT b.id, b.anmeldename, b.name, b.mandant_id, b.telefon, b.zimmer,
                   floor(extract(epoch FROM now() - b.zuletzt) / 86400)::bigint AS tage, w.am AS am,
                   CASE WHEN b.verwaltet THEN NULL
                        ELSE w.am + make_interval(days => \(Int32(regel.warnfristTage)))
                    END AS sperre
              FROM (SELECT x.*, zuletzt_genutzt(x.id) AS zuletzt,
                           EXISTS (SELECT FROM geltende_rollen(x.id, \(session.heute)) g
                                     JOIN rolle_recht r ON r.rolle = g.rolle
                                    WHERE r.recht = 'benutzer.verwalten') AS verwaltet
                      FROM benutzer x
                     WHERE x.gesperrt_am IS NULL
                       AND (x.dienst_bis IS NULL OR x.dienst_bis >= \(session.heute))
                       AND (\(mandant)::uuid IS NULL OR x.mandant_id = \(mandant))) b
              LEFT JOIN LATERAL (SELECT max(k.am) AS am FROM kontowarnung k
                                  WHERE k.benutzer_id = b.id AND k.am > b.zuletzt) w ON true
             WHERE b.zuletzt < now() - make_interval(days => \(Int32(regel.ungenutztTage)))
             ORDER BY b.zuletzt, b.id
            """) {
            UngenutztesKonto(user: try User(row: $0), tage: try $0.decode("tage"),
                             gewarntAm: try $0.decode("am"), sperreAm: try $0.decode("sperre"))
        }
    }
}

/// What the program does by itself about access, every day: warns of unused accounts and locks
/// them, and begins and ends the confirmation of roles.
package struct ZugaengeNachsehen: Job {
    package static let kind = "zugaenge.nachsehen"

    package init() {}

    package func run(_ run: JobRun) async throws {
        try await run.finishPlatform(.benutzerVerwalten) { session in
            let gesperrt = try session.scalar(
                "SELECT ungenutzte_konten_sperren(\(session.heute))::bigint", as: Int.self)
            let ausgesetzt = try session.scalar(
                "SELECT rezertifizierung_aussetzen(\(session.heute))::bigint", as: Int.self)
            let gefragt = try session.scalar(
                "SELECT rezertifizierung_beginnen(\(session.heute))::bigint", as: Int.self)
            let saetze = [(gesperrt, "Konten gesperrt"), (ausgesetzt, "Rollen ausgesetzt"),
                          (gefragt, "Rollen zu bestätigen")]
                .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
            return saetze.isEmpty ? nil : saetze.joined(separator: ", ")
        }
    }
}
