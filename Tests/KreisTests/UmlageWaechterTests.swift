import Foundation
import Grundwerte
import Kreis
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

@Suite("I13: PostgreSQL selbst hält die Umlage auf den Cent")
struct UmlageWaechterTests {
    private static let mitteOktober = Umlagewelt.oktober.ersterTag.plus(tage: 14)

    /// Ein Beispiel aus `GrundwerteTests/Faelle/verteilung.json`.
    private struct Beispiel: Decodable {
        let titel: String
        let cent: Int64
        let gewichte: [Int64]
        let anteile: [Int64]
    }

    @Test("Die Datenbank rechnet jedes Beispiel wie das Programm, auch tausend zufällige")
    func zweiteRechnung() async throws {
        let datei = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../GrundwerteTests/Faelle/verteilung.json")
        let beispiele = try JSONDecoder().decode([Beispiel].self, from: Data(contentsOf: datei))
        #expect(beispiele.count >= 13)
        let kasse = try await Kassenwelt.neu()
        try await kasse.abrechnungsstelle { session in
            for beispiel in beispiele {
                let anteile = try Self.datenbank(beispiel.cent, beispiel.gewichte, session)
                #expect(anteile.map(\.betrag.cent) == beispiel.anteile, "\(beispiel.titel)")
            }
            var zufall = SystemRandomNumberGenerator()
            for _ in 0..<1_000 {
                let cent = Int64.random(in: -10_000_000...10_000_000, using: &zufall)
                let gewichte = (0..<16).map { _ in Int64.random(in: 0...40, using: &zufall) }
                #expect(try Self.datenbank(cent, gewichte, session)
                    == Geld(cent: cent).anteile(nach: gewichte))
            }
        }
    }

    private static func datenbank(
        _ cent: Int64, _ gewichte: [Int64], _ session: KreisSession
    ) throws -> [Geld.Anteil] {
        let namen = gewichte.indices.map { 10_000_000.advanced(by: $0).description }
        return try session.all("""
            SELECT g.ganze_cent, g.rest, g.zusatz_cent, g.anteil_cent, w.gewicht
              FROM groesste_reste(\(cent), \(namen), \(gewichte)) g
              JOIN unnest(\(namen), \(gewichte)) AS w (kennung, gewicht) USING (kennung)
             ORDER BY kennung
            """) {
            Geld.Anteil(gewicht: try $0.decode("gewicht"), ganze: try $0.decode("ganze_cent"),
                        rest: try $0.decode("rest"),
                        zusatzcent: try $0.decode("zusatz_cent", as: Int64.self) == 1,
                        betrag: try $0.decode("anteil_cent"))
        }
    }

    /// Was ein Angreifer mit der Anmeldung der Abrechnungsstelle an einer sonst richtigen Umlage
    /// von 100,01 € auf Ahaus (2) und Borken (1) fälscht, und welche Regel ihn aufhält.
    struct Faelschung: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let regel: String
        var netto: Int64 = 10_001
        var empfaenger: Int64 = 3
        /// Gewicht, ganze Cent, Rest, Zusatzcent, Anteil.
        var ahaus: [Int64]? = [2, 6_667, 1, 0, 6_667]
        var borken: [Int64]? = [1, 3_333, 2, 1, 3_334]
        var positionen = 2
        var selbst = false
        var summe = "\\x07"

        init(_ titel: String, _ regel: String, _ faelschen: (inout Faelschung) -> Void = { _ in }) {
            testDescription = titel
            self.regel = regel
            faelschen(&self)
        }
    }

    static let faelschungen = [
        Faelschung("nichts gefälscht", ""),
        Faelschung("ein Cent zu viel", "umlage_summe") { $0.ahaus = [2, 6_668, 1, 0, 6_668] },
        Faelschung("ein Cent zu wenig", "umlage_summe") { $0.borken = [1, 3_333, 2, 0, 3_333] },
        Faelschung("der Cent bei der falschen Kommune", "umlage_rechnung") {
            $0.ahaus = [2, 6_667, 1, 1, 6_668]
            $0.borken = [1, 3_333, 2, 0, 3_333]
        },
        Faelschung("Rest geschönt", "umlage_rechnung") { $0.ahaus = [2, 6_667, 2, 0, 6_667] },
        Faelschung("anderes Gewicht", "umlage_beteiligt") {
            $0.ahaus = [1, 5_000, 1, 1, 5_001]
            $0.borken = [1, 5_000, 1, 0, 5_000]
            $0.empfaenger = 2
        },
        Faelschung("Summe der Gewichte falsch", "umlage_gewichte") { $0.empfaenger = 4 },
        Faelschung("eine Kommune fehlt", "umlage_beteiligt") {
            $0.borken = nil
            $0.ahaus = [2, 10_001, 0, 0, 10_001]
            $0.empfaenger = 2
        },
        Faelschung("alles bei der Kommune ohne Gewicht", "umlage_teil_ohne_gewicht") {
            $0.ahaus = [0, 6_667, 1, 0, 6_667]
        },
        Faelschung("Betrag und Schritte verschieden", "umlage_teil_betrag") {
            $0.ahaus = [2, 6_667, 1, 0, 6_666]
        },
        Faelschung("ein Beleg fehlt", "umlage_auf_einmal") { $0.positionen = 1 },
        Faelschung("anderer Betrag als festgestellt", "umlage_festgestellt") { $0.netto = 9_999 },
        Faelschung("anderer Nachweis als festgestellt", "umlage_festgestellt") {
            $0.summe = "\\x08"
        },
        Faelschung("allein abgeschlossen", "umlage_vier_augen") { $0.selbst = true },
    ]

    @Test("Keine Fälschung kommt durch, auch nicht am Programm vorbei", arguments: faelschungen)
    func faelschen(_ wie: Faelschung) async throws {
        let welt = try await Umlagewelt.neu()
        try await welt.rechnung("1", Geld(cent: 10_000), am: Self.mitteOktober)
        try await welt.rechnung("2", Geld(cent: 1), am: Self.mitteOktober)
        let kasse = welt.kasse
        let wer = try #require((wie.selbst ? kasse.abrechnung : welt.zweite).benutzer)
        let erster = try #require(kasse.abrechnung.benutzer)
        var fehler: String?
        do {
            try await kasse.abrechnungsstelle { session in
                try Self.einfuegen(wie, erster, wer, (kasse.ahaus, kasse.borken), session)
            }
        } catch let gefangen as PostgresError { fehler = gefangen.constraint }
        #expect((fehler ?? "") == wie.regel)
        #expect(try await kasse.saldo(.vorschuss) == Geld(cent: wie.regel.isEmpty ? 0 : 10_001))
    }

    private static func einfuegen(
        _ wie: Faelschung, _ erster: User.ID, _ zweiter: User.ID, _ kommunen: (Mandant, Mandant),
        _ session: KreisSession
    ) throws {
        let id = UUIDv7(), fest = UUIDv7()
        try session.execute("""
            INSERT INTO umlage_feststellung (id, monat, netto_cent, nachweis_sha256, von)
            VALUES (\(fest), '2026-10-01', 10001, sha256('\\x07'), \(erster))
            """)
        try session.execute("""
            INSERT INTO umlage (id, monat, regel, netto_cent, empfaenger, positionen,
                                nachweis_sha256, feststellung_id, tag, faellig, abgeschlossen_von)
            VALUES (\(id), '2026-10-01', '2020-01-01', \(wie.netto), \(wie.empfaenger), 2,
                    sha256(\(wie.summe)::bytea), \(fest), '2026-11-24', '2026-12-08', \(zweiter))
            """)
        try session.execute("""
            INSERT INTO umlage_position (umlage_id, lfd, buchungszeile_id)
            SELECT \(id), row_number() OVER (ORDER BY o.betrag_cent), o.buchungszeile_id
              FROM offene_vorschuesse('2026-10-31') o ORDER BY o.betrag_cent LIMIT \(wie.positionen)
            """)
        let zeilen = [(kommunen.0, wie.ahaus), (kommunen.1, wie.borken)]
            .compactMap { kommune, zahlen in zahlen.map { (kommune, $0) } }
        try session.execute("""
            INSERT INTO umlage_teil (id, umlage_id, mandant_id, ags, kommune, gewicht, ganze_cent,
                                     rest, zusatz_cent, anteil_cent, durchleitung_cent, nummer,
                                     kassenzeichen)
            SELECT gen_random_uuid(), \(id), t.m, t.ags, 'K', t.g, t.ganze, t.rest, t.zusatz,
                   t.a, 0, 'UL-' || t.ags, 'UL' || t.ags
              FROM unnest(\(zeilen.map(\.0.id)), \(zeilen.map(\.0.ags)), \(zeilen.map(\.1[0])),
                          \(zeilen.map(\.1[1])), \(zeilen.map(\.1[2])), \(zeilen.map(\.1[3])),
                          \(zeilen.map(\.1[4]))) AS t (m, ags, g, ganze, rest, zusatz, a)
            """)
    }

    @Test("Eine Kommune, die nicht teilnimmt, kommt in keine Umlage (Bocholt ist Daten)")
    func nichtBeteiligt() async throws {
        let welt = try await Umlagewelt.neu()
        let installation = welt.kasse.verbund.installation
        let server = try welt.kasse.verbund.superuser()
        defer { server.close() }
        try server.execute("""
            DELETE FROM platform.mandant_schalter
             WHERE name = 'krankenhilfe_zentral' AND mandant_id = \(welt.kasse.borken.id)
            """)
        try installation.schalter(
            "krankenhilfe_zentral", "nein", fuer: welt.kasse.borken.id,
            gueltig: Zeitraum(von: TestVerbund.aktivAb), quelle: "Vereinbarung")
        try await welt.rechnung("1", 30, am: Self.mitteOktober)
        #expect(try await welt.umlegen().map(\.kommune) == ["Stadt Ahaus"])
        #expect(try await welt.kasse.befunde() == [])
        let borken = try await welt.kasse.verbund.akteur("leitung", mandant: welt.kasse.borken)
        await #expect(throws: Hindernis.self) {
            try await welt.kasse.verbund.write(welt.kasse.borken, als: borken) {
                _ = try Durchleitungsmeldung.melden(
                    monat: Umlagewelt.september, eingang: Umlagewelt.oktober.ersterTag,
                    herkunft: .krankenkasse, betrag: 5, vermerk: "", in: $0)
            }
        }
    }

    @Test("Eine Kommune, die im Oktober beitritt, trägt den September nicht mit")
    func neueKommune() async throws {
        let welt = try await Umlagewelt.neu(empfaenger: [
            Umlagewelt.september: (1, 1), Umlagewelt.oktober: (1, 1),
        ])
        let server = try welt.kasse.verbund.superuser()
        defer { server.close() }
        try server.execute("""
            UPDATE platform.mandant_schalter
               SET gueltig = daterange(\(Umlagewelt.oktober.ersterTag), NULL)
             WHERE name = 'krankenhilfe_zentral' AND mandant_id = \(welt.kasse.borken.id)
            """)
        try await welt.rechnung("1", 30, am: Umlagewelt.september.letzterTag)
        try await welt.rechnung("2", 20, am: Self.mitteOktober)
        #expect(try await welt.umlegen(Umlagewelt.september).map(\.betrag) == [30])
        #expect(try await welt.umlegen().map(\.betrag) == [10, 10])
        #expect(try await welt.kasse.befunde() == [])
    }

    @Test("Was abgeschlossen ist, ändert sich nie, auch nicht unter der mächtigsten Anmeldung",
          arguments: [
        "UPDATE kreis.umlage SET netto_cent = 1",
        "UPDATE kreis.umlage_teil SET anteil_cent = anteil_cent + 1",
        "DELETE FROM kreis.umlage_position",
        "DELETE FROM kreis.umlage_feststellung",
        "TRUNCATE kreis.umlage_schreiben",
        "UPDATE kreis.durchleitung SET betrag_cent = 1",
        "TRUNCATE kreis.umlage CASCADE",
        """
        INSERT INTO kreis.umlage_teil
        SELECT gen_random_uuid(), umlage_id, gen_random_uuid(), '05554099', 'X', 0, 0, 0, 0, 0, 0,
               'UL-X', 'ULX' FROM kreis.umlage_teil LIMIT 1
        """,
    ])
    func bleibt(sql: String) async throws {
        let welt = try await Umlagewelt.neu()
        try await welt.rechnung("1", 30, am: Self.mitteOktober)
        try await welt.umlegen()
        let server = try welt.kasse.verbund.superuser()
        defer { server.close() }
        #expect(throws: PostgresError.self) { try server.execute("\(unescaped: sql)") }
        #expect(try await welt.kasse.befunde() == [])
    }

    @Test("Die Prüfung findet, was an Wächtern vorbei verändert wurde", arguments: [
        ("UPDATE kreis.umlage_teil SET anteil_cent = anteil_cent + 1, ganze_cent = ganze_cent + 1",
         "Die Anteile ergeben nicht den Betrag."),
        ("UPDATE kreis.umlage_teil SET rest = rest + 1",
         "Eine Zeile ergibt sich nicht noch einmal."),
        ("DELETE FROM kreis.umlage_position", "Die Belege ergeben nicht den Betrag."),
        ("UPDATE kreis.empfaengerzahl SET anzahl = anzahl + 1",
         "Kommunen oder ihre Empfängerzahlen sind andere."),
        ("UPDATE kreis.buchungszeile SET betrag_cent = betrag_cent * 2 WHERE konto = 'forderung'",
         "Das Hauptbuch sagt etwas anderes."),
    ])
    func befund(sql: String, satz: String) async throws {
        let welt = try await Umlagewelt.neu()
        try await welt.rechnung("1", 30, am: Self.mitteOktober)
        try await welt.umlegen()
        let server = try welt.kasse.verbund.superuser()
        defer { server.close() }
        try server.execute("SET session_replication_role = replica")
        try server.execute("\(unescaped: sql)")
        #expect(try await welt.kasse.befunde().contains(
            "Die Umlage 10/2026 hält ihre Regel nicht ein: \(satz)"))
    }
}
