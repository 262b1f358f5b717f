-- What the Kommunen recover of ambulatory costs goes through to the Kreis and lowers the Umlage
-- (B-6.6). A Kommune reports under its own login, the Abrechnungsstelle takes it over or refuses.

-- Reports an amount of the calling Kommune and returns its number.
CREATE OR REPLACE FUNCTION durchleitung_melden(
    kennung uuid, fuer date, eingang date, woher text, cent bigint, statt uuid, bemerkung text,
    wer uuid, am date) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    ich uuid := platform.mandant_der_sitzung();
    reihe text := 'durchleitung/' || extract(year FROM am);
    lfd bigint;
BEGIN
    IF ich IS NULL OR platform.arbeitet_hier(wer) IS NOT TRUE THEN
        RAISE EXCEPTION 'Nur der Login eines Mandanten meldet hier, für Leute von dort.'
            USING ERRCODE = '42501';
    END IF;
    IF (eingang <= am) IS NOT TRUE THEN
        RAISE EXCEPTION 'Gemeldet wird, was eingegangen ist.'
            USING ERRCODE = '23514', CONSTRAINT = 'durchleitung_eingegangen';
    END IF;
    INSERT INTO zaehler AS z (name, wert) VALUES (reihe, 1)
    ON CONFLICT (name) DO UPDATE SET wert = z.wert + 1 RETURNING wert INTO lfd;
    INSERT INTO durchleitung (id, mandant_id, nummer, monat, eingang_am, herkunft, betrag_cent,
                              berichtigt, vermerk, gemeldet_von)
    VALUES (kennung, ich, 'DL-' || extract(year FROM am) || '-' || lpad(lfd::text, 4, '0'), fuer,
            eingang, woher, cent, statt, coalesce(bemerkung, ''), wer);
    RETURN (SELECT d.nummer FROM durchleitung d WHERE d.id = kennung);
END
$$;

-- What the calling Kommune has reported and what became of it, the latest first.
CREATE OR REPLACE FUNCTION durchleitungen()
    RETURNS TABLE (id uuid, nummer text, monat date, eingang_am date, herkunft text,
                   betrag_cent bigint, berichtigt uuid, vermerk text, gemeldet_am timestamptz,
                   zustand text, grund text, umlage_monat date, istberichtigt boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT d.id, d.nummer, d.monat, d.eingang_am, d.herkunft, d.betrag_cent, d.berichtigt,
           d.vermerk, d.gemeldet_am,
           CASE WHEN l.durchleitung_id IS NOT NULL THEN 'abgelehnt'
                WHEN a.durchleitung_id IS NOT NULL THEN 'uebernommen' ELSE 'gemeldet' END,
           coalesce(l.grund, ''),
           (SELECT u.monat FROM buchungszeile z
              JOIN umlage_position p ON p.buchungszeile_id = z.id
              JOIN umlage u ON u.id = p.umlage_id WHERE z.buchung_id = a.buchung_id),
           EXISTS (SELECT FROM durchleitung b
                    WHERE b.berichtigt = d.id
                      AND NOT EXISTS (SELECT FROM durchleitung_ablehnung x
                                       WHERE x.durchleitung_id = b.id))
      FROM durchleitung d
      LEFT JOIN durchleitung_annahme a ON a.durchleitung_id = d.id
      LEFT JOIN durchleitung_ablehnung l ON l.durchleitung_id = d.id
     WHERE d.mandant_id = platform.mandant_der_sitzung()
     ORDER BY d.gemeldet_am DESC, d.nummer DESC
$$;

-- For a month in which the Kommune takes part; taken back is only its own, taken over, and whole.
CREATE OR REPLACE FUNCTION durchleitung_pruefen() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    IF platform.krankenhilfe_zentral(NEW.mandant_id, NEW.monat) IS NOT TRUE THEN
        RAISE EXCEPTION 'Die Kommune nimmt in diesem Monat nicht an der Krankenhilfe teil.'
            USING ERRCODE = '23514', CONSTRAINT = 'durchleitung_beteiligt';
    END IF;
    IF NEW.berichtigt IS NOT NULL THEN
        PERFORM FROM durchleitung d JOIN durchleitung_annahme a ON a.durchleitung_id = d.id
          WHERE d.id = NEW.berichtigt AND d.mandant_id = NEW.mandant_id AND d.berichtigt IS NULL
            AND d.betrag_cent = -NEW.betrag_cent AND d.monat = NEW.monat;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'Zurückgenommen wird eine übernommene Meldung als Ganzes.'
                USING ERRCODE = '23514', CONSTRAINT = 'durchleitung_berichtigung';
        END IF;
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER durchleitung_pruefen BEFORE INSERT ON durchleitung
    FOR EACH ROW EXECUTE FUNCTION durchleitung_pruefen();

-- Decided once: taken over, and posted with it, or refused.
CREATE OR REPLACE FUNCTION durchleitung_entscheiden() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    meldung durchleitung;
BEGIN
    SELECT * INTO STRICT meldung FROM durchleitung WHERE id = NEW.durchleitung_id FOR UPDATE;
    PERFORM FROM durchleitung_annahme WHERE durchleitung_id = meldung.id
     UNION ALL SELECT FROM durchleitung_ablehnung WHERE durchleitung_id = meldung.id;
    IF FOUND THEN
        RAISE EXCEPTION 'Über die Meldung ist entschieden.'
            USING ERRCODE = '23514', CONSTRAINT = 'durchleitung_entschieden';
    END IF;
    IF TG_TABLE_NAME = 'durchleitung_annahme' THEN
        INSERT INTO buchung (id, buchungstag, text, stapel, gebucht_von)
        VALUES (NEW.buchung_id, NEW.tag, 'Durchleitung ' || meldung.nummer, NEW.buchung_id,
                NEW.von);
        INSERT INTO buchungszeile (id, buchung_id, konto, mandant_id, betrag_cent)
        VALUES (gen_random_uuid(), NEW.buchung_id, 'forderung', meldung.mandant_id,
                meldung.betrag_cent),
               (gen_random_uuid(), NEW.buchung_id, 'vorschuss', NULL, -meldung.betrag_cent);
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER durchleitung_entscheiden BEFORE INSERT ON durchleitung_annahme
    FOR EACH ROW EXECUTE FUNCTION durchleitung_entscheiden();
CREATE OR REPLACE TRIGGER durchleitung_entscheiden BEFORE INSERT ON durchleitung_ablehnung
    FOR EACH ROW EXECUTE FUNCTION durchleitung_entscheiden();
