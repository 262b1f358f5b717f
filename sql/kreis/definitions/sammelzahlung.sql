-- Paying a Sammelrechnung: four eyes on the account, one Auftrag at a time, and nothing of it can
-- be chosen but the moment (B-6.1, B-6.8).

CREATE OR REPLACE FUNCTION rechnungssteller_konto_bestaetigt() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    PERFORM FROM rechnungssteller_konto k WHERE k.id = NEW.konto_id AND k.erfasst_von <> NEW.von;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Wer ein Konto erfasst, bestätigt es nicht.'
            USING ERRCODE = '23514', CONSTRAINT = 'rechnungssteller_konto_vier_augen';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER rechnungssteller_konto_bestaetigt
    BEFORE INSERT ON rechnungssteller_konto_bestaetigung
    FOR EACH ROW EXECUTE FUNCTION rechnungssteller_konto_bestaetigt();

-- The account that is paid to: the one confirmed last.
CREATE OR REPLACE FUNCTION rechnungssteller_zahlkonto(steller uuid) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp
RETURN (SELECT b.konto_id FROM kreis.rechnungssteller_konto_bestaetigung b
          JOIN kreis.rechnungssteller_konto k ON k.id = b.konto_id
         WHERE k.steller_id = steller ORDER BY b.am DESC, b.konto_id DESC LIMIT 1);

-- Whether an Auftrag can still lead to a payment, or has.
CREATE OR REPLACE FUNCTION auftrag_lebt(zustand text) RETURNS boolean
    LANGUAGE sql IMMUTABLE SET search_path = kreis, pg_temp
RETURN zustand NOT IN ('zurueckgezogen', 'bank_abgelehnt', 'rueckgelaufen');

-- Writes the Auftrag with the payment: payee, amount and purpose follow from the invoice.
CREATE OR REPLACE FUNCTION sammelrechnung_anweisen() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    rechnung sammelrechnung;
    konto rechnungssteller_konto;
BEGIN
    SELECT r.* INTO rechnung FROM sammelrechnung r
      JOIN sammelrechnung_freigabe f ON f.rechnung_id = r.id
     WHERE r.id = NEW.rechnung_id AND r.art = 'rechnung' FOR UPDATE OF r;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Gezahlt wird nur eine freigegebene Rechnung.'
            USING ERRCODE = '23514', CONSTRAINT = 'sammelrechnung_zahlung_freigegeben';
    END IF;
    PERFORM FROM sammelrechnung_zahlung z JOIN zahlungsauftrag a ON a.id = z.auftrag_id
      WHERE z.rechnung_id = NEW.rechnung_id AND auftrag_lebt(a.zustand);
    IF FOUND THEN
        RAISE EXCEPTION 'Die Rechnung ist schon angewiesen.'
            USING ERRCODE = '23514', CONSTRAINT = 'sammelrechnung_zahlung_einmal';
    END IF;
    SELECT * INTO konto FROM rechnungssteller_konto k
     WHERE k.id = NEW.konto_id AND k.id = rechnungssteller_zahlkonto(rechnung.steller_id);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Gezahlt wird auf das zuletzt bestätigte Konto des Rechnungsstellers.'
            USING ERRCODE = '23514', CONSTRAINT = 'sammelrechnung_zahlung_konto_gilt';
    END IF;
    INSERT INTO zahlungsauftrag (id, mandant_id, zahlweg, endtoend, empfaenger_name, iban,
                                 betrag_cent, verwendungszweck, faellig)
    VALUES (NEW.auftrag_id, NULL, 'ueberweisung',
            'SR-' || upper(replace(NEW.auftrag_id::text, '-', '')),
            konto.inhaber, konto.iban, rechnung.betrag_cent,
            -- Only what every bank takes.
            left(regexp_replace('Rechnung ' || rechnung.nummer || ' '
                                || to_char(rechnung.monat, 'MM/YYYY') || ' '
                                || rechnung.eingangsnummer,
                                '[^A-Za-z0-9 .,:/?()+''-]', '.', 'g'), 140),
            NEW.faellig);
    INSERT INTO auftrag_beteiligung (auftrag_id, benutzer_id)
    SELECT DISTINCT NEW.auftrag_id, p.wer
      FROM (SELECT von FROM sammelrechnung_pruefung WHERE rechnung_id = NEW.rechnung_id
             UNION SELECT von FROM sammelrechnung_freigabe WHERE rechnung_id = NEW.rechnung_id
             UNION SELECT NEW.von) p (wer);
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER sammelrechnung_anweisen BEFORE INSERT ON sammelrechnung_zahlung
    FOR EACH ROW EXECUTE FUNCTION sammelrechnung_anweisen();

-- The money that Gutschriften are met by: what was given to one and not taken from it again.
CREATE OR REPLACE FUNCTION sammelrechnung_eingaenge()
    RETURNS TABLE (id uuid, zuordnung_id uuid, rechnung_id uuid, von uuid)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT e.id, e.zuordnung_id, e.rechnung_id, e.von FROM kreis.sammelrechnung_eingang e
     WHERE e.nimmt_zurueck IS NULL
       AND NOT EXISTS (SELECT FROM kreis.sammelrechnung_eingang r WHERE r.nimmt_zurueck = e.id);
END;

-- A Gutschrift is met by money that came in as Durchlaufend, and by no more than it says. Another
-- person than who gave it takes it from it, which posts nothing: the release did. The entry of the
-- bank is locked first, so that its assignment is not taken back meanwhile, nor given twice.
CREATE OR REPLACE FUNCTION sammelrechnung_eingang_beginnt() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    rechnung sammelrechnung;
    eingang bigint;
BEGIN
    PERFORM FROM umsatz u
      WHERE u.id = (SELECT z.umsatz_id FROM umsatz_zuordnung z WHERE z.id = NEW.zuordnung_id)
        FOR NO KEY UPDATE;
    SELECT r.* INTO rechnung FROM sammelrechnung r
      JOIN sammelrechnung_freigabe f ON f.rechnung_id = r.id
     WHERE r.id = NEW.rechnung_id AND r.art = 'gutschrift' FOR UPDATE OF r;
    IF NEW.nimmt_zurueck IS NOT NULL THEN
        PERFORM FROM sammelrechnung_eingaenge() e
          WHERE e.id = NEW.nimmt_zurueck AND e.von <> NEW.von
            AND (e.zuordnung_id, e.rechnung_id) = (NEW.zuordnung_id, NEW.rechnung_id);
        IF NOT FOUND OR NOT platform.darf_im_kreis(NEW.von, 'sammelrechnung.pruefen') THEN
            RAISE EXCEPTION 'Gelöst wird ein Eingang einmal, von jemand anderem.'
                USING ERRCODE = '23514', CONSTRAINT = 'sammelrechnung_eingang_zurueck';
        END IF;
        RETURN NEW;
    END IF;
    SELECT z.betrag_cent INTO eingang FROM umsatz_zuordnung z
     WHERE z.id = NEW.zuordnung_id AND z.art = 'durchlaufend' AND z.betrag_cent > 0
       AND z.nimmt_zurueck IS NULL
       AND NOT EXISTS (SELECT FROM umsatz_zuordnung r WHERE r.nimmt_zurueck = z.id)
       AND NOT EXISTS (SELECT FROM sammelrechnung_eingaenge() e WHERE e.zuordnung_id = z.id);
    IF rechnung.id IS NULL OR eingang IS NULL OR eingang > rechnung.betrag_cent
        - (SELECT coalesce(sum(z.betrag_cent), 0) FROM sammelrechnung_eingaenge() e
             JOIN umsatz_zuordnung z ON z.id = e.zuordnung_id
            WHERE e.rechnung_id = NEW.rechnung_id)
    THEN
        RAISE EXCEPTION 'Der Eingang gehört zu keiner freigegebenen Gutschrift oder ist höher.'
            USING ERRCODE = '23514', CONSTRAINT = 'sammelrechnung_eingang_passt';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER sammelrechnung_eingang_beginnt BEFORE INSERT ON sammelrechnung_eingang
    FOR EACH ROW EXECUTE FUNCTION sammelrechnung_eingang_beginnt();

DO $$
DECLARE
    tabelle text;
BEGIN
    FOREACH tabelle IN ARRAY ARRAY['rechnungssteller_konto', 'rechnungssteller_konto_bestaetigung',
        'sammelrechnung_zahlung', 'sammelrechnung_eingang']
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER bleibt_stehen
                        BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION bleibt_stehen()', tabelle);
    END LOOP;
END
$$;
