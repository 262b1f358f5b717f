import Grundwerte
import Testing

@Suite("Gesetzliche Feiertage in Nordrhein-Westfalen")
struct FeiertagTests {
    @Test("2026 hat elf, bewegliche wie feste", arguments: [
        ("2026-01-01", "Neujahr"), ("2026-04-03", "Karfreitag"), ("2026-04-06", "Ostermontag"),
        ("2026-05-01", "Tag der Arbeit"), ("2026-05-14", "Christi Himmelfahrt"),
        ("2026-05-25", "Pfingstmontag"),
        ("2026-06-04", "Fronleichnam"), ("2026-10-03", "Tag der Deutschen Einheit"),
        ("2026-11-01", "Allerheiligen"),
        ("2026-12-25", "1. Weihnachtstag"), ("2026-12-26", "2. Weihnachtstag"),
    ])
    func namen(tag: String, name: String) throws {
        #expect(Feiertag.name(try #require(Kalendertag(tag))) == name)
    }

    @Test("Genau elf im Jahr; Sonntage, Heiligabend und der Reformationstag zählen nicht")
    func anzahl() throws {
        let neujahr = try #require(Kalendertag("2026-01-01"))
        #expect((0..<365).filter { Feiertag.name(neujahr.plus(tage: $0)) != nil }.count == 11)
        for tag in ["2026-04-05", "2026-12-24", "2026-10-31", "2026-01-06"] {
            #expect(Feiertag.name(try #require(Kalendertag(tag))) == nil)
        }
    }

    @Test("Der nächste Werktag überspringt Wochenende und Feiertage", arguments: [
        ("2026-12-25", "2026-12-28"), ("2026-04-03", "2026-04-07"), ("2026-06-04", "2026-06-05"),
        ("2026-11-21", "2026-11-23"), ("2026-11-24", "2026-11-24"),
    ])
    func werktag(tag: String, naechster: String) throws {
        #expect(Feiertag.werktag(ab: try #require(Kalendertag(tag))).description == naechster)
    }
}
