/// All cells ever given out or about to be, with every relation between them, by index.
package struct Zellwerk: Sendable {
    /// A definition and the numbers do not fit: somebody counted differently in two tables.
    package struct Unstimmig: Error, CustomStringConvertible {
        package let description: String
    }

    package private(set) var zellen: [Zelle] = []
    package private(set) var staende: [Zellstand] = []
    /// Given out before: its fate is sealed.
    private(set) var frueher: [Bool] = []
    private(set) var index: [Zellname: Int] = [:]
    private(set) var gleichungen: [Gleichung] = []
    /// The relations that a cell is part of.
    private(set) var vorkommen: [[Int]] = []
    /// How many of its relations have the cell as their margin.
    private(set) var raender: [Int] = []
    /// Cells that say the same and share their fate.
    private(set) var koppelungen: [[Int]] = []

    struct Gleichung: Sendable {
        let glieder: [(zelle: Int, faktor: Double)]
        let gruppe: Bool
    }

    package init() {}

    /// Takes cells in. What is there already keeps its fate and must have the same value.
    package mutating func aufnehmen(_ neue: [(Zelle, Zellstand?)]) throws {
        for (zelle, stand) in neue {
            if let da = index[zelle.name] {
                guard zellen[da].wert == zelle.wert else {
                    throw Unstimmig(description: "\(zelle.name) hat zwei Werte.")
                }
                continue
            }
            guard zelle.wert >= 0 else {
                throw Unstimmig(description: "\(zelle.name) ist negativ.")
            }
            index[zelle.name] = zellen.count
            zellen.append(zelle)
            staende.append(stand ?? .offen)
            frueher.append(stand != nil)
            vorkommen.append([])
            raender.append(0)
        }
    }

    /// Relations over cells taken in before. One that names a cell that was never given out says
    /// nothing and is left out.
    package mutating func verbinden(_ beziehungen: [Beziehung]) throws {
        for beziehung in beziehungen {
            let glieder = beziehung.glieder.compactMap { glied in
                index[glied.name].map { (zelle: $0, faktor: Double(glied.faktor)) }
            }
            guard glieder.count == beziehung.glieder.count, glieder.count > 1 else { continue }
            let summe = beziehung.glieder.reduce(Int64(0)) {
                $0 + $1.faktor * zellen[index[$1.name]!].wert
            }
            guard summe == 0 else {
                throw Unstimmig(description: "\(beziehung.glieder[0].name): "
                    + "Die Teile ergeben nicht den Rand.")
            }
            for glied in glieder {
                vorkommen[glied.zelle].append(gleichungen.count)
                if glied.faktor < 0 { raender[glied.zelle] += 1 }
            }
            gleichungen.append(Gleichung(glieder: glieder, gruppe: beziehung.gruppe))
        }
    }

    package mutating func koppeln(_ namen: [[Zellname]]) {
        koppelungen += namen.map { $0.compactMap { index[$0] } }.filter { $0.count > 1 }
    }

    mutating func sperren(_ zelle: Int, _ grund: Sperrgrund) {
        if !staende[zelle].istGesperrt && !frueher[zelle] { staende[zelle] = .gesperrt(grund) }
    }

    mutating func oeffnen(_ zelle: Int) { staende[zelle] = .offen }

    func istGesperrt(_ zelle: Int) -> Bool { staende[zelle].istGesperrt }

    package func stand(_ name: Zellname) -> Zellstand? { index[name].map { staende[$0] } }
}
