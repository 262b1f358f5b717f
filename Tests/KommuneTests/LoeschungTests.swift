import Foundation
import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Löschung nach Regel (Art. 17 DSGVO)")
struct LoeschungTests {
    /// Sechs Jahre nach dem Ende des Jahres 2026, in dem der Fall endete.
    private static let faellig = Monat(2033, 1).ersterTag
    private static let worte = ["Rahmani", "Yusuf", "Bahnhofstraße", "Wohnbau Ahaus", "0532013000"]

    private struct Szene {
        let welt: Kommunenwelt
        let fall: Fall.ID
        let leitung: Akteur
        let datenschutz: Akteur
    }

    /// Ein gezahlter Fall, der im November 2026 endete.
    private func szene() async throws -> Szene {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall)
        try await welt.zahle(fall)
        for zahlung in try await welt.zahlungen(fall) { try await welt.zahltAus(zahlung.id) }
        try await welt.tue(welt.frau) { session in
            _ = try Fall.einstellen(
                fall, fassung: Fall.fassung(fall, in: session),
                zum: Kommunenwelt.november.letzterTag, grund: "Familie Rahmani ist weggezogen.",
                unterzeichner: Kommunenwelt.unterzeichner, in: session)
        }
        return Szene(
            welt: welt, fall: fall,
            leitung: try await welt.verbund.akteur("leitung", mandant: welt.ahaus),
            datenschutz: try await welt.verbund.akteur("datenschutz_kommune", mandant: welt.ahaus))
    }

    private func vorschlagen(_ szene: Szene, am tag: Kalendertag) async throws -> Loeschlauf.ID? {
        try await szene.welt.am(tag, szene.leitung) { try Loeschlauf.vorschlagen(in: $0) }
    }

    private func loeschen(_ szene: Szene, am tag: Kalendertag) async throws
        -> Loeschlauf.Ergebnis? {
        let lauf = try #require(try await vorschlagen(szene, am: tag))
        for wer in [szene.leitung, szene.datenschutz] {
            try await szene.welt.am(tag, wer) { try Loeschlauf.freigeben(lauf, in: $0) }
        }
        return try await szene.welt.am(tag, szene.leitung) {
            try Loeschlauf.vollziehen(lauf, in: $0)
        }
    }

    /// Alles, was das Schema der Kommune an Text enthält.
    private func alles(_ szene: Szene) throws -> String {
        let server = try szene.welt.verbund.superuser()
        defer { server.close() }
        let schema = szene.welt.ahaus.schema
        let tabellen = try server.scalars("""
            SELECT table_name FROM information_schema.tables WHERE table_schema = \(schema)
             ORDER BY 1
            """, as: String.self)
        return try tabellen.map { tabelle in
            try server.scalar("""
                SELECT coalesce(jsonb_agg(to_jsonb(t))::text, '')
                  FROM \(identifier: schema).\(identifier: tabelle) t
                """, as: String.self)
        }.joined(separator: "\n")
    }

    @Test("Vor dem Tag, gehalten, von einem allein: nicht; zu zweit alles, nur Beträge bleiben")
    func ganz() async throws {
        let szene = try await szene(), welt = szene.welt, fall = szene.fall
        #expect(try await vorschlagen(szene, am: Self.faellig.plus(tage: -1)) == nil)
        let lauf = try #require(try await vorschlagen(szene, am: Self.faellig))
        #expect(try await vorschlagen(szene, am: Self.faellig) == nil, "Ein Lauf ist noch offen.")
        try await welt.am(Self.faellig, szene.leitung) { try Loeschlauf.freigeben(lauf, in: $0) }
        await #expect(throws: Hindernis.self) {
            try await welt.am(Self.faellig, szene.leitung) {
                try Loeschlauf.freigeben(lauf, in: $0)
            }
        }
        await #expect(throws: PostgresError.self) {
            try await welt.am(Self.faellig, szene.leitung) {
                _ = try Loeschlauf.vollziehen(lauf, in: $0)
            }
        }
        try await welt.am(Self.faellig, szene.datenschutz) {
            try Loeschlauf.freigeben(lauf, in: $0)
            try Loeschsperre.eintragen(fall, grund: "Rechtsstreit", in: $0)
        }
        let gehalten = try await welt.am(Self.faellig, szene.leitung) {
            try Loeschlauf.vollziehen(lauf, in: $0)
        }
        #expect(gehalten?.faelle == 0 && gehalten?.gehalten == 1)
        try await welt.am(Self.faellig, szene.leitung) { try Loeschsperre.aufheben(fall, in: $0) }
        #expect(try alles(szene).contains("Rahmani"))
        let ergebnis = try await loeschen(szene, am: Self.faellig)
        #expect(ergebnis?.faelle == 1 && ergebnis?.personen == 1)
        let summe = try await welt.tue(welt.frau) {
            try $0.scalar("SELECT sum(betrag_cent)::bigint FROM zahlung WHERE fall_id = \(fall)",
                          as: Int.self)
        }
        #expect(summe == 85_500, "Regelleistung 455 € und Miete 400 € bleiben in den Büchern.")
        // Wem gezahlt wurde, bleibt zehn Jahre; dann geht auch das.
        #expect(try alles(szene).contains("Rahmani"))
        let spaeter = Monat(2037, 1).ersterTag
        _ = try await loeschen(szene, am: spaeter)
        let rest = try alles(szene)
        for wort in Self.worte { #expect(!rest.contains(wort), "\(wort)") }
        #expect(try await vorschlagen(szene, am: spaeter.plus(monate: 12)) == nil)
        try await welt.verbund.abbauen()
    }

    @Test("Geben zwei zugleich frei, beginnt die Löschung, einmal")
    func zugleich() async throws {
        let szene = try await szene(), welt = szene.welt
        let lauf = try #require(try await vorschlagen(szene, am: Self.faellig))
        try await withThrowingTaskGroup(of: Void.self) { gruppe in
            for wer in [szene.leitung, szene.datenschutz] {
                gruppe.addTask {
                    try await welt.am(Self.faellig, wer) { session in
                        try Loeschlauf.freigeben(lauf, in: session)
                        // So lange, dass die andere Transaktion inzwischen beginnt.
                        Thread.sleep(forTimeInterval: 0.5)
                    }
                }
            }
            try await gruppe.waitForAll()
        }
        let server = try welt.verbund.superuser()
        defer { server.close() }
        let auftraege = try server.scalar("""
            SELECT count(*) FROM platform.job
             WHERE kind = \(LoeschungVollziehen.kind) AND unique_key = \(lauf.description)
            """, as: Int.self)
        #expect(auftraege == 1)
        let frei = try await welt.tue(szene.leitung) {
            try Loeschlauf.laden(lauf, in: $0)?.freigegebenVon.count
        }
        #expect(frei == Loeschlauf.freigaben)
        try await welt.verbund.abbauen()
    }

    private func hindernis(_ szene: Szene) async throws -> String {
        let fall = szene.fall
        return try await szene.welt.tue(szene.leitung) {
            try $0.scalar("SELECT coalesce(loeschhindernis(\(fall)), '')", as: String.self)
        }
    }

    @Test("Eingeschränkt bleibt die Akte, auch wenn die Löschung freigegeben ist, und sagt, warum")
    func eingeschraenkt() async throws {
        let szene = try await szene(), welt = szene.welt, fall = szene.fall
        let lauf = try #require(try await vorschlagen(szene, am: Self.faellig))
        let sperren = try await welt.tue(szene.leitung) { session in
            try Einschraenkung.eintragen(fall, grund: .unrechtmaessig,
                                         vermerk: "Will Klage erheben.", in: session)
            return try #require(try Loeschlauf.laden(lauf, in: session)).posten(in: session)
                .map(\.sperre)
        }
        #expect(sperren == ["Die Verarbeitung ist eingeschränkt (Art. 18 DSGVO)."])
        for wer in [szene.leitung, szene.datenschutz] {
            try await welt.am(Self.faellig, wer) { try Loeschlauf.freigeben(lauf, in: $0) }
        }
        let ergebnis = try await welt.am(Self.faellig, szene.leitung) {
            try Loeschlauf.vollziehen(lauf, in: $0)
        }
        #expect(ergebnis?.faelle == 0 && ergebnis?.gehalten == 1)
        #expect(try alles(szene).contains("Rahmani"))
        #expect(try await vorschlagen(szene, am: Self.faellig) == nil)
        try await welt.tue(szene.leitung) {
            try Einschraenkung.aufheben(fall, entscheidung: "Keine Klage.", in: $0)
        }
        #expect(try await loeschen(szene, am: Self.faellig)?.faelle == 1)
        try await welt.verbund.abbauen()
    }

    @Test("Worüber gestritten wird, bleibt: Widerspruch, Berichtigung, Auskunft")
    func offeneVerfahren() async throws {
        let szene = try await szene(), welt = szene.welt, fall = szene.fall
        #expect(try await hindernis(szene) == "")
        try await welt.tue(welt.frau) { session in
            let bescheid = try #require(try Bescheid.alle(zu: fall, in: session).first?.id)
            _ = try Widerspruch.erfassen(Widerspruchseingang(
                eingegangen: session.heute, erhobenVon: "Yusuf Rahmani", form: .schriftlich,
                bekanntgabe: .post, abgesandt: session.heute, belehrt: true,
                regelung: .erstattung, versaeumnis: ""), gegen: .bescheid(bescheid), in: session)
        }
        #expect(try await hindernis(szene) == "Über einen Widerspruch ist noch nicht entschieden.")
        #expect(try await vorschlagen(szene, am: Self.faellig) == nil)
        let server = try welt.verbund.superuser()
        defer { server.close() }
        try server.runScript("""
            SET session_replication_role = replica;
            DELETE FROM "\(welt.ahaus.schema)".widerspruch;
            """)
        try await berichtigungUndAuskunft(szene)
        #expect(try await vorschlagen(szene, am: Self.faellig) != nil)
        try await welt.verbund.abbauen()
    }

    private func berichtigungUndAuskunft(_ szene: Szene) async throws {
        let welt = szene.welt, fall = szene.fall
        let verlangen = try await welt.tue(szene.leitung) { session in
            let id = try Berichtigungsverlangen.erfassen(
                "Der Vorname.", von: .person, am: session.heute, zu: fall, in: session)
            return try #require(try Berichtigungsverlangen.laden(id, zu: fall, in: session))
        }
        #expect(try await hindernis(szene).hasPrefix("Über eine verlangte Berichtigung"))
        let auskunft = try await welt.tue(szene.leitung) { session in
            try verlangen.entscheiden(.abgelehnt, begruendung: "Pass vorgelegt.", in: session)
            let person = try session.scalar("SELECT person_id FROM mitglied LIMIT 1", as: Person.ID.self)
            return try Auskunft.verlangen(person, am: session.heute, identitaet: .ausweis,
                                          in: session)
        }
        #expect(try await hindernis(szene).hasPrefix("Eine Auskunft ist noch nicht fertig"))
        try await welt.tue(szene.leitung) {
            try Auskunft.ablegen([.pdf: [1], .zip: [2]], zu: auskunft, in: $0)
        }
        #expect(try await hindernis(szene).hasPrefix("Eine Auskunft"), "Sie ist nicht abgeholt.")
        _ = try await welt.am(Self.faellig, szene.leitung) { try Auskunft.entfernen(in: $0) }
        #expect(try await hindernis(szene) == "")
    }

    /// Tabellen eines Falls, in denen nach der Löschung stehen bleibt, was niemandem mehr gehört:
    /// Kennungen, Tage, Beträge, Schlüsselwörter.
    private static let bleiben: Set<String> = [
        "person", "empfaengerzaehlung_person", "loeschlauf_fall", "bankverbindung_bestaetigung",
        "anspruch", "ueberzahlung", "feststellung", "anordnung", "lesezugriff",
        "rueckforderung_position", "rueckforderung_anhoerung", "rueckforderung_grundlage",
        "ratenplan", "mahnung", "einbehalt",
    ]

    @Test("Die Löschung kennt jede Tabelle mit Daten eines Falls oder einer Person")
    func tabellen() async throws {
        let verbund = try await TestVerbund.neu(), ahaus = try await verbund.mandant("ahaus")
        let server = try verbund.superuser()
        defer { server.close() }
        let text = try server.scalar("""
            SELECT string_agg(pg_get_functiondef(p.oid), '') FROM pg_proc p
              JOIN pg_namespace n ON n.oid = p.pronamespace
             WHERE n.nspname = \(ahaus.schema)
               AND p.proname IN ('akte_loeschen', 'zahlungen_loeschen', 'protokoll_loeschen')
            """, as: String.self)
        let betroffene = Datenkatalog.alle.filter { tabelle in
            if case .keiner = tabelle.bezug { false } else { tabelle.kategorie != .betrieb }
        }
        let vergessen = betroffene.map(\.name).filter { name in
            !Self.bleiben.contains(name)
                && !["DELETE FROM \(name)", "UPDATE \(name)"].contains { befehl in
                    [" ", "\n", ";"].contains { text.contains(befehl + $0) }
                }
        }
        #expect(vergessen == [], "Ergänzen Sie sql/mandant/definitions/loeschung.sql.")
        try await verbund.abbauen()
    }

    @Test("Die Kette der Siegel hält, obwohl Worte versiegelter Zeilen fehlen, auch in alter Form")
    func siegel() async throws {
        let szene = try await szene(), welt = szene.welt
        let server = try welt.verbund.superuser()
        defer { server.close() }
        let schema = welt.ahaus.schema
        // Als wäre alles vor drei Tagen geschehen und der erste Tag noch in alter Form versiegelt.
        try server.runScript("""
            SET session_replication_role = replica;
            UPDATE "\(schema)".audit SET am = am - interval '3 days';
            UPDATE "\(schema)".zahlung_ereignis SET am = am - interval '3 days', grund = 'Rahmani'
             WHERE benutzer_id IS NOT NULL;
            """)
        try await welt.tue(welt.frau) { _ = try Siegel.bilden(in: $0) }
        try server.runScript("""
            UPDATE "\(schema)".siegel s SET form = 1, inhalt_sha256 = i.inhalt,
                   sha256 = "\(schema)".siegel_bilden(NULL, s.tag, i.inhalt)
              FROM "\(schema)".siegelinhalt((SELECT min(tag) FROM "\(schema)".siegel), 1) i
             WHERE s.tag = (SELECT min(tag) FROM "\(schema)".siegel);
            DELETE FROM "\(schema)".siegel
             WHERE tag > (SELECT min(tag) FROM "\(schema)".siegel);
            """)
        try await welt.tue(welt.frau) { _ = try Siegel.bilden(in: $0) }
        #expect(try await welt.tue(welt.frau) { try Siegel.befunde(in: $0) } == [])
        _ = try await loeschen(szene, am: Self.faellig)
        #expect(try await welt.tue(welt.frau) { try Siegel.befunde(in: $0) } == [])
        // Wer danach etwas ändert, fällt weiter auf.
        try server.runScript("""
            UPDATE "\(schema)".audit SET vorgang = 'x'
             WHERE id = (SELECT id FROM "\(schema)".audit WHERE zeile_sha256 IS NULL
                          ORDER BY am, id LIMIT 1)
            """)
        #expect(try await welt.tue(welt.frau) { try Siegel.befunde(in: $0) }.count == 1)
        try await welt.verbund.abbauen()
    }

    @Test("Nach der Wiederherstellung einer Sicherung ist gelöscht, was gelöscht war")
    func sicherung() async throws {
        let szene = try await szene(), welt = szene.welt, fall = szene.fall
        let ordner = FileManager.default.temporaryDirectory
            .appendingPathComponent("loeschbuch-\(UUIDv7())")
        try FileManager.default.createDirectory(at: ordner, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: ordner) }
        // Der Zustand vor der Löschung ist die Sicherung; das Buch kennt die spätere Löschung.
        let server = try welt.verbund.superuser()
        defer { server.close() }
        let stein = try server.scalar("""
            SELECT encode(sha256(convert_to(\(fall.description), 'UTF8')), 'hex') || ';fallakte'
            """, as: String.self)
        try "\(stein)\n".write(to: ordner.appendingPathComponent("loeschung-ahaus.csv"),
                               atomically: true, encoding: .utf8)
        // Auch die Kennzeichen für den Abgleich mit anderen Kommunen kamen zurück.
        try server.execute("""
            INSERT INTO kreis.personenmarke (mandant_id, person_id, marke)
            SELECT \(welt.ahaus.id), m.person_id, sha256('Rahmani')
              FROM \(identifier: welt.ahaus.schema).mitglied m WHERE m.fall_id = \(fall)
            ON CONFLICT DO NOTHING
            """)
        let buch = Loeschbuch(ordner: ordner), installation = welt.verbund.installation
        let erst = try installation.loeschungNachholen { try buch.steine($0) }
        #expect(erst.map(\.faelle).reduce(0, +) == 1)
        let nochmals = try installation.loeschungNachholen { try buch.steine($0) }
        #expect(nochmals.map(\.faelle).reduce(0, +) == 0)
        let angaben = try await welt.tue(welt.frau) {
            try $0.scalar("SELECT count(*) FROM person_angabe", as: Int.self)
        }
        #expect(angaben == 0)
        _ = try await welt.tue(welt.frau) { try Personenmarken.abgleichen(in: $0) }
        #expect(try server.scalar("SELECT count(*) FROM kreis.personenmarke", as: Int.self) == 0,
                "Der tägliche Abgleich nimmt sie zurück.")
        // Die Kommune selbst kann es nicht anstoßen.
        await #expect(throws: PostgresError.self) {
            try await welt.tue(welt.frau) {
                try $0.execute("SELECT loeschung_nachholen(\([stein]))")
            }
        }
        try await welt.verbund.abbauen()
    }
}
