import Foundation
import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Auskunft nach Art. 15 DSGVO")
struct AuskunftTests {
    /// Ein Paar: Yusuf, der fragt, und Samira, die es nichts angeht.
    private func paar(_ welt: Kommunenwelt) async throws -> (Fall.ID, yusuf: Person.ID) {
        let neu = try Kommunenwelt.neuerFall()
        let samira = NeuerFall.Mitglied(
            angabe: .init(familienname: "Haidari", vorname: "Samira",
                          geburtsdatum: Monat(1993, 5).ersterTag, geschlecht: .weiblich,
                          staatsangehoerigkeit: "423", azrNummer: "260123456789",
                          familienstand: .verheiratet),
            rolle: .partner, personenkreis: .nr1, status: .aufenthaltsgestattung)
        let mit = NeuerFall(ab: neu.ab, mitglieder: neu.mitglieder + [samira],
                            unterkunft: neu.unterkunft, konto: neu.konto)
        let fall = try await welt.tue(welt.frau) { try Fall.anlegen(mit, in: $0) }
        try await welt.kontoBestaetigen(fall)
        try await welt.bewillige(fall)
        let akte = try await welt.tue(welt.frau) { try Fallakte.heute(fall, in: $0) }
        let yusuf = akte.mitglieder.first { $0.angabe(am: Kommunenwelt.heute)?.vorname == "Yusuf" }
        return (fall, try #require(yusuf?.id))
    }

    private func inhalt(_ welt: Kommunenwelt, _ person: Person.ID) async throws
        -> Auskunftsinhalt {
        try await welt.tue(welt.frau) { session in
            let id = try Auskunft.verlangen(person, am: session.heute, identitaet: .ausweis,
                                            in: session)
            let auskunft = try #require(try Auskunft.laden(id, in: session))
            return try Auskunftsinhalt.sammeln(auskunft, unterzeichner: Kommunenwelt.unterzeichner,
                                               in: session)
        }
    }

    @Test("Sie enthält, was gespeichert ist, und von der anderen Person kein Wort")
    func dritte() async throws {
        let welt = try await Kommunenwelt.neu(), (_, yusuf) = try await paar(welt)
        let inhalt = try await inhalt(welt, yusuf)
        let tabellen = Set(inhalt.tabellen.map(\.name))
        #expect(tabellen.isSuperset(of: ["person_angabe", "mitglied", "unterkunft", "bescheid",
                                         "bankverbindung", "zahlung", "aktenvermerk"]))
        let brief = String(decoding: try inhalt.brief.vordruckJSON(), as: UTF8.self)
        let alles = inhalt.tabellen.map(\.json).joined() + brief
        for wort in ["Samira", "Haidari", "01.05.1993", "1993-05-01", "260123456789"] {
            #expect(!alles.contains(wort), "\(wort)")
        }
        for wort in ["Rahmani", "Bahnhofstraße 4", "Wohnbau Ahaus eG"] {
            #expect(alles.contains(wort), "\(wort)")
        }
        for teil in ["Ihre Fälle", "Zahlungen", "Wann Ihre Akte gelesen wurde", "Empfänger:",
                     "6 Jahre ab", "Ihre Rechte", "KomHVO"] {
            #expect(brief.contains(teil), "\(teil)")
        }
        #expect(inhalt.ausgelassen.count == 1)
        try await welt.verbund.abbauen()
    }

    @Test("Wer allein ist, bekommt seine Akte ungeschwärzt, mit der Berechnung")
    func allein() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall)
        let akte = try await welt.tue(welt.frau) { try Fallakte.heute(fall, in: $0) }
        let inhalt = try await inhalt(welt, try #require(akte.mitglieder.first?.id))
        let berechnung = try #require(inhalt.tabellen.first { $0.name == "berechnung" })
        #expect(berechnung.json.contains("ergebnis") && inhalt.ausgelassen == [])
        try await welt.verbund.abbauen()
    }

    @Test("Nach den Abholtagen sind die Dateien weg; dass es sie gab und wer sie holte, bleibt")
    func entfernt() async throws {
        let welt = try await Kommunenwelt.neu(), (_, yusuf) = try await paar(welt)
        let id = try await welt.tue(welt.frau) { session in
            let id = try Auskunft.verlangen(yusuf, am: session.heute, identitaet: .bekannt,
                                            in: session)
            try Auskunft.ablegen([.pdf: [1, 2, 3], .zip: [4]], zu: id, in: session)
            try Auskunft.ablegen([.pdf: [9]], zu: id, in: session)
            return id
        }
        let geholt = try await welt.tue(welt.frau) { try Auskunft.abholen(id, .pdf, in: $0) }
        #expect(geholt == [1, 2, 3])
        let letzter = Kommunenwelt.heute.plus(tage: Auskunft.abholtage)
        #expect(try await welt.am(letzter, welt.frau) { try Auskunft.entfernen(in: $0) } == 0)
        let danach = letzter.plus(tage: 1)
        #expect(try await welt.am(danach, welt.frau) { try Auskunft.entfernen(in: $0) } == 1)
        let (rest, auskunft, vermerke) = try await welt.tue(welt.frau) { session in
            (try Auskunft.abholen(id, .pdf, in: session), try Auskunft.laden(id, in: session),
             try session.scalars("""
                SELECT vorgang FROM audit WHERE gegenstand = \(yusuf.description) ORDER BY am, id
                """, as: String.self))
        }
        #expect(rest == nil && auskunft?.istFertig == true && auskunft?.liegtBereit == false)
        #expect(vermerke == ["auskunft.verlangt", "auskunft.abgeholt", "auskunft.entfernt"])
        try await welt.verbund.abbauen()
    }

    @Test("Geschwärzt werden ganze Wörter", arguments: [
        ("Ali kommt mit Alina.", "█████ kommt mit Alina."),
        ("Rahmani, Ali (01.03.2015)", "Rahmani, █████ (█████)"),
        ("MAli", "MAli"), ("Ali", "█████"), ("AliAli Ali", "AliAli █████"),
    ])
    func schwaerzung(text: String, erwartet: String) {
        #expect(Schwaerzung(worte: ["Ali", "01.03.2015", "x"]).anwenden(text) == erwartet)
    }
}
