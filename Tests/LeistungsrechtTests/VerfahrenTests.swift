import Grundwerte
import Leistungsrecht
import Testing

@Suite("§ 84 SGG, § 37 Abs. 2 SGB X: die Frist des Widerspruchs")
struct WiderspruchsfristTests {
    @Test("Bekannt gegeben und Ende der Frist", arguments: [
        // (abgesandt, Art, belehrt, bekannt gegeben, Ende)
        ("2026-11-24", Bekanntgabeart.post, true, "2026-11-28", "2026-12-28"),
        // Der vierte Tag ist ein Samstag: Die Vermutung verschiebt sich nicht.
        ("2026-11-03", .post, true, "2026-11-07", "2026-12-07"),
        // Bis Ende 2024 der dritte Tag, danach der vierte.
        ("2024-12-31", .post, true, "2025-01-03", "2025-02-03"),
        ("2025-01-02", .post, true, "2025-01-06", "2025-02-06"),
        ("2025-01-02", .elektronisch, true, "2025-01-06", "2025-02-06"),
        // 25. Dezember 2026 ist ein Freitag: Das Ende rückt über das Wochenende.
        ("2026-11-21", .post, true, "2026-11-25", "2026-12-28"),
        // Den 31. Februar gibt es nicht; der 28. ist ein Samstag.
        ("2026-01-31", .uebergabe, true, "2026-01-31", "2026-03-02"),
        // Fronleichnam, Allerheiligen am Montag, Tag der Einheit am Freitag, Karfreitag.
        ("2026-04-30", .post, true, "2026-05-04", "2026-06-05"),
        ("2027-09-27", .post, true, "2027-10-01", "2027-11-02"),
        ("2025-08-30", .post, true, "2025-09-03", "2025-10-06"),
        ("2026-03-03", .zustellung, true, "2026-03-03", "2026-04-07"),
        // Ohne Belehrung ein Jahr; der 7. November 2027 ist ein Sonntag.
        ("2026-11-03", .post, false, "2026-11-07", "2027-11-08"),
    ])
    func frist(abgesandt: String, art: Bekanntgabeart, belehrt: Bool, bekannt: String,
               ende: String) throws {
        let frist = Widerspruchsfrist(
            abgesandt: try #require(Kalendertag(abgesandt)), art: art, belehrt: belehrt)
        #expect(frist.bekanntgabe.description == bekannt)
        #expect(frist.ende.description == ende)
        #expect(frist.istGewahrt(eingang: frist.ende))
        #expect(!frist.istGewahrt(eingang: frist.ende.plus(tage: 1)))
    }

    @Test("Späterer Zugang verdrängt die Vermutung, früherer nicht")
    func zugang() throws {
        let ab = try #require(Kalendertag("2026-11-03"))
        func bekannt(_ tag: String) throws -> String {
            let zugang: Kalendertag = try #require(Kalendertag(tag))
            return Widerspruchsfrist(abgesandt: ab, art: .post, tatsaechlich: zugang, belehrt: true)
                .bekanntgabe.description
        }
        #expect(try bekannt("2026-11-12") == "2026-11-12")
        #expect(try bekannt("2026-11-05") == "2026-11-07")
    }

    @Test("Der Rechenweg nennt jeden Schritt mit seiner Norm")
    func rechenweg() throws {
        let frist = Widerspruchsfrist(abgesandt: try #require(Kalendertag("2026-11-21")),
                                      art: .post, belehrt: true)
        #expect(frist.rechenweg == [
            "Zur Post gegeben am 21.11.2026; gilt am vierten Tag danach als bekannt gegeben (§ 37 "
                + "Abs. 2 SGB X): "
                + "25.11.2026.",
            "Ein Monat danach (§ 84 Abs. 1 SGG): 25.12.2026.",
            "Das ist 1. Weihnachtstag; die Frist endet am nächsten Werktag (§ 64 Abs. 3 SGG): "
                + "28.12.2026.",
        ])
    }

    @Test("§ 11 Abs. 4 AsylbLG: Entzug und Einschränkung schiebt nichts auf, die Erstattung schon")
    func wirkung() {
        let ohne = AufschiebendeWirkung.Regelung.allCases.filter {
            AufschiebendeWirkung.entfaellt(bei: $0) != nil
        }
        #expect(ohne == [.entzug, .einschraenkung])
    }

    @Test("§ 44 SGB X mit § 9 Abs. 4 AsylbLG: ein Jahr, vom Beginn des Jahres an",
          arguments: ["2026-11-24", "2026-01-01"])
    func ueberpruefung(am tag: String) throws {
        let antrag = try #require(Kalendertag(tag))
        #expect(AsylbLG.nachzahlungAb(ueberpruefung: antrag).description == "2025-01-01")
    }
}

@Suite("§§ 45 bis 50 SGB X: Wann Gezahltes noch zurückzufordern ist")
struct AufhebungsgrundTests {
    private static let monat = Monat(2026, 5)

    @Test("Ein Jahr seit Kenntnis, nicht länger", arguments: [
        ("2025-11-24", true), ("2025-11-23", false), ("2026-11-24", true),
    ])
    func jahresfrist(kenntnis: String, geht: Bool) throws {
        let kenntnis = try #require(Kalendertag(kenntnis)),
        heute = try #require(Kalendertag("2026-11-24"))
        for grund in Aufhebungsgrund.allCases where grund.fordert {
            let ausschluss = grund.ausgeschlossen(monat: Self.monat, kenntnis: kenntnis,
                                                  entscheidung: heute)
            #expect((ausschluss == nil) == geht)
        }
    }

    @Test("Zehn Jahre, nur bei Täuschung länger")
    func zehnJahre() throws {
        let heute = try #require(Kalendertag("2026-11-24"))
        func geht(_ grund: Aufhebungsgrund, _ monat: Monat) -> Bool {
            grund.ausgeschlossen(monat: monat, kenntnis: heute, entscheidung: heute) == nil
        }
        #expect(geht(.falscheAngaben, Monat(2016, 12)))
        #expect(!geht(.falscheAngaben, Monat(2016, 11)))
        #expect(geht(.taeuschung, Monat(2016, 11)))
    }

    @Test("§ 50 Abs. 4: Die Erstattung verjährt vier Jahre nach dem Jahr der Unanfechtbarkeit")
    func verjaehrung() throws {
        let tag = erstattungVerjaehrt(unanfechtbarSeit: try #require(Kalendertag("2026-12-28")))
        #expect(tag.description == "2030-12-31")
    }

    @Test("Einbehalten wird höchstens ein Fünftel, vom Bedarf wie von der Auszahlung, abgerundet",
          arguments: [
        // In Cent: Bedarf, Auszahlung, Grenze.
        (45_500, 45_500, 9_100), (45_500, 15_500, 3_100), (45_500, 0, 0), (45_509, 100_000, 9_101),
    ])
    func grenze(bedarf: Int64, auszahlung: Int64, grenze: Int64) {
        let betrag = Aufrechnungsgrenze.betrag(im: Self.monat, bedarf: Geld(cent: bedarf),
                                               auszahlung: Geld(cent: auszahlung))
        #expect(betrag == Geld(cent: grenze))
    }
}
