import Foundation
import Grundwerte

/// Eine oder zwei Reihen über die Monate als Linien: `{{#bild}}{{>saeulenbild}}{{/bild}}`.
///
/// Die Reihen unterscheiden sich auch ohne Farbe: die erste ist durchgezogen mit Punkten, die
/// zweite gestrichelt, beide tragen ihren Namen. Eine Lücke ist ein gesperrter Wert.
package struct Linienbild: Sendable {
    let titel: String
    let svg: HTML

    private static let links = 48.0, rechts = 90.0, oben = 24.0, unten = 30.0
    private static let breite = 640.0, hoehe = 280.0

    /// `kennung` ist auf der Seite einmalig.
    package init?(
        _ titel: String, kennung: String, spalten: [String],
        erste: (name: String, werte: [Double?]),
        zweite: (name: String, werte: [Double?])? = nil
    ) {
        let alle = (erste.werte + (zweite?.werte ?? [])).compactMap { $0 }
        guard spalten.count > 1, let kleinster = alle.min(), let groesster = alle.max() else {
            return nil
        }
        self.titel = titel
        let striche = Bildmass.striche(von: kleinster, bis: groesster)
        let fuss = Self.hoehe - Self.unten
        let y: (Double) -> Double = { wert in
            fuss - (wert - striche[0]) / (striche[striche.count - 1] - striche[0])
                * (fuss - Self.oben)
        }
        let schritt = (Self.breite - Self.links - Self.rechts) / Double(spalten.count - 1)
        let x: (Int) -> Double = { Self.links + schritt * Double($0) }
        var svg: HTML = """
            <svg viewBox="0 0 640 280" role="img" aria-labelledby="\(kennung)-t \(kennung)-d">\
            <title id="\(kennung)-t">\(titel)</title><desc id="\(kennung)-d">Alle Werte stehen in \
            der Tabelle daneben.</desc>
            """
        for strich in striche {
            svg += """
                <line class="gitter" x1="\(Bildmass.text(Self.links))" \
                x2="\(Bildmass.text(Self.breite - Self.rechts))" y1="\(Bildmass.text(y(strich)))" \
                y2="\(Bildmass.text(y(strich)))"/><text x="\(Bildmass.text(Self.links - 8))" \
                y="\(Bildmass.text(y(strich) + 4))" text-anchor="end">\
                \(Bildmass.zahl(strich))</text>
                """
        }
        for (stelle, spalte) in spalten.enumerated() {
            svg += """
                <text x="\(Bildmass.text(x(stelle)))" y="\(Bildmass.text(Self.hoehe - 8))" \
                text-anchor="middle">\(spalte)</text>
                """
        }
        if let zweite {
            svg += Self.linie(zweite.werte, "l2", x, y)
        }
        svg += Self.linie(erste.werte, "l1", x, y)
        for (stelle, wert) in erste.werte.enumerated() {
            if let wert {
                svg += """
                    <circle class="p1" cx="\(Bildmass.text(x(stelle)))" \
                    cy="\(Bildmass.text(y(wert)))" r="3.5"/>
                    """
            }
        }
        svg += Self.namen(erste, zweite, y)
        svg += "</svg>"
        self.svg = svg
    }

    /// Beide Namen am Ende ihrer Linie, nie übereinander.
    private static func namen(
        _ erste: (name: String, werte: [Double?]), _ zweite: (name: String, werte: [Double?])?,
        _ y: (Double) -> Double
    ) -> HTML {
        guard let ende = erste.werte.last(where: { $0 != nil }) ?? nil else { return "" }
        var eins = y(ende) + 4
        var svg: HTML = ""
        if let zweite, let dort = zweite.werte.last(where: { $0 != nil }) ?? nil {
            let zwei = y(dort) + 4
            if abs(eins - zwei) < 16 { eins = zwei + (eins >= zwei ? 16 : -16) }
            svg += name(zweite.name, zwei)
        }
        svg += name(erste.name, eins)
        return svg
    }

    private static func name(_ text: String, _ y: Double) -> HTML {
        """
        <text class="wort" x="\(Bildmass.text(breite - rechts + 10))" y="\(Bildmass.text(y))">\
        \(text)</text>
        """
    }

    private static func linie(
        _ werte: [Double?], _ klasse: String, _ x: (Int) -> Double, _ y: (Double) -> Double
    ) -> HTML {
        var pfad = "", offen = false
        for (stelle, wert) in werte.enumerated() {
            guard let wert else {
                offen = false
                continue
            }
            pfad += "\(offen ? "L" : "M")\(Bildmass.text(x(stelle))) \(Bildmass.text(y(wert)))"
            offen = true
        }
        return "<path class=\"\(klasse)\" d=\"\(pfad)\"/>"
    }
}

/// Ausprägungen als waagerechte Balken, zwei Reihen: `{{#bild}}{{>saeulenbild}}{{/bild}}`. Der
/// Balken der zweiten Reihe ist dünner; beide Werte stehen daneben.
package struct Balkenbild: Sendable {
    let titel: String
    let svg: HTML

    /// Wo die Balken beginnen; davor steht, was sie zählen.
    private static let links = 264.0

    package init?(
        _ titel: String, kennung: String, zeilen: [String],
        erste: (name: String, werte: [Double?]), zweite: (name: String, werte: [Double?])? = nil
    ) {
        let alle = (erste.werte + (zweite?.werte ?? [])).compactMap { $0 }
        guard let groesster = alle.max(), groesster > 0 else { return nil }
        self.titel = titel
        let hoehe = 28.0 + 36 * Double(zeilen.count)
        let laenge: (Double) -> Double = { $0 / groesster * 246 }
        var svg: HTML = """
            <svg viewBox="0 0 640 \(Bildmass.text(hoehe))" role="img" \
            aria-labelledby="\(kennung)-t \(kennung)-d"><title id="\(kennung)-t">\(titel)</title>\
            <desc id="\(kennung)-d">Alle Werte stehen in der Tabelle daneben.</desc>\
            <rect class="r1" x="\(Bildmass.text(Self.links))" y="0" width="13" height="13"/>\
            <text class="wort" x="\(Bildmass.text(Self.links + 20))" y="11">\(erste.name)</text>
            """
        if let zweite {
            svg += """
                <rect class="r2" x="\(Bildmass.text(Self.links + 150))" y="3" width="13" \
                height="7"/><text class="wort" x="\(Bildmass.text(Self.links + 170))" y="11">\
                \(zweite.name)</text>
                """
        }
        for (stelle, zeile) in zeilen.enumerated() {
            let y = 29 + 36 * Double(stelle), eins = erste.werte[stelle]
            let zwei = zweite?.werte[stelle]
            svg += """
                <text class="wort" x="\(Bildmass.text(Self.links - 12))" \
                y="\(Bildmass.text(y + 17))" text-anchor="end">\(zeile)</text>
                """
            if let eins {
                svg += """
                    <rect class="r1" x="\(Bildmass.text(Self.links))" y="\(Bildmass.text(y))" \
                    width="\(Bildmass.text(laenge(eins)))" height="13"/>
                    """
            }
            if let zwei {
                svg += """
                    <rect class="r2" x="\(Bildmass.text(Self.links))" y="\(Bildmass.text(y + 15))" \
                    width="\(Bildmass.text(laenge(zwei)))" height="7"/>
                    """
            }
            let ende = Self.links + max(laenge(eins ?? 0), laenge(zwei ?? 0)) + 8
            let text = [eins, zwei].prefix(zweite == nil ? 1 : 2)
                .map { $0.map { Bildmass.zahl($0) + " %" } ?? "verdeckt" }.joined(separator: " / ")
            svg += """
                <text class="wert" x="\(Bildmass.text(ende))" y="\(Bildmass.text(y + 16))">\
                \(text)</text>
                """
        }
        svg += "</svg>"
        self.svg = svg
    }
}

/// Zahlen in Bildern: Koordinaten, Beschriftungen und runde Striche.
enum Bildmass {
    static func text(_ wert: Double) -> String { String(format: "%.1f", wert) }

    /// Mit Komma, höchstens einer Stelle und Punkten in den Tausendern.
    static func zahl(_ wert: Double) -> String {
        let gerundet = (wert * 10).rounded() / 10
        let ganze = Int(gerundet.rounded(.towardZero))
        let zehntel = Int((abs(gerundet - Double(ganze)) * 10).rounded())
        return ganze.deutsch + (zehntel == 0 ? "" : ",\(zehntel)")
    }

    /// Vier bis sechs runde Striche, die beide Werte einschließen.
    static func striche(von: Double, bis: Double) -> [Double] {
        let roh = max((bis - von) / 4, 0.5), potenz = pow(10, floor(log10(roh)))
        let schritt = ([1.0, 2, 5, 10].first { $0 * potenz >= roh } ?? 10) * potenz
        let erster = (von / schritt).rounded(.down), letzter = (bis / schritt).rounded(.up)
        let ende = letzter > erster ? letzter : erster + 1
        return stride(from: erster, through: ende, by: 1).map { $0 * schritt }
    }
}
