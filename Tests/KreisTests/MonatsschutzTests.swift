import Geheimhaltung
import Grundwerte
@testable import Kreis
import TestSupport
import Testing
import Uebergabe

@Suite("Monat für Monat veröffentlicht: Zusammen verrät es nichts (B-4.1)")
struct MonatsschutzTests {
    static let regel = Geheimhaltungsregel(
        gueltigAb: Monat(2020, 1).ersterTag, mindestfallzahl: 5, dominanzEiner: 70,
        dominanzZweier: 85, prozent: 15, spanne: 2)

    /// Monate des Katalogs über erfundene Personen, jeder neben allen früheren geschützt.
    static func veroeffentlichen(
        personen: Int, monate: Int
    ) throws -> [(Berichtsteil, Monatsschutz)] {
        var verbund = Kunstverbund(personen: personen), fruehere: [Berichtsteil] = []
        return try (0..<monate).map { stelle in
            let teil = Berichtsteil(
                monat: Monat(2025, 1).plus(stelle), kommunen: Kunstverbund.kommunen,
                rohzahlen: try verbund.weiter().map { zahl in
                    .init(kommune: zahl.kommune,
                          gesamtheit: try #require(Gesamtheit(rawValue: zahl.gesamtheit)),
                          merkmale: zahl.merkmale, wert: zahl.wert, beitragende: zahl.beitragende,
                          groesster: zahl.groesster, zweiter: zahl.zweiter)
                })
            let schutz = try Monatsschutz(teil, neben: fruehere, nach: regel)
            fruehere.append(Berichtsteil(monat: teil.monat, veroeffentlicht: teil.zellen.map {
                ($0.zelle, schutz.werk.stand($0.zelle.name))
            }))
            return (teil, schutz)
        }
    }

    @Test("Drei Monate von 4.000 Personen: Der Angriff auf alles zusammen findet nichts")
    func nichtsZuFinden() throws {
        let monate = try Self.veroeffentlichen(personen: 4_000, monate: 3)
        for (teil, schutz) in monate {
            #expect(schutz.angriff.aufgedeckt.isEmpty)
            for (zelle, _) in teil.zellen where Self.regel.sperrgrund(zelle) != nil {
                #expect(schutz.werk.stand(zelle.name)?.istGesperrt == true)
            }
        }
        #expect(monate.allSatisfy { $0.1.angriff.gesperrt > 0 })
    }

    @Test("""
        Wer rät, dass hinter keinem Punkt eine Null steht, erfährt auch in kleinen Kommunen nichts
        """, arguments: [400, 2_500])
    func geraten(personen: Int) throws {
        for (_, schutz) in try Self.veroeffentlichen(personen: personen, monate: 2) {
            let angriff = Angriff(auf: schutz.werk, regel: Self.regel, .geraten)
            #expect(angriff.aufgedeckt.map(\.name.description) == [])
        }
    }

    @Test("Fehlt der sekundäre Schutz, deckt der Angriff auf")
    func absichtlichKaputt() throws {
        let (teil, _) = try Self.veroeffentlichen(personen: 4_000, monate: 1)[0]
        let werk = try Monatsschutz.werk([Berichtsteil(
            monat: teil.monat, veroeffentlicht: teil.zellen.map { zelle, _ in
                (zelle, Self.regel.sperrgrund(zelle).map(Zellstand.gesperrt) ?? .offen)
            })])
        #expect(!Angriff(auf: werk, regel: Self.regel).aufgedeckt.isEmpty)
    }
}
