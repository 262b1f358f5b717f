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
