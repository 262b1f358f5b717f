import Foundation
import Grundwerte
@testable import Kommune
import Leistungsrecht
import Logging
import Platform
import Postgres
import TestSupport
import Testing

/// Eine Kommune mit abgelegten Briefen.
private struct Druckwelt: Sendable {
    let welt: Kommunenwelt
    let fall: Fall.ID
    let briefe: [Druckbrief]

    static func neu(anzahl: Int = 3) async throws -> Druckwelt {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        let briefe = try await welt.tue(welt.frau) { session in
            for stelle in 1...anzahl {
                let id = try Schreiben.anlegen(
                    .mahnung, .init(titel: "Brief \(stelle)", abschnitte: []),
                    akte: try Fallakte.heute(fall, in: session),
                    unterzeichner: Kommunenwelt.unterzeichner, in: session)
                let brief = try #require(try Schreiben.laden(id, in: session))
                try brief.ablegen(Array("%PDF \(stelle)".utf8), in: session)
            }
            return try Druckbrief.wartende(hoechstens: 100, in: session)
        }
        return Druckwelt(welt: welt, fall: fall, briefe: briefe)
    }

    func tue<R: Sendable>(_ body: @escaping @Sendable (MandantSession) throws -> R)
        async throws -> R { try await welt.tue(welt.frau, body) }

    func wartende(_ auswahl: Druckbrief.Auswahl = .init()) async throws -> [String] {
        try await tue { try Druckbrief.wartende(auswahl, hoechstens: 100, in: $0) }
            .map(\.bezeichnung)
    }
}

@Suite("Drucklauf: Briefe zusammen drucken")
struct DrucklaufTests {
    private static func nummer(_ stelle: Int) -> String {
        "Brief \(stelle) S-2026/0000\(stelle)"
    }

    @Test("Was im Lauf ist, wartet nicht mehr; ein zweiter Lauf bekommt es nicht")
    func einmal() async throws {
        let druck = try await Druckwelt.neu(), ids = druck.briefe.map(\.id)
        #expect(try await druck.wartende() == (1...3).map(Self.nummer))
        let lauf = try await druck.tue { session in
            let id = try Drucklauf.anlegen(Array(ids.prefix(2)), doppelseitig: true, in: session)
            return try #require(try Drucklauf.laden(id, in: session))
        }
        #expect(lauf.nummer == "D-2026/00001" && lauf.briefe == 2 && !lauf.istFertig)
        #expect(try await druck.wartende() == [Self.nummer(3)])
        let zweiter = try await druck.tue { session in
            let id = try Drucklauf.anlegen(ids, doppelseitig: false, in: session)
            return try Drucklauf.blaetter(id, in: session).map(\.brief.bezeichnung)
        }
        #expect(zweiter == [Self.nummer(3)])
        #expect(try await hindernisgrund {
            try await druck.tue { _ = try Drucklauf.anlegen(ids, doppelseitig: true, in: $0) }
        } == "Keiner der gewählten Briefe wartet noch auf den Druck.")
        try await druck.welt.verbund.abbauen()
    }

    @Test("Zwei, die zugleich drucken, teilen sich die Briefe; keiner kommt in beide Läufe")
    func zugleich() async throws {
        let druck = try await Druckwelt.neu(), ids = druck.briefe.map(\.id), welt = druck.welt
        async let erster = gelingt(welt, welt.frau, ids)
        async let zweiter = gelingt(welt, welt.kollege, ids)
        #expect(try await [erster, zweiter].count { $0 } == 1)
        let doppelt = try await druck.tue { session in
            try session.scalar("""
                SELECT count(*) FROM (SELECT schriftstueck_id FROM drucklauf_brief
                                       GROUP BY schriftstueck_id HAVING count(*) > 1) d
                """, as: Int.self)
        }
        #expect(doppelt == 0)
        try await welt.verbund.abbauen()
    }

    private func gelingt(_ welt: Kommunenwelt, _ wer: Akteur, _ ids: [Schriftstueck.ID])
        async throws -> Bool {
        do {
            _ = try await welt.tue(wer) {
                try Drucklauf.anlegen(ids, doppelseitig: true, in: $0)
            }
            return true
        } catch let hindernis as Hindernis where hindernis.art == .konflikt {
            return false
        }
    }

    @Test("Was noch kein PDF hat, steht in einer eigenen Liste, bis es gesetzt ist")
    func ungesetzt() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        let bescheid = try await welt.bewillige(fall)
        try await welt.tue(welt.frau) { session in
            #expect(try UngesetzterBrief.alle(hoechstens: 9, in: session).map(\.bezeichnung)
                == ["Bescheid 2026/00001"])
            #expect(try Druckbrief.wartende(hoechstens: 9, in: session).isEmpty)
            let brief = try #require(try Bescheid.laden(bescheid, in: session))
            try Schriftstueck.ablegen(Array("%PDF".utf8), zu: brief, in: session)
            #expect(try UngesetzterBrief.alle(hoechstens: 9, in: session).isEmpty)
            #expect(try Druckbrief.wartende(hoechstens: 9, in: session).count == 1)
        }
        try await welt.verbund.abbauen()
    }

    @Test("Am Platz gedruckt: vermerkt, mit Aktenvermerk, und nie zweimal")
    func amPlatz() async throws {
        let druck = try await Druckwelt.neu(), ids = druck.briefe.map(\.id), fall = druck.fall
        try await druck.tue { session throws in
            #expect(try Drucklauf.amPlatzGedruckt([ids[1]], in: session) == 1)
            #expect(try Aktenvermerk.alle(zu: fall, in: session)[0].text
                == "\(Self.nummer(2)) am Platz gedruckt.")
        }
        #expect(try await druck.wartende() == [Self.nummer(1), Self.nummer(3)])
        await #expect(throws: PostgresError.self) {
            try await druck.tue { session in
                _ = try session.execute("""
                    INSERT INTO druckvermerk (schriftstueck_id, benutzer_id)
                    VALUES (\(ids[1]), \(session.benutzer()))
                    """)
            }
        }
        try await druck.welt.verbund.abbauen()
    }

    @Test("Die Auswahl nach Art, Tag und Sachbearbeitung")
    func auswahl() async throws {
        let druck = try await Druckwelt.neu(anzahl: 1), tag = druck.briefe[0].gesetztAm
        #expect(try await druck.wartende(.init(art: .schreiben, von: tag, bis: tag)).count == 1)
        #expect(try await druck.wartende(.init(art: .bescheid)).isEmpty)
        #expect(try await druck.wartende(.init(von: tag.plus(tage: 1))).isEmpty)
        #expect(try await druck.wartende(.init(bis: tag.plus(tage: -1))).isEmpty)
        let frau = druck.welt.frau.benutzer, kollege = druck.welt.kollege.benutzer
        #expect(try await druck.wartende(.init(sachbearbeitung: frau)).count == 1)
        #expect(try await druck.wartende(.init(sachbearbeitung: kollege)).isEmpty)
        try await druck.welt.verbund.abbauen()
    }
}
