-- What support may read of the one case that it was granted. Nothing else of this schema is open to
-- the login kreis_support; there is no way to read without the line in the audit.

-- Whether the address of the case is locked (§ 51 BMG). For such a lock users of the Kommune are
-- named, never support: what it reads is without the address.
CREATE OR REPLACE FUNCTION anschrift_gesperrt(welcher uuid) RETURNS boolean
    LANGUAGE sql STABLE SET search_path FROM CURRENT AS
$$
SELECT EXISTS (SELECT FROM anschriftensperren(
                   ARRAY[welcher], (now() AT TIME ZONE 'Europe/Berlin')::date))
$$;

-- A text about the case without the addresses that are locked: whole words, the longest first.
CREATE OR REPLACE FUNCTION ohne_anschrift(welcher uuid, satz text) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT AS
$$
DECLARE
    wort text;
BEGIN
    -- Which Kommune knows somebody or asked for him only the page of the answers may tell.
    satz := regexp_replace(satz, 'Abgleich: .* kennt (.*) Anrufen: .*',
                           'Abgleich: Eine andere Kommune kennt \1');
    satz := regexp_replace(satz, 'Abgleich: .*( hat am .* gefragt und erfahren)',
                           'Abgleich: Eine andere Kommune\1');
    FOR wort IN SELECT x.geheim FROM (
                    SELECT DISTINCT w.wort AS geheim FROM geheime_worte(
                        ARRAY[welcher], (now() AT TIME ZONE 'Europe/Berlin')::date, NULL) w) x
                 ORDER BY char_length(x.geheim) DESC, x.geheim
    LOOP
        satz := regexp_replace(
            satz, '(?<![[:alnum:]])' || regexp_replace(wort, '([][\\.^$*+?(){}|])', '\\\1', 'g')
                  || '(?![[:alnum:]])', '█████', 'g');
    END LOOP;
    RETURN satz;
END
$$;

CREATE OR REPLACE FUNCTION support_haushalt(welcher uuid) RETURNS jsonb
    LANGUAGE sql STABLE SET search_path FROM CURRENT AS
$$
SELECT jsonb_build_object(
    'personen', (SELECT coalesce(jsonb_agg(jsonb_build_object(
            'name', concat_ws(', ', nullif(a.familienname, ''), nullif(a.vorname, '')),
            'geburtsdatum', a.geburtsdatum, 'rolle', m.rolle, 'von', lower(m.gueltig),
            'bis', upper(m.gueltig) - 1, 'personenkreis', b.personenkreis,
            'grundlage', b.grundlage, 'status', t.status)
            ORDER BY m.rolle, a.geburtsdatum, a.id), '[]')
        FROM mitglied m
        JOIN person_angabe a ON a.person_id = m.person_id AND a.ersetzt_am IS NULL
                            AND upper_inf(a.gueltig)
        LEFT JOIN berechtigung b ON b.person_id = m.person_id AND b.ersetzt_am IS NULL
                                AND upper_inf(b.gueltig)
        LEFT JOIN aufenthalt t ON t.person_id = m.person_id AND t.ersetzt_am IS NULL
                              AND upper_inf(t.gueltig)
       WHERE m.fall_id = welcher AND m.ersetzt_am IS NULL),
    'unterkuenfte', (SELECT coalesce(jsonb_agg(jsonb_build_object(
            'art', u.art, 'anschrift', CASE WHEN anschrift_gesperrt(welcher)
                THEN 'Anschrift gesperrt'
                ELSE concat_ws(', ', u.strasse, u.plz || ' ' || u.ort) END,
            'miete_cent', u.miete_cent, 'von', lower(u.gueltig), 'bis', upper(u.gueltig) - 1)
            ORDER BY lower(u.gueltig) DESC, u.id), '[]')
        FROM unterkunft u WHERE u.fall_id = welcher AND u.ersetzt_am IS NULL),
    'einkommen', (SELECT coalesce(jsonb_agg(jsonb_build_object(
            'art', k.art, 'brutto_cent', k.brutto_cent, 'von', lower(k.gueltig),
            'bis', upper(k.gueltig) - 1) ORDER BY lower(k.gueltig) DESC, k.id), '[]')
        FROM einkommen k
       WHERE k.ersetzt_am IS NULL AND k.person_id IN (
           SELECT m.person_id FROM mitglied m
            WHERE m.fall_id = welcher AND m.ersetzt_am IS NULL)))
$$;

CREATE OR REPLACE FUNCTION support_leistung(welcher uuid) RETURNS jsonb
    LANGUAGE sql STABLE SET search_path FROM CURRENT AS
$$
SELECT jsonb_build_object(
    'ansprueche', (SELECT coalesce(jsonb_agg(jsonb_build_object(
            'monat', x.monat, 'leistung_cent', x.leistung_cent, 'bescheid', x.nummer)
            ORDER BY x.monat DESC), '[]')
        FROM (SELECT a.monat, a.leistung_cent, b.nummer
                FROM anspruch a JOIN bescheid b ON b.id = a.bescheid_id
               WHERE a.fall_id = welcher AND a.ersetzt_am IS NULL
               ORDER BY a.monat DESC LIMIT 36) x),
    'bescheide', (SELECT coalesce(jsonb_agg(jsonb_build_object(
            'nummer', b.nummer, 'art', b.art, 'von', lower(b.zeitraum),
            'bis', upper(b.zeitraum) - 1, 'erlassen_am', b.erlassen_am)
            ORDER BY b.erlassen_am DESC, b.id DESC), '[]')
        FROM bescheid b WHERE b.fall_id = welcher))
$$;

CREATE OR REPLACE FUNCTION support_zahlungen(welcher uuid) RETURNS jsonb
    LANGUAGE sql STABLE SET search_path FROM CURRENT AS
$$
SELECT jsonb_build_object(
    'zahlungen', (SELECT coalesce(jsonb_agg(jsonb_build_object(
            'monat', x.monat, 'zweck', x.zweck,
            -- The name of a refuge is an address.
            'empfaenger', CASE WHEN x.zweck = 'unterkunft' AND anschrift_gesperrt(welcher)
                THEN 'Vermieter (gesperrt)' ELSE x.empfaenger_name END,
            'betrag_cent', x.betrag_cent, 'faellig', x.faellig, 'zustand', x.zustand)
            ORDER BY x.faellig DESC, x.id DESC), '[]')
        FROM (SELECT z.id, z.monat, z.zweck, z.empfaenger_name, z.betrag_cent, z.faellig,
                     z.zustand
                FROM zahlung z WHERE z.fall_id = welcher
               ORDER BY z.faellig DESC, z.id DESC LIMIT 200) x))
$$;

CREATE OR REPLACE FUNCTION support_verlauf(welcher uuid) RETURNS jsonb
    LANGUAGE sql STABLE SET search_path FROM CURRENT AS
$$
SELECT jsonb_build_object(
    'vermerke', (SELECT coalesce(jsonb_agg(jsonb_build_object(
            'am', (x.am AT TIME ZONE 'Europe/Berlin')::date,
            'text', ohne_anschrift(welcher, x.text))
            ORDER BY x.am DESC, x.id DESC), '[]')
        FROM (SELECT v.id, v.am, v.text FROM aktenvermerk v WHERE v.fall_id = welcher
               ORDER BY v.am DESC, v.id DESC LIMIT 200) x),
    'vorlagen', (SELECT coalesce(jsonb_agg(jsonb_build_object(
            'faellig', w.faellig, 'text', ohne_anschrift(welcher, w.text)) ORDER BY w.faellig, w.id), '[]')
        FROM wiedervorlage w WHERE w.fall_id = welcher AND w.erledigt_am IS NULL))
$$;

-- One page of the granted case. The line in the audit comes first: without it nothing is read.
CREATE OR REPLACE FUNCTION support_lesen(zugang uuid, person uuid, seite text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS
$$
DECLARE
    welcher uuid := platform.support_fall(zugang, person, current_schema()::text);
BEGIN
    IF welcher IS NULL OR (seite IN ('haushalt', 'leistung', 'zahlungen', 'verlauf')) IS NOT TRUE
    THEN
        RAISE EXCEPTION 'Dieser Zugang gilt hier nicht.' USING ERRCODE = '42501';
    END IF;
    INSERT INTO audit (id, benutzer_id, vorgang, gegenstand, angaben)
    VALUES (gen_random_uuid(), person, 'support.gelesen', zugang::text,
            jsonb_build_object('seite', seite, 'fall', welcher));
    RETURN CASE seite
        WHEN 'haushalt' THEN support_haushalt(welcher)
        WHEN 'leistung' THEN support_leistung(welcher)
        WHEN 'zahlungen' THEN support_zahlungen(welcher)
        WHEN 'verlauf' THEN support_verlauf(welcher) END
        || jsonb_build_object('aktenzeichen',
                              (SELECT f.aktenzeichen FROM fall f WHERE f.id = welcher),
                              'eingeschraenkt',
                              EXISTS (SELECT FROM einschraenkung e WHERE e.fall_id = welcher
                                         AND e.aufgehoben_am IS NULL));
END
$$;
