import Foundation
@testable import Platform
import Postgres
import TestSupport

/// Attacks made from the catalogue: every table with every verb that the login does not hold, every
/// function that it may not execute, every other role. So a new table, function or login is
/// attacked without anybody thinking of it. The answer is always 42501, nothing else: neither a
/// constraint nor a trigger may be reached.
enum AngriffKatalog {
    static func alle(_ login: String, in szene: Angriffsszene) throws -> [Angriff] {
        let server = try szene.verbund.superuser()
        defer { server.close() }
        let schemas = ["platform", "kreis", szene.ahaus.schema, szene.borken.schema]
        return try server.all(tabellen(login, schemas), lesen)
            + server.all(funktionen(login, schemas), lesen) + rollen(login, in: szene)
    }

    private static func lesen(_ zeile: Row) throws -> Angriff {
        Angriff(try zeile.decode("name"), try zeile.decode("satz"), "42501")
    }

    private static func tabellen(_ login: String, _ schemas: [String]) -> SQL {
        """
        SELECT v.art || ' ' || c.oid::regclass AS name,
               replace(replace(v.satz, '?t', format('%I.%I', n.nspname, c.relname)),
                       '?s', quote_ident(a.attname)) AS satz
          FROM pg_class c
          JOIN pg_namespace n ON n.oid = c.relnamespace
          JOIN LATERAL (SELECT attname FROM pg_attribute
                         WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped
                         ORDER BY attnum LIMIT 1) a ON true
          JOIN (VALUES ('liest', 'SELECT', 'SELECT count(*)::text FROM ?t'),
                       ('füllt', 'INSERT', 'INSERT INTO ?t DEFAULT VALUES'),
                       ('ändert', 'UPDATE', 'UPDATE ?t SET ?s = DEFAULT'),
                       ('löscht in', 'DELETE', 'DELETE FROM ?t'),
                       ('leert', 'TRUNCATE', 'TRUNCATE ?t'),
                       ('legt Wächter an:', 'TRIGGER',
                        'CREATE TRIGGER x BEFORE INSERT ON ?t FOR EACH ROW EXECUTE FUNCTION '
                        'suppress_redundant_updates_trigger()'),
                       ('schaltet Wächter aus:', NULL, 'ALTER TABLE ?t DISABLE TRIGGER ALL'),
                       ('übernimmt', NULL, 'ALTER TABLE ?t OWNER TO CURRENT_USER'),
                       ('wirft weg', NULL, 'DROP TABLE ?t CASCADE'))
               AS v (art, recht, satz) ON true
         WHERE c.relkind = 'r' AND n.nspname = ANY (\(schemas)::text[])
           AND NOT coalesce(has_table_privilege(\(login)::name, c.oid, v.recht), false)
         ORDER BY 1
        """
    }

    /// The arguments are no constants: PostgreSQL answers a strict function of a constant NULL
    /// without asking whether it may be called.
    private static func funktionen(_ login: String, _ schemas: [String]) -> SQL {
        """
        SELECT 'ruft ' || p.oid::regprocedure AS name,
               format('SELECT %I.%I(%s)', n.nspname, p.proname, (
                   SELECT string_agg(format('(SELECT NULL::%s)', format_type(t.oid, NULL)), ', '
                                     ORDER BY t.stelle)
                     FROM unnest(p.proargtypes) WITH ORDINALITY AS t (oid, stelle))) AS satz
          FROM pg_proc p
          JOIN pg_namespace n ON n.oid = p.pronamespace
         WHERE n.nspname = ANY (\(schemas + ["pg_catalog"])::text[]) AND p.prokind = 'f'
           AND p.provariadic = 0 AND NOT has_function_privilege(\(login)::name, p.oid, 'EXECUTE')
           AND NOT EXISTS (SELECT FROM unnest(p.proargtypes) AS t (oid) JOIN pg_type y USING (oid)
                            WHERE y.typtype = 'p')
         ORDER BY 1
        """
    }

    private static func rollen(_ login: String, in szene: Angriffsszene) -> [Angriff] {
        let kommunen = [szene.ahaus, szene.borken]
        // A Mandant's login belongs to `mandant_basis`, which is less than itself.
        let basis = kommunen.contains { $0.loginRole == login } ? [] : ["mandant_basis"]
        let andere = AngriffTests.kreislogins + ["mandat_eigner"] + basis
            + kommunen.flatMap { [$0.loginRole, $0.ownerRole] }
        return andere.filter { $0 != login }.flatMap { rolle in
            saetze.map { art, satz in
                Angriff("\(art) \(rolle)",
                        satz.replacingOccurrences(of: "?r", with: rolle), "42501")
            }
        }
    }

    private static let saetze = [
        ("wird", "SET ROLE ?r"), ("wird im SELECT", "SELECT set_config('role', '?r', true)"),
        ("wechselt zu", "SET SESSION AUTHORIZATION ?r"), ("tritt bei", "GRANT ?r TO CURRENT_USER"),
        ("setzt Kennwort von", "ALTER ROLE ?r PASSWORD 'x'"),
        ("verlegt", "ALTER ROLE ?r SET search_path = public"), ("löscht", "DROP ROLE ?r"),
    ]
}
