/// What every login tries that runs somebody else's SQL, whichever office it belongs to: to shadow
/// names, to rebuild or remove what guards, to leave the database, to rise, to hide. All of it is
/// refused before anything happens.
enum AngriffSystem {
    static let jeder: [Angriff] = [
        Angriff("legt Funktion an",
                "CREATE FUNCTION kreis.f() RETURNS integer LANGUAGE sql AS 'SELECT 1'", "42501"),
        Angriff("legt Funktion in SQL an, ohne Schema",
                "CREATE FUNCTION pg_temp.f() RETURNS integer LANGUAGE sql AS 'SELECT 1'", "42501"),
        Angriff("verdeckt eine Funktion des Katalogs", """
            CREATE FUNCTION public.now() RETURNS timestamptz LANGUAGE sql
                AS 'SELECT NULL::timestamptz'
            """, "42501"),
        Angriff("verdeckt eine Tabelle", "CREATE TABLE public.benutzer (id uuid)", "42501"),
        Angriff("legt Operator an", """
            CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq)
            """, "42501"),
        Angriff("legt Umwandlung an", "CREATE CAST (text AS uuid) WITH INOUT AS IMPLICIT", "42501"),
        Angriff("legt Sicht über Fremdes an", "CREATE VIEW platform.x AS SELECT 1 AS a", "42501"),
        Angriff("legt Trigger an", """
            CREATE TRIGGER x BEFORE UPDATE ON kreis.zahlungsauftrag
                FOR EACH ROW
                EXECUTE FUNCTION kreis.umlage_verbuchen()
            """, "42501"),
        Angriff("legt Regel an",
                "CREATE RULE x AS ON UPDATE TO kreis.zahlungsauftrag DO INSTEAD NOTHING", "42501"),
        Angriff("schaltet Wächter ab",
                "ALTER TABLE kreis.zahlungsauftrag DISABLE TRIGGER ALL", "42501"),
        Angriff("wirft Wächter weg",
                "ALTER TABLE kreis.zahlungsauftrag DROP CONSTRAINT zahlungsauftrag_pkey", "42501"),
        Angriff("wirft Tabelle weg", "DROP TABLE platform.benutzer", "42501"),
        Angriff("wirft Schema weg", "DROP SCHEMA {er} CASCADE", "42501"),
        Angriff("benennt Schema um", "ALTER SCHEMA {er} RENAME TO x", "42501"),
        Angriff("wird Eigner einer Tabelle",
                "ALTER TABLE platform.benutzer OWNER TO CURRENT_USER", "42501"),
        Angriff("wird Eigner des Schemas", "ALTER SCHEMA kreis OWNER TO CURRENT_USER", "42501"),
        Angriff("schreibt eine Funktion um",
                "ALTER FUNCTION platform.mandant_der_sitzung() SECURITY INVOKER", "42501"),
        Angriff("wirft eine Funktion weg",
                "DROP FUNCTION platform.mandant_der_sitzung() CASCADE", "42501"),
        Angriff("legt Erweiterung an", "CREATE EXTENSION dblink SCHEMA erweiterung", "42501"),
        Angriff("legt eine zugelassene Erweiterung an",
                "CREATE EXTENSION pgcrypto SCHEMA erweiterung", "42501"),
        Angriff("wirft Erweiterung weg", "DROP EXTENSION btree_gist", "42501"),
        Angriff("schreibt Programm über COPY", "COPY (SELECT 1) TO PROGRAM 'id'", "42501"),
        Angriff("liest Programm über COPY", "COPY platform.rolle FROM PROGRAM 'id'", "42501"),
        Angriff("schreibt Datei über COPY", "COPY (SELECT 1) TO '/tmp/x'", "42501"),
        Angriff("liest Datei als Large Object", "SELECT lo_import('/etc/passwd')::text", "42501"),
        Angriff("schreibt Large Object", "SELECT lo_from_bytea(0, '\\x00')::text", "42501"),
        Angriff("listet Verzeichnis", "SELECT pg_ls_dir('/')", "42501"),
        Angriff("liest Kennworte", "SELECT rolpassword FROM pg_authid", "42501"),
        Angriff("liest pg_shadow", "SELECT passwd FROM pg_shadow", "42501"),
        Angriff("liest Zugänge zu fremden Servern",
                "SELECT umoptions::text FROM pg_user_mapping", "42501"),
        Angriff("liest Sperren", "SELECT locktype FROM pg_locks", "42501"),
        Angriff("liest Regeln der Anmeldung", "SELECT auth_method FROM pg_hba_file_rules", "42501"),
        Angriff("liest Dateieinstellungen", "SELECT setting FROM pg_file_settings", "42501"),
        Angriff("sperrt mit einem Namen", "SELECT pg_advisory_lock(1)::text", "42501"),
        Angriff("sperrt mit einem Namen in der Transaktion",
                "SELECT pg_try_advisory_xact_lock(1)::text", "42501"),
        Angriff("hält die Verbindung fest", "SELECT pg_sleep(1)::text", "42501"),
        Angriff("weckt mit Inhalt", "SELECT pg_notify('job', 'x')::text", "42501"),
        Angriff("bricht andere ab", "SELECT pg_cancel_backend(1)::text", "42501"),
        Angriff("lädt Einstellungen neu", "SELECT pg_reload_conf()::text", "42501"),
        Angriff("wechselt das WAL", "SELECT pg_switch_wal()::text", "42501"),
        Angriff("stellt den Server ein", "ALTER SYSTEM SET log_statement = 'none'", "42501"),
        Angriff("stellt die Datenbank ein",
                "ALTER DATABASE postgres SET log_statement = 'none'", "42501"),
        Angriff("schaltet das Protokoll ab", "SET log_statement = 'none'", "42501"),
        Angriff("schaltet Fehler im Protokoll ab", "SET log_min_messages = 'panic'", "42501"),
        Angriff("schreibt in Kataloge", "UPDATE pg_catalog.pg_authid SET rolsuper = true", "42501"),
        Angriff("schreibt sich Rechte in den Katalog",
                "UPDATE pg_catalog.pg_class SET relacl = NULL", "42501"),
        Angriff("erlaubt Änderungen am Katalog", "SET allow_system_table_mods = on", "42501"),
        Angriff("lädt eine Bibliothek", "LOAD 'dblink'", "42501"),
        Angriff("lädt eine Bibliothek vor", "SET session_preload_libraries = 'dblink'", "42501"),
        Angriff("legt Rolle an", "CREATE ROLE x LOGIN", "42501"),
        Angriff("macht sich zum Superuser", "ALTER ROLE CURRENT_USER SUPERUSER", "42501"),
        Angriff("nimmt sich pg_read_all_data", "GRANT pg_read_all_data TO CURRENT_USER", "42501"),
        Angriff("nimmt sich die Ausführung von Programmen",
                "GRANT pg_execute_server_program TO CURRENT_USER", "42501"),
        Angriff("gibt Rechte weiter", """
            ALTER DEFAULT PRIVILEGES FOR ROLE mandat_eigner GRANT ALL ON TABLES TO PUBLIC
            """, "42501"),
        Angriff("legt Datenbank an", "CREATE DATABASE x", "42501"),
        Angriff("legt Schema an", "CREATE SCHEMA x", "42501"),
        Angriff("legt Publikation an", "CREATE PUBLICATION x FOR ALL TABLES", "42501"),
        Angriff("legt Abonnement an",
                "CREATE SUBSCRIPTION x CONNECTION 'dbname=x' PUBLICATION x", "42501"),
        Angriff("legt Ereignistrigger an", """
            CREATE EVENT TRIGGER x ON ddl_command_start
                EXECUTE FUNCTION kreis.umlage_verbuchen()
            """, "42501"),
        Angriff("hängt sich an die Replikation",
                "SELECT pg_create_logical_replication_slot('x', 'test_decoding')::text", "42501"),
        Angriff("gibt seinen Schnappschuss weiter", "SELECT pg_export_snapshot()", "42501"),
        Angriff("leert den Puffer", "CHECKPOINT", "42501"),
        Angriff("sucht überall", "SELECT count(*)::text FROM pg_statistic", "42501"),
    ]
}
