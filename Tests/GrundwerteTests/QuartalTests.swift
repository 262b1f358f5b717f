import Grundwerte
import Testing

@Suite("Quartal")
struct QuartalTests {
    @Test("Der Tag bestimmt das Quartal", arguments: [
        ("2026-01-01", "2026-1"), ("2026-03-31", "2026-1"), ("2026-04-01", "2026-2"),
        ("2026-12-31", "2026-4"),
    ])
    func tag(tag: String, quartal: String) throws {
        #expect(Quartal(try #require(Kalendertag(tag))).description == quartal)
    }

    @Test("Es reicht vom ersten bis zum letzten Tag, und das nächste schließt an")
    func grenzen() throws {
        let quartal = try #require(Quartal("2026-4"))
        #expect("\(quartal.zeitraum)" == "01.10.2026 bis 31.12.2026")
        #expect(quartal.naechstes.description == "2027-1")
        #expect(quartal.naechstes.voriges == quartal)
        #expect(quartal.deutsch == "4. Quartal 2026")
    }

    @Test(
        "Was keines ist, wird nicht gelesen",
        arguments: ["2026-5", "2026-0", "26-1", "2026", "abcd-1"])
    func falsch(text: String) { #expect(Quartal(text) == nil) }
}
