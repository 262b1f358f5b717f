import Grundwerte
import Kreis
import Platform

/// Die Krankenhilfe der letzten Monate: freigegebene Rechnungen, eine Gutschrift, übernommene
/// Einnahmen der Kommunen, eine abgeschlossene Umlage. Der Vormonat bleibt als Vorschlag (B-6.7).
extension Kassenbetrieb {
    /// Um den Zehnten kommen die Rechnungen des Vormonats, um den Zweiundzwanzigsten legt die
    /// Abrechnungsstelle ihn um, wenn er nicht der letzte ist.
    func krankenhilfe(_ monat: Monat, am tag: Kalendertag, vorher: Kalendertag?) async throws {
        guard monat >= zeit.heute.monat.plus(-2) else { return }
        func erreicht(_ nummer: Int) -> Bool {
            tag.tag >= nummer && (vorher.map { $0.monat < monat || $0.tag < nummer } ?? true)
        }
        if erreicht(10) { try await rechnungen(fuer: monat.voriger, am: tag) }
        if erreicht(22), monat < zeit.heute.monat {
            try await einnahmenUebernehmen(am: tag)
            try await umlegen(monat.voriger, am: tag)
        }
    }

    private func rechnungen(fuer monat: Monat, am tag: Kalendertag) async throws {
        let steller = try await rechnungssteller(am: tag)
        var zufall = Zufall(anfang, monat.jahr * 12 + monat.nummer, 61)
        let betraege = [3_600_000, 810_000, 1_240_000, 92_000].map {
            Geld(cent: Int64($0 + zufall.zahl(1...199_999)))
        }
        let belege = zip([0, 1, 2, 2], betraege).enumerated().map { lfd, beleg in
            (steller[beleg.0], beleg.1, lfd == 3)
        }
        let ids = try await schreiben(.abrechnung, abrechnung, .sammelrechnungErfassen, am: tag) {
            session in
            try belege.map { steller, betrag, istGutschrift in
                let nummer = "\(istGutschrift ? "GS" : "RE")-\(steller.plz)-\(monat)"
                let id = try Sammelrechnung.erfassen(
                    .init(steller: steller.id, art: istGutschrift ? .gutschrift : .rechnung,
                          nummer: nummer, monat: monat, rechnungsdatum: tag.plus(tage: -3),
                          betrag: betrag, dokumentname: "\(nummer).pdf",
                          dokument: Self.beleg(steller, nummer), hinweiseGeprueft: false),
                    in: session)
                try Sammelrechnung.pruefen(id, vermerk: "Summen nachgerechnet", in: session)
                return id
            }
        }
        try await schreiben(.abrechnung, zweiteAbrechnung, .sammelrechnungFreigeben, am: tag) {
            session in
            for id in ids { try Sammelrechnung.freigeben(id, in: session) }
        }
    }

    private func einnahmenUebernehmen(am tag: Kalendertag) async throws {
        try await schreiben(.abrechnung, abrechnung, .durchleitungEntscheiden, am: tag) { session in
            for meldung in try Durchleitung.offene(in: session) {
                try meldung.uebernehmen(in: session)
            }
        }
    }

    /// Zwei Personen schließen ab; danach zahlen die Kommunen mit ihrem Kassenzeichen.
    private func umlegen(_ monat: Monat, am tag: Kalendertag) async throws {
        let offen = try await schreiben(.abrechnung, abrechnung, .umlageFeststellen, am: tag) {
            session in
            guard try Umlagevorschlag.laden(monat, in: session).hindernis == nil else {
                return false
            }
            try Umlagevorschlag.feststellen(monat, in: session)
            return true
        }
        guard offen else { return }
        let teile = try await schreiben(.abrechnung, zweiteAbrechnung, .umlageAbschliessen,
                                        am: tag) { session in
            try Umlageteil.alle(Umlage.abschliessen(monat, in: session), in: session)
        }
        for (lfd, teil) in teile.enumerated() where teil.betrag > .null {
            var zufall = Zufall(anfang, lfd, monat.jahr * 12 + monat.nummer, 62)
            guard zufall.trifft(80) else { continue }
            let ab = tag.plus(tage: zufall.zahl(4...12))
            bankEingang(von: teil.kommune, zweck: "Umlage \(teil.kassenzeichen)",
                        betrag: teil.betrag,
                        am: Bankkalender.istBanktag(ab) ? ab
                            : Bankkalender.naechsterBanktag(nach: ab))
        }
    }
}
