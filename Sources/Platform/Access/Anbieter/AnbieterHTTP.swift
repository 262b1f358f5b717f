import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL

/// Where a provider is: scheme, name and port, and the path below it.
package struct Anbieteradresse: Equatable, Sendable {
    /// As the provider writes it, letter by letter.
    package let issuer: String
    private let origin: String

    /// Nil unless it is `https://name[:port][/path]`. `ohneTLS` allows `http://localhost` besides,
    /// for training, where this program goes without TLS too: elsewhere whoever has a login on the
    /// machine could answer there for everybody.
    package init?(_ issuer: String, ohneTLS: Bool = false) {
        guard let origin = Anbieteradresse.origin(issuer), !issuer.contains("?"),
              issuer.utf8.count <= 300, ohneTLS || issuer.hasPrefix("https://")
        else { return nil }
        self.issuer = issuer
        self.origin = origin
    }

    /// Where it describes itself (OpenID Connect Discovery 1.0, section 4).
    var beschreibung: String {
        (issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer)
            + "/.well-known/openid-configuration"
    }

    /// Whether an address lies with the same provider; nothing is ever sent to another.
    func umfasst(_ address: String) -> Bool { Anbieteradresse.origin(address) == origin }

    private static func origin(_ address: String) -> String? {
        guard address.utf8.count <= 2_000,
              address.utf8.allSatisfy({ (33...126).contains($0) && $0 != 35 && $0 != 92 }),
              let scheme = address.range(of: "://")
        else { return nil }
        let end = address[scheme.upperBound...].firstIndex { $0 == "/" || $0 == "?" }
        return RelyingParty(String(address[..<(end ?? address.endIndex)]))?.origin
    }
}

/// The only requests that this program sends to other machines: to the provider's own name, over
/// TLS, without following it anywhere, with an end to time and size.
struct AnbieterHTTP: Sendable {
    /// Bytes of an answer, and seconds for it.
    static let hoechstens = 262_144
    static let sekunden: Int64 = 10

    let adresse: Anbieteradresse

    /// Lives as long as the process.
    private static let client: HTTPClient = {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        var configuration = HTTPClient.Configuration()
        configuration.tlsConfiguration = tls
        configuration.redirectConfiguration = .disallow
        configuration.timeout = HTTPClient.Configuration.Timeout(
            connect: .seconds(5), read: .seconds(AnbieterHTTP.sekunden))
        configuration.httpVersion = .http1Only
        return HTTPClient(
            eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
    }()

    func hole<Wert: Decodable>(_ url: String, als typ: Wert.Type) async throws -> Wert {
        let (status, body) = try await sende(HTTPClientRequest(url: url))
        guard status == .ok else { throw AnbieterFehler.antwort }
        return try lies(body, als: typ)
    }

    /// A form with the client's name and secret (RFC 6749, section 2.3.1).
    func sende<Wert: Decodable>(
        _ felder: [(String, String)], an url: String, als wer: (name: String, geheimnis: String),
        antwort typ: Wert.Type
    ) async throws -> Wert {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        let ausweis = "\(Self.kodiert(wer.name)):\(Self.kodiert(wer.geheimnis))"
        request.headers.add(
            name: "authorization", value: "Basic \(Data(ausweis.utf8).base64EncodedString())")
        request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
        request.body = .bytes(ByteBuffer(string: Self.abfrage(felder)))
        let (status, body) = try await sende(request)
        // 400 and 401 are the provider's way to refuse (RFC 6749, section 5.2).
        guard status == .ok else {
            throw (400..<500).contains(status.code) ? AnbieterFehler.einloesung : .antwort
        }
        return try lies(body, als: typ)
    }

    private func sende(
        _ request: HTTPClientRequest
    ) async throws -> (status: HTTPResponseStatus, body: Data) {
        guard adresse.umfasst(request.url) else { throw AnbieterFehler.ziel }
        var request = request
        request.headers.add(name: "accept", value: "application/json")
        let frist = NIODeadline.now() + .seconds(Self.sekunden)
        do {
            let response = try await Self.client.execute(request, deadline: frist)
            let body = try await response.body.collect(upTo: Self.hoechstens)
            return (response.status, Data(body.readableBytesView))
        } catch is NIOTooManyBytesError {
            throw AnbieterFehler.antwort
        } catch let fehler as CancellationError {
            throw fehler
        } catch {
            throw AnbieterFehler.nichtErreichbar
        }
    }

    private func lies<Wert: Decodable>(_ body: Data, als typ: Wert.Type) throws -> Wert {
        guard let wert = try? JSONDecoder().decode(typ, from: body) else {
            throw AnbieterFehler.antwort
        }
        return wert
    }

    /// `name=value&…`, encoded for a form and for the query of an address.
    static func abfrage(_ felder: [(String, String)]) -> String {
        felder.map { "\(kodiert($0.0))=\(kodiert($0.1))" }.joined(separator: "&")
    }

    private static func kodiert(_ text: String) -> String {
        text.utf8.map { byte -> String in
            switch byte {
            case 48...57, 65...90, 97...122, 45, 46, 95, 126: String(UnicodeScalar(byte))
            default: "%" + hexText([byte]).uppercased()
            }
        }.joined()
    }
}
