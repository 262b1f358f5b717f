-- The counter for money that belongs to a Kommune's claim. Each Kommune knows its own only.

-- Announces the Kassenzeichen of decided claims of the calling Mandant; again changes nothing.
-- Nobody can claim what carries another Kommune's name.
CREATE OR REPLACE FUNCTION forderung_anmelden(zeichen text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    ich  uuid := platform.mandant_der_sitzung();
    name text;
BEGIN
    SELECT upper(left(regexp_replace(m.kuerzel, '[^a-z]', '', 'g'), 3)) INTO name
      FROM platform.mandant m WHERE m.id = ich;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Nur der Login eines Mandanten meldet hier an.' USING ERRCODE = '42501';
    END IF;
    IF zeichen IS NULL OR split_part(zeichen, '-', 1) <> 'R' || name THEN
        RAISE EXCEPTION 'Das Kassenzeichen trägt nicht den Namen dieser Kommune.'
            USING ERRCODE = '23514', CONSTRAINT = 'forderungszeichen_eigenes';
    END IF;
    INSERT INTO forderungszeichen (mandant_id, kassenzeichen) VALUES (ich, zeichen)
    ON CONFLICT DO NOTHING;
END
$$;

-- What came in on the calling Mandant's claims after number `nach`, in order.
CREATE OR REPLACE FUNCTION forderungseingaenge(nach bigint, hoechstens integer)
    RETURNS TABLE (lfd bigint, kassenzeichen text, betrag_cent bigint, tag date)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT f.lfd, z.kassenzeichen, z.betrag_cent, u.buchungstag
      FROM forderungseingang f
      JOIN umsatz_zuordnung z ON z.id = f.zuordnung_id
      JOIN umsatz u ON u.id = z.umsatz_id
     WHERE f.mandant_id = platform.mandant_der_sitzung() AND f.lfd > nach
     ORDER BY f.lfd
     LIMIT least(greatest(hoechstens, 0), 10000)
$$;

-- Every such assignment is told to its Kommune, whoever made it.
CREATE OR REPLACE FUNCTION forderungseingang_melden() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    eine   record;
    nummer bigint;
BEGIN
    FOR eine IN SELECT n.id, n.mandant_id FROM neu n WHERE n.art = 'rueckforderung'
                 ORDER BY n.mandant_id, n.id
    LOOP
        INSERT INTO forderungseingang_stand AS s (mandant_id, lfd) VALUES (eine.mandant_id, 1)
        ON CONFLICT (mandant_id) DO UPDATE SET lfd = s.lfd + 1
        RETURNING s.lfd INTO nummer;
        INSERT INTO forderungseingang (mandant_id, lfd, zuordnung_id)
        VALUES (eine.mandant_id, nummer, eine.id);
    END LOOP;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER forderungseingang_melden AFTER INSERT ON umsatz_zuordnung
    REFERENCING NEW TABLE AS neu
    FOR EACH STATEMENT EXECUTE FUNCTION forderungseingang_melden();

-- Where debtors of a Kommune pay that has no account of its own for it: what the Kreis prints on
-- its letters too.
CREATE OR REPLACE FUNCTION einzahlungskonto(am date) RETURNS TABLE (inhaber text, iban text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT k.inhaber, k.iban FROM bankkonto k
     WHERE k.zahlweg = 'ueberweisung' AND k.gueltig @> am
$$;
