import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Auch der Vermieter verrät, wo jemand wohnt (§ 51 BMG)")
struct VermieterschutzTests {
    private struct Lage: Sendable {
        let welt: Kommunenwelt
        let fall: Fall.ID
        let leitung: Akteur
    }

    /// Ein bewilligter Fall mit Direktzahlung der Miete, dessen Anschrift gesperrt ist.
    private func lage(gesperrt: Bool = true) async throws -> Lage {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall)
        let leitung = try await welt.verbund.akteur("leitung", mandant: welt.ahaus)
        let benannte = try #require(leitung.benutzer)
        if gesperrt {
            try await welt.tue(leitung) { session in
                let akte = try Fallakte.heute(fall, in: session)
                guard let person = akte.mitglieder.first?.id else { throw Hindernis.nichtGefunden }
                try Auskunftssperre.eintragen(.init(
                    grund: .gewaltschutz, vermerk: "", bis: session.heute.plus(monate: 24),
                    einsicht: [benannte]), fuer: person, in: session)
            }
        }
        return Lage(welt: welt, fall: fall, leitung: leitung)
    }

    @Test("Zahlungen nennen ihn nur Benannten; gezahlt wird, wie es gespeichert ist")
    func zahlungen() async throws {
        let lage = try await lage(), welt = lage.welt, fall = lage.fall
        func miete(_ wer: Akteur) async throws -> Zahlung {
            let alle = try await welt.tue(wer) {
                try Zahlung.lesbar(Zahlung.alle(zu: fall, in: $0), in: $0)
            }
            #expect(alle.contains { $0.empfaenger == "Yusuf Rahmani" && !$0.istVerborgen })
            return try #require(alle.first { $0.zweck == .unterkunft })
        }
        let fremd = try await miete(welt.frau)
        #expect(fremd.istVerborgen && fremd.iban == nil)
        for text in [fremd.empfaenger, fremd.empfaengerSEPA, fremd.verwendungszweck] {
            #expect(!text.contains("Wohnbau") && !text.contains("M-17"))
        }
        let eigen = try await miete(lage.leitung)
        #expect(eigen.empfaenger == "Wohnbau Ahaus eG" && eigen.iban != nil)
        try await welt.zahle(fall)
        let server = try welt.verbund.superuser()
        defer { server.close() }
        let empfaenger = try server.scalars(
            "SELECT empfaenger_name FROM kreis.zahlungsauftrag ORDER BY 1", as: String.self)
        #expect(empfaenger.contains { $0.contains("Wohnbau") })
        try await welt.verbund.abbauen()
    }

    @Test("Der Bogen der Berechnung und die Unterkunft nennen ihn nicht")
    func bogen() async throws {
        let lage = try await lage(), welt = lage.welt, fall = lage.fall
        func wege(_ wer: Akteur) async throws -> [String] {
            try await welt.tue(wer) { session in
                guard let bogen = try Berechnungsbogen.laden(
                    fall, Kommunenwelt.november, in: session),
                      case let .bewilligt(ergebnis, _) = bogen.rechnung else {
                    throw Hindernis.nichtGefunden
                }
                let akte = try Fallakte.heute(fall, in: session)
                return bogen.akte.wege(ergebnis).map { "\($0.an) \($0.zahlweg)" }
                    + akte.unterkuenfte.compactMap(\.vermieterSichtbar?.name)
            }
        }
        let fremd = try await wege(welt.frau)
        #expect(fremd.contains { $0.contains("Vermieter") })
        #expect(!fremd.contains { $0.contains("Wohnbau") })
        #expect(try await wege(lage.leitung).filter { $0.contains("Wohnbau") }.count == 2)
        try await welt.verbund.abbauen()
    }

    @Test("Der Support des Kreises liest ihn nicht", arguments: [false, true])
    func support(gesperrt: Bool) async throws {
        let lage = try await lage(gesperrt: gesperrt), welt = lage.welt
        let server = try welt.verbund.superuser()
        defer { server.close() }
        let zahlungen: String = try server.scalar("""
            SELECT \(identifier: welt.ahaus.schema).support_zahlungen(\(lage.fall))::text
            """)
        #expect(zahlungen.contains("Wohnbau Ahaus eG") == !gesperrt)
        #expect(zahlungen.contains("Yusuf Rahmani"))
        try await welt.verbund.abbauen()
    }
}
