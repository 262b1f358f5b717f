import Foundation
import Grundwerte
@testable import Kommune
import Leistungsrecht
import Logging
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

@Suite("Die Statistik gegen eine unabhängige Zählung, und was Aufträgen zustoßen kann")
struct StatistikZaehlungTests {
    /// Die Sätze eines Stichtags noch einmal, in SQL und ohne ein Stück des Programms; auch die
    /// Tests im Browser zählen mit dieser Datei, dort in der Schulung.
    private static func zaehlung() throws -> String {
        let ordner = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        return try String(contentsOf: ordner.appending(path: "Zaehlung/regelleistungen.sql"),
                          encoding: .utf8)
    }

    private func bestand(_ s: Statistikwelt) async throws {
        try await s.haushalt([
            Statistikwelt.mitglied("Yusuf", .haushaltsvorstand, .grundleistung),
            Statistikwelt.mitglied("Amina", .partner, .grundleistung, staat: "475",
                                   geschlecht: .weiblich, status: .duldung),
            Statistikwelt.mitglied("Lina", .kind, .grundleistung,
                                   geboren: Monat(2020, 5).ersterTag, geschlecht: .weiblich),
        ])
        try await s.haushalt([
            Statistikwelt.mitglied("Karim", .haushaltsvorstand, .analogleistung, staat: "475"),
            Statistikwelt.mitglied("Nadim", .sonstigeErwachsene, .keine),
        ], bis: Kommunenwelt.november)
        let mitLohn = try await s.haushalt([
            Statistikwelt.mitglied("Omar", .haushaltsvorstand, .grundleistung,
                                   geschlecht: .divers),
        ])
        try await s.welt.lohn(200, mitLohn)
        try await s.welt.bewillige(mitLohn, von: Kommunenwelt.november,
                                   bis: Kommunenwelt.dezember)
    }

    @Test("Jedes Merkmal zählt an drei Stichtagen wie einfaches SQL")
    func merkmale() async throws {
        let s = try await Statistikwelt.neu()
        try await bestand(s)
        let server = try s.welt.verbund.superuser()
        defer { server.close() }
        try server.execute("SET search_path = \(identifier: s.welt.ahaus.schema)")
        for (monat, personen) in [(10, 0), (11, 5), (12, 4)] {
            let stichtag = Monat(2026, monat).letzterTag
            let lauf = try await s.eroeffnen("regelleistungen", ende: stichtag)
            try await s.arbeite()
            let saetze = try await s.saetze(lauf)
            #expect(saetze.count == personen, "\(stichtag)")
            try server.execute("SELECT set_config('zaehlung.tag', \(stichtag.description), false)")
            let gezaehlt = try server.all("\(unescaped: try Self.zaehlung())") { zeile in
                Dictionary(uniqueKeysWithValues: try (saetze.first?.keys.sorted() ?? []).map {
                    ($0, try zeile.decode($0, as: String.self))
                })
            }
            let groesse = Dictionary(grouping: saetze) { $0["haushaltsnummer"] ?? "" }
            let gerechnet = saetze.map {
                $0.merging(["haushaltsnummer":
                    String(groesse[$0["haushaltsnummer"] ?? ""]?.count ?? 0)]) { $1 }
            }
            for name in saetze.first?.keys.sorted() ?? [] {
                #expect(gezaehlt.map { $0[name] ?? "" }.sorted()
                        == gerechnet.map { $0[name] ?? "" }.sorted(), "\(name) am \(stichtag)")
            }
            #expect(Set(gezaehlt) == Set(gerechnet), "\(stichtag)")
        }
    }

    @Test("Nach einem Abbruch mitten im Rechnen geht es beim nächsten Fall weiter, nichts doppelt")
    func abgebrochen() async throws {
        let s = try await Statistikwelt.neu()
        try await bestand(s)
        let lauf = try await s.eroeffnen("regelleistungen")
        // Was ein getöteter Worker getan hat: einen Fall, in einer Transaktion.
        try await s.welt.tue(s.welt.frau) { session in
            let plan = try #require(try Statistikplan(lauf, in: session))
            _ = try plan.schritt(1, in: session)
        }
        let server = try s.welt.verbund.superuser()
        defer { server.close() }
        let schema = s.welt.ahaus.schema
        let vorher = try server.scalars("""
            SELECT kennnummer FROM \(identifier: schema).statistik_satz ORDER BY kennnummer
            """, as: String.self)
        async let erster: Void = s.arbeite()
        async let zweiter: Void = s.arbeite()
        _ = try await (erster, zweiter)
        #expect(try await s.saetze(lauf).count == 4)
        let danach = try server.scalars("""
            SELECT kennnummer FROM \(identifier: schema).statistik_satz ORDER BY kennnummer
            """, as: String.self)
        #expect(Set(vorher).isSubset(of: danach), "Kenn-Nummern bleiben")
        try await s.abgeben(lauf)
        // Das Abgeben läuft noch einmal: Die Datenbank nimmt dieselben Sätze nicht zweimal.
        try await s.welt.tue(s.welt.frau) { session in
            try session.enqueue(StatistikAbgeben(lauf: lauf), key: "noch einmal")
        }
        try await s.arbeite()
        #expect(try server.scalar("SELECT count(*) FROM kreis.statistik_satz", as: Int.self) == 4)
    }

    @Test("Eine Kommune, deren Datenbank versagt, hält die anderen nicht auf und holt nach")
    func ausfall() async throws {
        let s = try await Statistikwelt.neu()
        try await bestand(s)
        let server = try s.welt.verbund.superuser()
        defer { server.close() }
        let borken = s.welt.borken.schema
        try server.execute("""
            REVOKE USAGE ON SCHEMA \(identifier: borken) FROM \(identifier: borken)
            """)
        let lauf = try await s.eroeffnen("regelleistungen")
        try await s.arbeite()
        func staende() throws -> [String] {
            try server.scalars("""
                SELECT zustand FROM kreis.statistik_abgabe WHERE lauf_id = \(lauf) ORDER BY ags
                """, as: String.self)
        }
        #expect(try staende() == ["geprueft", "erwartet"])
        try server.execute("""
            GRANT USAGE ON SCHEMA \(identifier: borken) TO \(identifier: borken)
            """)
        try server.execute("UPDATE platform.job SET run_at = now()")
        try await s.arbeite()
        #expect(try staende() == ["geprueft", "geprueft"])
    }
}
