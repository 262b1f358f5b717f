import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

@Suite("Fragen des Kreises nach der örtlichen Zuständigkeit (B-6.4)")
struct KreisfragenTests {
    /// Was auf einem Posten steht; ohne Angaben der Mann aus `Kommunenwelt.neuerFall`.
    private struct Posten {
        var familienname = "Rahmani"
        var vorname = "Yusuf"
        var geburtsdatum = "1990-03-07"
        var tag = "2026-11-10"
        var schein = ""
    }

    /// Der Kreis fragt, was auf dem Posten steht; die Kommune antwortet. Zurück kommt, was der
    /// Kreis erfährt.
    private func fragen(
        _ posten: Posten, _ welt: Kommunenwelt, mandant: Mandant? = nil
    ) async throws -> (frage: UUIDv7, antwort: Bool?) {
        let server = try welt.verbund.superuser()
        defer { server.close() }
        let rechnung = UUIDv7(), frage = UUIDv7(), ziel = mandant ?? welt.ahaus
        try server.runScript("""
            SET search_path = kreis;
            INSERT INTO rechnungssteller (id, art, name, strasse, plz, ort, angelegt_von)
            VALUES ('\(rechnung)', 'andere', 'KV \(rechnung)', 'X 1', '48683', 'Ahaus',
                    '\(rechnung)');
            INSERT INTO sammelrechnung (id, eingangsnummer, steller_id, art, nummer, monat,
                                        rechnungsdatum, betrag_cent, erfasst_von)
            VALUES ('\(rechnung)', 'SR-\(rechnung)', '\(rechnung)', 'rechnung', '1', '2026-11-01',
                    '2026-11-20', 100, '\(rechnung)');
            INSERT INTO sammelrechnung_nachweis (rechnung_id, name, inhalt, sha256, eingelesen_von)
            VALUES ('\(rechnung)', 'l.csv', '\(rechnung)'::bytea, sha256('\(rechnung)'::bytea),
                    '\(rechnung)');
            INSERT INTO sammelrechnung_position (rechnung_id, lfd, kommune, mandant_id, schein,
                familienname, vorname, geburtsdatum, behandelt_von, behandelt_bis, betrag_cent)
            VALUES ('\(rechnung)', 1, 'Ahaus', '\(ziel.id)', '\(posten.schein)',
                    '\(posten.familienname)', '\(posten.vorname)', '\(posten.geburtsdatum)',
                    '\(posten.tag)', '\(posten.tag)', 100);
            INSERT INTO stichprobe (rechnung_id, von) VALUES ('\(rechnung)', '\(rechnung)');
            INSERT INTO stichprobe_position VALUES ('\(rechnung)', 1);
            INSERT INTO zustaendigkeitsfrage (id, rechnung_id, lfd, mandant_id, von, von_name)
            VALUES ('\(frage)', '\(rechnung)', 1, '\(ziel.id)', '\(rechnung)', 'Monika Wigger');
            """)
        try await welt.tue(welt.frau) { try Kreisfrage.beantworten(in: $0) }
        return (frage, try server.scalar("""
            SELECT antwort FROM kreis.zustaendigkeitsfrage WHERE id = \(frage)
            """, as: Bool?.self))
    }

    private func protokoll(_ welt: Kommunenwelt) async throws -> [Kreisfrage] {
        try await welt.tue(welt.frau) { try Kreisfrage.alle(seite: 1, je: 50, in: $0).fragen }
    }

    @Test("Ja heißt: Am Tag hier und mit Krankenhilfe; der Grund bleibt in der Kommune")
    func ja() async throws {
        let welt = try await Kommunenwelt.neu()
        let fall = try await welt.fall()
        let (frage, antwort) = try await fragen(Posten(), welt)
        #expect(antwort == true)
        let eintrag = try #require(try await protokoll(welt).first)
        #expect(eintrag.id.uuid == frage)
        #expect(eintrag.gefragtVon == "Monika Wigger")
        #expect(eintrag.fall?.id == fall)
        #expect(eintrag.grund.contains("§ 4 AsylbLG"))
        let vermerke = try await welt.tue(welt.frau) { try Aktenvermerk.alle(zu: fall, in: $0) }
        #expect(vermerke.contains { $0.text.contains("erfahren hat er „ja“") })
        #expect(try await welt.tue(welt.frau) { try Mandantpruefung.befunde(in: $0) } == [])
    }

    @Test("Nein bei anderem Namen, anderem Geburtsdatum, anderem Tag; der Kreis erfährt nur nein",
          arguments: [
              (Posten(familienname: "Rahimi"), "Niemand mit diesem Namen"),
              (Posten(geburtsdatum: "1990-03-08"), "Niemand mit diesem Namen"),
              (Posten(familienname: "", vorname: "%"), "Niemand mit diesem Namen"),
              (Posten(tag: "2026-10-31"), "zu keinem Haushalt"),
          ])
    private func nein(posten: Posten, grund: String) async throws {
        let welt = try await Kommunenwelt.neu()
        _ = try await welt.fall()
        #expect(try await fragen(posten, welt).antwort == false)
        let eintrag = try #require(try await protokoll(welt).first)
        #expect(eintrag.grund.contains(grund), "\(eintrag.grund)")
        #expect(!eintrag.antwort)
    }

    @Test("Schreibweise zählt nicht: Umlaute, Groß und Klein, Reihenfolge der Namen")
    func schreibweise() async throws {
        let welt = try await Kommunenwelt.neu()
        _ = try await welt.fall()
        #expect(try await fragen(
            Posten(familienname: "YUSUF", vorname: "rahmani"), welt).antwort == true)
    }

    @Test("Nein bei Analogleistungen: Sie behandelt die Krankenkasse (B-6.1)")
    func paragraf2() async throws {
        let welt = try await Kommunenwelt.neu()
        try await welt.tue(welt.frau) { session in
            let vorlage = try Kommunenwelt.neuerFall()
            let mitglied = try #require(vorlage.mitglieder.first)
            _ = try Fall.anlegen(
                NeuerFall(ab: vorlage.ab, mitglieder: [.init(
                    angabe: mitglied.angabe, rolle: .haushaltsvorstand, personenkreis: .nr1,
                    grundlage: .analogleistung, status: .aufenthaltsgestattung)],
                    unterkunft: vorlage.unterkunft, konto: vorlage.konto), in: session)
        }
        #expect(try await fragen(Posten(), welt).antwort == false)
        #expect(try await protokoll(welt).first?.grund.contains("§ 2 AsylbLG") == true)
    }

    @Test("Der Schein mit dem Geburtsdatum genügt, wenn der Name verschrieben ist")
    func schein() async throws {
        let welt = try await Kommunenwelt.neu()
        let fall = try await welt.fall()
        try await welt.tue(welt.frau) { session in
            let person = try #require(try Fallakte.heute(fall, in: session).mitglieder.first)
            _ = try Behandlungsschein.ausstellen(
                Scheinwunsch(fall: fall, personen: [person.id], art: .aerztlich,
                             quartal: Quartal(session.heute)),
                unterzeichner: Kommunenwelt.unterzeichner, in: session)
        }
        let verschrieben = Posten(familienname: "Ramani", schein: "2026/00001")
        #expect(try await fragen(verschrieben, welt).antwort == true)
        #expect(try await fragen(
            Posten(familienname: "Ramani", schein: "2026/00002"), welt).antwort == false)
    }

    @Test("Jede Frage wird einmal beantwortet und protokolliert; die fremde bleibt fremd")
    func einmal() async throws {
        let welt = try await Kommunenwelt.neu()
        _ = try await welt.fall()
        _ = try await fragen(Posten(), welt)
        #expect(try await welt.tue(welt.frau) { try Kreisfrage.beantworten(in: $0) } == 0)
        #expect(try await fragen(Posten(), welt, mandant: welt.borken).antwort == nil)
        #expect(try await protokoll(welt).count == 1)
    }

    @Test("Ein Hinweis liegt als Aufgabe auf dem Tisch und steht in der Akte")
    func hinweis() async throws {
        let welt = try await Kommunenwelt.neu()
        let fall = try await welt.fall()
        let (frage, _) = try await fragen(Posten(), welt)
        let server = try welt.verbund.superuser()
        defer { server.close() }
        try server.execute("""
            INSERT INTO kreis.kostenhinweis (id, frage_id, art, text, von, von_name)
            VALUES (\(UUIDv7()), \(frage), 'unfall', \(String(repeating: "Unfall ", count: 40)),
                    \(UUIDv7()), 'Monika Wigger')
            """)
        try await welt.tue(welt.frau) { try Kreisfrage.beantworten(in: $0) }
        let offene = try await welt.tue(welt.frau) { session in
            try Wiedervorlage.offene(fuer: [session.benutzer()], bis: session.heute, in: session)
        }
        let aufgabe = try #require(offene.first { $0.text.contains("Unfall") })
        #expect(aufgabe.fall == fall)
        #expect(try await protokoll(welt).first?.hinweise.count == 1)
        // Der nächtliche Abgleich nimmt sie nicht zurück.
        try await welt.tue(welt.frau) { try Wiedervorlage.abgleichen(in: $0) }
        let danach = try await welt.tue(welt.frau) { session in
            try Wiedervorlage.laden(aufgabe.id, in: session)
        }
        #expect(danach != nil)
    }

    @Test("Die Prüfung merkt, wenn Protokoll und Antwort auseinandergehen")
    func befund() async throws {
        let welt = try await Kommunenwelt.neu()
        _ = try await welt.fall()
        let (frage, _) = try await fragen(Posten(), welt)
        let server = try welt.verbund.superuser()
        defer { server.close() }
        try server.execute("SET session_replication_role = replica")
        try server.execute("UPDATE kreis.zustaendigkeitsfrage SET antwort = NOT antwort")
        #expect(try await welt.tue(welt.frau) { try Kreisfrage.befunde(in: $0) } == [
            "Zur Frage \(frage) hat der Kreis nicht die Antwort, die hier protokolliert ist.",
        ])
    }
}
