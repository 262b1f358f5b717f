import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

@Suite("Die Kommune zählt für das Controlling (B-4.1)")
struct ControllingzaehlungTests {
    private static let zaehltag = Kommunenwelt.dezember.ersterTag.plus(tage: 9)

    private func welt() async throws -> Kommunenwelt {
        let welt = try await Kommunenwelt.neu()
        let fall = try await welt.fall()
        try await welt.bewillige(fall)
        return welt
    }

    private func melden(_ welt: Kommunenwelt) async throws -> Int {
        try await welt.am(Self.zaehltag, welt.frau) { try Controllingzaehlung.melden(in: $0) }
    }

    private func zahlen(_ welt: Kommunenwelt) throws -> [String: Int64] {
        let server = try welt.verbund.superuser()
        defer { server.close() }
        return Dictionary(uniqueKeysWithValues: try server.transaction(.readOnly) { transaction in
            try transaction.all("""
                SELECT gesamtheit || '|' || merkmale AS name, wert FROM kreis.controlling_rohzahl
                 WHERE monat = \(Kommunenwelt.november)
                """) {
                (try $0.decode("name", as: String.self), try $0.decode("wert", as: Int64.self))
            }
        })
    }

    @Test("zählt eine Person mit allen Merkmalen einmal und meldet nur Anzahlen und Summen")
    func zaehlen() async throws {
        let welt = try await welt()
        #expect(try await melden(welt) == 3)
        let zahlen = try zahlen(welt)
        #expect(zahlen["empfaenger|"] == 1)
        #expect(zahlen["empfaenger|alter=25-39"] == 1)
        #expect(zahlen["empfaenger|haushalt=1"] == 1)
        #expect(zahlen["empfaenger|staatengruppe=asien"] == 1)
        #expect(zahlen["empfaenger|unterbringung=wohnung"] == 1)
        #expect(zahlen["empfaenger|bezugsdauer=00-05"] == 1)
        #expect(zahlen["zugaenge|"] == 1)
        #expect(zahlen["abgaenge|"] == nil)
        #expect(zahlen["entscheidungen|"] == 1)
    }

    @Test("Was gemeldet ist, steht fest; ein zweites Mal meldet nichts")
    func einmal() async throws {
        let welt = try await welt()
        _ = try await melden(welt)
        #expect(try await melden(welt) == 0)
        let server = try welt.verbund.superuser()
        defer { server.close() }
        for sql in ["UPDATE kreis.controlling_rohzahl SET wert = 9",
                    "DELETE FROM kreis.controlling_meldung"] {
            #expect(throws: PostgresError.self) { try server.execute("\(unescaped: sql)") }
        }
    }

    @Test("Teilmengen: jede Zelle und jeder Rand der Tabellen, einmal")
    func teilmengen() {
        #expect(Controllingzaehlung.teilmengen([["b", "a"], ["a"]]) == ["", "a", "a|b", "b"])
    }

    @Test("Jede Ausprägung, die gezählt wird, steht im Katalog")
    func katalog() async throws {
        let welt = try await welt()
        _ = try await melden(welt)
        for name in try zahlen(welt).keys {
            let teile = name.split(separator: "|").map(String.init)
            let gesamtheit = try #require(Gesamtheit(rawValue: teile[0]))
            for teil in teile.dropFirst() {
                let paar = teil.split(separator: "=").map(String.init)
                let merkmal = gesamtheit.merkmale.first { $0.name == paar[0] }
                #expect(merkmal?.auspraegungen.contains { $0.schluessel == paar[1] } == true)
            }
        }
    }
}
