-- Guards of access: who may ask, set up and confirm, and what the program does by itself.

-- Only who may ask for a Kommune asks, for its own people and for roles of a Kommune.
CREATE OR REPLACE FUNCTION zugangsantrag_pruefen() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
BEGIN
    IF NOT hat_recht(NEW.beantragt_von, 'zugang.beantragen', NEW.mandant_id) THEN
        RAISE EXCEPTION 'Diese Person beantragt hier keine Zugänge.'
            USING ERRCODE = '23514', CONSTRAINT = 'zugangsantrag_recht';
    END IF;
    PERFORM FROM benutzer WHERE id = NEW.benutzer_id AND mandant_id <> NEW.mandant_id
                             OR id = NEW.benutzer_id AND mandant_id IS NULL;
    IF FOUND THEN
        RAISE EXCEPTION 'Die Person arbeitet nicht für diese Kommune.'
            USING ERRCODE = '23514', CONSTRAINT = 'zugangsantrag_fremd';
    END IF;
    IF EXISTS (SELECT FROM unnest(NEW.rollen) AS r (name)
                WHERE NOT EXISTS (SELECT FROM rolle WHERE rolle.name = r.name
                                                      AND rolle.ebene = 'kommune'))
    THEN
        RAISE EXCEPTION 'Diese Rolle gibt es in einer Kommune nicht.'
            USING ERRCODE = '23514', CONSTRAINT = 'zugangsantrag_ebene';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER zugangsantrag_pruefen BEFORE INSERT ON zugangsantrag
    FOR EACH ROW EXECUTE FUNCTION zugangsantrag_pruefen();

-- Step after step, each by the side whose turn it is.
CREATE OR REPLACE FUNCTION zugangsantrag_folgt() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
DECLARE
    antrag zugangsantrag;
    stand  text;
    lfd    integer;
BEGIN
    SELECT * INTO antrag FROM zugangsantrag WHERE id = NEW.antrag_id FOR UPDATE;
    SELECT s.schritt, s.lfd INTO stand, lfd FROM zugangsantrag_schritt s
     WHERE s.antrag_id = NEW.antrag_id ORDER BY s.lfd DESC LIMIT 1;
    IF NEW.lfd <> coalesce(lfd, 0) + 1
       OR NOT (coalesce(stand, 'beantragt'), NEW.schritt) IN (
           ('beantragt', 'eingerichtet'), ('beantragt', 'abgelehnt'),
           ('beantragt', 'zurueckgezogen'),
           ('eingerichtet', 'bestaetigt'), ('eingerichtet', 'beanstandet'),
           ('beanstandet', 'eingerichtet'), ('beanstandet', 'abgelehnt'))
    THEN
        RAISE EXCEPTION 'Der Antrag steht inzwischen anders.'
            USING ERRCODE = '23514', CONSTRAINT = 'zugangsantrag_folge';
    END IF;
    IF NOT (CASE WHEN NEW.schritt IN ('eingerichtet', 'abgelehnt')
                 THEN hat_recht(NEW.von, 'benutzer.verwalten', NULL)
                 ELSE hat_recht(NEW.von, 'zugang.beantragen', antrag.mandant_id) END)
       -- What gives a role its force comes from the Kommune's own login.
       OR NEW.schritt = 'bestaetigt' AND antrag.mandant_id IS DISTINCT FROM mandant_der_sitzung()
    THEN
        RAISE EXCEPTION 'Dieser Schritt steht der anderen Seite zu.'
            USING ERRCODE = '23514', CONSTRAINT = 'zugangsantrag_recht';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER zugangsantrag_folgt BEFORE INSERT ON zugangsantrag_schritt
    FOR EACH ROW EXECUTE FUNCTION zugangsantrag_folgt();

-- Who leaves the calling Mandant: those whose last day of service lies before a day.
CREATE OR REPLACE FUNCTION ausgeschiedene(vor date)
    RETURNS TABLE (benutzer_id uuid, dienst_bis date)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = platform, pg_temp
BEGIN ATOMIC
    SELECT b.id, b.dienst_bis FROM platform.benutzer b
     WHERE b.mandant_id = platform.mandant_der_sitzung() AND b.dienst_bis < vor
     ORDER BY b.dienst_bis, b.id;
END;

-- When an account was last used. Made or unlocked counts like a sign-in; one that still owes the
-- second factor or an own password does not. By the database's own clock: an office that stands on
-- another day, as in training, locks nobody out.
CREATE OR REPLACE FUNCTION zuletzt_genutzt(wer uuid) RETURNS timestamptz
    LANGUAGE sql STABLE SET search_path = platform, pg_temp
RETURN (SELECT greatest(b.angelegt_am, b.entsperrt_am,
                        (SELECT max(a.zuletzt_am) FROM platform.anmeldung a
                          WHERE a.benutzer_id = b.id AND NOT a.wartet
                            AND NOT a.kennwort_faellig))
          FROM platform.benutzer b WHERE b.id = wer);

-- Warns of accounts that nobody has used for long, and locks those warned of long enough ago.
-- Whoever administers users is only warned of: somebody must be left who can unlock.
CREATE OR REPLACE FUNCTION ungenutzte_konten_sperren(am date) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS
$$
DECLARE
    regel zugangsregel;
    konto uuid;
    anzahl integer := 0;
BEGIN
    SELECT * INTO regel FROM zugangsregel z WHERE z.gueltig_ab <= am
     ORDER BY z.gueltig_ab DESC LIMIT 1;
    FOR konto IN
        SELECT b.id FROM benutzer b
         WHERE b.gesperrt_am IS NULL AND (b.dienst_bis IS NULL OR b.dienst_bis >= am)
           AND NOT hat_recht(b.id, 'benutzer.verwalten', NULL)
           AND EXISTS (SELECT FROM kontowarnung w
                        WHERE w.benutzer_id = b.id AND w.am > zuletzt_genutzt(b.id)
                          AND w.am < now() - make_interval(days => regel.warnfrist_tage))
           FOR UPDATE
    LOOP
        UPDATE benutzer SET gesperrt_am = now() WHERE id = konto;
        UPDATE anmeldung SET beendet_am = now() WHERE benutzer_id = konto AND beendet_am IS NULL;
        INSERT INTO audit (id, vorgang, gegenstand, angaben)
        VALUES (gen_random_uuid(), 'benutzer.gesperrt', konto::text,
                jsonb_build_object('grund', 'lange nicht benutzt'));
        anzahl := anzahl + 1;
    END LOOP;
    INSERT INTO kontowarnung (benutzer_id)
    SELECT b.id FROM benutzer b
     WHERE b.gesperrt_am IS NULL AND (b.dienst_bis IS NULL OR b.dienst_bis >= am)
       AND zuletzt_genutzt(b.id) < now() - make_interval(days => regel.ungenutzt_tage)
       AND NOT EXISTS (SELECT FROM kontowarnung w
                        WHERE w.benutzer_id = b.id AND w.am > zuletzt_genutzt(b.id));
    RETURN anzahl;
END
$$;

-- Whether a person must set up a second factor before anything else opens: one of his roles asks
-- for it, the rule of the day says so, and there is none yet.
CREATE OR REPLACE FUNCTION schuldet_faktor(person uuid, tag date) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = platform, pg_temp
RETURN coalesce((SELECT z.faktor_pflicht FROM platform.zugangsregel z WHERE z.gueltig_ab <= tag
                  ORDER BY z.gueltig_ab DESC LIMIT 1), false)
   AND NOT EXISTS (SELECT FROM platform.zweiter_faktor f
                    WHERE f.benutzer_id = person AND f.bestaetigt_am IS NOT NULL)
   AND NOT EXISTS (SELECT FROM platform.passkey p WHERE p.benutzer_id = person)
   AND EXISTS (SELECT FROM platform.geltende_rollen(person, tag) g
                 JOIN platform.rolle r ON r.name = g.rolle WHERE r.zweiter_faktor_pflicht);
