import Grundwerte
import Kreis
import Uebergabe

extension Zahllauf {
    /// Der Zustand als Marke; eine unklare Übergabe geht allem vor.
    var marke: Marke {
        if uebergabeUnklar { return Marke("Übergabe unklar", .gefahr) }
        return switch zustand {
        case .entwurf: Marke("wird erstellt", .hinweis)
        case .dateiErzeugt:
            Marke(freigaben == 0 ? "wartet auf erste Freigabe" : "wartet auf zweite Freigabe",
                  .warnung)
        case .freigegeben: Marke("freigegeben, noch zu übergeben", .warnung)
        case .uebergeben: Marke(zahlweg.ort, .hinweis)
        case .gebucht: Marke("gebucht", .ok)
        case .verworfen: Marke("verworfen")
        }
    }

    /// Ein Wort für den Kalender.
    var kalenderwort: String {
        if uebergabeUnklar { return "unklar" }
        return switch zustand {
        case .entwurf: "entsteht"
        case .dateiErzeugt: "Freigabe"
        case .freigegeben: "frei"
        case .uebergeben: zahlweg.istKassenliste ? "Kasse" : "Bank"
        case .gebucht: "gebucht"
        case .verworfen: "verworfen"
        }
    }

    /// Der Weg des Laufs; Namen dessen, wer was getan hat, liefert `wer`.
    func ablauf(
        freigaben: [Freigabe], uebergaben: [Uebergabe], wer: (Freigabe) -> String
    ) -> Ablauf {
        let stufe = switch zustand {
        case .entwurf: 0
        case .dateiErzeugt: 2 + min(self.freigaben, 1)
        case .freigegeben: 4
        case .uebergeben: 5
        case .gebucht: 6
        case .verworfen: sha256 == nil ? 0 : 2 + min(self.freigaben, 2)
        }
        func schritt(_ stelle: Int, _ text: String, _ fertig: String, _ offen: String) -> Schritt {
            let stand: Schritt.Stand = stelle < stufe ? .fertig
                : stelle == stufe && zustand != .verworfen ? .aktuell : .offen
            return Schritt(text, stand, angabe: stelle < stufe ? fertig : offen)
        }
        func freigabe(_ stelle: Int) -> String {
            freigaben.indices.contains(stelle)
                ? "\(Kreisanzeige.zeit(freigaben[stelle].am)), \(wer(freigaben[stelle]))" : "offen"
        }
        let uebergeben = uebergaben.last { $0.ergebnis == .uebergeben }?
            .beendetAm.map(Kreisanzeige.zeit)
        return Ablauf("Stand des Laufs", [
            schritt(0, "Zusammengestellt", Kreisanzeige.zeit(erstelltAm), "läuft"),
            schritt(1, zahlweg.istKassenliste ? "Liste erzeugt" : "Datei erzeugt",
                    "\(Kreisanzeige.anzahl(anzahl, "Auftrag", "Aufträge")), Regeln geprüft",
                    "offen"),
            schritt(2, "Erste Freigabe", freigabe(0), "offen"),
            schritt(3, "Zweite Freigabe", freigabe(1), "offen"),
            schritt(4, "Übergeben", uebergeben ?? zahlweg.wohin,
                    uebergabeUnklar ? "unklar" : zahlweg.wohin),
            schritt(5, zahlweg == .umbuchung ? "Umgebucht" : "Gebucht", zahlweg.nachweis.da,
                    zahlweg.nachweis.offen),
        ])
    }
}

extension Zahlweg {
    fileprivate var wohin: String {
        switch self {
        case .bar: "an die Barkasse"
        case .umbuchung: "an die Buchhaltung"
        default: "an die Bank"
        }
    }

    /// Woran zu sehen ist, dass der Lauf erledigt ist.
    fileprivate var nachweis: (da: String, offen: String) {
        switch self {
        case .bar: ("laut Quittungen", "mit den Quittungen")
        case .umbuchung: ("im Hauptbuch", "von der Buchhaltung")
        default: ("laut Kontoauszug", "nach Kontoauszug")
        }
    }
}

extension Zahllaufkalender {
    /// Die Wochen als Kalender; angelegte Läufe zeigen ihren Zustand und führen zu ihrer Seite.
    func anzeige(ab tag: Kalendertag, wochen anzahl: Int, heute: Kalendertag, laeufe: [Zahllauf],
                 ziel: (Zahllauf) -> String) -> Kalender {
        let jeTag = Dictionary(grouping: laeufe.filter { $0.zustand != .verworfen },
                               by: \.ausfuehrungstag)
        var eintraege: [Kalendertag: Kalender.Eintrag] = [:]
        for tag in wochen(ab: tag, anzahl: anzahl).flatMap(\.tage) {
            if let lauf = jeTag[tag.tag]?.first {
                eintraege[tag.tag] = Kalender.Eintrag(.lauf, lauf.kalenderwort, ziel: ziel(lauf))
            } else if let geplant = tag.lauf, tag.tag >= heute {
                eintraege[tag.tag] = Kalender.Eintrag(
                    .lauf, geplant.istVerlegt ? "verlegt" : "Lauf")
            } else if tag.geschlossen != nil {
                eintraege[tag.tag] = Kalender.Eintrag(.zu, "zu")
            }
        }
        return Kalender("Kalender der Zahlläufe", ab: tag, wochen: anzahl, heute: heute,
                        eintraege: eintraege)
    }

    /// Was am Kalender zu erklären ist: die Tage ohne Banken.
    func erklaerung(ab tag: Kalendertag, wochen anzahl: Int) -> String {
        let zu = wochen(ab: tag, anzahl: anzahl).flatMap(\.tage).compactMap { tag in
            tag.geschlossen.map { "\(tag.tag.deutschKurz) (\($0))" }
        }
        guard !zu.isEmpty else { return "In diesen Wochen arbeiten die Banken an jedem Werktag." }
        return "Keine Banktage: \(zu.joined(separator: ", ")). Fällt ein Lauf darauf, weicht er in "
            + "seiner Woche aus."
    }
}
