-- The central Krankenhilfe (B-6). A Mandant's login reaches functions only: which months it has to
-- count, where it hands over its numbers, and what it has handed over.

-- The months that the calling Kommune has to count by `am` and has not yet; none for a Kommune that
-- does not take part. At most a year back, never before it works here.
CREATE OR REPLACE FUNCTION offene_empfaengermonate(am date)
    RETURNS TABLE (monat date, regel date, grundlagen text[])
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT e.monat, r.gueltig_ab, r.grundlagen
      FROM (SELECT (date_trunc('month', am) - make_interval(months => n))::date AS monat
              FROM generate_series(1, 12) AS n) e
      CROSS JOIN LATERAL (SELECT r.gueltig_ab, r.grundlagen, r.zaehltag FROM empfaengerregel r
                           WHERE r.gueltig_ab <= e.monat ORDER BY r.gueltig_ab DESC LIMIT 1) r
     WHERE am >= (e.monat + interval '1 month')::date + (r.zaehltag - 1)
       AND platform.krankenhilfe_zentral(platform.mandant_der_sitzung(), e.monat)
       AND NOT EXISTS (SELECT FROM empfaengerzahl z
                        WHERE z.mandant_id = platform.mandant_der_sitzung()
                          AND z.monat = e.monat)
     ORDER BY e.monat
$$;

-- Hands over the number of a month; false when the month has one already, whatever it says.
CREATE OR REPLACE FUNCTION empfaenger_melden(fuer date, nach date, zahl bigint, summe bytea,
                                             zum date) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    ich uuid := platform.mandant_der_sitzung();
BEGIN
    IF ich IS NULL THEN
        RAISE EXCEPTION 'Nur der Login eines Mandanten meldet hier.' USING ERRCODE = '42501';
    END IF;
    INSERT INTO empfaengerzahl (mandant_id, monat, regel, anzahl, sha256, gezaehlt_zum)
    VALUES (ich, fuer, nach, zahl, summe, zum)
    ON CONFLICT (mandant_id, monat) DO NOTHING;
    RETURN FOUND;
END
$$;

-- What the calling Kommune has handed over, the latest month first.
CREATE OR REPLACE FUNCTION gemeldete_empfaenger()
    RETURNS TABLE (monat date, anzahl bigint, sha256 bytea, gezaehlt_zum date,
                   gemeldet_am timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT z.monat, z.anzahl, z.sha256, z.gezaehlt_zum, z.gemeldet_am FROM empfaengerzahl z
     WHERE z.mandant_id = platform.mandant_der_sitzung() ORDER BY z.monat DESC
$$;

-- Only a Kommune that takes part has a number, and it is counted by the rule of its month.
CREATE OR REPLACE FUNCTION empfaengerzahl_pruefen() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    IF NOT platform.krankenhilfe_zentral(NEW.mandant_id, NEW.monat) THEN
        RAISE EXCEPTION 'Die Kommune nimmt in diesem Monat nicht an der Krankenhilfe teil.'
            USING ERRCODE = '23514', CONSTRAINT = 'empfaengerzahl_beteiligt';
    END IF;
    PERFORM FROM empfaengerregel r
      WHERE r.gueltig_ab = NEW.regel
        AND NEW.gezaehlt_zum >= (NEW.monat + interval '1 month')::date + (r.zaehltag - 1)
        AND NOT EXISTS (SELECT FROM empfaengerregel s
                         WHERE s.gueltig_ab > r.gueltig_ab AND s.gueltig_ab <= NEW.monat)
        AND r.gueltig_ab <= NEW.monat;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Gezählt wird nach der Regel des Monats, ab ihrem Zähltag.'
            USING ERRCODE = '23514', CONSTRAINT = 'empfaengerzahl_nach_regel';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER empfaengerzahl_pruefen BEFORE INSERT ON empfaengerzahl
    FOR EACH ROW EXECUTE FUNCTION empfaengerzahl_pruefen();

-- What has been said stays: numbers and the rules by which they were counted.
CREATE OR REPLACE FUNCTION bleibt_stehen() RETURNS trigger
    LANGUAGE plpgsql SET search_path = kreis, pg_temp AS
$$
BEGIN
    RAISE EXCEPTION 'In % ändert sich nichts mehr.', TG_TABLE_NAME
        USING ERRCODE = '23514', CONSTRAINT = 'bleibt_stehen';
END
$$;

CREATE OR REPLACE TRIGGER bleibt_stehen BEFORE UPDATE OR DELETE OR TRUNCATE ON empfaengerzahl
    FOR EACH STATEMENT EXECUTE FUNCTION bleibt_stehen();
CREATE OR REPLACE TRIGGER bleibt_stehen BEFORE UPDATE OR DELETE OR TRUNCATE ON empfaengerregel
    FOR EACH STATEMENT EXECUTE FUNCTION bleibt_stehen();
