import Grundwerte
import Leistungsrecht
import Uebergabe

/// Wohin ein Teil der Leistung geht, in fertigen Worten: Empfänger, Weg, Betrag.
package struct Auszahlungsweg: Sendable, Equatable {
    package let an: String
    package let zahlweg: String
    package let betrag: Geld
}

extension Fallakte {
    /// Die Auszahlungen eines Monats, wie Bogen und Bescheid sie nennen.
    package func wege(_ ergebnis: Monatsergebnis) -> [Auszahlungsweg] {
        let tag = ergebnis.monat.letzterTag
        return ergebnis.auszahlungen.filter { $0.betrag > .null }.map { auszahlung in
            switch auszahlung.form {
            case .sachleistung, .gutschein:
                Auszahlungsweg(an: auszahlung.zweck, zahlweg: auszahlung.form.bezeichnung,
                               betrag: auszahlung.betrag)
            case .direktzahlung:
                vermieterweg(auszahlung, am: tag)
            case .geld, .bezahlkarte:
                kontoweg(auszahlung, am: tag)
            }
        }
    }

    /// Wie `wege`; was einbehalten wird, steht statt auf dem Konto bei der Forderung.
    func wege(_ ergebnis: Monatsergebnis, einbehalte: [Einbehalt]) -> [Auszahlungsweg] {
        var abzuziehen = einbehalte.map(\.betrag).summe()
        let formen = ergebnis.auszahlungen.filter { $0.betrag > .null }.map(\.form)
        let gekuerzt = zip(wege(ergebnis), formen).map { weg, form in
            guard form == .geld || form == .bezahlkarte else { return weg }
            let abzug = min(abzuziehen, weg.betrag)
            abzuziehen -= abzug
            return Auszahlungsweg(an: weg.an, zahlweg: weg.zahlweg, betrag: weg.betrag - abzug)
        }
        return gekuerzt + einbehalte.map {
            Auszahlungsweg(an: "Rückforderung \($0.kassenzeichen)", zahlweg: "einbehalten",
                           betrag: $0.betrag)
        }
    }

    private func vermieterweg(_ auszahlung: Auszahlung, am tag: Kalendertag) -> Auszahlungsweg {
        guard let vermieter = (unterkunft(am: tag) ?? unterkuenfte.last)?.vermieterSichtbar else {
            return Auszahlungsweg(an: "Vermieter", zahlweg: auszahlung.form.bezeichnung,
                                  betrag: auszahlung.betrag)
        }
        return Auszahlungsweg(an: "\(vermieter.name) (\(auszahlung.zweck))",
                              zahlweg: "Überweisung an \(vermieter.iban.gekuerzt)",
                              betrag: auszahlung.betrag)
    }

    private func kontoweg(_ auszahlung: Auszahlung, am tag: Kalendertag) -> Auszahlungsweg {
        guard let konto = bankverbindung(am: tag) else {
            return Auszahlungsweg(an: vorstand(am: tag)?.angabe(am: tag)?.name ?? "Haushalt",
                                  zahlweg: auszahlung.form.bezeichnung, betrag: auszahlung.betrag)
        }
        let weg = konto.zahlweg == .bezahlkarte ? "Bezahlkarte" : "Überweisung an"
        return Auszahlungsweg(an: konto.inhaber, zahlweg: "\(weg) \(konto.iban.gekuerzt)",
                              betrag: auszahlung.betrag)
    }
}
