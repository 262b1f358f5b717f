import Foundation
import Grundwerte
import Kreis
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

/// Viele tun dasselbe im selben Augenblick: Es zählt einmal, und die anderen erfahren den Grund.
@Suite("Gleichzeitig in der Kreiskasse")
struct GleichzeitigTests {
    /// Wie oft es gelang. Misslingen darf es nur mit einem Satz für Menschen.
    func zugleich(
        _ anzahl: Int, _ tun: @escaping @Sendable (Int) async throws -> Bool
    ) async -> Int {
        await withTaskGroup(of: Bool.self) { gruppe in
            for stelle in 0..<anzahl {
                gruppe.addTask {
                    do { return try await tun(stelle) } catch is Hindernis { return false } catch {
                        Issue.record(error)
                        return false
                    }
                }
            }
            return await gruppe.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
    }

    @Test("Fünfzig Freigaben einer Person zugleich sind eine, und der Lauf ist noch nicht frei")
    func einePerson() async throws {
        let welt = try await Kassenwelt.neu()
        try await welt.auftrag("A-1", 100)
        let lauf = try await welt.erstellterLauf()
        let ziffern = String(lauf.pruefsumme?.prefix(8) ?? "")
        let gezaehlt = await zugleich(50) { _ in
            try await welt.kasse(als: welt.freigabe) {
                _ = try Zahllauf.freigeben(lauf.id, pruefziffern: ziffern, in: $0)
            }
            return true
        }
        #expect(gezaehlt == 1)
        let danach = try await welt.kasse { try Zahllauf.laden(lauf.id, in: $0) }
        #expect(danach.zustand == .dateiErzeugt && danach.freigaben == 1)
    }

    @Test("Geben fünf Personen je zehnmal zugleich frei, so zählen zwei, und eine davon gibt frei")
    func fuenfPersonen() async throws {
        let welt = try await Kassenwelt.neu()
        try await welt.auftrag("A-1", 100)
        let lauf = try await welt.erstellterLauf()
        let ziffern = String(lauf.pruefsumme?.prefix(8) ?? "")
        var personen: [Akteur] = []
        for _ in 0..<5 { personen.append(try await welt.verbund.akteur("kasse_freigabe")) }
        let alle = personen
        let frei = await zugleich(50) { stelle in
            try await welt.kasse(als: alle[stelle % 5]) {
                try Zahllauf.freigeben(lauf.id, pruefziffern: ziffern, in: $0)
            }
        }
        #expect(frei == 1)
        let danach = try await welt.kasse { try Zahllauf.laden(lauf.id, in: $0) }
        #expect(danach.zustand == .freigegeben && danach.freigaben == 2)
        #expect(try await welt.befunde() == [])
    }

    @Test("Fünfzig Übergaben zugleich bringen die Datei einmal hinaus")
    func uebergaben() async throws {
        let welt = try await Kassenwelt.neu()
        try await welt.auftrag("A-1", 100)
        let lauf = try await welt.erstellterLauf()
        try await welt.freigeben(lauf)
        let begonnen = await zugleich(50) { stelle in
            let wer = stelle % 2 == 0 ? welt.buchhaltung : welt.zweiteBuchhaltung
            try await welt.kasse(als: wer) {
                _ = try Zahllauf.uebergabeBeginnen(lauf.id, .herunterladen, in: $0)
            }
            return true
        }
        #expect(begonnen == 1)
        #expect(try await welt.kasse { try Zahllauf.uebergaben(lauf.id, in: $0).count } == 1)
    }

    @Test("Zieht eine Kommune zurück, während der Lauf entsteht, so ist jeder Auftrag genau eines")
    func zurueckziehen() async throws {
        let welt = try await Kassenwelt.neu()
        var auftraege: [Zahlungsauftrag.ID] = []
        for lfd in 1...20 { auftraege.append(try await welt.auftrag("A-\(lfd)", 10)) }
        let alle = auftraege
        let id = try await welt.kasse {
            try Zahllauf.anlegen(.ueberweisung, ausfuehrung: Kassenwelt.heute, in: $0)
        }
        async let erstellt: Void = welt.arbeiten()
        let zurueck = await zugleich(20) { stelle in
            try await welt.verbund.write(welt.ahaus, als: welt.anordnung) {
                try Zahlungsauftrag.zurueckziehen(alle[stelle], in: $0)
            }
        }
        try await erstellt
        var imLauf = 0, zurueckgezogen = 0
        for auftrag in alle {
            switch try await welt.zustand(auftrag) {
            case .imLauf: imLauf += 1
            case .zurueckgezogen: zurueckgezogen += 1
            case let anderer: Issue.record("\(anderer)")
            }
        }
        #expect(zurueckgezogen == zurueck && imLauf + zurueckgezogen == 20)
        let lauf = try await welt.kasse { try Zahllauf.laden(id, in: $0) }
        #expect(imLauf == 0 ? lauf.zustand == .verworfen : lauf.anzahl == imLauf)
        #expect(try await welt.befunde() == [])
    }

    @Test("Derselbe Auszug von zwanzig zugleich hochgeladen ist einmal gebucht")
    func auszug() async throws {
        let welt = try await Kassenwelt.neu()
        try await welt.auftrag("A-1", 100)
        let lauf = try await welt.uebergebenerLauf()
        var auszug = Testauszug()
        auszug.sammler(lauf.msgId, 100)
        let bytes = auszug.bytes
        let angenommen = await zugleich(20) { _ in
            try await welt.kasse {
                _ = try Bankdatei.annehmen(name: "auszug.xml", bytes: bytes, in: $0)
            }
            return true
        }
        #expect(angenommen >= 1)
        async let einer: Void = welt.arbeiten()
        async let anderer: Void = welt.arbeiten()
        _ = try await (einer, anderer)
        #expect(try await welt.kasse { try Auszug.liste(in: $0).anzahl } == 1)
        #expect(try await welt.saldo(.bank) == -100)
        #expect(try await welt.befunde() == [])
    }

    @Test("Schließt ein Monat, während sein Auszug kommt, fehlt in der Erstattung kein Cent")
    func abschluss() async throws {
        let welt = try await Kassenwelt.neu()
        let oktober = ErstattungTests.oktober, tag = ErstattungTests.zahltag
        try await welt.auftrag("A-1", 100)
        let lauf = try await welt.uebergebenerLauf()
        var erster = Testauszug(tag: tag)
        erster.sammler(lauf.msgId, 100)
        try await welt.einlesen(erster)
        var zweiter = Testauszug(nummer: 2, tag: tag, anfang: erster.schluss)
        zweiter.rueckgabe("A-1", 100)
        let spaeter = zweiter
        // Wer beim Buchen auf den Abschluss trifft, beginnt von vorn, wie der Auftrag es tut.
        async let gelesen: Void = {
            do { _ = try await welt.einlesen(spaeter) } catch is PostgresError {
                _ = try await welt.einlesen(spaeter)
            }
        }()
        async let geschlossen = welt.abrechnungsstelle {
            try Erstattung.abschliessen(oktober, in: $0)
        }
        _ = try await (gelesen, geschlossen)
        let (eine, danach) = try await welt.abrechnungsstelle {
            (try Erstattung.vorschau(oktober, in: $0).map(\.summe),
             try Erstattung.vorschau(oktober.naechster, in: $0).map(\.summe))
        }
        #expect((eine + danach).summe() == .null)
        #expect(try await welt.saldo(.forderung, welt.ahaus) == .null)
        #expect(try await welt.befunde() == [])
    }
}
