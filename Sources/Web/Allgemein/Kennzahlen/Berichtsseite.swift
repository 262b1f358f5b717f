import Foundation
import Grundwerte
import Platform
import Uebergabe

/// Ein Bericht `kennzahlen/bericht.mustache`: Tabelle, Definition, Prüfblatt.
struct BerichtsseiteView: Sendable {
    let page: Page
    let untertitel: String
    let dateien: [Verweis]
    let tabelle: Tabelle
    let definition: String
    let geheimhaltung: String
    let pruefblatt: [Eckdatum]
    let pruefsumme: Pruefsumme
}

extension BerichtsseiteView {
    /// `adresse` ist die der Seite; die Dateien liegen darunter.
    init(_ bericht: Berichtstabelle, _ veroeffentlichung: Veroeffentlichung, page: Page,
         adresse: String) {
        self.page = page
        dateien = [Verweis("Tabelle als CSV", "\(adresse)/csv"), Verweis("XLSX", "\(adresse)/xlsx"),
                   Verweis("PDF", "\(adresse)/pdf")]
        untertitel = "\(veroeffentlichung.monat.deutsch) · veröffentlicht am "
            + "\(Uhr.berlinTag(veroeffentlichung.am).deutsch) · Nummer \(veroeffentlichung.nummer)"
        tabelle = bericht.tabelle(umlage: veroeffentlichung.nachweis.umlage)
        definition = bericht.definition
        geheimhaltung = "Verdeckt sind \(bericht.gesperrt) von \(bericht.zeilen.count) Feldern."
        pruefblatt = veroeffentlichung.nachweis.pruefblatt
        pruefsumme = Pruefsumme(hex: Kreisanzeige.hex(veroeffentlichung.sha256))
    }
}

extension Schutznachweis {
    /// Womit geschützt wurde und was der eigene Angriff ergab.
    var pruefblatt: [Eckdatum] {
        [Eckdatum("Felder dieser Veröffentlichung", zellen.deutsch),
         Eckdatum("Davon verdeckt", "\(gesperrt.deutsch) ("
             + Bildmass.zahl(Double(gesperrt) / Double(max(zellen, 1)) * 100) + " %)"),
         Eckdatum("Je veröffentlichte Zahlen, die der Angriff kannte", bekannt.deutsch),
         Eckdatum("Beziehungen, die er nutzte", gleichungen.deutsch),
         Eckdatum("Angegriffene Felder, je zwei Linearprogramme", angegriffen.deutsch),
         Eckdatum("Aufgedeckt", aufgedeckt.deutsch),
         Eckdatum("Engste Spanne einer verdeckten Anzahl",
                  engsteSpanne.map { "\($0) Personen" } ?? "keine begrenzt"),
         Eckdatum("Schwellen seit", regel.deutsch)]
    }
}

extension Berichtstabelle {
    /// Wie die CSV; was eine Zahl ist, ist auch dort eine.
    var arbeitsmappe: Arbeitsmappe {
        Arbeitsmappe(titel, zeilen: felder.enumerated().map { stelle, felder in
            felder.enumerated().map { spalte, feld in
                stelle > 0 && spalte == felder.count - 1 && feld != "."
                    ? .zahl(feld) : .text(feld)
            }
        })
    }

    func tabelle(umlage: Geld?) -> Tabelle {
        let raster = Berichtsraster(self, umlage: umlage)
        let spalten = [Spalte("Kommune")] + raster.spalten.map { Spalte($0, .zahl) }
        let zeilen = raster.zeilen.map { zeile in
            [Zelle(zeile.name)] + zeile.felder.map { $0.map { Zelle($0) } ?? .verdeckt }
        }
        return Tabelle(titel, form: .zahlen, spalten: spalten, zeilen: Array(zeilen.dropLast()),
                       summe: zeilen.last)
    }
}
