-- The state of an Auftrag: only known transitions, only the state changes, each change leaves an
-- answer to the Mandant, if it has one. Statement-level, so that a run of 100,000 pays for it once.

DROP TRIGGER IF EXISTS zahlungsauftrag_inhalt_bleibt ON zahlungsauftrag;
DROP FUNCTION IF EXISTS zahlungsauftrag_inhalt_bleibt();

-- Plans are kept for the session, whatever number of rows came first. Neither a nested loop between the transition
-- tables nor a scan of a table that was empty at the time may be kept: a run of 100,000 would take
-- minutes. They are joined once to see what changes and once to write it; in memory, so that no
-- join goes to disk.
CREATE OR REPLACE FUNCTION zahlungsauftrag_folgt() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp SET enable_nestloop = off
    SET enable_seqscan = off SET work_mem = '64MB' AS
$$
DECLARE
    gruppe  record;
    geaendert boolean := false;
    gezahlt boolean := false;
    frei    boolean := false;
BEGIN
    -- Sorted, so that two transactions lock the counters in the same order.
    FOR gruppe IN
        SELECT n.mandant_id, a.zustand AS von, n.zustand AS nach, count(*) AS anzahl,
               bool_or((n.id, n.mandant_id, n.zahlweg, n.endtoend, n.empfaenger_name, n.iban,
                        n.betrag_cent,
                        n.verwendungszweck, n.zweckcode, n.faellig, n.eingereicht_am,
                        n.kassenzeichen, n.strasse, n.hausnummer, n.plz, n.ort, n.land, n.bic)
                       IS DISTINCT FROM
                       (a.id, a.mandant_id, a.zahlweg, a.endtoend, a.empfaenger_name, a.iban,
                        a.betrag_cent,
                        a.verwendungszweck, a.zweckcode, a.faellig, a.eingereicht_am,
                        a.kassenzeichen, a.strasse, a.hausnummer, a.plz, a.ort, a.land,
                        a.bic)) AS anders
          FROM neu n FULL JOIN alt a ON a.id = n.id
         GROUP BY n.mandant_id, a.zustand, n.zustand
         ORDER BY n.mandant_id, a.zustand, n.zustand
    LOOP
        IF gruppe.anders THEN
            RAISE EXCEPTION 'Ein Zahlungsauftrag ändert nach der Anordnung nur seinen Zustand.'
                USING ERRCODE = '23514', CONSTRAINT = 'zahlungsauftrag_inhalt_bleibt';
        END IF;
        CONTINUE WHEN gruppe.von = gruppe.nach;
        PERFORM FROM auftrag_uebergang u WHERE u.von = gruppe.von AND u.nach = gruppe.nach;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'Kein Übergang von % nach %.', gruppe.von, gruppe.nach
                USING ERRCODE = '23514', CONSTRAINT = 'zahlungsauftrag_uebergang';
        END IF;
        geaendert := true;
        gezahlt := gezahlt OR gruppe.nach IN ('gezahlt', 'rueckgelaufen');
        frei := frei OR gruppe.nach = 'offen';
        UPDATE rueckmeldung_stand SET lfd = lfd + gruppe.anzahl
         WHERE mandant_id = gruppe.mandant_id;
    END LOOP;
    IF NOT geaendert THEN RETURN NULL; END IF;

    -- Paid and returned come only from a booked entry of the bank; paid also from a receipt of the
    -- cash desk or a booked Umbuchung.
    IF gezahlt THEN
        PERFORM FROM neu n JOIN alt a ON a.id = n.id
          WHERE n.zustand <> a.zustand AND n.zustand IN ('gezahlt', 'rueckgelaufen')
            -- As a value, so that every row looks into the index.
            AND (SELECT z.id FROM umsatz_zuordnung z
                  WHERE z.auftrag_id = n.id
                    AND z.art = CASE n.zustand WHEN 'gezahlt' THEN 'zahlung'
                                               ELSE 'ruecklauf' END) IS NULL
            AND (n.zahlweg <> 'bar' OR n.zustand <> 'gezahlt'
                 OR (SELECT b.auftrag_id FROM barauszahlung b
                      WHERE b.auftrag_id = n.id) IS NULL)
            AND (n.zahlweg <> 'umbuchung' OR n.zustand <> 'gezahlt'
                 OR (SELECT b.auftrag_id FROM umbuchung b
                      WHERE b.auftrag_id = n.id AND b.gebucht) IS NULL);
        IF FOUND THEN
            RAISE EXCEPTION 'Gezahlt und rückgelaufen entstehen nur aus einem gebuchten Umsatz der Bank.'
                USING ERRCODE = '23514', CONSTRAINT = 'zahlungsauftrag_nur_aus_umsatz';
        END IF;
    END IF;
    -- Open again only what no run holds.
    IF frei THEN
        PERFORM FROM neu n
          WHERE n.zustand = 'offen'
            AND (SELECT p.lauf_id FROM lauf_position p
                  WHERE p.auftrag_id = n.id AND NOT p.ausgetragen) IS NOT NULL;
        IF FOUND THEN
            RAISE EXCEPTION 'Ein Auftrag wird erst offen, wenn kein Zahllauf ihn mehr hat.'
                USING ERRCODE = '23514', CONSTRAINT = 'zahlungsauftrag_noch_im_lauf';
        END IF;
    END IF;

    INSERT INTO rueckmeldung (mandant_id, lfd, auftrag_id, zustand)
    SELECT n.mandant_id,
           s.lfd - count(*) OVER (PARTITION BY n.mandant_id)
                 + row_number() OVER (PARTITION BY n.mandant_id ORDER BY n.id),
           n.id, n.zustand
      FROM neu n JOIN alt a ON a.id = n.id JOIN rueckmeldung_stand s ON s.mandant_id = n.mandant_id
     WHERE n.zustand <> a.zustand;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER zahlungsauftrag_folgt AFTER UPDATE ON zahlungsauftrag
    REFERENCING OLD TABLE AS alt NEW TABLE AS neu
    FOR EACH STATEMENT EXECUTE FUNCTION zahlungsauftrag_folgt();

CREATE OR REPLACE FUNCTION zahlungsauftrag_beginnt() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    PERFORM FROM neu WHERE zustand <> 'offen';
    IF FOUND THEN
        RAISE EXCEPTION 'Ein Zahlungsauftrag beginnt offen.'
            USING ERRCODE = '23514', CONSTRAINT = 'zahlungsauftrag_uebergang';
    END IF;
    INSERT INTO rueckmeldung_stand (mandant_id, lfd)
    SELECT DISTINCT mandant_id, 0 FROM neu WHERE mandant_id IS NOT NULL ORDER BY 1
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER zahlungsauftrag_beginnt AFTER INSERT ON zahlungsauftrag
    REFERENCING NEW TABLE AS neu
    FOR EACH STATEMENT EXECUTE FUNCTION zahlungsauftrag_beginnt();

-- Whether the bank has rejected the whole file and has booked nothing of it.
CREATE OR REPLACE FUNCTION lauf_abgelehnt(lauf uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp
RETURN EXISTS (SELECT FROM kreis.bankmeldung m
                WHERE m.lauf_id = lauf AND m.ebene = 'datei' AND m.status = 'RJCT')
   AND NOT EXISTS (SELECT FROM kreis.umsatz u WHERE u.lauf_id = lauf);

-- The state of a run: forwards only; what was fixed when the file was made stays.
-- Hash joins only: a run's positions were filled a moment ago, and the planner takes them for one row.
CREATE OR REPLACE FUNCTION zahllauf_folgt() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp SET enable_nestloop = off AS
$$
DECLARE
    ist record;
    freigaben integer;
BEGIN
    IF (NEW.id, NEW.nummer, NEW.zahlweg, NEW.ausfuehrungstag, NEW.faellig_bis, NEW.msgid, NEW.erstellt_von, NEW.erstellt_am)
       IS DISTINCT FROM
       (OLD.id, OLD.nummer, OLD.zahlweg, OLD.ausfuehrungstag, OLD.faellig_bis, OLD.msgid, OLD.erstellt_von, OLD.erstellt_am)
       OR (OLD.zustand <> 'entwurf' AND (NEW.anzahl, NEW.summe_cent) IS DISTINCT FROM (OLD.anzahl, OLD.summe_cent))
    THEN
        RAISE EXCEPTION 'Ein Zahllauf ändert nur seinen Zustand.'
            USING ERRCODE = '23514', CONSTRAINT = 'zahllauf_inhalt_bleibt';
    END IF;
    IF NEW.zustand = OLD.zustand THEN RETURN NEW; END IF;
    IF (OLD.zustand, NEW.zustand) NOT IN (
        ('entwurf', 'datei_erzeugt'), ('entwurf', 'verworfen'), ('datei_erzeugt', 'freigegeben'),
        ('datei_erzeugt', 'verworfen'), ('freigegeben', 'verworfen'), ('freigegeben', 'uebergeben'),
        ('uebergeben', 'gebucht'), ('uebergeben', 'verworfen'))
    THEN
        RAISE EXCEPTION 'Kein Übergang des Zahllaufs von % nach %.', OLD.zustand, NEW.zustand
            USING ERRCODE = '23514', CONSTRAINT = 'zahllauf_uebergang';
    END IF;
    -- I8: totals are what the positions say.
    IF NEW.zustand = 'datei_erzeugt' THEN
        SELECT count(*) AS anzahl, coalesce(sum(p.betrag_cent), 0) AS summe,
               count(*) FILTER (WHERE a.betrag_cent <> p.betrag_cent OR a.zustand <> 'im_lauf'
                                   OR a.mandant_id IS DISTINCT FROM p.mandant_id
                                   OR a.zahlweg <> NEW.zahlweg) AS fremd
          INTO ist
          FROM lauf_position p JOIN zahlungsauftrag a ON a.id = p.auftrag_id
         WHERE p.lauf_id = NEW.id AND NOT p.ausgetragen;
        IF ist.anzahl <> NEW.anzahl OR ist.summe <> NEW.summe_cent OR ist.fremd > 0 OR ist.anzahl = 0
           OR NOT EXISTS (SELECT FROM lauf_datei d WHERE d.lauf_id = NEW.id)
        THEN
            RAISE EXCEPTION 'Anzahl und Summe des Zahllaufs stimmen nicht mit seinen Positionen überein.'
                USING ERRCODE = '23514', CONSTRAINT = 'zahllauf_summen';
        END IF;
    END IF;
    -- I7: two different persons on the same bytes.
    IF NEW.zustand = 'freigegeben' THEN
        SELECT count(*) INTO freigaben
          FROM lauf_freigabe f JOIN lauf_datei d ON d.lauf_id = f.lauf_id AND d.sha256 = f.sha256
         WHERE f.lauf_id = NEW.id;
        IF freigaben < 2 THEN
            RAISE EXCEPTION 'Ein Zahllauf braucht zwei Freigaben derselben Datei.'
                USING ERRCODE = '23514', CONSTRAINT = 'zahllauf_zwei_freigaben';
        END IF;
    END IF;
    IF NEW.zustand = 'verworfen' AND NOT (OLD.zustand = 'uebergeben' AND lauf_abgelehnt(NEW.id))
       AND EXISTS (SELECT FROM lauf_uebergabe u
                    WHERE u.lauf_id = NEW.id
                      AND (u.ergebnis IS NULL OR u.ergebnis <> 'fehlgeschlagen'))
    THEN
        RAISE EXCEPTION 'Ein Zahllauf, der vielleicht schon bei der Bank ist, wird nicht verworfen.'
            USING ERRCODE = '23514', CONSTRAINT = 'zahllauf_nicht_mehr_verwerfen';
    END IF;
    IF NEW.zustand = 'uebergeben' AND NOT EXISTS (SELECT FROM lauf_uebergabe u WHERE u.lauf_id = NEW.id
                                                   AND u.ergebnis = 'uebergeben')
    THEN
        RAISE EXCEPTION 'Übergeben ist ein Zahllauf erst mit einem Übergabevermerk.'
            USING ERRCODE = '23514', CONSTRAINT = 'zahllauf_uebergabe_fehlt';
    END IF;
    RETURN NEW;
END
$$;

-- A run begins empty and unreleased, whoever writes it.
CREATE OR REPLACE FUNCTION zahllauf_beginnt() RETURNS trigger
    LANGUAGE plpgsql SET search_path = kreis, pg_temp AS
$$
BEGIN
    IF NEW.zustand <> 'entwurf' THEN
        RAISE EXCEPTION 'Ein Zahllauf beginnt als Entwurf.'
            USING ERRCODE = '23514', CONSTRAINT = 'zahllauf_uebergang';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER zahllauf_beginnt BEFORE INSERT ON zahllauf
    FOR EACH ROW EXECUTE FUNCTION zahllauf_beginnt();

CREATE OR REPLACE TRIGGER zahllauf_folgt BEFORE UPDATE ON zahllauf
    FOR EACH ROW EXECUTE FUNCTION zahllauf_folgt();

-- I7: nobody releases a run who determined, ordered or made anything in it.
CREATE OR REPLACE FUNCTION lauf_freigabe_pruefen() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    IF NOT EXISTS (SELECT FROM zahllauf l JOIN lauf_datei d ON d.lauf_id = l.id
                    WHERE l.id = NEW.lauf_id AND l.zustand = 'datei_erzeugt' AND d.sha256 = NEW.sha256)
    THEN
        RAISE EXCEPTION 'Freigegeben wird genau die erzeugte Datei eines wartenden Zahllaufs.'
            USING ERRCODE = '23514', CONSTRAINT = 'lauf_freigabe_datei';
    END IF;
    IF EXISTS (SELECT FROM zahllauf l WHERE l.id = NEW.lauf_id AND l.erstellt_von = NEW.benutzer_id)
       OR EXISTS (SELECT FROM auftrag_beteiligung b JOIN lauf_position p ON p.auftrag_id = b.auftrag_id
                   WHERE b.benutzer_id = NEW.benutzer_id AND p.lauf_id = NEW.lauf_id)
    THEN
        RAISE EXCEPTION 'Wer etwas im Lauf festgestellt, angeordnet oder den Lauf erstellt hat, gibt ihn nicht frei.'
            USING ERRCODE = '23514', CONSTRAINT = 'lauf_freigabe_vier_augen';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER lauf_freigabe_pruefen BEFORE INSERT ON lauf_freigabe
    FOR EACH ROW EXECUTE FUNCTION lauf_freigabe_pruefen();

-- Positions come while the file is being made; later they are only taken out, with the run that is discarded.
CREATE OR REPLACE FUNCTION lauf_position_folgt() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp SET enable_nestloop = off
    SET work_mem = '64MB' AS
$$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM FROM neu n LEFT JOIN zahllauf l ON l.id = n.lauf_id
          LEFT JOIN zahlungsauftrag a ON a.id = n.auftrag_id
          WHERE l.zustand IS DISTINCT FROM 'entwurf' OR a.id IS NULL OR n.ausgetragen;
    ELSE
        PERFORM FROM neu n JOIN alt a USING (lauf_id, auftrag_id) JOIN zahllauf l ON l.id = n.lauf_id
          WHERE (n.mandant_id, n.lfd, n.betrag_cent) IS DISTINCT FROM (a.mandant_id, a.lfd, a.betrag_cent)
             OR a.ausgetragen OR l.zustand <> 'verworfen';
    END IF;
    IF FOUND THEN
        RAISE EXCEPTION 'Die Positionen eines Zahllaufs stehen mit seiner Datei fest.'
            USING ERRCODE = '23514', CONSTRAINT = 'lauf_position_bleibt';
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER lauf_position_beginnt AFTER INSERT ON lauf_position
    REFERENCING NEW TABLE AS neu
    FOR EACH STATEMENT EXECUTE FUNCTION lauf_position_folgt();
CREATE OR REPLACE TRIGGER lauf_position_folgt AFTER UPDATE ON lauf_position
    REFERENCING OLD TABLE AS alt NEW TABLE AS neu
    FOR EACH STATEMENT EXECUTE FUNCTION lauf_position_folgt();

-- Positions point to both without a foreign key.
CREATE OR REPLACE FUNCTION nie_loeschen() RETURNS trigger
    LANGUAGE plpgsql SET search_path = kreis, pg_temp AS
$$
BEGIN
    RAISE EXCEPTION 'Aus % wird nie gelöscht.', TG_TABLE_NAME
        USING ERRCODE = '23514', CONSTRAINT = 'nie_loeschen';
END
$$;

CREATE OR REPLACE TRIGGER nie_loeschen BEFORE DELETE OR TRUNCATE ON zahlungsauftrag
    FOR EACH STATEMENT EXECUTE FUNCTION nie_loeschen();
CREATE OR REPLACE TRIGGER nie_loeschen BEFORE DELETE OR TRUNCATE ON zahllauf
    FOR EACH STATEMENT EXECUTE FUNCTION nie_loeschen();

-- Only a released run leaves the house, and how an attempt ended is said once.
CREATE OR REPLACE FUNCTION lauf_uebergabe_folgt() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM FROM zahllauf l WHERE l.id = NEW.lauf_id AND l.zustand = 'freigegeben' FOR UPDATE;
        IF NOT FOUND OR NEW.ergebnis IS NOT NULL THEN
            RAISE EXCEPTION 'Übergeben wird nur ein freigegebener Zahllauf.'
                USING ERRCODE = '23514', CONSTRAINT = 'lauf_uebergabe_freigabe';
        END IF;
    ELSIF (NEW.id, NEW.lauf_id, NEW.versuch, NEW.kanal, NEW.benutzer_id, NEW.begonnen_am)
          IS DISTINCT FROM (OLD.id, OLD.lauf_id, OLD.versuch, OLD.kanal, OLD.benutzer_id, OLD.begonnen_am)
          OR OLD.ergebnis IN ('uebergeben', 'fehlgeschlagen')
    THEN
        RAISE EXCEPTION 'Der Vermerk einer Übergabe ändert sich nicht mehr.'
            USING ERRCODE = '23514', CONSTRAINT = 'lauf_uebergabe_bleibt';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER lauf_uebergabe_folgt BEFORE INSERT OR UPDATE ON lauf_uebergabe
    FOR EACH ROW EXECUTE FUNCTION lauf_uebergabe_folgt();

-- Whether a person made this run or determined or ordered something in it, and so must not release it (I7).
CREATE OR REPLACE FUNCTION lauf_beteiligt(lauf uuid, wer uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp
RETURN EXISTS (SELECT FROM kreis.zahllauf l WHERE l.id = lauf AND l.erstellt_von = wer)
    OR EXISTS (SELECT FROM kreis.auftrag_beteiligung b JOIN kreis.lauf_position p ON p.auftrag_id = b.auftrag_id
                WHERE b.benutzer_id = wer AND p.lauf_id = lauf);

-- What the bank said and what a file carries stays; only the columns named as arguments may still change.
CREATE OR REPLACE FUNCTION nur_aendern() RETURNS trigger
    LANGUAGE plpgsql SET search_path = kreis, pg_temp AS
$$
BEGIN
    IF to_jsonb(NEW) - coalesce(TG_ARGV, '{}') IS DISTINCT FROM
       to_jsonb(OLD) - coalesce(TG_ARGV, '{}') THEN
        RAISE EXCEPTION 'In % ändert sich nur noch: %.', TG_TABLE_NAME,
            coalesce(nullif(array_to_string(TG_ARGV, ', '), ''), 'nichts')
            USING ERRCODE = '23514', CONSTRAINT = 'nur_aendern';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER nur_aendern BEFORE UPDATE ON umsatz
    FOR EACH ROW EXECUTE FUNCTION nur_aendern('zustand', 'lauf_id', 'hinweis');
CREATE OR REPLACE TRIGGER nur_aendern BEFORE UPDATE ON bankmeldung
    FOR EACH ROW EXECUTE FUNCTION nur_aendern('zustand', 'hinweis', 'entschieden_von',
                                              'entscheidung');
CREATE OR REPLACE TRIGGER nur_aendern BEFORE UPDATE ON bankdatei_stand
    FOR EACH ROW EXECUTE FUNCTION nur_aendern('zustand', 'grund');
CREATE OR REPLACE TRIGGER nur_aendern BEFORE UPDATE ON zustaendigkeitsfrage
    FOR EACH ROW EXECUTE FUNCTION nur_aendern('antwort', 'beantwortet_am');
CREATE OR REPLACE TRIGGER nur_aendern BEFORE UPDATE ON kostenhinweis
    FOR EACH ROW EXECUTE FUNCTION nur_aendern('abgeholt_am');
