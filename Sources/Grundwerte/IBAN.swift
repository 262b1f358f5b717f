/// Eine geprüfte internationale Kontonummer (ISO 13616), gespeichert ohne Leerzeichen in
/// Großbuchstaben.
package struct IBAN: Hashable, Sendable {
    package let wert: String

    /// Liest eine Eingabe mit oder ohne Leerzeichen, groß oder klein, und prüft Zeichen, Land,
    /// Länge, Aufbau der nationalen Kontonummer und Prüfziffern.
    package init(_ eingabe: String) throws(Fehler) {
        var zeichen: [UInt8] = []
        for skalar in eingabe.unicodeScalars
        where skalar != " " && skalar != "\u{A0}" && skalar != "\t" {
            switch skalar.value {
            case 48...57, 65...90: zeichen.append(UInt8(skalar.value))
            case 97...122: zeichen.append(UInt8(skalar.value - 32))
            default: throw .zeichen(skalar)
            }
        }
        guard !zeichen.isEmpty else { throw .leer }
        let land = String(decoding: zeichen.prefix(2), as: UTF8.self)
        guard let aufbau = IBAN.aufbau[land] else { throw .land(land) }
        guard zeichen.count == aufbau.laenge else {
            throw .laenge(zeichen.count, erwartet: aufbau.laenge)
        }
        guard aufbau.passt(zeichen.dropFirst(4)) else { throw .aufbau(land) }
        guard zeichen[2] < 58, zeichen[3] < 58,
              IBAN.pruefziffern(zeichen) == Int(zeichen[2] - 48) * 10 + Int(zeichen[3] - 48)
        else { throw .pruefziffern }
        wert = String(decoding: zeichen, as: UTF8.self)
    }

    package enum Fehler: Error, Equatable, Sendable {
        case leer
        case zeichen(Unicode.Scalar)
        case land(String)
        case laenge(Int, erwartet: Int)
        case aufbau(String)
        case pruefziffern

        /// Grund und Abhilfe in einem Satz.
        package var grund: String {
            switch self {
            case .leer: "Es ist keine IBAN angegeben."
            case let .zeichen(skalar):
                "Das Zeichen U+\(String(skalar.value, radix: 16, uppercase: true)) gehört nicht "
                    + "in eine IBAN; erlaubt sind A–Z und 0–9."
            case let .land(land):
                "„\(land)“ ist kein Land mit IBAN; die IBAN beginnt zum Beispiel mit DE."
            case let .laenge(ist, erwartet):
                "Die IBAN hat \(ist) Stellen, es müssen \(erwartet) sein."
            case let .aufbau(land):
                land == "DE"
                    ? "Nach DE und den Prüfziffern stehen nur Ziffern: Bankleitzahl und "
                        + "Kontonummer."
                    : "Die Kontonummer hat nicht den Aufbau, den \(land) vorschreibt."
            case .pruefziffern: "Die Prüfziffern stimmen nicht; die IBAN enthält einen Tippfehler."
            }
        }
    }

    package var land: String { String(wert.prefix(2)) }

    /// In Vierergruppen: `DE89 3704 0044 0532 0130 00`.
    package var gruppiert: String {
        var ergebnis = ""
        for (stelle, zeichen) in wert.enumerated() {
            if stelle > 0, stelle.isMultiple(of: 4) { ergebnis.append(" ") }
            ergebnis.append(zeichen)
        }
        return ergebnis
    }

    /// Für Listen: `DE89 … 3000`.
    package var gekuerzt: String { "\(wert.prefix(4)) … \(wert.suffix(4))" }

    /// Ob eine SEPA-Überweisung dorthin ohne Anschrift möglich ist (Europäischer Wirtschaftsraum).
    package var istEWR: Bool { IBAN.ewr.contains(land) }

    /// Eine IBAN zu einer deutschen Bankleitzahl und Kontonummer mit berechneten Prüfziffern, für
    /// Testdaten.
    package static func deutsch(blz: Int, konto: Int) throws(Fehler) -> IBAN {
        let blzText = String(blz), kontoText = String(konto)
        let bban = String(repeating: "0", count: max(0, 8 - blzText.count)) + blzText
            + String(repeating: "0", count: max(0, 10 - kontoText.count)) + kontoText
        return try IBAN("DE" + zweistellig(pruefziffern(Array("DE00\(bban)".utf8))) + bban)
    }

    /// 98 minus Rest modulo 97 (ISO 7064), unabhängig von den vorhandenen Prüfziffern; so fallen
    /// auch die Aliasse 00, 01 und 99 auf.
    private static func pruefziffern(_ zeichen: [UInt8]) -> Int {
        var rest = 0
        for z in zeichen.dropFirst(4) + zeichen.prefix(2) + [48, 48] {
            rest = z < 58 ? (rest * 10 + Int(z - 48)) % 97 : (rest * 100 + Int(z - 55)) % 97
        }
        return 98 - rest
    }

    private static let ewr: Set<String> = [
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
        "IS",
        "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"
    ]
}

extension IBAN {
    /// Länge und Aufbau der nationalen Kontonummer: n Ziffer, a Buchstabe, c beides.
    private struct Aufbau {
        let laenge: Int
        let muster: [(anzahl: Int, art: Character)]

        init(_ muster: String) {
            var teile: [(Int, Character)] = []
            var zahl = 0
            for zeichen in muster {
                if let ziffer = zeichen.wholeNumberValue { zahl = zahl * 10 + ziffer } else {
                    teile.append((zahl, zeichen))
                    zahl = 0
                }
            }
            self.muster = teile
            laenge = 4 + teile.reduce(0) { $0 + $1.0 }
        }

        func passt(_ bban: ArraySlice<UInt8>) -> Bool {
            var rest = bban
            for (anzahl, art) in muster {
                let stueck = rest.prefix(anzahl)
                rest = rest.dropFirst(anzahl)
                guard stueck.allSatisfy({ art == "c" || ($0 < 58) == (art == "n") }) else {
                    return false
                }
            }
            return rest.isEmpty
        }
    }

    /// Auszug des IBAN-Registers (SWIFT): der SEPA-Raum und die Länder, die in der Praxis
    /// vorkommen.
    private static let aufbau: [String: Aufbau] = [
        "AD": "4n4n12c", "AE": "3n16n", "AL": "8n16c", "AT": "5n11n", "BA": "3n3n8n2n",
        "BE": "3n7n2n",
        "BG": "4a4n2n8c", "CH": "5n12c", "CY": "3n5n16c", "CZ": "4n6n10n", "DE": "8n10n",
        "DK": "4n9n1n",
        "EE": "2n2n11n1n", "EG": "4n4n17n", "ES": "4n4n1n1n10n", "FI": "3n11n", "FO": "4n9n1n",
        "FR": "5n5n11c2n", "GB": "4a6n8n", "GE": "2a16n", "GI": "4a15c", "GL": "4n9n1n",
        "GR": "3n4n16c",
        "HR": "7n10n", "HU": "3n4n1n15n1n", "IE": "4a6n8n", "IL": "3n3n13n", "IQ": "4a3n12n",
        "IS": "4n2n6n10n", "IT": "1a5n5n12c", "JO": "4a4n18c", "KW": "4a22c", "LB": "4n20c",
        "LI": "5n12c",
        "LT": "5n11n", "LU": "3n13c", "LV": "4a13c", "MC": "5n5n11c2n", "MD": "2c18c",
        "ME": "3n13n2n",
        "MK": "3n10c2n", "MT": "4a5n18c", "NL": "4a10n", "NO": "4n6n1n", "PL": "8n16n",
        "PT": "4n4n11n2n",
        "RO": "4a16c", "RS": "3n13n2n", "SA": "2n18c", "SE": "3n16n1n", "SI": "5n8n2n",
        "SK": "4n6n10n",
        "SM": "1a5n5n12c", "TN": "2n3n13n2n", "TR": "5n1n16c", "UA": "6n19c", "VA": "3n15n",
        "XK": "4n10n2n"
    ].mapValues(Aufbau.init)
}

extension IBAN: CustomStringConvertible {
    package var description: String { wert }
}

extension IBAN: Codable {
    package init(from decoder: any Decoder) throws {
        let inhalt = try decoder.singleValueContainer()
        do { try self.init(try inhalt.decode(String.self)) } catch let fehler as Fehler {
            throw DecodingError.dataCorruptedError(in: inhalt, debugDescription: fehler.grund)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var inhalt = encoder.singleValueContainer()
        try inhalt.encode(wert)
    }
}
