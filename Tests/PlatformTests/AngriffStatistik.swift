/// What is tried at the statistics: by a Mandant's login at their counter, by the Kreis's office
/// and by the DBA's own login, which reaches functions and nothing else.
enum AngriffStatistik {
    static let mandant: [Angriff] = [
        Angriff("liest Sätze", "SELECT werte::text FROM kreis.statistik_satz", "42501"),
        Angriff("liest Abgaben", "SELECT saetze::text FROM kreis.statistik_abgabe", "42501"),
        Angriff("eröffnet", """
            SELECT kreis.statistik_eroeffnen('{lauf}', 'regelleistungen', '2025-01-01',
                '2025-12-31', NULL, '2026-02-01', '2026-02-01', 'x', NULL, '', '{benutzer}')::text
            """, "42501"),
        Angriff("gibt Sätze aus", "SELECT zeile FROM kreis.statistik_zeilen('x', '2025-12-31')",
                "42501"),
        Angriff("ruft den Export", "SELECT * FROM kreis.statistik_regelleistungen('2025-12-31')",
                "42501"),
        Angriff("vermerkt Exporte", "SELECT kreis.statistik_vermerken('x', NULL, NULL)::text",
                "42501"),
        Angriff("gibt zu keinem Lauf ab", """
            SELECT kreis.statistik_abgeben('{lauf}', 0, sha256(''))::text
            """, "42501"),
        Angriff("meldet zu keinem Lauf", "SELECT kreis.statistik_melden('{lauf}', 1, 0, 0)::text",
                "42501"),
        Angriff("reicht Sätze zu keinem Lauf ein", """
            SELECT kreis.statistik_saetze_annehmen('{lauf}', ARRAY['123456789012'],
                                                   ARRAY['x'])::text
            """, "42501"),
        Angriff("sieht nur eigene Aufträge",
                "SELECT erhebung FROM kreis.statistik_auftraege()", ergibt: []),
        Angriff("ist nicht quittiert", "SELECT kreis.statistik_quittiert('{lauf}')::text",
                ergibt: ["false"]),
        Angriff("löscht den Stand", "DELETE FROM statistik_stand", "42501"),
        Angriff("beauftragt andere",
                "SELECT platform.statistik_beauftragen('{lauf}', ARRAY['{fall}']::uuid[])::text",
                "42501"),
    ]

    /// The office finds right and delivers, but changes nothing that a Kommune has said.
    static let amt: [Angriff] = [
        Angriff("schreibt Sätze", "INSERT INTO kreis.statistik_satz DEFAULT VALUES", "42501"),
        Angriff("ändert Sätze", "UPDATE kreis.statistik_satz SET werte = '{}'", "42501"),
        Angriff("erklärt für abgegeben",
                "UPDATE kreis.statistik_abgabe SET zustand = 'abgegeben'", "42501"),
        Angriff("löscht Läufe", "DELETE FROM kreis.statistik_lauf", "42501"),
        Angriff("löscht Vermerke", "DELETE FROM kreis.statistik_export", "42501"),
        Angriff("stellt allein fest", """
            INSERT INTO kreis.statistik_feststellung (id, lauf_id, saetze, csv_sha256, datml_sha256,
                                                      tag, von)
            VALUES ('{lauf}', '{lauf}', 0, sha256(''), sha256(''), '2026-11-24', '{benutzer}')
            """, "23514"),
        Angriff("liefert Ungeprüftes", """
            INSERT INTO kreis.statistik_lieferung (lauf_id, nummer, csv_sha256, datml_sha256, von)
            VALUES ('{lauf}', 'ST-1', sha256(''), sha256(''), '{benutzer}')
            """, "23514"),
        Angriff("eröffnet ohne Recht", """
            SELECT kreis.statistik_eroeffnen('{lauf}', 'regelleistungen', '2025-01-01',
                '2025-12-31', NULL, '2026-02-01', '2026-02-01', 'x', NULL, '', '{benutzer}')::text
            """, "42501"),
    ]

    static let export: [Angriff] = [
        Angriff("liest Sätze an der Funktion vorbei",
                "SELECT werte::text FROM kreis.statistik_satz", "42501"),
        Angriff("liest Läufe", "SELECT erhebung FROM kreis.statistik_lauf", "42501"),
        Angriff("liest Vermerke", "SELECT login FROM kreis.statistik_export", "42501"),
        Angriff("löscht Vermerke", "DELETE FROM kreis.statistik_export", "42501"),
        Angriff("vermerkt Falsches", "SELECT kreis.statistik_vermerken('x', NULL, NULL)::text",
                "42501"),
        Angriff("liest Aufträge", "SELECT iban FROM kreis.zahlungsauftrag", "42501"),
        Angriff("liest Benutzer", "SELECT name FROM platform.benutzer", "42501"),
        Angriff("liest Mandanten", "SELECT kuerzel FROM platform.mandant", "42501"),
        Angriff("fragt nach einem Mandanten", "SELECT platform.mandant_der_sitzung()::text",
                "42501"),
        Angriff("eröffnet", """
            SELECT kreis.statistik_eroeffnen('{lauf}', 'regelleistungen', '2025-01-01',
                '2025-12-31', NULL, '2026-02-01', '2026-02-01', 'x', NULL, '', '{benutzer}')::text
            """, "42501"),
        Angriff("meldet für eine Kommune", "SELECT kreis.statistik_melden('{lauf}', 1, 0, 0)::text",
                "42501"),
        Angriff("gibt aus", "SELECT kennnummer FROM kreis.statistik_regelleistungen('2025-12-31')",
                ergibt: []),
        Angriff("schaltet das Protokoll aus", "SET log_statement = 'none'", "42501"),
    ]
}
