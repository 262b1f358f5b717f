-- The guards of the Umlage (B-6.7, B-6.8, I13). Each says what must hold; none trusts the program.

-- The lines of Vorschuss up to a day that no Umlage has yet: what was laid out, came back or was
-- passed through.
CREATE OR REPLACE FUNCTION offene_vorschuesse(bis date)
    RETURNS TABLE (buchungszeile_id uuid, buchung_id uuid, tag date, betrag_cent bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT z.id, b.id, b.buchungstag, z.betrag_cent
      FROM buchungszeile z JOIN buchung b ON b.id = z.buchung_id
     WHERE z.konto = 'vorschuss' AND b.umlage_id IS NULL AND b.buchungstag <= bis
       AND NOT EXISTS (SELECT FROM umlage_position p WHERE p.buchungszeile_id = z.id)
$$;

-- The first earlier month that must be apportioned before this one: it has open lines of its own,
-- and not all of its Kommunen have said that they had no recipient. What a month without any
-- recipient leaves is carried into the next.
CREATE OR REPLACE FUNCTION umlage_vorher(fuer date) RETURNS date
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT min(o.monat)
      FROM (SELECT DISTINCT date_trunc('month', v.tag)::date AS monat
              FROM offene_vorschuesse(fuer - 1) v) o
     WHERE o.monat > coalesce((SELECT max(u.monat) FROM umlage u), '-infinity')
       AND EXISTS (SELECT FROM platform.mandant m
                     LEFT JOIN empfaengerzahl z ON z.mandant_id = m.id AND z.monat = o.monat
                    WHERE platform.krankenhilfe_zentral(m.id, o.monat)
                      AND z.anzahl IS DISTINCT FROM 0)
$$;

-- Nobody posts while it closes; a second person, on the bytes that the first has checked.
CREATE OR REPLACE FUNCTION umlage_beginnt() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    PERFORM hauptbuch_sperren();
    PERFORM FROM umlage_feststellung f
      WHERE f.id = NEW.feststellung_id AND f.monat = NEW.monat AND f.netto_cent = NEW.netto_cent
        AND f.nachweis_sha256 = NEW.nachweis_sha256;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Abgeschlossen wird genau der festgestellte Nachweis.'
            USING ERRCODE = '23514', CONSTRAINT = 'umlage_festgestellt';
    END IF;
    PERFORM FROM umlage_feststellung f
      WHERE f.id = NEW.feststellung_id AND f.von = NEW.abgeschlossen_von;
    IF FOUND THEN
        RAISE EXCEPTION 'Wer festgestellt hat, schließt nicht ab.'
            USING ERRCODE = '23514', CONSTRAINT = 'umlage_vier_augen';
    END IF;
    PERFORM FROM umlage u WHERE u.monat > NEW.monat;
    IF FOUND OR umlage_vorher(NEW.monat) IS NOT NULL THEN
        RAISE EXCEPTION 'Umgelegt wird Monat für Monat.'
            USING ERRCODE = '23514', CONSTRAINT = 'umlage_reihenfolge';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER umlage_beginnt BEFORE INSERT ON umlage
    FOR EACH ROW EXECUTE FUNCTION umlage_beginnt();

-- Positions come in one statement, as many as the head says; later none is added.
CREATE OR REPLACE FUNCTION umlage_auf_einmal() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    PERFORM FROM umlage u JOIN umlage_position p ON p.umlage_id = u.id
      WHERE u.id IN (SELECT n.umlage_id FROM neu n)
      GROUP BY u.id HAVING count(*) <> u.positionen;
    IF FOUND THEN
        RAISE EXCEPTION 'Eine Umlage entsteht auf einmal.'
            USING ERRCODE = '23514', CONSTRAINT = 'umlage_auf_einmal';
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER umlage_auf_einmal AFTER INSERT ON umlage_position
    REFERENCING NEW TABLE AS neu
    FOR EACH STATEMENT EXECUTE FUNCTION umlage_auf_einmal();

-- The posting is made by the parts: Forderung against each Kommune, Vorschuss relieved. What a
-- Kommune passes through was posted when it was taken over.
CREATE OR REPLACE FUNCTION umlage_verbuchen() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    kopf umlage;
    neue uuid;
BEGIN
    FOR kopf IN SELECT u.* FROM umlage u WHERE u.id IN (SELECT n.umlage_id FROM neu n) LOOP
        PERFORM FROM umlage_teil t
          WHERE t.umlage_id = kopf.id AND t.id NOT IN (SELECT n.id FROM neu n);
        IF FOUND THEN
            RAISE EXCEPTION 'Eine Umlage entsteht auf einmal.'
                USING ERRCODE = '23514', CONSTRAINT = 'umlage_auf_einmal';
        END IF;
        CONTINUE WHEN NOT EXISTS (SELECT FROM neu n
                                   WHERE n.umlage_id = kopf.id AND n.anteil_cent <> 0);
        neue := gen_random_uuid();
        INSERT INTO buchung (id, buchungstag, text, stapel, umlage_id, gebucht_von)
        VALUES (neue, kopf.tag, 'Umlage Krankenhilfe ' || to_char(kopf.monat, 'MM/YYYY'),
                kopf.id, kopf.id, kopf.abgeschlossen_von);
        INSERT INTO buchungszeile (id, buchung_id, konto, mandant_id, betrag_cent)
        SELECT gen_random_uuid(), neue, 'forderung', n.mandant_id, n.anteil_cent
          FROM neu n WHERE n.umlage_id = kopf.id AND n.anteil_cent <> 0
        UNION ALL
        SELECT gen_random_uuid(), neue, 'vorschuss', NULL, s.summe
          FROM (SELECT -sum(n.anteil_cent)::bigint AS summe
                  FROM neu n WHERE n.umlage_id = kopf.id) s
         WHERE s.summe <> 0;
    END LOOP;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER umlage_verbuchen AFTER INSERT ON umlage_teil
    REFERENCING NEW TABLE AS neu
    FOR EACH STATEMENT EXECUTE FUNCTION umlage_verbuchen();

-- What is wrong with an Umlage: the name of the rule that it breaks, NULL when none. Asked when it
-- is made, and by `mandat pruefen` for those that are there.
CREATE OR REPLACE FUNCTION umlage_fehler(welche uuid) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    kopf umlage;
    ist  record;
BEGIN
    SELECT * INTO STRICT kopf FROM umlage WHERE id = welche;
    -- I13: the parts are the amount, to the cent.
    SELECT coalesce(sum(t.anteil_cent), 0) AS summe, coalesce(sum(t.gewicht), 0) AS gewicht INTO ist
      FROM umlage_teil t WHERE t.umlage_id = welche;
    IF ist.summe <> kopf.netto_cent THEN RETURN 'umlage_summe'; END IF;
    IF ist.gewicht <> kopf.empfaenger THEN RETURN 'umlage_gewichte'; END IF;
    -- The amount is its positions, each of them a line of Vorschuss up to the month's end.
    SELECT count(*) AS anzahl, coalesce(sum(z.betrag_cent), 0) AS summe,
           count(*) FILTER (WHERE z.konto <> 'vorschuss' OR b.umlage_id IS NOT NULL
                               OR b.buchungstag >= kopf.monat + interval '1 month') AS fremd
      INTO ist
      FROM umlage_position p JOIN buchungszeile z ON z.id = p.buchungszeile_id
      JOIN buchung b ON b.id = z.buchung_id WHERE p.umlage_id = welche;
    IF (ist.anzahl, ist.summe, ist.fremd) IS DISTINCT FROM
       (kopf.positionen::bigint, kopf.netto_cent::numeric, 0::bigint)
    THEN RETURN 'umlage_positionen'; END IF;
    -- Whoever takes part has a line, with the number that it has handed over; whoever does not,
    -- has one only for what it passes through.
    PERFORM FROM platform.mandant m
       LEFT JOIN umlage_teil t ON t.umlage_id = welche AND t.mandant_id = m.id
       LEFT JOIN empfaengerzahl z ON z.mandant_id = m.id AND z.monat = kopf.monat
      WHERE CASE WHEN platform.krankenhilfe_zentral(m.id, kopf.monat)
                 THEN t.id IS NULL OR z.anzahl IS NULL OR t.gewicht <> z.anzahl
                 ELSE t.id IS NOT NULL AND (t.gewicht <> 0 OR t.durchleitung_cent = 0) END;
    IF FOUND THEN RETURN 'umlage_beteiligt'; END IF;
    PERFORM FROM umlage_teil t LEFT JOIN platform.mandant m ON m.id = t.mandant_id
      WHERE t.umlage_id = welche AND t.ags IS DISTINCT FROM m.ags;
    IF FOUND THEN RETURN 'umlage_beteiligt'; END IF;
    -- Every line's arithmetic, worked out again.
    PERFORM FROM (SELECT array_agg(a.ags ORDER BY a.ags) AS ags,
                         array_agg(a.gewicht ORDER BY a.ags) AS gewichte
                    FROM umlage_teil a WHERE a.umlage_id = welche) alle
      CROSS JOIN LATERAL groesste_reste(kopf.netto_cent, alle.ags, alle.gewichte) g
       JOIN umlage_teil t ON t.umlage_id = welche AND t.ags = g.kennung
      WHERE (t.ganze_cent, t.rest, t.zusatz_cent, t.anteil_cent)
            IS DISTINCT FROM (g.ganze_cent, g.rest, g.zusatz_cent, g.anteil_cent);
    IF FOUND THEN RETURN 'umlage_rechnung'; END IF;
    -- What a Kommune passes through is what was taken over of it among the positions.
    PERFORM FROM (SELECT a.mandant_id, a.durchleitung_cent FROM umlage_teil a
                    WHERE a.umlage_id = welche) t
       FULL JOIN (SELECT d.mandant_id, sum(d.betrag_cent) AS summe
                    FROM umlage_position p JOIN buchungszeile z ON z.id = p.buchungszeile_id
                    JOIN durchleitung_annahme a ON a.buchung_id = z.buchung_id
                    JOIN durchleitung d ON d.id = a.durchleitung_id
                   WHERE p.umlage_id = welche GROUP BY d.mandant_id) d
         ON d.mandant_id = t.mandant_id
      WHERE coalesce(t.durchleitung_cent, 0) <> coalesce(d.summe, 0);
    IF FOUND THEN RETURN 'umlage_durchleitung'; END IF;
    -- The ledger says the same.
    PERFORM FROM (SELECT 'forderung' AS konto, a.mandant_id, a.anteil_cent AS cent
                    FROM umlage_teil a WHERE a.umlage_id = welche
                  UNION ALL SELECT 'vorschuss', welche, -kopf.netto_cent) t
       FULL JOIN (SELECT z.konto, coalesce(z.mandant_id, welche) AS mandant_id,
                         sum(z.betrag_cent) AS cent
                    FROM buchungszeile z JOIN buchung b ON b.id = z.buchung_id
                   WHERE b.umlage_id = welche GROUP BY 1, 2) z
         ON z.mandant_id = t.mandant_id AND z.konto = t.konto
      WHERE coalesce(t.cent, 0) <> coalesce(z.cent, 0);
    IF FOUND THEN RETURN 'umlage_gebucht'; END IF;
    RETURN NULL;
END
$$;

-- At the commit, when positions and parts are there: all of it holds, and no line is left out.
CREATE OR REPLACE FUNCTION umlage_stimmt() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    fehler text := umlage_fehler(NEW.id);
BEGIN
    IF fehler IS NULL AND EXISTS (
        SELECT FROM offene_vorschuesse((NEW.monat + interval '1 month')::date - 1))
    THEN fehler := 'umlage_positionen'; END IF;
    IF fehler IS NOT NULL THEN
        RAISE EXCEPTION 'Die Umlage stimmt nicht: %.', fehler
            USING ERRCODE = '23514', CONSTRAINT = fehler;
    END IF;
    RETURN NULL;
END
$$;

DROP TRIGGER IF EXISTS umlage_stimmt ON umlage;
CREATE CONSTRAINT TRIGGER umlage_stimmt AFTER INSERT ON umlage
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION umlage_stimmt();

DO $$
DECLARE
    tabelle text;
BEGIN
    FOREACH tabelle IN ARRAY ARRAY['durchleitung', 'durchleitung_annahme', 'durchleitung_ablehnung',
        'umlage_feststellung', 'umlage', 'umlage_position', 'umlage_teil', 'umlage_schreiben']
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER bleibt_stehen
                        BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION bleibt_stehen()', tabelle);
    END LOOP;
END
$$;
