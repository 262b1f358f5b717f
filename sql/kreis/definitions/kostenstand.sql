-- The counter of the cost split (H-2.2) and of the letters: each Kommune reads what is asked of it.
-- Population figures are published, so that it sees every line and can repeat the whole proof.

CREATE OR REPLACE FUNCTION eigene_kostenteilungen()
    RETURNS TABLE (nummer text, kassenzeichen text, ags text, titel text, vereinbart_am date,
                   betrag_cent bigint, einwohner bigint, faellig date, nachweis_sha256 bytea)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT f.nummer, f.kassenzeichen, t.ags, k.titel, k.vereinbart_am, k.betrag_cent, k.einwohner,
           f.faellig, k.nachweis_sha256
      FROM kostenforderung f
      JOIN kostenteilung k ON k.id = f.kostenteilung_id
      JOIN kostenteilung_teil t ON t.kostenteilung_id = k.id AND t.mandant_id = f.mandant_id
     WHERE f.mandant_id = platform.mandant_der_sitzung()
     ORDER BY f.nummer DESC
$$;

CREATE OR REPLACE FUNCTION kostenteilung_zeilen(welche text)
    RETURNS TABLE (ags text, kommune text, anzahl bigint, stichtag date, quelle text,
                   ganze_cent bigint, rest bigint, zusatz_cent bigint, anteil_cent bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT t.ags, t.kommune, t.einwohner, e.stichtag, e.quelle, t.ganze_cent, t.rest,
           t.zusatz_cent, t.anteil_cent
      FROM kostenforderung f
      JOIN kostenteilung_teil t ON t.kostenteilung_id = f.kostenteilung_id
      JOIN einwohnerzahl e ON e.id = t.einwohnerzahl_id
     WHERE f.nummer = welche AND f.mandant_id = platform.mandant_der_sitzung()
     ORDER BY t.ags
$$;

-- Which letters there are on the calling Kommune's items; 0 asks for the money, 1 to 3 dun.
CREATE OR REPLACE FUNCTION eigene_schreiben()
    RETURNS TABLE (nummer text, stufe bigint, tag date)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT f.nummer, s.stufe, (s.am AT TIME ZONE 'Europe/Berlin')::date
      FROM forderung f
      JOIN (SELECT e.erstattung_id AS id, 0::bigint AS stufe, e.erstellt_am AS am
              FROM erstattung_schreiben e
            UNION ALL
            SELECT u.teil_id, 0, u.erstellt_am FROM umlage_schreiben u
            UNION ALL
            SELECT k.forderung_id, 0, k.erstellt_am FROM kostenforderung_schreiben k
            UNION ALL
            SELECT m.forderung_id, m.stufe, m.am
              FROM forderung_mahnung m JOIN forderung_mahnschreiben g ON g.mahnung_id = m.id) s
        ON s.id = f.id
     WHERE f.mandant_id = platform.mandant_der_sitzung()
     ORDER BY f.nummer, s.stufe
$$;

CREATE OR REPLACE FUNCTION eigenes_schreiben(welche text, welche_stufe bigint) RETURNS bytea
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT CASE WHEN welche_stufe > 0 THEN
               (SELECT g.inhalt FROM forderung_mahnung m
                  JOIN forderung_mahnschreiben g ON g.mahnung_id = m.id
                 WHERE m.forderung_id = f.id AND m.stufe = welche_stufe)
           ELSE coalesce(
               (SELECT e.inhalt FROM erstattung_schreiben e WHERE e.erstattung_id = f.id),
               (SELECT u.inhalt FROM umlage_schreiben u WHERE u.teil_id = f.id),
               (SELECT k.inhalt FROM kostenforderung_schreiben k WHERE k.forderung_id = f.id)) END
      FROM forderung f
     WHERE f.nummer = welche AND f.mandant_id = platform.mandant_der_sitzung()
$$;
