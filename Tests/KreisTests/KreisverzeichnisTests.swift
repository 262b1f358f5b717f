import Grundwerte
@testable import Kreis
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Das Verzeichnis des Kreises kennt jede Spalte von Kreis und Plattform (Art. 30 DSGVO)")
struct KreisverzeichnisTests {
    @Test("Jede Tabelle hat eine Kategorie, jede Spalte steht darin, und keine, die es nicht gibt")
    func spalten() async throws {
        let verbund = try await TestVerbund.neu()
        let server = try verbund.superuser()
        defer { server.close() }
        let gefunden = try server.scalars("""
            SELECT c.table_schema || '.' || c.table_name || '/' || c.column_name
              FROM information_schema.columns c
              JOIN information_schema.tables t USING (table_schema, table_name)
             WHERE c.table_schema IN ('kreis', 'platform') AND t.table_type = 'BASE TABLE'
             ORDER BY 1
            """, as: String.self)
        #expect(gefunden.count > 600)
        let tabellen = Set(gefunden.map { String($0.prefix { $0 != "/" }) })
        let katalog = Kreisdatenkatalog.alle
        #expect(tabellen.subtracting(katalog.map(\.name)).sorted() == [],
                "Ohne Kategorie weiß niemand, wessen Daten das sind und wie lange sie bleiben.")
        #expect(Set(katalog.map(\.name)).subtracting(tabellen).sorted() == [])
        #expect(katalog.count == Set(katalog.map(\.name)).count)
        let bekannt = Set(katalog.flatMap { tabelle in
            (tabelle.spalten + Kreisdatenkatalog.inneres).map { "\(tabelle.name)/\($0)" }
        })
        #expect(gefunden.filter { !bekannt.contains($0) } == [],
                "Tragen Sie die Spalten in Kreisdatenkatalog+Tabellen.swift ein.")
        let genannt = katalog.flatMap { tabelle in
            tabelle.spalten.map { "\(tabelle.name)/\($0)" }
        }
        #expect(Set(genannt).subtracting(gefunden).sorted() == [])
        try await verbund.abbauen()
    }

    @Test("Zu jeder Kategorie stehen Zweck, Grundlage, Betroffene und Frist, und keine ist leer")
    func angaben() async throws {
        let verbund = try await TestVerbund.neu(), ahaus = try await verbund.mandant("ahaus")
        let verzeichnis = Kreisverzeichnis(kreis: "Kreis Borken", kommunen: [ahaus],
                                           am: Monat(2026, 11).ersterTag)
        #expect(verzeichnis.kategorien.count == Kreisdatenkategorie.allCases.count)
        for kategorie in verzeichnis.kategorien {
            #expect(!kategorie.tabellen.isEmpty, "\(kategorie.name)")
            for angabe in [kategorie.zweck, kategorie.grundlage, kategorie.betroffene,
                           kategorie.frist] {
                #expect(!angabe.isEmpty, "\(kategorie.name)")
            }
        }
        #expect(verzeichnis.auftraggeber.map(\.name) == [ahaus.bezeichnung])
        #expect(verzeichnis.verantwortlich == "Kreis Borken" && verzeichnis.stand == "01.11.2026")
        #expect(verzeichnis.datenschutz == Kontakt.fehlt, "Was fehlt, steht als fehlend da.")
        let mit = Kreisverzeichnis(
            kreis: "Kreis Borken",
            kontakt: Kontakt(anschrift: "Burloer Straße 93, 46325 Borken",
                             erreichbar: "post@kreis.example", datenschutz: "dsb@kreis.example"),
            kommunen: [], am: Monat(2026, 11).ersterTag)
        #expect([mit.anschrift, mit.erreichbar, mit.datenschutz] == [
            "Burloer Straße 93, 46325 Borken", "post@kreis.example", "dsb@kreis.example",
        ], "Art. 30 Abs. 1 Buchst. a DSGVO")
        try await verbund.abbauen()
    }

    @Test("Das Verzeichnis verspricht keine Löschung, die die Datenbank jeder Anmeldung verweigert")
    func loeschung() async throws {
        let verbund = try await TestVerbund.neu()
        let server = try verbund.superuser()
        defer { server.close() }
        let bewacht = Set(try server.scalars("""
            SELECT DISTINCT n.nspname || '.' || c.relname FROM pg_trigger t
              JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE t.tgname IN ('nur_anfuegen', 'nie_loeschen', 'bleibt_stehen')
             ORDER BY 1
            """, as: String.self))
        let buecher: [Kreisdatenkategorie] = [
            .zahlung, .bank, .buchfuehrung, .krankenhilfe, .empfaenger, .statistik,
        ]
        for kategorie in buecher {
            let tabellen = Kreisdatenkatalog.alle.filter { $0.kategorie == kategorie }.map(\.name)
            #expect(!bewacht.isDisjoint(with: tabellen), "\(kategorie)")
            #expect(kategorie.frist.contains("gelöscht wird auch danach nicht"), "\(kategorie)")
        }
        #expect(!Kreisdatenkategorie.allCases.contains { $0.frist.contains("IT-Betrieb") })
        try await verbund.abbauen()
    }
}
