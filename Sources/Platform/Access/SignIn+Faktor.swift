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
        let nameHash = SignIn.hash(name), neu = SignIn.newToken()
        let uhr = database.uhr, schloss = database.schloss
        let gilt = try await hashing.place {
            try await atDoor(nameHash, address) { transaction -> Bool in
                guard let faktor = try ZweiterFaktor.laden(user, schloss, in: transaction),
                      faktor.istBestaetigt,
                      try faktor.einloesen(code, von: user, um: uhr.jetzt, .anmeldung, id,
                                           in: transaction) != nil
                else {
                    try SignIn.remember(nameHash, address, in: transaction)
                    return false
                }
                try SignIn.finish(id, neu, in: transaction)
                return true
            }
        }
        guard gilt else { throw Failure.wrong }
        return neu
    }

    /// What became of a proof before any password is hashed.
    private enum Step: Sendable {
        /// A code was right: the session's new token.
        case done(String)
        case hash(String?, Attempt)
    }

    /// The person at the screen proves once more who he is, with password or code. Returns the
    /// session's new token: see `renew`.
    package func confirm(
        _ login: LoginSession, proof: String, address: String
    ) async throws -> String {
        let id = login.id, user = login.user.id, name = SignIn.hash(login.user.anmeldename)
        let uhr = database.uhr, schloss = database.schloss
        return try await hashing.place {
            let step = try await atDoor(name, address) { transaction -> Step in
                if let faktor = try ZweiterFaktor.laden(user, schloss, in: transaction),
                   faktor.istBestaetigt,
                   let womit = try faktor.einloesen(
                    proof, von: user, um: uhr.jetzt, .nachweis, id, in: transaction) {
                    return .done(try SignIn.confirmed(id, user, womit.rawValue, in: transaction))
                }
                return .hash(try SignIn.password(of: user, in: transaction),
                             try SignIn.reserve(name, address, in: transaction))
            }
            switch step {
            case .done(let token): return token
            case .hash(let hash, let attempt):
                return try await compare(proof, hash, of: user, attempt) {
                    try SignIn.confirmed(id, user, "Kennwort", in: $0)
                }
            }
        }
    }

    /// Whether it is the person's present password, for which no code stands in (ASVS V6.2.3);
    /// thrown if not. Leaves the session as it is.
    package func verify(_ login: LoginSession, password: String, address: String) async throws {
        let user = login.user.id, name = SignIn.hash(login.user.anmeldename)
        try await hashing.place {
            let (hash, attempt) = try await atDoor(name, address) {
                transaction -> (String?, Attempt) in
                (try SignIn.password(of: user, in: transaction),
                 try SignIn.reserve(name, address, in: transaction))
            }
            try await compare(password, hash, of: user, attempt) { _ in }
        }
    }

    private static func password(
        of user: User.ID, in transaction: Transaction
    ) throws -> String? {
        try transaction.scalar(
            "SELECT kennwort FROM benutzer WHERE id = \(user)", as: String?.self)
    }

    private func compare<R: Sendable>(
        _ password: String, _ hash: String?, of user: User.ID, _ attempt: Attempt,
        _ then: @escaping @Sendable (Transaction) throws -> R
    ) async throws -> R {
        let matches = await hashing.matches(password, hash: hash)
        return try await settle(attempt, isRight: matches) { transaction -> R? in
            guard let hash, try SignIn.holds(hash, of: user, in: transaction) else { return nil }
            return try then(transaction)
        }
    }

    /// A new token for the session, and a line that says by what the person has proved himself.
    private static func confirmed(
        _ id: LoginSession.ID, _ user: User.ID, _ womit: String, in transaction: Transaction
    ) throws -> String {
        try vermerken(
            "nachweis.erbracht", user, id.description, ["womit": womit], in: transaction)
        return try renew(id, isProven: true, in: transaction)
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
