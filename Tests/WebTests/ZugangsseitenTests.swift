import Grundwerte
import HTTPTypes
import Platform
import Postgres
import TestSupport
import Testing
@testable import Web

@Suite("Zugänge auf den Seiten von Kommune und Kreis (B-3.4.4, B-1.2.4)")
struct ZugangsseitenTests {
    @Test("Beantragen, einrichten, bestätigen: jede Seite sieht, was sie zu tun hat")
    func weg() async throws {
        let buero = try await Kreisbuero.neu()
        let ahaus = try await buero.verbund.mandant("ahaus")
        let leitung = try await buero.person("leitung", mandant: ahaus)
        let admin = try await buero.person("fachadministration")
        let neu = "/m/ahaus/zugaenge/neu/neue_person"
        let leer = try await leitung.sende(neu, auf: neu, ["anmeldename": "Jana Weber"],
                                           galerie: "zugang-neu-fehler")
        #expect(leer.status == 422)
        #expect(leer.text.contains("Jana Weber"), "Die Eingabe bleibt.")
        let angaben = ["name": "Jana Weber", "anmeldename": "j.weber", "rollen": "auskunft",
                       "von": "heute", "grund": "Neueinstellung"]
        let antrag = try await leitung.sende(neu, auf: neu, angaben).ziel
        #expect(antrag.hasPrefix("/m/ahaus/zugaenge/antraege/"))
        #expect(try await admin.seite("/kreis").text.contains("Zugänge einzurichten"))
        let arbeit = antrag.replacing("/m/ahaus/zugaenge/antraege", with: "/kreis/zugaenge")
        #expect(try await admin.seite("/kreis/zugaenge", galerie: "zugang-arbeitsliste").text
            .contains(arbeit))
        #expect(try await !admin.seite(arbeit, galerie: "zugang-einrichten").text
            .contains("type=\"password\""), "Niemand wählt hier ein Kennwort.")
        let eingerichtet = try await admin.sende(
            "\(arbeit)/einrichtung", auf: arbeit, ["fassung": "0"], galerie: "einmalcode")
        #expect(eingerichtet.status == 200)
        #expect(eingerichtet.text.contains("id=\"einmalcode\""))
        #expect(eingerichtet.text.contains("j.weber"))
        #expect(try await leitung.seite("/m/ahaus").text.contains("Zugänge zu bestätigen"))
        let alt = try await leitung.sende("\(antrag)/bestaetigung", auf: antrag, ["fassung": "0"])
        #expect(alt.status == 422)
        #expect(try await leitung.seite(antrag, galerie: "zugang-zu-frueh").text
            .contains("Noch nicht zu bestätigen"))
        let zuFrueh = try await leitung.sende(
            "\(antrag)/bestaetigung", auf: antrag, ["fassung": "1"])
        #expect(zuFrueh.status == 422, "Der Einmalcode öffnet das Konto noch.")
        let wer = try await buero.verbund.database.platform.query(
            "SELECT id FROM benutzer WHERE anmeldename = 'j.weber'"
        ) { try $0.decode("id", as: User.ID.self) }
        try buero.verbund.kennwortWaehlen(wer[0])
        let seite = try await leitung.seite(antrag, galerie: "zugang-bestaetigen")
        #expect(seite.text.contains("Etwas stimmt nicht"))
        #expect(seite.text.contains("Kennwort gewählt am"))
        let fertig = try await leitung.sende(
            "\(antrag)/bestaetigung", auf: antrag, ["fassung": "1"])
        #expect(fertig.ziel == antrag)
        #expect(try await !leitung.seite("/m/ahaus").text.contains("Zugänge zu bestätigen"))
        let liste = try await leitung.seite("/m/ahaus/zugaenge", galerie: "zugang-liste").text
        #expect(liste.contains("Jana Weber") && liste.contains("bestätigt"))
        try await buero.verbund.abbauen()
    }

    @Test("Eine Kommune sieht weder Anträge noch Leute einer anderen, auch nicht mit Kennung")
    func fremde() async throws {
        let buero = try await Kreisbuero.neu()
        let ahaus = try await buero.verbund.mandant("ahaus")
        let borken = try await buero.verbund.mandant("borken")
        let leitung = try await buero.person("leitung", mandant: ahaus)
        let nachbar = try await buero.person("leitung", mandant: borken)
        let neu = "/m/ahaus/zugaenge/neu/neue_person"
        let antrag = try await leitung.sende(neu, auf: neu, [
            "name": "Jana Weber", "anmeldename": "j.weber", "rollen": "auskunft", "von": "heute",
            "grund": "Neueinstellung"]).ziel
        let fremd = antrag.replacing("/m/ahaus/", with: "/m/borken/")
        #expect(try await nachbar.seite(fremd).status == 404)
        let csrf = try await nachbar.seite("/m/borken").wert("csrf")
        for schritt in ["bestaetigung", "einwand", "ruecknahme"] {
            let antwort = try await nachbar.anfrage(.post, "\(fremd)/\(schritt)", csrf: csrf)
            #expect(antwort.status == 404)
        }
        let dort = try await buero.verbund.akteur("auskunft", mandant: borken)
        let wer = try #require(dort.benutzer)
        #expect(try await leitung.seite(
            "/m/ahaus/zugaenge/neu/ausscheiden?person=\(wer)").status == 404)
        try await buero.verbund.abbauen()
    }

    @Test("Wer nur unbestätigte Rollen hat, erfährt es bei der Anmeldung (B-3.4.4)")
    func unbestaetigt() async throws {
        let buero = try await Kreisbuero.neu(), ahaus = try await buero.verbund.mandant("ahaus")
        let neu = User.Neu(
            anmeldename: "neue", name: "Neue", mandant: ahaus.id,
            kennwort: try PasswordHash(password: TestVerbund.kennwort, cost: .test),
            rollen: ["auskunft"])
        try await buero.verbund.anlegen(neu)
        let server = try buero.verbund.superuser()
        defer { server.close() }
        try server.execute("DELETE FROM platform.rollenbestaetigung")
        let antwort = try await buero.anmeldung("neue")
        #expect(antwort.status == 403)
        #expect(antwort.text.contains("noch nicht bestätigt"))
        let leitung = try await buero.person("leitung", mandant: ahaus)
        let offen = "/m/ahaus/zugaenge/offen"
        #expect(try await leitung.seite("/m/ahaus/zugaenge").text.contains("noch nicht bestätigt"))
        let seite = try await leitung.seite(offen)
        let feld = try #require(seite.text.firstMatch(of: /name="(r-[0-9a-f-]{36})"/)).output.1
        #expect(try await leitung.sende(offen, auf: offen).status == 422)
        #expect(try await leitung.sende(offen, auf: offen, [String(feld): "ja"]).ziel == offen)
        #expect(try await buero.anmeldung("neue").ziel == "/m/ahaus")
        try await buero.verbund.abbauen()
    }

    @Test("Arbeit übergeben, unbenutzte Konten und Regeln haben ihre Seiten")
    func seiten() async throws {
        let buero = try await Kreisbuero.neu()
        let ahaus = try await buero.verbund.mandant("ahaus")
        let leitung = try await buero.person("leitung", mandant: ahaus)
        let admin = try await buero.person("fachadministration")
        let geht = try await buero.verbund.akteur("sachbearbeitung", mandant: ahaus)
        _ = try await buero.person("sachbearbeitung", mandant: ahaus)
        let wer = try #require(geht.benutzer), verwaltung = try await buero.verbund.akteur(
            "fachadministration")
        try await buero.verbund.write(ahaus, als: geht) { session in
            try session.execute("""
                INSERT INTO fall (id, aktenzeichen, sachbearbeitung, angelegt_von)
                VALUES (\(wer), 'AHS-1', \(wer), \(wer))
                """)
        }
        let tag = buero.verbund.tag
        try await buero.verbund.database.writePlatform(.benutzerVerwalten, als: verwaltung) {
            try User.ausscheiden(wer, letzterTag: tag.plus(tage: -1), in: $0)
        }
        let ort = "/m/ahaus/zugaenge/uebergabe"
        #expect(try await leitung.seite("/m/ahaus").text.contains("Arbeit zu übergeben"))
        #expect(try await leitung.seite(ort, galerie: "zugang-uebergabe").text
            .contains("1 laufender Fall"))
        let ohne = try await leitung.sende(ort, auf: ort, ["wer": "\(wer)"])
        #expect(ohne.status == 422)
        let option = try #require(ohne.text.firstMatch(of: /<option value="([0-9a-f-]{36})"/))
        let getan = try await leitung.sende(
            ort, auf: ort, ["wer": "\(wer)", "nachfolge-\(wer)": String(option.output.1)])
        #expect(getan.ziel == ort)
        #expect(try await leitung.seite(ort).text.contains("hat noch offene Arbeit"))

        #expect(try await admin.seite("/kreis/benutzer/ungenutzt", galerie: "zugang-ungenutzt")
            .text.contains("Alle Konten werden benutzt."))
        let regel = "/kreis/benutzer/regel"
        let angaben = ["gueltig_ab": "+1m", "ungenutzt": "60", "warnfrist": "10",
                       "bestaetigung": "21", "support": "4", "faktor": "ja", "grund": "Beschluss"]
        let falsch = try await admin.sende(
            regel, auf: regel, angaben.merging(["stichtage": "31.02."]) { $1 })
        #expect(falsch.status == 422)
        let erfasst = try await admin.sende(
            regel, auf: regel, angaben.merging(["stichtage": "1.3. 01.09."]) { $1 })
        #expect(erfasst.ziel == regel)
        let seite = try await admin.seite(regel, galerie: "zugang-regel").text
        #expect(seite.contains("01.03. 01.09.") && seite.contains("kommt"))
        try await buero.verbund.abbauen()
    }
}
