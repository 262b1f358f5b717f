/// What an injected statement under a Mandant's own login tries against others.
enum AngriffMandant {
    static let fremdeDaten: [Angriff] = [
        Angriff("liest fremde Tabelle", "SELECT ziel FROM {er}.vorgang", "42501"),
        Angriff("zählt fremde Tabelle", "SELECT count(*)::text FROM {er}.person", "42501"),
        Angriff("schreibt in fremde Tabelle", "INSERT INTO {er}.zaehler VALUES ('x', 1)", "42501"),
        Angriff("ändert fremde Tabelle", "UPDATE {er}.vorgang SET ziel = ''", "42501"),
        Angriff("löscht in fremder Tabelle", "DELETE FROM {er}.vorgang", "42501"),
        Angriff("leert fremde Tabelle", "TRUNCATE {er}.vorgang", "42501"),
        Angriff("sperrt fremde Zeilen", "SELECT ziel FROM {er}.vorgang FOR UPDATE", "42501"),
        Angriff("Plan über fremde Tabelle", "EXPLAIN SELECT * FROM {er}.vorgang", "42501"),
        Angriff(
            "ruft fremde Funktion", "SELECT {er}.rueckmeldungen_uebernehmen(10)::text", "42501"),
        Angriff(
            "leert fremde Dateien",
            "SELECT {er}.bestandseingang_leeren('00000000-0000-7000-8000-000000000000')::text",
            "42501"),
        Angriff("fremder Typ als Spalte", "SELECT (NULL::{er}.vorgang)::text", "42501"),
        Angriff("kopiert fremde Tabelle", "COPY {er}.vorgang TO PROGRAM 'cat'", "42501"),
        Angriff(
            "Abfrage als XML", "SELECT query_to_xml('TABLE {er}.vorgang', true, true, '')::text",
            "42501"),
        Angriff(
            "Tabelle als XML", "SELECT table_to_xml('{ich}.vorgang', true, true, '')::text", "42501"
        ),
        Angriff("Schema als XML", "SELECT schema_to_xml('{er}', true, true, '')::text", "42501"),
        Angriff("Datenbank als XML", "SELECT database_to_xml(true, true, '')::text", "42501"),
        Angriff("Zeilenversion", "SELECT currtid2('{er}.vorgang', '(0,1)')::text", "42501"),
        Angriff(
            "Abfrage in ts_stat", "SELECT word FROM ts_stat('SELECT ''a''::tsvector')", "42501"),
        Angriff(
            "Suchpfad im selben Satz",
            """
            SELECT left(set_config('search_path', '{er}', false), 2)
                   || (SELECT count(*) FROM vorgang WHERE ziel = 'x')
            """, ergibt: ["m_0"]),
        Angriff("Rechte auf fremdes Schema", "SELECT has_schema_privilege('{er}', 'USAGE')::text",
                ergibt: ["false"]),
        Angriff("fremde Tabellen in information_schema", """
            SELECT count(*)::text FROM information_schema.tables WHERE table_schema = '{er}'
            """, ergibt: ["0"]),
        Angriff("fremde Spalten in information_schema", """
            SELECT count(*)::text FROM information_schema.columns
             WHERE table_schema IN ('{er}', 'kreis')
            """, ergibt: ["0"]),
        Angriff("liest Zahlungsaufträge", "SELECT iban FROM kreis.zahlungsauftrag", "42501"),
        Angriff("liest Rückmeldungen", "SELECT zustand FROM kreis.rueckmeldung", "42501"),
        Angriff("liest Erstattungen", "SELECT nummer FROM kreis.erstattung", "42501"),
        Angriff("liest Umsätze", "SELECT gegenname FROM kreis.umsatz", "42501"),
        Angriff("liest das Hauptbuch", "SELECT konto FROM kreis.buchungszeile", "42501"),
        Angriff("ändert Zahlungsaufträge", "UPDATE kreis.zahlungsauftrag SET iban = ''", "42501"),
        Angriff("liest Benutzer", "SELECT kennwort FROM platform.benutzer", "42501"),
        Angriff("liest Anmeldungen", "SELECT benutzer_id::text FROM platform.anmeldung", "42501"),
        Angriff("liest Mandanten", "SELECT kuerzel FROM platform.mandant", "42501"),
        Angriff("liest die Warteschlange", "SELECT payload::text FROM platform.job", "42501"),
        Angriff("leert die Warteschlange", "DELETE FROM platform.job", "42501"),
        Angriff("liest das Protokoll der Plattform", "SELECT vorgang FROM platform.audit", "42501"),
        Angriff(
            "gibt sich eine Rolle", "INSERT INTO platform.rolle_recht VALUES ('auskunft', 'a.b')",
            "42501"),
        Angriff("ändert Parameter", "UPDATE platform.parameterstand SET wert = '1'", "42501"),
        Angriff("liest Entwürfe", "SELECT wert::text FROM platform.parameterstand", "42501"),
        Angriff("liest Summen im Probelauf", "SELECT neu_cent::text FROM platform.probelauf_summe",
                "42501"),
        Angriff("liest Summen des Kreises", """
            SELECT personen::text FROM platform.probelauf_summen('{fall}')
            """, "42501"),
        Angriff("bekommt einen fremden Probelauf", """
            SELECT name FROM platform.probelauf_auftrag('{fall}')
            """, ergibt: []),
        Angriff("meldet zu einem fremden Probelauf", """
            SELECT platform.probelauf_melden('{fall}', '{}', '{}', '{}', '{}', '{}', '{}', '{}',
                                             '{}', '{}', '{}', '{}', '{}', '{}')::text
            """, ergibt: [""]),
        Angriff("beginnt einen Probelauf", """
            SELECT platform.probelauf_beginnen('{fall}', ARRAY['{fall}'::uuid], '2027-01-01',
                                               '2027-01-01', '{fall}', '2027-01-01')::text
            """, "42501"),
        Angriff("ändert Migrationsstand", "UPDATE platform.schema_stand SET abdruck = ''", "42501"),
    ]

    static let rollen: [Angriff] = [
        Angriff("wird der andere", "SET ROLE {er}", "42501"),
        Angriff("wird sein Eigner", "SET ROLE {ich}_e", "42501"),
        Angriff("wird der fremde Eigner", "SET ROLE {er}_e", "42501"),
        Angriff("wird Eigner der Plattform", "SET ROLE mandat_eigner", "42501"),
        Angriff("wird die Kasse", "SET ROLE kreis_kasse", "42501"),
        Angriff("wird der andere im SELECT", "SELECT set_config('role', '{er}', true)", "42501"),
        Angriff("wird Superuser im SELECT", "SELECT set_config('role', session_user, true) FROM "
                + "(SELECT set_config('role', 'mandat_admin', true)) AS x", "42501"),
        Angriff("wechselt die Sitzung", "SET SESSION AUTHORIZATION {er}", "42501"),
        Angriff("wechselt die Sitzung im SELECT",
                "SELECT set_config('session_authorization', '{er}', false)", "42501"),
        Angriff("legt die Rolle ab", "RESET ROLE", ergibt: []),
        Angriff("setzt fremdes Passwort", "ALTER ROLE {er} PASSWORD 'x'", "42501"),
        Angriff("setzt fremden Suchpfad", "ALTER ROLE {er} SET search_path = public", "42501"),
        Angriff("macht sich zum Superuser", "ALTER ROLE {ich} SUPERUSER", "42501"),
        Angriff(
            "hebt seine Verbindungsgrenze auf", "ALTER ROLE {ich} CONNECTION LIMIT -1", "42501"),
        Angriff("legt eine Rolle an", "CREATE ROLE angreifer LOGIN", "42501"),
        Angriff("löscht eine Rolle", "DROP ROLE {er}", "42501"),
        Angriff("nimmt sich eine Mitgliedschaft", "GRANT {er} TO {ich}", "42501"),
        Angriff("nimmt sich pg_read_all_data", "GRANT pg_read_all_data TO {ich}", "42501"),
        Angriff(
            "gibt Eigenes an alle: ohne Wirkung", "GRANT SELECT ON {ich}.vorgang TO PUBLIC",
            ergibt: []),
        Angriff("gibt Schema weiter: ohne Wirkung", """
            GRANT USAGE ON SCHEMA {ich} TO PUBLIC
            """, ergibt: []),
        Angriff(
            "Vorgaberechte des Eigners",
            "ALTER DEFAULT PRIVILEGES FOR ROLE {ich}_e GRANT SELECT ON TABLES TO PUBLIC", "42501"),
        Angriff("übernimmt Objekte", "REASSIGN OWNED BY {er}_e TO {ich}", "42501"),
        Angriff("löscht fremde Objekte", "DROP OWNED BY {er}_e", "42501"),
        Angriff("liest Kennworte", "SELECT rolpassword FROM pg_authid", "42501"),
        Angriff("liest pg_shadow", "SELECT passwd FROM pg_shadow", "42501"),
        Angriff(
            "Kennworte in pg_roles",
            "SELECT DISTINCT rolpassword FROM pg_roles WHERE rolname = '{er}'", ergibt: ["********"]
        ),
        Angriff(
            "fremde Mitgliedschaften",
            "SELECT pg_has_role('{er}', 'MEMBER')::text", ergibt: ["false"])
    ]

    static let anlegen: [Angriff] = [
        Angriff("Tabelle im eigenen Schema", "CREATE TABLE {ich}.x (a integer)", "42501"),
        Angriff("Tabelle in public", "CREATE TABLE public.x (a integer)", "42501"),
        Angriff("temporäre Tabelle", "CREATE TEMP TABLE x (a integer)", "42501"),
        Angriff("Tabelle in pg_temp", "CREATE TABLE pg_temp.vorgang (a integer)", "42501"),
        Angriff("SELECT INTO", "SELECT 1 AS a INTO TEMP x", "42501"),
        Angriff("Sicht über Fremdes", "CREATE VIEW {ich}.x AS SELECT 1 AS a", "42501"),
        Angriff("temporäre Sicht", "CREATE TEMP VIEW vorgang AS SELECT 1 AS a", "42501"),
        Angriff(
            "Funktion", "CREATE FUNCTION {ich}.x() RETURNS integer LANGUAGE sql RETURN 1", "42501"),
        Angriff(
            "temporäre Funktion",
            "CREATE FUNCTION pg_temp.x() RETURNS integer LANGUAGE sql RETURN 1", "42501"),
        Angriff("DO-Block", "DO $$ BEGIN PERFORM 1; END $$", "42501"),
        Angriff("Trigger", """
            CREATE TRIGGER x BEFORE INSERT ON {ich}.audit
            FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()
            """, "42501"),
        Angriff("Regel", "CREATE RULE x AS ON INSERT TO {ich}.audit DO INSTEAD NOTHING", "42501"),
        Angriff("Richtlinie", "CREATE POLICY x ON {ich}.audit USING (true)", "42501"),
        Angriff("Index", "CREATE INDEX x ON {ich}.audit (am)", "42501"),
        Angriff("Sequenz", "CREATE SEQUENCE {ich}.x", "42501"),
        Angriff("Typ", "CREATE TYPE {ich}.x AS (a integer)", "42501"),
        Angriff("Domäne", "CREATE DOMAIN {ich}.x AS integer", "42501"),
        Angriff(
            "Operator",
            "CREATE OPERATOR {ich}.= (LEFTARG = uuid, RIGHTARG = uuid, FUNCTION = uuid_ne)",
            "42501"),
        Angriff("Schema", "CREATE SCHEMA x", "42501"),
        Angriff("Datenbank", "CREATE DATABASE x", "42501"),
        Angriff("Erweiterung", "CREATE EXTENSION dblink", "42501"),
        Angriff("Fremdserver", "CREATE EXTENSION postgres_fdw", "42501"),
        Angriff("Sprache", "CREATE LANGUAGE x HANDLER plpgsql_call_handler", "42501"),
        Angriff("Publikation", "CREATE PUBLICATION x FOR ALL TABLES", "42501"),
        Angriff(
            "Ereignistrigger", "CREATE EVENT TRIGGER x ON ddl_command_start EXECUTE FUNCTION f()",
            "42501"),
        Angriff("Tablespace", "CREATE TABLESPACE x LOCATION '/tmp'", "42501"),
        Angriff("Large Object", "SELECT lo_create(0)::text", "42501"),
        Angriff("Large Object aus Bytes", "SELECT lo_from_bytea(0, 'x')::text", "42501"),
        Angriff("Large Object aus Datei", "SELECT lo_import('/etc/passwd')::text", "42501"),
        Angriff("Large Object lesen", "SELECT lo_get(1)::text", "42501"),
    ]

    static let system: [Angriff] = [
        Angriff("liest Datei", "SELECT pg_read_file('/etc/passwd')", "42501"),
        Angriff("liest Datei binär", "SELECT pg_read_binary_file('/etc/passwd')::text", "42501"),
        Angriff("listet Verzeichnis", "SELECT pg_ls_dir('/')", "42501"),
        Angriff("listet WAL", "SELECT name FROM pg_ls_waldir()", "42501"),
        Angriff("Programm über COPY", "COPY {ich}.vorgang FROM PROGRAM 'id'", "42501"),
        Angriff("Datei über COPY", "COPY {ich}.vorgang TO '/tmp/angriff'", "42501"),
        Angriff("dblink gibt es nicht", "SELECT dblink('', '')::text", "42883"),
        Angriff("Statistik der Werte", "SELECT stavalues1::text FROM pg_statistic", "42501"),
        Angriff("Statistik der Werte als Sicht", """
            SELECT most_common_vals::text FROM pg_stats
            """, "42501"),
        Angriff("erweiterte Statistik", "SELECT expr FROM pg_stats_ext_exprs", "42501"),
        Angriff("hba-Regeln", "SELECT auth_method FROM pg_hba_file_rules", "42501"),
        Angriff("ident-Regeln", "SELECT pg_username FROM pg_ident_file_mappings", "42501"),
        Angriff("Dateieinstellungen", "SELECT setting FROM pg_file_settings", "42501"),
        Angriff(
            "Datenverzeichnis",
            "SELECT count(*)::text FROM pg_settings WHERE name = 'data_directory'", ergibt: ["0"]),
        Angriff("Sätze anderer", "SELECT query FROM pg_stat_activity", "42501"),
        Angriff(
            "Sätze anderer als Funktion", "SELECT query FROM pg_stat_get_activity(NULL)", "42501"),
        Angriff("Satz eines Backends", "SELECT pg_stat_get_backend_activity(1)", "42501"),
        Angriff("Sperren", "SELECT locktype FROM pg_locks", "42501"),
        Angriff("Sperren als Funktion", "SELECT locktype FROM pg_lock_status()", "42501"),
        Angriff("wer blockiert wen", "SELECT pg_blocking_pids(1)::text", "42501"),
        Angriff(
            "Zähler fremder Tabellen", "SELECT n_live_tup::text FROM pg_stat_all_tables", "42501"),
        Angriff(
            "Zähler als Funktion",
            "SELECT pg_stat_get_live_tuples(oid)::text FROM pg_class LIMIT 1", "42501"),
        Angriff("Zugriffszähler", "SELECT heap_blks_read::text FROM pg_statio_all_tables", "42501"),
        Angriff("Zähler der Sequenzen", "SELECT relname FROM pg_statio_all_sequences", "42501"),
        Angriff("Zähler der Funktionen", "SELECT funcname FROM pg_stat_user_functions", "42501"),
        Angriff("Datenbankzähler", "SELECT xact_commit::text FROM pg_stat_database", "42501"),
        Angriff("WAL-Zähler", "SELECT wal_records::text FROM pg_stat_wal", "42501"),
        Angriff("WAL-Stand", "SELECT pg_current_wal_lsn()::text", "42501"),
        Angriff("Replikationsplätze", "SELECT slot_name FROM pg_replication_slots", "42501"),
        Angriff(
            "Größe fremder Tabelle", "SELECT pg_relation_size(oid)::text FROM pg_class LIMIT 1",
            "42501"),
        Angriff(
            "Gesamtgröße", "SELECT pg_total_relation_size(oid)::text FROM pg_class LIMIT 1", "42501"
        ),
        Angriff(
            "Größe der Datenbank", "SELECT pg_database_size(current_database())::text", "42501"),
        Angriff(
            "Ort einer Tabelle", "SELECT pg_relation_filepath(oid) FROM pg_class LIMIT 1", "42501"),
        Angriff("bricht andere ab", "SELECT pg_cancel_backend(1)::text", "42501"),
        Angriff("beendet andere", "SELECT pg_terminate_backend(1)::text", "42501"),
        Angriff("Speicher eines Backends", "SELECT name FROM pg_backend_memory_contexts", "42501"),
        Angriff("belegt Beratungssperre", "SELECT pg_advisory_lock(1)::text", "42501"),
        Angriff("probiert Beratungssperre", "SELECT pg_try_advisory_xact_lock(1)::text", "42501"),
        Angriff("weckt Worker", "SELECT pg_notify('job', '')::text", "42501"),
        Angriff("exportiert Schnappschuss", "SELECT pg_export_snapshot()", "42501"),
        Angriff("schläft", "SELECT pg_sleep(60)::text", "42501"),
        Angriff("schläft bis", "SELECT pg_sleep_until(now() + interval '1 minute')::text", "42501"),
        Angriff("lädt neu", "SELECT pg_reload_conf()::text", "42501"),
        Angriff("wechselt WAL", "SELECT pg_switch_wal()::text", "42501"),
        Angriff(
            "setzt Wiederherstellungspunkt", "SELECT pg_create_restore_point('x')::text", "42501"),
        Angriff("Checkpoint", "CHECKPOINT", "42501"),
        Angriff("Systemeinstellung", "ALTER SYSTEM SET fsync = off", "42501"),
        Angriff("Datenbankeinstellung", "ALTER DATABASE postgres SET work_mem = '1GB'", "42501"),
        Angriff("lädt Bibliothek", "LOAD '/tmp/x.so'", "42501"),
        Angriff("schaltet Trigger aus", "SET session_replication_role = replica", "42501"),
        Angriff("schaltet Trigger im SELECT aus",
                "SELECT set_config('session_replication_role', 'replica', true)", "42501"),
        Angriff("schaltet Protokoll aus", "SET log_statement = 'none'", "42501"),
        Angriff("unbekannte Prüfsumme", "SET ignore_checksum_failure = on", "42501"),
        Angriff("Bibliothek in Sitzung", "SET session_preload_libraries = 'x'", "42501"),
    ]
}
