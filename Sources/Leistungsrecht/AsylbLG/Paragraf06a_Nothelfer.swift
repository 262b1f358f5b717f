import Grundwerte

extension AsylbLG {
    /// § 6a AsylbLG: ob einem Dritten, der im Eilfall geholfen hat, die Aufwendungen zu erstatten
    /// sind.
    ///
    /// Nur bis zu dem Tag, an dem die Behörde Kenntnis hat; danach leistet sie selbst (§ 6b). Was
    /// eine angemessene Frist ist, entscheidet die Behörde und gibt es mit `rechtzeitig` an.
    package static func nothilfe(
        geleistet: Zeitraum, kenntnis: Kalendertag?, rechtzeitig: Bool,
        beiKenntnisGeleistet: Bool
    ) -> Entscheidung<Zeitraum?> {
        let norm = "§ 6a AsylbLG"
        func nein(_ grund: String) -> Entscheidung<Zeitraum?> {
            Entscheidung(nil, norm: norm, begruendung: grund)
        }
        guard rechtzeitig else {
            return nein("Die Erstattung ist nicht in angemessener Frist beantragt.")
        }
        guard beiKenntnisGeleistet else {
            return nein("Auch bei rechtzeitiger Kenntnis wäre nichts geleistet worden.")
        }
        let ende = kenntnis.map { $0.plus(tage: -1) }
        guard let zeitraum = geleistet.schnitt(
            Zeitraum(von: min(geleistet.von, ende ?? geleistet.von), bis: ende)) else {
            return nein("Die Behörde wusste vor der Hilfe vom Bedarf.")
        }
        return Entscheidung(
            zeitraum, norm: norm, begruendung: "Im Eilfall geholfen, bevor die Behörde Kenntnis "
                + "hatte; zu erstatten ist im gebotenen Umfang.")
    }
}
