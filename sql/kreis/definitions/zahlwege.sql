-- Guards of cash, of Umbuchungen and of the payees that the Kreis keeps.

-- Only what a released list hands to the cash desk is paid there, and to the cent.
CREATE OR REPLACE FUNCTION barauszahlung_pruefen() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    NEW.am := now();
    PERFORM FROM zahlungsauftrag a
      WHERE a.id = NEW.auftrag_id AND a.zahlweg = 'bar' AND a.zustand = 'uebergeben';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'An der Kasse wird nur gezahlt, was auf einer freigegebenen Liste steht.'
            USING ERRCODE = '23514', CONSTRAINT = 'barauszahlung_liste';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER barauszahlung_pruefen BEFORE INSERT ON barauszahlung
    FOR EACH ROW EXECUTE FUNCTION barauszahlung_pruefen();
CREATE OR REPLACE TRIGGER barauszahlung_pruefen BEFORE INSERT ON barverfall
    FOR EACH ROW EXECUTE FUNCTION barauszahlung_pruefen();

-- Booked or given back is only what stands on a released list.
CREATE OR REPLACE FUNCTION umbuchung_pruefen() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    NEW.am := now();
    PERFORM FROM zahlungsauftrag a
      WHERE a.id = NEW.auftrag_id AND a.zahlweg = 'umbuchung' AND a.zustand = 'uebergeben';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Umgebucht wird nur, was auf einer freigegebenen Liste steht.'
            USING ERRCODE = '23514', CONSTRAINT = 'umbuchung_liste';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER umbuchung_pruefen BEFORE INSERT ON umbuchung
    FOR EACH ROW EXECUTE FUNCTION umbuchung_pruefen();

-- Released once, ended once.
CREATE OR REPLACE FUNCTION zahlungsempfaenger_folgt() RETURNS trigger
    LANGUAGE plpgsql SET search_path = kreis, pg_temp AS
$$
BEGIN
    IF OLD.beendet_am IS NOT NULL
       OR OLD.freigegeben_am IS NOT NULL
          AND NEW.freigegeben_von IS DISTINCT FROM OLD.freigegeben_von
    THEN
        RAISE EXCEPTION 'Über diesen Zahlungsempfänger ist schon entschieden.'
            USING ERRCODE = '23514', CONSTRAINT = 'zahlungsempfaenger_folgt';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER zahlungsempfaenger_folgt BEFORE UPDATE ON zahlungsempfaenger
    FOR EACH ROW EXECUTE FUNCTION zahlungsempfaenger_folgt();

-- The payees that a Kommune may choose from.
CREATE OR REPLACE FUNCTION zahlungsempfaenger_geltende()
    RETURNS TABLE (id uuid, name text, iban text, zeichen text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT z.id, z.name, z.iban, z.zeichen FROM zahlungsempfaenger z
     WHERE z.freigegeben_am IS NOT NULL AND z.beendet_am IS NULL ORDER BY z.name, z.id
$$;

CREATE OR REPLACE FUNCTION zahlungsempfaenger_gilt(welcher uuid, konto text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp
RETURN EXISTS (SELECT FROM kreis.zahlungsempfaenger z
                WHERE z.id = welcher AND z.iban = konto AND z.freigegeben_am IS NOT NULL
                  AND z.beendet_am IS NULL);
