import Grundwerte
import Platform
import Postgres
import Uebergabe

extension Controllingzaehlung {
    /// Schreibt die Grundlage eines Monats fest. Ein zweites Mal ändert nichts.
    static func einfrieren(_ monat: Monat, in session: MandantSession) throws {
        let neu = try session.execute("""
            INSERT INTO controlling_zaehlung (monat) VALUES (\(monat)) ON CONFLICT DO NOTHING
            """)
        guard neu == 1 else { return }
        try session.execute("""
            INSERT INTO controlling_person (monat, person_id, merkmale)
            SELECT \(monat), e.person_id, e.merkmale FROM (\(empfaenger(im: monat))) e
            """)
        try bestand(monat, in: session)
        try bewegung(monat, in: session)
        try ausgaben(monat, in: session)
        try entscheidungen(monat, in: session)
        try aufgaben(monat, in: session)
        try rueckforderungen(monat, in: session)
    }

    /// Wer im Monat Leistungen erhielt, mit den Merkmalen des letzten Tages, an dem das galt.
    private static func empfaenger(im monat: Monat) -> SQL {
        """
        SELECT e.person_id, jsonb_build_object(
                 'leistungsart', e.grundlage,
                 'alter', CASE WHEN p.jahre < 6 THEN '00-05' WHEN p.jahre < 14 THEN '06-13'
                               WHEN p.jahre < 18 THEN '14-17' WHEN p.jahre < 25 THEN '18-24'
                               WHEN p.jahre < 40 THEN '25-39' WHEN p.jahre < 60 THEN '40-59'
                               ELSE '60-' END,
                 'haushalt', CASE WHEN e.haushalt >= 5 THEN '5-' ELSE e.haushalt::text END,
                 'staatengruppe', CASE WHEN p.staat ~ '^99' THEN 'uebrige'
                                       ELSE CASE left(p.staat, 1)
                                            WHEN '0' THEN 'europa' WHEN '1' THEN 'europa'
                                            WHEN '2' THEN 'afrika' WHEN '3' THEN 'amerika'
                                            WHEN '4' THEN 'asien' ELSE 'uebrige' END END,
                 'unterbringung', CASE WHEN u.art IN ('wohnung', 'gemeinschaftsunterkunft',
                                                      'vergleichbare_unterkunft')
                                       THEN u.art ELSE 'andere' END,
                 'bezugsdauer', CASE WHEN b.monate < 6 THEN '00-05' WHEN b.monate < 18 THEN '06-17'
                                     WHEN b.monate < 36 THEN '18-35' ELSE '36-' END) AS merkmale
          FROM (SELECT t.person_id, t.fall_id, t.grundlage, t.tag,
                       count(*) OVER (PARTITION BY t.fall_id) AS haushalt
                  FROM (SELECT DISTINCT ON (m.person_id) m.person_id, m.fall_id, b.grundlage,
                               upper(m.gueltig * b.gueltig * \(monat.zeitraum)) - 1 AS tag
                          FROM mitglied m
                          JOIN berechtigung b
                            ON b.person_id = m.person_id AND b.ersetzt_am IS NULL
                         WHERE m.ersetzt_am IS NULL AND b.grundlage <> 'keine'
                           AND NOT isempty(m.gueltig * b.gueltig * \(monat.zeitraum))
                           AND (EXISTS (SELECT FROM anspruch a
                                         WHERE a.fall_id = m.fall_id AND a.monat = \(monat)
                                           AND a.ersetzt_am IS NULL AND a.leistung_cent > 0)
                             OR EXISTS (SELECT FROM altbewilligung v
                                         WHERE v.fall_id = m.fall_id AND v.monat = \(monat)
                                           AND v.bewilligt_cent > 0))
                         ORDER BY m.person_id, upper(m.gueltig * b.gueltig) DESC) t) e
          CROSS JOIN LATERAL (
               SELECT extract(year FROM age(e.tag, max(a.geburtsdatum))) AS jahre,
                      max(a.staatsangehoerigkeit) AS staat
                 FROM person_angabe a
                WHERE a.person_id = e.person_id AND a.ersetzt_am IS NULL
                  AND a.gueltig @> e.tag) p
          CROSS JOIN LATERAL (
               SELECT extract(year FROM age(e.tag, min(lower(g.gueltig)))) * 12
                      + extract(month FROM age(e.tag, min(lower(g.gueltig)))) AS monate
                 FROM berechtigung g
                WHERE g.person_id = e.person_id AND g.ersetzt_am IS NULL
                  AND g.grundlage <> 'keine') b
          LEFT JOIN unterkunft u
            ON u.fall_id = e.fall_id AND u.ersetzt_am IS NULL AND u.gueltig @> e.tag
        """
    }

    private static func bestand(_ monat: Monat, in session: MandantSession) throws {
        try session.execute("""
            INSERT INTO controlling_satz (monat, gesamtheit, lfd, merkmale, wert, beitragend)
            SELECT p.monat, 'empfaenger', p.lfd, p.merkmale, 1, p.lfd
              FROM (SELECT monat, merkmale,
                           row_number() OVER (ORDER BY merkmale::text)::integer AS lfd
                      FROM controlling_person WHERE monat = \(monat)) p
            """)
    }

    /// Zu- und Abgänge gegen die eingefrorene Liste des Vormonats; ohne sie gegen das, was für den
    /// Vormonat heute bekannt ist.
    private static func bewegung(_ monat: Monat, in session: MandantSession) throws {
        let vormonat = monat.voriger
        let eingefroren = try session.scalar("""
            SELECT EXISTS (SELECT FROM controlling_zaehlung WHERE monat = \(vormonat))
            """, as: Bool.self)
        let vorher: SQL = eingefroren
            ? "SELECT person_id, merkmale FROM controlling_person WHERE monat = \(vormonat)"
            : empfaenger(im: vormonat)
        let jetzt: SQL = "SELECT person_id, merkmale FROM controlling_person WHERE monat = \(monat)"
        for (name, wer, ohne) in [("zugaenge", jetzt, vorher), ("abgaenge", vorher, jetzt)] {
            try session.execute("""
                INSERT INTO controlling_satz (monat, gesamtheit, lfd, merkmale, wert, beitragend)
                SELECT \(monat), \(name), p.lfd, p.merkmale, 1, p.lfd
                  FROM (SELECT w.merkmale,
                               row_number() OVER (ORDER BY w.merkmale::text)::integer AS lfd
                          FROM (\(wer)) w
                         WHERE w.person_id NOT IN (SELECT o.person_id FROM (\(ohne)) o)) p
                """)
        }
    }

    private static func ausgaben(_ monat: Monat, in session: MandantSession) throws {
        let auszahlungen: SQL = """
            SELECT z.fall_id, z.zweck AS ausgabeart,
                   CASE WHEN z.zahlweg IN ('bezahlkarte', 'bar', 'umbuchung') THEN z.zahlweg
                        ELSE 'ueberweisung' END AS zahlweg, z.betrag_cent
              FROM zahlung z
             WHERE z.zustand IN ('gezahlt', 'rueckgelaufen')
               AND z.gezahlt_am BETWEEN \(monat.ersterTag) AND \(monat.letzterTag)
            """
        try betraege("auszahlungen", monat, """
            SELECT a.fall_id AS wer, jsonb_build_object('zahlweg', a.zahlweg) AS merkmale,
                   a.betrag_cent AS wert FROM (\(auszahlungen)) a
            """, in: session)
        try betraege("ausgaben", monat, """
            SELECT a.fall_id AS wer, jsonb_build_object('ausgabeart', a.ausgabeart) AS merkmale,
                   a.betrag_cent AS wert FROM (\(auszahlungen)) a
            UNION ALL
            SELECT l.fall_id, jsonb_build_object('ausgabeart', CASE
                       WHEN l.art IN ('behandlung', 'zahnersatz', 'hilfsmittel', 'krankenfahrt')
                       THEN 'krankenhilfe'
                       WHEN l.art IN ('lebensunterhalt', 'gesundheit', 'kinder',
                                      'mitwirkungspflicht') THEN 'sonstige'
                       ELSE 'bildung' END), r.anerkannt_cent
              FROM einzelrechnung r JOIN einzelleistung l ON l.id = r.einzelleistung_id
             WHERE r.anerkannt_cent > 0
               AND (r.erfasst_am AT TIME ZONE 'Europe/Berlin')::date
                   BETWEEN \(monat.ersterTag) AND \(monat.letzterTag)
            """, in: session)
    }

    private static func rueckforderungen(_ monat: Monat, in session: MandantSession) throws {
        try betraege("rueckforderungen", monat, """
            SELECT b.rueckforderung_id AS wer, jsonb_build_object('forderung', CASE
                       WHEN b.art = 'forderung' THEN 'festgesetzt'
                       WHEN b.art IN ('zahlung', 'aufrechnung') THEN 'eingegangen'
                       ELSE 'erlassen' END) AS merkmale, abs(b.betrag_cent) AS wert
              FROM rueckforderung_buchung b
             WHERE b.tag BETWEEN \(monat.ersterTag) AND \(monat.letzterTag)
               AND b.art IN ('forderung', 'zahlung', 'aufrechnung', 'erlass', 'niederschlagung')
            """, in: session)
    }

    /// `quelle` nennt `wer`, `merkmale` und `wert` in Cent.
    private static func betraege(
        _ gesamtheit: String, _ monat: Monat, _ quelle: SQL, in session: MandantSession
    ) throws {
        try session.execute("""
            INSERT INTO controlling_satz (monat, gesamtheit, lfd, merkmale, wert, beitragend)
            SELECT \(monat), \(gesamtheit),
                   row_number() OVER (ORDER BY q.wer, q.merkmale::text, q.wert)::integer,
                   q.merkmale, q.wert, dense_rank() OVER (ORDER BY q.wer)::integer
              FROM (\(quelle)) q
            """)
    }

    private static func entscheidungen(_ monat: Monat, in session: MandantSession) throws {
        try faelle("entscheidungen", monat, """
            SELECT jsonb_build_object('dauer', CASE
                       WHEN e.tage <= 7 THEN '00-07' WHEN e.tage <= 14 THEN '08-14'
                       WHEN e.tage <= 30 THEN '15-30' WHEN e.tage <= 60 THEN '31-60'
                       ELSE '61-' END) AS merkmale
              FROM (SELECT min(b.erlassen_am)
                           - (f.angelegt_am AT TIME ZONE 'Europe/Berlin')::date AS tage
                      FROM fall f JOIN bescheid b ON b.fall_id = f.id
                     WHERE b.art IN ('bewilligung', 'ablehnung')
                     GROUP BY f.id, f.angelegt_am
                    HAVING min(b.erlassen_am)
                           BETWEEN \(monat.ersterTag) AND \(monat.letzterTag)) e
            """, in: session)
    }

    private static func aufgaben(_ monat: Monat, in session: MandantSession) throws {
        try faelle("aufgaben", monat, """
            SELECT jsonb_build_object('aufgabe', CASE WHEN w.faellig < \(monat.letzterTag)
                       THEN 'ueberfaellig' ELSE 'offen' END) AS merkmale
              FROM wiedervorlage w
             WHERE (w.angelegt_am AT TIME ZONE 'Europe/Berlin')::date <= \(monat.letzterTag)
               AND (w.erledigt_am IS NULL
                    OR (w.erledigt_am AT TIME ZONE 'Europe/Berlin')::date > \(monat.letzterTag))
            UNION ALL
            SELECT '{"aufgabe": "anordnung"}'
              FROM (SELECT DISTINCT ON (e.zahlung_id) e.zustand
                      FROM zahlung_ereignis e
                     WHERE (e.am AT TIME ZONE 'Europe/Berlin')::date <= \(monat.letzterTag)
                     ORDER BY e.zahlung_id, e.lfd DESC) z
             WHERE z.zustand = 'festgestellt'
            """, in: session)
    }

    /// `quelle` nennt `merkmale`; jede Zeile zählt einmal.
    private static func faelle(
        _ gesamtheit: String, _ monat: Monat, _ quelle: SQL, in session: MandantSession
    ) throws {
        try session.execute("""
            INSERT INTO controlling_satz (monat, gesamtheit, lfd, merkmale, wert, beitragend)
            SELECT \(monat), \(gesamtheit), p.lfd, p.merkmale, 1, p.lfd
              FROM (SELECT q.merkmale,
                           row_number() OVER (ORDER BY q.merkmale::text)::integer AS lfd
                      FROM (\(quelle)) q) p
            """)
    }
}
