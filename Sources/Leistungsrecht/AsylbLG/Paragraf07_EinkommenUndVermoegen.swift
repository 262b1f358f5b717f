import Grundwerte

extension AsylbLG {
    /// § 7 Abs. 3 Satz 1 AsylbLG: Freibetrag vom Einkommen aus Erwerbstätigkeit.
    ///
    /// Ein Teil bleibt frei, höchstens die Hälfte der maßgeblichen Bedarfsstufe nach § 3a. Ob vom
    /// Einkommen vor oder nach Abzügen, sagt der Schalter `freibetragsbasis`; der Aufrufer wählt.
    package static func erwerbsfreibetrag(
        von einkommen: Geld, stufe: Bedarfsstufe, im monat: Monat, nach parameter: Parameter,
        rundung: Rundung = .kaufmaennisch
    ) throws -> Rechenschritt {
        let regel = try parameter.einkommensregel.stand(am: monat.ersterTag)
        let satz = try parameter.bedarfssaetze.stand(am: monat.ersterTag)
        let gesamt = satz.wert[stufe].gesamt
        let anteil = einkommen.anteil(prozent: regel.wert.erwerbProzent, rundung: rundung)
        let grenze = gesamt.anteil(prozent: regel.wert.erwerbHoechstprozent, rundung: rundung)
        let prozent = regel.wert.erwerbProzent
        return Rechenschritt(
            nummer: 0, abschnitt: .einkommen, personen: [], norm: "§ 7 Abs. 3 Satz 1",
            fundstelle: anteil <= grenze ? regel.fundstelle : satz.fundstelle,
            bezeichnung: "Freibetrag bei Arbeit",
            begruendung: anteil <= grenze
                ? "\(prozent) % des Lohns bleiben frei."
                : "\(prozent) % des Lohns wären \(anteil). Mehr als die Hälfte des "
                    + "Bedarfssatzes bleibt nicht frei.",
            rechnung: anteil <= grenze ? "\(prozent) % von \(einkommen.betrag)"
                : "\(regel.wert.erwerbHoechstprozent) % von \(gesamt.betrag)",
            betrag: min(anteil, grenze))
    }

    /// § 7 Abs. 1 bis 3 AsylbLG: das Einkommen einer Person in diesem Monat, nach Abzügen und
    /// Freibeträgen.
    ///
    /// Es zählt, was an einem Tag zufließt, an dem die Person im Haushalt lebt. Abzüge und
    /// Freibeträge mindern höchstens bis null.
    static func einkommen(
        der person: Int, in haushalt: Haushaltsmonat, nach parameter: Parameter,
        auf bogen: inout Rechenbogen
    ) throws {
        let zugeflossen = haushalt.personen[person].einkommen.compactMap { einkommen in
            zufluss(einkommen, haushalt.tage).flatMap { tag in
                haushalt.istAnwesend(person, am: tag) ? (einkommen: einkommen, tag: tag) : nil
            }
        }
        guard !zugeflossen.isEmpty else { return }
        var rechnung = Einkommensrechnung(
            person: person, haushalt: haushalt, parameter: parameter)
        for (einkommen, tag) in zugeflossen {
            rechnung.buchen(einkommen, am: tag, auf: &bogen)
        }
        try rechnung.abschliessen(auf: &bogen)
    }

    /// Der Tag im Monat, an dem ein Einkommen zufließt; nil in Monaten ohne Zufluss.
    private static func zufluss(_ einkommen: Haushaltslage.Einkommen, _ tage: Monatstage) -> Int? {
        let tag = einkommen.zeitraum.von == einkommen.zeitraum.bis
            ? tage.nummer(einkommen.zeitraum.von)
            : min(einkommen.zahltag ?? tage.anzahl, tage.anzahl)
        guard (1...tage.anzahl).contains(tag), einkommen.zeitraum.enthaelt(tage.tag(tag)) else {
            return nil
        }
        return tag
    }
}

/// Das Einkommen einer Person, Quelle für Quelle.
private struct Einkommensrechnung {
    let person: Int
    let haushalt: Haushaltsmonat
    let parameter: Parameter
    private var erwerbBrutto = Geld.null
    private var erwerbNetto = Geld.null
    private var letzterLohntag = 0
    private var ehrenamtBrutto = Geld.null
    private var ehrenamtAbzuege: [Haushaltslage.Abzug] = []
    private var uebriges = Geld.null

    init(person: Int, haushalt: Haushaltsmonat, parameter: Parameter) {
        self.person = person
        self.haushalt = haushalt
        self.parameter = parameter
    }

    mutating func buchen(
        _ einkommen: Haushaltslage.Einkommen, am tag: Int, auf bogen: inout Rechenbogen
    ) {
        let zugeflossen = "Zugeflossen am \(haushalt.tage.tag(tag).deutsch)."
        if case let .frei(norm) = einkommen.art.behandlung {
            bogen.schritt(
                .einkommen, person: person, norm: norm, fundstelle: einkommen.nachweis ?? "",
                bezeichnung: einkommen.art.bezeichnung,
                begruendung: "\(einkommen.betrag), zählt nicht als Einkommen.",
                rechnung: "0,00", betrag: .null)
            return
        }
        bogen.schritt(
            .einkommen, person: person, norm: "§ 7 Abs. 1", fundstelle: einkommen.nachweis ?? "",
            bezeichnung: einkommen.art.bezeichnung, begruendung: zugeflossen,
            rechnung: einkommen.betrag.betrag, betrag: -einkommen.betrag)
        if einkommen.art.behandlung == .ehrenamt {
            ehrenamtBrutto += einkommen.betrag
            ehrenamtAbzuege += einkommen.abzuege
            return
        }
        let rest = absetzen(einkommen.abzuege, von: einkommen.betrag, auf: &bogen)
        if einkommen.art.behandlung == .erwerb {
            erwerbBrutto += einkommen.betrag
            erwerbNetto += rest
            letzterLohntag = max(letzterLohntag, tag)
        } else {
            uebriges += rest
        }
    }

    mutating func abschliessen(auf bogen: inout Rechenbogen) throws {
        try ehrenamtsfreibetrag(auf: &bogen)
        try erwerbsfreibetrag(auf: &bogen)
        bogen.anteile[person].einkommen = erwerbNetto + ehrenamtBrutto + uebriges
    }

    /// § 7 Abs. 3 Satz 3 AsylbLG: Steuern, Pflichtbeiträge, Versicherungen, notwendige Ausgaben.
    ///
    /// Steuern und Sozialversicherung desselben Belegs stehen in einer Zeile. Ergebnis ist der
    /// Rest.
    private func absetzen(
        _ abzuege: [Haushaltslage.Abzug], von betrag: Geld, auf bogen: inout Rechenbogen
    ) -> Geld {
        var rest = betrag
        var offen = abzuege[...]
        while let abzug = offen.popFirst() {
            var summe = abzug.betrag, rechnung = abzug.betrag.betrag
            var bezeichnung = abzug.bezeichnung ?? abzug.art.bezeichnung, norm = abzug.art.norm
            if abzug.art == .steuern, abzug.bezeichnung == nil, let naechster = offen.first,
               naechster.art == .sozialversicherung, naechster.bezeichnung == nil,
               naechster.nachweis == abzug.nachweis {
                offen.removeFirst()
                summe += naechster.betrag
                rechnung += " + \(naechster.betrag.betrag)"
                bezeichnung = "Steuern und Sozialversicherung"
                norm = "§ 7 Abs. 3 Satz 3 Nr. 1, 2"
            }
            let abgesetzt = min(summe, rest)
            rest -= abgesetzt
            bogen.schritt(
                .einkommen, person: person, norm: norm, fundstelle: abzug.nachweis ?? "",
                bezeichnung: bezeichnung,
                begruendung: abgesetzt < summe ? "Höchstens bis zum Einkommen."
                    : abzug.art == .notwendigeAusgaben ? "Notwendige Ausgabe für die Arbeit."
                    : "Wird vom Einkommen abgezogen.",
                rechnung: rechnung, betrag: abgesetzt)
        }
        return rest
    }

    /// § 7 Abs. 3 Satz 1: von allen Erwerbseinkommen zusammen, nach der Stufe am letzten Lohntag.
    private mutating func erwerbsfreibetrag(auf bogen: inout Rechenbogen) throws {
        guard erwerbBrutto > .null,
              let stufe = haushalt.stufe(person, am: letzterLohntag) else { return }
        let basis = haushalt.schalter.freibetragsbasis == .brutto ? erwerbBrutto : erwerbNetto
        var schritt = try AsylbLG.erwerbsfreibetrag(
            von: basis, stufe: stufe, im: haushalt.lage.monat, nach: parameter,
            rundung: haushalt.schalter.centRundung)
        schritt.betrag = min(schritt.betrag, erwerbNetto)
        erwerbNetto -= schritt.betrag
        bogen.schritt(
            .einkommen, person: person, norm: schritt.norm, fundstelle: schritt.fundstelle,
            bezeichnung: schritt.bezeichnung, begruendung: schritt.begruendung,
            rechnung: schritt.rechnung, betrag: schritt.betrag)
    }

    /// § 7 Abs. 3 Satz 2 und 4: steuerfreie Bezüge aus dem Ehrenamt bleiben bis zum Monatsbetrag
    /// frei, statt des Freibetrags nach Satz 1. Versicherungen und Ausgaben mindern nur, soweit sie
    /// zusammen darüber liegen. Daneben erzieltes Erwerbseinkommen behält seinen Freibetrag.
    private mutating func ehrenamtsfreibetrag(auf bogen: inout Rechenbogen) throws {
        guard ehrenamtBrutto > .null else { return }
        let regel = try parameter.einkommensregel.stand(am: haushalt.lage.monat.ersterTag)
        let hoechstens = regel.wert.ehrenamt
        let frei = min(ehrenamtBrutto, hoechstens)
        let brutto = ehrenamtBrutto
        ehrenamtBrutto -= frei
        bogen.schritt(
            .einkommen, person: person, norm: "§ 7 Abs. 3 Satz 2", fundstelle: regel.fundstelle,
            bezeichnung: "Freibetrag im Ehrenamt",
            begruendung: "Bis \(hoechstens) im Monat bleiben frei.",
            rechnung: frei.betrag, betrag: frei)
        let pflicht = ehrenamtAbzuege.filter { $0.art == .steuern || $0.art == .sozialversicherung }
        ehrenamtBrutto = absetzen(pflicht, von: ehrenamtBrutto, auf: &bogen)
        guard brutto > hoechstens else { return }
        let aufwand = ehrenamtAbzuege
            .filter { $0.art == .versicherung || $0.art == .notwendigeAusgaben }
            .summe { $0.betrag }
        guard aufwand > hoechstens else { return }
        let mehr = min(aufwand - hoechstens, ehrenamtBrutto)
        ehrenamtBrutto -= mehr
        bogen.schritt(
            .einkommen, person: person, norm: "§ 7 Abs. 3 Satz 4", fundstelle: regel.fundstelle,
            bezeichnung: "Aufwendungen im Ehrenamt",
            begruendung: "Nur soweit sie über dem Freibetrag liegen.",
            rechnung: "\(aufwand.betrag) − \(hoechstens.betrag)", betrag: mehr)
    }
}
