import Grundwerte
@testable import Kommune
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

@Suite("Eine Leistung in Teilen auf mehreren Wegen")
struct AufteilenTests {
    private func bewilligt() async throws -> (Kommunenwelt, Fall.ID, Zahlung) {
        let welt = try await Kommunenwelt.neu()
        let fall = try await welt.fall()
        try await welt.bewillige(fall)
        return (welt, fall, try await welt.zahlung(fall))
    }

    /// Ein freigegebener Empfänger, wie der Kreis ihn führt.
    private func stadtwerke(_ welt: Kommunenwelt) throws -> Zahlungsempfaenger.ID {
        let server = try welt.verbund.superuser(), id = Zahlungsempfaenger.ID()
        defer { server.close() }
        try server.execute("""
            INSERT INTO kreis.zahlungsempfaenger (id, name, iban, zeichen, erfasst_von,
                                                  freigegeben_von, freigegeben_am)
            VALUES (\(id), 'Stadtwerke Ahaus', 'DE02500105170137075030', 'Kundennummer',
                    \(UUIDv7()), \(UUIDv7()), now())
            """)
        return id
    }

    @Test("455 € gehen bar, an die Stadtwerke und aufs Konto; Dritte lesen nichts davon")
    func dreiWege() async throws {
        let (welt, fall, alt) = try await bewilligt()
        let werke = try stadtwerke(welt)
        try await welt.tue(welt.frau) {
            try Zahlung.aufteilen(alt.id, in: [
                .init(betrag: 100, weg: .bar),
                .init(betrag: 55, weg: .empfaenger(werke), zeichen: "K-17"),
                .init(betrag: alt.betrag - 155, weg: .geplant),
            ], grund: "Stromsperre droht", session: $0)
        }
        let alle = try await welt.zahlungen(fall)
        #expect(alle.first { $0.id == alt.id }?.zustand == .verworfen)
        let teile = alle.filter { $0.teilVon == alt.id }
        #expect(teile.map(\.betrag).summe() == alt.betrag)
        let bar = try #require(teile.first { $0.zahlweg == .bar })
        #expect(bar.iban == nil)
        let direkt = try #require(teile.first { $0.empfaenger == "Stadtwerke Ahaus" })
        #expect(direkt.verwendungszweck == "Stadt Ahaus Kundennummer K-17")
        // Feststellen und anordnen wie jede; bei der Kasse steht je Teil ein Auftrag.
        try await welt.zahle(fall)
        let angeordnet = try await welt.zahlungen(fall).filter { $0.teilVon != nil }
        #expect(angeordnet.allSatisfy { $0.zustand == .angeordnet })
        let server = try welt.verbund.superuser()
        defer { server.close() }
        let codes = try server.scalar("""
            SELECT count(*) FROM kreis.zahlungsauftrag
             WHERE empfaenger_name = 'Stadtwerke Ahaus' AND zweckcode IS NULL
               AND verwendungszweck !~* 'asyl'
            """, as: Int.self)
        #expect(codes == 1)
    }

    @Test("Ein Teil gleicht die Gebühr der Kommune aus: ohne Konto, mit Kassenzeichen")
    func umbuchung() async throws {
        let (welt, fall, alt) = try await bewilligt()
        for falsch in ["", "ab", "<b>", "Ümlaut-1"] {
            await #expect { try await welt.tue(welt.frau) {
                _ = try Zahlung.aufteilen(alt.id, in: [
                    .init(betrag: alt.betrag, weg: .umbuchung, zeichen: falsch),
                ], grund: "Nutzungsgebühr", session: $0)
            } } throws: { ($0 as? Hindernis)?.feld == "zeichen1" }
        }
        try await welt.tue(welt.frau) {
            try Zahlung.aufteilen(alt.id, in: [
                .init(betrag: 180, weg: .umbuchung, zeichen: "4711 0815.3"),
                .init(betrag: alt.betrag - 180, weg: .geplant),
            ], grund: "Nutzungsgebühr", session: $0)
        }
        try await welt.zahle(fall)
        let teil = try #require(try await welt.zahlungen(fall).first { $0.zahlweg == .umbuchung })
        #expect(teil.iban == nil && teil.kassenzeichen == "47110815.3")
        #expect(teil.empfaenger == "Stadt Ahaus" && teil.zustand == .angeordnet)
        let server = try welt.verbund.superuser()
        defer { server.close() }
        #expect(try server.scalar("""
            SELECT kassenzeichen || '|' || verwendungszweck FROM kreis.zahlungsauftrag
             WHERE id = \(teil.id) AND iban IS NULL
            """, as: String.self) == "47110815.3|11/2026 Kassenzeichen 47110815.3")
        // Gezahlt, aber vom Kreis nicht ausgelegt: In der Erstattung fehlt sie zu Recht.
        for zustand in ["im_lauf", "uebergeben", "gezahlt"] {
            try welt.antwortet(zustand, auf: teil.id)
        }
        try await welt.folge()
        #expect(try await welt.zahlungen(fall).first { $0.id == teil.id }?.stand == "umgebucht")
        #expect(try await welt.tue(welt.frau) { try Mandantpruefung.befunde(in: $0) } == [])
        // Ein neues Konto der Familie lenkt sie nicht um, und was gesagt ist, bleibt gesagt.
        await #expect { try await welt.tue(welt.frau) {
            try $0.execute("UPDATE zahlung SET kassenzeichen = 'K-99' WHERE id = \(teil.id)")
        } } throws: { ($0 as? PostgresError)?.constraint == "zahlung_inhalt_bleibt" }
    }

    @Test("Eine Miete, die heute ankommen muss, geht eilig an denselben Vermieter")
    func eilig() async throws {
        let (welt, fall, _) = try await bewilligt()
        let miete = try await welt.zahlung(fall, .unterkunft)
        try await welt.tue(welt.frau) {
            try Zahlung.aufteilen(miete.id, in: [.init(betrag: miete.betrag, weg: .eilig)],
                                  grund: "Kündigung droht", session: $0)
        }
        let alle = try await welt.zahlungen(fall)
        let eilige = try #require(alle.first { $0.zahlweg == .eilueberweisung })
        #expect(eilige.iban == miete.iban && eilige.betrag == miete.betrag)
        // Ein neues Konto der Familie lenkt sie nicht um.
        #expect(try await welt.tue(welt.frau) { try Zahlung.umleiten(fall, in: $0) } == 0)
    }

    @Test("Falsche Summe, kein Teil, kein anderer Weg oder zu spät: mit Grund abgelehnt")
    func abgelehnt() async throws {
        let (welt, fall, alt) = try await bewilligt()
        let versuche: [[Zahlungsteil]] = [
            [], [.init(betrag: alt.betrag, weg: .geplant)], [.init(betrag: 1, weg: .bar)],
            [.init(betrag: alt.betrag + 1, weg: .bar), .init(betrag: -1, weg: .geplant)],
            [.init(betrag: alt.betrag, weg: .empfaenger(Zahlungsempfaenger.ID()), zeichen: "1")],
        ]
        for teile in versuche {
            await #expect(throws: Hindernis.self) {
                try await welt.tue(welt.frau) {
                    _ = try Zahlung.aufteilen(alt.id, in: teile, grund: "Grund", session: $0)
                }
            }
        }
        try await welt.zahle(fall)
        try welt.antwortet("im_lauf", auf: alt.id)
        try await welt.folge()
        await #expect(throws: Hindernis.self) {
            try await welt.tue(welt.frau) {
                _ = try Zahlung.aufteilen(alt.id, in: [.init(betrag: alt.betrag, weg: .bar)],
                                          grund: "Grund", session: $0)
            }
        }
    }

    @Test("Kein Verwendungszweck nennt Dritten das Gesetz, auch kein eingetipptes Zeichen")
    func zweck() async throws {
        let (welt, _, alt) = try await bewilligt()
        let werke = try stadtwerke(welt)
        await #expect { try await welt.tue(welt.frau) {
            _ = try Zahlung.aufteilen(alt.id, in: [
                .init(betrag: alt.betrag, weg: .empfaenger(werke), zeichen: "AsylbLG 17"),
            ], grund: "Strom", session: $0)
        } } throws: { ($0 as? Hindernis)?.grund.contains("verriete") == true }
    }

    @Test("An einen beendeten Empfänger ordnet niemand an, auch nicht am Programm vorbei")
    func beendet() async throws {
        let (welt, fall, alt) = try await bewilligt()
        let werke = try stadtwerke(welt)
        try await welt.tue(welt.frau) {
            try Zahlung.aufteilen(alt.id, in: [
                .init(betrag: alt.betrag, weg: .empfaenger(werke), zeichen: "K-17"),
            ], grund: "Strom", session: $0)
        }
        let server = try welt.verbund.superuser()
        defer { server.close() }
        try server.execute("""
            UPDATE kreis.zahlungsempfaenger SET beendet_von = erfasst_von, beendet_am = now()
            """)
        let direkt = try #require(try await welt.zahlungen(fall).first { $0.teilVon != nil })
        try await welt.tue(welt.frau) { try Zahlung.feststellen([direkt.id], in: $0) }
        let ergebnis = try await welt.tue(welt.anordner) {
            try Zahlung.anordnen([direkt.id], in: $0)
        }
        #expect(ergebnis.angeordnet.isEmpty)
        #expect(ergebnis.offen.map(\.hindernis.grund)
            == ["Der Kreis führt diesen Empfänger nicht mehr."])
        let wer = try #require(welt.anordner.benutzer)
        await #expect { try await welt.tue(welt.anordner) {
            try $0.execute("""
                INSERT INTO anordnung (zahlung_id, benutzer_id, inhalt_sha256)
                VALUES (\(direkt.id), \(wer), '\\x00')
                """)
        } } throws: { ($0 as? PostgresError)?.constraint == "anordnung_empfaenger_gilt" }
    }
}
