import Foundation
import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

@Suite("Abgleich: Wer eine gesperrte Anschrift hat, wird nicht verraten (§ 51 BMG)")
struct PersonenschutzTests {
    /// Samira ist aus Ahaus nach Borken geflohen; in Ahaus steht sie noch neben Yusuf.
    private struct Lage: Sendable {
        let welt: Kommunenwelt
        let borkenerin: Akteur
        let benannte: Akteur
        let hier: Fall.ID
        let dort: Fall.ID
        let samiraHier: Person.ID
        let samiraDort: Person.ID

        func inBorken<R: Sendable>(
            _ akteur: Akteur? = nil, _ body: @escaping @Sendable (MandantSession) throws -> R
        ) async throws -> R {
            try await welt.verbund.write(welt.borken, als: akteur ?? borkenerin, body)
        }

        func sperren() async throws {
            let ich = try #require(benannte.benutzer), person = samiraDort
            try await inBorken(benannte) {
                try Auskunftssperre.eintragen(.init(
                    grund: .gewaltschutz, vermerk: "", bis: $0.heute.plus(monate: 24),
                    einsicht: [ich]), fuer: person, in: $0)
            }
        }

        func antworten() async throws -> [Personenabgleich.Antwort] {
            let person = samiraHier
            return try await welt.verbund.read(welt.ahaus, als: welt.frau) { session in
                try Fall.antwortenAnderer([person], in: session).values.flatMap(\.self)
            }
        }

        func texte(_ fall: Fall.ID, _ mandant: Mandant, _ wer: Akteur) async throws -> String {
            try await welt.verbund.write(mandant, als: wer) { session in
                let vermerke = try Aktenvermerk.alle(zu: fall, in: session).map(\.text)
                let vorlagen = try Wiedervorlage.offene(zu: fall, in: session).map(\.text)
                return (vermerke + vorlagen).joined(separator: "\n")
            }
        }
    }

    private static let samira = Person.Angabe(
        familienname: "Haidari", vorname: "Samira", geburtsdatum: Monat(1993, 5).ersterTag,
        geschlecht: .weiblich, staatsangehoerigkeit: "423", familienstand: .verheiratet)

    private func lage() async throws -> Lage {
        let welt = try await Kommunenwelt.neu(), verbund = welt.verbund
        try verbund.installation.auskunftsstelle(kuerzel: "borken", "Soziales, 02861 939-0")
        let borkenerin = try await verbund.akteur("sachbearbeitung", mandant: welt.borken)
        let neu = try Kommunenwelt.neuerFall()
        var mit = neu
        mit.mitglieder.append(.init(angabe: Self.samira, rolle: .partner, personenkreis: .nr1,
                                    status: .aufenthaltsgestattung))
        let beide = mit
        let hier = try await welt.tue(welt.frau) { try Fall.anlegen(beide, in: $0) }
        var allein = neu
        allein.mitglieder[0].angabe = Self.samira
        let ihrer = allein
        let dort = try await verbund.write(welt.borken, als: borkenerin) {
            try Fall.anlegen(ihrer, in: $0)
        }
        func samira(_ fall: Fall.ID, _ mandant: Mandant, _ wer: Akteur) async throws
            -> Person.ID {
            try await verbund.read(mandant, als: wer) { session in
                try session.scalar("""
                    SELECT m.person_id FROM mitglied m
                      JOIN person_angabe a ON a.person_id = m.person_id
                     WHERE m.fall_id = \(fall) AND a.vorname = 'Samira'
                    """)
            }
        }
        return Lage(welt: welt, borkenerin: borkenerin,
                    benannte: try await verbund.akteur("leitung", mandant: welt.borken),
                    hier: hier, dort: dort,
                    samiraHier: try await samira(hier, welt.ahaus, welt.frau),
                    samiraDort: try await samira(dort, welt.borken, borkenerin))
    }

    private func uebernehmen(_ lage: Lage) async throws {
        try await lage.inBorken { try PersonenfragenUebernehmen.uebernehmen(in: $0) }
        try await lage.welt.tue(lage.welt.frau) {
            try PersonenfragenUebernehmen.uebernehmen(in: $0)
        }
    }

    @Test("Wer nach ihr fragt, erfährt nicht, welche Kommune sie kennt")
    func antwort() async throws {
        let lage = try await lage(), welt = lage.welt, hier = lage.hier
        try await lage.sperren()
        _ = try await welt.tue(welt.frau) { try Fall.andereFragen(hier, in: $0) }
        try await uebernehmen(lage)
        let antworten = try await lage.antworten()
        #expect(antworten.map(\.kommune) == ["Eine andere Kommune"])
        #expect(antworten.map(\.auskunft) == ["nur die Datenschutzstelle des Kreises"])
        let texte = try await lage.texte(hier, welt.ahaus, welt.frau)
        #expect(texte.contains("Eine andere Kommune kennt Samira Haidari"))
        #expect(!texte.contains("Borken") && !texte.contains("02861"))
        try await welt.verbund.abbauen()
    }

    @Test("Auch die Antwort von vor der Sperre nennt die Kommune nicht mehr, bis sie endet")
    func alteAntwort() async throws {
        let lage = try await lage(), welt = lage.welt, hier = lage.hier
        _ = try await welt.tue(welt.frau) { try Fall.andereFragen(hier, in: $0) }
        // Ein Vermerk von früher, der die Kommune noch nannte.
        try await welt.tue(welt.frau) {
            try Aktenvermerk.schreiben(
                "Abgleich: Stadt Borken kennt Samira Haidari. Anrufen: 02861 939-0.", zu: hier,
                in: $0)
        }
        #expect(try await lage.antworten().map(\.kommune) == ["Stadt Borken"])
        try await lage.sperren()
        #expect(try await lage.antworten().map(\.kommune) == ["Eine andere Kommune"])
        let texte = try await lage.texte(hier, welt.ahaus, welt.frau)
        #expect(!texte.contains("Borken") && !texte.contains("02861"))
        let person = lage.samiraDort
        try await lage.inBorken(lage.benannte) { try Auskunftssperre.beenden(person, in: $0) }
        #expect(try await lage.antworten().map(\.kommune) == ["Stadt Borken"])
        try await welt.verbund.abbauen()
    }

    @Test("Ein Vermerk von früher nennt die Kommune nicht mehr, die gefragt hat")
    func alteFrage() async throws {
        let lage = try await lage(), welt = lage.welt, hier = lage.hier
        // Borken fragte, bevor es Samiras Anschrift sperrte; die Auskunft ist freier Text.
        try await welt.tue(welt.frau) {
            try Aktenvermerk.schreiben(
                "Abgleich: Stadt Borken (Mo hat am Telefon Zeit; Amt 50, hat am Montag zu) hat am "
                    + "02.11.2026 nach Samira Haidari gefragt und erfahren, dass die Person hier "
                    + "bekannt ist.", zu: hier, in: $0)
        }
        try await lage.sperren()
        let satz = "Abgleich: Eine andere Kommune hat am 02.11.2026 nach Samira Haidari gefragt "
            + "und erfahren, dass die Person hier bekannt ist."
        let texte = try await lage.texte(hier, welt.ahaus, welt.frau)
        #expect(texte.contains(satz) && !texte.contains("Borken"))
        let server = try welt.verbund.superuser()
        defer { server.close() }
        let support: String = try server.scalar("""
            SELECT \(identifier: welt.ahaus.schema).support_verlauf(\(hier))::text
            """)
        #expect(support.contains(satz) && !support.contains("Borken"))
        try await welt.verbund.abbauen()
    }

    @Test("Der Abgleich in der Nacht holt nach, was fehlt, und nimmt weg, was abgelaufen ist")
    func nachts() async throws {
        let lage = try await lage(), welt = lage.welt
        try await lage.sperren()
        let server = try welt.verbund.superuser()
        defer { server.close() }
        func geschuetzt() throws -> Int {
            try server.scalar("SELECT count(*) FROM kreis.personenschutz", as: Int.self)
        }
        #expect(try geschuetzt() == 1)
        try server.execute("DELETE FROM kreis.personenschutz")
        _ = try await lage.inBorken { try Personenmarken.abgleichen(in: $0) }
        #expect(try geschuetzt() == 1)
        try server.execute("""
            UPDATE \(identifier: welt.borken.schema).auskunftssperre
               SET aufgehoben_am = now(), aufgehoben_von = erfasst_von
            """)
        _ = try await lage.inBorken { try Personenmarken.abgleichen(in: $0) }
        #expect(try geschuetzt() == 0)
        try await welt.verbund.abbauen()
    }

    @Test("Wer zugleich jemanden schützt, nimmt einer anderen den Schutz nicht weg")
    func zugleich() async throws {
        let lage = try await lage(), welt = lage.welt, borken = welt.borken
        let server = try welt.verbund.superuser(), zweite = try welt.verbund.superuser()
        defer { server.close(); zweite.close() }
        // Eine andere Transaktion der Kommune sperrt gerade Samiras Anschrift.
        try server.runScript("""
            BEGIN; SET LOCAL session_replication_role = replica;
            SELECT FROM platform.mandant WHERE id = '\(borken.id)' FOR NO KEY UPDATE;
            INSERT INTO \(borken.schema).auskunftssperre
                   (id, person_id, grund, vermerk, gueltig_bis, erfasst_von)
            SELECT gen_random_uuid(), '\(lage.samiraDort)', 'gewaltschutz', '', '2030-01-01',
                   gen_random_uuid()
            """)
        let schutz = Task { try await lage.inBorken { try Personenmarken.schuetzen(in: $0) } }
        var wartet = false
        for _ in 0..<200 where !wartet {
            wartet = try zweite.scalar("""
                SELECT EXISTS (SELECT FROM pg_stat_activity
                                WHERE wait_event_type = 'Lock' AND usename = \(borken.loginRole)
                                  AND datname = current_database())
                """)
            if !wartet { try await Task.sleep(for: .milliseconds(20)) }
        }
        #expect(wartet, "Die zweite liest ihre Liste erst, wenn die erste fertig ist.")
        try server.runScript("COMMIT")
        try await schutz.value
        #expect(try zweite.scalar("SELECT count(*) FROM kreis.personenschutz", as: Int.self) == 1)
        try await welt.verbund.abbauen()
    }

    @Test("Was an einem Fall gespeichert wird, ändert nicht, wer geschützt ist")
    func speichern() async throws {
        let lage = try await lage(), welt = lage.welt, person = lage.samiraDort
        try await lage.sperren()
        let server = try welt.verbund.superuser()
        defer { server.close() }
        try server.execute("""
            UPDATE kreis.personenschutz SET person_id = gen_random_uuid()
             WHERE mandant_id = \(welt.borken.id)
            """)
        try await lage.inBorken { try Personenmarken.nachfuehren([person], in: $0) }
        #expect(try server.scalar("""
            SELECT count(*) FROM kreis.personenschutz WHERE person_id = \(person)
            """, as: Int.self) == 0)
        try await welt.verbund.abbauen()
    }

    @Test("Dass jemand nach ihr fragte, erfahren nur die Benannten")
    func meldung() async throws {
        let lage = try await lage(), welt = lage.welt, hier = lage.hier, dort = lage.dort
        try await lage.sperren()
        _ = try await welt.tue(welt.frau) { try Fall.andereFragen(hier, in: $0) }
        try await uebernehmen(lage)
        let texte = try await lage.texte(dort, welt.borken, lage.borkenerin)
        #expect(!texte.contains("Ahaus") && texte.contains("Anfrage zu einer gesperrten"))
        let benannte = try #require(lage.benannte.benutzer), person = lage.samiraDort
        let fuer = try await lage.inBorken { session in
            try Wiedervorlage.offene(zu: dort, in: session).map(\.fuer)
        }
        #expect(fuer == [benannte])
        func gefragt(_ wer: Akteur) async throws -> [String] {
            try await lage.inBorken(wer) { session in
                try Auskunftssperre.geltende(person, in: session)?.anfragen(in: session)
                    .map(\.wer) ?? []
            }
        }
        #expect(try await gefragt(lage.borkenerin) == [])
        #expect(try await gefragt(lage.benannte).first?.contains("Stadt Ahaus") == true)
        try await welt.verbund.abbauen()
    }

    @Test("Fragt die Kommune, die sie schützt, erfährt die andere nicht, wer gefragt hat")
    func gegenrichtung() async throws {
        let lage = try await lage(), welt = lage.welt, dort = lage.dort
        try await lage.sperren()
        _ = try await lage.inBorken { try Fall.andereFragen(dort, in: $0) }
        try await uebernehmen(lage)
        let texte = try await lage.texte(lage.hier, welt.ahaus, welt.frau)
        #expect(texte.contains("Eine andere Kommune"))
        #expect(!texte.contains("Borken") && !texte.contains(lage.borkenerin.name))
        try await welt.verbund.abbauen()
    }

    @Test("Kein Vermerk des Abgleichs steht in einer Auskunft")
    func auskunft() async throws {
        let lage = try await lage(), welt = lage.welt, hier = lage.hier
        _ = try await welt.tue(welt.frau) { try Fall.andereFragen(hier, in: $0) }
        try await uebernehmen(lage)
        let person = lage.samiraHier
        let inhalt = try await welt.tue(welt.frau) { session in
            try Aktenvermerk.schreiben("Rückruf erledigt.", zu: hier, in: session)
            let id = try Auskunft.verlangen(person, am: session.heute, identitaet: .ausweis,
                                            in: session)
            let auskunft = try #require(try Auskunft.laden(id, in: session))
            return try Auskunftsinhalt.sammeln(
                auskunft, unterzeichner: Kommunenwelt.unterzeichner, in: session)
        }
        let alles = inhalt.tabellen.map(\.json).joined()
            + String(decoding: try inhalt.brief.vordruckJSON(), as: UTF8.self)
        #expect(alles.contains("Rückruf erledigt."))
        #expect(!alles.contains("Abgleich: "))
        try await welt.verbund.abbauen()
    }

    @Test("Auch wer als Empfänger einer Berichtigung nach ihr fragte, steht in keiner Auskunft")
    func auskunftEmpfaenger() async throws {
        let lage = try await lage(), welt = lage.welt, hier = lage.hier, person = lage.samiraHier
        let leitung = try await welt.verbund.akteur("leitung", mandant: welt.ahaus)
        let inhalt = try await welt.tue(leitung) { session in
            try session.audit("personenabgleich.beantwortet", person.description,
                              ["wer": "Stadt Borken (Sozialamt; 02861 1)"])
            let verlangen = try Berichtigungsverlangen.erfassen(
                "Der Vorname.", von: .person, am: session.heute, zu: hier, in: session)
            try session.execute("""
                INSERT INTO berichtigung_empfaenger (verlangen_id, lfd, empfaenger, woher)
                VALUES (\(verlangen), 90, 'Kreiskasse', '1 angeordnete Zahlungen')
                """)
            let id = try Auskunft.verlangen(person, am: session.heute, identitaet: .ausweis,
                                            in: session)
            let auskunft = try #require(try Auskunft.laden(id, in: session))
            return try Auskunftsinhalt.sammeln(
                auskunft, unterzeichner: Kommunenwelt.unterzeichner, in: session)
        }
        let empfaenger = inhalt.tabellen.filter { $0.name == "berichtigung_empfaenger" }
            .map(\.json).joined()
        #expect(empfaenger.contains("Kreiskasse"), "Andere Empfänger stehen darin.")
        #expect(!inhalt.tabellen.map(\.json).joined().contains("Stadt Borken"))
        try await welt.verbund.abbauen()
    }
}
