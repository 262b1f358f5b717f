import Grundwerte
import Testing
@testable import Leistungsrecht

@Suite("§ 3 Abs. 4 und 5, §§ 4 bis 6b AsylbLG")
struct EinzelneLeistungenTests {
    @Test("Geld höchstens einen Monat im Voraus", arguments: [
        ("2026-10-31", false), ("2026-11-01", true), ("2026-12-15", true),
    ])
    func vorauszahlung(am: String, geht: Bool) {
        #expect(AsylbLG.vorauszahlung(fuer: Monat(2026, 12), am: tag(am)).wert == geht)
    }

    @Test("Schulbedarf nur im August und Februar, nach dem Kalenderjahr", arguments: [
        (Monat(2022, 8), 104 as Geld), (Monat(2023, 2), 58), (Monat(2026, 2), 65),
        (Monat(2026, 8), 130), (Monat(2026, 9), nil), (Monat(2026, 1), nil),
    ] as [(Monat, Geld?)])
    func schulbedarf(monat: Monat, betrag: Geld?) throws {
        #expect(try SGBXII.schulbedarf(im: monat, nach: .amtlich)?.betrag == betrag)
    }

    @Test("Teilhabe nur unter 18 Jahren", arguments: [
        ("2008-11-02", 15), ("2008-11-01", 0),
    ] as [(String, Geld)])
    func teilhabe(geboren: String, betrag: Geld) throws {
        var kind = Haushaltslage.Person.beispiel("k", geboren: geboren, .kind)
        kind.einzelleistungen = [.init(.teilhabe, seitJeher)]
        let ergebnis = try Monatsberechnung.berechnen(
            .beispiel([.beispiel("a", geboren: "1985-01-01"), kind]), nach: .amtlich)
        #expect(ergebnis.schritte.filter { $0.norm.contains("§ 34 Abs. 7") }
            .map(\.betrag).summe() == betrag)
    }

    @Test("Alle sieben Bedarfe der Bildung und Teilhabe nennen ihre Norm", arguments:
        Einzelleistungsart.allCases.filter(\.istBildung))
    func sieben(art: Einzelleistungsart) throws {
        var kind = Haushaltslage.Person.beispiel("k", geboren: "2015-01-01", .kind)
        kind.einzelleistungen = [.init(art, seitJeher, betrag: art.hatFestenBetrag ? nil : 20)]
        let ergebnis = try Monatsberechnung.berechnen(
            .beispiel([.beispiel("a", geboren: "1985-01-01"), kind], im: Monat(2026, 8)),
            nach: .amtlich)
        let schritt = try #require(ergebnis.schritte.last { $0.abschnitt == .bedarf })
        #expect(schritt.norm.hasPrefix("§ 3 Abs. 4, § 34 Abs. "))
        #expect(schritt.bezeichnung == art.bezeichnung)
        #expect(Einzelleistungsart.allCases.filter(\.istBildung).count == 7)
        ergebnis.pruefeInvarianten()
    }

    @Test("§ 5: 0,80 € je Stunde und nachgewiesene höhere Aufwendungen", arguments: [
        (4_800, 0 as Geld, 64 as Geld), (90, 0, Geld(cent: 120)), (60, 12, Geld(cent: 1_280)),
    ] as [(Int, Geld, Geld)])
    func arbeitsgelegenheit(minuten: Int, mehr: Geld, betrag: Geld) throws {
        let schritt = try AsylbLG.aufwandsentschaedigung(
            .init(monat: Monat(2026, 11), minuten: minuten, mehraufwand: mehr), nach: .amtlich)
        #expect(schritt.betrag == betrag)
    }

    @Test("§ 4: wer was bekommt", arguments: [
        (AsylbLG.Krankenhilfe.akut, Anspruchsgrundlage.grundleistung, false, true),
        (.zahnersatz, .grundleistung, false, false), (.zahnersatz, .grundleistung, true, true),
        (.unerlaesslich, .grundleistung, false, true),
        (.unerlaesslich, .anspruchseinschraenkung, false, false),
        (.schmerz, .anspruchseinschraenkung, false, true), (.akut, .analogleistung, false, false),
        (.akut, .ueberbrueckungsleistung, false, true), (.akut, .keine, false, false),
    ])
    func krankenhilfe(
        art: AsylbLG.Krankenhilfe, grundlage: Anspruchsgrundlage, eilig: Bool, geht: Bool
    ) {
        #expect(AsylbLG.krankenhilfe(.init(
            art: art, am: tag("2026-11-01"), grundlage: grundlage, unaufschiebbar: eilig)).wert
            == geht)
    }

    @Test("§ 6a: der Nothelfer erhält, was vor der Kenntnis geleistet wurde", arguments: [
        (nil, true, true, "2026-11-10"), ("2026-11-05", true, true, "2026-11-04"),
        ("2026-11-01", true, true, nil), (nil, false, true, nil), (nil, true, false, nil),
    ] as [(String?, Bool, Bool, String?)])
    func nothelfer(kenntnis: String?, rechtzeitig: Bool, geleistet: Bool, bis: String?) {
        #expect(AsylbLG.nothilfe(
            geleistet: zeit("2026-11-01", "2026-11-10"), kenntnis: kenntnis.map(tag),
            rechtzeitig: rechtzeitig, beiKenntnisGeleistet: geleistet).wert
            == bis.map { zeit("2026-11-01", $0) })
    }

    @Test("§ 6b: ab Kenntnis, auch der einer unzuständigen Stelle", arguments: [
        ("2026-11-01", "2026-11-05", nil, "2026-11-05"),
        ("2026-11-01", "2026-11-05", "2026-11-03", "2026-11-03"),
        ("2026-11-10", "2026-11-05", nil, "2026-11-10"),
    ] as [(String, String, String?, String)])
    func einsetzen(ab: String, kenntnis: String, andere: String?, beginn: String) {
        #expect(AsylbLG.einsetzen(
            voraussetzungenAb: tag(ab), kenntnis: tag(kenntnis),
            kenntnisUnzustaendiger: andere.map(tag)).wert == tag(beginn))
    }
}

@Suite("§§ 10a, 10b AsylbLG: Zuständigkeit und Erstattung")
struct ZustaendigkeitTests {
    @Test("Zuweisung vor Wohnsitzauflage vor tatsächlichem Aufenthalt")
    func reihenfolge() {
        var ort = AsylbLG.Ortslage(
            tatsaechlich: "Vreden", zuweisung: "Ahaus", wohnsitzauflage: "Stadtlohn")
        #expect(AsylbLG.zustaendig(ort).wert == "Ahaus")
        ort.zuweisung = nil
        #expect(AsylbLG.zustaendig(ort).wert == "Stadtlohn")
        ort.wohnsitzauflage = nil
        #expect(AsylbLG.zustaendig(ort).wert == "Vreden")
        ort.mutter = "Gescher"
        #expect(AsylbLG.zustaendig(ort).wert == "Gescher")
    }

    @Test("Im Krankenhaus zählt der Aufenthalt davor; im Eilfall leistet der Ort und erhält Ersatz")
    func krankenhaus() {
        var ort = AsylbLG.Ortslage(
            tatsaechlich: "Bocholt", istStationaer: true, vorAufnahme: "Rhede")
        #expect(AsylbLG.zustaendig(ort).wert == "Rhede")
        ort.istEilfall = true
        #expect(AsylbLG.zustaendig(ort).wert == "Bocholt")
        #expect(AsylbLG.erstattung(leistend: "Bocholt", ort).wert == "Rhede")
        #expect(AsylbLG.erstattung(leistend: "Rhede", ort).wert == nil)
    }
}

@Suite("Jede Parameterdatei stimmt mit ihrer Quelle überein")
struct ParameterdateienTests {
    let am = tag("2026-07-01")

    @Test("§ 2 Abs. 1: 15, 18, 36 Monate")
    func wartezeit() {
        #expect(Parameter.amtlich.wartezeit.staende.map { "\($0.gueltigAb): \($0.wert.monate)" }
            == ["2015-03-01: 15", "2019-08-21: 18", "2024-02-27: 36"])
    }

    @Test("§ 5: 0,80 €; § 35: 12 und 6 Monate; § 90: 10.000 € und 500 € ab 2023")
    func einzelne() throws {
        #expect(try Parameter.amtlich.arbeitsgelegenheit.stand(am: am).wert == Geld(cent: 80))
        #expect(try Parameter.amtlich.wohnkosten.stand(am: am).wert
            == Wohnkostenregel(karenzMonate: 12, senkungMonate: 6))
        #expect(try Parameter.amtlich.analogVermoegen.stand(am: am).wert
            == AnalogVermoegensregel(volljaehrig: 10_000, unterhalten: 500))
        #expect(throws: KeinStand.self) {
            try Parameter.amtlich.analogVermoegen.stand(am: tag("2022-12-31"))
        }
    }

    @Test("§ 30: 17 %, 17 %, 36 %, 12 % bis 60 %, Warmwasser")
    func mehrbedarf() throws {
        #expect(try Parameter.amtlich.mehrbedarf.stand(am: am).wert == Mehrbedarfsregel(
            merkzeichenG: 170, schwangerschaft: 170, alleinerziehend: 360, jeKind: 120,
            jeKindHoechstens: 600, warmwasser: ["1": 23, "2": 23, "4": 14, "5": 12, "6": 8]))
    }

    @Test("§ 34: Schulbedarf und Teilhabe", arguments: [
        (2022, 104, 52), (2023, 116, 58), (2024, 130, 65), (2025, 130, 65), (2026, 130, 65),
    ] as [(Int, Int64, Int64)])
    func bildung(jahr: Int, erstes: Int64, zweites: Int64) throws {
        #expect(try Parameter.amtlich.bildung.stand(am: Monat(jahr, 8).ersterTag).wert
            == Bildungsregel(erstesHalbjahr: Geld(cent: erstes * 100),
                             zweitesHalbjahr: Geld(cent: zweites * 100), teilhabe: 15))
    }

    @Test("§ 82: 30 %, höchstens 50 %, Ehrenamt wie § 3 Nr. 26 EStG", arguments: [
        ("2025-12-31", 250), ("2026-01-01", 275),
    ] as [(String, Geld)])
    func einkommen(am: String, ehrenamt: Geld) throws {
        #expect(try Parameter.amtlich.analogEinkommen.stand(am: tag(am)).wert
            == AnalogEinkommensregel(erwerbProzent: 30, erwerbHoechstprozent: 50,
                                     ehrenamt: ehrenamt))
    }

    @Test("§ 142: 186, 167, –, 178, 131, 98 €")
    func vollverpflegung() throws {
        let stand = try Parameter.amtlich.vollverpflegung.stand(am: am)
        #expect(Bedarfsstufe.allCases.map { stand.wert[$0] } == [186, 167, 0, 178, 131, 98])
    }
}
