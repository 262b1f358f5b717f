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
        let nameHash = Data(SHA256.hash(data: Data(name.utf8))), heute = database.uhr.heute
        let found = try await database.platform.write { transaction -> Lock? in
            try SignIn.limit(nameHash, address, in: transaction)
            return try transaction.first("""
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
        let secret = found?.isCode == true ? Einmalcode.rein(password) : password
        let matches = try await hashing.matches(secret, hash: found?.hash)
        let token = SignIn.newToken()
        guard let found, let hash = found.hash, matches,
              try await opens(
                found.user, code: found.isCode ? hash : nil, token, address, browser, old)
        else {
            try await remember(nameHash, address)
            throw Failure.wrong
        }
        return token
    }

    /// Stores the session, and uses up the code; false if somebody was quicker.
    private func opens(
        _ user: User.ID, code: String?, _ token: String, _ address: String, _ browser: String,
        _ old: String
    ) async throws -> Bool {
        try await database.platform.write { transaction in
            if let code, try !Einmalcode.einloesen(code, von: user, in: transaction) {
                return false
            }
            try SignIn.open(token, for: user, address, browser, isProven: false,
                            owesPassword: code != nil, insteadOf: old, in: transaction)
            return true
        }
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
            """) { try $0.decode("wer", as: User.ID.self) }.first
    }

    package func end(_ id: LoginSession.ID) async throws {
        try await database.platform.write { transaction in
            try transaction.execute("""
                UPDATE anmeldung SET beendet_am = now() WHERE id = \(id) AND beendet_am IS NULL
                """)
        }
    }

    /// Closes the door for a quarter of an hour: to an address after thirty failures, or after ten
    /// for one name; and after ten for a name from anywhere, to all addresses from which the person
    /// has not signed in within the last ninety days. So guessing ends, and no stranger can keep
    /// anybody from his own desk.
    static func limit(_ name: Data, _ address: String, in transaction: Transaction) throws {
        let (anywhere, here, address) = try transaction.one("""
            SELECT count(*) FILTER (WHERE name_sha256 = \(name)
                       AND NOT EXISTS (
                           SELECT FROM anmeldung a JOIN benutzer b ON b.id = a.benutzer_id
                            WHERE sha256(convert_to(b.anmeldename, 'UTF8')) = \(name)
                              AND a.adresse = \(address) AND NOT a.wartet
                              AND a.begonnen_am > now() - interval '90 days')) AS ueberall,
                   count(*) FILTER (WHERE name_sha256 = \(name)
                       AND adresse = \(address)) AS hier,
                   count(*) FILTER (WHERE adresse = \(address)) AS adresse
              FROM anmeldeversuch
             WHERE (name_sha256 = \(name) OR adresse = \(address))
               AND am > now() - interval '15 minutes'
            """) { (try $0.decode("ueberall", as: Int.self), try $0.decode("hier", as: Int.self),
                    try $0.decode("adresse", as: Int.self)) }
        if anywhere >= 10 || here >= 10 || address >= 30 { throw Failure.tooMany }
    }

    /// Counts a failure and leaves it in the audit: of a person we know with his account, of a name
    /// nobody bears with the beginning of its hash, as people type passwords into the name field.
    func remember(_ name: Data, _ address: String) async throws {
        try await database.platform.write { transaction in
            try transaction.execute("""
                INSERT INTO anmeldeversuch (id, name_sha256, adresse)
                VALUES (\(UUIDv7()), \(name), \(address))
                """)
            try transaction.execute("""
                INSERT INTO audit (id, vorgang, gegenstand, angaben)
                SELECT \(UUIDv7()), 'anmeldung.gescheitert',
                       coalesce(b.id::text, 'Unbekannt ' || left(encode(v.name, 'hex'), 12)),
                       jsonb_strip_nulls(jsonb_build_object(
                           'adresse', \(address)::text, 'konto', b.anmeldename))
                  FROM (SELECT \(name)::bytea AS name) v
                  LEFT JOIN benutzer b ON sha256(convert_to(b.anmeldename, 'UTF8')) = v.name
                """)
        }
    }

    static func newToken() -> String {
        var generator = SystemRandomNumberGenerator()
        return hexText((0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) })
    }

    static func hash(_ token: String) -> Data { Data(SHA256.hash(data: Data(token.utf8))) }
}

/// Hashes passwords one at a time on a thread of its own: neither the request threads nor the
/// memory of the machine suffer from a crowd at the door.
package final class PasswordThread: Sendable {
    private let queue = DispatchQueue(label: "mandat.kennwort", qos: .userInitiated)
    private let dummy: PasswordHash
    private let liste: Kennwortliste?

    /// `cost` must be that of the stored hashes, so that an unknown name takes as long as a known
    /// one. What `liste` knows is not hashed anew.
    package init(cost: PasswordHash.Cost = .standard, liste: Kennwortliste? = nil) {
        self.liste = liste
        let filler = String(repeating: "A", count: 22) + "=="
        dummy = PasswordHash(text: "$scrypt$ln=\(cost.logN),r=8,p=\(cost.parallelism)$\(filler)$"
                             + String(repeating: "A", count: 43) + "=")
    }

    func matches(_ password: String, hash: String?) async throws -> Bool {
        let stored = hash.map(PasswordHash.init(text:)) ?? dummy
        return await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: stored.matches(password)) }
        }
    }

    /// A new hash for `password`; refused at the field `kennwort` if it is known from a leak.
    package func hash(
        _ password: String, cost: PasswordHash.Cost = .standard
    ) async throws -> PasswordHash {
        let liste = liste
        return try await withCheckedThrowingContinuation { continuation in
            queue.async {
                continuation.resume(with: Result<PasswordHash, any Error> {
                    guard liste?.enthaelt(password) != true else {
                        throw Hindernis(
                            .eingabe, feld: "kennwort",
                            "Dieses Kennwort ist aus einem Datenleck bekannt",
                            abhilfe: "Nehmen Sie ein anderes, am besten vier Wörter.")
                    }
                    return try PasswordHash(password: password, cost: cost)
                })
            }
        }
    }
}
