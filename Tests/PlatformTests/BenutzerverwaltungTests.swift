import Grundwerte
@testable import Platform
import Postgres
import TestSupport
import Testing

@Suite("Benutzer und Aufträge verwalten (B-1.2.4, B-3.4.4)")
struct BenutzerverwaltungTests {
    @Test("Unvereinbare Rollen weist die Datenbank ab; das Hindernis nennt das Feld und den Grund")
    func unvereinbar() async throws {
        let verbund = try await TestVerbund.neu()
        let admin = try await verbund.akteur("fachadministration")
        let wer = try #require(try await verbund.akteur("kasse_buchhaltung").benutzer)
        let fehler = await #expect(throws: Hindernis.self) {
            try await verbund.database.writePlatform(.benutzerVerwalten, als: admin) { session in
                try User.rolleGeben(
                    wer, rolle: "kasse_freigabe", gueltig: Zeitraum(von: session.heute), in: session
                )
            }
        }
        #expect(fehler?.feld == "rolle")
        #expect(fehler?.grund.contains("Buchhaltung und Freigabe sind getrennt") == true)
        try await verbund.abbauen()
    }

    @Test("Niemand verwaltet das eigene Konto")
    func eigenes() async throws {
        let verbund = try await TestVerbund.neu()
        let admin = try await verbund.akteur("fachadministration")
        let ich = try #require(admin.benutzer)
        await #expect(throws: Hindernis.self) {
            try await verbund.database.writePlatform(.benutzerVerwalten, als: admin) {
                try User.rolleGeben(
                    ich, rolle: "statistik", gueltig: Zeitraum(von: $0.heute), in: $0)
            }
        }
        try await verbund.abbauen()
    }

    @Test("Eine beendete Rolle gilt bis zu ihrem letzten Tag und wird nie rückwirkend kürzer")
    func rollenende() async throws {
        let verbund = try await TestVerbund.neu(), tag = verbund.tag
        let admin = try await verbund.akteur("fachadministration")
        let wer = try #require(try await verbund.akteur("statistik").benutzer)
        let rechte = try await verbund.database.writePlatform(.benutzerVerwalten, als: admin) {
            session in
            let rolle = try #require(try User.konto(wer, in: session).rollen.first).id
            #expect(throws: Hindernis.self) {
                try User.rolleBeenden(wer, rolle, letzterTag: tag.plus(tage: -2), in: session)
            }
            try User.rolleBeenden(wer, rolle, letzterTag: tag, in: session)
            return (
                heute: try User.rechte(wer, am: tag, in: session.transaction).rechte,
                morgen: try User.rechte(wer, am: tag.plus(tage: 1), in: session.transaction).rechte
            )
        }
        #expect(rechte.heute.contains(.mandantLesen))
        #expect(rechte.morgen.isEmpty)
        try await verbund.abbauen()
    }
}
