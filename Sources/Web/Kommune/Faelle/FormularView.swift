/// Die Seite `fall/formular.mustache`: ein Formular zu einem Fall, alle Felder in ihrer
/// Reihenfolge.
struct FormularView: Sendable {
    let page: Page
    let zeile: String
    let formular: Formular
    let ziel: String
    let knopf: String
    let zurueck: String
    let hinweis: Meldung?
    /// Wer die neue Person schon sein könnte; dann heißt der Knopf „Andere Person, weiter“.
    var doppelt: DoppelwarnungView?
}
