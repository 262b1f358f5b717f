import Foundation
import Grundwerte
import HTTPTypes
import Testing
@testable import Web

/// Zeigt jeden Baustein mit erfundenen Werten. Mit `MANDAT_GALERIE=Verzeichnis` werden die Seiten
/// dort abgelegt, damit ein Browser sie prüfen kann.
@Suite("Galerie der Bausteine")
struct Galerie {
    private func zeige(_ name: String, _ vorlage: String, _ view: some Sendable) throws {
        let pages = try Vorlagen.pages(mit: Galerie.vorlagen)
        #expect(try pages.check(vorlage, against: view) == [])
        let html = try pages.render(vorlage, view)
        #expect(!html.contains("style="))
        #expect(!html.contains("{{"))
        try Galerie.ablegen(name, html)
    }

    /// Legt die Seite ab, wenn eine Galerie gewünscht ist.
    static func ablegen(_ name: String, _ html: String) throws {
        guard let ziel = ProcessInfo.processInfo.environment["MANDAT_GALERIE"] else { return }
        let statik = try Vorlagen.statics()
        let eigen = ["mandat.css", "mandat.js", "favicon.svg"].reduce(html) {
            $0.replacing(statik.path($1), with: $1)
        }
        try eigen.write(toFile: "\(ziel)/\(name).html", atomically: true, encoding: .utf8)
    }

    struct FallView: Sendable {
        let page: Page
        let zaehler: [Zaehler]
        let zustaende: [Marke]
        let meldungen: [Meldung]
        let haushalt: Tabelle
        let eckdaten: [Eckdatum]
        let ergebnis: Ergebnis
        let leer: Leer
        let blaettern: Blaettern
        let verlauf: [Ereignis]
    }

    @Test("Eine Seite der Kommune mit Zählern, Marken, Meldungen, Tabelle, Eckdaten, Verlauf")
    func kommune() throws {
        var facts = RequestFacts()
        facts.csrfToken = "a.b"
        facts.flash = .erfolg("Wiedervorlage für den 31.12.2026 angelegt.")
        let zeilen = (1...12).map { n in
            [Zelle("Beispiel, Person \(n)", zusatz: "ESC-2026-000\(n)", ziel: "/faelle/\(n)"),
             n == 1 ? Zelle(Marke("20.11. überfällig", .gefahr)) : Zelle(Marke("24.11. heute")),
             Zelle("Titel läuft am 30.11. ab", zusatz: "automatisch"),
             Zelle(Geld(cent: 45_512 * Int64(n)))]
        }
        try zeige("kommune", "galerie/fall", FallView(
            page: Page("Beispiel, Yusuf und Samira", in: Vorlagen.rahmen(),
                       pfad: [Verweis("Fälle", "/faelle"), Verweis("Meine Fälle", "/faelle?meine")],
                       facts: facts),
            zaehler: [
                Zaehler(2, "überfällig", ziel: "#a", dringend: true),
                Zaehler(5, "heute fällig", ziel: "#b"),
                Zaehler(2, "Zahlungen zurück", ziel: "#c"), Zaehler(6, "neue Post", ziel: "#d"),
            ],
            zustaende: [
                Marke("laufend seit 03.05.2024", .ok), Marke("Grundleistung § 3"),
                Marke("im Lauf vom 27.11.", .hinweis), Marke("Einkommen fehlt", .warnung),
                Marke("gesperrt", .gefahr),
            ],
            meldungen: [
                .hinweis("Probelauf: 41 von 43 Zahlungen können angeordnet werden."),
                Meldung(.warnung, "Zwei Angaben widersprechen sich.",
                        einzelheiten: [Verweis("Beginn der Arbeit", "#a")]),
                .gefahr("Die Bankverbindung ist gesperrt."),
            ],
            haushalt: Tabelle(
                "Fällige Wiedervorlagen, die dringendste zuerst", form: .lang,
                spalten: [Spalte("Fall", sortieren: "?nach=fall", sortiert: .aufsteigend),
                          Spalte("Fällig", .datum), Spalte("Zu tun"),
                          Spalte("Betrag in €", .zahl)],
                zeilen: zeilen, summe: ["Summe", "", "", Zelle(Geld(cent: 3_549_936))]),
            eckdaten: [
                Eckdatum("Bedarf des Haushalts", "2.310,00 €"), Eckdatum("Leistung", "2.310,00 €"),
                Eckdatum("Bescheid", "28.10.2026, Änderung", ziel: "/bescheid"),
            ],
            ergebnis: Ergebnis("Leistung für November 2026", Geld(cent: 231_000),
                               zusatz: "für 4 Personen"),
            leer: Leer("Zurzeit wird nichts gefordert.",
                       rat: "Rückforderungen entstehen aus Bescheiden.",
                       verweis: Verweis("Bescheide ansehen", "/bescheide")),
            blaettern: Blaettern(seite: 2, proSeite: 50, gesamt: 118) { "?seite=\($0)" },
            verlauf: [
                Ereignis("31.12.2026", wer: "geplant", "Erinnerung Lohnabrechnung", geplant: true),
                Ereignis("20.11.2026, 09:14", wer: "Posteingang", "Arbeitsvertrag eingegangen",
                         ziel: "/dokument"),
                Ereignis("03.05.2024", wer: "J. Ellerkamp", "Erster Bescheid"),
            ]))
    }

    struct ZahllaufView: Sendable {
        let page: Page
        let ablauf: Ablauf
        let pruefsumme: Pruefsumme
        let kalender: Kalender
        let summen: Tabelle
    }

    @Test("Eine Seite des Kreises mit Ablauf, Prüfsumme, Kalender und Zahlentabelle")
    func kreis() throws {
        let heute = Vorlagen.heute
        let termine = (-4...20).flatMap { woche -> [(Kalendertag, Kalender.Eintrag)] in
            let dienstag = heute.plus(tage: 7 * woche)
            let lauf = Kalender.Eintrag(.lauf, "Lauf", ziel: woche < 0 ? "/l" : nil)
            let freitags = woche == 4 ? Kalender.Eintrag(.zu, "Feiertag") : .init(.lauf, "Lauf")
            return [(dienstag, lauf), (dienstag.plus(tage: 3), freitags)]
        }
        let eintraege = Dictionary(uniqueKeysWithValues: termine)
        try zeige("kreis", "galerie/zahllauf", ZahllaufView(
            page: Page("Zahllauf 2026-095 vom Dienstag, 24.11.2026", in: Vorlagen.rahmen(.kreis),
                       pfad: [Verweis("Zahlläufe", "/kreis/zahllaeufe")]),
            ablauf: Ablauf("Stand des Laufs", [
                Schritt("Geschlossen", .fertig, angabe: "08:30 Uhr, 547 Aufträge"),
                Schritt("Erste Freigabe", .fertig, angabe: "09:42 Uhr, K. Feldhaus"),
                Schritt("Zweite Freigabe", .aktuell, angabe: "offen"),
                Schritt("Übergeben", .offen, angabe: "an die Bank"),
            ]),
            pruefsumme: Pruefsumme(hex: String(repeating: "9f3a61c70b52e84d", count: 4)),
            kalender: Kalender("Kalender der Zahlläufe", ab: heute.plus(tage: -7), wochen: 6,
                               heute: heute, eintraege: eintraege),
            summen: Tabelle("Summen je Kommune", form: .zahlen,
                            spalten: [Spalte("Kommune"), Spalte("Aufträge", .zahl),
                                      Spalte("Summe in €", .zahl)],
                            zeilen: [["Ahlenrode", Zelle(24), Zelle(Geld(cent: 1_247_269))],
                                     ["Bergheide", Zelle(55), Zelle(Geld(cent: 2_941_956))]],
                            summe: ["Kreis", Zelle(79), Zelle(Geld(cent: 4_189_225))])))
    }

    struct FormularView: Sendable {
        let page: Page
        let formular: Formular
        let ziel = "/m/eschental/faelle/1/einkommen"
    }

    @Test("Ein Formular mit jeder Art von Feld, einmal leer, einmal mit Fehlern")
    func formulare() throws {
        var facts = RequestFacts()
        facts.csrfToken = "a.b"
        let form = FormData([
            "arbeitgeber": "Gärtnerei <Sommerfeld>", "beginn": "31.09.2026", "brutto": "1.2OO,00",
            "iban": "DE00 1234", "bemerkung": "Zeile 1\n  Zeile 2", "weg": "konto",
        ])
        var e = Eingabe(form, Beispielformular.felder, heute: Vorlagen.heute)
        Beispielformular.lies(&e)
        let fehler = e.formularfehler
        try zeige("formular-fehler", "galerie/formular", FormularView(
            page: Page("Einkommen erfassen", in: Vorlagen.rahmen(), facts: facts, fehler: fehler),
            formular: Formular(
                Beispielformular.felder, erneut: form, fehler: fehler, facts: facts)))
        try zeige("formular", "galerie/formular", FormularView(
            page: Page("Einkommen erfassen", in: Vorlagen.rahmen(), facts: facts),
            formular: Formular(
                Beispielformular.felder, werte: ["beginn": "24.11.2026"], facts: facts)))
    }

    @Test("Anmeldung und Fehlerseite")
    func rand() throws {
        let facts = RequestFacts()
        try zeige("anmeldung", "anmeldung", AnmeldungView(
            page: Page("Anmelden", in: Vorlagen.rahmen(.portal), facts: facts),
            formular: Formular([
                Feld("name", "Benutzername", autocomplete: "username"),
                Feld("kennwort", "Kennwort", .kennwort, autocomplete: "current-password"),
            ], facts: facts),
            ziel: "/anmeldung",
            fremdanmeldung: Fremdanmeldung(wege: [
                Verweis("Mit dem Konto der Stadt anmelden", "/anmeldung/anbieter/1"),
            ]),
            hilfe: "Kennwort vergessen? Die Fachadministration setzt es zurück."))
        let bild = Fehlerbild.konflikt()
        try zeige("fehler", "fehler", FehlerView(
            page: Page(bild.titel, in: Vorlagen.rahmen()), status: bild.status.code,
            grund: bild.grund, abhilfe: bild.abhilfe,
            vorgangsnummer: UUIDv7(oben: 1, unten: 2).description))
    }

    static let vorlagen = [
        "galerie/fall": """
            {{<layout}}
            {{$content}}
            <div class="titel"><div><h1>{{page.titel}}</h1><p>ESC-2024-00317 · 4 Personen</p></div>
            <div class="knoepfe"><a class="knopf" href="/w" data-taste="w">\
            Wiedervorlage <kbd>w</kbd></a>
            <a class="knopf knopf--haupt" href="/a" data-taste="ä">\
            Änderung erfassen <kbd>ä</kbd></a></div></div>
            {{>zaehler}}
            <p class="knoepfe nach-2">{{#zustaende}}{{>marke}} {{/zustaende}}</p>
            {{#meldungen}}{{>meldung}}{{/meldungen}}
            <div class="spalten"><div>
            <section class="abschnitt"><div class="abschnitt__kopf">\
            <h2>Wiedervorlagen <span class="anzahl">12</span></h2></div>
            {{#haushalt}}{{>tabelle}}{{/haushalt}}\
            {{#blaettern}}{{>blaettern}}{{/blaettern}}</section>
            <section class="abschnitt"><h2>Leistung</h2>{{>eckdaten}}</section>
            <section class="abschnitt">{{#ergebnis}}{{>ergebnis}}{{/ergebnis}}</section>
            <section class="abschnitt"><h2>Rückforderungen</h2>{{#leer}}{{>leer}}{{/leer}}</section>
            </div><aside aria-label="Verlauf"><section class="kasten"><h2>Verlauf</h2>{{>verlauf}}\
            </section></aside></div>
            {{/content}}
            {{/layout}}
            """,
        "galerie/zahllauf": """
            {{<layout}}
            {{$content}}
            <div class="titel"><div><h1>{{page.titel}}</h1><p>SEPA-Überweisung</p></div></div>
            {{#ablauf}}{{>schritte}}{{/ablauf}}
            <div class="spalten spalten--breit"><div><section class="abschnitt"><h2>Prüfsumme</h2>
            {{#pruefsumme}}{{>pruefsumme}}{{/pruefsumme}}</section>
            <section class="abschnitt"><h2>Summen</h2>{{#summen}}{{>tabelle}}{{/summen}}\
            </section></div>
            <aside aria-label="Kalender"><section class="kasten">\
            {{#kalender}}{{>kalender}}{{/kalender}}</section></aside></div>
            {{/content}}
            {{/layout}}
            """,
        "galerie/formular": """
            {{<layout}}
            {{$content}}
            <div class="titel"><div><h1>{{page.titel}}</h1>\
            <p>Pflichtfelder, wenn nicht anders angegeben</p></div></div>
            {{<formular}}
            {{$ziel}}{{ziel}}{{/ziel}}
            {{$felder}}
            <fieldset class="gruppe"><legend>Arbeit</legend>
            {{#feld.arbeitgeber}}{{>feld}}{{/feld.arbeitgeber}}
            <div class="reihe">{{#feld.beginn}}{{>feld}}{{/feld.beginn}}\
            {{#feld.ende}}{{>feld}}{{/feld.ende}}</div>
            {{#feld.brutto}}{{>feld}}{{/feld.brutto}}
            </fieldset>
            <fieldset class="gruppe"><legend>Weiteres</legend>
            {{#feld.zahltag}}{{>feld}}{{/feld.zahltag}}{{#feld.weg}}{{>feld}}{{/feld.weg}}
            {{#feld.iban}}{{>feld}}{{/feld.iban}}{{#feld.merkmale}}{{>feld}}{{/feld.merkmale}}
            {{#feld.sofort}}{{>feld}}{{/feld.sofort}}{{#feld.bemerkung}}{{>feld}}{{/feld.bemerkung}}
            {{#feld.nachweis}}{{>feld}}{{/feld.nachweis}}{{#feld.fall}}{{>feld}}{{/feld.fall}}
            </fieldset>
            {{/felder}}
            {{/formular}}
            {{/content}}
            {{/layout}}
            """,
    ]
}

/// Ein Formular mit jeder Art von Feld.
enum Beispielformular {
    enum Zahltag: String, Auswaehlbar {
        case gleich, folgend
        var bezeichnung: String { self == .gleich ? "im selben Monat" : "im Folgemonat" }
    }

    static let felder = [
        Feld("arbeitgeber", "Arbeitgeber", maximal: 100),
        Feld("beginn", "Beginn", .datum),
        Feld("ende", "Ende", .datum, hinweis: "Leer lassen, wenn unbefristet", freiwillig: true),
        Feld("brutto", "Bruttolohn in €", .betrag, hinweis: "Voller Monat"),
        Feld("zahltag", "Lohn kommt", .auswahl(Option.alle(Zahltag.self))),
        Feld("weg", "Zahlweg", .eine([
            Option("konto", "Konto"), Option("karte", "Bezahlkarte", hinweis: "wird aufgeladen"),
        ])),
        Feld("iban", "IBAN", .iban),
        Feld("merkmale", "Merkmale", .mehrere([
            Option("a", "schwanger"), Option("b", "alleinerziehend"),
        ]), freiwillig: true),
        Feld("sofort", "Sofort auszahlen", .haken, hinweis: "Bar an der Kasse"),
        Feld("bemerkung", "Bemerkung", .mehrzeilig, freiwillig: true),
        Feld("nachweis", "Nachweis", .datei(annehmen: "application/pdf")),
        Feld("fall", "Fall", .versteckt, freiwillig: true),
    ]

    static func lies(_ e: inout Eingabe) {
        _ = e.text("arbeitgeber")
        _ = e.datum("beginn")
        _ = e.datum("ende")
        _ = e.betrag("brutto")
        _ = e.auswahl("zahltag", als: Zahltag.self)
        _ = e.auswahl("weg")
        _ = e.iban("iban")
        _ = e.mehrere("merkmale")
        _ = e.text("bemerkung")
        _ = e.datei("nachweis")
    }
}
