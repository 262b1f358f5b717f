import Foundation
import Grundwerte
import Postgres

/// One of a person's own passkeys: made by himself, never by somebody else.
package struct Passkey: Sendable, RowDecodable {
    package typealias ID = TypedID<Passkey>

    package let id: ID
    /// What the person calls it.
    package let bezeichnung: String
    package let angelegtAm: Date
    package let zuletztAm: Date?
    /// A copy lies with a password manager.
    package let istGesichert: Bool

    package init(row: Row) throws {
        id = try row.decode("id")
        bezeichnung = try row.decode("bezeichnung")
        angelegtAm = try row.decode("angelegt_am")
        zuletztAm = try row.decode("zuletzt_am")
        istGesichert = try row.decode("gesichert")
    }

    package static let hoechstens = 10

    package static func eigene(in session: PlatformSession) throws -> [Passkey] {
        let ich = try session.benutzer()
        return try session.all("""
            SELECT id, bezeichnung, angelegt_am, zuletzt_am, gesichert FROM passkey
             WHERE benutzer_id = \(ich) ORDER BY angelegt_am, id
            """)
    }

    /// Stores a new one if the device has answered one of our challenges, given to this person.
    package static func anlegen(
        _ bezeichnung: String, _ antwort: RelyingParty.Registration, bei stelle: RelyingParty,
        in session: PlatformSession
    ) throws {
        let ich = try session.benutzer()
        let neu: RelyingParty.Credential
        do throws(PasskeyError) {
            neu = try stelle.verify(antwort)
        } catch {
            throw hindernis(error)
        }
        let aufgabe = try ClientData(antwort.clientData).challenge
        guard try Aufforderung.verbrauchen(aufgabe, .anlegen, ich, in: session.transaction) else {
            throw hindernis(.challenge)
        }
        guard try anzahl(ich, in: session.transaction) < hoechstens else {
            throw Hindernis(.regel, feld: "passkeyname", "Mehr als \(hoechstens) Passkeys hat niemand.",
                            abhilfe: "Entfernen Sie zuerst einen, den Sie nicht mehr brauchen.")
        }
        let id = ID()
        let angelegt = try session.execute("""
            INSERT INTO passkey (id, benutzer_id, credential_id, schluessel, zaehler, bezeichnung,
                                 sicherbar, gesichert)
            VALUES (\(id), \(ich), \(neu.id), \(neu.cose), \(Int64(neu.counter)), \(bezeichnung),
                    \(neu.isBackupEligible), \(neu.isBackedUp))
            ON CONFLICT (credential_id) DO NOTHING
            """)
        guard angelegt == 1 else {
            throw Hindernis(.konflikt, feld: "passkeyname",
                            "Diesen Passkey kennt das Programm schon.")
        }
        try session.audit("passkey.angelegt", ich.description, ["passkey": bezeichnung])
    }

    /// Writes down, in a transaction of its own, that nothing came of an answer; the challenge is
    /// used up all the same.
    package static func nichtAngelegt(
        _ hindernis: Hindernis, in session: PlatformSession
    ) throws {
        let ich = try session.benutzer()
        try session.execute("""
            DELETE FROM passkey_aufforderung WHERE benutzer_id = \(ich) AND zweck = 'anlegen'
            """)
        try session.audit("passkey.abgewiesen", ich.description, ["grund": hindernis.grund])
    }

    /// Takes one of the acting person's away; true if it was the last one. A foreign one is not
    /// found.
    package static func entfernen(_ id: ID, in session: PlatformSession) throws -> Bool {
        let ich = try session.benutzer()
        let bezeichnung: String? = try session.first("""
            DELETE FROM passkey WHERE id = \(id) AND benutzer_id = \(ich) RETURNING bezeichnung
            """) { try $0.decode("bezeichnung") }
        guard let bezeichnung else { throw Hindernis.nichtGefunden }
        try session.audit("passkey.entfernt", ich.description, ["passkey": bezeichnung])
        return try anzahl(ich, in: session.transaction) == 0
    }

    /// Takes all of a person's away who has lost them.
    static func alleEntfernen(
        _ wer: User.ID, grund: String, in session: PlatformSession
    ) throws {
        let weg = try session.execute("DELETE FROM passkey WHERE benutzer_id = \(wer)")
        if weg > 0 { try session.audit("passkey.entfernt", wer.description, ["grund": grund]) }
    }

    /// Whether this person has any.
    package static func hat(_ wer: User.ID, in transaction: Transaction) throws -> Bool {
        try anzahl(wer, in: transaction) > 0
    }

    private static func anzahl(_ wer: User.ID, in transaction: Transaction) throws -> Int {
        try transaction.scalar("SELECT count(*) FROM passkey WHERE benutzer_id = \(wer)")
    }

    private static func hindernis(_ fehler: PasskeyError) -> Hindernis {
        Hindernis(.eingabe, feld: "passkeyname",
                  "Das Gerät hat keinen brauchbaren Passkey geliefert (\(fehler.rawValue)).",
                  abhilfe: "Versuchen Sie es noch einmal oder mit einem anderen Gerät.")
    }
}

extension Passkey {
    package enum Zweck: String, Sendable {
        case anlegen, anmeldung, faktor, nachweis
    }

    /// What a device is given to sign: 256 random bits that come back once within five minutes.
    package struct Aufforderung: Sendable {
        /// In Base64url, of which hexadecimal digits are a part: 64 signs, 48 bytes, and exactly
        /// what comes back in the client data.
        package let aufgabe: String
        /// The ids of the person's keys; empty if he has not said who he is.
        package let kennungen: [Data]

        /// For `wer`; nil if anybody may answer, which only signing in allows.
        package static func neu(
            _ zweck: Zweck, _ wer: User.ID?, in transaction: Transaction
        ) throws -> Aufforderung {
            let aufgabe = SignIn.newToken()
            try transaction.execute("DELETE FROM passkey_aufforderung WHERE laeuft_ab < now()")
            try transaction.execute("""
                INSERT INTO passkey_aufforderung (sha256, zweck, benutzer_id)
                VALUES (\(SignIn.hash(aufgabe)), \(zweck.rawValue), \(wer))
                """)
            return Aufforderung(aufgabe: aufgabe, kennungen: try transaction.scalars("""
                SELECT credential_id FROM passkey WHERE benutzer_id = \(wer) ORDER BY id
                """))
        }

        /// Uses it up; false if it was not given for this, is used or too old.
        static func verbrauchen(
            _ aufgabe: String, _ zweck: Zweck, _ wer: User.ID?, in transaction: Transaction
        ) throws -> Bool {
            try transaction.execute("""
                DELETE FROM passkey_aufforderung
                 WHERE sha256 = \(SignIn.hash(aufgabe)) AND zweck = \(zweck.rawValue)
                   AND benutzer_id IS NOT DISTINCT FROM \(wer) AND laeuft_ab > now()
                """) == 1
        }
    }

    /// A stored one with what must be known of its owner.
    private struct Gespeichert: RowDecodable {
        let id: ID
        let wer: User.ID
        let istOffen: Bool
        let known: RelyingParty.Known

        init(row: Row) throws {
            id = try row.decode("id")
            wer = try row.decode("benutzer_id")
            istOffen = try row.decode("offen")
            known = RelyingParty.Known(
                cose: try row.decode("schluessel"),
                counter: UInt32(clamping: try row.decode("zaehler", as: Int64.self)),
                isBackupEligible: try row.decode("sicherbar"))
        }

        /// It belongs to whom is expected, by our word and by the device's; who signs in with
        /// nothing else must be named by the device.
        func pruefen(
            _ antwort: RelyingParty.Assertion, von erwartet: User.ID?, bei stelle: RelyingParty
        ) throws(PasskeyError) -> (counter: UInt32, isBackedUp: Bool) {
            guard erwartet == nil || erwartet == wer,
                  antwort.user == Data(wer.description.utf8)
                      || (antwort.user.isEmpty && erwartet != nil)
            else { throw .user }
            guard istOffen else { throw .blocked }
            return try stelle.verify(antwort, with: known)
        }
    }

    /// Whose passkey has answered; nil if the answer is worth nothing. Every outcome is written to
    /// the audit, and the challenge is used up in any case: the caller lets the transaction commit.
    static func einloesen(
        _ antwort: RelyingParty.Assertion, _ zweck: Zweck, von erwartet: User.ID?,
        bei stelle: RelyingParty, am heute: Kalendertag, in transaction: Transaction
    ) throws -> User.ID? {
        let aufgabe = try? ClientData(antwort.clientData).challenge
        let istUnsere = try aufgabe.map {
            try Aufforderung.verbrauchen($0, zweck, erwartet, in: transaction)
        } ?? false
        let gespeichert: Gespeichert? = try transaction.first("""
            SELECT p.id, p.benutzer_id, p.schluessel, p.zaehler, p.sicherbar,
                   b.gesperrt_am IS NULL AND (b.dienst_bis IS NULL OR b.dienst_bis >= \(heute))
                       AS offen
              FROM passkey p JOIN benutzer b ON b.id = p.benutzer_id
             WHERE p.credential_id = \(antwort.credential) FOR UPDATE OF p
            """)
        guard let gespeichert else {
            try SignIn.vermerken(
                "passkey.abgewiesen", nil, "", ["grund": "unbekannt"], in: transaction)
            return nil
        }
        let stand: (counter: UInt32, isBackedUp: Bool)
        do throws(PasskeyError) {
            guard istUnsere else { throw .challenge }
            stand = try gespeichert.pruefen(antwort, von: erwartet, bei: stelle)
        } catch {
            let name = error == .counter ? "passkey.kopie_vermutet" : "passkey.abgewiesen"
            try SignIn.vermerken(
                name, nil, gespeichert.wer.description, ["grund": error.rawValue], in: transaction)
            return nil
        }
        return try fortschreiben(gespeichert, stand, zweck, in: transaction)
    }

    private static func fortschreiben(
        _ passkey: Gespeichert, _ stand: (counter: UInt32, isBackedUp: Bool), _ zweck: Zweck,
        in transaction: Transaction
    ) throws -> User.ID {
        try transaction.execute("""
            UPDATE passkey SET zaehler = \(Int64(stand.counter)), gesichert = \(stand.isBackedUp),
                   zuletzt_am = now()
             WHERE id = \(passkey.id)
            """)
        try SignIn.vermerken(
            "passkey.benutzt", passkey.wer, passkey.id.description, ["zweck": zweck.rawValue],
            in: transaction)
        return passkey.wer
    }
}
