import Foundation
import Grundwerte

/// Beträge je Monat als Säulen, zwei Reihen nebeneinander: `{{#bild}}{{>saeulenbild}}{{/bild}}`.
///
/// Die Reihen unterscheiden sich auch ohne Farbe: die erste ist gefüllt, die zweite schraffiert.
/// Eine Tabelle mit denselben Zahlen gehört daneben.
package struct Saeulenbild: Sendable {
    let titel: String
    let svg: HTML

    private static let breite = 640.0, hoehe = 260.0
    private static let links = 72.0, oben = 34.0, unten = 26.0

    /// Die Monate stehen in ihrer Folge; `erste` und `zweite` sind gleich lang wie sie.
    package init(
        _ titel: String, monate: [Monat], erste: (name: String, werte: [Geld]),
        zweite: (name: String, werte: [Geld])
    ) {
        self.titel = titel
        let alle = erste.werte + zweite.werte
        let skala = Skala(von: alle.min() ?? .null, bis: alle.max() ?? .null)
        let summen = "\(erste.name) \(erste.werte.summe()), \(zweite.name) \(zweite.werte.summe())."
        var svg: HTML = """
            <svg viewBox="0 0 640 260" role="img" aria-labelledby="bild-titel bild-text">\
            <title id="bild-titel">\(titel)</title><desc id="bild-text">\(summen)</desc>\
            <defs><pattern id="schraffur" width="6" height="6" patternUnits="userSpaceOnUse" \
            patternTransform="rotate(45)"><rect width="3" height="6" class="r2"/></pattern></defs>
            """
        svg += Self.legende(erste.name, zweite.name)
        for wert in skala.striche { svg += Self.strich(wert, skala) }
        let feld = (Self.breite - Self.links) / Double(max(monate.count, 1))
        for (stelle, monat) in monate.enumerated() {
            let x = Self.links + feld * Double(stelle)
            svg += Self.saeule(erste.werte[stelle], x: x + feld * 0.14, breite: feld * 0.34, skala,
                               fuellung: "class=\"r1\"")
            svg += Self.saeule(zweite.werte[stelle], x: x + feld * 0.52, breite: feld * 0.34, skala,
                               fuellung: "fill=\"url(#schraffur)\" class=\"rand2\"")
            svg += """
                <text x="\(Self.zahl(x + feld / 2))" y="\(Self.zahl(Self.hoehe - 8))" \
                text-anchor="middle">\(String(monat.name.prefix(3)))</text>
                """
        }
        svg += """
            <line class="achse" x1="\(Self.zahl(Self.links))" x2="640" \
            y1="\(Self.zahl(skala.y(.null)))" y2="\(Self.zahl(skala.y(.null)))"/></svg>
            """
        self.svg = svg
    }

    private static func legende(_ erste: String, _ zweite: String) -> HTML {
        """
        <rect x="72" y="4" width="14" height="14" class="r1"/><text class="wort" x="92" y="16">\
        \(erste)</text><rect x="252" y="4" width="14" height="14" fill="url(#schraffur)" \
        class="rand2"/><text class="wort" x="272" y="16">\(zweite)</text>
        """
    }

    private static func strich(_ wert: Geld, _ skala: Skala) -> HTML {
        let y = skala.y(wert)
        return """
            <line class="gitter" x1="\(zahl(links))" x2="640" y1="\(zahl(y))" y2="\(zahl(y))"/>\
            <text x="\(zahl(links - 8))" y="\(zahl(y + 4))" text-anchor="end">\
            \(String(wert.betrag.dropLast(3)))</text>
            """
    }

    private static func saeule(
        _ wert: Geld, x: Double, breite: Double, _ skala: Skala, fuellung: HTML
    ) -> HTML {
        guard wert != .null else { return "" }
        let y = skala.y(max(wert, .null)), ende = skala.y(min(wert, .null))
        return """
            <rect x="\(zahl(x))" y="\(zahl(y))" width="\(zahl(breite))" \
            height="\(zahl(max(ende - y, 1)))" \(fuellung)/>
            """
    }

    private static func zahl(_ wert: Double) -> String { String(format: "%.1f", wert) }

    /// Runde Striche von der kleinsten bis zur größten Zahl, die Null dabei.
    struct Skala: Sendable {
        let striche: [Geld]

        init(von: Geld, bis: Geld) {
            let unten = min(von.cent, 0), oben = max(bis.cent, 100)
            let roh = Double(oben - unten) / 4
            let potenz = pow(10, floor(log10(max(roh, 100))))
            let faktor = [1.0, 2, 5, 10].first { $0 * potenz >= roh } ?? 10
            let schritt = Int64(faktor * potenz)
            let erster = (unten - schritt + 1) / schritt, letzter = (oben + schritt - 1) / schritt
            striche = (erster...letzter).map { Geld(cent: $0 * schritt) }
        }

        func y(_ wert: Geld) -> Double {
            let unten = striche.first?.cent ?? 0, oben = striche.last?.cent ?? 1
            let teil = Double(wert.cent - unten) / Double(oben - unten)
            let fuss = Saeulenbild.hoehe - Saeulenbild.unten
            return fuss - teil * (fuss - Saeulenbild.oben)
        }
    }
}
