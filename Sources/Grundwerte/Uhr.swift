import Foundation

/// Woher das Programm weiß, wie spät es ist. Wird überall hineingereicht, damit Tests an einem
/// festen Tag laufen.
///
/// Zeitstempel in der Datenbank setzt die Datenbank; die Uhr bestimmt, welcher Tag fachlich heute
/// ist.
package struct Uhr: Sendable {
    private let lesen: @Sendable () -> Date

    package init(_ lesen: @escaping @Sendable () -> Date) { self.lesen = lesen }

    package static let system = Uhr { Date() }

    /// Steht auf 12 Uhr mittags (Berlin) dieses Tages.
    package static func fest(am tag: Kalendertag) -> Uhr {
        let mittag = Uhr.mittag(tag)
        return Uhr { mittag }
    }

    package var jetzt: Date { lesen() }

    /// Der Kalendertag in Berlin, gleich welche Zone der Rechner hat.
    package var heute: Kalendertag { Uhr.berlinTag(jetzt) }

    /// Die einzige Stelle, die einen Zeitpunkt in einen Tag wandelt.
    package static func berlinTag(_ zeitpunkt: Date) -> Kalendertag {
        let versatz = berlin.secondsFromGMT(for: zeitpunkt)
        let sekunden = Int64(zeitpunkt.timeIntervalSince1970.rounded(.down)) + Int64(versatz)
        let tage = sekunden >= 0 ? sekunden / 86_400 : (sekunden - 86_399) / 86_400
        return Kalendertag(tageSeit2000: Int32(tage - 10_957))
    }

    /// Stunde und Minute in Berlin: `09:14`.
    package static func berlinUhrzeit(_ zeitpunkt: Date) -> String {
        let sekunden = Int64(zeitpunkt.timeIntervalSince1970.rounded(.down))
            + Int64(berlin.secondsFromGMT(for: zeitpunkt))
        let desTages = Int((sekunden % 86_400 + 86_400) % 86_400)
        return "\(zweistellig(desTages / 3600)):\(zweistellig(desTages / 60 % 60))"
    }

    private static func mittag(_ tag: Kalendertag) -> Date {
        let utc = Date(
            timeIntervalSince1970: Double(Int64(tag.tageSeit2000) + 10_957) * 86_400 + 43_200)
        return utc.addingTimeInterval(-Double(berlin.secondsFromGMT(for: utc)))
    }

    private static let berlin: TimeZone = {
        guard let zone = TimeZone(identifier: "Europe/Berlin") else {
            preconditionFailure("Die Zeitzonendaten fehlen (Paket tzdata).")
        }
        return zone
    }()
}
