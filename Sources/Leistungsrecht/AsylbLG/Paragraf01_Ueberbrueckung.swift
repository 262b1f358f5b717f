import Grundwerte

extension AsylbLG {
    /// § 1 Abs. 4 Satz 2 AsylbLG: Überbrückungsleistungen für höchstens zwei Wochen.
    package static let ueberbrueckungTage = 14
    /// § 1 Abs. 4 Satz 2 AsylbLG: einmal innerhalb von zwei Jahren.
    package static let ueberbrueckungSperreMonate = 24

    /// § 1 Abs. 4 AsylbLG: ob Überbrückungsleistungen für den Zeitraum möglich sind.
    ///
    /// Sie umfassen, was § 1a Abs. 1 lässt, als Sachleistung, nie als Geld. Was im Einzelfall wegen
    /// besonderer Härte hinzukommt, ist eine Einzelleistung.
    package static func ueberbrueckung(
        _ zeitraum: Zeitraum, personenkreis: Personenkreis, frueher: [Zeitraum] = [],
        haertefall: Bool = false
    ) -> Entscheidung<Bool> {
        let norm = "§ 1 Abs. 4 AsylbLG"
        guard personenkreis == .nr5 else {
            return Entscheidung(
                false, norm: norm, begruendung: "Überbrückungsleistungen gibt es nur für "
                    + "vollziehbar Ausreisepflichtige (§ 1 Abs. 1 Nr. 5).")
        }
        let gesperrt = frueher.first {
            $0.von < zeitraum.von
                && zeitraum.von < $0.von.plus(monate: ueberbrueckungSperreMonate)
        }
        if let gesperrt {
            return Entscheidung(
                false, norm: norm, begruendung: "Überbrückungsleistungen gab es schon ab dem "
                    + "\(gesperrt.von.deutsch); sie sind nur einmal in zwei Jahren möglich.")
        }
        guard haertefall || zeitraum.tage.map({ $0 <= ueberbrueckungTage }) == true else {
            return Entscheidung(
                false, norm: norm, begruendung: "Überbrückungsleistungen gibt es für höchstens "
                    + "zwei Wochen, also \(ueberbrueckungTage) Tage.")
        }
        return Entscheidung(
            true, norm: norm,
            begruendung: haertefall ? "Über zwei Wochen hinaus wegen besonderer Härte."
                : "Für höchstens zwei Wochen, einmal in zwei Jahren.")
    }
}
