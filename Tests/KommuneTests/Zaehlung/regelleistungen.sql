-- The survey of Regelleistungen once more, in plain SQL and without a piece of the program: one row
-- per person counted, its features as the record names them. Runs with the schema of a Kommune as
-- the search path; `SET zaehlung.tag` is the Stichtag. `haushaltsnummer` is here how many persons of
-- the household are counted: the number itself means nothing.
WITH s AS (
    SELECT current_setting('zaehlung.tag')::date AS tag,
           daterange(date_trunc('year', current_setting('zaehlung.tag')::date)::date,
                     current_setting('zaehlung.tag')::date, '[]') AS zeit,
           date_trunc('month', current_setting('zaehlung.tag')::date)::date AS monat
), monat AS (
    -- What each person was granted in each month, with the forms of her household.
    SELECT a.fall_id, a.monat, (p->>'person')::uuid AS person_id, p->>'grundlage' AS grundlage,
           p->>'stufe' AS stufe, (p->>'angerechnetesEinkommen')::numeric AS einkommen,
           (p->>'eingesetztesVermoegen')::numeric AS vermoegen,
           ARRAY(SELECT CASE z->>'form' WHEN 'gutschein' THEN 'wertgutschein'
                                        WHEN 'geld' THEN 'geldleistung'
                                        WHEN 'direktzahlung' THEN 'geldleistung'
                                        ELSE z->>'form' END
                   FROM jsonb_array_elements(r.ergebnis->'auszahlungen') z
                  WHERE z->>'betrag' <> '0.00') AS formen
      FROM s
      JOIN anspruch a ON a.ersetzt_am IS NULL AND a.leistung_cent > 0 AND s.zeit @> a.monat
      JOIN berechnung r ON r.id = a.berechnung_id
     CROSS JOIN LATERAL jsonb_array_elements(r.ergebnis->'personen') p
     WHERE p->>'grundlage' <> 'keine'
), gezaehlt AS (
    SELECT m.fall_id, m.person_id, s.tag, s.zeit, s.monat, e.grundlage, e.stufe, e.formen
      FROM s
      JOIN mitglied m ON m.ersetzt_am IS NULL AND m.gueltig @> s.tag
      JOIN berechtigung b ON b.person_id = m.person_id AND b.ersetzt_am IS NULL
       AND b.gueltig @> s.tag AND b.grundlage <> 'keine'
      JOIN monat e ON e.person_id = m.person_id AND e.monat = s.monat
), haushalt AS (
    SELECT g.fall_id, (sum(e.einkommen) * 100)::bigint AS einkommen,
           (sum(e.vermoegen) * 100)::bigint AS vermoegen, count(*) AS personen
      FROM gezaehlt g JOIN monat e ON e.person_id = g.person_id AND e.monat = g.monat
     GROUP BY 1
), andere AS (
    SELECT person_id, gueltig, 'krankheit_schwangerschaft_geburt' AS art
      FROM behandlungsschein WHERE widerrufen_am IS NULL
     UNION ALL
    SELECT e.person_id, d.gueltig,
           CASE WHEN e.art IN ('behandlung', 'zahnersatz', 'hilfsmittel', 'krankenfahrt')
                THEN 'krankheit_schwangerschaft_geburt' ELSE 'sonstige' END
      FROM einzelleistung e
      JOIN einzelentscheidung d ON d.einzelleistung_id = e.id AND d.bewilligt
     WHERE e.art NOT IN ('ausflug', 'schulbedarf', 'schulweg', 'lernfoerderung', 'mittagessen',
                         'teilhabe')
     UNION ALL
    SELECT person_id, gueltig, 'arbeitsgelegenheit' FROM arbeitsgelegenheit
     WHERE ersetzt_am IS NULL
     UNION ALL
    SELECT person_id, gueltig, 'sonstige' FROM monatsbedarf
     WHERE art = 'sonstige' AND ersetzt_am IS NULL
)
SELECT h.personen::text AS haushaltsnummer,
       CASE a.geschlecht WHEN 'm' THEN 'maennlich' WHEN 'w' THEN 'weiblich'
                         WHEN 'd' THEN 'divers' ELSE 'ohne_angabe' END AS geschlecht,
       to_char(a.geburtsdatum, 'YYYY-MM') AS geburtsmonat_und_jahr,
       a.staatsangehoerigkeit,
       coalesce(f.status, '') AS aufenthaltsrechtlicher_status,
       (SELECT ags FROM platform.mandant WHERE schema_name = current_schema()) AS wohngemeinde,
       '' AS gemeindeteil,
       'oertlicher_traeger' AS art_des_traegers,
       CASE WHEN u.art IN ('gemeinschaftsunterkunft', 'vergleichbare_unterkunft')
            THEN 'gemeinschaftsunterkunft'
            WHEN u.art = 'aufnahmeeinrichtung' THEN u.art ELSE 'dezentral'
       END AS art_der_unterbringung,
       (SELECT to_char(lower(k), 'YYYY-MM')
          FROM (SELECT unnest(range_agg(b.gueltig)) AS k FROM berechtigung b
                 WHERE b.person_id = g.person_id AND b.ersetzt_am IS NULL
                   AND b.grundlage <> 'keine') x
         WHERE k @> g.tag) AS beginn_der_leistungsgewaehrung,
       (SELECT coalesce(string_agg(c, '+' ORDER BY n), '')
          FROM unnest(ARRAY['sachleistung', 'wertgutschein', 'geldleistung', 'bezahlkarte'])
               WITH ORDINALITY x (c, n)
         WHERE c IN (SELECT unnest(e.formen) FROM monat e
                      WHERE e.person_id = g.person_id
                        AND e.grundlage = 'analogleistung')) AS form_paragraph_2_im_jahr,
       (SELECT coalesce(string_agg(c, '+' ORDER BY n), '')
          FROM unnest(ARRAY['sachleistung', 'wertgutschein', 'geldleistung', 'bezahlkarte'])
               WITH ORDINALITY x (c, n)
         WHERE c IN (SELECT unnest(e.formen) FROM monat e
                      WHERE e.person_id = g.person_id
                        AND e.grundlage <> 'analogleistung')) AS form_der_grundleistung_im_jahr,
       CASE WHEN g.grundlage = 'analogleistung' THEN o.formen ELSE '' END
           AS form_paragraph_2_am_ende,
       CASE WHEN g.grundlage = 'analogleistung' THEN '' ELSE o.formen END
           AS form_der_grundleistung_am_ende,
       CASE WHEN g.grundlage = 'analogleistung' THEN g.stufe ELSE '' END AS regelbedarfsstufe,
       CASE WHEN g.grundlage = 'analogleistung' THEN '' ELSE g.stufe END
           AS typ_des_leistungsempfaengers,
       h.einkommen::text AS eingesetztes_einkommen_cent,
       h.vermoegen::text AS eingesetztes_vermoegen_cent,
       CASE WHEN h.einkommen = 0 THEN '' ELSE
           (SELECT coalesce(string_agg(c, '+' ORDER BY n), '')
              FROM unnest(ARRAY['erwerb', 'selbstaendigkeit', 'rente', 'familienleistung',
                                'unterhalt', 'sozialleistung', 'kapital', 'sonstiges'])
                   WITH ORDINALITY x (c, n)
             WHERE c IN (
                 SELECT CASE
                     WHEN i.art IN ('erwerbstaetigkeit', 'ausbildungsverguetung', 'ehrenamt')
                     THEN 'erwerb'
                     WHEN i.art IN ('selbstaendigkeit', 'rente', 'unterhalt') THEN i.art
                     WHEN i.art IN ('kindergeld', 'elterngeld') THEN 'familienleistung'
                     WHEN i.art IN ('arbeitslosengeld', 'krankengeld', 'wohngeld')
                     THEN 'sozialleistung'
                     WHEN i.art = 'kapitalertrag' THEN 'kapital'
                     WHEN i.art IN ('sonstiges', 'leistung_dritter') THEN 'sonstiges' END
                   FROM mitglied m JOIN einkommen i ON i.person_id = m.person_id
                  WHERE m.fall_id = g.fall_id AND m.gueltig @> g.tag AND m.ersetzt_am IS NULL
                    AND i.gueltig @> g.tag AND i.ersetzt_am IS NULL)) END AS arten_des_einkommens,
       (SELECT coalesce(string_agg(c, '+' ORDER BY n), '')
          FROM unnest(ARRAY['krankheit_schwangerschaft_geburt', 'arbeitsgelegenheit', 'sonstige'])
               WITH ORDINALITY x (c, n)
         WHERE c IN (SELECT w.art FROM andere w
                      WHERE w.person_id = g.person_id AND w.gueltig && g.zeit))
           AS andere_leistungen_im_jahr,
       (SELECT coalesce(string_agg(c, '+' ORDER BY n), '')
          FROM unnest(ARRAY['krankheit_schwangerschaft_geburt', 'arbeitsgelegenheit', 'sonstige'])
               WITH ORDINALITY x (c, n)
         WHERE c IN (SELECT w.art FROM andere w
                      WHERE w.person_id = g.person_id AND w.gueltig @> g.tag))
           AS andere_leistungen_am_ende,
       CASE WHEN 'erwerbstaetigkeit' = ANY (w.arten) THEN 'abhaengig'
            WHEN 'selbstaendigkeit' = ANY (w.arten) THEN 'selbstaendig'
            WHEN 'ausbildungsverguetung' = ANY (w.arten) THEN 'ausbildung'
            ELSE 'nicht_erwerbstaetig' END AS beteiligung_am_erwerbsleben
  FROM gezaehlt g
  JOIN haushalt h ON h.fall_id = g.fall_id
  JOIN person_angabe a ON a.person_id = g.person_id AND a.ersetzt_am IS NULL AND a.gueltig @> g.tag
  LEFT JOIN aufenthalt f ON f.person_id = g.person_id AND f.ersetzt_am IS NULL
   AND f.gueltig @> g.tag
  LEFT JOIN unterkunft u ON u.fall_id = g.fall_id AND u.ersetzt_am IS NULL AND u.gueltig @> g.tag
 CROSS JOIN LATERAL (
     SELECT coalesce(string_agg(c, '+' ORDER BY n), '') AS formen
       FROM unnest(ARRAY['sachleistung', 'wertgutschein', 'geldleistung', 'bezahlkarte'])
            WITH ORDINALITY x (c, n)
      WHERE c = ANY (g.formen)) o
 CROSS JOIN LATERAL (
     SELECT array_agg(i.art) AS arten FROM einkommen i
      WHERE i.person_id = g.person_id AND i.ersetzt_am IS NULL AND i.gueltig @> g.tag) w
