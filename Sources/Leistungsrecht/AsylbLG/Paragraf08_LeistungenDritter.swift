import Grundwerte

extension AsylbLG {
    /// § 8 Abs. 1 AsylbLG: soweit Dritte den Lebensunterhalt decken, auch nach einer
    /// Verpflichtungserklärung (§ 68 AufenthG), gibt es keine Leistung.
    ///
    /// Deckt nur den Bedarf dieser Person, vor ihrem Einkommen; was darüber liegt, hilft niemandem
    /// sonst im Haushalt. Freibeträge gibt es nicht.
    static func leistungDritter(
        _ leistung: Haushaltslage.Einkommen, der person: Int, auf bogen: inout Rechenbogen
    ) {
        let deckt = min(leistung.betrag, bogen.anteile[person].ungedeckt)
        bogen.anteile[person].angerechnet += deckt
        bogen.schritt(
            .einkommen, person: person, norm: "§ 8 Abs. 1", fundstelle: leistung.nachweis ?? "",
            bezeichnung: leistung.art.bezeichnung,
            begruendung: deckt < leistung.betrag
                ? "\(leistung.betrag); zählt nur bis zum Bedarf der Person."
                : "Der Lebensunterhalt ist insoweit gedeckt.",
            rechnung: deckt.betrag, betrag: -deckt)
    }
}
