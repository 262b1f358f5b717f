/// One number of a table before protection, with what the rules need to judge it.
package struct Zelle: Sendable, Equatable {
    package enum Art: String, Sendable {
        /// Persons or cases.
        case anzahl
        /// Cents, or another sum over contributors (days of processing).
        case summe
    }

    package let name: Zellname
    package let art: Art
    /// Never negative.
    package let wert: Int64
    /// How many contribute to a sum; for counts the count itself.
    package let beitragende: Int64
    /// The largest and the second largest contribution to a sum.
    package let groesster: Int64
    package let zweiter: Int64

    package init(
        name: Zellname, art: Art, wert: Int64, beitragende: Int64, groesster: Int64, zweiter: Int64
    ) {
        self.name = name
        self.art = art
        self.wert = wert
        self.beitragende = beitragende
        self.groesster = groesster
        self.zweiter = zweiter
    }

    package static func anzahl(_ name: Zellname, _ wert: Int64) -> Zelle {
        Zelle(name: name, art: .anzahl, wert: wert, beitragende: wert, groesster: min(wert, 1),
              zweiter: wert > 1 ? 1 : 0)
    }

    package static func summe(
        _ name: Zellname, _ wert: Int64, beitragende: Int64, groesster: Int64, zweiter: Int64
    ) -> Zelle {
        Zelle(name: name, art: .summe, wert: wert, beitragende: beitragende,
              groesster: groesster, zweiter: zweiter)
    }

    /// Both together, under a margin's name: contributors of two Kommunen are different ones.
    package func plus(_ andere: Zelle, als name: Zellname) -> Zelle {
        let beitraege = [groesster, zweiter, andere.groesster, andere.zweiter].sorted(by: >)
        return Zelle(name: name, art: art, wert: wert + andere.wert,
                     beitragende: beitragende + andere.beitragende,
                     groesster: beitraege[0], zweiter: beitraege[1])
    }
}

/// A cell's fate: shown for ever or hidden for ever.
package enum Zellstand: Sendable, Equatable {
    case offen
    case gesperrt(Sperrgrund)

    package var istGesperrt: Bool { self != .offen }
}

/// Why a cell is hidden. The reason itself is never published: it would tell that a cell is small.
package enum Sperrgrund: String, Sendable, CaseIterable {
    /// Fewer persons than the minimum frequency.
    case mindestfallzahl
    /// One or two contributors make up too much of a sum.
    case dominanz
    /// All of a group are in this one cell, so that each of its members would be known to be.
    case gruppe
    /// Hidden so that another cannot be computed.
    case sekundaer
    /// Goes with another cell that says the same.
    case gekoppelt
}

/// What holds between cells by their definitions: the sum of `glieder`, each times its factor, is
/// zero. The attacker knows it too.
package struct Beziehung: Sendable, Equatable {
    package struct Glied: Sendable, Equatable {
        package let name: Zellname
        package let faktor: Int64

        package init(_ name: Zellname, _ faktor: Int64) {
            self.name = name
            self.faktor = faktor
        }
    }

    package let glieder: [Glied]
    /// The margin and its categories, where it would tell something of people that all of them are
    /// in one category.
    package let gruppe: Bool

    package init(_ glieder: [Glied], gruppe: Bool = false) {
        self.glieder = glieder
        self.gruppe = gruppe
    }

    package static func rand(
        _ rand: Zellname, _ teile: [Zellname], gruppe: Bool = false
    ) -> Beziehung {
        Beziehung([Glied(rand, -1)] + teile.map { Glied($0, 1) }, gruppe: gruppe)
    }
}
