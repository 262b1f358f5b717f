-- Invariants that hold against every login of the program, also against the one that migrates.

-- I5: what was said stays. A correction is a further row.
CREATE OR REPLACE FUNCTION nur_anfuegen() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT AS
$$
BEGIN
    -- Erasure by rule passes (loeschung.sql); nobody else can fill loeschung_offen.
    IF current_user <> session_user AND EXISTS (SELECT FROM loeschung_offen) THEN RETURN NULL; END IF;
    RAISE EXCEPTION 'An % wird nur angefügt.', TG_TABLE_NAME
        USING ERRCODE = '23514', CONSTRAINT = 'nur_anfuegen';
END
$$;

CREATE OR REPLACE FUNCTION nie_loeschen() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT AS
$$
BEGIN
    -- Erasure by rule passes (loeschung.sql); nobody else can fill loeschung_offen.
    IF current_user <> session_user AND EXISTS (SELECT FROM loeschung_offen) THEN RETURN NULL; END IF;
    RAISE EXCEPTION 'Aus % wird nie gelöscht.', TG_TABLE_NAME
        USING ERRCODE = '23514', CONSTRAINT = 'nie_loeschen';
END
$$;

DO $$
DECLARE
    tabelle text;
BEGIN
    FOREACH tabelle IN ARRAY ARRAY['zahlung_ereignis', 'anordnung', 'berechnung', 'bescheid',
        'ueberzahlung', 'bankverbindung', 'bankverbindung_bestaetigung', 'siegel', 'audit',
        'lesezugriff', 'zahlungstext', 'auskunft', 'auskunft_datei', 'loeschregel',
        'auskunftssperre_einsicht', 'einschraenkung_zweck', 'loeschlauf', 'loeschlauf_fall',
        'loeschlauf_freigabe', 'loeschlauf_ergebnis', 'grabstein', 'siegel_umstellung']
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER nur_anfuegen BEFORE UPDATE OR DELETE OR TRUNCATE
                        ON %I FOR EACH STATEMENT EXECUTE FUNCTION nur_anfuegen()', tabelle);
    END LOOP;
    FOREACH tabelle IN ARRAY ARRAY['zahlung', 'anspruch', 'feststellung', 'bankverbindung_sperre',
        'zahlungssperre', 'rueckmeldung_stand', 'zaehler']
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER nie_loeschen BEFORE DELETE OR TRUNCATE
                        ON %I FOR EACH STATEMENT EXECUTE FUNCTION nie_loeschen()', tabelle);
    END LOOP;
END
$$;

-- I7, I16: who determines and orders may do so today in this Kommune, and the clock is the
-- database's. The permission is the argument.
CREATE OR REPLACE FUNCTION wer_darf() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT AS
$$
BEGIN
    NEW.am := now();
    IF NOT platform.darf_hier(NEW.benutzer_id, TG_ARGV[0]) THEN
        RAISE EXCEPTION 'Dieser Schritt verlangt das Recht % in dieser Kommune.', TG_ARGV[0]
            USING ERRCODE = '23514', CONSTRAINT = 'wer_darf';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER wer_darf BEFORE INSERT ON feststellung
    FOR EACH ROW EXECUTE FUNCTION wer_darf('zahlung.feststellen');
CREATE OR REPLACE TRIGGER wer_darf BEFORE INSERT ON anordnung
    FOR EACH ROW EXECUTE FUNCTION wer_darf('zahlung.anordnen');
CREATE OR REPLACE TRIGGER wer_darf BEFORE INSERT ON loeschlauf_freigabe
    FOR EACH ROW EXECUTE FUNCTION wer_darf('loeschung.freigeben');
