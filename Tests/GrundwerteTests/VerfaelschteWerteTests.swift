import Fuzzing
@testable import Grundwerte
import Testing

@Suite("Verfälschte Werte aus Formularen: nie ein Absturz, und was gilt, liest sich wieder")
struct VerfaelschteWerteTests {
    @Test("Tage, Monate, Beträge, IBAN und Kennungen")
    func werte() throws {
        let heute = try #require(Kalendertag(2026, 11, 24))
        let lauf = FuzzRun("Werte", seeds: [
            "24.11.2026", "241126", "+14", "-3m", "+2w", "+1j", "2026-11-24", "2026-11",
            "1.234,50 €", "-1234.50", "DE89 3704 0044 0532 0130 00",
            "0198c0de-0000-7000-8000-000000000001",
        ].map { Array($0.utf8) }, words: ["heute", "j", "EUR"])
        while let eingabe = lauf.next() {
            let text = String(decoding: eingabe, as: UTF8.self)
            pruefe(text, heute, lauf)
        }
        lauf.finish()
        #expect(lauf.isClean, "\(lauf.report)")
    }

    private func pruefe(_ text: String, _ heute: Kalendertag, _ lauf: FuzzRun) {
        if let tag = Kalendertag(eingabe: text, heute: heute),
           !(1...9999).contains(tag.jahr) || Kalendertag(tag.description) != tag {
            lauf.unexpected("Tag \(tag)")
        }
        if let monat = Monat(text), Monat(monat.description) != monat {
            lauf.unexpected("Monat \(monat)")
        }
        if let geld = Geld(deutsch: text) ?? Geld(dezimal: text),
           Geld(dezimal: geld.dezimal) != geld || Geld(deutsch: geld.csv) != geld {
            lauf.unexpected("Geld \(geld)")
        }
        if let iban = try? IBAN(text), (try? IBAN(iban.wert)) != iban { lauf.unexpected("IBAN") }
        if let kennung = UUIDv7(text), UUIDv7(kennung.description) != kennung {
            lauf.unexpected("UUID")
        }
    }

    @Test("Eine CSV-Datei wird gelesen oder mit Zeile und Grund abgewiesen")
    func csv() {
        let lauf = FuzzRun("CSV", seeds: [
            "a;b\r\n\"x;\"\"y\"\"\nz\";2\r\n", "ä;ö\nß;€\n", "\u{FEFF}a\n1\n",
        ].map { Array($0.utf8) } + [[0xE4, 59, 0xF6, 10]])
        while let eingabe = lauf.next() {
            do throws(CSVLeser.Fehler) {
                var leser = CSVLeser(utf8: try CSVText.utf8(aus: eingabe)), letzte = 0
                while let zeile = try leser.naechste() {
                    if zeile.nummer <= letzte { lauf.unexpected("Zeile \(zeile.nummer)") }
                    letzte = zeile.nummer
                }
            } catch {
                if error.zeile < 1 || error.regel.isEmpty { lauf.unexpected("ohne Zeile") }
            }
        }
        lauf.finish()
        #expect(lauf.isClean, "\(lauf.report)")
    }

    @Test("Ein Versatz, den kein Kalender hat, ist kein Tag",
          arguments: ["-9223372036854775808", "+9223372036854775807w", "-3660j", "+301j"])
    func versatz(_ text: String) throws {
        let heute = try #require(Kalendertag(2026, 11, 24))
        #expect(Kalendertag(eingabe: text, heute: heute) == nil)
    }
}
