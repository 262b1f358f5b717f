import Foundation
import Grundwerte
import Platform
import TestSupport
import Testing
@testable import Web

@Suite("Seiten der Sammelrechnungen")
struct SammelrechnungseitenTests {
    private static let liste = "/kreis/krankenhilfe/rechnungen"
    private static let neu = liste + "/neu"
    private static let steller = "/kreis/krankenhilfe/rechnungssteller"

    private func felder(_ nummer: String, _ wer: String) -> [String: String] {
        ["steller": wer, "art": "rechnung", "nummer": nummer, "monat": "10.2026",
         "rechnungsdatum": "02.11.2026", "betrag": "1.234,56"]
    }

    /// Nimmt einen Rechnungssteller auf; zurück kommt seine Kennung.
    private func aufnehmen(_ person: Person) async throws -> String {
        let leer = try await person.sende(Self.steller, auf: Self.steller, [
            "name": "KV Westfalen-Lippe", "art": "kassenaerztliche_vereinigung", "plz": "4414",
        ])
        #expect(leer.status == 422)
        #expect(leer.text.contains("keine Postleitzahl"))
        _ = try await person.sende(Self.steller, auf: Self.steller, [
            "name": "KV Westfalen-Lippe", "art": "kassenaerztliche_vereinigung",
            "strasse": "Robert-Schimrigk-Straße 4", "plz": "44141", "ort": "Dortmund",
        ])
        let formular = try await person.seite(Self.neu, galerie: "kreis-sammelrechnung-neu").text
        let treffer = formular.firstMatch(of: /value="([0-9a-f-]{36})"[^>]*>KV Westfalen/)
        return treffer.map { String($0.output.1) } ?? ""
    }

    @Test("Vom Eingang über die Prüfung zur Freigabe durch eine zweite Person (B-6.1)")
    func freigabe() async throws {
        let buero = try await Kreisbuero.neu()
        let erste = try await buero.person("abrechnungsstelle")
        let zweite = try await buero.person("abrechnungsstelle")
        let wer = try await aufnehmen(erste)
        let falsch = try await erste.hochladen(
            "%PDF-1.7 eins", nach: Self.liste, auf: Self.neu, als: "dokument", felder("1", wer),
            name: "rechnung.docx")
        #expect(falsch.status == 422)
        #expect(falsch.text.contains("„rechnung.docx“ endet nicht auf .pdf"))
        let erfasst = try await erste.hochladen(
            "%PDF-1.7 eins", nach: Self.liste, auf: Self.neu, als: "dokument", felder("1", wer))
        #expect(erfasst.status == 303)
        #expect(try await zweite.seite("/kreis").text
            .contains("Sammelrechnungen zu prüfen und freizugeben"))
        let rechnung = erfasst.ziel
        let doppelt = try await erste.hochladen(
            "%PDF-1.7 zwei", nach: Self.liste, auf: Self.neu, als: "dokument", felder("1", wer))
        #expect(doppelt.status == 422)
        #expect(doppelt.text.contains("Diese Nummer ist schon erfasst: SR-2026-0001."))

        #expect(try await erste.seite(rechnung, galerie: "kreis-sammelrechnung").text
            .contains("Als richtig vermerken"))
        #expect(try await erste.sende("\(rechnung)/pruefung", auf: rechnung,
                                      ["vermerk": "abgeglichen"]).status == 303)
        let selbst = try await erste.seite(rechnung)
        #expect(selbst.text.contains("Frei gibt sie eine andere Person"))
        #expect(!selbst.text.contains("Freigeben und buchen"))
        #expect(try await erste.sende("\(rechnung)/freigabe", auf: rechnung).status == 422)
        #expect(try await zweite.sende("\(rechnung)/freigabe", auf: rechnung).status == 303)
        let fertig = try await zweite.seite(rechnung, galerie: "kreis-sammelrechnung-frei").text
        #expect(fertig.contains("Freigegeben und gebucht"))
        #expect(fertig.contains("1.234,56"))
        #expect(try await erste.seite(Self.liste, galerie: "kreis-sammelrechnungen").text
            .contains("SR-2026-0001"))
        #expect(try await zweite.seite("\(rechnung)/dokument.pdf").text == "%PDF-1.7 eins")
        #expect(try await zweite.seite("/kreis/hauptbuch").text.contains("1.234,56"))
        try await buero.verbund.abbauen()
    }

    @Test("Was nicht Sache des Kreises ist, geht mit einem Schreiben zurück (B-6.5)")
    func rueckgabe() async throws {
        let buero = try await Kreisbuero.neu()
        let person = try await buero.person("abrechnungsstelle")
        let wer = try await aufnehmen(person)
        let rechnung = try await person.hochladen(
            "%PDF-1.7 eins", nach: Self.liste, auf: Self.neu, als: "dokument",
            felder("1", wer)).ziel
        #expect(try await person.sende("\(rechnung)/rueckgabe", auf: rechnung).status == 422)
        #expect(try await person.sende("\(rechnung)/rueckgabe", auf: rechnung,
                                       ["grund": "Hilfsmittel nach Bewilligung"]).status == 303)
        let seite = try await person.seite(rechnung, galerie: "kreis-sammelrechnung-zurueck")
        #expect(seite.text.contains("Hilfsmittel nach Bewilligung"))
        if Kreisbuero.python != nil {
            #expect(try await person.sende("\(rechnung)/schreiben", auf: rechnung).status == 303)
            #expect(try await person.seite("\(rechnung)/schreiben.pdf").status == 200)
        }
        let frei = try await buero.person("kasse_freigabe")
        #expect(try await frei.seite(rechnung).status == 403)
        try await buero.verbund.abbauen()
    }
}
