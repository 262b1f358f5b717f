import Foundation
import Grundwerte
import Postgres

/// The round in which every role is looked at again, twice a year: whoever leads confirms or
/// withdraws each; what nobody answers for in time is suspended (ORP.4).
package struct Rezertifizierung: Sendable, RowDecodable {
    package typealias ID = TypedID<Rezertifizierung>

    package let id: ID
    package let stichtag: Kalendertag
    /// The last day on which to answer.
    package let frist: Kalendertag

    package init(row: Row) throws {
        id = try row.decode("id")
        stichtag = try row.decode("stichtag")
        frist = try row.decode("frist")
    }

    /// The latest round; nil before the first.
    package static func letzte(in session: PlatformSession) throws -> Rezertifizierung? {
        try session.first("""
            SELECT id, stichtag, frist FROM rezertifizierung ORDER BY stichtag DESC LIMIT 1
            """)
    }
}

extension Rezertifizierung {
    package enum Ergebnis: String, Sendable, SQLEnum { case bestaetigt, entzogen, ausgesetzt }

    /// One role that the round asks about.
    package struct Zeile: Sendable, RowDecodable {
        package let zuweisung: Role.Zuweisung
        package let name: String
        package let anmeldename: String
        package let zuletztAngemeldet: Date?
        package let ergebnis: Ergebnis?
        package let entschiedenVon: String?
        package let entschiedenAm: Date?
        /// The acting person may answer for it.
        package let darf: Bool

        package init(row: Row) throws {
            zuweisung = try Role.Zuweisung(row: row)
            name = try row.decode("name")
            anmeldename = try row.decode("anmeldename")
            zuletztAngemeldet = try row.decode("zuletzt")
            ergebnis = try row.decode("ergebnis")
            entschiedenVon = try row.decode("von")
            entschiedenAm = try row.decode("am")
            darf = try row.decode("darf")
        }
    }

    /// The roles of one Kommune, or with nil of the Kreis; what has no answer yet first. A role
    /// that has ended otherwise needs none and is left out. With `fremde` also those of others for
    /// whom the acting person answers in place of a missing second Leitung.
    package func zeilen(
        mandant: Mandant.ID?, fremde: Bool = false, in session: PlatformSession
    ) throws -> [Zeile] {
        let ich = try session.benutzer(), heute = session.heute
        return try session.all("""
            SELECT z.id, z.benutzer_id, z.rolle, r.bezeichnung, z.gueltig, z.sachgebiet, b.name,
                   \(Role.Zuweisung.bestaetigt), b.anmeldename, e.ergebnis, v.name AS von, e.am,
                   (SELECT max(a.begonnen_am) FROM anmeldung a
                     WHERE a.benutzer_id = b.id AND NOT a.wartet
                       AND NOT a.kennwort_faellig) AS zuletzt,
                   e.ergebnis IS NULL AND darf_rolle_bestaetigen(\(ich), z.id) AS darf
              FROM rezertifizierung_zeile x
              JOIN rollenzuweisung z ON z.id = x.zuweisung_id
              JOIN rolle r ON r.name = z.rolle
              JOIN benutzer b ON b.id = z.benutzer_id
              LEFT JOIN rezertifizierung_ergebnis e
                ON e.runde_id = x.runde_id AND e.zuweisung_id = x.zuweisung_id
              LEFT JOIN benutzer v ON v.id = e.von
             WHERE x.runde_id = \(id)
               AND (x.mandant_id IS NOT DISTINCT FROM \(mandant)
                    OR \(fremde) AND e.ergebnis IS NULL
                       AND darf_rolle_bestaetigen(\(ich), z.id))
               AND (e.ergebnis IS NOT NULL OR z.gueltig @> \(heute))
             ORDER BY e.ergebnis IS NOT NULL, b.name, b.id, r.bezeichnung, z.id
            """)
    }

    /// How far one party is.
    package struct Stand: Sendable {
        /// Nil: the Kreis.
        package let mandant: Mandant.ID?
        package let rollen: Int
        package let bestaetigt: Int
        package let entzogen: Int
        package let ausgesetzt: Int
        package var offen: Int { rollen - bestaetigt - entzogen - ausgesetzt }
    }

    /// All parties of this round.
    package func staende(in session: PlatformSession) throws -> [Stand] {
        try session.all("""
            SELECT x.mandant_id, count(*) AS rollen,
                   count(*) FILTER (WHERE e.ergebnis = 'bestaetigt') AS bestaetigt,
                   count(*) FILTER (WHERE e.ergebnis = 'entzogen') AS entzogen,
                   count(*) FILTER (WHERE e.ergebnis = 'ausgesetzt') AS ausgesetzt
              FROM rezertifizierung_zeile x
              JOIN rollenzuweisung z ON z.id = x.zuweisung_id
              LEFT JOIN rezertifizierung_ergebnis e
                ON e.runde_id = x.runde_id AND e.zuweisung_id = x.zuweisung_id
             WHERE x.runde_id = \(id)
               AND (e.ergebnis IS NOT NULL OR z.gueltig @> \(session.heute))
             GROUP BY x.mandant_id ORDER BY x.mandant_id
            """) {
            Stand(mandant: try $0.decode("mandant_id"), rollen: try $0.decode("rollen"),
                  bestaetigt: try $0.decode("bestaetigt"), entzogen: try $0.decode("entzogen"),
                  ausgesetzt: try $0.decode("ausgesetzt"))
        }
    }
}

extension Rezertifizierung {
    /// How many roles wait for the acting person's answer, and until when.
    package static func offene(
        mandant: Mandant.ID?, fremde: Bool = false, in session: PlatformSession
    ) throws -> (anzahl: Int, frist: Kalendertag)? {
        guard let runde = try letzte(in: session) else { return nil }
        let zeilen = try runde.zeilen(mandant: mandant, fremde: fremde, in: session)
        return (zeilen.filter(\.darf).count, runde.frist)
    }

    /// How many parties have not answered for all their roles although the time is over.
    package static func saeumige(in session: PlatformSession) throws -> Int {
        guard let runde = try letzte(in: session), runde.frist < session.heute else { return 0 }
        return try runde.staende(in: session).filter { $0.offen > 0 }.count
    }

    /// Answers for some of the roles; the rest waits. Withdrawn roles end with yesterday. An answer
    /// given before stays.
    package func entscheiden(
        _ antworten: [Role.Zuweisung.ID: Ergebnis], in session: PlatformSession
    ) throws {
        let ich = try session.benutzer()
        for (zuweisung, ergebnis) in antworten.sorted(by: { $0.key < $1.key }) {
            let neu = try eintragen(zuweisung, ergebnis, von: ich, in: session)
            guard neu, ergebnis == .entzogen else { continue }
            try entziehen(zuweisung, in: session)
        }
        try session.audit("rezertifizierung.beantwortet", id.description, [
            "bestaetigt": "\(antworten.values.filter { $0 == .bestaetigt }.count)",
            "entzogen": "\(antworten.values.filter { $0 == .entzogen }.count)",
        ])
    }

    private func eintragen(
        _ zuweisung: Role.Zuweisung.ID, _ ergebnis: Ergebnis, von ich: User.ID,
        in session: PlatformSession
    ) throws -> Bool {
        do {
            return try session.transaction.savepoint {
                try session.execute("""
                    INSERT INTO rezertifizierung_ergebnis (runde_id, zuweisung_id, ergebnis, von)
                    VALUES (\(id), \(zuweisung), \(ergebnis), \(ich)) ON CONFLICT DO NOTHING
                    """) == 1
            }
        } catch let fehler as PostgresError where fehler.constraint == "rezertifizierung_recht" {
            throw Hindernis(.regel, "Die eigene Rolle bestätigt niemand selbst",
                            abhilfe: "Das tut eine andere Leitung oder, wo es keine gibt, die "
                                + "Fachadministration.")
        } catch let fehler as PostgresError
            where fehler.constraint == "rezertifizierung_ergebnis_zeile" {
            throw Hindernis.nichtGefunden
        }
    }

    private func entziehen(
        _ zuweisung: Role.Zuweisung.ID, in session: PlatformSession
    ) throws {
        let gefunden: Role.Zuweisung? = try session.first(
            "\(Role.Zuweisung.abfrage) WHERE z.id = \(zuweisung)")
        guard let gefunden else { throw Hindernis.nichtGefunden }
        let letzter = max(gefunden.gueltig.von, session.heute.plus(tage: -1))
        try session.execute("""
            UPDATE rollenzuweisung
               SET gueltig = \(Zeitraum(von: gefunden.gueltig.von, bis: letzter))
             WHERE id = \(zuweisung)
            """)
        try session.audit("rolle.entzogen", gefunden.benutzer.description,
                          ["rolle": gefunden.rolle, "letzter_tag": letzter.description])
    }
}
