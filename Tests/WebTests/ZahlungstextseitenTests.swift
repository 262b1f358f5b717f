import Foundation
import Grundwerte
import Kommune
import Platform
import TestSupport
import Testing
@testable import Web

@Suite("Der Verwendungszweck einer Kommune ")
struct ZahlungstextseitenTests {
    private static let seite = "/m/ahaus/zahlungen/texte"

    @Test("Wer anordnet, legt ihn mit einem Tag fest; das Gesetz steht nie darin")
    func festlegen() async throws {
        let buero = try await Kreisbuero.neu()
        let ahaus = try await buero.verbund.mandant("ahaus")
        let leitung = try await buero.person("anordnung", mandant: ahaus)
        let clerk = try await buero.person("sachbearbeitung", mandant: ahaus)
        #expect(try await leitung.seite(Self.seite).text.contains("Stadt Ahaus Miete"))
        let gut = ["zweck": "unterkunft", "text": "Sozialamt Ahaus Miete", "ab": "01.12.2026"]
        for (feld, wert, satz) in [
            ("text", "AsylbLG Ahaus", "verriete Dritten"), ("text", "Miete 中", "Banken nehmen"),
            ("ab", "01.11.2026", "ist vorbei"), ("text", "", "fehlt noch"),
        ] {
            let antwort = try await leitung.sende(
                Self.seite, auf: Self.seite, gut.merging([feld: wert]) { $1 })
            #expect(antwort.status == 422 && antwort.text.contains(satz), "\(satz)")
        }
        #expect(try await leitung.sende(Self.seite, auf: Self.seite, gut).status == 303)
        #expect(try await leitung.sende(Self.seite, auf: Self.seite, gut).status == 422)
        let liste = try await clerk.seite(Self.seite).text
        #expect(liste.contains("Sozialamt Ahaus Miete") && !liste.contains("Neu festlegen"))
        try await buero.verbund.abbauen()
    }
}
