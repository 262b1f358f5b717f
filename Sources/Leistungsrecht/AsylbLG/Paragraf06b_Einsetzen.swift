import Grundwerte

extension AsylbLG {
    /// § 6b AsylbLG mit § 18 SGB XII: ab wann geleistet wird, sobald die Behörde weiß, dass die
    /// Voraussetzungen vorliegen.
    ///
    /// Erfährt es zuerst eine unzuständige Stelle, zählt deren Tag (§ 18 Abs. 2 SGB XII).
    package static func einsetzen(
        voraussetzungenAb: Kalendertag, kenntnis: Kalendertag,
        kenntnisUnzustaendiger: Kalendertag? = nil
    ) -> Entscheidung<Kalendertag> {
        let bekannt = min(kenntnis, kenntnisUnzustaendiger ?? kenntnis)
        let grund = bekannt < voraussetzungenAb
            ? "Die Voraussetzungen liegen ab dem \(voraussetzungenAb.deutsch) vor."
            : bekannt < kenntnis
            ? "Eine unzuständige Stelle wusste es seit dem \(bekannt.deutsch)."
            : "Die Behörde weiß seit dem \(bekannt.deutsch), dass die Voraussetzungen vorliegen."
        return Entscheidung(
            max(voraussetzungenAb, bekannt), norm: "§ 6b AsylbLG, § 18 SGB XII", begruendung: grund)
    }
}
