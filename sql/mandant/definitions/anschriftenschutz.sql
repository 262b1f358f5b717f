-- Whose address is locked (§ 51 BMG, protection from violence), in which cases that hides it, and
-- which words of other texts would tell it.

-- Who is locked on a day: the person, and every further entry that is said to be the same one.
CREATE OR REPLACE FUNCTION gesperrte_personen(tag date)
    RETURNS TABLE (sperre_id uuid, person_id uuid)
    LANGUAGE sql STABLE ROWS 5 SET search_path FROM CURRENT AS
$$
WITH gueltig AS (
    SELECT s.id, s.person_id FROM auskunftssperre s
     WHERE s.aufgehoben_am IS NULL AND s.gueltig_bis >= tag
), dieselbe AS (
    SELECT d.person_a, d.person_b FROM doppelpruefung d
     WHERE d.ergebnis = 'dieselbe' AND NOT EXISTS (
           SELECT FROM doppelpruefung e
            WHERE e.person_a = d.person_a AND e.person_b = d.person_b
              AND (e.entschieden_am, e.id) > (d.entschieden_am, d.id))
)
SELECT g.id, g.person_id FROM gueltig g
UNION SELECT g.id, d.person_b FROM gueltig g JOIN dieselbe d ON d.person_a = g.person_id
UNION SELECT g.id, d.person_a FROM gueltig g JOIN dieselbe d ON d.person_b = g.person_id
$$;

-- The locks that hide the dwelling of these cases on a day. It is the address of the locked person
-- while she belongs to the household, today or later. Once she has left and others stay on, it is
-- theirs and no longer hers. A case that ended with her keeps the last address known of her.
CREATE OR REPLACE FUNCTION anschriftensperren(faelle uuid[], tag date)
    RETURNS TABLE (fall_id uuid, sperre_id uuid)
    LANGUAGE sql STABLE ROWS 5 SET search_path FROM CURRENT AS
$$
SELECT DISTINCT m.fall_id, p.sperre_id
  FROM gesperrte_personen(tag) p
  JOIN mitglied m ON m.person_id = p.person_id AND m.ersetzt_am IS NULL
 WHERE m.fall_id = ANY (faelle)
   AND (upper_inf(m.gueltig) OR upper(m.gueltig) > tag OR NOT EXISTS (
        SELECT FROM mitglied n
         WHERE n.fall_id = m.fall_id AND n.person_id <> m.person_id AND n.ersetzt_am IS NULL
           AND (upper_inf(n.gueltig) OR upper(n.gueltig) > upper(m.gueltig))))
$$;

-- The words by which a text tells a dwelling: street with and without the number, also as people
-- abbreviate it, post code, town, and whom the rent goes to: the name of a refuge is an address.
-- The town `ausser` is everybody's here and tells nothing.
CREATE OR REPLACE FUNCTION anschriftworte(wohnung unterkunft, ausser text) RETURNS SETOF text
    LANGUAGE sql STABLE SET search_path FROM CURRENT AS
$$
SELECT w.wort FROM (
    SELECT regexp_replace(s.strasse, k.lang, k.kurz) AS wort
      FROM (SELECT wohnung.strasse
            UNION SELECT regexp_replace(wohnung.strasse,
                                        '[[:space:]]+[0-9]+[[:space:]]*[a-zA-Z]?$', '')
            -- `12-14`, `12/3` and `5, Hinterhaus` go as well, and `Straße des 17. Juni` keeps both.
            UNION SELECT regexp_replace(wohnung.strasse, '[[:space:]]+[0-9].*$', '')
           ) s (strasse)
     CROSS JOIN (VALUES ('str(aße|asse|[.])?(?=[[:space:]]|$)', 'straße'),
                        ('str(aße|asse|[.])?(?=[[:space:]]|$)', 'strasse'),
                        ('str(aße|asse|[.])?(?=[[:space:]]|$)', 'str.'),
                        ('str(aße|asse|[.])?(?=[[:space:]]|$)', 'str'),
                        ('Str(aße|asse|[.])?(?=[[:space:]]|$)', 'Straße'),
                        ('Str(aße|asse|[.])?(?=[[:space:]]|$)', 'Strasse'),
                        ('Str(aße|asse|[.])?(?=[[:space:]]|$)', 'Str.'),
                        ('Str(aße|asse|[.])?(?=[[:space:]]|$)', 'Str')) k (lang, kurz)
    UNION SELECT wohnung.plz || ' ' || wohnung.ort
    UNION SELECT wohnung.plz
    UNION SELECT wohnung.ort WHERE wohnung.ort IS DISTINCT FROM ausser
    UNION SELECT wohnung.vermieter_name
    UNION SELECT wohnung.vermieter_iban
    UNION SELECT rtrim(regexp_replace(wohnung.vermieter_iban, '(.{4})', '\1 ', 'g'))
    -- A bare number could be any other.
    UNION SELECT wohnung.mietzeichen WHERE wohnung.mietzeichen ~ '[^0-9]') w
 WHERE char_length(w.wort) > 2
$$;

-- What must not be read in texts of these cases by those who are not named for the lock: the words
-- of every dwelling of every locked person who ever belonged to the case, from all her cases, and
-- the numbers of those other cases. What the case itself tells openly stays.
CREATE OR REPLACE FUNCTION geheime_worte(faelle uuid[], tag date, ausser text)
    RETURNS TABLE (fall_id uuid, sperre_id uuid, wort text)
    LANGUAGE sql STABLE SET search_path FROM CURRENT AS
$$
WITH verbunden AS (
    SELECT DISTINCT m.fall_id, p.sperre_id
      FROM gesperrte_personen(tag) p JOIN mitglied m ON m.person_id = p.person_id
     WHERE m.fall_id = ANY (faelle)
), offen AS (
    SELECT v.fall_id, v.sperre_id FROM verbunden v
    EXCEPT SELECT g.fall_id, g.sperre_id FROM anschriftensperren(faelle, tag) g
), wohnort AS (
    SELECT DISTINCT v.fall_id, v.sperre_id, m.fall_id AS in_fall
      FROM verbunden v
      JOIN gesperrte_personen(tag) p ON p.sperre_id = v.sperre_id
      JOIN mitglied m ON m.person_id = p.person_id
)
(SELECT o.fall_id, o.sperre_id, w.wort
   FROM wohnort o
   JOIN unterkunft u ON u.fall_id = o.in_fall
  CROSS JOIN LATERAL anschriftworte(u, ausser) w (wort)
 UNION
 SELECT o.fall_id, o.sperre_id, f.aktenzeichen
   FROM offen o
   JOIN wohnort x ON x.fall_id = o.fall_id AND x.sperre_id = o.sperre_id
   JOIN fall f ON f.id = x.in_fall AND f.id <> o.fall_id)
EXCEPT
SELECT o.fall_id, o.sperre_id, w.wort
  FROM offen o
  JOIN unterkunft u ON u.fall_id = o.fall_id AND u.ersetzt_am IS NULL
 CROSS JOIN LATERAL anschriftworte(u, NULL) w (wort)
$$;
