import Grundwerte
@testable import Kommune
import Platform
import TestSupport
import Testing

@Suite("Wiedervorlagen verschieben, übergeben, erledigen: eine oder viele, jede einmal")
struct VorlageaktionTests {
    private let morgen = Kommunenwelt.heute.plus(tage: 1)

    private func anlegen(_ welt: Kommunenwelt, _ text: String, in tagen: Int = 0) async throws
        -> Wiedervorlage.ID {
        let fall = try await welt.fall(bestaetigt: false)
        return try await welt.tue(welt.frau) { session in
            try Wiedervorlage.anlegen(
                text, zu: fall, faellig: session.heute.plus(tage: tagen), quelle: .selbst,
                in: session)
        }
    }

    private func offene(_ welt: Kommunenwelt, _ wer: Akteur) async throws -> [Wiedervorlage] {
        let tische = [try #require(wer.benutzer)]
        return try await welt.tue(wer) {
            try Wiedervorlage.offene(fuer: tische, bis: $0.heute.plus(tage: 100), in: $0)
        }
    }

    private func vermerke(_ welt: Kommunenwelt, _ fall: Fall.ID) async throws -> [String] {
        try await welt.tue(welt.frau) { try Aktenvermerk.alle(zu: fall, in: $0).map(\.text) }
    }

    @Test("Verschoben ist sie an einem anderen Tag, übergeben auf einem anderen Tisch, mit Vermerk")
    func einzeln() async throws {
        let welt = try await Kommunenwelt.neu()
        let id = try await anlegen(welt, "Rückruf"), morgen = morgen
        let kollege = try #require(welt.kollege.benutzer)
        try await welt.tue(welt.frau) {
            try Wiedervorlage.ausfuehren(
                .verschieben(auf: morgen), notiz: "Nicht erreicht", auf: [.init(id)], in: $0)
            try Wiedervorlage.ausfuehren(
                .uebergeben(an: kollege, name: "Jonas Ellerkamp"), auf: [.init(id)], in: $0)
        }
        #expect(try await offene(welt, welt.frau).isEmpty)
        let vorlage = try #require(try await offene(welt, welt.kollege).first)
        #expect(vorlage.faellig == morgen && vorlage.fassung == 3)
        #expect(try await vermerke(welt, vorlage.fall).prefix(2) == [
            "Wiedervorlage an Jonas Ellerkamp übergeben: Rückruf",
            "Wiedervorlage vom 24.11.2026 auf den 25.11.2026 verschoben: Rückruf "
                + "Notiz: Nicht erreicht",
        ])
        try await welt.verbund.abbauen()
    }

    @Test("Die Probe sagt, was geschähe, und ändert nichts; danach gilt für jede ihr Grund")
    func viele() async throws {
        let welt = try await Kommunenwelt.neu(), morgen = morgen
        let gut = try await anlegen(welt, "Mietvertrag"), schon = try await anlegen(
            welt, "Steht schon dort", in: 1)
        let erledigt = try await anlegen(welt, "Erledigtes")
        let geaendert = try await anlegen(welt, "Geändertes")
        try await welt.tue(welt.frau) { try Wiedervorlage.erledigen(erledigt, in: $0) }
        try await welt.tue(welt.kollege) {
            try Wiedervorlage.ausfuehren(
                .verschieben(auf: morgen.plus(tage: 3)), auf: [.init(geaendert)], in: $0)
        }
        let auswahl = [gut, schon, erledigt, geaendert, Wiedervorlage.ID()].map {
            Wiedervorlage.Gewaehlt($0, fassung: 1)
        }
        for probe in [true, false] {
            let ergebnis = try await welt.tue(welt.frau) {
                try Wiedervorlage.ausfuehren(
                    .verschieben(auf: morgen), auf: auswahl, probe: probe, in: $0)
            }
            #expect(ergebnis.getan.map(\.id) == [gut])
            #expect(ergebnis.unbekannt == 1 && ergebnis.anzahl == 5)
            let gruende = Dictionary(uniqueKeysWithValues: ergebnis.offen.map {
                ($0.vorlage.id, $0.hindernis.grund)
            })
            #expect(gruende == [
                schon: "Sie ist schon für den 25.11.2026 vorgemerkt.",
                // Erledigen zählt die Fassung weiter; der wahre Grund geht vor.
                erledigt: "Sie ist inzwischen erledigt.",
                geaendert: "Jemand hat sie inzwischen verschoben oder übergeben.",
            ])
            let faellig = try await offene(welt, welt.frau).first { $0.id == gut }?.faellig
            #expect(faellig == (probe ? Kommunenwelt.heute : morgen))
        }
        try await welt.verbund.abbauen()
    }

    @Test("Zwei zugleich: Jede Wiedervorlage wird von genau einer Person erledigt")
    func zugleich() async throws {
        let welt = try await Kommunenwelt.neu()
        var ids: [Wiedervorlage.Gewaehlt] = []
        for nummer in 1...5 { ids.append(.init(try await anlegen(welt, "Nr. \(nummer)"))) }
        let alle = ids
        async let eine = welt.tue(welt.frau) {
            try Wiedervorlage.ausfuehren(.erledigen, auf: alle, in: $0)
        }
        async let andere = welt.tue(welt.kollege) {
            try Wiedervorlage.ausfuehren(.erledigen, auf: alle.reversed(), in: $0)
        }
        let (a, b) = try await (eine, andere)
        #expect(a.getan.count + b.getan.count == 5)
        #expect(Set((a.getan + b.getan).map(\.id)).count == 5)
        try await welt.verbund.abbauen()
    }

    @Test("Nicht in die Vergangenheit, nicht an Fremde, nicht mit fremder Kennung")
    func grenzen() async throws {
        let welt = try await Kommunenwelt.neu(), id = try await anlegen(welt, "Rückruf")
        let fremde = try await welt.verbund.akteur("sachbearbeitung", mandant: welt.borken)
        let fremd = try #require(fremde.benutzer)
        for (aktion, feld) in [
            (Vorlageaktion.verschieben(auf: Kommunenwelt.heute.plus(tage: -1)), "faellig"),
            (.uebergeben(an: fremd, name: "Borken"), "fuer"),
        ] {
            let fehler = await #expect(throws: Hindernis.self) {
                try await welt.tue(welt.frau) {
                    try Wiedervorlage.ausfuehren(aktion, auf: [.init(id)], in: $0)
                }
            }
            #expect(fehler?.feld == feld)
        }
        let ergebnis = try await welt.verbund.write(welt.borken, als: fremde) {
            try Wiedervorlage.ausfuehren(.erledigen, auf: [.init(id)], in: $0)
        }
        #expect(ergebnis.unbekannt == 1 && ergebnis.getan.isEmpty)
        #expect(try await offene(welt, welt.frau).count == 1)
        try await welt.verbund.abbauen()
    }

    @Test("Die nächste folgt der Reihe nach Fälligkeit und beginnt am Ende wieder vorn")
    func naechste() async throws {
        let welt = try await Kommunenwelt.neu()
        let zweite = try await anlegen(welt, "2", in: 2)
        let erste = try await anlegen(welt, "1", in: 1)
        _ = try await anlegen(welt, "später", in: 30)
        let tische = [try #require(welt.frau.benutzer)]
        let folge = try await welt.tue(welt.frau) { session in
            let bis = session.heute.plus(tage: 2)
            return try [erste, zweite].map {
                try Wiedervorlage.laden($0, in: session)?
                    .naechste(fuer: tische, bis: bis, in: session)
            }
        }
        #expect(folge == [zweite, erste])
        try await welt.verbund.abbauen()
    }

    @Test("Angebotene Texte gehören der Kommune: aufnehmen, ändern, entfernen")
    func texte() async throws {
        let welt = try await Kommunenwelt.neu()
        let (vorher, nachher) = try await welt.tue(welt.frau) { session in
            let vorher = try Vorlagetext.alle(in: session)
            try Vorlagetext(text: "Zählerstand erfragen", tage: 7).aufnehmen(in: session)
            try Vorlagetext(text: "Zählerstand erfragen", tage: 5).aufnehmen(in: session)
            try Vorlagetext.entfernen("Rückruf", in: session)
            return (vorher, try Vorlagetext.alle(in: session))
        }
        #expect(vorher.contains(Vorlagetext(text: "Mietvertrag anfordern", tage: 14)))
        #expect(nachher.filter { $0.text == "Zählerstand erfragen" }.map(\.tage) == [5])
        #expect(!nachher.contains { $0.text == "Rückruf" } && nachher.count == vorher.count)
        let borken = try await welt.verbund.akteur("sachbearbeitung", mandant: welt.borken)
        #expect(try await welt.verbund.read(welt.borken, als: borken) {
            try Vorlagetext.alle(in: $0)
        } == vorher)
        try await welt.verbund.abbauen()
    }
}
