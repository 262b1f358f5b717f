import Grundwerte
import HTTPTypes
import Platform
import TestSupport
import Testing
@testable import Web

@Suite("Kopfzeilen: jede Adresse, jede Antwort, über TLS (ASVS V3.4, V14.2)")
struct KopfzeilenTests {
    private static let erwartet: [(name: String, wert: String)] = [
        ("Strict-Transport-Security", "max-age=63072000; includeSubDomains"),
        ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"), ("X-Frame-Options", "DENY"),
    ]

    @Test("Was eine angemeldete Person auch aufruft, keine Antwort kommt ohne Schutz",
          arguments: Bereich.alle)
    func bereiche(bereich: Bereich) async throws {
        let buero = try await Kreisbuero.neu(sicher: true)
        let rolle = bereich == .kommune ? "leitung" : "fachadministration"
        let person = try await buero.person(rolle, mandant: await bereich.mandant(buero))
        let csrf = try await person.seite(bereich.start).wert("csrf")
        for endpunkt in bereich.endpunkte {
            let antwort = try await person.anfrage(
                endpunkt.method, bereich.adresse(endpunkt), csrf: csrf)
            try pruefe(antwort, endpunkt.name)
            #expect(antwort.headers[.cacheControl] == "no-store", "\(endpunkt.name)")
        }
        try await buero.verbund.abbauen()
    }

    @Test("Dasselbe gilt vor der Anmeldung, für Dateien, Fehler und die Schnittstelle")
    func offen() async throws {
        let buero = try await Kreisbuero.neu(sicher: true), fremder = buero.ohneAnmeldung
        let orte = Endpunkt.offen.filter { $0.method == .get }.map { "/\($0.pfad)" }
            + ["/gibt/es/nicht", "/kreis", "/m/ahaus", "/m/gibtesnicht", "/api/v1/kreis/nichts"]
        for ort in orte {
            let pfad = ort.replacing("{hash}", with: "0").replacing("{name}", with: "mandat.css")
            try pruefe(try await fremder.seite(pfad), ort)
        }
        for ort in ["/anmeldung", "/abmeldung", "/konto/tasten", "/gibt/es/nicht"] {
            let antwort = try await fremder.anfrage(.post, ort, csrf: "x")
            #expect(antwort.status == 403, "\(ort)")
            try pruefe(antwort, ort)
        }
        try await buero.verbund.abbauen()
    }

    private func pruefe(_ antwort: Antwort, _ ort: String) throws {
        for (name, wert) in Self.erwartet {
            let feld = try #require(HTTPField.Name(name))
            #expect(antwort.headers[values: feld] == [wert], "\(ort): \(name)")
        }
        let regeln = try #require(antwort.headers[.contentSecurityPolicy], "\(ort)")
        for teil in ["default-src 'none'", "script-src 'self'", "style-src 'self'",
                     "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"] {
            #expect(regeln.contains(teil), "\(ort): \(teil)")
        }
        #expect(!regeln.contains("unsafe") && !regeln.contains("*"), "\(ort)")
        #expect(antwort.headers[.permissionsPolicy]?.contains("camera=()") == true, "\(ort)")
        #expect(antwort.headers[.flash] == nil, "\(ort)")
        #expect(antwort.headers[.cacheControl] != nil, "\(ort)")
    }
}
