import Foundation
import Grundwerte
import Kommune
import Platform
import TestSupport
import Testing
@testable import Web

@Suite("Seiten der Stichprobe und der Zahlung einer Sammelrechnung")
struct StichprobenseitenTests {
    private static let liste = "/kreis/krankenhilfe/rechnungen"
    private static let neu = liste + "/neu"
    private static let steller = "/kreis/krankenhilfe/rechnungssteller"
    private static let kopf = "kommune;schein;familienname;vorname;geburtsdatum;behandelt_von;"
        + "behandelt_bis;leistung;betrag\n"

    /// Eine erfasste Rechnung über zwei Euro; zurück kommen ihr Pfad und der ihres Stellers.
    private func erfasst(_ person: Person) async throws -> (rechnung: String, steller: String) {
        _ = try await person.sende(Self.steller, auf: Self.steller, [
            "name": "KV Westfalen-Lippe", "art": "kassenaerztliche_vereinigung",
            "strasse": "Robert-Schimrigk-Straße 4", "plz": "44141", "ort": "Dortmund",
        ])
        let formular = try await person.seite(Self.neu).text
        let treffer = formular.firstMatch(of: /value="([0-9a-f-]{36})"[^>]*>KV Westfalen/)
        let wer = treffer.map { String($0.output.1) } ?? ""
        let rechnung = try await person.hochladen(
            "%PDF-1.7 eins", nach: Self.liste, auf: Self.neu, als: "dokument", [
                "steller": wer, "art": "rechnung", "nummer": "1", "monat": "10.2026",
                "rechnungsdatum": "02.11.2026", "betrag": "2,00",
            ]).ziel
        return (rechnung, "\(Self.steller)/\(wer)")
    }

    /// Die Kommunen antworten, wie ihr Auftrag es täte.
    private func antworten(_ buero: Kreisbuero) async throws {
        for kuerzel in ["ahaus", "borken"] {
            let mandant = try await buero.verbund.mandant(kuerzel)
            let akteur = try await buero.verbund.akteur("sachbearbeitung", mandant: mandant)
            try await buero.verbund.write(mandant, als: akteur) {
                try Kreisfrage.beantworten(in: $0)
            }
        }
    }

    @Test("Liste, Stichprobe, Antwort der Kommune, Urteil, Freigabe, Anweisung (B-6.4)")
    func stichprobe() async throws {
        let buero = try await Kreisbuero.neu()
        let erste = try await buero.person("abrechnungsstelle")
        let zweite = try await buero.person("abrechnungsstelle")
        let (rechnung, steller) = try await erfasst(erste)

        let falsch = try await erste.hochladen(
            Self.kopf + "Ahaus;;Rahmani;Yusuf;07.03.1990;05.10.2026;;Hausarzt;1,99\n",
            nach: "\(rechnung)/einzelnachweis", auf: rechnung, als: "nachweis")
        #expect(falsch.status == 422)
        #expect(falsch.text.contains("Die Posten ergeben zusammen 1,99"))
        #expect(try await erste.hochladen(
            Self.kopf + "Ahaus;;Rahmani;Yusuf;07.03.1990;05.10.2026;;Hausarzt;1,00\n"
                + "Bielefeld;;Nazari;Karim;01.01.1985;06.10.2026;;Hausarzt;1,00\n",
            nach: "\(rechnung)/einzelnachweis", auf: rechnung, als: "nachweis").status == 303)
        let wartend = try await erste.seite(rechnung, galerie: "kreis-stichprobe").text
        #expect(wartend.contains("2 von 2 Posten"))
        #expect(wartend.contains("Antwort steht aus"))
        #expect(wartend.contains("niemand gefragt"))
        #expect(!wartend.contains("Als richtig vermerken"))
        #expect(wartend.contains("Vereinbarung § 6 Abs. 4"))

        let posten = "\(rechnung)/positionen/1"
        #expect(try await erste.seite(posten).text.contains("sobald die Kommune geantwortet hat"))
        try await antworten(buero)
        let seite = try await erste.seite(posten, galerie: "kreis-posten").text
        #expect(seite.contains("nicht zuständig"))
        #expect(!seite.contains("Niemand mit diesem Namen"))
        let ohneGrund = try await erste.sende("\(posten)/ergebnis", auf: posten,
                                              ["ergebnis": "in_ordnung"])
        #expect(ohneGrund.status == 422)
        let weiter = try await erste.sende("\(posten)/ergebnis", auf: posten, [
            "ergebnis": "beanstandet", "vermerk": "Person unbekannt",
        ])
        #expect(weiter.ziel == "\(rechnung)/positionen/2")
        #expect(try await erste.sende(
            "\(weiter.ziel)/ergebnis", auf: weiter.ziel,
            ["ergebnis": "in_ordnung", "vermerk": "Vertretung"]).ziel == rechnung)
        #expect(try await erste.sende("\(rechnung)/pruefung", auf: rechnung).status == 422)
        #expect(try await erste.sende("\(rechnung)/pruefung", auf: rechnung,
                                      ["vermerk": "Kürzung folgt"]).status == 303)
        #expect(try await zweite.sende("\(rechnung)/freigabe", auf: rechnung).status == 303)
        #expect(try await zweite.seite(rechnung).text.contains("kein bestätigtes Konto"))

        _ = try await erste.sende("\(steller)/konten", auf: steller, [
            "inhaber": "KV Westfalen-Lippe", "iban": "DE02 1203 0000 0000 2020 51",
        ])
        #expect(try await erste.seite(steller).text.contains("Bestätigen muss es eine"))
        #expect(try await zweite.seite("/kreis").text
            .contains("Konten von Rechnungsstellern zu bestätigen"))
        let konto = try await zweite.seite(steller, galerie: "kreis-stellerkonto")
            .aktion("bestaetigung")
        #expect(try await zweite.sende(konto, auf: steller).status == 303)
        #expect(try await zweite.sende("\(rechnung)/zahlung", auf: rechnung).status == 303)
        let fertig = try await zweite.seite(rechnung, galerie: "kreis-sammelzahlung").text
        #expect(fertig.contains("angewiesen"))
        #expect(!fertig.contains("Zur Zahlung anweisen"))
        try await buero.verbund.abbauen()
    }

    @Test("Die Kommune sieht, was gefragt war und was der Kreis erfuhr; der Kreis den Grund nicht")
    func protokoll() async throws {
        let buero = try await Kreisbuero.neu()
        let ahaus = try await buero.verbund.mandant("ahaus")
        let abrechnung = try await buero.person("abrechnungsstelle")
        let frau = try await buero.person("sachbearbeitung", mandant: ahaus)
        let seite = "/m/ahaus/kreisfragen"
        #expect(try await frau.seite(seite).text.contains("noch nichts gefragt"))
        let (rechnung, _) = try await erfasst(abrechnung)
        _ = try await abrechnung.hochladen(
            Self.kopf + "Stadt Ahaus;;Rahmani;Yusuf;07.03.1990;05.10.2026;;Hausarzt;2,00\n",
            nach: "\(rechnung)/einzelnachweis", auf: rechnung, als: "nachweis")
        try await antworten(buero)
        let text = try await frau.seite(seite, galerie: "kreisfragen").text
        #expect(text.contains("Rahmani, Yusuf"))
        #expect(text.contains("Niemand mit diesem Namen"))
        #expect(text.contains("SR-2026-0001"))
        #expect(try await abrechnung.seite(seite).status == 404)
        #expect(try await buero.person("auskunft", mandant: ahaus).seite(seite).status == 403)
        try await buero.verbund.abbauen()
    }
}
