import Grundwerte
import Testing
@testable import Leistungsrecht

@Suite("§ 2 AsylbLG: Wartezeit")
struct WartezeitTests {
    private func wartezeit(
        _ beginn: String, unterbrechungen: [Zeitraum] = [], bezug: [Zeitraum] = [],
        missbrauch: String? = nil
    ) -> AsylbLG.Wartezeit {
        AsylbLG.wartezeit(
            .init(beginn: tag(beginn), unterbrechungen: unterbrechungen, analogbezug: bezug,
                  rechtsmissbrauchAb: missbrauch.map(tag)),
            nach: .amtlich)
    }

    @Test("36 Monate, wenn vor dem 27.02.2024 keine 18 erfüllt waren", arguments: [
        ("2023-09-24", "2026-09-24"), ("2022-08-27", "2025-08-27"), ("2024-02-29", "2027-02-28"),
    ])
    func nachGeltendemRecht(beginn: String, ab: String) {
        #expect(wartezeit(beginn).zeiten == [zeit(ab)])
    }

    @Test("§ 20: wer am 26.02.2024 Leistungen nach § 2 erhielt, behält 18 Monate", arguments: [
        ("2022-08-26", true, ["2024-02-26"]), ("2021-06-01", true, ["2022-12-01"]),
        ("2021-06-01", false, ["2022-12-01 2024-02-26", "2024-06-01"]),
        ("2021-02-27", false, ["2022-08-27"]),
    ] as [(String, Bool, [String])])
    func uebergang2024(beginn: String, bezogen: Bool, zeiten: [String]) {
        let ergebnis = wartezeit(beginn, bezug: bezogen ? [zeit("2024-02-01", "2024-02-26")] : [])
        #expect(ergebnis.zeiten == zeiten.map { text in
            let teile = text.split(separator: " ").map(String.init)
            return zeit(teile[0], teile.count > 1 ? teile[1] : nil)
        })
        #expect(ergebnis.ab == ergebnis.zeiten.last?.von)
    }

    @Test("§ 15: wer bis zum 20.08.2019 nach 15 Monaten berechtigt war, bleibt es", arguments: [
        ("2018-05-20", "2019-08-20"), ("2014-01-01", "2015-04-01"), ("2010-01-01", "2015-03-01"),
    ])
    func uebergang2019(beginn: String, ab: String) {
        #expect(wartezeit(beginn).ab == tag(ab))
        #expect(wartezeit(beginn).gruende.contains { $0.contains("§ 15") })
    }

    @Test("Am Tag der Änderung 2019 zählen schon 18 Monate")
    func tagDerAenderung() {
        #expect(wartezeit("2018-05-21").zeiten.first?.von == tag("2019-11-21"))
    }

    @Test("Nach einer wesentlichen Unterbrechung beginnt die Wartezeit neu")
    func unterbrechung() {
        let ergebnis = wartezeit(
            "2020-01-01", unterbrechungen: [zeit("2023-04-01", "2023-09-30")])
        #expect(ergebnis.ab == tag("2026-10-01"))
        #expect(ergebnis.gruende.first?.contains("beginnt die Wartezeit am 01.10.2023 neu") == true)
        #expect(wartezeit("2020-01-01", unterbrechungen: [zeit("2025-01-01")]).zeiten.isEmpty)
    }

    @Test("Rechtsmissbrauch beendet § 2 oder schließt es aus")
    func missbrauch() {
        #expect(wartezeit("2022-01-01", missbrauch: "2023-01-01").ab == nil)
        let spaeter = wartezeit("2023-01-01", missbrauch: "2026-06-01")
        #expect(spaeter.ab == nil)
        #expect(spaeter.zeiten == [zeit("2026-01-01", "2026-05-31")])
    }
}

@Suite("§ 2 AsylbLG mit SGB XII: was gezahlt wird")
struct AnalogleistungTests {
    private func analog(
        _ kennung: String, geboren: String, _ rolle: Haushaltsrolle = .haushaltsvorstand
    ) -> Haushaltslage.Person {
        var person = Haushaltslage.Person.beispiel(kennung, geboren: geboren, rolle)
        person.anspruch = [.init(.analogleistung, seitJeher)]
        return person
    }

    @Test("Regelbedarfsstufen nach Unterkunft, Partner, Eltern und Alter", arguments: [
        (AsylbLG.Lebenslage(alter: 30, unterbringung: .wohnung), Bedarfsstufe.eins),
        (.init(alter: 30, unterbringung: .wohnung, mitPartner: true), .zwei),
        (.init(alter: 30, unterbringung: .gemeinschaftsunterkunft), .eins),
        (.init(alter: 30, unterbringung: .gemeinschaftsunterkunft, mitPartner: true), .zwei),
        (.init(alter: 24, unterbringung: .wohnung, mitElternteil: true), .drei),
        (.init(alter: 25, unterbringung: .wohnung, mitElternteil: true), .eins),
        (.init(alter: 30, unterbringung: .stationaereEinrichtung), .drei),
        (.init(alter: 17, unterbringung: .wohnung), .vier),
        (.init(alter: 14, unterbringung: .gemeinschaftsunterkunft), .vier),
        (.init(alter: 6, unterbringung: .wohnung, mitElternteil: true), .fuenf),
        (.init(alter: 5, unterbringung: .wohnung, mitElternteil: true), .sechs),
    ])
    func stufen(lage: AsylbLG.Lebenslage, stufe: Bedarfsstufe) {
        #expect(SGBXII.stufe(lage).stufe == stufe)
    }

    @Test("§ 2 Abs. 3: nur minderjährige Kinder folgen dem Elternteil", arguments: [
        ("2008-12-01", Anspruchsgrundlage.analogleistung), ("2008-11-01", .grundleistung),
    ])
    func kinder(geboren: String, grundlage: Anspruchsgrundlage) throws {
        let ergebnis = try Monatsberechnung.berechnen(
            .beispiel([
                analog("a", geboren: "1985-01-01"), .beispiel("k", geboren: geboren, .kind),
            ]), nach: .amtlich)
        #expect(ergebnis.personen[1].grundlage == grundlage)
    }

    @Test("§ 82 Abs. 3: 30 %, höchstens 281,50 € (563 / 2)", arguments: [
        (100 as Geld, 30 as Geld), (Geld(cent: 93_833), Geld(cent: 28_150)),
        (1_000, Geld(cent: 28_150)),
    ] as [(Geld, Geld)])
    func freibetrag(lohn: Geld, frei: Geld) throws {
        #expect(try SGBXII.erwerbsfreibetrag(von: lohn, im: Monat(2026, 5), nach: .amtlich).betrag
            == frei)
    }

    @Test("§ 30 Abs. 2: ab der 13. Woche bis zum Ende des Monats der Entbindung")
    func schwangerschaft() {
        #expect(SGBXII.schwangerschaft(termin: tag("2026-11-20"))
            == zeit("2026-05-08", "2026-11-30"))
        #expect(SGBXII.schwangerschaft(termin: tag("2026-11-20"), entbunden: tag("2026-12-01"))
            == zeit("2026-05-08", "2026-12-31"))
    }

    @Test("§ 30 Abs. 3: der Satz nach Zahl und Alter der Kinder", arguments: [
        ([6], 360), ([7], 120), ([15, 15], 360), ([16, 15], 240), ([15, 14, 13], 360),
        ([15, 14, 13, 12], 480), ([15, 14, 13, 12, 11], 600), ([15, 14, 13, 12, 11, 10], 600),
        ([18], 0), ([], 0),
    ] as [([Int], Int)])
    func alleinerziehend(alter: [Int], tausendstel: Int) throws {
        let regel = try Parameter.amtlich.mehrbedarf.stand(am: tag("2026-01-01")).wert
        #expect(SGBXII.alleinerziehend(alter, nach: regel) == tausendstel)
    }

    @Test("Mit Partner im Haushalt ist niemand alleinerziehend")
    func nichtAllein() throws {
        var mutter = analog("a", geboren: "1985-01-01")
        mutter.mehrbedarfe = [.init(.alleinerziehend, seitJeher)]
        let ergebnis = try Monatsberechnung.berechnen(
            .beispiel([mutter, analog("b", geboren: "1985-01-01", .partner),
                       analog("k", geboren: "2022-01-01", .kind)]),
            nach: .amtlich)
        #expect(ergebnis.leistung == 1_394)
    }

    @Test("§ 35: Karenzzeit, Frist zum Senken, danach angemessen; Heizung immer angemessen",
          arguments: [
        (Kostenart.unterkunft, "2026-01-15", nil, Monat(2026, 12), 700 as Geld),
        (.unterkunft, "2026-01-15", nil, Monat(2027, 1), 700),
        (.unterkunft, "2026-01-15", nil, Monat(2027, 6), 700),
        (.unterkunft, "2026-01-15", nil, Monat(2027, 7), 500),
        (.unterkunft, "2026-01-15", "2027-02-28", Monat(2027, 3), 500),
        (.unterkunft, "2026-01-15", "2027-09-30", Monat(2027, 9), 700),
        (.unterkunft, nil, nil, Monat(2026, 2), 500),
        (.unterkunft, nil, "2026-02-28", Monat(2026, 2), 700),
        (.heizung, "2026-01-15", nil, Monat(2026, 2), 500),
    ] as [(Kostenart, String?, String?, Monat, Geld)])
    func karenz(art: Kostenart, ab: String?, bis: String?, monat: Monat, betrag: Geld) throws {
        let kosten = Haushaltslage.Kosten(art, 700, anerkannt: 500)
        let wohnung = Haushaltslage.Unterkunft(
            art: .wohnung, zeitraum: seitJeher, karenzAb: ab.map(tag), senkungBis: bis.map(tag))
        #expect(try SGBXII.anerkannt(kosten, in: wohnung, im: monat, nach: .amtlich).betrag
            == betrag)
    }

    @Test("§ 27 Abs. 2 SGB XII: das Einkommen eines Kindes hilft nur dem Kind")
    func kindeseinkommen() throws {
        var kind = analog("k", geboren: "2015-01-01", .kind)
        kind.einkommen = [.init(art: .unterhalt, betrag: 600, zeitraum: seitJeher)]
        kind.vermoegen = [.init(betrag: 3_000, zeitraum: seitJeher)]
        let ergebnis = try Monatsberechnung.berechnen(
            .beispiel([analog("a", geboren: "1985-01-01"), kind]), nach: .amtlich)
        #expect(ergebnis.personen.map(\.leistung) == [563, 0])
        ergebnis.pruefeInvarianten()
    }

    @Test("Stufe 3 hat keinen Satz für Warmwasser und keinen Abzug nach § 142")
    func stufeDrei() throws {
        let tag = tag("2026-01-01")
        #expect(try Parameter.amtlich.mehrbedarf.stand(am: tag).wert.warmwasser["3"] == nil)
        #expect(try Parameter.amtlich.vollverpflegung.stand(am: tag).wert[.drei] == 0)
    }
}
