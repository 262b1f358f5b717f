import Grundwerte

/// Woran eine Kommune ihre Zahlung kennzeichnet: `EA` Jahr, laufende Nummer und zwei Prüfziffern (ISO 7064, 97-10).
package struct Kassenzeichen: Hashable, Sendable {
    package let wert: String

    package init(jahr: Int, nummer: Int) {
        let ziffern = jahr.aufgefuellt(auf: 4) + nummer.aufgefuellt(auf: 4)
        wert = "EA" + ziffern + Kassenzeichen.pruefziffern(ziffern)
    }

    /// Alle gültigen, verschiedenen Kassenzeichen eines Verwendungszwecks, auch mit Leerzeichen, Punkten und
    /// Zeilenumbrüchen geschrieben.
    package static func alle(in zweck: String) -> [Kassenzeichen] {
        let zeichen = Array(zweck.uppercased().utf8.filter { (65...90).contains($0) || (48...57).contains($0) })
        var gefunden: [Kassenzeichen] = []
        for anfang in zeichen.indices where zeichen.count - anfang >= 12 {
            guard zeichen[anfang] == UInt8(ascii: "E"), zeichen[anfang + 1] == UInt8(ascii: "A") else { continue }
            let ziffern = zeichen[(anfang + 2)..<(anfang + 12)]
            guard ziffern.allSatisfy({ (48...57).contains($0) }) else { continue }
            let text = String(decoding: ziffern, as: UTF8.self)
            guard text.hasSuffix(pruefziffern(String(text.prefix(8)))) else { continue }
            let eines = Kassenzeichen(geprueft: "EA" + text)
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
