import Foundation
import Grundwerte

/// Wann die Kasse zahlt: Daten des Kreises, kein Programm.
package struct Zahllaufregel: Hashable, Sendable, Codable {
    /// Montag = 1 bis Freitag = 5, aufsteigend.
    package let wochentage: [Int]
    /// Bis zu dieser Uhrzeit (Berlin) am Tag des Laufs Angeordnetes kommt mit.
    package let annahmeschluss: Uhrzeit
    /// Tage, an denen die Kasse nicht arbeitet, obwohl die Banken es tun, etwa Heiligabend.
    package let schliesstage: Set<Kalendertag>

    /// Dienstag und Freitag.
    package static let standard = Zahllaufregel(
        geprueft: [2, 5], annahmeschluss: Uhrzeit(geprueft: 8 * 60 + 30), schliesstage: [])

    package init(wochentage: [Int], annahmeschluss: Uhrzeit,
                 schliesstage: Set<Kalendertag> = []) throws(Fehler) {
        guard !wochentage.isEmpty else { throw .keinWochentag }
        if let falsch = wochentage.first(where: { !(1...5).contains($0) }) {
            throw .wochentag(falsch)
        }
        self.init(geprueft: Set(wochentage).sorted(), annahmeschluss: annahmeschluss,
                  schliesstage: schliesstage)
    }

    private init(geprueft wochentage: [Int], annahmeschluss: Uhrzeit,
                 schliesstage: Set<Kalendertag>) {
        self.wochentage = wochentage
        self.annahmeschluss = annahmeschluss
        self.schliesstage = schliesstage
    }

    package enum Fehler: Error, Hashable, Sendable {
        case keinWochentag
        case wochentag(Int)

        package var grund: String {
            switch self {
            case .keinWochentag:
                "Wochentage: Es fehlt ein Tag. Nennen Sie mindestens einen von Montag bis Freitag."
            case let .wochentag(nummer):
                "Wochentage: \(nummer) ist kein Tag, an dem Banken arbeiten. "
                + "Erlaubt sind 1 (Montag) bis 5 (Freitag)."
            }
        }
    }

    package init(from decoder: any Decoder) throws {
        let inhalt = try decoder.container(keyedBy: CodingKeys.self)
        do {
            try self.init(
                wochentage: inhalt.decode([Int].self, forKey: .wochentage),
                annahmeschluss: inhalt.decode(Uhrzeit.self, forKey: .annahmeschluss),
                schliesstage: inhalt.decodeIfPresent(
                    Set<Kalendertag>.self, forKey: .schliesstage) ?? [])
        } catch let fehler as Fehler {
            throw DecodingError.dataCorruptedError(
                forKey: .wochentage, in: inhalt, debugDescription: fehler.grund)
        }
    }

    private enum CodingKeys: String, CodingKey { case wochentage, annahmeschluss, schliesstage }
}

/// Stunde und Minute in Berlin, in JSON als `08:30`.
package struct Uhrzeit: Hashable, Sendable, Comparable, Codable, LosslessStringConvertible {
    private let minuten: Int

    /// Nil außerhalb von 0:00 bis 23:59.
    package init?(_ stunde: Int, _ minute: Int) {
        guard (0...23).contains(stunde), (0...59).contains(minute) else { return nil }
        minuten = stunde * 60 + minute
    }

    package init?(_ text: String) {
        let teile = text.split(separator: ":", omittingEmptySubsequences: false)
        guard teile.count == 2, teile.allSatisfy({ (1...2).contains($0.count) }),
              let stunde = Int(teile[0]),
              let minute = Int(teile[1]) else { return nil }
        self.init(stunde, minute)
    }

    /// Die Uhrzeit eines Zeitpunkts in Berlin.
    package init(_ zeitpunkt: Date) {
        let teile = Uhr.berlinUhrzeit(zeitpunkt).split(separator: ":").compactMap { Int($0) }
        minuten = teile[0] * 60 + teile[1]
    }

    fileprivate init(geprueft minuten: Int) { self.minuten = minuten }

    package static func < (links: Uhrzeit, rechts: Uhrzeit) -> Bool {
        links.minuten < rechts.minuten
    }

    package var description: String {
        let (stunde, minute) = minuten.quotientAndRemainder(dividingBy: 60)
        return "\(stunde < 10 ? "0" : "")\(stunde):\(minute < 10 ? "0" : "")\(minute)"
    }

    package init(from decoder: any Decoder) throws {
        let inhalt = try decoder.singleValueContainer()
        let text = try inhalt.decode(String.self)
        guard let zeit = Uhrzeit(text) else {
            throw DecodingError.dataCorruptedError(
                in: inhalt, debugDescription: "Eine Uhrzeit steht als HH:MM; „\(text)“ ist keine.")
        }
        self = zeit
    }

    package func encode(to encoder: any Encoder) throws {
        var inhalt = encoder.singleValueContainer()
        try inhalt.encode(description)
    }
}
