import Foundation
import Grundwerte
import Platform
import TestSupport
import Testing
@testable import Web

@Suite("Seiten der Kostenteilung (H-2.2)")
struct KostenseitenTests {
    private static let liste = "/kreis/kostenteilungen"
    private static let zahlen = "/kreis/einwohnerzahlen"

    @Test("Von den amtlichen Zahlen über die Teilung zur Bestätigung durch eine zweite Person")
    func teilen() async throws {
        let buero = try await Kreisbuero.neu()
        let erste = try await buero.person("abrechnungsstelle")
        let zweite = try await buero.person("abrechnungsstelle")
        let ahaus = try await buero.verbund.mandant("ahaus")
        let felder = ["titel": "Terminbuchung", "vereinbart": "01.03.2026", "betrag": "10.000,00",
                      "kommunen": ahaus.id.description]
        let ohne = try await erste.sende(Self.liste, auf: Self.liste, felder)
        #expect(ohne.status == 422)
        #expect(ohne.text.contains("Zum 30.06.2025 fehlt für eine Kommune die Einwohnerzahl"))
        #expect(try await erste.sende(Self.zahlen, auf: Self.zahlen, ["jahr": "2025"])
            .status == 422)
        #expect(try await erste.sende(Self.zahlen, auf: Self.zahlen, [
            "jahr": "2025", "quelle": "IT.NRW, Testdaten", "zahl-\(ahaus.ags)": "39443",
        ]).status == 303)
        #expect(try await erste.seite(Self.zahlen, galerie: "kreis-einwohner").text
            .contains("39.443"))
        let ziel = try await erste.sende(Self.liste, auf: Self.liste, felder).ziel
        let seite = try await erste.seite(ziel, galerie: "kreis-kostenteilung").text
        #expect(seite.contains("10.000,00") && seite.contains("IT.NRW, Testdaten"))
        #expect(!seite.contains("Als richtig bestätigen"))
        #expect(try await erste.sende("\(ziel)/bestaetigung", auf: ziel).status == 422)
        #expect(try await zweite.sende("\(ziel)/bestaetigung", auf: ziel).status == 303)
        #expect(try await zweite.seite(Self.liste, galerie: "kreis-kostenteilungen").text
            .contains("bestätigt"))
        #expect(try await zweite.seite("\(ziel)/rechnung.csv").text.contains("05554004"))
        let bestaetigt = try await zweite.seite(ziel, galerie: "kreis-kostenforderung").text
        #expect(bestaetigt.contains("KT-2026-0001") && bestaetigt.contains("08.12.2026"))
        try await posten(buero, ziel, zweite)
        let kasse = try await buero.person("kasse_buchhaltung")
        #expect(try await kasse.seite(ziel).status == 403)
        try await buero.verbund.abbauen()
    }

    /// Die Kommune findet die Forderung bei ihren offenen Posten, rechnet sie nach und liest das
    /// Schreiben.
    private func posten(_ buero: Kreisbuero, _ ziel: String, _ abrechnung: Person) async throws {
        if Kreisbuero.python != nil {
            #expect(try await abrechnung.sende("\(ziel)/schreiben", auf: ziel).status == 303)
            #expect(try await abrechnung.seite(ziel).text.contains("PDF"))
        }
        let leitung = try await buero.person(
            "leitung", mandant: try await buero.verbund.mandant("ahaus"))
        let liste = try await leitung.seite("/m/ahaus/posten", galerie: "kommune-posten").text
        #expect(liste.contains("KT-2026-0001") && liste.contains("Kostenteilung"))
        #expect(liste.contains("10.000,00"))
        let ort = "/m/ahaus/posten/KT-2026-0001"
        let rechnung = try await leitung.seite("\(ort)/rechnung", galerie: "kommune-kosten").text
        #expect(rechnung.contains("Nachgerechnet") && rechnung.contains("39.443"))
        #expect(try await leitung.seite("\(ort)/rechnung.csv").text.contains("05554004;10000,00"))
        if Kreisbuero.python != nil {
            #expect(liste.contains("posten/KT-2026-0001/schreiben/0"))
            #expect(try await leitung.seite("\(ort)/schreiben/0").status == 200)
        }
        #expect(try await leitung.seite("\(ort)/schreiben/1").status == 404)
        // Eine andere Kommune hat davon nichts.
        let borken = try await buero.person(
            "leitung", mandant: try await buero.verbund.mandant("borken"))
        #expect(!(try await borken.seite("/m/borken/posten").text.contains("KT-2026")))
        for ende in ["rechnung", "rechnung.csv", "schreiben/0"] {
            #expect(try await borken.seite("/m/borken/posten/KT-2026-0001/\(ende)").status == 404)
        }
    }
}
