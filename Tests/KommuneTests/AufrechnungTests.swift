import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing

@Suite("B-5.4: Aufrechnung mit laufenden Leistungen")
struct AufrechnungTests {
    private static let dezember = Kommunenwelt.dezember

    /// Eine Forderung über 300 €, Aufrechnung ab Dezember, der Dezember bewilligt: Lohn 400 €,
    /// davon 300 € angerechnet, bleiben 155 € auf das Konto.
    private func aufgerechnet(_ monatlich: Geld) async throws -> Forderungswelt {
        let forderung = try await Forderungswelt.festgesetzt(), id = forderung.id
        try await forderung.tue {
            try Rueckforderung.aufrechnen(id, .zustimmung, monatlich: monatlich, ab: Self.dezember,
                                          begruendung: "unterschrieben", in: $0)
        }
        try await bewillige(forderung)
        return forderung
    }

    private func bewillige(_ forderung: Forderungswelt) async throws {
        try await forderung.welt.bewillige(forderung.fall, von: Self.dezember, bis: Self.dezember)
    }

    private func zahlung(_ forderung: Forderungswelt) async throws -> Zahlung {
        let zahlungen = try await forderung.welt.zahlungen(forderung.fall)
        return try #require(zahlungen.first {
            $0.monat == Self.dezember && $0.zweck == .lebensunterhalt && $0.zustand != .verworfen
        })
    }

    @Test("Höchstens ein Fünftel dessen, was auf das Konto geht, auch wenn mehr vereinbart ist")
    func grenze() async throws {
        let forderung = try await aufgerechnet(100)
        // Ein Fünftel von 155 € sind 31 €.
        #expect(try await zahlung(forderung).betrag == 124)
        #expect(try await forderung.konto().offen == 300)
        try await forderung.welt.verbund.abbauen()
    }

    @Test("Der Bescheid nennt den Einbehalt, und die Zahlwege ergeben weiter die Leistung")
    func bescheid() async throws {
        let forderung = try await aufgerechnet(20)
        let inhalt = try await forderung.tue { session in
            let bescheid = try #require(try Bescheid.alle(zu: forderung.fall, in: session).first)
            return try #require(try session.first(
                "SELECT inhalt FROM bescheid WHERE id = \(bescheid.id)"
            ) { try $0.decode("inhalt", as: JSON<Bescheidinhalt>.self).value })
        }
        #expect(inhalt.auszahlung.map(\.betrag) == ["135,00", "400,00", "20,00"]
            || inhalt.auszahlung.map(\.betrag) == ["400,00", "135,00", "20,00"])
        #expect(inhalt.gruende.contains { $0.contains("20,00 € einbehalten") })
        try await forderung.welt.verbund.abbauen()
    }

    @Test("""
        Getilgt ist erst, was gezahlt ist; ein Rücklauf hebt es auf, die neue Zahlung tilgt wieder
        """)
    func tilgung() async throws {
        let forderung = try await aufgerechnet(20), welt = forderung.welt
        let erste = try await zahlung(forderung)
        try await welt.tue(welt.frau) { try Zahlung.feststellen([erste.id], in: $0) }
        try await welt.tue(welt.anordner) { _ = try Zahlung.anordnen([erste.id], in: $0) }
        #expect(try await forderung.konto().offen == 300)
        try await welt.zahltAus(erste.id)
        #expect(try await forderung.konto().offen == 280)
        // Noch einmal bewilligt: Einbehaltenes wird nicht nachgezahlt.
        try await bewillige(forderung)
        let offen = try await welt.zahlungen(forderung.fall).filter { $0.zustand == .erfasst }
        #expect(offen.allSatisfy { $0.zweck == .unterkunft })
        try welt.antwortet("rueckgelaufen", auf: erste.id, code: "MS03")
        try await welt.folge()
        #expect(try await forderung.konto().buchungen.map(\.stand) == [300, 280, 300])
        try await welt.tue(welt.frau) { _ = try Zahlung.neuZahlen(erste.id, in: $0) }
        let zweite = try await welt.zahlungen(forderung.fall).first {
            $0.monat == Self.dezember && $0.zweck == .lebensunterhalt && $0.id != erste.id
        }
        let id = try #require(zweite?.id)
        try await welt.tue(welt.frau) { try Zahlung.feststellen([id], in: $0) }
        try await welt.tue(welt.anordner) { _ = try Zahlung.anordnen([id], in: $0) }
        try await welt.zahltAus(id)
        #expect(try await forderung.konto().offen == 280)
        try await welt.verbund.abbauen()
    }

    @Test("""
        Nie mehr, als noch offen ist; zahlt die Person dazwischen, \
        liegt der Rest zur Auszahlung vor
        """)
    func rest() async throws {
        let forderung = try await aufgerechnet(20), welt = forderung.welt
        let zahlung = try await zahlung(forderung)
        try await welt.tue(welt.frau) { try Zahlung.feststellen([zahlung.id], in: $0) }
        try await welt.tue(welt.anordner) { _ = try Zahlung.anordnen([zahlung.id], in: $0) }
        try await forderung.zahlt(290)
        try await welt.zahltAus(zahlung.id)
        #expect(try await forderung.konto().offen == 0)
        let vorlagen = try await forderung.tue { try Wiedervorlage.offene(zu: forderung.fall,
            in: $0).map(\.text) }
        #expect(vorlagen.contains { $0.contains("10,00 € zu viel einbehalten") })
        try await welt.verbund.abbauen()
    }

    @Test("Beendet heißt: Die nächste Bewilligung zahlt wieder ungekürzt")
    func beendet() async throws {
        let forderung = try await aufgerechnet(20), id = forderung.id
        try await forderung.tue { try Rueckforderung.aufrechnungBeenden(id, grund: "widerrufen",
            in: $0) }
        try await bewillige(forderung)
        #expect(try await zahlung(forderung).betrag == 155)
        try await forderung.welt.verbund.abbauen()
    }

    @Test("Ein neuer Bescheid stellt dieselbe Überzahlung nicht noch einmal zur Rückforderung")
    func nichtDoppelt() async throws {
        let forderung = try await Forderungswelt.neu(), welt = forderung.welt, fall = forderung.fall
        try await welt.bewillige(fall)
        #expect(try await forderung.tue { try OffeneUeberzahlung.alle(zu: fall,
            in: $0).count } == 0)
        try await welt.verbund.abbauen()
    }
}
