import Grundwerte
import Testing

@Suite("Anzahlen, wie man sie schreibt")
struct ZiffernTests {
    @Test("Ab fünf Stellen mit Tausenderpunkt, negativ mit wahrem Minuszeichen", arguments: [
        (0, "0"), (4_711, "4711"), (12_345, "12.345"), (125_099, "125.099"),
        (-1_234_567, "−1.234.567"), (Int.min, "−9.223.372.036.854.775.808"),
    ])
    func deutsch(zahl: Int, text: String) {
        #expect(zahl.deutsch == text)
    }
}
