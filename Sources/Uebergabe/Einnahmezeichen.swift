/// Das Kassenzeichen einer Forderung, die der Kommune selbst zusteht, etwa aus dem Gebührenbescheid
/// für ihre Unterkunft. Vergeben hat es ihre Finanzsoftware; hier ist es nur Ziel einer Umbuchung.
package struct Einnahmezeichen: Hashable, Sendable {
    package static let laengen = 3...30

    package let wert: String

    /// Nil, wenn nach Wegfall der Leerzeichen anderes darin steht als Buchstaben von A bis Z,
    /// Ziffern, Punkt, Schrägstrich und Bindestrich, oder wenn es zu kurz oder zu lang ist.
    package init?(_ eingabe: String) {
        let zeichen = eingabe.filter { $0 != " " && $0 != "\u{A0}" }
        let erlaubt = zeichen.utf8.allSatisfy {
            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                || $0 == 45 || $0 == 46 || $0 == 47
        }
        let erstes = zeichen.first.map { $0.isLetter || $0.isNumber } ?? false
        guard erlaubt, erstes, Einnahmezeichen.laengen.contains(zeichen.utf8.count) else {
            return nil
        }
        wert = zeichen
    }
}
