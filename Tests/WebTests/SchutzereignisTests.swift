import Grundwerte
import HTTPTypes
import Platform
import Postgres
import TestSupport
import Testing
@testable import Web

@Suite("Was abgewiesen wird, steht im Protokoll der Dienste (ASVS V16.3.2 bis V16.3.4)")
struct SchutzereignisTests {
    private static let formular: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]

    /// Eine Zeile mit diesem Ereignis, Status und Konto, und in ihr kein Name und kein Ort.
    private func erwarte(
        _ ereignis: Schutzereignis, _ status: Int, _ wer: String, in mitschrift: Mitschrift
    ) {
        let zeilen = mitschrift.zeilen(
            mit: "event=\(ereignis.rawValue) ", "status=\(status)", "user=\(wer)", "refused")
        #expect(zeilen.count == 1, "\(ereignis): \(mitschrift.zeilen(mit: "refused"))")
        for zeile in zeilen {
            #expect(zeile.contains("request="))
            #expect(zeile.contains("address=") == ereignis.istVersuch)
            #expect(zeile.contains(ereignis.istVersuch ? " warning " : " notice "))
            for wort in ["Test ", "ahaus", "borken", "Auskunft", TestVerbund.kennwort] {
                #expect(!zeile.contains(wort), "\(zeile)")
            }
        }
    }

    @Test("Fehlendes Recht, fremde Kommune, falsches Formular, beendete Sitzung: mit Konto")
    func personen() async throws {
        let mitschrift = Mitschrift()
        let buero = try await Kreisbuero.neu(mitschrift: mitschrift)
        let person = try await buero.person(
            "auskunft", mandant: try await buero.verbund.mandant("ahaus"))
        let ids = try await buero.verbund.database.platform.query("""
            SELECT id FROM benutzer WHERE name = 'Test auskunft'
            """) { try $0.decode("id", as: User.ID.self) }
        let wer = try #require(ids.first).description
        #expect(try await person.seite("/m/ahaus/zugaenge").status == 403)
        erwarte(.recht, 403, wer, in: mitschrift)
        #expect(try await person.seite("/m/borken/faelle").status == 404)
        erwarte(.fremderBereich, 404, wer, in: mitschrift)
        let weg = "/m/ahaus/konto/abmeldungen"
        #expect(try await person.anfrage(.post, weg, csrf: "x.y").status == 403)
        erwarte(.fremdesFormular, 403, wer, in: mitschrift)
        let csrf = try await person.seite("/m/ahaus/konto").wert("csrf")
        _ = try await person.sende("/abmeldung", auf: "/m/ahaus/konto")
        #expect(try await person.anfrage(.post, weg, csrf: csrf).status == 403)
        erwarte(.sitzung, 403, wer, in: mitschrift)
        try await buero.verbund.abbauen()
    }

    @Test("Fremde Seite, gefälschte Nachricht, fremder Passkey, zu viele Versuche: ohne Konto")
    func fremde() async throws {
        let mitschrift = Mitschrift()
        let buero = try await Kreisbuero.neu(mitschrift: mitschrift)
        var kopf = Self.formular
        kopf[try #require(HTTPField.Name("Sec-Fetch-Site"))] = "cross-site"
        #expect(try await buero.programm(nil, .post, "/anmeldung", kopf, "a=b").status == 403)
        erwarte(.fremdeSeite, 403, "-", in: mitschrift)
        let keks: HTTPFields = [.cookie: "mandat_meldung=99999999999.erfolg.eA.eA"]
        #expect(try await buero.programm(nil, .get, "/anmeldung", keks).status == 200)
        erwarte(.meldung, 200, "-", in: mitschrift)
        let passkey = try await buero.gast().sende("/anmeldung/passkey", auf: "/anmeldung", [
            "kennung": "AAAA", "angaben": "AAAA", "pruefdaten": "AAAA", "unterschrift": "AAAA",
        ])
        #expect(passkey.status == 422)
        erwarte(.passkey, 422, "-", in: mitschrift)
        for _ in 1...10 { _ = try await buero.anmeldung("niemand.hier", kennwort: "falsch") }
        #expect(try await buero.anmeldung("niemand.hier", kennwort: "falsch").status == 429)
        erwarte(.zuOft, 429, "-", in: mitschrift)
        #expect(!mitschrift.text.contains("niemand.hier"))
        try await buero.verbund.abbauen()
    }

    @Test("Ein Programm mit widerrufenem Schlüssel oder ohne das Recht: mit Kennung des Zugangs")
    func programme() async throws {
        let mitschrift = Mitschrift()
        let buero = try await Kreisbuero.neu(mitschrift: mitschrift)
        let ahaus = try await buero.verbund.mandant("ahaus")
        let token = try await buero.zugang(ahaus, [.fallLesen])
        let server = try buero.verbund.superuser()
        defer { server.close() }
        let wer: String = try server.scalar("SELECT id::text FROM platform.schnittstelle")
        let zahlungen = "/api/v1/m/ahaus/zahlungen"
        #expect(try await buero.programm(token, .get, zahlungen).status == 403)
        erwarte(.umfang, 403, wer, in: mitschrift)
        try server.execute("""
            UPDATE platform.schnittstelle SET widerrufen_am = now(), widerrufen_von = angelegt_von
            """)
        #expect(try await buero.programm(token, .get, zahlungen).status == 401)
        erwarte(.schluessel, 401, wer, in: mitschrift)
        #expect(!mitschrift.text.contains(token))
        try await buero.verbund.abbauen()
    }

    @Test("Unerwartete Fehler und eine Datenbank, die nicht antwortet, nennen ihren Grund")
    func stoerungen() async throws {
        let mitschrift = Mitschrift(), server = try Testserver(mitschrift: mitschrift)
        #expect(try await server.get("/kaputt").status == 500)
        let kaputt = mitschrift.zeilen(mit: "unexpected error", "error=Kaputt", "route=/kaputt")
        #expect(kaputt.count == 1)
        #expect(try await server.get("/fern").status == 503)
        let zeilen = mitschrift.zeilen(mit: " error ", "unavailable", "08001", "route=/fern")
        #expect(zeilen.count == 1)
        #expect(zeilen.first?.contains("request=") == true)
        #expect(mitschrift.zeilen(mit: " error ").count == 2, "Je Störung eine Zeile.")
        #expect(try await server.get("/konflikt").status == 409)
        #expect(mitschrift.zeilen(mit: " error ").count == 2)
    }
}
