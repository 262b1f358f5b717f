import Grundwerte

extension AsylbLG {
    /// § 3 Abs. 3 Satz 2 AsylbLG, § 35 SGB XII und § 1a Abs. 1 Satz 2 AsylbLG: die Kosten der
    /// Unterkunft.
    ///
    /// Die Kosten gelten für den ganzen Haushalt. Sie teilen sich nach Köpfen; was auf Personen
    /// ohne Anspruch entfällt, ist keine Leistung. Jede Gruppe erhält ihren Kopfteil nach ihrem
    /// Recht: nach § 3 auch Energie und Hausrat, nach § 2 sind diese im Regelbedarf enthalten, nach
    /// § 1a bleiben Unterkunft und Heizung. Teilmonate zählen nach § 3 Abs. 5.
    static func unterkunft(
        in haushalt: Haushaltsmonat, nach parameter: Parameter, auf bogen: inout Rechenbogen
    ) throws {
        guard haushalt.lage.unterkuenfte.contains(where: { !$0.kosten.isEmpty }) else { return }
        let zeiten = belegungen(haushalt)
        let tage = haushalt.dreissigstel(zeiten.map(\.spanne))
        let gruppen = Leistungsgruppe.allCases.filter { gruppe in
            zeiten.contains { !$0.berechtigt[gruppe].istLeer }
        }
        for (stelle, unterkunft) in haushalt.lage.unterkuenfte.enumerated() {
            for (nummer, kosten) in unterkunft.kosten.enumerated() {
                for gruppe in gruppen where gruppe.zahlt(kosten.art) {
                    var rechnung = Kostenrechnung(
                        kosten: kosten, stelle: .init(unterkunft: stelle, nummer: nummer),
                        gruppe: gruppe, haushalt: haushalt)
                    try rechnung.anerkennen(unterkunft, nach: parameter)
                    for (zeit, dreissigstel) in zip(zeiten, tage) where zeit.unterkunft == stelle {
                        rechnung.anteil(zeit, tage: dreissigstel, auf: &bogen)
                    }
                    rechnung.abschliessen(auf: &bogen)
                }
            }
        }
    }

    private static func belegungen(_ haushalt: Haushaltsmonat) -> [Belegung] {
        var ergebnis: [Belegung] = []
        for abschnitt in haushalt.abschnitte where !abschnitt.berechtigt.alle.istLeer {
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
}

extension Leistungsgruppe {
    /// Ob die Gruppe diese Kosten neben ihren Sätzen erhält.
    fileprivate func zahlt(_ art: Kostenart) -> Bool {
        switch art {
        case .unterkunft, .nebenkosten, .heizung: true
        case .haushaltsenergie, .hausrat, .wohnungsinstandhaltung: self == .grundleistung
        }
    }

    fileprivate var norm: String {
        switch self {
        case .grundleistung: "§ 3 Abs. 3"
        case .analog: "§ 35 SGB XII"
        case .eingeschraenkt: "§ 1a Abs. 1"
        }
    }
}

/// Tage, an denen dieselben Personen dieselbe Unterkunft bewohnen.
private struct Belegung {
    var spanne: Tagesspanne
    let unterkunft: Int
    let anwesend: Personenmenge
    let berechtigt: Berechtigte
}

/// Eine Kostenart einer Unterkunft, für eine Gruppe von Personen.
private struct Kostenrechnung {
    private struct Zeile {
        var spanne: Tagesspanne
        var tage: Int
        var betrag: Geld
        /// „3/4“, wenn nicht alle Bewohner zu dieser Gruppe gehören.
        let teilung: String?
    }

    let kosten: Haushaltslage.Kosten
    let stelle: Rechenbogen.Kostenstelle
    let gruppe: Leistungsgruppe
    let haushalt: Haushaltsmonat
    private var anerkannt: Geld
    private var grund = ""
    private var vorher = 0
    private var offen: Zeile?

    init(kosten: Haushaltslage.Kosten, stelle: Rechenbogen.Kostenstelle, gruppe: Leistungsgruppe,
         haushalt: Haushaltsmonat) {
        self.kosten = kosten
        self.stelle = stelle
        self.gruppe = gruppe
        self.haushalt = haushalt
        anerkannt = kosten.anerkannt ?? kosten.betrag
    }

    mutating func anerkennen(
        _ unterkunft: Haushaltslage.Unterkunft, nach parameter: Parameter
    ) throws {
        if gruppe == .analog {
            (anerkannt, grund) = try SGBXII.anerkannt(
                kosten, in: unterkunft, im: haushalt.lage.monat, nach: parameter)
        } else {
            grund = anerkannt < kosten.betrag
                ? "Angemessen sind \(anerkannt) von \(kosten.betrag)."
                : kosten.begruendung ?? "Tatsächliche Kosten, angemessen."
        }
    }

    /// Der Kopfteil der Gruppe. Gerundet wird fortlaufend über die Gruppen, so dass die Kopfteile
    /// aller zusammen genau die Kosten ergeben.
    mutating func anteil(_ zeit: Belegung, tage: Int, auf bogen: inout Rechenbogen) {
        let rundung = haushalt.schalter.centRundung
        let gesamt = AsylbLG.anteilig(anerkannt, tage: tage, vorher: vorher, rundung: rundung)
        vorher += tage
        let personen = zeit.berechtigt[gruppe]
        guard !personen.istLeer else { return }
        let koepfe = zeit.anwesend.anzahl
        let davor = Leistungsgruppe.allCases.prefix(gruppe.rawValue)
            .reduce(0) { $0 + zeit.berechtigt[$1].anzahl }
        let betrag = gesamt.anteil(davor + personen.anzahl, von: koepfe, rundung: rundung)
            - gesamt.anteil(davor, von: koepfe, rundung: rundung)
        bogen.verteilen(betrag, auf: personen, fuer: kosten, stelle)
        let teilung = zeit.anwesend == personen ? nil : "\(personen.anzahl)/\(koepfe)"
        if var bisher = offen, bisher.teilung == teilung, bisher.spanne.bis + 1 == zeit.spanne.von {
            bisher.spanne.bis = zeit.spanne.bis
            bisher.tage += tage
            bisher.betrag += betrag
            offen = bisher
        } else {
            abschliessen(auf: &bogen)
            offen = Zeile(spanne: zeit.spanne, tage: tage, betrag: betrag, teilung: teilung)
        }
    }

    mutating func abschliessen(auf bogen: inout Rechenbogen) {
        guard let zeile = offen else { return }
        offen = nil
        let voll = zeile.tage == 30
        var rechnung = anerkannt.betrag
        if !voll { rechnung += " × \(zeile.tage)/30" }
        if let teilung = zeile.teilung { rechnung += " × \(teilung)" }
        let bezeichnung = kosten.art.bezeichnung
        bogen.schritt(
            .bedarf, person: nil,
            norm: voll ? gruppe.norm : gruppe == .grundleistung ? "§ 3 Abs. 3, 5"
                : gruppe.norm + ", § 3 Abs. 5",
            fundstelle: kosten.nachweis ?? "",
            bezeichnung: voll ? bezeichnung
                : "\(bezeichnung), \(haushalt.tage.text(zeile.spanne))",
            begruendung: zeile.teilung == nil ? grund
                : grund + " Anteil der Leistungsberechtigten nach Köpfen.",
            rechnung: rechnung, betrag: zeile.betrag)
    }
}
