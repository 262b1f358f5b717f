-- Roles of one installation. Applied by `mandat migrate` before every migration run; safe to repeat.
-- Passwords are not set here: the program stores SCRAM verifiers that it computes from the master key.
--
-- Owners may log in on paper (Citus connects between nodes as the current role) but have no password, and
-- pg_hba.conf asks everyone for one.
DO $$
DECLARE
    rolle record;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('mandat.roles'));
    FOR rolle IN
        SELECT * FROM (VALUES
            ('mandat_eigner',    'LOGIN',   4),   -- owns the schemas platform and kreis
            ('mandat_platform',  'LOGIN',  20),   -- users, sessions, registry: the web process
            ('mandat_arbeit',    'LOGIN',  20),   -- job queue: the worker process
            ('kreis_kasse',      'LOGIN',  20),   -- Zahlläufe, bank, ledger
            ('kreis_abrechnung', 'LOGIN',  10),   -- Erstattung, Krankenhilfe, Umlage
            ('kreis_verwaltung', 'LOGIN',  10),   -- Mandanten, global parameters
            ('kreis_statistik',  'LOGIN',  10),   -- statistics deliveries
            ('kreis_controlling','LOGIN',  10),   -- published reports only
            ('statistik_export', 'LOGIN',  10),   -- a DBA's exports of statistics
            ('kreis_support',    'LOGIN',   4),   -- reads the cases that Kommunen open to support
            ('kreis_geheimhaltung','LOGIN', 4),   -- protects and attacks what is to be published
            ('mandant_basis',    'NOLOGIN', -1)   -- what every Mandant login may use outside its schema
        ) AS r (name, anmeldung, verbindungen)
    LOOP
        -- The limit is set once; operations may have chosen another since.
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = rolle.name) THEN
            EXECUTE format('CREATE ROLE %I CONNECTION LIMIT %s', rolle.name, rolle.verbindungen);
        END IF;
        EXECUTE format(
            'ALTER ROLE %I %s NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT',
            rolle.name, rolle.anmeldung);
        -- Many short statements: compiling one costs more than it ever saves.
        EXECUTE format('ALTER ROLE %I SET jit = off', rolle.name);
    END LOOP;
    ALTER ROLE mandant_basis INHERIT;
END
$$;

-- Time limits; sessions may tighten them, the pools repeat them in every transaction.
ALTER ROLE mandat_platform   SET statement_timeout = '15s';
ALTER ROLE mandat_arbeit     SET statement_timeout = '15s';
ALTER ROLE kreis_kasse       SET statement_timeout = '120s';
ALTER ROLE kreis_abrechnung  SET statement_timeout = '60s';
ALTER ROLE kreis_verwaltung  SET statement_timeout = '15s';
ALTER ROLE kreis_statistik   SET statement_timeout = '120s';
ALTER ROLE kreis_geheimhaltung SET statement_timeout = '60s';
ALTER ROLE kreis_support     SET statement_timeout = '15s';
ALTER ROLE statistik_export  SET statement_timeout = '10min';
-- Also what is rolled back leaves a trace of its export, and this login cannot switch that off.
ALTER ROLE statistik_export  SET log_statement = 'all';
ALTER ROLE mandat_platform   SET search_path = platform;
ALTER ROLE mandat_arbeit     SET search_path = platform;
ALTER ROLE kreis_kasse       SET search_path = kreis, platform;
ALTER ROLE kreis_abrechnung  SET search_path = kreis, platform;
ALTER ROLE kreis_verwaltung  SET search_path = kreis, platform;
ALTER ROLE kreis_statistik   SET search_path = kreis, platform;
ALTER ROLE statistik_export  SET search_path = kreis;
ALTER ROLE kreis_controlling SET search_path = kreis, platform;
ALTER ROLE kreis_geheimhaltung SET search_path = kreis, platform;
