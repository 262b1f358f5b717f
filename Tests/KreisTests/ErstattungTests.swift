import Foundation
import Grundwerte
import Kreis
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

@Suite("Eine Erstattung")
struct ErstattungTests {
    static let oktober = Monat(2026, 10)
    static let zahltag = oktober.letzterTag.plus(tage: -1)

    /// Im Oktober gezahlt: Ahaus 100 + 0,01 €, Borken 50 €.
    private func welt() async throws -> (Kassenwelt, Zahlungsauftrag.ID, Testauszug) {
        let welt = try await Kassenwelt.neu()
        let a = try await welt.auftrag("A-1", 100)
        try await welt.auftrag("A-2", Geld(cent: 1))
        try await welt.auftrag("B-1", 50, mandant: welt.borken)
        let lauf = try await welt.uebergebenerLauf()
        var auszug = Testauszug(tag: ErstattungTests.zahltag)
        auszug.sammler(lauf.msgId, lauf.summe)
        try await welt.einlesen(auszug)
        return (welt, a, auszug)
    }

    @Test("friert die Bewegung des Monats ein, auf den Cent und Byte für Byte")
    func abschliessen() async throws {
        let (welt, _, _) = try await welt()
        let neue = try await welt.abrechnungsstelle {
            try Erstattung.abschliessen(ErstattungTests.oktober, in: $0)
        }
        #expect(neue.count == 2)
        let alle = try await welt.abrechnungsstelle { try Erstattung.alle(jahr: 2026, in: $0) }
        #expect(alle.map(\.summe) == [Geld(cent: 10_001), 50])
        #expect(Set(alle.map(\.nummer)) == ["EA-2026-0001", "EA-2026-0002"])
        #expect(alle.map(\.faellig) == [Monat(2026, 12).ersterTag.plus(tage: 7),
                                        Monat(2026, 12).ersterTag.plus(tage: 7)])
        let ahaus = alle[0]
        let csv = try await welt.abrechnungsstelle { try ahaus.nachweis(in: $0).csv }
        #expect(String(decoding: csv, as: UTF8.self)
                == "\u{FEFF}Lfd;Buchungstag;EndToEndId;Betrag;Art\r\n"
                + "1;30.10.2026;A-1;100,00;Zahlung\r\n2;30.10.2026;A-2;0,01;Zahlung\r\n")
        let schreiben = try await welt.abrechnungsstelle { session in
            try ahaus.schreibenAblegen([37, 80], in: session)
            return try ahaus.schreiben(in: session)
        }
        #expect(schreiben == [37, 80])
        #expect(try await welt.befunde() == [])
    }

    @Test("für den laufenden Monat, zweimal oder für einen leeren Monat gibt es nicht")
    func abgelehnt() async throws {
        let (welt, _, _) = try await welt()
        try await welt.abrechnungsstelle {
            try Erstattung.abschliessen(ErstattungTests.oktober, in: $0)
        }
        for monat in [Monat(2026, 11), Monat(2026, 10), Monat(2026, 9)] {
            await #expect(throws: Hindernis.self) {
                try await welt.abrechnungsstelle { try Erstattung.abschliessen(monat, in: $0) }
            }
        }
    }

    @Test("entsteht auch dann einmal, wenn fünf zugleich abschließen")
    func gleichzeitig() async throws {
        let (welt, _, _) = try await welt()
        await withTaskGroup(of: Void.self) { gruppe in
            for _ in 0..<5 {
                gruppe.addTask {
                    _ = try? await welt.abrechnungsstelle {
                        try Erstattung.abschliessen(ErstattungTests.oktober, in: $0)
                    }
                }
            }
        }
        let alle = try await welt.abrechnungsstelle { try Erstattung.alle(jahr: 2026, in: $0) }
        #expect(alle.count == 2)
        #expect(try await welt.befunde() == [])
    }

    @Test("bleibt, wie sie ist: Ein später Rückläufer mindert den nächsten Monat")
    func spaeterRuecklaeufer() async throws {
        let (welt, a, auszug) = try await welt()
        try await welt.abrechnungsstelle {
            try Erstattung.abschliessen(ErstattungTests.oktober, in: $0)
        }
        // Die Bank bucht noch im Oktober zurück, der Auszug kommt nach dem Abschluss.
        var spaet = Testauszug(nummer: 2, tag: ErstattungTests.zahltag, anfang: auszug.schluss)
        spaet.rueckgabe("A-1", 100)
        try await welt.einlesen(spaet)
        #expect(try await welt.zustand(a) == .rueckgelaufen)
        let (oktober, november) = try await welt.abrechnungsstelle {
            (try Erstattung.vorschau(ErstattungTests.oktober, in: $0),
             try Erstattung.vorschau(Monat(2026, 11), in: $0))
        }
        #expect(oktober.map(\.summe) == [Geld(cent: 10_001), 50])
        #expect(november.map(\.summe) == [-100])
        #expect(november.map(\.ruecklauf) == [-100])
        #expect(try await welt.befunde() == [])
    }

    @Test("ist beglichen, wenn die Kommune ihr Kassenzeichen nennt; sonst klärt es ein Mensch")
    func eingang() async throws {
        let (welt, _, auszug) = try await welt()
        try await welt.abrechnungsstelle {
            try Erstattung.abschliessen(ErstattungTests.oktober, in: $0)
        }
        let offene = try await welt.abrechnungsstelle { try Erstattung.alle(jahr: 2026, in: $0) }
        let zeichen = offene[0].kassenzeichen
        var zahlung = Testauszug(nummer: 2, anfang: auszug.schluss)
        zahlung.gutschrift("Erstattung Oktober \(zeichen.prefix(6)) \(zeichen.dropFirst(6))",
                           Geld(cent: 10_001))
        zahlung.gutschrift("Asyl Oktober", 20)
        try await welt.einlesen(zahlung)
        let umsatz = try #require(try await welt.kasse { try Bankumsatz.ungeklaerte(in: $0) }.first)
        let borken = offene[1].id
        try await welt.kasse {
            try Bankumsatz.klaeren(umsatz.id, als: .erstattung(borken), grund: "Anruf",
                                   trotzdem: true, in: $0)
        }
        let danach = try await welt.abrechnungsstelle { try Erstattung.alle(jahr: 2026, in: $0) }
        #expect(danach.map { $0.stand(am: Kassenwelt.heute) } == [.beglichen, .teilweise])
        #expect(danach.map(\.offen) == [0, 30])
        #expect(try await welt.saldo(.forderung, welt.ahaus) == 0)
        #expect(try await welt.befunde() == [])
    }
}
