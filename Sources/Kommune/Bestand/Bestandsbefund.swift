import Grundwerte

/// Was an einer Zeile der Bestandsdateien nicht stimmt: wo, was, warum, und was zu tun ist.
package struct Bestandsbefund: Sendable, Equatable {
    package enum Schwere: String, Sendable, Codable {
        /// Der Fall kann so nicht übernommen werden.
        case fehler
        /// Er kann; jemand sollte es aber wissen.
        case hinweis
    }

    /// Wessen Zeile es ist; nil, wenn sich das nicht sagen lässt.
    enum Ort: Sendable, Equatable { case fall(Int), person(Int) }

    package let schwere: Schwere
    package let datei: String
    package let zeile: Int
    package let feld: String
    /// Personenbezogenes nur mit seinem Anfang.
    package let wert: String
    package let regel: String
    package let abhilfe: String
    let ort: Ort?

    init(_ datei: Bestandsdatei, zeile: Int, feld: String = "", wert: String = "", _ regel: String,
         abhilfe: String, ort: Ort?, schwere: Schwere = .fehler) {
        self.schwere = schwere
        self.datei = datei.name
        self.zeile = zeile
        self.feld = feld
        self.wert = wert
        self.regel = regel
        self.abhilfe = abhilfe
        self.ort = ort
    }

    /// Wie der Probelauf ihn festgehalten hat.
    init(gespeichert schwere: Schwere, datei: String, zeile: Int, feld: String, wert: String,
         regel: String, abhilfe: String) {
        self.schwere = schwere
        self.datei = datei
        self.zeile = zeile
        self.feld = feld
        self.wert = wert
        self.regel = regel
        self.abhilfe = abhilfe
        ort = nil
    }

    /// `personen.csv, Zeile 7, geburtsdatum „3… (10 Zeichen)“: Das ist kein Tag. Schreiben Sie …`
    package var satz: String {
        let stelle = [datei, zeile > 0 ? "Zeile \(zeile)" : "", feld].filter { !$0.isEmpty }
        let wert = wert.isEmpty ? "" : " „\(wert)“"
        return "\(stelle.joined(separator: ", "))\(wert): \(regel) \(abhilfe)"
    }

    /// Alle Befunde als CSV für ein Tabellenprogramm.
    package static func csv(_ befunde: [Bestandsbefund]) -> String {
        var text = "\u{FEFF}" + CSVText.zeile(
            ["schwere", "datei", "zeile", "feld", "wert", "regel", "abhilfe"])
        for befund in befunde {
            // In „“, damit kein Wert zur Formel wird.
            let wert = befund.wert.isEmpty ? "" : "„\(befund.wert)“"
            text += CSVText.zeile([
                befund.schwere.rawValue, befund.datei, String(befund.zeile), befund.feld, wert,
                befund.regel, befund.abhilfe,
            ])
        }
        return text
    }
}
