import Crypto
import Platform
import Postgres

/// Prüft, ob Kasse und Abrechnung in sich stimmen; jeder Befund ist ein Satz ohne Namen und Konten.
///
/// Die meisten Regeln hält schon die Datenbank ein. Geprüft wird, als täte sie es nicht: nach einer
/// Wiederherstellung, einem Eingriff von Hand oder einem Fehler im Programm.
package enum Pruefung {
    package static func befunde(in session: KreisSession) throws -> [String] {
        try regeln.flatMap { regel in
            try session.scalars(regel, as: String.self)
        } + dateien(in: session) + geschlosseneMonate(in: session)
            + Stichprobe.abweichende(in: session).map {
                "Die Stichprobe der Sammelrechnung \($0) ist nicht die, die aus ihrer Saat folgt."
            }
    }

    private static let regeln: [SQL] = buecher + abschluesse + bank + erstattungen
        + offenePosten + sammelrechnungen + umlagen + laeufe + zaehler

    private static let buecher: [SQL] = [
        """
        SELECT 'Buchungszeile ' || z.id || ' nennt etwas, das es nicht gibt.' FROM buchungszeile z
          LEFT JOIN buchung b ON b.id = z.buchung_id
          LEFT JOIN zahlungsauftrag a ON a.id = z.auftrag_id
          LEFT JOIN umsatz_zuordnung u ON u.id = z.zuordnung_id
         WHERE b.id IS NULL OR a.id IS NULL AND z.auftrag_id IS NOT NULL
            OR u.id IS NULL AND z.zuordnung_id IS NOT NULL
         ORDER BY z.id LIMIT 100
        """,
        """
        SELECT 'Zuordnung ' || z.id || ' nennt etwas, das es nicht gibt.' FROM umsatz_zuordnung z
          LEFT JOIN umsatz u ON u.id = z.umsatz_id
          LEFT JOIN zahlungsauftrag a ON a.id = z.auftrag_id
         WHERE u.id IS NULL OR a.id IS NULL AND z.auftrag_id IS NOT NULL
         ORDER BY z.id LIMIT 100
        """,
        """
        SELECT 'Buchung ' || buchung_id || ' ergibt nicht null.' FROM buchungszeile
         GROUP BY buchung_id HAVING sum(betrag_cent) <> 0 ORDER BY buchung_id LIMIT 100
        """,
        """
        SELECT 'Auftrag ' || a.endtoend || ' ist ' || a.zustand || ' und steht '
               || count(z.id) FILTER (WHERE z.betrag_cent > 0)
               || '-mal als Zahlung in der Forderung.'
          FROM zahlungsauftrag a
          LEFT JOIN buchungszeile z ON z.auftrag_id = a.id AND z.konto = CASE
                WHEN a.mandant_id IS NULL THEN 'durchlaufend'
                WHEN a.zahlweg = 'umbuchung' THEN 'umbuchung' ELSE 'forderung' END
         GROUP BY a.id
        HAVING count(z.id) FILTER (WHERE z.betrag_cent > 0)
               <> CASE WHEN a.zustand IN ('gezahlt', 'rueckgelaufen') THEN 1 ELSE 0 END
            OR count(z.id) FILTER (WHERE z.betrag_cent = a.betrag_cent)
               <> count(z.id) FILTER (WHERE z.betrag_cent > 0)
         ORDER BY a.endtoend LIMIT 100
        """,
        """
        SELECT 'Auftrag ' || a.endtoend || ' ist ' || a.zustand || ' und steht '
               || count(z.id) || '-mal als Rückläufer in der Forderung.'
          FROM zahlungsauftrag a
          LEFT JOIN buchungszeile z ON z.auftrag_id = a.id AND z.betrag_cent < 0 AND z.konto = CASE
                WHEN a.mandant_id IS NULL THEN 'durchlaufend' ELSE 'forderung' END
         GROUP BY a.id HAVING count(z.id) <> CASE WHEN a.zustand = 'rueckgelaufen' THEN 1 ELSE 0 END
         ORDER BY a.endtoend LIMIT 100
        """,
        """
        SELECT 'Die Umbuchungen von ' || m.bezeichnung || ' gleichen sich nicht aus, oder eine '
               || 'steht auf einem anderen Konto.'
          FROM buchungszeile z
          JOIN platform.mandant m ON m.id = z.mandant_id
          LEFT JOIN zahlungsauftrag a ON a.id = z.auftrag_id
         WHERE z.konto = 'umbuchung' OR a.zahlweg = 'umbuchung'
         GROUP BY m.id, m.bezeichnung
        HAVING sum(z.betrag_cent) <> 0 OR bool_or(z.konto <> 'umbuchung')
         ORDER BY m.bezeichnung
        """,
        """
        SELECT 'Ein Eingang auf ' || u.kassenzeichen || ' steht nicht mit seinem Betrag in der '
               || 'Forderung gegen die Kommune, oder sie hat nicht von ihm erfahren.'
          FROM umsatz_zuordnung u
          LEFT JOIN buchungszeile z ON z.zuordnung_id = u.id AND z.kassenzeichen = u.kassenzeichen
                                   AND z.mandant_id = u.mandant_id
          LEFT JOIN forderungseingang f ON f.zuordnung_id = u.id AND f.mandant_id = u.mandant_id
         WHERE u.art = 'rueckforderung'
           AND (z.betrag_cent IS DISTINCT FROM -u.betrag_cent OR f.lfd IS NULL)
         ORDER BY u.kassenzeichen LIMIT 100
        """,
    ]

    private static let bank: [SQL] = [
        """
        SELECT 'Umsatz ' || u.lfd || ' des Auszugs vom ' || to_char(x.bis, 'DD.MM.YYYY')
               || ' steht nicht mit seinem Betrag auf dem Konto Bank.'
          FROM umsatz u JOIN auszug x ON x.id = u.auszug_id
          LEFT JOIN buchung b ON b.umsatz_id = u.id
          LEFT JOIN buchungszeile z ON z.buchung_id = b.id AND z.konto = 'bank'
         GROUP BY u.id, x.bis HAVING coalesce(sum(z.betrag_cent), 0) <> u.betrag_cent
         ORDER BY x.bis, u.lfd LIMIT 100
        """,
        """
        SELECT k.bezeichnung || ': Nach den Büchern müsste der letzte Auszug mit '
               || to_char((e.anfang + e.bewegung) / 100.0, 'FM999999999990.00')
               || ' Euro enden, er endet mit '
               || to_char(e.schluss / 100.0, 'FM999999999990.00') || ' Euro.'
          FROM bankkonto k
          JOIN LATERAL (
                SELECT (SELECT x.saldo_alt_cent FROM auszug x WHERE x.iban = k.iban
                         ORDER BY x.bis, x.nummer NULLS FIRST, x.id LIMIT 1) AS anfang,
                       (SELECT x.saldo_neu_cent FROM auszug x WHERE x.iban = k.iban
                         ORDER BY x.bis DESC, x.nummer DESC NULLS LAST, x.id DESC
                         LIMIT 1) AS schluss,
                       (SELECT coalesce(sum(z.betrag_cent), 0) FROM auszug x
                          JOIN umsatz u ON u.auszug_id = x.id
                          JOIN buchung b ON b.umsatz_id = u.id
                          JOIN buchungszeile z ON z.buchung_id = b.id AND z.konto = 'bank'
                         WHERE x.iban = k.iban) AS bewegung) e
            ON e.anfang + e.bewegung <> e.schluss
         ORDER BY k.bezeichnung
        """,
    ]

    private static let erstattungen: [SQL] = [
        """
        SELECT 'Auftrag ' || coalesce(a.endtoend, z.kassenzeichen)
               || ': Eine Buchung im abgeschlossenen Monat '
               || to_char(e.monat, 'MM/YYYY') || ' fehlt in der Erstattung ' || e.nummer || '.'
          FROM buchungszeile z
          JOIN buchung b ON b.id = z.buchung_id
          LEFT JOIN zahlungsauftrag a ON a.id = z.auftrag_id
          JOIN erstattung e ON e.mandant_id = z.mandant_id
                           AND e.monat = date_trunc('month', b.buchungstag)::date
         WHERE z.konto = 'forderung' AND z.in_erstattung
           AND (SELECT count(*) FROM erstattung_position p
                 WHERE p.buchungszeile_id = z.id AND p.erstattung_id = e.id) <> 1
         ORDER BY 1 LIMIT 100
        """,
        """
        SELECT 'Erstattung ' || e.nummer || ' nennt eine andere Summe als ihre Positionen.'
          FROM erstattung e
          LEFT JOIN erstattung_position p ON p.erstattung_id = e.id
          LEFT JOIN buchungszeile z ON z.id = p.buchungszeile_id
         GROUP BY e.id HAVING coalesce(sum(z.betrag_cent), 0) <> e.summe_cent
            OR count(p.lfd) <> e.positionen
         ORDER BY e.nummer
        """,
    ]

    private static let sammelrechnungen: [SQL] = [
        """
        SELECT 'Sammelrechnung ' || r.eingangsnummer || ' ist freigegeben und steht nicht mit '
               || 'ihrem Betrag auf dem Konto Vorschuss.'
          FROM sammelrechnung r
          JOIN sammelrechnung_freigabe f ON f.rechnung_id = r.id
          LEFT JOIN buchungszeile z ON z.buchung_id = f.buchung_id AND z.konto = 'vorschuss'
         GROUP BY r.id
        HAVING coalesce(sum(z.betrag_cent), 0)
               <> CASE r.art WHEN 'rechnung' THEN r.betrag_cent ELSE -r.betrag_cent END
         ORDER BY r.eingangsnummer
        """,
        """
        SELECT 'Sammelrechnung ' || r.eingangsnummer || ' ist mehr als einmal oder mit einem '
               || 'anderen Betrag zur Zahlung angewiesen.'
          FROM sammelrechnung r
          JOIN sammelrechnung_zahlung z ON z.rechnung_id = r.id
          JOIN zahlungsauftrag a ON a.id = z.auftrag_id
         GROUP BY r.id
        HAVING count(*) FILTER (WHERE auftrag_lebt(a.zustand)) > 1
            OR bool_or(a.betrag_cent <> r.betrag_cent) OR r.art <> 'rechnung'
         ORDER BY r.eingangsnummer
        """,
        """
        SELECT 'Auftrag ' || a.endtoend || ' gehört weder einer Kommune noch einer Sammelrechnung.'
          FROM zahlungsauftrag a
         WHERE a.mandant_id IS NULL
           AND NOT EXISTS (SELECT FROM sammelrechnung_zahlung z WHERE z.auftrag_id = a.id)
         ORDER BY a.endtoend LIMIT 100
        """,
        """
        SELECT 'Der Gutschrift ' || r.eingangsnummer || ' ist mehr zugeordnet, als sie sagt.'
          FROM sammelrechnung r
          JOIN sammelrechnung_eingaenge() e ON e.rechnung_id = r.id
          JOIN umsatz_zuordnung z ON z.id = e.zuordnung_id
         GROUP BY r.id HAVING sum(z.betrag_cent) > r.betrag_cent OR r.art <> 'gutschrift'
         ORDER BY r.eingangsnummer
        """,
        """
        SELECT 'Der Gutschrift ' || r.eingangsnummer || ' ist ein Eingang zugeordnet, den die '
               || 'Kasse zurückgenommen hat.'
          FROM sammelrechnung r
          JOIN sammelrechnung_eingaenge() e ON e.rechnung_id = r.id
         WHERE EXISTS (SELECT FROM umsatz_zuordnung z WHERE z.nimmt_zurueck = e.zuordnung_id)
         ORDER BY r.eingangsnummer
        """,
    ]

    private static let umlagen: [SQL] = [
        """
        SELECT 'Die Umlage ' || to_char(u.monat, 'MM/YYYY') || ' hält ihre Regel nicht ein: '
               || CASE f.fehler
                    WHEN 'umlage_summe' THEN 'Die Anteile ergeben nicht den Betrag.'
                    WHEN 'umlage_positionen' THEN 'Die Belege ergeben nicht den Betrag.'
                    WHEN 'umlage_rechnung' THEN 'Eine Zeile ergibt sich nicht noch einmal.'
                    WHEN 'umlage_durchleitung' THEN 'Eine Durchleitung fehlt oder ist zu viel.'
                    WHEN 'umlage_gebucht' THEN 'Das Hauptbuch sagt etwas anderes.'
                    ELSE 'Kommunen oder ihre Empfängerzahlen sind andere.' END
          FROM umlage u CROSS JOIN LATERAL (SELECT umlage_fehler(u.id) AS fehler) f
         WHERE f.fehler IS NOT NULL ORDER BY u.monat
        """,
        """
        SELECT 'Die Durchleitung ' || d.nummer || ' steht nicht mit ihrem Betrag in der Forderung '
               || 'und auf dem Konto Vorschuss.'
          FROM durchleitung d JOIN durchleitung_annahme a ON a.durchleitung_id = d.id
          LEFT JOIN buchungszeile z ON z.buchung_id = a.buchung_id
         GROUP BY d.id
        HAVING coalesce(sum(z.betrag_cent) FILTER (WHERE z.konto = 'forderung'
                                                     AND z.mandant_id = d.mandant_id), 0)
               <> d.betrag_cent
            OR coalesce(sum(z.betrag_cent) FILTER (WHERE z.konto = 'vorschuss'), 0)
               <> -d.betrag_cent
         ORDER BY d.nummer
        """,
        """
        SELECT 'Die Kostenteilung „' || k.titel || '“ hält ihre Regel nicht ein: '
               || kostenteilung_fehler(k.id) || '.'
          FROM kostenteilung k WHERE kostenteilung_fehler(k.id) IS NOT NULL ORDER BY k.titel
        """,
        """
        SELECT 'Die Nummern der Umlage ' || t.jahr || ' sind nicht lückenlos.'
          FROM (SELECT split_part(nummer, '-', 2) AS jahr, count(*) AS anzahl,
                       max(split_part(nummer, '-', 3)::integer) AS letzte
                  FROM umlage_teil GROUP BY 1) t
         WHERE t.anzahl <> t.letzte ORDER BY t.jahr
        """,
    ]

    private static let laeufe: [SQL] = [
        """
        SELECT 'Zahllauf ' || l.nummer || ' nennt andere Summen als seine Positionen.'
          FROM zahllauf l LEFT JOIN lauf_position p ON p.lauf_id = l.id AND NOT p.ausgetragen
         WHERE l.zustand NOT IN ('entwurf', 'verworfen')
         GROUP BY l.id HAVING count(p.lfd) <> l.anzahl
            OR coalesce(sum(p.betrag_cent), 0) <> l.summe_cent
         ORDER BY l.nummer
        """,
        """
        SELECT 'Zahllauf ' || l.nummer || ' ist bei der Bank ohne zwei Freigaben derselben Datei.'
          FROM zahllauf l
         WHERE l.zustand IN ('freigegeben', 'uebergeben', 'gebucht')
           AND (SELECT count(DISTINCT f.benutzer_id) FROM lauf_freigabe f
                  JOIN lauf_datei d ON d.lauf_id = f.lauf_id AND d.sha256 = f.sha256
                 WHERE f.lauf_id = l.id AND f.benutzer_id <> l.erstellt_von) < 2
         ORDER BY l.nummer
        """,
    ]

    private static let zaehler: [SQL] = [
        """
        SELECT 'Die Rückmeldungen an ' || m.bezeichnung || ' haben eine Lücke.'
          FROM rueckmeldung_stand s JOIN platform.mandant m ON m.id = s.mandant_id
          LEFT JOIN rueckmeldung r ON r.mandant_id = s.mandant_id
         GROUP BY s.mandant_id, s.lfd, m.bezeichnung
        HAVING count(r.lfd) <> s.lfd OR coalesce(max(r.lfd), 0) <> s.lfd
         ORDER BY m.bezeichnung
        """,
        """
        SELECT 'Die Eingänge auf Rückforderungen von ' || m.bezeichnung || ' haben eine Lücke.'
          FROM forderungseingang_stand s JOIN platform.mandant m ON m.id = s.mandant_id
          LEFT JOIN forderungseingang f ON f.mandant_id = s.mandant_id
         GROUP BY s.mandant_id, s.lfd, m.bezeichnung
        HAVING count(f.lfd) <> s.lfd OR coalesce(max(f.lfd), 0) <> s.lfd
         ORDER BY m.bezeichnung
        """,
        """
        SELECT 'Die Nummern der Erstattungen ' || e.jahr || ' sind nicht lückenlos.'
          FROM (SELECT split_part(nummer, '-', 2) AS jahr, count(*) AS anzahl,
                       max(split_part(nummer, '-', 3)::integer) AS letzte
                  FROM erstattung GROUP BY 1) e
         WHERE e.anzahl <> e.letzte ORDER BY e.jahr
        """,
    ]

    /// Jede Datei trägt ihre Prüfsumme, und ihre Kontrollsumme ist die des Laufs.
    private static func dateien(in session: KreisSession) throws -> [String] {
        var saetze: [String] = []
        try session.transaction.forEach("""
            SELECT l.nummer, l.anzahl,
                   (l.summe_cent / 100)::text || '.' || lpad((l.summe_cent % 100)::text, 2, '0')
                   AS summe,
                   d.inhalt, d.sha256
              FROM zahllauf l JOIN lauf_datei d ON d.lauf_id = l.id
             ORDER BY l.nummer
            """, batch: 1) { row in
            let nummer = try row.decode("nummer", as: String.self)
            let inhalt = try row.decode("inhalt", as: [UInt8].self)
            if try Array(SHA256.hash(data: inhalt)) != row.decode("sha256", as: [UInt8].self) {
                saetze.append("Die Datei des Zahllaufs \(nummer) hat nicht ihre Prüfsumme.")
            }
            let kopf = String(decoding: inhalt.prefix(2_000), as: UTF8.self)
            let anzahl = try row.decode("anzahl", as: Int.self),
                summe = try row.decode("summe", as: String.self)
            let bar = summe.replacing(".", with: ",")
            if !kopf.contains("<NbOfTxs>\(anzahl)</NbOfTxs><CtrlSum>\(summe)</CtrlSum>"),
               !kopf.contains("Anzahl;\(anzahl);Summe;\(bar)\r\n") {
                saetze.append("Die Datei des Zahllaufs \(nummer) nennt eine andere Anzahl oder "
                    + "Summe als der Lauf.")
            }
        }
        return saetze
    }
}
