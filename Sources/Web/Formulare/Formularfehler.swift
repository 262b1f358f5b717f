/// Was an der Angabe eines Feldes nicht stimmt und was zu tun ist.
package struct Feldfehler: Sendable, Equatable {
    package let feld: String
    /// Ein Satz ohne Punkt: `Den 31. September gibt es nicht`.
    package let grund: String
    /// Ganze Sätze: `Prüfen Sie Tag und Monat.` Darf leer sein.
    package let abhilfe: String

    package init(_ feld: String, grund: String, abhilfe: String = "") {
        self.feld = feld
        self.grund = grund
        self.abhilfe = abhilfe
    }

    /// Wie es am Feld steht: Grund und Abhilfe in ganzen Sätzen.
    var saetze: String {
        let satz = grund.prefix(1).uppercased() + grund.dropFirst() + "."
        return abhilfe.isEmpty ? satz : "\(satz) \(abhilfe)"
    }
}

/// Alle Fehler eines Formulars auf einmal. Wird geworfen, gefangen und mit dem Formular wieder
/// gezeigt.
package struct Formularfehler: Error, Sendable, Equatable {
    package let fehler: [Feldfehler]

    package init(_ fehler: [Feldfehler]) { self.fehler = fehler }

    /// Für Regeln, die erst der Anwendungsfall kennt.
    package init(_ feld: String, grund: String, abhilfe: String = "") {
        self.init([Feldfehler(feld, grund: grund, abhilfe: abhilfe)])
    }

    /// `4 Angaben prüfen`.
    var anzahlText: String {
        fehler.count == 1 ? "1 Angabe prüfen" : "\(fehler.count) Angaben prüfen"
    }
}
