import Grundwerte
@testable import Kommune
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Der Datenkatalog kennt jede Spalte einer Kommune (Art. 30 DSGVO)")
struct DatenkatalogTests {
    @Test("Jede Spalte hat eine Kategorie, und der Katalog nennt keine, die es nicht gibt")
    func spalten() async throws {
        let verbund = try await TestVerbund.neu(), ahaus = try await verbund.mandant("ahaus")
        let server = try verbund.superuser()
        defer { server.close() }
        let gefunden = try server.scalars("""
            SELECT c.table_name || '.' || c.column_name FROM information_schema.columns c
             WHERE c.table_schema = \(ahaus.schema) ORDER BY 1
            """, as: String.self)
        #expect(gefunden.count > 400)
        let tabellen = Set(gefunden.map { String($0.prefix { $0 != "." }) })
        #expect(tabellen.subtracting(Datenkatalog.alle.map(\.name)).sorted() == [],
                "Ohne Kategorie weiß niemand, wessen Daten das sind und wie lange sie bleiben.")
        #expect(Set(Datenkatalog.alle.map(\.name)).subtracting(tabellen).sorted() == [])
        #expect(Datenkatalog.alle.count == Set(Datenkatalog.alle.map(\.name)).count)
        let bekannt = Set(Datenkatalog.alle.flatMap { tabelle in
            (tabelle.spalten + Datenkatalog.inneres).map { "\(tabelle.name).\($0)" }
        })
        let ohne = gefunden.filter { !bekannt.contains($0) }
        #expect(ohne == [], "Tragen Sie die Spalten in Datenkatalog+Tabellen.swift ein.")
        let genannt = Datenkatalog.alle.flatMap { tabelle in
            tabelle.spalten.map { "\(tabelle.name).\($0)" }
        }
        #expect(Set(genannt).subtracting(gefunden).sorted() == [])
        try await verbund.abbauen()
    }

    @Test("Jeder Weg zur Person lässt sich gehen, und jede Kategorie hat eine Löschregel")
    func wege() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        let akte = try await welt.tue(welt.frau) { try Fallakte.heute(fall, in: $0) }
        let person = try #require(akte.mitglieder.first?.id)
        let zeilen = try await welt.tue(welt.frau) { session in
            try Datenkatalog.alle.compactMap { tabelle -> (String, Int)? in
                guard let bedingung = tabelle.bedingung(person, [fall]) else { return nil }
                return (tabelle.name, try session.scalar("""
                    SELECT count(*) FROM \(identifier: tabelle.name) WHERE \(bedingung)
                    """, as: Int.self))
            }
        }
        let anzahl = Dictionary(uniqueKeysWithValues: zeilen)
        #expect(anzahl["person_angabe"] == 1 && anzahl["unterkunft"] == 1)
        #expect(anzahl["bankverbindung_bestaetigung"] == 1)
        let regeln = try await welt.tue(welt.frau) {
            try Loeschregel.geltende(am: Kommunenwelt.heute, in: $0)
        }
        #expect(Set(regeln.keys) == Set(Loeschregel.Art.allCases))
        try await welt.verbund.abbauen()
    }
}
