-- Follows the answers of the Kreis, each exactly once: the counter and the effect move in one transaction.
-- Runs as the owner, because these transitions are closed to the Mandant's own login.
CREATE OR REPLACE FUNCTION rueckmeldungen_uebernehmen(hoechstens integer)
    RETURNS TABLE (zahlung_id uuid, zustand text, grund text, tag date)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS
$$
#variable_conflict use_column
DECLARE
    stand bigint;
    r     record;
BEGIN
    SELECT s.lfd INTO stand FROM rueckmeldung_stand s WHERE s.eins = 1 FOR UPDATE;
    FOR r IN SELECT * FROM kreis.rueckmeldungen(stand, hoechstens) LOOP
        IF r.lfd <> stand + 1 THEN
            RAISE EXCEPTION 'Nach Rückmeldung % folgt %.', stand, r.lfd USING ERRCODE = 'data_exception';
        END IF;
        stand := r.lfd;
        -- The Mandant itself took the order back: its own transaction has already said so.
        CONTINUE WHEN r.zustand = 'zurueckgezogen';
        UPDATE zahlung z
           SET zustand = CASE r.zustand WHEN 'offen' THEN 'angeordnet' ELSE r.zustand END,
               lauf = CASE r.zustand WHEN 'offen' THEN '' ELSE coalesce(nullif(r.lauf, ''), z.lauf) END,
               gezahlt_am = CASE r.zustand WHEN 'gezahlt' THEN r.tag ELSE z.gezahlt_am END,
               zustand_von = NULL, zustand_am = r.am, zustand_grund = r.grund
         WHERE z.id = r.auftrag_id;
        zahlung_id := r.auftrag_id;
        zustand := r.zustand;
        grund := r.grund;
        tag := r.tag;
        RETURN NEXT;
    END LOOP;
    UPDATE rueckmeldung_stand s SET lfd = stand WHERE s.eins = 1;
END
$$;

-- Takes over what came in at the Kreis on this Kommune's claims, each number once and in order. To
-- be booked in the same transaction.
CREATE OR REPLACE FUNCTION forderungseingaenge_uebernehmen(hoechstens integer)
    RETURNS SETOF forderungseingang
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS
$$
DECLARE
    stand bigint;
    neu   forderungseingang;
    r     record;
BEGIN
    -- One at a time; the row is the same that orders the answers to payments.
    PERFORM FROM rueckmeldung_stand s WHERE s.eins = 1 FOR UPDATE;
    SELECT coalesce(max(f.lfd), 0) INTO stand FROM forderungseingang f;
    FOR r IN SELECT * FROM kreis.forderungseingaenge(stand, hoechstens) LOOP
        IF r.lfd <> stand + 1 THEN
            RAISE EXCEPTION 'Nach Eingang % folgt %.', stand, r.lfd USING ERRCODE = 'data_exception';
        END IF;
        stand := r.lfd;
        INSERT INTO forderungseingang (lfd, kassenzeichen, betrag_cent, tag)
        VALUES (r.lfd, r.kassenzeichen, r.betrag_cent, r.tag) RETURNING * INTO neu;
        RETURN NEXT neu;
    END LOOP;
END
$$;
