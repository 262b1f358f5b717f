/// The shape of one table: what is counted, for fixed features (the month), by others. Its cells
/// are all combinations with `Insgesamt`; each margin is the sum over all its categories.
package struct Kreuztabelle: Sendable {
    package struct Merkmal: Sendable, Equatable {
        package let name: String
        /// All of them, also those with nobody in.
        package let auspraegungen: [String]
        /// Whether it tells something of people that all of them are in one category.
        package let sensibel: Bool

        package init(_ name: String, _ auspraegungen: [String], sensibel: Bool) {
            self.name = name
            self.auspraegungen = auspraegungen
            self.sensibel = sensibel
        }
    }

    package let gesamtheit: String
    package let fest: [String: String]
    package let merkmale: [Merkmal]

    package init(_ gesamtheit: String, fest: [String: String], merkmale: [Merkmal]) {
        self.gesamtheit = gesamtheit
        self.fest = fest
        self.merkmale = merkmale
    }

    /// One category per feature, nil for `Insgesamt`.
    package typealias Ort = [String?]

    /// Every cell, inner ones first in the order of the categories, margins last.
    package var orte: [Ort] {
        merkmale.reduce([[]]) { orte, merkmal in
            orte.flatMap { ort in
                (merkmal.auspraegungen.map(Optional.some) + [nil]).map { ort + [$0] }
            }
        }
    }

    package func name(_ ort: Ort) -> Zellname {
        var alle = fest
        for (merkmal, wert) in zip(merkmale, ort) {
            if let wert { alle[merkmal.name] = wert }
        }
        return Zellname(gesamtheit, alle)
    }

    package var beziehungen: [Beziehung] {
        merkmale.indices.flatMap { stelle in
            orte.filter { $0[stelle] == nil }.map { rand in
                let teile = merkmale[stelle].auspraegungen.map { wert in
                    var ort = rand
                    ort[stelle] = wert
                    return name(ort)
                }
                return .rand(name(rand), teile, gruppe: merkmale[stelle].sensibel)
            }
        }
    }

    /// All cells of the table. What is not given is zero if it is an inner cell, otherwise the sum
    /// over the categories of its first summed feature.
    package func zellen(_ gegebene: [Zellname: Zelle], art: Zelle.Art) -> [Zelle] {
        var zellen: [Zellname: Zelle] = [:]
        let orte = orte
        for ort in orte.sorted(by: { $0.count { $0 == nil } < $1.count { $0 == nil } }) {
            let name = name(ort)
            zellen[name] = gegebene[name] ?? teile(ort).reduce(leer(name, art)) {
                $0.plus(zellen[$1]!, als: name)
            }
        }
        return orte.map { zellen[name($0)]! }
    }

    /// The cells that make up a margin; none for an inner cell.
    private func teile(_ ort: Ort) -> [Zellname] {
        guard let stelle = ort.firstIndex(of: nil) else { return [] }
        return merkmale[stelle].auspraegungen.map { wert in
            var teil = ort
            teil[stelle] = wert
            return name(teil)
        }
    }

    private func leer(_ name: Zellname, _ art: Zelle.Art) -> Zelle {
        Zelle(name: name, art: art, wert: 0, beitragende: 0, groesster: 0, zweiter: 0)
    }
}
