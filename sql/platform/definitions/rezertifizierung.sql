-- The round that confirms all roles: begun and ended by the program, answered by people who are not
-- asked about themselves.

-- Who answers for a role: whoever confirms for that party, never the person who holds it. For those
-- who confirm also the Fachadministration, as there may be no second one beside them.
CREATE OR REPLACE FUNCTION darf_rolle_bestaetigen(wer uuid, zuweisung uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = platform, pg_temp
RETURN EXISTS (
    SELECT FROM platform.rollenzuweisung z JOIN platform.benutzer b ON b.id = z.benutzer_id
     WHERE z.id = zuweisung AND b.id <> wer
       AND (platform.hat_recht(wer, 'zugang.bestaetigen', b.mandant_id)
            OR platform.hat_recht(b.id, 'zugang.bestaetigen', b.mandant_id)
               AND platform.hat_recht(wer, 'benutzer.verwalten', NULL)));

CREATE OR REPLACE FUNCTION rezertifizierung_pruefen() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
BEGIN
    IF NEW.von IS NOT NULL AND NOT darf_rolle_bestaetigen(NEW.von, NEW.zuweisung_id) THEN
        RAISE EXCEPTION 'Diese Rolle bestätigt eine andere Person.'
            USING ERRCODE = '23514', CONSTRAINT = 'rezertifizierung_recht';
    END IF;
    -- Only the function below suspends; it runs as owner.
    IF NEW.von IS NULL AND session_user <> 'mandat_arbeit'
       AND NOT pg_has_role(session_user, 'mandat_eigner', 'MEMBER')
    THEN
        RAISE EXCEPTION 'Ausgesetzt wird nur nach Ablauf der Frist.'
            USING ERRCODE = '23514', CONSTRAINT = 'rezertifizierung_recht';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER rezertifizierung_pruefen BEFORE INSERT ON rezertifizierung_ergebnis
    FOR EACH ROW EXECUTE FUNCTION rezertifizierung_pruefen();

-- Begins the round of the last Stichtag, if there is none yet, with every role that began by that
-- day and holds today; one that waits for its confirmation holds nowhere. Returns how many roles it
-- asks about.
CREATE OR REPLACE FUNCTION rezertifizierung_beginnen(am date) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
DECLARE
    regel  zugangsregel;
    tag    date;
    runde  uuid := gen_random_uuid();
    anzahl integer;
BEGIN
    SELECT * INTO regel FROM zugangsregel z WHERE z.gueltig_ab <= am
     ORDER BY z.gueltig_ab DESC LIMIT 1;
    SELECT max(t.tag) INTO tag
      FROM (SELECT (extract(year FROM am)::integer - j.zurueck || '-' || s.stichtag)::date AS tag
              FROM unnest(regel.stichtage) AS s (stichtag),
                   generate_series(0, 1) AS j (zurueck)) t
     WHERE t.tag <= am;
    INSERT INTO rezertifizierung (id, stichtag, frist, tage)
    SELECT runde, tag, am + regel.bestaetigung_tage, regel.bestaetigung_tage
     WHERE NOT EXISTS (SELECT FROM rezertifizierung r WHERE r.stichtag >= tag)
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN RETURN 0; END IF;
    INSERT INTO rezertifizierung_zeile (runde_id, zuweisung_id, mandant_id)
    SELECT runde, z.id, b.mandant_id
      FROM rollenzuweisung z JOIN benutzer b ON b.id = z.benutzer_id
      JOIN rolle o ON o.name = z.rolle
     WHERE z.gueltig @> am AND lower(z.gueltig) <= tag AND b.gesperrt_am IS NULL
       AND (b.dienst_bis IS NULL OR b.dienst_bis >= am)
       AND (b.mandant_id IS NULL AND NOT o.zweiter_faktor_pflicht
            OR EXISTS (SELECT FROM rollenbestaetigung e WHERE e.zuweisung_id = z.id));
    GET DIAGNOSTICS anzahl = ROW_COUNT;
    INSERT INTO audit (id, vorgang, gegenstand, angaben)
    VALUES (gen_random_uuid(), 'rezertifizierung.begonnen', runde::text,
            jsonb_build_object('stichtag', tag, 'rollen', anzahl));
    RETURN anzahl;
END
$$;

-- Ends with yesterday what nobody has answered for in time. The days announced must have passed by
-- the database's clock too: nobody loses a role because an office stands on another day. Whoever
-- administers users keeps the role: somebody must be left who can give them again.
CREATE OR REPLACE FUNCTION rezertifizierung_aussetzen(am date) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
DECLARE
    offen  record;
    anzahl integer := 0;
BEGIN
    FOR offen IN
        SELECT x.runde_id, z.id, z.benutzer_id, z.rolle
          FROM rezertifizierung r
          JOIN rezertifizierung_zeile x ON x.runde_id = r.id
          JOIN rollenzuweisung z ON z.id = x.zuweisung_id
         WHERE r.frist < am AND r.begonnen_am + make_interval(days => r.tage) < now()
           AND z.gueltig @> am AND lower(z.gueltig) < am
           AND NOT EXISTS (SELECT FROM rezertifizierung_ergebnis e
                            WHERE e.runde_id = x.runde_id AND e.zuweisung_id = x.zuweisung_id)
           AND NOT EXISTS (SELECT FROM rolle_recht y
                            WHERE y.rolle = z.rolle AND y.recht = 'benutzer.verwalten')
         ORDER BY z.id FOR UPDATE OF z
    LOOP
        UPDATE rollenzuweisung SET gueltig = gueltig * daterange(NULL, am) WHERE id = offen.id;
        INSERT INTO rezertifizierung_ergebnis (runde_id, zuweisung_id, ergebnis)
        VALUES (offen.runde_id, offen.id, 'ausgesetzt');
        INSERT INTO audit (id, vorgang, gegenstand, angaben)
        VALUES (gen_random_uuid(), 'rolle.ausgesetzt', offen.benutzer_id::text,
                jsonb_build_object('rolle', offen.rolle, 'letzter_tag', am - 1));
        anzahl := anzahl + 1;
    END LOOP;
    RETURN anzahl;
END
$$;
