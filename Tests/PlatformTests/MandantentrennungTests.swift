import Grundwerte
@testable import Platform
import Postgres
import TestSupport
import Testing

@Suite("Mandantentrennung durch die Anwendung (B-1.1)")
struct MandantentrennungTests {
    @Test("Eine Kommune sieht den Vermerk einer anderen nicht, auch nicht mit dessen Kennung")
    func fremderZaehler() async throws {
        let verbund = try await TestVerbund.neu()
        let ahaus = try await verbund.mandant("ahaus"), borken = try await verbund.mandant("borken")
        let hier = try await verbund.akteur("sachbearbeitung", mandant: ahaus)
        let dort = try await verbund.akteur("sachbearbeitung", mandant: borken)
        let vorgang = UUIDv7()
        try await verbund.write(ahaus, als: hier) { session in
            _ = try session.einmal(vorgang) { "faelle/1" }
        }
        let gefunden = try await verbund.read(borken, als: dort) { session in
            try session.scalars("SELECT ziel FROM vorgang WHERE id = \(vorgang)", as: String.self)
        }
        #expect(gefunden.isEmpty)
        try await verbund.abbauen()
    }

    @Test("Ohne das Recht wird die Datenbank gar nicht erst gefragt")
    func ohneRecht() async throws {
        let verbund = try await TestVerbund.neu()
        let ahaus = try await verbund.mandant("ahaus")
        let auskunft = try await verbund.akteur("auskunft", mandant: ahaus)
        await #expect(throws: PermissionDenied(recht: .zahlungAnordnen)) {
            try await verbund.database.write(ahaus, .zahlungAnordnen, als: auskunft) { session in
                Issue.record("Der Rumpf lief trotzdem.")
                try session.execute("SELECT 1")
            }
        }
        #expect(verbund.database.pool(of: ahaus).connectionCount == 0)
        try await verbund.abbauen()
    }

    @Test("Viele Verbünde nebeneinander stören einander nicht", arguments: 1...8)
    func nebeneinander(nummer: Int) async throws {
        let verbund = try await TestVerbund.neu()
        let ahaus = try await verbund.mandant("ahaus")
        let frau = try await verbund.akteur("sachbearbeitung", mandant: ahaus)
        let erste = try await verbund.write(ahaus, als: frau) { try $0.naechsteNummer("bescheid") }
        #expect(erste == 1)
        try await verbund.abbauen()
    }
}
