import Crypto
import Foundation
import Grundwerte
import Postgres

extension SignIn {
    /// What a waiting sign-in may be completed with.
    package struct Choice: Sendable {
        package let code: Bool
        package let passkey: Bool
    }

    /// Nil if no sign-in waits under this token.
    package func choice(token: String) async throws -> Choice? {
        guard let user = try await waiting(token)?.1 else { return nil }
        return try await database.platform.query("""
            SELECT EXISTS (SELECT FROM zweiter_faktor WHERE benutzer_id = \(user)
                              AND bestaetigt_am IS NOT NULL) AS code,
                   EXISTS (SELECT FROM passkey WHERE benutzer_id = \(user)) AS passkey
            """) { Choice(code: try $0.decode("code"), passkey: try $0.decode("passkey")) }.first
    }

    /// A challenge for whoever wants to sign in without a password.
    package func challenge(address: String) async throws -> Passkey.Aufforderung {
        // No name is known yet; the address alone may have failed too often.
        try await verifyOpen(address)
        return try await database.platform.write {
            try Passkey.Aufforderung.neu(.anmeldung, nil, in: $0)
        }
    }

    /// A challenge for the person whose password was right.
    package func challenge(token: String) async throws -> Passkey.Aufforderung {
        guard let user = try await waiting(token)?.1 else { throw Failure.wrong }
        return try await database.platform.write { transaction in
            try Passkey.Aufforderung.neu(.faktor, user, in: transaction)
        }
    }

    /// Signs in with a passkey alone, which is something one has and, as the device asks for PIN or
    /// biometrics, a second thing; returns the token. The same refusal for every reason. The
    /// session of `old`, the token that the browser showed, ends.
    package func begin(
        _ answer: RelyingParty.Assertion, at party: RelyingParty, address: String,
        browser: String = "", insteadOf old: String = ""
    ) async throws -> String {
        let token = SignIn.newToken()
        // Who it might be is unknown: what failed is counted for the key.
        let name = Data(SHA256.hash(data: answer.credential))
        try await redeem(answer, .anmeldung, nil, at: party, name, address) { user, transaction in
            try SignIn.open(token, for: user, address, browser, isProven: true, insteadOf: old,
                            in: transaction)
        }
        return token
    }

    /// Ends a sign-in with a passkey in place of a code. Returns a new token.
    package func complete(
        token: String, _ answer: RelyingParty.Assertion, at party: RelyingParty, address: String
    ) async throws -> String {
        guard let (id, user, name) = try await waiting(token) else { throw Failure.wrong }
        let new = SignIn.newToken(), nameHash = SignIn.hash(name)
        try await redeem(answer, .faktor, user, at: party, nameHash, address) { _, transaction in
            try SignIn.finish(id, new, in: transaction)
        }
        return new
    }

    /// The person at the screen proves once more who he is, with a passkey. Returns the session's
    /// new token: see `renew`.
    package func confirm(
        _ login: LoginSession, _ answer: RelyingParty.Assertion, at party: RelyingParty,
        address: String
    ) async throws -> String {
        let user = login.user, id = login.id
        let nameHash = SignIn.hash(user.anmeldename)
        return try await redeem(answer, .nachweis, user.id, at: party, nameHash, address) {
            _, transaction in
            try SignIn.renew(id, isProven: true, in: transaction)
        }
    }

    /// One transaction: the answer is good and `then` follows from it, or it is refused and that
    /// is remembered.
    private func redeem<R: Sendable>(
        _ answer: RelyingParty.Assertion, _ purpose: Passkey.Zweck, _ expected: User.ID?,
        at party: RelyingParty, _ name: Data, _ address: String,
        then: @escaping @Sendable (User.ID, Transaction) throws -> R
    ) async throws -> R {
        let heute = database.uhr.heute
        let result = try await hashing.place {
            try await atDoor(name, address) { transaction -> R? in
                guard let user = try Passkey.einloesen(
                    answer, purpose, von: expected, bei: party, am: heute, in: transaction)
                else {
                    try SignIn.remember(name, address, in: transaction)
                    return nil
                }
                return try then(user, transaction)
            }
        }
        guard let result else { throw Failure.wrong }
        return result
    }
}
