import Foundation
import Grundwerte
import Logging
@testable import Platform
import Postgres
import TestSupport
import Testing

@Suite("Warteschlange: jeder Auftrag wirkt einmal")
struct JobTests {
    /// Notes its number in the Mandant's own schema; a doubled effect breaks the primary key.
    private struct Vermerk: Job {
        static let kind = "test.vermerk"
        var vorgang = UUIDv7()

        func run(_ run: JobRun) async throws {
            let vorgang = vorgang
            try await run.finish { session in
                try session.execute("INSERT INTO vorgang (id, ziel) VALUES (\(vorgang), 'job')")
                return "fertig"
            }
        }
    }

    private struct Fehlschlag: Job {
        static let kind = "test.fehlschlag"
        func run(_ run: JobRun) async throws { throw Absicht() }
    }

    private struct Absicht: Error {}

    @Test("1.000 Aufträge, zwei Worker: jeder läuft genau einmal")
    func zweiWorker() async throws {
        let (verbund, ahaus, frau) = try await vorbereiten()
        try await verbund.write(ahaus, als: frau) { session in
            for _ in 0..<1_000 { try session.enqueue(Vermerk()) }
        }
        let eins = worker(verbund, [Vermerk.self]), zwei = worker(verbund, [Vermerk.self])
        async let a: Void = eins.drain()
        async let b: Void = zwei.drain()
        _ = try await (a, b)
        #expect(try await vermerke(verbund, ahaus, frau) == 1_000)
        #expect(try zahl("SELECT count(*) FROM platform.job", verbund) == 0)
        #expect(
            try zahl("SELECT count(*) FROM platform.job_done WHERE outcome = 'done'", verbund)
                == 1_000)
        try await verbund.abbauen()
    }

    @Test("Ein Mandant mit 1.000 Aufträgen hält den anderen mit einem nicht auf")
    func gerecht() async throws {
        let (verbund, ahaus, frau) = try await vorbereiten()
        let borken = try await verbund.mandant("borken")
        let dort = try await verbund.akteur("sachbearbeitung", mandant: borken)
        try await verbund.write(ahaus, als: frau) { session in
            for _ in 0..<1_000 { try session.enqueue(Vermerk()) }
        }
        try await verbund.write(borken, als: dort) { try $0.enqueue(Vermerk()) }
        let queue = queue(verbund)
        var platz = 0
        while let claim = try await queue.claim(kinds: [Vermerk.kind]), claim.mandant != borken.id {
            platz += 1
        }
        // One place per second that lay between the two, as virtual time runs in seconds.
        #expect(platz < 100)
        try await verbund.abbauen()
    }

    @Test("Unter demselben Schlüssel wartet ein Auftrag einmal; jeder Mandant hat eigene Schlüssel")
    func schluessel() async throws {
        let (verbund, ahaus, frau) = try await vorbereiten()
        let borken = try await verbund.mandant("borken")
        let dort = try await verbund.akteur("sachbearbeitung", mandant: borken)
        for _ in 0..<3 {
            try await verbund.write(ahaus, als: frau) { try $0.enqueue(Vermerk(), key: "2026-11") }
        }
        try await verbund.write(borken, als: dort) { try $0.enqueue(Vermerk(), key: "2026-11") }
        #expect(try zahl("SELECT count(*) FROM platform.job", verbund) == 2)
        try await verbund.abbauen()
    }

    @Test("Wer seinen Anspruch verloren hat, hinterlässt nichts")
    func verloren() async throws {
        let (verbund, ahaus, frau) = try await vorbereiten()
        try await verbund.write(ahaus, als: frau) { try $0.enqueue(Vermerk()) }
        let queue = queue(verbund)
        let alt = try #require(try await queue.claim(kinds: [Vermerk.kind]))
        try admin("UPDATE platform.job SET lease_until = now() - interval '1 second'", verbund)
        #expect(try await queue.rescue() == 1)
        let neu = try #require(try await queue.claim(kinds: [Vermerk.kind]))
        #expect(neu.job == alt.job && neu.attempt == 2)
        let lauf = JobRun(
            database: verbund.worker, registry: verbund.registry, mandant: ahaus,
            akteur: .programm(anfrage: alt.job), claim: alt, queue: queue, typesetter: nil,
            siegelbuch: nil)
        await #expect(throws: JobRun.ClaimLost.self) {
            try await lauf.finish { session in
                try session.execute("INSERT INTO vorgang (id, ziel) VALUES (\(UUIDv7()), 'job')")
                return nil
            }
        }
        #expect(try await vermerke(verbund, ahaus, frau) == 0)
        #expect(try await queue.heartbeat(alt) == .lost)
        #expect(try await queue.heartbeat(neu) == .held)
        try await verbund.abbauen()
    }

    @Test("Ein Auftrag, der immer scheitert, endet nach seinen Versuchen als tot")
    func tot() async throws {
        let (verbund, ahaus, frau) = try await vorbereiten()
        try await verbund.write(ahaus, als: frau) { try $0.enqueue(Fehlschlag()) }
        try admin("UPDATE platform.job SET max_attempts = 3", verbund)
        let queue = queue(verbund)
        for versuch in 1...3 {
            // Gemessen an einem Zeitpunkt vor dem Scheitern: Wie schnell der Test läuft, ist
            // gleich.
            try admin(
                "UPDATE platform.job SET run_at = now(), created_at = clock_timestamp()", verbund)
            let claim = try #require(try await queue.claim(kinds: [Fehlschlag.kind]))
            try await queue.fail(claim, error: "gescheitert")
            let pause = 0.8 * Double(1 << versuch)
            #expect(try zahl("""
                SELECT count(*) FROM platform.job
                 WHERE state = 0 AND attempt = \(versuch) AND last_error = 'gescheitert'
                   AND run_at >= created_at + make_interval(secs => \(pause))
                """, verbund) == (versuch < 3 ? 1 : 0))
        }
        #expect(
            try zahl("""
                SELECT count(*) FROM platform.job_done WHERE outcome = 'dead' AND attempts = 3
                   AND error <> ''
                """, verbund) == 1)
        try await verbund.abbauen()
    }

    @Test("Ein Auftrag, der seinen Worker mitreißt, wird nicht ewig wiederholt")
    func giftig() async throws {
        let (verbund, ahaus, frau) = try await vorbereiten()
        try await verbund.write(ahaus, als: frau) { try $0.enqueue(Vermerk()) }
        try admin("UPDATE platform.job SET max_attempts = 2", verbund)
        let queue = queue(verbund)
        for _ in 1...2 {
            _ = try #require(try await queue.claim(kinds: [Vermerk.kind]))
            try admin("UPDATE platform.job SET lease_until = now() - interval '1 second'", verbund)
            _ = try await queue.rescue()
        }
        let rest = try await queue.claim(kinds: [Vermerk.kind])
        #expect(rest?.job == nil)
        #expect(
            try zahl("SELECT count(*) FROM platform.job_done WHERE outcome = 'dead'", verbund) == 1)
        try await verbund.abbauen()
    }

    private struct Langsam: Job {
        static let kind = "test.langsam"
        func run(_ run: JobRun) async throws {
            try await run.database.platform.write {
                try $0.execute("UPDATE job SET cancel_requested = true")
            }
            try await run.progress("die Hälfte")
        }
    }

    @Test("Ein Abbruch wirkt beim nächsten Fortschritt")
    func abbruch() async throws {
        let (verbund, ahaus, frau) = try await vorbereiten()
        try await verbund.write(ahaus, als: frau) { try $0.enqueue(Langsam()) }
        try await worker(verbund, [Langsam.self]).drain()
        #expect(
            try zahl("SELECT count(*) FROM platform.job_done WHERE outcome = 'cancelled'", verbund)
                == 1)
        #expect(try zahl("SELECT count(*) FROM platform.job", verbund) == 0)
        try await verbund.abbauen()
    }

    @Test("Was vor seinem Beginn abgebrochen wird, beginnt nicht mehr")
    func abbruchVorBeginn() async throws {
        let (verbund, ahaus, frau) = try await vorbereiten()
        try await verbund.write(ahaus, als: frau) { try $0.enqueue(Vermerk()) }
        try admin("UPDATE platform.job SET cancel_requested = true", verbund)
        try await worker(verbund, [Vermerk.self]).drain()
        #expect(try await vermerke(verbund, ahaus, frau) == 0)
        _ = try await queue(verbund).rescue()
        #expect(
            try zahl("SELECT count(*) FROM platform.job_done WHERE outcome = 'cancelled'", verbund)
                == 1)
        try await verbund.abbauen()
    }

    @Test("Ein Takt schlägt einmal, auch wenn zwei Worker ihn zugleich sehen")
    func takt() async throws {
        let (verbund, _, _) = try await vorbereiten()
        let queue = queue(verbund)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    try await queue.tick("monat", every: 3_600) { transaction in
                        try transaction.execute("""
                            INSERT INTO job (id, kind) VALUES (\(UUIDv7()), 'test.takt')
                            """)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try zahl("SELECT count(*) FROM platform.job", verbund) == 1)
        try await verbund.abbauen()
    }

    @Test("Ein zweimal gesendetes Formular tut seine Arbeit einmal, auch gleichzeitig")
    func einmal() async throws {
        let (verbund, ahaus, frau) = try await vorbereiten()
        let vorgang = UUIDv7()
        let ziele = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    try await verbund.write(ahaus, als: frau) { session in
                        try session.einmal(vorgang) {
                            "faelle/\(try session.naechsteNummer("fall"))"
                        }
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(ziele == Array(repeating: "faelle/1", count: 4))
        try await verbund.abbauen()
    }

    @Test("Nummern haben keine Lücke, auch wenn Vorgänge gleichzeitig laufen und manche scheitern")
    func nummern() async throws {
        let (verbund, ahaus, frau) = try await vorbereiten()
        let nummern = try await withThrowingTaskGroup(of: Int?.self) { group in
            for versuch in 0..<60 {
                group.addTask {
                    try? await verbund.write(ahaus, als: frau) { session in
                        let nummer = try session.naechsteNummer("bescheid")
                        if versuch.isMultiple(of: 3) { throw Absicht() }
                        return nummer
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }.compactMap(\.self).sorted()
        }
        #expect(nummern == Array(1...40))
        try await verbund.abbauen()
    }

    private func vorbereiten() async throws -> (TestVerbund, Mandant, Akteur) {
        let verbund = try await TestVerbund.neu()
        let ahaus = try await verbund.mandant("ahaus")
        return (verbund, ahaus, try await verbund.akteur("sachbearbeitung", mandant: ahaus))
    }

    private func worker(_ verbund: TestVerbund, _ jobs: [any Job.Type]) -> JobWorker {
        JobWorker(database: verbund.worker, registry: verbund.registry, jobs: jobs,
                  logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func queue(_ verbund: TestVerbund) -> JobQueue {
        JobQueue(pool: verbund.worker.platform, worker: "test")
    }

    private func vermerke(
        _ verbund: TestVerbund, _ mandant: Mandant, _ akteur: Akteur
    ) async throws -> Int {
        try await verbund.read(mandant, als: akteur) {
            try $0.scalar("SELECT count(*) FROM vorgang")
        }
    }

    private func zahl(_ sql: SQL, _ verbund: TestVerbund) throws -> Int {
        let verbindung = try verbund.superuser()
        defer { verbindung.close() }
        return try verbindung.scalar(sql)
    }

    private func admin(_ sql: SQL, _ verbund: TestVerbund) throws {
        let verbindung = try verbund.superuser()
        defer { verbindung.close() }
        try verbindung.execute(sql)
    }
}
