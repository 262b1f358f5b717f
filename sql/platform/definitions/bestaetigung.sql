-- What the Kreis sets up in a Kommune waits for that Kommune. The Kommune's own login says yes, in
-- the name of a person who may and whose own role it is not: no login of the Kreis can (B-3.4.4).
-- A yes to a role is taken back when somebody else takes away what its holder signs in with
-- (einmalcode.sql).

-- Whether the key of a program opens anything on a day: neither revoked nor over, and if it is a
-- Kommune's, confirmed there.
CREATE OR REPLACE FUNCTION schnittstelle_gilt(welche uuid, tag date) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = platform, pg_temp
RETURN EXISTS (SELECT FROM platform.schnittstelle s
                WHERE s.id = welche AND s.widerrufen_am IS NULL AND s.gueltig_bis >= tag
                  AND (s.mandant_id IS NULL
                       OR EXISTS (SELECT FROM platform.schnittstelle_bestaetigung e
                                   WHERE e.schnittstelle_id = s.id)));

-- The guard of the functions below.
CREATE OR REPLACE FUNCTION verlange_bestaetigung(person uuid) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
BEGIN
    IF darf_hier(person, 'zugang.beantragen') IS NOT TRUE THEN
        RAISE EXCEPTION 'Diese Person bestätigt hier keine Zugänge.'
            USING ERRCODE = '23514', CONSTRAINT = 'bestaetigung_recht';
    END IF;
END
$$;

-- The same for what the Kreis sets up for itself: a second person says yes.
CREATE OR REPLACE FUNCTION verlange_bestaetigung_im_kreis(person uuid) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
BEGIN
    IF hat_recht(person, 'zugang.bestaetigen', NULL) IS NOT TRUE THEN
        RAISE EXCEPTION 'Diese Person bestätigt im Kreis keine Zugänge.'
            USING ERRCODE = '23514', CONSTRAINT = 'bestaetigung_recht';
    END IF;
END
$$;

-- The calling Mandant confirms roles of its own people, not those of the person who does so.
-- Returns how many of them hold from now on. `gezeigt` is when the page showed them.
CREATE OR REPLACE FUNCTION rollen_bestaetigen(person uuid, welche uuid[], gezeigt timestamptz)
    RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
BEGIN
    PERFORM verlange_bestaetigung(person);
    RETURN rollen_gelten_lassen(person, mandant_der_sitzung(), welche, gezeigt);
END
$$;

-- The same for the Kreis's own roles: by somebody else than who gave them.
CREATE OR REPLACE FUNCTION rollen_im_kreis_bestaetigen(
    person uuid, welche uuid[], gezeigt timestamptz) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
BEGIN
    PERFORM verlange_bestaetigung_im_kreis(person);
    RETURN rollen_gelten_lassen(person, NULL, welche, gezeigt);
END
$$;

-- Lets roles of one party hold; not for logins. Only once nobody but their holder can use them: he
-- has chosen his password, no one-time code is open, and what somebody else did to his account was
-- to be seen. One that is not so refuses all.
CREATE OR REPLACE FUNCTION rollen_gelten_lassen(
    person uuid, stelle uuid, welche uuid[], gezeigt timestamptz) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
DECLARE
    eine   record;
    anzahl integer := 0;
BEGIN
    -- Whoever takes away a password or a factor just now waits for this, or has come first
    -- (kontoeingriff_zeit).
    PERFORM FROM benutzer b
      WHERE b.mandant_id IS NOT DISTINCT FROM stelle
        AND b.id IN (SELECT z.benutzer_id FROM rollenzuweisung z WHERE z.id = ANY (welche))
      ORDER BY b.id FOR SHARE;
    FOR eine IN
        SELECT z.id, z.benutzer_id, z.rolle,
               b.kennwort IS NULL OR EXISTS (SELECT FROM einmalcode c
                                              WHERE c.benutzer_id = b.id) AS offen,
               EXISTS (SELECT FROM kontoeingriff k
                        WHERE k.benutzer_id = b.id
                          AND k.am > coalesce(gezeigt, '-infinity')) AS ungesehen
          FROM rollenzuweisung z JOIN benutzer b ON b.id = z.benutzer_id
         WHERE z.id = ANY (welche) AND b.mandant_id IS NOT DISTINCT FROM stelle AND b.id <> person
           AND z.vergeben_von IS DISTINCT FROM person
           AND NOT EXISTS (SELECT FROM rollenbestaetigung e WHERE e.zuweisung_id = z.id)
         ORDER BY z.id
    LOOP
        IF eine.offen THEN
            RAISE EXCEPTION 'Die Person hat noch kein eigenes Kennwort gewählt.'
                USING ERRCODE = '23514', CONSTRAINT = 'bestaetigung_kennwort';
        END IF;
        IF eine.ungesehen THEN
            RAISE EXCEPTION 'Inzwischen hat jemand die Anmeldung der Person geändert.'
                USING ERRCODE = '23514', CONSTRAINT = 'bestaetigung_ueberholt';
        END IF;
        INSERT INTO rollenbestaetigung (zuweisung_id, von) VALUES (eine.id, person)
        ON CONFLICT DO NOTHING;
        CONTINUE WHEN NOT FOUND;
        anzahl := anzahl + 1;
        INSERT INTO audit (id, benutzer_id, vorgang, gegenstand, angaben)
        VALUES (gen_random_uuid(), person, 'rolle.bestaetigt', eine.benutzer_id::text,
                jsonb_build_object('rolle', eine.rolle));
    END LOOP;
    RETURN anzahl;
END
$$;

-- The calling Mandant says that a request was carried out as it was asked for: the roles that were
-- asked for within the time that was asked for, and then the step. False: it is not its own.
CREATE OR REPLACE FUNCTION zugang_bestaetigen(
    antrag uuid, fassung integer, person uuid, gezeigt timestamptz) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
DECLARE
    a     zugangsantrag;
    konto uuid;
BEGIN
    PERFORM verlange_bestaetigung(person);
    SELECT * INTO a FROM zugangsantrag
     WHERE id = antrag AND mandant_id = mandant_der_sitzung();
    IF NOT FOUND THEN RETURN false; END IF;
    SELECT coalesce(a.benutzer_id, s.benutzer_id) INTO konto FROM zugangsantrag_schritt s
     WHERE s.antrag_id = antrag AND s.schritt = 'eingerichtet' ORDER BY s.lfd DESC LIMIT 1;
    PERFORM rollen_gelten_lassen(person, a.mandant_id, ARRAY(
        SELECT z.id FROM rollenzuweisung z
         WHERE z.benutzer_id = konto AND z.rolle = ANY (a.rollen) AND a.von IS NOT NULL
           AND z.gueltig <@ daterange(a.von, a.bis, '[]')
           AND coalesce(z.sachgebiet, '') = a.sachgebiet), gezeigt);
    INSERT INTO zugangsantrag_schritt (antrag_id, lfd, schritt, von)
    VALUES (antrag, fassung + 1, 'bestaetigt', person);
    INSERT INTO audit (id, benutzer_id, vorgang, gegenstand)
    VALUES (gen_random_uuid(), person, 'zugang.bestaetigt', antrag::text);
    RETURN true;
END
$$;

-- The calling Mandant lets a program in with a key of which this is the hash; false: it is not its
-- own, revoked, or already let in. The Kreis never sees the key.
CREATE OR REPLACE FUNCTION schnittstelle_bestaetigen(welche uuid, person uuid, schluessel bytea)
    RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
BEGIN
    PERFORM verlange_bestaetigung(person);
    INSERT INTO schnittstelle_bestaetigung (schnittstelle_id, von, token_sha256)
    SELECT s.id, person, schluessel FROM schnittstelle s
     WHERE s.id = welche AND s.mandant_id = mandant_der_sitzung() AND s.widerrufen_am IS NULL
       AND s.angelegt_von <> person
    ON CONFLICT (schnittstelle_id) DO NOTHING;
    IF NOT FOUND THEN RETURN false; END IF;
    INSERT INTO audit (id, benutzer_id, vorgang, gegenstand)
    VALUES (gen_random_uuid(), person, 'schnittstelle.bestaetigt', welche::text);
    RETURN true;
END
$$;

-- The calling Mandant shuts a program out, before or after it let it in. False: none of its own
-- that is open.
CREATE OR REPLACE FUNCTION schnittstelle_abweisen(welche uuid, person uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
BEGIN
    PERFORM verlange_bestaetigung(person);
    UPDATE schnittstelle SET widerrufen_am = now(), widerrufen_von = person
     WHERE id = welche AND mandant_id = mandant_der_sitzung() AND widerrufen_am IS NULL;
    IF NOT FOUND THEN RETURN false; END IF;
    INSERT INTO audit (id, benutzer_id, vorgang, gegenstand)
    VALUES (gen_random_uuid(), person, 'schnittstelle.widerrufen', welche::text);
    RETURN true;
END
$$;

-- What was confirmed is what holds: a role once given is only shortened, and nobody moves from one
-- Kommune to another with his roles. Only the administrator, as owner, can arrange otherwise.
CREATE OR REPLACE FUNCTION rollenzuweisung_bleibt() RETURNS trigger
    LANGUAGE plpgsql SET search_path = platform, pg_temp AS
$$
BEGIN
    IF ((NEW.id, NEW.benutzer_id, NEW.rolle, coalesce(NEW.sachgebiet, ''))
        IS DISTINCT FROM (OLD.id, OLD.benutzer_id, OLD.rolle, coalesce(OLD.sachgebiet, ''))
        OR NOT NEW.gueltig <@ OLD.gueltig)
       AND NOT pg_has_role(session_user, 'mandat_eigner', 'MEMBER')
    THEN
        RAISE EXCEPTION 'Eine vergebene Rolle wird nur verkürzt.'
            USING ERRCODE = '23514', CONSTRAINT = 'rollenzuweisung_bleibt';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER rollenzuweisung_bleibt BEFORE UPDATE ON rollenzuweisung
    FOR EACH ROW EXECUTE FUNCTION rollenzuweisung_bleibt();

CREATE OR REPLACE FUNCTION benutzer_bleibt() RETURNS trigger
    LANGUAGE plpgsql SET search_path = platform, pg_temp AS
$$
BEGIN
    IF (NEW.id, NEW.mandant_id) IS DISTINCT FROM (OLD.id, OLD.mandant_id)
       AND NOT pg_has_role(session_user, 'mandat_eigner', 'MEMBER')
    THEN
        RAISE EXCEPTION 'Ein Konto gehört zu einer Stelle und bleibt dort.'
            USING ERRCODE = '23514', CONSTRAINT = 'benutzer_bleibt';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER benutzer_bleibt BEFORE UPDATE ON benutzer
    FOR EACH ROW EXECUTE FUNCTION benutzer_bleibt();
