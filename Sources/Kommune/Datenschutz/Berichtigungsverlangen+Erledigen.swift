import Grundwerte
import Platform
import Postgres

extension Berichtigungsverlangen {
    /// Vermerkt das Verlangen mit der Liste derer, die die Angaben bekommen haben, und legt es für
    /// den letzten Tag der Frist vor.
    package static func erfassen(
        _ was: String, von wer: Wer, am tag: Kalendertag, zu fall: Fall.ID,
        in session: MandantSession
    ) throws -> ID {
        guard tag <= session.heute else {
            throw Hindernis(.eingabe, feld: "verlangt_am", "Der Tag liegt in der Zukunft.",
                            abhilfe: "Nennen Sie den Tag, an dem die Berichtigung verlangt wurde.")
        }
        guard let gefunden = try Fall.laden(fall, in: session) else {
            throw Hindernis.nichtGefunden
        }
        let id = ID(), frist = tag.plus(monate: Auskunft.fristMonate)
        try session.execute("""
            INSERT INTO berichtigungsverlangen (id, fall_id, verlangt_am, wer, was, erfasst_von)
            VALUES (\(id), \(fall), \(tag), \(wer), \(was), \(session.benutzer()))
            """)
        try session.execute("""
            INSERT INTO berichtigung_empfaenger (verlangen_id, lfd, empfaenger, woher)
            SELECT \(id), row_number() OVER (ORDER BY e.rang, e.empfaenger, e.woher),
                   e.empfaenger, e.woher
              FROM (\(bekannte(fall))) e
            """)
        try Aktenvermerk.schreiben(
            "Berichtigung verlangt (Art. 16 DSGVO), zu entscheiden bis \(frist.deutsch): \(was)",
            zu: fall, in: session)
        try Wiedervorlage.anlegen("Über die verlangte Berichtigung entscheiden (Art. 16 DSGVO)",
                                  zu: fall, faellig: max(frist.plus(tage: -7), session.heute),
                                  quelle: .selbst, in: session)
        try session.audit("berichtigung.verlangt", gefunden.aktenzeichen)
        return id
    }

    /// Wer Angaben des Falls bekommen hat, nach dem, was das Programm davon weiß: angeordnete
    /// Zahlungen, Statistik, Schreiben an Dritte, Fragen des Kreises, Einsicht und Ausgaben.
    private static func bekannte(_ fall: Fall.ID) -> SQL {
        """
        SELECT 1 AS rang, 'Kreiskasse' AS empfaenger, count(*) || ' angeordnete Zahlungen' AS woher
          FROM zahlung z JOIN anordnung a ON a.zahlung_id = z.id
         WHERE z.fall_id = \(fall) HAVING count(*) > 0
        UNION ALL
        SELECT 2, 'Statistisches Landesamt, über den Kreis',
               'Lieferung vom ' || to_char(max(s.abgegeben_am), 'DD.MM.YYYY')
          FROM statistik_satz x JOIN statistik_stand s ON s.lauf_id = x.lauf_id
         WHERE s.abgegeben_am IS NOT NULL
           AND (x.fall_id = \(fall) OR x.person_id IN (
                SELECT m.person_id FROM mitglied m WHERE m.fall_id = \(fall)))
        HAVING count(*) > 0
        UNION ALL
        SELECT 3, e.stelle, 'Kostenzusage' FROM einzelleistung e
         WHERE e.fall_id = \(fall) AND e.stelle <> ''
           AND EXISTS (SELECT FROM schriftstueck d WHERE d.einzelleistung_id = e.id)
         GROUP BY e.stelle
        UNION ALL
        SELECT 4, 'Praxen und Krankenhäuser', count(*) || ' Behandlungsscheine'
          FROM behandlungsschein b WHERE b.fall_id = \(fall) HAVING count(*) > 0
        UNION ALL
        SELECT 5, r.erstattet, 'Anmeldung der Kostenerstattung' FROM rechtsfeststellung r
         WHERE r.fall_id = \(fall) AND r.erstattet <> '' GROUP BY r.erstattet
        UNION ALL
        SELECT 6, 'Kreis als Abrechnungsstelle', 'Antwort zur Rechnung ' || q.eingangsnummer
          FROM zustaendigkeitsfrage q
         WHERE q.fall_id = \(fall) AND q.beantwortet_am IS NOT NULL GROUP BY q.eingangsnummer
        UNION ALL
        SELECT 7, 'Support des Kreises', 'gelesen bis ' || to_char(max(a.am), 'DD.MM.YYYY')
          FROM audit a
         WHERE a.vorgang = 'support.gelesen' AND a.angaben ->> 'fall' = \(fall.description)
        HAVING count(*) > 0
        UNION ALL
        SELECT 8, 'Wer den Bestand der Kommune bekam', 'Ausgabe vom '
               || to_char(max(a.am), 'DD.MM.YYYY')
          FROM audit a, fall f
         WHERE f.id = \(fall) AND a.vorgang = 'bestand.ausgegeben' AND a.am >= f.angelegt_am
        HAVING count(*) > 0
        """
    }

    /// Entscheidet; die Angabe selbst ersetzt die Sachbearbeitung auf der Seite „Angaben ändern“.
    package func entscheiden(
        _ entscheidung: Entscheidung, begruendung: String, in session: MandantSession
    ) throws {
        let entschieden = try session.execute("""
            UPDATE berichtigungsverlangen
               SET entscheidung = \(entscheidung), begruendung = \(begruendung),
                   entschieden_von = \(session.benutzer()), entschieden_am = now()
             WHERE id = \(id) AND entscheidung = ''
            """)
        guard entschieden == 1 else {
            throw Hindernis(.konflikt, "Über dieses Verlangen ist schon entschieden.",
                            abhilfe: "Laden Sie die Seite neu.")
        }
        try Aktenvermerk.schreiben(
            "Berichtigung (Art. 16 DSGVO): \(entscheidung.bezeichnung). \(begruendung)", zu: fall,
            in: session)
        try session.audit("berichtigung.entschieden", id.description,
                          ["entscheidung": entscheidung.bezeichnung])
    }

    /// Hakt ab, wer von der Berichtigung erfahren hat; einmal abgehakt bleibt es.
    package func unterrichtet(_ nummern: [Int], in session: MandantSession) throws {
        let neu = try session.execute("""
            UPDATE berichtigung_empfaenger
               SET unterrichtet_von = \(session.benutzer()), unterrichtet_am = now()
             WHERE verlangen_id = \(id) AND lfd = ANY (\(nummern))
               AND unterrichtet_am IS NULL
            """)
        guard neu > 0 else { return }
        try Aktenvermerk.schreiben(
            "\(neu) Empfänger von der Berichtigung unterrichtet (Art. 19 DSGVO).", zu: fall,
            in: session)
        try session.audit("berichtigung.unterrichtet", id.description, ["anzahl": "\(neu)"])
    }
}
