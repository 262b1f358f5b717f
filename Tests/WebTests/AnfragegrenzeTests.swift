import Grundwerte
import HTTPTypes
import Platform
import Postgres
import TestSupport
import Testing
@testable import Web

@Suite("Massenhafte Aufrufe bremst eine Grenze je Person und Programm (ASVS V2.4.1)")
struct AnfragegrenzeTests {
    @Test("Eine Minute im Voraus ist frei, danach kommt gleichmäßig nach; jede Person für sich")
    func eimer() {
        let grenze = Anfragegrenze(jeMinute: 60), wer = User.ID(), beginn = ContinuousClock.now
        func nimm(nach sekunden: Double) -> Anfragegrenze.Urteil {
            grenze.nimm(wer, um: beginn.advanced(by: .seconds(sekunden)))
        }
        for _ in 1...60 { #expect(nimm(nach: 0) == .frei) }
        #expect(nimm(nach: 0) == .zuViel(sekunden: 1, istErste: true))
        #expect(nimm(nach: 0.5) == .zuViel(sekunden: 1, istErste: false))
        #expect(grenze.nimm(User.ID(), um: beginn) == .frei, "Andere merken nichts.")
        #expect(nimm(nach: 1.5) == .frei)
        #expect(nimm(nach: 1.5) == .zuViel(sekunden: 1, istErste: false))
        let spaeter = (1...80).filter { _ in nimm(nach: 90) == .frei }
        #expect(spaeter.count == 60, "Mehr als eine Minute sammelt niemand an.")
        #expect(nimm(nach: 90) == .zuViel(sekunden: 1, istErste: false))
        #expect(Anfragegrenze().jeMinute == 300)
    }

    @Test("Die Uhr darf springen, und tausend andere verdrängen niemanden, der gerade arbeitet")
    func raender() {
        let grenze = Anfragegrenze(jeMinute: 1), wer = User.ID(), jetzt = ContinuousClock.now
        #expect(grenze.nimm(wer, um: jetzt) == .frei)
        let frueher = jetzt.advanced(by: .seconds(-30))
        #expect(grenze.nimm(wer, um: frueher) == .zuViel(sekunden: 60, istErste: true))
        for _ in 1...1_000 { _ = grenze.nimm(User.ID(), um: jetzt.advanced(by: .seconds(59))) }
        #expect(grenze.nimm(wer, um: jetzt.advanced(by: .seconds(59))) != .frei)
        #expect(grenze.nimm(wer, um: jetzt.advanced(by: .seconds(61))) == .frei)
    }

    @Test("Wer zu viel fragt, liest, was zu tun ist; das Protokoll hört davon einmal")
    func seiten() async throws {
        let mitschrift = Mitschrift()
        let buero = try await Kreisbuero.neu(
            mitschrift: mitschrift, grenze: Anfragegrenze(jeMinute: 5))
        let person = try await buero.person("datenschutz"), ort = "/kreis/konto"
        let andere = try await buero.person("datenschutz")
        for _ in 1...5 { #expect(try await person.seite(ort).status == 200) }
        for _ in 1...2 {
            let antwort = try await person.seite(ort, galerie: "zu-viele-anfragen")
            #expect(antwort.status == 429)
            let warten = Int(antwort.headers[.retryAfter] ?? "") ?? 0
            #expect((1...12).contains(warten))
            #expect(antwort.text.contains("<h1>Zu viele Anfragen</h1>"))
            #expect(antwort.text.contains("mehr als 5 Anfragen"))
        }
        #expect(try await andere.seite(ort).status == 200)
        #expect(try await person.seite("/hilfe").status == 200, "Was offen ist, bleibt es.")
        #expect(mitschrift.zeilen(mit: "refused", "event=rate.limit ", "status=429").count == 1)
        try await buero.verbund.abbauen()
    }

    @Test("Auch ein Formular wird nicht mehr ausgeführt, und ein Programm bekommt seine Auskunft")
    func formulareUndProgramme() async throws {
        let buero = try await Kreisbuero.neu(grenze: Anfragegrenze(jeMinute: 3))
        let ahaus = try await buero.verbund.mandant("ahaus"), ort = "/kreis/konto"
        let (person, zweiter) = try await buero.zweimal("datenschutz")
        let csrf = try await person.seite(ort).wert("csrf")
        for _ in 1...2 { #expect(try await zweiter.seite(ort).status == 200, "Zwei Fenster.") }
        #expect(try await person.anfrage(.post, "\(ort)/abmeldungen", csrf: csrf).status == 429)
        let server = try buero.verbund.superuser()
        defer { server.close() }
        #expect(try server.scalar("""
            SELECT count(*) FROM platform.anmeldung WHERE beendet_am IS NOT NULL
            """, as: Int.self) == 0)
        let token = try await buero.zugang(ahaus, [.fallLesen]), liste = "/api/v1/m/ahaus/faelle"
        for _ in 1...3 { #expect(try await buero.programm(token, .get, liste).status == 200) }
        let antwort = try await buero.programm(token, .get, liste)
        #expect(antwort.status == 429 && antwort.headers[.retryAfter] != nil)
        #expect(antwort.headers[.contentType] == "application/problem+json")
        try await buero.verbund.abbauen()
    }
}
