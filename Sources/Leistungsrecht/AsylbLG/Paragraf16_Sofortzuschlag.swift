import Grundwerte

extension AsylbLG {
    /// § 16 AsylbLG: monatlicher Zuschlag für Minderjährige und für unverheiratete junge Erwachsene
    /// unter 25 Jahren, die mit einem Elternteil in einer Wohnung leben.
    ///
    /// Teilmonate zählen nach § 3 Abs. 5, weil auch der Zuschlag eine monatliche Leistung ist.
    /// Kinder mit vollem Monat stehen gemeinsam in einer Zeile.
    static func sofortzuschlag(
        in haushalt: Haushaltsmonat, nach parameter: Parameter, auf bogen: inout Rechenbogen
    ) throws {
        var volle: [Int] = [], teilweise: [(person: Int, tage: Int)] = []
        for person in haushalt.personen.indices {
            let lagen = haushalt.lagen(person)
            let zaehlt = lagen.map { hatSofortzuschlag($0.lage.fall) }
            guard zaehlt.contains(true) else { continue }
            let alle = dreissigstel(
                lagen.map(\.spanne), monatstage: haushalt.tage.anzahl,
                zaehlung: haushalt.schalter.tageszaehlung)
            let tage = zip(alle, zaehlt).reduce(0) { $1.1 ? $0 + $1.0 : $0 }
            if tage == 30 { volle.append(person) } else { teilweise.append((person, tage)) }
        }
        guard !volle.isEmpty || !teilweise.isEmpty else { return }
        let stand = try parameter.sofortzuschlag.stand(am: haushalt.lage.monat.ersterTag)
        guard stand.wert > .null else { return }
        let satz = stand.wert.betrag
        if !volle.isEmpty {
            for person in volle { bogen.anteile[person].persoenlich += stand.wert }
            bogen.schritt(
                .bedarf, personen: volle, norm: "§ 16", fundstelle: stand.fundstelle,
                bezeichnung: "Sofortzuschlag", begruendung: "Für jedes Kind im Haushalt.",
                rechnung: volle.count == 1 ? satz : "\(volle.count) × \(satz)",
                betrag: stand.wert * volle.count)
        }
        for (person, tage) in teilweise {
            let betrag = anteilig(stand.wert, tage: tage, rundung: haushalt.schalter.centRundung)
            bogen.anteile[person].persoenlich += betrag
            bogen.schritt(
                .bedarf, person: person, norm: "§ 16, § 3 Abs. 5", fundstelle: stand.fundstelle,
                bezeichnung: "Sofortzuschlag", begruendung: "Für \(tage) von 30 Tagen.",
                rechnung: "\(satz) × \(tage)/30", betrag: betrag)
        }
    }

    private static func hatSofortzuschlag(_ fall: Stufenfall) -> Bool {
        switch fall {
        case .kleinkind, .kind, .jugendlich, .jugendlichAllein, .beiEltern: true
        case .allein, .partner, .sammelunterkunft, .sammelunterkunftStufeEins, .stationaer: false
        }
    }
}
