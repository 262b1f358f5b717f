import Grundwerte
import Platform
import Postgres

// Wer Angaben des Falls bekommen hat, nach dem, was das Programm davon weiß (Art. 19 DSGVO).

extension Berichtigungsverlangen {
    /// Trägt ein, wer noch nicht in der Liste steht; `namen` nennt die Programme der Kommune.
    static func eintragen(
        zu id: ID, _ fall: Fall.ID, namen: [User.ID: String], in session: MandantSession
    ) throws {
        let gesperrt = try Anschriftenschutz([fall], in: session).gesperrt(fall)
        let quellen = [
            amtliche(fall), krankenhilfe(fall), zahlungsempfaenger(fall), leser(fall, namen),
            kommunen(fall, gesperrt: gesperrt, am: session.heute),
        ]
        try session.execute("""
            INSERT INTO berichtigung_empfaenger (verlangen_id, lfd, empfaenger, woher)
            SELECT \(id), (SELECT coalesce(max(b.lfd), 0) FROM berichtigung_empfaenger b
                            WHERE b.verlangen_id = \(id))
                          + row_number() OVER (ORDER BY e.rang, e.empfaenger, e.woher),
                   e.empfaenger, e.woher
              FROM (\(SQL.join(quellen, separator: " UNION ALL "))) e (rang, empfaenger, woher)
             WHERE NOT EXISTS (SELECT FROM berichtigung_empfaenger b
                                WHERE b.verlangen_id = \(id) AND b.empfaenger = e.empfaenger)
            """)
    }

    /// Kasse, Statistik und Register: Jede Erhebung hat ihren Empfänger
    /// (`statistik_katalog.sql`), nicht alle das Statistische Landesamt.
    private static func amtliche(_ fall: Fall.ID) -> SQL {
        """
        SELECT 1, 'Kreiskasse', count(*) || ' angeordnete Zahlungen'
          FROM zahlung z JOIN anordnung a ON a.zahlung_id = z.id
         WHERE z.fall_id = \(fall) HAVING count(*) > 0
        UNION ALL
        SELECT 2, CASE s.erhebung
                       WHEN 'azr_meldung' THEN 'Bundesverwaltungsamt (Ausländerzentralregister)'
                       WHEN 'fluechtlingsaufnahme' THEN 'Bezirksregierung, über den Kreis'
                       ELSE 'Statistisches Landesamt, über den Kreis' END,
               'Lieferung vom ' || to_char(max(s.abgegeben_am), 'DD.MM.YYYY')
          FROM statistik_satz x JOIN statistik_stand s ON s.lauf_id = x.lauf_id
         WHERE s.abgegeben_am IS NOT NULL
           AND (x.fall_id = \(fall) OR x.person_id IN (
                SELECT m.person_id FROM mitglied m WHERE m.fall_id = \(fall)))
         GROUP BY 2
        UNION ALL
        SELECT 5, r.erstattet, 'Anmeldung der Kostenerstattung' FROM rechtsfeststellung r
         WHERE r.fall_id = \(fall) AND r.erstattet <> '' GROUP BY r.erstattet
        """
    }

    private static func krankenhilfe(_ fall: Fall.ID) -> SQL {
        """
        SELECT 3, e.stelle, 'Kostenzusage' FROM einzelleistung e
         WHERE e.fall_id = \(fall) AND e.stelle <> ''
           AND EXISTS (SELECT FROM schriftstueck d WHERE d.einzelleistung_id = e.id)
         GROUP BY e.stelle
        UNION ALL
        SELECT 4, 'Praxen und Krankenhäuser', count(*) || ' Behandlungsscheine'
          FROM behandlungsschein b WHERE b.fall_id = \(fall) HAVING count(*) > 0
        UNION ALL
        SELECT 6, 'Kreis als Abrechnungsstelle', 'Antwort zur Rechnung ' || q.eingangsnummer
          FROM zustaendigkeitsfrage q
         WHERE q.fall_id = \(fall) AND q.beantwortet_am IS NOT NULL GROUP BY q.eingangsnummer
        """
    }

    /// Vermieter, und wer sonst Geld für den Haushalt bekam, ohne dazuzugehören.
    private static func zahlungsempfaenger(_ fall: Fall.ID) -> SQL {
        """
        SELECT 7, z.empfaenger_name,
               CASE z.zweck WHEN 'unterkunft' THEN 'Miete' ELSE 'Zahlung an Dritte' END
               || ', angeordnet bis ' || to_char(max(a.am), 'DD.MM.YYYY')
          FROM zahlung z JOIN anordnung a ON a.zahlung_id = z.id
         WHERE z.fall_id = \(fall)
           AND (z.zweck = 'unterkunft' OR NOT EXISTS (
                SELECT FROM mitglied m JOIN person_angabe p ON p.person_id = m.person_id
                 WHERE m.fall_id = z.fall_id
                   AND (p.familienname <> ''
                        AND strpos(lower(z.empfaenger_name), lower(p.familienname)) > 0
                        OR p.vorname <> ''
                        AND strpos(lower(z.empfaenger_name), lower(p.vorname)) > 0)))
         GROUP BY z.empfaenger_name, z.zweck
        """
    }

    /// Wer in der Akte gelesen oder sie mit dem ganzen Bestand bekommen hat.
    private static func leser(_ fall: Fall.ID, _ namen: [User.ID: String]) -> SQL {
        """
        SELECT 8, coalesce(n.name, 'Programm mit Zugang zur Schnittstelle'),
               'gelesen bis ' || to_char(max(l.tag), 'DD.MM.YYYY')
          FROM lesezugriff l
          LEFT JOIN unnest(\(namen.map(\.key))::uuid[], \(namen.map(\.value))::text[])
                    AS n (id, name) ON n.id = l.benutzer_id
         WHERE l.fall_id = \(fall) AND l.seite LIKE 'schnittstelle/%'
         GROUP BY l.benutzer_id, n.name
        UNION ALL
        SELECT 9, 'Support des Kreises', 'gelesen bis ' || to_char(max(a.am), 'DD.MM.YYYY')
          FROM audit a
         WHERE a.vorgang = 'support.gelesen' AND a.angaben ->> 'fall' = \(fall.description)
        HAVING count(*) > 0
        UNION ALL
        SELECT 10, 'Wer den Bestand der Kommune bekam', 'Ausgabe vom '
               || to_char(max(a.am), 'DD.MM.YYYY')
          FROM audit a, fall f
         WHERE f.id = \(fall) AND a.vorgang = 'bestand.ausgegeben' AND a.am >= f.angelegt_am
        HAVING count(*) > 0
        """
    }

    /// Kommunen, die nach einer der Personen fragten und erfuhren, dass sie hier bekannt ist. Ist
    /// die Anschrift des Falls gesperrt oder die der Person, nach der sie fragten, wo immer sie
    /// heute wohnt, nennt die Liste keine: Schon der Ort verriete etwas.
    private static func kommunen(_ fall: Fall.ID, gesperrt: Bool, am heute: Kalendertag) -> SQL {
        """
        SELECT 11, CASE WHEN \(gesperrt) OR a.gegenstand IN (
                             SELECT p.person_id::text FROM gesperrte_personen(\(heute)) p)
                        THEN 'Andere Kommunen'
                        ELSE split_part(a.angaben ->> 'wer', ' (', 1) END,
               'Abgleich, zuletzt am ' || to_char(max(a.am), 'DD.MM.YYYY')
          FROM audit a
         WHERE a.vorgang = 'personenabgleich.beantwortet'
           AND a.gegenstand IN (SELECT m.person_id::text FROM mitglied m
                                 WHERE m.fall_id = \(fall))
           AND coalesce(a.angaben ->> 'wer', '') <> ''
         GROUP BY 2
        """
    }
}

extension Berichtigungsverlangen.Empfaenger {
    /// Ohne den Namen, wenn er sagt, wo jemand wohnt oder gesucht wird (§ 51 BMG).
    var verborgen: Berichtigungsverlangen.Empfaenger {
        if woher.hasPrefix("Miete") { return mit(name: "Vermieter, Name gesperrt") }
        return ohneKommune
    }

    /// Ohne die Kommune, die nach jemandem fragte, der jetzt anderswo wohnt.
    var ohneKommune: Berichtigungsverlangen.Empfaenger {
        woher.hasPrefix("Abgleich") ? mit(name: "Andere Kommunen") : self
    }
}
