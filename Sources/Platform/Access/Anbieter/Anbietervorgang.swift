import Crypto
import Foundation
import Grundwerte
import Postgres

/// One way to the provider and back: what the browser carries and what is stored of it.
///
/// The browser gets a secret in a cookie and a second one, `state`, goes along to the provider and
/// back. The database knows the hashes of both; `nonce` and the verifier of PKCE are computed from
/// the two together, so that neither is stored, and an answer is worth nothing in another browser.
struct Anbietervorgang: Sendable {
    enum Zweck: String, Sendable, SQLEnum {
        case anmeldung, verknuepfung, nachweis
    }

    static let minuten: Int32 = 10

    let anbieter: Anbieter.ID
    let zweck: Zweck
    /// Whose session is to be confirmed or linked; nil only for signing in.
    let sitzung: LoginSession.ID?
    let ziel: String
    let begonnenAm: Date

    /// What belongs to both secrets: 64 hexadecimal digits.
    static func abgeleitet(_ wozu: String, _ state: String, _ cookie: String) -> String {
        hexText(HMAC<SHA256>.authenticationCode(
            for: Data("\(wozu) \(state)".utf8), using: SymmetricKey(data: Data(cookie.utf8))))
    }

    /// RFC 7636, section 4.2: S256.
    static func pkce(_ verifier: String) -> String {
        Data(SHA256.hash(data: Data(verifier.utf8))).jwt
    }

    func beginnen(_ state: String, _ cookie: String, in transaction: Transaction) throws {
        try transaction.execute("""
            DELETE FROM anbieter_vorgang
             WHERE begonnen_am < now() - make_interval(mins => \(Self.minuten))
            """)
        // The database counts code points and takes no zero.
        let zeichen = ziel.unicodeScalars
        let ort = zeichen.contains("\0") ? "" : String(zeichen.prefix(1_000))
        try transaction.execute("""
            INSERT INTO anbieter_vorgang (state_sha256, browser_sha256, anbieter_id, zweck,
                                          anmeldung_id, ziel)
            VALUES (\(SignIn.hash(state)), \(SignIn.hash(cookie)), \(anbieter), \(zweck),
                    \(sitzung), \(ort))
            """)
    }

    /// Uses it up; nil if it was not begun in this browser with this provider, is used or too old.
    static func verbrauchen(
        _ state: String, _ cookie: String, _ anbieter: Anbieter.ID, in transaction: Transaction
    ) throws -> Anbietervorgang? {
        try transaction.first("""
            DELETE FROM anbieter_vorgang
             WHERE state_sha256 = \(SignIn.hash(state)) AND browser_sha256 = \(SignIn.hash(cookie))
               AND anbieter_id = \(anbieter)
               AND begonnen_am > now() - make_interval(mins => \(minuten))
            RETURNING zweck, anmeldung_id, ziel, begonnen_am
            """) {
            Anbietervorgang(
                anbieter: anbieter, zweck: try $0.decode("zweck"),
                sitzung: try $0.decode("anmeldung_id"), ziel: try $0.decode("ziel"),
                begonnenAm: try $0.decode("begonnen_am"))
        }
    }
}
