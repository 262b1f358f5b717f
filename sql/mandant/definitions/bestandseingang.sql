-- Personal data are kept no longer than needed: the files of an import go when it is decided.
CREATE OR REPLACE FUNCTION bestandseingang_leeren(eingang uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS
$$
BEGIN
    PERFORM FROM bestandseingang_ergebnis e WHERE e.eingang_id = eingang;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Über diesen Bestand ist noch nicht entschieden.'
            USING ERRCODE = '23514', CONSTRAINT = 'bestandseingang_leeren';
    END IF;
    DELETE FROM bestandseingang_teil t WHERE t.eingang_id = eingang;
END
$$;
