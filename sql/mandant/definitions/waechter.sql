-- Guards of the Mandant's schema. They read no settings; who acts is a column.

-- Dated facts are replaced, never changed. Columns named as arguments are no facts: the program
-- derives them.
CREATE OR REPLACE FUNCTION nur_ersetzen() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT AS
$$
DECLARE
    frei text[] := ARRAY['ersetzt_am'] || coalesce(TG_ARGV, '{}');
BEGIN
    -- Erasure by rule passes (loeschung.sql); nobody else can fill loeschung_offen.
    IF current_user <> session_user AND EXISTS (SELECT FROM loeschung_offen) THEN RETURN NEW; END IF;
    IF OLD.ersetzt_am IS NOT NULL
       OR to_jsonb(NEW) - frei IS DISTINCT FROM to_jsonb(OLD) - frei
       OR (NEW.ersetzt_am IS NULL AND NEW IS NOT DISTINCT FROM OLD)
    THEN
        RAISE EXCEPTION 'Eine Angabe in % wird ersetzt, nicht geändert.', TG_TABLE_NAME
            USING ERRCODE = '23514', CONSTRAINT = 'nur_ersetzen';
    END IF;
    RETURN NEW;
END
$$;

DO $$
DECLARE
    tabelle text;
BEGIN
    FOREACH tabelle IN ARRAY ARRAY['mitglied', 'berechtigung', 'aufenthalt', 'unterkunft',
        'einkommen', 'vermoegen', 'mehrbedarf', 'monatsbedarf', 'arbeitsgelegenheit',
        'wartezeithindernis', 'anspruch',
        'ratenplan', 'stundung', 'aufrechnung', 'vertretung', 'vorlagetext',
        'fallliste', 'auftragsverarbeiter', 'verzeichniskontakt']
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER nur_ersetzen BEFORE UPDATE ON %I
                        FOR EACH ROW EXECUTE FUNCTION nur_ersetzen()', tabelle);
    END LOOP;
END
$$;
-- The folding of a name follows the program that folds (Suchname.version).
CREATE OR REPLACE TRIGGER nur_ersetzen BEFORE UPDATE ON person_angabe
    FOR EACH ROW EXECUTE FUNCTION nur_ersetzen('suchname', 'klang', 'faltung');

-- A second person confirms a bank account (four eyes).
CREATE OR REPLACE FUNCTION bankverbindung_vier_augen() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT AS
$$
BEGIN
    PERFORM FROM bankverbindung WHERE id = NEW.bankverbindung_id AND erfasst_von = NEW.bestaetigt_von;
    IF FOUND THEN
        RAISE EXCEPTION 'Wer eine Bankverbindung erfasst, bestätigt sie nicht.'
            USING ERRCODE = '23514', CONSTRAINT = 'bankverbindung_vier_augen';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER bankverbindung_vier_augen BEFORE INSERT ON bankverbindung_bestaetigung
    FOR EACH ROW EXECUTE FUNCTION bankverbindung_vier_augen();

-- Content as determined and ordered: every column that decides who gets how much, when and why.
CREATE OR REPLACE FUNCTION zahlung_pruefsumme(z zahlung) RETURNS bytea
    LANGUAGE sql IMMUTABLE
RETURN sha256(convert_to(concat_ws('|', z.id, z.fall_id, z.anspruch_id, z.monat, z.zweck, z.zahlweg,
    z.empfaenger_sepa, z.iban, z.betrag_cent, z.verwendungszweck, z.zweckcode, z.faellig,
    z.endtoend, z.zahlungsempfaenger_id, z.kassenzeichen), 'UTF8'));

CREATE OR REPLACE FUNCTION zahlung_folgt() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT AS
$$
DECLARE
    uebergang zahlung_uebergang;
    veraenderlich CONSTANT text[] := ARRAY['zustand', 'lauf', 'gezahlt_am',
                                           'zustand_von', 'zustand_am', 'zustand_grund'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.zustand <> 'erfasst' THEN
            RAISE EXCEPTION 'Eine Zahlung beginnt erfasst.'
                USING ERRCODE = '23514', CONSTRAINT = 'zahlung_uebergang';
        END IF;
        NEW.zustand_von := NEW.erfasst_von;
        NEW.zustand_am := now();
        RETURN NEW;
    END IF;
    -- Erasure by rule passes (loeschung.sql); nobody else can fill loeschung_offen.
    IF current_user <> session_user AND EXISTS (SELECT FROM loeschung_offen) THEN RETURN NEW; END IF;
    -- I5: what was determined stays as it is; going back to "erfasst" voids the Feststellung first.
    IF to_jsonb(NEW) - veraenderlich IS DISTINCT FROM to_jsonb(OLD) - veraenderlich THEN
        RAISE EXCEPTION 'Eine Zahlung ändert nur ihren Zustand; für anderen Inhalt entsteht eine neue.'
            USING ERRCODE = '23514', CONSTRAINT = 'zahlung_inhalt_bleibt';
    END IF;
    -- Run and day of payment are answers of the Kreis.
    IF (NEW.lauf, NEW.gezahlt_am) IS DISTINCT FROM (OLD.lauf, OLD.gezahlt_am) AND current_user = session_user THEN
        RAISE EXCEPTION 'Lauf und Zahltag setzt nur eine Rückmeldung des Kreises.'
            USING ERRCODE = '23514', CONSTRAINT = 'zahlung_inhalt_bleibt';
    END IF;
    IF NEW.zustand = OLD.zustand THEN
        IF (NEW.zustand_von, NEW.zustand_am, NEW.zustand_grund) IS DISTINCT FROM
           (OLD.zustand_von, OLD.zustand_am, OLD.zustand_grund) AND current_user = session_user
        THEN
            RAISE EXCEPTION 'Wer, wann und warum gehört zu einem Wechsel des Zustands.'
                USING ERRCODE = '23514', CONSTRAINT = 'zahlung_inhalt_bleibt';
        END IF;
        RETURN NEW;
    END IF;
    -- The Kreis says when it answered; what happens here happens now.
    IF current_user = session_user THEN NEW.zustand_am := now(); END IF;
    SELECT * INTO uebergang FROM zahlung_uebergang WHERE von = OLD.zustand AND nach = NEW.zustand;
    -- Answers of the Kreis arrive through rueckmeldungen_uebernehmen(), which runs as the schema's owner.
    IF NOT FOUND OR (uebergang.nur_rueckmeldung AND current_user = session_user) THEN
        RAISE EXCEPTION 'Kein Übergang der Zahlung von % nach %.', OLD.zustand, NEW.zustand
            USING ERRCODE = '23514', CONSTRAINT = 'zahlung_uebergang';
    END IF;
    IF NEW.zustand = 'festgestellt' AND NOT EXISTS (
        SELECT FROM feststellung f WHERE f.zahlung_id = NEW.id AND f.aufgehoben_am IS NULL
                                     AND f.inhalt_sha256 = zahlung_pruefsumme(NEW)
                                     AND (f.benutzer_id = NEW.zustand_von OR OLD.zustand = 'gesperrt'))
    THEN
        RAISE EXCEPTION 'Die Feststellung dieses Inhalts fehlt.'
            USING ERRCODE = '23514', CONSTRAINT = 'zahlung_feststellung_fehlt';
    END IF;
    IF NEW.zustand = 'angeordnet' AND OLD.zustand = 'festgestellt' AND NOT EXISTS (
        SELECT FROM anordnung a WHERE a.zahlung_id = NEW.id AND a.inhalt_sha256 = zahlung_pruefsumme(NEW)
                                  AND a.benutzer_id = NEW.zustand_von)
    THEN
        RAISE EXCEPTION 'Die Anordnung dieses Inhalts fehlt.'
            USING ERRCODE = '23514', CONSTRAINT = 'zahlung_anordnung_fehlt';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER zahlung_folgt BEFORE INSERT OR UPDATE ON zahlung
    FOR EACH ROW EXECUTE FUNCTION zahlung_folgt();

-- The history writes itself; nobody else can.
CREATE OR REPLACE FUNCTION zahlung_ereignis_festhalten() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS
$$
BEGIN
    INSERT INTO zahlung_ereignis (zahlung_id, lfd, zustand, am, benutzer_id, grund)
    SELECT NEW.id, 1 + coalesce(max(e.lfd), 0), NEW.zustand, NEW.zustand_am, NEW.zustand_von,
           NEW.zustand_grund
      FROM zahlung_ereignis e WHERE e.zahlung_id = NEW.id;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER zahlung_beginnt AFTER INSERT ON zahlung
    FOR EACH ROW EXECUTE FUNCTION zahlung_ereignis_festhalten();
CREATE OR REPLACE TRIGGER zahlung_wechselt AFTER UPDATE ON zahlung
    FOR EACH ROW WHEN (NEW.zustand IS DISTINCT FROM OLD.zustand)
    EXECUTE FUNCTION zahlung_ereignis_festhalten();

-- I7: whoever determined a payment or entered its bank account does not order it.
CREATE OR REPLACE FUNCTION anordnung_vier_augen() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT AS
$$
BEGIN
    PERFORM FROM feststellung WHERE zahlung_id = NEW.zahlung_id AND benutzer_id = NEW.benutzer_id
        AND aufgehoben_am IS NULL;
    IF FOUND THEN
        RAISE EXCEPTION 'Wer eine Zahlung festgestellt hat, ordnet sie nicht an.'
            USING ERRCODE = '23514', CONSTRAINT = 'anordnung_vier_augen';
    END IF;
    PERFORM FROM zahlung z
       LEFT JOIN bankverbindung b ON b.id = z.bankverbindung_id
       LEFT JOIN unterkunft u ON u.id = z.unterkunft_id
      WHERE z.id = NEW.zahlung_id
        AND (b.erfasst_von = NEW.benutzer_id OR u.erfasst_von = NEW.benutzer_id);
    IF FOUND THEN
        RAISE EXCEPTION 'Wer das Konto erfasst hat, ordnet die Zahlung darauf nicht an.'
            USING ERRCODE = '23514', CONSTRAINT = 'anordnung_vier_augen';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER anordnung_vier_augen BEFORE INSERT ON anordnung
    FOR EACH ROW EXECUTE FUNCTION anordnung_vier_augen();

-- No money to an account that nobody confirmed or that a return has blocked.
CREATE OR REPLACE FUNCTION anordnung_konto_bereit() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT AS
$$
BEGIN
    PERFORM FROM zahlung z JOIN bankverbindung b ON b.id = z.bankverbindung_id
      WHERE z.id = NEW.zahlung_id
        AND (NOT EXISTS (SELECT FROM bankverbindung_bestaetigung c WHERE c.bankverbindung_id = b.id)
             OR EXISTS (SELECT FROM bankverbindung_sperre s
                         WHERE s.bankverbindung_id = b.id AND s.aufgehoben_am IS NULL));
    IF FOUND THEN
        RAISE EXCEPTION 'Die Bankverbindung ist unbestätigt oder gesperrt.'
            USING ERRCODE = '23514', CONSTRAINT = 'anordnung_konto_bereit';
    END IF;
    PERFORM FROM zahlung z
      WHERE z.id = NEW.zahlung_id AND z.zahlungsempfaenger_id IS NOT NULL
        AND NOT kreis.zahlungsempfaenger_gilt(z.zahlungsempfaenger_id, z.iban);
    IF FOUND THEN
        RAISE EXCEPTION 'Der Kreis führt diesen Zahlungsempfänger nicht oder nicht mehr.'
            USING ERRCODE = '23514', CONSTRAINT = 'anordnung_empfaenger_gilt';
    END IF;
    PERFORM FROM zahlung z JOIN zahlungssperre s
         ON s.iban IS NULL AND s.fall_id = z.fall_id OR s.iban = z.iban AND z.zweck = 'unterkunft'
      WHERE z.id = NEW.zahlung_id AND s.aufgehoben_am IS NULL;
    IF FOUND THEN
        RAISE EXCEPTION 'Nach einer Rückgabe der Bank ist noch nicht entschieden, ob weiter gezahlt wird.'
            USING ERRCODE = '23514', CONSTRAINT = 'anordnung_zahlungssperre';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER anordnung_konto_bereit BEFORE INSERT ON anordnung
    FOR EACH ROW EXECUTE FUNCTION anordnung_konto_bereit();

-- What has been said stays; only the columns named as arguments may still change.
CREATE OR REPLACE FUNCTION nur_aendern() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT AS
$$
BEGIN
    -- Erasure by rule passes (loeschung.sql); nobody else can fill loeschung_offen.
    IF current_user <> session_user AND EXISTS (SELECT FROM loeschung_offen) THEN RETURN NEW; END IF;
    IF to_jsonb(NEW) - TG_ARGV IS DISTINCT FROM to_jsonb(OLD) - TG_ARGV THEN
        RAISE EXCEPTION 'In % ändert sich nur noch: %.', TG_TABLE_NAME, array_to_string(TG_ARGV, ', ')
            USING ERRCODE = '23514', CONSTRAINT = 'nur_aendern';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER nur_aendern BEFORE UPDATE ON feststellung
    FOR EACH ROW EXECUTE FUNCTION nur_aendern('aufgehoben_am');
CREATE OR REPLACE TRIGGER nur_aendern BEFORE UPDATE ON bankverbindung_sperre
    FOR EACH ROW EXECUTE FUNCTION nur_aendern('aufgehoben_am', 'aufgehoben_von');
CREATE OR REPLACE TRIGGER nur_aendern BEFORE UPDATE ON auskunftssperre
    FOR EACH ROW EXECUTE FUNCTION nur_aendern('aufgehoben_am', 'aufgehoben_von');
CREATE OR REPLACE TRIGGER nur_aendern BEFORE UPDATE ON auskunftssperre_benennung
    FOR EACH ROW EXECUTE FUNCTION nur_aendern('bestaetigt_von', 'bestaetigt_am');

-- A proposal is made first and confirmed once.
CREATE OR REPLACE FUNCTION benennung_bestaetigt() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT AS
$$
BEGIN
    RAISE EXCEPTION 'Ein Vorschlag wird erst gemacht und dann einmal bestätigt.'
        USING ERRCODE = '23514', CONSTRAINT = 'benennung_bestaetigt';
END
$$;
CREATE OR REPLACE TRIGGER benennung_vorgeschlagen BEFORE INSERT ON auskunftssperre_benennung
    FOR EACH ROW WHEN (num_nonnulls(NEW.bestaetigt_von, NEW.bestaetigt_am) > 0)
    EXECUTE FUNCTION benennung_bestaetigt();
CREATE OR REPLACE TRIGGER benennung_bestaetigt BEFORE UPDATE ON auskunftssperre_benennung
    FOR EACH ROW WHEN (OLD.bestaetigt_am IS NOT NULL)
    EXECUTE FUNCTION benennung_bestaetigt();

CREATE OR REPLACE TRIGGER nur_aendern BEFORE UPDATE ON einschraenkung
    FOR EACH ROW EXECUTE FUNCTION nur_aendern('aufgehoben_am', 'aufgehoben_von', 'entscheidung');
CREATE OR REPLACE TRIGGER nur_aendern BEFORE UPDATE ON berichtigungsverlangen
    FOR EACH ROW EXECUTE FUNCTION nur_aendern('entscheidung', 'begruendung', 'entschieden_von',
                                              'entschieden_am');
CREATE OR REPLACE TRIGGER nur_aendern BEFORE UPDATE ON berichtigung_empfaenger
    FOR EACH ROW EXECUTE FUNCTION nur_aendern('unterrichtet_von', 'unterrichtet_am');
CREATE OR REPLACE TRIGGER nur_aendern BEFORE UPDATE ON loeschsperre
    FOR EACH ROW EXECUTE FUNCTION nur_aendern('aufgehoben_am', 'aufgehoben_von');
CREATE OR REPLACE TRIGGER nur_aendern BEFORE UPDATE ON zahlungssperre
    FOR EACH ROW EXECUTE FUNCTION nur_aendern('aufgehoben_am', 'aufgehoben_von', 'entscheidung');

-- Who and when, in what is written for later: the clock is the database's, and the person works
-- here, or the integration is the Kommune's. Which of them it is the program says; it has signed
-- them in. Support leaves its line through support_lesen, which has asked for the grant.
CREATE OR REPLACE FUNCTION wer_und_wann() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT AS
$$
BEGIN
    NEW.am := now();
    IF NEW.benutzer_id IS NOT NULL AND NOT platform.handelt_hier(NEW.benutzer_id)
       AND NOT (TG_TABLE_NAME = 'audit' AND session_user = 'kreis_support')
    THEN
        RAISE EXCEPTION 'Wer nicht in dieser Kommune arbeitet, handelt hier nicht.'
            USING ERRCODE = '23514', CONSTRAINT = 'wer_und_wann';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER wer_und_wann BEFORE INSERT ON audit
    FOR EACH ROW EXECUTE FUNCTION wer_und_wann();
CREATE OR REPLACE TRIGGER wer_und_wann BEFORE INSERT ON lesezugriff
    FOR EACH ROW EXECUTE FUNCTION wer_und_wann();
CREATE OR REPLACE TRIGGER wer_und_wann BEFORE INSERT ON aktenvermerk
    FOR EACH ROW EXECUTE FUNCTION wer_und_wann();
CREATE OR REPLACE TRIGGER wer_und_wann BEFORE INSERT ON einschraenkung_zweck
    FOR EACH ROW EXECUTE FUNCTION wer_und_wann();
CREATE OR REPLACE TRIGGER wer_und_wann BEFORE INSERT ON rechtsfeststellung
    FOR EACH ROW EXECUTE FUNCTION wer_und_wann();

-- Work goes only to people of this Kommune.
CREATE OR REPLACE FUNCTION vertretung_von_hier() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT AS
$$
BEGIN
    IF NOT (platform.arbeitet_hier(NEW.abwesend) AND platform.arbeitet_hier(NEW.vertreter)
            AND platform.arbeitet_hier(NEW.erfasst_von))
    THEN
        RAISE EXCEPTION 'Wer nicht in dieser Kommune arbeitet, vertritt hier niemanden.'
            USING ERRCODE = '23514', CONSTRAINT = 'vertretung_von_hier';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER vertretung_von_hier BEFORE INSERT ON vertretung
    FOR EACH ROW EXECUTE FUNCTION vertretung_von_hier();

CREATE OR REPLACE FUNCTION wiedervorlage_von_hier() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT AS
$$
BEGIN
    IF NOT platform.arbeitet_hier(NEW.fuer) THEN
        RAISE EXCEPTION 'Eine Wiedervorlage geht nur an jemanden aus dieser Kommune.'
            USING ERRCODE = '23514', CONSTRAINT = 'wiedervorlage_von_hier';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER wiedervorlage_von_hier BEFORE UPDATE OF fuer ON wiedervorlage
    FOR EACH ROW WHEN (NEW.fuer <> OLD.fuer) EXECUTE FUNCTION wiedervorlage_von_hier();

-- A voucher says for ever what it said; it may be revoked, and only once.
CREATE OR REPLACE TRIGGER nur_aendern BEFORE UPDATE ON behandlungsschein
    FOR EACH ROW EXECUTE FUNCTION nur_aendern('widerrufen_am', 'widerrufen_von', 'widerrufsgrund');

CREATE OR REPLACE FUNCTION behandlungsschein_einmal_widerrufen() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT AS
$$
BEGIN
    IF OLD.widerrufen_am IS NOT NULL THEN
        RAISE EXCEPTION 'Dieser Behandlungsschein ist schon widerrufen.'
            USING ERRCODE = '23514', CONSTRAINT = 'behandlungsschein_widerruf';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER behandlungsschein_einmal_widerrufen BEFORE UPDATE ON behandlungsschein
    FOR EACH ROW EXECUTE FUNCTION behandlungsschein_einmal_widerrufen();
CREATE OR REPLACE TRIGGER nur_aendern BEFORE UPDATE ON uebernahme
    FOR EACH ROW EXECUTE FUNCTION nur_aendern('beendet_am');

-- Invoices never exceed what was approved. The use case holds the case's lock, so none slips in
-- beside it.
CREATE OR REPLACE FUNCTION einzelrechnung_im_rahmen() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT AS
$$
BEGIN
    PERFORM FROM einzelentscheidung e
      WHERE e.einzelleistung_id = NEW.einzelleistung_id AND e.bewilligt
        AND e.hoechstens_cent >= NEW.anerkannt_cent + (
            SELECT coalesce(sum(r.anerkannt_cent), 0) FROM einzelrechnung r
             WHERE r.einzelleistung_id = NEW.einzelleistung_id);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Anerkannt wird höchstens, was zugesagt ist.'
            USING ERRCODE = '23514', CONSTRAINT = 'einzelrechnung_im_rahmen';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER einzelrechnung_im_rahmen BEFORE INSERT ON einzelrechnung
    FOR EACH ROW EXECUTE FUNCTION einzelrechnung_im_rahmen();
