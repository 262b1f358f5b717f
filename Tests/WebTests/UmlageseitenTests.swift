import Foundation
import Grundwerte
import Kreis
import Platform
import TestSupport
import Testing
import Uebergabe
@testable import Web

@Suite("Seiten der Umlage (B-6.6, B-6.7)")
struct UmlageseitenTests {
    private static let oktober = "/kreis/krankenhilfe/umlage/2026-10"
    private static let durchleitungen = "/kreis/krankenhilfe/durchleitungen"

    /// Ahaus mit 34, Borken mit 21 Empfängern im Oktober, zwei freigegebene Rechnungen und eine
    /// Gutschrift.
    private func buero() async throws -> Kreisbuero {
        let buero = try await Kreisbuero.neu()
        let verbund = buero.verbund, tag = Monat(2026, 10).ersterTag.plus(tage: 12)
        for (kuerzel, anzahl) in [("ahaus", 34), ("borken", 21)] {
            let mandant = try await verbund.mandant(kuerzel)
            let wer = try await verbund.akteur("leitung", mandant: mandant)
            try await verbund.write(mandant, als: wer) { session in
                for offen in try Empfaengerzahl.offene(in: session) {
                    _ = try Empfaengerzahl.melden(
                        offen, anzahl: offen.monat.nummer == 10 ? anzahl : 0,
                        sha256: [UInt8](repeating: 7, count: 32), in: session)
                }
            }
        }
        let steller = Rechnungssteller(
            art: .kassenaerztlicheVereinigung, name: "KV Westfalen-Lippe",
            strasse: "Robert-Schimrigk-Straße 4", plz: "44141", ort: "Dortmund")
        let erste = try await verbund.akteur("abrechnungsstelle")
        let zweite = try await verbund.akteur("abrechnungsstelle"), web = try verbund.web(am: tag)
        let ids = try await web.write(.abrechnung, .sammelrechnungErfassen, als: erste) { session in
            try steller.aufnehmen(in: session)
            let betraege: [Int64] = [4_183_927, 912_640, -20_011]
            return try betraege.enumerated().map { lfd, cent in
                let id = try Sammelrechnung.erfassen(
                    .init(steller: steller.id, art: cent < 0 ? .gutschrift : .rechnung,
                          nummer: "R-\(lfd)", monat: Monat(2026, 9), rechnungsdatum: tag,
                          betrag: Geld(cent: abs(cent)), dokumentname: "r.pdf",
                          dokument: Array("%PDF-1.7 \(lfd)".utf8), hinweiseGeprueft: true),
                    in: session)
                try Sammelrechnung.pruefen(id, vermerk: "Summe stimmt", in: session)
                return id
            }
        }
        try await web.write(.abrechnung, .sammelrechnungFreigeben, als: zweite) { session in
            for id in ids { try Sammelrechnung.freigeben(id, in: session) }
        }
        await web.shutdown()
        return buero
    }

    @Test("Vom Vorschlag über die Feststellung zum Abschluss durch eine zweite Person")
    func umlegen() async throws {
        let buero = try await buero()
        let erste = try await buero.person("abrechnungsstelle")
        let zweite = try await buero.person("abrechnungsstelle")
        #expect(try await erste.seite("/kreis").text.contains("Monate umzulegen"))
        let vorschlag = try await erste.seite(Self.oktober, galerie: "kreis-umlage-vorschlag").text
        // 50765,56 € · 34 ÷ 55 = 31382,346… €; · 21 ÷ 55 = 19383,213… €.
        #expect(vorschlag.contains("50.765,56 €"))
        #expect(vorschlag.contains("31.382,34") && vorschlag.contains("61,8182"))
        #expect(vorschlag.contains("Als richtig feststellen"))
        #expect(try await erste.sende("\(Self.oktober)/abschluss", auf: Self.oktober).status == 422)
        #expect(try await erste.sende("\(Self.oktober)/feststellung", auf: Self.oktober)
            .status == 303)
        let selbst = try await erste.seite(Self.oktober, galerie: "kreis-umlage-selbst").text
        #expect(selbst.contains("Abschließen muss ihn eine andere Person"))
        #expect(!selbst.contains("Umlage abschließen"))
        #expect(try await zweite.sende("\(Self.oktober)/abschluss", auf: Self.oktober)
            .status == 303)
        let fertig = try await zweite.seite(Self.oktober, galerie: "kreis-umlage").text
        #expect(fertig.contains("UL-2026-0001") && fertig.contains("Jede Zeile, neu gerechnet"))
        #expect(!fertig.contains("ungleich"))
        #expect(fertig.contains("31.382,35"))
        let csv = try await zweite.seite("\(Self.oktober)/verteilung.csv").text
        #expect(csv.contains("2026-10;05554004;Stadt Ahaus;50765,56;34;55;01.01.2020;"))
        #expect(try await zweite.seite("\(Self.oktober)/belege.csv").text.contains("SR-2026-0003"))
        #expect(try await zweite.seite("/kreis/krankenhilfe/umlage", galerie: "kreis-umlagejahr")
            .text.contains("abgeschlossen"))
        try await teilUndSchreiben(fertig, zweite)
        let frei = try await buero.person("kasse_freigabe")
        #expect(try await frei.seite(Self.oktober).status == 403)
        try await buero.verbund.abbauen()
    }

    private func teilUndSchreiben(_ monat: String, _ person: Person) async throws {
        let treffer = monat.firstMatch(of: /href="(\/kreis\/krankenhilfe\/umlagen\/[0-9a-f-]+)"/)
        let teil = try #require(treffer.map { String($0.output.1) })
        let seite = try await person.seite(teil, galerie: "kreis-umlageteil").text
        #expect(seite.contains("5076556 Cent × 34 ÷ 55"))
        guard Kreisbuero.python != nil else { return }
        #expect(try await person.sende("\(Self.oktober)/schreiben", auf: Self.oktober)
            .status == 303)
        #expect(try await person.seite("\(teil)/schreiben.pdf").status == 200)
    }

    @Test("Die Kommune sieht ihren Teil mit dem Rechenweg, nicht den der anderen")
    func kommune() async throws {
        let buero = try await buero()
        let erste = try await buero.person("abrechnungsstelle")
        let zweite = try await buero.person("abrechnungsstelle")
        _ = try await erste.sende("\(Self.oktober)/feststellung", auf: Self.oktober)
        _ = try await zweite.sende("\(Self.oktober)/abschluss", auf: Self.oktober)
        let ahaus = try await buero.person(
            "leitung", mandant: try await buero.verbund.mandant("ahaus"))
        #expect(try await ahaus.seite("/m/ahaus/umlage", galerie: "kommune-umlagen").text
            .contains("UL-2026-0001"))
        let seite = try await ahaus.seite("/m/ahaus/umlage/2026-10", galerie: "kommune-umlage").text
        #expect(seite.contains("Nachgerechnet: Die Belege ergeben den Betrag"))
        #expect(seite.contains("31.382,35"))
        #expect(!seite.contains("19.383,21") && !seite.contains("Borken"))
        #expect(try await ahaus.seite("/m/ahaus/umlage/2026-09").status == 404)
        let posten = try await ahaus.seite("/m/ahaus/posten").text
        #expect(posten.contains("UL-2026-0001") && posten.contains("/m/ahaus/umlage/2026-10"))
        #expect(try await ahaus.seite("/m/ahaus/umlage/2026-10/csv").text.contains("31382,35"))
        try await buero.verbund.abbauen()
    }

    @Test("Eine Einnahme meldet die Kommune, der Kreis übernimmt sie oder lehnt sie mit Grund ab")
    func einnahmen() async throws {
        let buero = try await buero()
        let stelle = try await buero.person("abrechnungsstelle")
        let ahaus = try await buero.person(
            "sachbearbeitung_krankenhilfe", mandant: try await buero.verbund.mandant("ahaus"))
        let pfad = "/m/ahaus/einnahmen"
        let falsch = try await ahaus.sende(pfad, auf: pfad, [
            "monat": "12.2026", "eingang": "20.11.2026", "herkunft": "krankenkasse",
            "betrag": "10,00",
        ])
        #expect(falsch.status == 422)
        #expect(falsch.text.contains("Die Behandlung läge nach dem Eingang."))
        for betrag in ["250,00", "17,00"] {
            #expect(try await ahaus.sende(pfad, auf: pfad, [
                "monat": "09.2026", "eingang": "20.11.2026", "herkunft": "krankenkasse",
                "betrag": betrag, "vermerk": "Familienversicherung",
            ]).status == 303)
        }
        #expect(try await ahaus.seite(pfad, galerie: "kommune-einnahmen").text
            .contains("DL-2026-0002"))
        let liste = try await stelle.seite(Self.durchleitungen, galerie: "kreis-durchleitungen")
        let ziele = liste.text.matches(of: /action="([^"]+)\/ablehnung"/).map {
            String($0.output.1)
        }
        #expect(ziele.count == 2)
        #expect(try await stelle.sende("\(ziele[0])/uebernahme", auf: Self.durchleitungen)
            .status == 303)
        #expect(try await stelle.sende("\(ziele[1])/ablehnung", auf: Self.durchleitungen)
            .status == 422)
        let id = String(ziele[1].split(separator: "/").last ?? "")
        #expect(try await stelle.sende("\(ziele[1])/ablehnung", auf: Self.durchleitungen,
                                       ["grund-\(id)": "schon gemeldet"]).status == 303)
        let danach = try await ahaus.seite(pfad).text
        #expect(danach.contains("schon gemeldet") && danach.contains("übernommen"))
        let ruecknahme = try #require(danach.firstMatch(of: /href="([^"]+\/ruecknahme)"/)
            .map { String($0.output.1) })
        #expect(try await ahaus.sende(ruecknahme, auf: ruecknahme, galerie: "kommune-ruecknahme")
            .status == 422)
        #expect(try await ahaus.sende(ruecknahme, auf: ruecknahme, ["grund": "falscher Fall"])
            .status == 303)
        #expect(try await stelle.seite(Self.durchleitungen).text.contains("DL-2026-0003"))
        #expect(try await ahaus.seite("/m/ahaus/umlage").status == 403)
        try await buero.verbund.abbauen()
    }
}
