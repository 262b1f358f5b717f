-- The guards of what the controlling gives out. Publication is refused, whoever asks, unless the
-- attack on everything ever given out and this found nothing.

CREATE OR REPLACE FUNCTION controlling_vorlegen() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    PERFORM FROM controlling_entwurf e
      WHERE e.id = NEW.entwurf_id AND e.sha256 = NEW.sha256 AND e.aufgedeckt = 0
        AND e.nach_lfd = (SELECT coalesce(max(p.lfd), 0) FROM controlling_veroeffentlichung p);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Vorgelegt wird ein gültiger Entwurf, in dem der Angriff nichts fand.'
            USING ERRCODE = '23514', CONSTRAINT = 'controlling_vorlage_gueltig';
    END IF;
    IF NOT platform.darf_im_kreis(NEW.von, 'controlling.vorlegen') THEN
        RAISE EXCEPTION 'Vorlegen darf nur das Controlling.'
            USING ERRCODE = '23514', CONSTRAINT = 'controlling_vorlage_recht';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER controlling_vorlegen BEFORE INSERT ON controlling_vorlage
    FOR EACH ROW EXECUTE FUNCTION controlling_vorlegen();

-- Everything but the number and who releases is taken from the draft.
CREATE OR REPLACE FUNCTION controlling_freigeben() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    entwurf controlling_entwurf;
    vorlage controlling_vorlage;
    letzte  controlling_veroeffentlichung;
BEGIN
    LOCK TABLE controlling_veroeffentlichung IN EXCLUSIVE MODE;
    SELECT * INTO entwurf FROM controlling_entwurf e WHERE e.id = NEW.entwurf_id;
    SELECT * INTO vorlage FROM controlling_vorlage v WHERE v.entwurf_id = NEW.entwurf_id;
    SELECT * INTO letzte FROM controlling_veroeffentlichung p ORDER BY p.lfd DESC LIMIT 1;
    IF vorlage IS NULL OR vorlage.sha256 <> NEW.sha256 OR entwurf.sha256 <> NEW.sha256
       OR controlling_pruefsumme(entwurf.id) IS DISTINCT FROM NEW.sha256
    THEN
        RAISE EXCEPTION 'Veröffentlicht wird genau der vorgelegte Entwurf.'
            USING ERRCODE = '23514', CONSTRAINT = 'controlling_veroeffentlichung_vorgelegt';
    END IF;
    IF entwurf.nach_lfd <> coalesce(letzte.lfd, 0) THEN
        RAISE EXCEPTION 'Seit dem Angriff ist etwas anderes veröffentlicht.'
            USING ERRCODE = '23514', CONSTRAINT = 'controlling_veroeffentlichung_veraltet';
    END IF;
    IF entwurf.aufgedeckt <> 0 THEN
        RAISE EXCEPTION 'Der Angriff hat etwas aufgedeckt.'
            USING ERRCODE = '23514', CONSTRAINT = 'controlling_veroeffentlichung_geschuetzt';
    END IF;
    IF NOT platform.darf_im_kreis(NEW.freigegeben_von, 'controlling.freigeben') THEN
        RAISE EXCEPTION 'Freigeben darf nur das Controlling oder der Datenschutz.'
            USING ERRCODE = '23514', CONSTRAINT = 'controlling_veroeffentlichung_recht';
    END IF;
    NEW.lfd := entwurf.nach_lfd + 1;
    NEW.nummer := 'CB-' || lpad(NEW.lfd::text, 4, '0');
    NEW.monat := entwurf.monat;
    NEW.sonder_id := entwurf.sonder_id;
    NEW.regel := entwurf.regel;
    NEW.umlage_cent := entwurf.umlage_cent;
    NEW.zellen := entwurf.zellen;
    NEW.gesperrt := entwurf.gesperrt;
    NEW.angegriffen := entwurf.angegriffen;
    NEW.aufgedeckt := entwurf.aufgedeckt;
    NEW.gleichungen := entwurf.gleichungen;
    NEW.bekannt := entwurf.bekannt;
    NEW.bereiche := entwurf.bereiche;
    NEW.engste_spanne := entwurf.engste_spanne;
    NEW.vorgelegt_von := vorlage.von;
    NEW.kette_sha256 := sha256(coalesce(letzte.kette_sha256, ''::bytea) || NEW.sha256);
    NEW.am := now();
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER controlling_freigeben BEFORE INSERT ON controlling_veroeffentlichung
    FOR EACH ROW EXECUTE FUNCTION controlling_freigeben();

-- What is given out is the draft's public form; nobody else writes there.
CREATE OR REPLACE FUNCTION controlling_ausgeben() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    INSERT INTO controlling_wert (lfd, zelle, wert)
    SELECT NEW.lfd, z.zelle, CASE WHEN z.grund IS NULL THEN z.wert END
      FROM controlling_entwurf_zelle z WHERE z.entwurf_id = NEW.entwurf_id;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER controlling_ausgeben AFTER INSERT ON controlling_veroeffentlichung
    FOR EACH ROW EXECUTE FUNCTION controlling_ausgeben();

-- The AG decides (B-4.2), and never who asked.
CREATE OR REPLACE FUNCTION sonderauswertung_beschliessen() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    PERFORM FROM sonderauswertung s WHERE s.id = NEW.sonder_id AND s.beantragt_von = NEW.von;
    IF FOUND OR NOT platform.darf_im_kreis(NEW.von, 'sonderauswertung.beschliessen') THEN
        RAISE EXCEPTION 'Über eine Sonderauswertung entscheidet die AG.'
            USING ERRCODE = '23514', CONSTRAINT = 'sonderauswertung_beschluss_ag';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER sonderauswertung_beschliessen BEFORE INSERT ON sonderauswertung_beschluss
    FOR EACH ROW EXECUTE FUNCTION sonderauswertung_beschliessen();

-- Tells every Kommune that there is something to count.
CREATE OR REPLACE FUNCTION controlling_ankuendigen() RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    INSERT INTO platform.job (id, mandant_id, kind, unique_key, vt, prio)
    SELECT gen_random_uuid(), m.id, 'controlling.zaehlen', now()::text, platform.virtuelle_zeit(),
           50
      FROM platform.mandant m
    ON CONFLICT DO NOTHING
$$;

DO $$
DECLARE
    tabelle text;
BEGIN
    FOREACH tabelle IN ARRAY ARRAY['geheimhaltungsregel', 'controlling_meldung',
        'controlling_rohzahl', 'sonderauswertung', 'sonderauswertung_beschluss',
        'sonderauswertung_meldung', 'sonderauswertung_rohzahl', 'controlling_entwurf',
        'controlling_entwurf_zelle', 'controlling_vorlage', 'controlling_veroeffentlichung',
        'controlling_wert']
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER bleibt_stehen
                        BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION bleibt_stehen()', tabelle);
    END LOOP;
END
$$;
