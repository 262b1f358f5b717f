import Grundwerte
import Kreis
import Platform
import Testing

@Suite("Eine Datei der Bank")
struct BankdateiBuchenTests {
    @Test("wird erst aufbewahrt und dann vom Auftrag gebucht; zweimal hochgeladen ist einmal")
    func auftrag() async throws {
        let welt = try await Kassenwelt.neu()
        let bytes = Testauszug().bytes
        let erste = try await welt.kasse {
            try Bankdatei.annehmen(name: "a.xml", bytes: bytes, in: $0)
        }
        let zweite = try await welt.kasse {
            try Bankdatei.annehmen(name: "b.xml", bytes: bytes, in: $0)
        }
        #expect(erste == zweite)
        #expect(try await welt.kasse { try Bankdatei.laden(erste, in: $0).zustand } == .angenommen)
        #expect(try await welt.kasse { try Auszug.liste(in: $0).anzahl } == 0)
        try await welt.arbeiten()
        #expect(try await welt.kasse { try Bankdatei.laden(erste, in: $0).zustand } == .gebucht)
        #expect(try await welt.kasse { try Auszug.alle(aus: erste, in: $0).count } == 1)
        await #expect { _ = try await welt.hochladen(bytes) } throws: {
            ($0 as? Hindernis)?.grund.contains("schon eingelesen am 2") == true
        }
    }

    @Test("""
        mit einem Fehler beim Buchen ist abgelehnt, nichts von ihr gebucht, \
        und beginnt auf Wunsch von vorn
        """)
    func abgelehnt() async throws {
        let welt = try await Kassenwelt.neu()
        var erster = Testauszug()
        erster.gutschrift("Spende", 12)
        try await welt.einlesen(erster)
        let stand = try await welt.kasse { try Hauptbuch.saldo(.bank, in: $0) }
        let datei = try await welt.hochladen(erster.bytes + [UInt8(ascii: "\n")])
        #expect(datei.zustand == .abgelehnt)
        #expect(datei.grund.contains("schon in einer anderen Datei eingelesen"))
        #expect(try await welt.kasse { try Hauptbuch.saldo(.bank, in: $0) } == stand)
        #expect(try await welt.kasse { try Auszug.alle(aus: datei.id, in: $0).count } == 0)
        try await welt.kasse { try Bankdatei.nochmals(datei.id, in: $0) }
        #expect(try await welt.kasse { try Bankdatei.laden(datei.id, in: $0).zustand }
            == .angenommen)
        try await welt.arbeiten()
        #expect(try await welt.kasse { try Bankdatei.laden(datei.id, in: $0).zustand }
            == .abgelehnt)
    }

    @Test("über der Grenze wird erst im Auftrag gelesen; ist sie kaputt, steht der Grund bei ihr")
    func gross() async throws {
        let welt = try await Kassenwelt.neu()
        let fuellung = Array(
            "<!-- \(String(repeating: "x", count: Bankdatei.gleichGelesen)) -->".utf8)
        var kopf = Testauszug()
        kopf.gutschrift("Spende", 12)
        let gut = try await welt.hochladen(kopf.bytes.dropLast(11) + fuellung
            + Array("</Document>".utf8))
        #expect(gut.zustand == .gebucht)
        #expect(gut.groesse == "2,0 MB")
        let kaputt = try await welt.hochladen(Array(Testauszug(nummer: 2).bytes.dropLast(11))
            + fuellung)
        #expect(kaputt.zustand == .abgelehnt)
        #expect(kaputt.grund.contains("bricht ab") || kaputt.grund.contains("gültiges XML"))
        #expect(try await welt.kasse { try Auszug.liste(in: $0).anzahl } == 1)
    }

    @Test("zweimal im selben Auftrag bucht einmal")
    func doppelt() async throws {
        let welt = try await Kassenwelt.neu()
        let datei = try await welt.hochladen(Testauszug().bytes)
        try await welt.kasse { try $0.enqueue(BankdateiBuchen(datei: datei.id)) }
        try await welt.arbeiten()
        #expect(try await welt.kasse { try Auszug.liste(in: $0).anzahl } == 1)
    }
}
