import Grundwerte
import Platform
import Postgres
import TestSupport
import Testing
@testable import Web

@Suite("Einmalcodes auf den Seiten (ASVS V6.4.1, V6.4.6; B-3.4.4)")
struct EinmalcodeseitenTests {
    @Test("Der Code steht einmal da und öffnet nur die Seite, auf der man sein Kennwort wählt")
    func weg() async throws {
        let buero = try await Kreisbuero.neu()
        let admin = try await buero.person("fachadministration")
        let neu = "/kreis/benutzer/neu?stelle=kreis"
        let angelegt = try await admin.sende("/kreis/benutzer", auf: neu, [
            "stelle": "kreis", "name": "Ines Brockhoff", "anmeldename": "ines.brockhoff",
            "rollen": "statistik", "ab": "heute"], galerie: "einmalcode-kreis")
        let code = String(try #require(
            angelegt.text.firstMatch(of: /id="einmalcode">([0-9A-Z-]{19})</)).output.1)
        let gast = try await buero.gast()
        let anmeldung = try await gast.sende(
            "/anmeldung", auf: "/anmeldung",
            ["anmeldename": "ines.brockhoff", "kennwort": code])
        #expect(anmeldung.ziel == "/anmeldung/kennwort")
        let ines = gast.mit(anmeldung), seite = "/anmeldung/kennwort"
        #expect(try await ines.seite("/kreis").ziel.hasPrefix("/anmeldung?ziel="))
        #expect(try await ines.seite("/kreis/konto").ziel.hasPrefix("/anmeldung?ziel="))
        #expect(try await ines.seite(seite, galerie: "erstkennwort").status == 200)
        let kurz = try await ines.sende(seite, auf: seite, ["kennwort": "kurz"])
        #expect(kurz.status == 422)
        #expect(!kurz.text.contains("value=\"kurz\""))
        let gewaehlt = try await ines.sende(
            seite, auf: seite, ["kennwort": "Anker Brot Wolke Zebra"])
        #expect(gewaehlt.ziel == "/kreis")
        #expect(try await ines.mit(gewaehlt).seite("/kreis").status == 200)
        let wieder = try await buero.gast().sende(
            "/anmeldung", auf: "/anmeldung",
            ["anmeldename": "ines.brockhoff", "kennwort": code])
        #expect(wieder.status == 422)
        #expect(wieder.text.contains("Anmeldename oder Kennwort stimmen nicht"))
        #expect(try await buero.gast().seite(seite).ziel == "/anmeldung")
        try await buero.verbund.abbauen()
    }

    @Test("Nach dem Zurücksetzen sieht die Leitung, wer es war, bevor die Rolle wieder gilt")
    func zuruecksetzen() async throws {
        let buero = try await Kreisbuero.neu(), ahaus = try await buero.verbund.mandant("ahaus")
        let wer = try await buero.verbund.akteur("auskunft", mandant: ahaus)
        let leitung = try await buero.person("leitung", mandant: ahaus)
        let admin = try await buero.person("fachadministration")
        let konto = "/kreis/benutzer/\(try #require(wer.benutzer))"
        #expect(try await admin.seite(konto).text.contains("von der Person gewählt"))
        let seite = try await admin.sende("\(konto)/kennwort", auf: konto)
        #expect(seite.status == 200)
        #expect(seite.text.contains("id=\"einmalcode\""))
        let danach = try await admin.seite(konto).text
        #expect(!danach.contains("id=\"einmalcode\""), "Der Code steht nur einmal da.")
        #expect(danach.contains("wartet auf die Kommune"))
        let offen = "/m/ahaus/zugaenge/offen"
        let wartet = try await leitung.seite(offen, galerie: "zugang-eingriff").text
        #expect(wartet.contains("Kennwort zurückgesetzt am"))
        #expect(wartet.contains("Noch kein eigenes Kennwort gewählt"))
        #expect(!wartet.contains("type=\"checkbox\""), "Der Einmalcode öffnet das Konto noch.")
        try buero.verbund.kennwortWaehlen(try #require(wer.benutzer))
        let gewaehlt = try await leitung.seite(offen).text
        #expect(gewaehlt.contains("Kennwort gewählt am"))
        let feld = try #require(gewaehlt.firstMatch(of: /name="(r-[0-9a-f-]{36})"/)).output.1
        let alt = try await leitung.sende(
            offen, auf: offen, [String(feld): "ja", "gezeigt": "1700000000000000"])
        #expect(alt.status == 422 && alt.text.contains("Inzwischen hat jemand"))
        #expect(try await leitung.sende(offen, auf: offen, [String(feld): "ja"]).ziel == offen)
        try await buero.verbund.abbauen()
    }
}
