import Grundwerte
import HTTPTypes
import Platform
import Postgres
import TestSupport
import Testing
@testable import Web

@Suite("Ein neues Token mit jedem Nachweis (ASVS V7.2.4)")
struct SitzungswechselTests {
    private let ort = "/kreis/konto"
    private let frage = "/kreis/konto/nachweis"

    /// Weist sich mit dem Kennwort aus.
    private func ausweisen(_ person: Person) async throws -> Antwort {
        let antwort = try await person.sende(frage, auf: frage, ["nachweis": TestVerbund.kennwort])
        #expect(antwort.status == 303)
        return antwort
    }

    @Test("Was mit dem alten Token noch unterwegs ist, öffnet nichts und meldet niemanden ab")
    func unterwegs() async throws {
        let buero = try await Kreisbuero.neu(), alt = try await buero.person("datenschutz")
        let csrf = try await alt.seite(ort).wert("csrf")
        let neu = alt.dazu(try await ausweisen(alt))
        let seite = try await alt.seite(ort)
        #expect(seite.ziel == "/anmeldung?ziel=/kreis/konto")
        let formular = try await alt.anfrage(.post, "\(ort)/abmeldungen", csrf: csrf)
        #expect(formular.status == 403 && formular.text.contains("Ihre Sitzung ist beendet"))
        for antwort in [seite, formular] {
            #expect(!antwort.headers[values: .setCookie].contains { $0.contains("sitzung=") })
        }
        #expect(try await neu.dazu(seite).dazu(formular).seite(ort).status == 200)
        #expect(try await neu.seite(seite.ziel).ziel == ort, "Der Umweg endet, wo es hinsollte.")
        try await buero.verbund.abbauen()
    }

    @Test("Ein Formular in einem anderen Fenster gilt nach dem Nachweis weiter, einmal zurück")
    func anderesFenster() async throws {
        let buero = try await Kreisbuero.neu(), person = try await buero.person("datenschutz")
        let csrf = try await person.seite(ort).wert("csrf")
        let einmal = person.dazu(try await ausweisen(person)), weg = "\(ort)/abmeldungen"
        #expect(try await einmal.anfrage(.post, weg, csrf: csrf).ziel == ort)
        let zweimal = einmal.dazu(try await ausweisen(einmal))
        #expect(try await zweimal.anfrage(.post, weg, csrf: csrf).status == 403)
        let fremd = try await buero.person("datenschutz")
        #expect(try await fremd.anfrage(.post, weg, csrf: csrf).status == 403)
        try await buero.verbund.abbauen()
    }

    @Test("Wer sich im selben Browser neu anmeldet, beendet die Sitzung davor mit ihren Formularen")
    func neuAngemeldet() async throws {
        let buero = try await Kreisbuero.neu()
        let eine = try await buero.konto("datenschutz"), andere = try await buero.konto("statistik")
        var browser = buero.ohneAnmeldung.mit(try await buero.anmeldung(eine))
        browser = browser.dazu(try await ausweisen(browser))
        let vorher = browser, csrf = try await browser.seite(ort).wert("csrf")
        let antwort = try await browser.sende(
            "/anmeldung", auf: ort, ["anmeldename": andere, "kennwort": TestVerbund.kennwort])
        #expect(antwort.ziel == "/kreis")
        #expect(try await vorher.seite(ort).status == 303, "Diese Sitzung ist zu Ende.")
        browser = browser.dazu(antwort)
        #expect(try await browser.seite(ort).text.contains("Test statistik"))
        #expect(try await browser.anfrage(.post, "\(ort)/abmeldungen", csrf: csrf).status == 403)
        try await buero.verbund.abbauen()
    }

    @Test("Von zwei Nachweisen zugleich öffnet das spätere Token, nach dem Ende der Sitzung keines")
    func zugleich() async throws {
        let verbund = try await TestVerbund.neu(), wer = try await verbund.akteur("statistik")
        let signIn = SignIn(database: verbund.database, hashing: PasswordThread(cost: .test))
        let token = try await signIn.begin(
            name: "test-\(wer.anfrage)", password: TestVerbund.kennwort, address: "10.0.0.1")
        let login = try #require(try await signIn.session(token: token))
        func nachweis() async throws -> String {
            try await signIn.confirm(login, proof: TestVerbund.kennwort, address: "10.0.0.1")
        }
        let erstes = try await nachweis(), zweites = try await nachweis()
        #expect(Set([token, erstes, zweites]).count == 3)
        #expect(try await signIn.session(token: token) == nil)
        #expect(try await signIn.session(token: erstes) == nil)
        #expect(try await signIn.session(token: zweites)?.id == login.id)
        try await signIn.end(login.id)
        await #expect(throws: Hindernis.self) { _ = try await nachweis() }
        try await verbund.abbauen()
    }
}
