-- I17: the chain of seals over books and audit.

-- What was written on one day (Berlin), in an order and a form that never change: a column that
-- comes later does not alter the seals of earlier days.
CREATE OR REPLACE FUNCTION siegelinhalt(welcher date, OUT anzahl bigint, OUT inhalt bytea)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp
    SET TimeZone = 'UTC' SET DateStyle = 'ISO' AS
$$
    WITH grenzen AS (
        SELECT welcher::timestamp AT TIME ZONE 'Europe/Berlin' AS von,
               (welcher + 1)::timestamp AT TIME ZONE 'Europe/Berlin' AS bis),
    zeilen AS (
        SELECT 'b' AS art, b.id,
               concat_ws('|', b.id, b.buchungstag, b.text, b.umsatz_id, b.stapel, b.storno_von,
                         b.gebucht_von, b.gebucht_am) AS zeile
          FROM buchung b, grenzen g WHERE b.gebucht_am >= g.von AND b.gebucht_am < g.bis
        UNION ALL
        SELECT 'z', z.id,
               concat_ws('|', z.id, z.buchung_id, z.konto, z.mandant_id, z.lauf_id, z.auftrag_id,
                         z.zuordnung_id, z.kassenzeichen, z.betrag_cent)
          FROM buchung b JOIN buchungszeile z ON z.buchung_id = b.id, grenzen g
         WHERE b.gebucht_am >= g.von AND b.gebucht_am < g.bis
        UNION ALL
        SELECT 'r', r.auftrag_id, concat_ws('|', r.mandant_id, r.lfd, r.auftrag_id, r.zustand, r.am)
          FROM rueckmeldung r, grenzen g WHERE r.am >= g.von AND r.am < g.bis
        UNION ALL
        SELECT 'a', a.id,
               concat_ws('|', a.id, a.am, a.benutzer_id, a.anfrage, a.vorgang, a.gegenstand,
                         a.angaben)
          FROM audit a, grenzen g WHERE a.am >= g.von AND a.am < g.bis)
    SELECT count(*), sha256(convert_to(coalesce(
               string_agg(art || zeile, E'\n' ORDER BY art, id, zeile), ''), 'UTF8'))
      FROM zeilen
$$;

CREATE OR REPLACE FUNCTION siegel_bilden(vorher bytea, welcher date, inhalt bytea) RETURNS bytea
    LANGUAGE sql IMMUTABLE SET search_path = kreis, pg_temp
RETURN sha256(coalesce(vorher, ''::bytea)
              || convert_to((welcher - DATE '2000-01-01')::text, 'UTF8') || inhalt);

-- Seals the days that are over for an hour, so that no transaction that began on one is still under
-- way; a hundred at most. Returns how many.
CREATE OR REPLACE FUNCTION versiegeln() RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    bis      date := ((now() - interval '1 hour') AT TIME ZONE 'Europe/Berlin')::date - 1;
    naechster date;
    kette    bytea;
    tag_inhalt record;
    neue     integer := 0;
BEGIN
    PERFORM FROM sperre WHERE name = 'siegel' FOR UPDATE;
    SELECT s.tag + 1, s.sha256 INTO naechster, kette FROM siegel s ORDER BY s.tag DESC LIMIT 1;
    naechster := coalesce(naechster, (
        SELECT (least((SELECT min(gebucht_am) FROM buchung), (SELECT min(am) FROM audit))
                AT TIME ZONE 'Europe/Berlin')::date));
    WHILE naechster <= bis AND neue < 100 LOOP
        SELECT * INTO tag_inhalt FROM siegelinhalt(naechster);
        kette := siegel_bilden(kette, naechster, tag_inhalt.inhalt);
        INSERT INTO siegel (tag, anzahl, inhalt_sha256, sha256)
        VALUES (naechster, tag_inhalt.anzahl, tag_inhalt.inhalt, kette);
        neue := neue + 1;
        naechster := naechster + 1;
    END LOOP;
    RETURN neue;
END
$$;

-- Every sealed day that no longer looks as it was sealed, or whose link to the day before broke.
CREATE OR REPLACE FUNCTION siegel_gebrochen() RETURNS TABLE (tag date)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT k.tag
      FROM (SELECT s.*, lag(s.sha256) OVER (ORDER BY s.tag) AS vorher,
                   lag(s.tag) OVER (ORDER BY s.tag) AS vortag FROM siegel s) k
     CROSS JOIN LATERAL siegelinhalt(k.tag) i
     WHERE i.anzahl <> k.anzahl OR i.inhalt <> k.inhalt_sha256
        OR siegel_bilden(k.vorher, k.tag, k.inhalt_sha256) <> k.sha256
        OR k.vortag IS NOT NULL AND k.vortag <> k.tag - 1
     ORDER BY k.tag
$$;
