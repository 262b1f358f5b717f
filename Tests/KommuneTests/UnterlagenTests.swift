import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Unterlagen und Aufforderung zur Mitwirkung (§§ 60 bis 67 SGB I)")
struct UnterlagenTests {
    private static let frist = Kommunenwelt.heute.plus(tage: 14)

    private static func vorlage(_ schluessel: String) throws -> Unterlagenvorlage {
        try #require(Unterlagenvorlage.auswahl(am: Kommunenwelt.heute)
            .first { $0.schluessel == schluessel })
    }

    /// Ein Fall, dem die Unterlagen einer eigenen Wohnung fehlen.
    private func verlangt() async throws -> (Kommunenwelt, Fall.ID, [Unterlage]) {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        let offene = try await welt.tue(welt.frau) { session in
            try Unterlage.verlangen(
                .init(vorlagen: [try Self.vorlage("wohnung")], frist: Self.frist), zu: fall,
                in: session)
            return try Unterlage.offene(zu: fall, in: session)
        }
        return (welt, fall, offene)
    }

    @Test("Eine Vorlage bringt Unterlagen mit Frist, Vermerk, Wiedervorlage; doppelt kommt nichts")
    func verlangen() async throws {
        let (welt, fall, offene) = try await verlangt()
        #expect(offene.map(\.bezeichnung) == [
            "Abschlag für Strom und Heizung", "Bankverbindung des Vermieters", "Mietvertrag",
            "Wohnungsgeberbestätigung"])
        #expect(offene.allSatisfy {
            $0.frist == Self.frist && $0.verlangtVon == welt.frau.benutzer
        })
        #expect(offene[0].zustand(heute: Self.frist) == .offen)
        #expect(offene[0].zustand(heute: Self.frist.plus(tage: 1)) == .ueberfaellig)
        try await welt.tue(welt.frau) { session in
            // Fällig am 8.12.2026, vorgelegt am Tag danach.
            #expect(try Wiedervorlage.offene(zu: fall, in: session).contains {
                $0.text.hasPrefix("4 Unterlagen fällig") && $0.faellig == Self.frist.plus(tage: 1)
            })
            #expect(try Aktenvermerk.alle(zu: fall, in: session)[0].text
                .hasPrefix("Unterlagen verlangt bis 08.12.2026: Abschlag"))
            let neue = try Unterlage.verlangen(
                .init(vorlagen: [try Self.vorlage("wohnung"), try Self.vorlage("antrag")],
                      frist: Self.frist), zu: fall, in: session)
            #expect(neue == 5)
        }
        #expect(try await hindernisgrund {
            try await welt.tue(welt.frau) {
                _ = try Unterlage.verlangen(.init(vorlagen: [try Self.vorlage("wohnung")],
                                                  frist: Self.frist), zu: fall, in: $0)
            }
        } == "Das alles steht schon auf der Liste.")
        try await welt.verbund.abbauen()
    }

    @Test("Eingang und Verzicht gelten einmal; ein Verzicht nennt seinen Grund")
    func erledigen() async throws {
        let (welt, fall, offene) = try await verlangt(), ids = offene.map(\.id)
        try await welt.tue(welt.frau) { session in
            try Unterlage.eingegangen([ids[0]], zu: fall, am: session.heute, in: session)
            try Unterlage.verzichten([ids[1]], zu: fall, grund: "nicht zu beschaffen", in: session)
            let alle = try Unterlage.alle(zu: fall, in: session)
            #expect(alle.map { $0.zustand(heute: session.heute) }
                == [.offen, .offen, .eingegangen, .verzichtet])
            #expect(alle[3].grund == "nicht zu beschaffen")
        }
        #expect(try await hindernisgrund {
            try await welt.tue(welt.kollege) {
                try Unterlage.eingegangen([ids[0]], zu: fall, am: $0.heute, in: $0)
            }
        } == "Eine der Unterlagen ist inzwischen erledigt.")
        // Auch an der Anwendung vorbei bleibt das Ergebnis, wie es war.
        await #expect(throws: PostgresError.self) {
            try await welt.tue(welt.frau) {
                _ = try $0.execute("UPDATE unterlage_ergebnis SET grund = 'x'")
            }
        }
        try await welt.verbund.abbauen()
    }

    @Test("Die Aufforderung nennt Fehlendes, Frist und Folge; vor zwei Wochen ist sie zu kurz")
    func auffordern() async throws {
        let (welt, fall, offene) = try await verlangt(), ids = offene.prefix(2).map(\.id)
        func auffordern(bis frist: Kalendertag) async throws -> Schreiben.ID {
            try await welt.tue(welt.frau) {
                try Mitwirkung.auffordern(ids, zu: fall, frist: frist, hinweis: "Kopien genügen.",
                                          unterzeichner: Kommunenwelt.unterzeichner, in: $0)
            }
        }
        #expect(try await hindernisgrund {
            _ = try await auffordern(bis: Self.frist.plus(tage: -1))
        } == "Die Frist ist zu kurz.")
        let id = try await auffordern(bis: Self.frist)
        try await welt.tue(welt.frau) { session in
            let inhalt = try #require(try Schreiben.inhalt(id, in: session))
            let text = inhalt.abschnitte.flatMap(\.absaetze).joined(separator: " ")
            for teil in ["§ 60 Abs. 1 SGB I", "§ 9 Abs. 3 AsylbLG", "§ 65 Abs. 1",
                         "§ 66 Abs. 1 und 3", "§ 67 SGB I", "08.12.2026", "Kopien genügen."] {
                #expect(text.contains(teil), "\(teil)")
            }
            #expect(!text.contains("entziehen"))
            #expect(inhalt.abschnitte.compactMap(\.liste).first?.count == 2)
            #expect(inhalt.rechtsbehelf == nil)
            #expect(try !Mitwirkung.istVersaeumt(fall, in: session))
            #expect(try Wiedervorlage.offene(zu: fall, in: session).contains {
                $0.text.contains("§ 66 SGB I") && $0.faellig == Self.frist.plus(tage: 1)
            })
            #expect(try Unterlage.offene(zu: fall, in: session).filter { $0.aufforderung == id }
                .count == 2)
        }
        let danach = Self.frist.plus(tage: 1)
        #expect(try await welt.am(danach, welt.frau) { try Mitwirkung.istVersaeumt(fall, in: $0) })
        try await welt.am(danach, welt.frau) { session in
            try Unterlage.eingegangen(Array(ids), zu: fall, am: session.heute, in: session)
            #expect(try !Mitwirkung.istVersaeumt(fall, in: session))
        }
        try await welt.verbund.abbauen()
    }

    @Test("Wer schon Leistungen erhält, dem droht auch der Entzug")
    func laufend() async throws {
        let (welt, fall, offene) = try await verlangt()
        try await welt.bewillige(fall)
        let akte = try await welt.tue(welt.frau) { try Fallakte.heute(fall, in: $0) }
        let text = Mitwirkung.text(offene, akte, frist: Self.frist, hinweis: "", laeuft: true)
        let saetze: [String] = text.abschnitte.flatMap(\.absaetze)
        #expect(saetze.contains { $0.contains("versagen oder entziehen") })
        try await welt.verbund.abbauen()
    }

    @Test("Die Vorlagen sind vollständig, ohne Doppel, und passen in die Datenbank")
    func vorlagen() {
        let alle = Unterlagenvorlage.alle
        #expect(Set(alle.map(\.schluessel)).count == alle.count)
        for vorlage in alle {
            #expect(!vorlage.unterlagen.isEmpty && (7...92).contains(vorlage.fristTage))
            #expect(vorlage.unterlagen.allSatisfy { (1...200).contains($0.bezeichnung.count) })
        }
    }
}
