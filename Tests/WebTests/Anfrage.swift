import Crypto
import Grundwerte
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Platform
import Postgres
import TestSupport
@testable import Web

/// Der Rahmen aller Routen mit drei Testrouten, ohne Netz angesprochen.
struct Testserver {
    private let responder: RouterResponder<BackofficeContext>
    private let logger: Logger
    private struct Kaputt: Error {}
    struct DatenbankFehlt: Error {}

    init(secure: Bool = false, mitschrift: Mitschrift? = nil) throws {
        logger = Logger(mitschrift)
        let rahmen = try Vorlagen.rahmen(.portal)
        let stack = WebStack<BackofficeContext>(
            pages: try Vorlagen.pages(),
            settings: .init(forms: .init(sessionCookie: "sitzung", isSecure: secure)),
            secrets: { [SymmetricKey(data: Array(repeating: UInt8(7), count: 32))] },
            mapping: { error in
                error is DatenbankFehlt ? .nichtErreichbar() : Fehlerbild.zuordnen(error)
            },
            frame: { titel, context in Page(titel, in: rahmen, facts: context.facts) })
        let router = stack.makeRouter()
        router.get("seite/{id}") { _, context in
            Response.html("\(context.facts.csrfToken)|\(context.facts.flash?.text ?? "-")")
        }
        router.post("seite/{id}") { _, context in
            let wert = try context.form()["wert"] ?? ""
            return Response.weiter(nach: "/seite/\(wert)").mit(.erfolg("Größe gespeichert."))
        }
        router.get("kaputt") { _, _ -> Response in throw Kaputt() }
        router.get("fern") { _, _ -> Response in
            do {
                let niemand = ConnectionConfiguration(host: "/gibt/es/nicht", user: "niemand")
                _ = try Postgres.Connection(niemand)
            } catch let fehler as PostgresError {
                throw PoolError.unavailable(fehler)
            }
            return .text("offen")
        }
        router.get("weg") { _, _ -> Response in throw DatenbankFehlt() }
        router.get("konflikt") { _, _ -> Response in throw Fehlerbild.konflikt() }
        responder = stack.responder(for: router)
    }

    func get(
        _ path: String, method: HTTPRequest.Method = .get, _ headers: HTTPFields = [:]
    ) async throws -> Antwort {
        try await sende(method, path, headers, body: "")
    }

    func post(_ path: String, _ body: String, _ headers: HTTPFields = [:]) async throws -> Antwort {
        var alle = headers
        if alle[.contentType] == nil { alle[.contentType] = "application/x-www-form-urlencoded" }
        return try await sende(.post, path, alle, body: body)
    }

    private func sende(
        _ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields, body: String
    ) async throws -> Antwort {
        let head = HTTPRequest(
            method: method, scheme: "https", authority: "mandat.example", path: path,
            headerFields: headers)
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body)))
        let context = BackofficeContext(logger: logger)
        let response = try await responder.respond(to: request, context: context)
        let sammler = Sammler()
        try await response.body.write(sammler)
        return Antwort(status: response.status.code, headers: response.headers, text: sammler.text)
    }
}

extension Logger {
    /// Schreibt nichts.
    static let stumm = Logger(nil)

    /// Schreibt, wie es der Betrieb zu lesen bekommt, oder nirgendwohin.
    init(_ mitschrift: Mitschrift?) {
        self.init(label: "test") { label -> any LogHandler in
            guard let mitschrift else { return SwiftLogNoOpLogHandler() }
            return LineSafeLogHandler(StreamLogHandler(
                label: label, stream: mitschrift, metadataProvider: nil))
        }
    }
}

struct Antwort {
    let status: Int
    let headers: HTTPFields
    let text: String

    /// Alle gesetzten Cookies als `Cookie`-Zeile.
    var cookies: String {
        headers[values: .setCookie].map { String($0.prefix { $0 != ";" }) }.joined(separator: "; ")
    }
}

private final class Sammler: ResponseBodyWriter {
    private(set) var text = ""
    func write(_ buffer: ByteBuffer) async throws { text += String(buffer: buffer) }
    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
