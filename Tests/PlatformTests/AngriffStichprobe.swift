/// What the Kreis's own Abrechnungsstelle and a Kommune try at the sample of a Sammelrechnung.
enum AngriffStichprobe {
    /// `{probe}`: a drawn invoice, line 1 asks Borken, line 2 Ahaus. `{liste}`: one of 40 lines,
    /// not yet drawn. `{konto}`: an unconfirmed account of the biller.
    static let szene = """
        INSERT INTO kreis.rechnungssteller (id, art, name, strasse, plz, ort, angelegt_von)
        VALUES ('{probe}', 'andere', 'KV', 'X 1', '48683', 'Ahaus', '{benutzer}');
        INSERT INTO kreis.rechnungssteller_konto (id, steller_id, iban, inhaber, erfasst_von)
        VALUES ('{konto}', '{probe}', 'DE02120300000000202051', 'KV', '{benutzer}');
        INSERT INTO kreis.sammelrechnung (id, eingangsnummer, steller_id, art, nummer, monat,
                                          rechnungsdatum, betrag_cent, erfasst_von)
        VALUES ('{probe}', 'SR-2026-0001', '{probe}', 'rechnung', '1', '2026-10-01', '2026-11-02',
                200, '{benutzer}'),
               ('{liste}', 'SR-2026-0002', '{probe}', 'rechnung', '2', '2026-10-01', '2026-11-02',
                4000, '{benutzer}');
        INSERT INTO kreis.sammelrechnung_nachweis (rechnung_id, name, inhalt, sha256,
                                                   eingelesen_von)
        SELECT i::uuid, 'l.csv', i::bytea, sha256(i::bytea), '{benutzer}'
          FROM unnest(ARRAY['{probe}', '{liste}']) AS i;
        INSERT INTO kreis.sammelrechnung_position (rechnung_id, lfd, kommune, mandant_id,
            familienname, vorname, geburtsdatum, behandelt_von, behandelt_bis, betrag_cent)
        SELECT i::uuid, n, 'x', (SELECT id FROM platform.mandant
                                  WHERE kuerzel = CASE n WHEN 2 THEN 'ahaus' ELSE 'borken' END),
               'Rahmani', 'Amina', '1990-01-01', '2026-10-05', '2026-10-05', 100
          FROM (VALUES ('{probe}', 2), ('{liste}', 40)) AS r (i, anzahl),
               generate_series(1, r.anzahl) AS n;
        INSERT INTO kreis.stichprobe (rechnung_id, von) VALUES ('{probe}', '{benutzer}');
        INSERT INTO kreis.stichprobe_position (rechnung_id, lfd)
        SELECT '{probe}', kreis.stichprobe_gezogen('{probe}');
        INSERT INTO kreis.zustaendigkeitsfrage (id, rechnung_id, lfd, mandant_id, von, von_name)
        SELECT CASE p.lfd WHEN 1 THEN '{frage}' ELSE '{eigene}' END::uuid, p.rechnung_id, p.lfd,
               p.mandant_id, '{benutzer}', 'Monika Wigger'
          FROM kreis.sammelrechnung_position p WHERE p.rechnung_id = '{probe}';
        """

    /// Under the login of the Abrechnungsstelle.
    static let kreis: [Angriff] = [
        Angriff("antwortet an der Kommune statt",
                "UPDATE kreis.zustaendigkeitsfrage SET antwort = true", "42501"),
        Angriff("antwortet an der Theke",
                "SELECT kreis.zustaendigkeit_antworten('{frage}', true)::text", "42501"),
        Angriff("holt Fragen der Kommune ab",
                "SELECT id::text FROM kreis.offene_zustaendigkeitsfragen()", "42501"),
        Angriff("holt Hinweise der Kommune ab",
                "SELECT id::text FROM kreis.kostenhinweise_abholen()", "42501"),
        Angriff("liest das Protokoll der Kommune",
                "SELECT grund FROM {er}.zustaendigkeitsfrage", "42501"),
        Angriff("fragt zu demselben Posten noch einmal", fragen("{probe}", 1, "borken"), "23505"),
        Angriff("fragt eine andere Kommune", fragen("{probe}", 1, "ahaus"), "23514"),
        Angriff("fragt nach jemandem, der nicht gezogen ist", fragen("{liste}", 1, "borken"),
                "23503"),
        Angriff("fragt nach jemandem auf keiner Rechnung", fragen("{probe}", 3, "borken"), "23514"),
        Angriff("sucht sich die Saat aus", """
            INSERT INTO kreis.stichprobe (rechnung_id, von, saat, anzahl, umfang, regel)
            VALUES ('{liste}', '{benutzer}', sha256('x'), 1, 1, '2020-01-01')
            RETURNING anzahl || ' ' || umfang || ' ' || (saat = sha256('x'))
            """, ergibt: ["40 10 false"]),
        Angriff("zieht noch einmal", """
            INSERT INTO kreis.stichprobe (rechnung_id, von) VALUES ('{liste}', '{benutzer}')
            """, "23505"),
        Angriff("sucht sich die Posten aus", """
            INSERT INTO kreis.stichprobe_position (rechnung_id, lfd)
            SELECT '{liste}', n FROM generate_series(1, 10) AS n
            """, "23514"),
        Angriff("schiebt nach der Ziehung jemanden unter", """
            INSERT INTO kreis.sammelrechnung_position (rechnung_id, lfd, kommune, mandant_id,
                familienname, vorname, geburtsdatum, behandelt_von, behandelt_bis, betrag_cent)
            SELECT rechnung_id, 41, kommune, mandant_id, 'Nazari', 'Karim', geburtsdatum,
                   behandelt_von, behandelt_bis, 1
              FROM kreis.sammelrechnung_position WHERE rechnung_id = '{liste}' AND lfd = 1
            """, "23514"),
        Angriff("ändert einen Posten",
                "UPDATE kreis.sammelrechnung_position SET vorname = 'x'", "42501"),
        Angriff("streicht Fragen", "DELETE FROM kreis.zustaendigkeitsfrage", "42501"),
        Angriff("macht eine Regel", "INSERT INTO kreis.stichprobenregel DEFAULT VALUES", "42501"),
        Angriff("urteilt vor der Antwort", """
            INSERT INTO kreis.stichprobe_ergebnis (id, rechnung_id, lfd, ergebnis, von)
            VALUES ('{job}', '{probe}', 1, 'in_ordnung', '{benutzer}')
            """, "23514"),
        Angriff("weist eine Kommune hin, die nicht Ja sagte", """
            INSERT INTO kreis.kostenhinweis (id, frage_id, art, text, von, von_name)
            VALUES ('{job}', '{frage}', 'unfall', 'x', '{benutzer}', 'x')
            """, "23514"),
        Angriff("prüft vor der Stichprobe", """
            INSERT INTO kreis.sammelrechnung_pruefung (rechnung_id, von, vermerk)
            VALUES ('{probe}', '{benutzer}', 'x')
            """, "23514"),
        Angriff("bestätigt das eigene Konto", """
            INSERT INTO kreis.rechnungssteller_konto_bestaetigung (konto_id, von)
            VALUES ('{konto}', '{benutzer}')
            """, "23514"),
        Angriff("ändert das Konto", "UPDATE kreis.rechnungssteller_konto SET inhaber = 'x'",
                "42501"),
        Angriff("weist eine ungeprüfte Rechnung an", """
            INSERT INTO kreis.sammelrechnung_zahlung (auftrag_id, rechnung_id, konto_id, faellig,
                                                      von)
            VALUES ('{job}', '{probe}', '{konto}', '2026-11-27', '{benutzer}')
            """, "23514"),
        Angriff("legt einen Auftrag des Kreises an",
                "INSERT INTO kreis.zahlungsauftrag DEFAULT VALUES", "42501"),
        Angriff("weckt Kommunen", "SELECT platform.krankenhilfe_ankuendigen(NULL)::text", "42501"),
        Angriff("nimmt fremdes Geld für eine Gutschrift", """
            INSERT INTO kreis.sammelrechnung_eingang (zuordnung_id, rechnung_id, von)
            VALUES ('{job}', '{probe}', '{benutzer}')
            """, "23514"),
    ]

    /// Under the login of Ahaus.
    static let mandant: [Angriff] = [
        Angriff("liest Posten", "SELECT familienname FROM kreis.sammelrechnung_position", "42501"),
        Angriff("liest fremde Fragen", "SELECT antwort::text FROM kreis.zustaendigkeitsfrage",
                "42501"),
        Angriff("liest die Stichprobe", "SELECT kreis.stichprobe_gezogen('{probe}')::text",
                "42501"),
        Angriff("liest Konten", "SELECT iban FROM kreis.rechnungssteller_konto", "42501"),
        Angriff("sieht nur eigene Fragen",
                "SELECT (id = '{eigene}')::text FROM kreis.offene_zustaendigkeitsfragen()",
                ergibt: ["true"]),
        Angriff("antwortet für Borken",
                "SELECT kreis.zustaendigkeit_antworten('{frage}', true)::text",
                ergibt: ["false"]),
        Angriff("antwortet weder ja noch nein",
                "SELECT kreis.zustaendigkeit_antworten('{eigene}', NULL)::text", "22004"),
        Angriff("antwortet", "SELECT kreis.zustaendigkeit_antworten('{eigene}', false)::text",
                ergibt: ["true"]),
        Angriff("antwortet noch einmal anders",
                "SELECT kreis.zustaendigkeit_antworten('{eigene}', true)::text",
                ergibt: ["false"]),
        Angriff("hat eine Antwort, die eigene",
                """
                SELECT (id = '{eigene}')::text || ' ' || antwort
                  FROM kreis.zustaendigkeitsantworten()
                """,
                ergibt: ["true false"]),
        Angriff("holt Hinweise an Borken", "SELECT id::text FROM kreis.kostenhinweise_abholen()",
                ergibt: []),
        Angriff("ändert das eigene Protokoll",
                "UPDATE zustaendigkeitsfrage SET antwort = true", "42501"),
        Angriff("streicht das eigene Protokoll", "DELETE FROM zustaendigkeitsfrage", "42501"),
        Angriff("ruft einen Wächter", "SELECT kreis.zustaendigkeitsfrage_beginnt()::text", "42501"),
    ]

    private static func fragen(_ rechnung: String, _ lfd: Int, _ kommune: String) -> String {
        """
        INSERT INTO kreis.zustaendigkeitsfrage (id, rechnung_id, lfd, mandant_id, von, von_name)
        SELECT gen_random_uuid(), '\(rechnung)', \(lfd), m.id, '{benutzer}', 'x'
          FROM platform.mandant m WHERE m.kuerzel = '\(kommune)'
        """
    }
}
