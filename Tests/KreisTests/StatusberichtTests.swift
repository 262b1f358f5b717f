import Foundation
@testable import Kreis
import Testing
import Uebergabe

@Suite("Statusbericht pain.002")
struct StatusberichtTests {
    private func bytes(_ name: String) throws -> [UInt8] {
        let ordner = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Auszuege")
        return [UInt8](try Data(contentsOf: ordner.appendingPathComponent(name + ".xml")))
    }

    @Test("Jede Zahlung hat ihre Meldung; die Ebene des Sammlers darf fehlen")
    func ebenen() throws {
        let bericht = try Statusbericht.lesen(bytes("statusbericht"))
        #expect(bericht.auftrag == "M2026095")
        #expect(bericht.gesamt?.status == .teilweise)
        #expect(bericht.sammler.map(\.pmtInfId) == ["M2026095-1"])
        #expect(bericht.sammler[0].meldung == nil)
        let zahlungen = bericht.sammler[0].zahlungen
        #expect(zahlungen.map(\.endToEndId) == ["Z2026-000001", "Z2026-000002", "Z2026-000003"])
        #expect(zahlungen.map { $0.meldung?.status } == [.angenommen, .abgelehnt, .namePasstNicht])
        #expect(zahlungen[1].meldung?.gruende == [.init(code: "AC04", zusatz: "Konto erloschen")])
    }

    @Test("In der alten Schreibweise .03, ohne Stand der ganzen Datei, mit dem Grund als Text")
    func alt() throws {
        let bericht = try Statusbericht.lesen(bytes("statusbericht-alt"))
        #expect(bericht.auftrag == "M2026095" && bericht.gesamt == nil)
        let zahlung = try #require(bericht.sammler.first?.zahlungen.first)
        #expect(zahlung.endToEndId == "Z2026-000002" && zahlung.meldung?.status == .abgelehnt)
        #expect(zahlung.meldung?.gruende
            == [.init(code: "NARR", zusatz: "Das Konto ist nicht zu belasten")])
    }

    @Test("Die Empfängerüberprüfung nennt den Namen, unter dem die Bank das Konto führt")
    func empfaengerpruefung() throws {
        let bericht = try Statusbericht.lesen(bytes("empfaengerpruefung"))
        #expect(bericht.gesamt?.status == .nameBeinahe)
        let zahlungen = bericht.sammler.flatMap(\.zahlungen)
        #expect(zahlungen.map { $0.meldung?.status } == [.nameBeinahe, .namePasstNicht])
        #expect(zahlungen.map(\.empfaenger) == ["Aylin Beispiel-Sommer", nil])
    }

    @Test("Die Codes der Empfängerüberprüfung, auch in der Schreibweise der Banken", arguments: [
        ("RCVC", Statusbericht.Status.namePasst), ("RVMC", .nameBeinahe), ("RVCM", .nameBeinahe),
        ("RVNM", .namePasstNicht), ("RVNA", .namePruefungUnmoeglich), ("PDNG", .inPruefung),
        ("ACSC", .angenommen), ("XXXX", .sonstiger("XXXX")),
    ])
    func codes(code: String, status: Statusbericht.Status) {
        #expect(Statusbericht.Status(code: code) == status)
    }

    @Test("Ein Kontoauszug ist kein Statusbericht")
    func fremd() throws {
        let auszug = try bytes("leer")
        #expect(throws: Lesefehler.self) { try Statusbericht.lesen(auszug) }
    }
}
