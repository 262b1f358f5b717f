-- The counter of the statistics. A Mandant's login learns what to compute, says how far it is and
-- hands over what two persons of the Kommune have released; it never sees another's.

-- Whether a value fits its feature; empty fits, as rules say where it must not be.
CREATE OR REPLACE FUNCTION statistik_wert_gilt(typ text, auspraegungen text[], wert text)
    RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN CASE
    WHEN wert = '' THEN true
    WHEN typ = 'code' THEN wert = ANY (auspraegungen)
    WHEN typ = 'codes' THEN string_to_array(wert, '+') <@ auspraegungen
    WHEN typ = 'monat' THEN wert ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'
    WHEN typ = 'tag' THEN wert ~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'
    WHEN typ = 'land' THEN wert ~ '^[0-9]{3}$'
    WHEN typ = 'ags' THEN wert ~ '^[0-9]{8}$'
    WHEN typ = 'cent' THEN wert ~ '^-?[0-9]{1,15}$'
    WHEN typ = 'stufe' THEN wert ~ '^[1-6]$'
    WHEN typ = 'nummer' THEN wert ~ '^[0-9]{12}$'
    WHEN typ = 'text' THEN wert ~ '^[^;"\\[:cntrl:]]{1,60}$'
    -- A number of the AZR names a person: none crosses this counter.
    ELSE false
END;

-- The features that hold at a period's end, in the order of a record.
CREATE OR REPLACE FUNCTION statistik_merkmale(welche text, am date)
    RETURNS TABLE (lfd integer, name text, bezeichnung text, ebene text, norm text, typ text,
                   freiwillig boolean, auspraegungen text[], belegt boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT m.lfd, m.name, m.bezeichnung, m.ebene, m.norm, m.typ, m.freiwillig, m.auspraegungen,
           m.belegt
      FROM statistik_merkmal m
     WHERE m.erhebung = welche AND m.gueltig_ab <= am
       AND (m.gueltig_bis IS NULL OR m.gueltig_bis >= am)
     ORDER BY m.lfd
$$;

CREATE OR REPLACE FUNCTION statistik_regeln(welche text, am date)
    RETURNS TABLE (kennung text, schwere text, wenn_merkmal text, wenn_probe text, wenn_wert text,
                   dann_merkmal text, dann_probe text, dann_wert text, satz text, abhilfe text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT r.kennung, r.schwere, r.wenn_merkmal, r.wenn_probe, r.wenn_wert, r.dann_merkmal,
           r.dann_probe, r.dann_wert, r.satz, r.abhilfe
      FROM statistik_regel r
     WHERE r.erhebung = welche AND r.gueltig_ab <= am
       AND (r.gueltig_bis IS NULL OR r.gueltig_bis >= am)
     ORDER BY r.kennung
$$;

-- What the calling Kommune has to hand over, the latest period first.
CREATE OR REPLACE FUNCTION statistik_auftraege()
    RETURNS TABLE (lauf_id uuid, erhebung text, name text, kurz text, periode text, verbleib text,
                   empfaenger text, beginn date, ende date, kenntnis date, frist_kommunen date,
                   berichtigt uuid, grund text, zustand text, saetze bigint, fehler bigint,
                   hinweise bigint, geliefert boolean, quittiert boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT l.id, l.erhebung, e.name, e.kurz, e.periode, e.verbleib, e.empfaenger, l.beginn, l.ende,
           l.kenntnis, l.frist_kommunen, l.berichtigt, l.grund, a.zustand, a.saetze, a.fehler,
           a.hinweise, EXISTS (SELECT FROM statistik_lieferung i WHERE i.lauf_id = l.id),
           EXISTS (SELECT FROM statistik_quittung q
                    WHERE q.lauf_id = l.id AND q.ergebnis = 'angenommen')
      FROM statistik_lauf l
      JOIN statistik_erhebung e ON e.kennung = l.erhebung
      JOIN statistik_abgabe a ON a.lauf_id = l.id
     WHERE a.mandant_id = platform.mandant_der_sitzung()
     ORDER BY l.ende DESC, e.lfd, l.eroeffnet_am DESC
$$;

-- Tells how many records there are and how many faults are open.
CREATE OR REPLACE FUNCTION statistik_melden(lauf uuid, anzahl bigint, offen bigint, hinweis bigint)
    RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    UPDATE statistik_abgabe a
       SET zustand = 'geprueft', saetze = anzahl, fehler = offen, hinweise = hinweis,
           gemeldet_am = now()
     WHERE a.lauf_id = lauf AND a.mandant_id = platform.mandant_der_sitzung();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Diese Erhebung verlangt von der Kommune nichts.' USING ERRCODE = '42501';
    END IF;
END
$$;

-- Takes records of the calling Kommune: a Kenn-Nummer and the values of the features in their
-- order, with semicolons between. The same again changes nothing; other values under a known
-- Kenn-Nummer are refused, and so is whatever is no value of its feature.
CREATE OR REPLACE FUNCTION statistik_saetze_annehmen(lauf uuid, nummern text[], zeilen text[])
    RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    von      text;
    welche   text;
    zum      date;
    breite   bigint;
    fehlhaft text;
BEGIN
    SELECT a.ags, l.erhebung, l.ende INTO von, welche, zum
      FROM statistik_abgabe a
      JOIN statistik_lauf l ON l.id = a.lauf_id
      JOIN statistik_erhebung e ON e.kennung = l.erhebung
     WHERE a.lauf_id = lauf AND a.mandant_id = platform.mandant_der_sitzung()
       AND a.zustand = 'geprueft' AND e.verbleib = 'kreis' FOR UPDATE OF a;
    IF von IS NULL OR cardinality(nummern) IS DISTINCT FROM cardinality(zeilen) THEN
        RAISE EXCEPTION 'Zu dieser Erhebung nimmt der Kreis jetzt keine Sätze an.'
            USING ERRCODE = '42501';
    END IF;
    SELECT count(*) INTO breite FROM statistik_merkmale(welche, zum);
    SELECT m.name INTO fehlhaft
      FROM unnest(nummern, zeilen) AS n (nummer, zeile)
      CROSS JOIN LATERAL unnest(string_to_array(n.zeile, ';')) WITH ORDINALITY AS w (wert, lfd)
      LEFT JOIN statistik_merkmale(welche, zum) m ON m.lfd = w.lfd
     WHERE m.lfd IS NULL OR NOT statistik_wert_gilt(m.typ, m.auspraegungen, w.wert)
        OR cardinality(string_to_array(n.zeile, ';')) <> breite
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'Ein Wert passt nicht zu seinem Merkmal: %.', coalesce(fehlhaft, 'zu viele')
            USING ERRCODE = '23514', CONSTRAINT = 'statistik_satz_werte';
    END IF;
    INSERT INTO statistik_satz (lauf_id, ags, kennnummer, werte)
    SELECT lauf, von, n.nummer, string_to_array(n.zeile, ';')
      FROM unnest(nummern, zeilen) AS n (nummer, zeile)
    ON CONFLICT DO NOTHING;
    PERFORM FROM unnest(nummern, zeilen) AS n (nummer, zeile)
      JOIN statistik_satz s ON s.lauf_id = lauf AND s.ags = von AND s.kennnummer = n.nummer
     WHERE s.werte IS DISTINCT FROM string_to_array(n.zeile, ';');
    IF FOUND THEN
        RAISE EXCEPTION 'Unter dieser Kenn-Nummer liegt ein anderer Satz.'
            USING ERRCODE = '23505', CONSTRAINT = 'statistik_satz_pkey';
    END IF;
END
$$;

-- The last step of a Kommune: as many records, with the same bytes, as two persons have released.
CREATE OR REPLACE FUNCTION statistik_abgeben(lauf uuid, anzahl bigint, summe bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    abgabe  statistik_abgabe;
    beim_kreis boolean;
    da       bigint;
    da_summe bytea;
BEGIN
    SELECT a.* INTO abgabe FROM statistik_abgabe a
     WHERE a.lauf_id = lauf AND a.mandant_id = platform.mandant_der_sitzung() FOR UPDATE;
    IF abgabe.lauf_id IS NULL OR summe IS NULL THEN
        RAISE EXCEPTION 'Diese Erhebung verlangt von der Kommune nichts.' USING ERRCODE = '42501';
    END IF;
    IF abgabe.zustand = 'abgegeben' THEN
        IF abgabe.sha256 = summe THEN RETURN; END IF;
        RAISE EXCEPTION 'Abgegeben ist schon anderes.'
            USING ERRCODE = '23514', CONSTRAINT = 'statistik_abgabe_bleibt';
    END IF;
    SELECT e.verbleib = 'kreis' INTO beim_kreis
      FROM statistik_lauf l JOIN statistik_erhebung e ON e.kennung = l.erhebung WHERE l.id = lauf;
    IF beim_kreis THEN
        SELECT count(*), sha256(convert_to(coalesce(string_agg(
                   s.kennnummer || ';' || array_to_string(s.werte, ';') || chr(10), ''
                   ORDER BY s.kennnummer), ''), 'UTF8'))
          INTO da, da_summe
          FROM statistik_satz s WHERE s.lauf_id = lauf AND s.ags = abgabe.ags;
    END IF;
    IF beim_kreis AND (da, da_summe) IS DISTINCT FROM (anzahl, summe)
    THEN
        RAISE EXCEPTION 'Was angekommen ist, ist nicht, was freigegeben wurde.'
            USING ERRCODE = '23514', CONSTRAINT = 'statistik_abgabe_summe';
    END IF;
    UPDATE statistik_abgabe a
       SET zustand = 'abgegeben', saetze = anzahl, fehler = 0, sha256 = summe, abgegeben_am = now()
     WHERE a.lauf_id = lauf AND a.ags = abgabe.ags;
END
$$;

-- Whether the delivery of a run is accepted: from then on nobody needs to know whom a Kenn-Nummer
-- means. A notice that the Kommune sends itself is done when it has handed over.
CREATE OR REPLACE FUNCTION statistik_quittiert(lauf uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp
RETURN EXISTS (
    SELECT FROM kreis.statistik_abgabe a
      JOIN kreis.statistik_lauf l ON l.id = a.lauf_id
      JOIN kreis.statistik_erhebung e ON e.kennung = l.erhebung
     WHERE a.lauf_id = lauf AND a.mandant_id = platform.mandant_der_sitzung()
       AND a.zustand = 'abgegeben'
       AND (e.verbleib = 'kommune'
            OR EXISTS (SELECT FROM kreis.statistik_quittung q
                        WHERE q.lauf_id = lauf AND q.ergebnis = 'angenommen')));
