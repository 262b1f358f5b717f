import Grundwerte
@testable import Kommune
import Platform
import TestSupport
import Testing
import Uebergabe

@Suite("Was vorgesehen ist, geht auf das Konto, das gilt")
struct UmleitenTests {
    private static let neu = "DE02500105170137075030"

    private func iban(
        _ zweck: Zahlung.Zweck, _ monat: Monat, _ welt: Kommunenwelt, _ fall: Fall.ID
    ) async throws -> [String] {
        try await welt.zahlungen(fall)
            .filter { $0.zweck == zweck && $0.monat == monat && $0.zustand != .storniert }
            .map { "\($0.iban?.wert ?? "bar") \($0.zustand.rawValue) \($0.betrag.betrag)" }
    }

    /// November ist im Zahllauf, Dezember angeordnet.
    private func welt() async throws -> (Kommunenwelt, Fall.ID) {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall, bis: Kommunenwelt.dezember)
        try await welt.zahle(fall)
        for zahlung in try await welt.zahlungen(fall) where zahlung.monat == Kommunenwelt.november {
            try welt.antwortet("im_lauf", auf: zahlung.id)
        }
        try await welt.folge()
        return (welt, fall)
    }

    @Test("Ein bestätigtes neues Konto erhält auch, was schon angeordnet war, außer im Zahllauf")
    func konto() async throws {
        let (welt, fall) = try await welt()
        try await welt.tue(welt.frau) {
            try Bankverbindung.erfassen(
                .init(zahlweg: .ueberweisung, inhaber: "Yusuf Rahmani",
                      iban: try IBAN(UmleitenTests.neu)),
                fuer: fall, ab: $0.heute, in: $0)
        }
        let alt = "DE89370400440532013000"
        #expect(try await iban(.lebensunterhalt, Kommunenwelt.dezember, welt, fall)
            == ["\(alt) angeordnet 455,00"])
        try await welt.kontoBestaetigen(fall)
        #expect(try await iban(.lebensunterhalt, Kommunenwelt.november, welt, fall)
            == ["\(alt) im_lauf 455,00"])
        #expect(try await iban(.lebensunterhalt, Kommunenwelt.dezember, welt, fall)
            == ["\(UmleitenTests.neu) erfasst 455,00"])
        #expect(try await iban(.unterkunft, Kommunenwelt.dezember, welt, fall)
            == ["DE02120300000000202051 angeordnet 400,00"])
        try await welt.verbund.abbauen()
    }

    @Test("Ein neues Konto des Vermieters auch, wenn sonst alles gleich bleibt")
    func vermieter() async throws {
        let (welt, fall) = try await welt()
        try await welt.tue(welt.frau) { session in
            var wohnung = try Kommunenwelt.neuerFall().unterkunft
            wohnung.vermieter?.iban = try IBAN(UmleitenTests.neu)
            try Fall.aendern(fall, fassung: Fall.fassung(fall, in: session), .unterkunft(wohnung),
                             in: session)
        }
        #expect(try await iban(.unterkunft, Kommunenwelt.dezember, welt, fall)
            == ["\(UmleitenTests.neu) erfasst 400,00"])
        #expect(try await iban(.lebensunterhalt, Kommunenwelt.dezember, welt, fall)
            == ["DE89370400440532013000 angeordnet 455,00"])
        try await welt.verbund.abbauen()
    }
}
