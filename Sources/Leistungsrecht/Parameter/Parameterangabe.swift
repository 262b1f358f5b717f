import Grundwerte

/// Wie ein Wert eines Standes für Menschen heißt, wie er zu lesen und einzugeben ist.
package struct Parameterangabe: Hashable, Sendable {
    /// Worin ein Wert gezählt wird.
    package enum Einheit: Hashable, Sendable {
        case euro, prozent, monate
        /// Steht in der Datei als Tausendstel, für Menschen als Prozent mit einer Nachkommastelle.
        case tausendstel
    }

    /// Der Weg zum Wert: `["stufen", "1", "notwendiger_bedarf"]`.
    package let pfad: [String]
    /// „Bedarfsstufe 1: notwendiger Bedarf“.
    package let bezeichnung: String
    package let einheit: Einheit
    /// Wofür oder wovon: „im Monat“, „des Bedarfssatzes“.
    package let bezug: String
    /// „§ 3a Abs. 2 Nr. 1 AsylbLG“.
    package let norm: String

    /// Der Weg als ein Wort, wie `Standentwurf` ihn in seinen Mängeln nennt.
    package var feld: String { pfad.joined(separator: ".") }
}

extension Parameterangabe.Einheit {
    /// Wie sie hinter einem Wert steht.
    package var zeichen: String {
        switch self {
        case .euro: "€"
        case .prozent, .tausendstel: "%"
        case .monate: "Monate"
        }
    }

    /// Was eine Zahl höchstens sein kann, so gezählt wie in der Datei; nil für Beträge.
    var hoechstens: Int? {
        switch self {
        case .euro: nil
        case .prozent: 100
        case .tausendstel: 1_000
        case .monate: 600
        }
    }

    /// Mit Einheit: „253,00 €“, „2,3 %“, „1 Monat“.
    package func text(_ wert: Standangaben.Feld.Wert) -> String {
        wert == .zahl(1) && self == .monate ? "1 Monat" : "\(eingabe(wert)) \(zeichen)"
    }

    /// Ohne Einheit, wie es in einem Eingabefeld steht: „253,00“, „2,3“.
    package func eingabe(_ wert: Standangaben.Feld.Wert) -> String {
        switch wert {
        case let .betrag(betrag): betrag.betrag
        case let .zahl(zahl) where self == .tausendstel:
            zahl.isMultiple(of: 10) ? String(zahl / 10) : "\(zahl / 10),\(zahl % 10)"
        case let .zahl(zahl): String(zahl)
        }
    }

    /// Die Zahl, die jemand mit oder ohne Einheit eingegeben hat, so gezählt wie in der Datei; nil,
    /// wenn sie hier nicht sein kann. Beträge liest `Geld(deutsch:)`.
    package func zahl(_ eingabe: String) -> Int? {
        guard let hoechstens else { return nil }
        let ohne = eingabe.hasSuffix(zeichen) ? eingabe.dropLast(zeichen.count) : eingabe[...]
        let teile = ohne.filter { !$0.isWhitespace }
            .split(separator: ",", omittingEmptySubsequences: false)
        guard let ganze = teile.first.flatMap(Self.ziffern) else { return nil }
        let zahl: Int? = switch (self, teile.count) {
        case (.tausendstel, 1): ganze * 10
        case (.tausendstel, 2) where teile[1].count == 1:
            Self.ziffern(teile[1]).map { ganze * 10 + $0 }
        case (_, 1): ganze
        default: nil
        }
        return zahl.flatMap { $0 <= hoechstens ? $0 : nil }
    }

    private static func ziffern(_ text: Substring) -> Int? {
        (1...6).contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) }
            ? Int(text) : nil
    }

    /// Was einzugeben ist: „eine ganze Zahl von 0 bis 100“.
    package var erlaubt: String {
        switch self {
        case .euro: "einen Betrag"
        case .prozent: "eine ganze Zahl von 0 bis 100"
        case .tausendstel: "eine Zahl von 0 bis 100 mit höchstens einer Stelle nach dem Komma"
        case .monate: "eine ganze Zahl von 0 bis 600"
        }
    }
}
