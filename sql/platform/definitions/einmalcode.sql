-- What a person signs in with is his own. Whoever else takes it away takes the force of his
-- confirmed roles with it, until they are confirmed anew, by the Kommune or in the Kreis by a
-- second person (B-3.4.4, B-7.4; ASVS V6.4.6).

-- Whether the person is signed in, so that it may be he himself who changes something.
CREATE OR REPLACE FUNCTION ist_angemeldet(person uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = platform, pg_temp
RETURN EXISTS (SELECT FROM platform.anmeldung a
                WHERE a.benutzer_id = person AND a.beendet_am IS NULL AND NOT a.wartet
                  AND a.begonnen_am > now() - interval '10 hours');

-- Notes that somebody else changed how a person signs in, unless this transaction has said so.
CREATE OR REPLACE FUNCTION kontoeingriff_vermerken(person uuid, welche text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
BEGIN
    IF pg_has_role(session_user, 'mandat_eigner', 'MEMBER')
       OR EXISTS (SELECT FROM kontoeingriff k
                   WHERE k.benutzer_id = person AND k.am >= now()
                     AND k.xmin = pg_current_xact_id()::xid)
    THEN
        RETURN;
    END IF;
    INSERT INTO kontoeingriff (id, benutzer_id, art) VALUES (gen_random_uuid(), person, welche);
END
$$;

-- No confirmation outlives it: one that is being given just now holds the person's row
-- (rollen_gelten_lassen) and is waited for. The time is the clock's once the row is held, whatever
-- was sent: a page that was drawn before does not show it and is older.
CREATE OR REPLACE FUNCTION kontoeingriff_zeit() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
BEGIN
    PERFORM FROM benutzer WHERE id = NEW.benutzer_id FOR UPDATE;
    NEW.am := clock_timestamp();
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER kontoeingriff_zeit BEFORE INSERT ON kontoeingriff
    FOR EACH ROW EXECUTE FUNCTION kontoeingriff_zeit();

CREATE OR REPLACE FUNCTION bestaetigung_zuruecknehmen() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
DECLARE
    eine record;
BEGIN
    FOR eine IN
        SELECT z.id, z.rolle FROM rollenzuweisung z
          JOIN rollenbestaetigung e ON e.zuweisung_id = z.id
         WHERE z.benutzer_id = NEW.benutzer_id ORDER BY z.id
    LOOP
        DELETE FROM rollenbestaetigung WHERE zuweisung_id = eine.id;
        INSERT INTO audit (id, benutzer_id, vorgang, gegenstand, angaben)
        VALUES (gen_random_uuid(), NEW.von, 'rolle.zurueckgestellt', NEW.benutzer_id::text,
                jsonb_build_object('rolle', eine.rolle, 'grund',
                                   CASE NEW.art WHEN 'kennwort' THEN 'Kennwort zurückgesetzt'
                                                ELSE 'zweiter Faktor entfernt' END));
    END LOOP;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER bestaetigung_zuruecknehmen AFTER INSERT ON kontoeingriff
    FOR EACH ROW EXECUTE FUNCTION bestaetigung_zuruecknehmen();

-- A password is chosen by the person alone, signed in, be it with a one-time code; to take it away
-- is an intervention. The first people and those of training are set up by the administrator.
CREATE OR REPLACE FUNCTION benutzer_kennwort() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
BEGIN
    -- When it was chosen is said here, whatever was sent.
    IF NEW.kennwort IS NULL THEN
        NEW.kennwort_am := NULL;
    ELSIF TG_OP = 'INSERT' THEN
        NEW.kennwort_am := now();
    ELSIF NEW.kennwort IS DISTINCT FROM OLD.kennwort THEN
        NEW.kennwort_am := now();
    ELSE
        NEW.kennwort_am := OLD.kennwort_am;
    END IF;
    IF pg_has_role(session_user, 'mandat_eigner', 'MEMBER') THEN RETURN NEW; END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.kennwort IS NOT NULL THEN
            RAISE EXCEPTION 'Ein Kennwort wählt nur die Person selbst.'
                USING ERRCODE = '23514', CONSTRAINT = 'benutzer_kennwort';
        END IF;
    ELSIF NEW.kennwort IS NULL AND OLD.kennwort IS NOT NULL THEN
        PERFORM kontoeingriff_vermerken(NEW.id, 'kennwort');
    ELSIF NEW.kennwort IS DISTINCT FROM OLD.kennwort AND NOT ist_angemeldet(NEW.id) THEN
        RAISE EXCEPTION 'Ein Kennwort wählt nur die Person selbst.'
            USING ERRCODE = '23514', CONSTRAINT = 'benutzer_kennwort';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER benutzer_kennwort BEFORE INSERT OR UPDATE ON benutzer
    FOR EACH ROW EXECUTE FUNCTION benutzer_kennwort();

-- A code for an account whose roles hold takes their force: whoever made it could use it.
CREATE OR REPLACE FUNCTION einmalcode_greift_ein() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
BEGIN
    IF EXISTS (SELECT FROM rollenzuweisung z JOIN rollenbestaetigung e ON e.zuweisung_id = z.id
                WHERE z.benutzer_id = NEW.benutzer_id)
    THEN
        PERFORM kontoeingriff_vermerken(NEW.benutzer_id, 'kennwort');
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER einmalcode_greift_ein AFTER INSERT OR UPDATE ON einmalcode
    FOR EACH ROW EXECUTE FUNCTION einmalcode_greift_ein();

-- A second factor, passkey or linked account that goes while its owner is not signed in goes by
-- another's hand.
CREATE OR REPLACE FUNCTION faktor_entzogen() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
BEGIN
    IF NOT ist_angemeldet(OLD.benutzer_id) THEN
        PERFORM kontoeingriff_vermerken(OLD.benutzer_id, 'faktor');
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER faktor_entzogen AFTER DELETE ON zweiter_faktor
    FOR EACH ROW EXECUTE FUNCTION faktor_entzogen();
CREATE OR REPLACE TRIGGER faktor_entzogen AFTER DELETE ON passkey
    FOR EACH ROW EXECUTE FUNCTION faktor_entzogen();
CREATE OR REPLACE TRIGGER faktor_entzogen AFTER DELETE ON anbieter_konto
    FOR EACH ROW EXECUTE FUNCTION faktor_entzogen();
