import Grundwerte
import HTTPTypes
import Platform
import Postgres
import TestSupport
import Testing
@testable import Web

/// Jede Adresse, jede Rolle, eigene, fremde und unbekannte Kennungen: Die erwartete Antwort folgt
/// aus `Endpunkt.kommune` und `Endpunkt.kreis` und aus den Rollen, wie die Datenbank sie führt.
@Suite("Berechtigungsmatrix: jede Adresse × jede Rolle (B-3.5, ASVS V8)")
struct BerechtigungsmatrixTests {
    @Test("Jede Adresse des Routers steht in der Tabelle, und in der Tabelle steht keine andere")
    func vollstaendig() async throws {
        let buero = try await Kreisbuero.neu()
        let tabelle = Bereich.alle.flatMap { bereich in bereich.endpunkte.map(bereich.route) }
            + Endpunkt.offen.map { "\($0.method.rawValue) /\($0.pfad)" }
            + Kommunenwege.alle.map {
                "\($0.endpunkt.method.rawValue) \(SchnittstelleRoutes.kommune)/\($0.endpunkt.pfad)"
            }
            + Kreiswege.alle.map {
                "\($0.endpunkt.method.rawValue) \(SchnittstelleRoutes.kreis)/\($0.endpunkt.pfad)"
            }
        // HEAD antwortet, wo GET antwortet, unter demselben Recht.
        let routen = Set(buero.routen.filter { !$0.hasPrefix("HEAD ") })
        let ohneEintrag = routen.subtracting(tabelle).sorted()
        #expect(ohneEintrag.isEmpty, """
            Ohne Eintrag lässt die Tür niemanden durch. Es fehlen in Sources/Web/Tuer: \
            \(ohneEintrag.joined(separator: "; "))
            """)
        #expect(Set(tabelle).subtracting(routen).sorted() == [])
        #expect(tabelle.count == Set(tabelle).count, "Eine Adresse steht doppelt in der Tabelle.")
        try await buero.verbund.abbauen()
    }

    @Test("Wem das Recht fehlt, der bekommt 403; wer es hat, nie 403 und nie einen Fehler 500",
          arguments: Bereich.alle)
    func rollen(bereich: Bereich) async throws {
        let buero = try await Kreisbuero.neu()
        for rolle in try await buero.rollen(bereich) {
            let person = try await buero.person(rolle.name, mandant: await bereich.mandant(buero))
            let csrf = try await person.seite(bereich.start).wert("csrf")
            for endpunkt in bereich.endpunkte {
                let antwort = try await person.anfrage(
                    endpunkt.method, bereich.adresse(endpunkt), csrf: csrf)
                let darf = endpunkt.erlaubt(rolle.rechte)
                let wort = "\(rolle.name): \(endpunkt.name) ergibt \(antwort.status)"
                #expect((antwort.status == 403) == !darf, "\(wort)")
                #expect(antwort.status < 500, "\(wort)")
            }
        }
        try await buero.verbund.abbauen()
    }

    @Test("Auch ohne die Tür weist der Anwendungsfall ab, wem das Recht fehlt",
          arguments: Bereich.alle)
    func zweitesSchloss(bereich: Bereich) async throws {
        let buero = try await Kreisbuero.neu(mitTuer: false)
        for rolle in try await buero.rollen(bereich) {
            let person = try await buero.person(rolle.name, mandant: await bereich.mandant(buero))
            let csrf = try await person.seite(bereich.start).wert("csrf")
            for endpunkt in bereich.endpunkte where !endpunkt.erlaubt(rolle.rechte) {
                let antwort = try await person.anfrage(
                    endpunkt.method, bereich.adresse(endpunkt), csrf: csrf)
                #expect([400, 403, 404, 409, 422].contains(antwort.status),
                        "\(rolle.name): \(endpunkt.name) ergibt \(antwort.status)")
            }
        }
        try await buero.verbund.abbauen()
    }

    @Test("Fremde Bereiche gibt es nicht: 404 in der anderen Kommune, im Kreis und umgekehrt")
    func fremderBereich() async throws {
        let buero = try await Kreisbuero.neu()
        let borken = try await buero.verbund.mandant("borken")
        let nachbar = try await buero.person("leitung", mandant: borken)
        let kasse = try await buero.person("kasse_buchhaltung")
        for (person, bereich, start) in [
            (nachbar, Bereich.kommune, "/m/borken"), (nachbar, .kreis, "/m/borken"),
            (kasse, .kommune, "/kreis"),
        ] {
            let csrf = try await person.seite(start).wert("csrf")
            for endpunkt in bereich.endpunkte {
                let antwort = try await person.anfrage(
                    endpunkt.method, bereich.adresse(endpunkt), csrf: csrf)
                #expect(antwort.status == 404, "\(endpunkt.name) ergibt \(antwort.status)")
            }
        }
        try await buero.verbund.abbauen()
    }

    @Test("Ohne Anmeldung führt jede Seite zur Anmeldung, und kein Formular wirkt")
    func ohneAnmeldung() async throws {
        let buero = try await Kreisbuero.neu(), fremder = buero.ohneAnmeldung
        for bereich in Bereich.alle {
            for endpunkt in bereich.endpunkte {
                let antwort = try await fremder.anfrage(
                    endpunkt.method, bereich.adresse(endpunkt), csrf: "")
                let wort = "\(endpunkt.name) ergibt \(antwort.status) \(antwort.ziel)"
                if endpunkt.method == .get {
                    #expect(antwort.ziel.hasPrefix("/anmeldung?ziel="), "\(wort)")
                } else {
                    #expect(antwort.status == 403, "\(wort)")
                }
            }
        }
        try await buero.verbund.abbauen()
    }

    @Test("Kennungen der Nachbarkommune führen zur selben Antwort wie unbekannte; eigene zur Seite")
    func fremdeKennungen() async throws {
        let buero = try await Kreisbuero.neu()
        let ahaus = try await buero.verbund.mandant("ahaus")
        let borken = try await buero.verbund.mandant("borken")
        let eigene = try await buero.kennungen(ahaus), fremde = try await buero.kennungen(borken)
        let person = try await buero.person("sachbearbeitung", mandant: ahaus)
        let csrf = try await person.seite("/m/ahaus").wert("csrf")
        var gesehen = 0
        for endpunkt in Endpunkt.kommune {
            guard let art = endpunkt.pfad.split(separator: "/").first,
                  endpunkt.pfad.contains("{id}"), let fremd = fremde[String(art)],
                  let eigen = eigene[String(art)] else { continue }
            let unbekannt = try await person.anfrage(
                endpunkt.method, Bereich.kommune.adresse(endpunkt), csrf: csrf)
            let antwort = try await person.anfrage(
                endpunkt.method, Bereich.kommune.adresse(endpunkt, id: fremd), csrf: csrf)
            #expect(antwort.status == unbekannt.status, "\(endpunkt.name) ergibt \(antwort.status)")
            #expect(antwort.status != 200, "\(endpunkt.name) ergibt \(antwort.status)")
            guard endpunkt.pfad == "\(art)/{id}", endpunkt.method == .get else { continue }
            let hier = try await person.anfrage(
                .get, Bereich.kommune.adresse(endpunkt, id: eigen), csrf: csrf)
            #expect([200, 303].contains(hier.status), "\(endpunkt.name) ergibt \(hier.status)")
            gesehen += 1
        }
        #expect(gesehen >= 2, "Fall und Zahlung sind da.")
        try await buero.verbund.abbauen()
    }
}
