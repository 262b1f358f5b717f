import Grundwerte
import Testing
@testable import Leistungsrecht

@Suite("§ 1 AsylbLG: Gründe, Ende, Überbrückung")
struct LeistungsberechtigteTests {
    @Test("Die Liste der Gründe gilt zum Tag: Nr. 8 erst ab Juni 2022", arguments: [
        ("2022-05-31", false), ("2022-06-01", true),
    ])
    func auswahl(am: String, mitNr8: Bool) {
        #expect(Personenkreis.auswahl(am: tag(am)).contains(.nr8) == mitNr8)
        #expect(Personenkreis.auswahl(am: tag(am)).contains(.nr1))
    }

    @Test("Die Berechtigung endet mit dem Monat, in dem der Grund entfällt, oder mit der Ausreise",
          arguments: [
        (AsylbLG.Wegfall.grundEntfallen(tag("2026-11-02")), "2026-11-30", "Abs. 3 Satz 1 Nr. 2"),
        (.grundEntfallen(tag("2026-11-30")), "2026-11-30", "Abs. 3 Satz 1 Nr. 2"),
        (.ausreise(tag("2026-11-02")), "2026-11-02", "Abs. 3 Satz 1 Nr. 1"),
        (.elternteil(tag("2026-02-10")), "2026-02-28", "Abs. 3 Satz 2"),
        (.fiktionsbescheinigung(tag("2022-06-15")), "2022-06-30", "Abs. 3a"),
        (.andererTitel(tag("2026-11-16"), monate: 7), "2026-11-15", "Abs. 2"),
        (.andererTitel(tag("2026-11-16"), monate: 6), nil, "Abs. 2"),
    ] as [(AsylbLG.Wegfall, String?, String)])
    func ende(wegfall: AsylbLG.Wegfall, bis: String?, norm: String) {
        let ende = AsylbLG.ende(nach: wegfall)
        #expect(ende.wert == bis.map(tag))
        #expect(ende.norm == "§ 1 \(norm) AsylbLG")
        #expect(ende.begruendung.hasSuffix("."))
    }

    @Test("Überbrückungsleistungen: 14 Tage, nur Nr. 5, einmal in zwei Jahren, länger im Härtefall",
          arguments: [
        ("2026-11-03", "2026-11-16", Personenkreis.nr5, nil, false, true),
        ("2026-11-03", "2026-11-17", .nr5, nil, false, false),
        ("2026-11-03", nil, .nr5, nil, false, false),
        ("2026-11-03", "2026-12-31", .nr5, nil, true, true),
        ("2026-11-03", "2026-11-16", .nr4, nil, false, false),
        ("2026-11-03", "2026-11-16", .nr5, "2024-11-04", false, false),
        ("2026-11-03", "2026-11-16", .nr5, "2024-11-03", false, true),
    ] as [(String, String?, Personenkreis, String?, Bool, Bool)])
    func ueberbrueckung(
        von: String, bis: String?, kreis: Personenkreis, frueher: String?, haerte: Bool, geht: Bool
    ) {
        let entscheidung = AsylbLG.ueberbrueckung(
            zeit(von, bis), personenkreis: kreis, frueher: frueher.map { [zeit($0, $0)] } ?? [],
            haertefall: haerte)
        #expect(entscheidung.wert == geht)
    }
}

@Suite("§ 1a AsylbLG: Anspruchseinschränkung")
struct EinschraenkungTests {
    @Test("Jeder Absatz gilt für seine Personenkreise", arguments: [
        (Einschraenkungsabsatz.absatz1, "5"), (.absatz2, "4 5 6"), (.absatz3, "4 5 6"),
        (.absatz4, "1 1a 5"), (.absatz5, "1 1a 7"), (.absatz6, "1 1a 2 3a 3b 3c 4 5 6 7 8"),
        (.absatz7, "1 1a 2 3a 3b 3c 4 5 6 7 8"),
    ])
    func personenkreise(absatz: Einschraenkungsabsatz, nummern: String) {
        let erlaubt = Personenkreis.allCases.filter {
            AsylbLG.einschraenkung(absatz, personenkreis: $0, alter: 30,
                                   zeitraum: zeit("2026-11-01", "2026-11-30")).wert
        }
        #expect(erlaubt.map { String($0.rawValue.dropFirst(3)) }.joined(separator: " ") == nummern)
    }

    @Test("Sechs Monate, nach Abs. 7 einer; Abs. 6 erst ab 18", arguments: [
        (Einschraenkungsabsatz.absatz3, "2026-08-15", "2027-02-14", 30, true),
        (.absatz3, "2026-08-15", "2027-02-15", 30, false), (.absatz3, "2026-08-15", nil, 30, false),
        (.absatz7, "2026-08-15", "2026-09-14", 30, true),
        (.absatz7, "2026-08-15", "2026-09-15", 30, false),
        (.absatz6, "2026-08-15", "2026-09-15", 18, true),
        (.absatz6, "2026-08-15", "2026-09-15", 17, false),
    ] as [(Einschraenkungsabsatz, String, String?, Int, Bool)])
    func frist(absatz: Einschraenkungsabsatz, von: String, bis: String?, alter: Int, geht: Bool) {
        let entscheidung = AsylbLG.einschraenkung(
            absatz, personenkreis: .nr5, alter: alter, zeitraum: zeit(von, bis))
        #expect(entscheidung.wert == geht)
        #expect(entscheidung.begruendung.contains("§ 11 Abs. 4") == geht)
    }

    @Test("Bei fortbestehendem Grund schließen sechs Monate an, nicht nach Abs. 7")
    func fortsetzung() {
        #expect(AsylbLG.fortsetzung(.absatz3, nach: tag("2027-02-14"))
            == zeit("2027-02-15", "2027-08-14"))
        #expect(AsylbLG.fortsetzung(.absatz7, nach: tag("2027-02-14")) == nil)
    }

    @Test("Die Tafel folgt aus den EVS-Abteilungen und dem Bedarfssatz und nennt sich Praxis",
          arguments: 2022...2026)
    func tafel(jahr: Int) throws {
        let am = Monat(jahr, 7).ersterTag
        let tafel = try Parameter.amtlich.einschraenkung.stand(am: am)
        #expect(tafel.fundstelle.contains("Praxis, kein Gesetz"))
        let saetze = try Parameter.amtlich.bedarfssaetze.stand(am: am)
        for stufe in Bedarfsstufe.allCases {
            let gesamt = saetze.wert[stufe].gesamt
            func anteil(_ cent: Int) -> Geld {
                gesamt.anteil(cent * 446, von: 43_496 * 364, rundung: .kaufmaennisch)
            }
            #expect(tafel.wert[stufe].ernaehrung == anteil(15_093))
            #expect(tafel.wert[stufe].gesundheitspflege == anteil(1_660))
            #expect(tafel.wert[stufe].koerperpflege == anteil(3_471))
            #expect(tafel.wert[stufe].gesamt < gesamt)
        }
    }

    @Test("In der bestimmten Form statt als Sachleistung")
    func form() throws {
        var person = Haushaltslage.Person.beispiel("a", geboren: "1990-01-01")
        person.anspruch = [.init(
            .anspruchseinschraenkung, zeit("2026-11-01", "2026-11-30"), personenkreis: .nr5,
            einschraenkung: .init(.absatz1, form: .bezahlkarte))]
        let ergebnis = try Monatsberechnung.berechnen(.beispiel([person]), nach: .amtlich)
        #expect(ergebnis.auszahlungen.map(\.form) == [.bezahlkarte])
        #expect(ergebnis.personen[0].grundlage == .anspruchseinschraenkung)
    }

    @Test("Der eingeschränkte Elternteil zieht das Kind nicht mit")
    func kindBleibt() throws {
        var person = Haushaltslage.Person.beispiel("a", geboren: "1990-01-01")
        person.anspruch = [.init(
            .anspruchseinschraenkung, zeit("2026-11-01", "2026-11-30"), personenkreis: .nr5,
            einschraenkung: .init(.absatz1))]
        let ergebnis = try Monatsberechnung.berechnen(
            .beispiel([person, .beispiel("k", geboren: "2015-01-01", .kind)]), nach: .amtlich)
        #expect(ergebnis.personen[1].leistung == 362)
    }
}
