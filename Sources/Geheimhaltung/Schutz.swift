import Foundation

/// Decides which cells are hidden: first those that may not be shown by themselves, then as few
/// others as keep them from being computed. What was given out before stays as it is.
package struct Schutz {
    /// No choice of cells protects this one, because of what was given out before.
    package struct Unschuetzbar: Error, CustomStringConvertible {
        package let zelle: Zellname
        package var description: String {
            "\(zelle) lässt sich neben dem schon Veröffentlichten nicht schützen."
        }
    }

    private var werk: Zellwerk
    private let regel: Geheimhaltungsregel

    /// The same cells, protected.
    package static func schuetzen(
        _ werk: Zellwerk, nach regel: Geheimhaltungsregel
    ) throws -> Zellwerk {
        var schutz = Schutz(werk: werk, regel: regel)
        schutz.primaer()
        schutz.gruppen()
        schutz.koppeln()
        for zelle in schutz.gefaehrdete() { schutz.vorsorgen(zelle) }
        schutz.verstaerken()
        try schutz.nachbessern()
        return schutz.werk
    }

    private mutating func primaer() {
        for zelle in werk.zellen.indices where !werk.frueher[zelle] {
            if let grund = regel.sperrgrund(werk.zellen[zelle]) { werk.sperren(zelle, grund) }
        }
    }

    /// All of a group in one category: then that category is hidden and an empty one with it, so
    /// that they can be in either. Also where nobody can see how many they are.
    private mutating func gruppen() {
        for gleichung in werk.gleichungen where gleichung.gruppe && gleichung.glieder.count > 2 {
            let teile = gleichung.glieder.filter { $0.faktor > 0 }.map(\.zelle)
            let leere = teile.filter { werk.zellen[$0].wert == 0 }
            guard leere.count == teile.count - 1,
                  let besetzte = teile.first(where: { werk.zellen[$0].wert > 0 }) else { continue }
            werk.sperren(besetzte, .gruppe)
            let zweite = leere.filter { !werk.frueher[$0] }
                .min { (werk.raender[$0], $0) < (werk.raender[$1], $1) }
            if let zweite, !leere.contains(where: werk.istGesperrt) {
                werk.sperren(zweite, .gruppe)
            }
        }
    }

    private mutating func koppeln() {
        for gruppe in werk.koppelungen where gruppe.contains(where: werk.istGesperrt) {
            for zelle in gruppe { werk.sperren(zelle, .gekoppelt) }
        }
    }

    private func gefaehrdete() -> [Int] {
        werk.zellen.indices.filter { werk.istGesperrt($0) && !werk.frueher[$0] }
    }

    private func bedarf(_ zelle: Int) -> Schutzbedarf {
        regel.bedarf(werk.zellen[zelle], werk.grund(zelle))
    }

    /// Hides what it takes for the cell to reach both ways, as far as that can be had; what is
    /// really needed is seen to afterwards.
    private mutating func vorsorgen(_ zelle: Int) {
        let bedarf = bedarf(zelle)
        let hoechstens = werk.zellen[zelle].einheiten - werk.zellen[zelle].mindestens(.geraten)
        // A count needs the width only: no margin that tables share is given up for one side.
        let raender = bedarf.breite > 0 ? [false] : [false, true]
        let unten = bedarf.breite > 0 ? min(hoechstens, Double(regel.spanne)) : bedarf.unten
        let oben = bedarf.breite > 0 ? bedarf.breite - unten : bedarf.oben
        if unten > 0 { ausweichen(zelle, um: -unten, .geraten, mitRaendern: raender) }
        if oben > 0 { ausweichen(zelle, um: oben, .geraten, mitRaendern: raender) }
    }

    /// Attacks as the guessing attacker and hides more where that helps. What was given out before
    /// may leave no way; then the number stays known a little closer to who guesses well.
    private mutating func verstaerken() {
        while schliessen(luecken(.geraten), .geraten) {}
    }

    /// Attacks and hides more until nothing is found.
    private mutating func nachbessern() throws {
        while true {
            let luecken = luecken(.gewiss)
            guard let (zelle, _) = luecken.first else { return }
            guard schliessen(luecken, .gewiss) else {
                throw Unschuetzbar(zelle: werk.zellen[zelle].name)
            }
        }
    }

    /// Hides more for each gap; whether anything was there to hide.
    private mutating func schliessen(_ luecken: [(Int, [Double])], _ annahme: Annahme) -> Bool {
        var geholfen = false
        for (zelle, wege) in luecken
        where wege.contains(where: { ausweichen(zelle, um: $0, annahme) }) {
            geholfen = true
        }
        koppeln()
        return geholfen
    }

    /// The cells that an attacker would know too well, and the ways to make them give way.
    private func luecken(_ annahme: Annahme) -> [(Int, [Double])] {
        var luecken: [(Int, [Double])] = []
        // What holds only cells given out before is as it was when they were given out.
        for bereich in Bereich.alle(in: werk)
        where bereich.zellen.contains(where: { !werk.frueher[$0] }) {
            let angreifer = Angreifer(bereich, auf: werk, annahme)
            for zelle in bereich.zellen {
                let (von, bis) = angreifer.grenzen(zelle)
                let wege = bedarf(zelle).luecke(werk.zellen[zelle], von, bis, annahme)
                if !wege.isEmpty { luecken.append((zelle, wege)) }
            }
        }
        return luecken
    }

    /// Hides the cheapest cells through which this one can differ by `weite`: first within its own
    /// table, then also margins that tables share. False if there is nothing to hide for it.
    @discardableResult
    private mutating func ausweichen(
        _ zelle: Int, um weite: Double, _ annahme: Annahme,
        mitRaendern stufen: [Bool] = [false, true]
    ) -> Bool {
        for mitRaendern in stufen {
            let ausweg = Ausweg(
                zelle, um: weite, in: werk, annahme, mitRaendern: mitRaendern)
            if let zellen = ausweg.billigster() {
                for andere in zellen { werk.sperren(andere, .sekundaer) }
                return !zellen.isEmpty
            }
        }
        return false
    }
}

/// The cheapest other tables that an attacker must be left to think possible: a linear program
/// over deviations that keep every relation. Cells that deviate have to be hidden.
private struct Ausweg {
    private let werk: Zellwerk
    private let ziel: Int
    private let weite: Double
    private let annahme: Annahme
    private let mitRaendern: Bool

    init(_ ziel: Int, um weite: Double, in werk: Zellwerk, _ annahme: Annahme,
         mitRaendern: Bool) {
        self.werk = werk
        self.ziel = ziel
        self.weite = weite
        self.annahme = annahme
        self.mitRaendern = mitRaendern
    }

    /// The cells to hide beside those that are; nil if there is no way.
    func billigster() -> [Int]? {
        let (zellen, gleichungen) = umgebung()
        let zeile = Dictionary(uniqueKeysWithValues: gleichungen.enumerated().map { ($1, $0) })
        var spalten: [Loeser.Spalte] = [], herkunft: [Int] = []
        for zelle in zellen {
            let eintraege = werk.vorkommen[zelle].map { gleichung in
                (zeile: zeile[gleichung]!, faktor: werk.gleichungen[gleichung].glieder
                    .first { $0.zelle == zelle }!.faktor)
            }
            for spalte in spaltenpaar(zelle, eintraege) {
                spalten.append(spalte)
                herkunft.append(zelle)
            }
        }
        let loeser = Loeser(spalten: spalten,
                            rechteSeiten: [Double](repeating: 0, count: gleichungen.count))
        guard case .optimum = loeser.loesen() else { return nil }
        let loesung = loeser.loesung
        return Set(herkunft.indices
            .filter { abs(loesung[$0]) > 1e-6 && !werk.istGesperrt(herkunft[$0]) }
            .map { herkunft[$0] }).sorted()
    }

    private func spaltenpaar(
        _ zelle: Int, _ eintraege: [(zeile: Int, faktor: Double)]
    ) -> [Loeser.Spalte] {
        if zelle == ziel {
            return [Loeser.Spalte(unten: weite, oben: weite, kosten: 0, eintraege: eintraege)]
        }
        let tiefer = werk.zellen[zelle].einheiten
            - werk.zellen[zelle].mindestens(annahme)
        if werk.istGesperrt(zelle) {
            return [Loeser.Spalte(unten: -tiefer, oben: Loeser.unendlich, kosten: 0,
                                  eintraege: eintraege)]
        }
        let kosten = kosten(zelle)
        let hoch = Loeser.Spalte(unten: 0, oben: Loeser.unendlich, kosten: kosten,
                                 eintraege: eintraege)
        if tiefer == 0 { return [hoch] }
        return [hoch, Loeser.Spalte(unten: 0, oben: tiefer, kosten: kosten,
                                    eintraege: eintraege.map { ($0.zeile, -$0.faktor) })]
    }

    /// What hiding a cell loses: more for large numbers, much more for margins.
    private func kosten(_ zelle: Int) -> Double {
        (1 + log2(1 + werk.zellen[zelle].einheiten) / 4) * (1 + 8 * Double(werk.raender[zelle]))
    }

    /// Cells that may deviate together with the target, and the relations between them.
    private func umgebung() -> ([Int], [Int]) {
        var zellen = [ziel], gesehen: Set<Int> = [ziel], gleichungen: Set<Int> = []
        var naechste = 0
        while naechste < zellen.count {
            for gleichung in werk.vorkommen[zellen[naechste]]
            where gleichungen.insert(gleichung).inserted {
                for glied in werk.gleichungen[gleichung].glieder
                where darf(glied.zelle) && gesehen.insert(glied.zelle).inserted {
                    zellen.append(glied.zelle)
                }
            }
            naechste += 1
        }
        return (zellen, gleichungen.sorted())
    }

    private func darf(_ zelle: Int) -> Bool {
        if werk.istGesperrt(zelle) { return true }
        return !werk.frueher[zelle] && (mitRaendern || werk.raender[zelle] < 2)
    }
}
