import Foundation
import Grundwerte
import Postgres

/// An identity provider (OpenID Connect) of a Kommune, or of the Kreis: whoever works there signs
/// in with the account that he has there. The Kreis sets it up; it opens once its own party has
/// confirmed it.
package struct Anbieter: Sendable, RowDecodable {
    package typealias ID = TypedID<Anbieter>

    package let id: ID
    /// Nil: of the Kreis.
    package let mandant: Mandant.ID?
    /// As it stands on the button: `Stadt Ahaus`.
    package let bezeichnung: String
    /// By which the provider names itself, letter by letter.
    package let issuer: String
    package let clientID: String
    /// The claim by which a person is known there, usually `sub`.
    package let merkmal: String
    /// Values of `acr` or `amr` that count as a second factor; empty: none does.
    package let faktor: [String]
    package let gueltig: Zeitraum
    /// Name of whoever set it up.
    package let angelegtVon: String
    package let angelegtAm: Date
    package let abgeschaltetAm: Date?
    /// When its party confirmed it; nil: not yet.
    package let bestaetigtAm: Date?
    private let geheimnis: Data

    /// Opens nothing before its party has confirmed it.
    package var wartet: Bool { bestaetigtAm == nil && abgeschaltetAm == nil }

    static let schluesselzweck = "anbieter"

    package init(row: Row) throws {
        id = try row.decode("id")
        mandant = try row.decode("mandant_id")
        bezeichnung = try row.decode("bezeichnung")
        issuer = try row.decode("issuer")
        clientID = try row.decode("client_id")
        merkmal = try row.decode("merkmal")
        faktor = try row.decode("faktor")
        gueltig = try row.decode("gueltig")
        angelegtVon = try row.decode("von")
        angelegtAm = try row.decode("angelegt_am")
        abgeschaltetAm = try row.decode("abgeschaltet_am")
        bestaetigtAm = try row.decode("bestaetigt_am")
        geheimnis = try row.decode("geheimnis")
    }

    private static let abfrage: SQL = """
        SELECT a.id, a.mandant_id, a.bezeichnung, a.issuer, a.client_id, a.merkmal, a.faktor,
               a.gueltig, b.name AS von, a.angelegt_am, a.abgeschaltet_am, e.am AS bestaetigt_am,
               a.geheimnis
          FROM anbieter a JOIN benutzer b ON b.id = a.angelegt_von
          LEFT JOIN anbieter_bestaetigung e ON e.anbieter_id = a.id
        """

    package func gilt(am tag: Kalendertag) -> Bool {
        bestaetigtAm != nil && abgeschaltetAm == nil && gueltig.enthaelt(tag)
    }

    /// Those that open on a day, in the order of their names.
    package static func geltende(
        am tag: Kalendertag, in transaction: Transaction
    ) throws -> [Anbieter] {
        try transaction.all("""
            \(abfrage) WHERE anbieter_gilt(a.id, \(tag)) ORDER BY a.bezeichnung, a.id
            """)
    }

    /// The one of a Kommune, with nil of the Kreis, that opens on a day.
    package static func geltender(
        mandant: Mandant.ID?, am tag: Kalendertag, in transaction: Transaction
    ) throws -> Anbieter? {
        try transaction.first("""
            \(abfrage) WHERE a.mandant_id IS NOT DISTINCT FROM \(mandant)
               AND anbieter_gilt(a.id, \(tag))
            """)
    }

    package static func laden(_ id: ID, in transaction: Transaction) throws -> Anbieter {
        guard let anbieter: Anbieter = try transaction.first("\(abfrage) WHERE a.id = \(id)") else {
            throw Hindernis.nichtGefunden
        }
        return anbieter
    }

    /// All there are and were, the latest first; those that are switched off last.
    package static func alle(in session: PlatformSession) throws -> [Anbieter] {
        try session.all("""
            \(abfrage) ORDER BY a.abgeschaltet_am DESC NULLS FIRST, a.angelegt_am DESC, a.id
            """)
    }

    /// Those of one Kommune, with nil of the Kreis, that are not switched off or over; what waits
    /// first.
    package static func offene(
        mandant: Mandant.ID?, in session: PlatformSession
    ) throws -> [Anbieter] {
        try session.all("""
            \(abfrage) WHERE a.mandant_id IS NOT DISTINCT FROM \(mandant)
               AND a.abgeschaltet_am IS NULL
               AND (upper_inf(a.gueltig) OR upper(a.gueltig) > \(session.heute))
             ORDER BY e.am IS NOT NULL, lower(a.gueltig), a.id
            """)
    }

    /// Whose provider ends soon, with none confirmed for the time after (ASVS V6.4.5): of every
    /// party, nil for the Kreis.
    package static func ablaufende(in session: PlatformSession) throws -> [Mandant.ID?] {
        try session.all(ablaufend(am: session.heute)) { try $0.decode("mandant_id") }
    }

    /// Whether that of one Kommune does.
    package static func laeuftAb(
        mandant: Mandant.ID, in session: PlatformSession
    ) throws -> Bool {
        try session.scalar("""
            SELECT EXISTS (\(ablaufend(am: session.heute)) AND a.mandant_id = \(mandant))
            """)
    }

    private static func ablaufend(am heute: Kalendertag) -> SQL {
        """
        SELECT a.mandant_id FROM anbieter a
         WHERE anbieter_gilt(a.id, \(heute))
           AND upper(a.gueltig) <= \(heute.plus(tage: Schnittstelle.erinnerungTage + 1))
           AND NOT EXISTS (SELECT FROM anbieter n
                             JOIN anbieter_bestaetigung e ON e.anbieter_id = n.id
                            WHERE n.mandant_id IS NOT DISTINCT FROM a.mandant_id
                              AND n.abgeschaltet_am IS NULL
                              AND lower(n.gueltig) >= upper(a.gueltig))
        """
    }

    func geheimnis(_ schloss: Geheimnisschloss) throws -> String {
        String(decoding: try schloss.oeffnen(geheimnis, fuer: id), as: UTF8.self)
    }
}

extension Anbieter {
    package struct Neu: Sendable {
        package let mandant: Mandant.ID?
        package let bezeichnung: String
        package let issuer: String
        package let clientID: String
        package let geheimnis: String
        package let merkmal: String
        package let faktor: [String]
        package let gueltig: Zeitraum

        package init(mandant: Mandant.ID?, bezeichnung: String, issuer: String, clientID: String,
                     geheimnis: String, merkmal: String, faktor: [String], gueltig: Zeitraum) {
            self.mandant = mandant
            self.bezeichnung = bezeichnung
            self.issuer = issuer
            self.clientID = clientID
            self.geheimnis = geheimnis
            self.merkmal = merkmal
            self.faktor = faktor
            self.gueltig = gueltig
        }
    }

    /// Sets one up; a Kommune has one at a time. `ohneTLS`: see `Anbieteradresse`.
    @discardableResult
    package static func einrichten(
        _ neu: Neu, _ schloss: Geheimnisschloss, ohneTLS: Bool = false,
        in session: PlatformSession
    ) throws -> ID {
        guard Anbieteradresse(neu.issuer, ohneTLS: ohneTLS) != nil else {
            throw Hindernis(
                .eingabe, feld: "issuer", "Das ist keine Adresse eines Anbieters",
                abhilfe: "Schreiben Sie sie, wie der Anbieter sie nennt: „https://“, der Name in "
                    + "Kleinbuchstaben, ohne „?“ und „#“."
                    + (ohneTLS ? " Ohne TLS nur „http://localhost“." : ""))
        }
        try verlangeLaenge(neu.geheimnis)
        try verlangeBestand(neu.merkmal)
        let id = ID()
        do {
            try session.transaction.savepoint {
                try session.execute("""
                    INSERT INTO anbieter (id, mandant_id, bezeichnung, issuer, client_id, geheimnis,
                                          merkmal, faktor, gueltig, angelegt_von)
                    VALUES (\(id), \(neu.mandant), \(neu.bezeichnung), \(neu.issuer),
                            \(neu.clientID),
                            \(schloss.verschliessen(Array(neu.geheimnis.utf8), fuer: id)),
                            \(neu.merkmal), \(neu.faktor), \(neu.gueltig), \(session.benutzer()))
                    """)
            }
        } catch let fehler as PostgresError
            where fehler.constraint == "anbieter_einer_je_stelle" {
            throw Hindernis(
                .konflikt, feld: "gueltig_ab", "In dieser Zeit gilt schon ein Anbieter",
                abhilfe: "Schalten Sie ihn zuerst ab.")
        } catch let fehler as PostgresError where fehler.constraint == "anbieter_merkmal" {
            throw Hindernis(.eingabe, feld: "merkmal", "So heißt kein Merkmal",
                            abhilfe: "Meist ist es „sub“, bei Entra auch „oid“.")
        }
        try vermerken(neu, id, in: session)
        return id
    }

    /// All that decides who comes in and how strong that is.
    private static func vermerken(_ neu: Neu, _ id: ID, in session: PlatformSession) throws {
        let stelle = try session.scalar(
            "SELECT (SELECT bezeichnung FROM mandant WHERE id = \(neu.mandant))",
            as: String?.self)
        try session.audit("anbieter.eingerichtet", id.description, [
            "anbieter": neu.bezeichnung, "stelle": stelle ?? "Kreis", "issuer": neu.issuer,
            "client_id": neu.clientID, "merkmal": neu.merkmal,
            "faktor": neu.faktor.isEmpty ? "keiner" : neu.faktor.joined(separator: " "),
            "gueltig": neu.gueltig.description,
        ])
    }

    /// Claims that change hands: a new colleague gets the address or the name of one who left, and
    /// with it his account here. The database refuses them too.
    static let wechselnd: Set<String> = [
        "email", "upn", "preferred_username", "unique_name", "name", "nickname", "given_name",
        "family_name", "phone_number",
    ]

    private static func verlangeBestand(_ merkmal: String) throws {
        guard wechselnd.contains(merkmal.lowercased()) else { return }
        throw Hindernis(
            .eingabe, feld: "merkmal", "Dieses Merkmal kann auf jemand anderen übergehen",
            abhilfe: "Nehmen Sie „sub“ oder, bei Entra, „oid“.")
    }

    private static func verlangeLaenge(_ geheimnis: String) throws {
        guard geheimnis.utf8.count <= 500 else {
            throw Hindernis(.eingabe, feld: "geheimnis", "Das Geheimnis ist zu lang",
                            abhilfe: "Es hat höchstens 500 Zeichen.")
        }
    }

    /// The provider gave out a new secret.
    package func erneuern(
        _ geheimnis: String, _ schloss: Geheimnisschloss, in session: PlatformSession
    ) throws {
        try Self.verlangeLaenge(geheimnis)
        let neues = try schloss.verschliessen(Array(geheimnis.utf8), fuer: id)
        try session.execute("UPDATE anbieter SET geheimnis = \(neues) WHERE id = \(id)")
        try session.audit("anbieter.geheimnis_gesetzt", id.description, ["anbieter": bezeichnung])
    }

    /// At once and for good; the sessions that it opened are over.
    package func abschalten(in session: PlatformSession) throws {
        let getan = try session.execute("""
            UPDATE anbieter SET abgeschaltet_am = now() WHERE id = \(id) AND abgeschaltet_am IS NULL
            """)
        guard getan == 1 else { return }
        try session.execute("""
            UPDATE anmeldung SET beendet_am = now() WHERE anbieter_id = \(id) AND beendet_am IS NULL
            """)
        try session.audit("anbieter.abgeschaltet", id.description, ["anbieter": bezeichnung])
    }
}

/// The account of one's own at the provider of one's own office.
package struct Anbieterkonto: Sendable {
    package let anbieter: Anbieter
    /// Nil: not linked yet.
    package let verknuepftAm: Date?

    /// Nil where one's own office has no provider today.
    package static func eigenes(in session: PlatformSession) throws -> Anbieterkonto? {
        let ich = try session.benutzer()
        let mandant = try session.scalar(
            "SELECT mandant_id FROM benutzer WHERE id = \(ich)", as: Mandant.ID?.self)
        let anbieter = try Anbieter.geltender(
            mandant: mandant, am: session.heute, in: session.transaction)
        guard let anbieter else { return nil }
        let am: Date? = try session.first("""
            SELECT verknuepft_am FROM anbieter_konto
             WHERE anbieter_id = \(anbieter.id) AND benutzer_id = \(ich)
            """) { try $0.decode("verknuepft_am") }
        return Anbieterkonto(anbieter: anbieter, verknuepftAm: am)
    }

    /// From now on it opens nothing; other sessions that it opened are over.
    package static func trennen(
        ausser diese: LoginSession.ID, in session: PlatformSession
    ) throws {
        let ich = try session.benutzer()
        try User.festhalten(ich, in: session.transaction)
        guard let konto = try eigenes(in: session) else { throw Hindernis.nichtGefunden }
        let id = konto.anbieter.id
        let weg = try session.execute("""
            DELETE FROM anbieter_konto WHERE anbieter_id = \(id) AND benutzer_id = \(ich)
            """)
        guard weg == 1 else { throw Hindernis.nichtGefunden }
        try session.execute("""
            UPDATE anmeldung SET beendet_am = now()
             WHERE benutzer_id = \(ich) AND anbieter_id = \(id) AND beendet_am IS NULL
               AND id <> \(diese)
            """)
        try session.audit(
            "anbieter.getrennt", ich.description, ["anbieter": konto.anbieter.bezeichnung])
    }

    /// Takes away what somebody else may have linked in a person's name, at whatever provider.
    static func alleTrennen(
        _ wer: User.ID, grund: String, in session: PlatformSession
    ) throws {
        let weg = try session.execute("DELETE FROM anbieter_konto WHERE benutzer_id = \(wer)")
        if weg > 0 { try session.audit("anbieter.getrennt", wer.description, ["grund": grund]) }
    }
}
