import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Kein freier Text nennt eine gesperrte Anschrift (§ 51 BMG)")
struct FreitextschutzTests {
    private static let satz = "Besuch in der Bahnhofstr. 4, 48683 Ahaus, bei Wohnbau Ahaus eG."

    private struct Lage: Sendable {
        let welt: Kommunenwelt
        let fall: Fall.ID
        let leitung: Akteur
        let widerspruch: Widerspruch.ID
        let anhoerung: Anhoerung.ID
        let leistung: Einzelleistung.ID
        let vorlage: Wiedervorlage.ID
    }

    private func lage() async throws -> Lage {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall(), satz = Self.satz
        let bescheid = try await welt.bewillige(fall)
        let leitung = try await welt.verbund.akteur("leitung", mandant: welt.ahaus)
        let benannte = try #require(leitung.benutzer)
        return try await welt.tue(welt.frau) { session in
            let akte = try Fallakte.heute(fall, in: session)
            guard let person = akte.mitglieder.first?.id else { throw Hindernis.nichtGefunden }
            let widerspruch = try Widerspruch.erfassen(
                Widerspruchseingang(
                    eingegangen: session.heute, erhobenVon: "Yusuf Rahmani", form: .schriftlich,
                    begruendung: satz, bekanntgabe: .post, abgesandt: session.heute,
                    belehrt: true, regelung: .ablehnung),
                gegen: .bescheid(bescheid), in: session)
            let anhoerung = try Anhoerung.anhoeren(
                .init(anlass: .einschraenkung, norm: "§ 1a Abs. 1", person: person,
                      sachverhalt: satz),
                fall: fall, frist: session.heute.plus(tage: 20),
                unterzeichner: Kommunenwelt.unterzeichner, in: session)
            try Anhoerung.antwortErfassen(anhoerung, eingegangen: session.heute, text: satz,
                                          in: session)
            let leistung = try Einzelleistung.beantragen(
                .init(person: person, art: .zahnersatz, gegenstand: "Krone. \(satz)",
                      begruendung: satz, beantragtAm: session.heute),
                zu: fall, in: session)
            let vorlage = try Wiedervorlage.anlegen(
                satz, zu: fall, faellig: session.heute, quelle: .selbst, in: session)
            try Auskunftssperre.eintragen(.init(
                grund: .gewaltschutz, vermerk: "", bis: session.heute.plus(monate: 24),
                einsicht: [benannte]), fuer: person, in: session)
            return Lage(welt: welt, fall: fall, leitung: leitung, widerspruch: widerspruch,
                        anhoerung: anhoerung, leistung: leistung, vorlage: vorlage)
        }
    }

    /// Jeder Weg, auf dem eine Seite oder die Schnittstelle den Text lädt.
    private func texte(_ lage: Lage, _ wer: Akteur) async throws -> [String: String] {
        let fall = lage.fall, tische = [try #require(lage.welt.frau.benutzer)]
        return try await lage.welt.tue(wer) { session in
            let bis = session.heute.plus(tage: 90)
            let einzelne = [
                try Einzelleistung.laden(lage.leistung, in: session),
                try Einzelleistung.alle(zu: fall, in: session).first,
                try Einzelleistung.liste(.offen, in: session).leistungen.first,
            ].compactMap { $0.map { "\($0.antrag.gegenstand) \($0.antrag.begruendung)" } }
            let anhoerungen = [
                try Anhoerung.laden(lage.anhoerung, in: session),
                try Anhoerung.alle(zu: fall, in: session).first,
            ].compactMap { $0.map { "\($0.sachverhalt) \($0.antworten.map(\.text))" } }
            let eine = try Wiedervorlage.laden(lage.vorlage, in: session)
            let vorlagen: [Wiedervorlage] = try [eine].compactMap(\.self)
                + Wiedervorlage.offene(zu: fall, in: session)
                + Wiedervorlage.offene(fuer: tische, bis: bis, in: session)
                + Wiedervorlage.offene(bis: bis, hoechstens: 10, in: session)
                + Wiedervorlage.ausfuehren(.erledigen, auf: [.init(lage.vorlage)], probe: true,
                                           in: session).getan
            let einer = try Widerspruch.laden(lage.widerspruch, in: session)
            let widersprueche: [Widerspruch] = try [einer].compactMap(\.self)
                + Widerspruch.alle(zu: fall, in: session) + Widerspruch.offene(in: session)
            return ["Einzelleistung": einzelne.joined(separator: "\n"),
                    "Anhörung": anhoerungen.joined(separator: "\n"),
                    "Wiedervorlage": vorlagen.map(\.text).joined(separator: "\n"),
                    "Widerspruch": widersprueche.map(\.begruendung).joined(separator: "\n")]
        }
    }

    @Test("Wer nicht benannt ist, liest Balken; wer benannt ist, den Text")
    func gelesen() async throws {
        let lage = try await lage()
        for (art, text) in try await texte(lage, lage.welt.frau) {
            #expect(text.contains("Besuch in der █████"), "\(art)")
            for wort in ["Bahnhof", "48683", "Wohnbau"] {
                #expect(!text.contains(wort), "\(art) nennt \(wort).")
            }
        }
        for (art, text) in try await texte(lage, lage.leitung) {
            #expect(text.contains(Self.satz) && !text.contains("█"), "\(art)")
        }
        try await lage.welt.verbund.abbauen()
    }

    @Test("Was daraus geschrieben wird, bleibt ganz: Der Balken kommt nie in die Akte")
    func schreiben() async throws {
        let lage = try await lage(), fall = lage.fall, vorlage = lage.vorlage
        try await lage.welt.tue(lage.welt.frau) {
            let ergebnis = try Wiedervorlage.ausfuehren(.erledigen, auf: [.init(vorlage)], in: $0)
            #expect(ergebnis.getan.first?.text.contains("Bahnhof") == false)
        }
        let vermerke = try await lage.welt.tue(lage.leitung) {
            try Aktenvermerk.alle(zu: fall, in: $0).map(\.text)
        }
        #expect(vermerke.contains("Wiedervorlage erledigt: \(Self.satz)"))
        try await lage.welt.verbund.abbauen()
    }
}
