import Grundwerte

extension SGBXII {
    /// § 35 SGB XII: was von Unterkunft und Heizung in einem Monat anerkannt wird.
    ///
    /// Für die Unterkunft gelten in der Karenzzeit die tatsächlichen Kosten (Abs. 1), danach zu
    /// hohe noch, solange sie nicht zu senken sind, in der Regel sechs Monate (Abs. 3). Heizung
    /// wird immer nur angemessen anerkannt. Ohne Beginn der Karenzzeit gibt es keine.
    static func anerkannt(
        _ kosten: Haushaltslage.Kosten, in unterkunft: Haushaltslage.Unterkunft, im monat: Monat,
        nach parameter: Parameter
    ) throws(KeinStand) -> (betrag: Geld, begruendung: String) {
        guard let angemessen = kosten.anerkannt, angemessen < kosten.betrag else {
            return (kosten.betrag, kosten.begruendung ?? "Tatsächliche Kosten, angemessen.")
        }
        let nurAngemessen = (angemessen, "Angemessen sind \(angemessen) von \(kosten.betrag).")
        guard kosten.art != .heizung else { return nurAngemessen }
        if let karenzAb = unterkunft.karenzAb {
            let regel = try parameter.wohnkosten.stand(am: monat.ersterTag).wert
            let karenz = karenzAb.monat.plus(regel.karenzMonate - 1)
            if monat <= karenz {
                return (kosten.betrag,
                        "Karenzzeit bis \(karenz.letzterTag.deutsch): tatsächliche Kosten.")
            }
            let bis = unterkunft.senkungBis ?? karenz.plus(regel.senkungMonate).letzterTag
            if monat.ersterTag <= bis { return (kosten.betrag, senkung(bis)) }
        } else if let bis = unterkunft.senkungBis, monat.ersterTag <= bis {
            return (kosten.betrag, senkung(bis))
        }
        return nurAngemessen
    }

    private static func senkung(_ bis: Kalendertag) -> String {
        "Zu hoch, aber bis \(bis.deutsch) anerkannt; bis dahin sind die Kosten zu senken."
    }
}
