import Grundwerte

extension Haushaltslage.Person {
    /// Ob es etwas zu prüfen gibt; die meisten haben nur Grundleistungen.
    var brauchtPruefung: Bool {
        !mehrbedarfe.isEmpty || !einzelleistungen.isEmpty || !arbeitsgelegenheiten.isEmpty
            || anspruch.contains { $0.grundlage != .grundleistung || $0.einschraenkung != nil }
    }

    /// Ob § 1a und § 1 Abs. 4 so festgesetzt werden konnten, soweit sie in den Monat reichen.
    func pruefenAnspruch(
        im monat: Monat, _ feld: @autoclosure () -> String
    ) throws(Lagefehler) {
        for (stelle, anspruch) in anspruch.enumerated() {
            switch anspruch.grundlage {
            case .grundleistung, .analogleistung, .keine:
                guard anspruch.einschraenkung != nil else { continue }
                throw Lagefehler(
                    feld: "\(feld()).anspruch[\(stelle)].einschraenkung",
                    grund: "Eine Einschränkung gehört nicht zu \(anspruch.grundlage.norm).",
                    abhilfe: "Bitte die Einschränkung löschen oder § 1a wählen.")
            case .anspruchseinschraenkung where anspruch.zeitraum.ueberschneidet(monat.zeitraum):
                try pruefenEinschraenkung(anspruch, "\(feld()).anspruch[\(stelle)]")
            case .ueberbrueckungsleistung where anspruch.zeitraum.ueberschneidet(monat.zeitraum):
                try pruefenUeberbrueckung(anspruch, "\(feld()).anspruch[\(stelle)]")
            case .anspruchseinschraenkung, .ueberbrueckungsleistung: continue
            }
        }
    }

    private func pruefenEinschraenkung(
        _ anspruch: Haushaltslage.Anspruch, _ feld: String
    ) throws(Lagefehler) {
        guard let absatz = anspruch.einschraenkung?.absatz else {
            throw Lagefehler(
                feld: "\(feld).einschraenkung", grund: "Der Absatz des § 1a fehlt.",
                abhilfe: "Bitte angeben, nach welchem Absatz der Anspruch eingeschränkt ist.")
        }
        let entscheidung = AsylbLG.einschraenkung(
            absatz, personenkreis: try personenkreis(anspruch, feld),
            alter: anspruch.zeitraum.von.alter(geboren: geburtsdatum), zeitraum: anspruch.zeitraum)
        guard !entscheidung.wert else { return }
        throw Lagefehler(
            feld: entscheidung.norm.hasPrefix("§ 14") || absatz == .absatz7
                ? "\(feld).zeitraum.bis" : "\(feld).einschraenkung.absatz",
            grund: "\(entscheidung.begruendung) (\(entscheidung.norm))",
            abhilfe: "Bitte Absatz, Personenkreis und Frist prüfen.")
    }

    private func pruefenUeberbrueckung(
        _ anspruch: Haushaltslage.Anspruch, _ feld: String
    ) throws(Lagefehler) {
        let entscheidung = AsylbLG.ueberbrueckung(
            anspruch.zeitraum, personenkreis: try personenkreis(anspruch, feld),
            frueher: self.anspruch.filter { $0.grundlage == .ueberbrueckungsleistung }
                .map(\.zeitraum),
            haertefall: anspruch.haertefall)
        guard !entscheidung.wert else { return }
        throw Lagefehler(
            feld: "\(feld).zeitraum", grund: "\(entscheidung.begruendung) (\(entscheidung.norm))",
            abhilfe: "Bitte Zeitraum und Personenkreis prüfen oder den Härtefall angeben.")
    }

    private func personenkreis(
        _ anspruch: Haushaltslage.Anspruch, _ feld: String
    ) throws(Lagefehler) -> Personenkreis {
        if let personenkreis = anspruch.personenkreis { return personenkreis }
        throw Lagefehler(
            feld: "\(feld).personenkreis",
            grund: "\(anspruch.grundlage.norm) gilt nur für bestimmte Personenkreise.",
            abhilfe: "Bitte den Grund nach § 1 Abs. 1 angeben.")
    }

    /// Mehrbedarfe, einzelne Leistungen und Arbeitsgelegenheiten.
    func pruefenBedarfe(_ feld: @autoclosure () -> String) throws(Lagefehler) {
        for (stelle, bedarf) in mehrbedarfe.enumerated() {
            try pruefenBetrag(bedarf.betrag, noetig: bedarf.art == .ernaehrung, bedarf.art.norm,
                              "\(feld()).mehrbedarfe[\(stelle)].betrag")
        }
        for (stelle, leistung) in einzelleistungen.enumerated() {
            let ort = "\(feld()).einzelleistungen[\(stelle)]"
            try pruefenBetrag(leistung.betrag, noetig: !leistung.art.hatFestenBetrag,
                              leistung.art.norm(.analogleistung), "\(ort).betrag")
            guard leistung.form != .direktzahlung || leistung.empfaenger != nil else {
                throw Lagefehler(
                    feld: "\(ort).empfaenger", grund: "Eine Direktzahlung hat keinen Empfänger.",
                    abhilfe: "Bitte den Anbieter angeben.")
            }
        }
        for (stelle, arbeit) in arbeitsgelegenheiten.enumerated() {
            let ort = "\(feld()).arbeitsgelegenheiten[\(stelle)]"
            try pruefenNichtNegativ(arbeit.mehraufwand, "\(ort).mehraufwand")
            guard (0...arbeit.monat.tage * 24 * 60).contains(arbeit.minuten) else {
                throw Lagefehler(
                    feld: "\(ort).minuten", grund: "So viele Minuten hat der Monat nicht.",
                    abhilfe: "Bitte die geleistete Zeit im Monat in Minuten angeben.")
            }
        }
    }

    private func pruefenBetrag(
        _ betrag: Geld?, noetig: Bool, _ norm: String, _ feld: String
    ) throws(Lagefehler) {
        if let betrag { try pruefenNichtNegativ(betrag, feld) }
        guard (betrag != nil) != noetig else { return }
        throw noetig
            ? Lagefehler(feld: feld, grund: "Der Betrag fehlt.",
                         abhilfe: "Bitte den bewilligten Betrag angeben.")
            : Lagefehler(feld: feld, grund: "Den Betrag nennt das Gesetz (\(norm)).",
                         abhilfe: "Bitte keinen Betrag angeben.")
    }
}
