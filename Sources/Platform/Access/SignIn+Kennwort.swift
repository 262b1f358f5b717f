import Foundation
import Grundwerte
import Postgres

/// A sign-in begun with a one-time code: it owes an own password, and opens nothing else.
extension SignIn {
    private struct Owing: Sendable {
        let id: LoginSession.ID
        let user: User.ID
        let name: String
    }

    /// The name whose owner chooses a password under this token; nil if none is owed. Half an hour
    /// long, and not before the second factor, if there is one.
    package func owesPassword(token: String) async throws -> String? {
        try await owing(token)?.name
    }

    /// The person's own password. Returns a new token, which opens what his roles open.
    package func choosePassword(token: String, _ hash: PasswordHash) async throws -> String {
        guard let owing = try await owing(token) else { throw Failure.wrong }
        let new = SignIn.newToken(), id = owing.id, user = owing.user
        let isChosen = try await database.platform.write { transaction -> Bool in
            let isMine = try transaction.execute("""
                UPDATE anmeldung SET kennwort_faellig = false, token_sha256 = \(SignIn.hash(new)),
                       zuletzt_am = now(), bestaetigt_am = now()
                 WHERE id = \(id) AND kennwort_faellig AND NOT wartet AND beendet_am IS NULL
                """) == 1
            guard isMine else { return false }
            try transaction.execute("""
                UPDATE benutzer SET kennwort = \(hash.text) WHERE id = \(user)
                """)
            try ZweiterFaktor.abbrechen(user, in: transaction)
            try transaction.execute("""
                UPDATE anmeldung SET beendet_am = now()
                 WHERE benutzer_id = \(user) AND beendet_am IS NULL AND id <> \(id)
                """)
            try transaction.execute("""
                INSERT INTO audit (id, benutzer_id, vorgang, gegenstand)
                VALUES (\(UUIDv7()), \(user), 'benutzer.kennwort_gesetzt', \(user.description))
                """)
            return true
        }
        guard isChosen else { throw Failure.wrong }
        return new
    }

    private func owing(_ token: String) async throws -> Owing? {
        guard token.utf8.count == 64 else { return nil }
        let tokenHash = SignIn.hash(token), heute = database.uhr.heute
        return try await database.platform.query("""
            SELECT a.id, a.benutzer_id, b.anmeldename
              FROM anmeldung a JOIN benutzer b ON b.id = a.benutzer_id
             WHERE a.token_sha256 = \(tokenHash) AND a.kennwort_faellig AND NOT a.wartet
               AND a.beendet_am IS NULL AND b.gesperrt_am IS NULL
               AND (b.dienst_bis IS NULL OR b.dienst_bis >= \(heute))
               AND a.begonnen_am > now() - interval '30 minutes'
            """) { row in
            Owing(id: try row.decode("id"), user: try row.decode("benutzer_id"),
                  name: try row.decode("anmeldename"))
        }.first
    }
}
