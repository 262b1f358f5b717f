import Foundation
import Grundwerte
import Postgres

extension User {
    /// A user with the roles assigned and the state of the account, for those who administer users.
    package struct Konto: Sendable {
        package let user: User
        package let angelegtAm: Date
        package let gesperrtAm: Date?
        /// The last day of service, if the person leaves or has left.
        package let dienstBis: Kalendertag?
        package let zuletztAngemeldet: Date?
        /// A second factor or a passkey is set up.
        package let hatFaktor: Bool
        /// An account at a provider opens this one.
        package let istVerknuepft: Bool
        /// The person has chosen a password.
        package let hatKennwort: Bool
        /// Until when a one-time code opens, or did without being used.
        package let einmalcodeBis: Date?
        /// The current and coming ones first.
        package let rollen: [Role.Zuweisung]

        /// Those that hold on a day.
        package func rollen(am tag: Kalendertag) -> [Role.Zuweisung] {
            rollen.filter { $0.gueltig.enthaelt(tag) && $0.istBestaetigt }
        }

        /// Those that wait to be confirmed and are not over.
        package func unbestaetigte(am tag: Kalendertag) -> [Role.Zuweisung] {
            rollen.filter { !$0.istBestaetigt && ($0.gueltig.bis.map { $0 >= tag } ?? true) }
        }
    }

    private static let kontoabfrage: SQL = """
        SELECT b.id, b.anmeldename, b.name, b.mandant_id, b.telefon, b.zimmer, b.angelegt_am,
               b.gesperrt_am, b.dienst_bis,
               (SELECT max(a.begonnen_am) FROM anmeldung a
                 WHERE a.benutzer_id = b.id AND NOT a.wartet AND NOT a.kennwort_faellig) AS zuletzt,
               EXISTS (SELECT FROM zweiter_faktor f
                        WHERE f.benutzer_id = b.id AND f.bestaetigt_am IS NOT NULL)
               OR EXISTS (SELECT FROM passkey p WHERE p.benutzer_id = b.id) AS faktor,
               EXISTS (SELECT FROM anbieter_konto k WHERE k.benutzer_id = b.id) AS verknuepft,
               b.kennwort IS NOT NULL AS hat_kennwort,
               (SELECT c.laeuft_ab FROM einmalcode c WHERE c.benutzer_id = b.id) AS einmalcode_bis
          FROM benutzer b
        """

    /// Everybody of one Kommune or, with nil, of the Kreis; blocked ones last.
    package static func konten(
        mandant: Mandant.ID?, in session: PlatformSession
    ) throws -> [Konto] {
        let rollen = try session.all("""
            \(Role.Zuweisung.abfrage) JOIN benutzer b ON b.id = z.benutzer_id
             WHERE b.mandant_id IS NOT DISTINCT FROM \(mandant)
             ORDER BY lower(z.gueltig) DESC, r.bezeichnung, z.id
            """, as: Role.Zuweisung.self)
        let jePerson = Dictionary(grouping: rollen, by: \.benutzer)
        return try session.all("""
            \(kontoabfrage) WHERE b.mandant_id IS NOT DISTINCT FROM \(mandant)
             ORDER BY b.gesperrt_am IS NOT NULL, b.name, b.id
            """) { try kontoLesen($0, jePerson) }
    }

    package static func konto(_ id: ID, in session: PlatformSession) throws -> Konto {
        let rollen = try session.all("""
            \(Role.Zuweisung.abfrage) WHERE z.benutzer_id = \(id)
             ORDER BY lower(z.gueltig) DESC, r.bezeichnung, z.id
            """, as: Role.Zuweisung.self)
        let konto = try session.first("\(kontoabfrage) WHERE b.id = \(id)") {
            try kontoLesen($0, [id: rollen])
        }
        guard let konto else { throw Hindernis.nichtGefunden }
        return konto
    }

    private static func kontoLesen(_ row: Row, _ rollen: [ID: [Role.Zuweisung]]) throws -> Konto {
        let user = try User(row: row)
        return Konto(
            user: user, angelegtAm: try row.decode("angelegt_am"),
            gesperrtAm: try row.decode("gesperrt_am"),
            dienstBis: try row.decode("dienst_bis"),
            zuletztAngemeldet: try row.decode("zuletzt"),
            hatFaktor: try row.decode("faktor"), istVerknuepft: try row.decode("verknuepft"),
            hatKennwort: try row.decode("hat_kennwort"),
            einmalcodeBis: try row.decode("einmalcode_bis"), rollen: rollen[user.id] ?? [])
    }

    /// Sets up a user (B-1.2.4, B-3.4.4). What the database refuses comes back at its field, with
    /// its reason.
    @discardableResult
    package static func einrichten(
        _ neu: Neu, ab: Kalendertag, in session: PlatformSession
    ) throws -> ID {
        let von = try session.benutzer()
        do {
            let id = try session.transaction.savepoint {
                try anlegen(neu, ab: ab, von: von, in: session.transaction)
            }
            try session.audit(
                "benutzer.angelegt", id.description, ["rollen": neu.rollen.joined(separator: " ")])
            return id
        } catch let fehler as PostgresError {
            throw hindernis(fehler, rollenfeld: "rollen")
        }
    }

    /// Assigns a further role; never to oneself.
    package static func rolleGeben(
        _ id: ID, rolle: String, gueltig: Zeitraum, sachgebiet: String = "",
        in session: PlatformSession
    ) throws {
        try verlangeAnderen(id, in: session)
        let von = try session.benutzer()
        do {
            try session.transaction.savepoint {
                try session.execute("""
                    INSERT INTO rollenzuweisung (id, benutzer_id, rolle, sachgebiet, gueltig,
                                                 vergeben_von)
                    VALUES (\(UUIDv7()), \(id), \(rolle), nullif(\(sachgebiet), ''), \(gueltig),
                            \(von))
                    """)
            }
        } catch let fehler as PostgresError {
            throw hindernis(fehler, rollenfeld: "rolle")
        }
        try session.audit(
            "rolle.gegeben", id.description, ["rolle": rolle, "gueltig": gueltig.description])
    }

    /// Ends a role: `letzterTag` is the last day on which it holds, yesterday at the earliest.
    package static func rolleBeenden(
        _ id: ID, _ zuweisung: Role.Zuweisung.ID, letzterTag: Kalendertag,
        in session: PlatformSession
    ) throws {
        try verlangeAnderen(id, in: session)
        let gefunden: Role.Zuweisung? = try session.first("""
            \(Role.Zuweisung.abfrage) WHERE z.id = \(zuweisung) AND z.benutzer_id = \(id)
            """)
        guard let gefunden else { throw Hindernis.nichtGefunden }
        let frueheste = max(gefunden.gueltig.von, session.heute.plus(tage: -1))
        guard letzterTag >= frueheste else {
            throw Hindernis(
                .eingabe, feld: "letzter_tag", "Was war, bleibt stehen",
                abhilfe:
                    "Der früheste letzte Tag ist der \(frueheste.deutsch). Soll die Person sofort "
                    + "nichts mehr tun, sperren Sie das Konto.")
        }
        if let bis = gefunden.gueltig.bis, bis < letzterTag {
            throw Hindernis(
                .eingabe, feld: "letzter_tag", "Diese Rolle endet schon am \(bis.deutsch)")
        }
        try session.execute("""
            UPDATE rollenzuweisung
               SET gueltig = \(Zeitraum(von: gefunden.gueltig.von, bis: letzterTag))
             WHERE id = \(zuweisung)
            """)
        try session.audit("rolle.beendet", id.description,
                          ["rolle": gefunden.rolle, "letzter_tag": letzterTag.description])
    }

    /// Blocks the account at once: the next request of every open session is refused.
    package static func sperren(_ id: ID, grund: String, in session: PlatformSession) throws {
        try verlangeAnderen(id, in: session)
        let gesperrt = try session.execute("""
            UPDATE benutzer SET gesperrt_am = now() WHERE id = \(id) AND gesperrt_am IS NULL
            """)
        guard gesperrt == 1 else { return }
        try sitzungenBeenden(id, in: session)
        try session.audit("benutzer.gesperrt", id.description, ["grund": grund])
    }

    package static func entsperren(_ id: ID, grund: String, in session: PlatformSession) throws {
        try verlangeAnderen(id, in: session)
        let frei = try session.execute("""
            UPDATE benutzer SET gesperrt_am = NULL, entsperrt_am = now()
             WHERE id = \(id) AND gesperrt_am IS NOT NULL
            """)
        if frei == 1 { try session.audit("benutzer.entsperrt", id.description, ["grund": grund]) }
    }

    /// A new own password, after which every open session of the person is over, except the one in
    /// which he sets it. The database takes it from nobody else.
    package static func kennwortSetzen(
        _ kennwort: PasswordHash, ausser diese: LoginSession.ID, in session: PlatformSession
    ) throws {
        let ich = try session.benutzer()
        try session.execute("UPDATE benutzer SET kennwort = \(kennwort.text) WHERE id = \(ich)")
        try ZweiterFaktor.abbrechen(ich, in: session.transaction)
        try sitzungenBeenden(ich, ausser: diese, in: session)
        try session.audit("benutzer.kennwort_gesetzt", ich.description)
    }

    /// Ends the password and all sessions of somebody who forgot it; the one-time code of this hash
    /// lets him choose a new one. His roles wait from now on to be confirmed anew, where they had
    /// to be.
    package static func kennwortZuruecksetzen(
        _ id: ID, einmalcode: PasswordHash, in session: PlatformSession
    ) throws {
        try verlangeAnderen(id, in: session)
        try eingreifen(id, "kennwort", in: session)
        try session.execute("UPDATE benutzer SET kennwort = NULL WHERE id = \(id)")
        try Einmalcode.ablegen(einmalcode, fuer: id, in: session.transaction)
        try ZweiterFaktor.abbrechen(id, in: session.transaction)
        try sitzungenBeenden(id, in: session)
        try session.audit("benutzer.kennwort_zurueckgesetzt", id.description)
    }

    /// Says to the database who takes away what a person signs in with: `kennwort` or `faktor`.
    private static func eingreifen(
        _ id: ID, _ art: String, in session: PlatformSession
    ) throws {
        try session.execute("""
            INSERT INTO kontoeingriff (id, benutzer_id, art, von)
            VALUES (\(UUIDv7()), \(id), \(art), \(session.benutzer()))
            """)
    }

    /// Takes away the second factor, the passkeys and the linked account of somebody who lost his
    /// telephone and his codes. Whoever does so names why; the password alone opens again, and all
    /// sessions are over. His roles wait from now on to be confirmed anew, where they had to be.
    package static func faktorEntfernen(
        _ id: ID, grund: String, in session: PlatformSession
    ) throws {
        try verlangeAnderen(id, in: session)
        try festhalten(id, in: session.transaction)
        try eingreifen(id, "faktor", in: session)
        try ZweiterFaktor.entfernen(id, grund: grund, in: session)
        try Passkey.alleEntfernen(id, grund: grund, in: session)
        try Anbieterkonto.alleTrennen(id, grund: grund, in: session)
        try sitzungenBeenden(id, in: session)
    }

    /// Waits for whoever signs in as this person right now, and keeps out whoever comes after.
    static func festhalten(_ id: ID, in transaction: Transaction) throws {
        try transaction.execute("SELECT id FROM benutzer WHERE id = \(id) FOR UPDATE")
    }

    /// Returns how many were open.
    @discardableResult
    static func sitzungenBeenden(
        _ id: ID, ausser diese: LoginSession.ID? = nil, in session: PlatformSession
    ) throws -> Int {
        try session.execute("""
            UPDATE anmeldung SET beendet_am = now()
             WHERE benutzer_id = \(id) AND beendet_am IS NULL AND id IS DISTINCT FROM \(diese)
            """)
    }

    /// What happened to an account, the latest first: who gave or ended which role, who blocked it.
    /// Refused sign-ins have a page of their own: a stranger must not push the rest out of sight,
    /// nor the person himself by signing in every day.
    package static func verlauf(_ id: ID, in session: PlatformSession) throws -> [Ereignis] {
        try session.all("""
            SELECT a.am, coalesce(v.name, '') AS wer, a.vorgang,
                   coalesce(a.angaben->>'rolle', a.angaben->>'rollen') AS rolle,
                   a.angaben->>'grund' AS grund
              FROM audit a LEFT JOIN benutzer v ON v.id = a.benutzer_id
             WHERE a.gegenstand = \(id.description)
               AND a.vorgang NOT IN ('anmeldung.gescheitert', 'anmeldung.gesperrt',
                                     'anbieter.benutzt')
             ORDER BY a.am DESC, a.id DESC LIMIT 50
            """)
    }

    package struct Ereignis: Sendable, RowDecodable {
        package let am: Date
        package let wer: String
        package let vorgang: String
        package let rolle: String?
        package let grund: String?

        package init(row: Row) throws {
            am = try row.decode("am")
            wer = try row.decode("wer")
            vorgang = try row.decode("vorgang")
            rolle = try row.decode("rolle")
            grund = try row.decode("grund")
        }
    }

    /// Whoever administers users changes nobody's rights less than their own.
    static func verlangeAnderen(_ id: ID, in session: PlatformSession) throws {
        guard try session.benutzer() != id else {
            throw Hindernis(.regel, "Das eigene Konto verwaltet niemand selbst",
                            abhilfe: "Bitten Sie eine andere Person der Fachadministration.")
        }
        guard
            try session.scalar(
                "SELECT EXISTS (SELECT FROM benutzer WHERE id = \(id))", as: Bool.self)
        else {
            throw Hindernis.nichtGefunden
        }
    }

    static func hindernis(_ fehler: PostgresError, rollenfeld: String) -> any Error {
        switch fehler.constraint {
        case "benutzer_anmeldename_einmal":
            Hindernis(.eingabe, feld: "anmeldename", "Diesen Anmeldenamen gibt es schon",
                      abhilfe: "Wählen Sie einen anderen.")
        case "benutzer_anmeldename_form":
            Hindernis(
                .eingabe, feld: "anmeldename", "So darf ein Anmeldename nicht lauten",
                abhilfe:
                    "Erlaubt sind 3 bis 80 Zeichen: kleine Buchstaben, Ziffern, Punkt, Minus, "
                    + "Unterstrich und @.")
        case "rollenzuweisung_unvereinbar":
            Hindernis(.regel, feld: rollenfeld, fehler.message.ohneSchlusspunkt,
                      abhilfe: "Vergeben Sie diese Rollen an zwei Personen.")
        case "rollenzuweisung_ebene":
            Hindernis(
                .regel, feld: rollenfeld, fehler.message.ohneSchlusspunkt,
                abhilfe: "Rollen der Kommune gehören zu Personen der Kommune, Rollen des Kreises "
                    + "zum Kreis.")
        case "rollenzuweisung_eindeutig":
            Hindernis(
                .konflikt, feld: rollenfeld, "Die Person hat diese Rolle in dieser Zeit schon")
        default: fehler
        }
    }
}

extension String {
    fileprivate var ohneSchlusspunkt: String { hasSuffix(".") ? String(dropLast()) : self }
}
