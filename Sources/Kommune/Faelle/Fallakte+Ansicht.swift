import Grundwerte
import Leistungsrecht

// Was Seiten von einer Akte zeigen und was sich allein aus ihren Angaben ergibt.

extension Fallakte {
    /// Wann der Haushalt in den Fall kam; nil, wenn nach diesem Wissen noch niemand dazugehörte.
    package var beginn: Kalendertag? {
        mitglieder.flatMap(\.mitgliedschaften).map(\.gueltig.von).min()
    }

    /// Ob und wann der Fall endet, soweit es nach dem Wissensstand der Akte schon entschieden war.
    package var eingestelltZum: Kalendertag? {
        guard let ende = fall.eingestelltZum else { return nil }
        let laeuftWeiter = mitglieder.flatMap(\.mitgliedschaften).contains { zeit in
            zeit.gueltig.bis.map { $0 > ende } ?? true
        }
        return laeuftWeiter ? nil : ende
    }

    package func istEingestellt(am tag: Kalendertag) -> Bool {
        eingestelltZum.map { $0 < tag } ?? false
    }

    /// `Rahmani, Yusuf und Samira`: Vorstand und Partner, sonst das Aktenzeichen.
    package func titel(am tag: Kalendertag) -> String {
        guard let vorstand = vorstand(am: tag), let angabe = vorstand.angabe(am: tag) else {
            return fall.aktenzeichen
        }
        let partner = mitglieder(am: tag).first {
            $0.rolle(am: tag) == .partner && $0.id != vorstand.id
        }
        guard let weitere = partner?.angabe(am: tag) else { return angabe.nameSortiert }
        return weitere.familienname == angabe.familienname && !weitere.vorname.isEmpty
            ? "\(angabe.nameSortiert) und \(weitere.vorname)"
            : "\(angabe.nameSortiert) und \(weitere.nameSortiert)"
    }
}

extension Fallakte.Mitglied {
    package func berechtigung(am tag: Kalendertag) -> Berechtigung? {
        berechtigungen.first { $0.gueltig.enthaelt(tag) }
    }

    package func aufenthalt(am tag: Kalendertag) -> Aufenthalt? {
        aufenthalte.first { $0.gueltig.enthaelt(tag) }
    }
}
