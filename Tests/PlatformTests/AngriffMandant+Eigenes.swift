/// What the same login tries against its own history, the counter to the Kreis, and the session.
extension AngriffMandant {
    static let geschichte: [Angriff] = [
        Angriff("ändert Protokoll", "UPDATE audit SET vorgang = 'x'", "42501"),
        Angriff("löscht Protokoll", "DELETE FROM audit", "42501"),
        Angriff("leert Protokoll", "TRUNCATE audit", "42501"),
        Angriff("ändert Ereignisse", "UPDATE zahlung_ereignis SET zustand = 'gezahlt'", "42501"),
        Angriff("erfindet Ereignis", """
            INSERT INTO zahlung_ereignis (zahlung_id, lfd, zustand)
            VALUES ('{zahlung}', 9, 'gezahlt')
            """, "42501"),
        Angriff("protokolliert rückdatiert", """
            INSERT INTO audit (id, am, vorgang) VALUES (gen_random_uuid(), '2020-01-01', 'x')
            RETURNING (am = now())::text
            """, ergibt: ["true"]),
        Angriff("protokolliert als jemand, den es nicht gibt", """
            INSERT INTO audit (id, benutzer_id, vorgang) VALUES (gen_random_uuid(), '{person}', 'x')
            """, "23514"),
        Angriff("protokolliert als Fremde", """
            INSERT INTO audit (id, benutzer_id, vorgang) VALUES (gen_random_uuid(), '{fremde}', 'x')
            """, "23514"),
        Angriff("vermerkt rückdatiert", """
            INSERT INTO aktenvermerk (id, fall_id, am, text)
            VALUES (gen_random_uuid(), '{fall}', '2020-01-01', 'x') RETURNING (am = now())::text
            """, ergibt: ["true"]),
        Angriff("vermerkt als Fremde", """
            INSERT INTO aktenvermerk (id, fall_id, benutzer_id, text)
            VALUES (gen_random_uuid(), '{fall}', '{fremde}', 'x')
            """, "23514"),
        Angriff("vertritt als Fremde", """
            INSERT INTO vertretung (id, abwesend, vertreter, gueltig, erfasst_von)
            VALUES (gen_random_uuid(), '{benutzer}', '{fremde}', '[2026-11-01,2026-12-01)',
                    '{benutzer}')
            """, "23514"),
        Angriff("löscht Vertretungen", "DELETE FROM vertretung", "42501"),
        Angriff("verwischt, wer las", "DELETE FROM lesezugriff", "42501"),
        Angriff("ändert, wer las", "UPDATE lesezugriff SET zustaendig = true", "42501"),
        Angriff("liest als Fremde", """
            INSERT INTO lesezugriff (id, fall_id, benutzer_id, tag, seite, zustaendig)
            VALUES (gen_random_uuid(), '{fall}', '{fremde}', '2026-11-24', 'x', true)
            """, "23514"),
        Angriff("vergisst eine Auskunft", "DELETE FROM auskunft", "42501"),
        Angriff("verkürzt eine Löschfrist", "UPDATE loeschregel SET monate = 0", "42501"),
        Angriff("löscht Listen", "DELETE FROM fallliste", "42501"),
        Angriff("löscht Wiedervorlagen", "DELETE FROM wiedervorlage", "42501"),
        Angriff("löscht Sperren", "DELETE FROM zahlungssperre", "42501"),
        Angriff("druckt noch einmal", "DELETE FROM druckvermerk", "42501"),
        Angriff("tauscht einen Druck", "UPDATE drucklauf_teil SET inhalt = ''", "42501"),
        Angriff("verlängert eine Unterlage", "UPDATE unterlage SET frist = 'infinity'", "42501"),
        Angriff("nimmt einen Verzicht zurück", "DELETE FROM unterlage_ergebnis", "42501"),
        Angriff("löscht, was hochgeladen ist", "DELETE FROM bestandseingang_teil", "42501"),
        Angriff("ändert eine Feststellung", "UPDATE rechtsfeststellung SET erstattet = ''",
                "42501"),
        Angriff("leert, worüber nicht entschieden ist",
                "SELECT bestandseingang_leeren('00000000-0000-7000-8000-000000000000')", "23514"),
        Angriff("löscht Zahlungen", "DELETE FROM zahlung", "42501"),
        Angriff("löscht Fälle", "DELETE FROM fall", "42501"),
        Angriff("ändert Bescheide", "UPDATE bescheid SET inhalt = '{}'", "42501"),
        Angriff("löscht Bescheide", "DELETE FROM bescheid", "42501"),
        Angriff("ändert Berechnungen", "UPDATE berechnung SET leistung_cent = 1", "42501"),
        Angriff("ändert Schriftstücke", "UPDATE schriftstueck_teil SET inhalt = '\\x00'", "42501"),
        Angriff("ändert Bankverbindung", "UPDATE bankverbindung SET iban = 'DE00'", "42501"),
        Angriff("löscht Bestätigung", "DELETE FROM bankverbindung_bestaetigung", "42501"),
        Angriff(
            "erfindet Übergang",
            "INSERT INTO zahlung_uebergang VALUES ('erfasst', 'gezahlt', false)",
            "42501"),
        Angriff(
            "öffnet Übergang", "UPDATE zahlung_uebergang SET nur_rueckmeldung = false", "42501"),
        Angriff("überspringt Rückmeldungen", "UPDATE rueckmeldung_stand SET lfd = 100", "42501"),
        Angriff("nimmt Anordnung weg", "DELETE FROM anordnung", "42501"),
        Angriff("schaltet Trigger ab", "ALTER TABLE zahlung DISABLE TRIGGER ALL", "42501"),
        Angriff("entfernt Trigger", "DROP TRIGGER zahlung_folgt ON zahlung", "42501"),
        Angriff(
            "entfernt Bedingung", "ALTER TABLE zahlung DROP CONSTRAINT zahlung_zustand", "42501"),
        Angriff("löscht Tabelle", "DROP TABLE audit", "42501"),
        Angriff("löscht Schema", "DROP SCHEMA {er} CASCADE", "42501"),
        Angriff("ersetzt Funktion", """
            CREATE OR REPLACE FUNCTION zahlung_folgt() RETURNS trigger
                LANGUAGE internal AS 'unique_key_recheck'
            """, "42501"),
        Angriff("übernimmt Tabelle", "ALTER TABLE audit OWNER TO {ich}", "42501"),
        Angriff("kommentiert", "COMMENT ON TABLE audit IS 'x'", "42501"),
        Angriff("Sicherheitsmarke", "SECURITY LABEL ON TABLE audit IS 'x'", "22023"),
        Angriff("ordnet neu", "CLUSTER {er}.audit USING audit_am", "42501"),
        Angriff("baut Index neu", "REINDEX TABLE {er}.audit", "42501"),
    ]

    static let zahlung: [Angriff] = [
        Angriff("erklärt für gezahlt", "UPDATE zahlung SET zustand = 'gezahlt'", "23514"),
        Angriff("erklärt für übergeben", "UPDATE zahlung SET zustand = 'im_lauf'", "23514"),
        Angriff(
            "ordnet ohne Feststellung an", "UPDATE zahlung SET zustand = 'angeordnet'", "23514"),
        Angriff(
            "stellt anderen Inhalt fest", "UPDATE zahlung SET zustand = 'festgestellt'", "23514"),
        Angriff("ändert Betrag", "UPDATE zahlung SET betrag_cent = betrag_cent * 10", "23514"),
        Angriff("ändert IBAN", "UPDATE zahlung SET iban = 'DE89370400440532013000'", "23514"),
        Angriff("setzt Zahltag", "UPDATE zahlung SET gezahlt_am = '2026-11-24'", "23514"),
        Angriff("ändert, warum", "UPDATE zahlung SET zustand_grund = 'x'", "23514"),
        Angriff("ändert, wer", "UPDATE zahlung SET zustand_von = '{person}'", "23514"),
        Angriff("verwirft rückdatiert", """
            UPDATE zahlung SET zustand = 'verworfen', zustand_am = '2020-01-01'
            RETURNING (zustand_am = now())::text
            """, ergibt: ["true"]),
        Angriff("setzt Lauf", "UPDATE zahlung SET lauf = '2026-001'", "23514"),
        Angriff("legt gezahlt an", """
            INSERT INTO zahlung SELECT (jsonb_populate_record(z, jsonb_build_object(
                'id', gen_random_uuid(), 'endtoend', 'A-2', 'zustand', 'gezahlt'))).* FROM zahlung z
            """, "23514"),
        Angriff(
            "ändert, wer feststellte", "UPDATE feststellung SET benutzer_id = '{fall}'", "23514"),
        Angriff(
            "ändert, was festgestellt wurde", "UPDATE feststellung SET inhalt_sha256 = '\\x01'",
            "23514"),
        Angriff(
            "ordnet Eigenes an",
            """
            INSERT INTO anordnung (zahlung_id, benutzer_id, inhalt_sha256)
            VALUES ('{zahlung}', '{benutzer}', '\\x00')
            """, "23514"),
        Angriff("ordnet auf unbestätigtes Konto an", """
            INSERT INTO anordnung (zahlung_id, benutzer_id, inhalt_sha256)
            VALUES ('{zahlung}', '{fest}', '\\x00')
            """, "23514"),
        Angriff("bestätigt eigenes Konto", """
            INSERT INTO bankverbindung_bestaetigung (bankverbindung_id, bestaetigt_von)
            VALUES ('{fall}', '{benutzer}')
            """, "23514"),
        Angriff("ändert Person", "UPDATE person_angabe SET familienname = 'x'", "23514"),
        Angriff("belebt Ersetztes", "UPDATE person_angabe SET ersetzt_am = NULL", "23514"),
        Angriff("ändert Anspruch", "UPDATE anspruch SET leistung_cent = 1", "23514"),
    ]

    static let theke: [Angriff] = [
        Angriff(
            "zieht fremden Auftrag zurück", "SELECT kreis.auftrag_zurueckziehen('{auftrag}')::text",
            ergibt: ["false"]),
        Angriff(
            "zieht nichts zurück", "SELECT kreis.auftrag_zurueckziehen(NULL)::text",
            ergibt: ["false"]),
        Angriff("überschreibt fremden Auftrag", einreichen(id: "{auftrag}"), "23505"),
        Angriff("belegt fremde EndToEndId", einreichen(e2e: "BORKEN-1"), "23505"),
        Angriff("stellt selbst fest und ordnet an", einreichen(anordner: "{person}"), "23514"),
        Angriff("ohne Anordnung", einreichen(anordner: nil), "23514"),
        Angriff("negativer Betrag", einreichen(cent: "-1"), "23514"),
        Angriff("zu großer Betrag", einreichen(cent: "100000000000"), "23514"),
        Angriff("kein Betrag", einreichen(cent: "NULL"), "23502"),
        Angriff("keine IBAN", einreichen(iban: "'; DROP TABLE x"), "23514"),
        Angriff("langer Name", einreichen(name: String(repeating: "x", count: 5_000)), "23514"),
        Angriff("unbekannter Zahlweg", einreichen(weg: "bar"), "23514"),
        Angriff("alles leer", """
            SELECT kreis.auftrag_einreichen(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                                            NULL, NULL)::text
            """, "23514"),
        Angriff(
            "fremde Rückmeldungen", "SELECT lfd::text FROM kreis.rueckmeldungen(0, 1000)",
            ergibt: []),
        Angriff(
            "Rückmeldungen ohne Grenze", "SELECT lfd::text FROM kreis.rueckmeldungen(NULL, NULL)",
            ergibt: []),
        Angriff(
            "Rückmeldungen rückwärts", "SELECT lfd::text FROM kreis.rueckmeldungen(-1, -1)",
            ergibt: []),
        Angriff(
            "Schalter: nur der eigene, den jede Kommune hat",
            "SELECT wert FROM platform.eigene_schalter()",
            ergibt: ["ja"]),
        Angriff(
            "Schalter an der Funktion vorbei", "SELECT wert FROM platform.mandant_schalter", "42501"
        ),
        Angriff(
            "Entwürfe von Sätzen", "SELECT name FROM platform.freigegebene_parameter()",
            ergibt: []),
        Angriff(
            "Sätze an der Funktion vorbei", "SELECT name FROM platform.parameterstand", "42501"),
        Angriff(
            "wer woanders arbeitet", "SELECT platform.arbeitet_hier('{fremde}')::text",
            ergibt: ["false"]),
        Angriff(
            "wer woanders an einem Tag arbeitet",
            "SELECT platform.arbeitet_hier('{fremde}', '2026-11-24')::text", ergibt: ["false"]),
        Angriff(
            "wer nirgends arbeitet", "SELECT platform.arbeitet_hier(NULL)::text",
            ergibt: ["false"]),
        Angriff(
            "wer woanders handelt", "SELECT platform.handelt_hier('{fremde}')::text",
            ergibt: ["false"]),
        Angriff(
            "Zugänge von Programmen", "SELECT token_sha256 FROM platform.schnittstelle", "42501"),
        Angriff("bestätigt mit einer Person von nebenan", """
            SELECT platform.rollen_bestaetigen('{fremde}', ARRAY['{person}']::uuid[], now())::text
            """, "23514"),
        Angriff("bestätigt an der Funktion vorbei",
                "INSERT INTO platform.rollenbestaetigung DEFAULT VALUES", "42501"),
        Angriff("lässt ein Programm ohne Person ein", """
            SELECT platform.schnittstelle_bestaetigen('{person}', NULL, sha256('x'))::text
            """, "23514"),
        Angriff("weist ein Programm mit einer Person von nebenan ab", """
            SELECT platform.schnittstelle_abweisen('{person}', '{fremde}')::text
            """, "23514"),
        Angriff("bestätigt einen Anbieter ohne Person", """
            SELECT platform.anbieter_bestaetigen('{person}', NULL)::text
            """, "23514"),
        Angriff("schaltet einen Anbieter mit einer Person von nebenan ab", """
            SELECT platform.anbieter_abweisen('{person}', '{fremde}')::text
            """, "23514"),
        Angriff("bestätigt einen Anbieter an der Funktion vorbei",
                "INSERT INTO platform.anbieter_bestaetigung DEFAULT VALUES", "42501"),
        Angriff("bestätigt Rollen des Kreises", """
            SELECT platform.rollen_im_kreis_bestaetigen('{benutzer}', '{}', now())::text
            """, "42501"),
        Angriff("bestätigt wie der Kreis", """
            SELECT platform.anbieter_im_kreis_bestaetigen('{person}', '{benutzer}')::text
            """, "42501"),
        Angriff("fragt nach Schlüsseln",
                "SELECT platform.schnittstelle_gilt('{person}', '2026-11-24')::text", "42501"),
        Angriff(
            "fremde Eingänge auf Rückforderungen",
            "SELECT kassenzeichen FROM kreis.forderungseingaenge(0, 1000)", ergibt: []),
        Angriff(
            "Eingänge an der Funktion vorbei", "SELECT lfd FROM kreis.forderungseingang", "42501"),
        Angriff(
            "Kassenzeichen einer anderen Kommune",
            "SELECT kreis.forderung_anmelden('RXXX-2026-00001')::text", "23514"),
        Angriff(
            "Kassenzeichen ohne Form", "SELECT kreis.forderung_anmelden(NULL)::text", "23514"),
        Angriff("erfindet Eingang vom Kreis", """
            INSERT INTO forderungseingang (lfd, kassenzeichen, betrag_cent, tag)
            VALUES (1, 'RXXX-2026-00001', 1, '2026-11-24')
            """, "42501"),
        Angriff("fremde Erstattungen", "SELECT nummer FROM kreis.erstattungen()", ergibt: []),
        Angriff("fremde Forderungen", "SELECT nummer FROM kreis.eigene_forderungen()", ergibt: []),
        Angriff("fremde Rücknahmen", "SELECT kreis.zurueckgenommene_forderungen()::text",
                ergibt: ["0"]),
        Angriff("fremde Kostenteilungen",
                "SELECT nummer FROM kreis.eigene_kostenteilungen()", ergibt: []),
        Angriff("fremde Rechnung",
                "SELECT ags FROM kreis.kostenteilung_zeilen('KT-2026-0001')", ergibt: []),
        Angriff("fremde Schreiben", "SELECT nummer FROM kreis.eigene_schreiben()", ergibt: []),
        Angriff("liest Schreiben", "SELECT inhalt::text FROM kreis.kostenforderung_schreiben",
                "42501"),
        Angriff("fremder Weg", "SELECT beleg FROM kreis.zahlungsspur('{auftrag}')", ergibt: []),
        Angriff("fremde Äußerungen",
                "SELECT grund FROM kreis.erstattung_aeusserungen('2026-11-01')", ergibt: []),
        Angriff("wendet für andere ein", """
            SELECT kreis.erstattung_aeussern('{person}', '2026-11-01', 1, 'eingewandt', 'x',
                                             'y')::text
            """, "23514"),
        Angriff(
            "fremde Erstattungszeilen",
            "SELECT endtoend FROM kreis.erstattung_zeilen('2026-11-01')",
            ergibt: []),
        Angriff(
            "übernimmt nichts", "SELECT zustand FROM rueckmeldungen_uebernehmen(NULL)", ergibt: []),
        Angriff(
            "beendet fremden Job",
            "SELECT platform.job_abschliessen('{job}', '{claim}', 'x')::text",
            ergibt: ["false"]),
        Angriff(
            "beendet keinen Job", "SELECT platform.job_abschliessen(NULL, NULL, NULL)::text",
            ergibt: ["false"]),
        Angriff(
            "überschreibt fremden Job",
            "SELECT platform.einreihen('{job}', 'a.b', NULL, '{}'::jsonb, NULL)::text",
            ergibt: ["–"]),
        Angriff(
            "unzulässige Art",
            "SELECT platform.einreihen(gen_random_uuid(), 'A;B', NULL, '{}'::jsonb, NULL)::text",
            "22023"),
        Angriff(
            "ohne Art",
            "SELECT platform.einreihen(gen_random_uuid(), NULL, NULL, '{}'::jsonb, NULL)::text",
            "22023"),
        Angriff(
            "ohne Inhalt",
            "SELECT platform.einreihen(gen_random_uuid(), 'a.b', NULL, NULL, NULL)::text", "22023"),
        Angriff(
            "riesiger Inhalt",
            """
            SELECT platform.einreihen(gen_random_uuid(), 'a.b', NULL, to_jsonb(repeat('x', 70000)),
                                      NULL)::text
            """, "22023"),
        Angriff("riesiger Schlüssel", """
            SELECT platform.einreihen(gen_random_uuid(), 'a.b', repeat('x', 9999), '{}'::jsonb,
                                      NULL)::text
            """, "22023"),
        Angriff(
            "reiht für den Kreis ein",
            """
            SELECT platform.einreihen_kreis(gen_random_uuid(), 'a.b', NULL, '{}'::jsonb, NULL)::text
            """, "42501"),
        Angriff(
            "weckt andere Mandanten",
            "SELECT platform.rueckmeldung_ankuendigen(ARRAY[gen_random_uuid()])::text", "42501"),
        Angriff("ruft Trigger der Kasse", "SELECT kreis.zahllauf_folgt()::text", "42501"),
        Angriff("ist immer er selbst", """
            SELECT (platform.mandant_der_sitzung() IS NOT NULL)::text
              FROM set_config('search_path', 'pg_temp', false)
            """, ergibt: ["true"]),
    ]

    static let sitzung: [Angriff] = [
        Angriff("zwei Sätze auf einmal", "SELECT 1; DELETE FROM vorgang", "42601"),
        Angriff("zwei Sätze mit Kommentar", "SELECT 1 -- \n; SELECT 2", "42601"),
        Angriff("fremder vorbereiteter Satz", "EXECUTE mandat_1", "26000"),
        Angriff("fremder Cursor", "FETCH ALL FROM mandat_1", "34000"),
        Angriff("vorbereitete Transaktion", "COMMIT PREPARED 'x'", "42704"),
        Angriff(
            "schreibt trotz Nur-Lesen", "SELECT set_config('transaction_read_only', 'off', true)",
            ergibt: ["off"]),
        Angriff(
            "Zeilenschutz aus", "SELECT set_config('row_security', 'off', true)", ergibt: ["off"]),
        Angriff("räumt die Sitzung auf", "DISCARD ALL", ergibt: []),
        Angriff("räumt fremde Tabelle auf: wird übergangen", "VACUUM platform.job", ergibt: []),
        Angriff("zählt fremde Tabelle: wird übergangen", "ANALYZE platform.job", ergibt: []),
    ]

    private static func einreichen(
        id: String = "{lauf}", weg: String = "ueberweisung", e2e: String = "AHAUS-1",
        name: String = "X",
        iban: String = "DE02120300000000202051", cent: String = "100", anordner: String? = "{fall}"
    ) -> String {
        """
        SELECT kreis.auftrag_einreichen('\(id)', '\(weg)', '\(e2e)', '\(name)', $$\(iban)$$,
                                        \(cent), 'Zweck', NULL,
            '2026-11-27', '{person}', \(anordner.map { "'\($0)'" } ?? "NULL"))::text
        """
    }
}
