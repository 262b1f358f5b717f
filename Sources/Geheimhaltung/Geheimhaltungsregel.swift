import Grundwerte

/// The thresholds of disclosure control, dated like every parameter. A publication names the one
/// it was protected by.
package struct Geheimhaltungsregel: Sendable, Equatable {
    package let gueltigAb: Kalendertag
    /// Counts from 1 up to below this are hidden; so are sums of fewer contributors.
    package let mindestfallzahl: Int64
    /// (1, k): hidden if the largest contributor has more than k percent.
    package let dominanzEiner: Int64
    /// (2, k): hidden if the two largest have more than k percent.
    package let dominanzZweier: Int64
    /// p %: hidden if the second largest could estimate the largest closer than p percent.
    package let prozent: Int64
    /// No hidden count may be known to plus or minus this many persons; no hidden sum to plus or
    /// minus this many euros.
    package let spanne: Int64

    package init(
        gueltigAb: Kalendertag, mindestfallzahl: Int64, dominanzEiner: Int64,
        dominanzZweier: Int64, prozent: Int64, spanne: Int64
    ) {
        self.gueltigAb = gueltigAb
        self.mindestfallzahl = mindestfallzahl
        self.dominanzEiner = dominanzEiner
        self.dominanzZweier = dominanzZweier
        self.prozent = prozent
        self.spanne = spanne
    }

    /// Why this cell may not be shown by itself, or nil.
    package func sperrgrund(_ zelle: Zelle) -> Sperrgrund? {
        switch zelle.art {
        case .anzahl:
            return zelle.wert > 0 && zelle.wert < mindestfallzahl ? .mindestfallzahl : nil
        case .summe:
            guard zelle.wert > 0 else { return nil }
            if zelle.beitragende < mindestfallzahl { return .mindestfallzahl }
            return dominanzluecke(zelle) > 0 ? .dominanz : nil
        }
    }

    /// By how much a sum would have to be larger to be safe by every rule of dominance; not above
    /// zero for a safe one. In the unit of the cell.
    func dominanzluecke(_ zelle: Zelle) -> Double {
        let wert = Double(zelle.wert), erster = Double(zelle.groesster)
        let zweiter = Double(zelle.zweiter)
        return max(erster * 100 / Double(dominanzEiner) - wert,
                   (erster + zweiter) * 100 / Double(dominanzZweier) - wert,
                   Double(prozent) / 100 * erster - (wert - erster - zweiter))
    }

    /// What an attacker must be left to believe possible of a hidden cell.
    func bedarf(_ zelle: Zelle, _ grund: Sperrgrund) -> Schutzbedarf {
        let wert = zelle.einheiten
        switch zelle.art {
        case .anzahl:
            return Schutzbedarf(unten: 0, oben: 0, breite: 2 * Double(spanne) + 1)
        case .summe:
            var weite = Double(spanne)
            if grund == .dominanz || grund == .mindestfallzahl {
                weite = max(weite, dominanzluecke(zelle) / 100, wert * Double(prozent) / 100)
            }
            return Schutzbedarf(unten: min(wert, weite), oben: weite, breite: 0)
        }
    }
}

/// How far below and above the true value an attacker's interval must reach, and how wide it must
/// be at least. Persons or euros. A count only needs the width: next to zero or to a margin its
/// interval lies to one side.
struct Schutzbedarf: Sendable, Equatable {
    let unten: Double
    let oben: Double
    let breite: Double
}

/// What an attacker starts from.
package enum Annahme: Sendable {
    /// Only what is certain: against him protection is a condition of publishing.
    case gewiss
    /// Also that what is hidden is not zero: against him as much is hidden as can be, which is all
    /// but what earlier publications have fixed.
    case geraten
}

extension Zelle {
    /// Persons, or euros of a sum: numbers of a size that suits the solver.
    var einheiten: Double { art == .summe ? Double(wert) / 100 : Double(wert) }

    /// The least that an attacker takes this cell for if it is hidden: zero, for all he can know.
    /// Most zeros are shown, though, so that a hidden count is hardly ever one; the guessing
    /// attacker is given which of them are.
    func mindestens(_ angreifer: Annahme) -> Double {
        angreifer == .geraten && art == .anzahl && wert > 0 ? 1 : 0
    }
}
