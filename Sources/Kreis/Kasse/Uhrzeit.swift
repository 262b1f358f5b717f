import Foundation
import Grundwerte

/// Stunde und Minute in Berlin: `08:30`.
package struct Uhrzeit: Hashable, Sendable, Comparable, LosslessStringConvertible {
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

    package static func < (links: Uhrzeit, rechts: Uhrzeit) -> Bool {
        links.minuten < rechts.minuten
    }

    package var description: String {
        let (stunde, minute) = minuten.quotientAndRemainder(dividingBy: 60)
        return "\(stunde < 10 ? "0" : "")\(stunde):\(minute < 10 ? "0" : "")\(minute)"
    }
}
