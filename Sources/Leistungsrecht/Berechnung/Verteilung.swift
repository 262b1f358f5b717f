import Grundwerte

extension Sequence {
    func summe(_ betrag: (Element) -> Geld) -> Geld {
        var summe = Geld.null
        for element in self { summe += betrag(element) }
        return summe
    }
}

extension Geld {
    /// Teilt einen nicht negativen Betrag im Verhältnis der Gewichte in ganze Cent, die zusammen
    /// genau ihn ergeben: erst abgerundet, dann je ein Cent nach größtem Rest, bei Gleichstand von
    /// vorn.
    func verteilt(nach gewichte: [Int64]) -> [Geld] {
        let summe = gewichte.reduce(0, +)
        guard summe > 0 else { return gewichte.map { _ in .null } }
        if gewichte.count == 1 { return [self] }
        var teile: [Geld] = [], reste: [(rest: Int64, stelle: Int)] = []
        for (stelle, gewicht) in gewichte.enumerated() {
            let (ganze, rest) = summe.dividingFullWidth(cent.multipliedFullWidth(by: gewicht))
            teile.append(Geld(cent: ganze))
            reste.append((rest, stelle))
        }
        let uebrig = Int((self - teile.summe { $0 }).cent)
        reste.sort { ($1.rest, $0.stelle) < ($0.rest, $1.stelle) }
        for (_, stelle) in reste.prefix(uebrig) { teile[stelle] += Geld(cent: 1) }
        return teile
    }
}
