-- What an integration may at most: it never determines, orders, releases or books money, decides
-- about nobody and gives no rights. Once given, its permissions stay; it is revoked and made anew.
CREATE OR REPLACE FUNCTION schnittstelle_waechter() RETURNS trigger
    LANGUAGE plpgsql SET search_path = platform, pg_temp AS
$$
DECLARE
    moeglich text[] := CASE WHEN NEW.mandant_id IS NULL
        THEN ARRAY['mandant.lesen', 'zahllauf.lesen', 'bank.lesen', 'bank.einlesen',
                   'erstattung.lesen']
        ELSE ARRAY['fall.lesen', 'zahlung.lesen', 'krankenhilfe.lesen', 'rueckforderung.lesen',
                   'wiedervorlage.bearbeiten']
    END;
BEGIN
    IF NOT NEW.rechte <@ moeglich THEN
        RAISE EXCEPTION 'Dieses Recht bekommt keine Schnittstelle.'
            USING ERRCODE = '23514', CONSTRAINT = 'schnittstelle_waechter';
    END IF;
    IF TG_OP = 'UPDATE'
       AND ((NEW.id, NEW.mandant_id, NEW.bezeichnung, NEW.token_sha256, NEW.rechte,
             NEW.angelegt_von, NEW.angelegt_am, NEW.gueltig_bis, NEW.erloschen_am)
            IS DISTINCT FROM (OLD.id, OLD.mandant_id, OLD.bezeichnung, OLD.token_sha256, OLD.rechte,
                              OLD.angelegt_von, OLD.angelegt_am, OLD.gueltig_bis,
                              OLD.erloschen_am)
            OR OLD.widerrufen_am IS NOT NULL)
    THEN
        RAISE EXCEPTION 'Ein Zugang ändert sich nicht; er wird widerrufen.'
            USING ERRCODE = '23514', CONSTRAINT = 'schnittstelle_bleibt';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER schnittstelle_waechter BEFORE INSERT OR UPDATE ON schnittstelle
    FOR EACH ROW EXECUTE FUNCTION schnittstelle_waechter();
