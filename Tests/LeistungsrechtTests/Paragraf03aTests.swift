import Grundwerte
import Testing
@testable import Leistungsrecht

@Suite("§ 3a AsylbLG: Bedarfsstufen")
struct BedarfsstufenTests {
    @Test("Das Alter bestimmt die Stufe von Kindern und Jugendlichen bei ihren Eltern", arguments: [
        (0, Bedarfsstufe.sechs), (5, .sechs), (6, .fuenf), (13, .fuenf), (14, .vier), (17, .vier),
        (18, .drei), (24, .drei), (25, .eins),
    ])
    func alter(alter: Int, stufe: Bedarfsstufe) {
        #expect(AsylbLG.stufe(
            .init(alter: alter, unterbringung: .wohnung, mitElternteil: true),
            schalter: .vorgabe).stufe == stufe)
    }

    @Test("Jugendliche ohne Elternteil erhalten Stufe 1, Jüngere ihre Altersstufe", arguments: [
        (13, Bedarfsstufe.fuenf), (14, .eins), (17, .eins),
    ])
    func unbegleitet(alter: Int, stufe: Bedarfsstufe) {
        for art in Unterbringungsart.allCases {
            #expect(AsylbLG.stufe(
                .init(alter: alter, unterbringung: art),
                schalter: Schalter(stufeSammelunterkunft: .zwei)).stufe == stufe)
        }
    }

    @Test("Erwachsene: Wohnung, Partner, Sammelunterkunft, stationäre Einrichtung", arguments: [
        (Unterbringungsart.wohnung, false, Bedarfsstufe.eins), (.wohnung, true, .zwei),
        (.aufnahmeeinrichtung, false, .zwei), (.aufnahmeeinrichtung, true, .zwei),
        (.gemeinschaftsunterkunft, false, .zwei), (.gemeinschaftsunterkunft, true, .zwei),
        (.vergleichbareUnterkunft, false, .zwei), (.vergleichbareUnterkunft, true, .zwei),
        (.kurzfristigeUnterkunft, false, .eins), (.kurzfristigeUnterkunft, true, .zwei),
        (.stationaereEinrichtung, false, .drei), (.stationaereEinrichtung, true, .drei),
    ])
    func erwachsene(art: Unterbringungsart, mitPartner: Bool, stufe: Bedarfsstufe) {
        #expect(AsylbLG.stufe(
            .init(alter: 30, unterbringung: art, mitPartner: mitPartner),
            schalter: Schalter(stufeSammelunterkunft: .zwei)).stufe == stufe)
    }

    @Test("Der Schalter hebt nur Alleinstehende in Sammelunterkünften auf Stufe 1", arguments: [
        (Unterbringungsart.aufnahmeeinrichtung, false, Bedarfsstufe.eins),
        (.gemeinschaftsunterkunft, false, .eins), (.gemeinschaftsunterkunft, true, .zwei),
        (.stationaereEinrichtung, false, .drei),
    ])
    func schalter(art: Unterbringungsart, mitPartner: Bool, stufe: Bedarfsstufe) {
        #expect(AsylbLG.stufe(
            .init(alter: 30, unterbringung: art, mitPartner: mitPartner),
            schalter: Schalter(stufeSammelunterkunft: .eins)).stufe == stufe)
    }

    @Test("Stufe 3 unter 25 nur unverheiratet, ohne Partner, beim Elternteil und in einer Wohnung",
          arguments: [
        (Unterbringungsart.wohnung, false, false, true, Bedarfsstufe.drei),
        (.wohnung, true, false, true, .eins), (.wohnung, false, true, true, .zwei),
        (.wohnung, false, false, false, .eins),
        (.gemeinschaftsunterkunft, false, false, true, .zwei),
    ])
    func jungeErwachsene(
        art: Unterbringungsart, verheiratet: Bool, partner: Bool, eltern: Bool, stufe: Bedarfsstufe
    ) {
        #expect(AsylbLG.stufe(
            .init(alter: 24, unterbringung: art, mitPartner: partner, mitElternteil: eltern,
                  verheiratet: verheiratet),
            schalter: .vorgabe).stufe == stufe)
    }

    @Test("Die Stufe wechselt am Geburtstag, nicht am Tag davor", arguments: [
        ("2020-11-01", [337 as Geld]), ("2020-11-02", [Geld(cent: 1_030), Geld(cent: 32_577)]),
        ("2020-11-30", [Geld(cent: 29_870), Geld(cent: 1_123)]), ("2020-12-01", [309]),
    ])
    func geburtstag(geboren: String, betraege: [Geld]) throws {
        let lage = Haushaltslage.beispiel([
            .beispiel("mutter", geboren: "1990-01-01"), .beispiel("kind", geboren: geboren, .kind),
        ])
        let ergebnis = try Monatsberechnung.berechnen(lage, nach: .amtlich)
        #expect(ergebnis.schritte.filter { $0.personen == ["kind"] && $0.norm.hasPrefix("§ 3a") }
            .map(\.betrag) == betraege)
        ergebnis.pruefeInvarianten()
    }

    @Test("Wer am 29. Februar geboren ist, wird sonst am 1. März ein Jahr älter", arguments: [
        (Monat(2026, 2), [Bedarfsstufe.sechs]), (Monat(2026, 3), [.fuenf]),
        (Monat(2028, 2), [.fuenf]),
    ])
    func schalttag(monat: Monat, stufen: [Bedarfsstufe]) throws {
        let haushalt = try Haushaltsmonat(
            .beispiel([.beispiel("kind", geboren: "2020-02-29", .kind)], im: monat),
            schalter: .vorgabe)
        #expect(haushalt.lagen[0].map(\.lage.stufe) == stufen)
    }

    @Test("Fehlt der Satz eines Jahres, sagt die Meldung welcher")
    func keinStand() {
        let lage = Haushaltslage.beispiel(
            [.beispiel("a", geboren: "1990-01-01")], im: Monat(2027, 1))
        let fehler = #expect(throws: KeinStand.self) {
            try Monatsberechnung.berechnen(lage, nach: .amtlich)
        }
        #expect(fehler?.description
            == "Für Januar 2027 ist kein Bedarfssatz nach § 3a AsylbLG freigegeben.")
    }
}
