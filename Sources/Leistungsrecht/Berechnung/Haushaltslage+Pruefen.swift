import Grundwerte

extension Haushaltslage {
    /// Weist ab, woraus sich nichts Eindeutiges errechnen lässt.
    func pruefen() throws(Lagefehler) {
        guard personen.count <= Personenmenge.hoechstens else {
            throw Lagefehler(
                feld: "personen", grund: "Der Haushalt hat \(personen.count) Personen.",
                abhilfe: "Mehr als \(Personenmenge.hoechstens) gehen nicht; bitte teilen.")
        }
        for stelle in personen.indices {
            // Nur ein Fehler braucht den Text.
            var feld: String { "personen[\(stelle)]" }
            let kennung = personen[stelle].kennung
            guard !kennung.isEmpty,
                  !personen[..<stelle].contains(where: { $0.kennung == kennung }) else {
                throw Lagefehler(
                    feld: "\(feld).kennung", grund: "Die Kennung fehlt oder kommt zweimal vor.",
                    abhilfe: "Bitte jeder Person eine eigene Kennung geben.")
            }
            try personen[stelle].pruefen(feld)
            try pruefen(personen[stelle].auszahlung?.empfaenger, "\(feld).auszahlung.empfaenger")
            if personen[stelle].brauchtPruefung {
                try personen[stelle].pruefenAnspruch(im: monat, feld)
                try personen[stelle].pruefenBedarfe(feld)
            }
            for (nummer, leistung) in personen[stelle].einzelleistungen.enumerated() {
                let ort = "\(feld).einzelleistungen[\(nummer)].empfaenger"
                try pruefen(leistung.empfaenger, ort)
            }
        }
        try pruefenEinmalig(.haushaltsvorstand)
        try pruefenEinmalig(.partner)
        try pruefenOhneUeberschneidung(unterkuenfte.map(\.zeitraum), "unterkuenfte")
        for (stelle, unterkunft) in unterkuenfte.enumerated() {
            for (nummer, kosten) in unterkunft.kosten.enumerated() {
                try pruefen(kosten, "unterkuenfte[\(stelle)].kosten[\(nummer)]")
            }
        }
        try pruefen(auszahlung.empfaenger, "auszahlung.empfaenger")
        try pruefenGericht()
    }

    /// Zu jeder Zeit höchstens eine Person in dieser Rolle.
    private func pruefenEinmalig(_ rolle: Haushaltsrolle) throws(Lagefehler) {
        guard personen.indices.count(where: { personen[$0].rolle == rolle }) > 1 else { return }
        var zeiten: [Zeitraum] = []
        for person in personen where person.rolle == rolle { zeiten += person.imHaushalt }
        guard !zeiten.ueberschneidungsfrei else { return }
        throw Lagefehler(
            feld: "personen", grund: "Die Rolle „\(rolle.bezeichnung)“ ist an einem Tag doppelt.",
            abhilfe: "Bitte weitere Erwachsene als „sonstige_erwachsene“ führen.")
    }

    private func pruefen(
        _ kosten: Kosten, _ feld: @autoclosure () -> String
    ) throws(Lagefehler) {
        try pruefenNichtNegativ(kosten.betrag, "\(feld()).betrag")
        if let anerkannt = kosten.anerkannt {
            try pruefenNichtNegativ(anerkannt, "\(feld()).anerkannt")
            guard anerkannt <= kosten.betrag else {
                throw Lagefehler(
                    feld: "\(feld()).anerkannt", grund: "Anerkannt ist mehr als die Kosten.",
                    abhilfe: "Bitte höchstens den Betrag der Kosten anerkennen.")
            }
        }
        guard kosten.form != .direktzahlung || kosten.empfaenger != nil else {
            throw Lagefehler(
                feld: "\(feld()).empfaenger", grund: "Eine Direktzahlung hat keinen Empfänger.",
                abhilfe: "Bitte Vermieter oder Versorger angeben.")
        }
        try pruefen(kosten.empfaenger, "\(feld()).empfaenger")
    }

    private func pruefen(
        _ empfaenger: Empfaenger?, _ feld: @autoclosure () -> String
    ) throws(Lagefehler) {
        guard let empfaenger else { return }
        let gueltig = switch (empfaenger.person, empfaenger.dritter) {
        case let (kennung?, nil): personen.contains { $0.kennung == kennung }
        case let (nil, dritter?): !dritter.isEmpty
        default: false
        }
        guard gueltig else {
            throw Lagefehler(
                feld: feld(), grund: "Der Empfänger ist nicht eindeutig oder nicht im Haushalt.",
                abhilfe: "Bitte entweder die Kennung einer Person oder einen Dritten angeben.")
        }
    }

    private func pruefenGericht() throws(Lagefehler) {
        for (stelle, abweichung) in gerichtsabweichungen.enumerated() {
            let feld = "gerichtsabweichungen[\(stelle)]"
            guard personen.contains(where: { $0.kennung == abweichung.person }) else {
                throw Lagefehler(
                    feld: "\(feld).person", grund: "Die Person gehört nicht zum Haushalt.",
                    abhilfe: "Bitte die Kennung einer Person des Haushalts angeben.")
            }
            guard abweichung.aktenzeichen.contains(where: { $0 != " " }) else {
                throw Lagefehler(
                    feld: "\(feld).aktenzeichen", grund: "Das Aktenzeichen fehlt.",
                    abhilfe: "Bitte Gericht und Aktenzeichen angeben.")
            }
            guard (abweichung.stufe == nil) != (abweichung.betrag == nil) else {
                throw Lagefehler(
                    feld: feld, grund: "Es muss genau eines bestimmt sein, Stufe oder Betrag.",
                    abhilfe: "Bitte angeben, was das Gericht angeordnet hat.")
            }
            if let betrag = abweichung.betrag { try pruefenNichtNegativ(betrag, "\(feld).betrag") }
            try pruefenOhneUeberschneidung(
                gerichtsabweichungen.filter { $0.person == abweichung.person }.map(\.zeitraum),
                "gerichtsabweichungen")
        }
    }
}

extension Haushaltslage.Person {
    fileprivate func pruefen(_ feld: @autoclosure () -> String) throws(Lagefehler) {
        try pruefenOhneUeberschneidung(imHaushalt, "\(feld()).im_haushalt")
        if anspruch.count > 1 {
            try pruefenOhneUeberschneidung(anspruch.map(\.zeitraum), "\(feld()).anspruch")
        }
        for (stelle, quelle) in einkommen.enumerated() {
            var ort: String { "\(feld()).einkommen[\(stelle)]" }
            try pruefenNichtNegativ(quelle.betrag, "\(ort).betrag")
            for (nummer, abzug) in quelle.abzuege.enumerated() {
                try pruefenNichtNegativ(abzug.betrag, "\(ort).abzuege[\(nummer)].betrag")
            }
            guard (1...31).contains(quelle.zahltag ?? 1) else {
                throw Lagefehler(
                    feld: "\(ort).zahltag", grund: "Den Zahltag gibt es nicht.",
                    abhilfe: "Bitte einen Tag von 1 bis 31 angeben.")
            }
        }
        for (stelle, wert) in vermoegen.enumerated() {
            try pruefenNichtNegativ(wert.betrag, "\(feld()).vermoegen[\(stelle)].betrag")
        }
        for (stelle, wert) in sachleistungen.enumerated() {
            try pruefenNichtNegativ(wert.wert, "\(feld()).sachleistungen[\(stelle)].wert")
        }
        if let bedarf = bedarfAusserhalb {
            try pruefenNichtNegativ(bedarf, "\(feld()).bedarf_ausserhalb")
        }
    }
}

func pruefenNichtNegativ(
    _ betrag: Geld, _ feld: @autoclosure () -> String
) throws(Lagefehler) {
    guard betrag.istNegativ || betrag > 10_000_000 else { return }
    throw Lagefehler(
        feld: feld(), grund: "Der Betrag \(betrag) ist nicht möglich.",
        abhilfe: "Bitte einen Betrag von 0,00 € bis 10.000.000,00 € angeben.")
}

private func pruefenOhneUeberschneidung(
    _ zeiten: [Zeitraum], _ feld: @autoclosure () -> String
) throws(Lagefehler) {
    guard zeiten.count > 1, !zeiten.ueberschneidungsfrei else { return }
    throw Lagefehler(
        feld: feld(), grund: "Zwei Zeiträume überschneiden sich.",
        abhilfe: "Bitte den früheren am Tag vor dem späteren enden lassen.")
}

extension [Zeitraum] {
    fileprivate var ueberschneidungsfrei: Bool {
        for (stelle, zeitraum) in enumerated() {
            if self[..<stelle].contains(where: zeitraum.ueberschneidet) { return false }
        }
        return true
    }
}
