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

-- The calling Mandant's totals, one row per month, each with its two largest contributions. The
-- second time nothing happens. None without the contributions is left to be called.
DROP FUNCTION IF EXISTS probelauf_melden(uuid, date[], bigint[], bigint[], bigint[], bigint[],
                                         bigint[], bigint[], bigint[]);
CREATE OR REPLACE FUNCTION probelauf_melden(
    lauf uuid, monate date[], faelle bigint[], personen bigint[], alt bigint[], neu bigint[],
    geaenderte_faelle bigint[], geaenderte_personen bigint[], ohne_ergebnis bigint[],
    alt_groesster bigint[], alt_zweiter bigint[], unterschied_summe bigint[],
    unterschied_groesster bigint[], unterschied_zweiter bigint[])
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
                                 neu_cent, geaenderte_faelle, geaenderte_personen, ohne_ergebnis,
                                 alt_groesster_cent, alt_zweiter_cent, unterschied_summe_cent,
                                 unterschied_groesster_cent, unterschied_zweiter_cent)
    SELECT lauf, ich, z.* FROM unnest(
        monate, faelle, personen, alt, neu, geaenderte_faelle, geaenderte_personen, ohne_ergebnis,
        alt_groesster, alt_zweiter, unterschied_summe, unterschied_groesster,
        unterschied_zweiter) AS z;
END
$$;

-- The totals of the whole Kreis, nothing before all have answered, through the gate of disclosure
-- control with the thresholds of the dated rule (kreis.geheimhaltungsregel). Cases are the
-- contributors: a family of six is one, and its members are not six strangers.
--
-- A Kreis may run as many drafts as it likes over the same cases, on any day. Which totals of many
-- runs together would give somebody away cannot be decided here, because what the runs share is
-- known to the Kommunen only; so that every run counts as one more table beside all others, and
-- each one by itself is so coarse that no other one sharpens it to a single case:
--
-- 1. Minimum frequency, with the complement. What changes is shown only if the cases and the
--    persons that change, and those that do not, are none or at least the minimum frequency.
--    Otherwise „all but two“ would show these two. The same holds for all cases and all persons,
--    and for the cases that cannot be calculated. Zero is nobody and is shown.
-- 2. Dominance (1,k), (2,k) and p% as in Geheimhaltungsregel.dominanzluecke, over what cases
--    received and over the amounts by which they change. Ups and downs are not set off there: a
--    large rise must not hide behind as large a fall.
-- 3. Counts are rounded to a step, a multiple of five, that leaves an interval at least as wide as
--    the rule asks for a hidden count: at spanne 2 to full tens. Two drafts that differ by one
--    family mostly show the same, and never their difference.
-- 4. Amounts are rounded to a power of ten, 100 Euro at least, that is not smaller than the largest
--    contribution. For two runs with the steps R and S the difference of the true totals is known
--    within R + S; one case contributes at most R to the one and S to the other, so that the
--    difference between them is never known closer than the case is large.
-- 5. „Neu“ is the rounded „Bisher“ plus the rounded difference and says nothing beyond them.
--    Rounded by itself it would tell in which half of its step the difference lies.
--
-- Rounding is fixed, not random: the same run asked a thousand times gives the same numbers, and
-- there is nothing to average. Who began which run is in the audit (`probelauf.begonnen`).
CREATE OR REPLACE FUNCTION probelauf_summen(lauf uuid)
    RETURNS TABLE (monat date, faelle bigint, personen bigint, alt_cent bigint, neu_cent bigint,
                   geaenderte_faelle bigint, geaenderte_personen bigint, ohne_ergebnis bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
#variable_conflict use_column
BEGIN
    -- plpgsql, because the rule's table is made after this function, in the schema of the Kreis.
    RETURN QUERY
    WITH gemeldet AS (
        SELECT s.monat, s.faelle, s.personen, s.alt_cent, s.neu_cent, s.geaenderte_faelle,
               s.geaenderte_personen, s.ohne_ergebnis, s.alt_groesster_cent, s.alt_zweiter_cent,
               s.unterschied_summe_cent, s.unterschied_groesster_cent, s.unterschied_zweiter_cent
          FROM probelauf_summe s
         WHERE s.probelauf_id = lauf
           AND NOT EXISTS (SELECT FROM probelauf_kommune k
                            WHERE k.probelauf_id = lauf AND k.gemeldet_am IS NULL)),
    -- An unknown contribution sorts first: then nothing can be judged, and it stays hidden.
    groesste AS (
        SELECT e.monat,
               (array_agg(b.alt ORDER BY b.alt DESC NULLS FIRST))[1] AS alt_1,
               (array_agg(b.alt ORDER BY b.alt DESC NULLS FIRST))[2] AS alt_2,
               (array_agg(b.anders ORDER BY b.anders DESC NULLS FIRST))[1] AS anders_1,
               (array_agg(b.anders ORDER BY b.anders DESC NULLS FIRST))[2] AS anders_2
          FROM gemeldet e
         CROSS JOIN LATERAL unnest(
             ARRAY[e.alt_groesster_cent, e.alt_zweiter_cent],
             ARRAY[e.unterschied_groesster_cent, e.unterschied_zweiter_cent]) AS b (alt, anders)
         GROUP BY e.monat),
    summe AS (
        SELECT e.monat, sum(e.faelle)::bigint AS faelle, sum(e.personen)::bigint AS personen,
               sum(e.alt_cent)::bigint AS alt, sum(e.neu_cent - e.alt_cent)::bigint AS unterschied,
               sum(e.geaenderte_faelle)::bigint AS anders,
               sum(e.geaenderte_personen)::bigint AS andere,
               sum(e.ohne_ergebnis)::bigint AS ohne,
               sum(e.unterschied_summe_cent)::bigint AS bewegt
          FROM gemeldet e GROUP BY e.monat),
    geprueft AS (
        SELECT t.monat, t.faelle, t.personen, t.alt, t.unterschied, t.anders, t.andere, t.ohne,
               (2 * r.spanne + 6) / 5 * 5 AS schritt,
               -- The next power of ten in cents: 9,999 has four digits, 10,000 is the step.
               rpad('1', 1 + length((greatest(g.alt_1, 10000) - 1)::text), '0')::bigint
                   AS alt_schritt,
               rpad('1', 1 + length((greatest(g.anders_1, 10000) - 1)::text), '0')::bigint
                   AS anders_schritt,
               (SELECT bool_and(z.zahl NOT BETWEEN 1 AND r.mindestfallzahl - 1)
                  FROM unnest(ARRAY[t.faelle, t.personen]) AS z (zahl)) AS genug,
               (SELECT bool_and(z.zahl NOT BETWEEN 1 AND r.mindestfallzahl - 1)
                  FROM unnest(ARRAY[t.anders, t.andere, t.faelle - t.anders,
                                    t.personen - t.andere]) AS z (zahl)) AS anders_genug,
               t.ohne NOT BETWEEN 1 AND r.mindestfallzahl - 1 AS ohne_genug,
               100 * g.alt_1 <= r.dominanz_einer * t.alt
                   AND 100 * (g.alt_1 + g.alt_2) <= r.dominanz_zweier * t.alt
                   AND r.prozent * g.alt_1 <= 100 * (t.alt - g.alt_1 - g.alt_2) AS alt_sicher,
               100 * g.anders_1 <= r.dominanz_einer * t.bewegt
                   AND 100 * (g.anders_1 + g.anders_2) <= r.dominanz_zweier * t.bewegt
                   AND r.prozent * g.anders_1 <= 100 * (t.bewegt - g.anders_1 - g.anders_2)
                   AS anders_sicher
          FROM summe t JOIN groesste g ON g.monat = t.monat
         CROSS JOIN LATERAL (
               SELECT w.mindestfallzahl, w.dominanz_einer, w.dominanz_zweier, w.prozent, w.spanne
                 FROM kreis.geheimhaltungsregel w WHERE w.gueltig_ab <= t.monat
                ORDER BY w.gueltig_ab DESC LIMIT 1) r),
    gerundet AS (
        SELECT p.monat, p.genug, p.genug AND p.anders_genug AS anders_genug, p.ohne_genug,
               p.genug AND p.alt_sicher AS alt_sicher,
               p.genug AND p.anders_genug AND p.alt_sicher AND p.anders_sicher AS neu_sicher,
               (round(p.faelle::numeric / p.schritt) * p.schritt)::bigint AS faelle,
               (round(p.personen::numeric / p.schritt) * p.schritt)::bigint AS personen,
               (round(p.anders::numeric / p.schritt) * p.schritt)::bigint AS anders,
               (round(p.andere::numeric / p.schritt) * p.schritt)::bigint AS andere,
               (round(p.ohne::numeric / p.schritt) * p.schritt)::bigint AS ohne,
               (round(p.alt::numeric / p.alt_schritt) * p.alt_schritt)::bigint AS alt,
               (round(p.unterschied::numeric / p.anders_schritt) * p.anders_schritt)::bigint
                   AS unterschied
          FROM geprueft p)
    SELECT q.monat,
           CASE WHEN q.genug THEN q.faelle END, CASE WHEN q.genug THEN q.personen END,
           CASE WHEN q.alt_sicher THEN q.alt END,
           CASE WHEN q.neu_sicher THEN q.alt + q.unterschied END,
           CASE WHEN q.anders_genug THEN q.anders END, CASE WHEN q.anders_genug THEN q.andere END,
           CASE WHEN q.ohne_genug THEN q.ohne END
      FROM gerundet q ORDER BY q.monat;
END
$$;
