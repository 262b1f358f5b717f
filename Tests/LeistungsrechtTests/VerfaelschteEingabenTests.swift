import Foundation
import Fuzzing
import Grundwerte
import Testing
@testable import Leistungsrecht

@Suite("Verfälschtes JSON: nie ein Absturz, immer ein Fehler mit Feld und Grund (ASVS V2)")
struct VerfaelschteEingabenTests {
    private static let worte = [
        #""\ud800\u0041""#, #"\udfff"#, #"\u+041"#, "null", "true", "[[[[[[[[", "/*", "//",
        #""eingabe""#, "\"-9223372036854775808\"", "-9223372036854775808", #""9999-12""#,
        "12,50", "2026-13",
    ]

    @Test("Ein Haushalt wird gerechnet oder mit Grund abgewiesen")
    func haushalt() throws {
        let faelle = Fall.alle.compactMap { $0.inhalt["eingabe"].map { Array($0.json.utf8) } }
        let lauf = FuzzRun("Haushalt", seeds: faelle + [Array(BerechnungJSON.beispiel().utf8)],
                           words: Self.worte)
        while let eingabe = lauf.next() {
            do {
                _ = try BerechnungJSON.berechnen(Data(eingabe))
            } catch is Lagefehler {
            } catch is KeinStand {
            } catch is Parameterfehler {
            } catch { lauf.unexpected(error) }
        }
        lauf.finish()
        #expect(lauf.isClean, "\(lauf.report)")
    }

    @Test("Was das Lesen von JSON übersteht, liest sich gleich, wenn es wieder geschrieben ist")
    func json() throws {
        let faelle = Fall.alle.prefix(5).map { Array($0.inhalt.json.utf8) }
        let lauf = FuzzRun("JSON", seeds: faelle, words: Self.worte)
        while let eingabe = lauf.next() {
            guard let wert = try? JSONLeser.lesen(eingabe) else { continue }
            if (try? JSONLeser.lesen(wert.json.utf8))?.json != wert.json {
                lauf.unexpected("Geschrieben und gelesen ist nicht dasselbe.")
            }
        }
        lauf.finish()
        #expect(lauf.isClean, "\(lauf.report)")
    }

    @Test("Eine halbe Zeichenfolge ist ein Fehler und kein Überlauf",
          arguments: [#""\ud800\u0041""#, #""\ud800\ud800""#, #""\ud800""#, #""\u+041""#])
    func halbesZeichen(_ text: String) {
        #expect(throws: Lagefehler.self) { try JSONLeser.lesen(text.utf8) }
    }
}
