import Foundation
import Grundwerte
import Kreis
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

extension InvariantenTests {
    /// Eine Buchung mit diesen Zeilen (id, buchung, konto, mandant, auftrag, betrag).
    func buchung(_ zeilen: String, kopf: String = "NULL") -> String {
        let id = UUIDv7().description
        return """
            INSERT INTO buchung (id, buchungstag, text, stapel, storno_von)
            VALUES ('\(id)', '2026-11-24', 'X', '{neu}', \(kopf));
            INSERT INTO buchungszeile (id, buchung_id, konto, mandant_id, auftrag_id, betrag_cent)
            VALUES \(zeilen.replacingOccurrences(of: "{b}", with: id))
            """
    }

    @Test("I9: Eine Buchung hat zwei Zeilen, die sich aufheben; ein Storno ist ihr Spiegel")
    func i9() async throws {
        let szene = try await Angriffswelt.neu()
        func zeilen(_ cent: Int) -> String {
            "('{neu}', '{b}', 'bank', NULL, NULL, \(cent)), "
                + "('{neu}', '{b}', 'ungeklaert', NULL, NULL, \(-cent))"
        }
        let paar = zeilen(5), gegen = zeilen(-5)
        let erste = "(SELECT id FROM buchung WHERE text = 'X' AND storno_von IS NULL)"
        let storno = "(SELECT id FROM buchung WHERE storno_von IS NOT NULL)"
        try pruefe([
            (buchung("('{neu}', '{b}', 'bank', NULL, NULL, 5)"), "buchung_summe_null"),
            (buchung("('{neu}', '{b}', 'bank', NULL, NULL, 5), "
                     + "('{neu}', '{b}', 'ungeklaert', NULL, NULL, -4)"), "buchung_summe_null"),
            (buchung(paar.replacingOccurrences(of: "'bank', NULL, NULL",
                                               with: "'forderung', '{ahaus}', '{neu}'")),
             "buchungszeile_bezug"),
            ("""
             INSERT INTO buchungszeile (id, buchung_id, konto, betrag_cent)
             SELECT x.id::uuid, b.id, 'bank', x.cent
               FROM (SELECT gen_random_uuid() AS id) b,
                    (VALUES ('{neu}', 5), ('{neu}', -5)) AS x (id, cent)
             """, "buchungszeile_bezug"),
            ("""
             INSERT INTO buchungszeile (id, buchung_id, konto, betrag_cent)
             SELECT x.id::uuid, b.id, 'bank', x.cent
               FROM (SELECT id FROM buchung LIMIT 1) b,
                    (VALUES ('{neu}', 5), ('{neu}', -5)) AS x (id, cent)
             """, "buchung_summe_null"),
            ("INSERT INTO buchung (id, buchungstag, text, stapel) "
             + "VALUES ('{neu}', '2026-11-24', 'X', '{neu}')", "buchung_hat_zeilen"),
            (buchung(paar) + ";" + buchung(paar, kopf: erste), "buchung_storno_spiegel"),
            (buchung(paar) + ";" + buchung(gegen, kopf: erste) + ";" + buchung(gegen, kopf: erste),
             "buchung_storno_einmal"),
            (buchung(paar) + ";" + buchung(gegen, kopf: erste) + ";" + buchung(paar, kopf: storno),
             "buchung_storno_einmal"),
        ], in: szene)
        #expect(try szene.schranke(buchung(paar) + ";" + buchung(gegen, kopf: erste)) == nil)
    }

    @Test("I10: Ein Fall hat je Monat höchstens einen geltenden Anspruch")
    func i10() async throws {
        let szene = try await Angriffswelt.neu()
        let (fall, _) = try await szene.zahlungInAhaus()
        try pruefe([
            ("""
             INSERT INTO anspruch (id, fall_id, monat, berechnung_id, bescheid_id, leistung_cent,
                                   erfasst_von)
             VALUES ('{neu}', '\(fall)', '2026-11-01', '\(fall)', '\(fall)', 1, '{feststellung}')
             """, "anspruch_einmal"),
            ("UPDATE anspruch SET leistung_cent = 1", "nur_ersetzen"),
        ], schema: szene.welt.ahaus.schema, in: szene)
    }

    @Test("I11: Ein Umsatz wird höchstens einmal verteilt; zurück kommt nie mehr, als gezahlt ist")
    func i11() async throws {
        let szene = try await Angriffswelt.neu()
        func zuordnung(_ art: String, _ auftrag: String, _ cent: Int, umsatz: Int) -> String {
            """
            WITH u AS (SELECT id FROM umsatz WHERE betrag_cent = \(umsatz) LIMIT 1)
            INSERT INTO umsatz_zuordnung (id, umsatz_id, art, auftrag_id, betrag_cent, stapel)
            SELECT '{neu}', u.id, '\(art)', \(auftrag), \(cent), '{neu}' FROM u
            """
        }
        func durchlaufend(_ cent: Int, nimmtZurueck: String = "NULL") -> String {
            """
            INSERT INTO umsatz_zuordnung (id, umsatz_id, art, betrag_cent, stapel, von, grund,
                                          nimmt_zurueck)
            SELECT '{neu}', id, 'durchlaufend', betrag_cent, '{neu}', '{buchhaltung}', 'x',
                   \(nimmtZurueck)
              FROM umsatz WHERE betrag_cent = \(cent)
            """
        }
        let eigeneZurueck = """
            INSERT INTO umsatz_zuordnung (id, umsatz_id, art, betrag_cent, stapel, von, grund,
                                          nimmt_zurueck)
            SELECT '{neu}', umsatz_id, art, -betrag_cent, stapel, von, 'x', id
              FROM umsatz_zuordnung WHERE betrag_cent = 500
            """
        func gutschrift(_ cent: Int) -> String {
            """
            INSERT INTO umsatz (id, auszug_id, lfd, betrag_cent, buchungstag)
            SELECT '{neu}', id, 77, \(cent), bis FROM auszug LIMIT 1;
            """
        }
        try pruefe([
            (zuordnung("durchlaufend", "NULL", -1, umsatz: -10_000), "umsatz_zuordnung_grenze"),
            (zuordnung("zahlung", "'{neu}'", -1, umsatz: -10_000), "umsatz_zuordnung_bezug"),
            ("""
             INSERT INTO umsatz_zuordnung (id, umsatz_id, art, betrag_cent, stapel)
             VALUES ('{neu}', gen_random_uuid(), 'durchlaufend', 1, '{neu}')
             """, "umsatz_zuordnung_bezug"),
            (gutschrift(500) + zuordnung("durchlaufend", "NULL", -500, umsatz: 500),
             "umsatz_zuordnung_grenze"),
            (gutschrift(20_000) + zuordnung("ruecklauf", "'{gezahlt}'", 10_001, umsatz: 20_000),
             "umsatz_zuordnung_betrag"),
            (gutschrift(7_000) + zuordnung("ruecklauf", "'{offen}'", 7_000, umsatz: 7_000),
             "umsatz_zuordnung_betrag"),
            (gutschrift(-10_000).replacingOccurrences(of: "77", with: "78")
             + zuordnung("zahlung", "'{gezahlt}'", -10_000, umsatz: -10_000)
                .replacingOccurrences(of: "LIMIT 1", with: "ORDER BY lfd DESC LIMIT 1"),
             "umsatz_zuordnung_auftrag"),
            (gutschrift(500) + durchlaufend(500, nimmtZurueck: "'{neu}'"),
             "umsatz_zuordnung_zurueck"),
            (gutschrift(500) + durchlaufend(500) + "; " + eigeneZurueck,
             "umsatz_zuordnung_zurueck"),
            (gutschrift(-6_999) + zuordnung("zahlung", "'{offen}'", -6_999, umsatz: -6_999),
             "umsatz_zuordnung_betrag"),
        ], in: szene)
    }

    @Test("I12: Kein Cent wird zweimal erstattet, und ein abgeschlossener Monat bleibt geschlossen")
    func i12() async throws {
        let szene = try await Angriffswelt.neu()
        let offenerMonat = """
            INSERT INTO erstattung (id, mandant_id, monat, nummer, kassenzeichen, gezahlt_cent,
                                    ruecklauf_cent, summe_cent, positionen, nachweis_sha256,
                                    faellig, abgeschlossen_von)
            VALUES ('{neu}', '{ahaus}', '2026-10-01', 'EA-2026-0009', 'K-9', 10000, 0, 10000, 1,
                    '\\x00', '2026-12-01', '{buchhaltung}')
            """
        // Ohne die Zeilen, die sie verlangt.
        #expect(try szene.schranke(offenerMonat) == "erstattung_vollstaendig")
        try await szene.welt.abrechnungsstelle {
            try Erstattung.abschliessen(Monat(2026, 10), in: $0)
        }
        try pruefe([
            (offenerMonat, "erstattung_einmal"),
            ("""
             INSERT INTO erstattung_position (erstattung_id, buchungszeile_id, lfd)
             SELECT erstattung_id, buchungszeile_id, 99 FROM erstattung_position
             """, "erstattung_position_einmal"),
            ("""
             INSERT INTO erstattung_position (erstattung_id, buchungszeile_id, lfd)
             SELECT e.id, z.id, 99 FROM erstattung e, buchungszeile z WHERE z.konto = 'bank' LIMIT 1
             """, "erstattung_position_monat"),
            (buchung("""
                ('{neu}', '{b}', 'forderung', '{ahaus}', '{offen}', 7000),
                ('{neu}', '{b}', 'ungeklaert', NULL, NULL, -7000)
                """).replacingOccurrences(of: "2026-11-24", with: "2026-10-31"),
             "erstattung_monat_abgeschlossen"),
        ], in: szene)
    }

    @Test("I14: Datei und Auszug kommen einmal; eine Lücke in den Salden ist ein Befund")
    func i14() async throws {
        let szene = try await Angriffswelt.neu()
        func auszug(_ kennung: String, alt: String, befund: String = "") -> String {
            """
            INSERT INTO auszug (id, bankdatei_id, iban, kennung, bis, saldo_alt_cent,
                                saldo_neu_cent, befund)
            SELECT '{neu}', bankdatei_id, iban, \(kennung), '2026-11-25', \(alt), 0, '\(befund)'
              FROM auszug
            """
        }
        try pruefe([
            ("""
             INSERT INTO bankdatei (id, name, inhalt, sha256, eingelesen_von)
             SELECT '{neu}', name, inhalt, sha256, eingelesen_von FROM bankdatei
             """, "bankdatei_einmal"),
            ("""
             INSERT INTO bankdatei (id, name, inhalt, sha256, eingelesen_von)
             VALUES ('{neu}', 'x', '\\x01', '\\x02', '{buchhaltung}')
             """, "bankdatei_pruefsumme"),
            (auszug("kennung", alt: "saldo_neu_cent"), "auszug_einmal"),
            (auszug("'2026/2/S'", alt: "saldo_neu_cent + 1"), "auszug_kette"),
        ], in: szene)
        #expect(try szene.schranke(auszug("'2026/2/S'", alt: "saldo_neu_cent + 1", befund: "Lücke"))
            == nil)
        #expect(try szene.schranke(auszug("'2026/2/S'", alt: "saldo_neu_cent")) == nil)
    }

    @Test("I15: Je Zahlweg wird ein Lauf zur Zeit gemacht")
    func i15() async throws {
        let szene = try await Angriffswelt.neu()
        let zweiter = lauf(entwurf: "SELECT 1").replacingOccurrences(of: "ML-X", with: "ML-Z")
            .replacingOccurrences(of: "2026-099", with: "2026-098")
        try pruefe([(lauf(entwurf: "SELECT 1") + ";" + zweiter, "zahllauf_einer_offen")], in: szene)
    }

    @Test("I16: Wann etwas geschah, sagt die Uhr der Datenbank")
    func i16() async throws {
        let szene = try await Angriffswelt.neu()
        // Die Prüfung selbst ist der Satz: Er teilt durch null, wenn die Zeit nicht ersetzt wurde.
        func jetzt(_ tabelle: String, _ spalte: String, _ bedingung: String) -> String {
            "; SELECT 1 / (\(spalte) = now())::integer FROM \(tabelle) WHERE \(bedingung)"
        }
        for satz in [
            "INSERT INTO audit (id, am, vorgang) VALUES ('{neu}', '2020-01-01', 'rückdatiert')"
                + jetzt("audit", "am", "vorgang = 'rückdatiert'"),
            "INSERT INTO lauf_freigabe VALUES ('{lauf}', '{freigabe}', '{sha256}', '2020-01-01')"
                + jetzt("lauf_freigabe", "am", "lauf_id = '{lauf}'"),
            buchung("('{neu}', '{b}', 'bank', NULL, NULL, 5), "
                    + "('{neu}', '{b}', 'ungeklaert', NULL, NULL, -5)")
                .replacingOccurrences(of: "storno_von)", with: "storno_von, gebucht_am)")
                .replacingOccurrences(of: ", NULL);", with: ", NULL, '2020-01-01');")
                + jetzt("buchung", "gebucht_am", "text = 'X'"),
        ] {
            #expect(try szene.schranke(satz) == nil, "\(satz)")
        }
        #expect(try szene.schranke("SELECT 1 / ('2020-01-01' = now())::integer") == "22012")
    }

    @Test("I17: Ein versiegelter Tag lässt sich nicht mehr unbemerkt ändern")
    func i17() async throws {
        let szene = try await Angriffswelt.neu()
        let (_, zahlung) = try await szene.zahlungInAhaus()
        let server = try szene.welt.verbund.superuser()
        defer { server.close() }
        // Als wäre alles vor drei Tagen geschehen; so kann nur, wer die Trigger abschaltet.
        let ahaus = szene.welt.ahaus.schema
        try server.runScript("""
            SET session_replication_role = replica;
            UPDATE kreis.buchung SET gebucht_am = gebucht_am - interval '3 days';
            UPDATE kreis.audit SET am = am - interval '3 days';
            UPDATE "\(ahaus)".zahlung_ereignis SET am = am - interval '3 days'
            """)
        let kreis = try await szene.welt.kasse {
            (tage: try Siegel.bilden(in: $0), nochmals: try Siegel.bilden(in: $0),
             befunde: try Siegel.befunde(in: $0), letztes: try Siegel.letztes(in: $0))
        }
        #expect(kreis.tage >= 2 && kreis.nochmals == 0 && kreis.befunde == [])
        #expect(kreis.letztes?.sha256.count == 32)
        let kommune = try await szene.welt.verbund.write(
            szene.welt.ahaus, als: szene.welt.feststellung
        ) { (tage: try Siegel.bilden(in: $0), befunde: try Siegel.befunde(in: $0)) }
        #expect(kommune.tage >= 2 && kommune.befunde == [])
        try server.runScript("""
            UPDATE kreis.buchungszeile SET betrag_cent = -betrag_cent;
            UPDATE "\(ahaus)".zahlung_ereignis SET grund = 'anders' WHERE zahlung_id = '\(zahlung)'
            """)
        let gebrochen = try await szene.welt.kasse { try Siegel.befunde(in: $0) }
        let imMandanten = try await szene.welt.verbund.read(
            szene.welt.ahaus, als: szene.welt.feststellung
        ) { try Siegel.befunde(in: $0) }
        #expect(gebrochen.count == 1 && imMandanten.count == 1)
        // Auch ein neu gerechnetes Siegel des Tages passt nicht mehr in die Kette.
        try server.runScript("""
            UPDATE kreis.siegel s SET anzahl = i.anzahl, inhalt_sha256 = i.inhalt,
                   sha256 = kreis.siegel_bilden(NULL, s.tag, i.inhalt)
              FROM kreis.siegelinhalt((SELECT min(tag) FROM kreis.siegel)) i
             WHERE s.tag = (SELECT min(tag) FROM kreis.siegel)
            """)
        let danach = try await szene.welt.kasse { try Siegel.befunde(in: $0) }
        #expect(danach != [])
    }
}
