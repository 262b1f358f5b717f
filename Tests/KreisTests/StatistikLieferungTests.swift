import Foundation
import Grundwerte
@testable import Kreis
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

@Suite("Lieferung und Export der Statistik (B-1.2.7)")
struct StatistikLieferungTests {
    /// Zwei Kommunen, deren Sätze an der Theke vorbei gesetzt sind: Hier geht es um das Danach.
    private struct Welt: Sendable {
        let verbund: TestVerbund
        let erste: Akteur
        let zweite: Akteur

        static func neu() async throws -> Welt {
            let verbund = try await TestVerbund.neu()
            return Welt(verbund: verbund, erste: try await verbund.akteur("statistik"),
                        zweite: try await verbund.akteur("statistik"))
        }

        func lauf(_ ende: Kalendertag = Monat(2025, 12).letzterTag, saetze: Int = 3) async throws
            -> Kreisstatistik.ID {
            let tag = verbund.tag
            let id = try await verbund.write(.statistik, als: erste) { session in
                try Kreisstatistik.eroeffnen(
                    .init(erhebung: "regelleistungen", ende: ende, fristKommunen: tag,
                          frist: tag.plus(tage: 7), fristQuelle: "Schreiben"), in: session)
            }
            let server = try verbund.superuser()
            defer { server.close() }
            try server.execute("""
                INSERT INTO kreis.statistik_satz (lauf_id, ags, kennnummer, werte)
                SELECT \(id), a.ags, lpad(n::text, 12, '1'),
                       ARRAY['123456789012', 'weiblich', '1990-01', '423', 'duldung', a.ags, '',
                             'oertlicher_traeger', 'dezentral', '2024-05', '', '', '',
                             'geldleistung', 'geldleistung', '1', '', '0', '0', '', '', 'abhaengig']
                  FROM kreis.statistik_abgabe a CROSS JOIN generate_series(1, \(saetze)) n
                 WHERE a.lauf_id = \(id)
                """)
            return id
        }

        func abgeben(_ id: Kreisstatistik.ID, nur ags: String? = nil) throws {
            let server = try verbund.superuser()
            defer { server.close() }
            try server.execute("""
                UPDATE kreis.statistik_abgabe a
                   SET zustand = 'abgegeben', sha256 = sha256('x'), gemeldet_am = now(),
                       abgegeben_am = now(),
                       saetze = (SELECT count(*) FROM kreis.statistik_satz s
                                  WHERE s.lauf_id = a.lauf_id AND s.ags = a.ags)
                 WHERE a.lauf_id = \(id) AND (\(ags)::text IS NULL OR a.ags = \(ags))
                """)
        }

        func datei(_ id: Kreisstatistik.ID, _ format: Statistikdatei.Format) async throws
            -> (name: String, inhalt: [UInt8], summe: [UInt8]) {
            try await verbund.read(.statistik, als: erste) { session in
                let datei = try Statistikdatei.festgestellte(
                    Kreisstatistik.laden(id, in: session), in: session)
                return (datei.name(format), try datei.inhalt(format, in: session),
                        datei.summe(format))
            }
        }

        func export(_ format: Statistikdatei.Format, ags: String? = nil) async throws -> [UInt8] {
            let export = Statistikexport(erhebung: "regelleistungen",
                                         stichtag: Monat(2025, 12).letzterTag, ags: ags)
            return try await verbund.database.write(
                .statistikExport, .statistikLesen, als: .programm(anfrage: UUIDv7())
            ) { session in
                var bytes: [UInt8] = []
                _ = try export.ausgeben(format, in: session) { bytes += $0 }
                return bytes
            }
        }
    }

    @Test("Auf der Tafel fehlt, was zu Ende ist, samt den Lücken bis zum ersten Lauf")
    func fehlende() async throws {
        let welt = try await Welt.neu()
        func fehlende() async throws -> [Int] {
            try await welt.verbund.read(.statistik, als: welt.erste) { session in
                try Erhebung.laden("regelleistungen", in: session)
                    .fehlende(in: Kreisstatistik.alle(in: session), am: session.heute)
                    .map(\.monat.jahr)
            }
        }
        let letztes = welt.verbund.tag.monat.jahr - 1
        #expect(try await fehlende() == [letztes])
        _ = try await welt.lauf(Monat(letztes - 3, 12).letzterTag, saetze: 0)
        #expect(try await fehlende() == [letztes, letztes - 1, letztes - 2])
        _ = try await welt.lauf(Monat(letztes - 1, 12).letzterTag, saetze: 0)
        #expect(try await fehlende() == [letztes, letztes - 2])
    }

    @Test("Zwei Personen liefern dieselben Bytes; erst wenn alle Kommunen abgegeben haben")
    func vierAugen() async throws {
        let welt = try await Welt.neu(), id = try await welt.lauf()
        try welt.abgeben(id, nur: "05554004")
        await #expect(throws: Hindernis.self) {
            try await welt.verbund.write(.statistik, als: welt.erste) {
                try Kreisstatistik.feststellen(id, in: $0)
            }
        }
        try welt.abgeben(id, nur: "05554012")
        try await welt.verbund.write(.statistik, als: welt.erste) {
            try Kreisstatistik.feststellen(id, in: $0)
        }
        await #expect(throws: Hindernis.self) {
            try await welt.verbund.write(.statistik, als: welt.erste) {
                try Kreisstatistik.liefern(id, in: $0)
            }
        }
        try await welt.verbund.write(.statistik, als: welt.zweite) {
            try Kreisstatistik.liefern(id, in: $0)
        }
        let erstes = try await welt.datei(id, .csv), zweites = try await welt.datei(id, .csv)
        #expect(erstes.inhalt == zweites.inhalt)
        let lauf = try await welt.verbund.read(.statistik, als: welt.erste) {
            try Kreisstatistik.laden(id, in: $0)
        }
        #expect(lauf.nummer == "ST-2026-0001")
        let server = try welt.verbund.superuser()
        defer { server.close() }
        for sql in ["DELETE FROM kreis.statistik_lieferung", "TRUNCATE kreis.statistik_quittung",
                    "UPDATE kreis.statistik_lauf SET frist = frist + 1",
                    "UPDATE kreis.statistik_feststellung SET saetze = 0"] {
            #expect(throws: PostgresError.self) { try server.execute("\(unescaped: sql)") }
        }
    }

    @Test("Ohne geladene Schlüssel heißt nichts amtlich; später geladene ändern Geliefertes nicht")
    func schluessel() async throws {
        let welt = try await Welt.neu(), id = try await welt.lauf()
        try welt.abgeben(id)
        try await welt.verbund.write(.statistik, als: welt.erste) {
            try Kreisstatistik.feststellen(id, in: $0)
        }
        let intern = try await welt.datei(id, .datml)
        let text = String(decoding: intern.inhalt, as: UTF8.self)
        #expect(intern.name == "Statistik-regelleistungen-2025-12-31-intern.xml")
        #expect(text.contains("<kennung klasse=\"INTERN\">regelleistungen</kennung>"))
        #expect(!text.contains("ERHID"))
        #expect(text.contains("<mm name=\"geschlecht\"><wert>weiblich</wert></mm>"))
        try await welt.verbund.write(.statistik, als: welt.erste) { session in
            let alle = try Schluesselzeile.vorlage(in: session)
                .filter { $0.erhebung == "regelleistungen" }
            try Schluesselzeile.laden(
                alle.enumerated().map { stelle, zeile in
                    Schluesselzeile(erhebung: zeile.erhebung, merkmal: zeile.merkmal,
                                    intern: zeile.intern, amtlich: "A\(stelle)")
                }, ab: Monat(2025, 1).ersterTag, quelle: "Schreiben", in: session)
        }
        #expect(try await welt.datei(id, .datml).inhalt == intern.inhalt)
        let neu = try await welt.verbund.read(.statistik, als: welt.erste) { session in
            let datei = try Statistikdatei(
                Kreisstatistik.laden(id, in: session), am: welt.verbund.tag, geladenBis: nil,
                in: session)
            return (datei.istAmtlich,
                    String(decoding: try datei.inhalt(.datml, in: session), as: UTF8.self))
        }
        #expect(neu.0)
        #expect(neu.1.contains("klasse=\"ERHID\""))
        #expect(!neu.1.contains("weiblich"))
    }

    @Test("Der Export des DBA ist Byte für Byte, was psql mit \\copy schreibt, und wird vermerkt")
    func export() async throws {
        let welt = try await Welt.neu(), id = try await welt.lauf()
        try welt.abgeben(id, nur: "05554004")
        let csv = try await welt.export(.csv)
        let text = String(decoding: csv, as: UTF8.self)
        #expect(text.hasPrefix("kommune;kennnummer;haushaltsnummer;geschlecht;"))
        #expect(text.split(separator: "\n").count == 4, "nur, was abgegeben ist")
        let verbindung = try welt.verbund.verbindung(login: "statistik_export")
        defer { verbindung.close() }
        var kopie: [UInt8] = []
        try verbindung.transaction { transaction in
            try transaction.copyOut("""
                COPY (SELECT * FROM kreis.statistik_regelleistungen('2025-12-31'))
                  TO STDOUT (FORMAT csv, HEADER, DELIMITER ';')
                """) { kopie += $0 }
        }
        #expect(kopie == csv)
        try welt.abgeben(id, nur: "05554012")
        let eine = String(decoding: try await welt.export(.csv, ags: "05554012"), as: UTF8.self)
        #expect(eine.split(separator: "\n").dropFirst().allSatisfy { $0.hasPrefix("05554012;") })
        #expect(try await welt.export(.datml) == welt.export(.datml))
        let server = try welt.verbund.superuser()
        defer { server.close() }
        #expect(try server.scalar("""
            SELECT count(*) FROM kreis.statistik_export WHERE login = 'statistik_export'
            """, as: Int.self) == 5)
        #expect(throws: PostgresError.self) {
            try verbindung.transaction(.readOnly) { transaction in
                _ = try transaction.scalars("""
                    SELECT zeile FROM kreis.statistik_zeilen('regelleistungen', '2025-12-31')
                    """, as: String.self)
            }
        }
    }

    @Test("Eine Berichtigung ist ein weiterer Lauf; der Export nimmt, was zuletzt abgegeben ist")
    func berichtigung() async throws {
        let welt = try await Welt.neu(), id = try await welt.lauf(saetze: 1)
        try welt.abgeben(id)
        try await welt.verbund.write(.statistik, als: welt.erste) {
            try Kreisstatistik.feststellen(id, in: $0)
        }
        try await welt.verbund.write(.statistik, als: welt.zweite) { session in
            try Kreisstatistik.liefern(id, in: session)
            let zuFrueh = #expect(throws: Hindernis.self) {
                try Kreisstatistik.quittieren(id, .abgelehnt, am: session.heute.plus(tage: -1),
                                              kennzeichen: "Q-1", vermerk: "", in: session)
            }
            #expect(zuFrueh?.feld == "tag")
            try Kreisstatistik.quittieren(id, .abgelehnt, am: session.heute, kennzeichen: "Q-1",
                                          vermerk: "", in: session)
        }
        let tag = welt.verbund.tag
        let neu = try await welt.verbund.write(.statistik, als: welt.erste) { session in
            try Kreisstatistik.eroeffnen(
                .init(erhebung: "regelleistungen", ende: Monat(2025, 12).letzterTag,
                      fristKommunen: tag, frist: tag, fristQuelle: "Schreiben", berichtigt: id,
                      grund: "Nachmeldung"), in: session)
        }
        #expect(String(decoding: try await welt.export(.csv), as: UTF8.self)
            .split(separator: "\n").count == 3, "die alte, solange die neue nicht abgegeben ist")
        try welt.abgeben(neu, nur: "05554004")
        #expect(String(decoding: try await welt.export(.csv), as: UTF8.self)
            .split(separator: "\n").count == 2, "Ahaus hat nun keinen Satz mehr")
        await #expect(throws: Hindernis.self) {
            try await welt.verbund.write(.statistik, als: welt.erste) { session in
                try Kreisstatistik.eroeffnen(
                    .init(erhebung: "regelleistungen", ende: Monat(2025, 12).letzterTag,
                          fristKommunen: tag, frist: tag, fristQuelle: "x"), in: session)
            }
        }
    }
}
