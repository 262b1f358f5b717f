import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Bestand: Bedarfe, Arbeitsgelegenheiten, Hindernisse, § 1a, anerkannte Miete")
struct BestandBedarfeTests {
    private static func beispiel() -> Bestandsbeispiel {
        var beispiel = Bestandsbeispiel()
        beispiel.dazu(.mehrbedarfe, ["P2", "ernaehrung", "40,50", "Attest", "01.06.2026", ""])
        beispiel.dazu(.mehrbedarfe, ["P1", "merkzeichen_g", "", "", "01.06.2026", "30.06.2026"])
        beispiel.dazu(.monatsbedarfe, ["P3", "schulbedarf", "", "", "01.08.2026", ""])
        beispiel.dazu(.monatsbedarfe, ["P1", "sonstige", "25", "Fahrt", "01.09.2026", "01.09.2026"])
        beispiel.dazu(.arbeitsgelegenheiten, ["P1", "01.10.2026", "4830", "12,00"])
        beispiel.setze(.berechtigungen, 3, "grundlage", "anspruchseinschraenkung")
        beispiel.setze(.berechtigungen, 3, "einschraenkung", "absatz_3")
        beispiel.setze(.berechtigungen, 3, "form", "gutschein")
        beispiel.dazu(.wartezeithindernisse,
                      ["P1", "unterbrechung", "Türkei", "01.03.2025", "30.09.2025"])
        beispiel.setze(.unterkuenfte, 2, "miete_anerkannt", "350,00")
        beispiel.setze(.unterkuenfte, 2, "karenz_ab", "01.02.2025")
        beispiel.setze(.unterkuenfte, 2, "vollverpflegung", "ja")
        return beispiel
    }

    @Test("Sie stehen danach in der Akte und kommen in derselben Form wieder heraus")
    func hinUndZurueck() async throws {
        let welt = try await Kommunenwelt.neu(), leitung = try await welt.leitung()
        let plan = try await welt.plan(Self.beispiel().dateien)
        #expect(plan.befunde == [])
        try await welt.uebernimm(plan, als: leitung)
        let akte = try await welt.tue(leitung) { session in
            let fall = try session.scalar("SELECT id FROM fall WHERE aktenzeichen = 'ALT-50-17'",
                                          as: Fall.ID.self)
            return try Fallakte.heute(fall, in: session)
        }
        let sami = try #require(akte.mitglieder.first)
        let juni = Monat(2026, 6)
        #expect(sami.mehrbedarfe == [Mehrbedarf(art: .merkzeichenG, gueltig: juni.zeitraum)])
        #expect(sami.arbeitsgelegenheiten == [
            Arbeitsgelegenheit(monat: Monat(2026, 10), minuten: 4_830, mehraufwand: 12)])
        #expect(sami.monatsbedarfe.map(\.betrag) == [25])
        #expect(akte.mitglieder[1].berechtigungen.map(\.einschraenkung) == [.absatz3])
        #expect(akte.mitglieder[1].berechtigungen.map(\.form) == [.gutschein])
        #expect(sami.wartezeithindernisse.map(\.grund) == ["Türkei"])
        #expect(akte.unterkuenfte.map(\.mieteAnerkannt) == [350])
        #expect(akte.unterkuenfte.map(\.vollverpflegung) == [true])
        let ausgabe = try await welt.ausgabe()
        func zeilen(_ datei: Bestandsdatei) -> [String] {
            String(decoding: ausgabe[datei] ?? [], as: UTF8.self)
                .split(separator: "\n").dropFirst().map(String.init)
        }
        #expect(zeilen(.mehrbedarfe) == ["P1;merkzeichen_g;;;01.06.2026;30.06.2026",
                                         "P2;ernaehrung;40,50;Attest;01.06.2026;"])
        #expect(zeilen(.monatsbedarfe) == ["P1;sonstige;25,00;Fahrt;01.09.2026;01.09.2026",
                                           "P3;schulbedarf;;;01.08.2026;"])
        #expect(zeilen(.arbeitsgelegenheiten) == ["P1;01.10.2026;4830;12,00"])
        #expect(zeilen(.wartezeithindernisse)
            == ["P1;unterbrechung;Türkei;01.03.2025;30.09.2025"])
        #expect(zeilen(.summen).contains("mehrbedarfe.csv;2;40,50"))
        // Was herauskommt, lässt sich ohne Befund wieder lesen.
        #expect(try await welt.plan(ausgabe, fuer: welt.borken).befunde == [])
        try await welt.verbund.abbauen()
    }

    @Test("Was nicht zusammenpasst, wird mit Datei, Zeile und Feld genannt", arguments: [
        (.mehrbedarfe, ["P1", "ernaehrung", "", "", "01.06.2026", ""], "betrag"),
        (.mehrbedarfe, ["P1", "merkzeichen_g", "5", "", "01.06.2026", ""], "betrag"),
        (.monatsbedarfe, ["P1", "teilhabe", "5", "", "01.06.2026", ""], "betrag"),
        (.monatsbedarfe, ["P1", "sonstige", "", "", "01.06.2026", ""], "betrag"),
        (.arbeitsgelegenheiten, ["P1", "01.06.2026", "44641", ""], "minuten"),
        (.arbeitsgelegenheiten, ["P1", "01.06.2026", "viel", ""], "minuten"),
        (.wartezeithindernisse,
         ["P1", "rechtsmissbrauch", "Pass", "01.06.2025", "01.07.2025"], "bis"),
        (.wartezeithindernisse, ["P1", "rechtsmissbrauch", "", "01.06.2025", ""], "grund"),
    ] as [(Bestandsdatei, [String], String)])
    func fehler(datei: Bestandsdatei, zellen: [String], feld: String) throws {
        var beispiel = Bestandsbeispiel()
        beispiel.dazu(datei, zellen)
        let befunde = Bestand.lesen(beispiel.dateien, benutzer: [:]).befunde
        #expect(befunde.map(\.datei) == [datei.name])
        #expect(befunde.map(\.zeile) == [2])
        #expect(befunde.map(\.feld) == [feld])
    }

    @Test("Anerkannt ist höchstens, was anfällt; ein Absatz des § 1a verlangt die Einschränkung")
    func passt() throws {
        var beispiel = Bestandsbeispiel()
        beispiel.setze(.unterkuenfte, 2, "miete_anerkannt", "400,01")
        beispiel.setze(.berechtigungen, 2, "einschraenkung", "absatz_3")
        beispiel.setze(.berechtigungen, 2, "form", "gutschein")
        beispiel.setze(.berechtigungen, 3, "haertefall", "ja")
        let befunde = Bestand.lesen(beispiel.dateien, benutzer: [:]).befunde
        #expect(befunde.map(\.feld) == ["einschraenkung", "form", "haertefall",
                                         "miete_anerkannt"])
    }
}
