import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Eine gesperrte Anschrift erfährt auch niemand über Umwege (§ 51 BMG)")
struct AnschriftenschutzTests {
    /// Yusuf und Samira in einem Fall; Samiras Anschrift ist gesperrt, die Leitung ist benannt.
    private struct Lage: Sendable {
        let welt: Kommunenwelt
        let fall: Fall.ID
        let yusuf: Person.ID
        let samira: Person.ID
        let leitung: Akteur

        func sperren() async throws {
            let benannte = try #require(leitung.benutzer), person = samira
            try await welt.tue(leitung) {
                try Auskunftssperre.eintragen(.init(
                    grund: .gewaltschutz, vermerk: "", bis: $0.heute.plus(monate: 24),
                    einsicht: [benannte]), fuer: person, in: $0)
            }
        }

        func auskunft(_ person: Person.ID) async throws -> Auskunftsinhalt {
            try await welt.tue(welt.frau) { session in
                let id = try Auskunft.verlangen(person, am: session.heute, identitaet: .ausweis,
                                                in: session)
                let auskunft = try #require(try Auskunft.laden(id, in: session))
                return try Auskunftsinhalt.sammeln(
                    auskunft, unterzeichner: Kommunenwelt.unterzeichner, in: session)
            }
        }
    }

    private func lage() async throws -> Lage {
        let welt = try await Kommunenwelt.neu(), neu = try Kommunenwelt.neuerFall()
        let samira = NeuerFall.Mitglied(
            angabe: .init(familienname: "Haidari", vorname: "Samira",
                          geburtsdatum: Monat(1993, 5).ersterTag, geschlecht: .weiblich,
                          staatsangehoerigkeit: "423", familienstand: .verheiratet),
            rolle: .partner, personenkreis: .nr1, status: .aufenthaltsgestattung)
        let mit = NeuerFall(ab: neu.ab, mitglieder: neu.mitglieder + [samira],
                            unterkunft: neu.unterkunft, konto: neu.konto)
        let fall = try await welt.tue(welt.frau) { try Fall.anlegen(mit, in: $0) }
        try await welt.kontoBestaetigen(fall)
        try await welt.bewillige(fall)
        let akte = try await welt.tue(welt.frau) { try Fallakte.heute(fall, in: $0) }
        func kennung(_ vorname: String) throws -> Person.ID {
            let person = akte.mitglieder.first {
                $0.angabe(am: Kommunenwelt.heute)?.vorname == vorname
            }
            return try #require(person?.id)
        }
        return Lage(welt: welt, fall: fall, yusuf: try kennung("Yusuf"),
                    samira: try kennung("Samira"),
                    leitung: try await welt.verbund.akteur("leitung", mandant: welt.ahaus))
    }

    private func alles(_ inhalt: Auskunftsinhalt) throws -> String {
        let gesetzt = inhalt.dokumente.map { dokument in
            if case let .geschwaerzt(_, inhalt, _) = dokument.herkunft { inhalt } else { "" }
        }
        return inhalt.tabellen.map(\.json).joined() + gesetzt.joined()
            + String(decoding: try inhalt.brief.vordruckJSON(), as: UTF8.self)
    }

    @Test("Die Auskunft des anderen im Haushalt nennt sie nicht, die eigene schon")
    func auskunft() async throws {
        let lage = try await lage()
        let vorher = try alles(try await lage.auskunft(lage.yusuf))
        #expect(vorher.contains("Bahnhofstraße 4") && vorher.contains("Wohnbau Ahaus eG"))
        try await lage.sperren()
        let fremd = try alles(try await lage.auskunft(lage.yusuf))
        #expect(!fremd.contains("Bahnhofstr") && !fremd.contains("Wohnbau Ahaus eG"))
        let eigen = try alles(try await lage.auskunft(lage.samira))
        #expect(eigen.contains("Bahnhofstraße 4"))
        try await lage.welt.verbund.abbauen()
    }

    @Test("Was für den anderen schon bereitlag, ist weg; die eigene holt nur, wer benannt ist")
    func abholen() async throws {
        let lage = try await lage(), welt = lage.welt
        let beide = [lage.yusuf, lage.samira]
        let ids = try await welt.tue(welt.frau) { session in
            try beide.map { person in
                let id = try Auskunft.verlangen(person, am: session.heute, identitaet: .bekannt,
                                                in: session)
                try Auskunft.ablegen([.pdf: [1, 2, 3]], zu: id, in: session)
                return id
            }
        }
        try await lage.sperren()
        #expect(try await welt.tue(lage.leitung) {
            try Auskunft.abholen(ids[0], .pdf, in: $0)
        } == nil)
        #expect(try await hindernisgrund {
            try await welt.tue(welt.frau) { _ = try Auskunft.abholen(ids[1], .pdf, in: $0) }
        } == "Diese Auskunft betrifft eine gesperrte Anschrift.")
        #expect(try await welt.tue(lage.leitung) {
            try Auskunft.abholen(ids[1], .pdf, in: $0)
        } == [1, 2, 3])
        try await welt.verbund.abbauen()
    }

    @Test("Der Support des Kreises liest den Fall ohne sie, auch in den Vermerken")
    func support() async throws {
        let lage = try await lage(), welt = lage.welt, fall = lage.fall
        try await welt.tue(welt.frau) {
            try Aktenvermerk.schreiben("Besuch in der Bahnhofstraße 4.", zu: fall, in: $0)
        }
        let server = try welt.verbund.superuser(), schema = welt.ahaus.schema
        defer { server.close() }
        func gelesen() throws -> String {
            try server.scalar("""
                SELECT \(identifier: schema).support_haushalt(\(fall))::text
                       || \(identifier: schema).support_verlauf(\(fall))::text
                """)
        }
        #expect(try gelesen().contains("Besuch in der Bahnhofstraße 4."))
        try await lage.sperren()
        let danach = try gelesen()
        #expect(!danach.contains("Bahnhofstr") && danach.contains("Anschrift gesperrt"))
        #expect(danach.contains("Besuch in der █████."))
        try await welt.verbund.abbauen()
    }

    /// Samira zieht aus und hat einen eigenen Fall mit eigener Wohnung; Yusuf bleibt.
    private func getrennt() async throws -> (Lage, eigener: Fall.ID) {
        let lage = try await lage(), welt = lage.welt, samira = lage.samira, fall = lage.fall
        let eigener = try await welt.tue(welt.frau) { session in
            var neu = try Kommunenwelt.neuerFall(iban: "DE75512108001245126199")
            neu.unterkunft = Unterkunft(
                art: .wohnung, strasse: "Lindenallee 9a", plz: "48691", ort: "Vreden", miete: 300,
                vermieter: .init(name: "Schutzhaus Vreden e.V.",
                                 iban: try IBAN("DE02100500000054540402"), mietzeichen: ""),
                gueltig: Zeitraum(von: session.heute))
            neu.ab = session.heute
            neu.konto = nil
            neu.mitglieder[0].angabe.familienname = "Haidari"
            neu.mitglieder[0].angabe.vorname = "Samira"
            let eigener = try Fall.anlegen(neu, in: session)
            // Dieselbe Person, nicht eine zweite mit ihrem Namen.
            let zweite = try session.scalar("""
                SELECT person_id FROM mitglied WHERE fall_id = \(eigener)
                """, as: Person.ID.self)
            try Fall.aendern(
                fall, fassung: Fall.fassung(fall, in: session),
                .auszug(samira, am: session.heute.plus(tage: -7)), in: session)
            try Tatsache.mitglied.beenden(zweite.uuid, nach: session.heute.plus(tage: -1),
                                          in: session)
            try samira.aufnehmen(
                in: eigener, Mitgliedschaft(rolle: .haushaltsvorstand,
                                            gueltig: Zeitraum(von: session.heute)),
                in: session)
            return eigener
        }
        try await lage.sperren()
        return (lage, eigener)
    }

    @Test("Im Fall, den sie verließ, ist nichts gesperrt; in ihrem eigenen alles")
    func getrennteHaushalte() async throws {
        let (lage, eigener) = try await getrennt(), welt = lage.welt, fall = lage.fall
        let (ihr, sein) = try await welt.tue(welt.frau) { session in
            (try Fallakte.heute(eigener, in: session), try Fallakte.heute(fall, in: session))
        }
        let heute = Kommunenwelt.heute
        #expect(ihr.anschriftVerborgen && ihr.zustellungUeber?.first == "über Stadt Ahaus")
        #expect(!sein.anschriftVerborgen && sein.zustellungUeber == nil)
        #expect(sein.anschriftenfeld(am: heute).contains("Bahnhofstraße 4"))
        // Ein Brief an sie aus dem alten Fall geht nicht an seine Wohnung.
        #expect(sein.zustellung(an: lage.samira, am: heute).first == "über Stadt Ahaus")
        #expect(sein.zustellung(an: lage.yusuf, am: heute).first == "Bahnhofstraße 4")
        try await welt.tue(welt.frau) { session in
            let akte = try Fallakte.heute(fall, in: session)
            guard let wohnung = akte.unterkuenfte.first else { throw Hindernis.nichtGefunden }
            try Fall.aendern(fall, fassung: akte.fall.fassung, .unterkunft(wohnung), in: session)
        }
        try await welt.verbund.abbauen()
    }

    @Test("Ein Vermerk im alten Fall verrät ihre neue Straße nicht, auch abgekürzt nicht")
    func vermerkImAltenFall() async throws {
        let (lage, _) = try await getrennt(), welt = lage.welt, fall = lage.fall
        let saetze = [
            "Samira wohnt jetzt Lindenallee 9a.", "Post an Lindenallee, 48691 Vreden.",
            "Miete an Schutzhaus Vreden e.V.", "Er wohnt weiter Bahnhofstraße 4, 48683 Ahaus.",
        ]
        try await welt.tue(welt.frau) { session in
            for satz in saetze { try Aktenvermerk.schreiben(satz, zu: fall, in: session) }
        }
        func texte(_ wer: Akteur) async throws -> String {
            try await welt.tue(wer) {
                try Aktenvermerk.alle(zu: fall, in: $0).map(\.text).joined(separator: "\n")
            }
        }
        let fremd = try await texte(welt.frau)
        for wort in ["Lindenallee", "48691", "Vreden", "Schutzhaus"] {
            #expect(!fremd.contains(wort), "\(wort)")
        }
        #expect(fremd.contains("Er wohnt weiter Bahnhofstraße 4, 48683 Ahaus."))
        #expect(try await texte(lage.leitung).contains("Samira wohnt jetzt Lindenallee 9a."))
        let server = try welt.verbund.superuser()
        defer { server.close() }
        let schema = welt.ahaus.schema
        let support: String = try server.scalar("""
            SELECT \(identifier: schema).support_haushalt(\(fall))::text
                   || \(identifier: schema).support_verlauf(\(fall))::text
            """)
        for wort in ["Lindenallee", "48691", "Vreden", "Schutzhaus"] {
            #expect(!support.contains(wort), "\(wort)")
        }
        #expect(support.contains("Bahnhofstraße 4") && !support.contains("Anschrift gesperrt"))
        try await welt.verbund.abbauen()
    }

    @Test("Auch eine Hausnummer mit Zusatz lässt von der Straße nichts stehen", arguments: [
        "Hauptstraße 12-14", "Hauptstr. 12/3", "Hauptstraße 5, Hinterhaus", "Hauptstraße 5 a",
    ])
    func hausnummer(_ strasse: String) async throws {
        let welt = try await Kommunenwelt.neu()
        _ = try await welt.fall()
        let worte = try await welt.tue(welt.frau) {
            try $0.scalars("""
                SELECT w.wort FROM unterkunft u CROSS JOIN LATERAL anschriftworte(
                    jsonb_populate_record(u, jsonb_build_object('strasse', \(strasse)::text)),
                    NULL) w (wort) ORDER BY 1
                """, as: String.self)
        }
        #expect(worte.contains("Hauptstraße") && worte.contains("Hauptstr."))
        try await welt.verbund.abbauen()
    }

    @Test("Ohne geltende Sperre sucht keine Akte und kein Vermerk nach gesperrten Personen")
    func ohneSperre() async throws {
        let lage = try await lage(), welt = lage.welt, fall = lage.fall
        let server = try welt.verbund.superuser(), schema = welt.ahaus.schema
        defer { server.close() }
        let zeilen = try server.scalars("""
            SELECT p.prorows::int8 FROM pg_proc p
             WHERE p.pronamespace::regnamespace::text = \(schema)
               AND p.proname IN ('gesperrte_personen', 'anschriftensperren')
             ORDER BY p.proname
            """, as: Int.self)
        #expect(zeilen == [5, 5])
        // Wer sie doch aufriefe, scheiterte.
        for name in ["gesperrte_personen(date)", "anschriftensperren(uuid[], date)",
                     "geheime_worte(uuid[], date, text)"] {
            try server.runScript("""
                REVOKE EXECUTE ON FUNCTION \(schema).\(name) FROM \(welt.ahaus.loginRole)
                """)
        }
        func lesen() async throws -> Int {
            try await welt.tue(welt.frau) { session in
                _ = try Fallakte.heute(fall, in: session)
                return try Aktenvermerk.alle(zu: fall, in: session).count
            }
        }
        #expect(try await lesen() > 0)
        try server.runScript("""
            SET session_replication_role = replica;
            INSERT INTO \(schema).auskunftssperre
                   (id, person_id, grund, vermerk, gueltig_bis, erfasst_von)
            SELECT gen_random_uuid(), '\(lage.samira)', 'gewaltschutz', '', '2030-01-01',
                   gen_random_uuid()
            """)
        await #expect(throws: PostgresError.self) { _ = try await lesen() }
        try await welt.verbund.abbauen()
    }

    @Test("Die Fälle einer Person findet ein Index, auch nach einer Korrektur")
    func index() async throws {
        let welt = try await Kommunenwelt.neu(), server = try welt.verbund.superuser()
        defer { server.close() }
        let indizes = try server.scalars("""
            SELECT indexdef FROM pg_indexes
             WHERE schemaname = \(welt.ahaus.schema) AND tablename = 'mitglied'
             ORDER BY indexname
            """, as: String.self)
        #expect(indizes.contains { $0.hasSuffix("(person_id)") })
        try await welt.verbund.abbauen()
    }

    @Test("Seine Auskunft nennt seine Anschrift und nicht ihre; ihre geht an ihre Anschrift")
    func auskunftGetrennt() async throws {
        let (lage, eigener) = try await getrennt(), welt = lage.welt, fall = lage.fall
        let nummer = try await welt.tue(welt.frau) { session in
            try Aktenvermerk.schreiben("Sie ist in die Lindenallee gezogen.", zu: fall,
                                       in: session)
            let nummer = try Fall.laden(eigener, in: session)?.aktenzeichen ?? ""
            try Aktenvermerk.schreiben("Siehe auch \(nummer).", zu: fall, in: session)
            return nummer
        }
        let sein = try alles(try await lage.auskunft(lage.yusuf))
        #expect(sein.contains("Bahnhofstraße 4") && sein.contains("Wohnbau Ahaus eG"))
        #expect(!nummer.isEmpty && !sein.contains(nummer))
        for wort in ["Lindenallee", "48691", "Vreden"] { #expect(!sein.contains(wort)) }
        let ihre = try await lage.auskunft(lage.samira)
        #expect(ihre.akte.fall.id == eigener && ihre.brief.empfaenger.contains("über Stadt Ahaus"))
        #expect(try alles(ihre).contains("Lindenallee 9a"))
        try await welt.verbund.abbauen()
    }

    @Test("Wer nach ihr fragte, steht auch im alten Fall nicht als Empfänger (Art. 19 DSGVO)")
    func empfaengerImAltenFall() async throws {
        let (lage, _) = try await getrennt(), welt = lage.welt, fall = lage.fall
        let (samira, yusuf) = (lage.samira, lage.yusuf)
        let id = try await welt.tue(welt.frau) { session in
            try session.audit("personenabgleich.beantwortet", samira.description,
                              ["wer": "Stadt Borken (Sozialamt; 02861 1)"])
            try session.audit("personenabgleich.beantwortet", yusuf.description,
                              ["wer": "Stadt Gronau (Sozialamt; 02562 1)"])
            let id = try Berichtigungsverlangen.erfassen(
                "Der Vorname.", von: .person, am: session.heute, zu: fall, in: session)
            // Von früher, als noch nichts gesperrt war.
            try session.execute("""
                INSERT INTO berichtigung_empfaenger (verlangen_id, lfd, empfaenger, woher)
                VALUES (\(id), 90, 'Stadt Vreden', 'Abgleich, zuletzt am 01.11.2026')
                """)
            return id
        }
        func namen(_ wer: Akteur) async throws -> [String] {
            try await welt.tue(wer) { session in
                try #require(try Berichtigungsverlangen.laden(id, zu: fall, in: session))
                    .empfaenger(in: session).filter { $0.woher.hasPrefix("Abgleich") }.map(\.name)
            }
        }
        #expect(try await namen(welt.frau) == Array(repeating: "Andere Kommunen", count: 3))
        #expect(try await namen(lage.leitung).sorted()
            == ["Andere Kommunen", "Stadt Gronau", "Stadt Vreden"],
                "Die Benannte liest die anderen; wer nach Samira fragte, ist nicht festgehalten.")
        try await welt.verbund.abbauen()
    }

    @Test("Endet ihr Fall, bleibt die letzte Anschrift verborgen; kommt sie zurück, wieder beide")
    func ende() async throws {
        let (lage, eigener) = try await getrennt(), welt = lage.welt, fall = lage.fall
        try await welt.tue(welt.frau) { session in
            try Fall.beenden(eigener, fassung: Fall.fassung(eigener, in: session),
                             zum: session.heute, grund: "Arbeit", in: session)
        }
        let morgen = Kommunenwelt.heute.plus(tage: 1)
        let akte = try await welt.am(morgen, welt.frau) { try Fallakte.heute(eigener, in: $0) }
        #expect(akte.anschriftVerborgen)
        let samira = lage.samira
        try await welt.am(morgen, welt.frau) {
            try samira.aufnehmen(in: fall, Mitgliedschaft(
                rolle: .partner, gueltig: Zeitraum(von: morgen.plus(tage: 7))), in: $0)
        }
        #expect(try await welt.am(morgen, welt.frau) {
            try Fallakte.heute(fall, in: $0).anschriftVerborgen
        }, "Auch wer erst noch einzieht, wird dort zu finden sein.")
        try await welt.verbund.abbauen()
    }

    @Test("Auch ein zweiter Eintrag, der als dieselbe Person gilt, ist gesperrt")
    func dieselbe() async throws {
        let lage = try await lage(), welt = lage.welt, samira = lage.samira
        let eigener = try await welt.tue(welt.frau) { session in
            var neu = try Kommunenwelt.neuerFall(iban: "DE75512108001245126199")
            neu.unterkunft.strasse = "Lindenallee 9a"
            neu.mitglieder[0].angabe.vorname = "Samira"
            let eigener = try Fall.anlegen(neu, in: session)
            let zweite = try session.scalar("""
                SELECT person_id FROM mitglied WHERE fall_id = \(eigener)
                """, as: Person.ID.self)
            guard let paar = Doppelpruefung.Paar(samira, zweite) else {
                throw Hindernis.nichtGefunden
            }
            try Doppelpruefung.entscheiden(paar, .dieselbe, grund: "Ausweis", in: session)
            return eigener
        }
        try await lage.sperren()
        #expect(try await welt.tue(welt.frau) {
            try Fallakte.heute(eigener, in: $0).anschriftVerborgen
        })
        try await welt.verbund.abbauen()
    }
}
