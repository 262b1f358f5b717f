import Foundation
import Grundwerte
import HTTPTypes
@testable import Platform
import Postgres
import TestSupport
import Testing
@testable import Web

@Suite("An der Tür: besetzt, Kennwort statt Code, Nachweis vor Rechten (ASVS V6.2.3, V6.3.1, V7.5)")
struct TuerseitenTests {
    private let ort = "/kreis/konto"

    /// Vor so langer Zeit hat sich zuletzt jemand ausgewiesen, dass neu gefragt wird.
    private func veralten(_ buero: Kreisbuero) throws {
        let server = try buero.verbund.superuser()
        defer { server.close() }
        try server.execute("""
            UPDATE platform.anmeldung SET bestaetigt_am = now() - interval '121 minutes'
            """)
    }

    /// Die App der einzigen Person, die eine hat.
    private func app(_ buero: Kreisbuero) async throws -> Totp {
        let datenbank = buero.verbund.database, schloss = datenbank.schloss
        let wer = try await datenbank.platform.query("SELECT benutzer_id FROM zweiter_faktor") {
            try $0.decode("benutzer_id", as: User.ID.self)
        }
        let id = try #require(wer.first)
        let faktor = try await datenbank.platform.write {
            try ZweiterFaktor.laden(id, schloss, in: $0)
        }
        return try #require(faktor).totp
    }

    /// Belegt alle Plätze vor der Prüfung, während das geschieht.
    private func voll(
        _ thread: PasswordThread, _ plaetze: Int = PasswordThread.places,
        _ tun: () async throws -> Void
    ) async throws {
        guard plaetze > 0 else { return try await tun() }
        try await thread.place { try await voll(thread, plaetze - 1, tun) }
    }

    @Test("Warten schon zu viele, sagt eine Seite, wann es weitergeht; gezählt wird nichts")
    func besetzt() async throws {
        let thread = PasswordThread(cost: .test), buero = try await Kreisbuero.neu(hashing: thread)
        let name = try await buero.konto("datenschutz")
        let person = try await buero.person("datenschutz"), frage = "\(ort)/nachweis"
        try await voll(thread) {
            for antwort in [
                try await buero.anmeldung(name, kennwort: "falsch"),
                try await person.sende(frage, auf: frage, ["nachweis": "falsch"]),
                try await person.sende("\(ort)/kennwort", auf: ort, [
                    "bisher": "falsch", "kennwort": "Anker Brot Wolke Zebra"]),
            ] {
                #expect(antwort.status == 503)
                #expect(antwort.headers[.retryAfter] == "10")
                #expect(antwort.text.contains("Gerade melden sich sehr viele an"))
            }
        }
        #expect(try await buero.anmeldung(name).status == 303)
        #expect(try await !person.seite(ort).text.contains("Gescheiterte Anmeldungen"))
        try await buero.verbund.abbauen()
    }

    @Test("Das Kennwort ändert, wer das jetzige kennt: Codes der App und Ersatzcodes genügen nicht")
    func codeStattKennwort() async throws {
        let buero = try await Kreisbuero.neu()
        var person = try await buero.person("datenschutz")
        _ = try await person.sende("\(ort)/faktor", auf: ort)
        let totp = try await app(buero), schritt = Totp.schritt(buero.verbund.database.uhr.jetzt)
        let fertig = try await person.sende(
            "\(ort)/faktor/bestaetigung", auf: ort, ["code": totp.code(schritt - 1)])
        person = person.dazu(fertig)
        let ersatz = String(try #require(
            fertig.text.firstMatch(of: /<li>((?:[a-z2-9]{4}-){5}[a-z2-9]{4})<\/li>/)).output.1)
        for bisher in [totp.code(schritt), ersatz] {
            let antwort = try await person.sende("\(ort)/kennwort", auf: ort, [
                "bisher": bisher, "kennwort": "Anker Brot Wolke Zebra"])
            #expect(antwort.status == 422)
        }
        let frage = "\(ort)/nachweis"
        let code = try await person.sende(frage, auf: frage, ["nachweis": totp.code(schritt)])
        #expect(code.status == 303, "Er ist nicht verbraucht.")
        person = person.dazu(code)
        #expect(try await person.seite(ort).text.contains("Noch 8 von 8"))
        try await buero.verbund.abbauen()
    }

    @Test("Eine begonnene Einrichtung zeigt und beendet nur, wer sich eben ausgewiesen hat")
    func einrichtung() async throws {
        let buero = try await Kreisbuero.neu(), person = try await buero.person("datenschutz")
        _ = try await person.sende("\(ort)/faktor", auf: ort)
        #expect(try await person.seite(ort).text.contains("Ohne Kamera"))
        let totp = try await app(buero)
        try veralten(buero)
        #expect(try await !person.seite(ort).text.contains("Ohne Kamera"))
        let code = totp.code(Totp.schritt(buero.verbund.database.uhr.jetzt))
        let antwort = try await person.sende(
            "\(ort)/faktor/bestaetigung", auf: ort, ["code": code])
        #expect(antwort.ziel == "/kreis/konto/nachweis?ziel=/kreis/konto")
        #expect(try await person.seite(ort).text.contains("nicht eingerichtet"))
        try await buero.verbund.abbauen()
    }

    @Test("Wer Rechte gibt oder einen Fall öffnet, weist sich vorher aus", arguments: [
        ("fachadministration", "/kreis/benutzer", "/kreis/benutzer/neu?stelle=kreis"),
        ("fachadministration", "/kreis/benutzer/{id}/freischaltung", "/kreis/benutzer"),
        ("leitung", "/m/ahaus/zugaenge/antraege/{id}/bestaetigung", "/m/ahaus/zugaenge"),
        ("leitung", "/m/ahaus/support/{id}/freigabe", "/m/ahaus/zugaenge"),
    ])
    func rechte(rolle: String, weg: String, seite: String) async throws {
        let buero = try await Kreisbuero.neu(), ahaus = try await buero.verbund.mandant("ahaus")
        let person = try await buero.person(rolle, mandant: rolle == "leitung" ? ahaus : nil)
        let ziel = weg.replacing("{id}", with: "\(UUIDv7())")
        let vorher = try await person.sende(ziel, auf: seite)
        #expect(!vorher.ziel.contains("/konto/nachweis"))
        try veralten(buero)
        let nachher = try await person.sende(ziel, auf: seite)
        #expect(nachher.status == 303 && nachher.ziel.contains("/konto/nachweis?ziel="))
        try await buero.verbund.abbauen()
    }

    @Test("Wer mit einem Ersatzcode hineinkam, liest, wie viele noch da sind")
    func ersatzcode() async throws {
        let buero = try await Kreisbuero.neu(), name = try await buero.konto("datenschutz")
        var person = buero.ohneAnmeldung.mit(try await buero.anmeldung(name))
        _ = try await person.sende("\(ort)/faktor", auf: ort)
        let code = try await app(buero).code(Totp.schritt(buero.verbund.database.uhr.jetzt))
        let fertig = try await person.sende(
            "\(ort)/faktor/bestaetigung", auf: ort, ["code": code])
        let ersatz = String(try #require(
            fertig.text.firstMatch(of: /<li>((?:[a-z2-9]{4}-){5}[a-z2-9]{4})<\/li>/)).output.1)
        person = buero.ohneAnmeldung.mit(try await buero.anmeldung(name))
        let seite = "/anmeldung/code"
        let drin = try await person.sende(seite, auf: seite, ["code": ersatz])
        #expect(drin.ziel == "/kreis")
        #expect(try await person.dazu(drin).seite("/kreis").text.contains("7 sind noch da"))
        try await buero.verbund.abbauen()
    }

    @Test("Ein Netz von IPv6 gilt an der Tür als eine Stelle")
    func netz() {
        #expect(RequestFacts(clientAddress: "2001:db8::1").stelle == "2001:db8:0:0::/64")
        #expect(RequestFacts().stelle == "unbekannt")
    }
}
