-- The guards of the Sammelrechnung (B-6.1, B-6.5).

-- The steps of one invoice wait for each other; a returned one goes no further, a released one is
-- not returned.
CREATE OR REPLACE FUNCTION sammelrechnung_schritt() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    PERFORM FROM sammelrechnung WHERE id = NEW.rechnung_id FOR UPDATE;
    PERFORM FROM sammelrechnung_rueckgabe WHERE rechnung_id = NEW.rechnung_id;
    IF FOUND THEN
        RAISE EXCEPTION 'Die Rechnung ist zurückgegeben.'
            USING ERRCODE = '23514', CONSTRAINT = 'sammelrechnung_zurueckgegeben';
    END IF;
    PERFORM FROM sammelrechnung_freigabe WHERE rechnung_id = NEW.rechnung_id;
    IF FOUND THEN
        RAISE EXCEPTION 'Die Rechnung ist freigegeben.'
            USING ERRCODE = '23514', CONSTRAINT = 'sammelrechnung_freigegeben';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER sammelrechnung_schritt BEFORE INSERT ON sammelrechnung_pruefung
    FOR EACH ROW EXECUTE FUNCTION sammelrechnung_schritt();
CREATE OR REPLACE TRIGGER sammelrechnung_schritt BEFORE INSERT ON sammelrechnung_rueckgabe
    FOR EACH ROW EXECUTE FUNCTION sammelrechnung_schritt();
CREATE OR REPLACE TRIGGER sammelrechnung_schritt BEFORE INSERT ON sammelrechnung_freigabe
    FOR EACH ROW EXECUTE FUNCTION sammelrechnung_schritt();

-- Four eyes, and the posting in the same step: what the Kreis lays out for the Kommunen stands on
-- Vorschuss until the Umlage, what is still to be paid on Durchlaufend until the bank books it.
-- Runs after sammelrechnung_schritt, by its name.
CREATE OR REPLACE FUNCTION sammelrechnung_verbuchen() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    rechnung sammelrechnung;
    cent bigint;
BEGIN
    PERFORM FROM sammelrechnung_pruefung p
      WHERE p.rechnung_id = NEW.rechnung_id AND p.von <> NEW.von;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Frei gibt eine andere Person als die, die geprüft hat.'
            USING ERRCODE = '23514', CONSTRAINT = 'sammelrechnung_vier_augen';
    END IF;
    SELECT * INTO STRICT rechnung FROM sammelrechnung WHERE id = NEW.rechnung_id;
    cent := CASE rechnung.art WHEN 'rechnung' THEN rechnung.betrag_cent
                              ELSE -rechnung.betrag_cent END;
    INSERT INTO buchung (id, buchungstag, text, stapel, gebucht_von)
    VALUES (NEW.buchung_id, NEW.tag, 'Sammelrechnung ' || rechnung.eingangsnummer,
            NEW.buchung_id, NEW.von);
    INSERT INTO buchungszeile (id, buchung_id, konto, betrag_cent)
    VALUES (gen_random_uuid(), NEW.buchung_id, 'vorschuss', cent),
           (gen_random_uuid(), NEW.buchung_id, 'durchlaufend', -cent);
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER sammelrechnung_verbuchen BEFORE INSERT ON sammelrechnung_freigabe
    FOR EACH ROW EXECUTE FUNCTION sammelrechnung_verbuchen();

DO $$
DECLARE
    tabelle text;
BEGIN
    FOREACH tabelle IN ARRAY ARRAY['rechnungssteller', 'sammelrechnung', 'sammelrechnung_dokument',
        'sammelrechnung_pruefung', 'sammelrechnung_freigabe', 'sammelrechnung_rueckgabe',
        'sammelrechnung_schreiben']
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER bleibt_stehen
                        BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION bleibt_stehen()', tabelle);
    END LOOP;
END
$$;
