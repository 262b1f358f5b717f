import Foundation
import Grundwerte
@testable import Kommune
import Platform
import Testing
import Uebergabe
@testable import Web

@Suite("Die Seiten der Übernahmen")
struct UebernahmeseitenTests {
    private let wann = Date(timeIntervalSince1970: 1_795_300_000)

    private func uebernahme(von: User.ID = Testfall.anna, beendet: Bool = true)
        -> Bestandsuebernahme {
        Bestandsuebernahme(
            id: .init(), bezeichnung: "Altverfahren",
            pruefsumme: String(repeating: "ab", count: 32), faelle: 2, personen: 4,
            ausgelassen: 1, begonnenAm: wann, begonnenVon: von, beendetAm: beendet ? wann : nil,
            uebernommen: 2, offeneKonten: 1)
    }

    private func view(_ uebernahme: Bestandsuebernahme) throws -> UebernahmeView {
        let konto = Bestandsuebernahme.OffenesKonto(
            id: .init(), fall: .init(), aktenzeichen: "ALT-1", zahlweg: .ueberweisung,
            inhaber: "Yusuf Rahmani", iban: try IBAN("DE89370400440532013000"),
            gueltigAb: Testfall.heute)
        return UebernahmeView(
            .init(uebernahme: uebernahme, dateien: [.init(name: "faelle.csv", zeilen: 2)],
                  befunde: [(.hinweis, "faelle.csv, Zeile 2: Etwas."), (.fehler, "Anderes.")],
                  konten: Array(repeating: konto, count: 101)),
            page: Page("Altverfahren", in: try Vorlagen.rahmen()),
            formular: Formular([Feld("pruefziffern", "Ziffern")], facts: RequestFacts()),
            namen: [Testfall.anna: "Anna"], ich: Testfall.bernd) { "/\($0)" }
    }

    @Test("Jede Vorlage kennt ihre Angaben")
    func vorlagen() throws {
        let pages = try Vorlagen.pages()
        let liste = UebernahmelisteView(
            page: Page("Übernahmen", in: try Vorlagen.rahmen()), neu: "/neu",
            eingaenge: Tabelle("E", spalten: [Spalte("S")], zeilen: [["z"]]),
            tabelle: UebernahmelisteView.tabelle([uebernahme()], namen: [:]) { "/\($0)" },
            leer: Leer("Nichts.", rat: "Rat"))
        #expect(try pages.check("uebernahme/liste", against: liste) == [])
        let seite = try view(uebernahme())
        #expect(try pages.check("uebernahme/zeigen", against: seite) == [])
        try Galerie.ablegen("wka-uebernahme", pages.render("uebernahme/zeigen", seite))
    }

    @Test("Bestätigen kann nur, wer nicht übernommen hat, und erst, wenn alles da ist")
    func bestaetigung() throws {
        #expect(try view(uebernahme()).bestaetigung?.text == "101 Konten bestätigen")
        #expect(try view(uebernahme(von: Testfall.bernd)).bestaetigung == nil)
        #expect(try view(uebernahme(beendet: false)).bestaetigung == nil)
    }
}
