import Grundwerte
import Platform
import Postgres
import Uebergabe

extension Bankmeldung {
    /// Hält fest, was der Bericht sagt, und zieht die Folgen, die ohne einen Menschen sicher sind.
    ///
    /// Was die Bank angenommen hat, braucht je Zahlung keine Zeile.
    static func uebernehmen(_ bericht: Statusbericht, aus datei: Bankdatei.ID,
                            in session: KreisSession) throws -> String {
        let lauf = try session.scalars("SELECT id FROM zahllauf WHERE msgid = \(bericht.auftrag)",
                                       as: Zahllauf.ID.self)
        let zeilen = Zeile.alle(bericht, bekannt: !lauf.isEmpty)
        try session.execute("""
            INSERT INTO bankmeldung (id, bankdatei_id, lfd, ebene, msgid, endtoend, status, grund,
                                     zusatz, bankname, lauf_id, auftrag_id, zustand)
            SELECT n.id, \(datei), n.lfd, CASE WHEN n.einzeln THEN 'zahlung' ELSE 'datei' END,
                   \(bericht.auftrag),
                   n.endtoend, n.status, n.grund, n.zusatz, n.bankname, \(lauf.first), p.auftrag_id,
                   CASE WHEN n.ansehen THEN 'offen' ELSE 'vermerkt' END
              FROM unnest(\(zeilen.map { _ in ID() }), \(zeilen.map(\.einzeln)),
                          \(zeilen.map(\.ansehen)),
                          \(zeilen.map(\.endToEndId)), \(zeilen.map(\.meldung.code)),
                          \(zeilen.map(\.grund)),
                          \(zeilen.map(\.zusatz)), \(zeilen.map(\.bankname)))
                   WITH ORDINALITY AS n (id, einzeln, ansehen, endtoend, status, grund, zusatz,
                                         bankname, lfd)
              LEFT JOIN zahlungsauftrag a ON n.einzeln AND a.endtoend = n.endtoend
              LEFT JOIN lauf_position p ON p.auftrag_id = a.id AND p.lauf_id = \(lauf.first)
            """)
        try anwenden(in: session)
        let offen = try session.scalar("""
            SELECT count(*) FROM bankmeldung WHERE bankdatei_id = \(datei) AND zustand = 'offen'
            """, as: Int.self)
        return "Statusbericht übernommen" + (offen == 0 ? "." : ", davon anzusehen: \(offen).")
    }

    /// Lehnt ab, was die Bank einzeln abgelehnt hat, und sagt bei allem übrigen, warum es eine
    /// Person ansehen muss.
    ///
    /// Läuft nach jedem Bericht und nach jeder Entscheidung über eine Übergabe; zweimal ändert
    /// nichts.
    static func anwenden(in session: KreisSession) throws {
        let laeufe = try session.scalars("""
            SELECT DISTINCT lauf_id FROM bankmeldung
             WHERE zustand = 'offen' AND ebene = 'zahlung' AND status = 'RJCT'
               AND auftrag_id IS NOT NULL
             ORDER BY lauf_id
            """, as: Zahllauf.ID.self)
        try session.execute("""
            UPDATE zahlungsauftrag a SET zustand = 'bank_abgelehnt'
              FROM bankmeldung m
             WHERE m.zustand = 'offen' AND m.ebene = 'zahlung' AND m.status = 'RJCT'
               AND a.id = m.auftrag_id
               AND a.zustand IN ('uebergeben', 'unklar')
            """)
        try session.execute("""
            UPDATE bankmeldung m SET zustand = 'erledigt', hinweis = ''
              FROM zahlungsauftrag a
             WHERE m.zustand = 'offen' AND m.ebene = 'zahlung' AND m.status = 'RJCT'
               AND a.id = m.auftrag_id
               AND a.zustand = 'bank_abgelehnt'
            """)
        try hinweiseSchreiben(in: session)
        for lauf in laeufe {
            try Zahllauf.gebuchtWennErledigt(lauf, in: session)
            try session.rueckmeldungAnkuendigen(Zahllauf.mandanten(lauf, in: session))
        }
    }

    private static func hinweiseSchreiben(in session: KreisSession) throws {
        try session.execute("""
            UPDATE bankmeldung m SET hinweis = h.satz
              FROM (SELECT o.id, CASE
                        WHEN o.lauf_id IS NULL THEN
                            'Diese Datei ist hier nicht bekannt. Fragen Sie die Bank, wer sie '
                            || 'eingereicht hat.'
                        WHEN o.ebene = 'datei' AND o.status = 'RJCT' THEN
                            'Die Bank hat die ganze Datei abgelehnt. Entscheiden Sie am Zahllauf '
                              || l.nummer
                            || ', was mit seinen Zahlungen geschieht.'
                        WHEN o.ebene = 'datei'
                          THEN 'Die Bank meldet einen Stand, der hier nicht bekannt ist.'
                        WHEN o.auftrag_id IS NULL
                          THEN 'Diese Zahlung gibt es im Zahllauf ' || l.nummer || ' nicht.'
                        WHEN o.status = 'RJCT' AND a.zustand IN ('gezahlt', 'rueckgelaufen') THEN
                            'Laut Kontoauszug ist die Zahlung gebucht. Kommt das Geld zurück, '
                            || 'folgt eine Rückgabe.'
                        WHEN o.status = 'RJCT' AND a.zustand = 'im_lauf' THEN
                            'Die Übergabe des Laufs ist unklar. Entscheiden Sie sie; dann '
                            || 'folgt die Ablehnung.'
                        WHEN o.status = 'RJCT' THEN 'Die Zahlung ist nicht mehr bei der Bank.'
                        WHEN o.status IN ('RVNM', 'RVMC') THEN
                            CASE o.status WHEN 'RVNM'
                                THEN 'Der Name passt nach Auskunft der Bank nicht zum Konto.'
                                ELSE 'Der Name passt nach Auskunft der Bank nur beinahe zum Konto.'
                            END || ' Entscheiden Sie, ob die Bank die Zahlung ausführen soll.'
                        WHEN o.status = 'RTRN'
                             AND o.grund = ANY (\(Rueckgabegrund.codes(.alarm))) THEN
                            'Verdacht auf eine doppelte Zahlung: Die Bank gibt sie deshalb zurück. '
                            || 'Prüfen Sie den Lauf ' || coalesce(l.nummer, '') || ' sofort.'
                        WHEN o.status = 'RTRN' THEN
                            'Der Grund der Rückgabe liegt beim Kreis. Klären Sie ihn mit der Bank.'
                        ELSE 'Die Bank meldet einen Stand, der hier nicht bekannt ist.' END AS satz
                      FROM bankmeldung o
                      LEFT JOIN zahllauf l ON l.id = o.lauf_id
                      LEFT JOIN zahlungsauftrag a ON a.id = o.auftrag_id
                     WHERE o.zustand = 'offen') h
             WHERE m.id = h.id AND m.hinweis <> h.satz
            """)
    }

    /// Eine Meldung des Berichts, wie sie festgehalten wird.
    private struct Zeile {
        let einzeln: Bool
        let endToEndId: String
        let meldung: Statusbericht.Meldung
        let ansehen: Bool
        var bankname = ""

        var grund: String { meldung.gruende.first?.code ?? "" }
        var zusatz: String {
            String(meldung.gruende.compactMap(\.zusatz).joined(separator: " ").prefix(500))
        }

        /// Die Datei ein Mal: Meldet die Bank auch den Sammler, so gilt die Ablehnung vor allem
        /// anderen. Über die Zahlungen einer abgelehnten oder unbekannten Datei wird mit ihr
        /// entschieden.
        static func alle(_ bericht: Statusbericht, bekannt: Bool) -> [Zeile] {
            let ganze = ([bericht.gesamt] + bericht.sammler.map(\.meldung)).compactMap(\.self)
            let datei = ganze.first { $0.status == .abgelehnt } ?? ganze.first
            let einzeln = bekannt && datei?.status != .abgelehnt
            let zahlungen = bericht.sammler.flatMap(\.zahlungen).compactMap { zahlung in
                zahlung.meldung.map {
                    Zeile(einzeln: true, endToEndId: zahlung.endToEndId ?? "", meldung: $0,
                          ansehen: einzeln && $0.status.verlangtAnsehen,
                          bankname: zahlung.bankname(bei: $0.status))
                }
            }.filter { ![.angenommen, .inPruefung, .namePasst].contains($0.meldung.status) }
            let kopf = datei.map {
                Zeile(einzeln: false, endToEndId: "", meldung: $0,
                      ansehen: !bekannt || $0.status.verlangtAnsehen && !$0.status.prueftNamen)
            }
            return (kopf.map { [$0] } ?? []) + zahlungen
        }
    }
}

extension Statusbericht.Status {
    /// Zur ganzen Datei nur eine Zusammenfassung; entschieden wird je Zahlung.
    fileprivate var prueftNamen: Bool { self == .nameBeinahe || self == .namePasstNicht }

    /// Ob ein Mensch oder eine Folge nötig ist.
    fileprivate var verlangtAnsehen: Bool {
        switch self {
        case .abgelehnt, .nameBeinahe, .namePasstNicht, .zurueckgegeben, .sonstiger: true
        case .angenommen, .teilweise, .inPruefung, .namePasst, .namePruefungUnmoeglich: false
        }
    }
}

extension Statusbericht.Zahlung {
    /// Nur nach einer Prüfung mit Befund ist der genannte Name der des Kontos.
    fileprivate func bankname(bei status: Statusbericht.Status) -> String {
        [.nameBeinahe, .namePasstNicht].contains(status)
            ? String((empfaenger ?? "").prefix(140)) : ""
    }
}

extension Bankmeldung {
    /// Rückgaben, deren Grund beim Kreis liegt oder auf eine doppelte Zahlung deutet, kommen auf
    /// die Arbeitsliste der Kasse, auch wenn sie schon zugeordnet sind.
    static func rueckgabenMelden(_ stapel: UUIDv7, in session: KreisSession) throws {
        let codes = Rueckgabegrund.codes(.alarm) + Rueckgabegrund.codes(.kreis)
        let neue = try session.execute("""
            INSERT INTO bankmeldung (id, bankdatei_id, lfd, ebene, msgid, endtoend, status, grund,
                                     lauf_id, auftrag_id, zustand)
            SELECT gen_random_uuid(), x.bankdatei_id,
                   coalesce((SELECT max(b.lfd) FROM bankmeldung b
                              WHERE b.bankdatei_id = x.bankdatei_id), 0)
                   + row_number() OVER (PARTITION BY x.bankdatei_id ORDER BY u.id),
                   'zahlung', coalesce(l.msgid, ''), u.endtoend, 'RTRN', u.rueckgabegrund,
                   u.lauf_id, z.auftrag_id, 'offen'
              FROM umsatz_zuordnung z JOIN umsatz u ON u.id = z.umsatz_id
              JOIN auszug x ON x.id = u.auszug_id
              LEFT JOIN zahllauf l ON l.id = u.lauf_id
             WHERE z.stapel = \(stapel) AND z.art = 'ruecklauf'
               AND u.rueckgabegrund = ANY (\(codes))
            """)
        if neue > 0 { try hinweiseSchreiben(in: session) }
    }
}
