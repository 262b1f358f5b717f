import Grundwerte
import Platform
import Postgres

extension Zuordnung {
    /// Bank an Schwebe (Lauf) oder Ungeklärt, für jeden Umsatz der Datei eine Buchung an seinem
    /// Tag; sind dessen Bücher geschlossen, am ersten offenen.
    func gegenBankBuchen(_ datei: Bankdatei.ID, in session: KreisSession) throws {
        // Eine eigene Kennung, damit die Buchungen der Zuordnung am selben Tag nicht mit diesen
        // verwechselt werden.
        let eingang = UUIDv7()
        let offenAb = try Hauptbuch.offenAb(in: session)
        try session.execute("""
            INSERT INTO buchung (id, buchungstag, text, umsatz_id, stapel, gebucht_von)
            SELECT gen_random_uuid(), greatest(u.buchungstag, \(offenAb)::date),
                   CASE WHEN u.rueckgabe THEN 'Rückgabe' WHEN u.betrag_cent < 0 THEN 'Belastung'
                        ELSE 'Gutschrift' END,
                   u.id, \(eingang), \(session.akteur.benutzer)
              FROM umsatz u JOIN auszug x ON x.id = u.auszug_id WHERE x.bankdatei_id = \(datei)
            """)
        try session.execute("""
            INSERT INTO buchungszeile (id, buchung_id, konto, lauf_id, betrag_cent)
            SELECT gen_random_uuid(), b.id, k.konto, k.lauf_id, k.betrag
              FROM buchung b
              JOIN umsatz u ON u.id = b.umsatz_id
             CROSS JOIN LATERAL (VALUES
                   ('bank', NULL::uuid, u.betrag_cent),
                   (CASE WHEN u.lauf_id IS NULL THEN 'ungeklaert' ELSE 'schwebe' END, u.lauf_id,
                    -u.betrag_cent)
                  ) AS k (konto, lauf_id, betrag)
             WHERE b.stapel = \(eingang)
            """)
    }

    /// Die Zuordnungen des Stapels, mit dem Tag, an dem die Forderung entsteht oder sinkt.
    private func posten(offenAb: Kalendertag?) -> SQL {
        """
        WITH tage AS MATERIALIZED (
            SELECT t.mandant_id, t.buchungstag, forderungstag(t.mandant_id, t.buchungstag) AS tag
              FROM (SELECT DISTINCT coalesce(a.mandant_id, z.mandant_id) AS mandant_id,
                           u.buchungstag
                      FROM umsatz_zuordnung z JOIN umsatz u ON u.id = z.umsatz_id
                      LEFT JOIN zahlungsauftrag a ON a.id = z.auftrag_id
                     WHERE z.stapel = \(stapel)
                       AND (a.id IS NOT NULL OR z.mandant_id IS NOT NULL)) t),
        posten AS MATERIALIZED (
            SELECT z.id, z.umsatz_id, z.art, z.auftrag_id, z.kassenzeichen, z.betrag_cent,
                   z.nimmt_zurueck, u.lauf_id, coalesce(a.mandant_id, e.mandant_id, l.mandant_id,
                                       f.mandant_id, z.mandant_id) AS mandant_id,
                   coalesce(t.tag, greatest(u.buchungstag, \(offenAb)::date)) AS tag
              FROM umsatz_zuordnung z
              JOIN umsatz u ON u.id = z.umsatz_id
              LEFT JOIN zahlungsauftrag a ON a.id = z.auftrag_id
              LEFT JOIN erstattung e ON e.id = z.erstattung_id
              LEFT JOIN umlage_teil l ON l.id = z.umlageteil_id
              LEFT JOIN forderung f ON f.id = z.forderung_id
              LEFT JOIN tage t ON t.mandant_id = coalesce(a.mandant_id, z.mandant_id)
                              AND t.buchungstag = u.buchungstag
             WHERE z.stapel = \(stapel))
        """
    }

    /// Schwebe oder Ungeklärt an Forderung (Kommune), je Zuordnung eine Zeile. Eine Zahlung ohne
    /// Kommune ist die des Kreises selbst: Sie steht auf Durchlaufend.
    func buchen(in session: KreisSession) throws {
        let posten = posten(offenAb: try Hauptbuch.offenAb(in: session))
        try session.execute("""
            INSERT INTO buchung (id, buchungstag, text, umsatz_id, stapel, gebucht_von)
            \(posten)
            SELECT gen_random_uuid(), p.tag,
                   CASE WHEN bool_and(p.nimmt_zurueck IS NOT NULL) THEN 'Zuordnung zurückgenommen'
                        ELSE CASE min(p.art)
                        WHEN 'zahlung' THEN 'Zahlungen' WHEN 'ruecklauf' THEN 'Rückläufer'
                        WHEN 'erstattung' THEN 'Erstattungseingang'
                        WHEN 'umlage' THEN 'Zahlung auf die Umlage'
                        WHEN 'kosten' THEN 'Zahlung auf eine Kostenteilung'
                        WHEN 'rueckforderung' THEN 'Eingang für eine Kommune'
                        WHEN 'barkasse' THEN 'Barkasse' ELSE 'Durchlaufend' END END,
                   p.umsatz_id, \(stapel), \(session.akteur.benutzer)
              FROM posten p GROUP BY p.umsatz_id, p.tag
            """)
        try session.execute("""
            INSERT INTO buchungszeile (id, buchung_id, konto, mandant_id, lauf_id, auftrag_id,
                                       kassenzeichen, zuordnung_id, betrag_cent)
            \(posten),
            gebucht AS MATERIALIZED (
                SELECT p.*, b.id AS buchung_id
                  FROM posten p JOIN buchung b ON b.stapel = \(stapel) AND b.umsatz_id = p.umsatz_id
                                              AND b.buchungstag = p.tag)
            SELECT gen_random_uuid(), g.buchung_id,
                   CASE WHEN g.art = 'barkasse' THEN g.art
                        WHEN g.art = 'durchlaufend' OR g.mandant_id IS NULL
                        THEN 'durchlaufend' ELSE 'forderung' END,
                   g.mandant_id, NULL::uuid, g.auftrag_id, g.kassenzeichen, g.id, -g.betrag_cent
              FROM gebucht g
            UNION ALL
            SELECT gen_random_uuid(), g.buchung_id,
                   CASE WHEN g.lauf_id IS NULL THEN 'ungeklaert' ELSE 'schwebe' END,
                   NULL::uuid, g.lauf_id, NULL::uuid, NULL::text, NULL::uuid,
                   sum(g.betrag_cent)::bigint
              FROM gebucht g GROUP BY g.buchung_id, g.lauf_id
            """)
    }

    /// Ein ganz zugeordneter Umsatz verlässt die Arbeitsliste; ein Lauf ohne offene Zahlung ist
    /// gebucht.
    func umsaetzeAbschliessen(in session: KreisSession) throws {
        try session.execute("""
            UPDATE umsatz u SET zustand = 'zugeordnet', hinweis = ''
              FROM (SELECT z.umsatz_id, sum(z.betrag_cent) AS summe FROM umsatz_zuordnung z
                     WHERE z.umsatz_id IN (SELECT n.umsatz_id FROM umsatz_zuordnung n
                                            WHERE n.stapel = \(stapel))
                     GROUP BY z.umsatz_id) s
             WHERE u.id = s.umsatz_id AND u.betrag_cent = s.summe AND u.zustand = 'ungeklaert'
            """)
        try session.execute("""
            UPDATE zahllauf l SET zustand = 'gebucht'
             WHERE l.zustand = 'uebergeben'
               AND l.id IN (SELECT p.lauf_id FROM umsatz_zuordnung z
                              JOIN lauf_position p ON p.auftrag_id = z.auftrag_id
                                                  AND NOT p.ausgetragen
                             WHERE z.stapel = \(stapel))
               AND NOT EXISTS (SELECT FROM lauf_position p
                                 JOIN zahlungsauftrag a ON a.id = p.auftrag_id
                                WHERE p.lauf_id = l.id AND NOT p.ausgetragen
                                  AND a.zustand IN ('im_lauf', 'uebergeben', 'unklar'))
            """)
    }
}
