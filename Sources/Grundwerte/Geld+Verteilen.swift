extension Geld {
    /// Ein Teil einer Verteilung mit dem Weg dorthin.
    package struct Anteil: Hashable, Sendable {
        package let gewicht: Int64
        /// Der genaue Anteil ohne Vorzeichen, auf ganze Cent abgerundet.
        package let ganze: Geld
        /// Was beim Abrunden übrig blieb, in Teilen der Summe aller Gewichte eines Cents.
        package let rest: Int64
        /// Ob der Teil einen der Cent bekam, die beim Abrunden übrig blieben.
        package let zusatzcent: Bool
        package let betrag: Geld

        package init(gewicht: Int64, ganze: Geld, rest: Int64, zusatzcent: Bool, betrag: Geld) {
            self.gewicht = gewicht
            self.ganze = ganze
            self.rest = rest
            self.zusatzcent = zusatzcent
            self.betrag = betrag
        }
    }

    /// Teilt den Betrag im Verhältnis der Gewichte in ganze Cent, die zusammen genau ihn ergeben.
    ///
    /// Erst abgerundet, dann je ein Cent nach dem größten Rest (Hare-Niemeyer), bei Gleichstand
    /// nach dem größeren Gewicht, dann von vorn. Ein negativer Betrag teilt sich wie sein
    /// Gegenteil. Wo kein Gewicht zählt, bekommt niemand etwas: Wer dann einen Betrag hat, prüft
    /// das vorher.
    ///
    /// - Parameter gewichte: nicht negativ.
    package func anteile(nach gewichte: [Int64]) -> [Anteil] {
        let summe = gewichte.reduce(0, +), betrag = cent < 0 ? -cent : cent
        let genau = gewichte.map { gewicht in
            guard summe > 0 else { return (ganze: Int64(0), rest: Int64(0)) }
            let (ganze, rest) = summe.dividingFullWidth(betrag.multipliedFullWidth(by: gewicht))
            return (ganze, rest)
        }
        let uebrig = summe > 0 ? Int(betrag - genau.map(\.ganze).reduce(0, +)) : 0
        let folge = gewichte.indices.sorted {
            (genau[$1].rest, gewichte[$1], $0) < (genau[$0].rest, gewichte[$0], $1)
        }
        let bekommt = Set(folge.prefix(uebrig))
        return gewichte.indices.map { stelle in
            let ganze = genau[stelle].ganze, zusatz = bekommt.contains(stelle)
            let cents = ganze + (zusatz ? 1 : 0)
            return Anteil(gewicht: gewichte[stelle], ganze: Geld(cent: ganze),
                          rest: genau[stelle].rest, zusatzcent: zusatz,
                          betrag: Geld(cent: cent < 0 ? -cents : cents))
        }
    }

    /// Nur die Beträge von `anteile(nach:)`.
    package func verteilt(nach gewichte: [Int64]) -> [Geld] {
        anteile(nach: gewichte).map(\.betrag)
    }
}
