import Grundwerte
import Leistungsrecht
import Uebergabe

extension Bestand {
    /// Was zwischen den Zeilen gilt: Überschneidungen, Haushalte, Doppeltes, Beträge.
    package func pruefen(heute: Kalendertag) -> [Bestandsbefund] {
        var pruefung = Bestandspruefung(heute: heute)
        for (stelle, person) in personen.enumerated() { pruefung.person(person, .person(stelle)) }
        for (stelle, fall) in faelle.enumerated() {
            pruefung.fall(fall, .fall(stelle))
            pruefung.haushalt(stelle, in: self)
        }
        pruefung.eindeutig(self)
        return pruefung.befunde
    }
}

private struct Bestandspruefung {
    let heute: Kalendertag
    var befunde: [Bestandsbefund] = []

    private mutating func melde(_ datei: Bestandsdatei, _ zeile: Int, _ feld: String,
                                wert: String = "", _ regel: String, abhilfe: String,
                                _ ort: Bestandsbefund.Ort,
                                schwere: Bestandsbefund.Schwere = .fehler) {
        befunde.append(Bestandsbefund(datei, zeile: zeile, feld: feld, wert: wert, regel,
                                      abhilfe: abhilfe, ort: ort, schwere: schwere))
    }

    /// Nach Beginn, bei gleichem nach der Zeile.
    private static func zeitlich<Wert: Zeitgebunden>(_ eintraege: [Bestand.Eintrag<Wert>])
        -> [Bestand.Eintrag<Wert>] {
        eintraege.sorted { a, b in
            (a.wert.gueltig.von, a.zeile) < (b.wert.gueltig.von, b.zeile)
        }
    }

    /// Jede Angabe, die in eine frühere derselben Art hineinreicht.
    private mutating func getrennt<Wert: Zeitgebunden>(
        _ eintraege: [Bestand.Eintrag<Wert>], _ datei: Bestandsdatei, _ ort: Bestandsbefund.Ort
    ) {
        guard eintraege.count > 1 else { return }
        let sortiert = Bestandspruefung.zeitlich(eintraege)
        for (frueher, spaeter) in zip(sortiert, sortiert.dropFirst())
        where frueher.wert.gueltig.ueberschneidet(spaeter.wert.gueltig) {
            melde(datei, spaeter.zeile, "von", wert: spaeter.wert.gueltig.von.deutsch,
                  "Der Zeitraum überschneidet sich mit Zeile \(frueher.zeile).",
                  abhilfe: "Beenden Sie die frühere Angabe am Tag davor.", ort)
        }
    }

    mutating func person(_ person: Bestand.Person, _ ort: Bestandsbefund.Ort) {
        getrennt(person.angaben, .personen, ort)
        getrennt(person.berechtigungen, .berechtigungen, ort)
        getrennt(person.aufenthalte, .aufenthalte, ort)
        for gleiche in Dictionary(grouping: person.einkommen, by: {
            [$0.wert.art.rawValue, $0.wert.quelle]
        }).values { getrennt(gleiche, .einkommen, ort) }
        for gleiche in Dictionary(grouping: person.vermoegen, by: \.wert.art).values {
            getrennt(gleiche, .vermoegen, ort)
        }
        for gleiche in Dictionary(grouping: person.mehrbedarfe, by: \.wert.art).values {
            getrennt(gleiche, .mehrbedarfe, ort)
        }
        for gleiche in Dictionary(grouping: person.monatsbedarfe, by: {
            [$0.wert.art.rawValue, $0.wert.begruendung]
        }).values { getrennt(gleiche, .monatsbedarfe, ort) }
        getrennt(person.arbeitsgelegenheiten, .arbeitsgelegenheiten, ort)
        for gleiche in Dictionary(grouping: person.wartezeithindernisse, by: \.wert.art).values {
            getrennt(gleiche, .wartezeithindernisse, ort)
        }
        for eintrag in person.angaben where eintrag.wert.angabe.geburtsdatum > heute {
            melde(.personen, eintrag.zeile, "geburtsdatum",
                "Das Geburtsdatum liegt in der Zukunft.",
                  abhilfe: "Prüfen Sie Tag und Jahr.", ort)
        }
        haushalte(person, ort)
    }

    private mutating func haushalte(_ person: Bestand.Person, _ ort: Bestandsbefund.Ort) {
        if person.haushalte.isEmpty {
            melde(.personen, person.zeile, "person", wert: person.schluessel,
                  "Die Person gehört zu keinem Haushalt.",
                  abhilfe: "Ergänzen Sie eine Zeile in mitglieder.csv oder entfernen Sie sie.", ort)
        }
        let zeiten = person.haushalte.sorted { a, b in
            (a.eintrag.wert.gueltig.von, a.eintrag.zeile) < (b.eintrag.wert.gueltig.von,
                b.eintrag.zeile)
        }
        for (frueher, spaeter) in zip(zeiten, zeiten.dropFirst())
        where frueher.eintrag.wert.gueltig.ueberschneidet(spaeter.eintrag.wert.gueltig) {
            melde(.mitglieder, spaeter.eintrag.zeile, "von",
                  wert: spaeter.eintrag.wert.gueltig.von.deutsch,
                  frueher.fall == spaeter.fall
                      ? "Der Zeitraum überschneidet sich mit Zeile \(frueher.eintrag.zeile)."
                      : "Die Person gehört zur selben Zeit zu einem anderen Fall (Zeile "
                          + "\(frueher.eintrag.zeile)).",
                  abhilfe: "Beenden Sie die frühere Zugehörigkeit am Tag davor.", ort)
        }
        guard let geboren = person.angaben.map(\.wert.angabe.geburtsdatum).min() else { return }
        for (_, eintrag) in person.haushalte where eintrag.wert.gueltig.von < geboren {
            melde(.mitglieder, eintrag.zeile, "von", wert: eintrag.wert.gueltig.von.deutsch,
                  "Die Zugehörigkeit beginnt vor der Geburt.",
                  abhilfe: "Sie beginnt frühestens mit dem Tag der Geburt.", ort)
        }
    }

    mutating func fall(_ fall: Bestand.Fall, _ ort: Bestandsbefund.Ort) {
        getrennt(fall.unterkuenfte, .unterkuenfte, ort)
        var tage: [Kalendertag: Int] = [:], monate: [Monat: Int] = [:]
        for eintrag in fall.konten {
            if let erste = tage.updateValue(eintrag.zeile, forKey: eintrag.wert.ab) {
                melde(.konten, eintrag.zeile, "ab", wert: eintrag.wert.ab.deutsch,
                      "Am selben Tag beginnt schon das Konto in Zeile \(erste).",
                      abhilfe: "Behalten Sie das Konto, auf das gezahlt werden soll.", ort)
            }
        }
        for eintrag in fall.bewilligungen {
            if let erste = monate.updateValue(eintrag.zeile, forKey: eintrag.wert.monat) {
                melde(.bewilligungen, eintrag.zeile, "monat", wert: eintrag.wert.monat.deutsch,
                      "Der Monat steht schon in Zeile \(erste).",
                      abhilfe: "Fassen Sie die Beträge in einer Zeile zusammen.", ort)
            }
            bewilligung(eintrag, ort)
        }
    }

    private mutating func bewilligung(_ eintrag: Bestand.Eintrag<Altbewilligung>,
                                      _ ort: Bestandsbefund.Ort) {
        let alt = eintrag.wert
        if alt.gezahlt > .null, alt.monat > heute.monat.naechster {
            melde(.bewilligungen, eintrag.zeile, "monat", wert: alt.monat.deutsch,
                  "Gezahlt wird höchstens einen Monat im Voraus (§ 3 Abs. 5 AsylbLG).",
                  abhilfe: "Prüfen Sie Monat und gezahlte Beträge.", ort)
        }
        if alt.gezahlt > alt.bewilligt {
            melde(.bewilligungen, eintrag.zeile, "gezahlt_lebensunterhalt",
                  wert: alt.gezahlt.csv, "Gezahlt ist mehr als bewilligt.",
                  abhilfe: "Die nächste Bewilligung dieses Monats zeigt die Überzahlung.", ort,
                  schwere: .hinweis)
        }
    }

    mutating func haushalt(_ stelle: Int, in bestand: Bestand) {
        let fall = bestand.faelle[stelle], ort = Bestandsbefund.Ort.fall(stelle)
        if fall.mitglieder.isEmpty {
            melde(.faelle, fall.zeile, "fall", wert: fall.schluessel,
                "Der Fall hat keine Mitglieder.",
                  abhilfe: "Ergänzen Sie den Haushalt in mitglieder.csv.", ort)
        }
        let zeiten = Set(fall.mitglieder).flatMap { bestand.personen[$0].haushalte }
            .filter { $0.fall == stelle }.map(\.eintrag)
        einer(.haushaltsvorstand, zeiten, ort)
        einer(.partner, zeiten, ort)
        if !zeiten.isEmpty, !zeiten.contains(where: { $0.wert.rolle == .haushaltsvorstand }) {
            melde(.faelle, fall.zeile, "fall", wert: fall.schluessel,
                  "Der Haushalt hat keinen Haushaltsvorstand.",
                  abhilfe: "Geben Sie einer Person in mitglieder.csv diese Rolle.", ort)
        }
        guard let ende = fall.eingestelltZum else { return }
        for eintrag in zeiten where eintrag.wert.gueltig.bis.map({ $0 > ende }) ?? true {
            melde(.mitglieder, eintrag.zeile, "bis", wert: eintrag.wert.gueltig.bis?.deutsch ?? "",
                  "Der Fall ist zum \(ende.deutsch) eingestellt.",
                  abhilfe: "Beenden Sie die Zugehörigkeit spätestens an diesem Tag.", ort)
        }
    }

    private mutating func einer(_ rolle: Haushaltsrolle,
        _ zeiten: [Bestand.Eintrag<Mitgliedschaft>],
                                _ ort: Bestandsbefund.Ort) {
        let sortiert = Bestandspruefung.zeitlich(zeiten.filter { $0.wert.rolle == rolle })
        for (frueher, spaeter) in zip(sortiert, sortiert.dropFirst())
        where frueher.wert.gueltig.ueberschneidet(spaeter.wert.gueltig) {
            melde(.mitglieder, spaeter.zeile, "rolle", wert: rolle.rawValue,
                  "Diese Rolle hat zur selben Zeit schon Zeile \(frueher.zeile).",
                  abhilfe: "Führen Sie weitere Erwachsene als sonstige_erwachsene.", ort)
        }
    }

    mutating func eindeutig(_ bestand: Bestand) {
        var aktenzeichen: [String: Int] = [:], nummern: [String: Int] = [:]
        for (stelle, fall) in bestand.faelle.enumerated() where !fall.aktenzeichen.isEmpty {
            if let erste = aktenzeichen.updateValue(fall.zeile, forKey: fall.aktenzeichen) {
                melde(.faelle, fall.zeile, "aktenzeichen", wert: fall.aktenzeichen,
                      "Das Aktenzeichen hat schon Zeile \(erste).",
                      abhilfe: "Jeder Fall hat sein eigenes.", .fall(stelle))
            }
        }
        for (stelle, person) in bestand.personen.enumerated() {
            for azr in Set(person.angaben.compactMap(\.wert.angabe.azrNummer)) {
                guard let erste = nummern.updateValue(person.zeile, forKey: azr) else { continue }
                melde(.personen, person.zeile, "azr_nummer",
                      "Dieselbe AZR-Nummer hat die Person in Zeile \(erste).",
                      abhilfe: "Prüfen Sie, ob es ein Mensch mit zwei Schlüsseln ist.",
                      .person(stelle),
                      schwere: .hinweis)
            }
        }
    }
}
