import Grundwerte
import Kommune
import Platform
import Postgres
import TestSupport

/// Cases of a Mandant for measuring, written behind the back of all guards.
enum Messbestand {
    /// `anzahl` cases: households of one, of two and of four, half of them in a flat with rent,
    /// some with a wage.
    static func fuellen(
        _ mandant: Mandant, _ anzahl: Int, danach tabellen: [String], _ verbund: TestVerbund
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
        for tabelle in tabellen {
            try server.runScript("VACUUM ANALYZE \"\(mandant.schema)\".\(tabelle)")
        }
    }
}
