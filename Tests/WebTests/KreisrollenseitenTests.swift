import Grundwerte
import HTTPTypes
import Platform
import Postgres
import TestSupport
import Testing
@testable import Web

@Suite("Neue Zugänge des Kreises: eine zweite Person bestätigt (B-3.4.4, B-7.4)")
struct KreisrollenseitenTests {
    private let kennwort = "Anker Brot Wolke Zebra"

    /// Die Fachadministration richtet jemanden für die Freigabe ein; zurück kommt die Antwort.
    private func einrichten(_ admin: Person) async throws -> Antwort {
        try await admin.sende("/kreis/benutzer", auf: "/kreis/benutzer/neu?stelle=kreis", [
            "stelle": "kreis", "name": "Ines Brockhoff", "anmeldename": "ines.brockhoff",
            "rollen": "kasse_freigabe", "ab": "heute"], galerie: "einmalcode-kreis-wartet")
    }

    @Test("Eingerichtet, Kennwort gewählt, bestätigt: Erst dann öffnet sich der Kreis")
    func weg() async throws {
        let buero = try await Kreisbuero.neu()
        let admin = try await buero.person("fachadministration")
        let chef = try await buero.person("kreis_leitung"), ort = "/kreis/bestaetigungen"
        #expect(try await chef.seite(ort, galerie: "neue-zugaenge-leer").text
            .contains("Nichts wartet auf Ihre Bestätigung"))
        let angelegt = try await einrichten(admin)
        #expect(angelegt.text.contains("sobald die Leitung des Kreises sie bestätigt hat"))
        let code = String(try #require(
            angelegt.text.firstMatch(of: /id="einmalcode">([0-9A-Z-]{19})</)).output.1)
        let konto = String(try #require(
            angelegt.text.firstMatch(of: /\/kreis\/benutzer\/[0-9a-f-]{36}/)).output)
        #expect(try await admin.seite(konto).text.contains("wartet auf die Leitung des Kreises"))
        #expect(try await chef.seite("/kreis").text
            .contains("Im Kreis eingerichtet, gilt noch nicht"))
        let zuFrueh = try await chef.seite(ort, galerie: "neue-zugaenge-zu-frueh").text
        #expect(zuFrueh.contains("Ines Brockhoff") && !zuFrueh.contains("type=\"checkbox\""))

        let gast = try await buero.gast(), seite = "/anmeldung/kennwort"
        let ines = gast.mit(try await gast.sende("/anmeldung", auf: "/anmeldung", [
            "anmeldename": "ines.brockhoff", "kennwort": code]))
        let gewaehlt = try await ines.sende(seite, auf: seite, ["kennwort": kennwort])
        #expect(gewaehlt.status == 403)
        #expect(gewaehlt.text.contains("die Leitung des Kreises hat ihn noch nicht bestätigt"))

        let wartet = try await chef.seite(ort, galerie: "neue-zugaenge").text
        #expect(wartet.contains("Kennwort gewählt am"))
        let feld = try #require(wartet.firstMatch(of: /name="(r-[0-9a-f-]{36})"/)).output.1
        #expect(try await chef.sende(ort, auf: ort).status == 422)
        #expect(try await chef.sende(ort, auf: ort, [String(feld): "ja"]).ziel == ort)
        #expect(try await buero.anmeldung("ines.brockhoff", kennwort: kennwort).ziel == "/kreis")
        #expect(try await admin.seite(konto).text.contains("Rolle bestätigt"))
        try await buero.verbund.abbauen()
    }

    @Test("Wer einrichtet, sieht die Seite nicht; wer bestätigt, richtet niemanden ein")
    func getrennt() async throws {
        let buero = try await Kreisbuero.neu()
        let admin = try await buero.person("fachadministration")
        let chef = try await buero.person("kreis_leitung")
        #expect(try await admin.seite("/kreis/bestaetigungen").status == 403)
        let csrf = try await admin.seite("/kreis").wert("csrf")
        let ja = try await admin.anfrage(.post, "/kreis/bestaetigungen", csrf: csrf)
        #expect(ja.status == 403)
        #expect(try await chef.seite("/kreis/benutzer/neu").status == 403)
        try await buero.verbund.abbauen()
    }
}
