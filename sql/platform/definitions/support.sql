-- Support in one case: what each side may say, and whether it holds now. All times are the
-- database's own.

CREATE OR REPLACE FUNCTION supportzugang_pruefen() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
BEGIN
    IF NOT hat_recht(NEW.benutzer_id, 'support.beantragen', NULL) THEN
        RAISE EXCEPTION 'Diese Person beantragt keinen Supportzugang.'
            USING ERRCODE = '23514', CONSTRAINT = 'supportzugang_recht';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER supportzugang_pruefen BEFORE INSERT ON supportzugang
    FOR EACH ROW EXECUTE FUNCTION supportzugang_pruefen();

-- The calling Mandant answers: with a case and hours, or with neither and a reason. False: it was
-- not asked, has answered, or the person may not.
CREATE OR REPLACE FUNCTION support_antworten(zugang uuid, person uuid, fall uuid, dauer integer,
                                             warum text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
BEGIN
    IF NOT darf_hier(person, 'support.gewaehren') THEN RETURN false; END IF;
    INSERT INTO supportzugang_antwort (zugang_id, fall_id, bis, grund, von)
    SELECT s.id, fall, CASE WHEN fall IS NOT NULL
                            THEN now() + make_interval(hours => least(dauer, s.stunden)) END,
           coalesce(warum, ''), person
      FROM supportzugang s
     WHERE s.id = zugang AND s.mandant_id = mandant_der_sitzung()
       AND NOT EXISTS (SELECT FROM supportzugang_ende e WHERE e.zugang_id = s.id)
    ON CONFLICT DO NOTHING;
    RETURN FOUND;
END
$$;

-- The calling Mandant ends it; from the next statement on nothing is read any more.
CREATE OR REPLACE FUNCTION support_beenden(zugang uuid, person uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
BEGIN
    IF NOT darf_hier(person, 'support.gewaehren') THEN RETURN false; END IF;
    INSERT INTO supportzugang_ende (zugang_id, von)
    SELECT s.id, person FROM supportzugang s
     WHERE s.id = zugang AND s.mandant_id = mandant_der_sitzung()
    ON CONFLICT DO NOTHING;
    RETURN FOUND;
END
$$;

-- How a request stands at this moment.
CREATE OR REPLACE FUNCTION support_stand(zugang uuid) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = platform, pg_temp
RETURN CASE WHEN EXISTS (SELECT FROM platform.supportzugang_ende e WHERE e.zugang_id = zugang)
            THEN 'beendet'
            ELSE coalesce((SELECT CASE WHEN a.fall_id IS NULL THEN 'abgelehnt'
                                       WHEN a.bis <= now() THEN 'abgelaufen' ELSE 'laeuft' END
                             FROM platform.supportzugang_antwort a WHERE a.zugang_id = zugang),
                          'beantragt') END;

-- What the Kreis has asked of the calling Mandant, the latest first.
CREATE OR REPLACE FUNCTION supportzugaenge_hier()
    RETURNS TABLE (id uuid, aktenzeichen text, ticket text, grund text, stunden integer,
                   benutzer_id uuid, wer text, beantragt_am timestamptz, stand text, fall_id uuid,
                   bis timestamptz, antwort text, beantwortet_von uuid, beendet_am timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = platform, pg_temp
BEGIN ATOMIC
    SELECT s.id, s.aktenzeichen, s.ticket, s.grund, s.stunden, s.benutzer_id, b.name,
           s.beantragt_am, platform.support_stand(s.id), a.fall_id, a.bis, a.grund, a.von, e.am
      FROM platform.supportzugang s
      JOIN platform.benutzer b ON b.id = s.benutzer_id
      LEFT JOIN platform.supportzugang_antwort a ON a.zugang_id = s.id
      LEFT JOIN platform.supportzugang_ende e ON e.zugang_id = s.id
     WHERE s.mandant_id = platform.mandant_der_sitzung()
     ORDER BY s.beantragt_am DESC, s.id DESC;
END;

-- The case that this person may read now by this grant, in this Mandant's schema; NULL: none. Only
-- for the login of the support, through the function of the schema that asks.
CREATE OR REPLACE FUNCTION support_fall(zugang uuid, person uuid, schema text) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = platform, pg_temp
RETURN (SELECT a.fall_id
          FROM platform.supportzugang s
          JOIN platform.mandant m ON m.id = s.mandant_id
          JOIN platform.supportzugang_antwort a ON a.zugang_id = s.id
         WHERE s.id = zugang AND s.benutzer_id = person AND m.schema_name = schema
           AND session_user = 'kreis_support' AND platform.support_stand(s.id) = 'laeuft'
           AND platform.hat_recht(person, 'support.beantragen', NULL));
