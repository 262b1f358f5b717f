import Foundation
import Grundwerte
@testable import Kreis
import Testing

private func tag(_ text: String) throws -> Kalendertag { try #require(Kalendertag(text)) }

@Suite("Banktage und Zahlläufe (B-5.2)")
struct ZahllaufkalenderTests {
    @Test("Ostersonntag", arguments: [
        (1818, "1818-03-22"), (1943, "1943-04-25"), (1954, "1954-04-18"), (1981, "1981-04-19"),
        (2000, "2000-04-23"), (2026, "2026-04-05"), (2027, "2027-03-28"), (2028, "2028-04-16"),
        (2038, "2038-04-25"),
    ])
    func ostern(jahr: Int, sonntag: String) throws {
        #expect(try Kalendertag.ostersonntag(jahr) == tag(sonntag))
    }

    @Test("An Werktagen geschlossen ist TARGET nur an diesen Tagen", arguments: [
        (2026, ["01-01", "04-03", "04-06", "05-01", "12-25"]),
        (2027, ["01-01", "03-26", "03-29"]),
        (2028, ["04-14", "04-17", "05-01", "12-25", "12-26"]),
    ])
    func schliesstage(jahr: Int, erwartet: [String]) throws {
        let erster = Monat(jahr, 1).ersterTag
        let geschlossen = (0..<366).map { erster.plus(tage: $0) }
            .filter { $0.jahr == jahr && $0.wochentag <= 5 && !Bankkalender.istBanktag($0) }
        #expect(try geschlossen == erwartet.map { try tag("\(jahr)-\($0)") })
    }

    @Test("Deutsche Feiertage sind Banktage", arguments: ["2028-10-03", "2026-06-04", "2027-11-01"])
    func deutscheFeiertage(text: String) throws {
        #expect(try Bankkalender.istBanktag(tag(text)))
    }

    @Test("Der Banktag vor und nach Weihnachten und Ostern")
    func nachbarn() throws {
        #expect(try Bankkalender.naechsterBanktag(nach: tag("2026-12-24")) == tag("2026-12-28"))
        #expect(try Bankkalender.naechsterBanktag(nach: tag("2026-12-31")) == tag("2027-01-04"))
        #expect(try Bankkalender.vorigerBanktag(vor: tag("2027-03-30")) == tag("2027-03-25"))
        #expect(try Bankkalender.gutschrift(ausfuehrung: tag("2028-12-22")) == tag("2028-12-27"))
    }

    @Test("Weihnachten 2026: Die Freitagsläufe rücken auf Donnerstag", arguments: [
        ("2026-12-21", 52, ["2026-12-22", "2026-12-24"]),
        ("2026-12-28", 53, ["2026-12-29", "2026-12-31"]),
        ("2027-01-04", 1, ["2027-01-05", "2027-01-08"]),
    ])
    func weihnachten(montag: String, nummer: Int, laeufe: [String]) throws {
        let woche = try kalender().woche(mit: try tag(montag))
        #expect(woche.nummer == nummer)
        #expect(try woche.laeufe.map(\.tag) == laeufe.map(tag))
        #expect(woche.warnung == nil)
    }

    @Test("Die Woche zeigt den verlegten Lauf und den Namen des Feiertags")
    func wochenbild() throws {
        let woche = try kalender().woche(mit: try tag("2026-12-25"))
        #expect(woche.tage.count == 5)
        #expect(woche.tage[3].lauf?.istVerlegt == true)
        #expect(try woche.tage[3].lauf?.regeltag == tag("2026-12-25"))
        #expect(woche.tage[4].lauf == nil)
        #expect(woche.tage[4].geschlossen == "1. Weihnachtstag")
        #expect(woche.tage[1].lauf?.istVerlegt == false)
    }

    @Test("""
        Ist auch der Montag geschlossen, weicht der Lauf in seiner Woche nach hinten aus: \
        es bleiben zwei
        """)
    func nachHinten() throws {
        let woche = try kalender().woche(mit: try tag("2028-12-26"))
        #expect(try woche.laeufe.map(\.tag) == [tag("2028-12-27"), tag("2028-12-29")])
        #expect(woche.warnung == nil)
    }

    @Test("""
        Nie fallen zwei Läufe auf einen Tag, und keine Woche der Jahre 2026 bis \
        2028 hat weniger als zwei
        """)
    func immerZwei() throws {
        for woche in try kalender().wochen(ab: try tag("2026-01-05"), anzahl: 155) {
            #expect(Set(woche.laeufe.map(\.tag)).count == 2, "\(woche.nummer)/\(woche.jahr)")
            #expect(woche.laeufe.allSatisfy { Bankkalender.istBanktag($0.tag) })
        }
    }

    @Test("Schließt die Kasse zwischen den Jahren, wird Wochen vorher gewarnt")
    func warnung() throws {
        let zu = try ["2026-12-28", "2026-12-29", "2026-12-30", "2026-12-24"].map(tag)
        let kalender = try kalender(schliesstage: Dictionary(uniqueKeysWithValues: zu.map { ($0,
            "Betriebsferien") }))
        let warnungen = kalender.warnungen(ab: try tag("2026-11-23"))
        #expect(warnungen == [.init(jahr: 2026, woche: 53, laeufe: 1)])
        #expect(warnungen[0].satz.contains("Kalenderwoche 53/2026 ist nur ein Zahllauf möglich"))
        #expect(kalender.warnungen(ab: try tag("2026-11-02"), wochen: 4).isEmpty)
        #expect(try kalender.woche(mit: tag("2026-12-29")).tage[1].geschlossen
            == "Kasse geschlossen: Betriebsferien")
    }

    @Test("Der späteste Lauf liegt einen Banktag vor der Fälligkeit", arguments: [
        ("2026-12-01", "2026-11-27"),  // Dienstag: Der Lauf desselben Tages käme zu spät.
        ("2026-12-02", "2026-12-01"),
        ("2026-11-28", "2026-11-24"),  // Samstag: Freitag käme erst am Montag an.
        ("2026-12-26", "2026-12-22"),  // Heiligabend ausgeführt wäre am 28. da.
        ("2027-01-01", "2026-12-29"),
        ("2027-04-01", "2027-03-30"),
        ("2027-03-30", "2027-03-25"),  // Karfreitag verlegt auf Gründonnerstag, Gutschrift am 30.
        ("2028-12-27", "2028-12-22"),
    ])
    func spaetesterLauf(faellig: String, lauf: String) throws {
        #expect(try kalender().spaetesterLauf(faellig: tag(faellig))?.tag == tag(lauf))
    }

    @Test("Ein Lauf nimmt auf, was der nächste zu spät brächte, und nur das")
    func grenze() throws {
        let kalender = try kalender()
        #expect(try kalender.faelligBis(lauf: tag("2026-11-24")) == tag("2026-11-29"))
        for versatz in 0..<400 {
            let faellig = try tag("2026-11-24").plus(tage: versatz)
            let lauf = try #require(kalender.spaetesterLauf(faellig: faellig))
            #expect(lauf.gutschrift <= faellig)
            let grenze = try #require(kalender.faelligBis(lauf: lauf.tag))
            #expect(grenze >= faellig)
            let naechster = try #require(kalender.naechsterLauf(ab: lauf.tag.plus(tage: 1)))
            #expect(naechster.gutschrift > faellig)
        }
    }

    @Test("Nach Annahmeschluss Angeordnetes kommt in den nächsten Lauf, nach Berliner Zeit",
          arguments: [
        ("2026-11-24T07:30:59Z", "2026-11-24"), ("2026-11-24T07:31:00Z", "2026-11-27"),
        ("2026-11-23T23:30:00Z", "2026-11-24"), ("2026-11-21T10:00:00Z", "2026-11-24"),
    ])
    func annahmeschluss(zeitpunkt: String, lauf: String) throws {
        let wann = try Date(zeitpunkt, strategy: .iso8601)
        #expect(try kalender().naechsterLauf(angeordnet: wann)?.tag == tag(lauf))
    }

    @Test("Eine neue Regel gilt ab ihrem Montag, mit ihrem Vorlauf; unerlaubte gibt es nicht")
    func regel() throws {
        let schluss = try #require(Uhrzeit("09:00"))
        let neu = try #require(Zahllaufregel(
            gueltigAb: tag("2026-12-07"), wochentage: [4, 1], vorlaufBanktage: 2,
            annahmeschluss: schluss, grund: "Probe"))
        let kalender = Zahllaufkalender(regeln: [neu, try vereinbart()])
        #expect(try kalender.woche(mit: tag("2026-12-04")).laeufe.map(\.tag)
            == [tag("2026-12-01"), tag("2026-12-04")])
        let woche = try kalender.woche(mit: tag("2026-12-10"))
        #expect(try woche.laeufe.map(\.tag) == [tag("2026-12-07"), tag("2026-12-10")])
        #expect(try woche.laeufe.map(\.gutschrift) == [tag("2026-12-09"), tag("2026-12-14")])
        for tage in [[6, 1], [1], [2, 2], []] {
            #expect(try Zahllaufregel(gueltigAb: tag("2026-12-07"), wochentage: tage,
                                      annahmeschluss: schluss,
                                      grund: "Probe") == nil)
        }
        #expect(try Zahllaufregel(gueltigAb: tag("2026-12-08"), wochentage: [1, 4],
                                  annahmeschluss: schluss,
                                  grund: "Probe") == nil)
    }

    private func vereinbart() throws -> Zahllaufregel {
        let schluss = try #require(Uhrzeit("08:30"))
        return try #require(Zahllaufregel(gueltigAb: tag("2020-01-06"), wochentage: [5, 2],
                                          annahmeschluss: schluss, grund: "Vereinbarung"))
    }

    private func kalender(schliesstage: [Kalendertag: String] = [:]) throws -> Zahllaufkalender {
        Zahllaufkalender(regeln: [try vereinbart()], schliesstage: schliesstage)
    }
}
