/// Ein Tag des gregorianischen Kalenders, ohne Uhrzeit und Zeitzone.
///
/// Gezählt werden Tage seit dem 1. Januar 2000, wie im binären `date` von PostgreSQL. Alle
/// Rechnungen sind ganzzahlig; gültig sind die Jahre 1 bis 9999.
package struct Kalendertag: Hashable, Sendable, Comparable {
    package let tageSeit2000: Int32

    package init(tageSeit2000: Int32) { self.tageSeit2000 = tageSeit2000 }

    /// Nil, wenn es den Tag nicht gibt: der 31.2. rutscht nicht in den März.
    package init?(_ jahr: Int, _ monat: Int, _ tag: Int) {
        guard (1...9999).contains(jahr), (1...12).contains(monat),
              (1...Kalendertag.tageImMonat(jahr, monat)).contains(tag) else { return nil }
        self.init(unchecked: jahr, monat, tag)
    }

    init(unchecked jahr: Int, _ monat: Int, _ tag: Int) {
        // Das Jahr beginnt im März, damit der Schalttag am Ende liegt; eine Ära sind 400 Jahre (H.
        // Hinnant, „chrono-Compatible Low-Level Date Algorithms“, days_from_civil).
        let y = monat <= 2 ? jahr - 1 : jahr
        let aera = (y >= 0 ? y : y - 399) / 400
        let jahrDerAera = y - aera * 400
        let tagDesJahres = (153 * (monat + (monat > 2 ? -3 : 9)) + 2) / 5 + tag - 1
        let tagDerAera = jahrDerAera * 365 + jahrDerAera / 4 - jahrDerAera / 100 + tagDesJahres
        tageSeit2000 = Int32(aera * 146_097 + tagDerAera - 730_425)
    }

    package static func < (links: Kalendertag, rechts: Kalendertag) -> Bool {
        links.tageSeit2000 < rechts.tageSeit2000
    }

    /// Jahr, Monat und Tag in einem Zug.
    package var teile: (jahr: Int, monat: Int, tag: Int) {
        let z = Int(tageSeit2000) + 730_425
        let aera = (z >= 0 ? z : z - 146_096) / 146_097
        let tagDerAera = z - aera * 146_097
        let jahrDerAera =
            (tagDerAera - tagDerAera / 1460 + tagDerAera / 36_524 - tagDerAera / 146_096) / 365
        let tagDesJahres = tagDerAera - (365 * jahrDerAera + jahrDerAera / 4 - jahrDerAera / 100)
        let m = (5 * tagDesJahres + 2) / 153
        let monat = m < 10 ? m + 3 : m - 9
        return (
            jahrDerAera + aera * 400 + (monat <= 2 ? 1 : 0), monat,
            tagDesJahres - (153 * m + 2) / 5 + 1
        )
    }

    package var jahr: Int { teile.jahr }
    package var tag: Int { teile.tag }
    package var monat: Monat { Monat(self) }

    package func plus(tage: Int) -> Kalendertag {
        Kalendertag(tageSeit2000: tageSeit2000 + Int32(tage))
    }

    /// Derselbe Tag `monate` später; gibt es ihn dort nicht, der letzte des Monats (§ 188 Abs. 3
    /// BGB).
    package func plus(monate: Int) -> Kalendertag {
        let ziel = monat.plus(monate)
        return Kalendertag(unchecked: ziel.jahr, ziel.nummer, min(tag, ziel.tage))
    }

    package func tage(bis ende: Kalendertag) -> Int { Int(ende.tageSeit2000) - Int(tageSeit2000) }

    /// Montag = 1 bis Sonntag = 7 (ISO 8601).
    package var wochentag: Int { ((Int(tageSeit2000) + 5) % 7 + 7) % 7 + 1 }

    /// Kalenderwoche nach ISO 8601 mit ihrem Jahr.
    package var kalenderwoche: (jahr: Int, woche: Int) {
        let donnerstag = plus(tage: 4 - wochentag)
        let neujahr = Kalendertag(unchecked: donnerstag.jahr, 1, 1)
        return (donnerstag.jahr, neujahr.tage(bis: donnerstag) / 7 + 1)
    }

    /// Vollendete Lebensjahre an diesem Tag für eine an `geburtsdatum` geborene Person (§ 187 Abs.
    /// 2 BGB).
    package func alter(geboren geburtsdatum: Kalendertag) -> Int {
        let heute = teile, geburt = geburtsdatum.teile
        let schonGehabt = (heute.monat, heute.tag) >= (geburt.monat, geburt.tag)
        return heute.jahr - geburt.jahr - (schonGehabt ? 0 : 1)
    }

    static func tageImMonat(_ jahr: Int, _ monat: Int) -> Int {
        switch monat {
        case 2:
            (jahr.isMultiple(of: 4) && !jahr.isMultiple(of: 100)) || jahr.isMultiple(of: 400)
                ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Kalendertag: CustomStringConvertible, LosslessStringConvertible {
    /// ISO 8601: `2026-11-24`.
    package var description: String {
        let (jahr, monat, tag) = teile
        return "\(vierstellig(jahr))-\(zweistellig(monat))-\(zweistellig(tag))"
    }

    package init?(_ iso: String) {
        let teile = iso.split(separator: "-", omittingEmptySubsequences: false)
        guard teile.count == 3, teile[0].count == 4, teile[1].count == 2, teile[2].count == 2,
            teile.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let jahr = Int(teile[0]), let monat = Int(teile[1]), let tag = Int(teile[2])
        else { return nil }
        self.init(jahr, monat, tag)
    }

    /// `24.11.2026`.
    package var deutsch: String {
        let (jahr, monat, tag) = teile
        return "\(zweistellig(tag)).\(zweistellig(monat)).\(vierstellig(jahr))"
    }

    /// `24.11.`
    package var deutschKurz: String {
        let (_, monat, tag) = teile
        return "\(zweistellig(tag)).\(zweistellig(monat))."
    }

    /// `Dienstag`.
    package var wochentagName: String {
        ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"][
            wochentag - 1]
    }

    /// Liest, was eine Sachbearbeiterin schnell tippt: `24.11.2026`, `1.3.26`, `1.3.`, `24112026`,
    /// `241126`, `2026-11-24`, `heute`, `gestern`, `morgen`, `+14`, `-3`, `+1m`, `+2w`, `+1j`.
    ///
    /// Zweistellige Jahre bis zehn Jahre nach `heute` liegen im laufenden Jahrhundert, spätere
    /// davor.
    package init?(eingabe: String, heute: Kalendertag) {
        let text = eingabe.filter { $0 != " " && $0 != "\u{A0}" }.lowercased()
        switch text {
        case "heute": self = heute
        case "gestern": self = heute.plus(tage: -1)
        case "morgen": self = heute.plus(tage: 1)
        case let versatz where versatz.hasPrefix("+") || versatz.hasPrefix("-"):
            guard let tag = Kalendertag(versatz: versatz, ab: heute) else { return nil }
            self = tag
        default:
            guard let tag = Kalendertag(text) ?? Kalendertag(punkte: text, heute: heute)
                    ?? Kalendertag(ziffern: text, heute: heute) else { return nil }
            self = tag
        }
    }

    private init?(versatz: String, ab heute: Kalendertag) {
        let einheit = versatz.last.flatMap { "tmwj".contains($0) ? $0 : nil }
        let zahl = einheit == nil ? versatz : String(versatz.dropLast())
        guard let menge = Int(zahl),
              menge.magnitude <= (einheit == "j" ? 300 : 3660) else { return nil }
        switch einheit {
        case "w": self = heute.plus(tage: 7 * menge)
        case "m": self = heute.plus(monate: menge)
        case "j": self = heute.plus(monate: 12 * menge)
        default: self = heute.plus(tage: menge)
        }
    }

    private init?(punkte text: String, heute: Kalendertag) {
        var teile = text.split(separator: ".", omittingEmptySubsequences: false)
        if teile.count == 3, teile[2].isEmpty { teile.removeLast() }
        guard (2...3).contains(teile.count), teile.allSatisfy({ (1...4).contains($0.count) }),
              teile.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
              let tag = Int(teile[0]), let monat = Int(teile[1]) else { return nil }
        let jahr = teile.count == 3 ? Kalendertag.jahr(String(teile[2]), heute: heute) : heute.jahr
        guard let jahr else { return nil }
        self.init(jahr, monat, tag)
    }

    private init?(ziffern text: String, heute: Kalendertag) {
        guard text.count == 6 || text.count == 8, text.utf8.allSatisfy({ (48...57).contains($0) }),
            let tag = Int(text.prefix(2)), let monat = Int(text.dropFirst(2).prefix(2)),
            let jahr = Kalendertag.jahr(String(text.dropFirst(4)), heute: heute)
        else { return nil }
        self.init(jahr, monat, tag)
    }

    private static func jahr(_ text: String, heute: Kalendertag) -> Int? {
        guard let zahl = Int(text) else { return nil }
        guard text.count == 2 else { return text.count == 4 ? zahl : nil }
        let kandidat = heute.jahr / 100 * 100 + zahl
        return kandidat > heute.jahr + 10 ? kandidat - 100 : kandidat
    }
}

extension Kalendertag: Codable {
    package init(from decoder: any Decoder) throws {
        let inhalt = try decoder.singleValueContainer()
        let text = try inhalt.decode(String.self)
        guard let tag = Kalendertag(text) else {
            throw DecodingError.dataCorruptedError(
                in: inhalt, debugDescription: "Ein Tag steht als JJJJ-MM-TT; „\(text)“ ist keiner.")
        }
        self = tag
    }

    package func encode(to encoder: any Encoder) throws {
        var inhalt = encoder.singleValueContainer()
        try inhalt.encode(description)
    }
}
