import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

/// Erwartet ein Hindernis und gibt seinen Grund zurück.
private func grund(_ tun: () async throws -> Void) async throws -> String {
    do {
        try await tun()
        Issue.record("Es gab kein Hindernis.")
        return ""
    } catch let hindernis as Hindernis {
        return hindernis.grund
    }
}

@Suite("Vom neuen Fall bis zum Auftrag an die Kreiskasse")
struct ZahlungswegTests {
    @Test("Bewilligen, feststellen, anordnen: der Kreis erhält genau einen Auftrag je Zahlung")
    func ganzerWeg() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall, bis: Kommunenwelt.dezember)
        // Je Monat 455 € auf das Konto und 400 € an den Vermieter.
        let zahlungen = try await welt.zahlungen(fall)
        #expect(zahlungen.map(\.betrag) == [455, 400, 455, 400])
        try await welt.zahle(fall)
        #expect(try await welt.zahlungen(fall).allSatisfy { $0.zustand == .angeordnet })
        let server = try welt.verbund.superuser()
        defer { server.close() }
        let summe: Geld = try server.scalar("""
            SELECT sum(betrag_cent)::bigint FROM kreis.zahlungsauftrag
            """)
        #expect(summe == 1710)
        try await welt.verbund.abbauen()
    }

    @Test("Wer festgestellt hat, ordnet nicht an")
    func selbst() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall)
        let ids = try await welt.zahlungen(fall).map(\.id)
        try await welt.tue(welt.frau) { try Zahlung.feststellen(ids, in: $0) }
        let ergebnis = try await welt.tue(welt.frau) { try Zahlung.anordnen(ids, in: $0) }
        #expect(ergebnis.angeordnet.isEmpty)
        #expect(ergebnis.offen.map(\.hindernis.grund) == Array(
            repeating: "Sie haben diese Zahlung selbst festgestellt.", count: 2))
        try await welt.verbund.abbauen()
    }

    @Test("Die Probe sagt dasselbe wie die Anordnung und ändert nichts")
    func probe() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall)
        let ids = try await welt.zahlungen(fall).map(\.id)
        try await welt.tue(welt.frau) { try Zahlung.feststellen(ids, in: $0) }
        let probe = try await welt.verbund.read(welt.ahaus, als: welt.anordner) {
            try Zahlung.anordnen(ids, probe: true, in: $0)
        }
        #expect(probe.summe == 855)
        #expect(try await welt.zahlungen(fall).allSatisfy { $0.zustand == .festgestellt })
        try await welt.verbund.abbauen()
    }

    @Test(
        "Ohne bestätigtes Konto entsteht keine Zahlung, und wer es erfasst hat, bestätigt es nicht")
    func unbestaetigt() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall(bestaetigt: false)
        #expect(try await grund { try await welt.bewillige(fall) }
            == "Für die Auszahlung fehlt eine bestätigte Bankverbindung.")
        #expect(try await grund {
            try await welt.tue(welt.frau) { session in
                for konto in try Bankverbindung.offene(in: session) {
                    try Bankverbindung.bestaetigen(konto.id, in: session)
                }
            }
        } == "Sie haben diese Bankverbindung selbst erfasst.")
        try await welt.verbund.abbauen()
    }

    @Test("Zurückgegebenes liegt mit Grund wieder bei der Sachbearbeitung")
    func rueckgabe() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall)
        let id = try await welt.zahlung(fall).id
        try await welt.tue(welt.frau) { try Zahlung.feststellen([id], in: $0) }
        try await welt.tue(welt.anordner) {
            try Zahlung.zurueckgeben(id, grund: "Miete prüfen", in: $0)
        }
        #expect(try await welt.zahlung(fall).zustand == .erfasst)
        let frau = try #require(welt.frau.benutzer)
        let offen = try await welt.tue(welt.frau) { session in
            try Wiedervorlage.offene(fuer: [frau], bis: session.heute, in: session).map(\.quelle)
        }
        // Daneben liegt das Ende der Bewilligung, das der Bescheid gleich vorgelegt hat.
        #expect(offen.filter { $0 != .automatisch } == [.anordnung])
        try await welt.verbund.abbauen()
    }

    @Test("Ein Storno geht, solange kein Zahllauf die Zahlung hat, danach nicht mehr")
    func storno() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall)
        try await welt.zahle(fall)
        let frei = try await welt.zahlung(fall).id,
            imLauf = try await welt.zahlung(fall, .unterkunft).id
        try welt.antwortet("im_lauf", auf: imLauf)
        try await welt.tue(welt.frau) {
            try Zahlung.stornieren(frei, grund: "falscher Monat", in: $0)
        }
        #expect(try await welt.zahlung(fall).zustand == .storniert)
        // Der Kreis hat sie schon, auch wenn die Kommune es noch nicht gehört hat.
        _ = try await grund {
            try await welt.tue(welt.frau) {
                try Zahlung.stornieren(imLauf, grund: "zu spät", in: $0)
            }
        }
        #expect(try await welt.zahlung(fall, .unterkunft).zustand == .angeordnet)
        try await welt.verbund.abbauen()
    }

    @Test("Was zurückkommt, sperrt das Konto und wird höchstens einmal neu gezahlt")
    func ruecklauf() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall)
        try await welt.zahle(fall)
        let id = try await welt.zahlung(fall).id
        try await welt.zahltAus(id)
        #expect(try await welt.zahlung(fall).zustand == .gezahlt)
        try welt.antwortet("rueckgelaufen", auf: id, code: "AC04")
        try await welt.folge()
        #expect(try await welt.zahlung(fall).zustand == .rueckgelaufen)
        #expect(try await grund {
            try await welt.tue(welt.frau) { _ = try Zahlung.neuZahlen(id, in: $0) }
        }.hasPrefix("Die Bankverbindung ist gesperrt"))
        // Mit einem neuen, bestätigten Konto geht es, und nur einmal.
        try await welt.tue(welt.frau) { session in
            try Bankverbindung.erfassen(
                .init(zahlweg: .ueberweisung, inhaber: "Yusuf Rahmani",
                      iban: try IBAN("DE75512108001245126199")),
                fuer: fall, ab: session.heute, in: session)
        }
        try await welt.kontoBestaetigen(fall)
        try await welt.tue(welt.frau) { _ = try Zahlung.neuZahlen(id, in: $0) }
        #expect(try await grund {
            try await welt.tue(welt.frau) { _ = try Zahlung.neuZahlen(id, in: $0) }
        } == "Diese Zahlung wurde schon neu gezahlt.")
        try await welt.verbund.abbauen()
    }
}

@Suite("Änderungen und ihre Folgen")
struct AenderungTests {
    private func verdient(_ welt: Kommunenwelt, _ fall: Fall.ID, _ brutto: Geld) async throws {
        try await welt.tue(welt.frau) { session in
            guard let akte = try Fallakte.laden(fall, stand: .init(am: session.heute), in: session),
                  let person = akte.mitglieder.first?.id else { throw Hindernis.nichtGefunden }
            try Fall.aendern(fall, fassung: akte.fall.fassung, .einkommen(person, Einkommen(
                art: .erwerbstaetigkeit, brutto: brutto, quelle: "Gärtnerei", gueltig: Zeitraum(
                    von: Kommunenwelt.november.ersterTag))), in: session)
        }
    }

    @Test("Einkommen nach der Zahlung wird Überzahlung, mit Wiedervorlage")
    func ueberzahlung() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall)
        try await welt.zahle(fall)
        for zahlung in try await welt.zahlungen(fall) { try await welt.zahltAus(zahlung.id) }
        // 400 € Lohn, davon 25 % frei: 300 € werden angerechnet.
        try await verdient(welt, fall, 400)
        let vorschau = try await welt.tue(welt.frau) { session in
            let akte = try Fallakte.laden(fall, stand: .init(am: session.heute), in: session)
            let zeitraum = try Bewilligung.vorschlag(
                #require(akte), parameter: .amtlich, in: session)
            #expect(zeitraum == (Kommunenwelt.november, Kommunenwelt.november))
            return try Bewilligung.vorschau(
                fall: fall, von: zeitraum.von, bis: zeitraum.bis, parameter: .amtlich, in: session)
        }
        #expect(vorschau.ueberzahlung == 300)
        #expect(vorschau.befund(heute: Kommunenwelt.heute)
                == "1 Monat ändert sich: 300,00 € Überzahlung")
        try await welt.bewillige(fall)
        #expect(try await welt.zahlungen(fall).count == 2)
        try await welt.verbund.abbauen()
    }

    @Test("Mehr Miete nach der Zahlung wird Nachzahlung an den Vermieter")
    func nachzahlung() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall)
        try await welt.zahle(fall)
        for zahlung in try await welt.zahlungen(fall) { try await welt.zahltAus(zahlung.id) }
        try await welt.tue(welt.frau) { session in
            var wohnung = try Kommunenwelt.neuerFall().unterkunft
            wohnung.miete = 450
            try Fall.aendern(fall, fassung: try Fall.fassung(fall, in: session),
                             .unterkunft(wohnung), in: session)
        }
        try await welt.bewillige(fall)
        let offen = try await welt.zahlungen(fall).filter { $0.zustand == .erfasst }
        #expect(offen.map(\.betrag) == [50])
        #expect(offen.map(\.zweck) == [.unterkunft])
        try await welt.verbund.abbauen()
    }

    @Test("Zwei Personen bewilligen: Die zweite erfährt, dass sich der Fall geändert hat")
    func fassung() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        let fassung = try await welt.tue(welt.frau) { try Fall.fassung(fall, in: $0) }
        try await welt.bewillige(fall, fassung: fassung)
        #expect(try await grund { try await welt.bewillige(fall, fassung: fassung) }
            == "Der Fall wurde inzwischen von jemand anderem geändert.")
        try await welt.verbund.abbauen()
    }

    @Test("Ein zweimal gesendetes Formular erlässt einen Bescheid")
    func doppelt() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall(), vorgang = UUIDv7()
        let fassung = try await welt.tue(welt.frau) { try Fall.fassung(fall, in: $0) }
        for _ in 1...2 {
            let ziel = try await welt.tue(welt.frau) { session in
                try session.einmal(vorgang) {
                    _ = try Bewilligung.erlassen(
                        fall: fall, von: Kommunenwelt.november, bis: Kommunenwelt.november,
                        fassung: fassung, unterzeichner: Kommunenwelt.unterzeichner, in: session)
                    return "ziel"
                }
            }
            #expect(ziel == "ziel")
        }
        #expect(try await welt.tue(welt.frau) { try Bescheid.alle(zu: fall, in: $0).count } == 1)
        try await welt.verbund.abbauen()
    }

    @Test("Ein Monat ohne freigegebene Sätze wird nicht gerechnet, und der Satz wird genannt")
    func ohneSaetze() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        let januar = Monat(2027, 1)
        #expect(
            try await grund { try await welt.bewillige(fall, bis: januar) }.contains("Bedarfssatz"))
        let bogen = try await welt.tue(welt.frau) {
            try Berechnungsbogen.laden(fall, januar, in: $0)
        }
        #expect(bogen?.ergebnis == nil)
        let vorschlag = try await welt.tue(welt.frau) { session in
            let akte = try Fallakte.laden(fall, stand: .init(am: session.heute), in: session)
            return try Bewilligung.vorschlag(#require(akte), parameter: .amtlich, in: session)
        }
        #expect(vorschlag == (Kommunenwelt.november, Kommunenwelt.dezember))
        try await welt.verbund.abbauen()
    }

    @Test("Eine andere Kommune lädt den Fall auch mit seiner Kennung nicht")
    func fremd() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        let fremde = try await welt.verbund.akteur("sachbearbeitung", mandant: welt.borken)
        let gefunden = try await welt.verbund.read(welt.borken, als: fremde) { session in
            (try Fall.laden(fall, in: session)?.aktenzeichen,
             try Berechnungsbogen.laden(fall, Kommunenwelt.november, in: session)?.monat)
        }
        #expect(gefunden == (nil, nil))
        try await welt.verbund.abbauen()
    }

    @Test("Der Bogen eines bewilligten Monats bleibt, auch wenn die Akte sich ändert")
    func festgehalten() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall)
        try await verdient(welt, fall, 400)
        let (alt, neu) = try await welt.tue(welt.frau) { session in
            (try Berechnungsbogen.laden(fall, Kommunenwelt.november, in: session),
             try Berechnungsbogen.laden(fall, Kommunenwelt.november, neu: true, in: session))
        }
        #expect(alt?.ergebnis?.leistung == 855)
        #expect(neu?.ergebnis?.leistung == 555)
        try await welt.verbund.abbauen()
    }

    @Test("„Bekannt am“ zeigt, was die Kommune damals wusste")
    func bekanntAm() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await verdient(welt, fall, 400)
        // Die Zeitpunkte setzt die Datenbank; vor dem Tag der Erfassung war nichts bekannt.
        let (heute, frueher) = try await welt.tue(welt.frau) { session in
            let gestern = try session.scalar("""
                SELECT (now() AT TIME ZONE 'Europe/Berlin')::date - 1
                """, as: Kalendertag.self)
            return (try Fallakte.laden(fall, stand: .init(am: session.heute), in: session),
                    try Fallakte.laden(fall, stand: .init(am: session.heute, bekannt: gestern),
                                       in: session))
        }
        #expect(heute?.mitglieder.first?.einkommen.count == 1)
        #expect(frueher?.mitglieder.isEmpty == true)
        try await welt.verbund.abbauen()
    }
}
