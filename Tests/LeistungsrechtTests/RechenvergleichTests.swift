import Foundation
import Grundwerte
import Testing
@testable import Leistungsrecht

@Suite("Vergleich zweier Stände des Rechts")
struct RechenvergleichTests {
    private let alt = Parameter.amtlich.fortgeschrieben

    @Test("Der letzte Stand gilt weiter, wo keiner folgt; was einen Nachfolger hat, bleibt")
    func fortgeschrieben() throws {
        let januar = Monat(2027, 1).ersterTag
        #expect(throws: KeinStand.self) { try Parameter.amtlich.bedarfssaetze.stand(am: januar) }
        #expect(try alt.bedarfssaetze.stand(am: januar).wert
            == alt.bedarfssaetze.stand(am: Monat(2026, 12).letzterTag).wert)
        for stand in Parameter.amtlich.bedarfssaetze.staende.dropLast() {
            #expect(alt.bedarfssaetze.staende.contains(stand))
        }
    }

    @Test("Die Gründe nennen jede geänderte Zeile und ergeben zusammen den Unterschied")
    func gruende() throws {
        var neu = alt
        try neu.aufnehmen(.sofortzuschlag, json: Data("""
            { "gueltig_ab": "2026-11-01", "fundstelle": "BGBl.", "geprueft_am": "2026-11-01",
              "betrag": 30 }
            """.utf8))
        let lage = Haushaltslage.beispiel([
            .beispiel("mutter", geboren: "1990-01-01"),
            .beispiel("kind", geboren: "2018-01-01", .kind),
        ])
        let vergleich = Rechenvergleich(
            alt: try Monatsberechnung.berechnen(lage, nach: alt),
            neu: try Monatsberechnung.berechnen(lage, nach: neu))
        #expect(vergleich.unterschied == 5)
        #expect(vergleich.gruende.map(\.unterschied).summe() == vergleich.unterschied)
        #expect(vergleich.gruende.map(\.norm).allSatisfy { $0.contains("§ 16") })
        #expect(Rechenvergleich(alt: vergleich.alt, neu: vergleich.alt).gruende.isEmpty)
    }
}
