import Grundwerte
import Kreis
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Kosten eines Vorhabens nach Einwohnern geteilt (H-2.2)")
struct KostenteilungTests {
    private static let vereinbart = Monat(2026, 3).ersterTag
    private static let juni = Monat(2025, 6).letzterTag

    /// Ahaus mit 39.443, Borken mit 42.896 Einwohnern am 30.06.2025.
    private func welt() async throws -> (Kassenwelt, Akteur) {
        let welt = try await Kassenwelt.neu()
        try await erfassen(welt, [39_443, 42_896])
        return (welt, try await welt.verbund.akteur("abrechnungsstelle"))
    }

    private func erfassen(_ welt: Kassenwelt, _ zahlen: [Int64],
                          am stichtag: Kalendertag = juni) async throws {
        let kommunen = [welt.ahaus.id, welt.borken.id]
        try await welt.abrechnungsstelle {
            try Einwohnerzahl.erfassen(
                zip(kommunen, zahlen).map { (mandant: $0, anzahl: $1) }, stichtag: stichtag,
                quelle: "IT.NRW, Testdaten", in: $0)
        }
    }

    private func teilen(_ welt: Kassenwelt, _ betrag: Geld, am tag: Kalendertag = vereinbart)
        async throws -> Kostenteilung {
        let kommunen = [welt.ahaus.id, welt.borken.id]
        return try await welt.abrechnungsstelle { session in
            try Kostenteilung.laden(
                try Kostenteilung.erstellen(titel: "Terminbuchung", betrag: betrag,
                                            vereinbartAm: tag, kommunen: kommunen, in: session),
                in: session)
        }
    }

    @Test("auf den Cent, nach der Zahl vom 30. Juni des Jahres vor der Vereinbarung")
    func teilen() async throws {
        let (welt, zweite) = try await welt()
        // 1000001 · 39443 ÷ 82339 = 479032 Rest 23595; der Cent geht nach Borken (Rest 58744).
        let teilung = try await teilen(welt, Geld(cent: 1_000_001))
        #expect(teilung.stichtag == Self.juni)
        #expect(teilung.zeilen.map(\.anteil.betrag.cent) == [479_032, 520_969])
        #expect(teilung.zeilen.map(\.anteil.rest) == [23_595, 58_744])
        #expect(teilung.rechnetSich)
        await #expect(throws: Hindernis.self) {
            try await welt.abrechnungsstelle { try teilung.bestaetigen(in: $0) }
        }
        try await welt.verbund.write(.abrechnung, als: zweite) { try teilung.bestaetigen(in: $0) }
        await #expect(throws: Hindernis.self) {
            try await welt.abrechnungsstelle { try teilung.verwerfen(grund: "doch nicht", in: $0) }
        }
        #expect(try await welt.befunde() == [])
    }

    @Test("bestätigt wird sie gefordert, gebucht, gemahnt und über ihr Kassenzeichen gezahlt")
    func fordern() async throws {
        let (welt, zweite) = try await welt()
        // Die Kosten hat der Kreis ausgelegt: Sie stehen auf Durchlaufend.
        var auszug = Testauszug()
        auszug.belastung("RECHNUNG-1", 100)
        try await welt.einlesen(auszug)
        try await welt.kasse { session in
            let umsatz = try #require(try Bankumsatz.ungeklaerte(in: session).first)
            try Bankumsatz.klaeren(umsatz.id, als: .durchlaufend, grund: "Rechnung", in: session)
        }
        let teilung = try await teilen(welt, 100)
        try await welt.verbund.write(.abrechnung, als: zweite) { try teilung.bestaetigen(in: $0) }
        let forderungen = try await welt.abrechnungsstelle { try teilung.forderungen(in: $0) }
        #expect(forderungen.map(\.nummer) == ["KT-2026-0001", "KT-2026-0002"])
        #expect(forderungen.map(\.betrag.cent) == [4_790, 5_210])
        #expect(try await welt.saldo(.durchlaufend) == 0)
        #expect(try await welt.saldo(.forderung, welt.ahaus) == Geld(cent: 4_790))
        var zweiter = Testauszug(nummer: 2, anfang: auszug.schluss)
        zweiter.gutschrift("Anteil \(forderungen[0].kassenzeichen)", Geld(cent: 4_790))
        zweiter.gutschrift("Terminbuchung", 10)
        try await welt.einlesen(zweiter)
        try await welt.kasse { session in
            let umsatz = try #require(try Bankumsatz.ungeklaerte(in: session).first)
            try Bankumsatz.klaeren(umsatz.id, als: .kosten(forderungen[1].id), grund: "Anruf",
                                   trotzdem: true, in: session)
        }
        let danach = try await welt.abrechnungsstelle { try teilung.forderungen(in: $0) }
        #expect(danach.map(\.offen.cent) == [0, 4_210])
        #expect(danach[1].mahnbar(am: danach[1].faellig.plus(tage: 1)) == .erinnerung)
        #expect(try await welt.saldo(.forderung, welt.borken) == Geld(cent: 4_210))
        #expect(try await welt.befunde() == [])
    }

    @Test("Gefordert wird genau, was bestätigt ist, von allen zugleich", arguments: [
        ("""
         INSERT INTO kostenforderung SELECT gen_random_uuid(), kostenteilung_id, mandant_id, 'KT-1',
            'KT-1', '2026-11-24', '2026-12-24', mandant_id FROM kostenteilung_teil LIMIT 1
         """, "kostenforderung_bestaetigt"),
        ("""
         INSERT INTO kostenteilung_entscheidung
         SELECT id, true, '', gen_random_uuid() FROM kostenteilung
         """, "kostenteilung_gefordert"),
        ("""
         INSERT INTO kostenteilung_entscheidung
         SELECT id, true, '', gen_random_uuid() FROM kostenteilung;
         INSERT INTO kostenforderung SELECT gen_random_uuid(), kostenteilung_id, mandant_id, 'KT-1',
            'KT-1', '2026-11-24', '2026-12-24', mandant_id FROM kostenteilung_teil LIMIT 1
         """, "kostenforderung_auf_einmal"),
    ])
    func nurBestaetigtes(saetze: String, regel: String) async throws {
        let (welt, _) = try await welt()
        _ = try await teilen(welt, 100)
        let server = try welt.verbund.superuser()
        defer { server.close() }
        var schranke: String?
        do {
            try server.runScript("BEGIN; SET search_path = kreis; \(saetze); COMMIT")
        } catch let fehler as PostgresError { schranke = fehler.constraint }
        #expect(schranke == regel)
    }

    @Test("fehlt die Zahl dieses Tages, so wird keine andere genommen")
    func ohneZahl() async throws {
        let (welt, _) = try await welt()
        let hindernis = await #expect(throws: Hindernis.self) {
            try await teilen(welt, 100, am: Monat(2025, 3).ersterTag)
        }
        #expect(hindernis?.grund.contains("30.06.2024") == true)
    }

    @Test("eine neu erfasste Zahl gilt ab dann; was geteilt ist, bleibt")
    func berichtigt() async throws {
        let (welt, _) = try await welt()
        let vorher = try await teilen(welt, 100)
        try await erfassen(welt, [1, 1])
        #expect(try await teilen(welt, 100).zeilen.map(\.anteil.betrag) == [50, 50])
        let danach = try await welt.abrechnungsstelle { try Kostenteilung.laden(vorher.id, in: $0) }
        #expect(danach.zeilen.map(\.anteil.betrag) == vorher.zeilen.map(\.anteil.betrag))
        #expect(danach.rechnetSich)
    }

    @Test("hält PostgreSQL selbst auf den Cent", arguments: [
        ("anteil_cent + 1, ganze_cent + 1", "kostenteilung_summe"),
        ("anteil_cent, ganze_cent", ""),
    ])
    func waechter(spalten: String, regel: String) async throws {
        let (welt, _) = try await welt()
        let teilung = try await teilen(welt, 100)
        var fehler: String?
        do {
            try await welt.abrechnungsstelle { session in
                let id = UUIDv7()
                try session.execute("""
                    INSERT INTO kostenteilung
                    SELECT \(id), titel, betrag_cent, vereinbart_am, stichtag, einwohner,
                           nachweis_sha256, erstellt_von, now()
                      FROM kostenteilung WHERE id = \(teilung.id)
                    """)
                try session.execute("""
                    INSERT INTO kostenteilung_teil (kostenteilung_id, mandant_id, ags, kommune,
                        einwohner, einwohnerzahl_id, rest, zusatz_cent, anteil_cent, ganze_cent)
                    SELECT \(id), mandant_id, ags, kommune, einwohner, einwohnerzahl_id, rest,
                           zusatz_cent, \(unescaped: spalten)
                      FROM kostenteilung_teil WHERE kostenteilung_id = \(teilung.id)
                    """)
            }
        } catch let gefangen as PostgresError { fehler = gefangen.constraint }
        #expect((fehler ?? "") == regel)
    }
}
