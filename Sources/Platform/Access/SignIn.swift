import Crypto
import Foundation
import Grundwerte
import Postgres

/// A signed-in person: who, for which party, with which permissions today.
package struct LoginSession: Sendable {
    package typealias ID = TypedID<LoginSession>

    package let id: ID
    package let user: User
    /// Names of the roles held today, for the head of the page.
    package let rollen: [String]
    package let rechte: Set<Permission>
    /// The person proved who he is within the last two hours; what moves money asks for it.
    package let istFrisch: Bool
    /// A role asks for a second factor and there is none: nothing opens but the own account, to set
    /// one up.
    package let schuldetFaktor: Bool
}

/// Sign-in with name and password, and the sessions that follow from it.
///
/// Only the SHA-256 of a session's token is stored: a stolen backup opens no session. A session
/// ends after an hour without a request and after ten hours in any case.
package struct SignIn: Sendable {
    let database: Database
    let hashing: PasswordThread
    let anbieter: Anbieterdienst
    static let idleMinutes: Int32 = 60
    static let absoluteHours: Int32 = 10
    private static let freshHours: Int32 = 2

    package init(database: Database, hashing: PasswordThread = PasswordThread(),
                 anbieter: Anbieterdienst = Anbieterdienst()) {
        self.database = database
        self.hashing = hashing
        self.anbieter = anbieter
    }

    package enum Failure: Error, Equatable, Sendable {
        /// Unknown name, wrong password, somebody blocked or gone: never told apart.
        case wrong
        /// Too many failures; try again in some minutes.
        case tooMany
    }

    /// What an account opens with today: the own password, or else a one-time code.
    private struct Lock: Sendable {
        let user: User.ID
        /// Nil: no password, and the code is used or over.
        let hash: String?
        let isCode: Bool
    }

    /// Returns the secret token for the cookie. Takes as long for an unknown name as for a wrong
    /// password. For whom has set up a second factor or a passkey, the token opens nothing before
    /// `complete`. A one-time code in place of the password is used up, and its token opens nothing
    /// before `choosePassword`. The session of `old`, the token that the browser showed, ends.
    package func begin(
        name: String, password: String, address: String, browser: String = "",
        insteadOf old: String = ""
    ) async throws -> String {
        let name = name.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
        let nameHash = SignIn.hash(name), heute = database.uhr.heute
        return try await hashing.place {
            let (lock, attempt) = try await atDoor(nameHash, address) {
                transaction -> (Lock?, Attempt) in
                (try SignIn.lock(of: name, heute, in: transaction),
                 try SignIn.reserve(nameHash, address, in: transaction))
            }
            let secret = lock?.isCode == true ? Einmalcode.rein(password) : password
            let matches = await hashing.matches(secret, hash: lock?.hash)
            let token = SignIn.newToken()
            return try await settle(attempt, isRight: matches) { transaction -> String? in
                guard let lock, let hash = lock.hash,
                      try lock.isCode
                          ? Einmalcode.einloesen(hash, von: lock.user, in: transaction)
                          : SignIn.holds(hash, of: lock.user, in: transaction)
                else { return nil }
                try SignIn.open(token, for: lock.user, address, browser, isProven: false,
                                owesPassword: lock.isCode, insteadOf: old, in: transaction)
                return token
            }
        }
    }

    /// Nil for an unknown name, and for whom nothing opens any more.
    private static func lock(
        of name: String, _ heute: Kalendertag, in transaction: Transaction
    ) throws -> Lock? {
        try transaction.first("""
            SELECT b.id, coalesce(b.kennwort, c.hash) AS hash, b.kennwort IS NULL AS code
              FROM benutzer b
              LEFT JOIN einmalcode c ON c.benutzer_id = b.id AND c.laeuft_ab > now()
             WHERE b.anmeldename = \(name) AND b.gesperrt_am IS NULL
               AND (b.dienst_bis IS NULL OR b.dienst_bis >= \(heute))
            """) { row in
            Lock(user: try row.decode("id"), hash: try row.decode("hash"),
                 isCode: try row.decode("code"))
        }
    }

    /// Whether it still is the password of somebody who is not blocked. Whoever resets it or blocks
    /// him at this moment waits for what follows here, and ends it.
    static func holds(
        _ hash: String, of user: User.ID, in transaction: Transaction
    ) throws -> Bool {
        try !transaction.scalars("""
            SELECT id FROM benutzer
             WHERE id = \(user) AND kennwort = \(hash) AND gesperrt_am IS NULL FOR SHARE
            """, as: User.ID.self).isEmpty
    }

    /// Stores a new session. Unless `isProven`, it waits for a second factor if the person has one.
    /// What the browser had shown before, `old`, opens nothing from now on, whosever it was
    /// (ASVS V7.2.4).
    static func open(
        _ token: String, for user: User.ID, _ address: String, _ browser: String, isProven: Bool,
        owesPassword: Bool = false, insteadOf old: String, in transaction: Transaction
    ) throws {
        let id = LoginSession.ID()
        if old.utf8.count == 64 {
            try transaction.execute("""
                UPDATE anmeldung SET beendet_am = now()
                 WHERE token_sha256 = \(SignIn.hash(old)) AND beendet_am IS NULL
                """)
        }
        try transaction.execute("""
            INSERT INTO anmeldung (id, token_sha256, benutzer_id, adresse, browser,
                                   kennwort_faellig, wartet)
            SELECT \(id), \(SignIn.hash(token)), \(user), \(address),
                   \(String(browser.prefix(60))), \(owesPassword),
                   NOT \(isProven) AND (
                       EXISTS (SELECT FROM zweiter_faktor WHERE benutzer_id = \(user)
                                  AND bestaetigt_am IS NOT NULL)
                       OR EXISTS (SELECT FROM passkey WHERE benutzer_id = \(user)))
            """)
        try transaction.execute("""
            INSERT INTO audit (id, benutzer_id, vorgang, gegenstand)
            VALUES (\(UUIDv7()), \(user), 'anmeldung.begonnen', \(id.description))
            """)
    }

    /// The person behind a token, or nil if the session has ended. Permissions are read anew for
    /// every request, so that a withdrawn role ends at once.
    package func session(token: String) async throws -> LoginSession? {
        guard token.utf8.count == 64 else { return nil }
        let tokenHash = SignIn.hash(token), heute = database.uhr.heute
        let found = try await database.platform.query("""
            SELECT a.id AS anmeldung_id, a.zuletzt_am < now() - interval '1 minute' AS auffrischen,
                   a.bestaetigt_am > now() - make_interval(hours => \(SignIn.freshHours)) AS frisch,
                   b.id, b.anmeldename, b.name, b.mandant_id, b.telefon, b.zimmer,
                   NOT a.anbieter_faktor AND schuldet_faktor(b.id, \(heute)) AS schuldet,
                   ARRAY(SELECT r.bezeichnung
                           FROM geltende_rollen(b.id, \(heute)) g JOIN rolle r ON r.name = g.rolle
                          ORDER BY r.bezeichnung) AS rollen,
                   ARRAY(SELECT DISTINCT r.recht
                           FROM geltende_rollen(b.id, \(heute)) g
                           JOIN rolle_recht r ON r.rolle = g.rolle
                          ORDER BY r.recht) AS rechte
              FROM anmeldung a JOIN benutzer b ON b.id = a.benutzer_id
             WHERE a.token_sha256 = \(tokenHash) AND a.beendet_am IS NULL AND NOT a.wartet
               AND NOT a.kennwort_faellig AND b.gesperrt_am IS NULL
               AND (b.dienst_bis IS NULL OR b.dienst_bis >= \(heute))
               AND a.zuletzt_am > now() - make_interval(mins => \(SignIn.idleMinutes))
               AND a.begonnen_am > now() - make_interval(hours => \(SignIn.absoluteHours))
            """) { row in
            let rechte = try row.decode("rechte", as: [String].self)
            return (session: LoginSession(
                        id: try row.decode("anmeldung_id"), user: try User(row: row),
                        rollen: try row.decode("rollen"),
                        rechte: Set(rechte.compactMap(Permission.init(rawValue:))),
                        istFrisch: try row.decode("frisch"),
                        schuldetFaktor: try row.decode("schuldet")),
                    refresh: try row.decode("auffrischen", as: Bool.self))
        }.first
        guard let found else { return nil }
        if found.refresh {
            let id = found.session.id
            try await database.platform.write { transaction in
                try transaction.execute("UPDATE anmeldung SET zuletzt_am = now() WHERE id = \(id)")
            }
        }
        return found.session
    }

    /// Whose token this is or was, of a session or of a program: for the log. It opens nothing.
    package func owner(token: String) async throws -> User.ID? {
        guard [64, 71].contains(token.utf8.count) else { return nil }
        let tokenHash = SignIn.hash(token)
        return try await database.platform.query("""
            SELECT benutzer_id AS wer FROM anmeldung WHERE token_sha256 = \(tokenHash)
            UNION ALL
            SELECT id FROM schnittstelle WHERE token_sha256 = \(tokenHash)
            UNION ALL
            SELECT schnittstelle_id FROM schnittstelle_bestaetigung
             WHERE token_sha256 = \(tokenHash)
            """) { try $0.decode("wer", as: User.ID.self) }.first
    }

    /// The person signs out.
    package func end(_ id: LoginSession.ID) async throws {
        try await database.platform.write { transaction in
            let user: User.ID? = try transaction.first("""
                UPDATE anmeldung SET beendet_am = now() WHERE id = \(id) AND beendet_am IS NULL
                RETURNING benutzer_id
                """) { try $0.decode("benutzer_id") }
            guard let user else { return }
            try SignIn.vermerken(
                "anmeldung.beendet", user, id.description, [:], in: transaction)
        }
    }

    static func newToken() -> String {
        var generator = SystemRandomNumberGenerator()
        return hexText((0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) })
    }

    static func hash(_ token: String) -> Data { Data(SHA256.hash(data: Data(token.utf8))) }
}
