-- Erasure (Art. 17 DSGVO). Only these functions pass the guards that keep what was said; they run
-- as the schema's owner, and the guards let them through while loeschung_offen names a case.

-- Why a case stays although its time is over; NULL: nothing holds it. Nobody erases what somebody
-- wants kept (Art. 18 DSGVO), argues about or has asked for.
CREATE OR REPLACE FUNCTION loeschhindernis(welcher uuid) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS
$$
    SELECT h.grund FROM (
        SELECT 1 AS rang, s.grund FROM loeschsperre s
         WHERE s.fall_id = welcher AND s.aufgehoben_am IS NULL
        UNION ALL
        SELECT 2, 'Die Verarbeitung ist eingeschränkt (Art. 18 DSGVO).' FROM einschraenkung e
         WHERE e.fall_id = welcher AND e.aufgehoben_am IS NULL
        UNION ALL
        SELECT 3, 'Über einen Widerspruch ist noch nicht entschieden.' FROM widerspruch w
         WHERE w.fall_id = welcher
           AND NOT EXISTS (SELECT FROM widerspruch_entscheidung t WHERE t.widerspruch_id = w.id)
        UNION ALL
        SELECT 4, 'Über eine verlangte Berichtigung ist noch nicht entschieden (Art. 16 DSGVO).'
          FROM berichtigungsverlangen v WHERE v.fall_id = welcher AND v.entscheidung = ''
        UNION ALL
        SELECT 5, 'Eine Auskunft ist noch nicht fertig oder wartet auf Abholung (Art. 15 DSGVO).'
          FROM auskunft a
         WHERE a.person_id IN (SELECT m.person_id FROM mitglied m WHERE m.fall_id = welcher)
           AND (NOT EXISTS (SELECT FROM auskunft_datei d WHERE d.auskunft_id = a.id)
                OR EXISTS (SELECT FROM auskunft_teil t WHERE t.auskunft_id = a.id))) h
     ORDER BY h.rang LIMIT 1
$$;

-- Cases whose time is over on a day: what is due for how long, and not held by anything.
CREATE OR REPLACE FUNCTION loeschkandidaten(am_tag date)
    RETURNS TABLE (fall_id uuid, art text, faellig date)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS
$$
    WITH regel AS (
        SELECT DISTINCT ON (r.art) r.art, r.monate FROM loeschregel r
         WHERE r.gueltig_ab <= am_tag ORDER BY r.art, r.gueltig_ab DESC),
    ende AS (
        SELECT f.id, f.eingestellt_zum,
               CASE WHEN EXISTS (SELECT FROM bescheid b
                                  WHERE b.fall_id = f.id AND b.art = 'ablehnung'
                                    AND b.erlassen_am = f.eingestellt_zum)
                    THEN 'ablehnung' ELSE 'fallakte' END AS art,
               encode(sha256(convert_to(f.id::text, 'UTF8')), 'hex') AS kennung
          FROM fall f WHERE f.eingestellt_zum IS NOT NULL),
    zeit AS (
        SELECT e.id, e.art, e.kennung, false AS gezahlt,
               (date_trunc('year', e.eingestellt_zum) + interval '1 year')::date AS von
          FROM ende e
        UNION ALL
        SELECT e.id, 'zahlung', e.kennung, true,
               (date_trunc('year', max(coalesce(z.gezahlt_am, z.monat))) + interval '1 year')::date
          FROM ende e JOIN zahlung z ON z.fall_id = e.id
         GROUP BY e.id, e.kennung)
    SELECT z.id, z.art, (z.von + make_interval(months => r.monate))::date
      FROM zeit z JOIN regel r ON r.art = z.art
     WHERE z.von + make_interval(months => r.monate) <= am_tag
       AND loeschhindernis(z.id) IS NULL
       AND NOT EXISTS (SELECT FROM grabstein g WHERE encode(g.fall_sha256, 'hex') = z.kennung
                          AND (g.art = 'zahlung') = z.gezahlt)
       -- Payments after their file, not before it.
       AND (NOT z.gezahlt OR EXISTS (
            SELECT FROM grabstein g WHERE encode(g.fall_sha256, 'hex') = z.kennung))
       -- What is still owed is still needed.
       AND NOT EXISTS (
            SELECT FROM rueckforderung f JOIN LATERAL (
                SELECT b.stand_cent FROM rueckforderung_buchung b
                 WHERE b.rueckforderung_id = f.id ORDER BY b.lfd DESC LIMIT 1) b ON true
             WHERE f.fall_id = z.id AND b.stand_cent > 0)
     ORDER BY 3, 1
$$;

-- Everything by which other rows name something of a case.
CREATE OR REPLACE FUNCTION fall_kennungen(welcher uuid) RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS
$$
    SELECT array_agg(k.kennung) FROM (
        SELECT f.aktenzeichen AS kennung FROM fall f WHERE f.id = welcher
        UNION SELECT welcher::text
        UNION SELECT x.id::text FROM zahlung x WHERE x.fall_id = welcher
        UNION SELECT x.id::text FROM bescheid x WHERE x.fall_id = welcher
        UNION SELECT x.id::text FROM schreiben x WHERE x.fall_id = welcher
        UNION SELECT x.id::text FROM bankverbindung x WHERE x.fall_id = welcher
        UNION SELECT x.id::text FROM behandlungsschein x WHERE x.fall_id = welcher
        UNION SELECT x.id::text FROM einzelleistung x WHERE x.fall_id = welcher
        UNION SELECT x.id::text FROM anhoerung x WHERE x.fall_id = welcher
        UNION SELECT x.id::text FROM rueckforderung x WHERE x.fall_id = welcher
        UNION SELECT x.id::text FROM widerspruch x WHERE x.fall_id = welcher
        UNION SELECT x.id::text FROM rechtsfeststellung x WHERE x.fall_id = welcher
        UNION SELECT x.id::text FROM mitwirkung x WHERE x.fall_id = welcher
        UNION SELECT x.id::text FROM berichtigungsverlangen x WHERE x.fall_id = welcher
        UNION SELECT x.person_id::text FROM mitglied x WHERE x.fall_id = welcher) k
$$;

-- The words of audit lines and of reasons for payments; the digests stay for the seals.
CREATE OR REPLACE FUNCTION protokoll_loeschen(welcher uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    SET TimeZone = 'UTC' SET DateStyle = 'ISO' AS
$$
DECLARE
    kennungen text[] := fall_kennungen(welcher);
BEGIN
    PERFORM siegel_umstellen(t.tag)
       FROM (SELECT DISTINCT (a.am AT TIME ZONE 'Europe/Berlin')::date AS tag FROM audit a
              WHERE a.gegenstand = ANY (kennungen)
             UNION
             SELECT (e.am AT TIME ZONE 'Europe/Berlin')::date FROM zahlung_ereignis e
               JOIN zahlung z ON z.id = e.zahlung_id
              WHERE z.fall_id = welcher AND e.grund <> '') t;
    UPDATE audit a
       SET zeile_sha256 = coalesce(a.zeile_sha256, sha256(convert_to(audit_zeile(a), 'UTF8'))),
           gegenstand = 'gelöscht', angaben = '{}'
     WHERE a.gegenstand = ANY (kennungen);
    UPDATE zahlung_ereignis e
       SET zeile_sha256 = coalesce(e.zeile_sha256, sha256(convert_to(ereignis_zeile(e), 'UTF8'))),
           grund = ''
      FROM zahlung z
     WHERE z.id = e.zahlung_id AND z.fall_id = welcher AND e.grund <> '';
END
$$;

-- Erases the file of a case: people, facts, texts, documents. What stays are amounts, months and
-- states of decisions, payments and claims, without anybody to whom they belong.
CREATE OR REPLACE FUNCTION akte_loeschen(welcher uuid, OUT personen integer, OUT dokumente integer)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS
$$
DECLARE
    leute uuid[];
    briefe uuid[];
BEGIN
    PERFORM protokoll_loeschen(welcher);
    SELECT coalesce(array_agg(DISTINCT m.person_id), '{}') INTO leute
      FROM mitglied m WHERE m.fall_id = welcher
       AND NOT EXISTS (SELECT FROM mitglied n JOIN fall f ON f.id = n.fall_id
                        WHERE n.person_id = m.person_id AND n.fall_id <> welcher);
    SELECT coalesce(array_agg(s.id), '{}') INTO briefe
      FROM schriftstueck s WHERE s.fall_id = welcher;
    personen := cardinality(leute);
    dokumente := cardinality(briefe);
    -- Documents, and the print files that hold them.
    DELETE FROM drucklauf_teil t USING drucklauf_brief b
     WHERE b.drucklauf_id = t.drucklauf_id AND b.schriftstueck_id = ANY (briefe);
    DELETE FROM druckvermerk WHERE schriftstueck_id = ANY (briefe);
    DELETE FROM drucklauf_fehler f USING drucklauf_brief b
     WHERE b.drucklauf_id = f.drucklauf_id AND b.lfd = f.lfd AND b.schriftstueck_id = ANY (briefe);
    DELETE FROM drucklauf_brief WHERE schriftstueck_id = ANY (briefe);
    DELETE FROM schriftstueck_teil WHERE schriftstueck_id = ANY (briefe);
    DELETE FROM schriftstueck WHERE id = ANY (briefe);
    UPDATE schreiben SET inhalt = '{}', bezeichnung = 'gelöscht' WHERE fall_id = welcher;
    UPDATE bescheid SET inhalt = '{}' WHERE fall_id = welcher;
    UPDATE berechnung SET eingabe = '{}', ergebnis = '{}' WHERE fall_id = welcher;
    DELETE FROM mitwirkung_unterlage WHERE fall_id = welcher;
    DELETE FROM mitwirkung WHERE fall_id = welcher;
    DELETE FROM unterlage_ergebnis e USING unterlage u
     WHERE u.id = e.unterlage_id AND u.fall_id = welcher;
    DELETE FROM unterlage WHERE fall_id = welcher;
    DELETE FROM aktenvermerk WHERE fall_id = welcher;
    -- Also questions of the Kreis that named these people and found no case.
    DELETE FROM kostenhinweis h USING zustaendigkeitsfrage q
     WHERE q.id = h.frage_id AND (q.fall_id = welcher OR EXISTS (
           SELECT FROM person_angabe a WHERE a.person_id = ANY (leute)
              AND a.geburtsdatum = q.geburtsdatum AND a.familienname = q.familienname));
    DELETE FROM zustaendigkeitsfrage q
     WHERE q.fall_id = welcher OR EXISTS (
           SELECT FROM person_angabe a WHERE a.person_id = ANY (leute)
              AND a.geburtsdatum = q.geburtsdatum AND a.familienname = q.familienname);
    DELETE FROM wiedervorlage WHERE fall_id = welcher;
    -- Proceedings: amounts and dates stay, words go.
    DELETE FROM anhoerung_antwort t USING anhoerung a
     WHERE a.id = t.anhoerung_id AND a.fall_id = welcher;
    UPDATE anhoerung_ergebnis e SET begruendung = 'gelöscht' FROM anhoerung a
     WHERE a.id = e.anhoerung_id AND a.fall_id = welcher;
    UPDATE anhoerung SET sachverhalt = 'gelöscht',
           verzicht_grund = CASE WHEN verzicht IS NULL THEN '' ELSE 'gelöscht' END
     WHERE fall_id = welcher;
    UPDATE rueckforderung SET grund = 'gelöscht' WHERE fall_id = welcher;
    UPDATE rueckforderung_entscheidung e SET begruendung = 'gelöscht' FROM rueckforderung f
     WHERE f.id = e.rueckforderung_id AND f.fall_id = welcher;
    UPDATE rueckforderung_buchung b SET grund = CASE WHEN b.grund = '' THEN '' ELSE 'gelöscht' END
      FROM rueckforderung f WHERE f.id = b.rueckforderung_id AND f.fall_id = welcher;
    UPDATE rueckforderung_verzicht v SET grund = 'gelöscht' FROM rueckforderung f
     WHERE f.id = v.rueckforderung_id AND f.fall_id = welcher;
    UPDATE rueckforderung_verzicht_ablehnung a SET grund = 'gelöscht'
      FROM rueckforderung_verzicht v JOIN rueckforderung f ON f.id = v.rueckforderung_id
     WHERE v.id = a.verzicht_id AND f.fall_id = welcher;
    UPDATE stundung s SET grund = 'gelöscht' FROM rueckforderung f
     WHERE f.id = s.rueckforderung_id AND f.fall_id = welcher;
    UPDATE aufrechnung a SET begruendung = 'gelöscht' FROM rueckforderung f
     WHERE f.id = a.rueckforderung_id AND f.fall_id = welcher;
    UPDATE widerspruch_entscheidung e SET begruendung = 'gelöscht' FROM widerspruch w
     WHERE w.id = e.widerspruch_id AND w.fall_id = welcher;
    UPDATE widerspruch SET erhoben_von = 'gelöscht', begruendung = '',
           versaeumnis = CASE WHEN versaeumnis = '' THEN '' ELSE 'gelöscht' END,
           wirkung_grund = CASE WHEN wirkung_grund = '' THEN '' ELSE 'gelöscht' END
     WHERE fall_id = welcher;
    UPDATE zahlungssperre SET grund = 'gelöscht',
           entscheidung = CASE WHEN entscheidung = '' THEN '' ELSE 'gelöscht' END
     WHERE fall_id = welcher;
    DELETE FROM rechtsfeststellung WHERE fall_id = welcher;
    UPDATE loeschsperre SET grund = 'gelöscht' WHERE fall_id = welcher;
    DELETE FROM einschraenkung_zweck z USING einschraenkung e
     WHERE e.id = z.einschraenkung_id AND e.fall_id = welcher;
    DELETE FROM einschraenkung WHERE fall_id = welcher;
    DELETE FROM berichtigung_empfaenger e USING berichtigungsverlangen v
     WHERE v.id = e.verlangen_id AND v.fall_id = welcher;
    DELETE FROM berichtigungsverlangen WHERE fall_id = welcher;
    DELETE FROM anpassung WHERE fall_id = welcher;
    DELETE FROM probelauf_fall WHERE fall_id = welcher;
    DELETE FROM altbewilligung WHERE fall_id = welcher;
    -- Health.
    DELETE FROM einzelrechnung r USING einzelleistung l
     WHERE l.id = r.einzelleistung_id AND l.fall_id = welcher;
    DELETE FROM einzelentscheidung e USING einzelleistung l
     WHERE l.id = e.einzelleistung_id AND l.fall_id = welcher;
    DELETE FROM einzelleistung WHERE fall_id = welcher;
    DELETE FROM behandlungsschein WHERE fall_id = welcher;
    -- Where they lived and what they were paid to.
    UPDATE unterkunft SET strasse = 'gelöscht', plz = '00000', ort = 'gelöscht', mietzeichen = '',
           vermieter_name = NULL, vermieter_iban = NULL
     WHERE fall_id = welcher;
    DELETE FROM uebernahme_konto u USING bankverbindung b
     WHERE b.id = u.bankverbindung_id AND b.fall_id = welcher;
    UPDATE bankverbindung_sperre s SET grund = 'gelöscht' FROM bankverbindung b
     WHERE b.id = s.bankverbindung_id AND b.fall_id = welcher;
    UPDATE bankverbindung SET inhaber = 'gelöscht', iban = 'DE36000000000000000000'
     WHERE fall_id = welcher;
    -- The people.
    DELETE FROM person_angabe WHERE person_id = ANY (leute);
    DELETE FROM berechtigung WHERE person_id = ANY (leute);
    DELETE FROM aufenthalt WHERE person_id = ANY (leute);
    DELETE FROM einkommen WHERE person_id = ANY (leute);
    DELETE FROM vermoegen WHERE person_id = ANY (leute);
    DELETE FROM mehrbedarf WHERE person_id = ANY (leute);
    DELETE FROM monatsbedarf WHERE person_id = ANY (leute);
    DELETE FROM arbeitsgelegenheit WHERE person_id = ANY (leute);
    DELETE FROM wartezeithindernis WHERE person_id = ANY (leute);
    DELETE FROM doppelpruefung WHERE person_a = ANY (leute) OR person_b = ANY (leute);
    DELETE FROM controlling_person WHERE person_id = ANY (leute);
    DELETE FROM auskunft_teil t USING auskunft a
     WHERE a.id = t.auskunft_id AND a.person_id = ANY (leute);
    DELETE FROM auskunft_datei d USING auskunft a
     WHERE a.id = d.auskunft_id AND a.person_id = ANY (leute);
    DELETE FROM auskunft WHERE person_id = ANY (leute);
    DELETE FROM auskunftssperre_benennung b USING auskunftssperre s
     WHERE s.id = b.sperre_id AND s.person_id = ANY (leute);
    DELETE FROM auskunftssperre_einsicht e USING auskunftssperre s
     WHERE s.id = e.sperre_id AND s.person_id = ANY (leute);
    DELETE FROM auskunftssperre WHERE person_id = ANY (leute);
    DELETE FROM herkunft WHERE ziel_id = welcher OR ziel_id = ANY (leute);
    UPDATE statistik_satz SET fall_id = NULL, person_id = NULL
     WHERE fall_id = welcher OR person_id = ANY (leute);
    DELETE FROM statistik_kennnummer WHERE gegenstand = welcher OR gegenstand = ANY (leute);
    DELETE FROM mitglied WHERE fall_id = welcher;
    UPDATE fall SET aktenzeichen = 'gelöscht-'
                    || left(encode(sha256(convert_to(id::text, 'UTF8')), 'hex'), 16),
                    sachgebiet = ''
     WHERE id = welcher;
END
$$;

-- Removes from paid amounts to whom they went.
CREATE OR REPLACE FUNCTION zahlungen_loeschen(welcher uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS
$$
    UPDATE zahlung
       SET empfaenger_name = 'gelöscht', empfaenger_sepa = 'geloescht',
           iban = CASE WHEN iban IS NULL THEN NULL ELSE 'DE36000000000000000000' END,
           verwendungszweck = 'geloescht', zustand_grund = ''
     WHERE fall_id = welcher
$$;

-- One case, in the way its rule says, and its tombstone.
CREATE OR REPLACE FUNCTION fall_loeschen(
    welcher uuid, wie text, OUT personen integer, OUT dokumente integer
)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS
$$
BEGIN
    personen := 0;
    dokumente := 0;
    INSERT INTO loeschung_offen (fall_id) VALUES (welcher);
    IF wie = 'zahlung' THEN
        PERFORM zahlungen_loeschen(welcher);
    ELSE
        SELECT a.personen, a.dokumente INTO personen, dokumente FROM akte_loeschen(welcher) a;
    END IF;
    DELETE FROM loeschung_offen WHERE fall_id = welcher;
    INSERT INTO grabstein (fall_sha256, art)
    VALUES (sha256(convert_to(welcher::text, 'UTF8')), wie) ON CONFLICT DO NOTHING;
END
$$;

-- Holds a run until the end of the transaction: of two who release at once, one sees the other.
CREATE OR REPLACE FUNCTION loeschlauf_sperren(welcher uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS
$$
BEGIN
    PERFORM FROM loeschlauf l WHERE l.id = welcher FOR UPDATE;
END
$$;

-- Does what two persons released; a case that somebody holds by now, or that is needed again, stays.
CREATE OR REPLACE FUNCTION loeschung_vollziehen(welcher uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS
$$
DECLARE
    lauf     loeschlauf;
    f        record;
    g        record;
    faelle   integer := 0;
    gehalten integer := 0;
    personen integer := 0;
    dokumente integer := 0;
    liste    text := '';
BEGIN
    SELECT * INTO lauf FROM loeschlauf l WHERE l.id = welcher FOR UPDATE;
    IF (SELECT count(*) FROM loeschlauf_freigabe r WHERE r.lauf_id = welcher) < 2 THEN
        RAISE EXCEPTION 'Gelöscht wird, was zwei Personen freigegeben haben.'
            USING ERRCODE = '23514', CONSTRAINT = 'loeschlauf_vier_augen';
    END IF;
    IF EXISTS (SELECT FROM loeschlauf_ergebnis e WHERE e.lauf_id = welcher) THEN RETURN; END IF;
    FOR f IN SELECT l.fall_id, l.art, k.fall_id IS NOT NULL AS faellig
               FROM loeschlauf_fall l
               LEFT JOIN loeschkandidaten(lauf.stichtag) k
                 ON k.fall_id = l.fall_id AND k.art = l.art
              WHERE l.lauf_id = welcher ORDER BY l.fall_id
    LOOP
        IF NOT f.faellig THEN
            gehalten := gehalten + 1;
            CONTINUE;
        END IF;
        SELECT * INTO g FROM fall_loeschen(f.fall_id, f.art);
        faelle := faelle + 1;
        personen := personen + g.personen;
        dokumente := dokumente + g.dokumente;
        liste := liste || encode(sha256(convert_to(f.fall_id::text, 'UTF8')), 'hex') || E'\n';
    END LOOP;
    INSERT INTO loeschlauf_ergebnis (lauf_id, faelle, gehalten, personen, dokumente, sha256)
    VALUES (welcher, faelle, gehalten, personen, dokumente,
            sha256(convert_to(concat_ws(';', welcher, faelle, gehalten, personen, dokumente)
                              || E'\n' || liste, 'UTF8')));
END
$$;

-- After a restore from a backup: erases again what the tombstones name. Granted to no login.
CREATE OR REPLACE FUNCTION loeschung_nachholen(steine text[]) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS
$$
DECLARE
    f      record;
    anzahl integer := 0;
BEGIN
    FOR f IN SELECT x.id, split_part(s.stein, ';', 2) AS art
               FROM unnest(steine) AS s (stein)
               JOIN fall x ON encode(sha256(convert_to(x.id::text, 'UTF8')), 'hex')
                              = split_part(s.stein, ';', 1)
              WHERE NOT EXISTS (SELECT FROM grabstein g
                                 WHERE encode(g.fall_sha256, 'hex') = split_part(s.stein, ';', 1)
                                   AND g.art = split_part(s.stein, ';', 2))
              ORDER BY split_part(s.stein, ';', 2) = 'zahlung', x.id
    LOOP
        PERFORM fall_loeschen(f.id, f.art);
        anzahl := anzahl + 1;
    END LOOP;
    RETURN anzahl;
END
$$;
