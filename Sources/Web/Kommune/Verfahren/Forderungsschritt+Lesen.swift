import Grundwerte
import Kommune
import Leistungsrecht
import Platform

extension Forderungsschritt {
    private static let cent = Geld(cent: 1)

    /// Liest die Angaben des Schritts; nil, wenn an einer etwas nicht stimmt.
    func lesen(_ e: inout Eingabe, _ forderung: Rueckforderung,
               _ wer: Unterzeichner) -> Verfahrensschritt.Tun? {
        let id = forderung.id
        switch self {
        case .anhoerung:
            guard let frist = e.datum("frist") else { return nil }
            return { try Rueckforderung.anhoeren(id, frist: frist, unterzeichner: wer, in: $0) }
        case .ohneAnhoerung:
            let verzicht = e.auswahl("verzicht", als: Anhoerungsverzicht.self),
            grund = e.text("grund")
            guard let verzicht, let grund else { return nil }
            return { try Rueckforderung.ohneAnhoerung(id, verzicht: verzicht, grund: grund,
                                                      in: $0) }
        case .bescheid: return bescheid(&e, forderung, wer)
        case .eingang: return eingang(&e, id)
        case .raten:
            let rate = e.betrag("rate", mindestens: Self.cent), erste = e.datum("erste")
            guard let rate, let erste else { return nil }
            return { try Rueckforderung.ratenVereinbaren(id, rate: rate, erste: erste,
                                                         unterzeichner: wer, in: $0) }
        case .stundung:
            let bis = e.datum("bis"), grund = e.text("grund")
            guard let bis, let grund else { return nil }
            return { try Rueckforderung.stunden(id, bis: bis, grund: grund, unterzeichner: wer,
                                                in: $0) }
        case .aufrechnung: return aufrechnung(&e, id)
        case .aufrechnungsende:
            guard let grund = e.text("grund") else { return nil }
            return { try Rueckforderung.aufrechnungBeenden(id, grund: grund, in: $0) }
        case .mahnung: return { _ = try Rueckforderung.mahnen(id, unterzeichner: wer, in: $0) }
        case .verzicht:
            let art = e.auswahl("art", als: Verzicht.Art.self), grund = e.text("grund")
            let betrag = e.betrag("betrag", mindestens: Self.cent)
            guard let art, let betrag, let grund else { return nil }
            return { try Rueckforderung.verzichtVorschlagen(id, art, betrag, grund: grund, in: $0) }
        case .ablehnung:
            let verzicht = e.kennung("id", als: Verzicht.ID.self), grund = e.text("grund")
            guard let verzicht, let grund else { return nil }
            return { try Rueckforderung.verzichtAblehnen(verzicht, grund: grund, in: $0) }
        case .gegenbuchung:
            let lfd = e.zahl("lfd", in: 1...100_000), grund = e.text("grund")
            guard let lfd, let grund else { return nil }
            return { try Rueckforderung.gegenbuchen(id, lfd: lfd, grund: grund, in: $0) }
        }
    }

    private func bescheid(_ e: inout Eingabe, _ forderung: Rueckforderung,
                          _ wer: Unterzeichner) -> Verfahrensschritt.Tun? {
        var grundlagen: [Rueckforderung.Position.ID: Aufhebungsgrund] = [:]
        for position in forderung.positionen {
            grundlagen[position.id] = e.auswahl("grundlage_\(position.id)",
                                                als: Aufhebungsgrund.self)
        }
        guard let begruendung = e.text("begruendung"), e.ohneFehler else { return nil }
        let beschluss = Rueckforderung.Beschluss(grundlagen: grundlagen, begruendung: begruendung)
        return { try Rueckforderung.entscheiden(forderung.id, beschluss, unterzeichner: wer,
                                                in: $0) }
    }

    private func eingang(_ e: inout Eingabe, _ id: Rueckforderung.ID) -> Verfahrensschritt.Tun? {
        let betrag = e.betrag("betrag", mindestens: Self.cent), tag = e.datum("tag")
        let vermerk = e.text("vermerk") ?? ""
        guard let betrag, let tag else { return nil }
        return { try Rueckforderung.eingang(id, betrag, am: tag, vermerk: vermerk, in: $0) }
    }

    private func aufrechnung(_ e: inout Eingabe,
                             _ id: Rueckforderung.ID) -> Verfahrensschritt.Tun? {
        let grundlage = e.auswahl("grundlage", als: Aufrechnung.Grundlage.self)
        let monatlich = e.betrag("monatlich", mindestens: Self.cent), ab = e.monat("ab"),
        grund = e.text("grund")
        guard let grundlage, let monatlich, let ab, let grund else { return nil }
        return {
            try Rueckforderung.aufrechnen(id, grundlage, monatlich: monatlich, ab: ab,
                                          begruendung: grund, in: $0)
        }
    }

    /// Was ein Formular vorschlägt.
    func vorschlag(_ stand: Forderungsstand, heute: Kalendertag) -> [String: [String]] {
        switch self {
        case .anhoerung:
            // Zwei Wochen und die vier Tage, bis der Brief als zugegangen gilt.
            ["frist": [Feiertag.werktag(ab: heute.plus(tage: Anhoerung.mindestfristTage
                                                       + 4)).deutsch]]
        case .eingang: ["tag": [heute.deutsch]]
        case .raten: ["erste": [heute.monat.naechster.ersterTag.deutsch]]
        case .aufrechnung: ["ab": [BewilligungForm.text(heute.monat.naechster)]]
        case .verzicht: ["betrag": [stand.offen.betrag]]
        default: [:]
        }
    }
}
