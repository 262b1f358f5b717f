/// Was das Gesetz zu einer Frage sagt, mit Norm und Grund; ohne Uhr und Datenbank.
package struct Entscheidung<Wert: Hashable & Sendable>: Hashable, Sendable {
    package let wert: Wert
    package let norm: String
    /// Ein oder mehrere Sätze für Akte und Bescheid.
    package let begruendung: String

    package init(_ wert: Wert, norm: String, begruendung: String) {
        self.wert = wert
        self.norm = norm
        self.begruendung = begruendung
    }
}

extension Entscheidung: Codable where Wert: Codable {}
