import Grundwerte
import Testing
@testable import Leistungsrecht

@Suite("§ 3 Abs. 5 AsylbLG: anteilige Leistung, der Monat hat 30 Tage")
struct AnteiligTests {
    @Test("Ein Anteil ist Betrag mal Tage durch 30, kaufmännisch gerundet", arguments: [
        (455 as Geld, 17, Geld(cent: 25_783)), (455, 0, 0), (455, 1, Geld(cent: 1_517)),
        (455, 29, Geld(cent: 43_983)), (455, 30, 455), (309, 15, Geld(cent: 15_450)),
    ])
    func anteil(betrag: Geld, tage: Int, erwartet: Geld) {
        #expect(AsylbLG.anteilig(betrag, tage: tage, rundung: .kaufmaennisch) == erwartet)
    }

    @Test("Nach Kalendertagen: voller Monat 30, sonst jeder Tag", arguments: [
        ([(1, 28)], 28, [30]), ([(1, 14), (15, 28)], 28, [14, 16]), ([(16, 28)], 28, [13]),
        ([(1, 29)], 29, [30]), ([(1, 30)], 30, [30]), ([(1, 15), (16, 30)], 30, [15, 15]),
        ([(1, 31)], 31, [30]), ([(1, 15), (16, 31)], 31, [15, 15]), ([(2, 31)], 31, [30]),
        ([(1, 30), (31, 31)], 31, [30, 0]), ([(31, 31)], 31, [1]), ([(16, 31)], 31, [16]),
    ] as [([(Int, Int)], Int, [Int])])
    func kalendertage(spannen: [(Int, Int)], monatstage: Int, tage: [Int]) {
        #expect(AsylbLG.dreissigstel(
            spannen.map { Tagesspanne(von: $0.0, bis: $0.1) }, monatstage: monatstage,
            zaehlung: .kalendertage) == tage)
    }

    @Test("Mit 30 Tagen je Monat: ohne den 31., der letzte Februartag füllt auf", arguments: [
        ([(1, 28)], 28, [30]), ([(1, 14), (15, 28)], 28, [14, 16]), ([(16, 28)], 28, [15]),
        ([(1, 27)], 28, [27]), ([(1, 31)], 31, [30]), ([(31, 31)], 31, [0]), ([(30, 31)], 31, [1]),
        ([(16, 31)], 31, [15]),
    ] as [([(Int, Int)], Int, [Int])])
    func dreissigTage(spannen: [(Int, Int)], monatstage: Int, tage: [Int]) {
        #expect(AsylbLG.dreissigstel(
            spannen.map { Tagesspanne(von: $0.0, bis: $0.1) }, monatstage: monatstage,
            zaehlung: .dreissigTage) == tage)
    }

    @Test("Ein in zwei Abschnitte geteilter Monat ergibt den ganzen", arguments: [
        Monat(2026, 2), Monat(2024, 2), Monat(2026, 4), Monat(2026, 5),
    ])
    func teilung(monat: Monat) {
        for zaehlung in Schalter.Tageszaehlung.allCases {
            for rundung in Rundung.allCases {
                for ende in 1..<monat.tage {
                    let tage = AsylbLG.dreissigstel(
                        [Tagesspanne(von: 1, bis: ende),
                         Tagesspanne(von: ende + 1, bis: monat.tage)],
                        monatstage: monat.tage, zaehlung: zaehlung)
                    let erster = AsylbLG.anteilig(455, tage: tage[0], rundung: rundung)
                    let zweiter = AsylbLG.anteilig(
                        455, tage: tage[1], vorher: tage[0], rundung: rundung)
                    #expect(erster + zweiter == 455)
                    #expect(!erster.istNegativ && !zweiter.istNegativ)
                }
            }
        }
    }
}

@Suite("§ 3 Abs. 3 AsylbLG: Unterkunft, Heizung und Haushaltsenergie")
struct UnterkunftTests {
    @Test("Kopfteile verteilen jeden Cent, der kleinste Rest zuletzt", arguments: [
        (Geld(cent: 100), 3, [34, 33, 33]), (Geld(cent: 101), 3, [34, 34, 33]),
        (Geld(cent: 2), 3, [1, 1, 0]),
    ] as [(Geld, Int, [Int64])])
    func kopfteile(betrag: Geld, koepfe: Int, cent: [Int64]) {
        #expect(betrag.verteilt(nach: Array(repeating: 1, count: koepfe)).map(\.cent) == cent)
    }

    @Test("Ohne Unterkunft an einem Tag mit Anspruch wird nicht gerechnet")
    func fehlt() {
        var lage = Haushaltslage.beispiel([.beispiel("a", geboren: "1990-01-01")])
        lage.unterkuenfte[0].zeitraum = zeit("2026-11-03")
        let fehler = #expect(throws: Lagefehler.self) {
            try Monatsberechnung.berechnen(lage, nach: .amtlich)
        }
        #expect(fehler?.description.contains("01.11.2026") == true)
    }

    @Test("Mehr Einkommen kürzt zuerst das Geld, dann die Miete an den Vermieter", arguments: [
        (0 as Geld, 500 as Geld, 455 as Geld), (455, 500, 0), (555, 400, 0), (955, 0, 0),
    ])
    func reihenfolge(rente: Geld, vermieter: Geld, bar: Geld) throws {
        let lage = Haushaltslage.beispiel(
            [.beispiel("a", geboren: "1990-01-01", einkommen: [
                .init(art: .rente, betrag: rente, zeitraum: seitJeher)])],
            kosten: [.init(.unterkunft, 500, form: .direktzahlung, empfaenger: .dritter("v"))])
        let ergebnis = try Monatsberechnung.berechnen(lage, nach: .amtlich)
        func summe(_ form: Leistungsform) -> Geld {
            ergebnis.auszahlungen.filter { $0.form == form }.map(\.betrag).summe()
        }
        #expect(summe(.direktzahlung) == vermieter)
        #expect(summe(.geld) == bar)
        ergebnis.pruefeInvarianten()
    }

    @Test("Jede erwachsene Person erhält auf Wunsch ihren Anteil auf die eigene Karte")
    func eigeneKarten() throws {
        var a = Haushaltslage.Person.beispiel("a", geboren: "1990-01-01")
        var b = Haushaltslage.Person.beispiel("b", geboren: "1991-01-01", .partner)
        a.auszahlung = .init(notwendigerBedarf: .bezahlkarte)
        b.auszahlung = .init(notwendigerBedarf: .bezahlkarte, persoenlicherBedarf: .bezahlkarte)
        let ergebnis = try Monatsberechnung.berechnen(.beispiel([a, b]), nach: .amtlich)
        #expect(ergebnis.auszahlungen
            .map { "\($0.form) \($0.empfaenger?.person ?? "") \($0.betrag)" }
            == ["bezahlkarte a 227,00 €", "bezahlkarte b 409,00 €", "geld a 182,00 €"])
    }
}
