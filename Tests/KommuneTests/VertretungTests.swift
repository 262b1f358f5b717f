import Grundwerte
@testable import Kommune
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Vertretung: datiert, zeigt Aufgaben, gibt keine Rechte")
struct VertretungTests {
    private let heute = Kommunenwelt.heute

    private func neu(_ abwesend: Akteur, _ vertreter: Akteur, von: Int = 0, bis: Int = 3) throws
        -> Vertretung.Neu {
        Vertretung.Neu(
            abwesend: try #require(abwesend.benutzer), vertreter: try #require(vertreter.benutzer),
            von: heute.plus(tage: von), bis: heute.plus(tage: bis), hinweis: "Rahmani ruft an.")
    }

    private func tische(_ welt: Kommunenwelt, _ wer: Akteur, nach tagen: Int) async throws
        -> [User.ID] {
        try await welt.am(heute.plus(tage: tagen), wer) { try Vertretung.tische(in: $0) }
    }

    @Test("Nur in ihrer Zeit liegen fremde Aufgaben mit auf dem Tisch; beendet ist beendet")
    func zeit() async throws {
        let welt = try await Kommunenwelt.neu(), kollege = welt.kollege, frau = welt.frau
        let ich = try #require(kollege.benutzer), sie = try #require(frau.benutzer)
        let vertretung = try neu(frau, kollege, von: 1, bis: 3)
        let id = try await welt.tue(frau) { try Vertretung.eintragen(vertretung, in: $0) }
        for (tag, erwartet) in [(0, [ich]), (1, [ich, sie]), (3, [ich, sie]), (4, [ich])] {
            #expect(try await tische(welt, kollege, nach: tag) == erwartet, "nach \(tag) Tagen")
        }
        try await welt.am(heute.plus(tage: 2), frau) { try Vertretung.beenden(id, in: $0) }
        #expect(try await tische(welt, kollege, nach: 2) == [ich])
        // Was war, bleibt: Gestern hat er sie vertreten.
        #expect(try await tische(welt, kollege, nach: 1) == [ich, sie])
        try await welt.am(heute.plus(tage: 2), frau) { try Vertretung.beenden(id, in: $0) }
        let protokoll = try await welt.tue(frau) {
            try $0.scalars("""
                SELECT vorgang FROM audit WHERE gegenstand = \(id.description) ORDER BY am
                """, as: String.self)
        }
        #expect(protokoll == ["vertretung.eingetragen", "vertretung.beendet"])
        try await welt.verbund.abbauen()
    }

    @Test("Auch festzustellende Zahlungen der Vertretenen stehen bei „Meine Fälle“, heute")
    func zahlungen() async throws {
        let welt = try await Kommunenwelt.neu(), kollege = welt.kollege
        let fall = try await welt.fall()
        try await welt.bewillige(fall)
        func meine(nach tagen: Int = 0) async throws -> Int {
            try await welt.am(heute.plus(tage: tagen), kollege) {
                try Zahlung.liste(.feststellen, meine: true, in: $0).count
            }
        }
        #expect(try await meine() == 0)
        let vertretung = try neu(welt.frau, kollege)
        try await welt.tue(welt.frau) { _ = try Vertretung.eintragen(vertretung, in: $0) }
        #expect(try await meine() == 2)
        #expect(try await meine(nach: 4) == 0)
        let erste = try await welt.zahlung(fall)
        #expect(try await welt.tue(kollege) {
            try Zahlung.naechsteFestzustellende(nach: erste.id, in: $0)
        } != nil)
        try await welt.verbund.abbauen()
    }

    @Test("Die eigene trägt jede Person ein, die anderer nur die Leitung")
    func recht() async throws {
        let welt = try await Kommunenwelt.neu()
        let leitung = try await welt.verbund.akteur("leitung", mandant: welt.ahaus)
        let fremde = try neu(welt.frau, welt.kollege)
        await #expect(throws: PermissionDenied.self) {
            try await welt.tue(welt.kollege) { try Vertretung.eintragen(fremde, in: $0) }
        }
        let id = try await welt.tue(leitung) { try Vertretung.eintragen(fremde, in: $0) }
        await #expect(throws: PermissionDenied.self) {
            try await welt.tue(welt.kollege) { try Vertretung.beenden(id, in: $0) }
        }
        let auskunft = try await welt.verbund.akteur("auskunft", mandant: welt.ahaus)
        #expect(!auskunft.rechte.contains(.vertretungEintragen))
        try await welt.verbund.abbauen()
    }

    @Test("Nicht doppelt, nicht durch sich selbst, nicht durch Abwesende, nicht durch Fremde")
    func grenzen() async throws {
        let welt = try await Kommunenwelt.neu()
        let leitung = try await welt.verbund.akteur("leitung", mandant: welt.ahaus)
        let dritte = try await welt.verbund.akteur("sachbearbeitung", mandant: welt.ahaus)
        let borken = try await welt.verbund.akteur("sachbearbeitung", mandant: welt.borken)
        let erste = try neu(welt.frau, welt.kollege)
        try await welt.tue(leitung) { try Vertretung.eintragen(erste, in: $0) }
        for (versuch, feld) in [
            (try neu(welt.frau, dritte, von: 3, bis: 5), "von"),
            (try neu(dritte, dritte), "vertreter"),
            (try neu(dritte, welt.frau), "vertreter"),
            (try neu(welt.kollege, dritte), "von"),
            (try neu(dritte, borken), "vertreter"),
            (try neu(dritte, leitung, von: -9, bis: -1), "bis"),
            (try neu(dritte, leitung, von: 5, bis: 4), "bis"),
            (try neu(dritte, leitung, von: 0, bis: 400), "bis"),
        ] {
            let fehler = await #expect(throws: Hindernis.self) {
                try await welt.tue(leitung) { try Vertretung.eintragen(versuch, in: $0) }
            }
            #expect(fehler?.feld == feld)
        }
        let fremde = try await welt.verbund.read(welt.borken, als: borken) {
            try Vertretung.alle(in: $0).count
        }
        #expect(fremde == 0)
        try await welt.verbund.abbauen()
    }

    @Test("PostgreSQL selbst nimmt keine Fremden an und lässt keine Zeile ändern")
    func waechter() async throws {
        let welt = try await Kommunenwelt.neu()
        let borken = try await welt.verbund.akteur("sachbearbeitung", mandant: welt.borken)
        let fremd = try #require(borken.benutzer), vertretung = try neu(welt.frau, welt.kollege)
        let fall = try await welt.fall(bestaetigt: false)
        try await welt.tue(welt.frau) { session in
            try Vertretung.eintragen(vertretung, in: session)
            try Wiedervorlage.anlegen("x", zu: fall, faellig: session.heute, quelle: .selbst,
                                      in: session)
        }
        for (sql, bedingung) in [
            ("UPDATE vertretung SET vertreter = \(fremd)", "nur_ersetzen"),
            ("UPDATE wiedervorlage SET fuer = \(fremd)", "wiedervorlage_von_hier"),
        ] as [(SQL, String)] {
            let fehler = await #expect(throws: PostgresError.self) {
                try await welt.tue(welt.frau) { try $0.execute(sql) }
            }
            #expect(fehler?.constraint == bedingung)
        }
        try await welt.verbund.abbauen()
    }
}
