import Grundwerte
import Kommune
import Testing

@Suite("Datierte Angaben: Neues löst Früheres ab")
struct TatsacheTests {
    private static func tag(_ nummer: Int) -> Kalendertag {
        Monat(2026, 11).ersterTag.plus(tage: nummer - 1)
    }

    @Test("Was vom Früheren übrig bleibt, liegt davor und danach", arguments: [
        // Das Neue beginnt mitten im Früheren und hört nicht auf.
        (frueher: Zeitraum(von: tag(1)), neu: Zeitraum(von: tag(16)),
         rest: [Zeitraum(von: tag(1), bis: tag(15))]),
        // Das Neue liegt mitten im Früheren.
        (Zeitraum(von: tag(1), bis: tag(30)), Zeitraum(von: tag(10), bis: tag(12)),
         [Zeitraum(von: tag(1), bis: tag(9)), Zeitraum(von: tag(13), bis: tag(30))]),
        // Das Neue deckt das Frühere zu.
        (Zeitraum(von: tag(5), bis: tag(6)), Zeitraum(von: tag(5), bis: tag(6)), []),
        // Sie berühren sich nicht.
        (Zeitraum(von: tag(1), bis: tag(4)), Zeitraum(von: tag(5)),
         [Zeitraum(von: tag(1), bis: tag(4))]),
        // Das Frühere läuft nach dem Neuen weiter.
        (Zeitraum(von: tag(3)), Zeitraum(von: tag(1), bis: tag(9)), [Zeitraum(von: tag(10))]),
    ])
    func rest(frueher: Zeitraum, neu: Zeitraum, rest: [Zeitraum]) {
        #expect(frueher.ohne(neu) == rest)
    }
}
