/// Ein Kalendermonat.
package struct Monat: Hashable, Sendable, Comparable {
    /// Monate seit Januar des Jahres 0.
    private let fortlaufend: Int32

    /// `nummer` von 1 bis 12; anderes ist ein Programmfehler.
    package init(_ jahr: Int, _ nummer: Int) {
        precondition((1...12).contains(nummer), "Monat \(nummer)")
        fortlaufend = Int32(jahr * 12 + nummer - 1)
    }

    package init(_ tag: Kalendertag) {
        let (jahr, monat, _) = tag.teile
        self.init(jahr, monat)
    }

    private init(fortlaufend: Int32) { self.fortlaufend = fortlaufend }

    package var jahr: Int { Int(fortlaufend) / 12 }
    package var nummer: Int { Int(fortlaufend) % 12 + 1 }
    package var tage: Int { Kalendertag.tageImMonat(jahr, nummer) }
    package var ersterTag: Kalendertag { Kalendertag(unchecked: jahr, nummer, 1) }
    package var letzterTag: Kalendertag { Kalendertag(unchecked: jahr, nummer, tage) }
    package var zeitraum: Zeitraum { Zeitraum(von: ersterTag, bis: letzterTag) }

    package func plus(_ monate: Int) -> Monat { Monat(fortlaufend: fortlaufend + Int32(monate)) }
    package var naechster: Monat { plus(1) }
    package var voriger: Monat { plus(-1) }
    package func monate(bis ende: Monat) -> Int { Int(ende.fortlaufend - fortlaufend) }

    package static func < (links: Monat, rechts: Monat) -> Bool {
        links.fortlaufend < rechts.fortlaufend
    }

    /// Alle Monate von `anfang` bis `ende`, beide eingeschlossen; leer, wenn `ende` davor liegt.
    package static func alle(von anfang: Monat, bis ende: Monat) -> [Monat] {
        guard anfang <= ende else { return [] }
        return (anfang.fortlaufend...ende.fortlaufend).map(Monat.init(fortlaufend:))
    }
}

extension Monat: CustomStringConvertible, LosslessStringConvertible {
    /// `2026-11`.
    package var description: String { "\(vierstellig(jahr))-\(zweistellig(nummer))" }

    package init?(_ text: String) {
        let teile = text.split(separator: "-", omittingEmptySubsequences: false)
        guard teile.count == 2, teile[0].count == 4, teile[1].count == 2,
            teile.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let jahr = Int(teile[0]), jahr > 0, let nummer = Int(teile[1]),
            (1...12).contains(nummer)
        else { return nil }
        self.init(jahr, nummer)
    }

    /// `November 2026`.
    package var deutsch: String { "\(name) \(jahr)" }

    /// Ein Zeitraum ganzer Monate: `Dezember 2026`, `November 2026 bis Dezember 2026`.
    package func deutsch(bis ende: Monat) -> String {
        self == ende ? deutsch : "\(deutsch) bis \(ende.deutsch)"
    }

    /// `November`.
    package var name: String {
        ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September",
         "Oktober", "November", "Dezember"][nummer - 1]
    }
}

extension Monat: Codable {
    package init(from decoder: any Decoder) throws {
        let inhalt = try decoder.singleValueContainer()
        let text = try inhalt.decode(String.self)
        guard let monat = Monat(text) else {
            throw DecodingError.dataCorruptedError(
                in: inhalt, debugDescription: "Ein Monat steht als JJJJ-MM; „\(text)“ ist keiner.")
        }
        self = monat
    }

    package func encode(to encoder: any Encoder) throws {
        var inhalt = encoder.singleValueContainer()
        try inhalt.encode(description)
    }
}
