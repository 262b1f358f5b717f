import Foundation
import Grundwerte
import Kreis
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

/// I1 bis I17 der Zahlungen (ohne I13, die Umlage): PostgreSQL selbst hält jede, auch gegen den
/// Superuser, der migriert. Jeder Satz ist ein Versuch und nennt die Schranke, an der er scheitert.
@Suite("Die Invarianten der Zahlung hält die Datenbank auch gegen die mächtigste Anmeldung")
struct InvariantenTests {
    func pruefe(_ versuche: [(satz: String, schranke: String)], schema: String = "kreis",
                        in szene: Angriffswelt) throws {
        for (satz, schranke) in versuche {
            #expect(try szene.schranke(satz, schema: schema) == schranke, "\(satz)")
        }
    }

    private func auftrag(_ felder: String) -> String {
        """
        INSERT INTO zahlungsauftrag (id, mandant_id, zahlweg, empfaenger_name, iban,
                                     verwendungszweck, faellig, endtoend, betrag_cent)
        VALUES ('{neu}', '{ahaus}', 'ueberweisung', 'X', 'DE02120300000000202051', 'Z',
                '2026-12-01', \(felder))
        """
    }

    @Test("I1: Geld ist ein ganzer Cent-Betrag über null und unter einer Milliarde Euro")
    func i1() async throws {
        let szene = try await Angriffswelt.neu()
        try pruefe([
            (auftrag("'N-1', 0"), "zahlungsauftrag_betrag_bereich"),
            (auftrag("'N-1', -1"), "zahlungsauftrag_betrag_bereich"),
            (auftrag("'N-1', 100000000000"), "zahlungsauftrag_betrag_bereich"),
            ("INSERT INTO lauf_position VALUES ('{lauf}', '{offen}', '{ahaus}', 9, 0)",
             "lauf_position_betrag_positiv"),
            ("""
             INSERT INTO umsatz_zuordnung (id, umsatz_id, art, betrag_cent, stapel)
             SELECT '{neu}', id, 'durchlaufend', 0, '{neu}' FROM umsatz LIMIT 1
             """, "umsatz_zuordnung_nicht_null"),
        ], in: szene)
        #expect(try szene.schranke(auftrag("'N-1', 1")) == nil)
    }

    @Test("I2: Keine Zeile zeigt in eine andere Kommune, und nur Kommunen reichen Aufträge ein")
    func i2() async throws {
        let szene = try await Angriffswelt.neu()
        try pruefe([
            (buchung("""
                ('{neu}', '{b}', 'forderung', '{borken}', '{gezahlt}', 100),
                ('{neu}', '{b}', 'ungeklaert', NULL, NULL, -100)
                """), "buchungszeile_mandant"),
            ("""
             UPDATE zahllauf SET zustand = 'verworfen' WHERE id = '{lauf}';
             UPDATE lauf_position SET mandant_id = '{ahaus}' WHERE auftrag_id = '{im_lauf}'
             """, "lauf_position_bleibt"),
        ], in: szene)
        let kasse = try szene.welt.verbund.verbindung(login: "kreis_kasse")
        defer { kasse.close() }
        #expect(throws: PostgresError.self) {
            try kasse.execute("\(unescaped: szene.woerter(auftrag("'N-1', 1")))")
        }
        // Borken zieht einen Auftrag von Ahaus nicht zurück.
        let fremd = try await szene.welt.verbund.write(
            szene.welt.borken, als: szene.welt.anordnung
        ) { try Zahlungsauftrag.zurueckziehen(szene.offen, in: $0) }
        #expect(!fremd)
        #expect(try await szene.welt.zustand(szene.offen) == .offen)
    }

    @Test("I3: Eine EndToEndId gilt einmal und für immer, eine MsgId ebenso")
    func i3() async throws {
        let szene = try await Angriffswelt.neu()
        try pruefe([
            (auftrag("'A-1', 1"), "zahlungsauftrag_endtoend_einmal"),
            ("UPDATE zahlungsauftrag SET zustand = 'zurueckgezogen' WHERE id = '{offen}';"
             + auftrag("'A-2', 7000"), "zahlungsauftrag_endtoend_einmal"),
            (auftrag("repeat('A', 36), 1"), "zahlungsauftrag_endtoend_form"),
            (auftrag("'a b/c', 1"), "zahlungsauftrag_endtoend_form"),
            ("""
             INSERT INTO zahllauf (id, nummer, zahlweg, ausfuehrungstag, faellig_bis, msgid,
                                   erstellt_von)
             SELECT '{neu}', '2026-099', zahlweg, ausfuehrungstag, faellig_bis, msgid, erstellt_von
               FROM zahllauf WHERE id = '{lauf}'
             """, "zahllauf_msgid_einmal"),
        ], in: szene)
    }

    @Test("I4: Ein Zustand folgt nur auf seinen Vorgänger; gezahlt ist, was die Bank gebucht hat")
    func i4() async throws {
        let szene = try await Angriffswelt.neu()
        try pruefe([
            (zustand("offen", "gezahlt"), "zahlungsauftrag_uebergang"),
            (zustand("gezahlt", "offen"), "zahlungsauftrag_uebergang"),
            (zustand("gezahlt", "rueckgelaufen"), "zahlungsauftrag_nur_aus_umsatz"),
            (zustand("im_lauf", "uebergeben") + ";" + zustand("im_lauf", "gezahlt"),
             "zahlungsauftrag_nur_aus_umsatz"),
            (zustand("im_lauf", "offen"), "zahlungsauftrag_noch_im_lauf"),
            ("UPDATE zahllauf SET zustand = 'gebucht' WHERE id = '{lauf}'", "zahllauf_uebergang"),
            ("UPDATE zahllauf SET zustand = 'datei_erzeugt' WHERE id = '{gebuchter_lauf}'",
             "zahllauf_uebergang"),
        ], in: szene)
        let (_, zahlung) = try await szene.zahlungInAhaus()
        try pruefe(["gezahlt", "im_lauf", "uebergeben", "angeordnet"].map {
            ("UPDATE zahlung SET zustand = '\($0)' WHERE id = '\(zahlung)'",
             $0 == "angeordnet" ? "zahlung_anordnung_fehlt" : "zahlung_uebergang")
        }, schema: szene.welt.ahaus.schema, in: szene)
    }

    private func zustand(_ wer: String, _ neu: String) -> String {
        "UPDATE zahlungsauftrag SET zustand = '\(neu)' WHERE id = '{\(wer)}'"
    }

    @Test("I5: Was festgestellt, eingereicht oder gebucht ist, ändert und löscht niemand")
    func i5() async throws {
        let szene = try await Angriffswelt.neu()
        try pruefe([
            ("UPDATE zahlungsauftrag SET iban = 'DE89370400440532013000' WHERE id = '{offen}'",
             "zahlungsauftrag_inhalt_bleibt"),
            ("UPDATE zahlungsauftrag SET betrag_cent = 1", "zahlungsauftrag_inhalt_bleibt"),
            ("UPDATE zahllauf SET summe_cent = 1 WHERE id = '{lauf}'", "zahllauf_inhalt_bleibt"),
            ("UPDATE umsatz SET betrag_cent = -1", "nur_aendern"),
            ("DELETE FROM zahlungsauftrag", "nie_loeschen"),
            ("DELETE FROM zahllauf", "nie_loeschen"), ("DELETE FROM umsatz", "nie_loeschen"),
            ("DELETE FROM lauf_position", "nie_loeschen"),
            ("TRUNCATE zahlungsauftrag CASCADE", "nie_loeschen"),
        ] + [
            "lauf_datei", "lauf_freigabe", "bankdatei", "auszug", "umsatz_zuordnung", "buchung",
            "buchungszeile", "erstattung", "erstattung_position", "rueckmeldung", "audit", "siegel",
            "auftrag_beteiligung",
        ].flatMap { tabelle in
            [("DELETE FROM \(tabelle)", "nur_anfuegen"),
             ("TRUNCATE \(tabelle) CASCADE", "nur_anfuegen")]
        } + [
            ("UPDATE lauf_datei SET inhalt = '\\x00', sha256 = sha256('\\x00')", "nur_anfuegen"),
            ("UPDATE buchungszeile SET betrag_cent = betrag_cent + 1", "nur_anfuegen"),
            ("UPDATE auszug SET befund = ''", "nur_anfuegen"),
            ("UPDATE audit SET vorgang = 'nichts'", "nur_anfuegen"),
        ], in: szene)
        let (_, zahlung) = try await szene.zahlungInAhaus()
        try pruefe([
            ("UPDATE zahlung SET betrag_cent = 1", "zahlung_inhalt_bleibt"),
            ("UPDATE zahlung SET iban = 'DE89370400440532013000'", "zahlung_inhalt_bleibt"),
            ("UPDATE zahlung SET gezahlt_am = '2026-11-01'", "zahlung_inhalt_bleibt"),
            ("UPDATE feststellung SET inhalt_sha256 = '\\x00'", "nur_aendern"),
            ("UPDATE bankverbindung SET iban = 'DE89370400440532013000'", "nur_anfuegen"),
            ("DELETE FROM zahlung WHERE id = '\(zahlung)'", "nie_loeschen"),
            ("DELETE FROM zahlung_ereignis", "nur_anfuegen"),
            ("TRUNCATE audit", "nur_anfuegen"),
        ], schema: szene.welt.ahaus.schema, in: szene)
    }

    @Test("I6: Ein Auftrag ist in höchstens einem lebenden Lauf")
    func i6() async throws {
        let szene = try await Angriffswelt.neu()
        try pruefe([
            (lauf(entwurf: """
                INSERT INTO lauf_position VALUES ('{l}', '{im_lauf}', '{borken}', 1, 5000)
                """), "lauf_position_einmal"),
            ("INSERT INTO lauf_position VALUES ('{lauf}', '{offen}', '{ahaus}', 2, 7000)",
             "lauf_position_bleibt"),
        ], in: szene)
    }

    @Test("I7: Feststellen, Anordnen und zweimal Freigeben tun verschiedene, berechtigte Personen")
    func i7() async throws {
        let szene = try await Angriffswelt.neu()
        func frei(_ wer: String, _ sha256: String = "{sha256}") -> String {
            "INSERT INTO lauf_freigabe VALUES ('{lauf}', '\(wer)', '\(sha256)')"
        }
        try pruefe([
            (frei("{buchhaltung}"), "lauf_freigabe_vier_augen"),
            (frei("{feststellung}"), "lauf_freigabe_vier_augen"),
            (frei("{anordnung}"), "lauf_freigabe_vier_augen"),
            (frei("{neu}"), "lauf_freigabe_wer"),
            // Auch wer nur Zuordnungen zurücknimmt, bucht (§ 31 KomHVO NRW).
            ("""
             INSERT INTO platform.rolle_recht (rolle, recht)
             VALUES ('kasse_freigabe', 'bank.zuruecknehmen');
             """ + frei("{freigabe}"), "lauf_freigabe_wer"),
            (frei("{freigabe}", "\\x00"), "lauf_freigabe_datei"),
            (frei("{freigabe}") + ";" + frei("{freigabe}"), "lauf_freigabe_pkey"),
            (frei("{freigabe}") + ";"
             + "UPDATE zahllauf SET zustand = 'freigegeben' WHERE id = '{lauf}'",
             "zahllauf_zwei_freigaben"),
        ], in: szene)
        let (fall, zahlung) = try await szene.zahlungInAhaus()
        let ahaus = szene.welt.ahaus.schema
        func anordnung(_ wer: String) -> String {
            "INSERT INTO anordnung (zahlung_id, benutzer_id, inhalt_sha256) "
                + "VALUES ('\(zahlung)', '\(wer)', '\\x00')"
        }
        try pruefe([
            (anordnung("{feststellung}"), "anordnung_vier_augen"), (anordnung("{neu}"), "wer_darf"),
            // Sie hat das Konto erfasst.
            (anordnung("{anordnung}"), "anordnung_vier_augen"),
            ("INSERT INTO bankverbindung_bestaetigung VALUES ('\(fall)', '{anordnung}')",
             "bankverbindung_vier_augen"),
        ], schema: ahaus, in: szene)
        // Dieselbe Person kann auch dem Kreis gegenüber nicht beides sein.
        await #expect {
            try await szene.welt.verbund.write(szene.welt.ahaus, als: szene.welt.anordnung) {
                try $0.execute("\(unescaped: szene.woerter("""
                    SELECT kreis.auftrag_einreichen('{neu}', 'ueberweisung', 'N-9', 'X',
                        'DE02120300000000202051', 1, 'Z', NULL, '2026-12-01', '{anordnung}',
                        '{anordnung}')
                    """))")
            }
        } throws: { ($0 as? PostgresError)?.constraint == "zahlungsauftrag_vier_augen" }
    }

    @Test("I8: Anzahl und Summe des Laufs sind die seiner Positionen und seiner Datei")
    func i8() async throws {
        let szene = try await Angriffswelt.neu()
        func versuch(anzahl: Int, cent: Int, datei: String, position: Int = 7000) -> String {
            lauf(entwurf: """
                INSERT INTO lauf_position VALUES ('{l}', '{offen}', '{ahaus}', 1, \(position));
                UPDATE zahlungsauftrag SET zustand = 'im_lauf' WHERE id = '{offen}';
                INSERT INTO lauf_datei (lauf_id, inhalt, sha256)
                SELECT '{l}', d, sha256(d) FROM convert_to('\(datei)', 'UTF8') AS d;
                UPDATE zahllauf SET zustand = 'datei_erzeugt', anzahl = \(anzahl),
                       summe_cent = \(cent) WHERE id = '{l}'
                """)
        }
        func kopf(_ anzahl: String, _ summe: String, _ id: String = "ML-X") -> String {
            "<MsgId>\(id)</MsgId><NbOfTxs>\(anzahl)</NbOfTxs><CtrlSum>\(summe)</CtrlSum>"
        }
        let richtig = kopf("1", "70.00")
        #expect(try szene.schranke(versuch(anzahl: 1, cent: 7000, datei: richtig)) == nil)
        try pruefe([
            (versuch(anzahl: 2, cent: 7000, datei: richtig), "zahllauf_summen"),
            (versuch(anzahl: 1, cent: 7001, datei: richtig), "zahllauf_summen"),
            (versuch(anzahl: 1, cent: 6999, datei: richtig, position: 6999), "zahllauf_summen"),
            (versuch(anzahl: 1, cent: 7000, datei: kopf("2", "70.00")), "zahllauf_kopf_der_datei"),
            (versuch(anzahl: 1, cent: 7000, datei: kopf("1", "70.01")), "zahllauf_kopf_der_datei"),
            (versuch(anzahl: 1, cent: 7000, datei: kopf("1", "70.00", "ML-Y")),
             "zahllauf_kopf_der_datei"),
        ], in: szene)
    }

    func lauf(entwurf saetze: String) -> String {
        let id = UUIDv7().description
        return """
            INSERT INTO zahllauf (id, nummer, zahlweg, ausfuehrungstag, faellig_bis, msgid,
                                  erstellt_von)
            VALUES ('\(id)', '2026-099', 'ueberweisung', '2026-12-01', '2026-12-31', 'ML-X',
                    '{buchhaltung}');
            \(saetze.replacingOccurrences(of: "{l}", with: id))
            """
    }
}
