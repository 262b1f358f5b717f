-- The counter for the question whether another Kommune knows a person. A Mandant's login reaches
-- these functions only. It cannot make a mark, as it has not the key; it cannot ask without a
-- trace, as the answer comes only to a transaction after the one that recorded the question; and
-- the answer names a Kommune and whom to call, no more. Of a person whose address is locked it does
-- not name even these.

-- A Kommune's name and whom to call there, as others may know it when they hear of these persons of
-- hers: if one is protected, where she is stays untold (§ 51 BMG).
CREATE OR REPLACE FUNCTION auskunft_ueber(
    welche uuid, personen uuid[], OUT kommune text, OUT auskunft text, OUT geschuetzt boolean
)
    LANGUAGE sql STABLE SET search_path = kreis, pg_temp AS
$$
    SELECT CASE WHEN s.geschuetzt THEN 'Eine andere Kommune' ELSE a.kommune END,
           CASE WHEN s.geschuetzt THEN 'nur die Datenschutzstelle des Kreises'
                ELSE a.auskunft END,
           s.geschuetzt
      FROM platform.auskunftsstelle(welche) a
     CROSS JOIN (SELECT EXISTS (SELECT FROM personenschutz p
                                 WHERE p.mandant_id = welche AND p.person_id = ANY (personen))
                ) s (geschuetzt)
$$;

-- The Kommunen that know the person of a question, as the asker may know them.
CREATE OR REPLACE FUNCTION trefferauskunft(frage uuid)
    RETURNS TABLE (kommune text, auskunft text)
    LANGUAGE sql STABLE SET search_path = kreis, pg_temp AS
$$
    SELECT DISTINCT a.kommune, a.auskunft
      FROM (SELECT t.mandant_id, array_agg(t.person_id) AS personen FROM personentreffer t
             WHERE t.frage_id = frage GROUP BY t.mandant_id) k
     CROSS JOIN LATERAL auskunft_ueber(k.mandant_id, k.personen) a
$$;

-- One transaction of the calling Mandant after the other says who is protected: whoever lists them
-- after this call sees what the one before has written, and so does not undo it.
CREATE OR REPLACE FUNCTION personenschutz_beginnen() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    PERFORM FROM platform.mandant m WHERE m.id = platform.mandant_der_sitzung()
        FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Nur der Login eines Mandanten schützt hier.' USING ERRCODE = '42501';
    END IF;
END
$$;

-- Says which persons of the calling Mandant are protected: these and no others.
CREATE OR REPLACE FUNCTION personenschutz_setzen(personen uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    ich uuid := platform.mandant_der_sitzung();
BEGIN
    IF ich IS NULL THEN
        RAISE EXCEPTION 'Nur der Login eines Mandanten schützt hier.' USING ERRCODE = '42501';
    END IF;
    IF (cardinality(personen) <= 10000) IS NOT TRUE THEN
        RAISE EXCEPTION 'Die Zahl der Personen ist unzulässig.' USING ERRCODE = '22023';
    END IF;
    DELETE FROM personenschutz p WHERE p.mandant_id = ich AND p.person_id <> ALL (personen);
    INSERT INTO personenschutz (mandant_id, person_id)
    SELECT ich, neu.person FROM unnest(personen) AS neu (person)
    ON CONFLICT DO NOTHING;
END
$$;

-- Replaces the marks of these persons of the calling Mandant; `besitzer[i]` is the person of
-- `marken[i]`. Persons without a mark have none afterwards.
CREATE OR REPLACE FUNCTION personenmarken_setzen(personen uuid[], besitzer uuid[], marken bytea[])
    RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    ich uuid := platform.mandant_der_sitzung();
BEGIN
    IF ich IS NULL THEN
        RAISE EXCEPTION 'Nur der Login eines Mandanten hinterlegt hier.' USING ERRCODE = '42501';
    END IF;
    IF (cardinality(personen) <= 1000 AND cardinality(marken) = cardinality(besitzer)
        AND cardinality(marken) <= 40 * cardinality(personen) AND besitzer <@ personen) IS NOT TRUE
    THEN
        RAISE EXCEPTION 'Personen und Marken passen nicht zusammen.' USING ERRCODE = '22023';
    END IF;
    DELETE FROM personenmarke m
     WHERE m.mandant_id = ich AND m.person_id = ANY (personen)
       AND NOT EXISTS (SELECT FROM unnest(besitzer, marken) AS neu (person, marke)
                        WHERE neu.person = m.person_id AND neu.marke = m.marke);
    INSERT INTO personenmarke (mandant_id, person_id, marke)
    SELECT ich, neu.person, neu.marke FROM unnest(besitzer, marken) AS neu (person, marke)
    ON CONFLICT DO NOTHING;
END
$$;

-- The calling Mandant's persons with marks after `nach`, in order.
CREATE OR REPLACE FUNCTION hinterlegte_personen(nach uuid, hoechstens integer) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT DISTINCT m.person_id FROM personenmarke m
     WHERE m.mandant_id = platform.mandant_der_sitzung() AND (nach IS NULL OR m.person_id > nach)
     ORDER BY m.person_id LIMIT least(greatest(hoechstens, 0), 1000)
$$;

-- Records a question and tells the Kommunen that know the person. Says nothing: the answer is
-- fetched afterwards.
CREATE OR REPLACE FUNCTION person_fragen(frage uuid, person uuid, wer text, marken bytea[])
    RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    ich uuid := platform.mandant_der_sitzung();
BEGIN
    IF ich IS NULL THEN
        RAISE EXCEPTION 'Nur der Login eines Mandanten fragt hier.' USING ERRCODE = '42501';
    END IF;
    IF (cardinality(marken) BETWEEN 1 AND 80) IS NOT TRUE THEN
        RAISE EXCEPTION 'Die Zahl der Marken ist unzulässig.' USING ERRCODE = '22023';
    END IF;
    INSERT INTO personenfrage_tag AS t (mandant_id, tag, anzahl)
    VALUES (ich, (now() AT TIME ZONE 'Europe/Berlin')::date, 1)
    ON CONFLICT (mandant_id, tag) DO UPDATE SET anzahl = t.anzahl + 1;
    INSERT INTO personenfrage (id, mandant_id, person_id, gefragt_von, transaktion)
    VALUES (frage, ich, person, wer, pg_current_xact_id());
    INSERT INTO personentreffer (frage_id, mandant_id, person_id)
    SELECT DISTINCT frage, m.mandant_id, m.person_id
      FROM personenmarke m WHERE m.marke = ANY (marken) AND m.mandant_id <> ich;
    PERFORM platform.personenfrage_ankuendigen(
        ich || ARRAY(SELECT DISTINCT t.mandant_id FROM personentreffer t WHERE t.frage_id = frage));
END
$$;

-- Questions of the calling Mandant that are on record for good.
CREATE OR REPLACE FUNCTION gestellte_personenfragen(mandant uuid) RETURNS SETOF personenfrage
    LANGUAGE sql STABLE SET search_path = kreis, pg_temp AS
$$
    SELECT f.* FROM personenfrage f
     WHERE f.mandant_id = mandant
       AND f.transaktion IS DISTINCT FROM pg_current_xact_id_if_assigned()
$$;

-- What the calling Mandant asked about its persons and what the answer was: one row per Kommune
-- that knows the person, or one without a Kommune.
CREATE OR REPLACE FUNCTION personenfragen(personen uuid[])
    RETURNS TABLE (frage_id uuid, person_id uuid, gefragt_von text, gefragt_am timestamptz,
                   kommune text, auskunft text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT f.id, f.person_id, f.gefragt_von, f.gefragt_am, k.kommune, k.auskunft
      FROM gestellte_personenfragen(platform.mandant_der_sitzung()) f
      LEFT JOIN LATERAL trefferauskunft(f.id) k ON true
     WHERE f.person_id = ANY (personen)
     ORDER BY f.gefragt_am DESC, f.id, k.kommune
$$;

-- What the calling Mandant has not yet noted in its files: who asked about its persons (`eingang`),
-- and what came of its own questions (`antwort`). Each row comes once, in the transaction that
-- notes it.
CREATE OR REPLACE FUNCTION personenfragen_abholen()
    RETURNS TABLE (art text, person_id uuid, kommune text, auskunft text, gefragt_von text,
                   gefragt_am timestamptz)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
#variable_conflict use_column
DECLARE
    ich uuid := platform.mandant_der_sitzung();
    offen uuid[];
BEGIN
    RETURN QUERY
    UPDATE personentreffer t SET abgeholt_am = now()
      FROM personenfrage f
     CROSS JOIN LATERAL auskunft_ueber(f.mandant_id, ARRAY[f.person_id]) a
     WHERE t.mandant_id = ich AND t.abgeholt_am IS NULL AND f.id = t.frage_id
    RETURNING 'eingang', t.person_id, a.kommune, a.auskunft,
              CASE WHEN a.geschuetzt THEN '' ELSE f.gefragt_von END, f.gefragt_am;

    offen := ARRAY(SELECT f.id FROM personenfrage f
                    WHERE f.mandant_id = ich AND f.abgeholt_am IS NULL
                      AND f.transaktion IS DISTINCT FROM pg_current_xact_id_if_assigned()
                      FOR UPDATE);
    UPDATE personenfrage SET abgeholt_am = now() WHERE id = ANY (offen);
    RETURN QUERY
    SELECT 'antwort', f.person_id, k.kommune, k.auskunft, f.gefragt_von, f.gefragt_am
      FROM personenfrage f
      LEFT JOIN LATERAL trefferauskunft(f.id) k ON true
     WHERE f.id = ANY (offen)
     ORDER BY f.gefragt_am, f.id, k.kommune;
END
$$;
