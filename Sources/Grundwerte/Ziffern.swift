extension Int {
    /// Mit führenden Nullen auf wenigstens so viele Stellen; nur für nicht negative Zahlen.
    package func aufgefuellt(auf stellen: Int) -> String {
        let text = String(self)
        return String(repeating: "0", count: Swift.max(0, stellen - text.count)) + text
    }
}

extension BinaryInteger {
    /// Wie man eine Anzahl schreibt: `4711`, ab fünf Stellen mit Tausenderpunkt: `125.099`.
    package var deutsch: String {
        let ziffern = String(magnitude)
        return (self < 0 ? "−" : "") + (ziffern.utf8.count > 4 ? gruppiert(ziffern) : ziffern)
    }
}

/// Ziffern mit Tausenderpunkten.
func gruppiert(_ ziffern: String) -> String {
    let anzahl = ziffern.utf8.count
    guard anzahl > 3 else { return ziffern }
    var ergebnis = ""
    for (stelle, ziffer) in ziffern.utf8.enumerated() {
        if stelle > 0, (anzahl - stelle).isMultiple(of: 3) { ergebnis.append(".") }
        ergebnis.unicodeScalars.append(Unicode.Scalar(ziffer))
    }
    return ergebnis
}

func zweistellig(_ zahl: Int) -> String { zahl < 10 ? "0\(zahl)" : "\(zahl)" }

func vierstellig(_ zahl: Int) -> String { zahl.aufgefuellt(auf: 4) }
