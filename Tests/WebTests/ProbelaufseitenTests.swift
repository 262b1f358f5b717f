import Grundwerte
import Kommune
import Leistungsrecht
import Platform
import TestSupport
import Testing
import Uebergabe
@testable import Web

@Suite("Probelauf und Anpassung auf dem Bildschirm")
struct ProbelaufseitenTests {
    private static let liste = "/kreis/parameter/probelauf"

    /// Jede Stufe um zehn Euro höher als 2026.
    private func entwurf(_ person: Person) async throws -> String {
        let basis = "/kreis/parameter/bedarfssaetze/entwuerfe"
        let dezember = Monat(2026, 12).ersterTag
        let saetze = try Parameter.amtlich.bedarfssaetze.stand(am: dezember).wert
        var felder = ["gueltig_ab": "01.01.2027", "fundstelle": "BGBl. 2026 I Nr. 400"]
        for stufe in Bedarfsstufe.allCases {
            let satz = saetze[stufe], pfad = "stufen.\(stufe.rawValue)"
            felder["\(pfad).notwendiger_bedarf"] = (satz.notwendigerBedarf + 10).betrag
            felder["\(pfad).notwendiger_persoenlicher_bedarf"] =
                satz.notwendigerPersoenlicherBedarf.betrag
        }
        return try await person.sende(basis, auf: "\(basis)/neu", felder).ziel
    }

    private func faelle(_ anzahl: Int, _ buero: Kreisbuero, _ mandant: Mandant) async throws {
        let frau = try await buero.verbund.akteur("sachbearbeitung", mandant: mandant)
        try await buero.verbund.write(mandant, als: frau) { session in
            for _ in 0..<anzahl {
                _ = try Fall.anlegen(ProbelaufseitenTests.neuerFall(), in: session)
            }
        }
    }

    private static func neuerFall() throws -> NeuerFall {
        let beginn = Monat(2026, 11).ersterTag
        return NeuerFall(
            ab: beginn,
            mitglieder: [.init(
                angabe: .init(familienname: "Rahmani", vorname: "Yusuf",
                              geburtsdatum: Monat(1990, 3).ersterTag, geschlecht: .maennlich,
                              staatsangehoerigkeit: "423", familienstand: .ledig),
                rolle: .haushaltsvorstand, personenkreis: .nr1, status: .aufenthaltsgestattung)],
            unterkunft: Unterkunft(
                art: .gemeinschaftsunterkunft, strasse: "Am Wall 1", plz: "48683", ort: "Ahaus",
                gueltig: Zeitraum(von: beginn)),
            konto: .init(zahlweg: .ueberweisung, inhaber: "Yusuf Rahmani",
                         iban: try IBAN("DE89370400440532013000")))
    }

    @Test("Vom Entwurf zu den Summen des Kreises und den Fällen der Kommune")
    func vonAnfangBisEnde() async throws {
        let buero = try await Kreisbuero.neu()
        let ahaus = try await buero.verbund.mandant("ahaus")
        try await faelle(5, buero, ahaus)
        let fach = try await buero.person("fachadministration")
        #expect(try await fach.seite(Self.liste).text.contains("Erfassen Sie zuerst einen Entwurf"))
        let id = try #require(try await entwurf(fach).split(separator: "/").last)

        let ohne = try await fach.sende(Self.liste, auf: Self.liste, ["bis": "01.2027"])
        #expect(ohne.status == 422)
        let zuLang = try await fach.sende(
            Self.liste, auf: Self.liste, ["entwurf": String(id), "bis": "01.2028"])
        #expect(zuLang.status == 422)
        #expect(zuLang.text.contains("bis Dezember 2027"))

        let begonnen = try await fach.sende(
            Self.liste, auf: Self.liste, ["entwurf": String(id), "bis": "02.2027"])
        #expect(begonnen.status == 303)
        let vorher = try await fach.seite(begonnen.ziel)
        #expect(vorher.text.contains("0 von 2 Kommunen"))
        try await buero.arbeiten()
        let danach = try await fach.seite(begonnen.ziel, galerie: "kreis-probelauf")
        // Fünf Menschen in Stufe 2: je 419 statt 409 Euro; der Kreis sieht volle Hunderter.
        for text in ["Januar 2027", "Februar 2027", "+100,00", "Bedarfssätze"] {
            #expect(danach.text.contains(text), "\(text)")
        }
        #expect(!danach.text.contains("Rahmani") && !danach.text.contains("+50,00"))

        let frau = try await buero.person("sachbearbeitung", mandant: ahaus)
        let eigene = try await frau.seite("/m/ahaus/probelauf?auswahl=alle", galerie: "probefaelle")
        for text in ["Rahmani, Yusuf", "+20,00", "2 Monate zusammen", "+50,00"] {
            #expect(eigene.text.contains(text), "\(text)")
        }
        let fremde = try await buero.person("kasse_buchhaltung")
        #expect(try await fremde.seite(Self.liste).status == 403)
        try await buero.verbund.abbauen()
    }

    @Test("Zwei Entwürfe für dasselbe werden nicht zusammen gerechnet; ein entschiedener gar nicht")
    func abgewiesen() async throws {
        let buero = try await Kreisbuero.neu()
        let fach = try await buero.person("fachadministration")
        let seite = try await entwurf(fach)
        let id = String(try #require(seite.split(separator: "/").last))
        let verworfen = try await fach.sende("\(seite)/verwerfung", auf: seite, ["grund": "Fehler"])
        #expect(verworfen.status == 303)
        _ = try await entwurf(fach)
        let antwort = try await fach.sende(
            Self.liste, auf: Self.liste, ["entwurf": id, "bis": "01.2027"])
        #expect(antwort.status == 422)
        try await buero.verbund.abbauen()
    }

    @Test("Die Liste der Anpassungen zeigt ohne das Recht keinen Knopf und ohne Auswahl kein Ende")
    func anpassungen() async throws {
        let buero = try await Kreisbuero.neu()
        let ahaus = try await buero.verbund.mandant("ahaus")
        let frau = try await buero.person("sachbearbeitung", mandant: ahaus)
        #expect(try await frau.seite("/m/ahaus/anpassungen").text.contains("Hier wartet nichts"))
        let leer = try await frau.sende("/m/ahaus/anpassungen", auf: "/m/ahaus/faelle/neu")
        #expect(leer.status == 303)
        let pruefung = try await buero.person("rechnungspruefung", mandant: ahaus)
        #expect(try await pruefung.seite("/m/ahaus/anpassungen").status == 200)
        let erlassen = try await pruefung.sende(
            "/m/ahaus/anpassungen", auf: "/m/ahaus/anpassungen",
            ["z": "\(UUIDv7()):1", "vorgang": "\(UUIDv7())"])
        #expect(erlassen.status == 403)
        try await buero.verbund.abbauen()
    }

    @Test("Die Vorlagen kennen ihre Angaben; was nicht zu rechnen ist, lässt sich nicht wählen")
    func vorlage() throws {
        let pages = try Vorlagen.pages()
        let view = AnpassungView(
            [], anzahl: 0, auswahl: .meine, gewaehlt: nil,
            ausgang: .init(titel: "Probe", klasse: "meldung--hinweis", zeilen: []),
            vorgang: UUIDv7(), darf: true, page: Page("Anpassungen", in: try Vorlagen.rahmen())
        ) { "/m/e/\($0)" }
        #expect(try pages.check("anpassung/liste", against: view) == [])
    }
}
