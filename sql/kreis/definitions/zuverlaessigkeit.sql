-- Invariants of payment that hold against every login of the program, also against the one that
-- migrates. What one table says of itself stands beside the table; here is what binds several.

-- I5: what was said stays. A correction is a further row.
CREATE OR REPLACE FUNCTION nur_anfuegen() RETURNS trigger
    LANGUAGE plpgsql SET search_path = kreis, pg_temp AS
$$
BEGIN
    RAISE EXCEPTION 'An % wird nur angefügt.', TG_TABLE_NAME
        USING ERRCODE = '23514', CONSTRAINT = 'nur_anfuegen';
END
$$;

DO $$
DECLARE
    tabelle text;
BEGIN
    FOREACH tabelle IN ARRAY ARRAY['auftrag_beteiligung', 'rueckmeldung', 'lauf_datei',
        'lauf_ausgelassen', 'lauf_freigabe', 'bankdatei', 'auszug', 'umsatz_zuordnung', 'buchung',
        'buchungszeile', 'erstattung', 'erstattung_position', 'erstattung_schreiben',
        'forderungszeichen', 'forderungseingang', 'barauszahlung', 'barverfall', 'umbuchung',
        'hkr_zuordnung',
        'hkr_export', 'hkr_export_zeile', 'siegel', 'monatsvorlage', 'monatsabschluss', 'forderung',
        'forderung_verrechnung', 'forderung_mahnung', 'forderung_mahnschreiben',
        'kostenforderung_schreiben',
        'erstattung_aeusserung', 'erstattung_antwort', 'audit']
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER nur_anfuegen BEFORE UPDATE OR DELETE OR TRUNCATE
                        ON %I FOR EACH STATEMENT EXECUTE FUNCTION nur_anfuegen()', tabelle);
    END LOOP;
    FOREACH tabelle IN ARRAY ARRAY['lauf_position', 'lauf_uebergabe', 'umsatz', 'bankdatei_stand',
        'bankmeldung', 'bankkonto', 'zahlungsempfaenger', 'zaehler', 'rueckmeldung_stand',
        'forderungseingang_stand']
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER nie_loeschen BEFORE DELETE OR TRUNCATE
                        ON %I FOR EACH STATEMENT EXECUTE FUNCTION nie_loeschen()', tabelle);
    END LOOP;
END
$$;

CREATE OR REPLACE TRIGGER nur_aendern BEFORE UPDATE ON zahlungsempfaenger
    FOR EACH ROW EXECUTE FUNCTION nur_aendern('freigegeben_von', 'freigegeben_am', 'beendet_von',
                                              'beendet_am');

-- I16: when something was said, the database's clock says. The column is the argument.
CREATE OR REPLACE FUNCTION jetzt() RETURNS trigger
    LANGUAGE plpgsql SET search_path = kreis, pg_temp AS
$$
BEGIN
    RETURN jsonb_populate_record(NEW, jsonb_build_object(TG_ARGV[0], now()));
END
$$;

CREATE OR REPLACE TRIGGER jetzt BEFORE INSERT ON zahllauf
    FOR EACH ROW EXECUTE FUNCTION jetzt('erstellt_am');
CREATE OR REPLACE TRIGGER jetzt BEFORE INSERT ON lauf_freigabe
    FOR EACH ROW EXECUTE FUNCTION jetzt('am');
CREATE OR REPLACE TRIGGER jetzt BEFORE INSERT ON lauf_uebergabe
    FOR EACH ROW EXECUTE FUNCTION jetzt('begonnen_am');
CREATE OR REPLACE TRIGGER jetzt BEFORE INSERT ON bankmeldung
    FOR EACH ROW EXECUTE FUNCTION jetzt('am');
CREATE OR REPLACE TRIGGER jetzt BEFORE INSERT ON erstattung
    FOR EACH ROW EXECUTE FUNCTION jetzt('abgeschlossen_am');
CREATE OR REPLACE TRIGGER jetzt BEFORE INSERT ON audit
    FOR EACH ROW EXECUTE FUNCTION jetzt('am');

-- The same for rows that come by the hundred thousand or are megabytes long.
CREATE OR REPLACE FUNCTION jetzt_gebucht() RETURNS trigger
    LANGUAGE plpgsql SET search_path = kreis, pg_temp AS
$$
BEGIN
    NEW.gebucht_am := now();
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER jetzt BEFORE INSERT ON buchung
    FOR EACH ROW EXECUTE FUNCTION jetzt_gebucht();

CREATE OR REPLACE FUNCTION jetzt_eingelesen() RETURNS trigger
    LANGUAGE plpgsql SET search_path = kreis, pg_temp AS
$$
BEGIN
    NEW.eingelesen_am := now();
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER jetzt BEFORE INSERT ON bankdatei
    FOR EACH ROW EXECUTE FUNCTION jetzt_eingelesen();

CREATE OR REPLACE FUNCTION jetzt_erzeugt() RETURNS trigger
    LANGUAGE plpgsql SET search_path = kreis, pg_temp AS
$$
BEGIN
    NEW.erzeugt_am := now();
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER jetzt BEFORE INSERT ON lauf_datei
    FOR EACH ROW EXECUTE FUNCTION jetzt_erzeugt();

-- I7: a release is given by a living person who may release today and does not book
-- (§ 31 KomHVO NRW); who takes an assignment back writes postings, too. Fires after
-- lauf_freigabe_pruefen, which tells who took part in the run.
CREATE OR REPLACE FUNCTION lauf_freigabe_wer() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    IF NOT platform.darf_im_kreis(NEW.benutzer_id, 'zahllauf.freigeben')
       OR platform.darf_im_kreis(NEW.benutzer_id, 'bank.zuordnen')
       OR platform.darf_im_kreis(NEW.benutzer_id, 'bank.zuruecknehmen')
       OR platform.darf_im_kreis(NEW.benutzer_id, 'zahllauf.erstellen')
    THEN
        RAISE EXCEPTION 'Freigeben darf nur, wer es heute darf und nicht zugleich bucht.'
            USING ERRCODE = '23514', CONSTRAINT = 'lauf_freigabe_wer';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER lauf_freigabe_wer BEFORE INSERT ON lauf_freigabe
    FOR EACH ROW EXECUTE FUNCTION lauf_freigabe_wer();

-- I8: the file says what its positions say. Its head names it, the number and the sum; fires after
-- zahllauf_folgt, which compares run and positions.
CREATE OR REPLACE FUNCTION zahllauf_kopf_der_datei() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    kopf text;
BEGIN
    SELECT encode(substring(d.inhalt FOR 2000), 'escape') INTO kopf
      FROM lauf_datei d WHERE d.lauf_id = NEW.id;
    IF NEW.zahlweg IN ('bar', 'umbuchung') AND kopf LIKE format(
           E'%%%s;%s;Anzahl;%s;Summe;%s,%s\r\n%%',
           CASE NEW.zahlweg WHEN 'bar' THEN 'Barauszahlungsliste' ELSE 'Umbuchungsliste' END,
           NEW.msgid, NEW.anzahl, NEW.summe_cent / 100,
           lpad((NEW.summe_cent % 100)::text, 2, '0'))
    THEN
        RETURN NEW;
    END IF;
    IF kopf IS NULL OR NEW.zahlweg IN ('bar', 'umbuchung')
       OR substring(kopf FROM '<MsgId>([^<]*)</MsgId>') IS DISTINCT FROM NEW.msgid
       OR substring(kopf FROM '<NbOfTxs>([0-9]+)</NbOfTxs>') IS DISTINCT FROM NEW.anzahl::text
       OR replace(substring(kopf FROM '<CtrlSum>([0-9]+[.][0-9][0-9])</CtrlSum>'), '.', '')::bigint
          IS DISTINCT FROM NEW.summe_cent
    THEN
        RAISE EXCEPTION 'Kennung, Anzahl oder Summe der Datei sind nicht die des Zahllaufs.'
            USING ERRCODE = '23514', CONSTRAINT = 'zahllauf_kopf_der_datei';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER zahllauf_kopf_der_datei BEFORE UPDATE ON zahllauf
    FOR EACH ROW WHEN (NEW.zustand = 'datei_erzeugt' AND OLD.zustand = 'entwurf')
    EXECUTE FUNCTION zahllauf_kopf_der_datei();

-- I9: a Buchung has lines by the end of its transaction.
CREATE OR REPLACE FUNCTION buchung_hat_zeilen() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    PERFORM FROM buchungszeile z WHERE z.buchung_id = NEW.id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Eine Buchung ohne Zeilen gibt es nicht.'
            USING ERRCODE = '23514', CONSTRAINT = 'buchung_hat_zeilen';
    END IF;
    RETURN NULL;
END
$$;
DROP TRIGGER IF EXISTS buchung_hat_zeilen ON buchung;
CREATE CONSTRAINT TRIGGER buchung_hat_zeilen AFTER INSERT ON buchung
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION buchung_hat_zeilen();

-- I9: a Storno is the exact mirror of what it takes back, and is itself never taken back.
-- I2: a line refers to what there is; for an Auftrag it is its Kommune's, and with its assignment's
-- amount. Index lookups only: the cost follows what is booked now, never what was ever booked.
CREATE OR REPLACE FUNCTION buchungszeile_gehoert() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp
    SET enable_hashjoin = off SET enable_mergejoin = off AS
$$
DECLARE
    befund record;
BEGIN
    SELECT bool_or(b.id IS NULL OR a.id IS NULL AND n.auftrag_id IS NOT NULL
                   OR z.id IS NULL AND n.zuordnung_id IS NOT NULL) AS ohne_bezug,
           bool_or(a.id IS NOT NULL AND n.mandant_id IS DISTINCT FROM a.mandant_id) AS fremd,
           -- B-5.3: for an Umbuchung the Kreis advances nothing, so that nothing of it is claimed.
           bool_or((n.konto = 'umbuchung') <> (a.zahlweg = 'umbuchung')
                   OR n.konto = 'umbuchung' AND n.betrag_cent <> a.betrag_cent) AS umgebucht,
           bool_or(z.id IS NOT NULL AND (n.betrag_cent <> -z.betrag_cent
                   OR n.auftrag_id IS DISTINCT FROM z.auftrag_id)) AS anders,
           bool_or(b.storno_von IS NOT NULL) AS storno
      INTO befund
      FROM neu n
      LEFT JOIN buchung b ON b.id = n.buchung_id
      LEFT JOIN zahlungsauftrag a ON a.id = n.auftrag_id
      LEFT JOIN umsatz_zuordnung z ON z.id = n.zuordnung_id;
    IF befund.ohne_bezug THEN
        RAISE EXCEPTION 'Eine Zeile nennt eine Buchung, einen Auftrag oder eine Zuordnung, die es nicht gibt.'
            USING ERRCODE = '23503', CONSTRAINT = 'buchungszeile_bezug';
    END IF;
    IF befund.fremd THEN
        RAISE EXCEPTION 'Eine Zeile zu einem Auftrag gehört der Kommune des Auftrags.'
            USING ERRCODE = '23514', CONSTRAINT = 'buchungszeile_mandant';
    END IF;
    PERFORM FROM neu n WHERE n.konto = 'umbuchung'
      GROUP BY n.buchung_id, n.mandant_id HAVING sum(n.betrag_cent) <> 0;
    IF FOUND OR befund.umgebucht THEN
        RAISE EXCEPTION 'Eine Umbuchung berührt nur ihr Konto und gleicht sich je Kommune aus.'
            USING ERRCODE = '23514', CONSTRAINT = 'buchungszeile_umbuchung';
    END IF;
    IF befund.anders THEN
        RAISE EXCEPTION 'Eine Zeile bucht genau, was zugeordnet ist.'
            USING ERRCODE = '23514', CONSTRAINT = 'buchungszeile_zuordnung';
    END IF;
    IF befund.storno IS NOT TRUE THEN RETURN NULL; END IF;
    PERFORM FROM buchung b JOIN neu n ON n.buchung_id = b.id
        JOIN buchung v ON v.id = b.storno_von WHERE v.storno_von IS NOT NULL;
    IF FOUND THEN
        RAISE EXCEPTION 'Ein Storno wird nicht storniert; gebucht wird neu.'
            USING ERRCODE = '23514', CONSTRAINT = 'buchung_storno_einmal';
    END IF;
    PERFORM FROM (
        SELECT b.id, z.konto, z.mandant_id, z.lauf_id, z.auftrag_id, z.kassenzeichen, z.betrag_cent
          FROM buchung b JOIN buchungszeile z ON z.buchung_id IN (b.id, b.storno_von)
         WHERE b.storno_von IS NOT NULL AND b.id IN (SELECT buchung_id FROM neu)) beide
      GROUP BY id, konto, mandant_id, lauf_id, auftrag_id, kassenzeichen
     HAVING sum(betrag_cent) <> 0;
    IF FOUND THEN
        RAISE EXCEPTION 'Ein Storno ist das genaue Gegenteil der Buchung.'
            USING ERRCODE = '23514', CONSTRAINT = 'buchung_storno_spiegel';
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER buchungszeile_gehoert AFTER INSERT ON buchungszeile
    REFERENCING NEW TABLE AS neu
    FOR EACH STATEMENT EXECUTE FUNCTION buchungszeile_gehoert();

-- I11: an assignment refers to what there is; a payment is booked with exactly its amount, and never
-- comes back with more.
CREATE OR REPLACE FUNCTION umsatz_zuordnung_gehoert() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp
    SET enable_hashjoin = off SET enable_mergejoin = off AS
$$
DECLARE
    befund record;
BEGIN
    SELECT bool_or(a.id IS NULL AND n.auftrag_id IS NOT NULL) AS ohne_bezug,
           bool_or(a.id IS NOT NULL AND (
                   a.zahlweg = 'umbuchung'
                   OR CASE n.art WHEN 'zahlung' THEN n.betrag_cent <> -a.betrag_cent
                                 ELSE n.betrag_cent NOT BETWEEN 1 AND a.betrag_cent
                                      OR a.zustand <> 'gezahlt' END)) AS anders
      INTO befund
      FROM neu n LEFT JOIN zahlungsauftrag a ON a.id = n.auftrag_id;
    IF befund.ohne_bezug
       OR EXISTS (SELECT FROM (SELECT DISTINCT umsatz_id FROM neu) n
                   WHERE NOT EXISTS (SELECT FROM umsatz u WHERE u.id = n.umsatz_id))
    THEN
        RAISE EXCEPTION 'Eine Zuordnung nennt einen Umsatz oder einen Auftrag, den es nicht gibt.'
            USING ERRCODE = '23503', CONSTRAINT = 'umsatz_zuordnung_bezug';
    END IF;
    IF befund.anders THEN
        RAISE EXCEPTION 'Zugeordnet wird der Betrag der Zahlung; zurück kommt nie mehr als er.'
            USING ERRCODE = '23514', CONSTRAINT = 'umsatz_zuordnung_betrag';
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER umsatz_zuordnung_gehoert AFTER INSERT ON umsatz_zuordnung
    REFERENCING NEW TABLE AS neu
    FOR EACH STATEMENT EXECUTE FUNCTION umsatz_zuordnung_gehoert();

-- I14: a statement that does not begin where the last one ended says so in its finding.
CREATE OR REPLACE FUNCTION auszug_kette() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    IF NEW.befund = '' AND NEW.saldo_alt_cent IS DISTINCT FROM coalesce(
           (SELECT a.saldo_neu_cent FROM auszug a WHERE a.iban = NEW.iban
             ORDER BY a.bis DESC, a.nummer DESC NULLS LAST, a.id DESC LIMIT 1), NEW.saldo_alt_cent)
    THEN
        RAISE EXCEPTION 'Der Auszug schließt nicht an den vorigen an und sagt es nicht.'
            USING ERRCODE = '23514', CONSTRAINT = 'auszug_kette';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER auszug_kette BEFORE INSERT ON auszug
    FOR EACH ROW EXECUTE FUNCTION auszug_kette();

-- I12: a closed claim takes lines of its own Kommune and month only.
CREATE OR REPLACE FUNCTION erstattung_position_monat() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    PERFORM FROM neu n
       JOIN erstattung e ON e.id = n.erstattung_id
       JOIN buchungszeile z ON z.id = n.buchungszeile_id
       JOIN buchung b ON b.id = z.buchung_id
      WHERE z.mandant_id IS DISTINCT FROM e.mandant_id OR NOT z.in_erstattung
         OR date_trunc('month', b.buchungstag)::date <> e.monat;
    IF FOUND THEN
        RAISE EXCEPTION 'Eine Erstattung enthält nur Zeilen ihrer Kommune und ihres Monats.'
            USING ERRCODE = '23514', CONSTRAINT = 'erstattung_position_monat';
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER erstattung_position_monat AFTER INSERT ON erstattung_position
    REFERENCING NEW TABLE AS neu
    FOR EACH STATEMENT EXECUTE FUNCTION erstattung_position_monat();
