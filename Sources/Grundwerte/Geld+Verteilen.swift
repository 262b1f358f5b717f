extension Geld {
    /// Teilt den Betrag im Verhältnis der Gewichte in ganze Cent, die zusammen genau ihn ergeben.
    ///
    /// Erst abgerundet, dann je ein Cent nach dem größten Rest (Hare-Niemeyer), bei Gleichstand nach
    /// dem größeren Gewicht, dann von vorn. Ein negativer Betrag teilt sich wie sein Gegenteil. Wo
    /// kein Gewicht zählt, bekommt niemand etwas: Wer dann einen Betrag hat, prüft das vorher.
    ///
    /// - Parameter gewichte: nicht negativ.
    package func verteilt(nach gewichte: [Int64]) -> [Geld] {
        let summe = gewichte.reduce(0, +)
        guard summe > 0 else { return gewichte.map { _ in .null } }
        if gewichte.count == 1 { return [self] }
        guard cent >= 0 else { return Geld(cent: -cent).verteilt(nach: gewichte).map { -$0 } }
        var teile: [Geld] = [], reste: [(rest: Int64, gewicht: Int64, stelle: Int)] = []
        var uebrig = cent
        for (stelle, gewicht) in gewichte.enumerated() {
            let (ganze, rest) = summe.dividingFullWidth(cent.multipliedFullWidth(by: gewicht))
            teile.append(Geld(cent: ganze))
            reste.append((rest, gewicht, stelle))
            uebrig -= ganze
        }
        reste.sort { ($1.rest, $1.gewicht, $0.stelle) < ($0.rest, $0.gewicht, $1.stelle) }
        for (_, _, stelle) in reste.prefix(Int(uebrig)) { teile[stelle] += Geld(cent: 1) }
        return teile
    }
}
