import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Testing

@Suite("Die Akte kennt, was § 2, § 1a und weiterer Bedarf brauchen")
struct AnspruchsgrundlagenTests {
    /// Erfasst Änderungen zur einzigen Person des Beispielfalls und rechnet einen Monat.
    private func rechne(
        _ welt: Kommunenwelt, _ fall: Fall.ID, _ monat: Monat = Kommunenwelt.november,
        _ aenderungen: @escaping @Sendable (Person.ID) -> [Fallaenderung]
    ) async throws -> Monatsergebnis {
        try await welt.tue(welt.frau) { session in
            let stand = Stand(am: session.heute)
            let vorher = try #require(try Fallakte.laden(fall, stand: stand, in: session))
            let person = try #require(vorher.mitglieder.first?.id)
            for aenderung in aenderungen(person) {
                let fassung = try Fall.fassung(fall, in: session)
                try Fall.aendern(fall, fassung: fassung, aenderung, in: session)
            }
            let akte = try #require(try Fallakte.laden(fall, stand: stand, in: session))
            return try Bewilligung.rechnen(akte.lage(im: monat), .amtlich)
        }
    }

    private let ab = Kommunenwelt.november.ersterTag

    @Test("§ 2 mit Mehrbedarf, zu teurer Miete in der Karenzzeit und einer Klassenfahrt")
    func analog() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        let ab = ab
        var wohnung = try Kommunenwelt.neuerFall().unterkunft
        wohnung.mieteAnerkannt = 300
        wohnung.warmwasserDezentral = true
        let teuer = wohnung
        let ohneKarenz = try await rechne(welt, fall) { person in
            [.berechtigung(person, Berechtigung(personenkreis: .nr1, grundlage: .analogleistung,
                                                gueltig: Zeitraum(von: ab))),
             .mehrbedarf(person, Mehrbedarf(art: .merkzeichenG, gueltig: Zeitraum(von: ab))),
             .unterkunft(teuer)]
        }
        // 563 + 17 % 95,71 + 2,3 % 12,95 + 300
        #expect(ohneKarenz.leistung == Geld(cent: 97_166))
        var karenz = teuer
        karenz.karenzAb = ab
        let inKarenz = karenz
        let mit = try await rechne(welt, fall) { person in
            [.unterkunft(inKarenz),
             .monatsbedarf(person, Monatsbedarf(
                art: .klassenfahrt, betrag: 90, begruendung: "Norderney",
                gueltig: Zeitraum(von: ab, bis: ab)))]
        }
        #expect(mit.leistung == Geld(cent: 116_166))
        #expect(mit.personen.map(\.grundlage) == [.analogleistung])
        #expect(mit.schritte.contains { $0.begruendung == "Norderney" })
    }

    @Test("§ 1a gilt bis zu seinem Ende, danach wieder, was vorher galt; § 5 kommt hinzu")
    func einschraenkung() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        let ab = ab, bis = ab.plus(tage: 14)
        let ergebnis = try await rechne(welt, fall) { person in
            [.berechtigung(person, Berechtigung(
                personenkreis: .nr1, grundlage: .anspruchseinschraenkung, einschraenkung: .absatz4,
                gueltig: Zeitraum(von: ab, bis: bis))),
             .arbeitsgelegenheit(person, Arbeitsgelegenheit(
                monat: Kommunenwelt.november, minuten: 600))]
        }
        // 259,22 × 15/30 + 455 × 15/30 + 400 Miete + 10 × 0,80
        #expect(ergebnis.leistung == Geld(cent: 76_511))
        #expect(ergebnis.auszahlungen.first?.form == .sachleistung)
        #expect(ergebnis.auszahlungen.first?.betrag == Geld(cent: 12_961))
        let danach = try await rechne(welt, fall, Kommunenwelt.dezember) { _ in [] }
        #expect(danach.leistung == 855)
    }

    @Test("Wo § 1a nicht in Sachen erbracht wird, ist es Geld oder ein Gutschein", arguments: [
        (Leistungsform.geld, Geld(cent: 35_711)), (.gutschein, Geld(cent: 22_750)),
    ])
    func form(form: Leistungsform, gezahlt: Geld) async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        let ab = ab
        let ergebnis = try await rechne(welt, fall) { person in
            [.berechtigung(person, Berechtigung(
                personenkreis: .nr1, grundlage: .anspruchseinschraenkung, einschraenkung: .absatz4,
                form: form, gueltig: Zeitraum(von: ab, bis: ab.plus(tage: 14))))]
        }
        // 259,22 × 15/30 = 129,61, nur als Geld gezahlt; 455 × 15/30 = 227,50.
        #expect(Fallakte.jeZweck(ergebnis) == [.lebensunterhalt: gezahlt, .unterkunft: 400])
        #expect(ergebnis.leistung == Geld(cent: 75_711))
    }

    @Test("Die Datenbank nimmt keinen Absatz ohne § 1a und keinen Betrag, den das Gesetz nennt")
    func wache() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        let ab = ab
        await #expect(throws: (any Error).self) {
            try await rechne(welt, fall) { person in
                [.berechtigung(person, Berechtigung(
                    personenkreis: .nr1, grundlage: .grundleistung, einschraenkung: .absatz4,
                    gueltig: Zeitraum(von: ab)))]
            }
        }
        await #expect(throws: (any Error).self) {
            try await rechne(welt, fall) { person in
                [.monatsbedarf(person, Monatsbedarf(art: .schulbedarf, betrag: 5,
                                                        gueltig: Zeitraum(von: ab)))]
            }
        }
    }
}
