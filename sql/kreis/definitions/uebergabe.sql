-- The counter: the functions through which a Mandant's login hands over and asks. Each knows the Mandant by its
-- session_user and reveals nothing about others. Values are checked again by the constraints of the tables.

-- Hands an ordered Zahlung to the Kasse, in the transaction of the Anordnung (B-1.2.6). Called again with the same
-- id and content it changes nothing; with other content it is refused.
DROP FUNCTION IF EXISTS auftrag_einreichen(uuid, text, text, text, text, bigint, text, text, date,
                                           uuid, uuid);
CREATE OR REPLACE FUNCTION auftrag_einreichen(
    auftrag uuid, weg text, e2e text, name text, konto text, cent bigint, zweck text, code text, faellig_am date,
    feststeller uuid, anordner uuid, zeichen text DEFAULT NULL) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    ich uuid := platform.mandant_der_sitzung();
    vorhanden zahlungsauftrag;
    ziel zahlungsempfaenger;
BEGIN
    IF ich IS NULL THEN
        RAISE EXCEPTION 'Nur der Login eines Mandanten reicht Zahlungsaufträge ein.' USING ERRCODE = '42501';
    END IF;
    IF feststeller IS NULL OR anordner IS NULL OR feststeller = anordner THEN
        RAISE EXCEPTION 'Feststellung und Anordnung brauchen zwei Personen.'
            USING ERRCODE = '23514', CONSTRAINT = 'zahlungsauftrag_vier_augen';
    END IF;
    SELECT * INTO vorhanden FROM zahlungsauftrag WHERE id = auftrag;
    IF FOUND THEN
        IF (vorhanden.mandant_id, vorhanden.zahlweg, vorhanden.endtoend, vorhanden.empfaenger_name, vorhanden.iban,
            vorhanden.betrag_cent, vorhanden.verwendungszweck, vorhanden.zweckcode,
            vorhanden.faellig, vorhanden.kassenzeichen)
           IS DISTINCT FROM (ich, weg, e2e, name, konto, cent, zweck, code, faellig_am, zeichen)
        THEN
            RAISE EXCEPTION 'Unter dieser Kennung ist ein anderer Auftrag eingereicht.'
                USING ERRCODE = '23505', CONSTRAINT = 'zahlungsauftrag_pkey';
        END IF;
        RETURN;
    END IF;
    -- Outside the European Economic Area the bank wants to know where the payee is.
    SELECT * INTO ziel FROM zahlungsempfaenger z
     WHERE z.iban = konto AND z.freigegeben_am IS NOT NULL AND z.beendet_am IS NULL;
    INSERT INTO zahlungsauftrag (id, mandant_id, zahlweg, endtoend, empfaenger_name, iban, betrag_cent,
                                 verwendungszweck, zweckcode, faellig, kassenzeichen, strasse,
                                 hausnummer, plz, ort, land, bic)
    VALUES (auftrag, ich, weg, e2e, name, konto, cent, zweck, code, faellig_am, zeichen,
            ziel.strasse, ziel.hausnummer, ziel.plz, ziel.ort, ziel.land, ziel.bic);
    INSERT INTO auftrag_beteiligung (auftrag_id, benutzer_id) VALUES (auftrag, feststeller), (auftrag, anordner);
END
$$;

-- Takes an order back while no run has it; false if it is too late.
CREATE OR REPLACE FUNCTION auftrag_zurueckziehen(auftrag uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    UPDATE zahlungsauftrag SET zustand = 'zurueckgezogen'
     WHERE id = auftrag AND mandant_id = platform.mandant_der_sitzung() AND zustand = 'offen';
    RETURN FOUND;
END
$$;

-- The calling Mandant's answers after number `nach`, in order. Why the bank returned or rejected
-- comes with the state.
CREATE OR REPLACE FUNCTION rueckmeldungen(nach bigint, hoechstens integer)
    RETURNS TABLE (lfd bigint, auftrag_id uuid, zustand text, am timestamptz, tag date, grund text, lauf text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT r.lfd, r.auftrag_id, r.zustand, r.am, coalesce(u.buchungstag, bar.tag, um.tag),
           coalesce(u.rueckgabegrund, CASE WHEN r.zustand = 'bank_abgelehnt' THEN
               (SELECT m.grund FROM bankmeldung m
                 WHERE m.status = 'RJCT' AND (m.auftrag_id = r.auftrag_id
                                              OR m.lauf_id = p.lauf_id AND m.ebene = 'datei')
                 ORDER BY m.ebene DESC, m.am LIMIT 1) END,
               'NICHTABGEHOLT: ' || v.grund, 'NICHTUMGEBUCHT: ' || nullif(um.grund, ''), ''),
           coalesce(l.nummer, '')
      FROM rueckmeldung r
      LEFT JOIN umsatz_zuordnung z
        ON z.auftrag_id = r.auftrag_id
       AND z.art = CASE r.zustand WHEN 'gezahlt' THEN 'zahlung' WHEN 'rueckgelaufen' THEN 'ruecklauf' END
      LEFT JOIN umsatz u ON u.id = z.umsatz_id
      LEFT JOIN barauszahlung bar ON bar.auftrag_id = r.auftrag_id AND r.zustand = 'gezahlt'
      LEFT JOIN barverfall v ON v.auftrag_id = r.auftrag_id AND r.zustand = 'bank_abgelehnt'
      LEFT JOIN umbuchung um ON um.auftrag_id = r.auftrag_id
                            AND r.zustand IN ('gezahlt', 'bank_abgelehnt')
      LEFT JOIN lauf_position p ON p.auftrag_id = r.auftrag_id AND NOT p.ausgetragen
      LEFT JOIN zahllauf l ON l.id = p.lauf_id
     WHERE r.mandant_id = platform.mandant_der_sitzung() AND r.lfd > nach
     ORDER BY r.lfd
     LIMIT least(greatest(hoechstens, 0), 10000)
$$;

-- What the bank said of name and account of the calling Mandant's own orders, where not all was
-- well.
CREATE OR REPLACE FUNCTION empfaengerpruefungen(auftraege uuid[])
    RETURNS TABLE (auftrag_id uuid, status text, bankname text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT DISTINCT ON (m.auftrag_id) m.auftrag_id, m.status, m.bankname
      FROM bankmeldung m JOIN zahlungsauftrag a ON a.id = m.auftrag_id
     WHERE m.auftrag_id = ANY (auftraege) AND m.status IN ('RVMC', 'RVNM', 'RVNA')
       AND a.mandant_id = platform.mandant_der_sitzung()
     ORDER BY m.auftrag_id, m.am DESC, m.id DESC
$$;

-- What the calling Kommune owes: its closed months and the running one. Dropped first: OR
-- REPLACE changes no columns.
DROP FUNCTION IF EXISTS erstattungen();
CREATE FUNCTION erstattungen()
    RETURNS TABLE (id uuid, monat date, nummer text, gezahlt_cent bigint, ruecklauf_cent bigint,
                   rueckforderung_cent bigint, summe_cent bigint, positionen bigint, faellig date,
                   abgeschlossen_am timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT e.id, e.monat, e.nummer, e.gezahlt_cent, e.ruecklauf_cent, e.rueckforderung_cent,
           e.summe_cent, e.positionen, e.faellig, e.abgeschlossen_am
      FROM erstattung e WHERE e.mandant_id = platform.mandant_der_sitzung()
    UNION ALL
    SELECT NULL, date_trunc('month', b.buchungstag)::date, NULL,
           coalesce(sum(z.betrag_cent) FILTER (WHERE z.betrag_cent > 0), 0)::bigint,
           coalesce(sum(z.betrag_cent) FILTER (
               WHERE z.betrag_cent < 0 AND z.kassenzeichen IS NULL), 0)::bigint,
           coalesce(sum(z.betrag_cent) FILTER (WHERE z.kassenzeichen IS NOT NULL), 0)::bigint,
           sum(z.betrag_cent)::bigint, count(*), NULL, NULL
      FROM buchungszeile z JOIN buchung b ON b.id = z.buchung_id
     WHERE z.konto = 'forderung' AND z.in_erstattung
       AND z.mandant_id = platform.mandant_der_sitzung()
       AND NOT EXISTS (SELECT FROM erstattung e
                        WHERE e.mandant_id = z.mandant_id
                          AND e.monat = date_trunc('month', b.buchungstag)::date)
     GROUP BY date_trunc('month', b.buchungstag)
     ORDER BY 2 DESC
$$;

-- The lines behind one month of the calling Kommune, to check against its own cases. A line has an
-- Auftrag or, being money on a claim, a Kassenzeichen.
DROP FUNCTION IF EXISTS erstattung_zeilen(date);
CREATE FUNCTION erstattung_zeilen(fuer date)
    RETURNS TABLE (auftrag_id uuid, endtoend text, kassenzeichen text, buchungstag date,
                   betrag_cent bigint, lfd bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT z.auftrag_id, coalesce(a.endtoend, ''), z.kassenzeichen, b.buchungstag, z.betrag_cent,
           p.lfd::bigint
      FROM buchungszeile z
      JOIN buchung b ON b.id = z.buchung_id
      LEFT JOIN zahlungsauftrag a ON a.id = z.auftrag_id
      LEFT JOIN erstattung_position p ON p.buchungszeile_id = z.id
     WHERE z.konto = 'forderung' AND z.in_erstattung
       AND z.mandant_id = platform.mandant_der_sitzung()
       AND b.buchungstag >= fuer AND b.buchungstag < fuer + interval '1 month'
     ORDER BY b.buchungstag, 2, z.kassenzeichen, z.betrag_cent DESC
$$;

-- When the Kasse pays: dates and rules only, for the Kasse itself and for every Kommune that orders payments.
CREATE OR REPLACE FUNCTION zahllaufregeln()
    RETURNS TABLE (gueltig_ab date, wochentage bigint[], vorlauf_banktage bigint, annahmeschluss text, grund text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT gueltig_ab, wochentage::bigint[], vorlauf_banktage::bigint, to_char(annahmeschluss, 'HH24:MI'), grund
      FROM zahllaufregel ORDER BY gueltig_ab
$$;

CREATE OR REPLACE FUNCTION kassenschliesstage() RETURNS TABLE (tag date, grund text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT tag, grund FROM kassenschliesstag ORDER BY tag
$$;
