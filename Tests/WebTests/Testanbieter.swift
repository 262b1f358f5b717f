import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
@testable import Platform
import Synchronization
@testable import Web

/// Ein kleiner Anbieter (OpenID Connect) auf diesem Rechner, der sagt, was der Test will.
final class Testanbieter: Sendable {
    struct Stand: Sendable {
        var issuer = ""
        var key = P256.Signing.PrivateKey()
        var kid = "k1"
        /// Wer sich dort anmeldet, und was das Token sonst noch sagt oder anders sagt.
        var person = "person-1"
        var angaben: [String: String] = [:]
        /// Sekunden von jetzt an; nil: Der Anbieter sagt es nicht.
        var angemeldet: Int? = 0
        var schluesselabrufe = 0
        /// Zu jedem Code die nonce und die Prüfsumme von PKCE.
        var codes: [String: [String]] = [:]
    }

    let stand = Mutex(Stand())
    private let lauf = Mutex<Task<Void, any Error>?>(nil)

    var issuer: String { stand.withLock { $0.issuer } }

    static func neu() async throws -> Testanbieter {
        let anbieter = Testanbieter()
        let router = Router(context: BasicRequestContext.self)
        router.get(".well-known/openid-configuration") { _, _ in try anbieter.beschreibung() }
        router.get("schluessel") { _, _ in try anbieter.schluessel() }
        router.post("token") { request, _ in
            let body = try await request.body.collect(upTo: 10_000)
            return try anbieter.einloesen(
                String(buffer: body), ausweis: request.headers[.authorization] ?? "")
        }
        let (ports, meldung) = AsyncStream<Int>.makeStream()
        let app = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { meldung.yield($0.localAddress?.port ?? 0) },
            logger: .stumm)
        let task = Task { try await app.run() }
        anbieter.lauf.withLock { $0 = task }
        for await port in ports {
            anbieter.stand.withLock { $0.issuer = "http://localhost:\(port)" }
            break
        }
        return anbieter
    }

    func ende() { lauf.withLock { $0?.cancel() } }

    /// Was ein Mensch im Browser täte: Er meldet sich dort an und kommt mit einem Code zurück.
    func anmelden(_ adresse: String, iss: String? = nil) -> String {
        let fragen = Dictionary(
            URLComponents(string: adresse)?.queryItems?.map { ($0.name, $0.value ?? "") } ?? [],
            uniquingKeysWith: { erster, _ in erster })
        let code = "code-\(UUID())"
        let issuer = stand.withLock { stand in
            stand.codes[code] = [fragen["nonce"] ?? "", fragen["code_challenge"] ?? ""]
            return stand.issuer
        }
        let ziel = (fragen["redirect_uri"] ?? "").replacing("https://mandat.example", with: "")
        return "\(ziel)?code=\(code)&state=\(fragen["state"] ?? "")"
            + "&iss=\((iss ?? issuer).alsAbfragewert)"
    }

    private static func json(_ wert: [String: Any], _ status: HTTPResponse.Status = .ok) throws
        -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(
                bytes: try JSONSerialization.data(withJSONObject: wert))))
    }

    private func beschreibung() throws -> Response {
        let issuer = issuer
        return try Self.json([
            "issuer": issuer, "authorization_endpoint": "\(issuer)/anmelden?mandant=ahaus",
            "token_endpoint": "\(issuer)/token", "jwks_uri": "\(issuer)/schluessel",
            "authorization_response_iss_parameter_supported": true,
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["ES256"],
        ])
    }

    private func schluessel() throws -> Response {
        let (key, kid) = stand.withLock { stand in
            stand.schluesselabrufe += 1
            return (stand.key.publicKey.x963Representation, stand.kid)
        }
        return try Self.json(["keys": [[
            "kty": "EC", "crv": "P-256", "use": "sig", "kid": kid,
            "x": Data(key.dropFirst().prefix(32)).jwt, "y": Data(key.suffix(32)).jwt,
        ]]])
    }

    private func einloesen(_ form: String, ausweis: String) throws -> Response {
        var felder: [String: String] = [:]
        for teil in form.split(separator: "&") {
            let paar = teil.split(separator: "=", maxSplits: 1).map { String($0) }
            felder[paar[0]] = paar.count == 2 ? paar[1].removingPercentEncoding : ""
        }
        let soll = "Basic " + Data("mandat:geheim%20es".utf8).base64EncodedString()
        let erlaubt = stand.withLock { $0.codes.removeValue(forKey: felder["code"] ?? "") }
        guard let erlaubt, ausweis == soll,
              Anbietervorgang.pkce(felder["code_verifier"] ?? "") == erlaubt[1]
        else { return try Self.json(["error": "invalid_grant"], .badRequest) }
        return try Self.json([
            "id_token": try token(nonce: erlaubt[0]), "access_token": "zugriff",
            "token_type": "Bearer",
        ])
    }

    private func token(nonce: String) throws -> String {
        let stand = self.stand.withLock { $0 }, jetzt = Int(Date().timeIntervalSince1970)
        var angaben: [String: Any] = [
            "iss": stand.issuer, "aud": "mandat", "sub": stand.person, "nonce": nonce,
            "iat": jetzt, "exp": jetzt + 300,
        ]
        if let angemeldet = stand.angemeldet { angaben["auth_time"] = jetzt + angemeldet }
        for (name, wert) in stand.angaben { angaben[name] = wert }
        let teile = [try JSONSerialization.data(withJSONObject: ["alg": "ES256", "kid": stand.kid]),
                     try JSONSerialization.data(withJSONObject: angaben)].map(\.jwt)
        let signed = teile.joined(separator: ".")
        return "\(signed).\(try stand.key.signature(for: Data(signed.utf8)).rawRepresentation.jwt)"
    }
}
