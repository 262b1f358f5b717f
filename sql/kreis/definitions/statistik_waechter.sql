-- The guards of the statistics: what was handed over, found right and delivered stays as it is.

-- Opens a survey for a period: which Kommunen take part stands with it, and each gets its job.
CREATE OR REPLACE FUNCTION statistik_eroeffnen(
    lauf uuid, welche text, von date, bis date, wissen date, kommunen_bis date, abgabe_bis date,
    woher text, statt uuid, warum text, wer uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
#variable_conflict use_variable
BEGIN
    IF NOT platform.darf_im_kreis(wer, 'statistik.erheben') THEN
        RAISE EXCEPTION 'Eine Erhebung beginnt, wer das darf.' USING ERRCODE = '42501';
    END IF;
    IF statt IS NOT NULL THEN
        PERFORM FROM statistik_lieferung i JOIN statistik_lauf l ON l.id = i.lauf_id
          WHERE l.id = statt AND (l.erhebung, l.beginn, l.ende) = (welche, von, bis);
        IF NOT FOUND THEN
            RAISE EXCEPTION 'Berichtigt wird nur, was geliefert ist.'
                USING ERRCODE = '23514', CONSTRAINT = 'statistik_lauf_berichtigt';
        END IF;
    END IF;
    INSERT INTO statistik_lauf (id, erhebung, beginn, ende, kenntnis, frist_kommunen, frist,
                                frist_quelle, berichtigt, grund, eroeffnet_von)
    VALUES (lauf, welche, von, bis, wissen, kommunen_bis, abgabe_bis, woher, statt, warum, wer);
    INSERT INTO statistik_abgabe (lauf_id, ags, mandant_id, kommune)
    SELECT lauf, m.ags, m.id, m.bezeichnung FROM platform.mandant m
     WHERE m.aktiv_ab <= bis AND (m.aktiv_bis IS NULL OR m.aktiv_bis >= von);
    PERFORM platform.statistik_beauftragen(lauf, ARRAY(
        SELECT a.mandant_id FROM statistik_abgabe a WHERE a.lauf_id = lauf));
END
$$;

-- A number only grows towards the release, and after it nothing changes.
CREATE OR REPLACE FUNCTION statistik_abgabe_bleibt() RETURNS trigger
    LANGUAGE plpgsql SET search_path = kreis, pg_temp AS
$$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.zustand = 'abgegeben'
       OR (NEW.lauf_id, NEW.ags, NEW.mandant_id, NEW.kommune)
          IS DISTINCT FROM (OLD.lauf_id, OLD.ags, OLD.mandant_id, OLD.kommune)
    THEN
        RAISE EXCEPTION 'Was eine Kommune abgegeben hat, ändert sich nicht mehr.'
            USING ERRCODE = '23514', CONSTRAINT = 'statistik_abgabe_bleibt';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER statistik_abgabe_bleibt BEFORE UPDATE OR DELETE ON statistik_abgabe
    FOR EACH ROW EXECUTE FUNCTION statistik_abgabe_bleibt();

CREATE OR REPLACE FUNCTION statistik_satz_offen() RETURNS trigger
    LANGUAGE plpgsql SET search_path = kreis, pg_temp AS
$$
BEGIN
    PERFORM FROM statistik_abgabe a
      WHERE a.zustand = 'abgegeben'
        AND EXISTS (SELECT FROM neu n WHERE n.lauf_id = a.lauf_id AND n.ags = a.ags);
    IF FOUND THEN
        RAISE EXCEPTION 'Was eine Kommune abgegeben hat, ändert sich nicht mehr.'
            USING ERRCODE = '23514', CONSTRAINT = 'statistik_abgabe_bleibt';
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER statistik_satz_offen AFTER INSERT ON statistik_satz
    REFERENCING NEW TABLE AS neu FOR EACH STATEMENT EXECUTE FUNCTION statistik_satz_offen();

-- Found right is a whole: every Kommune has handed over. Delivered is what was found right, by
-- another person.
CREATE OR REPLACE FUNCTION statistik_feststellung_pruefen() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    IF NOT platform.darf_im_kreis(NEW.von, 'statistik.feststellen') THEN
        RAISE EXCEPTION 'Feststellen darf nur, wer das Recht hat.'
            USING ERRCODE = '23514', CONSTRAINT = 'statistik_feststellung_recht';
    END IF;
    PERFORM FROM statistik_abgabe a
      WHERE a.lauf_id = NEW.lauf_id
      HAVING bool_and(a.zustand = 'abgegeben') AND sum(a.saetze) = NEW.saetze;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Festgestellt wird, wenn alle Kommunen abgegeben haben.'
            USING ERRCODE = '23514', CONSTRAINT = 'statistik_feststellung_vollstaendig';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER statistik_feststellung_pruefen BEFORE INSERT ON statistik_feststellung
    FOR EACH ROW EXECUTE FUNCTION statistik_feststellung_pruefen();

CREATE OR REPLACE FUNCTION statistik_lieferung_pruefen() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    PERFORM FROM statistik_feststellung f
      WHERE f.lauf_id = NEW.lauf_id AND f.csv_sha256 = NEW.csv_sha256
        AND f.datml_sha256 = NEW.datml_sha256 AND f.von <> NEW.von
        AND platform.darf_im_kreis(NEW.von, 'statistik.freigeben');
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Freigegeben wird genau das Festgestellte, von einer anderen Person.'
            USING ERRCODE = '23514', CONSTRAINT = 'statistik_lieferung_vier_augen';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER statistik_lieferung_pruefen BEFORE INSERT ON statistik_lieferung
    FOR EACH ROW EXECUTE FUNCTION statistik_lieferung_pruefen();

DO $$
DECLARE
    tabelle text;
BEGIN
    FOREACH tabelle IN ARRAY ARRAY['statistik_lauf', 'statistik_satz', 'statistik_feststellung',
        'statistik_lieferung', 'statistik_quittung', 'statistik_schluessel', 'statistik_export']
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER bleibt_stehen BEFORE UPDATE OR DELETE OR TRUNCATE
                        ON %I FOR EACH STATEMENT EXECUTE FUNCTION bleibt_stehen()', tabelle);
    END LOOP;
END
$$;
