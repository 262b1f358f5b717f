-- The guards of the sample (B-6.4): nobody chooses it, nobody asks about anybody else, and only
-- the Kommune answers. A Mandant's login reaches the functions of the counter only.

-- The list and the sample come while the invoice waits for its check.
CREATE OR REPLACE FUNCTION sammelrechnung_ungeprueft() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    PERFORM FROM sammelrechnung WHERE id = NEW.rechnung_id FOR UPDATE;
    IF EXISTS (SELECT FROM sammelrechnung_pruefung WHERE rechnung_id = NEW.rechnung_id)
       OR EXISTS (SELECT FROM sammelrechnung_rueckgabe WHERE rechnung_id = NEW.rechnung_id)
    THEN
        RAISE EXCEPTION 'Die Rechnung ist schon geprüft oder zurückgegeben.'
            USING ERRCODE = '23514', CONSTRAINT = 'sammelrechnung_ungeprueft';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER ist_ungeprueft BEFORE INSERT ON sammelrechnung_nachweis
    FOR EACH ROW EXECUTE FUNCTION sammelrechnung_ungeprueft();
CREATE OR REPLACE TRIGGER ist_ungeprueft BEFORE INSERT ON stichprobe
    FOR EACH ROW EXECUTE FUNCTION sammelrechnung_ungeprueft();
CREATE OR REPLACE TRIGGER ist_ungeprueft BEFORE INSERT ON stichprobe_ergebnis
    FOR EACH ROW EXECUTE FUNCTION sammelrechnung_ungeprueft();

-- No line joins the list once the sample is drawn.
CREATE OR REPLACE FUNCTION sammelrechnung_position_beginnt() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    PERFORM FROM sammelrechnung WHERE id IN (SELECT rechnung_id FROM neu) ORDER BY id FOR UPDATE;
    IF EXISTS (SELECT FROM stichprobe WHERE rechnung_id IN (SELECT rechnung_id FROM neu)) THEN
        RAISE EXCEPTION 'Die Stichprobe ist schon gezogen.'
            USING ERRCODE = '23514', CONSTRAINT = 'sammelrechnung_position_vor_stichprobe';
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER sammelrechnung_position_beginnt AFTER INSERT ON sammelrechnung_position
    REFERENCING NEW TABLE AS neu
    FOR EACH STATEMENT EXECUTE FUNCTION sammelrechnung_position_beginnt();

-- Size by the rule of the day of intake, seed by chance: whatever was passed is replaced.
CREATE OR REPLACE FUNCTION stichprobe_beginnt() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    rechnung sammelrechnung;
    regel stichprobenregel;
    summe bigint;
BEGIN
    SELECT * INTO STRICT rechnung FROM sammelrechnung WHERE id = NEW.rechnung_id;
    SELECT count(*), sum(betrag_cent) INTO NEW.anzahl, summe
      FROM sammelrechnung_position WHERE rechnung_id = NEW.rechnung_id;
    IF summe IS DISTINCT FROM rechnung.betrag_cent THEN
        RAISE EXCEPTION 'Die Einzelposten ergeben nicht den Betrag der Rechnung.'
            USING ERRCODE = '23514', CONSTRAINT = 'sammelrechnung_position_summe';
    END IF;
    SELECT * INTO STRICT regel FROM stichprobenregel r
     WHERE r.gueltig_ab <= (rechnung.erfasst_am AT TIME ZONE 'Europe/Berlin')::date
     ORDER BY r.gueltig_ab DESC LIMIT 1;
    NEW.regel := regel.gueltig_ab;
    NEW.umfang := least(NEW.anzahl, regel.hoechstens, greatest(
        regel.mindestens, (NEW.anzahl::bigint * regel.anteil_promille + 999) / 1000));
    NEW.saat := sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER stichprobe_beginnt BEFORE INSERT ON stichprobe
    FOR EACH ROW EXECUTE FUNCTION stichprobe_beginnt();

-- The draw: the lines whose hash with the seed is smallest. The program computes the same
-- (Stichprobe.ziehen).
CREATE OR REPLACE FUNCTION stichprobe_gezogen(rechnung uuid) RETURNS SETOF integer
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT p.lfd FROM sammelrechnung_position p JOIN stichprobe s USING (rechnung_id)
     WHERE p.rechnung_id = rechnung
     ORDER BY sha256(s.saat || int4send(p.lfd))
     LIMIT (SELECT umfang FROM stichprobe WHERE rechnung_id = rechnung)
$$;

CREATE OR REPLACE FUNCTION stichprobe_position_beginnt() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    PERFORM FROM (SELECT DISTINCT rechnung_id FROM neu) n
      CROSS JOIN LATERAL (
          SELECT count(*) AS anzahl, count(g.lfd) AS gleich
            FROM stichprobe_position p
            LEFT JOIN stichprobe_gezogen(n.rechnung_id) AS g (lfd) ON g.lfd = p.lfd
           WHERE p.rechnung_id = n.rechnung_id) ist
      JOIN stichprobe s ON s.rechnung_id = n.rechnung_id
      WHERE ist.anzahl <> s.umfang OR ist.gleich <> s.umfang;
    IF FOUND THEN
        RAISE EXCEPTION 'Gezogen wird, was die Saat ergibt, und alles davon.'
            USING ERRCODE = '23514', CONSTRAINT = 'stichprobe_gezogen';
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER stichprobe_position_beginnt AFTER INSERT ON stichprobe_position
    REFERENCING NEW TABLE AS neu
    FOR EACH STATEMENT EXECUTE FUNCTION stichprobe_position_beginnt();

-- Asked is the Kommune that the line names, if it takes part.
CREATE OR REPLACE FUNCTION zustaendigkeitsfrage_beginnt() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    PERFORM FROM sammelrechnung_position p
      WHERE p.rechnung_id = NEW.rechnung_id AND p.lfd = NEW.lfd AND p.mandant_id = NEW.mandant_id
        AND platform.krankenhilfe_zentral(
                p.mandant_id, date_trunc('month', p.behandelt_von)::date);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Gefragt wird nur die Kommune, die der Einzelposten nennt.'
            USING ERRCODE = '23514', CONSTRAINT = 'zustaendigkeitsfrage_kommune';
    END IF;
    NEW.antwort := NULL;
    NEW.beantwortet_am := NULL;
    NEW.am := now();
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER zustaendigkeitsfrage_beginnt BEFORE INSERT ON zustaendigkeitsfrage
    FOR EACH ROW EXECUTE FUNCTION zustaendigkeitsfrage_beginnt();

-- Nothing of a question changes but that it is answered, once.
CREATE OR REPLACE FUNCTION zustaendigkeitsfrage_folgt() RETURNS trigger
    LANGUAGE plpgsql SET search_path = kreis, pg_temp AS
$$
BEGIN
    IF OLD.antwort IS NOT NULL OR NEW.antwort IS NULL THEN
        RAISE EXCEPTION 'Eine Antwort bleibt.'
            USING ERRCODE = '23514', CONSTRAINT = 'zustaendigkeitsfrage_bleibt';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER zustaendigkeitsfrage_folgt BEFORE UPDATE ON zustaendigkeitsfrage
    FOR EACH ROW EXECUTE FUNCTION zustaendigkeitsfrage_folgt();

-- Wakes the worker of each Kommune that has a question or a hint waiting.
CREATE OR REPLACE FUNCTION zustaendigkeitsfrage_ankuendigen() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    PERFORM platform.krankenhilfe_ankuendigen(ARRAY(SELECT DISTINCT mandant_id FROM neu));
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER zustaendigkeitsfrage_ankuendigen AFTER INSERT ON zustaendigkeitsfrage
    REFERENCING NEW TABLE AS neu
    FOR EACH STATEMENT EXECUTE FUNCTION zustaendigkeitsfrage_ankuendigen();

CREATE OR REPLACE FUNCTION kostenhinweis_ankuendigen() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    PERFORM platform.krankenhilfe_ankuendigen(ARRAY(
        SELECT DISTINCT f.mandant_id FROM zustaendigkeitsfrage f JOIN neu n ON n.frage_id = f.id));
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER kostenhinweis_ankuendigen AFTER INSERT ON kostenhinweis
    REFERENCING NEW TABLE AS neu
    FOR EACH STATEMENT EXECUTE FUNCTION kostenhinweis_ankuendigen();

-- A line is judged once the Kommune has answered; to pass one that is not the Kommune's needs a
-- reason.
CREATE OR REPLACE FUNCTION stichprobe_ergebnis_beginnt() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    frage zustaendigkeitsfrage;
BEGIN
    SELECT * INTO frage FROM zustaendigkeitsfrage f
     WHERE f.rechnung_id = NEW.rechnung_id AND f.lfd = NEW.lfd;
    IF FOUND AND frage.antwort IS NULL THEN
        RAISE EXCEPTION 'Die Kommune hat noch nicht geantwortet.'
            USING ERRCODE = '23514', CONSTRAINT = 'stichprobe_antwort_fehlt';
    END IF;
    IF NEW.ergebnis = 'in_ordnung' AND NEW.vermerk = '' AND frage.antwort IS NOT TRUE THEN
        RAISE EXCEPTION 'Ohne Zuständigkeit der Kommune braucht es einen Grund.'
            USING ERRCODE = '23514', CONSTRAINT = 'stichprobe_vermerk';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER stichprobe_ergebnis_beginnt BEFORE INSERT ON stichprobe_ergebnis
    FOR EACH ROW EXECUTE FUNCTION stichprobe_ergebnis_beginnt();

-- The state of each drawn line, for the check of the whole.
CREATE OR REPLACE FUNCTION stichprobe_stand(rechnung uuid)
    RETURNS TABLE (lfd integer, ergebnis text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT g.lfd, (SELECT e.ergebnis FROM stichprobe_ergebnis e
                    WHERE e.rechnung_id = rechnung AND e.lfd = g.lfd
                    ORDER BY e.am DESC, e.id DESC LIMIT 1)
      FROM stichprobe_gezogen(rechnung) AS g (lfd)
$$;

-- An invoice with a list is right when its sample is done; without one, or with an objection,
-- whoever says so says why.
CREATE OR REPLACE FUNCTION sammelrechnung_pruefung_beginnt() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    liste boolean := EXISTS (SELECT FROM sammelrechnung_nachweis n
                              WHERE n.rechnung_id = NEW.rechnung_id);
BEGIN
    IF liste AND (NOT EXISTS (SELECT FROM stichprobe WHERE rechnung_id = NEW.rechnung_id)
                  OR EXISTS (SELECT FROM stichprobe_stand(NEW.rechnung_id) WHERE ergebnis IS NULL))
    THEN
        RAISE EXCEPTION 'Die Stichprobe ist noch nicht fertig geprüft.'
            USING ERRCODE = '23514', CONSTRAINT = 'sammelrechnung_stichprobe_offen';
    END IF;
    IF NEW.vermerk = ''
       AND (NOT liste AND EXISTS (SELECT FROM sammelrechnung
                                   WHERE id = NEW.rechnung_id AND art = 'rechnung')
            OR EXISTS (SELECT FROM stichprobe_stand(NEW.rechnung_id)
                        WHERE ergebnis = 'beanstandet'))
    THEN
        RAISE EXCEPTION 'Ohne Einzelnachweis oder mit einer Beanstandung braucht es einen Vermerk.'
            USING ERRCODE = '23514', CONSTRAINT = 'sammelrechnung_pruefung_vermerk';
    END IF;
    RETURN NEW;
END
$$;

-- Runs after sammelrechnung_schritt, by its name.
CREATE OR REPLACE TRIGGER sammelrechnung_stichprobe BEFORE INSERT ON sammelrechnung_pruefung
    FOR EACH ROW EXECUTE FUNCTION sammelrechnung_pruefung_beginnt();

-- Only a Kommune that has said yes is told.
CREATE OR REPLACE FUNCTION kostenhinweis_beginnt() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    PERFORM FROM zustaendigkeitsfrage f WHERE f.id = NEW.frage_id AND f.antwort;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Hingewiesen wird nur eine Kommune, die zuständig ist.'
            USING ERRCODE = '23514', CONSTRAINT = 'kostenhinweis_zustaendig';
    END IF;
    NEW.abgeholt_am := NULL;
    NEW.am := now();
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER kostenhinweis_beginnt BEFORE INSERT ON kostenhinweis
    FOR EACH ROW EXECUTE FUNCTION kostenhinweis_beginnt();

-- The counter: what the calling Kommune has not answered yet.
CREATE OR REPLACE FUNCTION offene_zustaendigkeitsfragen()
    RETURNS TABLE (id uuid, von_name text, am timestamptz, eingangsnummer text, steller text,
                   schein text, familienname text, vorname text, geburtsdatum date,
                   behandelt_von date, behandelt_bis date)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT f.id, f.von_name, f.am, r.eingangsnummer, s.name, p.schein, p.familienname, p.vorname,
           p.geburtsdatum, p.behandelt_von, p.behandelt_bis
      FROM zustaendigkeitsfrage f
      JOIN sammelrechnung_position p ON p.rechnung_id = f.rechnung_id AND p.lfd = f.lfd
      JOIN sammelrechnung r ON r.id = f.rechnung_id
      JOIN rechnungssteller s ON s.id = r.steller_id
     WHERE f.mandant_id = platform.mandant_der_sitzung() AND f.antwort IS NULL
     ORDER BY f.am, f.id
$$;

-- Yes or no; false when the question is not the caller's or has its answer.
CREATE OR REPLACE FUNCTION zustaendigkeit_antworten(frage uuid, ja boolean) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    IF ja IS NULL THEN
        RAISE EXCEPTION 'Die Antwort ist ja oder nein.' USING ERRCODE = '22004';
    END IF;
    UPDATE zustaendigkeitsfrage SET antwort = ja, beantwortet_am = now()
     WHERE id = frage AND mandant_id = platform.mandant_der_sitzung() AND antwort IS NULL;
    RETURN FOUND;
END
$$;

-- What the calling Kommune has answered, to compare with its own log.
CREATE OR REPLACE FUNCTION zustaendigkeitsantworten() RETURNS TABLE (id uuid, antwort boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT f.id, f.antwort FROM zustaendigkeitsfrage f
     WHERE f.mandant_id = platform.mandant_der_sitzung() AND f.antwort IS NOT NULL ORDER BY f.id
$$;

-- Hints for the calling Kommune, each once, in the transaction that lays it before somebody.
CREATE OR REPLACE FUNCTION kostenhinweise_abholen()
    RETURNS TABLE (id uuid, frage_id uuid, art text, text text, von_name text, am timestamptz)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    UPDATE kostenhinweis k SET abgeholt_am = now()
      FROM zustaendigkeitsfrage f
     WHERE f.id = k.frage_id AND f.mandant_id = platform.mandant_der_sitzung()
       AND k.abgeholt_am IS NULL
    RETURNING k.id, k.frage_id, k.art, k.text, k.von_name, k.am;
END
$$;

DO $$
DECLARE
    tabelle text;
BEGIN
    FOREACH tabelle IN ARRAY ARRAY['sammelrechnung_nachweis', 'sammelrechnung_position',
        'stichprobenregel', 'stichprobe', 'stichprobe_position', 'stichprobe_ergebnis']
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER bleibt_stehen
                        BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION bleibt_stehen()', tabelle);
    END LOOP;
    FOREACH tabelle IN ARRAY ARRAY['zustaendigkeitsfrage', 'kostenhinweis'] LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER bleibt_stehen
                        BEFORE DELETE OR TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION bleibt_stehen()', tabelle);
    END LOOP;
END
$$;
