import HTTPTypes
import Hummingbird
import NIOCore
import Testing
@testable import Web

@Suite("Was jede Anfrage durchläuft")
struct AnfrageTests {
    private let server: Testserver
    init() throws { server = try Testserver() }

    /// Holt die Seite und gibt Cookie und Token, wie ein Browser sie hätte.
    private func besuch() async throws -> (cookie: HTTPFields, token: String) {
        let antwort = try await server.get("/seite/1")
        let token = antwort.text.split(separator: "|")[0]
        return ([.cookie: antwort.cookies], String(token))
    }

    @Test("Jede Antwort verbietet fremde Skripte, Rahmen und Zwischenspeicher")
    func kopfzeilen() async throws {
        for pfad in ["/seite/1", "/gibt/es/nicht", "/kaputt"] {
            let antwort = try await server.get(pfad)
            let csp = try #require(antwort.headers[.contentSecurityPolicy])
            #expect(csp.hasPrefix("default-src 'none';"))
            #expect(csp.contains("frame-ancestors 'none'") && !csp.contains("unsafe"))
            #expect(antwort.headers[.xContentTypeOptions] == "nosniff")
            #expect(antwort.headers[.cacheControl] == "no-store")
            #expect(antwort.headers[.requestID]?.count == 36)
            #expect(antwort.headers[.strictTransportSecurity] == nil)
        }
        let sicher = try await Testserver(secure: true).get("/seite/1")
        #expect(sicher.headers[.strictTransportSecurity] != nil)
        #expect(sicher.headers[.setCookie]?.hasSuffix("; Secure") == true)
    }

    @Test("Fehler werden deutsche Seiten mit Grund, Abhilfe und Vorgangsnummer", arguments: [
        ("/gibt/es/nicht", 404, "Nicht gefunden"), ("/konflikt", 409, "Inzwischen geändert"),
        ("/kaputt", 500, "Das Programm hat einen Fehler gemacht"),
        ("/weg", 503, "Die Datenbank ist gerade nicht erreichbar"),
    ])
    func fehlerseiten(pfad: String, status: Int, titel: String) async throws {
        let antwort = try await server.get(pfad)
        #expect(antwort.status == status)
        #expect(antwort.text.contains("<h1>\(titel)</h1>"))
        let id = try #require(antwort.headers[.requestID])
        #expect(antwort.text.contains(id))
        #expect(!antwort.text.contains("Kaputt"))
        #expect((antwort.headers[.retryAfter] != nil) == (status == 503))
    }

    @Test("Eine Adresse mit falscher Methode ist 405 mit Allow, nicht 404")
    func falscheMethode() async throws {
        let (cookie, token) = try await besuch()
        let antwort = try await server.post("/kaputt", "csrf=\(token)", cookie)
        #expect(antwort.status == 405)
        #expect(antwort.headers[.allow] == "GET, HEAD")
    }

    @Test("HEAD hat die Kopfzeilen von GET und keinen Inhalt")
    func head() async throws {
        let antwort = try await server.get("/seite/1", method: .head)
        #expect(antwort.status == 200 && antwort.text.isEmpty)
        #expect(try await server.get("/fehlt", method: .head).text.isEmpty)
    }

    @Test("""
        Ein Formular mit Token wird angenommen, führt weiter und hinterlässt eine Meldung, \
        die nur einmal erscheint
        """)
    func gutesFormular() async throws {
        let (cookie, token) = try await besuch()
        let antwort = try await server.post("/seite/1", "wert=7&csrf=\(token)", cookie)
        #expect(antwort.status == 303 && antwort.headers[.location] == "/seite/7")
        let meldung = antwort.cookies
        let folge = try await server.get("/seite/7", [.cookie: meldung])
        #expect(folge.text.hasSuffix("|Größe gespeichert."))
        #expect(folge.headers[values: .setCookie].contains {
            $0.contains("mandat_meldung=;") && $0.contains("Max-Age=0")
        })
        let gefaelscht = meldung.replacing("erfolg", with: "gefahr")
        #expect(try await server.get("/seite/7", [.cookie: gefaelscht]).text.hasSuffix("|-"))
    }

    @Test("Ohne Token, mit fremdem Token oder fremder Sitzung wird nichts ausgeführt")
    func ohneToken() async throws {
        let (cookie, token) = try await besuch()
        let (fremd, _) = try await besuch()
        #expect(try await server.post("/seite/1", "wert=7", cookie).status == 403)
        #expect(try await server.post("/seite/1", "wert=7&csrf=x.y", cookie).status == 403)
        #expect(try await server.post("/seite/1", "wert=7&csrf=\(token)", fremd).status == 403)
        #expect(try await server.post("/seite/1", "wert=7&csrf=\(token)").status == 403)
    }

    @Test("Was der Browser als fremde Herkunft meldet, wird auch mit Token abgelehnt", arguments: [
        ("Sec-Fetch-Site", "cross-site", 403), ("Sec-Fetch-Site", "same-site", 403),
        ("Sec-Fetch-Site", "same-origin", 303), ("Origin", "https://boese.example", 403),
        ("Origin", "null", 403), ("Origin", "https://mandat.example", 303),
    ])
    func herkunft(name: String, wert: String, status: Int) async throws {
        var (headers, token) = try await besuch()
        headers[try #require(HTTPField.Name(name))] = wert
        #expect(try await server.post("/seite/1", "wert=7&csrf=\(token)", headers).status == status)
    }

    @Test("Zu große Formulare werden mit 413 abgelehnt")
    func zuGross() async throws {
        let (cookie, token) = try await besuch()
        let gross = "csrf=\(token)&wert=" + String(repeating: "x", count: 2_200_000)
        #expect(try await server.post("/seite/1", gross, cookie).status == 413)
        let viele = "csrf=\(token)" + String(repeating: "&a=1", count: 2_001)
        #expect(try await server.post("/seite/1", viele, cookie).status == 413)
    }

    @Test("Dateien der Oberfläche tragen ihre Prüfsumme in der Adresse und dürfen bleiben")
    func statisch() async throws {
        let pfad = try Vorlagen.statics().path("mandat.css")
        let antwort = try await server.get(pfad)
        #expect(antwort.status == 200)
        #expect(antwort.headers[.cacheControl]?.contains("immutable") == true)
        #expect(antwort.headers[.contentType] == "text/css; charset=utf-8")
        #expect(antwort.headers[.setCookie] == nil)
        let symbol = try await server.get(try Vorlagen.statics().path("favicon.svg"))
        #expect(symbol.headers[.contentType] == "image/svg+xml; charset=utf-8")
        let alt = try await server.get("/statisch/0123/mandat.css")
        #expect(alt.headers[.cacheControl] == "public, max-age=3600")
        #expect(try await server.get("/statisch/0123/..%2Flayout.mustache").status == 404)
    }

    @Test("Was Text ist, nennt seinen Zeichensatz", arguments: [Dateityp.csv, .text, .xml])
    func zeichensatz(typ: Dateityp) {
        let antwort = Response.datei(ByteBuffer(string: "ä"), name: "datei", typ: typ)
        #expect(antwort.headers[.contentType]?.hasSuffix("; charset=utf-8") == true)
        #expect(antwort.headers[.cacheControl] == "no-store")
    }

    @Test("Weiter geht es nur auf diesem Server", arguments: [
        ("/faelle/1?a=b", "/faelle/1?a=b"), ("//boese.example", "/"),
        ("https://boese.example", "/"),
        ("/\\boese.example", "/"), ("/a\r\nX: y", "/"),
    ])
    func ziele(ziel: String, ergebnis: String) {
        #expect(Response.weiter(nach: ziel).headers[.location] == ergebnis)
    }

    @Test("Ein Dateiname mit Umlaut kommt in beiden Schreibweisen an")
    func dateiname() {
        #expect(Response.contentDisposition("attachment", name: "Übersicht \"11/2026\".csv")
            == "attachment; filename=\"Uebersicht _11_2026_.csv\"; "
                + "filename*=UTF-8''%C3%9Cbersicht%20%2211%2F2026%22.csv")
        #expect(Response.contentDisposition("inline", name: "Bescheid.pdf")
            == "inline; filename=\"Bescheid.pdf\"")
    }

    @Test("Vom weitergereichten Absender zählt nur, was der eigene Proxy angefügt hat")
    func absender() {
        typealias Protokoll = RequestLog<BackofficeContext>
        #expect(Protokoll.lastForwarded([.forwardedFor: "1.1.1.1, 10.0.0.7"]) == "10.0.0.7")
        #expect(Protokoll.lastForwarded([.forwardedFor: "<script>"]) == nil)
    }
}
