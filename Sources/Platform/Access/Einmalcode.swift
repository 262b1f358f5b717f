import Grundwerte
import Postgres

/// What lets a person in once, to choose an own password: at the start, and after a reset. Nobody
/// but he ever knows a password (ASVS V6.4.1, V6.4.6).
///
/// 16 characters of 5 random bits make 80. ASVS V6.5.2 asks for a slow hash below 112 bits: it is
/// stored like a password, with scrypt, and behind the same lock against guessing. In return it is
/// short enough to be typed.
package struct Einmalcode: Sendable {
    /// How long it opens; `laeuft_ab` in the database says the same.
    package static let tage = 3
    private static let zeichen = 16
    /// Crockford's base 32: no I, L, O and U.
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

    /// `7K3M-Q9TX-2BVD-H6PR`, for paper and telephone. Shown once, never stored.
    package let text: String

    package static func neu() -> Einmalcode {
        var generator = SystemRandomNumberGenerator()
        let rein = (0..<zeichen).map { _ in
            alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
        }
        let gruppen = stride(from: 0, to: zeichen, by: 4).map { String(rein[$0..<($0 + 4)]) }
        return Einmalcode(text: gruppen.joined(separator: "-"))
    }

    /// What is hashed, and compared with what somebody typed: without hyphens and blanks, and with
    /// letters that look like digits as these.
    package static func rein(_ eingabe: String) -> String {
        String(eingabe.uppercased().compactMap { zeichen -> Character? in
            switch zeichen {
            case "O": "0"
            case "I", "L": "1"
            default: alphabet.contains(zeichen) ? zeichen : nil
            }
        })
    }

    package func hash(
        _ thread: PasswordThread, cost: PasswordHash.Cost = .standard
    ) async throws -> PasswordHash {
        try await thread.hash(Einmalcode.rein(text), cost: cost)
    }

    /// The only one that opens this account from now on.
    static func ablegen(
        _ hash: PasswordHash, fuer wer: User.ID, in transaction: Transaction
    ) throws {
        try transaction.execute("DELETE FROM einmalcode WHERE benutzer_id = \(wer)")
        try transaction.execute("""
            INSERT INTO einmalcode (benutzer_id, hash) VALUES (\(wer), \(hash.text))
            """)
    }

    /// Uses it up; false if that has happened, or if it is over.
    static func einloesen(
        _ hash: String, von wer: User.ID, in transaction: Transaction
    ) throws -> Bool {
        let weg = try transaction.execute("""
            DELETE FROM einmalcode
             WHERE benutzer_id = \(wer) AND hash = \(hash) AND laeuft_ab > now()
            """)
        guard weg == 1 else { return false }
        try transaction.execute("""
            INSERT INTO audit (id, benutzer_id, vorgang, gegenstand)
            VALUES (\(UUIDv7()), \(wer), 'benutzer.einmalcode_benutzt', \(wer.description))
            """)
        return true
    }
}
