/// Eine Kennung in einer Zahlungsdatei: MsgId, PmtInfId oder EndToEndId.
///
/// Die Bank erlaubt auch Leerzeichen; unsere Kennungen haben keine, weil manche Auszüge sie
/// auffüllen.
package struct SEPAKennung: Hashable, Sendable {
    package let wert: String

    package static let hoechstlaenge = 35

    package init(_ text: String) throws(Fehler) {
        if let fehler = SEPAKennung.fehler(text) { throw fehler }
        wert = text
    }

    package enum Fehler: Error, Hashable, Sendable {
        case leer
        case laenge(Int)
        case zeichen(Unicode.Scalar)
        case schraegstrich

        package var grund: String {
            switch self {
            case .leer: "Sie ist leer."
            case let .laenge(laenge): "Sie hat \(laenge) Zeichen, erlaubt sind \(hoechstlaenge)."
            case let .zeichen(skalar):
                "Das Zeichen \(skalar.codepunkt) ist darin nicht erlaubt."
            case .schraegstrich: "Sie beginnt oder endet mit „/“ oder enthält „//“."
            }
        }
    }

    /// Was an `text` als Kennung falsch ist.
    package static func fehler(_ text: String) -> Fehler? {
        let zeichen = Array(text.utf8)
        guard !zeichen.isEmpty else { return .leer }
        if let fremd = text.unicodeScalars.first(where: {
            !$0.isASCII || !SEPAText.grundzeichen.contains(UInt8($0.value))
        }) { return .zeichen(fremd) }
        guard zeichen.count <= hoechstlaenge else { return .laenge(zeichen.count) }
        let strich = UInt8(ascii: "/")
        guard zeichen.first != strich, zeichen.last != strich,
              !zip(zeichen, zeichen.dropFirst()).contains(where: { $0 == strich && $1 == strich })
        else { return .schraegstrich }
        return nil
    }
}

extension Unicode.Scalar {
    /// Für Meldungen: `U+141`, auch wo das Zeichen selbst nicht zu sehen wäre.
    package var codepunkt: String { "U+" + String(value, radix: 16, uppercase: true) }
}
