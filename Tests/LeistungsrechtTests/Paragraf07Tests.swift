import Grundwerte
import Testing
@testable import Leistungsrecht

@Suite("§ 7 AsylbLG: Einkommen und Vermögen")
struct EinkommenTests {
    @Test("Ein Viertel bleibt frei, höchstens die halbe Bedarfsstufe 1 (460 € / 2)", arguments: [
        (400 as Geld, 100 as Geld), (Geld(cent: 91_996), Geld(cent: 22_999)),
        (920, 230), (Geld(cent: 92_004), 230), (2_000, 230), (0, 0),
    ] as [(Geld, Geld)])
    func erwerbsfreibetrag(einkommen: Geld, frei: Geld) throws {
        let schritt = try AsylbLG.erwerbsfreibetrag(
            von: einkommen, stufe: .eins, im: Monat(2024, 1), nach: .amtlich)
        #expect(schritt.betrag == frei)
    }

    @Test("Der Deckel 2026 ist die Hälfte beider Teile der Stufe", arguments: zip(
        Bedarfsstufe.allCases, [22_750, 20_450, 18_250, 20_250, 16_850, 15_450] as [Int64]))
    func deckel(stufe: Bedarfsstufe, cent: Int64) throws {
        let schritt = try AsylbLG.erwerbsfreibetrag(
            von: 5_000, stufe: stufe, im: Monat(2026, 7), nach: .amtlich)
        #expect(schritt.betrag == Geld(cent: cent))
    }

    @Test("Der Schalter wählt, wovon die 25 % gerechnet werden", arguments: [
        (Schalter.Freibetragsbasis.brutto, Geld(cent: 10_000)), (.bereinigt, Geld(cent: 7_500)),
    ] as [(Schalter.Freibetragsbasis, Geld)])
    func basis(basis: Schalter.Freibetragsbasis, frei: Geld) throws {
        let lage = Haushaltslage.beispiel(
            [.beispiel("a", geboren: "1990-01-01", einkommen: [lohn(400, abzug: 100)])],
            schalter: Schalter(freibetragsbasis: basis))
        let ergebnis = try Monatsberechnung.berechnen(lage, nach: .amtlich)
        #expect(ergebnis.personen[0].anzurechnendesEinkommen == 300 - frei)
    }

    @Test("Abzüge und Freibetrag mindern den Lohn höchstens bis null")
    func hoechstensNull() throws {
        let lage = Haushaltslage.beispiel(
            [.beispiel("a", geboren: "1990-01-01", einkommen: [lohn(100, abzug: 90)])])
        let ergebnis = try Monatsberechnung.berechnen(lage, nach: .amtlich)
        #expect(ergebnis.leistung == 455)
        #expect(ergebnis.schritte.map(\.betrag) == [455, -100, 90, 10])
    }

    @Test("Einkommen zählt in dem Monat, in dem es zufließt", arguments: [
        ("2026-11-20", "2026-11-20", nil, true), ("2026-12-01", "2026-12-01", nil, false),
        ("2026-10-31", "2026-10-31", nil, false), ("2026-11-01", "2026-11-29", nil, false),
        ("2026-11-01", "2026-11-29", 29, true), ("2026-11-01", "2026-11-30", nil, true),
        ("2026-11-20", nil, 19, false), ("2026-11-20", nil, 20, true),
        ("2026-01-31", nil, 31, true),
    ] as [(String, String?, Int?, Bool)])
    func zufluss(von: String, bis: String?, zahltag: Int?, zaehlt: Bool) throws {
        let rente = Haushaltslage.Einkommen(
            art: .rente, betrag: 100, zeitraum: zeit(von, bis), zahltag: zahltag)
        let ergebnis = try Monatsberechnung.berechnen(
            .beispiel([.beispiel("a", geboren: "1990-01-01", einkommen: [rente])]), nach: .amtlich)
        #expect(ergebnis.leistung == (zaehlt ? 355 : 455))
    }

    @Test("Was vor dem Einzug zufließt, zählt nicht", arguments: [(15, false), (16, true)])
    func vorEinzug(zahltag: Int, zaehlt: Bool) throws {
        let person = Haushaltslage.Person.beispiel(
            "a", geboren: "1990-01-01", imHaushalt: [zeit("2026-11-16")],
            einkommen: [.init(art: .rente, betrag: 100, zeitraum: seitJeher, zahltag: zahltag)])
        let ergebnis = try Monatsberechnung.berechnen(.beispiel([person]), nach: .amtlich)
        #expect(ergebnis.leistung == Geld(cent: zaehlt ? 12_750 : 22_750))
    }

    @Test("Alle Arten des § 7 Abs. 2 bleiben ganz frei", arguments: Einkommensart.allCases)
    func freieArten(art: Einkommensart) throws {
        let lage = Haushaltslage.beispiel([.beispiel("a", geboren: "1990-01-01", einkommen: [
            .init(art: art, betrag: 300, zeitraum: seitJeher)])])
        let leistung = try Monatsberechnung.berechnen(lage, nach: .amtlich).leistung
        switch art.behandlung {
        case .frei: #expect(leistung == 455)
        case .ungekuerzt, .dritter: #expect(leistung == 155)
        case .erwerb: #expect(leistung == 230)
        case .ehrenamt: #expect(leistung == 430)
        }
    }

    @Test("Vermögen bis 200 € je Person der Familie bleibt frei", arguments: [
        (199 as Geld, 818 as Geld), (400, 818), (Geld(cent: 40_001), Geld(cent: 81_799)),
        (1_218, 0), (50_000, 0),
    ] as [(Geld, Geld)])
    func vermoegen(betrag: Geld, leistung: Geld) throws {
        let lage = Haushaltslage.beispiel([
            .beispiel("a", geboren: "1990-01-01",
                      vermoegen: [.init(betrag: betrag, zeitraum: seitJeher)]),
            .beispiel("b", geboren: "1990-01-01", .partner),
        ])
        let ergebnis = try Monatsberechnung.berechnen(lage, nach: .amtlich)
        #expect(ergebnis.leistung == leistung)
        ergebnis.pruefeInvarianten()
    }

    @Test("Weitere Erwachsene stehen für sich: ihr Einkommen mindert fremde Leistung nicht")
    func weitereErwachsene() throws {
        let lage = Haushaltslage.beispiel([
            .beispiel("a", geboren: "1990-01-01"),
            .beispiel("onkel", geboren: "1970-01-01", .sonstigeErwachsene,
                      einkommen: [lohn(3_000)]),
        ])
        let ergebnis = try Monatsberechnung.berechnen(lage, nach: .amtlich)
        #expect(ergebnis.personen.map(\.leistung) == [455, 0])
    }

    @Test("Nicht berechtigte Angehörige mit Einkommen brauchen einen eigenen Bedarf")
    func bedarfAusserhalb() {
        var gatte = Haushaltslage.Person.beispiel(
            "gatte", geboren: "1990-01-01", einkommen: [lohn(3_000)])
        gatte.anspruch = []
        let lage = Haushaltslage.beispiel([.beispiel("a", geboren: "1990-01-01", .partner), gatte])
        let fehler = #expect(throws: Lagefehler.self) {
            try Monatsberechnung.berechnen(lage, nach: .amtlich)
        }
        #expect(fehler?.feld == "personen[1].bedarf_ausserhalb")
    }

    private func lohn(_ betrag: Geld, abzug: Geld = 0) -> Haushaltslage.Einkommen {
        .init(art: .erwerbstaetigkeit, betrag: betrag, zeitraum: seitJeher,
              abzuege: abzug == 0 ? [] : [.init(.notwendigeAusgaben, abzug)])
    }
}

@Suite("§ 16 AsylbLG: Sofortzuschlag")
struct SofortzuschlagTests {
    @Test("20 € ab Juli 2022, 25 € ab Januar 2025", arguments: [
        (Monat(2022, 6), 0 as Geld), (Monat(2022, 7), 20), (Monat(2024, 12), 20),
        (Monat(2025, 1), 25), (Monat(2026, 12), 25),
    ] as [(Monat, Geld)])
    func betrag(monat: Monat, betrag: Geld) throws {
        let lage = Haushaltslage.beispiel([
            .beispiel("m", geboren: "1980-01-01"), .beispiel("k", geboren: "2015-01-01", .kind),
        ], im: monat)
        let ergebnis = try Monatsberechnung.berechnen(lage, nach: .amtlich)
        #expect(ergebnis.schritte.filter { $0.norm == "§ 16" }.map(\.betrag).summe() == betrag)
    }

    @Test("Bis zum Tag vor dem 25. Geburtstag, in der Wohnung der Eltern", arguments: [
        ("2001-11-01", 0 as Geld), ("2001-11-02", Geld(cent: 83)),
        ("2001-11-16", Geld(cent: 1_250)), ("2001-12-01", 25),
    ] as [(String, Geld)])
    func jungeErwachsene(geboren: String, betrag: Geld) throws {
        let lage = Haushaltslage.beispiel([
            .beispiel("m", geboren: "1980-01-01"), .beispiel("k", geboren: geboren, .kind),
        ])
        let ergebnis = try Monatsberechnung.berechnen(lage, nach: .amtlich)
        let zuschlag = ergebnis.schritte.filter { $0.norm.hasPrefix("§ 16") }
        #expect(zuschlag.map(\.betrag).summe() == betrag)
    }
}
