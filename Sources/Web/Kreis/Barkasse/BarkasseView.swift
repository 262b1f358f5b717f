import Grundwerte
import Kreis
import Platform
import Uebergabe

/// Die Liste `barkasse/liste.mustache`: was an der Kreiskasse abzuholen ist.
struct BarkasseView: Sendable {
    let page: Page
    let bestand: Ergebnis
    let warnung: Meldung?
    let offene: Tabelle?
    let leer: Leer?
    let quittungen: Tabelle?
}

/// Die Seite `barkasse/auszahlung.mustache`: aushändigen, oder nach der Frist zurückgeben.
struct BarauszahlungView: Sendable {
    let page: Page
    let untertitel: String
    let marke: Marke
    let ergebnis: Ergebnis
    let eckdaten: [Eckdatum]
    let quittung: String?
    let auszahlen: Formular?
    let verfallen: Formular?
    let ziel: String
    let verfallziel: String
}

/// Die Quittung `barkasse/quittung.mustache`, zum Ausdrucken und Unterschreiben.
struct QuittungView: Sendable {
    let page: Page
    let kreis: String
    let ergebnis: Ergebnis
    let eckdaten: [Eckdatum]
    let zurueck: String
}

extension Barauszahlung {
    static let felder = [
        Feld("art", "Ausgehändigt wird",
             .eine(Art.allCases.map { Option($0.rawValue, $0.bezeichnung) })),
        Feld("scheck", "Nummer des Schecks", hinweis: "Nur bei einem Scheck", freiwillig: true,
             maximal: 20, breite: .mittel),
        Feld("empfaenger", "Wer nimmt es entgegen?",
             hinweis: "Die Person selbst, oder wer eine Vollmacht vorlegt", maximal: 70),
        Feld("ausweis", "Womit weist sie sich aus?",
             hinweis: "Zum Beispiel: Aufenthaltsgestattung, gültig bis …", maximal: 100),
    ]
    static let verfallfelder = [
        Feld("grund", "Warum geht das Geld zurück?", .mehrzeilig,
             hinweis: "Die Kommune liest es und entscheidet neu.", maximal: 500),
    ]
}

extension Barauszahlung.Posten {
    var eckdaten: [Eckdatum] {
        [Eckdatum("Kommune", kommune), Eckdatum("Zweck", zweck), Eckdatum("Kennung", endToEndId),
         Eckdatum("Zahllauf", laufnummer), Eckdatum("Auszahlung ab", ab.deutsch)]
    }
}
