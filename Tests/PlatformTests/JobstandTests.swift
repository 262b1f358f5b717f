import Grundwerte
import Logging
@testable import Platform
import Postgres
import TestSupport
import Testing

@Suite("Was eine Seite von einem Auftrag erfährt")
struct JobstandTests {
    /// Wie die Aufträge einer Erhebung: in jeder Kommune derselbe Schlüssel.
    private struct Lauf: Job {
        static let kind = "test.lauf"

        func run(_ run: JobRun) async throws {
            try await run.finish { _ in "fertig" }
        }
    }

    private static let schluessel = "lauf-2026"

    @Test("Eine Kommune sieht ihre Aufträge, nicht die einer anderen unter demselben Schlüssel")
    func eigene() async throws {
        let verbund = try await TestVerbund.neu()
        let ahaus = try await verbund.mandant("ahaus"), borken = try await verbund.mandant("borken")
        let hier = try await verbund.akteur("sachbearbeitung", mandant: ahaus)
        let dort = try await verbund.akteur("sachbearbeitung", mandant: borken)
        func stand(_ mandant: Mandant?) async throws -> JobOverview.Stand? {
            let id = mandant?.id
            return try await verbund.database.readPlatform(.fallLesen, als: hier) {
                try JobOverview.stand(of: Lauf.self, key: Self.schluessel, mandant: id, in: $0)
            }
        }

        try await verbund.write(borken, als: dort) { try $0.enqueue(Lauf(), key: Self.schluessel) }
        #expect(try await stand(ahaus) == nil)
        #expect(try await stand(nil) == nil)
        guard case .live(let wartend)? = try await stand(borken) else {
            Issue.record("Borken findet seinen eigenen Auftrag nicht.")
            return try await verbund.abbauen()
        }
        #expect(wartend.kommune == borken.bezeichnung)

        try await JobWorker(
            database: verbund.worker, registry: verbund.registry, jobs: [Lauf.self],
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }).drain()
        #expect(try await stand(ahaus) == nil)
        #expect(try await stand(nil) == nil)
        guard case .ended? = try await stand(borken) else {
            Issue.record("Borken findet seinen fertigen Auftrag nicht.")
            return try await verbund.abbauen()
        }

        // Ist Borken fertig, wartet Ahaus noch auf sich selbst.
        try await verbund.write(ahaus, als: hier) { try $0.enqueue(Lauf(), key: Self.schluessel) }
        guard case .live(let eigener)? = try await stand(ahaus) else {
            Issue.record("Ahaus sieht statt seines Auftrags den fertigen von Borken.")
            return try await verbund.abbauen()
        }
        #expect(eigener.kommune == ahaus.bezeichnung)
        try await verbund.abbauen()
    }
}
