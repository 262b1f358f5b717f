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
        for mandant in mandanten { try fuellen(mandant, jeMandant, verbund) }
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

    /// Households of one, of two and of four, half of them in a flat with rent, some with a wage.
    private static func fuellen(
        _ mandant: Mandant, _ anzahl: Int, _ verbund: TestVerbund
    ) throws {
        let server = try verbund.superuser(), wer = UUIDv7()
        defer { server.close() }
        try server.runScript("""
            SET search_path = "\(mandant.schema)", public;
            SET session_replication_role = replica;
            CREATE TEMP TABLE f AS
            SELECT gen_random_uuid() AS id, i,
                   CASE WHEN i % 10 < 7 THEN 1 WHEN i % 10 < 9 THEN 2 ELSE 4 END AS koepfe
              FROM generate_series(1, \(anzahl)) AS i;
            CREATE TEMP TABLE p AS
            SELECT gen_random_uuid() AS id, f.id AS fall, f.i, k
              FROM f, generate_series(1, f.koepfe) k;
            INSERT INTO fall (id, aktenzeichen, sachbearbeitung, angelegt_von)
            SELECT id, 'M-' || lpad(i::text, 7, '0'), '\(wer)', '\(wer)' FROM f;
            INSERT INTO person (id) SELECT id FROM p;
            INSERT INTO person_angabe (id, person_id, familienname, vorname, suchname, klang,
                   faltung, geburtsdatum, geschlecht, staatsangehoerigkeit, familienstand, gueltig,
                   erfasst_von)
            SELECT gen_random_uuid(), id, 'Name' || i, 'Vorname', 'name', '{}', \(Suchname.version),
                   CASE WHEN k <= 2 THEN date '1990-01-01' + i % 3000
                        ELSE date '2015-01-01' + i % 3000 END, 'm', '423', 'ledig',
                   '[2025-01-01,)', '\(wer)' FROM p;
            INSERT INTO mitglied (id, fall_id, person_id, rolle, gueltig, erfasst_von)
            SELECT gen_random_uuid(), fall, id,
                   CASE k WHEN 1 THEN 'haushaltsvorstand' WHEN 2 THEN 'partner' ELSE 'kind' END,
                   '[2025-01-01,)', '\(wer)' FROM p;
            INSERT INTO berechtigung (id, person_id, personenkreis, grundlage, gueltig, erfasst_von)
            SELECT gen_random_uuid(), id, 'nr_1', 'grundleistung', '[2025-01-01,)', '\(wer)' FROM p;
            INSERT INTO unterkunft (id, fall_id, art, strasse, plz, ort, miete_cent, gueltig,
                   erfasst_von)
            SELECT gen_random_uuid(), id, CASE WHEN i % 2 = 0 THEN 'wohnung'
                   ELSE 'gemeinschaftsunterkunft' END, 'Am Wall', '48683', 'Ahaus',
                   CASE WHEN i % 2 = 0 THEN 45000 ELSE 0 END, '[2025-01-01,)', '\(wer)' FROM f;
            INSERT INTO einkommen (id, person_id, art, brutto_cent, quelle, gueltig, erfasst_von)
            SELECT gen_random_uuid(), id, 'erwerbstaetigkeit', 40000, 'Lohn', '[2025-01-01,)',
                   '\(wer)' FROM p WHERE k = 1 AND i % 5 = 0;
            """)
        for tabelle in gelesen {
            try server.runScript("VACUUM ANALYZE \"\(mandant.schema)\".\(tabelle)")
        }
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
