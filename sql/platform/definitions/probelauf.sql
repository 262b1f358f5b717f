-- The counter of the Probelauf. The Kreis says which drafts and which months; every active Mandant
-- takes part, so that a total is never that of a chosen few. A Mandant gets the drafts and gives
-- totals; the Kreis gets them added up, once all have answered.

-- Starts a Probelauf: the order itself and one job per active Mandant. The same id again changes
-- nothing.
CREATE OR REPLACE FUNCTION probelauf_beginnen(
    lauf uuid, staende uuid[], erster date, letzter date, wer uuid, heute date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
BEGIN
    IF (cardinality(staende) BETWEEN 1 AND 50) IS NOT TRUE THEN
        RAISE EXCEPTION 'Ein Probelauf braucht einen Entwurf.' USING ERRCODE = '22023';
    END IF;
    INSERT INTO probelauf (id, von, bis, begonnen_von) VALUES (lauf, erster, letzter, wer)
    ON CONFLICT (id) DO NOTHING;
    IF NOT FOUND THEN RETURN; END IF;
    INSERT INTO probelauf_stand (probelauf_id, parameterstand_id)
    SELECT lauf, p.id FROM parameterstand p
     WHERE p.id = ANY (staende) AND p.freigegeben_am IS NULL AND p.verworfen_am IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Keiner dieser Entwürfe ist noch offen.'
            USING ERRCODE = '23514', CONSTRAINT = 'probelauf_entwuerfe';
    END IF;
    INSERT INTO probelauf_kommune (probelauf_id, mandant_id)
    SELECT lauf, m.id FROM mandant m
     WHERE m.aktiv_ab <= heute AND (m.aktiv_bis IS NULL OR m.aktiv_bis >= heute);
    INSERT INTO job (id, mandant_id, kind, unique_key, payload, vt, prio)
    SELECT gen_random_uuid(), k.mandant_id, 'probelauf.rechnen', lauf::text,
           jsonb_build_object('lauf', lauf), virtuelle_zeit(), 120
      FROM probelauf_kommune k WHERE k.probelauf_id = lauf;
END
$$;

-- What the calling Mandant is to try: months, and the drafts in the form of the parameter files.
CREATE OR REPLACE FUNCTION probelauf_auftrag(lauf uuid)
    RETURNS TABLE (von date, bis date, name text, stand jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
    SELECT l.von, l.bis, p.name, p.wert || jsonb_build_object(
               'gueltig_ab', p.gueltig_ab, 'fundstelle', p.fundstelle,
               'geprueft_am', (p.erfasst_am AT TIME ZONE 'Europe/Berlin')::date)
      FROM probelauf l
      JOIN probelauf_kommune k ON k.probelauf_id = l.id
      JOIN probelauf_stand s ON s.probelauf_id = l.id
      JOIN parameterstand p ON p.id = s.parameterstand_id
     WHERE l.id = lauf AND k.mandant_id = mandant_der_sitzung()
     ORDER BY p.name, p.gueltig_ab
$$;

-- The calling Mandant's totals, one row per month. The second time nothing happens.
CREATE OR REPLACE FUNCTION probelauf_melden(
    lauf uuid, monate date[], faelle bigint[], personen bigint[], alt bigint[], neu bigint[],
    geaenderte_faelle bigint[], geaenderte_personen bigint[], ohne_ergebnis bigint[])
    RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
#variable_conflict use_variable
DECLARE
    ich uuid := mandant_der_sitzung();
BEGIN
    IF (cardinality(monate) <= 12) IS NOT TRUE THEN
        RAISE EXCEPTION 'Zu viele Monate.' USING ERRCODE = '22023';
    END IF;
    UPDATE probelauf_kommune k SET gemeldet_am = now()
     WHERE k.probelauf_id = lauf AND k.mandant_id = ich AND k.gemeldet_am IS NULL;
    IF NOT FOUND THEN RETURN; END IF;
    INSERT INTO probelauf_summe (probelauf_id, mandant_id, monat, faelle, personen, alt_cent,
                                 neu_cent, geaenderte_faelle, geaenderte_personen, ohne_ergebnis)
    SELECT lauf, ich, z.* FROM unnest(monate, faelle, personen, alt, neu, geaenderte_faelle,
                                      geaenderte_personen, ohne_ergebnis) AS z;
END
$$;

-- The totals of the whole Kreis, nothing before all have answered. An amount or a number that
-- rests on fewer than five persons is hidden (minimum frequency).
CREATE OR REPLACE FUNCTION probelauf_summen(lauf uuid)
    RETURNS TABLE (monat date, faelle bigint, personen bigint, alt_cent bigint, neu_cent bigint,
                   geaenderte_faelle bigint, geaenderte_personen bigint, ohne_ergebnis bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
    SELECT t.monat,
           CASE WHEN t.genug THEN t.faelle END, CASE WHEN t.genug THEN t.personen END,
           CASE WHEN t.genug THEN t.alt END,
           CASE WHEN t.genug AND t.geaendert_genug THEN t.neu END,
           CASE WHEN t.geaendert_genug THEN t.geaenderte_faelle END,
           CASE WHEN t.geaendert_genug THEN t.geaenderte_personen END, t.ohne_ergebnis
      FROM (SELECT s.monat, sum(s.faelle)::bigint AS faelle, sum(s.personen)::bigint AS personen,
                   sum(s.alt_cent)::bigint AS alt, sum(s.neu_cent)::bigint AS neu,
                   sum(s.geaenderte_faelle)::bigint AS geaenderte_faelle,
                   sum(s.geaenderte_personen)::bigint AS geaenderte_personen,
                   sum(s.ohne_ergebnis)::bigint AS ohne_ergebnis,
                   sum(s.personen) NOT BETWEEN 1 AND 4 AS genug,
                   sum(s.geaenderte_personen) NOT BETWEEN 1 AND 4 AS geaendert_genug
              FROM probelauf_summe s
             WHERE s.probelauf_id = lauf
               AND NOT EXISTS (SELECT FROM probelauf_kommune k
                                WHERE k.probelauf_id = lauf AND k.gemeldet_am IS NULL)
             GROUP BY s.monat) t
     ORDER BY t.monat
$$;
