import Crypto
import Foundation
import Grundwerte
import Postgres

/// The second factor of one person: set up by himself, never by somebody else.
package struct ZweiterFaktor: Sendable {
    package let totp: Totp
    package let istBestaetigt: Bool
    /// How many recovery codes have not been used.
    package let codesUebrig: Int
    private let verbraucht: Int64

    /// How long a set-up that was begun waits for its first code: after that, whoever comes to an
    /// unlocked desk finds nothing to finish. `laden` does not know it any more.
    package static let minuten: Int32 = 15

    package static func laden(
        _ wer: User.ID, _ schloss: Geheimnisschloss, in transaction: Transaction
    ) throws -> ZweiterFaktor? {
        try transaction.first("""
            SELECT f.geheimnis, f.bestaetigt_am IS NOT NULL AS bestaetigt, f.schritt,
                   (SELECT count(*) FROM wiederherstellungscode c
                     WHERE c.benutzer_id = f.benutzer_id AND c.benutzt_am IS NULL) AS codes
              FROM zweiter_faktor f
             WHERE f.benutzer_id = \(wer)
               AND (f.bestaetigt_am IS NOT NULL
                    OR f.begonnen_am > now() - make_interval(mins => \(minuten)))
               FOR UPDATE OF f
            """) { row in
            ZweiterFaktor(
                totp: Totp(geheimnis: try schloss.oeffnen(
                    try row.decode("geheimnis", as: Data.self), fuer: wer)),
                istBestaetigt: try row.decode("bestaetigt"),
                codesUebrig: try row.decode("codes"), verbraucht: try row.decode("schritt"))
        }
    }

    /// Begins to set one up, always with a new secret; it counts only once a code was typed in.
    package static func beginnen(
        _ schloss: Geheimnisschloss, in session: PlatformSession
    ) throws -> Totp {
        let ich = try session.benutzer(), totp = Totp.neu()
        let begonnen = try session.execute("""
            INSERT INTO zweiter_faktor AS f (benutzer_id, geheimnis)
            VALUES (\(ich), \(try schloss.verschliessen(totp.geheimnis, fuer: ich)))
            ON CONFLICT (benutzer_id) DO UPDATE
               SET geheimnis = excluded.geheimnis, begonnen_am = now()
             WHERE f.bestaetigt_am IS NULL
            """)
        guard begonnen == 1 else {
            throw Hindernis(.konflikt, "Der zweite Faktor ist schon eingerichtet.")
        }
        return totp
    }

    /// What was begun and not finished ends when the way in changes: whoever began it may not be
    /// who sits there now.
    static func abbrechen(_ wer: User.ID, in transaction: Transaction) throws {
        try transaction.execute("""
            DELETE FROM zweiter_faktor WHERE benutzer_id = \(wer) AND bestaetigt_am IS NULL
            """)
    }

    /// Ends the set-up with a first code; returns the recovery codes, shown only this once.
    package static func bestaetigen(
        _ code: String, um zeit: Date, _ schloss: Geheimnisschloss, in session: PlatformSession
    ) throws -> [String] {
        let ich = try session.benutzer()
        let faktor = try laden(ich, schloss, in: session.transaction)
        guard let faktor, !faktor.istBestaetigt else {
            throw Hindernis(
                .konflikt, "Diese Einrichtung ist abgelaufen oder schon fertig.",
                abhilfe: "Beginnen Sie sie unter „Mein Konto“ neu; dafür haben Sie "
                    + "\(minuten) Minuten.")
        }
        guard let schritt = faktor.totp.pruefe(code.nurZiffern, um: zeit, nach: 0) else {
            throw Hindernis(
                .eingabe, feld: "code", "Dieser Code passt nicht",
                abhilfe: "Prüfen Sie die Uhrzeit des Telefons und geben Sie den neuesten Code ein.")
        }
        try session.execute("""
            UPDATE zweiter_faktor SET bestaetigt_am = now(), schritt = \(schritt)
             WHERE benutzer_id = \(ich)
            """)
        let codes = (0..<8).map { _ in wiederherstellungscode() }
        for code in codes {
            try session.execute("""
                INSERT INTO wiederherstellungscode (benutzer_id, sha256)
                VALUES (\(ich), \(hash(code)))
                """)
        }
        try session.audit("zweiter_faktor.eingerichtet", ich.description)
        return codes
    }

    /// Takes it away, of oneself or, with a reason, of somebody who lost his telephone.
    package static func entfernen(
        _ wer: User.ID, grund: String, in session: PlatformSession
    ) throws {
        try session.execute("DELETE FROM wiederherstellungscode WHERE benutzer_id = \(wer)")
        let weg = try session.execute("DELETE FROM zweiter_faktor WHERE benutzer_id = \(wer)")
        if weg == 1 {
            try session.audit("zweiter_faktor.entfernt", wer.description, ["grund": grund])
        }
    }

    package enum Beleg: String, Sendable {
        case app = "Code der App"
        case ersatz = "Wiederherstellungscode"
    }

    /// Uses up a code of the app or a recovery code and leaves a line in the audit; nil if it is
    /// neither.
    func einloesen(
        _ eingabe: String, von wer: User.ID, um zeit: Date, _ zweck: Passkey.Zweck,
        _ sitzung: LoginSession.ID, in transaction: Transaction
    ) throws -> Beleg? {
        if let schritt = totp.pruefe(eingabe.nurZiffern, um: zeit, nach: verbraucht) {
            guard try transaction.execute("""
                UPDATE zweiter_faktor SET schritt = \(schritt)
                 WHERE benutzer_id = \(wer) AND schritt < \(schritt)
                """) == 1 else { return nil }
            try SignIn.vermerken("zweiter_faktor.benutzt", wer, sitzung.description, [
                "zweck": zweck.rawValue,
            ], in: transaction)
            return .app
        }
        guard try transaction.execute("""
            UPDATE wiederherstellungscode SET benutzt_am = now()
             WHERE benutzer_id = \(wer) AND sha256 = \(ZweiterFaktor.hash(eingabe))
               AND benutzt_am IS NULL
            """) == 1 else { return nil }
        // Rare and worth knowing: it stands with the account, not with the session.
        try SignIn.vermerken("wiederherstellungscode.benutzt", wer, wer.description, [
            "zweck": zweck.rawValue, "sitzung": sitzung.description,
        ], in: transaction)
        return .ersatz
    }

    /// 118 random bits (ASVS V6.5.2), in groups to be copied by hand: 24 of 31 signs, none of which
    /// looks like another.
    private static func wiederherstellungscode() -> String {
        let zeichen = Array("abcdefghjkmnpqrstuvwxyz23456789")
        var generator = SystemRandomNumberGenerator()
        return (0..<6).map { _ in
            String((0..<4).map { _ in
                zeichen[Int.random(in: 0..<zeichen.count, using: &generator)]
            })
        }.joined(separator: "-")
    }

    private static func hash(_ code: String) -> Data {
        let rein = code.lowercased().filter { $0.isLetter || $0.isNumber }
        return Data(SHA256.hash(data: Data("wiederherstellung \(rein)".utf8)))
    }
}

/// Encrypts secrets for the database (AES-256-GCM), bound to what they belong to: a person, a
/// provider. Each kind has its own key.
///
/// In front stands which key it was, so that one can be replaced while the other still opens. What
/// is older than that begins with its nonce.
package struct Geheimnisschloss: Sendable {
    private let keys: [(id: Data, key: SymmetricKey)]

    init(_ master: MasterKey, _ zweck: String = "zweiter-faktor") {
        keys = master.allWithIDs(zweck).map { (Data($0.id.utf8), $0.key) }
    }

    func verschliessen<Wer>(_ geheimnis: [UInt8], fuer wer: TypedID<Wer>) throws -> Data {
        let (id, key) = keys[0]
        let kiste = try AES.GCM.seal(geheimnis, using: key, authenticating: Data("\(wer)".utf8))
        return id + Data(kiste.nonce) + kiste.ciphertext + kiste.tag
    }

    func oeffnen<Wer>(_ daten: Data, fuer wer: TypedID<Wer>) throws -> [UInt8] {
        if let (id, key) = keys.first(where: { daten.starts(with: $0.id) }) {
            return try oeffnen(Data(daten.dropFirst(id.count)), mit: key, fuer: wer)
        }
        for (_, key) in keys.dropLast() {
            if let geheimnis = try? oeffnen(daten, mit: key, fuer: wer) { return geheimnis }
        }
        return try oeffnen(daten, mit: keys[keys.count - 1].key, fuer: wer)
    }

    /// The same under the newest key; nil if it already is.
    func neuVerschliessen<Wer>(_ daten: Data, fuer wer: TypedID<Wer>) throws -> Data? {
        guard !daten.starts(with: keys[0].id) else { return nil }
        return try verschliessen(oeffnen(daten, fuer: wer), fuer: wer)
    }

    private func oeffnen<Wer>(_ daten: Data, mit key: SymmetricKey, fuer wer: TypedID<Wer>) throws
        -> [UInt8] {
        let kiste = try AES.GCM.SealedBox(combined: daten)
        return Array(try AES.GCM.open(kiste, using: key, authenticating: Data("\(wer)".utf8)))
    }
}

extension String {
    fileprivate var nurZiffern: String { filter { $0.isASCII && $0.isNumber } }
}
