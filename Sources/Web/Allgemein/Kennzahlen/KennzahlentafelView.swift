import Foundation
import Grundwerte
import Platform
import Uebergabe

/// Die Tafel `kennzahlen/tafel.mustache`: was veröffentlicht ist, für die Leitungen.
struct KennzahlentafelView: Sendable {
    struct Kachel: Sendable {
        let wert: String
        let text: String
        let ziel: String
    }

    struct Teil: Sendable {
        let titel: String
        let einheit: String
        let linie: Linienbild?
        let balken: Balkenbild?
        let tabelle: Tabelle
        let ziel: String
        /// Zu wenige Werte sind offen, um etwas zu zeichnen.
        let ohneBild: Bool

        init(titel: String, einheit: String, linie: Linienbild? = nil, balken: Balkenbild? = nil,
             tabelle: Tabelle, ziel: String) {
            self.titel = titel
            self.einheit = einheit
            self.linie = linie
            self.balken = balken
            self.tabelle = tabelle
            self.ziel = ziel
            ohneBild = linie == nil && balken == nil
        }
    }

    struct Monatswahl: Sendable {
        let wert: String
        let text: String
        let gewaehlt: Bool
    }

    let page: Page
    let untertitel: String
    let basis: String
    let monate: [Monatswahl]
    let kommunen: [Monatswahl]
    let hatKommunen: Bool
    let kacheln: [Kachel]
    let teile: [Teil]
    let berichte: Tabelle?
    let monatsbericht: String?
    let verwaltung: [Verweis]
    let leer: Leer?
}

extension KennzahlentafelView {
    /// `alle` sind die Monate des Katalogs; ohne Wunsch steht der jüngste da.
    init(_ alle: [Veroeffentlichung], _ werk: Zahlenwerk, monat gesucht: Monat?,
         eigene: Zahlenwerk.Kommunenname?, kreis: String, basis: String,
         kommunen: [Monatswahl] = [], verwaltung: [Verweis] = [], page: (String) -> Page) {
        let eine = alle.first { $0.monat == gesucht } ?? alle.last
        self.basis = basis
        self.verwaltung = verwaltung
        self.kommunen = kommunen
        hatKommunen = !kommunen.isEmpty && eine != nil
        monate = alle.reversed().map {
            Monatswahl(wert: $0.monat.description, text: $0.monat.deutsch,
                       gewaehlt: $0.monat == eine?.monat)
        }
        guard let eine else {
            self.page = page("Kennzahlen")
            untertitel = "Anonymisierte Berichte für die Leitungen von Kommunen und Kreis"
            kacheln = []
            teile = []
            berichte = nil
            monatsbericht = nil
            leer = Leer("Noch ist kein Monat veröffentlicht.",
                        rat: "Ein Monat erscheint, wenn alle Kommunen gezählt haben und zwei "
                            + "Personen ihn freigegeben haben.")
            return
        }
        let tafel = Kennzahlentafel(werk: werk, monate: alle, monat: eine.monat, eigene: eigene,
                                    kreis: kreis, basis: basis)
        self.page = page("Kennzahlen \(eine.monat.deutsch)")
        untertitel = (eigene.map { "\($0.bezeichnung) im Vergleich mit dem \(kreis)" } ?? kreis)
            + " · veröffentlicht am \(Uhr.berlinTag(eine.am).deutsch)"
        kacheln = tafel.kacheln
        teile = tafel.teile
        berichte = tafel.berichte
        monatsbericht = "\(basis)/\(eine.monat)/alle/pdf"
        leer = nil
    }
}
