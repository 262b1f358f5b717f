-- The counter of the Umlage: each Kommune sees its own line and the sums, never another's.

-- The closed Umlagen of the calling Kommune. `grenze_…` are remainder and weight of the last line
-- that got a cent, so that its own cent can be checked without the others' numbers. Dropped first:
-- OR REPLACE changes no columns.
DROP FUNCTION IF EXISTS umlagen();
CREATE FUNCTION umlagen()
    RETURNS TABLE (monat date, nummer text, kassenzeichen text, netto_cent bigint,
                   empfaenger bigint, beteiligte bigint, gewicht bigint, ganze_cent bigint,
                   rest bigint, zusatz_cent bigint, anteil_cent bigint, durchleitung_cent bigint,
                   faellig date, eingegangen_cent bigint, zusatz_gesamt_cent bigint,
                   grenze_rest bigint, grenze_gewicht bigint, gezaehlt_zum date,
                   nachweis_sha256 bytea, abgeschlossen_am timestamptz, offen_cent bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT u.monat, t.nummer, t.kassenzeichen, u.netto_cent, u.empfaenger, alle.beteiligte,
           t.gewicht, t.ganze_cent, t.rest, t.zusatz_cent, t.anteil_cent, t.durchleitung_cent,
           u.faellig,
           coalesce((SELECT sum(z.betrag_cent) FROM umsatz_zuordnung z
                      WHERE z.umlageteil_id = t.id), 0)::bigint,
           alle.zusatz, grenze.rest, grenze.gewicht,
           (SELECT z.gezaehlt_zum FROM empfaengerzahl z
             WHERE z.mandant_id = t.mandant_id AND z.monat = u.monat),
           u.nachweis_sha256, u.abgeschlossen_am, forderung_offen(t.id)
      FROM umlage_teil t JOIN umlage u ON u.id = t.umlage_id
     CROSS JOIN LATERAL (SELECT count(*) AS beteiligte, sum(a.zusatz_cent)::bigint AS zusatz
                           FROM umlage_teil a WHERE a.umlage_id = u.id) alle
      LEFT JOIN LATERAL (SELECT a.rest, a.gewicht FROM umlage_teil a
                          WHERE a.umlage_id = u.id AND a.zusatz_cent = 1
                          ORDER BY a.rest, a.gewicht, a.ags DESC LIMIT 1) grenze ON true
     WHERE t.mandant_id = platform.mandant_der_sitzung()
     ORDER BY u.monat DESC
$$;

-- What an Umlage of the calling Kommune is made of: invoices, refunds, what was passed through.
CREATE OR REPLACE FUNCTION umlage_posten(fuer date)
    RETURNS TABLE (lfd bigint, text text, von text, tag date, betrag_cent bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kreis, pg_temp AS
$$
    SELECT p.lfd, b.text, coalesce(s.name, ''), b.buchungstag, z.betrag_cent
      FROM umlage u JOIN umlage_position p ON p.umlage_id = u.id
      JOIN buchungszeile z ON z.id = p.buchungszeile_id
      JOIN buchung b ON b.id = z.buchung_id
      LEFT JOIN sammelrechnung_freigabe f ON f.buchung_id = b.id
      LEFT JOIN sammelrechnung r ON r.id = f.rechnung_id
      LEFT JOIN rechnungssteller s ON s.id = r.steller_id
     WHERE u.monat = fuer
       AND EXISTS (SELECT FROM umlage_teil t WHERE t.umlage_id = u.id
                    AND t.mandant_id = platform.mandant_der_sitzung())
     ORDER BY p.lfd
$$;
