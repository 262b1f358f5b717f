import Grundwerte
import Kreis

// Worauf sich ein Satz stützt, über den die AG entscheidet: beim Erfassen freiwillig, bei der
// Freigabe verlangt (B-3.4b).

extension AGBeschluss {
    static func felder(freiwillig: Bool) -> [Feld] {
        [Feld("beschluss", "Beschluss der AG", hinweis: "Sitzung und Nummer",
              freiwillig: freiwillig, maximal: 200),
         Feld("beschlossen_am", "Beschlossen am", .datum, freiwillig: freiwillig),
         Feld("frist_grund", "Gesetz, das den Tag bestimmt",
              hinweis: "Nur wenn der Satz früher gilt als drei Monate nach dem Beschluss",
              freiwillig: true, maximal: 200)]
    }

    /// Wie die Felder ihn zeigen.
    var werte: [String: String] {
        ["beschluss": text, "beschlossen_am": vom.deutsch, "frist_grund": fristGrund]
    }

    /// Nil, wenn keiner genannt ist oder etwas daran nicht stimmt; dann ist es gemeldet.
    static func lesen(_ eingabe: inout Eingabe) -> AGBeschluss? {
        let text = eingabe.text("beschluss"), vom = eingabe.datum("beschlossen_am")
        let grund = eingabe.text("frist_grund") ?? ""
        if let vom, vom > eingabe.heute {
            eingabe.melde("beschlossen_am", grund: "liegt in der Zukunft",
                          abhilfe: "Geben Sie an, wann die AG beschlossen hat.")
        }
        guard let text, let vom else {
            if text != nil {
                eingabe.melde("beschlossen_am", grund: "fehlt noch",
                              abhilfe: "Geben Sie an, wann die AG das beschlossen hat.")
            } else if vom != nil || !grund.isEmpty {
                eingabe.melde("beschluss", grund: "fehlt noch",
                              abhilfe: "Geben Sie Sitzung und Nummer an.")
            }
            return nil
        }
        return AGBeschluss(text: text, vom: vom, fristGrund: grund)
    }
}
