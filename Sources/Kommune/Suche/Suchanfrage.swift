import Grundwerte

/// Was jemand in das eine Suchfeld geschrieben hat, zerlegt in alles, was es heißen kann.
///
/// `rahmani 7.3.90` sucht einen Namen mit Geburtstag, `AHA-2026-17` ein Aktenzeichen, `2051` das
/// Ende einer IBAN oder die Nummer eines Falls.
package struct Suchanfrage: Sendable, Equatable {
    /// Gefaltet; leer, wenn die Eingabe keinen Namen enthält.
    package private(set) var namen: [String] = []
    package private(set) var geburtsdatum: Kalendertag?
    /// Schränkt einen Namen ein.
    package private(set) var geburtsjahr: Int?
    package private(set) var azrNummer: String?
    package private(set) var ibanEnde: String?
    /// Ein Muster für LIKE.
    package private(set) var aktenzeichen: String?

    package init(_ eingabe: String, heute: Kalendertag) {
        let text = eingabe.trimmed
        if nummer(text, heute) { return }
        for wort in text.split(whereSeparator: { $0.isWhitespace || $0 == "," || $0 == ";" }) {
            if let tag = Suchanfrage.tag(wort, heute) {
                geburtsdatum = tag
            } else if let jahr = Int(wort), wort.count == 4, (1900...heute.jahr).contains(jahr) {
                geburtsjahr = jahr
            } else {
                namen += Suchname.woerter(String(wort)).filter { $0.contains(where: \.isLetter) }
            }
        }
    }

    /// Nichts, wonach sich suchen ließe; ein einzelner Buchstabe fände alle.
    package var istLeer: Bool {
        geburtsdatum == nil && azrNummer == nil && ibanEnde == nil && aktenzeichen == nil
            && namen.allSatisfy { $0.count < 2 }
    }

    /// Eine Eingabe ohne Namen: Sie kann mehreres zugleich bedeuten.
    private mutating func nummer(_ text: String, _ heute: Kalendertag) -> Bool {
        let knapp = text.uppercased().filter { !$0.isWhitespace }
        let ziffern = knapp.filter(\.istZiffer)
        if let teile = knapp.wholeMatch(of: #/([A-ZÄÖÜ]{0,3})-?([0-9]{4})-([0-9]{0,5})/#)?.output
            ?? knapp.wholeMatch(of: #/([A-ZÄÖÜ]{2,3})-?([0-9]{4})()/#)?.output {
            let (vorsatz, jahr, lfd) = (teile.1, teile.2, teile.3)
            aktenzeichen = (vorsatz.isEmpty ? "%" : "\(vorsatz)") + "-\(jahr)-"
                + Suchanfrage.laufend(lfd)
            return true
        }
        if let iban = knapp.wholeMatch(of: #/[A-Z]{2}[0-9]{2}[A-Z0-9]{8,30}/#) {
            ibanEnde = String(iban.output)
            return true
        }
        let nurZiffern = !knapp.isEmpty && knapp.allSatisfy(\.istZiffer)
        guard nurZiffern || (!ziffern.isEmpty && knapp.count == text.count) else { return false }
        geburtsdatum = Suchanfrage.tag(text[...], heute)
        guard nurZiffern else {
            // Wie frühere Verfahren ihre Akten nannten: ALT-50-17.
            if geburtsdatum == nil {
                let zeichen = knapp.filter { $0.isLetter || $0.isNumber || "-/.".contains($0) }
                aktenzeichen = "%\(zeichen)%"
            }
            return true
        }
        if ziffern.count == 12 { azrNummer = ziffern }
        if ziffern.count >= 4 { ibanEnde = ziffern }
        if ziffern.count <= 5 { aktenzeichen = "%-" + Suchanfrage.laufend(ziffern[...]) }
        return true
    }

    /// `17` → `00017`, wie die Nummer gedruckt ist.
    private static func laufend(_ ziffern: Substring) -> String {
        guard let nummer = Int(ziffern) else { return "%" }
        return nummer.aufgefuellt(auf: 5)
    }

    /// Ein Geburtstag liegt nie in der Zukunft: `1.3.30` ist 1930.
    private static func tag(_ wort: Substring, _ heute: Kalendertag) -> Kalendertag? {
        guard wort.first?.istZiffer == true, wort.count >= 4,
              let tag = Kalendertag(eingabe: String(wort), heute: heute) else { return nil }
        guard tag > heute else { return tag }
        let teile = tag.teile
        return Kalendertag(teile.jahr - 100, teile.monat, teile.tag)
    }
}

extension Character {
    fileprivate var istZiffer: Bool { isASCII && isNumber }
}

extension String {
    fileprivate var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
