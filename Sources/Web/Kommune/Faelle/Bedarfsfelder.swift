import Grundwerte
import Kommune
import Leistungsrecht

// Wonach eine Person berechtigt ist und was sie neben den Sätzen braucht.

extension Einschraenkungsabsatz: Auswaehlbar {}
extension Mehrbedarfsart: Auswaehlbar {}
extension Einzelleistungsart: Auswaehlbar {}

/// Grund nach § 1 und Art der Leistung, bei § 1a mit Absatz und Frist.
enum Berechtigungfelder {
    static func felder(_ heute: Kalendertag) -> [Feld] {
        [
            Feld("personenkreis", "Berechtigt nach", .auswahl(Mitgliedfelder.personenkreise(heute)),
                 breite: .voll),
            Feld("grundlage", "Art der Leistung", .auswahl(Anspruchsgrundlage.allCases.map {
                Option($0.rawValue, $0 == .keine ? $0.bezeichnung : "\($0.norm): \($0.bezeichnung)")
            }), breite: .voll),
            Feld("absatz", "Bei § 1a: Absatz", .auswahl(Option.alle(Einschraenkungsabsatz.self)),
                 freiwillig: true, breite: .voll),
            Feld("form", "Bei § 1a: wie der Rest erbracht wird",
                 .auswahl(Leistungsform.beiEinschraenkung.map {
                     Option($0.rawValue, $0.bezeichnung)
                 }), hinweis: "Leer: Sachleistung, wie es die Regel ist (§ 1a Abs. 1 Satz 4)",
                 freiwillig: true),
            Feld("bis", "Gilt bis", .datum,
                 hinweis: "Leer: ohne Ende; bei § 1a sechs Monate (Abs. 7 einer), bei § 1 Abs. 4 "
                     + "zwei Wochen. Danach gilt wieder, was vorher galt.",
                 freiwillig: true),
            Feld("haertefall", "Bei § 1 Abs. 4: Härtefall, länger als zwei Wochen", .haken,
                 freiwillig: true),
        ]
    }

    static func werte(_ berechtigung: Berechtigung) -> [String: String] {
        ["personenkreis": berechtigung.personenkreis.rawValue,
         "grundlage": berechtigung.grundlage.rawValue,
         "absatz": berechtigung.einschraenkung?.rawValue ?? "",
         "form": berechtigung.form?.rawValue ?? ""]
    }

    static func lies(_ e: inout Eingabe, ab: Kalendertag?, _ mitglied: Fallakte.Mitglied)
        -> Berechtigung? {
        let kreis = e.auswahl("personenkreis", als: Personenkreis.self)
        let grundlage = e.auswahl("grundlage", als: Anspruchsgrundlage.self)
        let absatz = e.auswahl("absatz", als: Einschraenkungsabsatz.self), bis = e.datum("bis")
        let haerte = e.haken("haertefall"), form = e.auswahl("form", als: Leistungsform.self)
        guard let ab, let kreis, let grundlage else { return nil }
        guard let gueltig = Zeitraum(
            pruefe: ab, bis: bis ?? ende(grundlage, absatz, ab: ab, haerte: haerte)) else {
            e.melde("bis", grund: "liegt vor dem Beginn", abhilfe: "Tauschen Sie die Tage.")
            return nil
        }
        switch grundlage {
        case .anspruchseinschraenkung:
            guard let absatz else {
                e.melde("absatz", grund: "fehlt noch",
                        abhilfe: "Nach welchem Absatz des § 1a ist der Anspruch eingeschränkt?")
                return nil
            }
            let geboren = mitglied.angabe(am: ab)?.geburtsdatum ?? ab
            let entscheidung = AsylbLG.einschraenkung(
                absatz, personenkreis: kreis, alter: ab.alter(geboren: geboren), zeitraum: gueltig)
            let frist = gueltig.bis.map { $0 > AsylbLG.hoechstensBis(ab, absatz) } ?? true
            melde(entscheidung, &e, feld: frist ? "bis" : "absatz")
            return Berechtigung(personenkreis: kreis, grundlage: grundlage, einschraenkung: absatz,
                                form: form, gueltig: gueltig)
        case .ueberbrueckungsleistung:
            let frueher = mitglied.berechtigungen
                .filter { $0.grundlage == .ueberbrueckungsleistung }.map(\.gueltig)
            melde(AsylbLG.ueberbrueckung(gueltig, personenkreis: kreis, frueher: frueher,
                                         haertefall: haerte),
                  &e, feld: kreis == .nr5 ? "bis" : "personenkreis")
        case .analogleistung: verlangeWartezeit(&e, mitglied, ab: ab)
        case .grundleistung, .keine: break
        }
        return Berechtigung(personenkreis: kreis, grundlage: grundlage,
                            haertefall: haerte && grundlage == .ueberbrueckungsleistung,
                            gueltig: gueltig)
    }

    /// Steht etwas gegen § 2 in der Akte, geht sie vor; ohne das entscheidet, wer bearbeitet.
    private static func verlangeWartezeit(
        _ e: inout Eingabe, _ mitglied: Fallakte.Mitglied, ab: Kalendertag
    ) {
        guard !mitglied.wartezeithindernisse.isEmpty,
              let wartezeit = mitglied.wartezeit(am: e.heute, nach: .amtlich),
              !wartezeit.zeiten.contains(where: { $0.enthaelt(ab) }) else { return }
        e.melde("grundlage", grund: "§ 2 AsylbLG gilt am \(ab.deutsch) nicht",
                abhilfe: wartezeit.gruende.joined(separator: " "))
    }

    /// Wann es endet, wenn niemand etwas einträgt: nach der Frist des Gesetzes.
    private static func ende(_ grundlage: Anspruchsgrundlage, _ absatz: Einschraenkungsabsatz?,
                             ab: Kalendertag, haerte: Bool) -> Kalendertag? {
        switch grundlage {
        case .anspruchseinschraenkung: absatz.map { AsylbLG.hoechstensBis(ab, $0) }
        case .ueberbrueckungsleistung:
            haerte ? nil : ab.plus(tage: AsylbLG.ueberbrueckungTage - 1)
        case .grundleistung, .analogleistung, .keine: nil
        }
    }

    private static func melde(_ entscheidung: Entscheidung<Bool>, _ e: inout Eingabe,
                              feld: String) {
        guard !entscheidung.wert else { return }
        e.melde(feld, grund: "geht so nicht (\(entscheidung.norm))",
                abhilfe: entscheidung.begruendung)
    }
}

/// Ein Mehrbedarf nach § 30 SGB XII.
enum Mehrbedarffelder {
    static let felder = [
        Feld("art", "Art des Mehrbedarfs", .auswahl(Option.alle(Mehrbedarfsart.self)),
             breite: .voll),
        Feld("bis", "Gilt bis", .datum, hinweis: "Leer, wenn er weiterläuft", freiwillig: true),
        Feld("termin", "Bei Schwangerschaft: errechneter Termin", .datum,
             hinweis: "Daraus folgt der Zeitraum von der 13. Woche bis zum Ende des Monats",
             freiwillig: true),
        Feld("betrag", "Bei Ernährung: Betrag im Monat in €", .betrag, freiwillig: true),
        Feld("nachweis", "Nachweis", hinweis: "Etwa Mutterpass oder Attest", freiwillig: true,
             maximal: 120),
    ]

    static func lies(_ e: inout Eingabe, ab: Kalendertag?) -> Mehrbedarf? {
        let art = e.auswahl("art", als: Mehrbedarfsart.self), bis = e.datum("bis")
        let termin = e.datum("termin"), betrag = e.monatsbetrag("betrag")
        let nachweis = e.text("nachweis") ?? ""
        guard let art, let ab else { return nil }
        var zeitraum = Zeitraum(pruefe: ab, bis: bis)
        if zeitraum == nil {
            e.melde("bis", grund: "liegt vor dem Beginn", abhilfe: "Tauschen Sie die Tage.")
        }
        if art == .schwangerschaft {
            guard let termin else {
                e.melde("termin", grund: "fehlt noch", abhilfe: "Er steht im Mutterpass.")
                return nil
            }
            zeitraum = SGBXII.schwangerschaft(termin: termin).schnitt(Zeitraum(von: ab))
            if zeitraum == nil {
                e.melde("termin", grund: "liegt vor dem Beginn", abhilfe: "Prüfen Sie beide Tage.")
            }
        }
        if (betrag > .null) != (art == .ernaehrung) {
            e.melde("betrag", grund: art == .ernaehrung ? "fehlt noch" : "nennt hier das Gesetz",
                    abhilfe: art == .ernaehrung ? "Wie viel ist im Einzelfall angemessen?"
                        : "Lassen Sie das Feld leer.")
        }
        return zeitraum.map {
            Mehrbedarf(art: art, betrag: art == .ernaehrung ? betrag : nil, nachweis: nachweis,
                       gueltig: $0)
        }
    }
}

/// § 6 und Einzelfälle. Bildung und Teilhabe kommt aus der Entscheidung über einen Antrag.
enum Monatsbedarffelder {
    static let felder = [
        Feld("art", "Leistung", .auswahl(Einzelleistungsart.allCases.filter { !$0.istBildung }
            .map { Option($0.rawValue, $0.bezeichnung) }),
             hinweis: "Bildung und Teilhabe wird unter „Weitere Leistungen“ beantragt.",
             breite: .voll),
        Feld("bis", "Gilt bis", .datum,
             hinweis: "Derselbe Tag: einmalig. Sonst zählt der Betrag im Monat; leer, wenn es "
                 + "weiterläuft.",
             freiwillig: true),
        Feld("betrag", "Betrag in €", .betrag),
        Feld("begruendung", "Begründung", hinweis: "Steht auf dem Berechnungsbogen",
             freiwillig: true, maximal: 200, breite: .voll),
    ]

    static func lies(_ e: inout Eingabe, ab: Kalendertag?) -> Monatsbedarf? {
        let art = e.auswahl("art", als: Einzelleistungsart.self), bis = e.datum("bis")
        let betrag = e.monatsbetrag("betrag"), begruendung = e.text("begruendung") ?? ""
        guard let art, let ab else { return nil }
        guard let zeitraum = Zeitraum(pruefe: ab, bis: bis) else {
            e.melde("bis", grund: "liegt vor dem Beginn", abhilfe: "Tauschen Sie die Tage.")
            return nil
        }
        if betrag == .null {
            e.melde("betrag", grund: "fehlt noch", abhilfe: "Wie viel ist bewilligt?")
        }
        return Monatsbedarf(art: art, betrag: betrag, begruendung: begruendung, gueltig: zeitraum)
    }
}

/// § 5: die Stunden eines Monats.
enum Arbeitsgelegenheitfelder {
    static let felder = [
        Feld("monat", "Monat", .monat),
        Feld("stunden", "Volle Stunden", .zahl),
        Feld("minuten", "und Minuten", .zahl, freiwillig: true),
        Feld("mehraufwand", "Höhere Aufwendungen in €", .betrag, hinweis: "Nur mit Nachweis",
             freiwillig: true),
    ]

    static func lies(_ e: inout Eingabe) -> Arbeitsgelegenheit? {
        let monat = e.monat("monat"), stunden = e.zahl("stunden", in: 0...300)
        let minuten = e.istAusgefuellt("minuten") ? e.zahl("minuten", in: 0...59) : 0
        let mehraufwand = e.monatsbetrag("mehraufwand")
        guard let monat, let stunden, let minuten else { return nil }
        return Arbeitsgelegenheit(monat: monat, minuten: stunden * 60 + minuten,
                                  mehraufwand: mehraufwand)
    }
}
