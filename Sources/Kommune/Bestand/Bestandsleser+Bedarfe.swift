import Grundwerte
import Leistungsrecht

// Was eine Person neben den Sätzen braucht, und wovon es abhängt.
extension Bestandsleser {
    private static let minutenJeMonat = 0...44_640

    mutating func berechtigung(_ satz: Bestandssatz, _ person: Int, _ gueltig: Zeitraum) {
        guard let kreis: Personenkreis = satz.auswahl("personenkreis"),
              let grundlage: Anspruchsgrundlage = satz.auswahl("grundlage") else { return }
        let absatz: Einschraenkungsabsatz? = satz.auswahl("einschraenkung")
        if absatz != nil, grundlage != .anspruchseinschraenkung {
            melde(.berechtigungen, satz, "einschraenkung",
                  "Ein Absatz des § 1a gehört nur zur Anspruchseinschränkung.",
                  abhilfe: "Leeren Sie das Feld oder ändern Sie die Leistungsart.",
                  ort: .person(person))
        }
        if satz.ja("haertefall"), grundlage != .ueberbrueckungsleistung {
            melde(.berechtigungen, satz, "haertefall",
                  "Ein Härtefall gehört nur zu Überbrückungsleistungen.",
                  abhilfe: "Leeren Sie das Feld oder ändern Sie die Leistungsart.",
                  ort: .person(person))
        }
        let form: Leistungsform? = satz.auswahl("form")
        if form != nil, grundlage != .anspruchseinschraenkung {
            melde(.berechtigungen, satz, "form",
                  "Eine Form der Leistung gehört nur zur Anspruchseinschränkung.",
                  abhilfe: "Leeren Sie das Feld oder ändern Sie die Leistungsart.",
                  ort: .person(person))
        }
        bestand.personen[person].berechtigungen.append(.init(zeile: satz.zeile, wert: Berechtigung(
            personenkreis: kreis, grundlage: grundlage, einschraenkung: absatz, form: form,
            haertefall: satz.ja("haertefall"), gueltig: gueltig)))
    }

    mutating func mehrbedarf(_ satz: Bestandssatz, _ person: Int, _ gueltig: Zeitraum) {
        guard let art: Mehrbedarfsart = satz.auswahl("art") else { return }
        let betrag = satz.betragOderLeer("betrag").flatMap { $0 > .null ? $0 : nil }
        if (betrag != nil) != (art == .ernaehrung) {
            melde(.mehrbedarfe, satz, "betrag", "Einen Betrag hat genau der Mehrbedarf Ernährung.",
                  abhilfe: "Die anderen Beträge nennt das Gesetz; leeren Sie das Feld.",
                  ort: .person(person))
        }
        bestand.personen[person].mehrbedarfe.append(.init(zeile: satz.zeile, wert: Mehrbedarf(
            art: art, betrag: betrag, nachweis: satz.text("nachweis"), gueltig: gueltig)))
    }

    mutating func monatsbedarf(_ satz: Bestandssatz, _ person: Int, _ gueltig: Zeitraum) {
        guard let art: Einzelleistungsart = satz.auswahl("art") else { return }
        let betrag = satz.betragOderLeer("betrag").flatMap { $0 > .null ? $0 : nil }
        if (betrag == nil) != (art == .schulbedarf || art == .teilhabe) {
            melde(.monatsbedarfe, satz, "betrag",
                  betrag == nil ? "Zu dieser Art fehlt der Betrag."
                      : "Diesen Betrag nennt das Gesetz.",
                  abhilfe: betrag == nil ? "Tragen Sie ihn ein." : "Leeren Sie das Feld.",
                  ort: .person(person))
        }
        bestand.personen[person].monatsbedarfe.append(.init(zeile: satz.zeile, wert: Monatsbedarf(
            art: art, betrag: betrag, begruendung: satz.text("begruendung"), gueltig: gueltig)))
    }

    mutating func arbeitsgelegenheit(_ satz: Bestandssatz, _ person: Int) {
        guard let monat = satz.tag("monat")?.monat else { return }
        guard let minuten = Int(satz.text("minuten")), Self.minutenJeMonat.contains(minuten) else {
            melde(.arbeitsgelegenheiten, satz, "minuten", wert: satz.text("minuten"),
                  "Das ist keine Zahl von Minuten, die in einen Monat passt.",
                  abhilfe: "Schreiben Sie eine ganze Zahl bis 44640.", ort: .person(person))
            return
        }
        bestand.personen[person].arbeitsgelegenheiten.append(.init(
            zeile: satz.zeile, wert: Arbeitsgelegenheit(
                monat: monat, minuten: minuten, mehraufwand: satz.betrag("mehraufwand"))))
    }

    mutating func wartezeithindernis(_ satz: Bestandssatz, _ person: Int, _ gueltig: Zeitraum) {
        guard let art: Wartezeithindernis.Art = satz.auswahl("art") else { return }
        if art == .rechtsmissbrauch, let bis = gueltig.bis {
            melde(.wartezeithindernisse, satz, "bis", wert: bis.deutsch,
                  "Rechtsmissbrauch wirkt auf Dauer.", abhilfe: "Leeren Sie das Feld.",
                  ort: .person(person))
        }
        bestand.personen[person].wartezeithindernisse.append(.init(
            zeile: satz.zeile, wert: Wartezeithindernis(
                art: art, grund: satz.text("grund"), gueltig: gueltig)))
    }

    /// Anerkannt wird höchstens, was anfällt.
    mutating func anerkannt(_ satz: Bestandssatz, _ fall: Int) {
        for (feld, ganz) in [("miete_anerkannt", "miete"), ("heizung_anerkannt", "heizung")] {
            guard let betrag = satz.betragOderLeer(feld), betrag > satz.betrag(ganz) else {
                continue
            }
            melde(.unterkuenfte, satz, feld, wert: betrag.csv,
                  "Anerkannt ist mehr, als anfällt.",
                  abhilfe: "Leeren Sie das Feld oder berichtigen Sie einen der Beträge.",
                  ort: .fall(fall))
        }
    }
}
