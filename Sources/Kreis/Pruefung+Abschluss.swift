import Grundwerte
import Platform
import Postgres

extension Pruefung {
    static let abschluesse: [SQL] = [
        """
        SELECT 'Die Bücher ' || to_char(a.monat, 'MM/YYYY') || ' schloss, wer sie vorgelegt hat.'
          FROM monatsabschluss a JOIN monatsvorlage v ON v.id = a.vorlage_id
         WHERE a.von = v.von ORDER BY a.monat
        """,
        """
        SELECT 'Vor den geschlossenen Büchern ' || to_char(max(a.monat), 'MM/YYYY')
               || ' sind die von ' || to_char(b.monat, 'MM/YYYY') || ' offen.'
          FROM (SELECT DISTINCT date_trunc('month', buchungstag)::date AS monat FROM buchung) b
          JOIN monatsabschluss a ON a.monat > b.monat
         WHERE NOT EXISTS (SELECT FROM monatsabschluss e WHERE e.monat = b.monat)
         GROUP BY b.monat ORDER BY b.monat
        """,
    ]

    static let offenePosten: [SQL] = [
        """
        SELECT 'Die Forderung ' || e.nummer || ' lautet anders als ihre Erstattung.'
          FROM erstattung e LEFT JOIN forderung f ON f.id = e.id AND f.mandant_id = e.mandant_id
         WHERE f.betrag_cent IS DISTINCT FROM e.summe_cent
            OR f.kassenzeichen IS DISTINCT FROM e.kassenzeichen
         ORDER BY e.nummer
        """,
        """
        SELECT 'Die Kostenteilung „' || k.titel || '“ ist bestätigt und nicht mit ihrem Betrag '
               || 'gefordert und gebucht.'
          FROM kostenteilung k
          JOIN kostenteilung_entscheidung e ON e.kostenteilung_id = k.id AND e.bestaetigt
         WHERE k.betrag_cent <> (SELECT coalesce(sum(f.betrag_cent), 0) FROM kostenforderung t
                                   JOIN forderung f ON f.id = t.id AND f.mandant_id = t.mandant_id
                                  WHERE t.kostenteilung_id = k.id)
            OR k.betrag_cent <> (SELECT coalesce(-sum(z.betrag_cent), 0) FROM buchung b
                                   JOIN buchungszeile z ON z.buchung_id = b.id
                                  WHERE b.kostenteilung_id = k.id AND z.konto = 'durchlaufend')
         ORDER BY k.titel
        """,
        """
        SELECT 'Die Forderung ' || t.nummer || ' lautet anders als der Teil der Umlage.'
          FROM umlage_teil t LEFT JOIN forderung f ON f.id = t.id AND f.mandant_id = t.mandant_id
         WHERE f.betrag_cent IS DISTINCT FROM t.anteil_cent + t.durchleitung_cent
            OR f.kassenzeichen IS DISTINCT FROM t.kassenzeichen
         ORDER BY t.nummer
        """,
        """
        SELECT 'Die offenen Posten von ' || m.bezeichnung
               || ' ergeben nicht ihr Konto im Hauptbuch.'
          FROM platform.mandant m
          LEFT JOIN (SELECT mandant_id, sum(forderung_offen(id)) AS offen
                       FROM forderung GROUP BY mandant_id) f ON f.mandant_id = m.id
          LEFT JOIN (SELECT z.mandant_id, sum(z.betrag_cent) AS saldo,
                            sum(z.betrag_cent) FILTER (
                                WHERE z.in_erstattung AND p.lfd IS NULL) AS unabgeschlossen
                       FROM buchungszeile z
                       LEFT JOIN erstattung_position p ON p.buchungszeile_id = z.id
                      WHERE z.konto = 'forderung'
                      GROUP BY z.mandant_id) b ON b.mandant_id = m.id
          -- Durchgeleitetes ist gebucht, sobald es übernommen ist, und gefordert mit der Umlage.
          LEFT JOIN (SELECT d.mandant_id, sum(d.betrag_cent) AS cent
                       FROM durchleitung d
                       JOIN durchleitung_annahme a ON a.durchleitung_id = d.id
                      WHERE NOT EXISTS (SELECT FROM buchungszeile v
                                          JOIN umlage_position p ON p.buchungszeile_id = v.id
                                         WHERE v.buchung_id = a.buchung_id)
                      GROUP BY d.mandant_id) d ON d.mandant_id = m.id
         WHERE coalesce(b.saldo, 0) <> coalesce(f.offen, 0) + coalesce(b.unabgeschlossen, 0)
                                     + coalesce(d.cent, 0)
         ORDER BY m.bezeichnung
        """,
    ]

    /// Jeder geschlossene Monat ergibt heute noch die Liste, mit der er geschlossen wurde.
    static func geschlosseneMonate(in session: KreisSession) throws -> [String] {
        try session.all("""
            SELECT a.monat, v.liste, v.sha256 = sha256(v.liste) AS echt
              FROM monatsabschluss a JOIN monatsvorlage v ON v.id = a.vorlage_id ORDER BY a.monat
            """) { (monat: try $0.decode("monat", as: Monat.self),
                    liste: try $0.decode("liste", as: [UInt8].self),
                    echt: try $0.decode("echt", as: Bool.self)) }
            .flatMap { abschluss in
                let heute = try Saldenliste.laden(abschluss.monat, in: session).csv
                let stimmt = Saldenliste.betraege(heute) == Saldenliste.betraege(abschluss.liste)
                return [
                    abschluss.echt ? nil : "Die Saldenliste \(abschluss.monat.deutsch) hat "
                        + "nicht ihre Prüfsumme.",
                    stimmt ? nil : "Die Bücher \(abschluss.monat.deutsch) ergeben andere "
                        + "Salden als beim Schließen.",
                ].compactMap(\.self)
            }
    }
}
