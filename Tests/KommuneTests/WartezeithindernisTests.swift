import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Was gegen Leistungen nach § 2 steht: Unterbrechung und Rechtsmissbrauch")
struct WartezeithindernisTests {
    private static let einreise = Monat(2021, 1).ersterTag

    /// Ein Fall, dessen Mensch seit 2021 da ist: § 2 längst erfüllt.
    private func eingereist() async throws -> (Kommunenwelt, Fall.ID, Person.ID) {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        let person = try await welt.tue(welt.frau) { session in
            let akte = try Fallakte.heute(fall, in: session), person = akte.mitglieder[0].id
            try Fall.aendern(fall, fassung: akte.fall.fassung, .aufenthalt(person, Aufenthalt(
                status: .aufenthaltsgestattung, eingereistAm: Self.einreise, dokumentBis: nil,
                gueltig: Zeitraum(von: Kommunenwelt.november.ersterTag))), in: session)
            return person
        }
        return (welt, fall, person)
    }

    private func erfasse(_ hindernis: Wartezeithindernis, _ welt: Kommunenwelt, _ fall: Fall.ID,
                         _ person: Person.ID) async throws -> AsylbLG.Wartezeit {
        try await welt.tue(welt.frau) { session in
            try Fall.aendern(fall, fassung: Fall.fassung(fall, in: session),
                             .wartezeit(person, hindernis), in: session)
            let akte = try Fallakte.heute(fall, in: session)
            return try #require(akte.mitglieder[0].wartezeit(am: session.heute, nach: .amtlich))
        }
    }

    @Test("Nach einer Unterbrechung beginnen die 36 Monate am Tag danach neu")
    func unterbrechung() async throws {
        let (welt, fall, person) = try await eingereist()
        let ende = Monat(2025, 6).letzterTag
        let wartezeit = try await erfasse(
            .init(art: .unterbrechung, grund: "Ausreise, Stempel im Pass",
                  gueltig: Zeitraum(von: Monat(2025, 3).ersterTag, bis: ende)),
            welt, fall, person)
        // 1.7.2025 und 36 Monate.
        #expect(wartezeit.ab == Monat(2028, 7).ersterTag)
        let vermerk = try await welt.tue(welt.frau) {
            try Aktenvermerk.alle(zu: fall, in: $0)[0].text
        }
        #expect(vermerk == "Wesentliche Unterbrechung des Aufenthalts 01.03.2025 bis 30.06.2025 "
            + "(§ 2 AsylbLG).")
        try await welt.verbund.abbauen()
    }

    @Test("Rechtsmissbrauch schließt § 2 auf Dauer aus und nimmt die Wiedervorlage zurück")
    func rechtsmissbrauch() async throws {
        let (welt, fall, person) = try await eingereist()
        func vorgelegt() async throws -> Bool {
            try await welt.tue(welt.frau) { session in
                try Wiedervorlage.abgleichen(nur: fall, in: session)
                return try Wiedervorlage.offene(zu: fall, in: session)
                    .contains { $0.text.hasPrefix("Leistungen nach § 2") }
            }
        }
        #expect(try await vorgelegt())
        let wartezeit = try await erfasse(
            .init(art: .rechtsmissbrauch, grund: "Identität verschleiert, Urteil vom 3.2.2024",
                  gueltig: Zeitraum(von: Monat(2024, 2).ersterTag)), welt, fall, person)
        #expect(wartezeit.ab == nil)
        #expect(try await !vorgelegt())
        try await welt.verbund.abbauen()
    }

    @Test("Ein Rechtsmissbrauch ohne Dauer passt nicht in die Datenbank")
    func dauer() async throws {
        let (welt, fall, person) = try await eingereist()
        let fehler = await #expect(throws: PostgresError.self) {
            _ = try await erfasse(
                .init(art: .rechtsmissbrauch, grund: "x",
                      gueltig: Zeitraum(von: Monat(2024, 2).ersterTag,
                                        bis: Monat(2024, 3).letzterTag)), welt, fall, person)
        }
        #expect(fehler?.constraint == "wartezeithindernis_dauer")
        try await welt.verbund.abbauen()
    }
}
