import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Testing
@testable import Web

@Suite("Die Seiten der Verfahren")
struct VerfahrenseitenTests {
    private let abschnitt = Abschnitt(
        id: "a", titel: "A", verweis: Verweis("Mehr", "/mehr"), absaetze: ["Ein Satz."],
        tabelle: Tabelle("T", spalten: [Spalte("S")], zeilen: [["z"]]), leer: Leer("Nichts."))

    @Test("Jede Vorlage kennt ihre Angaben")
    func vorlagen() throws {
        let pages = try Vorlagen.pages(), page = Page("Verfahren", in: try Vorlagen.rahmen())
        let liste = VerfahrenslisteView(
            page: page, unterzeile: "U", auswahl: [.init(text: "Alle", ziel: "/", aktiv: true)],
            zaehler: [Zaehler(1, "offen", ziel: "#a")], abschnitte: [abschnitt])
        #expect(try pages.check("verfahren/liste", against: liste) == [])
        let vorgang = VorgangView(
            page: page, unterzeile: "U", zustand: Marke("offen"), ergebnis: Ergebnis("Offen", 300),
            naechstes: .warnung("Als Nächstes: anhören."),
            handlungen: [Knopf("Tun", "/tun", haupt: true)],
            freigaben: [.init(satz: "S", grund: "G", ziel: "/z", knopf: "Freigeben", csrf: "c",
                              vorgang: "v",
                              ablehnen: Verweis("Ablehnen", "/ab"), darf: true)],
            abschnitte: [abschnitt], eckdaten: [Eckdatum("Grund", "Lohn")])
        #expect(try pages.check("verfahren/vorgang", against: vorgang) == [])
        let akte = try Testfall.akte()
        let anfrage = Fallanfrage(akte.fall.id, stand: Stand(am: Testfall.heute),
                                  heute: Testfall.heute)
        let kopf = FallKopf(akte, .verfahren, anfrage: anfrage, namen: [:],
                            ort: Testfall.ort) { _ in true }
        #expect(kopf.reiter.first { $0.aktiv }?.text == "Verfahren")
        #expect(try pages.check("verfahren/fall", against: FallverfahrenView(
            page: page, kopf: kopf, handlungen: [Knopf("Tun", "/tun")],
            abschnitte: [abschnitt])) == [])
    }

    private func gelesen(_ felder: [String: String]) throws -> (Verfahrensschritt.Tun?, [String]) {
        let neu = NeueForderung(akte: try Testfall.akte(), offene: [], heute: Testfall.heute)
        let schritt = neu.schritt { "/\($0)" }
        var eingabe = Eingabe(FormData(felder), schritt.felder, heute: Testfall.heute)
        let tun = schritt.lesen(&eingabe)
        return (tun, eingabe.formularfehler.fehler.map(\.feld))
    }

    @Test("Von Hand: Monat, Zweck und Betrag gehören zusammen")
    func handposten() throws {
        let person = Kommune.Person.ID().description
        let gemeinsam = ["schuldner": person, "grund": "Lohn", "kenntnis": "heute"]
        #expect(try gelesen(gemeinsam.merging(["monat": "11.2026"]) { $1 }).1 == ["zweck",
            "betrag"])
        let ganz = ["monat": "11.2026", "zweck": "lebensunterhalt", "betrag": "12,50"]
        let (tun, fehler) = try gelesen(gemeinsam.merging(ganz) { $1 })
        #expect(tun != nil)
        #expect(fehler == [])
        let nullbetrag = gemeinsam.merging(ganz) { $1 }.merging(["betrag": "0"]) { $1 }
        #expect(try gelesen(nullbetrag).1 == ["betrag"])
    }

    @Test("Was überfällig ist, ist rot; was zu entscheiden ist, orange; Erledigtes grün")
    func farben() {
        func art(_ marke: Marke) -> String { marke.klasse }
        #expect(art(Marke(.ueberfaellig(10))) == "marke--gefahr")
        #expect(art(Marke(.zuEntscheiden)) == "marke--warnung")
        #expect(art(Marke(.beglichen)) == "marke--ok")
    }

    @Test("Jeder Schritt hat Titel, Knopf und Recht; wer ablehnt, braucht das der Freigabe")
    func schritte() {
        for schritt in Forderungsschritt.allCases {
            #expect(!schritt.titel.isEmpty && !schritt.knopf.isEmpty && !schritt.erfolg.isEmpty)
        }
        let verzichtend = Forderungsschritt.allCases.filter {
            $0.recht == .rueckforderungVerzichten
        }
        #expect(verzichtend == [.ablehnung])
    }
}
