/// A refusal that the person at the screen can understand and act on: reason and remedy in German.
///
/// Thrown by use cases, shown by the web beside the field or on top of the page. Carries no
/// personal data, so that it may be logged.
package struct Hindernis: Error, Equatable, Sendable {
    package enum Art: Sendable {
        /// The input cannot be used as it is.
        case eingabe
        /// Someone else changed the same thing in the meantime.
        case konflikt
        /// The rules forbid it to this person or in this state.
        case regel
        /// There is nothing under this id, or not for this Mandant.
        case nichtGefunden
    }

    package let art: Art
    /// Name of the form field it belongs to, if it belongs to one.
    package let feld: String?
    package let grund: String
    package let abhilfe: String

    package init(_ art: Art, feld: String? = nil, _ grund: String, abhilfe: String = "") {
        self.art = art
        self.feld = feld
        self.grund = grund
        self.abhilfe = abhilfe
    }

    package static let nichtGefunden = Hindernis(
        .nichtGefunden, "Diesen Eintrag gibt es hier nicht.",
        abhilfe: "Prüfen Sie die Adresse oder suchen Sie nach dem Aktenzeichen.")

    package var satz: String { abhilfe.isEmpty ? grund : "\(grund) \(abhilfe)" }
}
