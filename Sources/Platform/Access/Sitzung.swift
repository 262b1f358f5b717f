import Foundation
import Grundwerte
import Postgres

/// One's own open session, to recognise it and to end it.
package struct Sitzung: Sendable, RowDecodable {
    package let id: LoginSession.ID
    package let begonnenAm: Date
    package let zuletztAm: Date
    package let adresse: String
    package let browser: String

    package init(row: Row) throws {
        id = try row.decode("id")
        begonnenAm = try row.decode("begonnen_am")
        zuletztAm = try row.decode("zuletzt_am")
        adresse = try row.decode("adresse")
        browser = try row.decode("browser")
    }

    /// The open sessions of the acting person, the latest first.
    package static func eigene(in session: PlatformSession) throws -> [Sitzung] {
        let ich = try session.benutzer()
        return try session.all("""
            SELECT id, begonnen_am, zuletzt_am, adresse, browser FROM anmeldung
             WHERE benutzer_id = \(ich) AND beendet_am IS NULL AND NOT wartet
               AND NOT kennwort_faellig
               AND zuletzt_am > now() - make_interval(mins => \(SignIn.idleMinutes))
               AND begonnen_am > now() - make_interval(hours => \(SignIn.absoluteHours))
             ORDER BY zuletzt_am DESC, id
            """)
    }

    /// Ends one of them; a foreign one is not found.
    package static func beenden(_ id: LoginSession.ID, in session: PlatformSession) throws {
        let ich = try session.benutzer()
        let beendet = try session.execute("""
            UPDATE anmeldung SET beendet_am = now()
             WHERE id = \(id) AND benutzer_id = \(ich) AND beendet_am IS NULL
            """)
        guard beendet == 1 else { throw Hindernis.nichtGefunden }
        try session.audit("anmeldung.beendet", id.description)
    }

    /// Ends all of the acting person's but `diese`; returns how many there were. Whatever changes
    /// how he proves who he is does the same: who came in by the old way is out.
    @discardableResult
    package static func andereBeenden(
        ausser diese: LoginSession.ID, in session: PlatformSession
    ) throws -> Int {
        let ich = try session.benutzer()
        let beendet = try User.sitzungenBeenden(ich, ausser: diese, in: session)
        if beendet > 0 {
            try session.audit(
                "anmeldung.andere_beendet", ich.description, ["anzahl": "\(beendet)"])
        }
        return beendet
    }

    /// The new token of one's own session, when what one proves oneself with has changed; the one
    /// before opens nothing any more (ASVS V7.2.4). `nachgewiesen`: the person has just proved who
    /// he is.
    package static func erneuern(
        _ diese: LoginSession.ID, nachgewiesen: Bool = false, in session: PlatformSession
    ) throws -> String {
        try SignIn.renew(diese, isProven: nachgewiesen, in: session.transaction)
    }
}

/// What a new password must be: long, and none of those that everybody tries first.
package enum Kennwortregel {
    package static let mindestens = 12

    /// Why the password is refused; nil if it may be used.
    package static func einwand(_ kennwort: String, name: String) -> String? {
        let klein = kennwort.lowercased()
        if kennwort.count < mindestens { return "ist zu kurz" }
        if !name.isEmpty, klein.contains(name.lowercased()) { return "enthält den Anmeldenamen" }
        if Set(klein).count < 5 { return "besteht aus zu wenigen verschiedenen Zeichen" }
        let stamm = klein.filter { $0.isLetter }
        return bekannt.contains(klein) || verbreitet.contains(stamm)
            ? "steht auf Listen, die jeder Angreifer zuerst probiert" : nil
    }

    /// Long ones from published leaks.
    private static let bekannt: Set<String> = [
        "123456789012", "1234567890123", "1q2w3e4r5t6y", "1qaz2wsx3edc", "1qaz2wsx3edc4rfv",
        "qwertzuiopas", "qwertyuiop12", "qwertzuiop123", "q1w2e3r4t5z6", "q1w2e3r4t5y6",
        "abcdefghijkl", "abcd1234efgh", "abc123abc123", "asdfghjkl123", "zaq12wsxcde3",
        "147258369147", "987654321098", "112233445566", "123123123123", "123qweasdzxc",
    ]

    /// Whatever digits and signs are put around them.
    private static let verbreitet: Set<String> = [
        "passwort", "passwortpasswort", "password", "passwordpassword", "kennwort", "willkommen",
        "hallohallo", "hallo", "geheim", "sommer", "winter", "fruehling", "frühling", "herbst",
        "administrator", "admin", "qwertz", "qwerty", "schalke", "iloveyou", "ichliebedich",
        "sozialamt", "kreisborken", "mandat", "schulung", "welcome", "changeme", "letmein",
        "meinpasswort", "neuespasswort", "startpasswort", "initialpasswort", "testtest", "test",
    ]
}
