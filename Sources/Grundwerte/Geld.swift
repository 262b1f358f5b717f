/// Ein Geldbetrag in ganzen Cent; Euro ist die einzige Währung.
///
/// Rechnet exakt. Jede Teilung nennt ihre Rundung, und ein Überlauf ist ein Programmfehler.
package struct Geld: Hashable, Sendable, Comparable {
    package let cent: Int64

    package init(cent: Int64) { self.cent = cent }

    package static let null = Geld(cent: 0)

    package static func < (links: Geld, rechts: Geld) -> Bool { links.cent < rechts.cent }
    package static func + (links: Geld, rechts: Geld) -> Geld {
        Geld(cent: links.cent + rechts.cent)
    }
    package static func - (links: Geld, rechts: Geld) -> Geld {
        Geld(cent: links.cent - rechts.cent)
    }
    package static prefix func - (wert: Geld) -> Geld { Geld(cent: -wert.cent) }
    package static func * (links: Geld, rechts: Int) -> Geld {
        Geld(cent: links.cent * Int64(rechts))
    }
    package static func += (links: inout Geld, rechts: Geld) { links = links + rechts }
    package static func -= (links: inout Geld, rechts: Geld) { links = links - rechts }

    /// `zaehler`/`nenner` dieses Betrags, gerundet auf ganze Cent.
    package func anteil(_ zaehler: Int, von nenner: Int, rundung: Rundung) -> Geld {
        Geld(cent: rundung.teile(cent * Int64(zaehler), durch: Int64(nenner)))
    }

    /// `prozent` vom Hundert dieses Betrags, gerundet auf ganze Cent.
    package func anteil(prozent: Int, rundung: Rundung) -> Geld {
        anteil(prozent, von: 100, rundung: rundung)
    }

    package var istNegativ: Bool { cent < 0 }
}

/// Wie eine Teilung auf ganze Einheiten kommt.
package enum Rundung: String, Sendable, Codable, CaseIterable {
    /// Ab einer halben Einheit vom Nullpunkt weg (§ 3a Abs. 4 AsylbLG, § 41 Abs. 2 SGB II).
    case kaufmaennisch
    /// Zum Nullpunkt hin.
    case ab
    /// Vom Nullpunkt weg.
    case auf

    package func teile(_ dividend: Int64, durch divisor: Int64) -> Int64 {
        precondition(divisor > 0, "Teilung durch \(divisor)")
        let (ganze, rest) = dividend.quotientAndRemainder(dividingBy: divisor)
        let betragRest = abs(rest)
        let erhoehen = switch self {
        case .kaufmaennisch: betragRest >= divisor - betragRest
        case .ab: false
        case .auf: betragRest > 0
        }
        return erhoehen ? ganze + (dividend < 0 ? -1 : 1) : ganze
    }
}

extension Geld: ExpressibleByIntegerLiteral {
    /// Ein Literal steht für ganze Euro: `455 as Geld` sind 455,00 €.
    package init(integerLiteral euro: Int64) { self.init(cent: euro * 100) }
}

extension Sequence where Element == Geld {
    package func summe() -> Geld { reduce(.null, +) }
}

extension Geld: CustomStringConvertible {
    /// Deutsch mit Tausenderpunkt und wahrem Minuszeichen: `−1.234,50 €`.
    package var description: String { betrag + " €" }

    /// Wie `description`, ohne Währung: `1.234,50`.
    package var betrag: String {
        (istNegativ ? "−" : "") + gruppiert(euroZiffern) + "," + centZiffern
    }

    /// Punkt als Dezimalzeichen, ohne Gruppierung, mit `-`: `-1234.50`, wie ISO 20022 und JSON es
    /// wollen.
    package var dezimal: String { (istNegativ ? "-" : "") + euroZiffern + "." + centZiffern }

    /// Komma als Dezimalzeichen, ohne Gruppierung, mit `-`: `-1234,50`, wie eine deutsche CSV es
    /// will.
    package var csv: String { (istNegativ ? "-" : "") + euroZiffern + "," + centZiffern }

    private var euroZiffern: String { String(cent.magnitude / 100) }

    private var centZiffern: String {
        let rest = cent.magnitude % 100
        return rest < 10 ? "0\(rest)" : "\(rest)"
    }
}

extension Geld {
    /// Liest eine deutsche Eingabe: `1.234,5`, `12`, `12,50 €`, `-3,00`. Punkt nur als
    /// Tausenderpunkt.
    ///
    /// Mehr als zwei Nachkommastellen und mehr als 13 Stellen vor dem Komma sind kein Betrag.
    package init?(deutsch text: String) {
        var rest = Geld.ohneRand(text[...])
        for ende in ["€", "EUR", "Euro"] where rest.hasSuffix(ende) {
            rest = Geld.ohneRand(rest.dropLast(ende.count))
        }
        let teile = rest.split(separator: ",", omittingEmptySubsequences: false)
        guard (1...2).contains(teile.count), let ganz = teile.first else { return nil }
        let vorzeichen = ganz.first.map { "-−+".contains($0) } ?? false
        let gruppen = (vorzeichen ? ganz.dropFirst() : ganz)
            .split(separator: ".", omittingEmptySubsequences: false)
        guard let vorne = gruppen.first, gruppen.count == 1 || (1...3).contains(vorne.count),
              gruppen.dropFirst().allSatisfy({ $0.count == 3 }) else { return nil }
        self.init(negativ: ganz.first == "-" || ganz.first == "−", ganze: gruppen.joined(),
                  nachkomma: teile.count == 2 ? String(teile[1]) : nil)
    }

    /// Liest die Schreibweise von ISO 20022 und JSON: `1234.5`. Überzählige Stellen nur, wenn sie
    /// null sind.
    package init?(dezimal text: String) {
        let negativ = text.hasPrefix("-")
        let teile = text.dropFirst(negativ || text.hasPrefix("+") ? 1 : 0)
            .split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(teile.count), let ganze = teile.first else { return nil }
        var nachkomma = teile.count == 2 ? String(teile[1]) : nil
        while let stellen = nachkomma, stellen.count > 2, stellen.hasSuffix("0") {
            nachkomma = String(stellen.dropLast())
        }
        self.init(negativ: negativ, ganze: String(ganze), nachkomma: nachkomma)
    }

    private init?(negativ: Bool, ganze: String, nachkomma: String?) {
        let cent = nachkomma ?? "0"
        guard !ganze.isEmpty, (1...2).contains(cent.count),
              ganze.utf8.allSatisfy(Geld.istZiffer), cent.utf8.allSatisfy(Geld.istZiffer)
        else { return nil }
        let ohneNullen = ganze.drop { $0 == "0" }
        guard ohneNullen.count <= 13, let euro = Int64(ohneNullen.isEmpty ? "0" : ohneNullen),
              let stellen = Int64(cent) else { return nil }
        let wert = euro * 100 + (cent.count == 1 ? stellen * 10 : stellen)
        self.init(cent: negativ ? -wert : wert)
    }

    private static func ohneRand(_ text: Substring) -> Substring {
        var rest = text.drop { $0 == " " || $0 == "\u{A0}" }
        while let letztes = rest.last, letztes == " " || letztes == "\u{A0}" { rest.removeLast() }
        return rest
    }

    private static func istZiffer(_ zeichen: UInt8) -> Bool { (48...57).contains(zeichen) }
}

extension Geld: Codable {
    /// In JSON ein Dezimaltext: `"1234.50"`. Gelesen werden auch eine ganze Zahl Euro und die
    /// deutsche Schreibweise, wenn ein Komma sie als solche zeigt.
    package init(from decoder: any Decoder) throws {
        let inhalt = try decoder.singleValueContainer()
        if let euro = try? inhalt.decode(Int64.self) {
            guard euro.magnitude < 10_000_000_000_000 else {
                throw DecodingError.dataCorruptedError(
                    in: inhalt, debugDescription: "Betrag ist zu groß.")
            }
            self.init(cent: euro * 100)
            return
        }
        let text = (try? inhalt.decode(String.self)) ?? ""
        let gelesen = text.contains(",") ? Geld(deutsch: text) : Geld(dezimal: text)
        guard let wert = gelesen else {
            throw DecodingError.dataCorruptedError(
                in: inhalt,
                debugDescription:
                    "Ein Betrag steht als Text mit höchstens zwei Nachkommastellen, etwa \"12,50\"."
            )
        }
        self = wert
    }

    package func encode(to encoder: any Encoder) throws {
        var inhalt = encoder.singleValueContainer()
        try inhalt.encode(dezimal)
    }
}
