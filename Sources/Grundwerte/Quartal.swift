/// Ein Kalendervierteljahr.
package struct Quartal: Hashable, Sendable, Comparable {
    package let ersterMonat: Monat

    package init(_ tag: Kalendertag) {
        ersterMonat = Monat(tag.jahr, (tag.monat.nummer - 1) / 3 * 3 + 1)
    }

    private init(ersterMonat: Monat) { self.ersterMonat = ersterMonat }

    package var jahr: Int { ersterMonat.jahr }
    /// 1 bis 4.
    package var nummer: Int { (ersterMonat.nummer - 1) / 3 + 1 }
    package var ersterTag: Kalendertag { ersterMonat.ersterTag }
    package var letzterTag: Kalendertag { ersterMonat.plus(2).letzterTag }
    package var zeitraum: Zeitraum { Zeitraum(von: ersterTag, bis: letzterTag) }
    package var naechstes: Quartal { Quartal(ersterMonat: ersterMonat.plus(3)) }
    package var voriges: Quartal { Quartal(ersterMonat: ersterMonat.plus(-3)) }

    /// `4. Quartal 2026`.
    package var deutsch: String { "\(nummer). Quartal \(jahr)" }

    package static func < (links: Quartal, rechts: Quartal) -> Bool {
        links.ersterMonat < rechts.ersterMonat
    }
}

extension Quartal: CustomStringConvertible, LosslessStringConvertible {
    /// `2026-4`.
    package var description: String { "\(vierstellig(jahr))-\(nummer)" }

    package init?(_ text: String) {
        let teile = text.split(separator: "-", omittingEmptySubsequences: false)
        guard teile.count == 2, teile[0].count == 4, teile[1].count == 1,
            teile[0].utf8.allSatisfy({ (48...57).contains($0) }),
            let jahr = Int(teile[0]), jahr > 0, let nummer = Int(teile[1]), (1...4).contains(nummer)
        else { return nil }
        self.init(ersterMonat: Monat(jahr, nummer * 3 - 2))
    }
}
