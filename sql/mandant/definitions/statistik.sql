-- Guards of the statistics of one Kommune.

-- Two persons who may; nothing moves back after the release, and only the Kreis's receipt lets the
-- mapping of Kenn-Nummern go.
CREATE OR REPLACE FUNCTION statistik_stand_pruefen() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT AS
$$
BEGIN
    IF (NEW.lauf_id, NEW.erhebung, NEW.beginn, NEW.ende, NEW.kenntnis)
       IS DISTINCT FROM (OLD.lauf_id, OLD.erhebung, OLD.beginn, OLD.ende, OLD.kenntnis)
       OR OLD.freigegeben_am IS NOT NULL
          AND (NEW.bis_fall, NEW.gerechnet_am, NEW.abgeschlossen_von, NEW.abgeschlossen_am,
               NEW.sha256, NEW.freigegeben_von, NEW.freigegeben_am)
              IS DISTINCT FROM
              (OLD.bis_fall, OLD.gerechnet_am, OLD.abgeschlossen_von, OLD.abgeschlossen_am,
               OLD.sha256, OLD.freigegeben_von, OLD.freigegeben_am)
       OR OLD.abgegeben_am IS NOT NULL AND NEW.abgegeben_am IS DISTINCT FROM OLD.abgegeben_am
       OR OLD.geloescht_am IS NOT NULL
    THEN
        RAISE EXCEPTION 'Was freigegeben ist, ändert sich nicht mehr.'
            USING ERRCODE = '23514', CONSTRAINT = 'statistik_stand_bleibt';
    END IF;
    IF NEW.abgeschlossen_von IS DISTINCT FROM OLD.abgeschlossen_von
       AND NEW.abgeschlossen_von IS NOT NULL
       AND NOT platform.darf_hier(NEW.abgeschlossen_von, 'statistik.pruefen')
       OR NEW.freigegeben_von IS DISTINCT FROM OLD.freigegeben_von
       AND NEW.freigegeben_von IS NOT NULL
       AND NOT platform.darf_hier(NEW.freigegeben_von, 'statistik.abgeben')
    THEN
        RAISE EXCEPTION 'Abschluss und Freigabe brauchen Personen, die das dürfen.'
            USING ERRCODE = '23514', CONSTRAINT = 'statistik_stand_recht';
    END IF;
    PERFORM FROM statistik_befund b
      WHERE b.lauf_id = NEW.lauf_id AND b.schwere = 'fehler'
        AND NEW.abgeschlossen_am IS NOT NULL AND OLD.abgeschlossen_am IS NULL;
    IF FOUND THEN
        RAISE EXCEPTION 'Mit offenen Fehlern wird nicht abgeschlossen.'
            USING ERRCODE = '23514', CONSTRAINT = 'statistik_stand_fehlerfrei';
    END IF;
    IF NEW.geloescht_am IS NOT NULL AND NOT kreis.statistik_quittiert(NEW.lauf_id) THEN
        RAISE EXCEPTION 'Die Zuordnung bleibt, bis die Lieferung angenommen ist.'
            USING ERRCODE = '23514', CONSTRAINT = 'statistik_stand_quittiert';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER statistik_stand_pruefen BEFORE UPDATE ON statistik_stand
    FOR EACH ROW EXECUTE FUNCTION statistik_stand_pruefen();
CREATE OR REPLACE TRIGGER nie_loeschen BEFORE DELETE OR TRUNCATE ON statistik_stand
    FOR EACH STATEMENT EXECUTE FUNCTION nie_loeschen();

-- Records, faults and mapping stand from the second person's release until they may go as a whole.
CREATE OR REPLACE FUNCTION statistik_fest() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT AS
$$
BEGIN
    -- Erasure by rule passes: what was delivered stays, whom it meant goes.
    IF current_user <> session_user AND EXISTS (SELECT FROM loeschung_offen) THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    PERFORM FROM statistik_stand s
      WHERE s.lauf_id = CASE TG_OP WHEN 'DELETE' THEN OLD.lauf_id ELSE NEW.lauf_id END
        AND s.abgeschlossen_am IS NOT NULL AND (s.geloescht_am IS NULL OR TG_OP <> 'DELETE');
    IF FOUND THEN
        RAISE EXCEPTION 'Die Sätze sind abgeschlossen.'
            USING ERRCODE = '23514', CONSTRAINT = 'statistik_fest';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
DO $$
DECLARE
    tabelle text;
BEGIN
    FOREACH tabelle IN ARRAY ARRAY['statistik_kennnummer', 'statistik_satz', 'statistik_befund']
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER statistik_fest BEFORE INSERT OR UPDATE OR DELETE
                        ON %I FOR EACH ROW EXECUTE FUNCTION statistik_fest()', tabelle);
    END LOOP;
END
$$;
