/// Ein Zeitraum in Tagen; beide Ränder gehören dazu. Ohne Ende gilt er bis auf Weiteres.
package struct Zeitraum: Hashable, Sendable, Codable {
    package let von: Kalendertag
    package let bis: Kalendertag?

    /// `bis` vor `von` ist ein Programmfehler; Eingaben prüft `init(pruefe:)`.
    package init(von: Kalendertag, bis: Kalendertag? = nil) {
        precondition(bis.map { $0 >= von } ?? true, "Zeitraum endet vor seinem Beginn")
        self.von = von
        self.bis = bis
    }

    /// Nil, wenn das Ende vor dem Beginn liegt.
    package init?(pruefe von: Kalendertag, bis: Kalendertag?) {
        if let bis, bis < von { return nil }
        self.init(von: von, bis: bis)
    }

    package func enthaelt(_ tag: Kalendertag) -> Bool {
        von <= tag && (bis.map { tag <= $0 } ?? true)
    }

    /// Der gemeinsame Teil, oder nil.
    package func schnitt(_ anderer: Zeitraum) -> Zeitraum? {
        let anfang = max(von, anderer.von)
        let ende: Kalendertag? = switch (bis, anderer.bis) {
        case let (a?, b?): min(a, b)
        case let (a, b): a ?? b
        }
        return Zeitraum(pruefe: anfang, bis: ende)
    }

    package func ueberschneidet(_ anderer: Zeitraum) -> Bool { schnitt(anderer) != nil }

    /// Anzahl der Tage; nil ohne Ende.
    package var tage: Int? { bis.map { von.tage(bis: $0) + 1 } }

    package init(from decoder: any Decoder) throws {
        let inhalt = try decoder.container(keyedBy: CodingKeys.self)
        let von = try inhalt.decode(Kalendertag.self, forKey: .von)
        let bis = try inhalt.decodeIfPresent(Kalendertag.self, forKey: .bis)
        guard let zeitraum = Zeitraum(pruefe: von, bis: bis) else {
            throw DecodingError.dataCorruptedError(
                forKey: .bis, in: inhalt, debugDescription: "Das Ende liegt vor dem Beginn.")
        }
        self = zeitraum
    }

    private enum CodingKeys: String, CodingKey { case von, bis }
}

extension Zeitraum: CustomStringConvertible {
    /// `01.11.2026 bis 30.11.2026` oder `ab 01.11.2026`.
    package var description: String {
        if let bis { "\(von.deutsch) bis \(bis.deutsch)" } else { "ab \(von.deutsch)" }
    }
}
