-- I11: an assignment is taken back whole and once, by somebody who may and did not make it, and not
-- while others build on it: a refund that belongs to a Gutschrift, a credit that is set off or paid
-- out. Nor does anybody pay out more than the credit that there is.

-- What was given out of an item's credit, set off or paid out, although the item is open again.
CREATE OR REPLACE FUNCTION forderung_guthaben_fehlt(welche uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp
RETURN kreis.forderung_offen(welche) > 0
   AND ((SELECT coalesce(sum(v.betrag_cent), 0) FROM kreis.forderung_verrechnung v
          WHERE v.von_id = welche) > 0
        OR (SELECT coalesce(sum(z.betrag_cent), 0) FROM kreis.forderungszahlungen() z
              JOIN kreis.umsatz r ON r.id = z.umsatz_id
             WHERE z.forderung_id = welche AND r.betrag_cent < 0) < 0);

-- Runs at READ COMMITTED, where each statement sees what was committed before it: the items are
-- locked first, so that of two who use one credit the second sees what the first has left. Only
-- what lowers a credit needs it; payments that the program assigns by the hundred lock nothing.
CREATE OR REPLACE FUNCTION umsatz_zuordnung_zurueck() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    -- As whoever gives the money to a Gutschrift does (sammelzahlung.sql).
    IF EXISTS (SELECT FROM neu WHERE nimmt_zurueck IS NOT NULL) THEN
        PERFORM FROM umsatz u
          WHERE u.id IN (SELECT n.umsatz_id FROM neu n WHERE n.nimmt_zurueck IS NOT NULL)
          ORDER BY u.id FOR NO KEY UPDATE;
    END IF;
    IF EXISTS (SELECT FROM neu n
                WHERE n.betrag_cent < 0
                  AND coalesce(n.erstattung_id, n.umlageteil_id, n.forderung_id) IS NOT NULL)
    THEN
        -- Whoever duns waits for the books first, then for the item: so does this.
        PERFORM FROM sperre WHERE name = 'hauptbuch' FOR SHARE;
        PERFORM FROM forderung f
          WHERE f.id IN (SELECT coalesce(n.erstattung_id, n.umlageteil_id, n.forderung_id)
                           FROM neu n WHERE n.betrag_cent < 0)
          ORDER BY f.id FOR NO KEY UPDATE;
        PERFORM FROM neu n
          WHERE n.nimmt_zurueck IS NULL AND n.betrag_cent < 0
            AND forderung_offen(coalesce(n.erstattung_id, n.umlageteil_id, n.forderung_id)) > 0;
        IF FOUND THEN
            RAISE EXCEPTION 'Zurückgezahlt wird höchstens ein Guthaben.'
                USING ERRCODE = '23514', CONSTRAINT = 'umsatz_zuordnung_guthaben';
        END IF;
    END IF;
    IF NOT EXISTS (SELECT FROM neu WHERE nimmt_zurueck IS NOT NULL) THEN
        RETURN NULL;
    END IF;
    PERFORM FROM neu n LEFT JOIN umsatz_zuordnung z ON z.id = n.nimmt_zurueck
      WHERE n.nimmt_zurueck IS NOT NULL
        AND (z.id IS NULL OR z.nimmt_zurueck IS NOT NULL OR z.von = n.von
             OR NOT platform.darf_im_kreis(n.von, 'bank.zuruecknehmen')
             OR (n.umsatz_id, n.art, n.betrag_cent, n.erstattung_id, n.umlageteil_id,
                 n.forderung_id)
                IS DISTINCT FROM (z.umsatz_id, z.art, -z.betrag_cent, z.erstattung_id,
                                  z.umlageteil_id, z.forderung_id));
    IF FOUND THEN
        RAISE EXCEPTION 'Zurückgenommen wird eine Zuordnung ganz, von jemand anderem als ihrem Urheber.'
            USING ERRCODE = '23514', CONSTRAINT = 'umsatz_zuordnung_zurueck';
    END IF;
    PERFORM FROM neu n JOIN sammelrechnung_eingaenge() e ON e.zuordnung_id = n.nimmt_zurueck;
    IF FOUND THEN
        RAISE EXCEPTION 'Dieser Eingang gehört zu einer Gutschrift der Krankenhilfe.'
            USING ERRCODE = '23514', CONSTRAINT = 'umsatz_zuordnung_zurueck_gutschrift';
    END IF;
    PERFORM FROM neu n
      WHERE n.nimmt_zurueck IS NOT NULL AND n.betrag_cent < 0
        AND forderung_guthaben_fehlt(coalesce(n.erstattung_id, n.umlageteil_id, n.forderung_id));
    IF FOUND THEN
        RAISE EXCEPTION 'Das Guthaben aus dieser Zahlung ist schon verrechnet oder ausgezahlt.'
            USING ERRCODE = '23514', CONSTRAINT = 'umsatz_zuordnung_zurueck_guthaben';
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER umsatz_zuordnung_zurueck AFTER INSERT ON umsatz_zuordnung
    REFERENCING NEW TABLE AS neu
    FOR EACH STATEMENT EXECUTE FUNCTION umsatz_zuordnung_zurueck();

-- The same for a set-off. What it had settled is open again; so it stays as long as a credit that
-- came of it is used.
CREATE OR REPLACE FUNCTION forderung_verrechnung_zurueck() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    PERFORM FROM forderung_verrechnung v
      WHERE v.id = NEW.nimmt_zurueck AND v.nimmt_zurueck IS NULL
        AND v.benutzer_id <> NEW.benutzer_id
        AND (v.von_id, v.auf_id, v.betrag_cent) = (NEW.von_id, NEW.auf_id, -NEW.betrag_cent);
    IF NOT FOUND OR NOT platform.darf_im_kreis(NEW.benutzer_id, 'forderung.bearbeiten') THEN
        RAISE EXCEPTION 'Zurückgenommen wird eine Verrechnung ganz, von jemand anderem.'
            USING ERRCODE = '23514', CONSTRAINT = 'forderung_verrechnung_zurueck';
    END IF;
    IF forderung_guthaben_fehlt(NEW.auf_id) THEN
        RAISE EXCEPTION 'Ein Guthaben daraus ist schon verrechnet oder ausgezahlt.'
            USING ERRCODE = '23514', CONSTRAINT = 'forderung_verrechnung_zurueck_guthaben';
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER forderung_verrechnung_zurueck AFTER INSERT ON forderung_verrechnung
    FOR EACH ROW WHEN (NEW.nimmt_zurueck IS NOT NULL)
    EXECUTE FUNCTION forderung_verrechnung_zurueck();
