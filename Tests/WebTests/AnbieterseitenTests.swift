import Crypto
import Foundation
import HTTPTypes
@testable import Platform
import Postgres
import TestSupport
import Synchronization
import Testing
@testable import Web

@Suite("Anmelden mit dem Konto bei der eigenen Stelle (OpenID Connect; ASVS V6.8, V10.2, V10.5)")
struct AnbieterseitenTests {
    /// Ein Büro mit einem Anbieter für die Leute des Kreises, eingerichtet über die Seiten.
    private struct Lage {
        let buero: Kreisbuero
        let anbieter: Testanbieter
        let id: String
        let admin: Person

        var start: String { "/anmeldung/anbieter/\(id)?ziel=/kreis/konto" }

        /// Ein Browser geht hin und kommt mit diesem Weg zurück.
        func hin(_ gast: Person) async throws -> (person: Person, weg: String) {
            let hin = try await gast.seite(start)
            #expect(hin.status == 303)
            return (gast.mit(hin), anbieter.anmelden(hin.ziel))
        }

        func anmelden() async throws -> (person: Person, antwort: Antwort) {
            let (person, weg) = try await hin(try await buero.gast())
            return (person, try await person.seite(weg))
        }

        func abbauen() async throws {
            anbieter.ende()
            try await buero.verbund.abbauen()
        }

        func sql(_ text: String) throws -> [String] {
            let server = try buero.verbund.superuser()
            defer { server.close() }
            return try server.scalars("\(unescaped: text)", as: String.self)
        }
    }

    private func vorbereiten(
        _ dienst: Anbieterdienst = Anbieterdienst(ohneTLS: true)
    ) async throws -> Lage {
        let buero = try await Kreisbuero.neu(anbieter: dienst)
        let anbieter = try await Testanbieter.neu()
        let admin = try await buero.person("fachadministration"), liste = "/kreis/anbieter"
        let neu = try await admin.sende(liste, auf: liste, [
            "stelle": "kreis", "bezeichnung": "Kreis Borken", "issuer": anbieter.issuer,
            "client_id": "mandat", "geheimnis": "geheim es", "merkmal": "sub", "faktor": "mfa",
            "gueltig_ab": "24.11.2026", "gueltig_bis": "",
        ])
        #expect(neu.status == 303)
        let id = String(neu.ziel.split(separator: "/").last ?? "")
        #expect(try await !buero.gast().seite("/anmeldung").text
            .contains("Mit dem Konto anmelden"), "Vor der Bestätigung führt kein Weg dorthin.")
        let chef = try await buero.person("kreis_leitung"), offen = "/kreis/bestaetigungen"
        let ja = try await chef.sende(
            "\(offen)/anbieter", auf: offen, ["anbieter": id, "antwort": "bestaetigen"])
        #expect(ja.ziel == offen)
        return Lage(buero: buero, anbieter: anbieter, id: id, admin: admin)
    }

    /// Verknüpft über „Mein Konto“ und gibt zurück, wohin es danach geht; gelingt es, hat die
    /// Sitzung ein neues Token.
    private func verknuepfen(_ person: inout Person, _ lage: Lage) async throws -> Antwort {
        let seite = try await person.sende("/kreis/konto/anbieter", auf: "/kreis/konto")
        person = person.dazu(seite)
        let antwort = try await person.seite(lage.anbieter.anmelden(verweis(seite)))
        person = person.dazu(antwort)
        return antwort
    }

    /// Wohin die Zwischenseite führt.
    private func verweis(_ seite: Antwort) -> String {
        seite.text.firstMatch(of: /href="(http:[^"]+)"/).map {
            String($0.output.1).replacing("&amp;", with: "&")
        } ?? ""
    }

    @Test("Einrichten, prüfen, verknüpfen, anmelden; wer nicht verknüpft ist, kommt nicht hinein")
    func ganzerWeg() async throws {
        let lage = try await vorbereiten()
        var person = try await lage.buero.person("datenschutz")
        let ort = "/kreis/anbieter/\(lage.id)"
        let geprueft = try await lage.admin.sende("\(ort)/pruefung", auf: ort)
        #expect(try await lage.admin.dazu(geprueft).seite(ort).text
            .contains("Die Verbindung steht"))
        #expect(try await lage.buero.gast().seite("/anmeldung").text
            .contains("Mit dem Konto anmelden: Kreis Borken"))
        let fremd = try await lage.anmelden().antwort
        #expect(fremd.status == 422 && fremd.text.contains("öffnet hier nichts"))

        let verknuepft = try await verknuepfen(&person, lage)
        #expect(verknuepft.ziel == "/kreis/konto#anbieter")
        #expect(try await person.seite("/kreis/konto").text.contains("Verknüpfung lösen"))
        let (browser, drin) = try await lage.anmelden()
        #expect(drin.ziel == "/kreis/konto")
        #expect(try await browser.mit(drin).seite("/kreis/konto").text.contains("diese Sitzung"))
        #expect(try lage.sql("""
            SELECT DISTINCT vorgang FROM platform.audit WHERE vorgang LIKE 'anbieter.%' ORDER BY 1
            """) == ["anbieter.abgewiesen", "anbieter.benutzt", "anbieter.bestaetigt",
                     "anbieter.eingerichtet", "anbieter.verknuepft"])
        #expect(try lage.sql("""
            SELECT DISTINCT gegenstand FROM platform.audit WHERE vorgang = 'anbieter.benutzt'
            """) == [lage.id])
        let wer = try lage.sql("SELECT benutzer_id::text FROM platform.anbieter_konto")[0]
        let verlauf = try await lage.admin.dazu(geprueft).seite("/kreis/benutzer/\(wer)").text
        #expect(verlauf.contains("Konto bei einem Anbieter verknüpft"))
        #expect(!verlauf.contains("anbieter.benutzt"), "Anmeldungen verdrängen dort nichts.")
        var kollege = try await lage.buero.person("datenschutz")
        _ = try await verknuepfen(&kollege, lage)
        #expect(try await kollege.seite("/kreis/konto").text.contains("schon verknüpft"))
        let weg = try await lage.admin.sende("\(ort)/abschaltung", auf: ort)
        #expect(weg.ziel == "/kreis/anbieter")
        #expect(try await browser.mit(drin).seite("/kreis/konto").status == 303)
        #expect(try await lage.buero.gast().seite(lage.start).status == 404)
        try await lage.abbauen()
    }

    @Test("Die Kommune sieht Adresse, Merkmal und Faktor, bestätigt einmal und schaltet ab (B-7.4)")
    func wortDerKommune() async throws {
        let buero = try await Kreisbuero.neu(), ahaus = try await buero.verbund.mandant("ahaus")
        let admin = try await buero.person("fachadministration"), liste = "/kreis/anbieter"
        let neu = try await admin.sende(liste, auf: liste, [
            "stelle": "ahaus", "bezeichnung": "Stadt Ahaus", "issuer": "https://login.example",
            "client_id": "mandat", "geheimnis": "geheim es", "merkmal": "oid", "faktor": "mfa",
            "gueltig_ab": "24.11.2026", "gueltig_bis": "",
        ])
        let id = String(neu.ziel.split(separator: "/").last ?? "")
        let seite = try await admin.seite(neu.ziel, galerie: "anbieter-wartet").text
        #expect(seite.contains("Noch meldet sich niemand über ihn an"))
        let start = "/anmeldung/anbieter/\(id)?ziel=/m/ahaus"
        #expect(try await buero.gast().seite(start).status == 404)

        let leitung = try await buero.person("leitung", mandant: ahaus)
        let offen = "/m/ahaus/zugaenge/offen"
        #expect(try await leitung.seite("/m/ahaus").text.contains("gilt noch nicht"))
        let wartet = try await leitung.seite(offen, galerie: "zugang-anbieter").text
        for angabe in ["https://login.example", "oid", "mfa", "zu bestätigen"] {
            #expect(wartet.contains(angabe), "\(angabe)")
        }
        let formular = "\(offen)/anbieter", ja = ["anbieter": id, "antwort": "bestaetigen"]
        #expect(try await leitung.sende(formular, auf: offen, ["anbieter": id]).status == 400)
        #expect(try await leitung.sende(formular, auf: offen, ja).ziel == offen)
        #expect(try await leitung.sende(formular, auf: offen, ja).status == 409)
        let knopf = "Mit dem Konto anmelden: Stadt Ahaus"
        #expect(try await buero.gast().seite("/anmeldung").text.contains(knopf))
        #expect(try await leitung.seite("/m/ahaus/zugaenge").text
            .contains("Anmeldung mit dem Konto der Kommune"))
        let borken = try await buero.verbund.mandant("borken"), nein = "abweisen"
        let nachbar = try await buero.person("leitung", mandant: borken)
        let dort = "/m/borken/zugaenge/offen"
        #expect(try await nachbar.sende("\(dort)/anbieter", auf: dort, [
            "anbieter": id, "antwort": nein]).status == 404)
        #expect(try await leitung.sende(formular, auf: offen, [
            "anbieter": id, "antwort": nein]).ziel == offen)
        #expect(try await !buero.gast().seite("/anmeldung").text.contains(knopf))
        try await buero.verbund.abbauen()
    }

    @Test("Vor dem Ende ihres Anbieters erinnert die Startseite die Leitung der Kommune (V6.4.5)")
    func ende() async throws {
        let buero = try await Kreisbuero.neu(), ahaus = try await buero.verbund.mandant("ahaus")
        let borken = try await buero.verbund.mandant("borken")
        let admin = try await buero.person("fachadministration"), liste = "/kreis/anbieter"
        let leitung = try await buero.person("leitung", mandant: ahaus)
        let nachbar = try await buero.person("leitung", mandant: borken)
        let andere = try await buero.person("sachbearbeitung", mandant: ahaus)
        func erinnert() async throws -> [Bool] {
            var seiten: [Bool] = []
            for (wer, ort) in [(leitung, "/m/ahaus"), (admin, "/kreis"), (nachbar, "/m/borken"),
                               (andere, "/m/ahaus")] {
                seiten.append(try await wer.seite(ort).text
                    .contains("Anbieter der Anmeldung vor dem Ende"))
            }
            return seiten
        }
        let neu = try await admin.sende(liste, auf: liste, [
            "stelle": "ahaus", "bezeichnung": "Stadt Ahaus", "issuer": "https://login.example",
            "client_id": "mandat", "geheimnis": "geheim es", "merkmal": "oid", "faktor": "",
            "gueltig_ab": "24.11.2026", "gueltig_bis": "24.12.2026",
        ])
        #expect(try await erinnert() == [false, false, false, false], "Er öffnet noch nichts.")
        let offen = "/m/ahaus/zugaenge/offen"
        _ = try await leitung.sende("\(offen)/anbieter", auf: offen, [
            "anbieter": String(neu.ziel.split(separator: "/").last ?? ""),
            "antwort": "bestaetigen",
        ])
        #expect(try await erinnert() == [true, true, false, false])
        for (wer, ort) in [(leitung, offen), (admin, liste)] {
            #expect(try await wer.seite(ort).text.contains("läuft am 24.12.2026 ab"), "\(ort)")
        }
        try await buero.verbund.abbauen()
    }

    @Test("Eine Antwort gilt einmal, im eigenen Browser, vom gefragten Anbieter und mit der nonce")
    func antworten() async throws {
        let lage = try await vorbereiten()
        var person = try await lage.buero.person("datenschutz")
        _ = try await verknuepfen(&person, lage)
        let (browser, weg) = try await lage.hin(try await lage.buero.gast())
        let anderer = try await lage.buero.gast().seite(weg)
        #expect(anderer.status == 422 && anderer.text.contains("abgelaufen"))
        #expect(try await browser.seite(weg).status == 303, "Der fremde Versuch verbraucht nichts.")
        #expect(try await browser.seite(weg).status == 422, "Noch einmal gesendet")

        let spaet = try await lage.hin(try await lage.buero.gast())
        _ = try lage.sql("""
            UPDATE platform.anbieter_vorgang SET begonnen_am = now() - interval '10 minutes'
            RETURNING zweck
            """)
        #expect(try await spaet.person.seite(spaet.weg).status == 422)

        let gast = try await lage.buero.gast(), hin = try await gast.seite(lage.start)
        let verwechselt = lage.anbieter.anmelden(hin.ziel, iss: "http://localhost:1")
        #expect(try await gast.mit(hin).seite(verwechselt).text.contains("anderen Anbieter"))
        let ohne = try await lage.hin(try await lage.buero.gast())
        let gekuerzt = String(ohne.weg.split(separator: "&iss=")[0])
        #expect(try await ohne.person.seite(gekuerzt).text.contains("anderen Anbieter"))
        let ab = try await lage.hin(try await lage.buero.gast())
        let abgebrochen = ab.weg.replacing("code=", with: "error=access_denied&x=")
        #expect(try await ab.person.seite(abgebrochen).text.contains("abgebrochen"))
        lage.anbieter.stand.withLock { $0.angaben["nonce"] = "geraten" }
        let alt = try await lage.anmelden().antwort
        #expect(alt.status == 422 && alt.text.contains(AnbieterFehler.nonce.rawValue))
        try await lage.abbauen()
    }

    @Test("Neue Schlüssel des Anbieters holt das Programm von selbst, höchstens einmal je Minute")
    func rotation() async throws {
        for (pause, status) in [(Duration.zero, 303), (Duration.seconds(60), 422)] {
            let lage = try await vorbereiten(Anbieterdienst(pause: pause, ohneTLS: true))
            var person = try await lage.buero.person("datenschutz")
            _ = try await verknuepfen(&person, lage)
            lage.anbieter.stand.withLock { stand in
                stand.key = P256.Signing.PrivateKey()
                stand.kid = "k2"
            }
            for _ in 1...2 {
                #expect(try await lage.anmelden().antwort.status == status)
            }
            let abrufe = lage.anbieter.stand.withLock { $0.schluesselabrufe }
            #expect(abrufe == (status == 303 ? 2 : 1))
            try await lage.abbauen()
        }
    }

    @Test("Der Nachweis verlangt eine neue Anmeldung dort, mit dem verknüpften Konto")
    func nachweis() async throws {
        let lage = try await vorbereiten()
        var person = try await lage.buero.person("datenschutz")
        _ = try await verknuepfen(&person, lage)
        let seite = "/kreis/konto/nachweis?ziel=/kreis/konto"
        let weg = "/kreis/konto/nachweis/anbieter?ziel=/kreis/konto"
        func versuch() async throws -> Bool {
            _ = try lage.sql("""
                UPDATE platform.anmeldung SET bestaetigt_am = now() - interval '3 hours'
                RETURNING 'x'
                """)
            let hin = try await person.sende(weg, auf: seite)
            #expect(verweis(hin).contains("prompt=login&max_age=60"))
            let alt = person.dazu(hin)
            person = alt.dazu(try await alt.seite(lage.anbieter.anmelden(verweis(hin))))
            #expect(try await person.seite("/kreis/konto").status == 200)
            return try lage.sql("""
                SELECT 'frisch' FROM platform.anmeldung
                 WHERE bestaetigt_am > now() - interval '1 minute'
                """) == ["frisch"]
        }
        #expect(try await person.seite(seite).text.contains("Ausweisen bei Kreis Borken"))
        let vorher = person
        #expect(try await versuch())
        #expect(try await vorher.seite("/kreis/konto").status == 303, "Das alte Token ist zu Ende.")
        let falsche: [(angemeldet: Int?, person: String)] = [
            (nil, "person-1"), (-3_600, "person-1"), (0, "person-2"),
        ]
        for (angemeldet, wer) in falsche {
            lage.anbieter.stand.withLock { stand in
                stand.angemeldet = angemeldet
                stand.person = wer
            }
            #expect(try await versuch() == false)
        }
        try await lage.abbauen()
    }

    @Test("Nur ein Merkmal, das hier eingetragen ist, zählt als zweiter Faktor")
    func faktor() async throws {
        let lage = try await vorbereiten()
        var person = try await lage.buero.person("datenschutz")
        _ = try await verknuepfen(&person, lage)
        for (acr, zaehlt) in [("pwd", "false"), ("mfa", "true")] {
            lage.anbieter.stand.withLock { $0.angaben["acr"] = acr }
            #expect(try await lage.anmelden().antwort.status == 303)
            #expect(try lage.sql("""
                SELECT anbieter_faktor::text FROM platform.anmeldung
                 WHERE anbieter_id IS NOT NULL ORDER BY id DESC LIMIT 1
                """) == [zaehlt])
        }
        try await lage.abbauen()
    }

    @Test("Auch zum Verknüpfen fragt der Anbieter neu; danach ist man nur noch hier angemeldet")
    func verknuepfung() async throws {
        let lage = try await vorbereiten()
        let (erster, zweiter) = try await lage.buero.zweimal("datenschutz")
        var person = erster
        for angemeldet in [nil, -3_600] {
            lage.anbieter.stand.withLock { $0.angemeldet = angemeldet }
            _ = try await verknuepfen(&person, lage)
            #expect(try await person.seite("/kreis/konto").text.contains("nicht neu gefragt"))
            #expect(try lage.sql("SELECT kennung FROM platform.anbieter_konto") == [])
        }
        #expect(try await zweiter.seite("/kreis/konto").status == 200)
        lage.anbieter.stand.withLock { $0.angemeldet = 0 }
        let vorher = person
        _ = try await verknuepfen(&person, lage)
        #expect(try await zweiter.seite("/kreis/konto").status == 303)
        #expect(try await vorher.seite("/kreis/konto").status == 303, "Das alte Token ist zu Ende.")
        #expect(try await person.seite("/kreis/konto").text.contains("Verknüpfung lösen"))
        try await lage.abbauen()
    }

    @Test("Wer ohne eigenen Weg zurückkommt, zählt nicht: Keine fremde Seite sperrt ein Amt aus")
    func ohneWeg() async throws {
        let lage = try await vorbereiten()
        let bild = "/anmeldung/anbieter/\(lage.id)/antwort?state=x"
        for _ in 1...31 {
            #expect(try await lage.buero.ohneAnmeldung.seite(bild).status == 422)
        }
        let abgewiesen = "SELECT id::text FROM platform.audit WHERE vorgang = 'anbieter.abgewiesen'"
        #expect(try lage.sql(abgewiesen) == [])
        let (browser, weg) = try await lage.hin(try await lage.buero.gast())
        for _ in 1...31 { #expect(try await browser.seite(weg).status == 422) }
        #expect(try lage.sql(abgewiesen).count == 31)
        #expect(try lage.sql("SELECT id::text FROM platform.anmeldeversuch").count == 1,
                "Gezählt ist das Konto, das niemand verknüpft hat, nicht das Neuladen.")
        let name = try await lage.buero.konto("datenschutz")
        #expect(try await lage.buero.anmeldung(name).status == 303)
        try await lage.abbauen()
    }
}
