import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Testing
@testable import Web

@Suite("Die Seiten eines Falls")
struct FallseitenTests {
    private func anfrage(_ akte: Fallakte, am: Kalendertag = Testfall.heute,
                         bekannt: Kalendertag? = nil) -> Fallanfrage {
        Fallanfrage(
            akte.fall.id, stand: Stand(am: am, bekannt: bekannt), heute: Testfall.heute,
            liste: Listenherkunft(name: "Meine laufenden", abfrage: "wer=alle", ort: "/faelle"))
    }

    private func kopf(_ akte: Fallakte, _ anfrage: Fallanfrage, darf: Bool = true) -> FallKopf {
        FallKopf(
            akte, .haushalt, anfrage: anfrage, namen: [Testfall.anna: "Anna"], ort: Testfall.ort
        ) { _ in darf }
    }

    private func haushalt(
        _ akte: Fallakte, ich: User.ID, darf: Bool = true
    ) throws -> HaushaltView {
        let anfrage = anfrage(akte)
        return HaushaltView(
            .init(akte: akte, berechnung: nil, bewilligtBis: nil, vermerke: [], geplant: []),
            kopf: kopf(akte, anfrage, darf: darf), anfrage: anfrage,
            namen: [Testfall.anna: "Anna"], page: Page("Fall", in: try Vorlagen.rahmen()),
            ort: Testfall.ort, ich: ich, darf: { _ in darf })
    }

    @Test("Jede Vorlage kennt ihre Angaben")
    func vorlagen() throws {
        let pages = try Vorlagen.pages()
        let akte = try Testfall.akte(), page = Page("Fall", in: try Vorlagen.rahmen())
        let haushalt = try haushalt(akte, ich: Testfall.bernd)
        #expect(try pages.check("fall/haushalt", against: haushalt) == [])
        try Galerie.ablegen("wka-haushalt", pages.render("fall/haushalt", haushalt))
        let vorher = Testfall.heute.plus(tage: -30)
        let frueher = anfrage(akte, am: vorher, bekannt: vorher)
        let ereignis = Ereignis("01.11.2026, 09:00", wer: "Anna", "Fall angelegt.")
        let verlauf = VerlaufView(
            page: page, kopf: kopf(akte, frueher), verlauf: [ereignis], leer: Leer("Nichts."))
        #expect(try pages.check("fall/verlauf", against: verlauf) == [])
        let liste = FalllisteView(
            page: page, zeile: "1 Fall", reiter: [.init(text: "Alle", ziel: "/", aktiv: true)],
            hatReiter: true,
            filter: Listenfilter(
                Fallfilter { ["bewilligt_bis": "bald", "status": "duldung"][$0] }, ort: "/faelle",
                kollegen: [], heute: Testfall.heute, csrf: "c",
                speichern: Formular(Listenfilter.felder(teilen: true), facts: RequestFacts()),
                entfernen: "/e"),
            liste: Tabelle("Fälle", spalten: [Spalte("Fall")], zeilen: [["A"]]),
            leer: Leer("Nichts", rat: "Rat"),
            blaettern: Blaettern(seite: 2, proSeite: 1, gesamt: 3) { "/?seite=\($0)" },
            neuerFall: "/neu")
        #expect(try pages.check("fall/liste", against: liste) == [])
        try Galerie.ablegen("wka-liste", pages.render("fall/liste", liste))
        let wahl = AenderungswahlView(page: page, zeile: "Z", arten: [
            .init(text: "A", erklaerung: "E", ziele: [.init(text: "B", ziel: "/", taste: "1")]),
        ])
        #expect(try pages.check("aenderung/wahl", against: wahl) == [])
    }

    @Test("Die Folgen einer Änderung kennen ihre Angaben, mit und ohne Hindernis")
    func folgen() throws {
        let pages = try Vorlagen.pages(), page = Page("Folgen", in: try Vorlagen.rahmen())
        let tabelle = Tabelle("T", spalten: [Spalte("A")], zeilen: [["a"]])
        let folgen = FolgenView(
            kennzahlen: [.init(wert: "1", text: "T")], monate: tabelle, hinweisMonat: "H",
            zahlungen: tabelle,
            keineZahlungen: Leer("Keine"), wegfallend: tabelle,
            umschriften: [.init(original: "ć", text: "c", aenderungen: "„ć“ wird „c“.")],
            hatUmschriften: true,
            ueberzahlung: "Zu viel gezahlt sind 10,00 €.")
        let grund = Hindernis(.regel, feld: "bankverbindung", "Kein Konto.", abhilfe: "Erfassen.")
        let view = AenderungsfolgenView(
            page: page, zeile: "Z", hindernis: Abhilfe(grund, fall: "/f"), folgen: folgen,
            brief: "B", ziel: "/z", csrf: "c", vorgang: "v",
            werte: [.init(name: "ab", wert: "1.12.2026")],
            haupt: .init(schritt: "bewilligen", text: "Speichern und Bescheid erlassen"),
            neben: .init(schritt: "speichern", text: "Nur die Angaben speichern"))
        #expect(try pages.check("aenderung/folgen", against: view) == [])
        try Galerie.ablegen("wka-folgen", pages.render("aenderung/folgen", view))
    }

    @Test("Formulare und Aufgaben kennen ihre Angaben")
    func formulare() throws {
        let pages = try Vorlagen.pages(), page = Page("Fall", in: try Vorlagen.rahmen())
        for art in Aenderungsart.allCases {
            let akte = try Testfall.akte()
            let form = AenderungForm(
                art: art, akte: akte, mitglied: akte.mitglieder.first, heute: Testfall.heute)
            let formular = Formular(form.felder, werte: form.werte, facts: RequestFacts())
            let view = FormularView(
                page: page, zeile: "Z", formular: formular, ziel: "/z", knopf: "Speichern",
                zurueck: "/", hinweis: .warnung("Inzwischen geändert."),
                doppelt: try Testfall.doppelwarnung())
            #expect(try pages.check("fall/formular", against: view) == [])
            try Galerie.ablegen("wka-\(art.rawValue)", pages.render("fall/formular", view))
        }
        let felder = NeuerFallForm.felder(personen: 2, heute: Testfall.heute)
        let neu = NeuerFallView(
            page: page, formular: Formular(felder, facts: RequestFacts()), personen: 2,
            pfad: { "/\($0)" }, doppelt: try Testfall.doppelwarnung())
        #expect(try pages.check("fall/neu", against: neu) == [])
        try Galerie.ablegen("wka-neu", pages.render("fall/neu", neu))
        let aufgaben = AufgabenView(
            page: page, zeile: "Z", csrf: "c", vertretene: [.init(satz: "S", hinweis: "H")],
            hatVertretene: true, zaehler: [Zaehler(1, "heute fällig", ziel: "#faellig")],
            sperren: [.init(name: "N", aktenzeichen: "A", fall: "/f", was: "W", grund: "G",
                            entscheiden: "/s")],
            hatSperren: true, laeufe: try Testfall.laeufe(),
            vorlagen: [.init(zustand: Marke("heute"), name: "N", aktenzeichen: "A", fall: "/f",
                             text: "T", quelle: "selbst", warum: "W", vertritt: Marke("für B"),
                             ziel: "/v", erledigen: "/e")],
            hatVorlagen: true, weitere: Verweis("7 Tage", "/?tage=7"), sammeln: "/w", erste: "/v",
            vertretungen: "/vertretungen",
            listen: [.init(name: "L", ziel: "/l", anzahl: "9", gemeinsam: true)], hatListen: true,
            zurueck: Tabelle("Z", spalten: [Spalte("A")], zeilen: [["a"]]),
            konten: [.init(inhaber: "I", aktenzeichen: "A", iban: "DE", ziel: "/k", wer: "W")],
            hatKonten: true, erstesKonto: "/k", neuerFall: "/neu", suche: "/faelle")
        #expect(try pages.check("aufgaben/meine", against: aufgaben) == [])
        try Galerie.ablegen("wka-aufgaben", pages.render("aufgaben/meine", aufgaben))
    }

    @Test("Der Kopf nennt beide Namen, den Beginn und was offen ist")
    func kopf() throws {
        let akte = try Testfall.akte(), kopf = kopf(akte, anfrage(akte))
        #expect(kopf.name == "Rahmani, Yusuf und Samira")
        #expect(kopf.zeile == "ESC-2024-00317 · 2 Personen · Lindenweg 12, Eschental · bei Anna")
        #expect(kopf.marken.map(\.wort).contains("Bankverbindung nicht bestätigt"))
        #expect(kopf.knoepfe.map(\.taste) == ["w", "b", "l", "ä"])
        #expect(kopf.hinweis == nil)
    }

    @Test("In einer Rückschau sagt der Kopf es und bietet nichts an")
    func rueckschau() throws {
        let akte = try Testfall.akte()
        let kopf = kopf(akte, anfrage(akte, am: Testfall.heute.plus(tage: -30)))
        #expect(kopf.knoepfe.isEmpty)
        #expect(kopf.hinweis?.text.contains("nach heutigem Wissen") == true)
        #expect(kopf.reiter.allSatisfy { $0.ziel.contains("?am=") })
    }

    @Test("Der Stand: leer ist heute, die Zukunft ist noch nicht bekannt, Unsinn wird gesagt")
    func stand() {
        let heute = Testfall.heute
        #expect(Fallanfrage.stand(am: "", bekannt: nil, heute: heute).0 == Stand(am: heute))
        #expect(Fallanfrage.stand(am: nil, bekannt: "+1m", heute: heute).0 == Stand(am: heute))
        #expect(Fallanfrage.stand(am: "gestern", bekannt: "gestern", heute: heute).0
            == Stand(am: heute.plus(tage: -1), bekannt: heute.plus(tage: -1)))
        #expect(Fallanfrage.stand(am: "31.02.2026", bekannt: nil, heute: heute).1 != nil)
    }

    @Test("Wer ein Konto erfasst hat, bestätigt es nicht; ohne Recht fehlt der Knopf")
    func vierAugen() throws {
        let akte = try Testfall.akte()
        #expect(try haushalt(akte, ich: Testfall.bernd).konten.first?.bestaetigen != nil)
        #expect(try haushalt(akte, ich: Testfall.anna).konten.first?.bestaetigen == nil)
        let ohneRecht = try haushalt(akte, ich: Testfall.bernd, darf: false)
        #expect(ohneRecht.konten.first?.bestaetigen == nil)
        let konto = try Testfall.konto(bestaetigtVon: Testfall.bernd, sperrgrund: "aufgelöst")
        let gesperrt = try Testfall.akte(konten: [konto])
        #expect(try haushalt(gesperrt, ich: Testfall.bernd).konten.first?.bestaetigen == nil)
    }

    @Test("Nächste Schritte folgen aus den Angaben")
    func schritte() throws {
        let heute = Testfall.heute
        let kind = Testfall.mitglied(
            .haushaltsvorstand, "Karim", geboren: heute.plus(monate: -72).plus(tage: 20),
            dokumentBis: heute.plus(tage: 5), einreise: heute.plus(monate: -37))
        let akte = try Testfall.akte([kind], konten: [])
        let saetze = akte.naechsteSchritte(heute: heute, bewilligtBis: heute.monat).map(\.satz)
        #expect(saetze == [
            "Bankverbindung erfassen", "Leistung ab \(heute.monat.naechster.deutsch) bewilligen",
            "Aufenthalt von Karim Rahmani aktualisieren", "Bedarfsstufe von Karim Rahmani prüfen",
            "Leistungen nach § 2 für Karim Rahmani prüfen",
        ])
    }

    @Test("Ein eingestellter Fall steht als eingestellt da und verlangt nichts mehr")
    func eingestellt() throws {
        let ende = Testfall.heute.plus(tage: -9)
        let person = Testfall.mitglied(
            .haushaltsvorstand, "Yusuf", geboren: Testfall.heute.plus(monate: -400), bis: ende)
        let akte = try Testfall.akte([person], eingestelltZum: ende)
        #expect(kopf(akte, anfrage(akte)).marken.first?.wort == "eingestellt zum \(ende.deutsch)")
        #expect(akte.naechsteSchritte(heute: Testfall.heute, bewilligtBis: nil).isEmpty)
    }
}
