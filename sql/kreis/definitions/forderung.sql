-- Open items of the Kommunen.

CREATE OR REPLACE FUNCTION forderung_entsteht() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    INSERT INTO forderung (id, mandant_id, art, monat, nummer, kassenzeichen, betrag_cent, faellig)
    VALUES (NEW.id, NEW.mandant_id, 'erstattung', NEW.monat, NEW.nummer, NEW.kassenzeichen,
            NEW.summe_cent, NEW.faellig);
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER forderung_entsteht AFTER INSERT ON erstattung
    FOR EACH ROW EXECUTE FUNCTION forderung_entsteht();

-- A Kommune's part of an Umlage, with what it passes through; after the guards of the Umlage, whose
-- triggers come first by their names.
CREATE OR REPLACE FUNCTION umlage_wird_forderung() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    INSERT INTO forderung (id, mandant_id, art, monat, nummer, kassenzeichen, betrag_cent, faellig)
    SELECT n.id, n.mandant_id, 'umlage', u.monat, n.nummer, n.kassenzeichen,
           n.anteil_cent + n.durchleitung_cent, u.faellig
      FROM neu n JOIN umlage u ON u.id = n.umlage_id;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER umlage_wird_forderung AFTER INSERT ON umlage_teil
    REFERENCING NEW TABLE AS neu
    FOR EACH STATEMENT EXECUTE FUNCTION umlage_wird_forderung();

-- What the bank booked on items of the Kommunen; every kind of item has its branch here.
CREATE OR REPLACE FUNCTION forderungszahlungen()
    RETURNS TABLE (forderung_id uuid, umsatz_id uuid, zuordnung_id uuid, betrag_cent bigint)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT z.erstattung_id, z.umsatz_id, z.id, z.betrag_cent
      FROM kreis.umsatz_zuordnung z WHERE z.erstattung_id IS NOT NULL
    UNION ALL
    SELECT z.umlageteil_id, z.umsatz_id, z.id, z.betrag_cent
      FROM kreis.umsatz_zuordnung z WHERE z.umlageteil_id IS NOT NULL
    UNION ALL
    SELECT z.forderung_id, z.umsatz_id, z.id, z.betrag_cent
      FROM kreis.umsatz_zuordnung z WHERE z.forderung_id IS NOT NULL;
END;

-- What is still open of one item: paid by the bank and set off, both ways.
CREATE OR REPLACE FUNCTION forderung_offen(welche uuid) RETURNS bigint
    LANGUAGE sql STABLE
RETURN (SELECT f.betrag_cent FROM kreis.forderung f WHERE f.id = welche)
     - (SELECT coalesce(sum(z.betrag_cent), 0)::bigint FROM kreis.forderungszahlungen() z
         WHERE z.forderung_id = welche)
     - (SELECT coalesce(sum(v.betrag_cent), 0)::bigint FROM kreis.forderung_verrechnung v
         WHERE v.auf_id = welche)
     + (SELECT coalesce(sum(v.betrag_cent), 0)::bigint FROM kreis.forderung_verrechnung v
         WHERE v.von_id = welche);

-- When an item was last open again because a payment on it, or a set-off, was taken back.
CREATE OR REPLACE FUNCTION forderung_zurueckgenommen_am(welche uuid) RETURNS date
    LANGUAGE sql STABLE
RETURN greatest(
    (SELECT max(coalesce(o.tag, (o.am AT TIME ZONE 'Europe/Berlin')::date))
       FROM kreis.forderungszahlungen() z JOIN kreis.umsatz_zuordnung o ON o.id = z.zuordnung_id
      WHERE z.forderung_id = welche AND o.nimmt_zurueck IS NOT NULL AND o.betrag_cent < 0),
    (SELECT max(v.tag) FROM kreis.forderung_verrechnung v
      WHERE v.auf_id = welche AND v.nimmt_zurueck IS NOT NULL));

-- Until when nobody duns: the Kommune took the item for settled.
CREATE OR REPLACE FUNCTION forderung_schonfrist(welche uuid) RETURNS date
    LANGUAGE sql STABLE
RETURN kreis.forderung_zurueckgenommen_am(welche) + 14;

-- A credit that there is, on a debt that there is, of the same Kommune. Whoever takes a payment
-- back or pays a credit out locks the same rows (ruecknahme.sql); the lock lets foreign keys to the
-- item pass, which would else wait for each other.
CREATE OR REPLACE FUNCTION forderung_verrechnung_pruefen() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    PERFORM FROM forderung WHERE id IN (NEW.von_id, NEW.auf_id)
      ORDER BY id FOR NO KEY UPDATE;
    IF NEW.nimmt_zurueck IS NOT NULL THEN
        RETURN NEW;
    END IF;
    PERFORM FROM forderung v JOIN forderung a ON a.mandant_id = v.mandant_id
      WHERE v.id = NEW.von_id AND a.id = NEW.auf_id
        AND forderung_offen(v.id) <= -NEW.betrag_cent AND forderung_offen(a.id) >= NEW.betrag_cent;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'So viel ist hier nicht zu verrechnen.'
            USING ERRCODE = '23514', CONSTRAINT = 'forderung_verrechnung_grenze';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER forderung_verrechnung_pruefen BEFORE INSERT ON forderung_verrechnung
    FOR EACH ROW EXECUTE FUNCTION forderung_verrechnung_pruefen();

-- One level after the other, each after the time set by the one before, about what is open; not as
-- long as the Kommune cannot know that it is.
CREATE OR REPLACE FUNCTION forderung_mahnung_pruefen() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    davor record;
BEGIN
    PERFORM FROM forderung f WHERE f.id = NEW.forderung_id FOR NO KEY UPDATE;
    SELECT f.faellig, forderung_offen(f.id) AS offen, forderung_schonfrist(f.id) AS schonfrist,
           (SELECT max(m.stufe) FROM forderung_mahnung m WHERE m.forderung_id = f.id) AS stufe,
           (SELECT max(m.frist) FROM forderung_mahnung m WHERE m.forderung_id = f.id) AS frist
      INTO davor FROM forderung f WHERE f.id = NEW.forderung_id;
    IF NEW.stufe <> coalesce(davor.stufe, 0) + 1 OR NEW.offen_cent <> davor.offen
       OR NEW.tag <= greatest(davor.faellig, davor.frist, davor.schonfrist)
    THEN
        RAISE EXCEPTION 'Gemahnt wird der offene Betrag, Stufe für Stufe nach der Frist.'
            USING ERRCODE = '23514', CONSTRAINT = 'forderung_mahnung_folge';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER forderung_mahnung_pruefen BEFORE INSERT ON forderung_mahnung
    FOR EACH ROW EXECUTE FUNCTION forderung_mahnung_pruefen();

-- The counter: the calling Kommune's own items, and what it has to say to its Erstattungen.

-- Dropped first: OR REPLACE changes no columns.
DROP FUNCTION IF EXISTS eigene_forderungen();
CREATE FUNCTION eigene_forderungen()
    RETURNS TABLE (id uuid, art text, monat date, nummer text, kassenzeichen text,
                   betrag_cent bigint, faellig date, eingegangen_cent bigint, offen_cent bigint,
                   mahnstufe bigint, mahnfrist date, zurueckgenommen_am date, schonfrist date)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT f.id, f.art, f.monat, f.nummer, f.kassenzeichen, f.betrag_cent, f.faellig,
           (SELECT coalesce(sum(z.betrag_cent), 0)::bigint FROM forderungszahlungen() z
             WHERE z.forderung_id = f.id),
           forderung_offen(f.id),
           (SELECT coalesce(max(m.stufe), 0)::bigint FROM forderung_mahnung m
             WHERE m.forderung_id = f.id),
           (SELECT max(m.frist) FROM forderung_mahnung m WHERE m.forderung_id = f.id),
           forderung_zurueckgenommen_am(f.id), forderung_schonfrist(f.id)
      FROM forderung f WHERE f.mandant_id = platform.mandant_der_sitzung()
     ORDER BY f.monat DESC, f.art
$$;

-- How many items of the calling Kommune are open again because something was taken back on them:
-- asked on every start page, and answered from what was taken back, which is little.
CREATE OR REPLACE FUNCTION zurueckgenommene_forderungen() RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT count(*) FROM forderung f
     WHERE f.mandant_id = platform.mandant_der_sitzung()
       AND f.id IN (SELECT coalesce(z.erstattung_id, z.umlageteil_id, z.forderung_id)
                      FROM umsatz_zuordnung z
                     WHERE z.nimmt_zurueck IS NOT NULL AND z.betrag_cent < 0
                     UNION ALL
                    SELECT v.auf_id FROM forderung_verrechnung v WHERE v.nimmt_zurueck IS NOT NULL)
       AND forderung_offen(f.id) > 0
$$;

CREATE OR REPLACE FUNCTION erstattung_aeussern(kennung uuid, fuer date, zeile bigint, wie text,
                                               warum text, person text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    welche uuid;
BEGIN
    SELECT e.id INTO welche FROM erstattung e
     WHERE e.mandant_id = platform.mandant_der_sitzung() AND e.monat = fuer;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Für diesen Monat hat der Kreis noch nichts angefordert.'
            USING ERRCODE = '23514', CONSTRAINT = 'erstattung_aeusserung_eigene';
    END IF;
    INSERT INTO erstattung_aeusserung (id, erstattung_id, lfd, art, grund, wer)
    VALUES (kennung, welche, zeile, wie, warum, person);
END
$$;

CREATE OR REPLACE FUNCTION erstattung_aeusserungen(fuer date)
    RETURNS TABLE (id uuid, lfd bigint, art text, grund text, wer text, am timestamptz,
                   antwort text, geantwortet_am timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT a.id, a.lfd::bigint, a.art, a.grund, a.wer, a.am, w.text, w.am
      FROM erstattung_aeusserung a
      JOIN erstattung e ON e.id = a.erstattung_id
      LEFT JOIN erstattung_antwort w ON w.aeusserung_id = a.id
     WHERE e.mandant_id = platform.mandant_der_sitzung() AND e.monat = fuer
     ORDER BY a.am, a.id
$$;

-- Where the Kasse booked one payment of the calling Kommune: run, file, bank line, posting, claim.
CREATE OR REPLACE FUNCTION zahlungsspur(auftrag uuid)
    RETURNS TABLE (buchung_id uuid, buchungstag date, betrag_cent bigint, lauf text, datei text,
                   beleg text, monat date, nummer text, lfd bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT z.buchung_id, b.buchungstag, z.betrag_cent, coalesce(l.nummer, ''),
           coalesce(l.msgid, ''),
           coalesce('Auszug ' || coalesce(x.nummer::text, x.kennung) || ', Umsatz ' || u.lfd, ''),
           e.monat, e.nummer, p.lfd::bigint
      FROM zahlungsauftrag a
      JOIN buchungszeile z ON z.auftrag_id = a.id
      JOIN buchung b ON b.id = z.buchung_id
      LEFT JOIN lauf_position o ON o.auftrag_id = a.id AND NOT o.ausgetragen
      LEFT JOIN zahllauf l ON l.id = o.lauf_id
      LEFT JOIN umsatz u ON u.id = b.umsatz_id
      LEFT JOIN auszug x ON x.id = u.auszug_id
      LEFT JOIN erstattung_position p ON p.buchungszeile_id = z.id
      LEFT JOIN erstattung e ON e.id = p.erstattung_id
     WHERE a.id = auftrag AND a.mandant_id = platform.mandant_der_sitzung()
     ORDER BY b.buchungstag, b.gebucht_am, z.id
$$;
