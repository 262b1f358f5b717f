/// The attacker. He has everything ever given out and knows every definition. For each hidden cell
/// he solves two linear programs: how small, how large can it be?
package struct Angriff: Sendable {
    /// A hidden cell and what he finds out about it.
    package struct Fund: Sendable {
        package let name: Zellname
        /// Persons or euros.
        package let von: Double
        /// Nil: without limit.
        package let bis: Double?
        /// Known closer than the rule allows.
        package let aufgedeckt: Bool
    }

    package let funde: [Fund]
    package let linearprogramme: Int
    /// Independent parts that the hidden cells fall into.
    package let bereiche: Int
    package let gleichungen: Int
    package let veroeffentlicht: Int

    package var gesperrt: Int { funde.count }
    package var aufgedeckt: [Fund] { funde.filter(\.aufgedeckt) }
    /// The narrowest interval of a hidden count, in persons.
    package let engsteSpanne: Int?

    package init(
        auf werk: Zellwerk, regel: Geheimhaltungsregel, _ annahme: Annahme = .gewiss
    ) {
        let bereiche = Bereich.alle(in: werk)
        var funde: [Fund] = [], engste: Int?
        for bereich in bereiche {
            let angreifer = Angreifer(bereich, auf: werk, annahme)
            for zelle in bereich.zellen {
                let (von, bis) = angreifer.grenzen(zelle)
                let bedarf = regel.bedarf(werk.zellen[zelle], werk.grund(zelle))
                let geschuetzt = bedarf.luecke(werk.zellen[zelle], von, bis, annahme).isEmpty
                funde.append(Fund(name: werk.zellen[zelle].name, von: von,
                                  bis: bis == .infinity ? nil : bis, aufgedeckt: !geschuetzt))
                if werk.zellen[zelle].art == .anzahl, bis < .infinity {
                    engste = min(engste ?? .max, Int(bis - von))
                }
            }
        }
        self.funde = funde
        linearprogramme = funde.count * 2
        self.bereiche = bereiche.count
        gleichungen = werk.gleichungen.count
        veroeffentlicht = werk.staende.count { !$0.istGesperrt }
        engsteSpanne = engste
    }
}

extension Schutzbedarf {
    /// The deviations of which one would close the gap, the better first; below zero is down. None
    /// if the interval suffices.
    func luecke(
        _ zelle: Zelle, _ von: Double, _ bis: Double, _ annahme: Annahme
    ) -> [Double] {
        let genau = 1e-4, wert = zelle.einheiten
        if von > wert - unten + genau { return [-unten] }
        if bis < wert + oben - genau { return [oben] }
        if bis - von < breite - genau {
            let hoch = breite - (wert - von), tief = breite - (bis - wert)
            return tief <= wert - zelle.mindestens(annahme) ? [hoch, -tief] : [hoch]
        }
        return []
    }
}

extension Zellwerk {
    func grund(_ zelle: Int) -> Sperrgrund {
        if case .gesperrt(let grund) = staende[zelle] { grund } else { .sekundaer }
    }
}

/// Hidden cells that relations tie together, directly or over others; apart from all the rest,
/// because what is given out is a constant to everybody.
struct Bereich {
    var zellen: [Int]
    var gleichungen: [Int]

    static func alle(in werk: Zellwerk) -> [Bereich] {
        var gesehen = [Bool](repeating: false, count: werk.zellen.count)
        var bereiche: [Bereich] = []
        for zelle in werk.zellen.indices where werk.istGesperrt(zelle) && !gesehen[zelle] {
            bereiche.append(um(zelle, in: werk, gesehen: &gesehen))
        }
        return bereiche
    }

    static func um(_ zelle: Int, in werk: Zellwerk) -> Bereich {
        var gesehen = [Bool](repeating: false, count: werk.zellen.count)
        return um(zelle, in: werk, gesehen: &gesehen)
    }

    private static func um(
        _ anfang: Int, in werk: Zellwerk, gesehen: inout [Bool]
    ) -> Bereich {
        var bereich = Bereich(zellen: [], gleichungen: []), offen = [anfang]
        var gleichungen: Set<Int> = []
        gesehen[anfang] = true
        while let zelle = offen.popLast() {
            bereich.zellen.append(zelle)
            for gleichung in werk.vorkommen[zelle]
            where gleichungen.insert(gleichung).inserted {
                for glied in werk.gleichungen[gleichung].glieder
                where werk.istGesperrt(glied.zelle) && !gesehen[glied.zelle] {
                    gesehen[glied.zelle] = true
                    offen.append(glied.zelle)
                }
            }
        }
        bereich.zellen.sort()
        bereich.gleichungen = gleichungen.sorted()
        return bereich
    }
}

/// The linear programs of one part. The attacker uses no true value of a hidden cell; guessing, he
/// uses whether it is zero.
final class Angreifer {
    private let loeser: Loeser
    private let spalte: [Int: Int]
    private let zellen: [Zelle]

    init(_ bereich: Bereich, auf werk: Zellwerk, _ annahme: Annahme) {
        spalte = Dictionary(uniqueKeysWithValues: bereich.zellen.enumerated().map { ($1, $0) })
        zellen = bereich.zellen.map { werk.zellen[$0] }
        let zeile = Dictionary(
            uniqueKeysWithValues: bereich.gleichungen.enumerated().map { ($1, $0) })
        let rechteSeiten = bereich.gleichungen.map { gleichung in
            -werk.gleichungen[gleichung].glieder.reduce(0.0) {
                werk.istGesperrt($1.zelle) ? $0 : $0 + $1.faktor * werk.zellen[$1.zelle].einheiten
            }
        }
        let spalten = bereich.zellen.map { zelle in
            Loeser.Spalte(
                unten: werk.zellen[zelle].mindestens(annahme), oben: Loeser.unendlich, kosten: 0,
                eintraege: werk.vorkommen[zelle].map { gleichung in
                    (zeile[gleichung]!, werk.gleichungen[gleichung].glieder
                        .first { $0.zelle == zelle }!.faktor)
                })
        }
        loeser = Loeser(spalten: spalten, rechteSeiten: rechteSeiten)
    }

    /// What is possible, counts in whole persons. Where the solver gives up, the cell counts as
    /// known: nothing is taken for safe that was not shown to be.
    func grenzen(_ zelle: Int) -> (von: Double, bis: Double) {
        let nummer = spalte[zelle]!, ganz = zellen[nummer].art == .anzahl
        let unten = loeser.grenze(nummer, richtung: 1)
        let oben = loeser.grenze(nummer, richtung: -1)
        guard case .optimum(let kleinster) = unten, oben != .unloesbar else {
            return (zellen[nummer].einheiten, zellen[nummer].einheiten)
        }
        let von = ganz ? (kleinster - 1e-6).rounded(.up) : kleinster
        guard case .optimum(let groesster) = oben else { return (von, .infinity) }
        return (von, ganz ? (groesster + 1e-6).rounded(.down) : groesster)
    }
}
