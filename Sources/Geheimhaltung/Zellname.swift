/// Names one number that may be published, by what it counts. The same number has the same name in
/// every table, level and month, so that hidden once is hidden everywhere.
package struct Zellname: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// `empfaenger|alter=18-24|kommune=05554004|monat=2026-10`: what is counted, then each feature
    /// with its category, by name. A feature that is summed over does not appear.
    package let text: String

    package init(_ gesamtheit: String, _ merkmale: [String: String]) {
        text = ([gesamtheit] + merkmale.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
            .joined(separator: "|")
    }

    /// A name as it was stored.
    package init(text: String) { self.text = text }

    package var gesamtheit: String { String(text.prefix { $0 != "|" }) }

    package var merkmale: [String: String] {
        Dictionary(uniqueKeysWithValues: text.split(separator: "|").dropFirst().map { teil in
            let grenze = teil.firstIndex(of: "=") ?? teil.endIndex
            return (String(teil[..<grenze]), String(teil[grenze...].dropFirst()))
        })
    }

    package var description: String { text }

    package static func < (links: Zellname, rechts: Zellname) -> Bool { links.text < rechts.text }
}
