import Postgres

/// Whether the schemas still look as the migrations left them.
package enum SchemaDrift {
    /// One fingerprint of everything that makes up a schema: columns, constraints, indexes,
    /// triggers, functions and all rights. The schema's own name is taken out, so that equal
    /// Mandanten have equal fingerprints.
    package static func fingerprint(
        _ schema: String, in transaction: Transaction
    ) throws -> String {
        // Definitions name a schema only if the search path does not: the same one for everybody
        // who asks.
        let path = try transaction.scalar("SELECT current_setting('search_path')", as: String.self)
        try transaction.execute("SELECT set_config('search_path', 'pg_catalog', true)")
        let fingerprint = try transaction.scalar(query(schema), as: String.self)
        try transaction.execute("SELECT set_config('search_path', \(path), true)")
        return fingerprint
    }

    private static func query(_ schema: String) -> SQL {
        """
        WITH teile AS (
            SELECT 'relation ' || c.relname || ' ' || c.relkind::text || ' '
                   || pg_get_userbyid(c.relowner) || ' ' || \(rights("c.relacl")) AS zeile
              FROM pg_class c WHERE c.relnamespace = to_regnamespace(\(schema))
               AND c.relkind IN ('r', 'v', 'S')
            UNION ALL
            SELECT 'spalte ' || c.relname || ' ' || a.attname || ' '
                   || format_type(a.atttypid, a.atttypmod)
                   || ' ' || a.attnotnull::text || ' '
                   || coalesce(pg_get_expr(d.adbin, d.adrelid), '') || ' '
                   || \(rights("a.attacl"))
              FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
              LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
             WHERE c.relnamespace = to_regnamespace(\(schema)) AND c.relkind = 'r' AND a.attnum > 0
               AND NOT a.attisdropped
            UNION ALL
            SELECT 'bedingung ' || k.conname || ' ' || pg_get_constraintdef(k.oid)
                   || k.convalidated::text
              FROM pg_constraint k WHERE k.connamespace = to_regnamespace(\(schema))
            UNION ALL
            SELECT 'index ' || pg_get_indexdef(i.indexrelid) || i.indisvalid::text
              FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
             WHERE c.relnamespace = to_regnamespace(\(schema))
            UNION ALL
            SELECT 'waechter ' || pg_get_triggerdef(t.oid) || t.tgenabled::text
              FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
             WHERE c.relnamespace = to_regnamespace(\(schema)) AND NOT t.tgisinternal
            UNION ALL
            SELECT 'funktion ' || pg_get_functiondef(p.oid) || pg_get_userbyid(p.proowner)
                   || \(rights("p.proacl"))
              FROM pg_proc p WHERE p.pronamespace = to_regnamespace(\(schema))
            UNION ALL
            SELECT 'schema ' || pg_get_userbyid(n.nspowner) || \(rights("n.nspacl"))
              FROM pg_namespace n WHERE n.nspname = \(schema))
        SELECT coalesce(encode(sha256(convert_to(
                   string_agg(replace(zeile, \(schema), '*'), E'\\n'
                              ORDER BY replace(zeile, \(schema), '*')
                              COLLATE "C"), 'UTF8')), 'hex'), '')
          FROM teile
        """
    }

    /// The rights on an object, in an order that does not depend on who was granted them when.
    private static func rights(_ column: SQL) -> SQL {
        "coalesce((SELECT string_agg(r::text, ',' ORDER BY r::text COLLATE \"C\") FROM unnest("
            + column + ") r), '')"
    }

    /// Schemas that differ from what their last migration left, or are missing.
    package static func drifted(in transaction: Transaction) throws -> [String] {
        let known = try transaction.all("""
            SELECT schema_name, abdruck FROM platform.schema_stand ORDER BY schema_name
            """
        ) {
            (
                try $0.decode("schema_name", as: String.self),
                try $0.decode("abdruck", as: String.self)
            )
        }
        return try known.filter { try fingerprint($0.0, in: transaction) != $0.1 }.map(\.0)
    }

    static func remember(_ schema: String, in transaction: Transaction) throws {
        let now = try fingerprint(schema, in: transaction)
        try transaction.execute("""
            INSERT INTO platform.schema_stand (schema_name, abdruck) VALUES (\(schema), \(now))
            ON CONFLICT (schema_name) DO UPDATE SET abdruck = excluded.abdruck, am = now()
            """)
    }
}
