import Grundwerte
import Leistungsrecht
import Platform
import Uebergabe

// Wohin eine Zeile gehört.
extension Bestandsleser {
    mutating func einordnen(_ datei: Bestandsdatei, _ satz: Bestandssatz,
                                    istHeil: Bool) -> Bestandsbefund.Ort? {
        switch datei {
        case .faelle: return fall(satz)
        case .personen: return person(satz, istHeil: istHeil)
        case .mitglieder: return mitglied(satz, istHeil: istHeil)
        case .unterkuenfte, .konten, .bewilligungen:
            guard let fall = verweis(.faelle, "fall", satz, aus: datei) else { return nil }
            if istHeil { zumFall(datei, satz, fall) }
            return .fall(fall)
        case .berechtigungen, .aufenthalte, .einkommen, .vermoegen, .mehrbedarfe, .monatsbedarfe,
             .arbeitsgelegenheiten, .wartezeithindernisse:
            guard let person = verweis(.personen, "person", satz, aus: datei) else { return nil }
            if istHeil { zurPerson(datei, satz, person) }
            return .person(person)
        case .summen:
            if istHeil { kontrollieren(satz) }
            return nil
        }
    }

    mutating func melde(_ datei: Bestandsdatei, _ satz: Bestandssatz, _ feld: String,
                                wert: String = "", _ regel: String, abhilfe: String,
                                ort: Bestandsbefund.Ort?) {
        befunde.append(Bestandsbefund(datei, zeile: satz.zeile, feld: feld, wert: wert, regel,
                                      abhilfe: abhilfe, ort: ort))
    }

    private mutating func verweis(_ ziel: Bestandsdatei, _ feld: String, _ satz: Bestandssatz,
                                  aus datei: Bestandsdatei) -> Int? {
        let schluessel = satz.text(feld)
        let stelle = ziel == .faelle ? faelle[schluessel] : personen[schluessel]
        if stelle == nil, !schluessel.isEmpty {
            melde(datei, satz, feld, wert: schluessel,
                "Diesen Schlüssel gibt es in \(ziel.name) nicht.",
                  abhilfe: "Ergänzen Sie die Zeile dort oder berichtigen Sie den Schlüssel.",
                  ort: nil)
        }
        return stelle
    }

    private mutating func fall(_ satz: Bestandssatz) -> Bestandsbefund.Ort? {
        let schluessel = satz.text("fall"), stelle = bestand.faelle.count
        guard !schluessel.isEmpty else { return nil }
        if let erste = faelle[schluessel] {
            melde(.faelle, satz, "fall", wert: schluessel,
                  "Der Schlüssel steht schon in Zeile \(bestand.faelle[erste].zeile).",
                  abhilfe: "Jeder Fall hat genau eine Zeile.", ort: .fall(erste))
            return .fall(erste)
        }
        let name = satz.text("sachbearbeitung"), wer = benutzer[name]
        if wer == nil, !name.isEmpty {
            melde(.faelle, satz, "sachbearbeitung", wert: name,
                  "Diesen Anmeldenamen gibt es in der Kommune nicht.",
                  abhilfe: "Richten Sie die Person ein oder lassen Sie das Feld leer.",
                  ort: .fall(stelle))
        }
        faelle[schluessel] = stelle
        bestand.faelle.append(Bestand.Fall(
            schluessel: schluessel, zeile: satz.zeile, aktenzeichen: satz.text("aktenzeichen"),
            sachgebiet: satz.text("sachgebiet"), sachbearbeitung: wer,
            eingestelltZum: satz.tag("eingestellt_zum"),
            eingeschraenkt: satz.auswahl("eingeschraenkt"), abdruecke: [satz.abdruck]))
        return .fall(stelle)
    }

    private mutating func person(_ satz: Bestandssatz, istHeil: Bool) -> Bestandsbefund.Ort? {
        let schluessel = satz.text("person")
        guard !schluessel.isEmpty else { return nil }
        let stelle = personen[schluessel] ?? bestand.personen.count
        if stelle == bestand.personen.count {
            personen[schluessel] = stelle
            bestand.personen.append(Bestand.Person(schluessel: schluessel, zeile: satz.zeile))
        }
        bestand.personen[stelle].abdruecke.append(satz.abdruck)
        guard istHeil, let geboren = satz.tag("geburtsdatum"),
              let gueltig = zeitraum(.personen, satz,
                  .person(stelle)) else { return .person(stelle) }
        let azr = satz.text("azr_nummer")
        let angabe = Person.Angabe(
            familienname: satz.text("familienname"), vorname: satz.text("vorname"),
            weitereNamen: satz.text("weitere_namen"), geburtsdatum: geboren,
            geschlecht: satz.auswahl("geschlecht") ?? .ohneAngabe,
            staatsangehoerigkeit: satz.text("staatsangehoerigkeit"),
            azrNummer: azr.isEmpty ? nil : azr,
            familienstand: satz.auswahl("familienstand") ?? .unbekannt)
        if angabe.name.isEmpty {
            melde(.personen, satz, "familienname", "Die Person hat keinen Namen.",
                  abhilfe: "Tragen Sie Familienname oder Vorname ein.", ort: .person(stelle))
        }
        bestand.personen[stelle].angaben.append(
            .init(zeile: satz.zeile, wert: Personenangabe(angabe: angabe, gueltig: gueltig)))
        return .person(stelle)
    }

    private mutating func mitglied(_ satz: Bestandssatz, istHeil: Bool) -> Bestandsbefund.Ort? {
        let fall = verweis(.faelle, "fall", satz, aus: .mitglieder)
        let person = verweis(.personen, "person", satz, aus: .mitglieder)
        guard let fall,
            let person else { return fall.map { .fall($0) } ?? person.map { .person($0) } }
        bestand.faelle[fall].mitglieder.append(person)
        bestand.faelle[fall].abdruecke.append(satz.abdruck)
        guard istHeil, let rolle: Haushaltsrolle = satz.auswahl("rolle"),
              let gueltig = zeitraum(.mitglieder, satz, .fall(fall)) else { return .fall(fall) }
        bestand.personen[person].haushalte.append((fall, .init(
            zeile: satz.zeile, wert: Mitgliedschaft(rolle: rolle, gueltig: gueltig))))
        return .fall(fall)
    }

    mutating func zeitraum(_ datei: Bestandsdatei, _ satz: Bestandssatz,
                                   _ ort: Bestandsbefund.Ort) -> Zeitraum? {
        if let zeitraum = satz.zeitraum { return zeitraum }
        melde(datei, satz, "bis", wert: satz.tag("bis")?.deutsch ?? "",
              "Das Ende liegt vor dem Beginn.",
              abhilfe: "Vertauschen oder berichtigen Sie die Tage.",
              ort: ort)
        return nil
    }

    private mutating func zurPerson(_ datei: Bestandsdatei, _ satz: Bestandssatz, _ person: Int) {
        bestand.personen[person].abdruecke.append(satz.abdruck)
        if datei == .arbeitsgelegenheiten { return arbeitsgelegenheit(satz, person) }
        guard let gueltig = zeitraum(datei, satz, .person(person)) else { return }
        let zeile = satz.zeile
        switch datei {
        case .berechtigungen: berechtigung(satz, person, gueltig)
        case .mehrbedarfe: mehrbedarf(satz, person, gueltig)
        case .monatsbedarfe: monatsbedarf(satz, person, gueltig)
        case .wartezeithindernisse: wartezeithindernis(satz, person, gueltig)
        case .aufenthalte:
            guard let status: Aufenthaltsstatus = satz.auswahl("status") else { return }
            bestand.personen[person].aufenthalte.append(.init(zeile: zeile, wert: Aufenthalt(
                status: status, eingereistAm: satz.tag("eingereist_am"),
                dokumentBis: satz.tag("dokument_bis"), gueltig: gueltig)))
        case .einkommen:
            guard let art: Einkommensart = satz.auswahl("art") else { return }
            bestand.personen[person].einkommen.append(.init(zeile: zeile, wert: Einkommen(
                art: art, brutto: satz.betrag("brutto"), steuern: satz.betrag("steuern"),
                sozialversicherung: satz.betrag("sozialversicherung"),
                versicherungen: satz.betrag("versicherungen"), ausgaben: satz.betrag("ausgaben"),
                quelle: satz.text("quelle"), gueltig: gueltig)))
        default:
            bestand.personen[person].vermoegen.append(.init(zeile: zeile, wert: Vermoegen(
                art: satz.text("art"), wert: satz.betrag("wert"), gueltig: gueltig)))
        }
    }

    private mutating func zumFall(_ datei: Bestandsdatei, _ satz: Bestandssatz, _ fall: Int) {
        bestand.faelle[fall].abdruecke.append(satz.abdruck)
        switch datei {
        case .unterkuenfte: unterkunft(satz, fall)
        case .konten: konto(satz, fall)
        default:
            guard let tag = satz.tag("monat") else { return }
            bestand.faelle[fall].bewilligungen.append(.init(zeile: satz.zeile, wert: Altbewilligung(
                monat: tag.monat, bewilligt: satz.betrag("bewilligt"),
                lebensunterhalt: satz.betrag("gezahlt_lebensunterhalt"),
                unterkunft: satz.betrag("gezahlt_unterkunft"),
                bescheidNummer: satz.text("bescheid_nummer"),
                bescheidVom: satz.tag("bescheid_vom"))))
        }
    }

    private mutating func unterkunft(_ satz: Bestandssatz, _ fall: Int) {
        guard let art: Unterbringungsart = satz.auswahl("art"),
              let gueltig = zeitraum(.unterkuenfte, satz, .fall(fall)) else { return }
        let name = satz.text("vermieter_name"), iban = satz.iban("vermieter_iban")
        if name.isEmpty, !satz.text("mietzeichen").isEmpty {
            melde(.unterkuenfte, satz, "mietzeichen", "Zum Mietzeichen fehlt der Vermieter.",
                  abhilfe: "Ergänzen Sie Namen und IBAN oder leeren Sie das Feld.",
                  ort: .fall(fall))
        }
        if name.isEmpty != (iban == nil) {
            melde(.unterkuenfte, satz, name.isEmpty ? "vermieter_name" : "vermieter_iban",
                  "Name und IBAN des Vermieters stehen nur zusammen.",
                  abhilfe: "Ergänzen Sie die fehlende Angabe oder leeren Sie beide.",
                  ort: .fall(fall))
        }
        anerkannt(satz, fall)
        var unterkunft = Unterkunft(
            art: art, strasse: satz.text("strasse"), plz: satz.text("plz"), ort: satz.text("ort"),
            miete: satz.betrag("miete"), nebenkosten: satz.betrag("nebenkosten"),
            heizung: satz.betrag("heizung"), energie: satz.betrag("energie"),
            vermieter: iban.map {
                .init(name: name, iban: $0, mietzeichen: satz.text("mietzeichen"))
            }, verpflegung: satz.betrag("verpflegung"), gueltig: gueltig)
        unterkunft.mieteAnerkannt = satz.betragOderLeer("miete_anerkannt")
        unterkunft.heizungAnerkannt = satz.betragOderLeer("heizung_anerkannt")
        unterkunft.karenzAb = satz.tag("karenz_ab")
        unterkunft.senkungBis = satz.tag("senkung_bis")
        unterkunft.warmwasserDezentral = satz.ja("warmwasser_dezentral")
        unterkunft.vollverpflegung = satz.ja("vollverpflegung")
        bestand.faelle[fall].unterkuenfte.append(.init(zeile: satz.zeile, wert: unterkunft))
    }

    private mutating func konto(_ satz: Bestandssatz, _ fall: Int) {
        guard let zahlweg: Zahlweg = satz.auswahl("zahlweg"), let iban = satz.iban("iban"),
              let ab = satz.tag("ab") else { return }
        if !iban.istEWR {
            melde(.konten, satz, "iban", wert: iban.gekuerzt,
                  "Das Konto liegt außerhalb des Europäischen Wirtschaftsraums.",
                  abhilfe: "Tragen Sie ein Konto innerhalb des EWR oder eine Bezahlkarte ein.",
                  ort: .fall(fall))
        }
        bestand.faelle[fall].konten.append(.init(zeile: satz.zeile, wert: Bestand.Konto(
            konto: .init(zahlweg: zahlweg, inhaber: satz.text("inhaber"), iban: iban), ab: ab)))
    }

    private mutating func kontrollieren(_ satz: Bestandssatz) {
        let name = satz.text("datei")
        guard let datei = bestand.dateien.first(where: { $0.name == name }) else { return }
        if Int(satz.text("zeilen")) != datei.zeilen {
            melde(.summen, satz, "zeilen", wert: satz.text("zeilen"),
                  "\(name) hat \(datei.zeilen) Zeilen.",
                  abhilfe: "Erzeugen Sie die Dateien zusammen neu; etwas fehlt oder ist zu viel.",
                  ort: nil)
        }
        if Geld(deutsch: satz.text("summe")) != datei.summe {
            melde(.summen, satz, "summe", wert: satz.text("summe"),
                  "Die Beträge in \(name) ergeben \(datei.summe.csv).",
                  abhilfe: "Erzeugen Sie die Dateien zusammen neu; ein Betrag weicht ab.", ort: nil)
        }
    }
}
