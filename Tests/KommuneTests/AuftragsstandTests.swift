import Foundation
import Grundwerte
@testable import Kommune
import Logging
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Wie die Aufträge einer Kommune enden: mit einem Wort, nie mit einer Zahl")
struct AuftragsstandTests {
    @Test("Jeder Auftrag ohne Angaben läuft und hinterlässt in der Warteschlange keine Ziffer")
    func ohneZiffern() async throws {
        let welt = try await Kommunenwelt.neu()
        _ = try await welt.faelle(7)
        let arten = Mandantauftraege.alle.filter { Self.brauchtNichts($0) }.map { $0.kind }
        #expect(arten.contains("personenmarken.abgleichen"))
        #expect(arten.count >= 12)
        let server = try welt.verbund.superuser()
        defer { server.close() }
        try server.execute("DELETE FROM platform.job")
        for art in arten {
            try server.execute("""
                INSERT INTO platform.job (id, mandant_id, kind, unique_key)
                VALUES (\(UUIDv7()), \(welt.ahaus.id), \(art), 'probe')
                """)
        }
        try await JobWorker(
            database: welt.verbund.worker, registry: welt.verbund.registry,
            jobs: Mandantauftraege.alle,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }).drain()
        let fertige = try server.scalars("""
            SELECT kind FROM platform.job_done WHERE outcome = 'done' AND unique_key = 'probe'
            """, as: String.self)
        #expect(Set(fertige) == Set(arten))
        let zahlen = try server.scalars("""
            SELECT kind || ': ' || progress FROM platform.job_done WHERE progress ~ '[0-9]'
            """, as: String.self)
        #expect(zahlen == [])
        try await welt.verbund.abbauen()
    }

    private static func brauchtNichts(_ art: any Job.Type) -> Bool {
        (try? JSONDecoder().decode(art, from: Data("{}".utf8))) != nil
    }

    @Test("Ein Anteil steht in vollen Zehnern: 33 % hieße, dass es drei sind", arguments: [
        (fertig: 1, alle: 3, text: "30 % gelesen"), (fertig: 2, alle: 3, text: "60 % gelesen"),
        (fertig: 3, alle: 3, text: "100 % gelesen"), (fertig: 0, alle: 0, text: "100 % gelesen"),
        (fertig: 1, alle: 11, text: "0 % gelesen"), (fertig: 9, alle: 3, text: "100 % gelesen"),
    ])
    func anteil(fertig: Int, alle: Int, text: String) {
        #expect(Jobstand.anteil(fertig, von: alle, "gelesen").text == text)
    }
}
