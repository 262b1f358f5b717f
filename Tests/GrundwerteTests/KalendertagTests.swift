import Foundation
import Grundwerte
import Testing

@Suite("Kalendertag und Monat: reine Tagesrechnung")
struct KalendertagTests {
    @Test("Jeder Tag von 1900 bis 2100 kommt unverändert zurück und folgt auf den vorigen")
    func rundreise() throws {
        var tag = try #require(Kalendertag(1900, 1, 1))
        let ende = try #require(Kalendertag(2100, 12, 31))
        var wochentag = 1
        while tag <= ende {
            let (jahr, monat, nummer) = tag.teile
            #expect(Kalendertag(jahr, monat, nummer) == tag)
            #expect(tag.wochentag == wochentag)
            wochentag = wochentag % 7 + 1
            tag = tag.plus(tage: 1)
        }
    }

    @Test(
        "Tage, die es nicht gibt, entstehen nicht",
        arguments: [
            (2026, 2, 29), (2026, 4, 31), (2026, 13, 1), (2026, 0, 1), (2026, 1, 0), (2100, 2, 29),
            (0, 1, 1)
        ])
    func gibtEsNicht(jahr: Int, monat: Int, tag: Int) {
        #expect(Kalendertag(jahr, monat, tag) == nil)
    }

    @Test("PostgreSQL zählt vom selben Tag an")
    func nullpunkt() {
        #expect(Kalendertag(tageSeit2000: 0).description == "2000-01-01")
        #expect(Kalendertag("2024-02-29")?.tageSeit2000 == 8825)
    }

    static let heute = Kalendertag(2026, 11, 24)!

    @Test(
        "Kurzformen, die man schnell tippt",
        arguments: [
            ("24.11.2026", "2026-11-24"), ("1.3.26", "2026-03-01"), ("1.3.", "2026-03-01"),
            ("1.3", "2026-03-01"),
            ("24112026", "2026-11-24"), ("241126", "2026-11-24"), ("2026-11-24", "2026-11-24"),
            ("heute", "2026-11-24"),
            ("Morgen", "2026-11-25"), ("gestern", "2026-11-23"), ("+14", "2026-12-08"),
            ("-3", "2026-11-21"),
            ("+1m", "2026-12-24"), ("+2w", "2026-12-08"), ("+1j", "2027-11-24"),
            ("07.03.90", "1990-03-07"),
            ("07.03.36", "2036-03-07"), ("07.03.37", "1937-03-07")
        ])
    func eingabe(text: String, erwartet: String) {
        #expect(Kalendertag(eingabe: text, heute: Self.heute)?.description == erwartet)
    }

    @Test(
        "Was kein Tag ist, wird keiner",
        arguments: [
            "31.2.2026", "heuten", "1.13.2026", "", ".", "1..2", "+", "++1", "+99999", "٢٤.١١.٢٠٢٦",
            "24.11.126", "241", "2026-1-1"
        ])
    func keinTag(text: String) {
        #expect(Kalendertag(eingabe: text, heute: Self.heute) == nil)
    }

    @Test("Ein Zeitraum von einem Monat nennt ihn einmal")
    func monatszeitraum() {
        let november = Monat(2026, 11), dezember = Monat(2026, 12)
        #expect(dezember.deutsch(bis: dezember) == "Dezember 2026")
        #expect(november.deutsch(bis: dezember) == "November 2026 bis Dezember 2026")
    }

    @Test(
        "Der 31. Januar plus einen Monat ist der letzte Februar",
        arguments: [
            ("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"),
            ("2026-03-31", -1, "2026-02-28"),
            ("2023-09-24", 36, "2026-09-24"), ("2026-12-15", 1, "2027-01-15")
        ])
    func monate(von: String, monate: Int, nach: String) {
        #expect(Kalendertag(von)?.plus(monate: monate).description == nach)
    }

    @Test(
        "Ein Lebensjahr ist mit dem Tag vor dem Geburtstag vollendet; der Geburtstag zählt schon",
        arguments: [
            ("2020-11-16", "2026-11-15", 5), ("2020-11-16", "2026-11-16", 6),
            ("2008-02-29", "2026-02-28", 17),
            ("2008-02-29", "2026-03-01", 18)
        ])
    func alter(geboren: String, am: String, jahre: Int) throws {
        #expect(
            try #require(Kalendertag(am)).alter(geboren: #require(Kalendertag(geboren))) == jahre)
    }

    @Test(
        "Kalenderwochen nach ISO 8601",
        arguments: [
            ("2026-01-01", 2026, 1), ("2027-01-01", 2026, 53), ("2024-12-30", 2025, 1),
            ("2026-11-24", 2026, 48)
        ])
    func kalenderwoche(tag: String, jahr: Int, woche: Int) throws {
        let kw = try #require(Kalendertag(tag)).kalenderwoche
        #expect(kw.jahr == jahr && kw.woche == woche)
    }

    @Test(
        "In Berlin ist um halb eins schon der nächste Tag, auch in den Nächten der Umstellung",
        arguments: [
            ("2026-12-31T22:59:00Z", "2026-12-31"), ("2026-12-31T23:00:00Z", "2027-01-01"),
            ("2027-03-27T22:59:00Z", "2027-03-27"), ("2027-03-27T23:00:00Z", "2027-03-28"),
            ("2027-03-28T21:59:00Z", "2027-03-28"), ("2027-03-28T22:00:00Z", "2027-03-29"),
            ("2027-10-31T22:59:00Z", "2027-10-31"), ("2027-10-31T23:00:00Z", "2027-11-01")
        ])
    func berlin(zeitpunkt: String, tag: String) throws {
        let date = try #require(ISO8601DateFormatter().date(from: zeitpunkt))
        #expect(Uhr.berlinTag(date).description == tag)
    }

    @Test("Eine feste Uhr steht auf ihrem Tag")
    func festeUhr() {
        #expect(Uhr.fest(am: Self.heute).heute == Self.heute)
    }
}

@Suite("Zeitraum: beide Ränder gehören dazu")
struct ZeitraumTests {
    private func tag(_ text: String) throws -> Kalendertag { try #require(Kalendertag(text)) }

    @Test("Der Schnitt zweier Zeiträume")
    func schnitt() throws {
        let november = Monat(2026, 11).zeitraum
        let offen = try Zeitraum(von: tag("2026-11-16"))
        #expect(
            try november.schnitt(offen) == Zeitraum(von: tag("2026-11-16"), bis: tag("2026-11-30")))
        #expect(try november.schnitt(Zeitraum(von: tag("2026-12-01"))) == nil)
        #expect(november.tage == 30)
    }

    @Test("Ein Ende vor dem Beginn ist keiner")
    func verkehrt() throws {
        #expect(try Zeitraum(pruefe: tag("2026-11-02"), bis: tag("2026-11-01")) == nil)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(
                Zeitraum.self, from: Data(#"{"von":"2026-11-02","bis":"2026-11-01"}"#.utf8))
        }
    }
}
