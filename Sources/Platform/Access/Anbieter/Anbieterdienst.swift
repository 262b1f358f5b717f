import Foundation

/// What a provider says about itself (OpenID Connect Discovery 1.0, section 3).
struct Anbieterbeschreibung: Decodable, Sendable {
    let issuer: String
    let anmelden: String
    let einloesen: String
    let schluessel: String
    /// It names itself in its answers (RFC 9207).
    let nenntSich: Bool
    private let verfahren: [String]?
    private let pkce: [String]?
    private let ausweise: [String]?

    private enum CodingKeys: String, CodingKey {
        case issuer
        case anmelden = "authorization_endpoint"
        case einloesen = "token_endpoint"
        case schluessel = "jwks_uri"
        case nenntSich = "authorization_response_iss_parameter_supported"
        case verfahren = "id_token_signing_alg_values_supported"
        case pkce = "code_challenge_methods_supported"
        case ausweise = "token_endpoint_auth_methods_supported"
    }

    init(from decoder: any Decoder) throws {
        let werte = try decoder.container(keyedBy: CodingKeys.self)
        issuer = try werte.decode(String.self, forKey: .issuer)
        anmelden = try werte.decode(String.self, forKey: .anmelden)
        einloesen = try werte.decode(String.self, forKey: .einloesen)
        schluessel = try werte.decode(String.self, forKey: .schluessel)
        nenntSich = try werte.decodeIfPresent(Bool.self, forKey: .nenntSich) ?? false
        verfahren = try werte.decodeIfPresent([String].self, forKey: .verfahren)
        pkce = try werte.decodeIfPresent([String].self, forKey: .pkce)
        ausweise = try werte.decodeIfPresent([String].self, forKey: .ausweise)
    }

    /// It is whom we asked, and sends us nowhere else.
    func pruefen(_ adresse: Anbieteradresse) throws(AnbieterFehler) {
        guard issuer == adresse.issuer else { throw .issuer }
        guard [anmelden, einloesen, schluessel].allSatisfy(adresse.umfasst) else { throw .ziel }
    }

    /// What would keep people from signing in, in the words of an administrator.
    var maengel: [String] {
        var saetze: [String] = []
        if let verfahren, !verfahren.contains(where: { IDToken.Verfahren(rawValue: $0) != nil }) {
            saetze.append("Er unterschreibt weder mit RS256 noch mit ES256.")
        }
        if let pkce, !pkce.contains("S256") { saetze.append("Er kennt PKCE mit S256 nicht.") }
        if let ausweise, !ausweise.contains("client_secret_basic") {
            saetze.append("Er nimmt das Geheimnis nicht als „client_secret_basic“ an.")
        }
        return saetze
    }
}

/// What is known of the providers in this process: descriptions and keys, for an hour. A key that
/// is not among them makes it ask again, at most once in a minute.
package actor Anbieterdienst {
    private struct Stand {
        let beschreibung: Anbieterbeschreibung
        var schluessel: [Pruefschluessel]
        let geholt: ContinuousClock.Instant
        var gefragt: ContinuousClock.Instant
    }

    private var bekannt: [String: Stand] = [:]
    /// When one last did not answer: for some seconds nobody waits for it again.
    private var stumm: [String: ContinuousClock.Instant] = [:]
    private let pause: Duration
    /// See `Anbieteradresse`.
    let ohneTLS: Bool
    private static let haltbar: Duration = .seconds(3_600)
    private static let ruhe: Duration = .seconds(5)

    package init(pause: Duration = .seconds(60), ohneTLS: Bool = false) {
        self.pause = pause
        self.ohneTLS = ohneTLS
    }

    func beschreibung(_ issuer: String) async throws -> Anbieterbeschreibung {
        try await stand(issuer).beschreibung
    }

    /// The key of this name for this algorithm. A token without a name needs there to be only one.
    func schluessel(
        _ issuer: String, _ kid: String?, _ verfahren: IDToken.Verfahren
    ) async throws -> Pruefschluessel {
        let stand = try await stand(issuer)
        if let treffer = Self.suche(kid, verfahren, in: stand.schluessel) { return treffer }
        guard stand.gefragt.duration(to: .now) >= pause else { throw AnbieterFehler.key }
        bekannt[issuer]?.gefragt = .now
        let neue = try await Self.schluessel(stand.beschreibung, bei: try adresse(issuer))
        bekannt[issuer]?.schluessel = neue
        guard let treffer = Self.suche(kid, verfahren, in: neue) else { throw AnbieterFehler.key }
        return treffer
    }

    /// Asks anew and says what would not work; empty: people can sign in.
    package func pruefen(_ anbieter: Anbieter) async -> [String] {
        bekannt[anbieter.issuer] = nil
        stumm[anbieter.issuer] = nil
        do {
            let stand = try await stand(anbieter.issuer)
            let ohneSchluessel = stand.schluessel.isEmpty
                ? ["Er nennt keinen Schlüssel, den dieses Programm benutzen kann."] : []
            return stand.beschreibung.maengel + ohneSchluessel
        } catch AnbieterFehler.issuer {
            return ["Er nennt sich anders. Schreiben Sie seine Adresse Zeichen für Zeichen wie er."]
        } catch let fehler as AnbieterFehler {
            return ["\(fehler.rawValue) (\(anbieter.issuer))."]
        } catch {
            return ["Die Prüfung wurde abgebrochen."]
        }
    }

    private func stand(_ issuer: String) async throws -> Stand {
        if let stand = bekannt[issuer], stand.geholt.duration(to: .now) < Self.haltbar {
            return stand
        }
        if let zuletzt = stumm[issuer], zuletzt.duration(to: .now) < Self.ruhe {
            throw AnbieterFehler.nichtErreichbar
        }
        do {
            let neu = try await holen(issuer)
            bekannt[issuer] = neu
            stumm[issuer] = nil
            return neu
        } catch AnbieterFehler.nichtErreichbar {
            stumm[issuer] = .now
            throw AnbieterFehler.nichtErreichbar
        }
    }

    private func holen(_ issuer: String) async throws -> Stand {
        let adresse = try adresse(issuer)
        let beschreibung = try await AnbieterHTTP(adresse: adresse).hole(
            adresse.beschreibung, als: Anbieterbeschreibung.self)
        try beschreibung.pruefen(adresse)
        return Stand(
            beschreibung: beschreibung,
            schluessel: try await Self.schluessel(beschreibung, bei: adresse),
            geholt: .now, gefragt: .now)
    }

    private func adresse(_ issuer: String) throws(AnbieterFehler) -> Anbieteradresse {
        guard let adresse = Anbieteradresse(issuer, ohneTLS: ohneTLS) else { throw .ziel }
        return adresse
    }

    private static func schluessel(
        _ beschreibung: Anbieterbeschreibung, bei adresse: Anbieteradresse
    ) async throws -> [Pruefschluessel] {
        try await AnbieterHTTP(adresse: adresse)
            .hole(beschreibung.schluessel, als: Pruefschluessel.Bund.self).schluessel
    }

    private static func suche(
        _ kid: String?, _ verfahren: IDToken.Verfahren, in alle: [Pruefschluessel]
    ) -> Pruefschluessel? {
        let passende = alle.filter { $0.verfahren == verfahren && (kid == nil || $0.kid == kid) }
        return passende.count == 1 ? passende[0] : nil
    }
}
