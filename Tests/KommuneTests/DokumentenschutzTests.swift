import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Welche Dokumente eine gesperrte Anschrift nennen (§ 51 BMG)")
struct DokumentenschutzTests {
    private struct Lage: Sendable {
        let welt: Kommunenwelt
        let fall: Fall.ID
        let person: Person.ID
        let leitung: Akteur

        /// Hört an; der Brief ist damit festgehalten, gesetzt ist er noch nicht.
        func brief(_ sachverhalt: String) async throws -> Schreiben.ID {
            let fall = fall, person = person
            return try await welt.tue(welt.frau) { session in
                let id = try Anhoerung.anhoeren(
                    .init(anlass: .einschraenkung, norm: "§ 1a Abs. 1", person: person,
                          sachverhalt: sachverhalt),
                    fall: fall, frist: session.heute.plus(tage: 20),
                    unterzeichner: Kommunenwelt.unterzeichner, in: session)
                guard let brief = try Anhoerung.gespeichert(id, in: session)?.schreiben else {
                    throw Hindernis.nichtGefunden
                }
                return brief
            }
        }

        func setzen(_ brief: Schreiben.ID) async throws {
            let fall = fall
            try await welt.tue(welt.frau) {
                try Schriftstueck.ablegen([1, 2, 3], zu: .schreiben(brief), im: fall,
                                          als: "Anhörung", in: $0)
            }
        }

        func sperren() async throws {
            let benannte = try #require(leitung.benutzer), person = person
            try await welt.tue(leitung) {
                try Auskunftssperre.eintragen(.init(
                    grund: .gewaltschutz, vermerk: "", bis: $0.heute.plus(monate: 24),
                    einsicht: [benannte]), fuer: person, in: $0)
            }
        }

        func verbirgt(_ ziel: UUIDv7, _ wer: Akteur) async throws -> Bool {
            try await welt.tue(wer) { try Anschriftenschutz.verbirgt(ziel, in: $0) }
        }
    }

    private func lage() async throws -> Lage {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        let akte = try await welt.tue(welt.frau) { try Fallakte.heute(fall, in: $0) }
        return Lage(welt: welt, fall: fall, person: try #require(akte.mitglieder.first?.id),
                    leitung: try await welt.verbund.akteur("leitung", mandant: welt.ahaus))
    }

    @Test("Ein Brief von vor der Sperre bleibt verborgen, auch wenn er erst danach gesetzt wird")
    func spaetGesetzt() async throws {
        let lage = try await lage(), welt = lage.welt
        let brief = try await lage.brief("Termin versäumt.")
        #expect(try await !lage.verbirgt(brief.uuid, welt.frau))
        try await lage.sperren()
        #expect(try await lage.verbirgt(brief.uuid, welt.frau), "auch bevor er gesetzt ist")
        try await lage.setzen(brief)
        #expect(try await lage.verbirgt(brief.uuid, welt.frau))
        #expect(try await !lage.verbirgt(brief.uuid, lage.leitung))
        let lauf = try await welt.tue(welt.frau) { session in
            let stueck = try session.scalar("""
                SELECT id FROM schriftstueck WHERE schreiben_id = \(brief)
                """, as: Schriftstueck.ID.self)
            return try Drucklauf.anlegen([stueck], doppelseitig: false, in: session)
        }
        #expect(try await lage.verbirgt(lauf.uuid, welt.frau))
        #expect(try await !lage.verbirgt(lauf.uuid, lage.leitung))
        try await welt.verbund.abbauen()
    }

    @Test("Ein Brief von danach ist offen, solange sein Text sie nicht nennt")
    func danach() async throws {
        let lage = try await lage(), welt = lage.welt
        try await lage.sperren()
        let neutral = try await lage.brief("Termin versäumt.")
        #expect(try await !lage.verbirgt(neutral.uuid, welt.frau))
        let sagtEs = try await lage.brief("Niemand öffnete in der Bahnhofstr. 4.")
        #expect(try await lage.verbirgt(sagtEs.uuid, welt.frau))
        #expect(try await !lage.verbirgt(sagtEs.uuid, lage.leitung))
        try await welt.verbund.abbauen()
    }
}
