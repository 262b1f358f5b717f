import Grundwerte
import Kommune
import Leistungsrecht

/// Das Formular eines Antrags; es fragt, was die Vorschrift der gewählten Art verlangt.
struct EinzelantragForm: Sendable {
    let art: Einzelleistung.Art
    let person: Person.ID
    let heute: Kalendertag

    var felder: [Feld] {
        var felder = [
            Feld("gegenstand", frage.text, hinweis: frage.beispiel, maximal: 200, breite: .voll),
            Feld("begruendung", "Begründung des Antrags", .mehrzeilig, freiwillig: true,
                 maximal: 1_000),
            Feld("beantragt", "Antrag eingegangen am", .datum),
            Feld("geschaetzt", "Voraussichtliche Kosten in €", .betrag, freiwillig: true),
        ]
        if art != .schulbedarf {
            felder += [
                Feld("stelle", stelle, hinweis: "Mit Anschrift erhält sie eine Kostenzusage",
                     freiwillig: true, maximal: 120),
                Feld("strasse", "Straße und Hausnummer der Stelle", freiwillig: true, maximal: 80),
                Feld("ort", "Postleitzahl und Ort der Stelle", freiwillig: true, maximal: 80),
            ]
        }
        return felder
    }

    var werte: [String: String] { ["beantragt": heute.deutsch] }

    private var frage: (text: String, beispiel: String) {
        switch art {
        case .behandlung: ("Welche Behandlung?", "Etwa Kniespiegelung laut Einweisung vom 02.11.")
        case .zahnersatz: ("Welcher Zahnersatz?", "Zähne und Versorgung laut Heil- und Kostenplan")
        case .hilfsmittel: ("Welches Mittel?", "Etwa Krankengymnastik, sechs Einheiten")
        case .krankenfahrt: ("Welche Fahrten?", "Von wo, wohin, wie oft")
        case .lebensunterhalt, .gesundheit, .kinder: ("Was wird gebraucht?", "Sache oder Dienst")
        case .mitwirkungspflicht:
            ("Welche Pflicht, welche Kosten?", "Etwa Passgebühr, Fahrt zur Botschaft")
        case .ausflug: ("Welcher Ausflug, welche Fahrt?", "Ziel und Tage laut Schreiben der Schule")
        case .schulbedarf: ("Für welches Schulhalbjahr?", "Etwa 1. Schulhalbjahr 2026/27")
        case .schulweg: ("Welcher Weg, welche Fahrkarte?", "Etwa Schülerticket nach Ahaus")
        case .lernfoerderung: ("Welches Fach, welcher Umfang?", "Etwa Deutsch, 35 Stunden")
        case .mittagessen: ("In welcher Schule oder Kita?", "Tage in der Woche")
        case .teilhabe: ("Welches Angebot?", "Etwa Mitgliedschaft im Sportverein")
        }
    }

    private var stelle: String {
        switch art.bereich {
        case .krankenhilfe: "Praxis, Klinik oder Anbieter"
        case .sonstige: "Lieferant oder Stelle"
        case .bildung: "Schule, Kita oder Anbieter"
        }
    }

    func lies(_ form: FormData) throws -> (antrag: Einzelleistung.Antrag, vorgang: UUIDv7) {
        var e = Eingabe(form, felder, heute: heute)
        let gegenstand = e.text("gegenstand"), begruendung = e.text("begruendung") ?? ""
        let beantragt = e.datum("beantragt")
        let geschaetzt = e.betrag("geschaetzt", mindestens: Geld(cent: 1))
        let stelle = art == .schulbedarf ? nil : lies(stelle: &e)
        guard let gegenstand, let beantragt, e.ohneFehler else { throw e.formularfehler }
        return (Einzelleistung.Antrag(
            person: person, art: art, gegenstand: gegenstand, begruendung: begruendung,
            beantragtAm: beantragt, geschaetzt: geschaetzt, stelle: stelle), try e.vorgang())
    }

    private func lies(stelle e: inout Eingabe) -> Einzelleistung.Stelle? {
        let name = e.text("stelle") ?? "", strasse = e.text("strasse") ?? ""
        let ort = e.text("ort") ?? ""
        if name.isEmpty, !(strasse + ort).isEmpty {
            e.melde("stelle", grund: "fehlt noch", abhilfe: "Nennen Sie, wessen Anschrift das ist.")
        }
        if strasse.isEmpty != ort.isEmpty {
            e.melde(strasse.isEmpty ? "strasse" : "ort", grund: "fehlt noch",
                    abhilfe: "Ergänzen Sie die Anschrift oder lassen Sie sie ganz weg.")
        }
        return name.isEmpty ? nil : Einzelleistung.Stelle(name: name, strasse: strasse, ort: ort)
    }
}

/// Das Formular der Entscheidung.
struct EinzelentscheidungForm: Sendable {
    enum Ausgang: String, Auswaehlbar {
        case bewilligen, ablehnen

        var bezeichnung: String { self == .bewilligen ? "Bewilligen" : "Ablehnen" }
    }

    let leistung: Einzelleistung
    let heute: Kalendertag

    var felder: [Feld] {
        [
            Feld("ausgang", "Entscheidung", .eine(Option.alle(Ausgang.self))),
            Feld("voraussetzung", leistung.antrag.art.voraussetzung, .haken,
                 hinweis: "Sonst ist abzulehnen", freiwillig: true),
            Feld("grund", "Begründung im Bescheid", .mehrzeilig,
                 hinweis: "Ganze Sätze; sie stehen so im Brief", maximal: 1_000),
            Feld("hoechstens", "Höchstens in €", .betrag, hinweis: "Nur wenn bewilligt",
                 freiwillig: true),
            Feld("von", "Gültig von", .datum, freiwillig: true),
            Feld("bis", "Gültig bis", .datum, freiwillig: true),
        ]
    }

    var werte: [String: String] {
        ["hoechstens": leistung.antrag.geschaetzt?.betrag ?? "", "von": heute.deutsch,
         "bis": heute.plus(monate: 3).deutsch]
    }

    func lies(_ form: FormData) throws
        -> (umfang: Einzelleistung.Umfang?, grund: String, vorgang: UUIDv7) {
        var e = Eingabe(form, felder, heute: heute)
        let ausgang = e.auswahl("ausgang", als: Ausgang.self), grund = e.text("grund")
        var umfang: Einzelleistung.Umfang?
        if ausgang == .bewilligen { umfang = lies(umfang: &e) }
        guard ausgang != nil, let grund, e.ohneFehler else { throw e.formularfehler }
        return (umfang, grund, try e.vorgang())
    }

    private func lies(umfang e: inout Eingabe) -> Einzelleistung.Umfang? {
        let hoechstens = e.betrag("hoechstens", mindestens: Geld(cent: 1))
        let von = e.datum("von"), bis = e.datum("bis")
        if !e.haken("voraussetzung") {
            e.melde("voraussetzung", grund: "ist nicht bestätigt",
                    abhilfe: "Bestätigen Sie sie, oder lehnen Sie den Antrag ab.")
        }
        for feld in ["hoechstens", "von", "bis"] where !e.istAusgefuellt(feld) {
            e.melde(feld, grund: "fehlt noch",
                    abhilfe: "Eine Bewilligung nennt Betrag und Zeitraum.")
        }
        guard let hoechstens, let von, let bis else { return nil }
        guard let gueltig = Zeitraum(pruefe: von, bis: bis) else {
            e.melde("bis", grund: "liegt vor dem Beginn", abhilfe: "Tauschen Sie die Tage.")
            return nil
        }
        return .init(hoechstens: hoechstens, gueltig: gueltig)
    }
}

/// Das Formular einer Rechnung zu einer Zusage.
struct EinzelrechnungForm: Sendable {
    static let felder = [
        Feld("nummer", "Rechnungsnummer", maximal: 60, breite: .mittel),
        Feld("vom", "Rechnung vom", .datum),
        Feld("betrag", "Rechnungsbetrag in €", .betrag),
        Feld("anerkannt", "Anerkannt in €", .betrag, hinweis: "Leer: der ganze Betrag",
             freiwillig: true),
        Feld("kuerzung", "Grund der Kürzung", hinweis: "Nur wenn weniger anerkannt wird",
             freiwillig: true, maximal: 200),
    ]

    static func lies(_ form: FormData, heute: Kalendertag) throws
        -> (rechnung: Einzelrechnung, vorgang: UUIDv7) {
        var e = Eingabe(form, felder, heute: heute)
        let nummer = e.text("nummer"), vom = e.datum("vom")
        let betrag = e.betrag("betrag", mindestens: Geld(cent: 1))
        let anerkannt = e.betrag("anerkannt") ?? betrag, kuerzung = e.text("kuerzung") ?? ""
        if let vom, vom > heute {
            e.melde("vom", grund: "liegt in der Zukunft", abhilfe: "Prüfen Sie das Datum.")
        }
        if let betrag, let anerkannt {
            if anerkannt > betrag {
                e.melde("anerkannt", grund: "ist mehr als der Rechnungsbetrag",
                        abhilfe: "Prüfen Sie die Beträge.")
            } else if (anerkannt < betrag) != !kuerzung.isEmpty {
                e.melde("kuerzung", grund: kuerzung.isEmpty ? "fehlt noch"
                    : "steht hier, obwohl nichts gekürzt ist",
                        abhilfe: "Prüfen Sie Betrag und Grund.")
            }
        }
        guard let nummer, let vom, let betrag, let anerkannt, e.ohneFehler else {
            throw e.formularfehler
        }
        return (Einzelrechnung(nummer: nummer, vom: vom, betrag: betrag, anerkannt: anerkannt,
                               kuerzung: kuerzung), try e.vorgang())
    }
}
