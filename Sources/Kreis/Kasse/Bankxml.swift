/// Ein Element einer Banknachricht mit lokalem Namen, Text und Unterelementen.
struct Bankxml: Sendable {
    let name: String
    var text = ""
    var attribute: [String: String] = [:]
    var kinder: [Bankxml] = []

    /// Das erste Element am Ende des Pfades.
    subscript(_ pfad: String...) -> Bankxml? {
        var ort: Bankxml? = self
        for name in pfad { ort = ort?.kinder.first { $0.name == name } }
        return ort
    }

    func alle(_ name: String) -> [Bankxml] { kinder.filter { $0.name == name } }

    /// Der Text am Ende des Pfades; leerer Text gilt als fehlend.
    func wert(_ pfad: String...) -> String? {
        var ort: Bankxml? = self
        for name in pfad { ort = ort?.kinder.first { $0.name == name } }
        return ort.flatMap { $0.text.isEmpty ? nil : $0.text }
    }
}

/// Warum eine Datei der Bank nicht gelesen wird; dann gilt nichts aus ihr.
package enum Lesefehler: Error, Hashable, Sendable {
    case leer
    case zuGross(hoechstens: Int)
    case keinUTF8
    /// DOCTYPE oder Entitäten: In einer Banknachricht kommen sie nicht vor, in einem Angriff schon.
    case dokumenttyp
    /// `<?x?>`: gültiges XML, aber nichts, was eine Bank schreibt.
    case leereAnweisung(zeile: Int)
    case zuTief(zeile: Int)
    case zuLang(zeile: Int)
    case keinXML(zeile: Int)
    case abgeschnitten
    case ohneNamensraum
    case fremdeNachricht(String)
    case fehlt(String, zeile: Int)
    case ungueltig(String, zeile: Int)
    case nachkommastellen(String, zeile: Int)

    package var grund: String {
        switch self {
        case .leer: "Die Datei ist leer. Rufen Sie sie bei der Bank neu ab."
        case let .zuGross(hoechstens):
            "Die Datei ist größer als \(hoechstens >> 20) MiB. Rufen Sie kürzere Zeiträume ab."
        case .keinUTF8:
            "Die Datei ist nicht in UTF-8 geschrieben, wie es Banknachrichten sein müssen."
        case .dokumenttyp:
            "Die Datei enthält eine DOCTYPE- oder ENTITY-Angabe. Solche Dateien stammen nicht von "
            + "der Bank; verständigen Sie den IT-Betrieb."
        case let .leereAnweisung(zeile):
            "Zeile \(zeile): Die Datei enthält eine Anweisung an Programme („<?…?>“) ohne Inhalt. "
            + "Von der Bank kommt so etwas nicht; rufen Sie die Datei dort neu ab."
        case let .zuTief(zeile): "Zeile \(zeile): Die Datei ist zu tief verschachtelt."
        case let .zuLang(zeile): "Zeile \(zeile): Ein Feld ist zu lang oder enthält zu viele Teile."
        case let .keinXML(zeile): "Zeile \(zeile): Die Datei ist kein gültiges XML."
        case .abgeschnitten:
            "Die Datei bricht ab oder ist kein XML. Rufen Sie sie bei der Bank neu ab."
        case .ohneNamensraum:
            "Die Datei nennt keinen Namensraum, also nicht, welche Nachricht sie ist."
        case let .fremdeNachricht(ist): "Die Datei ist keine Nachricht, die hierher gehört: \(ist)."
        case let .fehlt(feld, zeile): "Zeile \(zeile): \(feld) fehlt."
        case let .ungueltig(feld, zeile): "Zeile \(zeile): \(feld) hat keinen gültigen Wert."
        case let .nachkommastellen(feld, zeile):
            "Zeile \(zeile): \(feld) hat mehr als zwei Nachkommastellen; gerundet wird nicht."
        }
    }
}

