import Grundwerte

extension AsylbLG {
    /// § 7 Abs. 5 AsylbLG: der Freibetrag vom Vermögen je Person der Familie.
    static func vermoegensfreibetrag(
        im monat: Monat, nach parameter: Parameter
    ) throws(KeinStand) -> (betrag: Geld, norm: String, fundstelle: String) {
        let regel = try parameter.einkommensregel.stand(am: monat.ersterTag)
        return (regel.wert.vermoegen, "§ 7 Abs. 5", regel.fundstelle)
    }
}

extension SGBXII {
    /// § 90 Abs. 2 Nr. 9 SGB XII: der kleinere Barbetrag, für Erwachsene und für Personen, die sie
    /// unterhalten.
    static func vermoegensfreibetrag(
        alter: Int, im monat: Monat, nach parameter: Parameter
    ) throws(KeinStand) -> (betrag: Geld, norm: String, fundstelle: String) {
        let regel = try parameter.analogVermoegen.stand(am: monat.ersterTag)
        return (alter >= 18 ? regel.wert.volljaehrig : regel.wert.unterhalten,
                "§ 90 Abs. 2 Nr. 9 SGB XII", regel.fundstelle)
    }
}
