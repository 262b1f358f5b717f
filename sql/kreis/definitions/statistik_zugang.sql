-- What a DBA's own login (statistik_export) may do: read what the Kommunen have released, survey by
-- survey. Every call leaves a line in statistik_export; a read-only transaction is therefore
-- refused, and the server logs this login's statements besides, should a transaction be undone.

CREATE OR REPLACE FUNCTION statistik_vermerken(welche text, zum date, nur text) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = kreis, pg_temp
BEGIN ATOMIC
    INSERT INTO kreis.statistik_export (id, login, erhebung, stichtag, ags)
    VALUES (gen_random_uuid(), session_user, welche, zum, nur);
END;

-- The runs in which each Kommune has released last for this day.
CREATE OR REPLACE FUNCTION statistik_teile(welche text, zum date, nur text)
    RETURNS TABLE (lauf_id uuid, ags text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT DISTINCT ON (a.ags) a.lauf_id, a.ags
      FROM statistik_abgabe a JOIN statistik_lauf l ON l.id = a.lauf_id
     WHERE l.erhebung = welche AND l.ende = zum AND a.zustand = 'abgegeben'
       AND (nur IS NULL OR a.ags = nur)
     ORDER BY a.ags, l.eroeffnet_am DESC
$$;

-- The records as lines of CSV, the first one the names of the columns.
CREATE OR REPLACE FUNCTION statistik_zeilen(welche text, zum date, nur text DEFAULT NULL)
    RETURNS TABLE (zeile text)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    teil record;
BEGIN
    PERFORM statistik_vermerken(welche, zum, nur);
    RETURN QUERY SELECT 'kommune;kennnummer;' || string_agg(m.name, ';' ORDER BY m.lfd)
      FROM statistik_merkmale(welche, zum) m;
    FOR teil IN SELECT t.lauf_id, t.ags FROM statistik_teile(welche, zum, nur) t LOOP
        RETURN QUERY
            SELECT s.ags || ';' || s.kennnummer || ';' || array_to_string(s.werte, ';')
              FROM statistik_satz s WHERE s.lauf_id = teil.lauf_id AND s.ags = teil.ags
             ORDER BY s.kennnummer;
    END LOOP;
END
$$;

-- Which surveys and days there is something for.
CREATE OR REPLACE FUNCTION statistik_erhebungen()
    RETURNS TABLE (erhebung text, name text, periode text, stichtag date, kommunen bigint,
                   saetze bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT e.kennung, e.name, e.periode, l.ende, count(DISTINCT a.ags), sum(a.saetze)::bigint
      FROM statistik_erhebung e
      JOIN statistik_lauf l ON l.erhebung = e.kennung
      JOIN statistik_abgabe a ON a.lauf_id = l.id AND a.zustand = 'abgegeben'
     WHERE e.verbleib = 'kreis'
       AND NOT EXISTS (SELECT FROM statistik_lauf b
                         JOIN statistik_abgabe c ON c.lauf_id = b.id AND c.zustand = 'abgegeben'
                        WHERE b.erhebung = l.erhebung AND b.ende = l.ende AND c.ags = a.ags
                          AND b.eroeffnet_am > l.eroeffnet_am)
     GROUP BY e.kennung, e.lfd, e.name, e.periode, l.ende ORDER BY e.lfd, l.ende
$$;

-- One function per survey, `statistik_<survey>(stichtag, ags)`, with a column per feature: made
-- from the catalogue, so that neither can say something else.
DO $$
DECLARE
    e        record;
    spalten  text;
    werte    text;
BEGIN
    FOR e IN SELECT kennung FROM statistik_erhebung WHERE verbleib = 'kreis' LOOP
        SELECT string_agg(format('%I %s', m.name, CASE m.typ WHEN 'cent' THEN 'bigint'
                                                             ELSE 'text' END), ', ' ORDER BY m.lfd),
               string_agg(format(CASE m.typ WHEN 'cent' THEN 'nullif(s.werte[%s], '''')::bigint'
                                            ELSE 'nullif(s.werte[%s], '''')' END, m.lfd), ', '
                          ORDER BY m.lfd)
          INTO spalten, werte
          FROM statistik_merkmal m WHERE m.erhebung = e.kennung;
        EXECUTE format('DROP FUNCTION IF EXISTS %I(date, text)', 'statistik_' || e.kennung);
        EXECUTE format(
            'CREATE FUNCTION %1$I(stichtag date, ags text DEFAULT NULL)
                 RETURNS TABLE (kommune text, kennnummer text, %2$s)
                 LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
             $f$
             #variable_conflict use_column
             DECLARE
                 teil record;
             BEGIN
                 PERFORM statistik_vermerken(%3$L, $1, $2);
                 FOR teil IN SELECT t.lauf_id, t.ags FROM statistik_teile(%3$L, $1, $2) t LOOP
                     RETURN QUERY SELECT s.ags, s.kennnummer, %4$s FROM (
                         -- Unpacked once for all its columns, not once for each.
                         SELECT t.ags, t.kennnummer, t.werte || ''{}'' AS werte
                           FROM statistik_satz t
                          WHERE t.lauf_id = teil.lauf_id AND t.ags = teil.ags
                          ORDER BY t.kennnummer OFFSET 0) s;
                 END LOOP;
             END
             $f$', 'statistik_' || e.kennung, spalten, e.kennung, werte);
    END LOOP;
END
$$;
