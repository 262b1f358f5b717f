import Grundwerte

extension AsylbLG {
    /// Was für die örtliche Zuständigkeit zählt; Orte sind Namen oder Schlüssel von Behörden.
    package struct Ortslage: Hashable, Sendable {
        /// Verteilung oder Zuweisung (§§ 50, 51 AsylG, § 15a AufenthG).
        package var zuweisung: String?
        package var wohnsitzauflage: String?
        package var tatsaechlich: String
        /// Gewöhnlicher Aufenthalt bei Aufnahme in eine stationäre Einrichtung oder in den zwei
        /// Monaten davor; nur für die Leistungen dort.
        package var vorAufnahme: String?
        package var istStationaer: Bool
        /// Ein Eilfall, oder binnen vier Wochen nicht zu klären.
        package var istEilfall: Bool
        /// Bei Neugeborenen die für die Mutter zuständige Behörde.
        package var mutter: String?

        package init(
            tatsaechlich: String, zuweisung: String? = nil, wohnsitzauflage: String? = nil,
            istStationaer: Bool = false, vorAufnahme: String? = nil, istEilfall: Bool = false,
            mutter: String? = nil
        ) {
            self.tatsaechlich = tatsaechlich
            self.zuweisung = zuweisung
            self.wohnsitzauflage = wohnsitzauflage
            self.istStationaer = istStationaer
            self.vorAufnahme = vorAufnahme
            self.istEilfall = istEilfall
            self.mutter = mutter
        }
    }

    /// § 10a AsylbLG: welche Behörde örtlich zuständig ist.
    ///
    /// Im Eilfall leistet zunächst die am tatsächlichen Aufenthalt, auch wenn eine andere zuständig
    /// ist; diese erstattet nach § 10b.
    package static func zustaendig(_ ort: Ortslage) -> Entscheidung<String> {
        if let mutter = ort.mutter {
            return Entscheidung(mutter, norm: "§ 10a Abs. 2 AsylbLG",
                                begruendung: "Für ein Neugeborenes ist zuständig, wer es für die "
                                    + "Mutter ist.")
        }
        if ort.istStationaer {
            if ort.istEilfall {
                return Entscheidung(ort.tatsaechlich, norm: "§ 10a Abs. 2 Satz 3 AsylbLG",
                                    begruendung: "Im Eilfall, oder solange die Zuständigkeit nicht "
                                        + "binnen vier Wochen feststeht, leistet der Ort der "
                                        + "Einrichtung vorläufig.")
            }
            if let davor = ort.vorAufnahme {
                return Entscheidung(davor, norm: "§ 10a Abs. 2 Satz 1 AsylbLG",
                                    begruendung: "Gewöhnlicher Aufenthalt bei der Aufnahme oder in "
                                        + "den zwei Monaten davor.")
            }
        }
        if let zuweisung = ort.zuweisung {
            return Entscheidung(zuweisung, norm: "§ 10a Abs. 1 Satz 1 AsylbLG",
                                begruendung: "Die Person ist dorthin verteilt oder zugewiesen.")
        }
        if let auflage = ort.wohnsitzauflage {
            return Entscheidung(auflage, norm: "§ 10a Abs. 1 Satz 1 AsylbLG",
                                begruendung: "Eine Wohnsitzauflage besteht für diesen Bereich.")
        }
        return Entscheidung(ort.tatsaechlich, norm: "§ 10a Abs. 1 Satz 2 AsylbLG",
                            begruendung: "Ohne Zuweisung und Auflage zählt der tatsächliche "
                                + "Aufenthalt.")
    }

    /// § 10b AsylbLG: wer der leistenden Behörde erstattet; nil, wenn sie selbst zuständig ist.
    package static func erstattung(
        leistend: String, _ ort: Ortslage
    ) -> Entscheidung<String?> {
        var ohneEilfall = ort
        ohneEilfall.istEilfall = false
        let zustaendig = zustaendig(ohneEilfall)
        guard zustaendig.wert != leistend else {
            return Entscheidung(nil, norm: "§ 10b AsylbLG",
                                begruendung: "Die leistende Behörde ist selbst zuständig.")
        }
        return Entscheidung(
            zustaendig.wert, norm: ort.istStationaer ? "§ 10b Abs. 1 AsylbLG" : "§ 10b AsylbLG",
            begruendung: "Zuständig ist \(zustaendig.wert): \(zustaendig.begruendung)")
    }
}
