import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

@Suite("Noch einmal bewilligen: Ersetzt wird nur, was sich ändert")
struct NeubewilligungTests {
    private func teurer(
        _ welt: Kommunenwelt, _ fall: Fall.ID, ab: Kalendertag, miete: Geld = 450
    ) async throws {
        try await welt.tue(welt.frau) { session in
            var wohnung = try Kommunenwelt.neuerFall().unterkunft
            wohnung.miete = miete
            wohnung.gueltig = Zeitraum(von: ab)
            try Fall.aendern(fall, fassung: try Fall.fassung(fall, in: session),
                             .unterkunft(wohnung), in: session)
        }
    }

    @Test("Ohne Änderung bleiben alle Zahlungen, ihre Feststellung und ihre Anordnung")
    func unveraendert() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall, bis: Kommunenwelt.dezember)
        try await welt.zahle(fall)
        let vorher = try await welt.zahlungen(fall)
        try await welt.bewillige(fall, bis: Kommunenwelt.dezember)
        let nachher = try await welt.zahlungen(fall)
        #expect(nachher.map(\.id) == vorher.map(\.id))
        #expect(nachher.allSatisfy { $0.zustand == .angeordnet })
        try await welt.verbund.abbauen()
    }

    @Test("Mehr Miete ab Dezember ersetzt genau die Miete des Dezembers")
    func teilweise() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall, bis: Kommunenwelt.dezember)
        try await welt.zahle(fall)
        try await teurer(welt, fall, ab: Kommunenwelt.dezember.ersterTag)
        let vorschau = try await welt.tue(welt.frau) { session in
            try Bewilligung.vorschau(
                fall: fall, von: Kommunenwelt.november, bis: Kommunenwelt.dezember,
                parameter: .geltende(in: session), in: session)
        }
        #expect(vorschau.monate.map(\.bleibend.count) == [2, 1])
        #expect(vorschau.zahlungen.map(\.betrag) == [450])
        try await welt.bewillige(fall, bis: Kommunenwelt.dezember)
        let zahlungen = try await welt.zahlungen(fall)
        #expect(zahlungen.filter { $0.zustand == .angeordnet }.count == 3)
        #expect(zahlungen.filter { $0.zustand == .storniert }.map(\.betrag) == [400])
        #expect(zahlungen.filter { $0.zustand == .erfasst }.map(\.betrag) == [450])
        #expect(zahlungen.filter { $0.zustand == .erfasst }.map(\.monat) == [Kommunenwelt.dezember])
        try await welt.verbund.abbauen()
    }

    @Test("Ein anderes Konto ersetzt den Lebensunterhalt und lässt die Miete stehen")
    func anderesKonto() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall)
        let miete = try await welt.zahlung(fall, .unterkunft).id
        try await welt.tue(welt.frau) { session in
            try Bankverbindung.erfassen(
                .init(zahlweg: .ueberweisung, inhaber: "Yusuf Rahmani",
                      iban: try IBAN("DE75512108001245126199")),
                fuer: fall, ab: session.heute, in: session)
        }
        try await welt.kontoBestaetigen(fall)
        try await welt.bewillige(fall)
        let offen = try await welt.zahlungen(fall).filter { $0.zustand == .erfasst }
        #expect(offen.count == 2)
        #expect(offen.contains { $0.id == miete })
        #expect(offen.first { $0.zweck == .lebensunterhalt }?.iban
                == (try IBAN("DE75512108001245126199")))
        try await welt.verbund.abbauen()
    }

    @Test("""
        Was ein Zahllauf schon hat, auch ohne dass die Kommune es weiß, wird nicht doppelt gezahlt
        """)
    func schonImLauf() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall)
        try await welt.zahle(fall)
        try welt.antwortet("im_lauf", auf: try await welt.zahlung(fall, .unterkunft).id)
        try await teurer(welt, fall, ab: Kommunenwelt.november.ersterTag)
        try await welt.bewillige(fall)
        let miete = try await welt.zahlungen(fall).filter { $0.zweck == .unterkunft }
        #expect(miete.filter { $0.zustand == .angeordnet }.map(\.betrag) == [400])
        #expect(miete.filter { $0.zustand == .erfasst }.map(\.betrag) == [50])
        try await welt.verbund.abbauen()
    }

    @Test("Ohne bestätigtes Konto ist gerechnet; der Bescheid muss warten")
    func ohneKonto() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall(bestaetigt: false)
        let vorschau = try await welt.tue(welt.frau) { session in
            try Bewilligung.vorschau(
                fall: fall, von: Kommunenwelt.november, bis: Kommunenwelt.november,
                parameter: .geltende(in: session), in: session)
        }
        #expect(vorschau.leistung == 855)
        #expect(vorschau.zahlungen.map(\.betrag) == [400])
        #expect(
            vorschau.hindernis?.grund == "Für die Auszahlung fehlt eine bestätigte Bankverbindung.")
        #expect(vorschau.hindernis?.abhilfe.contains("anderen Person bestätigen") == true)
        try await welt.verbund.abbauen()
    }

    @Test("""
        Eine behaltene Zahlung, die zurückkommt, lässt sich neu zahlen, \
        aber nie mehr als bewilligt
        """)
    func behaltenUndZurueck() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall)
        try await welt.zahle(fall)
        try await welt.bewillige(fall)
        let id = try await welt.zahlung(fall).id
        try await welt.zahltAus(id)
        try welt.antwortet("rueckgelaufen", auf: id, code: "MS03")
        try await welt.folge()
        let neu = try await welt.tue(welt.frau) { try Zahlung.neuZahlen(id, in: $0) }
        try await welt.tue(welt.frau) { try Zahlung.stornieren(neu, grund: "doch anders", in: $0) }
        try await welt.bewillige(fall)
        // Der neue Bescheid hat den Betrag schon wieder eingeplant.
        await #expect(throws: Hindernis.self) {
            try await welt.tue(welt.frau) { try Zahlung.neuZahlen(neu, in: $0) }
        }
        let summe = try await welt.zahlungen(fall).filter { $0.zustand == .erfasst }
            .map(\.betrag).summe()
        #expect(summe == 455)
        try await welt.verbund.abbauen()
    }

    @Test("Was zurückkam, ist nicht mehr überzahlt; den Rest zahlt ein neuer Bescheid (B-5.4)")
    func ueberzahltUndZurueck() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.ueberzahlt()
        @Sendable func offen() async throws -> [Geld] {
            try await welt.tue(welt.frau) { session in
                try OffeneUeberzahlung.alle(zu: fall, in: session).map(\.betrag)
            }
        }
        #expect(try await offen() == [300])
        let id = try await welt.zahlung(fall).id
        try welt.antwortet("rueckgelaufen", auf: id, code: "MS03")
        try await welt.folge()
        #expect(try await offen().isEmpty)
        await #expect(throws: Hindernis.self) {
            try await welt.tue(welt.frau) { try Zahlung.neuZahlen(id, in: $0) }
        }
        try await welt.bewillige(fall)
        let neu = try await welt.zahlungen(fall).filter { $0.zustand == .erfasst }
        #expect(neu.map(\.betrag) == [155])
        #expect(try await offen().isEmpty)
        try await welt.verbund.abbauen()
    }

    @Test("Ist für den Monat nichts mehr bewilligt, liegt der Rücklauf niemandem mehr vor")
    func nichtsMehrBewilligt() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall)
        try await welt.zahle(fall)
        let id = try await welt.zahlung(fall).id
        try welt.antwortet("im_lauf", auf: id)
        try await welt.lohn(3000, fall)
        try await welt.bewillige(fall)
        try await welt.zahltAus(id)
        try welt.antwortet("rueckgelaufen", auf: id, code: "MS03")
        try await welt.folge()
        try await welt.tue(welt.frau) { session in
            let zurueck = try Zahlung.zurueckgekommene(fuer: [session.benutzer()], in: session)
            let offen = try OffeneUeberzahlung.alle(zu: fall, in: session)
            #expect(zurueck.isEmpty && offen.isEmpty)
        }
        try await welt.verbund.abbauen()
    }
}
