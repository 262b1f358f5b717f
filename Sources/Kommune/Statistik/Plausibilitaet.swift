import Grundwerte
import Uebergabe

/// Prüft Sätze an den Merkmalen und Regeln ihrer Erhebung; rein, ohne Uhr und Datenbank.
struct Plausibilitaet: Sendable {
    /// Was an einem Satz auffällt.
    struct Befund: Sendable, Equatable {
        let regel: String
        let schwere: Statistikregel.Schwere
        let satz: String
        let abhilfe: String
    }

    let merkmale: [Erhebungsmerkmal]
    let regeln: [Statistikregel]
    let beginn: Kalendertag
    let ende: Kalendertag
    private let plaetze: [String: Int]

    init(merkmale: [Erhebungsmerkmal], regeln: [Statistikregel], beginn: Kalendertag,
         ende: Kalendertag) {
        self.merkmale = merkmale
        self.regeln = regeln
        self.beginn = beginn
        self.ende = ende
        plaetze = Dictionary(uniqueKeysWithValues: merkmale.map { ($0.name, $0.platz - 1) })
    }

    /// Zuerst, was kein Wert seines Merkmals ist, dann die verletzten Regeln.
    func befunde(_ werte: [String]) -> [Befund] {
        let unpassend = merkmale.filter { !$0.gilt(werte[$0.platz - 1]) }.map { merkmal in
            Befund(regel: "WERT-\(merkmal.platz)", schwere: .fehler,
                   satz: "„\(werte[merkmal.platz - 1])“ ist keine Ausprägung von "
                       + "„\(merkmal.bezeichnung)“.",
                   abhilfe: "Berichtigen Sie die Angabe im Fall.")
        }
        return unpassend + regeln.filter { verletzt($0, werte) }.map {
            Befund(regel: $0.kennung, schwere: $0.schwere, satz: $0.satz, abhilfe: $0.abhilfe)
        }
    }

    private func verletzt(_ regel: Statistikregel, _ werte: [String]) -> Bool {
        if let wenn = regel.wenn, !gilt(wenn, werte) { return false }
        return !gilt(regel.dann, werte)
    }

    /// Vergleiche mit einem leeren Wert gelten: Ob er fehlen darf, sagt eine eigene Regel.
    private func gilt(_ bedingung: Statistikregel.Bedingung, _ werte: [String]) -> Bool {
        guard let platz = plaetze[bedingung.merkmal] else { return true }
        let wert = werte[platz]
        switch bedingung.probe {
        case .leer: return wert.isEmpty
        case .gefuellt: return !wert.isEmpty
        case .in: return bedingung.wert.split(separator: "+").contains { $0 == wert }
        case .nichtIn: return !bedingung.wert.split(separator: "+").contains { $0 == wert }
        case .hoechstens: return vergleich(wert, bedingung.wert, werte) { $0 <= 0 }
        case .mindestens: return vergleich(wert, bedingung.wert, werte) { $0 >= 0 }
        }
    }

    private func vergleich(
        _ wert: String, _ text: String, _ werte: [String], _ passt: (Int) -> Bool
    ) -> Bool {
        let grenze = self.grenze(text, werte)
        guard !wert.isEmpty, !grenze.isEmpty else { return true }
        if let links = Int64(wert), let rechts = Int64(grenze) {
            return passt(links < rechts ? -1 : links == rechts ? 0 : 1)
        }
        return passt(wert < grenze ? -1 : wert == grenze ? 0 : 1)
    }

    private func grenze(_ text: String, _ werte: [String]) -> String {
        guard text.hasPrefix("@") else { return text }
        let teile = text.dropFirst().split(separator: "-", maxSplits: 1)
        let jahre = teile.count == 2 ? Int(teile[1]) ?? 0 : 0
        switch teile.first {
        case "stichtag": return ende.monat.plus(-12 * jahre).description
        case "beginn": return beginn.monat.plus(-12 * jahre).description
        default: return plaetze[String(text.dropFirst())].map { werte[$0] } ?? ""
        }
    }
}
