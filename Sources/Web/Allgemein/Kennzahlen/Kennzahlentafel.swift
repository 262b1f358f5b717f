import Foundation
import Grundwerte
import Uebergabe

/// Baut Tafel und Berichte aus veröffentlichten Zahlen; für Kommunen und Kreis dieselben.
struct Kennzahlentafel {
    let werk: Zahlenwerk
    /// Monate des Katalogs, der jüngste zuletzt.
    let monate: [Veroeffentlichung]
    let monat: Monat
    /// Die Kommune, die mit dem Kreis verglichen wird.
    let eigene: Zahlenwerk.Kommunenname?
    let kreis: String
    let basis: String

    private var ort: [String: String] { eigene.map { ["kommune": $0.kuerzel] } ?? [:] }
    private var name: String { eigene?.kurz ?? kreis }

    var kacheln: [KennzahlentafelView.Kachel] {
        let jetzt = werk.wert(.empfaenger, monat, ort)
        let vorher = werk.wert(.empfaenger, monat.voriger, ort)
        let wohnung = anteil(.empfaenger, .unterbringung, "wohnung", ort)
        let zuegig = anteil(.entscheidungen, .dauer, ["00-07", "08-14"], ort)
        return [
            kachel(text(jetzt), "Leistungsberechtigte" + veraenderung(jetzt, vorher),
                   "leistungsart"),
            kachel(euro(werk.wert(.ausgaben, monat, ort)), "Ausgaben im Monat", "ausgaben"),
            kachel(prozent(zuegig), "binnen 14 Tagen entschieden"
                + vergleich(anteil(.entscheidungen, .dauer, ["00-07", "08-14"], [:])),
                   "bearbeitung"),
            kachel(prozent(wohnung), "in Wohnungen"
                + vergleich(anteil(.empfaenger, .unterbringung, "wohnung", [:])),
                   "unterbringung"),
        ]
    }

    private func kachel(
        _ wert: String, _ text: String, _ bericht: String
    ) -> KennzahlentafelView.Kachel {
        .init(wert: wert, text: text, ziel: "\(basis)/\(monat)/\(bericht)")
    }

    private func vergleich(_ wert: Double?) -> String {
        eigene == nil ? "" : ", Kreis: \(prozent(wert))"
    }

    private func veraenderung(_ jetzt: Zahlenwerk.Wert, _ vorher: Zahlenwerk.Wert) -> String {
        guard let jetzt = jetzt.zahl, let vorher = vorher.zahl else { return "" }
        let name = monat.voriger.name
        return jetzt == vorher ? ", wie im \(name)"
            : ", \(abs(jetzt - vorher)) \(jetzt < vorher ? "weniger" : "mehr") als im \(name)"
    }

    var teile: [KennzahlentafelView.Teil] {
        let merkmale: [Berichtsmerkmal] = [.alter, .leistungsart, .unterbringung]
        return [verlauf] + merkmale.compactMap { merkmal in
            Bericht.mit(merkmal.name).map { gliederung($0, merkmal) }
        }
    }

    /// Zwölf Monate, der erste ist 100.
    private var verlauf: KennzahlentafelView.Teil {
        let reihe = Array(monate.map(\.monat).filter { $0 <= monat }.suffix(12))
        let eigen = reihe.map { werk.wert(.empfaenger, $0, ort) }
        let alle = reihe.map { werk.wert(.empfaenger, $0) }
        let index: ([Zahlenwerk.Wert]) -> [Double?] = { werte in
            let beginn = werte.first?.zahl
            return werte.map { wert in
                guard let beginn, beginn > 0, let zahl = wert.zahl else { return nil }
                return Double(zahl) / Double(beginn) * 100
            }
        }
        let eins = index(eigen), zwei = index(alle)
        var spalten = [Spalte("Monat"), Spalte(name, .zahl), Spalte("Index", .zahl)]
        if eigene != nil { spalten += [Spalte("Kreis", .zahl), Spalte("Index", .zahl)] }
        let zeilen = reihe.indices.map { stelle in
            var zeile = [Zelle(reihe[stelle].deutsch), zelle(eigen[stelle]), zelle(eins[stelle])]
            if eigene != nil { zeile += [zelle(alle[stelle]), zelle(zwei[stelle])] }
            return zeile
        }
        return .init(
            titel: "Leistungsberechtigte Monat für Monat",
            einheit: reihe.first.map { "\($0.deutsch) = 100" } ?? "",
            linie: Linienbild(
                "Leistungsberechtigte, Index", kennung: "verlauf",
                spalten: reihe.map { String($0.name.prefix(3)) }, erste: (name, eins),
                zweite: eigene == nil ? nil : ("Kreis", zwei)),
            tabelle: Tabelle("Leistungsberechtigte Monat für Monat", form: .zahlen,
                             spalten: spalten, zeilen: zeilen),
            ziel: "\(basis)/\(monat)/zugaenge")
    }

    private func gliederung(
        _ bericht: Bericht, _ merkmal: Berichtsmerkmal
    ) -> KennzahlentafelView.Teil {
        let eins = merkmal.auspraegungen.map { anteil(.empfaenger, merkmal, $0.schluessel, ort) }
        let zwei = merkmal.auspraegungen.map { anteil(.empfaenger, merkmal, $0.schluessel, [:]) }
        var spalten = [Spalte(merkmal.bezeichnung), Spalte(name, .zahl),
                       Spalte("Anteil in %", .zahl)]
        var summe: [Zelle] = ["Insgesamt", zelle(werk.wert(.empfaenger, monat, ort)), "100"]
        if eigene != nil {
            spalten.append(Spalte("Kreis in %", .zahl))
            summe.append("100")
        }
        let zeilen = merkmal.auspraegungen.enumerated().map { stelle, auspraegung in
            let hier = ort.merging([merkmal.name: auspraegung.schluessel]) { $1 }
            var zeile = [Zelle(auspraegung.bezeichnung), zelle(werk.wert(.empfaenger, monat, hier)),
                         zelle(eins[stelle])]
            if eigene != nil { zeile.append(zelle(zwei[stelle])) }
            return zeile
        }
        return .init(
            titel: bericht.titel, einheit: "Anteil in Prozent",
            balken: Balkenbild(
                "\(bericht.titel), Anteil in Prozent", kennung: bericht.schluessel,
                zeilen: merkmal.auspraegungen.map(\.bezeichnung), erste: (name, eins),
                zweite: eigene == nil ? nil : ("Kreis", zwei)),
            tabelle: Tabelle(bericht.titel, form: .zahlen, spalten: spalten, zeilen: zeilen,
                             summe: summe),
            ziel: "\(basis)/\(monat)/\(bericht.schluessel)")
    }

    var berichte: Tabelle {
        Tabelle(
            "Alle Berichte", spalten: [Spalte("Bericht"), Spalte("Felder", .zahl),
                                       Spalte("Verdeckt", .zahl)],
            zeilen: Bericht.katalog.compactMap { bericht in
                guard let tabelle = Berichtstabelle(bericht, monat, aus: werk) else { return nil }
                return [Zelle(bericht.titel, ziel: "\(basis)/\(monat)/\(bericht.schluessel)"),
                        Zelle(tabelle.zeilen.count), Zelle(tabelle.gesperrt)]
            })
    }

    private func anteil(
        _ gesamtheit: Gesamtheit, _ merkmal: Berichtsmerkmal, _ schluessel: String,
        _ ort: [String: String]
    ) -> Double? { anteil(gesamtheit, merkmal, [schluessel], ort) }

    private func anteil(
        _ gesamtheit: Gesamtheit, _ merkmal: Berichtsmerkmal, _ schluessel: [String],
        _ ort: [String: String]
    ) -> Double? {
        let teile = schluessel.map {
            werk.wert(gesamtheit, monat, ort.merging([merkmal.name: $0]) { $1 }).zahl
        }
        guard let gesamt = werk.wert(gesamtheit, monat, ort).zahl, gesamt > 0,
              !teile.contains(nil) else { return nil }
        return Double(teile.compactMap { $0 }.reduce(0, +)) / Double(gesamt) * 100
    }

    private func zelle(_ wert: Zahlenwerk.Wert) -> Zelle {
        wert.zahl.map { Zelle($0) } ?? .verdeckt
    }

    private func zelle(_ wert: Double?) -> Zelle {
        wert.map { Zelle(Bildmass.zahl($0)) } ?? .verdeckt
    }

    private func text(_ wert: Zahlenwerk.Wert) -> String {
        wert.zahl?.deutsch ?? "·"
    }

    private func euro(_ wert: Zahlenwerk.Wert) -> String {
        wert.zahl.map { (($0 + 50) / 100).deutsch + " €" } ?? "·"
    }

    private func prozent(_ wert: Double?) -> String {
        wert.map { "\(Int($0.rounded())) %" } ?? "·"
    }
}
