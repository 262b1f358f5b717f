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
