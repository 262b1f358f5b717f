-- The guards of the cost split (H-2.2).

-- At the commit: the parts are the amount to the cent, each by the official figure of the day, and
-- every line's arithmetic comes out again.
CREATE OR REPLACE FUNCTION kostenteilung_fehler(welche uuid) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    kopf kostenteilung;
    ist  record;
BEGIN
    SELECT * INTO STRICT kopf FROM kostenteilung WHERE id = welche;
    SELECT coalesce(sum(t.anteil_cent), 0) AS summe, coalesce(sum(t.einwohner), 0) AS einwohner
      INTO ist FROM kostenteilung_teil t WHERE t.kostenteilung_id = welche;
    IF ist.summe <> kopf.betrag_cent THEN RETURN 'kostenteilung_summe'; END IF;
    PERFORM FROM kostenteilung_teil t
       LEFT JOIN einwohnerzahl e ON e.id = t.einwohnerzahl_id
       LEFT JOIN platform.mandant m ON m.id = t.mandant_id
      WHERE t.kostenteilung_id = welche
        AND ((e.ags, e.stichtag, e.anzahl)
                 IS DISTINCT FROM (t.ags, kopf.stichtag, t.einwohner)
             OR m.ags IS DISTINCT FROM t.ags);
    IF FOUND OR ist.einwohner <> kopf.einwohner THEN RETURN 'kostenteilung_zahlen'; END IF;
    PERFORM FROM (SELECT array_agg(a.ags ORDER BY a.ags) AS ags,
                         array_agg(a.einwohner ORDER BY a.ags) AS gewichte
                    FROM kostenteilung_teil a WHERE a.kostenteilung_id = welche) alle
      CROSS JOIN LATERAL groesste_reste(kopf.betrag_cent, alle.ags, alle.gewichte) g
       JOIN kostenteilung_teil t ON t.kostenteilung_id = welche AND t.ags = g.kennung
      WHERE (t.ganze_cent, t.rest, t.zusatz_cent, t.anteil_cent)
            IS DISTINCT FROM (g.ganze_cent, g.rest, g.zusatz_cent, g.anteil_cent);
    IF FOUND THEN RETURN 'kostenteilung_rechnung'; END IF;
    RETURN NULL;
END
$$;

-- Of the head when it is made, and of whatever part is added, then or later.
CREATE OR REPLACE FUNCTION kostenteilung_stimmt() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    fehler text := kostenteilung_fehler(CASE TG_TABLE_NAME WHEN 'kostenteilung'
        THEN (to_jsonb(NEW) ->> 'id')::uuid ELSE (to_jsonb(NEW) ->> 'kostenteilung_id')::uuid END);
BEGIN
    IF fehler IS NOT NULL THEN
        RAISE EXCEPTION 'Die Kostenteilung stimmt nicht: %.', fehler
            USING ERRCODE = '23514', CONSTRAINT = fehler;
    END IF;
    RETURN NULL;
END
$$;

DROP TRIGGER IF EXISTS kostenteilung_stimmt ON kostenteilung;
CREATE CONSTRAINT TRIGGER kostenteilung_stimmt AFTER INSERT ON kostenteilung
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION kostenteilung_stimmt();
DROP TRIGGER IF EXISTS kostenteilung_teil_stimmt ON kostenteilung_teil;
CREATE CONSTRAINT TRIGGER kostenteilung_teil_stimmt AFTER INSERT ON kostenteilung_teil
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION kostenteilung_stimmt();

CREATE OR REPLACE FUNCTION kostenteilung_vier_augen() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    PERFORM FROM kostenteilung k
      WHERE k.id = NEW.kostenteilung_id AND k.erstellt_von = NEW.von AND NEW.bestaetigt;
    IF FOUND THEN
        RAISE EXCEPTION 'Wer die Kostenteilung erstellt hat, bestätigt sie nicht.'
            USING ERRCODE = '23514', CONSTRAINT = 'kostenteilung_vier_augen';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER kostenteilung_vier_augen BEFORE INSERT ON kostenteilung_entscheidung
    FOR EACH ROW EXECUTE FUNCTION kostenteilung_vier_augen();

-- What a confirmed split makes the Kommunen owe.

-- The claims of one split come in one statement, one for every part, and book themselves: Forderung
-- against each Kommune, Durchlaufend relieved, on which the Kreis's payment of the costs stands.
CREATE OR REPLACE FUNCTION kostenforderung_verbuchen() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    kopf kostenteilung;
    eine kostenforderung;
    neue uuid;
BEGIN
    FOR kopf IN SELECT k.* FROM kostenteilung k
                 WHERE k.id IN (SELECT n.kostenteilung_id FROM neu n) ORDER BY k.id LOOP
        PERFORM FROM kostenteilung_entscheidung e
          WHERE e.kostenteilung_id = kopf.id AND e.bestaetigt;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'Gefordert wird, was eine zweite Person bestätigt hat.'
                USING ERRCODE = '23514', CONSTRAINT = 'kostenforderung_bestaetigt';
        END IF;
        PERFORM FROM kostenteilung_teil t LEFT JOIN neu n USING (kostenteilung_id, mandant_id)
          WHERE t.kostenteilung_id = kopf.id AND n.id IS NULL;
        IF FOUND THEN
            RAISE EXCEPTION 'Gefordert wird von allen Kommunen zugleich.'
                USING ERRCODE = '23514', CONSTRAINT = 'kostenforderung_auf_einmal';
        END IF;
        SELECT n.* INTO eine FROM neu n WHERE n.kostenteilung_id = kopf.id LIMIT 1;
        neue := gen_random_uuid();
        INSERT INTO buchung (id, buchungstag, text, stapel, kostenteilung_id, gebucht_von)
        VALUES (neue, eine.tag, 'Kostenteilung ' || kopf.titel, kopf.id, kopf.id, eine.von);
        INSERT INTO buchungszeile (id, buchung_id, konto, mandant_id, betrag_cent)
        SELECT gen_random_uuid(), neue, 'forderung', t.mandant_id, t.anteil_cent
          FROM kostenteilung_teil t WHERE t.kostenteilung_id = kopf.id AND t.anteil_cent <> 0
        UNION ALL
        SELECT gen_random_uuid(), neue, 'durchlaufend', NULL, -kopf.betrag_cent;
    END LOOP;
    INSERT INTO forderung (id, mandant_id, art, monat, nummer, kassenzeichen, betrag_cent, faellig)
    SELECT n.id, n.mandant_id, 'kosten', date_trunc('month', n.tag)::date, n.nummer,
           n.kassenzeichen, t.anteil_cent, n.faellig
      FROM neu n JOIN kostenteilung_teil t USING (kostenteilung_id, mandant_id);
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER kostenforderung_verbuchen AFTER INSERT ON kostenforderung
    REFERENCING NEW TABLE AS neu
    FOR EACH STATEMENT EXECUTE FUNCTION kostenforderung_verbuchen();

-- At the commit: what is confirmed is claimed.
CREATE OR REPLACE FUNCTION kostenteilung_gefordert() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    PERFORM FROM kostenforderung f WHERE f.kostenteilung_id = NEW.kostenteilung_id;
    IF NEW.bestaetigt <> FOUND THEN
        RAISE EXCEPTION 'Was bestätigt ist, wird gefordert, anderes nicht.'
            USING ERRCODE = '23514', CONSTRAINT = 'kostenteilung_gefordert';
    END IF;
    RETURN NULL;
END
$$;

DROP TRIGGER IF EXISTS kostenteilung_gefordert ON kostenteilung_entscheidung;
CREATE CONSTRAINT TRIGGER kostenteilung_gefordert AFTER INSERT ON kostenteilung_entscheidung
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION kostenteilung_gefordert();

-- What is paid on a split is paid on the claim of one.
CREATE OR REPLACE FUNCTION umsatz_zuordnung_kosten() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    PERFORM FROM neu n JOIN forderung f ON f.id = n.forderung_id WHERE f.art <> 'kosten';
    IF FOUND THEN
        RAISE EXCEPTION 'Diese Forderung ist kein Anteil an Kosten.'
            USING ERRCODE = '23514', CONSTRAINT = 'umsatz_zuordnung_kosten';
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER umsatz_zuordnung_kosten AFTER INSERT ON umsatz_zuordnung
    REFERENCING NEW TABLE AS neu
    FOR EACH STATEMENT EXECUTE FUNCTION umsatz_zuordnung_kosten();

DO $$
DECLARE
    tabelle text;
BEGIN
    FOREACH tabelle IN ARRAY ARRAY['einwohnerzahl', 'kostenteilung', 'kostenteilung_teil',
        'kostenteilung_entscheidung', 'kostenforderung']
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER bleibt_stehen
                        BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION bleibt_stehen()', tabelle);
    END LOOP;
END
$$;
