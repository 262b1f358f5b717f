import Grundwerte

/// Das Einkommen einer Person in einem Monat, Quelle für Quelle: nach § 7 Abs. 1 bis 3 AsylbLG, bei
/// Leistungen nach § 2 nach § 82 SGB XII, und was Dritte leisten (§ 8).
struct Einkommensrechnung {
    let person: Int
    let haushalt: Haushaltsmonat
    let parameter: Parameter
    private var erwerbBrutto = Geld.null
    private var erwerbNetto = Geld.null
    private var letzterLohntag = 0
    private var ehrenamtBrutto = Geld.null
    private var ehrenamtAbzuege: [Haushaltslage.Abzug] = []
    private var uebriges = Geld.null
    /// Ob § 82 SGB XII gilt, nach dem Recht am letzten Tag mit Zufluss.
    private var nachSgb12 = false

    init(person: Int, haushalt: Haushaltsmonat, parameter: Parameter) {
        self.person = person
        self.haushalt = haushalt
        self.parameter = parameter
    }

    mutating func buchen(
        _ einkommen: Haushaltslage.Einkommen, am tag: Int, auf bogen: inout Rechenbogen
    ) {
        nachSgb12 = haushalt.nachSgb12(person, am: tag)
        let zugeflossen = "Zugeflossen am \(haushalt.tage.tag(tag).deutsch)."
        if case let .frei(norm) = einkommen.art.behandlung {
            bogen.schritt(
                .einkommen, person: person,
                norm: nachSgb12 ? einkommen.art.freiNachSgb12 : norm,
                fundstelle: einkommen.nachweis ?? "", bezeichnung: einkommen.art.bezeichnung,
                begruendung: "\(einkommen.betrag), zählt nicht als Einkommen.",
                rechnung: "0,00", betrag: .null)
            return
        }
        if einkommen.art.behandlung == .dritter {
            AsylbLG.leistungDritter(einkommen, der: person, auf: &bogen)
            return
        }
        bogen.schritt(
            .einkommen, person: person, norm: nachSgb12 ? "§ 82 Abs. 1 SGB XII" : "§ 7 Abs. 1",
            fundstelle: einkommen.nachweis ?? "", bezeichnung: einkommen.art.bezeichnung,
            begruendung: zugeflossen, rechnung: einkommen.betrag.betrag, betrag: -einkommen.betrag)
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

    /// § 7 Abs. 3 Satz 3 AsylbLG, § 82 Abs. 2 Satz 1 SGB XII: Steuern, Pflichtbeiträge,
    /// Versicherungen, notwendige Ausgaben.
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
            var bezeichnung = abzug.bezeichnung ?? abzug.art.bezeichnung
            var norm = nachSgb12 ? abzug.art.analogNorm : abzug.art.norm
            if abzug.art == .steuern, abzug.bezeichnung == nil, let naechster = offen.first,
               naechster.art == .sozialversicherung, naechster.bezeichnung == nil,
               naechster.nachweis == abzug.nachweis {
                offen.removeFirst()
                summe += naechster.betrag
                rechnung += " + \(naechster.betrag.betrag)"
                bezeichnung = "Steuern und Sozialversicherung"
                norm = nachSgb12 ? "§ 82 Abs. 2 Nr. 1, 2 SGB XII" : "§ 7 Abs. 3 Satz 3 Nr. 1, 2"
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

    /// § 7 Abs. 3 Satz 1 AsylbLG, § 82 Abs. 3 SGB XII: von allen Erwerbseinkommen zusammen, nach
    /// Recht und Stufe am letzten Lohntag.
    private mutating func erwerbsfreibetrag(auf bogen: inout Rechenbogen) throws {
        guard erwerbBrutto > .null,
              let stufe = haushalt.stufe(person, am: letzterLohntag) else { return }
        let basis = haushalt.schalter.freibetragsbasis == .brutto ? erwerbBrutto : erwerbNetto
        let rundung = haushalt.schalter.centRundung, monat = haushalt.lage.monat
        var schritt = try haushalt.nachSgb12(person, am: letzterLohntag)
            ? SGBXII.erwerbsfreibetrag(von: basis, im: monat, nach: parameter, rundung: rundung)
            : AsylbLG.erwerbsfreibetrag(
                von: basis, stufe: stufe, im: monat, nach: parameter, rundung: rundung)
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
        let (hoechstens, fundstelle) = try ehrenamtsbetrag()
        let frei = min(ehrenamtBrutto, hoechstens)
        let brutto = ehrenamtBrutto
        ehrenamtBrutto -= frei
        bogen.schritt(
            .einkommen, person: person,
            norm: nachSgb12 ? "§ 82 Abs. 2 Satz 2 SGB XII" : "§ 7 Abs. 3 Satz 2",
            fundstelle: fundstelle,
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
            .einkommen, person: person,
            norm: nachSgb12 ? "§ 82 Abs. 2 Satz 2 SGB XII" : "§ 7 Abs. 3 Satz 4",
            fundstelle: fundstelle,
            bezeichnung: "Aufwendungen im Ehrenamt",
            begruendung: "Nur soweit sie über dem Freibetrag liegen.",
            rechnung: "\(aufwand.betrag) − \(hoechstens.betrag)", betrag: mehr)
    }

    private func ehrenamtsbetrag() throws -> (Geld, fundstelle: String) {
        let tag = haushalt.lage.monat.ersterTag
        if nachSgb12 {
            let regel = try parameter.analogEinkommen.stand(am: tag)
            return (regel.wert.ehrenamt, regel.fundstelle)
        }
        let regel = try parameter.einkommensregel.stand(am: tag)
        return (regel.wert.ehrenamt, regel.fundstelle)
    }
}
