import Grundwerte

// Prüfungen, die mehrere Formulare eines Falls brauchen.

extension Eingabe {
    /// Nicht in der Zukunft und nicht länger her, als ein Mensch lebt.
    mutating func geburtsdatum(_ name: String) -> Kalendertag? {
        guard let tag = datum(name) else { return nil }
        if tag > heute {
            melde(name, grund: "liegt in der Zukunft",
                  abhilfe: "Schreiben Sie das Jahr mit vier Ziffern.")
            return nil
        }
        if heute.alter(geboren: tag) > 120 {
            melde(name, grund: "liegt mehr als 120 Jahre zurück", abhilfe: "Prüfen Sie das Jahr.")
            return nil
        }
        return tag
    }

    mutating func azrNummer(_ name: String) -> String? {
        guard let text = text(name) else { return nil }
        let nummer = text.filter { $0 != " " }
        guard nummer.count == 12, nummer.allSatisfy({ $0.isASCII && $0.isNumber }) else {
            melde(name, grund: "besteht nicht aus 12 Ziffern",
                  abhilfe: "Sie steht auf dem Aufenthaltsdokument; lassen Sie das Feld leer, wenn "
                      + "sie fehlt.")
            return nil
        }
        return nummer
    }

    mutating func plz(_ name: String) -> String? {
        guard let text = text(name) else { return nil }
        let nurZiffern = text.allSatisfy { $0.isASCII && $0.isNumber }
        guard text.count == 5, nurZiffern, text != "00000" else {
            melde(name, grund: "besteht nicht aus fünf Ziffern", abhilfe: "Zum Beispiel 46325.")
            return nil
        }
        return text
    }

    /// Ein Betrag im Monat; leer heißt null.
    mutating func monatsbetrag(_ name: String, hoechstens: Geld = 100_000) -> Geld {
        guard let betrag = betrag(name) else { return .null }
        guard betrag <= hoechstens else {
            melde(name, grund: "\(betrag) ist sehr viel",
                  abhilfe: "Prüfen Sie das Komma; höchstens gehen \(hoechstens).")
            return .null
        }
        return betrag
    }

    /// Ab wann etwas gilt: nicht vor dem Beginn der geführten Monate, höchstens ein Jahr voraus.
    mutating func wirksam(_ name: String, fruehestens: Kalendertag? = nil) -> Kalendertag? {
        guard let tag = datum(name) else { return nil }
        let beginn = fruehestens ?? Monat(2020, 1).ersterTag
        if tag < beginn {
            melde(name, grund: "liegt vor dem \(beginn.deutsch)",
                  abhilfe: fruehestens == nil ? "Frühere Zeiten führt das Programm nicht."
                      : "Erst seit diesem Tag gibt es den Haushalt in diesem Fall.")
            return nil
        }
        if tag > heute.plus(monate: 12) {
            melde(name, grund: "liegt mehr als ein Jahr voraus", abhilfe: "Prüfen Sie das Jahr.")
            return nil
        }
        return tag
    }
}
