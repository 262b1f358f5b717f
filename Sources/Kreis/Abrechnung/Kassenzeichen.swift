import Grundwerte

/// Woran eine Kommune ihre Zahlung kennzeichnet: `EA` für die Erstattung, `UL` für die Umlage, `KT`
/// für eine Kostenteilung, dann Jahr, laufende Nummer und zwei Prüfziffern (ISO 7064, 97-10).
package struct Kassenzeichen: Hashable, Sendable {
    package enum Art: String, Sendable, CaseIterable {
        case erstattung = "EA"
        case umlage = "UL"
        case kosten = "KT"
    }

    package let wert: String

    package init(_ art: Art, jahr: Int, nummer: Int) {
        let ziffern = jahr.aufgefuellt(auf: 4) + nummer.aufgefuellt(auf: 4)
        wert = art.rawValue + ziffern + Kassenzeichen.pruefziffern(ziffern)
    }

    /// Alle gültigen, verschiedenen Kassenzeichen eines Verwendungszwecks, auch mit Leerzeichen,
    /// Punkten und Zeilenumbrüchen geschrieben.
    package static func alle(in zweck: String) -> [Kassenzeichen] {
        let zeichen = Array(zweck.uppercased().utf8.filter {
            (65...90).contains($0) || (48...57).contains($0)
        })
        var gefunden: [Kassenzeichen] = []
        for anfang in zeichen.indices where zeichen.count - anfang >= 12 {
            let text = String(decoding: zeichen[anfang..<(anfang + 12)], as: UTF8.self)
            let ziffern = text.dropFirst(2)
            guard Art(rawValue: String(text.prefix(2))) != nil,
                  ziffern.utf8.allSatisfy({ (48...57).contains($0) }),
                  ziffern.hasSuffix(pruefziffern(String(ziffern.prefix(8)))) else { continue }
            let eines = Kassenzeichen(geprueft: text)
            if !gefunden.contains(eines) { gefunden.append(eines) }
        }
        return gefunden
    }

    private init(geprueft wert: String) { self.wert = wert }

    private static func pruefziffern(_ ziffern: String) -> String {
        let rest = ziffern.utf8.reduce(0) { ($0 * 10 + Int($1) - 48) % 97 }
        return (98 - rest * 100 % 97).aufgefuellt(auf: 2)
    }
}
