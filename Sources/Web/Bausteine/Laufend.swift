import Platform

/// Eine Arbeit der Warteschlange, auf die eine Seite wartet:
/// `{{#laufend}}{{>laufend}}{{/laufend}}`. Die Seite zeigt ihren Stand von selbst, mit und ohne
/// Skript (`Page.laufend`).
package struct Laufend: Sendable {
    let text: String
    let ziel: String

    /// Nil, wenn der Auftrag nicht mehr wartet und nicht läuft.
    package init?(_ auftrag: JobOverview.Stand?, ziel: String) {
        guard case let .live(auftrag)? = auftrag else { return nil }
        let text = auftrag.progress ?? "Der Auftrag wartet darauf, dass ihn das Programm beginnt."
        self.text = auftrag.attempt > 1 ? "\(text) (Versuch \(auftrag.attempt))" : text
        self.ziel = ziel
    }

    /// Worauf die Seite wartet, in eigenen Worten; für Arbeiten aus mehreren Aufträgen.
    package init(_ text: String, ziel: String) {
        self.text = text
        self.ziel = ziel
    }
}
