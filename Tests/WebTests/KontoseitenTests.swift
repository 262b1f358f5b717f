import Foundation
import Grundwerte
@testable import Platform
import Postgres
import TestSupport
import Testing
@testable import Web

@Suite("Mein Konto: Sitzungen, zweiter Faktor, Nachweis vor dem Geld")
struct KontoseitenTests {
    @Test("Nach zwei Stunden fragt die Anordnung, wer da sitzt; mit dem Kennwort geht es weiter")
    func nachweis() async throws {
        let buero = try await Kreisbuero.neu(), ahaus = try await buero.verbund.mandant("ahaus")
        var person = try await buero.person("anordnung", mandant: ahaus)
        let vorher = try await person.sende("/m/ahaus/anordnung", auf: "/m/ahaus/anordnung")
        #expect(!vorher.ziel.contains("nachweis"))
        let server = try buero.verbund.superuser()
        defer { server.close() }
        try server.execute("""
            UPDATE platform.anmeldung SET bestaetigt_am = now() - interval '121 minutes'
            """)
        let antwort = try await person.sende("/m/ahaus/anordnung", auf: "/m/ahaus/anordnung")
        let frage = "/m/ahaus/konto/nachweis?ziel=/m/ahaus/anordnung"
        #expect(antwort.ziel == frage)
        #expect(try await person.seite(frage, galerie: "konto-nachweis").status == 200)
        let falsch = try await person.sende(frage, auf: frage, ["nachweis": "falsch"])
        #expect(falsch.status == 422)
        let richtig = try await person.sende(frage, auf: frage, ["nachweis": TestVerbund.kennwort])
        #expect(richtig.ziel == "/m/ahaus/anordnung")
        #expect(try await person.seite("/m/ahaus/anordnung").ziel.hasPrefix("/anmeldung"),
                "Das bisherige Token öffnet nichts mehr.")
        person = person.dazu(richtig)
        let nachher = try await person.sende("/m/ahaus/anordnung", auf: "/m/ahaus/anordnung")
        #expect(!nachher.ziel.contains("nachweis"))
        let fremd = "/m/ahaus/konto/nachweis?ziel=https://boese.example"
        #expect(try await person.sende(fremd, auf: fremd, ["nachweis": TestVerbund.kennwort]).ziel
            == "/m/ahaus")
        try await buero.verbund.abbauen()
    }

    @Test("""
        Der zweite Faktor wird mit Bild und Code eingerichtet und zeigt seine Ersatzcodes einmal
        """)
    func faktor() async throws {
        let buero = try await Kreisbuero.neu(), person = try await buero.person("datenschutz")
        let seite = try await person.seite("/kreis/konto", galerie: "konto")
        #expect(seite.text.contains("diese Sitzung"))
        #expect(try await person.sende("/kreis/konto/faktor", auf: "/kreis/konto").ziel
            == "/kreis/konto#faktor")
        let bild = try await person.seite("/kreis/konto", galerie: "konto-faktor").text
        #expect(bild.contains("<svg viewBox="))
        #expect(try await person.sende("/kreis/konto/faktor/bestaetigung", auf: "/kreis/konto",
                                       ["code": "000"]).status == 422)
        let wer = try await buero.verbund.database.platform.query(
            "SELECT benutzer_id FROM zweiter_faktor"
        ) { try $0.decode("benutzer_id", as: User.ID.self) }
        let schloss = buero.verbund.database.schloss
        let faktor = try await buero.verbund.database.platform.write {
            try ZweiterFaktor.laden(wer[0], schloss, in: $0)
        }
        let totp = try #require(faktor?.totp)
        let code = totp.code(Totp.schritt(buero.verbund.database.uhr.jetzt))
        let fertig = try await person.sende("/kreis/konto/faktor/bestaetigung", auf: "/kreis/konto",
                                            ["code": code], galerie: "konto-codes")
        #expect(fertig.text.contains("Schreiben Sie diese Codes auf"))
        #expect(try await person.seite("/kreis/konto").status == 303, "Das alte Token ist zu Ende.")
        let danach = try await person.dazu(fertig).seite("/kreis/konto").text
        #expect(!danach.contains("Schreiben Sie diese Codes auf"))
        #expect(danach.contains("Noch 8 von 8"))
        try await buero.verbund.abbauen()
    }

    @Test("Das eigene Kennwort ändert nur, wer das jetzige kennt")
    func kennwort() async throws {
        let buero = try await Kreisbuero.neu(), person = try await buero.person("datenschutz")
        let ort = "/kreis/konto", neu = "Anker Brot Wolke Zebra"
        var danach = person
        for (bisher, wunsch, status) in [
            ("falsch", neu, 422), (TestVerbund.kennwort, "Passwort123456", 422),
            (TestVerbund.kennwort, neu, 303),
        ] {
            let antwort = try await person.sende(
                "\(ort)/kennwort", auf: ort, ["bisher": bisher, "kennwort": wunsch])
            #expect(antwort.status == status, "\(wunsch)")
            #expect(!antwort.text.contains(wunsch))
            danach = danach.dazu(antwort)
        }
        #expect(try await danach.seite(ort).status == 200, "Diese Sitzung bleibt.")
        #expect(try await person.seite(ort).status == 303, "Ihr altes Token nicht.")
        try await buero.verbund.abbauen()
    }

    @Test("Ein neuer zweiter Faktor, sein Ende und ein Klick beenden alle anderen Sitzungen")
    func andereSitzungen() async throws {
        let buero = try await Kreisbuero.neu(), ort = "/kreis/konto"
        let (person, zweiter) = try await buero.zweimal("datenschutz")
        #expect(try await person.seite(ort, galerie: "konto-sitzungen").text
            .contains("Alle anderen Sitzungen beenden"))
        let antwort = try await person.sende("\(ort)/abmeldungen", auf: ort)
        #expect(antwort.ziel == ort)
        #expect(try await zweiter.seite(ort).ziel.hasPrefix("/anmeldung"))
        #expect(try await !person.seite(ort).text.contains("Alle anderen Sitzungen beenden"))

        let (inhaber, alte) = try await buero.zweimal("datenschutz")
        _ = try await inhaber.sende("\(ort)/faktor", auf: ort)
        let datenbank = buero.verbund.database, schloss = datenbank.schloss
        let wer = try await datenbank.platform.query("SELECT benutzer_id FROM zweiter_faktor") {
            try $0.decode("benutzer_id", as: User.ID.self)
        }
        let faktor = try await datenbank.platform.write {
            try ZweiterFaktor.laden(wer[0], schloss, in: $0)
        }
        let totp = try #require(faktor?.totp)
        #expect(try await alte.seite(ort).status == 200, "Noch ist nichts geändert.")
        let code = totp.code(Totp.schritt(datenbank.uhr.jetzt))
        let fertig = try await inhaber.sende(
            "\(ort)/faktor/bestaetigung", auf: ort, ["code": code])
        #expect(fertig.text.contains("Schreiben Sie diese Codes auf"))
        #expect(try await alte.seite(ort).ziel.hasPrefix("/anmeldung"))
        #expect(try await inhaber.dazu(fertig).seite(ort).status == 200, "Diese Sitzung bleibt.")
        try await buero.verbund.abbauen()
    }

    @Test("Wer sich lange nicht ausgewiesen hat, beendet keine Sitzung", arguments: [
        "abmeldungen", "sitzungen/00000000-0000-7000-8000-000000000000/ende",
    ])
    func beendenBrauchtNachweis(weg: String) async throws {
        let buero = try await Kreisbuero.neu(), ort = "/kreis/konto"
        let (person, zweiter) = try await buero.zweimal("datenschutz")
        let server = try buero.verbund.superuser()
        defer { server.close() }
        try server.execute("""
            UPDATE platform.anmeldung SET bestaetigt_am = now() - interval '121 minutes'
            """)
        #expect(try await person.sende("\(ort)/\(weg)", auf: ort).ziel
            == "/kreis/konto/nachweis?ziel=/kreis/konto")
        #expect(try await zweiter.seite(ort).status == 200)
        try await buero.verbund.abbauen()
    }

    @Test("Gescheiterte Anmeldungen sieht die Person beim nächsten Mal, die Verwaltung jederzeit")
    func fehlversuche() async throws {
        let buero = try await Kreisbuero.neu(), name = try await buero.konto("datenschutz")
        for wer in [name, name, name, "geheimes-kennwort-im-falschen-feld"] {
            #expect(try await buero.anmeldung(wer, kennwort: "falsch").status == 422)
        }
        let person = buero.ohneAnmeldung.mit(try await buero.anmeldung(name))
        #expect(try await person.seite("/kreis/konto").text
            .contains("3 gescheiterte Versuche mit Ihrem Namen"))
        #expect(try await person.seite("/kreis/konto", galerie: "konto-fehlversuche").text
            .contains("Gescheiterte Anmeldungen"))
        let protokoll = "/kreis/protokoll?quelle=anmeldung"
        #expect(try await person.seite(protokoll).text.contains("hat eine Anmeldung abgewiesen"))
        #expect(try await person.seite("/kreis/benutzer/fehlversuche").status == 403)

        let admin = try await buero.person("fachadministration")
        let liste = try await admin.seite(
            "/kreis/benutzer/fehlversuche", galerie: "benutzer-fehlversuche").text
        #expect(liste.contains("Test datenschutz") && liste.contains("vereinzelt"))
        #expect(liste.contains("Unbekannt ") && !liste.contains("geheimes-kennwort"))
        #expect(!liste.contains("verdächtig</span>"))
        for _ in 1...6 { _ = try await buero.anmeldung(name, kennwort: "falsch") }
        #expect(try await admin.seite("/kreis/benutzer/fehlversuche").text
            .contains("verdächtig</span>"))
        try await buero.verbund.abbauen()
    }
}
