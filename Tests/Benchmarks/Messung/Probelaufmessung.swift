import Foundation
import Grundwerte
import Kommune
import Leistungsrecht
import Logging
import Platform
import Postgres
import TestSupport
import Uebergabe

/// All cases of two Mandanten under a draft: `messung probelauf CASES`, half of them each.
///
/// Its floor is COPY of the same rows: what a Probelauf must read goes out, what it must write goes
/// in, by the same logins and as many connections.
enum Probelaufmessung {
    private static let gelesen = [
        "fall", "mitglied", "person_angabe", "berechtigung", "aufenthalt", "einkommen", "vermoegen",
        "mehrbedarf", "monatsbedarf", "arbeitsgelegenheit", "unterkunft", "bankverbindung",
    ]

    static func run(_ arguments: [String]) async throws {
        let jeMandant = (arguments.first.flatMap { Int($0) } ?? 100_000) / 2
        let verbund = try await TestVerbund.neu()
        let mandanten = [try await verbund.mandant("ahaus"), try await verbund.mandant("borken")]
        for mandant in mandanten {
            try Messbestand.fuellen(mandant, jeMandant, danach: gelesen, verbund)
        }
        let lauf = try beginnen(verbund)

        let clock = ContinuousClock(), begin = clock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in mandanten {
                group.addTask {
                    try await JobWorker(
                        database: verbund.worker, registry: verbund.registry,
                        jobs: [ProbelaufRechnen.self],
                        logger: Logger(label: "messung") { _ in SwiftLogNoOpLogHandler() }).drain()
                }
            }
            try await group.waitForAll()
        }
        Messung.report("probelauf", Messung.seconds(clock.now - begin))
        let server = try verbund.superuser()
        Messung.report("personen", Double(try server.scalar("""
            SELECT personen FROM platform.probelauf_summen(\(lauf))
            """, as: Int.self)))
        server.close()

        let zweiter = clock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for mandant in mandanten {
                group.addTask { try await kopieren(mandant, verbund) }
            }
            try await group.waitForAll()
        }
        Messung.report("copy", Messung.seconds(clock.now - zweiter))
        try await verbund.abbauen()
    }

    /// Every Bedarfssatz half a Euro higher from December on.
    private static func beginnen(_ verbund: TestVerbund) throws -> UUIDv7 {
        let server = try verbund.superuser(), entwurf = UUIDv7(), lauf = UUIDv7()
        defer { server.close() }
        let ab = Monat(2026, 12).ersterTag
        guard let stand = try Parameter.amtlich.staende(.bedarfssaetze).last else { return lauf }
        let text = stand.vorlage(ab: ab).replacing(",00\"", with: ",50\"")
            .replacing("\"fundstelle\": \"\"", with: "\"fundstelle\": \"Messung\"")
        let wert = try Standentwurf(text.utf8, als: .bedarfssaetze, nach: .amtlich).wert
        try server.execute("""
            INSERT INTO platform.parameterstand (id, name, gueltig_ab, wert, fundstelle,
                                                 erfasst_von)
            VALUES (\(entwurf), 'bedarfssaetze', \(ab), \(wert)::jsonb, 'Messung', \(UUIDv7()))
            """)
        try server.execute("""
            SELECT platform.probelauf_beginnen(\(lauf), \([entwurf]), \(ab), \(ab), \(UUIDv7()),
                                               \(verbund.tag))
            """)
        return lauf
    }

    private static func kopieren(_ mandant: Mandant, _ verbund: TestVerbund) async throws {
        try await verbund.worker.pool(of: mandant).write { transaction in
            var bytes: [UInt8] = []
            for tabelle in gelesen {
                try transaction.copyOut("COPY \(unescaped: tabelle) TO STDOUT (FORMAT binary)") {
                    bytes.replaceSubrange(bytes.startIndex..., with: $0)
                }
            }
            var zeilen: [[UInt8]] = []
            try transaction.copyOut("COPY probelauf_fall TO STDOUT") { zeilen.append(Array($0)) }
            try transaction.execute("""
                CREATE TEMP TABLE ziel (LIKE probelauf_fall INCLUDING ALL) ON COMMIT DROP
                """)
            try transaction.copyIn("COPY ziel FROM STDIN") { writer in
                for zeile in zeilen { try writer.write(zeile) }
            }
        }
    }
}
