/// Ein JSON-Wert, dessen Zahlen als Text bleiben: Beträge werden nie zu Gleitkommazahlen.
package enum JSONWert: Equatable, Sendable {
    case null
    case wahrheit(Bool)
    case zahl(String)
    case text(String)
    case liste([JSONWert])
    /// In der Folge der Datei; Schlüssel sind eindeutig.
    case objekt([(schluessel: String, wert: JSONWert)])

    package static func == (links: JSONWert, rechts: JSONWert) -> Bool { links.json == rechts.json }

    package subscript(schluessel: String) -> JSONWert? {
        guard case let .objekt(felder) = self else { return nil }
        return felder.first { $0.schluessel == schluessel }?.wert
    }

    package var alsText: String? {
        if case let .text(text) = self { text } else { nil }
    }

    package var alsListe: [JSONWert]? {
        if case let .liste(werte) = self { werte } else { nil }
    }

    package var alsZahl: Int? {
        if case let .zahl(ziffern) = self { Int(ziffern) } else { nil }
    }

    /// Wieder als JSON, ohne Leerraum.
    package var json: String {
        switch self {
        case .null: "null"
        case let .wahrheit(wert): wert ? "true" : "false"
        case let .zahl(ziffern): ziffern
        case let .text(text): JSONWert.maskiert(text)
        case let .liste(werte): "[" + werte.map(\.json).joined(separator: ",") + "]"
        case let .objekt(felder):
            "{" + felder.map { JSONWert.maskiert($0.schluessel) + ":" + $0.wert.json }
                .joined(separator: ",") + "}"
        }
    }

    private static func maskiert(_ text: String) -> String {
        var ergebnis = "\""
        for skalar in text.unicodeScalars {
            switch skalar {
            case "\"": ergebnis += "\\\""
            case "\\": ergebnis += "\\\\"
            case _ where skalar.value < 32:
                let hex = String(skalar.value, radix: 16)
                ergebnis += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: ergebnis.unicodeScalars.append(skalar)
            }
        }
        return ergebnis + "\""
    }
}
