import Foundation
import Grundwerte
import Testing

@Suite("Ein Betrag nach Gewichten verteilt (B-6.7, H-2.2)")
struct VerteilungTests {
    /// Ein Beispiel aus `Faelle/verteilung.json`, alles in Cent.
    struct Beispiel: Decodable, CustomTestStringConvertible {
        let titel: String
        let cent: Int64
        let gewichte: [Int64]
        let anteile: [Int64]

        var testDescription: String { titel }

        static let alle: [Beispiel] = {
            let datei = URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "Faelle/verteilung.json")
            guard let daten = try? Data(contentsOf: datei) else { return [] }
            return (try? JSONDecoder().decode([Beispiel].self, from: daten)) ?? []
        }()
    }

    @Test("Die Beispiele sind lesbar")
    func vollstaendig() { #expect(Beispiel.alle.count >= 13) }

    @Test("Jeder Cent, nach größtem Rest, dann Gewicht, dann Reihenfolge",
          arguments: Beispiel.alle)
    func beispiel(_ beispiel: Beispiel) {
        let anteile = Geld(cent: beispiel.cent).verteilt(nach: beispiel.gewichte)
        #expect(anteile.map(\.cent) == beispiel.anteile)
    }

    @Test("Der Rechenweg steht dabei: 100.000,01 € auf 120 + 95 + 0 + 210 + 7 Empfänger")
    func rechenweg() {
        let anteile = Geld(cent: 10_000_001).anteile(nach: [120, 95, 0, 210, 7])
        #expect(anteile.map(\.ganze.cent) == [2_777_778, 2_199_074, 0, 4_861_111, 162_037])
        #expect(anteile.map(\.rest) == [24, 127, 0, 258, 23])
        #expect(anteile.map(\.zusatzcent) == [false, false, false, true, false])
    }

    @Test("Anteile ergeben die Summe, liegen unter einem Cent daneben und folgen dem Gewicht")
    func anteileStimmen() {
        var zufall = SystemRandomNumberGenerator()
        for _ in 0..<5_000 {
            let cent = Int64.random(in: -100_000_000...100_000_000, using: &zufall)
            let gewichte = (0..<16).map { _ in Int64.random(in: 0...5_000, using: &zufall) } + [1]
            let summe = gewichte.reduce(0, +)
            let anteile = Geld(cent: cent).verteilt(nach: gewichte)
            #expect(anteile.summe() == Geld(cent: cent))
            #expect(Geld(cent: -cent).verteilt(nach: gewichte) == anteile.map { -$0 })
            for (anteil, gewicht) in zip(anteile, gewichte) {
                let genau = Double(cent) * Double(gewicht) / Double(summe)
                #expect(abs(Double(anteil.cent) - genau) < 1)
                #expect(gewicht > 0 || anteil == .null)
            }
            let folge = gewichte.indices.sorted { gewichte[$0] < gewichte[$1] }
            for (kleiner, groesser) in zip(folge, folge.dropFirst()) {
                let (a, b) = (anteile[kleiner].cent, anteile[groesser].cent)
                #expect(gewichte[kleiner] == gewichte[groesser] || abs(a) <= abs(b))
            }
        }
    }
}
