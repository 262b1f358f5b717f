-- Entry points for Mandant logins. Each finds the Mandant by session_user: no argument, no setting can lie.

CREATE OR REPLACE FUNCTION mandant_der_sitzung() RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = platform, pg_temp
RETURN (SELECT id FROM platform.mandant WHERE schema_name = session_user);

-- Whether the person works for the calling Mandant. Nobody else acts in its schema.
CREATE OR REPLACE FUNCTION arbeitet_hier(person uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = platform, pg_temp
RETURN EXISTS (SELECT FROM platform.benutzer
                WHERE id = person AND mandant_id = platform.mandant_der_sitzung());

-- The same on a day: who has left keeps the account and takes nothing on any more.
CREATE OR REPLACE FUNCTION arbeitet_hier(person uuid, tag date) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = platform, pg_temp
RETURN platform.arbeitet_hier(person)
   AND EXISTS (SELECT FROM platform.benutzer
                WHERE id = person AND (dienst_bis IS NULL OR dienst_bis >= tag));

-- Whether who acts is a person of the calling Mandant or one of its integrations.
CREATE OR REPLACE FUNCTION handelt_hier(wer uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = platform, pg_temp
RETURN platform.arbeitet_hier(wer)
    OR EXISTS (SELECT FROM platform.schnittstelle s
                 JOIN platform.schnittstelle_bestaetigung e ON e.schnittstelle_id = s.id
                WHERE s.id = wer AND s.mandant_id = platform.mandant_der_sitzung());

-- The roles that a person holds on a day, except those that exclude each other: who came by both
-- may use neither, until one is taken away. Whoever has left holds none. In a Kommune a role holds
-- from the moment when the Kommune has confirmed it; in the Kreis one that asks for a second
-- factor, when a second person has.
CREATE OR REPLACE FUNCTION geltende_rollen(person uuid, am date) RETURNS TABLE (rolle text)
    LANGUAGE sql STABLE SET search_path = platform, pg_temp
BEGIN ATOMIC
    SELECT z.rolle FROM platform.rollenzuweisung z
      JOIN platform.benutzer b ON b.id = z.benutzer_id
      JOIN platform.rolle o ON o.name = z.rolle
     WHERE z.benutzer_id = person AND z.gueltig @> am
       AND (b.dienst_bis IS NULL OR b.dienst_bis >= am)
       AND (b.mandant_id IS NULL AND NOT o.zweiter_faktor_pflicht
            OR EXISTS (SELECT FROM platform.rollenbestaetigung e WHERE e.zuweisung_id = z.id))
       AND NOT EXISTS (SELECT FROM platform.rollenzuweisung a
                         JOIN platform.rolle_unvereinbar u
                           ON u.rolle_a = least(a.rolle, z.rolle)
                          AND u.rolle_b = greatest(a.rolle, z.rolle)
                        WHERE a.benutzer_id = person AND a.gueltig @> am);
END;

-- Whether a person of this Mandant, or with NULL of the Kreis, holds a role with this permission
-- that is confirmed where it must be. The program knows the business day and with it when a
-- role begins; here none that is over counts.
CREATE OR REPLACE FUNCTION hat_recht(person uuid, welches text, welcher uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = platform, pg_temp
RETURN EXISTS (SELECT FROM platform.benutzer b
                 JOIN platform.rollenzuweisung z ON z.benutzer_id = b.id
                 JOIN platform.rolle o ON o.name = z.rolle
                 JOIN platform.rolle_recht r ON r.rolle = z.rolle
                WHERE b.id = person AND b.mandant_id IS NOT DISTINCT FROM welcher
                  AND b.gesperrt_am IS NULL AND r.recht = welches
                  AND (b.dienst_bis IS NULL OR b.dienst_bis >= current_date)
                  AND (upper_inf(z.gueltig) OR upper(z.gueltig) > current_date)
                  AND (b.mandant_id IS NULL AND NOT o.zweiter_faktor_pflicht
                       OR EXISTS (SELECT FROM platform.rollenbestaetigung e
                                   WHERE e.zuweisung_id = z.id))
                  AND NOT EXISTS (SELECT FROM platform.rollenzuweisung a
                                    JOIN platform.rolle_unvereinbar u
                                      ON u.rolle_a = least(a.rolle, z.rolle)
                                     AND u.rolle_b = greatest(a.rolle, z.rolle)
                                   WHERE a.benutzer_id = person AND a.gueltig && z.gueltig));

-- Whether the person may do this for the calling Mandant. A role that has ended does not count.
CREATE OR REPLACE FUNCTION darf_hier(person uuid, welches text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = platform, pg_temp
RETURN platform.hat_recht(person, welches, platform.mandant_der_sitzung())
   AND platform.mandant_der_sitzung() IS NOT NULL;

-- The same for people of the Kreis; for the guards of its schema, not for logins.
CREATE OR REPLACE FUNCTION darf_im_kreis(person uuid, welches text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = platform, pg_temp
RETURN platform.hat_recht(person, welches, NULL);

-- The calling Mandant's own switches.
CREATE OR REPLACE FUNCTION eigene_schalter()
    RETURNS TABLE (mandant_id uuid, name text, wert text, gueltig daterange, quelle text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
    SELECT s.mandant_id, s.name, s.wert, s.gueltig, s.quelle FROM mandant_schalter s
     WHERE s.mandant_id = mandant_der_sitzung() ORDER BY s.name, s.gueltig
$$;

-- Released parameters, each in the form of the files that come with the program; no drafts.
CREATE OR REPLACE FUNCTION freigegebene_parameter() RETURNS TABLE (name text, stand jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
    SELECT p.name, p.wert || jsonb_build_object(
               'gueltig_ab', p.gueltig_ab, 'fundstelle', p.fundstelle,
               'geprueft_am', (p.freigegeben_am AT TIME ZONE 'Europe/Berlin')::date)
      FROM parameterstand p WHERE p.freigegeben_am IS NOT NULL ORDER BY p.name, p.gueltig_ab
$$;

-- The queue's virtual time: where the waiting jobs begin, or where the last ones ended. Whoever has been silent
-- starts here, so that neither a crowd nor an old debt keeps anybody waiting (start-time fair queueing).
CREATE OR REPLACE FUNCTION virtuelle_zeit() RETURNS double precision
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = platform, pg_temp
RETURN coalesce((SELECT min(vt) FROM platform.job WHERE state = 0), (SELECT max(vt) FROM platform.fair_share), 0);

-- Enqueues a job of the calling Mandant in the caller's transaction. A second call with the same key while the
-- first job lives changes nothing and returns NULL.
CREATE OR REPLACE FUNCTION einreihen(job_id uuid, job_kind text, job_key text, job_payload jsonb,
                                     frueheste timestamptz) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
DECLARE
    ich uuid := mandant_der_sitzung();
    neu uuid;
BEGIN
    IF ich IS NULL THEN
        RAISE EXCEPTION 'Nur der Login eines Mandanten reiht hier Aufträge ein.' USING ERRCODE = '42501';
    END IF;
    IF (job_kind ~ '^[a-z_.]{1,60}$' AND octet_length(job_payload::text) <= 65536) IS NOT TRUE
       OR octet_length(job_key) > 500
    THEN
        RAISE EXCEPTION 'Art oder Umfang des Auftrags ist unzulässig.' USING ERRCODE = '22023';
    END IF;
    INSERT INTO fair_share (mandant_id, vt) VALUES (ich, virtuelle_zeit())
    ON CONFLICT (mandant_id) DO UPDATE SET vt = greatest(fair_share.vt + 1, virtuelle_zeit());
    INSERT INTO job (id, mandant_id, kind, unique_key, payload, run_at, vt)
    SELECT job_id, ich, job_kind, job_key, job_payload, coalesce(frueheste, now()), f.vt
      FROM fair_share f WHERE f.mandant_id = ich
    ON CONFLICT DO NOTHING
    RETURNING id INTO neu;
    RETURN neu;
END
$$;

-- The same for the Kreis: jobs of its own, and the one job by which a Mandant follows the Kasse's answers.
CREATE OR REPLACE FUNCTION einreihen_kreis(job_id uuid, job_kind text, job_key text, job_payload jsonb,
                                           frueheste timestamptz) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
DECLARE
    neu uuid;
BEGIN
    IF (job_kind ~ '^[a-z_.]{1,60}$') IS NOT TRUE THEN
        RAISE EXCEPTION 'Art des Auftrags ist unzulässig.' USING ERRCODE = '22023';
    END IF;
    INSERT INTO job (id, kind, unique_key, payload, run_at, vt)
    VALUES (job_id, job_kind, job_key, job_payload, coalesce(frueheste, now()), virtuelle_zeit())
    ON CONFLICT DO NOTHING
    RETURNING id INTO neu;
    RETURN neu;
END
$$;

-- A job that waits its turn takes up every answer given until it starts, so one waiting job per Mandant is enough.
CREATE OR REPLACE FUNCTION rueckmeldung_ankuendigen(empfaenger uuid[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = platform, pg_temp
BEGIN ATOMIC
    INSERT INTO platform.job (id, mandant_id, kind, unique_key, vt, prio)
    SELECT gen_random_uuid(), m.id, 'rueckmeldung.uebernehmen', now()::text, platform.virtuelle_zeit(), 50
      FROM platform.mandant m WHERE m.id = ANY (empfaenger)
    ON CONFLICT DO NOTHING;
END;

-- The same for questions about persons: whoever knows the person notes who asked, whoever asked
-- notes the answer.
CREATE OR REPLACE FUNCTION personenfrage_ankuendigen(empfaenger uuid[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = platform, pg_temp
BEGIN ATOMIC
    INSERT INTO platform.job (id, mandant_id, kind, unique_key, vt, prio)
    SELECT gen_random_uuid(), m.id, 'personenfragen.uebernehmen', now()::text,
           platform.virtuelle_zeit(), 50
      FROM platform.mandant m WHERE m.id = ANY (empfaenger)
    ON CONFLICT DO NOTHING;
END;

-- The same for what the Kreis asks and points out about the central Krankenhilfe (B-6.4).
CREATE OR REPLACE FUNCTION krankenhilfe_ankuendigen(empfaenger uuid[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = platform, pg_temp
BEGIN ATOMIC
    INSERT INTO platform.job (id, mandant_id, kind, unique_key, vt, prio)
    SELECT gen_random_uuid(), m.id, 'krankenhilfe.beantworten', now()::text,
           platform.virtuelle_zeit(), 50
      FROM platform.mandant m WHERE m.id = ANY (empfaenger)
    ON CONFLICT DO NOTHING;
END;

-- A Kommune's name and whom to call there; for the counter, not for logins.
CREATE OR REPLACE FUNCTION auskunftsstelle(welche uuid, OUT kommune text, OUT auskunft text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = platform, pg_temp
BEGIN ATOMIC
    SELECT m.bezeichnung,
           coalesce(nullif(m.auskunftsstelle, ''), m.strasse || ', ' || m.plz || ' ' || m.ort)
      FROM platform.mandant m WHERE m.id = welche;
END;

-- Whether a Kommune takes part in the central Krankenhilfe in a month, given by its first day
-- (B-6.1): it works here and its switch says so on that day.
CREATE OR REPLACE FUNCTION krankenhilfe_zentral(welche uuid, am date) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = platform, pg_temp
RETURN EXISTS (SELECT FROM platform.mandant m
                 JOIN platform.mandant_schalter s ON s.mandant_id = m.id
                WHERE m.id = welche AND m.aktiv_ab <= am AND (m.aktiv_bis IS NULL OR m.aktiv_bis >= am)
                  AND s.name = 'krankenhilfe_zentral' AND s.wert = 'ja' AND s.gueltig @> am);

-- Ends a job inside the transaction of its effect; false means that the claim was lost and the caller must
-- roll back. A Mandant login ends its own jobs only, another session only those without a Mandant.
CREATE OR REPLACE FUNCTION job_abschliessen(job_id uuid, claim uuid, fortschritt text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
DECLARE
    fertig platform.job;
BEGIN
    DELETE FROM job WHERE id = job_id AND claim_id = claim
       AND mandant_id IS NOT DISTINCT FROM mandant_der_sitzung()
    RETURNING * INTO fertig;
    IF NOT FOUND THEN RETURN false; END IF;
    INSERT INTO job_done (id, mandant_id, kind, unique_key, outcome, attempts, payload, progress, created_at)
    VALUES (fertig.id, fertig.mandant_id, fertig.kind, fertig.unique_key, 'done', fertig.attempt, fertig.payload,
            coalesce(fortschritt, fertig.progress), fertig.created_at);
    RETURN true;
END
$$;

-- Incompatible roles never overlap in time for one person; a user of a Kommune holds no role of the Kreis.
CREATE OR REPLACE FUNCTION rollenzuweisung_pruefen() RETURNS trigger
    LANGUAGE plpgsql SET search_path = platform, pg_temp AS
$$
DECLARE
    hindernis text;
BEGIN
    PERFORM 1 FROM platform.benutzer b JOIN platform.rolle r ON r.name = NEW.rolle
      WHERE b.id = NEW.benutzer_id AND (r.ebene = 'kommune') <> (b.mandant_id IS NOT NULL);
    IF FOUND THEN
        RAISE EXCEPTION 'Die Rolle gehört zu einer anderen Ebene als die Person.'
            USING ERRCODE = '23514', CONSTRAINT = 'rollenzuweisung_ebene';
    END IF;
    PERFORM pg_catalog.hashtext(NEW.benutzer_id::text) FROM platform.benutzer
      WHERE id = NEW.benutzer_id FOR UPDATE;
    SELECT u.grund INTO hindernis
      FROM platform.rollenzuweisung z
      JOIN platform.rolle_unvereinbar u
        ON u.rolle_a = least(z.rolle, NEW.rolle) AND u.rolle_b = greatest(z.rolle, NEW.rolle)
     WHERE z.benutzer_id = NEW.benutzer_id AND z.id <> NEW.id AND z.gueltig && NEW.gueltig
     LIMIT 1;
    IF hindernis IS NOT NULL THEN
        RAISE EXCEPTION 'Unvereinbare Rollen: %', hindernis
            USING ERRCODE = '23514', CONSTRAINT = 'rollenzuweisung_unvereinbar';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER rollenzuweisung_pruefen BEFORE INSERT OR UPDATE ON rollenzuweisung
    FOR EACH ROW EXECUTE FUNCTION rollenzuweisung_pruefen();

-- What has been decided is never touched again: past months must compute as they did. A draft can
-- only be decided, so that the second person releases what the first one wrote.
CREATE OR REPLACE FUNCTION parameterstand_bleibt() RETURNS trigger
    LANGUAGE plpgsql SET search_path = platform, pg_temp AS
$$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.freigegeben_am IS NOT NULL OR OLD.verworfen_am IS NOT NULL THEN
        RAISE EXCEPTION 'Ein Parameterstand, über den entschieden ist, bleibt; keiner wird gelöscht.'
            USING ERRCODE = '23514', CONSTRAINT = 'parameterstand_bleibt';
    END IF;
    IF (NEW.id, NEW.name, NEW.gueltig_ab, NEW.wert, NEW.fundstelle, NEW.erfasst_von,
        NEW.erfasst_am)
       IS DISTINCT FROM
       (OLD.id, OLD.name, OLD.gueltig_ab, OLD.wert, OLD.fundstelle, OLD.erfasst_von,
        OLD.erfasst_am)
    THEN
        RAISE EXCEPTION 'Ein Entwurf wird freigegeben oder verworfen, nicht geändert.'
            USING ERRCODE = '23514', CONSTRAINT = 'parameterstand_entwurf';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER parameterstand_bleibt BEFORE UPDATE OR DELETE ON parameterstand
    FOR EACH ROW EXECUTE FUNCTION parameterstand_bleibt();
