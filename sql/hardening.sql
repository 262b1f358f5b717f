-- What PUBLIC must not have. Applied once per node and database by `mandat migrate`, after every upgrade again;
-- Citus copies none of this to a node that joins later. Whoever needs a right gets it back by name below.

DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format(
        'GRANT CONNECT ON DATABASE %I TO mandat_eigner, mandat_platform, mandat_arbeit, kreis_kasse,
         kreis_abrechnung, kreis_verwaltung, kreis_statistik, kreis_controlling, kreis_geheimhaltung,
         statistik_export, kreis_support,
         mandant_basis',
        current_database());
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;
GRANT USAGE ON LANGUAGE plpgsql TO mandat_eigner;

CREATE SCHEMA IF NOT EXISTS erweiterung;
REVOKE ALL ON SCHEMA erweiterung FROM PUBLIC;
CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA erweiterung;
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA erweiterung;
GRANT USAGE ON SCHEMA erweiterung TO mandat_eigner, mandant_basis, kreis_kasse, kreis_abrechnung;

-- Functions that reach beyond the caller's own rows: large objects, advisory locks, forged notifications,
-- queries hidden in text, sizes and counters of foreign tables, snapshots, configuration files, signals.
-- Operations keeps what it watches: whoever is a member of pg_monitor.
DO $$
DECLARE
    f record;
BEGIN
    FOR f IN
        SELECT p.oid::regprocedure AS name,
               p.proname LIKE ANY (ARRAY['pg\_stat\_get\_%', 'pg\_%\_size', 'pg\_lock\_status',
                                         'pg\_blocking\_pids', 'pg\_current\_wal%', 'pg\_last\_%',
                                         'pg\_get\_replication\_slots']) AS beobachtung
          FROM pg_proc p
          JOIN pg_namespace n ON n.oid = p.pronamespace
         WHERE n.nspname = 'pg_catalog'
           AND p.proname LIKE ANY (ARRAY[
                  'lo\_%', 'loread', 'lowrite', 'pg\_advisory%', 'pg\_try\_advisory%', 'pg\_notify',
                  'pg\_%\_size', 'pg\_size\_bytes', 'query\_to\_xml%', 'table\_to\_xml%', 'schema\_to\_xml%',
                  'database\_to\_xml%', 'cursor\_to\_xml%', 'pg\_stat\_get\_%', 'pg\_export\_snapshot',
                  'pg\_cancel\_backend', 'pg\_terminate\_backend', 'pg\_read\_%', 'pg\_ls\_%',
                  'pg\_stat\_file', 'pg\_logical\_%', 'pg\_replication\_%', 'pg\_show\_all\_file\_settings',
                  'pg\_current\_logfile', 'pg\_relation\_filepath', 'pg\_relation\_filenode',
                  'pg\_prepared\_xact', 'pg\_lock\_status', 'pg\_get\_wal%', 'pg\_walfile%',
                  'pg\_switch\_wal', 'pg\_create\_restore\_point', 'pg\_sleep%', 'pg\_listening\_channels',
                  'currtid2', 'ts\_stat', 'txid\_status', 'pg\_xact\_status', 'pg\_hba\_file\_rules',
                  'pg\_column\_size', 'pg\_sequence\_last\_value', 'pg\_blocking\_pids',
                  'pg\_safe\_snapshot%', 'pg\_current\_wal%', 'pg\_last\_%', 'pg\_get\_replication\_slots'])
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f.name);
        IF f.beobachtung THEN EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO pg_monitor', f.name); END IF;
    END LOOP;
END
$$;

-- Who else is connected, what he runs, and samples of values that the planner keeps.
DO $$
DECLARE
    v record;
BEGIN
    FOR v IN
        SELECT c.relname AS name
          FROM pg_class c
         WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'v'
           AND c.relname LIKE ANY (ARRAY[
                  'pg\_stat%', 'pg\_locks', 'pg\_cursors', 'pg\_prepared\_%', 'pg\_replication\_%',
                  'pg\_file\_settings', 'pg\_hba\_file\_rules', 'pg\_ident\_file\_mappings'])
    LOOP
        EXECUTE format('REVOKE SELECT ON pg_catalog.%I FROM PUBLIC', v.name);
        IF v.name NOT LIKE 'pg\_stats%' THEN
            EXECUTE format('GRANT SELECT ON pg_catalog.%I TO pg_monitor', v.name);
        END IF;
    END LOOP;
END
$$;

-- The extensions' helper functions are for operators and index support; nobody calls them by name as an entry
-- point, yet operators need EXECUTE. They touch no table but their arguments.
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA erweiterung TO mandat_eigner, mandant_basis, kreis_kasse, kreis_abrechnung;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA erweiterung FROM PUBLIC;
