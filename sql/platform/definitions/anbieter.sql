-- A provider's address decides whose word is believed, so it never changes under the accounts that
-- were linked to it: another provider is another row, to which people link anew.
CREATE OR REPLACE FUNCTION anbieter_bleibt() RETURNS trigger
    LANGUAGE plpgsql SET search_path = platform, pg_temp AS
$$
BEGIN
    IF TG_OP = 'DELETE'
       OR (NEW.id, NEW.mandant_id, NEW.bezeichnung, NEW.issuer, NEW.client_id, NEW.merkmal,
           NEW.faktor, NEW.gueltig, NEW.angelegt_von, NEW.angelegt_am)
          IS DISTINCT FROM
          (OLD.id, OLD.mandant_id, OLD.bezeichnung, OLD.issuer, OLD.client_id, OLD.merkmal,
           OLD.faktor, OLD.gueltig, OLD.angelegt_von, OLD.angelegt_am)
       OR OLD.abgeschaltet_am IS NOT NULL
          AND NEW.abgeschaltet_am IS DISTINCT FROM OLD.abgeschaltet_am
    THEN
        RAISE EXCEPTION 'Ein Anbieter wird abgeschaltet und neu eingerichtet, nicht geändert.'
            USING ERRCODE = '23514', CONSTRAINT = 'anbieter_bleibt';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER anbieter_bleibt BEFORE UPDATE OR DELETE ON anbieter
    FOR EACH ROW EXECUTE FUNCTION anbieter_bleibt();

-- No claim that passes from one person to another, as addresses and names do: with it would pass
-- the account here. Asked when one is set up; what came before can still be switched off.
CREATE OR REPLACE FUNCTION anbieter_merkmal_pruefen() RETURNS trigger
    LANGUAGE plpgsql SET search_path = platform, pg_temp AS
$$
BEGIN
    IF lower(NEW.merkmal) IN ('email', 'upn', 'preferred_username', 'unique_name', 'name',
                              'nickname', 'given_name', 'family_name', 'phone_number')
    THEN
        RAISE EXCEPTION 'Dieses Merkmal kann auf jemand anderen übergehen.'
            USING ERRCODE = '23514', CONSTRAINT = 'anbieter_merkmal_wechselt';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER anbieter_merkmal_pruefen BEFORE INSERT ON anbieter
    FOR EACH ROW EXECUTE FUNCTION anbieter_merkmal_pruefen();

-- Only people of a Kommune have accounts at its provider, and only people of the Kreis at its own.
CREATE OR REPLACE FUNCTION anbieter_konto_pruefen() RETURNS trigger
    LANGUAGE plpgsql SET search_path = platform, pg_temp AS
$$
BEGIN
    PERFORM 1 FROM platform.benutzer b JOIN platform.anbieter a ON a.id = NEW.anbieter_id
      WHERE b.id = NEW.benutzer_id AND b.mandant_id IS NOT DISTINCT FROM a.mandant_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Der Anbieter gehört zu einer anderen Stelle als die Person.'
            USING ERRCODE = '23514', CONSTRAINT = 'anbieter_konto_stelle';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER anbieter_konto_pruefen BEFORE INSERT OR UPDATE ON anbieter_konto
    FOR EACH ROW EXECUTE FUNCTION anbieter_konto_pruefen();

-- Whether a provider opens anything on a day: neither switched off nor over, and confirmed by the
-- party whose people it lets in.
CREATE OR REPLACE FUNCTION anbieter_gilt(welcher uuid, tag date) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = platform, pg_temp
RETURN EXISTS (SELECT FROM platform.anbieter a
                 JOIN platform.anbieter_bestaetigung e ON e.anbieter_id = a.id
                WHERE a.id = welcher AND a.abgeschaltet_am IS NULL AND a.gueltig @> tag);

-- No session is opened by a provider without that word, whatever the program thinks.
CREATE OR REPLACE FUNCTION anmeldung_anbieter() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
BEGIN
    PERFORM FROM anbieter a JOIN anbieter_bestaetigung e ON e.anbieter_id = a.id
      WHERE a.id = NEW.anbieter_id AND a.abgeschaltet_am IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Dieser Anbieter ist nicht bestätigt oder abgeschaltet.'
            USING ERRCODE = '23514', CONSTRAINT = 'anmeldung_anbieter';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER anmeldung_anbieter BEFORE INSERT OR UPDATE OF anbieter_id ON anmeldung
    FOR EACH ROW WHEN (NEW.anbieter_id IS NOT NULL) EXECUTE FUNCTION anmeldung_anbieter();

-- The calling Mandant confirms the provider of its own people; false: it is not its own, switched
-- off, or already confirmed.
CREATE OR REPLACE FUNCTION anbieter_bestaetigen(welcher uuid, person uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
BEGIN
    PERFORM verlange_bestaetigung(person);
    RETURN anbieter_gelten_lassen(welcher, person, mandant_der_sitzung());
END
$$;

-- The same for the Kreis's own provider: by somebody else than who set it up.
CREATE OR REPLACE FUNCTION anbieter_im_kreis_bestaetigen(welcher uuid, person uuid)
    RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
BEGIN
    PERFORM verlange_bestaetigung_im_kreis(person);
    RETURN anbieter_gelten_lassen(welcher, person, NULL);
END
$$;

-- What both have in common; not for logins.
CREATE OR REPLACE FUNCTION anbieter_gelten_lassen(welcher uuid, person uuid, stelle uuid)
    RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
BEGIN
    INSERT INTO anbieter_bestaetigung (anbieter_id, von)
    SELECT a.id, person FROM anbieter a
     WHERE a.id = welcher AND a.mandant_id IS NOT DISTINCT FROM stelle
       AND a.abgeschaltet_am IS NULL AND a.angelegt_von <> person
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN RETURN false; END IF;
    INSERT INTO audit (id, benutzer_id, vorgang, gegenstand, angaben)
    SELECT gen_random_uuid(), person, 'anbieter.bestaetigt', a.id::text,
           jsonb_build_object('anbieter', a.bezeichnung, 'issuer', a.issuer)
      FROM anbieter a WHERE a.id = welcher;
    RETURN true;
END
$$;

-- The calling Mandant switches its provider off, before or after it confirmed it; the sessions that
-- it opened are over. False: none of its own that is on.
CREATE OR REPLACE FUNCTION anbieter_abweisen(welcher uuid, person uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
BEGIN
    PERFORM verlange_bestaetigung(person);
    UPDATE anbieter SET abgeschaltet_am = now()
     WHERE id = welcher AND mandant_id = mandant_der_sitzung() AND abgeschaltet_am IS NULL;
    IF NOT FOUND THEN RETURN false; END IF;
    UPDATE anmeldung SET beendet_am = now() WHERE anbieter_id = welcher AND beendet_am IS NULL;
    INSERT INTO audit (id, benutzer_id, vorgang, gegenstand, angaben)
    SELECT gen_random_uuid(), person, 'anbieter.abgeschaltet', a.id::text,
           jsonb_build_object('anbieter', a.bezeichnung)
      FROM anbieter a WHERE a.id = welcher;
    RETURN true;
END
$$;
