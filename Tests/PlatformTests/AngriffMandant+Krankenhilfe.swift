/// What the same login tries at the counter of the central Krankenhilfe. Borken has handed over
/// its number for October there.
extension AngriffMandant {
    static let krankenhilfe: [Angriff] = [
        Angriff("liest fremde Zahlen", "SELECT anzahl::text FROM kreis.empfaengerzahl", "42501"),
        Angriff("ändert Zahlen", "UPDATE kreis.empfaengerzahl SET anzahl = 0", "42501"),
        Angriff("löscht Zahlen", "DELETE FROM kreis.empfaengerzahl", "42501"),
        Angriff("meldet an der Theke vorbei", """
            INSERT INTO kreis.empfaengerzahl (mandant_id, monat, regel, anzahl, sha256,
                                              gezaehlt_zum)
            VALUES ('{fall}', '2026-09-01', '2020-01-01', 1, sha256('x'), '2026-11-20')
            """, "42501"),
        Angriff("liest die Regel", "SELECT grund FROM kreis.empfaengerregel", "42501"),
        Angriff("macht eine Regel", "INSERT INTO kreis.empfaengerregel DEFAULT VALUES", "42501"),
        Angriff("fragt, wer teilnimmt",
                "SELECT platform.krankenhilfe_zentral('{fall}', '2026-10-01')::text", "42501"),
        Angriff("nur eigene Meldungen", "SELECT anzahl::text FROM kreis.gemeldete_empfaenger()",
                ergibt: []),
        Angriff("ohne Tag nichts offen",
                "SELECT monat::text FROM kreis.offene_empfaengermonate(NULL)", ergibt: []),
        Angriff("ruft den Wächter", "SELECT kreis.empfaengerzahl_pruefen()::text", "42501"),
        Angriff("liest Sammelrechnungen", "SELECT nummer FROM kreis.sammelrechnung", "42501"),
        Angriff("liest Dokumente", "SELECT inhalt::text FROM kreis.sammelrechnung_dokument",
                "42501"),
        Angriff("gibt eine Sammelrechnung frei",
                "INSERT INTO kreis.sammelrechnung_freigabe DEFAULT VALUES", "42501"),
        Angriff("bucht Sammelrechnungen", "SELECT kreis.sammelrechnung_verbuchen()::text",
                "42501"),
        Angriff("liest Umlagen", "SELECT anteil_cent::text FROM kreis.umlage_teil", "42501"),
        Angriff("liest fremde Einnahmen", "SELECT betrag_cent::text FROM kreis.durchleitung",
                "42501"),
        Angriff("nur eigene Umlagen", "SELECT monat::text FROM kreis.umlagen()", ergibt: []),
        Angriff("nur Belege eigener Umlagen",
                "SELECT text FROM kreis.umlage_posten('2026-10-01')", ergibt: []),
        Angriff("nur eigene Einnahmen", "SELECT nummer FROM kreis.durchleitungen()", ergibt: []),
        Angriff("meldet Einnahmen für Fremde", """
            SELECT kreis.durchleitung_melden('{lauf}', '2026-09-01', '2026-09-30', 'krankenkasse',
                                             100, NULL, '', '{fall}', '2026-11-24')
            """, "42501"),
        Angriff("übernimmt Einnahmen",
                "INSERT INTO kreis.durchleitung_annahme DEFAULT VALUES", "42501"),
        Angriff("bucht Umlagen", "SELECT kreis.umlage_verbuchen()::text", "42501"),
        Angriff("rechnet mit fremden Zahlen", "SELECT kreis.umlage_fehler('{fall}')", "42501"),
        Angriff("meldet den laufenden Monat", melden(monat: "2026-11-01"), "23514"),
        Angriff("meldet vor dem Zähltag", melden(zum: "2026-11-09"), "23514"),
        Angriff("meldet keinen Monatsersten", melden(monat: "2026-10-02"), "23514"),
        Angriff("meldet vor der Teilnahme", melden(monat: "2019-10-01"), "23514"),
        Angriff("meldet nach erfundener Regel", melden(regel: "2021-01-01"), "23514"),
        Angriff("meldet eine negative Zahl", melden(anzahl: "-1"), "23514"),
        Angriff("meldet keine Zahl", melden(anzahl: "NULL"), "23502"),
        Angriff("meldet keine Prüfsumme", melden(summe: "'\\x52'"), "23514"),
        Angriff("meldet nichts",
                "SELECT kreis.empfaenger_melden(NULL, NULL, NULL, NULL, NULL)::text", "23514"),
        Angriff("meldet", melden(), ergibt: ["true"]),
        Angriff("meldet den Monat noch einmal", melden(anzahl: "0"), ergibt: ["false"]),
        Angriff("hat nur seine erste Meldung",
                "SELECT monat || ' ' || anzahl FROM kreis.gemeldete_empfaenger()",
                ergibt: ["2026-10-01 3"]),
        Angriff("ändert die eigene Zählung", "UPDATE empfaengerzaehlung SET anzahl = 1", "42501"),
        Angriff("streicht Gezählte", "DELETE FROM empfaengerzaehlung_person", "42501"),
    ]

    private static func melden(
        monat: String = "2026-10-01", regel: String = "2020-01-01", anzahl: String = "3",
        summe: String = "sha256('x')", zum: String = "2026-11-20"
    ) -> String {
        """
        SELECT kreis.empfaenger_melden('\(monat)', '\(regel)', \(anzahl), \(summe),
                                       '\(zum)')::text
        """
    }
}
