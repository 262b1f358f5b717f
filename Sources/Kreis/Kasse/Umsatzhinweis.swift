import Grundwerte
import Platform
import Postgres

/// Sagt bei jedem ungeklärten Umsatz, warum ihn das Programm nicht zuordnen darf.
enum Umsatzhinweis {
    static func schreiben(in session: KreisSession) throws {
        try session.execute("""
            UPDATE umsatz u SET hinweis = h.satz
              FROM (SELECT o.id, CASE
                        WHEN EXISTS (SELECT FROM umsatz_zuordnung z
                                      WHERE z.umsatz_id = o.id AND z.nimmt_zurueck IS NOT NULL) THEN
                            'Eine Zuordnung wurde zurückgenommen. Ordnen Sie den Umsatz neu zu.'
                        WHEN o.rueckgabe AND o.endtoend = '' THEN
                            'Rückgabe ohne EndToEndId: Der Betrag allein beweist nicht, welche '
                            || 'Zahlung es war.'
                        WHEN o.rueckgabe AND a.id IS NULL THEN
                            'Rückgabe einer Zahlung, die hier nicht bekannt ist.'
                        WHEN o.rueckgabe AND a.zustand = 'rueckgelaufen' THEN
                            'Diese Zahlung ist schon einmal zurückgekommen. Fragen Sie die Bank.'
                        WHEN o.rueckgabe AND a.zustand IN ('im_lauf', 'uebergeben', 'unklar') THEN
                            'Die Belastung ist noch nicht gebucht. Mit ihr wird die Rückgabe von '
                            || 'selbst zugeordnet.'
                        WHEN o.rueckgabe AND a.zustand = 'bank_abgelehnt' THEN
                            'Die Bank hat diese Zahlung abgelehnt, also nie bezahlt: Das Geld '
                            || 'gleicht ihre Belastung aus.'
                        WHEN o.rueckgabe AND a.betrag_cent <> o.betrag_cent THEN
                            'Es kam nicht der gezahlte Betrag zurück. Ordnen Sie die Rückgabe '
                            || 'selbst zu.'
                        WHEN o.lauf_id IS NOT NULL
                         AND l.zustand IN ('datei_erzeugt', 'freigegeben') THEN
                            'Die Bank hat den Lauf ' || l.nummer
                            || ' belastet, der hier nicht als übergeben gilt. '
                            || 'Klären Sie die Übergabe.'
                        WHEN o.lauf_id IS NOT NULL AND l.zustand = 'verworfen' THEN
                            'Die Bank hat den verworfenen Lauf ' || l.nummer
                            || ' belastet. Sprechen Sie sofort mit ihr.'
                        WHEN o.betrag_cent < 0 AND (a.zustand IN ('gezahlt', 'rueckgelaufen')
                             OR o.endtoend = '' AND l.zustand = 'gebucht') THEN
                            'Das hat die Bank schon einmal belastet. Lassen Sie es sich von ihr '
                            || 'erstatten, und ordnen Sie Belastung und Erstattung als '
                            || 'durchlaufend zu.'
                        WHEN o.lauf_id IS NOT NULL AND o.betrag_cent < 0 AND o.endtoend <> '' THEN
                            'Betrag oder Zustand der Zahlung passt nicht zur Belastung.'
                        WHEN o.lauf_id IS NOT NULL AND o.betrag_cent < 0
                             AND EXISTS (SELECT FROM umsatz_zuordnung z WHERE z.umsatz_id = o.id)
                             AND EXISTS (SELECT FROM lauf_position p
                                         JOIN zahlungsauftrag b ON b.id = p.auftrag_id
                                          WHERE p.lauf_id = o.lauf_id
                                            AND b.zustand = 'bank_abgelehnt') THEN
                            'Belastet ist auch, was die Bank im Lauf ' || l.nummer
                              || ' abgelehnt hat. Es muss '
                            || 'zurückkommen; ordnen Sie beides als durchlaufend zu.'
                        WHEN o.lauf_id IS NOT NULL AND o.betrag_cent < 0 THEN
                            'Die Belastung stimmt nicht mit den offenen Zahlungen des Laufs '
                            || l.nummer || ' überein.'
                        WHEN o.betrag_cent < 0 THEN 'Belastung, die zu keinem Zahllauf gehört.'
                        ELSE 'Gutschrift ohne eindeutiges Kassenzeichen einer Erstattung, '
                            || 'Umlage oder Rückforderung.' END AS satz
                      FROM umsatz o
                      LEFT JOIN zahlungsauftrag a ON o.endtoend <> '' AND a.endtoend = o.endtoend
                      LEFT JOIN zahllauf l ON l.id = o.lauf_id
                     WHERE o.zustand = 'ungeklaert') h
             WHERE u.id = h.id AND u.hinweis <> h.satz
            """)
    }
}
