import Grundwerte

/// Prüft einen JSON-Wert gegen ein Schema und ergänzt die Vorgaben; das Schema ist damit zugleich
/// Beschreibung und Prüfung der Eingabe.
///
/// Versteht den Teil von JSON Schema 2020-12, den das mitgelieferte Schema braucht. Als Format
/// kennt es `date`, `monat` und `betrag`; Beträge werden dabei zu Text mit zwei Nachkommastellen.
/// Schlüssel, die mit `_` beginnen, sind Kommentare.
struct JSONSchema {
    private let wurzel: JSONWert

    init(_ wurzel: JSONWert) { self.wurzel = wurzel }

    func pruefen(_ wert: JSONWert) throws(Lagefehler) -> JSONWert {
        try pruefen(wert, nach: wurzel, pfad: "")
    }

    private func pruefen(
        _ wert: JSONWert, nach schema: JSONWert, pfad: String
    ) throws(Lagefehler) -> JSONWert {
        if let verweis = schema["$ref"]?.alsText {
            let name = verweis.split(separator: "/").last.map(String.init) ?? ""
            guard let ziel = wurzel["$defs"]?[name] else {
                throw fehler(pfad, "Das Schema verweist auf „\(name)“, das es nicht gibt.", "")
            }
            return try pruefen(wert, nach: ziel, pfad: pfad)
        }
        try pruefenArt(wert, nach: schema, pfad: pfad)
        if let erlaubt = schema["enum"]?.alsListe, !erlaubt.contains(wert) {
            throw fehler(pfad, "\(wert.json) gibt es hier nicht.",
                         "Erlaubt sind: \(erlaubt.map(\.json).joined(separator: ", ")).")
        }
        if case let .zahl(ziffern) = wert, let grenze = schema["maximum"]?.alsZahl,
           Int(ziffern).map({ $0 < schema["minimum"]?.alsZahl ?? 0 || $0 > grenze }) ?? true {
            let ab = schema["minimum"]?.alsZahl ?? 0
            throw fehler(pfad, "\(ziffern) ist nicht möglich.",
                         "Bitte eine Zahl von \(ab) bis \(grenze) angeben.")
        }
        if let format = schema["format"]?.alsText { return try pruefen(wert, format, pfad) }
        switch wert {
        case let .objekt(felder): return try objekt(felder, nach: schema, pfad: pfad)
        case let .liste(werte):
            guard let element = schema["items"] else { return wert }
            var ergebnis: [JSONWert] = []
            for (stelle, wert) in werte.enumerated() {
                ergebnis.append(try pruefen(wert, nach: element, pfad: "\(pfad)[\(stelle)]"))
            }
            return .liste(ergebnis)
        default: return wert
        }
    }

    private func pruefenArt(
        _ wert: JSONWert, nach schema: JSONWert, pfad: String
    ) throws(Lagefehler) {
        guard let art = schema["type"] else { return }
        let erlaubt = art.alsListe?.compactMap(\.alsText) ?? [art.alsText ?? ""]
        let ist = switch wert {
        case .null: ["null"]
        case .wahrheit: ["boolean"]
        case let .zahl(ziffern): ziffern.contains(".") ? ["number"] : ["number", "integer"]
        case .text: ["string"]
        case .liste: ["array"]
        case .objekt: ["object"]
        }
        guard !ist.contains(where: erlaubt.contains) else { return }
        let namen = ["string": "ein Text", "integer": "eine ganze Zahl", "number": "eine Zahl",
                     "array": "eine Liste", "object": "ein Objekt", "boolean": "true oder false"]
        let erwartet = erlaubt.compactMap { namen[$0] }.joined(separator: " oder ")
        throw fehler(pfad, "Die Angabe hat die falsche Art.", "Erwartet ist \(erwartet).")
    }

    private func objekt(
        _ felder: [(schluessel: String, wert: JSONWert)], nach schema: JSONWert, pfad: String
    ) throws(Lagefehler) -> JSONWert {
        guard case let .objekt(erwartet)? = schema["properties"] else { return .objekt(felder) }
        let bekannt = erwartet.map(\.schluessel)
        var ergebnis: [(schluessel: String, wert: JSONWert)] = []
        for (schluessel, wert) in felder where !schluessel.hasPrefix("_") {
            let ort = pfad.isEmpty ? schluessel : "\(pfad).\(schluessel)"
            guard let teil = schema["properties"]?[schluessel] else {
                throw fehler(ort, "Den Schlüssel gibt es hier nicht.",
                             "Erlaubt sind: \(bekannt.joined(separator: ", ")).")
            }
            if wert == .null { continue }
            ergebnis.append((schluessel, try pruefen(wert, nach: teil, pfad: ort)))
        }
        let vorhanden = Set(ergebnis.map(\.schluessel))
        for (schluessel, teil) in erwartet where !vorhanden.contains(schluessel) {
            if let vorgabe = teil["default"] {
                ergebnis.append((schluessel, try pruefen(vorgabe, nach: teil, pfad: schluessel)))
            }
        }
        for pflicht in schema["required"]?.alsListe?.compactMap(\.alsText) ?? []
        where !vorhanden.contains(pflicht) {
            throw fehler(pfad.isEmpty ? pflicht : "\(pfad).\(pflicht)", "Die Angabe fehlt.",
                         "Bitte ergänzen.")
        }
        return .objekt(ergebnis)
    }

    private func pruefen(
        _ wert: JSONWert, _ format: String, _ pfad: String
    ) throws(Lagefehler) -> JSONWert {
        switch (format, wert) {
        case let ("date", .text(text)):
            guard Kalendertag(text) != nil else {
                throw fehler(pfad, "„\(text)“ ist kein Tag.", "Bitte als JJJJ-MM-TT angeben.")
            }
        case let ("monat", .text(text)):
            guard Monat(text) != nil else {
                throw fehler(pfad, "„\(text)“ ist kein Monat.", "Bitte als JJJJ-MM angeben.")
            }
        case let ("betrag", .text(text)):
            guard let betrag = Geld(dezimal: text) ?? Geld(deutsch: text) else {
                throw betragsfehler(pfad, text)
            }
            return try imRahmen(betrag, pfad)
        case let ("betrag", .zahl(text)):
            guard let betrag = Geld(dezimal: text) else { throw betragsfehler(pfad, text) }
            return try imRahmen(betrag, pfad)
        default: break
        }
        return wert
    }

    /// Auch überschriebene Parameter bleiben so klein, dass keine Rechnung überläuft.
    private func imRahmen(_ betrag: Geld, _ pfad: String) throws(Lagefehler) -> JSONWert {
        guard (Geld.null...10_000_000).contains(betrag) else {
            throw fehler(pfad, "Der Betrag \(betrag) ist nicht möglich.",
                         "Bitte einen Betrag von 0,00 € bis 10.000.000,00 € angeben.")
        }
        return .text(betrag.dezimal)
    }

    private func betragsfehler(_ pfad: String, _ text: String) -> Lagefehler {
        fehler(pfad, "„\(text)“ ist kein Betrag.",
               "Bitte mit höchstens zwei Nachkommastellen angeben, etwa \"1.234,50\" oder 1234.50.")
    }

    private func fehler(_ pfad: String, _ grund: String, _ abhilfe: String) -> Lagefehler {
        Lagefehler(feld: pfad.isEmpty ? "Eingabe" : pfad, grund: grund, abhilfe: abhilfe)
    }
}
