import Foundation
import Grundwerte
import Postgres
import TestSupport
import Testing

/// The rules by which the same SQL runs on one machine and on Citus schema-based sharding, and by
/// which PostgreSQL keeps the Mandanten apart.
@Suite("SQL-Regeln")
struct SQLRegelnTests {
    /// Each query lists breaches; `{schema}` stands for platform, kreis and every Mandant.
    @Test(
        "Der Katalog eines migrierten Verbunds hält die Regeln ein",
        arguments: [
            (
                "Jede Tabelle hat einen Primärschlüssel",
                """
                SELECT c.oid::regclass::text FROM pg_class c
                 WHERE c.relnamespace = '{schema}'::regnamespace AND c.relkind IN ('r', 'p')
                   AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid
                                   AND i.indisprimary)
                """
            ),
            (
                "Kein Fremdschlüssel verlässt sein Schema",
                """
                SELECT k.conname::text FROM pg_constraint k JOIN pg_class z ON z.oid = k.confrelid
                 WHERE k.connamespace = '{schema}'::regnamespace AND k.contype = 'f'
                   AND z.relnamespace <> k.connamespace
                """
            ),
            (
                "Keine Rechte auf einzelne Spalten",
                """
                SELECT a.attrelid::regclass::text || '.' || a.attname FROM pg_attribute a
                  JOIN pg_class c ON c.oid = a.attrelid
                 WHERE c.relnamespace = '{schema}'::regnamespace AND a.attacl IS NOT NULL
                """
            ),
            (
                "Keine Sicht, Vererbung, Partitionen, Sequenz, Regel und Zeilenrichtlinie",
                """
                SELECT c.oid::regclass::text FROM pg_class c
                 WHERE c.relnamespace = '{schema}'::regnamespace
                   AND (c.relkind IN ('v', 'm', 'p', 'S', 'f') OR c.relispartition
                        OR c.relrowsecurity
                        OR EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid
                                   AND c.relkind = 'r')
                        OR EXISTS (SELECT FROM pg_rewrite r WHERE r.ev_class = c.oid))
                """
            ),
            (
                "Keine Gleitkommazahl, kein numeric, kein money; virtuelle Zeit ist kein Geld",
                """
                SELECT c.oid::regclass::text || '.' || a.attname FROM pg_attribute a
                  JOIN pg_class c ON c.oid = a.attrelid
                 WHERE c.relnamespace = '{schema}'::regnamespace AND c.relkind = 'r'
                   AND a.attnum > 0
                   AND a.atttypid IN ('real'::regtype, 'double precision'::regtype,
                                      'numeric'::regtype, 'money'::regtype)
                   AND a.attname <> 'vt'
                """
            ),
            (
                "Ein Geldbetrag heißt …_cent und ist bigint",
                """
                SELECT c.oid::regclass::text || '.' || a.attname FROM pg_attribute a
                  JOIN pg_class c ON c.oid = a.attrelid
                 WHERE c.relnamespace = '{schema}'::regnamespace AND c.relkind = 'r'
                   AND a.attname ~ '_cent$'
                   AND a.atttypid <> 'bigint'::regtype
                """
            ),
            (
                "Kein Zeitstempel ohne Zone",
                """
                SELECT c.oid::regclass::text || '.' || a.attname FROM pg_attribute a
                  JOIN pg_class c ON c.oid = a.attrelid
                 WHERE c.relnamespace = '{schema}'::regnamespace AND a.attnum > 0
                   AND a.atttypid = 'timestamp without time zone'::regtype
                """
            ),
            (
                "Jede Prüfung, Ausschlussbedingung, Eindeutigkeit trägt einen sprechenden Namen",
                """
                SELECT conname::text FROM pg_constraint
                 WHERE connamespace = '{schema}'::regnamespace
                   AND (contype = 'x' AND conname ~ '_excl[0-9]*$' OR contype = 'u'
                        AND conname ~ '_key[0-9]*$'
                        OR contype = 'c' AND conname ~ '_check[0-9]*$')
                """
            ),
            (
                "Jede Bedingung ist geprüft, jeder Index gültig, jeder Trigger an",
                """
                SELECT conname::text FROM pg_constraint
                 WHERE connamespace = '{schema}'::regnamespace AND NOT convalidated
                UNION ALL
                SELECT indexrelid::regclass::text FROM pg_index i
                  JOIN pg_class c ON c.oid = i.indrelid
                 WHERE c.relnamespace = '{schema}'::regnamespace AND NOT i.indisvalid
                UNION ALL
                SELECT tgname::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
                 WHERE c.relnamespace = '{schema}'::regnamespace AND NOT t.tgisinternal
                   AND t.tgenabled <> 'O'
                """
            ),
            (
                "Wer als Eigner läuft, hat einen festen Suchpfad",
                """
                SELECT p.oid::regprocedure::text FROM pg_proc p
                 WHERE p.pronamespace = '{schema}'::regnamespace AND p.prosecdef
                   AND NOT EXISTS (SELECT FROM unnest(p.proconfig) AS e WHERE e ~ '^search_path=')
                """
            ),
            (
                "Kein Suchpfad einer Eignerfunktion beginnt mit pg_temp oder nennt public",
                """
                SELECT p.oid::regprocedure::text FROM pg_proc p, unnest(p.proconfig) AS e
                 WHERE p.pronamespace = '{schema}'::regnamespace
                   AND e ~ '^search_path=(.*public|"?pg_temp|"?\\$user)'
                """
            ),
            (
                "PUBLIC darf nichts",
                """
                SELECT p.oid::regprocedure::text FROM pg_proc p
                 WHERE p.pronamespace = '{schema}'::regnamespace
                   AND EXISTS (SELECT
                                 FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
                                WHERE a.grantee = 0)
                UNION ALL
                SELECT c.oid::regclass::text FROM pg_class c, aclexplode(c.relacl) a
                 WHERE c.relnamespace = '{schema}'::regnamespace AND a.grantee = 0
                UNION ALL
                SELECT n.nspname::text FROM pg_namespace n, aclexplode(n.nspacl) a
                 WHERE n.nspname = '{schema}' AND a.grantee = 0
                """
            ),
            (
                "Niemand darf leeren, verweisen, Trigger setzen oder Rechte weitergeben",
                """
                SELECT c.oid::regclass::text || ' ' || a.privilege_type FROM pg_class c,
                       aclexplode(c.relacl) a
                 WHERE c.relnamespace = '{schema}'::regnamespace AND a.grantee <> c.relowner
                   AND (a.privilege_type IN ('TRUNCATE', 'REFERENCES', 'TRIGGER') OR a.is_grantable)
                """
            ),
            (
                "Kein Login besitzt etwas; alles gehört dem Eigner",
                """
                SELECT c.oid::regclass::text FROM pg_class c
                 WHERE c.relnamespace = '{schema}'::regnamespace
                   AND pg_get_userbyid(c.relowner) NOT IN ('mandat_eigner', '{schema}_e')
                """
            )
        ])
    func katalog(regel: String, sql: String) async throws {
        let verbund = try await TestVerbund.neu()
        let verbindung = try verbund.superuser()
        defer { verbindung.close() }
        let mandanten = try verbindung.scalars(
            "SELECT schema_name FROM platform.mandant ORDER BY 1", as: String.self)
        for schema in ["platform", "kreis"] + mandanten {
            let verstoesse = try verbindung.scalars(
                "\(unescaped: sql.replacingOccurrences(of: "{schema}", with: schema))",
                as: String.self)
            #expect(verstoesse == [], "\(regel) (\(schema))")
        }
        try await verbund.abbauen()
    }

    @Test("Funktionen ruft nur, wer genannt ist")
    func ausfuehren() async throws {
        let verbund = try await TestVerbund.neu()
        let verbindung = try verbund.superuser()
        defer { verbindung.close() }
        let rollen = try verbindung.scalars("""
            SELECT DISTINCT pg_get_userbyid(a.grantee) FROM pg_proc p, aclexplode(p.proacl) a
             WHERE p.pronamespace IN ('platform'::regnamespace, 'kreis'::regnamespace)
               AND a.grantee <> p.proowner
             ORDER BY 1
            """, as: String.self)
        let erlaubt: Set = ["mandant_basis", "kreis_kasse", "kreis_abrechnung", "kreis_verwaltung",
                            "kreis_statistik", "kreis_controlling", "kreis_geheimhaltung",
                            "statistik_export", "mandat_arbeit", "mandat_platform"]
        #expect(Set(rollen).isSubset(of: erlaubt))
        try await verbund.abbauen()
    }

    /// Forms that Citus refuses or that would weaken a guard.
    static let verboten: [(regel: String, muster: String)] = [
        ("kein MERGE", #"(?i)\bMERGE\s+INTO\b"#),
        ("kein Unterselect in VALUES", #"(?is)\bVALUES\s*\([^;"]{0,400}?\(\s*SELECT\b"#),
        (
            "keine flüchtige Funktion in UPDATE",
            #"(?is)\bUPDATE\s+\w+[^;"]{0,400}?\bSET\b[^;"]{0,400}?"#
                + #"\b(clock_timestamp|gen_random_uuid|random)\s*\("#
        ),
        (
            "kein änderndes CTE",
            #"(?is)\bWITH\s+\w+[^;"]{0,200}?\bAS\s*\(\s*(INSERT|UPDATE|DELETE)\b"#
        ),
        (
            "keine Vererbung",
            #"(?i)\b(INHERITS\s*\(|PARTITION\s+OF|PARTITION\s+BY\s+(RANGE|LIST|HASH))"#
        ),
        ("kein CREATE TABLE AS", #"(?i)\bCREATE\s+TABLE\s+\w+\s+AS\b"#),
        ("keine Einstellung als Träger von Angaben", #"(?i)\bcurrent_setting\s*\("#),
        (
            "kein Wechsel der Rolle",
            #"(?i)\bSET\s+(LOCAL\s+|SESSION\s+)?(ROLE|SESSION\s+AUTHORIZATION)\b"#
        )
    ]

    @Test(
        "Die Dateien unter sql/ und das SQL der Kommune enthalten keine verbotene Form",
        arguments: verboten)
    func text(regel: String, muster: String) throws {
        let ausdruck = try NSRegularExpression(pattern: muster)
        let wurzel = TestVerbund.sql.deletingLastPathComponent()
        let dateien = try SQLRegelnTests.dateien(wurzel.appendingPathComponent("sql"), ".sql")
            + SQLRegelnTests.dateien(wurzel.appendingPathComponent("Sources/Kommune"), ".swift")
        #expect(dateien.count > 20)
        for datei in dateien {
            let inhalt = try SQLRegelnTests.ohneKommentare(datei)
            let treffer = ausdruck.firstMatch(
                in: inhalt, range: NSRange(inhalt.startIndex..., in: inhalt))
            let stelle = treffer.flatMap { Range($0.range, in: inhalt) }.map {
                String(inhalt[$0].prefix(120))
            }
            #expect(stelle == nil, "\(regel): \(datei.lastPathComponent)")
        }
    }

    @Test(
        "Die Muster erkennen, was sie verbieten",
        arguments: zip(
            verboten,
            [
                "MERGE INTO fall USING x", "INSERT INTO a VALUES (1, (SELECT 2))",
                "UPDATE a SET b = gen_random_uuid()",
                "WITH x AS (DELETE FROM a RETURNING *) SELECT 1", "CREATE TABLE a () INHERITS (b)",
                "CREATE TABLE a AS SELECT 1", "SELECT current_setting('app.id')", "SET LOCAL ROLE x"
            ]))
    func muster(form: (regel: String, muster: String), beispiel: String) {
        #expect(
            beispiel.range(of: form.muster, options: .regularExpression) != nil, "\(form.regel)")
    }

    @Test("Das SQL eines Mandanten nennt kein Schema außer Funktionen der Theke und Erweiterungen")
    func schemanamen() throws {
        let fremd = try NSRegularExpression(
            pattern: #"\b(platform|kreis|public|erweiterung|m_[0-9a-f]{8})\.(\w+)"#)
        let erlaubt: Set = [
            "kreis.rueckmeldungen", "kreis.auftrag_einreichen", "kreis.auftrag_zurueckziehen",
            "kreis.erstattungen", "kreis.erstattung_zeilen", "kreis.forderungseingaenge",
            "platform.mandant_der_sitzung",
            "platform.einreihen", "platform.support_fall", "platform.arbeitet_hier",
            "platform.darf_hier", "platform.handelt_hier",
            "kreis.zahlungsempfaenger_gilt", "kreis.statistik_quittiert",
            "erweiterung.gin_trgm_ops"
        ]
        for datei in try SQLRegelnTests.dateien(
            TestVerbund.sql.appendingPathComponent("mandant"), ".sql")
        {
            let inhalt = try SQLRegelnTests.ohneKommentare(datei)
            for treffer in fremd.matches(
                in: inhalt, range: NSRange(inhalt.startIndex..., in: inhalt))
            {
                let name = Range(treffer.range, in: inhalt).map { String(inhalt[$0]) } ?? ""
                #expect(
                    erlaubt.contains(name) || name.hasPrefix("erweiterung."),
                    "\(datei.lastPathComponent): \(name)")
            }
        }
    }

    private static func dateien(_ ordner: URL, _ endung: String) throws -> [URL] {
        try FileManager.default.subpathsOfDirectory(atPath: ordner.path).filter {
            $0.hasSuffix(endung)
        }.sorted()
            .map { ordner.appendingPathComponent($0) }
    }

    private static func ohneKommentare(_ datei: URL) throws -> String {
        let zeichen = datei.pathExtension == "sql" ? "--" : "//"
        return try String(contentsOf: datei, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false
        )
        .map { zeile in
            zeile.range(of: zeichen).map { String(zeile[..<$0.lowerBound]) } ?? String(zeile)
        }
        .joined(separator: "\n")
    }
}
