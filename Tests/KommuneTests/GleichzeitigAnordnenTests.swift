import Grundwerte
@testable import Kommune
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

@Suite("Zwei wollen dasselbe zur selben Zeit")
struct GleichzeitigAnordnenTests {
    @Test("Fünfzig Anordnungen zweier Personen zugleich ordnen jede Zahlung einmal an")
    func anordnen() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall, bis: Kommunenwelt.dezember)
        let ids = try await welt.zahlungen(fall).map(\.id)
        try await welt.tue(welt.frau) { try Zahlung.feststellen(ids, in: $0) }
        let zweite = try await welt.verbund.akteur("anordnung", mandant: welt.ahaus)
        let angeordnet = try await withThrowingTaskGroup(of: Int.self) { gruppe in
            for stelle in 0..<50 {
                gruppe.addTask {
                    try await welt.tue(stelle % 2 == 0 ? welt.anordner : zweite) {
                        try Zahlung.anordnen(ids, in: $0).angeordnet.count
                    }
                }
            }
            return try await gruppe.reduce(0, +)
        }
        #expect(angeordnet == ids.count)
        let server = try welt.verbund.superuser()
        defer { server.close() }
        #expect(try server.scalar("SELECT count(*) FROM kreis.zahlungsauftrag", as: Int.self)
            == ids.count)
        try await welt.verbund.abbauen()
    }

    @Test("Bewilligen zwei denselben Monat zugleich, gilt ein Bescheid; die andere erfährt es")
    func bewilligen() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        let fassung = try await welt.tue(welt.frau) { try Fall.fassung(fall, in: $0) }
        let gelungen = await withTaskGroup(of: Bool.self) { gruppe in
            for wer in [welt.frau, welt.kollege] {
                gruppe.addTask {
                    do {
                        _ = try await welt.tue(wer) { session in
                            try Bewilligung.erlassen(
                                fall: fall, von: Kommunenwelt.november, bis: Kommunenwelt.november,
                                fassung: fassung, unterzeichner: Kommunenwelt.unterzeichner,
                                in: session)
                        }
                        return true
                    } catch is Hindernis { return false } catch {
                        Issue.record(error)
                        return false
                    }
                }
            }
            return await gruppe.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(gelungen == 1)
        #expect(try await welt.zahlungen(fall).map(\.betrag).summe() == 855)
        try await welt.verbund.abbauen()
    }

    @Test("Wer das Konto erfasst hat, ordnet die Zahlung darauf nicht an, auch am Programm vorbei")
    func konto() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall)
        let zahlung = try await welt.zahlung(fall)
        try await welt.tue(welt.kollege) { try Zahlung.feststellen([zahlung.id], in: $0) }
        let ergebnis = try await welt.tue(welt.frau) { try Zahlung.anordnen([zahlung.id], in: $0) }
        #expect(ergebnis.angeordnet.isEmpty)
        #expect(ergebnis.offen.first?.hindernis.grund == "Sie haben dieses Konto selbst erfasst.")
        let wer = try #require(welt.frau.benutzer)
        await #expect { try await welt.tue(welt.frau) {
            try $0.execute("""
                INSERT INTO anordnung (zahlung_id, benutzer_id, inhalt_sha256)
                VALUES (\(zahlung.id), \(wer), '\\x00')
                """)
        } } throws: { ($0 as? PostgresError)?.constraint == "anordnung_vier_augen" }
        let richtig = try await welt.tue(welt.anordner) {
            try Zahlung.anordnen([zahlung.id], in: $0)
        }
        #expect(richtig.angeordnet.count == 1)
        try await welt.verbund.abbauen()
    }
}
