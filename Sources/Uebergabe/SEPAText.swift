import Foundation

/// Ein Text in den Zeichen, die eine Bank annehmen muss, mit allem, was dafür geändert wurde.
///
/// Die Bank vergleicht den Namen mit dem des Kontos. Deshalb sieht die Sachbearbeitung die
/// Änderungen, bevor sie anordnet, und beide Fassungen werden aufbewahrt.
package struct SEPAText: Hashable, Sendable {
    package let text: String
    package let original: String
    /// In der Reihenfolge des Textes; leer, wenn die Bank genau das Eingegebene bekommt.
    package let aenderungen: [Aenderung]

    package enum Feld: Hashable, Sendable {
        case name, verwendungszweck

        package var hoechstlaenge: Int {
            switch self {
            case .name: 70
            case .verwendungszweck: 140
            }
        }
    }

    package enum Aenderung: Hashable, Sendable {
        /// Ein Zeichen kennt die Bank nicht; an seiner Stelle steht ein anderes.
        case ersetzt(String, durch: String)
        /// Ein Zeichen einer fremden Schrift fällt weg.
        case entfallen(String)
        /// Unsichtbare Steuerzeichen fallen weg.
        case unsichtbar(Unicode.Scalar)
        /// Leerraum am Rand, doppelter Leerraum und Zeilenwechsel.
        case leerraum
        case gekuerzt(auf: Int)

        package var satz: String {
            switch self {
            case let .ersetzt(von, zu): "„\(von)“ wird „\(zu)“."
            case let .entfallen(zeichen): "„\(zeichen)“ kennt die Bank nicht und fällt weg."
            case let .unsichtbar(skalar):
                "Ein unsichtbares Zeichen (\(skalar.codepunkt)) fällt weg."
            case .leerraum: "Überzählige Leerzeichen fallen weg."
            case let .gekuerzt(laenge): "Der Text wird nach \(laenge) Zeichen abgeschnitten."
            }
        }
    }

    package enum Fehler: Error, Hashable, Sendable {
        case leer(Feld)
        /// Es bleibt kein Buchstabe übrig, etwa bei einem Namen in arabischer Schrift.
        case keinBuchstabe(Feld)

        package var grund: String {
            switch self {
            case .leer(.name): "Name: Er fehlt. Tragen Sie den Namen der Kontoinhaberin oder des "
                + "Kontoinhabers ein."
            case .leer(.verwendungszweck):
                "Verwendungszweck: Er fehlt. Tragen Sie einen Text ein, an dem die "
                + "Zahlung zu erkennen ist."
            case .keinBuchstabe(.name):
                "Name: Er enthält keinen lateinischen Buchstaben. Tragen Sie ihn so ein, "
                + "wie er in lateinischer Schrift beim Konto oder im Ausweis steht."
            case .keinBuchstabe(.verwendungszweck):
                "Verwendungszweck: Er enthält keinen lateinischen Buchstaben "
                + "und keine Ziffer. Schreiben Sie ihn in lateinischer Schrift."
            }
        }
    }

    /// Name eines Zahlungsempfängers oder Auftraggebers, höchstens 70 Zeichen.
    package static func name(_ eingabe: String) throws(Fehler) -> SEPAText {
        try SEPAText(eingabe, feld: .name)
    }

    /// Verwendungszweck, höchstens 140 Zeichen.
    package static func verwendungszweck(_ eingabe: String) throws(Fehler) -> SEPAText {
        try SEPAText(eingabe, feld: .verwendungszweck)
    }

    package init(_ eingabe: String, feld: Feld) throws(Fehler) {
        var umschrift = Umschrift()
        for zeichen in umschrift.ohneUnsichtbares(eingabe) { umschrift.nimm(zeichen) }
        var ergebnis = umschrift.fertig()
        guard !eingabe.allSatisfy(\.isWhitespace) else { throw .leer(feld) }
        guard ergebnis.utf8.contains(where: feld.traegtSinn)
            || ergebnis.contains(where: \.isLetter) else {
            throw .keinBuchstabe(feld)
        }
        if ergebnis.count > feld.hoechstlaenge {
            ergebnis = String(ergebnis.prefix(feld.hoechstlaenge))
            while ergebnis.last == " " { ergebnis.removeLast() }
            umschrift.aenderungen.append(.gekuerzt(auf: feld.hoechstlaenge))
        }
        text = ergebnis
        original = eingabe
        aenderungen = umschrift.aenderungen
    }

    /// Ob die Bank jedes Zeichen des Textes annehmen muss.
    package static func istZulaessig(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { istZulaessig($0) }
    }

    package static func istZulaessig(_ skalar: Unicode.Scalar) -> Bool {
        skalar.isASCII ? ascii[Int(skalar.value)] : "ÄÖÜäöüß".unicodeScalars.contains(skalar)
    }

    /// Grundzeichen der SEPA-Verfahren; Kennungen dürfen nur diese enthalten, ohne das Leerzeichen.
    static let grundzeichen = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789':?,-(+.)/".utf8)

    private static let ascii: [Bool] = (UInt8(0)..<128).map {
        grundzeichen.contains($0) || " &*$%".utf8.contains($0)
    }
}

extension SEPAText.Feld {
    /// Ein Name braucht einen Buchstaben, ein Verwendungszweck wenigstens eine Ziffer.
    fileprivate func traegtSinn(_ zeichen: UInt8) -> Bool {
        self == .verwendungszweck && (48...57).contains(zeichen)
    }
}

/// Schreibt Zeichen für Zeichen in den Zeichensatz der Bank um.
private struct Umschrift {
    var aenderungen: [SEPAText.Aenderung] = []
    private var ergebnis = ""
    private var leerraumOffen = false

    /// Zuerst zusammengesetzt (NFC), dann ohne Formatzeichen; danach nochmals zusammengesetzt, weil
    /// ein Formatzeichen zwischen Buchstabe und Akzent gestanden haben kann.
    mutating func ohneUnsichtbares(_ text: String) -> String {
        var sichtbar = String.UnicodeScalarView()
        for skalar in text.precomposedStringWithCanonicalMapping.unicodeScalars {
            if skalar.properties.generalCategory == .format {
                merke(.unsichtbar(skalar))
            } else {
                sichtbar.append(skalar)
            }
        }
        return String(sichtbar).precomposedStringWithCanonicalMapping
    }

    mutating func nimm(_ zeichen: Character) {
        if zeichen.isWhitespace || zeichen.isNewline {
            if zeichen != " " || leerraumOffen || ergebnis.isEmpty { merke(.leerraum) }
            leerraumOffen = true
        } else if let skalar = zeichen.unicodeScalars.first, zeichen.unicodeScalars.count == 1,
                  SEPAText.istZulaessig(skalar) {
            schreibe(zeichen)
        } else if let ersatz = Umschrift.ersatz(zeichen) {
            merke(.ersetzt(String(zeichen), durch: ersatz))
            for neues in ersatz { schreibe(neues) }
        } else {
            merke(.entfallen(String(zeichen)))
        }
    }

    mutating func fertig() -> String {
        if leerraumOffen { merke(.leerraum) }
        return ergebnis
    }

    private mutating func schreibe(_ zeichen: Character) {
        if leerraumOffen, !ergebnis.isEmpty { ergebnis.append(" ") }
        leerraumOffen = false
        ergebnis.append(zeichen)
    }

    private mutating func merke(_ aenderung: SEPAText.Aenderung) {
        if !aenderungen.contains(aenderung) { aenderungen.append(aenderung) }
    }

    /// Nil für Buchstaben fremder Schriften: Ein Punkt an ihrer Stelle würde einen Namen
    /// vortäuschen.
    private static func ersatz(_ zeichen: Character) -> String? {
        var neu = ""
        for skalar in String(zeichen).decomposedStringWithCompatibilityMapping.unicodeScalars {
            if SEPAText.istZulaessig(skalar) {
                neu.unicodeScalars.append(skalar)
            } else if let ersatz = tabelle[skalar] {
                neu += ersatz
            } else if !skalar.properties.generalCategory.istBegleitend {
                return zeichen.isLetter || zeichen.isNumber ? nil : "."
            }
        }
        return neu.isEmpty ? nil : neu
    }

    private static let tabelle: [Unicode.Scalar: String] = {
        var tabelle: [Unicode.Scalar: String] = [
            "Ł": "L", "ł": "l", "Ø": "O", "ø": "o", "Đ": "D", "đ": "d", "Ð": "D",
            "ð": "d", "Æ": "AE",
            "æ": "ae", "Œ": "OE", "œ": "oe", "Þ": "TH", "þ": "th", "ẞ": "SS",
            "ı": "i", "Ħ": "H", "ħ": "h",
            "Ŧ": "T", "ŧ": "t", "Ŋ": "N", "ŋ": "n", "ĸ": "k", "Ə": "A",
            "ə": "a", "ƒ": "f", "€": "EUR",
            "§": "Par.", "¿": "?", "¡": ".", ";": ",", "[": "(", "{": "(", "]": ")",
            "}": ")", "_": "-",
            "\\": "/", "⁄": "/",
        ]
        for strich in "‐‑‒–—―−~".unicodeScalars { tabelle[strich] = "-" }
        for strich in "‘’‚‛“”„‟«»‹›\"`´ʼʻʹʿʾ′″".unicodeScalars { tabelle[strich] = "'" }
        return tabelle
    }()
}

extension Unicode.GeneralCategory {
    /// Akzente und Zeichen, die sich mit ihrem Buchstaben verbinden.
    fileprivate var istBegleitend: Bool {
        self == .nonspacingMark || self == .spacingMark || self == .enclosingMark
    }
}
