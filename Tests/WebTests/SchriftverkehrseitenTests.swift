import Foundation
import Grundwerte
@testable import Kommune
import Platform
import Testing
@testable import Web

@Suite("Die Seiten des Schriftverkehrs: Unterlagen, Ablehnung, Druck, Hochladen")
struct SchriftverkehrseitenTests {
    private let wann = Date(timeIntervalSince1970: 1_795_300_000)
    private let brief = Druckbrief(
        id: .init(), fall: .init(), aktenzeichen: "ESC-2024-00317", name: "Rahmani, Yusuf",
        bezeichnung: "Bescheid 2026/00001", gesetztAm: Testfall.heute)

    private func lauf(fertig: Bool = true, fehler: Int = 0, seiten: Int? = 6) -> Drucklauf {
        Drucklauf(id: .init(), nummer: "D-2026/00001", doppelseitig: true,
                  angelegtVon: Testfall.anna, angelegtAm: wann, briefe: 2, fehler: fehler,
                  istFertig: fertig, seiten: seiten)
    }

    private func unterlage(_ ergebnis: Unterlage.Ergebnis? = nil, frist: Kalendertag,
                           bis: Kalendertag? = nil) -> Unterlage {
        Unterlage(
            id: .init(), fall: .init(), person: nil, bezeichnung: "Mietvertrag", wozu: "zeigt es",
            frist: frist, verlangtAm: Testfall.heute, verlangtVon: Testfall.anna,
            aufforderung: bis.map { _ in .init() }, aufgefordertBis: bis, ergebnis: ergebnis,
            ergebnisAm: ergebnis.map { _ in Testfall.heute }, ergebnisVon: Testfall.anna, grund: "")
    }

    @Test("Jede Vorlage kennt ihre Angaben")
    func vorlagen() throws {
        let pages = try Vorlagen.pages(), page = Page("Druck", in: try Vorlagen.rahmen())
        let liste = DruckView(
            .init(briefe: [brief], laeufe: [lauf()], ungesetzte: [UngesetzterBrief(
                istBescheid: true, id: UUIDv7(), bezeichnung: "Bescheid 2026/00002",
                fall: .init(), aktenzeichen: "ESC-2024-00317", datum: Testfall.heute)]),
            page: page,
            filter: Formular(DruckRoutes.filter, facts: RequestFacts()), mitAllen: true,
            namen: [:], facts: RequestFacts()) { "/\($0)" }
        #expect(try pages.check("druck/liste", against: liste) == [])
        try Galerie.ablegen("schrift-druck", pages.render("druck/liste", liste))
        let blatt = Drucklauf.Blatt(lfd: 1, brief: brief, fehler: nil)
        let schlecht = Drucklauf.Blatt(lfd: 2, brief: brief, fehler: "beschädigt")
        let seite = DrucklaufView(lauf(fehler: 1), [blatt, schlecht], page: page, laufend: nil,
                                  namen: [:]) { "/\($0)" }
        #expect(try pages.check("druck/lauf", against: seite) == [])
        try Galerie.ablegen("schrift-lauf", pages.render("druck/lauf", seite))
        let neu = UploadView(
            page: page, formular: Formular(BestandseingangRoutes.felder, facts: RequestFacts()),
            ziel: "/z", zurueck: "/", beschreibung: Bestandsform.beschreibung)
        #expect(try pages.check("uebernahme/neu", against: neu) == [])
        let upload = try pages.render("uebernahme/neu", neu)
        #expect("\(upload)".contains(" multiple"))
    }

    @Test("Der Probelauf zeigt jede Zeile und bietet an, was geht")
    func eingang() throws {
        let pages = try Vorlagen.pages(), page = Page("Alt", in: try Vorlagen.rahmen())
        let befund = Bestandsbefund(
            .personen, zeile: 5, feld: "geburtsdatum", wert: "3…", "Das ist kein Tag.",
            abhilfe: "Schreiben Sie ihn.", ort: nil)
        func view(_ fehlerhaft: Int, ohneFall: Int = 0, neu: Int = 3) -> EingangView {
            EingangView(
                Bestandseingang(
                    id: .init(), bezeichnung: "Alt", angelegtVon: Testfall.anna, angelegtAm: wann,
                    pruefung: .init(faelle: 4, personen: 7, neu: neu, schonDa: 1,
                                    fehlerhaft: fehlerhaft, ohneFall: ohneFall),
                    ergebnis: nil, uebernahme: nil),
                [befund], page: page, laufend: nil,
                formular: Formular(BestandseingangRoutes.startfelder, facts: RequestFacts()),
                namen: [:]) { "/\($0)" }
        }
        #expect(try pages.check("uebernahme/eingang", against: view(1)) == [])
        try Galerie.ablegen("schrift-eingang", pages.render("uebernahme/eingang", view(1)))
        #expect(view(0).start?.knopf == "3 Fälle übernehmen" && view(0).start?.mitFehlern == false)
        #expect(view(1).start?.mitFehlern == true)
        #expect(view(1, ohneFall: 1).start == nil && view(0, neu: 0).start == nil)
        #expect(view(1, ohneFall: 1).verwerfung != nil)
    }

    @Test("Was überfällig ist, ist rot; was angefordert ist, läuft; Eingegangenes ist grün")
    func marken() {
        let heute = Testfall.heute, gestern = heute.plus(tage: -1)
        #expect(unterlage(frist: gestern).marke(heute: heute).klasse == "marke--gefahr")
        #expect(unterlage(frist: gestern, bis: heute).marke(heute: heute).klasse
            == "marke--hinweis")
        #expect(unterlage(frist: heute).marke(heute: heute).klasse == "marke--neutral")
        #expect(unterlage(.eingegangen, frist: gestern).marke(heute: heute).klasse == "marke--ok")
        #expect(lauf(fertig: false, seiten: nil).marke.wort == "entsteht")
        #expect(lauf(fehler: 2).marke.wort == "2 nicht gedruckt")
    }

    private func gelesen(_ schritt: Verfahrensschritt, _ felder: [String: String]) -> [String] {
        var eingabe = Eingabe(FormData(felder), schritt.felder, heute: Testfall.heute)
        _ = schritt.lesen(&eingabe)
        return eingabe.formularfehler.fehler.map(\.feld)
    }

    @Test("Die Formulare nennen, was fehlt, am Feld")
    func formulare() throws {
        let akte = try Testfall.akte(), offen = unterlage(frist: Testfall.heute)
        let unterlagen = Unterlagenschritt(akte: akte, offene: [offen], heute: Testfall.heute,
                                           ort: "/f")
        #expect(gelesen(unterlagen.verlangen, ["frist": "+14"]) == ["vorlagen"])
        #expect(gelesen(unterlagen.verlangen, ["frist": "+14", "weitere": "Attest"]) == [])
        #expect(gelesen(unterlagen.verlangen, ["weitere": "Attest"]) == ["frist"])
        #expect(gelesen(unterlagen.eingang, ["am": "heute"]) == ["unterlagen"])
        #expect(gelesen(unterlagen.verzicht, ["unterlagen": offen.id.description]) == ["grund"])
        let ablehnung = Verfahrensschritt.ablehnung(
            akte, heute: Testfall.heute,
            wer: .init(name: "Anna", zimmer: "", telefon: "")) { "/\($0)" }
        #expect(gelesen(ablehnung, ["beantragt": "heute"]) == ["gruende", "begruendung"])
        #expect(gelesen(ablehnung, [
            "beantragt": "heute", "gruende": "leistung_dritter", "begruendung": "x",
        ]) == [])
    }
}
