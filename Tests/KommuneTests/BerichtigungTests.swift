import Grundwerte
@testable import Kommune
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Verlangte Berichtigung (Art. 16 und 19 DSGVO)")
struct BerichtigungTests {
    @Test("Sie nennt, wer die Angaben hat; entschieden wird einmal, abgehakt einzeln, alles bleibt")
    func verlauf() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall)
        try await welt.zahle(fall)
        let leitung = try await welt.verbund.akteur("leitung", mandant: welt.ahaus)
        let id = try await welt.tue(leitung) {
            try Berichtigungsverlangen.erfassen(
                "Der Vorname schreibt sich Youssef.", von: .person, am: $0.heute, zu: fall, in: $0)
        }
        let (verlangen, empfaenger) = try await welt.tue(leitung) { session in
            let eines = try #require(try Berichtigungsverlangen.laden(id, zu: fall, in: session))
            return (eines, try eines.empfaenger(in: session))
        }
        #expect(verlangen.frist == Kommunenwelt.heute.plus(monate: 1))
        #expect(verlangen.entscheidung == nil && verlangen.offen == empfaenger.count)
        #expect(empfaenger.map(\.name) == ["Kreiskasse", "Wohnbau Ahaus eG"])
        #expect(empfaenger.first?.woher == "2 angeordnete Zahlungen")
        #expect(empfaenger.last?.woher.hasPrefix("Miete") == true)
        let vorlagen = try await welt.tue(welt.frau) { session in
            try Wiedervorlage.offene(zu: fall, in: session).map(\.text)
        }
        #expect(vorlagen.contains { $0.contains("verlangte Berichtigung") })
        try await welt.tue(leitung) { session in
            try verlangen.entscheiden(.berichtigt, begruendung: "Pass vorgelegt.", in: session)
            try verlangen.unterrichtet([1, 2], in: session)
            try verlangen.unterrichtet([1], in: session)
        }
        #expect(try await hindernisgrund {
            try await welt.tue(leitung) {
                try verlangen.entscheiden(.abgelehnt, begruendung: "Doch nicht.", in: $0)
            }
        } == "Über dieses Verlangen ist schon entschieden.")
        let danach = try await welt.tue(leitung) {
            try Berichtigungsverlangen.alle(zu: fall, in: $0)
        }
        #expect(danach.map(\.entscheidung) == [.berichtigt] && danach.map(\.offen) == [0])
        let vermerke = try await welt.tue(welt.frau) {
            try Aktenvermerk.alle(zu: fall, in: $0).map(\.text)
        }
        #expect(vermerke.contains("2 Empfänger von der Berichtigung unterrichtet (Art. 19 DSGVO)."))
        // Was verlangt wurde, ändert niemand mehr.
        await #expect(throws: PostgresError.self) {
            try await welt.tue(leitung) {
                try $0.execute("UPDATE berichtigungsverlangen SET was = 'x' WHERE id = \(id)")
            }
        }
        try await welt.verbund.abbauen()
    }

    private func namen(_ id: Berichtigungsverlangen.ID, _ fall: Fall.ID, _ welt: Kommunenwelt,
                       als wer: Akteur) async throws -> [String] {
        try await welt.tue(wer) { session in
            try #require(try Berichtigungsverlangen.laden(id, zu: fall, in: session))
                .empfaenger(in: session).map(\.name)
        }
    }

    @Test("Wer die Angaben nach dem Verlangen bekam, steht mit der Entscheidung in der Liste")
    func spaeter() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall)
        let leitung = try await welt.verbund.akteur("leitung", mandant: welt.ahaus)
        let id = try await welt.tue(leitung) {
            try Berichtigungsverlangen.erfassen("Der Vorname.", von: .person, am: $0.heute,
                                                zu: fall, in: $0)
        }
        #expect(try await namen(id, fall, welt, als: leitung) == [])
        try await welt.zahle(fall)
        try await welt.tue(leitung) { session in
            let eines = try #require(try Berichtigungsverlangen.laden(id, zu: fall, in: session))
            try eines.entscheiden(.berichtigt, begruendung: "Pass.", in: session)
        }
        #expect(try await namen(id, fall, welt, als: leitung)
            == ["Kreiskasse", "Wohnbau Ahaus eG"])
        try await welt.verbund.abbauen()
    }

    @Test("Register und FlüAG haben ihre eigenen Empfänger; Programme und Kommunen stehen dabei")
    func empfaenger() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        let leitung = try await welt.verbund.akteur("leitung", mandant: welt.ahaus)
        let person = try await welt.tue(welt.frau) {
            try #require(try Fallakte.heute(fall, in: $0).mitglieder.first?.id)
        }
        let programm = User.ID()
        try lieferungen(welt, fall, programm)
        try await welt.tue(welt.frau) {
            try $0.audit("personenabgleich.beantwortet", person.description,
                         ["wer": "Stadt Borken (Sozialamt; 02861 1)"])
        }
        let id = try await welt.tue(leitung) {
            try Berichtigungsverlangen.erfassen(
                "Der Vorname.", von: .person, am: $0.heute, zu: fall,
                namen: [programm: "Schnittstelle Dokumentenablage"], in: $0)
        }
        #expect(try await namen(id, fall, welt, als: leitung) == [
            "Bezirksregierung, über den Kreis", "Bundesverwaltungsamt (Ausländerzentralregister)",
            "Statistisches Landesamt, über den Kreis", "Schnittstelle Dokumentenablage",
            "Stadt Borken",
        ])
        // Wo eine Anschrift gesperrt ist, erfährt nur, wer benannt ist, welche Kommune fragte.
        let benannte = try #require(leitung.benutzer)
        try await welt.tue(leitung) {
            try Auskunftssperre.eintragen(.init(
                grund: .gewaltschutz, vermerk: "", bis: $0.heute.plus(monate: 24),
                einsicht: [benannte]), fuer: person, in: $0)
        }
        let verborgen = try await namen(id, fall, welt, als: welt.frau)
        #expect(verborgen.last == "Andere Kommunen" && !verborgen.contains("Stadt Borken"))
        try await welt.verbund.abbauen()
    }

    /// Drei abgegebene Erhebungen mit einem Satz zum Fall, und ein Abruf durch ein Programm.
    private func lieferungen(_ welt: Kommunenwelt, _ fall: Fall.ID, _ programm: User.ID) throws {
        let server = try welt.verbund.superuser()
        defer { server.close() }
        let schema = welt.ahaus.schema
        try server.execute("SET session_replication_role = replica")
        for erhebung in ["regelleistungen", "fluechtlingsaufnahme", "azr_meldung"] {
            let lauf = UUIDv7()
            try server.execute("""
                INSERT INTO \(identifier: schema).statistik_stand
                       (lauf_id, erhebung, beginn, ende, gerechnet_am, abgeschlossen_von,
                        abgeschlossen_am, sha256, freigegeben_von, freigegeben_am, abgegeben_am)
                VALUES (\(lauf), \(erhebung), '2026-01-01', '2026-12-31', now(), \(UUIDv7()),
                        now(), sha256('x'), \(UUIDv7()), now(), now())
                """)
            try server.execute("""
                INSERT INTO \(identifier: schema).statistik_satz
                       (lauf_id, kennnummer, fall_id, werte)
                VALUES (\(lauf), '000000000001', \(fall), '{}')
                """)
        }
        try server.execute("""
            INSERT INTO \(identifier: schema).lesezugriff
                   (id, fall_id, benutzer_id, tag, seite, zustaendig)
            VALUES (\(UUIDv7()), \(fall), \(programm), '2026-11-20',
                    'schnittstelle/faelle/{id}', false)
            """)
    }
}
