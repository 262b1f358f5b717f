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

-- No claim that passes from one person to another, as addresses and names do: with it would pass the
-- account here. Asked when one is set up; what came before can still be switched off.
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
