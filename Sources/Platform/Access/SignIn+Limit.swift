import Foundation
import Grundwerte
import Postgres

/// How often somebody may be wrong at the door (ASVS V6.3.1).
///
/// A try is counted before it is looked at, and taken out again if it was right: of a thousand at
/// once no more are heard than of a thousand one after the other.
extension SignIn {
    /// A try under way.
    struct Attempt: Sendable {
        let id: UUIDv7
        let name: Data
        let address: String
    }

    /// Whether there is room for one more depends on tries under way.
    private struct Undecided: Error {}

    /// Tries of the last quarter of an hour.
    private struct Tally {
        /// With this name, from wherever that concerns this address.
        var anywhere = 0
        /// With this name from this address.
        var here = 0
        /// From this address.
        var address = 0

        var isFull: Bool { anywhere >= 10 || here >= 10 || address >= 30 }
    }

    /// Closes the door for a quarter of an hour: to an address after thirty failures, or after ten
    /// for one name; and after ten for a name from anywhere, to all addresses from which the person
    /// has not signed in within the last ninety days. So guessing ends, and no stranger can keep
    /// anybody from his own desk. What has been under way for a minute is over and counts.
    private static func tally(
        _ name: Data, _ address: String, in transaction: Transaction
    ) throws -> (failed: Tally, all: Tally) {
        let parts = try transaction.all("""
            SELECT v.laeuft,
                   count(*) FILTER (WHERE v.name_sha256 = \(name)
                       AND NOT EXISTS (
                           SELECT FROM anmeldung a JOIN benutzer b ON b.id = a.benutzer_id
                            WHERE sha256(convert_to(b.anmeldename, 'UTF8')) = \(name)
                              AND a.adresse = \(address) AND NOT a.wartet
                              AND a.begonnen_am > now() - interval '90 days')) AS ueberall,
                   count(*) FILTER (WHERE v.name_sha256 = \(name)
                       AND v.adresse = \(address)) AS hier,
                   count(*) FILTER (WHERE v.adresse = \(address)) AS adresse
              FROM (SELECT name_sha256, adresse,
                           offen AND am > now() - interval '1 minute' AS laeuft
                      FROM anmeldeversuch
                     WHERE (name_sha256 = \(name) OR adresse = \(address))
                       AND am > now() - interval '15 minutes') v
             GROUP BY v.laeuft ORDER BY v.laeuft
            """) {
            (isOpen: try $0.decode("laeuft", as: Bool.self),
             part: Tally(anywhere: try $0.decode("ueberall"), here: try $0.decode("hier"),
                         address: try $0.decode("adresse")))
        }
        var failed = Tally(), all = Tally()
        for (isOpen, part) in parts {
            all.anywhere += part.anywhere
            all.here += part.here
            all.address += part.address
            if !isOpen { failed = part }
        }
        return (failed, all)
    }

    /// Runs `body` where somebody shows what he knows or has, in one transaction after the other:
    /// nobody else counts meanwhile. Throws `tooMany` if the door is closed. As long as tries under
    /// way decide whether it is, it waits for them, so that a whole office can sign in at once.
    /// Whoever calls holds a place in `hashing`, so that not too many wait.
    func atDoor<R: Sendable>(
        _ name: Data, _ address: String,
        _ body: @escaping @Sendable (Transaction) throws -> R
    ) async throws -> R {
        while true {
            do {
                return try await database.platform.write { transaction in
                    // It only keeps out others who come here, and vacuum.
                    try transaction.execute(
                        "LOCK TABLE anmeldeversuch IN SHARE UPDATE EXCLUSIVE MODE")
                    let (failed, all) = try SignIn.tally(name, address, in: transaction)
                    if failed.isFull { throw Failure.tooMany }
                    if all.isFull { throw Undecided() }
                    return try body(transaction)
                }
            } catch is Undecided {
                try await Task.sleep(for: .milliseconds(250))
            } catch Failure.tooMany {
                try await noteClosed(name, address)
                throw Failure.tooMany
            }
        }
    }

    /// Throws `tooMany` if the door is closed to an address, before anybody has said who he is.
    func verifyOpen(_ address: String) async throws {
        let isFull = try await database.platform.read {
            try SignIn.tally(Data(), address, in: $0).failed.isFull
        }
        guard isFull else { return }
        try await noteClosed(Data(), address)
        throw Failure.tooMany
    }

    /// Counts a try whose outcome takes longer than the transaction.
    static func reserve(
        _ name: Data, _ address: String, in transaction: Transaction
    ) throws -> Attempt {
        let attempt = Attempt(id: UUIDv7(), name: name, address: address)
        try transaction.execute("""
            INSERT INTO anmeldeversuch (id, name_sha256, adresse, offen)
            VALUES (\(attempt.id), \(name), \(address), true)
            """)
        return attempt
    }

    /// Ends a try. If it was right, `then` follows, in the transaction that takes it out of the
    /// count; returns nil if it is not right any more. Otherwise it stays counted.
    func settle<R: Sendable>(
        _ attempt: Attempt, isRight: Bool,
        _ then: @escaping @Sendable (Transaction) throws -> R?
    ) async throws -> R {
        if isRight, let outcome = try await right(attempt, then) { return outcome }
        try await database.platform.write { transaction in
            try transaction.execute(
                "UPDATE anmeldeversuch SET offen = false WHERE id = \(attempt.id)")
            try SignIn.noteFailure(attempt.name, attempt.address, in: transaction)
        }
        throw Failure.wrong
    }

    private func right<R: Sendable>(
        _ attempt: Attempt, _ then: @escaping @Sendable (Transaction) throws -> R?
    ) async throws -> R? {
        let release: SQL = "DELETE FROM anmeldeversuch WHERE id = \(attempt.id)"
        do {
            return try await database.platform.write { transaction -> R? in
                guard let outcome = try then(transaction) else { return nil }
                try transaction.execute(release)
                return outcome
            }
        } catch let hindernis as Hindernis {
            // It was right all the same.
            try await database.platform.write { try $0.execute(release) }
            throw hindernis
        }
    }

    /// Counts a failure, and leaves it in the audit.
    static func remember(
        _ name: Data, _ address: String, in transaction: Transaction
    ) throws {
        try transaction.execute("""
            INSERT INTO anmeldeversuch (id, name_sha256, adresse)
            VALUES (\(UUIDv7()), \(name), \(address))
            """)
        try noteFailure(name, address, in: transaction)
    }

    /// Of a person we know with his account, of a name nobody bears with the beginning of its hash,
    /// as people type passwords into the name field.
    private static func noteFailure(
        _ name: Data, _ address: String, in transaction: Transaction
    ) throws {
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

    /// Leaves in the audit that the door was closed, once for a name or an address as long as it
    /// is: nobody fills the audit by knocking on.
    private func noteClosed(_ name: Data, _ address: String) async throws {
        try await database.platform.write { transaction in
            try transaction.execute("""
                INSERT INTO audit (id, vorgang, gegenstand, angaben)
                SELECT \(UUIDv7()), 'anmeldung.gesperrt', w.wer,
                       jsonb_strip_nulls(jsonb_build_object(
                           'adresse', \(address)::text, 'konto', w.konto))
                  FROM (SELECT coalesce(b.id::text, 'Unbekannt '
                                            || nullif(left(encode(v.name, 'hex'), 12), ''), '')
                                   AS wer, b.anmeldename AS konto
                          FROM (SELECT \(name)::bytea AS name) v
                          LEFT JOIN benutzer b
                            ON sha256(convert_to(b.anmeldename, 'UTF8')) = v.name) w
                 WHERE NOT EXISTS (
                       SELECT FROM audit a
                        WHERE a.vorgang = 'anmeldung.gesperrt'
                          AND a.am > now() - interval '15 minutes'
                          AND (a.angaben->>'adresse' = \(address)
                               OR a.gegenstand = w.wer AND w.wer <> ''))
                """)
        }
    }
}
