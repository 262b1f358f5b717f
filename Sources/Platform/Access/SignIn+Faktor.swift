import Crypto
import Foundation
import Grundwerte
import Postgres

extension SignIn {
    /// Whether the sign-in of this token waits for the second factor; five minutes long.
    package func waits(token: String) async throws -> Bool {
        try await waiting(token) != nil
    }

    /// Ends a sign-in with a code of the app or a recovery code. Returns a new token: the one that
    /// was known before the proof opens nothing.
    package func complete(token: String, code: String, address: String) async throws -> String {
        guard let (id, user, name) = try await waiting(token) else { throw Failure.wrong }
        let nameHash = Data(SHA256.hash(data: Data(name.utf8)))
        let neu = SignIn.newToken()
        let uhr = database.uhr, schloss = database.schloss
        let gilt = try await database.platform.write { transaction in
            try SignIn.limit(nameHash, address, in: transaction)
            guard let faktor = try ZweiterFaktor.laden(user, schloss, in: transaction),
                  faktor.istBestaetigt,
                  try faktor.einloesen(code, von: user, um: uhr.jetzt, in: transaction)
            else { return false }
            try SignIn.finish(id, neu, in: transaction)
            return true
        }
        guard gilt else {
            try await remember(nameHash, address)
            throw Failure.wrong
        }
        return neu
    }

    /// The person at the screen proves once more who he is, with password or code. Returns the
    /// session's new token: see `renew`.
    package func confirm(
        _ login: LoginSession, proof: String, address: String
    ) async throws -> String {
        try await verify(login, proof: proof, address: address)
        return try await database.platform.write {
            try SignIn.renew(login.id, isProven: true, in: $0)
        }
    }

    /// Whether it is the person's password or code; thrown if not. Uses up the code, and leaves the
    /// session as it is.
    package func verify(_ login: LoginSession, proof: String, address: String) async throws {
        let user = login.user, uhr = database.uhr, schloss = database.schloss
        let nameHash = Data(SHA256.hash(data: Data(user.anmeldename.utf8)))
        let (stored, byCode) = try await database.platform.write { transaction -> (String?, Bool) in
            try SignIn.limit(nameHash, address, in: transaction)
            let stored = try transaction.scalar(
                "SELECT kennwort FROM benutzer WHERE id = \(user.id)", as: String?.self)
            let faktor = try ZweiterFaktor.laden(user.id, schloss, in: transaction)
            guard let faktor, faktor.istBestaetigt else { return (stored, false) }
            return (stored, try faktor.einloesen(
                proof, von: user.id, um: uhr.jetzt, in: transaction))
        }
        let proven = if byCode { true } else { try await hashing.matches(proof, hash: stored) }
        guard proven else {
            try await remember(nameHash, address)
            throw Failure.wrong
        }
    }

    /// A new token for a session whose owner has proved who he is once more, or has changed what he
    /// proves it with (ASVS V7.2.4). The one before opens nothing as soon as this is committed: a
    /// request under way with it is answered as if nobody were signed in, and sets no cookie of the
    /// session, so that the browser keeps the new one.
    ///
    /// Of two proofs at once the later one's token opens, as each came from an open session and was
    /// good by itself; after a double click that is the answer which the browser keeps.
    static func renew(
        _ id: LoginSession.ID, isProven: Bool, in transaction: Transaction
    ) throws -> String {
        let token = newToken()
        let renewed = try transaction.execute("""
            UPDATE anmeldung
               SET token_sha256 = \(hash(token)),
                   bestaetigt_am = CASE WHEN \(isProven) THEN now() ELSE bestaetigt_am END
             WHERE id = \(id) AND beendet_am IS NULL AND NOT wartet
            """)
        guard renewed == 1 else {
            throw Hindernis(.konflikt, "Diese Sitzung ist inzwischen beendet",
                            abhilfe: "Melden Sie sich neu an.")
        }
        return token
    }

    /// What was owed is proven: from now on only the new token opens.
    static func finish(
        _ id: LoginSession.ID, _ token: String, in transaction: Transaction
    ) throws {
        try transaction.execute("""
            UPDATE anmeldung SET wartet = false, token_sha256 = \(hash(token)), zuletzt_am = now(),
                   bestaetigt_am = now()
             WHERE id = \(id) AND wartet
            """)
    }

    func waiting(_ token: String) async throws -> (LoginSession.ID, User.ID, String)? {
        guard token.utf8.count == 64 else { return nil }
        let tokenHash = SignIn.hash(token)
        return try await database.platform.query("""
            SELECT a.id, a.benutzer_id, b.anmeldename
              FROM anmeldung a JOIN benutzer b ON b.id = a.benutzer_id
             WHERE a.token_sha256 = \(tokenHash) AND a.wartet AND a.beendet_am IS NULL
               AND b.gesperrt_am IS NULL AND a.begonnen_am > now() - interval '5 minutes'
            """) { row -> (LoginSession.ID, User.ID, String) in
            (try row.decode("id"), try row.decode("benutzer_id"), try row.decode("anmeldename"))
        }.first
    }
}
