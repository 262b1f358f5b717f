import Grundwerte
import Kreis
import Platform

/// Die Stichprobe auf der Seite ihrer Rechnung: was gezogen ist, und wie (B-6.4).
struct StichprobeView: Sendable {
    let satz: String
    let posten: Tabelle
    let eckdaten: [Eckdatum]
    let pruefsumme: Pruefsumme

    init(_ daten: Sammelrechnungsdaten, _ stichprobe: Stichprobe, basis: String) {
        let offen = daten.gezogene.count { $0.ergebnis == nil }
        let beanstandet = daten.gezogene.count { $0.ergebnis == .beanstandet }
        satz = "\(stichprobe.umfang) von \(stichprobe.anzahl) Posten. " + (offen > 0
            ? "\(offen) noch zu prüfen." : beanstandet == 0 ? "Alle in Ordnung."
            : Kreisanzeige.anzahl(beanstandet, "Posten", "Posten") + " beanstandet.")
        posten = Tabelle(
            "Gezogene Posten", form: .lang, spalten: [
                Spalte("Posten"), Spalte("Person"), Spalte("Behandelt"),
                Spalte("Betrag in €", .zahl), Spalte("Örtlich zuständig"), Spalte("Ergebnis"),
            ],
            zeilen: daten.gezogene.map { position in
                let auffaellig = position.auffaelligkeiten(daten)
                return [
                    Zelle("Nr. \(position.posten.lfd)",
                          zusatz: auffaellig.isEmpty ? nil
                              : Kreisanzeige.anzahl(auffaellig.count, "Auffälligkeit",
                                                    "Auffälligkeiten"),
                          ziel: "\(basis)/positionen/\(position.posten.lfd)"),
                    Zelle(position.posten.nameSortiert,
                          zusatz: "geb. \(position.posten.geburtsdatum.deutsch)"),
                    Zelle(position.posten.zeit), Zelle(position.posten.betrag),
                    Zelle(position.zustaendigkeit.marke, zusatz: position.kommune),
                    Zelle(position.ergebnismarke,
                          zusatz: position.hinweise > 0 ? "Kommune hingewiesen" : nil),
                ]
            })
        let regel = stichprobe.regel, prozent = Self.prozent(regel.anteilPromille)
        eckdaten = [
            Eckdatum("Umfang", "\(prozent) von \(stichprobe.anzahl), aufgerundet, mindestens "
                + "\(regel.mindestens), höchstens \(regel.hoechstens): \(stichprobe.umfang)"),
            Eckdatum("Regel", "gilt für Rechnungen, die ab dem \(regel.gueltigAb.deutsch) "
                + "eingehen. \(regel.grund)"),
            Eckdatum("Ziehung", "Jeder Posten hat die SHA-256-Summe aus der Saat und seiner Nummer "
                + "(vier Bytes, das höchste zuerst); gezogen sind die \(stichprobe.umfang) "
                + "kleinsten. Die Datenbank nimmt keine andere Auswahl an."),
            Eckdatum("Gezogen", Kreisanzeige.zeit(stichprobe.am)),
        ]
        pruefsumme = Pruefsumme(hex: Kreisanzeige.hex(stichprobe.saat))
    }

    /// `5 %` oder `2,5 %`.
    private static func prozent(_ promille: Int) -> String {
        let rest = promille % 10
        return rest == 0 ? "\(promille / 10) %" : "\(promille / 10),\(rest) %"
    }
}

extension Sammelposition {
    /// Was das Programm an dem Posten bemerkt, ohne zu urteilen.
    func auffaelligkeiten(_ daten: Sammelrechnungsdaten) -> [String] {
        posten.auffaelligkeiten(monat: daten.rechnung.monat,
                                rechnungsdatum: daten.rechnung.rechnungsdatum,
                                in: daten.verteilung)
            + auchIn.map {
                "Dieselbe Person, derselbe Tag und derselbe Betrag stehen auch in \($0)."
            }
    }

    var ergebnismarke: Marke {
        switch ergebnis {
        case nil: Marke("offen", .warnung)
        case .inOrdnung: Marke("in Ordnung", .ok)
        case .beanstandet: Marke("beanstandet", .gefahr)
        }
    }
}

extension Sammelposition.Zustaendigkeit {
    var marke: Marke {
        switch self {
        case .niemand: Marke("niemand gefragt", .warnung)
        case .offen: Marke("Antwort steht aus", .hinweis)
        case .ja: Marke("ja", .ok)
        case .nein: Marke("nein", .gefahr)
        }
    }

    /// Was das heißt, als Satz.
    var satz: String {
        switch self {
        case .niemand: "Der Posten nennt keine Kommune, die in diesem Monat an der zentralen "
            + "Krankenhilfe teilnimmt. Niemand ist gefragt."
        case .offen: "Die Kommune ist gefragt und hat noch nicht geantwortet."
        case .ja: "Die Kommune sagt: Sie war am ersten Tag der Behandlung für diese Person "
            + "zuständig und trägt Krankenhilfe nach § 4 AsylbLG. Mehr erfährt der Kreis nicht."
        case .nein: "Die Kommune sagt: Sie war am ersten Tag der Behandlung für diese Person "
            + "nicht zuständig, oder sie trägt keine Krankenhilfe. Warum, erfährt der Kreis nicht."
        }
    }
}

extension Einzelnachweis.Posten {
    /// `03.10.2026` oder `03.10.2026 bis 17.10.2026`.
    var zeit: String {
        guard let bis = behandelt.bis, bis != behandelt.von else { return behandelt.von.deutsch }
        return "\(behandelt.von.deutsch) bis \(bis.deutsch)"
    }
}
