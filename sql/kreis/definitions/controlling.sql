-- The counter of the anonymised controlling (B-4.1, B-4.2). A Mandant's login hands over its own
-- numbers and reads what was given out; it never sees another's.

-- The months that the calling Kommune has to count by `am` and has not yet; a quarter back at most.
CREATE OR REPLACE FUNCTION offene_controllingmonate(am date) RETURNS TABLE (monat date)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT e.monat
      FROM (SELECT (date_trunc('month', am) - make_interval(months => n))::date AS monat
              FROM generate_series(1, 3) AS n) e
      CROSS JOIN LATERAL (SELECT r.zaehltag FROM geheimhaltungsregel r
                           WHERE r.gueltig_ab <= e.monat ORDER BY r.gueltig_ab DESC LIMIT 1) r
      JOIN platform.mandant m ON m.id = platform.mandant_der_sitzung()
     WHERE am >= (e.monat + interval '1 month')::date + (r.zaehltag - 1)
       AND m.aktiv_ab < e.monat + interval '1 month'
       AND NOT EXISTS (SELECT FROM controlling_meldung g
                        WHERE g.mandant_id = m.id AND g.monat = e.monat)
     ORDER BY e.monat
$$;

-- Hands over a month; false when it was handed over before, whatever it says.
CREATE OR REPLACE FUNCTION controlling_melden(
    fuer date, gesamtheiten text[], welche text[], werte bigint[], anzahlen bigint[],
    groesste bigint[], zweite bigint[]) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    ich uuid := platform.mandant_der_sitzung();
BEGIN
    IF ich IS NULL THEN
        RAISE EXCEPTION 'Nur der Login eines Mandanten meldet hier.' USING ERRCODE = '42501';
    END IF;
    INSERT INTO controlling_meldung (mandant_id, monat) VALUES (ich, fuer)
    ON CONFLICT (mandant_id, monat) DO NOTHING;
    IF NOT FOUND THEN RETURN false; END IF;
    INSERT INTO controlling_rohzahl (mandant_id, monat, gesamtheit, merkmale, wert, beitragende,
                                     groesster, zweiter)
    SELECT ich, fuer, z.gesamtheit, z.merkmale, z.wert, z.anzahl, z.groesster, z.zweiter
      FROM unnest(gesamtheiten, welche, werte, anzahlen, groesste, zweite)
           AS z (gesamtheit, merkmale, wert, anzahl, groesster, zweiter);
    RETURN true;
END
$$;

-- Special evaluations that the AG has agreed to and the calling Kommune has not counted. It has
-- the rows of the month, or it would not have reported it.
CREATE OR REPLACE FUNCTION controlling_sonderauftraege()
    RETURNS TABLE (id uuid, monat date, gesamtheit text, merkmale text[])
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT s.id, s.monat, s.gesamtheit, s.merkmale
      FROM sonderauswertung s
      JOIN sonderauswertung_beschluss b ON b.sonder_id = s.id AND b.angenommen
      JOIN controlling_meldung m
        ON m.monat = s.monat AND m.mandant_id = platform.mandant_der_sitzung()
     WHERE NOT EXISTS (SELECT FROM sonderauswertung_meldung g
                        WHERE g.sonder_id = s.id AND g.mandant_id = m.mandant_id)
     ORDER BY s.id
$$;

CREATE OR REPLACE FUNCTION controlling_sonder_melden(
    auftrag uuid, welche text[], werte bigint[], anzahlen bigint[], groesste bigint[],
    zweite bigint[]) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    ich uuid := platform.mandant_der_sitzung();
BEGIN
    PERFORM FROM controlling_sonderauftraege() a WHERE a.id = auftrag;
    IF NOT FOUND THEN RETURN false; END IF;
    INSERT INTO sonderauswertung_meldung (sonder_id, mandant_id) VALUES (auftrag, ich);
    INSERT INTO sonderauswertung_rohzahl (sonder_id, mandant_id, merkmale, wert, beitragende,
                                          groesster, zweiter)
    SELECT auftrag, ich, z.merkmale, z.wert, z.anzahl, z.groesster, z.zweiter
      FROM unnest(welche, werte, anzahlen, groesste, zweite)
           AS z (merkmale, wert, anzahl, groesster, zweiter);
    RETURN true;
END
$$;

-- What was given out, for every Kommune: the same for all.
CREATE OR REPLACE FUNCTION controlling_veroeffentlichungen()
    RETURNS SETOF controlling_veroeffentlichung
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT v.* FROM controlling_veroeffentlichung v ORDER BY v.lfd
$$;

CREATE OR REPLACE FUNCTION controlling_werte(nummern bigint[])
    RETURNS TABLE (zelle text, wert bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT w.zelle, w.wert FROM controlling_wert w WHERE w.lfd = ANY (nummern)
     ORDER BY w.lfd, w.zelle
$$;

-- The names behind the keys of the Kommunen.
CREATE OR REPLACE FUNCTION controlling_kommunen()
    RETURNS TABLE (kuerzel text, bezeichnung text, kurz text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT m.kuerzel, m.bezeichnung, m.name FROM platform.mandant m ORDER BY m.ags
$$;

-- Which Kommunen have reported a month: whether, not what.
CREATE OR REPLACE FUNCTION controlling_meldestand(fuer date)
    RETURNS TABLE (bezeichnung text, gemeldet_am timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT m.bezeichnung, g.gemeldet_am
      FROM platform.mandant m
      LEFT JOIN controlling_meldung g ON g.mandant_id = m.id AND g.monat = fuer
     WHERE m.aktiv_ab < fuer + interval '1 month'
     ORDER BY m.ags
$$;

-- The drafts that can be given out now: figures of the proof, no content.
CREATE OR REPLACE FUNCTION controlling_entwuerfe()
    RETURNS TABLE (id uuid, monat date, sonder_id uuid, regel date, umlage_cent bigint,
                   zellen integer, gesperrt integer, angegriffen integer, aufgedeckt integer,
                   gleichungen integer, bekannt integer, bereiche integer, engste_spanne integer,
                   sha256 bytea, erstellt_am timestamptz, vorgelegt_von uuid,
                   vorgelegt_am timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT DISTINCT ON (e.monat, e.sonder_id)
           e.id, e.monat, e.sonder_id, e.regel, e.umlage_cent, e.zellen, e.gesperrt, e.angegriffen,
           e.aufgedeckt, e.gleichungen, e.bekannt, e.bereiche, e.engste_spanne, e.sha256,
           e.erstellt_am, v.von, v.am
      FROM controlling_entwurf e
      LEFT JOIN controlling_vorlage v ON v.entwurf_id = e.id
     WHERE e.nach_lfd = (SELECT coalesce(max(p.lfd), 0) FROM controlling_veroeffentlichung p)
       AND NOT EXISTS (SELECT FROM controlling_veroeffentlichung p
                        WHERE p.monat = e.monat AND p.sonder_id IS NOT DISTINCT FROM e.sonder_id)
     ORDER BY e.monat, e.sonder_id, e.erstellt_am DESC
$$;

-- A draft as it would be given out, for those who may give it out; nothing of one that the attack
-- got through.
CREATE OR REPLACE FUNCTION controlling_vorschau(entwurf uuid, person uuid)
    RETURNS TABLE (zelle text, wert bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT z.zelle, CASE WHEN z.grund IS NULL THEN z.wert END
      FROM controlling_entwurf e JOIN controlling_entwurf_zelle z ON z.entwurf_id = e.id
     WHERE e.id = entwurf AND e.aufgedeckt = 0
       AND platform.darf_im_kreis(person, 'controlling.freigeben')
     ORDER BY z.zelle
$$;

-- The hash of a draft's public form: a line per cell, a dot for a hidden one.
CREATE OR REPLACE FUNCTION controlling_pruefsumme(entwurf uuid) RETURNS bytea
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT sha256(convert_to(
               to_char(e.monat, 'YYYY-MM') || ';' || coalesce(e.umlage_cent::text, '') || E'\n'
               || string_agg(z.zelle || ';' || CASE WHEN z.grund IS NULL THEN z.wert::text
                                                    ELSE '.' END || E'\n',
                             '' ORDER BY z.zelle COLLATE "C"), 'UTF8'))
      FROM controlling_entwurf e JOIN controlling_entwurf_zelle z ON z.entwurf_id = e.id
     WHERE e.id = entwurf
     GROUP BY e.monat, e.umlage_cent
$$;

-- Publications whose content no longer gives their hash, whose chain is broken, or that the audit
-- knows of and that are gone.
CREATE OR REPLACE FUNCTION controlling_gebrochen() RETURNS TABLE (nummer text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT v.nummer
      FROM (SELECT p.*, lag(p.kette_sha256) OVER (ORDER BY p.lfd) AS davor
              FROM controlling_veroeffentlichung p) v
      CROSS JOIN LATERAL (
           SELECT sha256(convert_to(
                      to_char(v.monat, 'YYYY-MM') || ';' || coalesce(v.umlage_cent::text, '')
                      || E'\n' || string_agg(w.zelle || ';' || coalesce(w.wert::text, '.')
                                             || E'\n', '' ORDER BY w.zelle COLLATE "C"),
                      'UTF8')) AS summe
             FROM controlling_wert w WHERE w.lfd = v.lfd) i
     WHERE i.summe IS DISTINCT FROM v.sha256
        OR v.kette_sha256 IS DISTINCT FROM sha256(coalesce(v.davor, ''::bytea) || v.sha256)
    UNION ALL
    SELECT 'CB-' || lpad(n::text, 4, '0')
      FROM generate_series(1, (SELECT count(*) FROM audit a
                                WHERE a.vorgang = 'controlling.veroeffentlicht')) n
     WHERE NOT EXISTS (SELECT FROM controlling_veroeffentlichung p WHERE p.lfd = n)
     ORDER BY 1
$$;
