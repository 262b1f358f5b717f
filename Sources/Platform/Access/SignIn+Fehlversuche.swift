import Foundation
import Grundwerte
import Postgres

extension SignIn {
    /// What happened at a person's door between his last sign-in and this one, and how he came in.
    package struct Rueckblick: Sendable, Equatable {
        /// With his name; his own mistakes among them.
        package let fehlversuche: Int
        /// Of what he signs in with, by whomever: password, second factor, passkeys, the account at
        /// a provider. A one-time code or a recovery code used is one too.
        package let aenderungen: Int
        /// How many recovery codes are left, if he came in with one just now.
        package var codesUebrig: Int?
    }

    /// For whoever has just signed in; the first time, since the account was set up.
    package func rueckblick(_ login: LoginSession) async throws -> Rueckblick {
        let id = login.id
        return try await database.platform.query("""
            SELECT (SELECT count(*) FROM anmeldeversuch v
                     WHERE v.name_sha256 = sha256(convert_to(b.anmeldename, 'UTF8'))
                       AND v.am > s.seit AND NOT v.offen) AS fehlversuche,
                   (SELECT count(*) FROM audit a
                     WHERE a.am > s.seit AND a.am < d.begonnen_am AND a.gegenstand = b.id::text
                       AND a.vorgang IN ('benutzer.kennwort_gesetzt',
                                         'benutzer.kennwort_zurueckgesetzt',
                                         'benutzer.einmalcode_benutzt',
                                         'zweiter_faktor.eingerichtet', 'zweiter_faktor.entfernt',
                                         'wiederherstellungscode.benutzt',
                                         'passkey.angelegt', 'passkey.entfernt',
                                         'anbieter.verknuepft', 'anbieter.getrennt'))
                       AS aenderungen,
                   CASE WHEN EXISTS (SELECT FROM audit a
                                      WHERE a.am >= d.begonnen_am
                                        AND a.vorgang = 'wiederherstellungscode.benutzt'
                                        AND a.angaben->>'sitzung' = d.id::text)
                        THEN (SELECT count(*) FROM wiederherstellungscode c
                               WHERE c.benutzer_id = b.id AND c.benutzt_am IS NULL)
                   END AS uebrig
              FROM anmeldung d JOIN benutzer b ON b.id = d.benutzer_id
             CROSS JOIN LATERAL (
                   SELECT coalesce(max(a.begonnen_am), b.angelegt_am) AS seit FROM anmeldung a
                    WHERE a.benutzer_id = b.id AND a.id <> \(id) AND NOT a.wartet
                      AND NOT a.kennwort_faellig) s
             WHERE d.id = \(id)
            """) { row in
            Rueckblick(fehlversuche: try row.decode("fehlversuche"),
                       aenderungen: try row.decode("aenderungen"),
                       codesUebrig: try row.decode("uebrig"))
        }.first ?? Rueckblick(fehlversuche: 0, aenderungen: 0)
    }
}

/// One refused sign-in with the acting person's name.
package struct Fehlversuch: Sendable, RowDecodable {
    package let am: Date
    package let adresse: String

    package init(row: Row) throws {
        am = try row.decode("am")
        adresse = try row.decode("adresse")
    }

    /// The last ten of ninety days, the latest first.
    package static func eigene(in session: PlatformSession) throws -> [Fehlversuch] {
        let ich = try session.benutzer()
        return try session.all("""
            SELECT v.am, v.adresse FROM anmeldeversuch v
              JOIN benutzer b ON v.name_sha256 = sha256(convert_to(b.anmeldename, 'UTF8'))
             WHERE b.id = \(ich) AND v.am > now() - interval '90 days' AND NOT v.offen
             ORDER BY v.am DESC, v.id DESC LIMIT 10
            """)
    }
}

/// The refused sign-ins of seven days that belong together, for those who administer users.
package struct Fehlversuchsreihe: Sendable, RowDecodable {
    /// Nil for a name that nobody bears, or when it is a whole address's.
    package let benutzer: User.ID?
    /// A person, an address, or the beginning of an unknown name's hash: people type passwords into
    /// the name field.
    package let name: String
    package let versuche: Int
    /// From how many addresses, or of an address, with how many names.
    package let verschiedene: Int
    package let zuletzt: Date

    package init(row: Row) throws {
        benutzer = try row.decode("benutzer_id")
        name = try row.decode("name")
        versuche = try row.decode("versuche")
        verschiedene = try row.decode("verschiedene")
        zuletzt = try row.decode("zuletzt")
    }

    /// More than mistyping: ten and more, or from or with three and more.
    package var istVerdaechtig: Bool { versuche >= 10 || verschiedene >= 3 }

    /// The hundred longest, by the name that was tried.
    package static func jeName(in session: PlatformSession) throws -> [Fehlversuchsreihe] {
        try session.all("""
            SELECT b.id AS benutzer_id, count(*) AS versuche,
                   coalesce(b.name, 'Unbekannt ' || left(encode(v.name_sha256, 'hex'), 12)) AS name,
                   count(DISTINCT v.adresse) AS verschiedene, max(v.am) AS zuletzt
              FROM anmeldeversuch v
              LEFT JOIN benutzer b ON sha256(convert_to(b.anmeldename, 'UTF8')) = v.name_sha256
             WHERE v.am > now() - interval '7 days' AND NOT v.offen
             GROUP BY v.name_sha256, b.id, b.name
             ORDER BY count(*) DESC, max(v.am) DESC, v.name_sha256 LIMIT 100
            """)
    }

    /// The hundred longest, by the address they came from.
    package static func jeAdresse(in session: PlatformSession) throws -> [Fehlversuchsreihe] {
        try session.all("""
            SELECT NULL::uuid AS benutzer_id, v.adresse AS name, count(*) AS versuche,
                   count(DISTINCT v.name_sha256) AS verschiedene, max(v.am) AS zuletzt
              FROM anmeldeversuch v
             WHERE v.am > now() - interval '7 days' AND NOT v.offen
             GROUP BY v.adresse
             ORDER BY count(*) DESC, max(v.am) DESC, v.adresse LIMIT 100
            """)
    }
}
