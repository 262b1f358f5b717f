import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing

/// Eine Welt mit einer Rückforderung über 300 €.
struct Forderungswelt: Sendable {
    let welt: Kommunenwelt
    let fall: Fall.ID
    let id: Rueckforderung.ID

    static func neu() async throws -> Forderungswelt {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.ueberzahlt()
        let id = try await welt.tue(welt.frau) { session in
            let person = try #require(Fallakte.heute(fall, in: session).mitglieder.first?.id)
            return try Rueckforderung.anlegen(
                fall: fall, schuldner: person, grund: "Lohn der Gärtnerei im November",
                kenntnis: session.heute,
                ueberzahlungen: OffeneUeberzahlung.alle(zu: fall, in: session).map(\.id),
                in: session)
        }
        return Forderungswelt(welt: welt, fall: fall, id: id)
    }

    /// Angehört durch Verzicht und festgesetzt.
    static func festgesetzt() async throws -> Forderungswelt {
        let neu = try await neu()
        try await neu.tue { try Rueckforderung.ohneAnhoerung(neu.id, verzicht: .einkommen,
                                                             grund: "Nur Lohn", in: $0) }
        try await neu.entscheide()
        return neu
    }

    @discardableResult
    func tue<R: Sendable>(_ body: @escaping @Sendable (MandantSession) throws -> R) async
        throws -> R {
        try await welt.tue(welt.frau, body)
    }

    func entscheide(_ grund: Aufhebungsgrund = .einkommenErzielt) async throws {
        try await tue { session in
            let forderung = try #require(try Rueckforderung.laden(id, in: session))
            try Rueckforderung.entscheiden(
                id, .init(grundlagen: Dictionary(
                              uniqueKeysWithValues: forderung.positionen.map { ($0.id, grund) }),
                          begruendung: "Der Lohn ist anzurechnen."),
                unterzeichner: Kommunenwelt.unterzeichner, in: session)
        }
    }

    func zahlt(_ betrag: Geld, am tag: Kalendertag = Kommunenwelt.heute) async throws {
        try await tue { try Rueckforderung.eingang(id, betrag, am: tag, vermerk: "", in: $0) }
    }

    func konto() async throws -> Forderungskonto { try await tue { try Forderungskonto.laden(id,
        in: $0) } }

    func lage() async throws -> Forderungsstand.Lage {
        try await tue { session in
            try Forderungsstand.laden(try #require(try Rueckforderung.laden(id, in: session)),
                                      in: session).lage
        }
    }
}

/// Erwartet ein Hindernis und gibt seinen Grund zurück.
func hindernisgrund(_ tun: () async throws -> Void) async throws -> String {
    do {
        try await tun()
        Issue.record("Es gab kein Hindernis.")
        return ""
    } catch let hindernis as Hindernis {
        return hindernis.grund
    }
}

@Suite("B-5.4: von der Überzahlung bis zum letzten Cent")
struct RueckforderungTests {
    @Test("Eine Überzahlung wird einmal verfolgt")
    func einmal() async throws {
        let forderung = try await Forderungswelt.neu(), welt = forderung.welt, fall = forderung.fall
        #expect(try await forderung.lage() == .anzuhoeren)
        #expect(try await forderung.tue { try OffeneUeberzahlung.alle(zu: fall,
            in: $0).count } == 0)
        #expect(try await forderung.tue { try Rueckforderung.laden(forderung.id,
            in: $0)?.summe } == 300)
        try await welt.verbund.abbauen()
    }

    @Test("§ 24 SGB X: Ohne Anhörung keine Entscheidung, vor Fristende nur mit Antwort")
    func anhoerung() async throws {
        let forderung = try await Forderungswelt.neu(), welt = forderung.welt,
        heute = Kommunenwelt.heute
        #expect(try await hindernisgrund { try await forderung.entscheide() }
            == "Vor der Entscheidung ist anzuhören (§ 24 SGB X).")
        #expect(try await hindernisgrund {
            try await forderung.tue {
                try Rueckforderung.anhoeren(forderung.id, frist: heute.plus(tage: 13),
                                            unterzeichner: Kommunenwelt.unterzeichner, in: $0)
            }
        } == "Die Frist ist zu kurz.")
        let frist = heute.plus(tage: 18)
        try await forderung.tue {
            try Rueckforderung.anhoeren(forderung.id, frist: frist,
                                        unterzeichner: Kommunenwelt.unterzeichner, in: $0)
        }
        #expect(try await forderung.lage() == .angehoert(bis: frist))
        #expect(try await hindernisgrund { try await forderung.entscheide() }.contains("läuft "
            + "noch bis"))
        try await forderung.tue { session in
            let anhoerung = try #require(try Anhoerung.alle(zu: forderung.fall, in: session).first)
            try Anhoerung.antwortErfassen(anhoerung.id, eingegangen: session.heute,
                                          text: "Ich wusste es nicht.",
                                          in: session)
        }
        #expect(try await forderung.lage() == .zuEntscheiden)
        try await forderung.entscheide()
        // Zur Post am 24.11., bekannt am 28.11., ein Monat: der 28.12. ist ein Montag.
        #expect(try await forderung.lage() == .offen(faellig: Kommunenwelt.heute.plus(tage: 34)))
        try await welt.verbund.abbauen()
    }

    @Test("Nach Fristende wird auch ohne Antwort entschieden")
    func fristende() async throws {
        let forderung = try await Forderungswelt.neu(), welt = forderung.welt
        let frist = Kommunenwelt.heute.plus(tage: 14)
        try await forderung.tue {
            try Rueckforderung.anhoeren(forderung.id, frist: frist,
                                        unterzeichner: Kommunenwelt.unterzeichner, in: $0)
        }
        let lagen = try await [frist, frist.plus(tage: 1)].asyncMap { tag in
            try await welt.am(tag, welt.frau) { session in
                try Forderungsstand.laden(
                    try #require(try Rueckforderung.laden(forderung.id, in: session)),
                    in: session).lage
            }
        }
        #expect(lagen == [.angehoert(bis: frist), .zuEntscheiden])
        try await welt.verbund.abbauen()
    }

    @Test("Von der Anhörung wird nur aus einem Grund des § 24 Abs. 2 abgesehen, und er muss passen")
    func verzicht() async throws {
        let forderung = try await Forderungswelt.neu()
        #expect(try await hindernisgrund {
            try await forderung.tue {
                try Rueckforderung.ohneAnhoerung(forderung.id, verzicht: .geringfuegig,
                                                 grund: "klein", in: $0)
            }
        } == "300,00 € sind nicht weniger als 70 Euro.")
        try await forderung.welt.verbund.abbauen()
    }

    @Test("§ 45 Abs. 2 SGB X: Ist das Vertrauen überall schutzwürdig, wird nichts gefordert")
    func vertrauen() async throws {
        let forderung = try await Forderungswelt.neu()
        try await forderung.tue {
            try Rueckforderung.ohneAnhoerung(forderung.id, verzicht: .einkommen, grund: "Nur Lohn",
                                             in: $0)
        }
        try await forderung.entscheide(.vertrauensschutz)
        #expect(try await forderung.lage() == .abgesehen)
        #expect(try await forderung.konto().buchungen.isEmpty)
        try await forderung.welt.verbund.abbauen()
    }

    @Test("§ 45 Abs. 4 Satz 2 SGB X: Nach einem Jahr seit Kenntnis ist es zu spät")
    func jahresfrist() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        let id = try await welt.tue(welt.frau) { session in
            try Rueckforderung.anlegen(
                fall: fall, schuldner: try #require(Fallakte.heute(fall,
                    in: session).mitglieder.first?.id),
                grund: "Von Hand", kenntnis: session.heute.plus(monate: -13), ueberzahlungen: [],
                handposten: [.init(monat: Kommunenwelt.november, zweck: .lebensunterhalt,
                                   betrag: 50)], in: session)
        }
        let forderung = Forderungswelt(welt: welt, fall: fall, id: id)
        try await forderung.tue {
            try Rueckforderung.ohneAnhoerung(id, verzicht: .geringfuegig, grund: "50 €", in: $0)
        }
        #expect(try await hindernisgrund { try await forderung.entscheide() }.hasPrefix("Die "
            + "Jahresfrist"))
        try await welt.verbund.abbauen()
    }

    @Test("Zahlen, gegenbuchen, zu viel: Das Konto stimmt nach jeder Buchung")
    func konto() async throws {
        let forderung = try await Forderungswelt.festgesetzt(), id = forderung.id
        try await forderung.zahlt(120)
        try await forderung.zahlt(100)
        #expect(try await hindernisgrund {
            try await forderung.zahlt(Geld(cent: 8_001))
        } == "Offen sind nur noch 80,00 €.")
        try await forderung.tue { try Rueckforderung.gegenbuchen(id, lfd: 2,
            grund: "falscher Fall", in: $0) }
        let konto = try await forderung.konto()
        #expect(konto.buchungen.map(\.betrag) == [300, -120, -100, 120])
        #expect(konto.buchungen.map(\.stand) == [300, 180, 80, 200])
        #expect(konto.getilgt == 100)
        for lfd in [1, 2, 4] {
            _ = try await hindernisgrund {
                try await forderung.tue { try Rueckforderung.gegenbuchen(id, lfd: lfd,
                    grund: "noch einmal", in: $0) }
            }
        }
        try await forderung.zahlt(200)
        #expect(try await forderung.lage() == .beglichen)
        try await forderung.welt.verbund.abbauen()
    }

    @Test("Raten: gleich hoch, der Rest zuletzt; überfällig ist, was am Tag danach fehlt")
    func raten() async throws {
        let forderung = try await Forderungswelt.festgesetzt(), heute = Kommunenwelt.heute,
        id = forderung.id
        try await forderung.tue {
            try Rueckforderung.ratenVereinbaren(id, rate: 70, erste: heute.plus(tage: 7),
                                                unterzeichner: Kommunenwelt.unterzeichner, in: $0)
        }
        let plan = Ratenplan(ausgang: 300, rate: 70, erste: heute.plus(tage: 7))
        #expect(plan.raten.map(\.betrag) == [70, 70, 70, 70, 20])
        #expect(plan.raten.map(\.betrag).summe() == 300)
        #expect(try await forderung.lage() == .inRaten)
        func rueckstand(_ offen: Geld, _ tag: Kalendertag) -> Geld {
            Forderungsstand.rueckstand(offen: offen, plan: plan, faellig: heute, am: tag)
        }
        #expect(rueckstand(300, plan.erste) == 0)
        #expect(rueckstand(300, plan.erste.plus(tage: 1)) == 70)
        #expect(rueckstand(250, plan.erste.plus(tage: 1)) == 20)
        #expect(rueckstand(0, plan.erste.plus(monate: 12)) == 0)
        #expect(plan.gedeckt(plan.raten[1], offen: 200) == 30)
        try await forderung.welt.verbund.abbauen()
    }

    @Test("Mahnen in drei Stufen, jede erst nach der Frist der vorigen; eine Stundung hält auf")
    func mahnen() async throws {
        let forderung = try await Forderungswelt.festgesetzt(), welt = forderung.welt,
        id = forderung.id
        @Sendable func mahne(_ session: MandantSession) throws -> Mahnstufe {
            try Rueckforderung.mahnen(id, unterzeichner: Kommunenwelt.unterzeichner, in: session)
        }
        #expect(try await hindernisgrund { _ = try await forderung.tue(mahne) }.hasPrefix("Nichts "
            + "ist überfällig"))
        var tag = Kommunenwelt.heute.plus(tage: 35)
        #expect(try await welt.am(tag, welt.frau, mahne) == .erinnerung)
        #expect(try await hindernisgrund { _ = try await welt.am(tag.plus(tage: 14), welt.frau,
            mahne) }
            .hasPrefix("Die Frist der letzten Mahnung"))
        tag = tag.plus(tage: 15)
        #expect(try await welt.am(tag, welt.frau, mahne) == .mahnung)
        tag = tag.plus(tage: 11)
        #expect(try await welt.am(tag, welt.frau, mahne) == .ankuendigung)
        tag = tag.plus(tage: 11)
        #expect(try await hindernisgrund { _ = try await welt.am(tag, welt.frau, mahne) }
            == "Alle Mahnstufen sind durchlaufen.")
        try await welt.am(tag, welt.frau) { session in
            try Rueckforderung.stunden(id, bis: session.heute.plus(monate: 3), grund: "krank",
                                       unterzeichner: Kommunenwelt.unterzeichner, in: session)
        }
        #expect(try await hindernisgrund { _ = try await welt.am(tag, welt.frau, mahne) }
            .hasPrefix("Nichts ist überfällig: Die Forderung ist gestundet"))
        #expect(try await welt.am(tag.plus(monate: 3).plus(tage: 1), welt.frau,
                                  mahne) == .erinnerung)
        try await welt.verbund.abbauen()
    }

    @Test("Verzicht braucht zwei: Wer vorschlägt, gibt nicht frei")
    func vierAugen() async throws {
        let forderung = try await Forderungswelt.festgesetzt(), welt = forderung.welt
        try await forderung.tue {
            try Rueckforderung.verzichtVorschlagen(forderung.id, .erlass, 100, grund: "unbillig",
                                                   in: $0)
        }
        let verzicht = try await forderung.tue { try #require(try Verzicht.offene(in: $0).first) }
        #expect(try await hindernisgrund {
            try await forderung.tue {
                _ = try Rueckforderung.verzichtFreigeben(
                    verzicht.id, unterzeichner: Kommunenwelt.unterzeichner, in: $0)
            }
        } == "Sie haben das selbst vorgeschlagen.")
        #expect(try await forderung.konto().offen == 300)
        try await welt.tue(welt.anordner) {
            _ = try Rueckforderung.verzichtFreigeben(
                verzicht.id, unterzeichner: Kommunenwelt.unterzeichner, in: $0)
        }
        #expect(try await forderung.konto().offen == 200)
        #expect(try await hindernisgrund {
            try await welt.tue(welt.anordner) {
                _ = try Rueckforderung.verzichtFreigeben(
                    verzicht.id, unterzeichner: Kommunenwelt.unterzeichner, in: $0)
            }
        } == "Über diesen Vorschlag ist schon entschieden.")
        try await welt.verbund.abbauen()
    }

    @Test("Aufgerechnet wird mit Zustimmung; § 26 SGB XII trägt nur bei Leistungen nach § 2")
    func aufrechnungsgrundlage() async throws {
        let forderung = try await Forderungswelt.festgesetzt(), id = forderung.id
        #expect(try await hindernisgrund {
            try await forderung.tue {
                try Rueckforderung.aufrechnen(id, .paragraf26, monatlich: 50,
                                              ab: Kommunenwelt.dezember,
                                              begruendung: "verschwiegen", in: $0)
            }
        }.contains("§ 2 AsylbLG"))
        try await forderung.tue {
            try Rueckforderung.aufrechnen(id, .zustimmung, monatlich: 50, ab: Kommunenwelt.dezember,
                                          begruendung: "unterschrieben", in: $0)
        }
        let stand = try await forderung.tue { try Aufrechnung.laufende(id, in: $0) }
        #expect(stand?.monatlich == 50)
        #expect(stand?.bis == Kommunenwelt.dezember.plus(35))
        try await forderung.welt.verbund.abbauen()
    }

    @Test("Jede Handlung steht in der Akte und im Protokoll")
    func spuren() async throws {
        let forderung = try await Forderungswelt.festgesetzt()
        try await forderung.zahlt(10)
        let (vermerke, audit) = try await forderung.tue { session in
            (try Aktenvermerk.alle(zu: forderung.fall, in: session).map(\.text),
             try session.scalars("SELECT vorgang FROM audit ORDER BY am", as: String.self))
        }
        #expect(vermerke.contains { $0.contains("Rückforderungsbescheid über 300,00 €") })
        #expect(vermerke.contains { $0.contains("10,00 € am 24.11.2026 eingegangen") })
        for vorgang in ["angelegt", "festgesetzt",
            "eingang"] { #expect(audit.contains("rueckforderung.\(vorgang)")) }
        try await forderung.welt.verbund.abbauen()
    }
}

extension Sequence where Element: Sendable {
    /// Der Reihe nach, nicht zugleich.
    fileprivate func asyncMap<R>(_ tun: (Element) async throws -> R) async throws -> [R] {
        var ergebnis: [R] = []
        for element in self { ergebnis.append(try await tun(element)) }
        return ergebnis
    }
}
