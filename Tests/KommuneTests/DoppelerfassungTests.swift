import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Doppelerfassungen in einer Kommune")
struct DoppelerfassungTests {
    private static func tag(_ jahr: Int, _ monat: Int, _ tag: Int) -> Kalendertag {
        Monat(jahr, monat).ersterTag.plus(tage: tag - 1)
    }

    private static func angabe(_ familienname: String, _ vorname: String, _ geboren: Kalendertag,
                               azr: String? = nil) -> Person.Angabe {
        Person.Angabe(familienname: familienname, vorname: vorname, geburtsdatum: geboren,
                      geschlecht: .maennlich,
                      staatsangehoerigkeit: "423", azrNummer: azr, familienstand: .ledig)
    }

    private static let yusuf = angabe("Rahmani", "Yusuf", tag(1990, 3, 7), azr: "000000317011")

    @Test("Wer dieselbe Person sein könnte", arguments: [
        (angabe("Rahmani", "Youssef", tag(1990, 3, 7)), [.nameUndGeburt]),
        (angabe("Yusuf", "Rahmani", tag(1990, 3, 7)), [.nameUndGeburt]),
        (angabe("", "Youssef", tag(1990, 3, 7)), [.nameUndGeburt]),
        (angabe("Rahmany", "Jussuf", tag(1990, 7, 3)), [.nameUndGeburtAehnlich]),
        (angabe("Rahmani", "Yusuf", tag(1991, 3, 7)), [.nameUndGeburtAehnlich]),
        (angabe("Rahmani", "Yusuf", tag(1990, 1, 1)), [.nameUndGeburtAehnlich]),
        (angabe("Haddad", "Omar", tag(1971, 1, 1), azr: "000000317011"), [.azr]),
        (angabe("Rahmani", "Karim", tag(1990, 3, 7)), []),
        (angabe("Rahmani", "Yusuf", tag(1985, 6, 12)), []),
        (angabe("Haddad", "Omar", tag(1990, 3, 7)), []),
        (angabe("", "Youssef", tag(1990, 7, 3)), []),
    ] as [(Person.Angabe, [Doppelgrund])])
    func vergleich(andere: Person.Angabe, gruende: [Doppelgrund]) {
        #expect(Personenvergleich.gruende(Self.yusuf, andere) == gruende)
        #expect(Personenvergleich.gruende(andere, Self.yusuf) == gruende)
    }

    private func neu(_ angabe: Person.Angabe, iban: String = "DE89370400440532013000") throws
        -> NeuerFall {
        var neu = try Kommunenwelt.neuerFall(iban: iban)
        neu.mitglieder[0].angabe = angabe
        return neu
    }

    private func anlegen(_ angabe: Person.Angabe, iban: String, in welt: Kommunenwelt) async throws
        -> Fall.ID {
        try await welt.tue(welt.frau) { try Fall.anlegen(neu(angabe, iban: iban), in: $0) }
    }

    @Test("Vor dem Anlegen steht, wer es schon sein könnte; die Entscheidung bleibt")
    func erfassung() async throws {
        let welt = try await Kommunenwelt.neu()
        let erster = try await anlegen(Self.yusuf, iban: "DE89370400440532013000", in: welt)
        let zweite = Self.angabe("Rahmani", "Youssef", Self.tag(1990, 3, 7))
        let fund = try await welt.tue(welt.frau) { session in
            var neu = try neu(zweite, iban: "DE02120300000000202051")
            return try neu.vergleichen(geprueft: [], in: session)
        }
        #expect(fund.map { $0.aehnliche.map(\.fall) } == [[erster]])
        let gesehen = try #require(fund.first?.aehnliche.first)
        #expect(gesehen.gruende == [.nameUndGeburt])
        try await welt.tue(welt.frau) { session in
            var neu = try neu(zweite, iban: "DE02120300000000202051")
            #expect(try neu.vergleichen(geprueft: [gesehen.person], in: session).isEmpty)
            _ = try Fall.anlegen(neu, in: session)
            #expect(try Doppelverdacht.offene(in: session).isEmpty)
            let ergebnisse = try session.scalars("SELECT ergebnis FROM doppelpruefung",
                                                 as: String.self)
            #expect(ergebnisse == ["verschieden"])
        }
        try await welt.verbund.abbauen()
    }

    @Test("Gleiches Konto fällt auf, auch bei anderem Namen")
    func konto() async throws {
        let welt = try await Kommunenwelt.neu()
        let erster = try await anlegen(Self.yusuf, iban: "DE02120300000000202051", in: welt)
        let andere = Self.angabe("Haddad", "Omar", Self.tag(1971, 4, 4))
        let fund = try await welt.tue(welt.frau) { session in
            var neu = try neu(andere, iban: "DE02120300000000202051")
            return try neu.vergleichen(geprueft: [], in: session)
        }
        #expect(fund.flatMap { $0.aehnliche.map(\.fall) } == [erster])
        #expect(fund.flatMap { $0.aehnliche.flatMap(\.gruende) } == [.iban])
        try await welt.verbund.abbauen()
    }

    @Test("Die Liste zeigt jedes Paar, bis jemand entschieden hat oder ein Fall endet")
    func liste() async throws {
        let welt = try await Kommunenwelt.neu()
        let erster = try await anlegen(Self.yusuf, iban: "DE89370400440532013000", in: welt)
        _ = try await anlegen(Self.angabe("Rahmani", "Youssef", Self.tag(1990, 7, 3),
                                          azr: "000000317011"),
                              iban: "DE89370400440532013000", in: welt)
        _ = try await anlegen(Self.angabe("Karimi", "Omid", Self.tag(1988, 2, 2)),
                              iban: "DE02120300000000202051",
                              in: welt)
        func offene() async throws -> [Doppelverdacht] {
            try await welt.verbund.read(welt.ahaus,
                                        als: welt.frau) { try Doppelverdacht.offene(in: $0) }
        }
        func entscheide(_ paar: Doppelpruefung.Paar,
                        _ ergebnis: Doppelpruefung.Ergebnis) async throws {
            try await welt.tue(welt.kollege) {
                try Doppelpruefung.entscheiden(paar, ergebnis, grund: "Ausweise verglichen.",
                                               in: $0)
            }
        }
        let paar = try #require(try await offene().first)
        #expect(try await offene().count == 1)
        #expect(paar.gruende == [.azr, .nameUndGeburtAehnlich, .iban])
        #expect(paar.ergebnis == nil)
        try await entscheide(paar.paar, .verschieden)
        #expect(try await offene().isEmpty)
        try await entscheide(paar.paar, .offen)
        #expect(try await offene().map(\.ergebnis) == [nil])
        try await entscheide(paar.paar, .dieselbe)
        #expect(try await offene().map(\.ergebnis) == [.dieselbe])
        let alle = try await welt.verbund.read(welt.ahaus, als: welt.frau) {
            try Doppelpruefung.alle(zu: paar.paar, in: $0)
        }
        #expect(alle.map(\.ergebnis) == [.dieselbe, .offen, .verschieden])
        #expect(alle.allSatisfy { $0.von == welt.kollege.benutzer })
        try await welt.tue(welt.frau) { session in
            let vermerke = try Aktenvermerk.alle(zu: erster, in: session).map(\.text)
            #expect(vermerke.contains { $0.contains("dieselbe Person")
                && $0.contains("AHA-2026-00002") })
            let fassung = try Fall.fassung(erster, in: session)
            try Fall.einstellen(erster, fassung: fassung, zum: Kommunenwelt.heute, grund: "Doppelt",
                                unterzeichner: Kommunenwelt.unterzeichner, in: session)
        }
        #expect(try await offene().isEmpty)
        try await welt.verbund.abbauen()
    }
}
