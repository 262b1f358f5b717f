import Grundwerte
import Postgres

/// A part of a list in the order of its ids: what comes after one, at most so many. As ids rise
/// with time, nothing is skipped or seen twice, however the list grows meanwhile.
package struct Blatt: Sendable {
    package static let hoechstens = 200

    package let nach: UUIDv7?
    package let anzahl: Int

    /// `anzahl` from 1 to `hoechstens`.
    package init(nach: UUIDv7? = nil, anzahl: Int = 50) {
        self.nach = nach
        self.anzahl = min(max(anzahl, 1), Blatt.hoechstens)
    }

    /// `WHERE f.id > \(blatt.ab) ORDER BY f.id LIMIT \(blatt.grenze)`: one more than wanted, so
    /// that the end is known.
    package var ab: SQL { "coalesce(\(nach)::uuid, '00000000-0000-0000-0000-000000000000')" }
    package var grenze: Int { anzahl + 1 }
}
