import Foundation
import Grundwerte
@testable import Kommune
import Platform
import Testing
@testable import Web

@Suite("Suche und Doppelerfassungen auf dem Bildschirm")
struct SucheseitenTests {
    @Test("Die Vorlagen kennen ihre Angaben")
    func vorlagen() throws {
        let pages = try Vorlagen.pages(), page = Page("Suche", in: try Vorlagen.rahmen())
        let suche = SucheView(
            page: page, zeile: "1 Treffer",
                treffer: Tabelle("Treffer", spalten: [Spalte("Person")], zeilen: [["A"]]),
            leer: Leer("Nichts", rat: "Rat", verweis: Verweis("Alle", "/")), neuerFall: "/neu")
        #expect(try pages.check("suche/treffer", against: suche) == [])
        let vergleich = try vergleich(darf: true)
        #expect(try pages.check("doppelt/vergleich", against: vergleich) == [])
        try Galerie.ablegen("wka-doppelt", pages.render("doppelt/vergleich", vergleich))
    }

    private func vergleich(darf: Bool) throws -> DoppelvergleichView {
        let eine = try Testfall.aehnliche("Yusuf", "ESC-2024-00317"),
            andere = try Testfall.aehnliche()
        let paar = try #require(Doppelpruefung.Paar(eine.person, andere.person))
        let verdacht = Doppelverdacht(paar: paar, eine: eine, andere: andere,
                                      gruende: [.azr, .nameUndGeburt],
                                      ergebnis: .offen)
        let pruefung = Doppelpruefung(ergebnis: .offen, grund: "Neues Papier.",
                                      am: Date(timeIntervalSince1970: 0),
                                      von: Testfall.anna)
        return DoppelvergleichView(
            verdacht, [pruefung], page: Page("Vergleich", in: try Vorlagen.rahmen()),
            formular: darf ? Formular(DoppelvergleichView.felder, facts: RequestFacts()) : nil,
            namen: [Testfall.anna: "Anna"], pfad: { "/m/e/\($0)" })
    }

    @Test("Der Vergleich zeigt beide Fälle und wer schon entschieden hat; nicht jeder darf")
    func inhalt() throws {
        let pages = try Vorlagen.pages()
        let seite = try pages.render("doppelt/vergleich", vergleich(darf: true))
        for text in ["ESC-2024-00317", "ESC-2025-00012", "gleiche AZR-Nummer", "Anna",
                     "Neues Papier.", "name=\"grund\""] {
            #expect(seite.contains(text), "\(text)")
        }
        #expect(try !pages.render("doppelt/vergleich",
                                  vergleich(darf: false)).contains("name=\"grund\""))
    }

    @Test("Entschieden gilt nur, was gezeigt war und mit „Andere Person, weiter“ bestätigt wurde")
    func geprueft() throws {
        let eine = try Testfall.aehnliche().person, andere = try Testfall.aehnliche().person
        let felder = ["geprueft": "\(eine),\(andere),unsinn"]
        #expect(Doppelwarnung.geprueft(FormData(felder)) == [])
        #expect(Doppelwarnung.geprueft(FormData(felder.merging(["schritt": "mehr"]) { $1 })) == [])
        let andereWeiter = FormData(felder.merging(["schritt": "andere"]) { $1 })
        #expect(Doppelwarnung.geprueft(andereWeiter) == [eine, andere])
    }

    @Test("Die Warnung nennt den Weg zum Fall und den Grund; im Formular steht, wer gezeigt wurde")
    func warnung() throws {
        let aehnliche = try Testfall.aehnliche()
        let doppelt = Doppelwarnung(funde: [.init(neu: aehnliche.angabe, aehnliche: [aehnliche])])
        #expect(doppelt.geprueft == aehnliche.person.description)
        let html = "\(DoppelwarnungView(doppelt) { "/m/e/\($0)" }.liste.zeilen)"
        #expect(html.contains("/m/e/faelle/\(aehnliche.fall)"))
        #expect(html.contains("gleiche AZR-Nummer"))
    }
}
