import Foundation
import Grundwerte
import Testing

@Suite("Geld: ganze Cent, deutsche Schreibweise")
struct GeldTests {
    @Test(
        "Ein Betrag wird deutsch geschrieben",
        arguments: [
            (cent: 0, text: "0,00"), (cent: 5, text: "0,05"), (cent: 100_000, text: "1.000,00"),
            (cent: 123_456_789, text: "1.234.567,89"), (cent: -250, text: "−2,50"),
            (cent: 99_999, text: "999,99")
        ])
    func schreiben(cent: Int, text: String) {
        #expect(Geld(cent: Int64(cent)).betrag == text)
    }

    @Test(
        "Eine deutsche Eingabe wird gelesen",
        arguments: [
            (text: "12", cent: 1200), (text: "12,5", cent: 1250), (text: "12,50 €", cent: 1250),
            (text: "1.234,56", cent: 123_456), (text: " 1234,56 EUR ", cent: 123_456),
            (text: "-3,00", cent: -300),
            (text: "−3", cent: -300), (text: "0,01", cent: 1),
            (text: "12.345.678,90", cent: 1_234_567_890)
        ])
    func lesen(text: String, cent: Int) {
        #expect(Geld(deutsch: text) == Geld(cent: Int64(cent)))
    }

    @Test(
        "Was kein Betrag ist, wird nicht geraten",
        arguments: [
            "", "abc", "1,234", "1.23", "1.2345,00", "12,", ",50", "1,2,3", "1e3", "٣", "12..5",
            "1 000",
            "99999999999999,00", "+-3", "--3"
        ])
    func keinBetrag(text: String) {
        #expect(Geld(deutsch: text) == nil)
    }

    @Test(
        "Dezimaltext hat den Punkt und höchstens zwei Stellen, die zählen",
        arguments: [
            (text: "1234.5", cent: 123_450 as Int?), (text: "0.01", cent: 1),
            (text: "-2.50", cent: -250),
            (text: "12.34000", cent: 1234), (text: "12.345", cent: nil), (text: "1,5", cent: nil),
            (text: ".5", cent: nil),
            (text: "0012.00", cent: 1200)
        ])
    func dezimal(text: String, cent: Int?) {
        #expect(Geld(dezimal: text)?.cent == cent.map(Int64.init))
    }

    @Test("Kaufmännisch rundet ab einer halben Einheit vom Nullpunkt weg", arguments: [
        (cent: 1000, von: 3, kaufmaennisch: 333, ab: 333, auf: 334),
        (cent: 5, von: 2, kaufmaennisch: 3, ab: 2, auf: 3),
        (cent: -5, von: 2, kaufmaennisch: -3, ab: -2, auf: -3),
        (cent: 4, von: 3, kaufmaennisch: 1, ab: 1, auf: 2),
        (cent: 6, von: 3, kaufmaennisch: 2, ab: 2, auf: 2),
    ])
    func runden(cent: Int, von: Int, kaufmaennisch: Int, ab: Int, auf: Int) {
        let geld = Geld(cent: Int64(cent))
        #expect(geld.anteil(1, von: von, rundung: .kaufmaennisch).cent == Int64(kaufmaennisch))
        #expect(geld.anteil(1, von: von, rundung: .ab).cent == Int64(ab))
        #expect(geld.anteil(1, von: von, rundung: .auf).cent == Int64(auf))
    }

    @Test("In JSON ist ein Betrag Text, und gelesen wird auch eine ganze Zahl")
    func json() throws {
        #expect(
            try String(decoding: JSONEncoder().encode([Geld(cent: 1250)]), as: UTF8.self)
                == "[\"12.50\"]")
        #expect(
            try JSONDecoder().decode([Geld].self, from: Data("[\"12,50\", 7]".utf8)) == [
                Geld(cent: 1250), 7
            ])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([Geld].self, from: Data("[\"12.345\"]".utf8))
        }
    }
}
