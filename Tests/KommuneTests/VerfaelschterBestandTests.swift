import Fuzzing
import Grundwerte
@testable import Kommune
import Testing

@Suite("Ein verfälschter Bestand: jede Zeile gelesen oder mit Befund abgewiesen (B-11)")
struct VerfaelschterBestandTests {
    @Test("Lesen und Prüfen stürzen nicht ab, und jeder Befund nennt Datei und Regel")
    func bestand() throws {
        let heute = try #require(Kalendertag(2026, 11, 24))
        let heil = Bestandsbeispiel().dateien
        let arten = Bestandsdatei.allCases.filter { heil[$0] != nil }
        let lauf = FuzzRun("Bestand", seeds: heil.values.map { $0 }, words: [
            "haushaltsvorstand", "partner", "kind", "P1", "F2", "2026-11", "ueberweisung", "ja",
        ])
        while let eingabe = lauf.next() {
            var dateien = heil
            dateien[arten[lauf.inputs % arten.count]] = eingabe
            let (bestand, befunde) = Bestand.lesen(dateien, benutzer: [:])
            for befund in befunde + bestand.pruefen(heute: heute) where befund.regel.isEmpty {
                lauf.unexpected("Befund ohne Regel")
            }
        }
        lauf.finish()
        #expect(lauf.isClean, "\(lauf.report)")
    }
}
