/// Eine Haushaltslage, aus der sich nichts errechnen lässt; nennt Feld, Grund und Abhilfe.
///
/// Enthält keine personenbezogenen Daten: Personen heißen nach ihrer Stelle in der Lage.
package struct Lagefehler: Error, Hashable, Sendable, CustomStringConvertible {
    /// „personen[2].anspruch“.
    package let feld: String
    package let grund: String
    package let abhilfe: String

    package init(feld: String, grund: String, abhilfe: String) {
        self.feld = feld
        self.grund = grund
        self.abhilfe = abhilfe
    }

    package var description: String { "\(feld): \(grund) \(abhilfe)" }
}

/// Eine Norm, nach der noch nicht gerechnet werden kann: besser kein Betrag als ein falscher.
package struct NichtUmgesetzt: Error, Hashable, Sendable, CustomStringConvertible {
    package let grundlage: Anspruchsgrundlage

    package var description: String {
        "\(grundlage.bezeichnung) nach \(grundlage.norm) kann das Programm noch nicht berechnen. "
            + "Bitte die Leistung von Hand festsetzen."
    }
}
