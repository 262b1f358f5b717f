import Crypto
import Foundation
import Grundwerte
import Postgres

extension SignIn {
    /// Where the browser goes and what it keeps until it comes back.
    package struct Hinweg: Sendable {
        package let adresse: String
        /// For the cookie; good for ten minutes.
        package let cookie: String
    }

    /// What the browser brings back from a provider.
    package struct Rueckweg: Sendable {
        package let code: String?
        package let state: String
        package let issuer: String?
        package let fehler: String?

        package init(code: String?, state: String, issuer: String?, fehler: String?) {
            self.code = code
            self.state = state
            self.issuer = issuer
            self.fehler = fehler
        }
    }

    package enum Ankunft: Sendable {
        /// A new session; it may wait for the second factor.
        case angemeldet(token: String, ziel: String)
        /// The session goes on under a new token, all others of the person are over.
        case verknuepft(token: String)
        /// The session goes on under a new token.
        case nachgewiesen(token: String, ziel: String)
    }

    /// The providers that open today.
    package func anbieterHeute() async throws -> [Anbieter] {
        let heute = database.uhr.heute
        return try await database.platform.read { try Anbieter.geltende(am: heute, in: $0) }
    }

    /// What keeps people from signing in there, asked anew; empty: nothing.
    package func pruefen(_ anbieter: Anbieter) async -> [String] {
        await self.anbieter.pruefen(anbieter)
    }

    /// Begins to sign in with the account that a person has at a provider.
    package func hinweg(
        _ id: Anbieter.ID, ziel: String, von stelle: RelyingParty, address: String
    ) async throws -> Hinweg {
        let heute = database.uhr.heute
        // No name is known yet; the address alone may have failed too often.
        try await verifyOpen(address)
        let anbieter = try await database.platform.read { try Anbieter.laden(id, in: $0) }
        guard anbieter.gilt(am: heute) else { throw Hindernis.nichtGefunden }
        return try await hinweg(anbieter, .anmeldung, nil, ziel, stelle)
    }

    /// Begins to link, or to prove once more who sits there: the provider of the person's own
    /// office is to ask anew, and on the way back says that it has.
    package func hinweg(
        _ login: LoginSession, nachweis: Bool, ziel: String, von stelle: RelyingParty
    ) async throws -> Hinweg {
        let heute = database.uhr.heute, user = login.user
        let anbieter = try await database.platform.read {
            try Anbieter.geltender(mandant: user.mandant, am: heute, in: $0)
        }
        guard let anbieter else { throw Hindernis.nichtGefunden }
        return try await hinweg(
            anbieter, nachweis ? .nachweis : .verknuepfung, login.id, ziel, stelle)
    }

    private func hinweg(
        _ anbieter: Anbieter, _ zweck: Anbietervorgang.Zweck, _ sitzung: LoginSession.ID?,
        _ ziel: String, _ stelle: RelyingParty
    ) async throws -> Hinweg {
        let beschreibung = try await self.anbieter.beschreibung(anbieter.issuer)
        let state = SignIn.newToken(), cookie = SignIn.newToken()
        let vorgang = Anbietervorgang(
            anbieter: anbieter.id, zweck: zweck, sitzung: sitzung, ziel: ziel,
            begonnenAm: Date())
        try await database.platform.write { try vorgang.beginnen(state, cookie, in: $0) }
        let verifier = Anbietervorgang.abgeleitet("pkce", state, cookie)
        var felder = [
            ("response_type", "code"), ("client_id", anbieter.clientID),
            ("redirect_uri", anbieter.ruecksprung(stelle)),
            ("scope", anbieter.merkmal == "sub" ? "openid" : "openid profile"),
            ("state", state), ("nonce", Anbietervorgang.abgeleitet("nonce", state, cookie)),
            ("code_challenge", Anbietervorgang.pkce(verifier)), ("code_challenge_method", "S256"),
        ]
        // `max_age` makes the provider tell when it was, and `neuSeit` holds it to that: also one
        // that ignores `prompt` and knows whoever sits there from before. Some never let go of a
        // browser with 0, as the sign-in just made is already older.
        if zweck != .anmeldung { felder += [("prompt", "login"), ("max_age", "60")] }
        let fuge = beschreibung.anmelden.contains("?") ? "&" : "?"
        return Hinweg(
            adresse: beschreibung.anmelden + fuge + AnbieterHTTP.abfrage(felder), cookie: cookie)
    }

    /// Takes what a browser brought back. Throws `AnbieterFehler`; every outcome stands in the
    /// audit, except for a browser without the cookie of a way: any page can send one here. Whoever
    /// signs in ends the session of `old`, the token that the browser showed.
    package func rueckweg(
        _ weg: Rueckweg, _ id: Anbieter.ID, cookie: String, login: LoginSession?,
        insteadOf old: String = "", von stelle: RelyingParty, address: String, browser: String
    ) async throws -> Ankunft {
        guard !cookie.isEmpty else { throw AnbieterFehler.vorgang }
        do {
            let (anbieter, vorgang) = try await annehmen(weg, id, cookie, login, address)
            let token = try await einloesen(weg, anbieter, vorgang, cookie, stelle)
            return try await ankommen(token, anbieter, vorgang, address, browser, old)
        } catch let fehler as AnbieterFehler {
            try await database.platform.write { transaction in
                try SignIn.vermerken(
                    "anbieter.abgewiesen", nil, "\(id)", ["grund": fehler.rawValue],
                    in: transaction)
                guard fehler.zaehlt else { return }
                try SignIn.remember(SignIn.hash(weg.state), address, in: transaction)
            }
            throw fehler
        }
    }

    /// Uses up the way that began in this browser and, for all but signing in, in this session.
    private func annehmen(
        _ weg: Rueckweg, _ id: Anbieter.ID, _ cookie: String, _ login: LoginSession?,
        _ address: String
    ) async throws -> (Anbieter, Anbietervorgang) {
        let heute = database.uhr.heute
        try await verifyOpen(address)
        let angenommen = try await database.platform.write {
            transaction -> (Anbieter, Anbietervorgang)? in
            guard let vorgang = try Anbietervorgang.verbrauchen(
                weg.state, cookie, id, in: transaction) else { return nil }
            return (try Anbieter.laden(id, in: transaction), vorgang)
        }
        guard let (anbieter, vorgang) = angenommen, anbieter.gilt(am: heute),
              vorgang.sitzung == nil || vorgang.sitzung == login?.id
        else { throw AnbieterFehler.vorgang }
        return (anbieter, vorgang)
    }

    private struct Tokenantwort: Decodable, Sendable {
        let idToken: String
        let accessToken: String?

        private enum CodingKeys: String, CodingKey {
            case idToken = "id_token"
            case accessToken = "access_token"
        }
    }

    /// Gives the code for a token, and reads it with the provider's key.
    private func einloesen(
        _ weg: Rueckweg, _ anbieter: Anbieter, _ vorgang: Anbietervorgang, _ cookie: String,
        _ stelle: RelyingParty
    ) async throws -> IDToken {
        let beschreibung = try await self.anbieter.beschreibung(anbieter.issuer)
        // RFC 9207: an answer of one provider is never taken for that of another.
        guard weg.issuer == anbieter.issuer || (weg.issuer == nil && !beschreibung.nenntSich)
        else { throw AnbieterFehler.issuer }
        if let fehler = weg.fehler {
            throw fehler == "access_denied" ? AnbieterFehler.abgebrochen : .verweigert
        }
        guard let code = weg.code, !code.isEmpty,
              let adresse = Anbieteradresse(anbieter.issuer, ohneTLS: self.anbieter.ohneTLS)
        else { throw AnbieterFehler.antwort }
        let geheimnis = try anbieter.geheimnis(database.anbieterschloss)
        let antwort = try await AnbieterHTTP(adresse: adresse).sende(
            [("grant_type", "authorization_code"), ("code", code),
             ("redirect_uri", anbieter.ruecksprung(stelle)),
             ("code_verifier", Anbietervorgang.abgeleitet("pkce", weg.state, cookie))],
            an: beschreibung.einloesen, als: (anbieter.clientID, geheimnis),
            antwort: Tokenantwort.self)
        let umschlag = try IDToken.Umschlag(antwort.idToken)
        let key = try await self.anbieter.schluessel(
            anbieter.issuer, umschlag.kid, umschlag.verfahren)
        return try umschlag.oeffnen(mit: key, IDToken.Erwartung(
            issuer: anbieter.issuer, clientID: anbieter.clientID,
            nonce: Anbietervorgang.abgeleitet("nonce", weg.state, cookie),
            merkmal: anbieter.merkmal, accessToken: antwort.accessToken, jetzt: Date(),
            neuSeit: vorgang.zweck == .anmeldung ? nil : vorgang.begonnenAm))
    }

    private func ankommen(
        _ token: IDToken, _ anbieter: Anbieter, _ vorgang: Anbietervorgang, _ address: String,
        _ browser: String, _ old: String
    ) async throws -> Ankunft {
        let heute = database.uhr.heute, neu = SignIn.newToken()
        return try await database.platform.write { transaction -> Ankunft in
            try anbieter.verlangeOffen(in: transaction)
            switch vorgang.zweck {
            case .anmeldung:
                let wer = try anbieter.person(token.kennung, am: heute, in: transaction)
                try SignIn.oeffnen(
                    neu, wer, token, anbieter, address, browser, old, in: transaction)
                return .angemeldet(token: neu, ziel: vorgang.ziel)
            case .verknuepfung:
                return .verknuepft(token: try anbieter.verknuepfen(
                    token.kennung, vorgang, in: transaction))
            case .nachweis:
                let neues = try anbieter.nachweisen(
                    token.kennung, vorgang, am: heute, in: transaction)
                return .nachgewiesen(token: neues, ziel: vorgang.ziel)
            }
        }
    }

    /// A session as after any sign-in. It is as fresh as the sign-in at the provider, and it waits
    /// for a second factor unless the provider has asked for one that counts.
    private static func oeffnen(
        _ token: String, _ wer: User.ID, _ id: IDToken, _ anbieter: Anbieter, _ address: String,
        _ browser: String, _ old: String, in transaction: Transaction
    ) throws {
        let stark = !id.staerken.isDisjoint(with: anbieter.faktor)
        try SignIn.open(token, for: wer, address, browser, isProven: stark, insteadOf: old,
                        in: transaction)
        let neuestens = id.angemeldetAm ?? Date(timeIntervalSince1970: 0)
        try transaction.execute("""
            UPDATE anmeldung SET anbieter_id = \(anbieter.id), anbieter_faktor = \(stark),
                   bestaetigt_am = least(now(), \(neuestens))
             WHERE token_sha256 = \(SignIn.hash(token))
            """)
        try vermerken("anbieter.benutzt", wer, anbieter.id.description, [
            "anbieter": anbieter.bezeichnung, "zweck": Anbietervorgang.Zweck.anmeldung.rawValue,
            "faktor": stark ? "beim Anbieter" : "keiner beim Anbieter",
        ], in: transaction)
    }

    static func vermerken(
        _ vorgang: String, _ wer: User.ID?, _ gegenstand: String, _ angaben: [String: String],
        in transaction: Transaction
    ) throws {
        try transaction.execute("""
            INSERT INTO audit (id, benutzer_id, vorgang, gegenstand, angaben)
            VALUES (\(UUIDv7()), \(wer), \(vorgang), \(gegenstand), \(JSON(angaben)))
            """)
    }
}

extension Anbieter {
    /// Where the provider sends the browser back to: an address per provider, so that none can
    /// answer for another.
    package func ruecksprung(_ stelle: RelyingParty) -> String {
        "\(stelle.origin)/anmeldung/anbieter/\(id)/antwort"
    }

    /// It may have been switched off while it was asked; whoever does so now waits for this, and
    /// ends it.
    fileprivate func verlangeOffen(in transaction: Transaction) throws {
        let offen = try transaction.scalars("""
            SELECT id FROM anbieter WHERE id = \(id) AND abgeschaltet_am IS NULL FOR SHARE
            """, as: Anbieter.ID.self)
        guard !offen.isEmpty else { throw AnbieterFehler.vorgang }
    }

    /// Whom an account belongs to, if he may sign in today. Whoever unlinks it or blocks him now
    /// waits for this, and ends it (`User.festhalten`).
    fileprivate func person(
        _ kennung: String, am heute: Kalendertag, in transaction: Transaction
    ) throws -> User.ID {
        try transaction.execute("""
            SELECT b.id FROM anbieter_konto k JOIN benutzer b ON b.id = k.benutzer_id
             WHERE k.anbieter_id = \(id) AND k.kennung = \(kennung) FOR SHARE OF b
            """)
        let gefunden = try transaction.first("""
            SELECT b.id, b.gesperrt_am IS NULL
                         AND (b.dienst_bis IS NULL OR b.dienst_bis >= \(heute)) AS offen
              FROM anbieter_konto k JOIN benutzer b ON b.id = k.benutzer_id
             WHERE k.anbieter_id = \(id) AND k.kennung = \(kennung)
               AND b.mandant_id IS NOT DISTINCT FROM \(mandant)
            """) { (try $0.decode("id", as: User.ID.self), try $0.decode("offen", as: Bool.self)) }
        guard let (wer, istOffen) = gefunden else { throw AnbieterFehler.unverknuepft }
        guard istOffen else { throw AnbieterFehler.blocked }
        return wer
    }

    /// Ends all other sessions of the person, as whatever changes how he proves who he is. Returns
    /// the new token of this one: see `SignIn.renew`.
    fileprivate func verknuepfen(
        _ kennung: String, _ vorgang: Anbietervorgang, in transaction: Transaction
    ) throws -> String {
        let wer = try inhaber(vorgang, in: transaction)
        guard let sitzung = vorgang.sitzung else { throw AnbieterFehler.vorgang }
        let neu = try transaction.execute("""
            INSERT INTO anbieter_konto (anbieter_id, kennung, benutzer_id)
            VALUES (\(id), \(kennung), \(wer)) ON CONFLICT DO NOTHING
            """)
        guard neu == 1 else { throw AnbieterFehler.vergeben }
        try SignIn.vermerken(
            "anbieter.verknuepft", wer, wer.description, ["anbieter": bezeichnung],
            in: transaction)
        let andere = try transaction.execute("""
            UPDATE anmeldung SET beendet_am = now()
             WHERE benutzer_id = \(wer) AND beendet_am IS NULL AND id <> \(sitzung)
            """)
        if andere > 0 {
            try SignIn.vermerken(
                "anmeldung.andere_beendet", wer, wer.description, ["anzahl": "\(andere)"],
                in: transaction)
        }
        return try SignIn.renew(sitzung, isProven: false, in: transaction)
    }

    /// Returns the session's new token: see `SignIn.renew`.
    fileprivate func nachweisen(
        _ kennung: String, _ vorgang: Anbietervorgang, am heute: Kalendertag,
        in transaction: Transaction
    ) throws -> String {
        let wer = try inhaber(vorgang, in: transaction)
        guard let sitzung = vorgang.sitzung else { throw AnbieterFehler.vorgang }
        guard try person(kennung, am: heute, in: transaction) == wer else {
            throw AnbieterFehler.user
        }
        try SignIn.vermerken("anbieter.benutzt", wer, id.description, [
            "anbieter": bezeichnung, "zweck": vorgang.zweck.rawValue,
        ], in: transaction)
        return try SignIn.renew(sitzung, isProven: true, in: transaction)
    }

    /// Whose session the way began in, if it is still open.
    private func inhaber(
        _ vorgang: Anbietervorgang, in transaction: Transaction
    ) throws -> User.ID {
        let wer: User.ID? = try transaction.first("""
            SELECT benutzer_id FROM anmeldung
             WHERE id = \(vorgang.sitzung) AND beendet_am IS NULL AND NOT wartet
            """) { try $0.decode("benutzer_id") }
        guard let wer else { throw AnbieterFehler.vorgang }
        return wer
    }
}
