import Grundwerte
@testable import Kommune
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Nach einer Rückgabe wird nicht weitergezahlt, bis jemand entscheidet")
struct SperrenTests {
    /// Ein Fall mit gezahltem November und angeordnetem Dezember.
    private func laufend(_ welt: Kommunenwelt) async throws -> Fall.ID {
        let fall = try await welt.fall()
        try await welt.bewillige(fall, bis: Kommunenwelt.dezember)
        try await welt.zahle(fall)
        for zahlung in try await welt.zahlungen(fall) where zahlung.monat == Kommunenwelt.november {
            try await welt.zahltAus(zahlung.id)
        }
        return fall
    }

    private func zurueck(
        _ welt: Kommunenwelt, _ fall: Fall.ID, _ zweck: Zahlung.Zweck, _ code: String
    ) async throws {
        let zahlung = try #require(try await welt.zahlungen(fall).first {
            $0.zweck == zweck && $0.monat == Kommunenwelt.november
        })
        try welt.antwortet("rueckgelaufen", auf: zahlung.id, code: code)
        try await welt.folge()
    }

    private func zustaende(
        _ welt: Kommunenwelt, _ fall: Fall.ID
    ) async throws -> [String: Zahlung.Zustand] {
        let dezember = try await welt.zahlungen(fall).filter { $0.monat == Kommunenwelt.dezember }
        return Dictionary(dezember.map { ($0.zweck.rawValue, $0.zustand) },
                          uniquingKeysWith: { neu, _ in neu })
    }

    private func entscheide(_ welt: Kommunenwelt, _ fall: Fall.ID) async throws {
        try await welt.tue(welt.frau) { session in
            for sperre in try Zahlungssperre.offene(zu: fall, in: session) {
                try Zahlungssperre.aufheben(sperre.id, fall: fall,
                                            entscheidung: "telefonisch geklärt", in: session)
            }
        }
    }

    @Test("""
        Miete kommt zurück: Das Konto des Vermieters ist gesperrt, \
        in jedem Fall, der dorthin zahlt
        """)
    func vermieter() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await laufend(welt),
            nachbar = try await welt.fall()
        try await zurueck(welt, fall, .unterkunft, "AC04")
        #expect(try await zustaende(welt, fall) == ["lebensunterhalt": .angeordnet,
                                                    "unterkunft": .storniert])
        // Beide Fälle stehen in „Meine Aufgaben“, und keiner bewilligt dorthin.
        let frau = try #require(welt.frau.benutzer)
        let alarm = try await welt.tue(welt.frau) {
            try Zahlungssperre.offene(fuer: [frau], in: $0)
        }
        #expect(Set(alarm.map(\.fall)) == [fall, nachbar])
        #expect(alarm.allSatisfy { $0.iban != nil && $0.grund == "Das Konto ist aufgelöst." })
        await #expect(throws: Hindernis.self) { try await welt.bewillige(nachbar) }
        try await entscheide(welt, nachbar)
        try await welt.bewillige(nachbar)
        let storniert = try #require(try await welt.zahlungen(fall).first {
            $0.zustand == .storniert
        })
        try await welt.tue(welt.frau) { try Zahlung.neuZahlen(storniert.id, in: $0) }
        #expect(try await zustaende(welt, fall)["unterkunft"] == .erfasst)
        try await welt.verbund.abbauen()
    }

    @Test("Ein neues Konto bei der Unterkunft erledigt die Sperre des alten für diesen Fall")
    func neuesKonto() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await laufend(welt)
        try await zurueck(welt, fall, .unterkunft, "AC01")
        try await welt.tue(welt.frau) { session in
            var wohnung = try Kommunenwelt.neuerFall().unterkunft
            wohnung.vermieter = .init(
                name: "Wohnbau Ahaus eG", iban: try IBAN("DE75512108001245126199"),
                mietzeichen: "M-17")
            try Fall.aendern(fall, fassung: try Fall.fassung(fall, in: session),
                             .unterkunft(wohnung), in: session)
        }
        let frau = try #require(welt.frau.benutzer)
        #expect(try await welt.tue(welt.frau) {
            try Zahlungssperre.offene(fuer: [frau], in: $0).count
        } == 0)
        try await welt.bewillige(fall, bis: Kommunenwelt.dezember)
        let miete = try await welt.zahlungen(fall).filter {
            $0.zweck == .unterkunft && $0.zustand == .erfasst
        }
        #expect(miete.map(\.betrag) == [400, 400])
        try await welt.verbund.abbauen()
    }

    @Test("Verstorben (MD07): Alles hält an, auch Angeordnetes, bis jemand entscheidet")
    func verstorben() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await laufend(welt)
        try await zurueck(welt, fall, .lebensunterhalt, "MD07")
        #expect(try await zustaende(welt, fall) == ["lebensunterhalt": .storniert,
                                                    "unterkunft": .storniert])
        let frau = try #require(welt.frau.benutzer)
        let (alarm, vorlagen) = try await welt.tue(welt.frau) { session in
            (try Zahlungssperre.offene(fuer: [frau], in: session),
             try Wiedervorlage.offene(fuer: [frau], bis: session.heute, in: session))
        }
        #expect(alarm.map(\.iban) == [nil])
        #expect(vorlagen.last?.text
            .contains("verstorben. 2 angeordnete Zahlungen sind zurückgenommen.") == true)
        await #expect(throws: Hindernis.self) {
            try await welt.bewillige(fall, bis: Kommunenwelt.dezember)
        }
        try await welt.verbund.abbauen()
    }

    @Test("Auch Festgestelltes wird nicht angeordnet; der Datenbank ist gleich, wer es versucht")
    func festgestellt() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall, bis: Kommunenwelt.dezember)
        let ids = try await welt.zahlungen(fall).map(\.id)
        try await welt.tue(welt.frau) { try Zahlung.feststellen(ids, in: $0) }
        let november = try await welt.zahlungen(fall).filter { $0.monat == Kommunenwelt.november }
        try await welt.tue(welt.anordner) { _ = try Zahlung.anordnen(november.map(\.id), in: $0) }
        for zahlung in november { try await welt.zahltAus(zahlung.id) }
        try await zurueck(welt, fall, .lebensunterhalt, "MD07")
        let rest = try await welt.zahlungen(fall).filter { $0.zustand == .festgestellt }.map(\.id)
        let ergebnis = try await welt.tue(welt.anordner) { try Zahlung.anordnen(rest, in: $0) }
        #expect(ergebnis.angeordnet.isEmpty)
        #expect(ergebnis.offen.allSatisfy {
            $0.hindernis.grund.hasPrefix("Nach einer Rückgabe gesperrt")
        })
        let miete = try #require(try await welt.zahlungen(fall).first {
            $0.zustand == .festgestellt && $0.zweck == .unterkunft
        })
        await #expect {
            try await welt.tue(welt.anordner) { session in
                try session.execute("""
                    INSERT INTO anordnung (zahlung_id, benutzer_id, inhalt_sha256)
                    SELECT z.id, \(session.benutzer()), zahlung_pruefsumme(z) FROM zahlung z
                     WHERE z.id = \(miete.id)
                    """)
            }
        } throws: { ($0 as? PostgresError)?.constraint == "anordnung_zahlungssperre" }
        try await entscheide(welt, fall)
        let danach = try await welt.tue(welt.anordner) { try Zahlung.anordnen([miete.id], in: $0) }
        #expect(danach.summe == 400)
        try await welt.verbund.abbauen()
    }

    @Test(
        "Zurückgekommenes steht bei der Sachbearbeitung, bis es neu gezahlt oder neu bewilligt ist")
    func liste() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await laufend(welt)
        let frau = try #require(welt.frau.benutzer), kollege = try #require(welt.kollege.benutzer)
        try await zurueck(welt, fall, .unterkunft, "MS03")
        func offen(_ wer: User.ID) async throws -> [Zahlung] {
            try await welt.tue(welt.frau) { try Zahlung.zurueckgekommene(fuer: [wer], in: $0) }
        }
        let zahlung = try #require(try await offen(frau).first)
        #expect(try await offen(kollege).isEmpty)
        try await welt.tue(welt.frau) { _ = try Zahlung.neuZahlen(zahlung.id, in: $0) }
        #expect(try await offen(frau).isEmpty)
        try await welt.verbund.abbauen()
    }

    @Test("Wer wann was tat, schreibt die Datenbank in den Verlauf der Zahlung")
    func verlauf() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await laufend(welt)
        let id = try #require(try await welt.zahlungen(fall).last {
            $0.zweck == .lebensunterhalt
        }).id
        let ereignisse = try await welt.tue(welt.frau) { try Zahlung.ereignisse(id, in: $0) }
        #expect(ereignisse.map(\.zustand) == [.erfasst, .festgestellt, .angeordnet, .imLauf,
                                              .uebergeben, .gezahlt])
        #expect(ereignisse.map(\.von) == [welt.frau.benutzer, welt.frau.benutzer,
                                          welt.anordner.benutzer, nil, nil, nil])
        try await welt.verbund.abbauen()
    }
}
