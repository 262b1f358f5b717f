import Grundwerte
import Leistungsrecht

// Jeder Betrag eines Bescheids ist vorgerechnet (§ 35 SGB X): einmal für alle Monate, die gleich
// gerechnet sind.

extension Bescheidinhalt {
    /// Die verschiedenen Rechnungen der Monate in ihrer Folge, jede mit dem letzten Monat, für den
    /// sie gilt.
    static func rechnungen(_ bewilligung: Bewilligung) -> [Rechnung] {
        var folgen: [(ergebnis: Monatsergebnis, bis: Monat)] = []
        for ergebnis in bewilligung.monate.map(\.ergebnis) {
            if let letzte = folgen.last, letzte.ergebnis.rechnetWie(ergebnis) {
                folgen[folgen.count - 1].bis = ergebnis.monat
            } else if folgen.isEmpty || !ergebnis.schritte.isEmpty {
                folgen.append((ergebnis, ergebnis.monat))
            }
        }
        return folgen.map { ergebnis, bis in
            Rechnung(ergebnis, namen: bewilligung.akte.namen(am: ergebnis.monat.letzterTag),
                     bis: bis == ergebnis.monat ? nil : bis)
        }
    }

    /// Was einbehalten wird; Monate mit gleichem Betrag stehen in einem Satz.
    static func einbehalte(_ bewilligung: Bewilligung) -> [String] {
        var folgen: [(einbehalt: Einbehalt, von: Monat, bis: Monat)] = []
        for folge in bewilligung.monate {
            for einbehalt in folge.einbehalte {
                let stelle = folgen.firstIndex {
                    $0.einbehalt == einbehalt && $0.bis.naechster == folge.monat
                }
                if let stelle {
                    folgen[stelle].bis = folge.monat
                } else {
                    folgen.append((einbehalt, folge.monat, folge.monat))
                }
            }
        }
        return folgen.map { einbehalt, von, bis in
            (von == bis ? "Für \(von.deutsch) werden \(einbehalt.betrag)"
                : "Für \(von.deutsch) bis \(bis.deutsch) werden monatlich \(einbehalt.betrag)")
                + " einbehalten und auf die Rückforderung \(einbehalt.kassenzeichen) angerechnet "
                + "(Aufrechnung)."
        }
    }
}

extension Monatsergebnis {
    /// Gleiche Schritte mit gleichen Beträgen; Tage im Text, etwa des Lohns, dürfen andere sein.
    fileprivate func rechnetWie(_ anderes: Monatsergebnis) -> Bool {
        schritte.count == anderes.schritte.count && zip(schritte, anderes.schritte).allSatisfy {
            $0.personen == $1.personen && $0.bezeichnung == $1.bezeichnung && $0.norm == $1.norm
                && $0.rechnung == $1.rechnung && $0.betrag == $1.betrag
        }
    }
}
