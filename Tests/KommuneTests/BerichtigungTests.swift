import Grundwerte
@testable import Kommune
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Verlangte Berichtigung (Art. 16 und 19 DSGVO)")
struct BerichtigungTests {
    @Test("Sie nennt, wer die Angaben hat; entschieden wird einmal, abgehakt einzeln, alles bleibt")
    func verlauf() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall)
        try await welt.zahle(fall)
        let leitung = try await welt.verbund.akteur("leitung", mandant: welt.ahaus)
        let id = try await welt.tue(leitung) {
            try Berichtigungsverlangen.erfassen(
                "Der Vorname schreibt sich Youssef.", von: .person, am: $0.heute, zu: fall, in: $0)
        }
        let (verlangen, empfaenger) = try await welt.tue(leitung) { session in
            let eines = try #require(try Berichtigungsverlangen.laden(id, zu: fall, in: session))
            return (eines, try eines.empfaenger(in: session))
        }
        #expect(verlangen.frist == Kommunenwelt.heute.plus(monate: 1))
        #expect(verlangen.entscheidung == nil && verlangen.offen == empfaenger.count)
        #expect(empfaenger.map(\.name) == ["Kreiskasse"])
        #expect(empfaenger.map(\.woher) == ["2 angeordnete Zahlungen"])
        let vorlagen = try await welt.tue(welt.frau) { session in
            try Wiedervorlage.offene(zu: fall, in: session).map(\.text)
        }
        #expect(vorlagen.contains { $0.contains("verlangte Berichtigung") })
        try await welt.tue(leitung) { session in
            try verlangen.entscheiden(.berichtigt, begruendung: "Pass vorgelegt.", in: session)
            try verlangen.unterrichtet([1], in: session)
            try verlangen.unterrichtet([1], in: session)
        }
        #expect(try await hindernisgrund {
            try await welt.tue(leitung) {
                try verlangen.entscheiden(.abgelehnt, begruendung: "Doch nicht.", in: $0)
            }
        } == "Über dieses Verlangen ist schon entschieden.")
        let danach = try await welt.tue(leitung) {
            try Berichtigungsverlangen.alle(zu: fall, in: $0)
        }
        #expect(danach.map(\.entscheidung) == [.berichtigt] && danach.map(\.offen) == [0])
        let vermerke = try await welt.tue(welt.frau) {
            try Aktenvermerk.alle(zu: fall, in: $0).map(\.text)
        }
        #expect(vermerke.contains("1 Empfänger von der Berichtigung unterrichtet (Art. 19 DSGVO)."))
        // Was verlangt wurde, ändert niemand mehr.
        await #expect(throws: PostgresError.self) {
            try await welt.tue(leitung) {
                try $0.execute("UPDATE berichtigungsverlangen SET was = 'x' WHERE id = \(id)")
            }
        }
        try await welt.verbund.abbauen()
    }
}
