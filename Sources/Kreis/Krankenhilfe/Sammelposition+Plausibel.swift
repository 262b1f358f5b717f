import Grundwerte

extension Einzelnachweis.Posten {
    /// Was an einem Posten augenscheinlich nicht stimmt (B-6.4), je ein Satz; rein gerechnet.
    ///
    /// Nichts davon entscheidet: Die Prüfung sieht es und urteilt.
    package func auffaelligkeiten(
        monat: Monat, rechnungsdatum: Kalendertag, in liste: Verteilung
    ) -> [String] {
        var saetze: [String] = []
        if behandelt.von < geburtsdatum {
            saetze.append("Behandelt wird vor der Geburt.")
        } else if behandelt.von.jahr - geburtsdatum.jahr > 110 {
            saetze.append("Die Person wäre älter als 110 Jahre.")
        }
        if (behandelt.bis ?? behandelt.von) > rechnungsdatum {
            saetze.append("Die Behandlung endet nach dem Datum der Rechnung.")
        }
        if !Quartal(monat.ersterTag).zeitraum.enthaelt(behandelt.von) {
            saetze.append("Die Behandlung beginnt nicht im Quartal des abgerechneten Monats.")
        }
        if liste.istHoch(betrag) {
            saetze.append("Der Betrag ist mehr als zehnmal so hoch wie der mittlere Posten.")
        }
        if schein.isEmpty {
            saetze.append("Kein Behandlungsschein ist genannt.")
        }
        return saetze
    }

    /// Die Beträge einer Liste, gegen die ein einzelner auffällt.
    package struct Verteilung: Sendable {
        private let mitte: Geld

        /// Der Median; bei gerader Zahl der kleinere der beiden mittleren.
        package init(_ betraege: [Geld]) {
            let geordnet = betraege.sorted()
            mitte = geordnet.isEmpty ? .null : geordnet[(geordnet.count - 1) / 2]
        }

        func istHoch(_ betrag: Geld) -> Bool { mitte > .null && betrag.cent > 10 * mitte.cent }
    }
}
