import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Testing
@testable import Web

@Suite("Die Seiten der Krankenhilfe")
struct KrankenhilfeseitenTests {
    private let heute = Testfall.heute

    private func schein(widerruf: Behandlungsschein.Widerruf? = nil) -> Behandlungsschein {
        Behandlungsschein(
            id: .init(), fall: .init(), aktenzeichen: "ESC-2024-00317", person: .init(),
            name: "Yusuf Rahmani", nummer: "2026/00017", art: .fachaerztlich,
            fachrichtung: "Orthopädie", quartal: Quartal(heute),
            gueltig: Zeitraum(von: heute, bis: Quartal(heute).letzterTag), zweitgrund: "Wechsel",
            ausgestelltAm: heute, ausgestelltVon: Testfall.anna, widerruf: widerruf,
            istGesetzt: false)
    }

    private func page() throws -> Page { Page("Krankenhilfe", in: try Vorlagen.rahmen()) }

    @Test("Jede Vorlage kennt ihre Angaben")
    func vorlagen() throws {
        let pages = try Vorlagen.pages(), page = try page()
        let tabelle = Tabelle.scheine("Scheine", [schein()], namen: [:]) { "/\($0)" }
        let suche = ScheinsucheView(page: page, ziel: "/b", wonach: "x", treffer: tabelle,
                                    leer: Leer("Niemand.", rat: "Rat"),
                                    wege: [Verweis("Alle", "/")])
        #expect(try pages.check("krankenhilfe/suche", against: suche) == [])
        let form = ScheinForm(try Testfall.akte(), heute: heute)
        let ausgabe = ScheinausgabeView(
            page: page, zeile: "Z", hinweis: .warnung("W"),
            formular: Formular(form.felder(gewaehlt: true), mehrfach: form.werte(gewaehlt: []),
                               facts: RequestFacts()),
            fall: "/f", ziel: "/z", alle: Verweis("Alle", "/a"),
            ohne: [.init(name: "N", grund: "G", abhilfe: "A")], hatOhne: true, scheine: tabelle,
            zurueck: "/b")
        #expect(try pages.check("krankenhilfe/ausgabe", against: ausgabe) == [])
        let filter = Formular(Behandlungsschein.Auswahl.felder(heute), facts: RequestFacts())
        let liste = ScheinlisteView(
            page: page, zeile: "Z", ziel: "/z", filter: filter, liste: tabelle,
            leer: Leer("Nichts"),
            blaettern: Blaettern(seite: 2, proSeite: 1, gesamt: 3) { "/?seite=\($0)" },
            kreisfragen: "/k", ausstellen: "/b")
        #expect(try pages.check("krankenhilfe/liste", against: liste) == [])
        let einer = ScheinView(
            page: page, zeile: "Z", zustand: schein().marke,
            eckdaten: schein().eckdaten(namen: [:], fall: "/f"), pdf: "/p",
            widerruf: Formular([Feld("grund", "Grund")], facts: RequestFacts()), ziel: "/w")
        #expect(try pages.check("krankenhilfe/schein", against: einer) == [])
    }

    private func leistung(_ entscheidung: Einzelleistung.Entscheidung?) -> Einzelleistung {
        Einzelleistung(
            id: .init(), fall: .init(), aktenzeichen: "ESC-2024-00317", name: "Yusuf Rahmani",
            antrag: .init(person: .init(), art: .zahnersatz, gegenstand: "Teilkrone",
                          begruendung: "Schmerzen", beantragtAm: heute, geschaetzt: 480,
                          stelle: .init(name: "Praxis", strasse: "Markt 3", ort: "48683 Ahaus")),
            erfasstVon: Testfall.anna, entscheidung: entscheidung)
    }

    private var bewilligt: Einzelleistung.Entscheidung {
        .init(bescheid: .init(), nummer: "2026/00001", grund: "G",
              umfang: .init(hoechstens: 450, gueltig: Zeitraum(von: heute, bis: heute)), am: heute,
              von: Testfall.anna, hatZusage: true, anerkannt: 100)
    }

    @Test("Die Vorlagen der Einzelleistungen kennen ihre Angaben")
    func einzelvorlagen() throws {
        let pages = try Vorlagen.pages(), page = try page()
        let tabelle = Tabelle.einzelleistungen("E", [leistung(bewilligt)]) { "/\($0)" }
        let liste = EinzellisteView(
            page: page, zeile: "Z", reiter: [.init(text: "offen", ziel: "/", aktiv: true)],
            liste: tabelle, leer: Leer("Nichts"),
            blaettern: Blaettern(seite: 2, proSeite: 1, gesamt: 3) { "/?seite=\($0)" })
        #expect(try pages.check("krankenhilfe/einzelliste", against: liste) == [])
        let form = EinzelentscheidungForm(leistung: leistung(nil), heute: heute)
        let eine = EinzelleistungView(
            page: page, zeile: "Z", zustand: leistung(nil).marke, briefe: [Verweis("B", "/b")],
            antrag: leistung(nil).antragsdaten(fall: "/f"),
            entscheidung: leistung(bewilligt).entscheidungsdaten(namen: [:]), hatEntscheidung: true,
            rechnungen: .einzelrechnungen([Einzelrechnung(
                nummer: "R", vom: heute, betrag: 5, anerkannt: 4, kuerzung: "K")]),
            hinweis: .warnung("W"),
            auftrag: .init(titel: "T", formular: Formular(form.felder, facts: RequestFacts()),
                           oben: ["grund"], ziel: "/z", knopf: "K"))
        #expect(try pages.check("krankenhilfe/einzelleistung", against: eine) == [])
        let wahl = EinzelwahlView(page: page, zeile: "Z", bereiche: [.init(
            titel: "T", tabelle: .einzelwahl(.bildung, [(.init(), "Amir")], ort: "/o"))])
        #expect(try pages.check("krankenhilfe/einzelwahl", against: wahl) == [])
        let akte = try Testfall.akte()
        let anfrage = Fallanfrage(akte.fall.id, stand: Stand(am: heute), heute: heute)
        let kopf = FallKopf(akte, .weitere, anfrage: anfrage, namen: [:], ort: "/f") { _ in true }
        let fall = WeitereLeistungenView(page: page, kopf: kopf, beantragen: "/b",
                                         einzelleistungen: tabelle, scheine: tabelle,
                                         leer: Leer("Nichts"))
        #expect(try pages.check("krankenhilfe/fall", against: fall) == [])
    }

    @Test("Eine Bewilligung nennt Betrag, Zeitraum und Voraussetzung, eine Ablehnung nur den Grund")
    func entscheidung() throws {
        let form = EinzelentscheidungForm(leistung: leistung(nil), heute: heute)
        let leer = ["grund": "G", "vorgang": "\(UUIDv7())"]
        let fehler = #expect(throws: Formularfehler.self) {
            try form.lies(FormData(leer.merging(["ausgang": "bewilligen"]) { $1 }))
        }
        #expect(fehler?.fehler.map(\.feld) == ["voraussetzung", "hoechstens", "von", "bis"])
        let abgelehnt = try form.lies(FormData(leer.merging(["ausgang": "ablehnen"]) { $1 }))
        #expect(abgelehnt.umfang == nil)
        let gut = try form.lies(FormData(leer.merging([
            "ausgang": "bewilligen", "voraussetzung": "1", "hoechstens": "450", "von": "heute",
            "bis": "+3m",
        ]) { $1 }))
        #expect(gut.umfang == .init(
            hoechstens: 450, gueltig: Zeitraum(von: heute, bis: heute.plus(monate: 3))))
    }

    @Test("Eine gekürzte Rechnung nennt den Grund", arguments: [
        ("100", "", "", true), ("100", "90", "", false), ("100", "90", "zu teuer", true),
        ("100", "110", "", false), ("100", "", "warum", false),
    ])
    func rechnung(betrag: String, anerkannt: String, kuerzung: String, gilt: Bool) {
        let form = FormData(["nummer": "R-1", "vom": "heute", "betrag": betrag,
                             "anerkannt": anerkannt, "kuerzung": kuerzung,
                             "vorgang": "\(UUIDv7())"])
        let gelesen = try? EinzelrechnungForm.lies(form, heute: heute)
        #expect((gelesen != nil) == gilt)
    }

    @Test("Jede Art fragt, was ihre Vorschrift nennt", arguments: Einzelleistung.Art.allCases)
    func arten(art: Einzelleistung.Art) throws {
        let form = EinzelantragForm(art: art, person: .init(), heute: heute)
        #expect(form.felder.contains { $0.name == "stelle" } == (art != .schulbedarf))
        let gelesen = try form.lies(FormData([
            "gegenstand": "G", "beantragt": "heute", "vorgang": "\(UUIDv7())",
        ]))
        #expect(gelesen.antrag.art == art)
        #expect(art.norm(.grundleistung).contains("AsylbLG"))
    }

    @Test("Die Schreibmarke steht auf der Behandlung, wenn feststeht, für wen")
    func fokus() throws {
        let form = ScheinForm(try Testfall.akte(), heute: heute), pages = try Vorlagen.pages()
        func html(_ gewaehlt: Bool) throws -> String {
            let formular = Formular(
                form.felder(gewaehlt: gewaehlt), mehrfach: form.werte(gewaehlt: form.personen),
                facts: RequestFacts())
            return try pages.render("krankenhilfe/ausgabe", ScheinausgabeView(
                page: page(), zeile: "Z", hinweis: nil, formular: formular, fall: "/f", ziel: "/z",
                alle: nil, ohne: [], hatOhne: false, scheine: nil, zurueck: "/b"))
        }
        #expect(try html(true).contains("value=\"aerztlich\" checked autofocus"))
        #expect(try html(false).matches(of: /name="person"[^>]* autofocus/).count == 1)
    }

    @Test("Wer nach § 2 berechtigt ist, steht mit Grund neben der Auswahl statt darin")
    func ohne() throws {
        let vorher = Testfall.mitglied(.haushaltsvorstand, "Yusuf",
                                       geboren: heute.plus(monate: -400))
        let mitglied = Fallakte.Mitglied(
            id: vorher.id, angaben: vorher.angaben, mitgliedschaften: vorher.mitgliedschaften,
            berechtigungen: [Berechtigung(personenkreis: .nr1, grundlage: .analogleistung,
                                          gueltig: Zeitraum(von: heute.plus(monate: -1)))],
            aufenthalte: [], einkommen: [], vermoegen: [])
        let form = ScheinForm(try Testfall.akte([mitglied]), heute: heute)
        #expect(form.istLeer)
        #expect(form.ohne.first?.hindernis.grund.contains("§ 2 AsylbLG") == true)
    }

    @Test("Eine Überweisung nennt die Fachrichtung, ein anderer Schein keine", arguments: [
        ("fachaerztlich", "", "Fachrichtung: fehlt noch"),
        ("aerztlich", "Orthopädie", "gehört nur zu einem Schein auf Überweisung"),
    ])
    func fachrichtung(art: String, fachrichtung: String, fehlt: String) throws {
        let form = ScheinForm(try Testfall.akte(), heute: heute)
        let eingaben = FormData([
            "person": "\(form.personen[0])", "art": art, "fachrichtung": fachrichtung,
            "quartal": "\(Quartal(heute))", "vorgang": "\(UUIDv7())",
        ])
        let fehler = #expect(throws: Formularfehler.self) { try form.lies(eingaben) }
        #expect(fehler?.fehler.map(\.feld) == ["fachrichtung"])
        #expect(fehlt.contains(fehler?.fehler.first?.grund ?? "–"))
    }

    @Test("Ein Widerruf steht mit Tag, Person und Grund beim Schein")
    func widerruf() {
        let am = Uhr.fest(am: heute).jetzt
        let widerrufen = schein(widerruf: .init(am: am, von: Testfall.anna, grund: "verloren"))
        #expect(widerrufen.marke.wort == "widerrufen")
        #expect(widerrufen.eckdaten(namen: [Testfall.anna: "Anna"], fall: "/f").last?.wert
            == "\(heute.deutsch), Anna: verloren")
    }
}
