/// What an injected statement under a login of the Kreis or the platform tries.
enum AngriffKreis {
    /// Nobody of the Kreis reads or changes anything of a Kommune, nor rises above his office.
    static let jeder: [Angriff] = [
        Angriff("liest Personen", "SELECT familienname FROM {er}.person_angabe", "42501"),
        Angriff("zählt Personen", "SELECT count(*)::text FROM {er}.person", "42501"),
        Angriff("liest Fälle", "SELECT aktenzeichen FROM {er}.fall", "42501"),
        Angriff("liest Zahlungen", "SELECT iban FROM {er}.zahlung", "42501"),
        Angriff("liest Bescheide", "SELECT inhalt::text FROM {er}.bescheid", "42501"),
        Angriff("liest Berechnungen", "SELECT eingabe::text FROM {er}.berechnung", "42501"),
        Angriff("liest Schriftstücke", "SELECT bezeichnung FROM {er}.schriftstueck", "42501"),
        Angriff("liest Vermerke", "SELECT text FROM {er}.aktenvermerk", "42501"),
        Angriff("liest das Protokoll", "SELECT vorgang FROM {er}.audit", "42501"),
        Angriff("legt Zahlung an", "INSERT INTO {er}.anordnung DEFAULT VALUES", "42501"),
        Angriff("ändert Zahlung", "UPDATE {er}.zahlung SET zustand = 'gezahlt'", "42501"),
        Angriff("löscht Zahlung", "DELETE FROM {er}.zahlung", "42501"),
        Angriff("leert Protokoll", "TRUNCATE {er}.audit", "42501"),
        Angriff("sperrt Zeilen", "SELECT id::text FROM {er}.zahlung FOR UPDATE", "42501"),
        Angriff("Plan", "EXPLAIN SELECT * FROM {er}.person", "42501"),
        Angriff("XML", "SELECT query_to_xml('TABLE {er}.person', true, true, '')::text", "42501"),
        Angriff(
            "übernimmt Rückmeldungen", "SELECT {er}.rueckmeldungen_uebernehmen(10)::text", "42501"),
        Angriff("wird Mandant", "SET ROLE {er}", "42501"),
        Angriff("wird Mandant im SELECT", "SELECT set_config('role', '{er}', true)", "42501"),
        Angriff("wird Eigner", "SET ROLE mandat_eigner", "42501"),
        Angriff("wird Grundrolle", "SET ROLE mandant_basis", "42501"),
        Angriff("wechselt Sitzung", "SET SESSION AUTHORIZATION {er}", "42501"),
        Angriff("setzt Passwort", "ALTER ROLE {er} PASSWORD 'x'", "42501"),
        Angriff("nimmt Mitgliedschaft", "GRANT {er} TO CURRENT_USER", "42501"),
        Angriff("legt Tabelle an", "CREATE TABLE kreis.x (a integer)", "42501"),
        Angriff("legt temporär an", "CREATE TEMP TABLE x (a integer)", "42501"),
        Angriff("DO-Block", "DO $$ BEGIN PERFORM 1; END $$", "42501"),
        Angriff("liest Datei", "SELECT pg_read_file('/etc/passwd')", "42501"),
        Angriff("liest Sätze anderer", "SELECT query FROM pg_stat_activity", "42501"),
        Angriff("liest Wertproben", "SELECT most_common_vals::text FROM pg_stats", "42501"),
        Angriff("beendet andere", "SELECT pg_terminate_backend(1)::text", "42501"),
        Angriff("schaltet Trigger aus", "SET session_replication_role = replica", "42501"),
        Angriff("reicht im Namen einer Kommune ein", """
            SELECT kreis.auftrag_einreichen('{lauf}', 'ueberweisung', 'X-1', 'X',
                                            'DE02120300000000202051', 100,
                'Zweck', NULL, '2026-11-27', '{person}', '{fall}')::text
            """, "42501"),
        Angriff(
            "reiht im Namen einer Kommune ein",
            "SELECT platform.einreihen('{lauf}', 'a.b', NULL, '{}'::jsonb, NULL)::text", "42501"),
        Angriff(
            "schreibt das Protokoll der Plattform um", "UPDATE platform.audit SET vorgang = 'x'",
            "42501"),
        Angriff(
            "gibt sich Rechte", "INSERT INTO platform.rolle_recht VALUES ('auskunft', 'a.b')",
            "42501"),
        Angriff("zwei Sätze auf einmal", "SELECT 1; SELECT 2", "42601")
    ]

    static let einzelne: [(login: String, angriffe: [Angriff])] = [
        (
            "kreis_kasse",
            [
                Angriff(
                    "wer festgestellt hat",
                    "SELECT benutzer_id::text FROM kreis.auftrag_beteiligung", "42501"),
                Angriff(
                    "ändert Buchung", "UPDATE kreis.buchungszeile SET betrag_cent = 1", "42501"),
                Angriff("löscht Buchung", "DELETE FROM kreis.buchung", "42501"),
                Angriff("öffnet Bücher", "DELETE FROM kreis.monatsabschluss", "42501"),
                Angriff("ändert Vorlage", "UPDATE kreis.monatsvorlage SET soll_cent = 0", "42501"),
                Angriff("tauscht Datei", "UPDATE kreis.lauf_datei SET inhalt = '\\x00'", "42501"),
                Angriff(
                    "ändert Empfänger",
                    "UPDATE kreis.zahlungsauftrag SET iban = 'DE89370400440532013000'",
                    "23514"),
                Angriff(
                    "ändert Betrag", "UPDATE kreis.zahlungsauftrag SET betrag_cent = 1", "23514"),
                Angriff(
                    "erklärt für gezahlt", "UPDATE kreis.zahlungsauftrag SET zustand = 'gezahlt'",
                    "23514"),
                Angriff(
                    "legt Auftrag an", "INSERT INTO kreis.zahlungsauftrag DEFAULT VALUES", "42501"),
                Angriff("legt um", "INSERT INTO kreis.umlage DEFAULT VALUES", "42501"),
                Angriff(
                    "gibt ohne Freigabe frei", "UPDATE kreis.zahllauf SET zustand = 'freigegeben'",
                    "23514"),
                Angriff(
                    "legt freigegebenen Lauf an",
                    """
                    INSERT INTO kreis.zahllauf (id, nummer, zahlweg, ausfuehrungstag, faellig_bis,
                                                msgid, erstellt_von, zustand)
                    VALUES ('{job}', '2026-002', 'ueberweisung', '2026-11-27', '2026-11-30', 'ML-2',
                            '{job}', 'freigegeben')
                    """, "23514"),
                Angriff(
                    "gibt eigenen Lauf frei",
                    """
                    INSERT INTO kreis.lauf_freigabe (lauf_id, benutzer_id, sha256)
                    VALUES ('{lauf}', '{benutzer}', '\\x00')
                    """, "23514"),
                Angriff(
                    "erfindet Übergang",
                    "INSERT INTO kreis.auftrag_uebergang VALUES ('offen', 'gezahlt')",
                    "42501"),
                Angriff("liest Benutzer", "SELECT kennwort FROM platform.benutzer", "42501"),
                Angriff(
                    "beendet Job einer Kommune",
                    "SELECT platform.job_abschliessen('{job}', '{claim}', 'x')::text",
                    ergibt: ["false"]),
                Angriff(
                    "unzulässige Art",
                    """
                    SELECT platform.einreihen_kreis('{lauf}', NULL, NULL, '{}'::jsonb, NULL)::text
                    """, "22023")
            ]
        ),
        (
            "kreis_abrechnung",
            [
                Angriff(
                    "ändert Auftrag", "UPDATE kreis.zahlungsauftrag SET zustand = 'im_lauf'",
                    "42501"),
                Angriff("ändert Erstattung", "UPDATE kreis.erstattung SET summe_cent = 0", "42501"),
                Angriff("erlässt Forderung", "UPDATE kreis.forderung SET betrag_cent = 0", "42501"),
                Angriff("löscht Mahnung", "DELETE FROM kreis.forderung_mahnung", "42501"),
                Angriff("schließt Bücher", """
                    INSERT INTO kreis.monatsabschluss (monat, vorlage_id, von)
                    VALUES ('2026-10-01', '{job}', '{job}')
                    """, "42501"),
                Angriff("bucht", "INSERT INTO kreis.buchungszeile DEFAULT VALUES", "42501"),
                Angriff("ändert Empfängerzahl", "UPDATE kreis.empfaengerzahl SET anzahl = 1",
                        "42501"),
                Angriff("meldet für eine Kommune",
                        "INSERT INTO kreis.empfaengerzahl DEFAULT VALUES", "42501"),
                Angriff("ändert Umlage", "UPDATE kreis.umlage_teil SET anteil_cent = 0", "42501"),
                Angriff("löscht Belege der Umlage", "DELETE FROM kreis.umlage_position", "42501"),
                Angriff("meldet Einnahmen für eine Kommune",
                        "INSERT INTO kreis.durchleitung DEFAULT VALUES", "42501"),
                Angriff("legt um, was niemand festgestellt hat",
                        """
                        INSERT INTO kreis.umlage (id, monat, regel, netto_cent, empfaenger,
                                                  positionen, nachweis_sha256, feststellung_id,
                                                  tag, faellig, abgeschlossen_von)
                        VALUES ('{lauf}', '2026-10-01', '2020-01-01', 0, 0, 1, sha256('x'),
                                '{lauf}', '2026-11-24', '2026-12-08', '{benutzer}')
                        """, "23514"),
                Angriff("liest Dateien der Bank", "SELECT name FROM kreis.bankdatei", "42501"),
                Angriff("liest Zahldatei", "SELECT inhalt::text FROM kreis.lauf_datei", "42501")
            ] + AngriffStichprobe.kreis
        ),
        (
            "kreis_verwaltung",
            [
                Angriff("liest Aufträge", "SELECT iban FROM kreis.zahlungsauftrag", "42501"),
                Angriff("liest Umsätze", "SELECT gegenname FROM kreis.umsatz", "42501"),
                Angriff("liest Benutzer", "SELECT kennwort FROM platform.benutzer", "42501"),
                Angriff("ändert Mandanten", "UPDATE platform.mandant SET aktiv_bis = NULL", "42501")
            ]
        ),
        (
            "kreis_statistik",
            [
                Angriff("liest Aufträge", "SELECT iban FROM kreis.zahlungsauftrag", "42501"),
                Angriff("liest Mandanten", "SELECT kuerzel FROM platform.mandant", "42501")
            ] + AngriffStatistik.amt
        ),
        ("statistik_export", AngriffStatistik.export),
        (
            "kreis_controlling",
            [
                Angriff("liest Aufträge", "SELECT iban FROM kreis.zahlungsauftrag", "42501"),
                Angriff("liest Buchungen", "SELECT konto FROM kreis.buchungszeile", "42501"),
                Angriff("liest Rohzahlen", "SELECT merkmale FROM kreis.controlling_rohzahl",
                        "42501"),
                Angriff("liest wahre Werte", "SELECT zelle FROM kreis.controlling_entwurf_zelle",
                        "42501"),
                Angriff("fälscht Zahlen",
                        "INSERT INTO kreis.controlling_wert VALUES (1, 'x', 1)", "42501")
            ]
        ),
        (
            "kreis_geheimhaltung",
            [
                Angriff("liest Aufträge", "SELECT iban FROM kreis.zahlungsauftrag", "42501"),
                Angriff("veröffentlicht", """
                    INSERT INTO kreis.controlling_vorlage VALUES ('{lauf}', '', '{benutzer}')
                    """, "42501")
            ]
        ),
        (
            "mandat_platform",
            [
                Angriff("liest Aufträge", "SELECT iban FROM kreis.zahlungsauftrag", "42501"),
                Angriff("ändert Mandanten", """
                    UPDATE platform.mandant SET schema_name = '{er}'
                    """, "42501"),
                Angriff("löscht Benutzer", "DELETE FROM platform.benutzer", "42501"),
                Angriff("löscht Protokoll", "DELETE FROM platform.audit", "42501"),
                Angriff("bestätigt eine Rolle für die Kommune", """
                    INSERT INTO platform.rollenbestaetigung (zuweisung_id, grund)
                    VALUES ('{person}', 'x')
                    """, "42501"),
                Angriff("nimmt eine Bestätigung zurück",
                        "DELETE FROM platform.rollenbestaetigung", "42501"),
                Angriff("bestätigt wie die Kommune", """
                    SELECT platform.rollen_bestaetigen('{benutzer}', '{}', now())::text
                    """, "42501"),
                Angriff("bestätigt eine Rolle des Kreises ohne eine Person, die darf", """
                    SELECT platform.rollen_im_kreis_bestaetigen('{benutzer}', '{}', now())::text
                    """, "23514"),
                Angriff("bestätigt einen Antrag wie die Kommune", """
                    SELECT platform.zugang_bestaetigen('{fall}', 1, '{benutzer}', now())::text
                    """, "42501"),
                Angriff("bestätigt einen Schlüssel für die Kommune", """
                    INSERT INTO platform.schnittstelle_bestaetigung (schnittstelle_id, grund,
                                                                     token_sha256)
                    VALUES ('{fall}', 'x', sha256('x'))
                    """, "42501"),
                Angriff("bestätigt einen Schlüssel wie die Kommune", """
                    SELECT platform.schnittstelle_bestaetigen('{fall}', '{benutzer}',
                                                              sha256('x'))::text
                    """, "42501"),
                Angriff("bestätigt einen Anbieter für die Kommune", """
                    INSERT INTO platform.anbieter_bestaetigung (anbieter_id, von)
                    VALUES ('{fall}', '{benutzer}')
                    """, "42501"),
                Angriff("bestätigt einen Anbieter wie die Kommune", """
                    SELECT platform.anbieter_bestaetigen('{fall}', '{benutzer}')::text
                    """, "42501"),
                Angriff("bestätigt einen Anbieter des Kreises ohne eine Person, die darf", """
                    SELECT platform.anbieter_im_kreis_bestaetigen('{fall}', '{benutzer}')::text
                    """, "23514"),
                Angriff("erlaubt Unvereinbares", "DELETE FROM platform.rolle_unvereinbar", "42501"),
                Angriff("verdeckt Drift", "UPDATE platform.schema_stand SET abdruck = ''", "42501"),
                Angriff(
                    "beendet Job",
                    "SELECT platform.job_abschliessen('{job}', '{claim}', 'x')::text", "42501"),
                Angriff("löscht Jobs", "DELETE FROM platform.job", "42501"),
                Angriff(
                    "liest Summen einer Kommune",
                    "SELECT neu_cent::text FROM platform.probelauf_summe", "42501"),
                Angriff(
                    "lässt nur eine Kommune rechnen",
                    "INSERT INTO platform.probelauf_kommune VALUES ('{job}', '{job}')", "42501"),
                Angriff(
                    "löscht Entwürfe", "DELETE FROM platform.parameterstand", "42501")
            ]
        ),
        (
            "mandat_arbeit",
            [
                Angriff("liest Benutzer", "SELECT kennwort FROM platform.benutzer", "42501"),
                Angriff(
                    "liest Anmeldungen", "SELECT benutzer_id::text FROM platform.anmeldung", "42501"
                ),
                Angriff(
                    "gibt Rollen", "INSERT INTO platform.rollenzuweisung DEFAULT VALUES", "42501"),
                Angriff(
                    "ändert Parameter", "UPDATE platform.parameterstand SET wert = '1'", "42501"),
                Angriff("liest Aufträge", "SELECT iban FROM kreis.zahlungsauftrag", "42501"),
                Angriff("liest Protokoll", "SELECT vorgang FROM platform.audit", "42501"),
                Angriff(
                    "beendet Job einer Kommune",
                    "SELECT platform.job_abschliessen('{job}', '{claim}', 'x')::text",
                    ergibt: ["false"])
            ]
        )
    ]
}
