import Grundwerte
import Kreis
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

@Suite("Der Plan der Zahlläufe (B-5.2)")
struct ZahllaufplanTests {
    @Test("""
        legt jeden Auftrag in den Lauf, der ihn spätestens zahlen muss, Überfälliges in den ersten
        """)
    func plan() async throws {
        let welt = try await Kassenwelt.neu()
        let heute = Kassenwelt.heute
        try await welt.auftrag("A-1", 100, faellig: heute.plus(tage: -9))
        try await welt.auftrag("A-2", 50, faellig: heute.plus(tage: 5))
        try await welt.auftrag("A-3", 20, faellig: heute.plus(tage: 6))
        try await welt.auftrag("K-1", 7, zahlweg: .bezahlkarte)
        let plan = try await welt.kasse { try Zahllaufplan.laden(anzahl: 3, in: $0) }
        #expect(plan.eintraege.map(\.lauf.tag) == [heute, heute.plus(tage: 3), heute.plus(tage: 7)])
        #expect(plan.eintraege.map(\.anzahl) == [2, 1, 0])
        #expect(plan.eintraege.map(\.summe) == [150, 20, 0])
        #expect(plan.eintraege.map(\.faelligBis)
            == [heute.plus(tage: 5), heute.plus(tage: 7), heute.plus(tage: 12)])
        #expect(plan.warnungen.isEmpty)
    }

    @Test("kennt den angelegten Lauf des Tages, den verworfenen nicht")
    func angelegt() async throws {
        let welt = try await Kassenwelt.neu()
        try await welt.auftrag("A-1", 100)
        let lauf = try await welt.erstellterLauf()
        #expect(try await welt.kasse { try Zahllaufplan.laden(anzahl: 1,
            in: $0).eintraege[0].angelegt } == lauf.id)
        try await welt.kasse { try Zahllauf.verwerfen(lauf.id, grund: "Probe", in: $0) }
        #expect(try await welt.kasse { try Zahllaufplan.laden(anzahl: 1,
            in: $0).eintraege[0].angelegt } == nil)
    }

    @Test("liest Regel und Schließtage aus den Daten und warnt Wochen vorher")
    func daten() async throws {
        let welt = try await Kassenwelt.neu()
        let verwaltung = try welt.verbund.superuser()
        defer { verwaltung.close() }
        for tag in ["2026-12-28", "2026-12-29", "2026-12-30", "2026-12-31"] {
            try verwaltung.execute("""
                INSERT INTO kreis.kassenschliesstag (tag, grund) VALUES (\(tag)::date, 'Inventur')
                """)
        }
        let plan = try await welt.kasse { try Zahllaufplan.laden(in: $0) }
        #expect(plan.warnungen.map(\.woche) == [53])
        try verwaltung.execute("""
            INSERT INTO kreis.zahllaufregel (gueltig_ab, wochentage, vorlauf_banktage,
                                             annahmeschluss, grund)
            VALUES ('2026-11-30', '{1,3,5}', 1, '10:15', 'Drei Läufe im Advent')
            """)
        let neu = try await welt.kasse { try Zahllaufkalender.laden(in: $0) }
        #expect(neu.woche(mit: Kassenwelt.heute).laeufe.count == 2)
        #expect(neu.woche(mit: Kassenwelt.heute.plus(tage: 7)).laeufe.map(\.tag.wochentag)
            == [1, 3, 5])
        #expect(neu.regel(am: Kassenwelt.heute.plus(tage: 7))?.annahmeschluss.description
            == "10:15")
        for verboten in ["'2026-12-08', '{1,3}'", "'2026-12-07', '{2}'", "'2026-12-07', '{1,6}'"] {
            #expect(throws: (any Error).self) {
                try verwaltung.execute("""
                    INSERT INTO kreis.zahllaufregel (gueltig_ab, wochentage, vorlauf_banktage,
                                                     annahmeschluss, grund)
                    VALUES (\(unescaped: verboten), 1, '08:30', 'Probe')
                    """)
            }
        }
    }

    @Test("""
        hält die Zahlwege auseinander: In einer Woche laufen Überweisung und Bezahlkarte, \
        jede auf ihrem Konto
        """)
    func zahlwege() async throws {
        let welt = try await Kassenwelt.neu()
        let geld = try await welt.auftrag("A-1", 100)
        let karte = try await welt.auftrag("K-1", 70, zahlweg: .bezahlkarte)
        let spaeter = try await welt.auftrag("K-2", 30, zahlweg: .bezahlkarte,
                                             faellig: Kassenwelt.heute.plus(tage: 6))
        let ueberweisung = try await welt.uebergebenerLauf(),
            karten = try await welt.uebergebenerLauf(.bezahlkarte)
        let freitag = try await welt.erstellterLauf(.bezahlkarte,
                                                    am: Kassenwelt.heute.plus(tage: 3))
        #expect([ueberweisung, karten, freitag].map(\.summe) == [100, 70, 30])
        #expect([ueberweisung, karten, freitag].map(\.nummer)
            == ["2026-001", "2026-002", "2026-003"])
        let dateien = try await welt.kasse { session in
            try [ueberweisung, karten].map {
                String(decoding: try Zahllauf.dateiAnsehen($0.id, in: session).bytes, as: UTF8.self)
            }
        }
        #expect(dateien[0].contains(Kassenwelt.konto)
            && !dateien[0].contains(Kassenwelt.kartenkonto))
        #expect(dateien[1].contains(Kassenwelt.kartenkonto) && !dateien[1].contains("A-1"))
        var auszug = Testauszug()
        auszug.konto = Kassenwelt.kartenkonto
        auszug.sammler(karten.msgId, 70)
        try await welt.einlesen(auszug)
        #expect(try await welt.zustand(karte) == .gezahlt)
        #expect(try await welt.zustand(geld) == .uebergeben)
        #expect(try await welt.zustand(spaeter) == .imLauf)
        #expect(try await welt.saldo(.forderung) == 70)
        #expect(try await welt.befunde() == [])
    }
}
