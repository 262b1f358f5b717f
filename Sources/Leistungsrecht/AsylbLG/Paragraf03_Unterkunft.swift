import Grundwerte

extension AsylbLG {
    /// § 3 Abs. 3 Satz 2 AsylbLG: Unterkunft, Heizung und Haushaltsenergie gesondert, soweit
    /// notwendig und angemessen.
    ///
    /// Die Kosten gelten für den ganzen Haushalt. Sie teilen sich nach Köpfen; was auf Personen
    /// ohne Anspruch entfällt, ist keine Leistung. Teilmonate zählen nach § 3 Abs. 5.
    static func unterkunft(
        in haushalt: Haushaltsmonat, nach schalter: Schalter, auf bogen: inout Rechenbogen
    ) {
        guard haushalt.lage.unterkuenfte.contains(where: { !$0.kosten.isEmpty }) else { return }
        let zeiten = belegungen(haushalt)
        let tage = dreissigstel(
            zeiten.map(\.spanne), monatstage: haushalt.tage.anzahl,
            zaehlung: schalter.tageszaehlung)
        for (stelle, unterkunft) in haushalt.lage.unterkuenfte.enumerated() {
            for (nummer, kosten) in unterkunft.kosten.enumerated() {
                var vorher = 0
                var offen: (spanne: Tagesspanne, tage: Int, betrag: Geld, belegung: Belegung)?
                for (zeit, dreissigstel) in zip(zeiten, tage) where zeit.unterkunft == stelle {
                    let gesamt = anteilig(
                        kosten.anerkannt ?? kosten.betrag, tage: dreissigstel, vorher: vorher,
                        rundung: schalter.centRundung)
                    vorher += dreissigstel
                    let anteil = gesamt.anteil(
                        zeit.berechtigt.anzahl, von: zeit.anwesend.anzahl,
                        rundung: schalter.centRundung)
                    bogen.verteilen(
                        anteil, auf: zeit.berechtigt, fuer: kosten,
                        Rechenbogen.Kostenstelle(unterkunft: stelle, nummer: nummer))
                    if var bisher = offen, bisher.belegung.teilung == zeit.teilung,
                       bisher.spanne.bis + 1 == zeit.spanne.von {
                        bisher.spanne.bis = zeit.spanne.bis
                        bisher.tage += dreissigstel
                        bisher.betrag += anteil
                        offen = bisher
                    } else {
                        if let offen { schritt(kosten, offen, in: haushalt, auf: &bogen) }
                        offen = (zeit.spanne, dreissigstel, anteil, zeit)
                    }
                }
                if let offen { schritt(kosten, offen, in: haushalt, auf: &bogen) }
            }
        }
    }

    /// Tage, an denen dieselben Personen dieselbe Unterkunft bewohnen.
    private struct Belegung {
        var spanne: Tagesspanne
        let unterkunft: Int
        let anwesend: Personenmenge
        let berechtigt: Personenmenge

        /// „3/4“, wenn nicht alle berechtigt sind.
        var teilung: String? {
            anwesend == berechtigt ? nil : "\(berechtigt.anzahl)/\(anwesend.anzahl)"
        }
    }

    private static func belegungen(_ haushalt: Haushaltsmonat) -> [Belegung] {
        var ergebnis: [Belegung] = []
        for abschnitt in haushalt.abschnitte where !abschnitt.berechtigt.istLeer {
            guard let unterkunft = abschnitt.unterkunft else { continue }
            if let letzte = ergebnis.last, letzte.unterkunft == unterkunft,
               letzte.anwesend == abschnitt.anwesend, letzte.berechtigt == abschnitt.berechtigt,
               letzte.spanne.bis + 1 == abschnitt.spanne.von {
                ergebnis[ergebnis.count - 1].spanne.bis = abschnitt.spanne.bis
            } else {
                ergebnis.append(Belegung(
                    spanne: abschnitt.spanne, unterkunft: unterkunft,
                    anwesend: abschnitt.anwesend, berechtigt: abschnitt.berechtigt))
            }
        }
        return ergebnis
    }

    private static func schritt(
        _ kosten: Haushaltslage.Kosten,
        _ zeit: (spanne: Tagesspanne, tage: Int, betrag: Geld, belegung: Belegung),
        in haushalt: Haushaltsmonat, auf bogen: inout Rechenbogen
    ) {
        let voll = zeit.tage == 30
        let anerkannt = kosten.anerkannt ?? kosten.betrag
        var rechnung = anerkannt.betrag
        if !voll { rechnung += " × \(zeit.tage)/30" }
        if let teilung = zeit.belegung.teilung { rechnung += " × \(teilung)" }
        let grund = anerkannt < kosten.betrag
            ? "Angemessen sind \(anerkannt) von \(kosten.betrag)."
            : kosten.begruendung ?? "Tatsächliche Kosten, angemessen."
        let bezeichnung = kosten.art.bezeichnung
        bogen.schritt(
            .bedarf, person: nil, norm: voll ? "§ 3 Abs. 3" : "§ 3 Abs. 3, 5",
            fundstelle: kosten.nachweis ?? "",
            bezeichnung: voll ? bezeichnung
                : "\(bezeichnung), \(haushalt.tage.text(zeit.spanne))",
            begruendung: zeit.belegung.teilung == nil ? grund
                : grund + " Anteil der Leistungsberechtigten nach Köpfen.",
            rechnung: rechnung, betrag: zeit.betrag)
    }
}
