-- The ledger's own guards.

-- I9: all lines of a Buchung come in one statement and sum to zero.
CREATE OR REPLACE FUNCTION buchungszeile_summe_null() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    PERFORM FROM neu GROUP BY buchung_id HAVING sum(betrag_cent) <> 0 OR count(*) < 2;
    IF FOUND THEN
        RAISE EXCEPTION 'Eine Buchung hat mindestens zwei Zeilen, deren Summe null ist.'
            USING ERRCODE = '23514', CONSTRAINT = 'buchung_summe_null';
    END IF;
    PERFORM FROM buchungszeile z JOIN (SELECT buchung_id, count(*) AS anzahl FROM neu GROUP BY buchung_id) n
        ON n.buchung_id = z.buchung_id
      GROUP BY z.buchung_id, n.anzahl HAVING count(*) <> n.anzahl;
    IF FOUND THEN
        RAISE EXCEPTION 'Alle Zeilen einer Buchung entstehen zusammen.'
            USING ERRCODE = '23514', CONSTRAINT = 'buchung_summe_null';
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER buchungszeile_summe_null AFTER INSERT ON buchungszeile
    REFERENCING NEW TABLE AS neu
    FOR EACH STATEMENT EXECUTE FUNCTION buchungszeile_summe_null();

-- I12: a month closes with exactly the movement of the Forderung, nothing more, nothing less.
CREATE OR REPLACE FUNCTION erstattung_vollstaendig() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    soll record;
    ist  record;
BEGIN
    SELECT count(*) AS anzahl, coalesce(sum(z.betrag_cent), 0) AS summe INTO soll
      FROM buchungszeile z JOIN buchung b ON b.id = z.buchung_id
     WHERE z.konto = 'forderung' AND z.mandant_id = NEW.mandant_id AND z.in_erstattung
       AND b.buchungstag >= NEW.monat AND b.buchungstag < NEW.monat + interval '1 month';
    SELECT count(*) AS anzahl, coalesce(sum(z.betrag_cent), 0) AS summe INTO ist
      FROM erstattung_position p JOIN buchungszeile z ON z.id = p.buchungszeile_id
     WHERE p.erstattung_id = NEW.id AND z.mandant_id = NEW.mandant_id AND z.konto = 'forderung';
    IF (soll.anzahl, soll.summe) IS DISTINCT FROM (ist.anzahl, ist.summe)
       OR ist.anzahl <> NEW.positionen OR ist.summe <> NEW.summe_cent
    THEN
        RAISE EXCEPTION 'Die Erstattung deckt sich nicht mit den Buchungen des Monats.'
            USING ERRCODE = '23514', CONSTRAINT = 'erstattung_vollstaendig';
    END IF;
    RETURN NULL;
END
$$;

-- Deferred to the commit: the positions follow their head.
DROP TRIGGER IF EXISTS erstattung_vollstaendig ON erstattung;
CREATE CONSTRAINT TRIGGER erstattung_vollstaendig AFTER INSERT ON erstattung
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION erstattung_vollstaendig();

-- Whoever closes a month waits for the postings under way, and holds back later ones until the end.
CREATE OR REPLACE FUNCTION hauptbuch_sperren() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    PERFORM FROM sperre WHERE name = 'hauptbuch' FOR UPDATE;
END
$$;

CREATE OR REPLACE FUNCTION erstattung_sperrt() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    PERFORM hauptbuch_sperren();
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER erstattung_sperrt BEFORE INSERT ON erstattung
    FOR EACH ROW EXECUTE FUNCTION erstattung_sperrt();

-- The first day that still takes postings; null as long as no month is closed.
CREATE OR REPLACE FUNCTION hauptbuch_offen_ab() RETURNS date
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp
RETURN (SELECT (max(a.monat) + interval '1 month')::date FROM kreis.monatsabschluss a);

-- The day on which a payment or a return of this Kommune is booked: the bank's, or the first that
-- the books still take; unless the Kommune's Erstattung of that month is closed, then the first day
-- after its last closed one.
CREATE OR REPLACE FUNCTION forderungstag(kommune uuid, banktag date) RETURNS date
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp
RETURN CASE WHEN EXISTS (
                SELECT FROM kreis.erstattung e
                 WHERE e.mandant_id = kommune
                   AND e.monat = date_trunc('month', greatest(banktag,
                                                              kreis.hauptbuch_offen_ab()))::date)
            THEN greatest((SELECT (max(e.monat) + interval '1 month')::date
                             FROM kreis.erstattung e WHERE e.mandant_id = kommune),
                          kreis.hauptbuch_offen_ab())
            ELSE greatest(banktag, kreis.hauptbuch_offen_ab()) END;

-- A closed month takes no further posting to the Forderung of that Kommune, closed books none at
-- all.
CREATE OR REPLACE FUNCTION buchungszeile_monat_offen() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    offen_ab date;
BEGIN
    PERFORM FROM sperre WHERE name = 'hauptbuch' FOR SHARE;
    offen_ab := hauptbuch_offen_ab();
    PERFORM FROM (SELECT DISTINCT z.buchung_id, z.mandant_id FROM neu z
                   WHERE z.konto = 'forderung' AND z.in_erstattung) n
        JOIN buchung b ON b.id = n.buchung_id
        JOIN erstattung e ON e.mandant_id = n.mandant_id
             AND e.monat = date_trunc('month', b.buchungstag)::date;
    IF FOUND THEN
        RAISE EXCEPTION 'Der Monat ist für diese Kommune abgeschlossen.'
            USING ERRCODE = '23514', CONSTRAINT = 'erstattung_monat_abgeschlossen';
    END IF;
    PERFORM FROM (SELECT DISTINCT buchung_id FROM neu) n JOIN buchung b ON b.id = n.buchung_id
      WHERE b.buchungstag < offen_ab;
    IF FOUND THEN
        RAISE EXCEPTION 'Die Bücher dieses Monats sind geschlossen.'
            USING ERRCODE = '23514', CONSTRAINT = 'hauptbuch_geschlossen';
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER buchungszeile_monat_offen AFTER INSERT ON buchungszeile
    REFERENCING NEW TABLE AS neu
    FOR EACH STATEMENT EXECUTE FUNCTION buchungszeile_monat_offen();

CREATE OR REPLACE FUNCTION buchung_monat_offen() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    PERFORM FROM sperre WHERE name = 'hauptbuch' FOR SHARE;
    PERFORM FROM neu WHERE buchungstag < hauptbuch_offen_ab();
    IF FOUND THEN
        RAISE EXCEPTION 'Die Bücher dieses Monats sind geschlossen.'
            USING ERRCODE = '23514', CONSTRAINT = 'hauptbuch_geschlossen';
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER buchung_monat_offen AFTER INSERT ON buchung
    REFERENCING NEW TABLE AS neu
    FOR EACH STATEMENT EXECUTE FUNCTION buchung_monat_offen();

-- Two persons close a month: on the latest trial balance, with nothing booked since, and never
-- before an earlier month that has postings.
CREATE OR REPLACE FUNCTION monatsabschluss_pruefen() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
DECLARE
    vorlage monatsvorlage;
    ab date;
    ist record;
BEGIN
    PERFORM hauptbuch_sperren();
    ab := hauptbuch_offen_ab();
    SELECT * INTO STRICT vorlage FROM monatsvorlage WHERE id = NEW.vorlage_id;
    IF vorlage.von = NEW.von THEN
        RAISE EXCEPTION 'Es schließt eine andere Person als die, die vorgelegt hat.'
            USING ERRCODE = '23514', CONSTRAINT = 'monatsabschluss_zwei_personen';
    END IF;
    PERFORM FROM buchung b WHERE b.buchungstag < NEW.monat AND (ab IS NULL OR b.buchungstag >= ab);
    IF FOUND OR NEW.monat < ab THEN
        RAISE EXCEPTION 'Die Bücher schließen Monat für Monat.'
            USING ERRCODE = '23514', CONSTRAINT = 'monatsabschluss_reihenfolge';
    END IF;
    SELECT count(DISTINCT b.id) AS buchungen,
           coalesce(sum(z.betrag_cent) FILTER (WHERE z.betrag_cent > 0), 0) AS soll INTO ist
      FROM buchung b LEFT JOIN buchungszeile z ON z.buchung_id = b.id
     WHERE b.buchungstag >= NEW.monat AND b.buchungstag < NEW.monat + interval '1 month';
    IF vorlage.monat <> NEW.monat
       OR (ist.buchungen, ist.soll) IS DISTINCT FROM (vorlage.buchungen, vorlage.soll_cent)
       OR EXISTS (SELECT FROM monatsvorlage v WHERE v.monat = NEW.monat AND v.am > vorlage.am)
    THEN
        RAISE EXCEPTION 'Seit der Vorlage hat sich der Monat geändert.'
            USING ERRCODE = '23514', CONSTRAINT = 'monatsabschluss_vorlage_gilt';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER monatsabschluss_pruefen BEFORE INSERT ON monatsabschluss
    FOR EACH ROW EXECUTE FUNCTION monatsabschluss_pruefen();

-- I11: a booked entry is never assigned beyond its amount.
CREATE OR REPLACE FUNCTION umsatz_zuordnung_grenze() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    PERFORM FROM umsatz_zuordnung z JOIN umsatz u ON u.id = z.umsatz_id
      WHERE z.umsatz_id IN (SELECT umsatz_id FROM neu)
      GROUP BY u.id, u.betrag_cent
     HAVING sum(z.betrag_cent) NOT BETWEEN least(u.betrag_cent, 0) AND greatest(u.betrag_cent, 0)
         OR bool_or(z.nimmt_zurueck IS NULL AND sign(z.betrag_cent) <> sign(u.betrag_cent));
    IF FOUND THEN
        RAISE EXCEPTION 'Einem Umsatz ist mehr zugeordnet, als er beträgt.'
            USING ERRCODE = '23514', CONSTRAINT = 'umsatz_zuordnung_grenze';
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER umsatz_zuordnung_grenze AFTER INSERT ON umsatz_zuordnung
    REFERENCING NEW TABLE AS neu
    FOR EACH STATEMENT EXECUTE FUNCTION umsatz_zuordnung_grenze();

-- What the bank said stays; only our understanding of it grows, or proves wrong and is taken back.
CREATE OR REPLACE FUNCTION umsatz_bleibt() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
BEGIN
    IF (NEW.id, NEW.auszug_id, NEW.lfd, NEW.betrag_cent, NEW.buchungstag, NEW.wertstellung, NEW.referenz, NEW.ordnung,
        NEW.pmtinf_id, NEW.endtoend, NEW.gegenname, NEW.gegeniban, NEW.zweck, NEW.rueckgabe, NEW.rueckgabegrund)
       IS DISTINCT FROM
       (OLD.id, OLD.auszug_id, OLD.lfd, OLD.betrag_cent, OLD.buchungstag, OLD.wertstellung, OLD.referenz, OLD.ordnung,
        OLD.pmtinf_id, OLD.endtoend, OLD.gegenname, OLD.gegeniban, OLD.zweck, OLD.rueckgabe, OLD.rueckgabegrund)
       OR (OLD.lauf_id IS NOT NULL AND NEW.lauf_id IS DISTINCT FROM OLD.lauf_id)
       OR (OLD.zustand = 'zugeordnet' AND NEW.zustand <> 'zugeordnet'
           AND (SELECT coalesce(sum(z.betrag_cent), 0) FROM umsatz_zuordnung z
                 WHERE z.umsatz_id = NEW.id) = NEW.betrag_cent)
    THEN
        RAISE EXCEPTION 'Ein Umsatz bleibt, wie die Bank ihn gemeldet hat.'
            USING ERRCODE = '23514', CONSTRAINT = 'umsatz_bleibt';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER umsatz_bleibt BEFORE UPDATE ON umsatz
    FOR EACH ROW EXECUTE FUNCTION umsatz_bleibt();
