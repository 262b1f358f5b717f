import Foundation
import Grundwerte
import Kreis
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

@Suite("Ein Zahllauf")
struct ZahllaufTests {
    @Test("nimmt die fälligen Aufträge aller Kommunen und lässt aus, was die Bank ablehnt")
    func erstellen() async throws {
        let welt = try await Kassenwelt.neu()
        try await welt.auftrag("A-1", 100)
        try await welt.auftrag("B-1", 50, mandant: welt.borken)
        try await welt.auftrag("A-2", 70, name: "Łukasz 中")
        // Fällig erst, wenn der nächste Lauf am Freitag es noch schafft.
        let spaeter = try await welt.auftrag("A-3", 30, faellig: Kassenwelt.heute.plus(tage: 6))
        let lauf = try await welt.erstellterLauf()
        #expect(lauf.zustand == .dateiErzeugt)
        #expect(lauf.anzahl == 2)
        #expect(lauf.summe == 150)
        #expect(lauf.ausgelassen == 1)
        #expect(try await welt.zustand(spaeter) == .offen)
        let (ausgelassen, summen) = try await welt.kasse {
            (try Zahllauf.ausgelassene(lauf.id, in: $0), try Zahllauf.jeKommune(lauf.id, in: $0))
        }
        #expect(ausgelassen.map(\.endToEndId) == ["A-2"])
        #expect(summen.map(\.summe) == [100, 50])
        #expect(try await welt.befunde() == [])
    }

    @Test("wird bei zwei und bei zwanzig gleichzeitigen Klicks einer", arguments: [2, 20])
    func gleichzeitig(anzahl: Int) async throws {
        let welt = try await Kassenwelt.neu()
        try await welt.auftrag("A-1", 100)
        let kennungen = try await withThrowingTaskGroup(of: Zahllauf.ID.self) { gruppe in
            for _ in 0..<anzahl {
                gruppe.addTask {
                    try await welt.kasse {
                        try Zahllauf.anlegen(.ueberweisung, ausfuehrung: Kassenwelt.heute, in: $0)
                    }
                }
            }
            return try await gruppe.reduce(into: Set<Zahllauf.ID>()) { $0.insert($1) }
        }
        #expect(kennungen.count == 1)
        try await welt.arbeiten()
        let laeufe = try await welt.kasse { try Zahllauf.liste(in: $0).laeufe }
        #expect(laeufe.map(\.zustand) == [.dateiErzeugt])
        #expect(laeufe.map(\.nummer) == ["2026-001"])
    }

    @Test("enthält jeden Auftrag einmal, auch wenn die Erstellung doppelt läuft")
    func doppelt() async throws {
        let welt = try await Kassenwelt.neu()
        try await welt.auftrag("A-1", 100)
        let lauf = try await welt.erstellterLauf()
        let jetzt = Date()
        _ = try await welt.kasse { try Zahllauf.erstellen(lauf.id, jetzt: jetzt, in: $0) }
        let danach = try await welt.kasse { try Zahllauf.laden(lauf.id, in: $0) }
        #expect(danach.sha256 == lauf.sha256)
        #expect(danach.anzahl == 1)
    }

    @Test("ohne fällige Aufträge wird abgelehnt")
    func leer() async throws {
        let welt = try await Kassenwelt.neu()
        await #expect(throws: Hindernis.self) { try await welt.erstellterLauf() }
    }

    @Test("nur mit lauter unbezahlbaren Aufträgen verwirft sich und sagt, warum")
    func nurSchlechte() async throws {
        let welt = try await Kassenwelt.neu()
        let id = try await welt.auftrag("A-1", 100, name: "中")
        let lauf = try await welt.erstellterLauf()
        #expect(lauf.zustand == .verworfen)
        #expect(lauf.grund.contains("ablehnen"))
        #expect(try await welt.zustand(id) == .offen)
    }

    @Test("verlangt zwei andere Personen und dieselbe Prüfsumme")
    func freigeben() async throws {
        let welt = try await Kassenwelt.neu()
        try await welt.auftrag("A-1", 100)
        let lauf = try await welt.erstellterLauf()
        let ziffern = String((lauf.pruefsumme ?? "").prefix(8))
        await #expect(throws: Hindernis.self) {
            try await welt.kasse(als: welt.freigabe) {
                try Zahllauf.freigeben(lauf.id, pruefziffern: "00000000", in: $0)
            }
        }
        await #expect(throws: Hindernis.self) {
            try await welt.kasse { try Zahllauf.freigeben(lauf.id, pruefziffern: ziffern, in: $0) }
        }
        await #expect(throws: Hindernis.self) {
            try await welt.kasse(als: welt.anordnung) {
                try Zahllauf.freigeben(lauf.id, pruefziffern: ziffern, in: $0)
            }
        }
        let erste = try await welt.kasse(als: welt.freigabe) {
            try Zahllauf.freigeben(lauf.id, pruefziffern: ziffern, in: $0)
        }
        #expect(!erste)
        await #expect(throws: Hindernis.self) {
            try await welt.kasse(als: welt.freigabe) {
                try Zahllauf.freigeben(lauf.id, pruefziffern: ziffern, in: $0)
            }
        }
        let zweite = try await welt.kasse(als: welt.zweiteFreigabe) {
            try Zahllauf.freigeben(lauf.id, pruefziffern: ziffern, in: $0)
        }
        #expect(zweite)
    }

    @Test("gibt beim Verwerfen seine Aufträge frei, nach der Übergabe aber nicht mehr")
    func verwerfen() async throws {
        let welt = try await Kassenwelt.neu()
        let id = try await welt.auftrag("A-1", 100)
        let erster = try await welt.erstellterLauf()
        try await welt.kasse { try Zahllauf.verwerfen(erster.id, grund: "Falscher Tag", in: $0) }
        #expect(try await welt.zustand(id) == .offen)
        let zweiter = try await welt.uebergebenerLauf()
        #expect(zweiter.msgId != erster.msgId)
        #expect(zweiter.anzahl == 1)
        await #expect(throws: Hindernis.self) {
            try await welt.kasse { try Zahllauf.verwerfen(zweiter.id, grund: "Zu spät", in: $0) }
        }
        #expect(try await welt.befunde() == [])
    }

    @Test("bleibt nach einem Absturz der Übergabe unklar, bis eine andere Person entscheidet")
    func unklar() async throws {
        let welt = try await Kassenwelt.neu()
        let id = try await welt.auftrag("A-1", 100)
        let lauf = try await welt.erstellterLauf()
        await #expect(throws: Hindernis.self) {
            try await welt.kasse {
                try Zahllauf.uebergabeBeginnen(lauf.id, .ablage, in: $0).versuch
            }
        }
        try await welt.freigeben(lauf)
        let versuch = try await welt.kasse {
            try Zahllauf.uebergabeBeginnen(lauf.id, .ablage, in: $0).versuch
        }
        #expect(try await welt.kasse { try Zahllauf.laden(lauf.id, in: $0).uebergabeUnklar })
        for verboten in [true, false] {
            await #expect(throws: Hindernis.self) {
                try await welt.kasse {
                    try Zahllauf.uebergabeEntscheiden(
                        lauf.id, versuch: versuch, beiDerBank: verboten, grund: "Weiß ich", in: $0)
                }
            }
        }
        await #expect(throws: Hindernis.self) {
            try await welt.kasse {
                try Zahllauf.uebergabeBeginnen(lauf.id, .herunterladen, in: $0).versuch
            }
        }
        await #expect(throws: Hindernis.self) {
            try await welt.kasse { try Zahllauf.verwerfen(lauf.id, grund: "Neu machen", in: $0) }
        }
        try await welt.kasse(als: welt.zweiteBuchhaltung) {
            try Zahllauf.uebergabeEntscheiden(
                lauf.id, versuch: versuch, beiDerBank: false, grund: "Bank hat nichts", in: $0)
        }
        try await welt.uebergeben(lauf)
        #expect(try await welt.zustand(id) == .uebergeben)
        #expect(try await welt.kasse {
            try Zahllauf.uebergaben(lauf.id, in: $0).map(\.versuch)
        } == [1, 2])
    }

    @Test("liegt nach der Ablage einmal und unverändert im Ordner")
    func ablegen() async throws {
        let welt = try await Kassenwelt.neu()
        try await welt.auftrag("A-1", 100)
        let lauf = try await welt.erstellterLauf()
        try await welt.freigeben(lauf)
        let ordner = FileManager.default.temporaryDirectory
            .appendingPathComponent("ablage-\(UUIDv7())")
        try FileManager.default.createDirectory(at: ordner, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: ordner) }
        let ablage = Ablage(ordner: ordner)
        try await Zahllauf.ablegen(lauf.id, in: ablage, welt.verbund.database,
                                   als: welt.buchhaltung)
        let datei = try await welt.kasse { try Zahllauf.dateiAnsehen(lauf.id, in: $0) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: ordner.path) == [datei.name])
        #expect(try Data(contentsOf: ordner.appendingPathComponent(datei.name))
            .elementsEqual(datei.bytes))
        try ablage.schreiben(datei)
        #expect(throws: Hindernis.self) {
            try ablage.schreiben(Zahllauf.Datei(name: datei.name, bytes: [1]))
        }
    }

    @Test("Zahlungen zählen in der Datenbank, nicht im Programm")
    func datenbank() async throws {
        let welt = try await Kassenwelt.neu()
        try await welt.auftrag("A-1", 100)
        let lauf = try await welt.erstellterLauf()
        await #expect(throws: PostgresError.self) {
            try await welt.kasse {
                try $0.execute("UPDATE zahllauf SET zustand = 'freigegeben' WHERE id = \(lauf.id)")
            }
        }
        await #expect(throws: PostgresError.self) {
            try await welt.kasse { try $0.execute("UPDATE lauf_position SET ausgetragen = true") }
        }
        await #expect(throws: PostgresError.self) {
            try await welt.kasse {
                try $0.execute("UPDATE zahlungsauftrag SET zustand = 'uebergeben', betrag_cent = 1")
            }
        }
        await #expect(throws: PostgresError.self) {
            try await welt.kasse { try $0.execute("SELECT benutzer_id FROM auftrag_beteiligung") }
        }
    }
}
