import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Widerspruch: Frist, Wirkung, Entscheidung")
struct WiderspruchTests {
    private static let heute = Kommunenwelt.heute

    private static func eingang(_ tag: Kalendertag = heute, abgesandt: Kalendertag = heute,
                                belehrt: Bool = true,
                                regelung: AufschiebendeWirkung.Regelung = .erstattung,
                                versaeumnis: String = "") -> Widerspruchseingang {
        Widerspruchseingang(eingegangen: tag, erhobenVon: "Yusuf Rahmani", form: .schriftlich,
                            bekanntgabe: .post,
                            abgesandt: abgesandt, belehrt: belehrt, regelung: regelung,
                            versaeumnis: versaeumnis)
    }

    @Test(
        "Wer zu spät ist, wird mit Grund aufgenommen; ohne Grund sagt das Programm, was zu tun ist")
    func verspaetet() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        let bescheid = try await welt.bewillige(fall), spaet = Self.heute.plus(tage: 35)
        #expect(try await hindernisgrund {
            try await welt.am(spaet, welt.frau) {
                _ = try Widerspruch.erfassen(Self.eingang(spaet, regelung: .ablehnung),
                                             gegen: .bescheid(bescheid), in: $0)
            }
        } == "Die Frist endete am 28.12.2026.")
        let widerspruch = try await welt.am(spaet, welt.frau) { session in
            let id = try Widerspruch.erfassen(Self.eingang(spaet, regelung: .ablehnung,
                                                           versaeumnis: "Krankenhaus"),
                                              gegen: .bescheid(bescheid), in: session)
            return try #require(try Widerspruch.laden(id, in: session))
        }
        #expect(widerspruch.istVerspaetet)
        #expect(widerspruch.frist.description == "2026-12-28")
        // Ohne Belehrung wäre er rechtzeitig.
        #expect(Self.eingang(spaet, belehrt: false).frist.istGewahrt(eingang: spaet))
        try await welt.verbund.abbauen()
    }

    @Test("§ 11 Abs. 4 AsylbLG steht dabei, wo er gilt, und die Wiedervorlagen liegen bereit")
    func wirkung() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        let bescheid = try await welt.bewillige(fall)
        let (widerspruch, vorlagen) = try await welt.tue(welt.frau) { session in
            let id = try Widerspruch.erfassen(Self.eingang(regelung: .entzug),
                                              gegen: .bescheid(bescheid), in: session)
            return (try #require(try Widerspruch.laden(id, in: session)),
                    try Wiedervorlage.offene(zu: fall, in: session)
                        .filter { $0.text.hasPrefix("Widerspruch") })
        }
        #expect(widerspruch.wirkungGrund.hasPrefix("§ 11 Abs. 4 Nr. 1"))
        // Zwei Wochen sind der 8.12.2026, ein Dienstag; zwei Monate der 24.1.2027.
        #expect(vorlagen.map(\.faellig.description) == ["2026-12-08", "2027-01-24"])
        #expect(widerspruch.entscheidenBis.description == "2027-02-24")
        #expect(try await hindernisgrund {
            try await welt.tue(welt.frau) {
                _ = try Widerspruch.erfassen(Self.eingang(), gegen: .bescheid(bescheid), in: $0)
            }
        } == "Gegen diesen Bescheid ist schon ein Widerspruch offen.")
        try await welt.verbund.abbauen()
    }

    @Test("""
        Der Widerspruch gegen eine Rückforderung hält Mahnung und Aufrechnung auf; \
        Abhilfe mindert sie
        """)
    func rueckforderung() async throws {
        let forderung = try await Forderungswelt.festgesetzt(), id = forderung.id,
        welt = forderung.welt
        try await forderung.zahlt(50)
        let widerspruch = try await forderung.tue { session in
            let bescheid = try #require(try Rueckforderung.laden(id,
                in: session)?.entscheidung?.schreiben)
            return try Widerspruch.erfassen(Self.eingang(), gegen: .schreiben(bescheid),
                                            in: session)
        }
        #expect(try await forderung.lage() == .angefochten)
        #expect(try await hindernisgrund {
            try await forderung.tue {
                try Rueckforderung.aufrechnen(id, .zustimmung, monatlich: 20,
                                              ab: Kommunenwelt.dezember,
                                              begruendung: "x", in: $0)
            }
        }.hasPrefix("Gegen den Bescheid ist Widerspruch erhoben"))
        func entscheide(_ ausgang: Widerspruch.Ausgang, gericht: String = "",
                        um: Geld? = nil) async throws {
            try await forderung.tue {
                try Widerspruch.entscheiden(
                    widerspruch, .init(ausgang: ausgang, begruendung: "geprüft", gericht: gericht,
                                       minderung: um),
                    unterzeichner: Kommunenwelt.unterzeichner, in: $0)
            }
        }
        #expect(try await hindernisgrund { try await entscheide(.teilabhilfe) }.contains("fehlt "
            + "das Sozialgericht"))
        #expect(try await hindernisgrund { try await entscheide(.teilabhilfe, gericht: "SG",
                                                                um: 250) }
            .hasPrefix("Bei einer Teilabhilfe sinkt"))
        try await entscheide(.teilabhilfe, gericht: "Sozialgericht Münster", um: 100)
        #expect(try await forderung.konto().offen == 150)
        #expect(try await hindernisgrund { try await entscheide(.abhilfe) } == "Über diesen "
            + "Widerspruch ist schon entschieden.")
        #expect(try await forderung.tue {
            try Widerspruch.letztesGericht(in: $0)
        } == "Sozialgericht Münster")
        try await welt.verbund.abbauen()
    }

    @Test("Gegen eine Anhörung gibt es keinen Widerspruch")
    func keinBescheid() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        let schreiben = try await welt.tue(welt.frau) { session in
            let person = try #require(Fallakte.heute(fall, in: session).mitglieder.first?.id)
            let id = try Anhoerung.anhoeren(
                .init(anlass: .einschraenkung, norm: "§ 1a Abs. 3 AsylbLG", person: person,
                      sachverhalt: "Pass fehlt."),
                fall: fall, frist: session.heute.plus(tage: 21),
                unterzeichner: Kommunenwelt.unterzeichner, in: session)
            return try #require(try Anhoerung.laden(id, in: session)?.schreiben)
        }
        #expect(try await hindernisgrund {
            try await welt.tue(welt.frau) {
                _ = try Widerspruch.erfassen(Self.eingang(), gegen: .schreiben(schreiben), in: $0)
            }
        }.hasPrefix("Gegen dieses Schreiben gibt es keinen Widerspruch"))
        try await welt.verbund.abbauen()
    }
}
