import Grundwerte

extension AsylbLG {
    /// § 16 AsylbLG: monatlicher Zuschlag für Minderjährige und für unverheiratete junge Erwachsene
    /// unter 25 Jahren, die mit einem Elternteil in einer Wohnung leben.
    ///
    /// Er steht auch bei Leistungen nach § 2 zu, nicht aber, wo § 1a oder § 1 Abs. 4 nur bestimmte
    /// Bedarfe lassen. Teilmonate zählen nach § 3 Abs. 5, weil auch der Zuschlag eine monatliche
    /// Leistung ist. Kinder mit vollem Monat stehen gemeinsam in einer Zeile.
    static func sofortzuschlag(
        in haushalt: Haushaltsmonat, nach parameter: Parameter, auf bogen: inout Rechenbogen
    ) throws {
        var volle: [Int] = [], teilweise: [(person: Int, tage: Int)] = []
        for person in haushalt.personen.indices {
            var tage = 0
            for lage in haushalt.lagen[person] where hatSofortzuschlag(lage.lage) {
                tage += lage.tage
            }
            guard tage > 0 else { continue }
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

    private static func hatSofortzuschlag(_ lage: Stufenlage) -> Bool {
        guard lage.grundlage == .grundleistung || lage.grundlage == .analogleistung else {
            return false
        }
        return switch lage.fall {
        case .kleinkind, .kind, .jugendlich, .jugendlichAllein, .beiEltern: true
        case .allein, .partner, .sammelunterkunft, .sammelunterkunftStufeEins, .stationaer: false
        }
    }
}
