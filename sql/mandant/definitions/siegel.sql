-- I17: the chain of seals over what people did here (see sql/kreis/definitions/siegel.sql). What
-- the Kreis answered is sealed there; its time may lie on a day that is sealed here already.
--
-- A day sealed in form 1 is hashed over its lines, in form 2 over their digests: then the words of
-- a line may be erased (Art. 17 DSGVO) and the seal still holds, as the digest stays.

DROP FUNCTION IF EXISTS siegelinhalt(date);

CREATE OR REPLACE FUNCTION audit_zeile(a audit) RETURNS text
    LANGUAGE sql STABLE
RETURN concat_ws('|', a.id, a.am, a.benutzer_id, a.anfrage, a.vorgang, a.gegenstand, a.angaben);

CREATE OR REPLACE FUNCTION ereignis_zeile(e zahlung_ereignis) RETURNS text
    LANGUAGE sql STABLE
RETURN concat_ws('|', e.zahlung_id, e.lfd, e.zustand, e.am, e.benutzer_id, e.grund);

CREATE OR REPLACE FUNCTION siegelinhalt(
    welcher date, in_form integer, OUT anzahl bigint, OUT inhalt bytea
)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT
    SET TimeZone = 'UTC' SET DateStyle = 'ISO' AS
$$
    WITH grenzen AS (
        SELECT welcher::timestamp AT TIME ZONE 'Europe/Berlin' AS von,
               (welcher + 1)::timestamp AT TIME ZONE 'Europe/Berlin' AS bis),
    zeilen AS (
        SELECT 'e' AS art, e.zahlung_id AS id, e.lfd AS folge, ereignis_zeile(e) AS zeile,
               e.zeile_sha256 AS gemerkt
          FROM zahlung_ereignis e, grenzen g
         WHERE e.benutzer_id IS NOT NULL AND e.am >= g.von AND e.am < g.bis
        UNION ALL
        SELECT 'o', o.zahlung_id, 0,
               concat_ws('|', o.zahlung_id, o.benutzer_id, encode(o.inhalt_sha256, 'hex'), o.am),
               NULL
          FROM anordnung o, grenzen g WHERE o.am >= g.von AND o.am < g.bis
        UNION ALL
        SELECT 'a', a.id, 0, audit_zeile(a), a.zeile_sha256
          FROM audit a, grenzen g WHERE a.am >= g.von AND a.am < g.bis
        UNION ALL
        SELECT 'l', l.id, 0,
               concat_ws('|', l.id, l.fall_id, l.benutzer_id, l.tag, l.seite, l.zustaendig,
                         l.anfrage, l.am), NULL
          FROM lesezugriff l, grenzen g WHERE l.am >= g.von AND l.am < g.bis
        UNION ALL
        SELECT 's', NULL, u.tag - DATE '2000-01-01', encode(u.inhalt_sha256, 'hex'), NULL
          FROM siegel_umstellung u, grenzen g WHERE u.am >= g.von AND u.am < g.bis)
    SELECT count(*), sha256(convert_to(coalesce(CASE in_form
               WHEN 1 THEN string_agg(art || zeile, E'\n' ORDER BY art, id, zeile)
               ELSE string_agg(art || encode(coalesce(gemerkt,
                                                      sha256(convert_to(zeile, 'UTF8'))), 'hex'),
                               E'\n' ORDER BY art, id, folge) END, ''), 'UTF8'))
      FROM zeilen
$$;

CREATE OR REPLACE FUNCTION siegel_bilden(vorher bytea, welcher date, inhalt bytea) RETURNS bytea
    LANGUAGE sql IMMUTABLE SET search_path FROM CURRENT
RETURN sha256(coalesce(vorher, ''::bytea)
              || convert_to((welcher - DATE '2000-01-01')::text, 'UTF8') || inhalt);

-- Seals the days that are over for an hour, so that no transaction that began on one is still under
-- way; a hundred at most. Returns how many.
CREATE OR REPLACE FUNCTION versiegeln() RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS
$$
DECLARE
    bis      date := ((now() - interval '1 hour') AT TIME ZONE 'Europe/Berlin')::date - 1;
    naechster date;
    kette    bytea;
    tag_inhalt record;
    neue     integer := 0;
BEGIN
    -- One at a time; the row is the same that orders the answers of the Kreis.
    PERFORM FROM rueckmeldung_stand s WHERE s.eins = 1 FOR UPDATE;
    SELECT s.tag + 1, s.sha256 INTO naechster, kette FROM siegel s ORDER BY s.tag DESC LIMIT 1;
    naechster := coalesce(naechster, (
        SELECT (least((SELECT min(e.am) FROM zahlung_ereignis e), (SELECT min(a.am) FROM audit a))
                AT TIME ZONE 'Europe/Berlin')::date));
    WHILE naechster <= bis AND neue < 100 LOOP
        SELECT * INTO tag_inhalt FROM siegelinhalt(naechster, 2);
        kette := siegel_bilden(kette, naechster, tag_inhalt.inhalt);
        INSERT INTO siegel (tag, anzahl, inhalt_sha256, sha256, form)
        VALUES (naechster, tag_inhalt.anzahl, tag_inhalt.inhalt, kette, 2);
        neue := neue + 1;
        naechster := naechster + 1;
    END LOOP;
    RETURN neue;
END
$$;

-- Every sealed day that no longer looks as it was sealed, or whose link to the day before broke.
CREATE OR REPLACE FUNCTION siegel_gebrochen() RETURNS TABLE (tag date)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS
$$
    SELECT k.tag
      FROM (SELECT s.*, lag(s.sha256) OVER (ORDER BY s.tag) AS vorher,
                   lag(s.tag) OVER (ORDER BY s.tag) AS vortag FROM siegel s) k
      LEFT JOIN siegel_umstellung u ON u.tag = k.tag
     CROSS JOIN LATERAL siegelinhalt(k.tag, CASE WHEN u.tag IS NULL THEN k.form ELSE 2 END) i
     WHERE i.anzahl <> k.anzahl OR i.inhalt <> coalesce(u.inhalt_sha256, k.inhalt_sha256)
        OR siegel_bilden(k.vorher, k.tag, k.inhalt_sha256) <> k.sha256
        OR k.vortag IS NOT NULL AND k.vortag <> k.tag - 1
     ORDER BY k.tag
$$;

-- Seals a day of form 1 over digests instead, if it is whole; called before words of it go.
CREATE OR REPLACE FUNCTION siegel_umstellen(welcher date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS
$$
BEGIN
    PERFORM FROM siegel s WHERE s.tag = welcher AND s.form = 1
        AND NOT EXISTS (SELECT FROM siegel_umstellung u WHERE u.tag = welcher);
    IF NOT FOUND THEN RETURN; END IF;
    PERFORM FROM siegel s, siegelinhalt(welcher, 1) i
      WHERE s.tag = welcher AND i.anzahl = s.anzahl AND i.inhalt = s.inhalt_sha256;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Das Siegel vom % ist gebrochen; an diesem Tag wird nichts gelöscht.',
            welcher USING ERRCODE = '23514', CONSTRAINT = 'siegel_gebrochen';
    END IF;
    INSERT INTO siegel_umstellung (tag, inhalt_sha256)
    SELECT welcher, i.inhalt FROM siegelinhalt(welcher, 2) i;
END
$$;
