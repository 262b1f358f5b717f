import Foundation

/// Namen, wie die Suche sie vergleicht: klein, lateinisch, ohne Zeichen über den Buchstaben,
/// Umlaute aufgelöst.
///
/// Das Ergebnis liegt gespeichert in `person_angabe`. Wer diese Datei, `Umschrift` oder `Klang` so
/// ändert, dass ein Name anders herauskommt, zählt `version` hoch; `NamenNeuFalten` bringt dann
/// alle gespeicherten nach.
package enum Suchname {
    /// Steht neben jedem gespeicherten Namen.
    package static let version: Int16 = 1

    /// `Müller-Şahin` → `mueller sahin`, `محمد` → `mahamad`.
    package static func falten(_ text: String) -> String {
        woerter(text).joined(separator: " ")
    }

    /// Die gefalteten Wörter eines Namens in ihrer Reihenfolge.
    package static func woerter(_ text: String) -> [String] {
        var klein = text.precomposedStringWithCanonicalMapping.lowercased()
        for (umlaut, ersatz) in [("ä", "ae"), ("ö", "oe"), ("ü", "ue")] {
            klein = klein.replacingOccurrences(of: umlaut, with: ersatz)
        }
        return klein.decomposedStringWithCanonicalMapping
            .split { zeichen in
                !zeichen.isLetter && !zeichen.isNumber
                    && !zeichen.unicodeScalars.allSatisfy(istImWort)
            }
            .map { wort in
                var ohne = String.UnicodeScalarView()
                ohne.append(contentsOf: wort.unicodeScalars.filter { !istImWort($0) })
                return Umschrift.lateinisch(String(ohne))
            }
            .filter { !$0.isEmpty }
    }

    /// Apostrophe und die Zeichen für Hamza und Ain trennen keine Wörter: Ja’far ist Jafar.
    private static func istImWort(_ zeichen: Unicode.Scalar) -> Bool {
        "'’‘`´ʼʾʿʹʺ\u{200C}\u{200D}ـ".unicodeScalars.contains(zeichen)
    }
}
