import Foundation
import Grundwerte
import Hummingbird
import Kreis
import Platform
import Uebergabe

/// Baut die Seite eines Laufs: was er ist, wie weit er ist, was diese Person jetzt tun kann.
struct ZahllaufSeite {
    let context: KreisContext
    let daten: Zahllaufdaten
    let namen: [User.ID: String]
    let auftrag: JobOverview.Stand?
    let zurueck: Zurueck?

    private var lauf: Zahllauf { daten.lauf }
    private var basis: String { context.pfad("zahllaeufe/\(lauf.id)") }

    func view() -> ZahllaufView {
        let tag = Kreisanzeige.tag(lauf.ausfuehrungstag)
        var page = context.page("Zahllauf \(lauf.nummer) vom \(tag)", .zahllaeufe,
                                pfad: [Verweis("Zahlläufe", context.pfad("zahllaeufe"))],
                                fehler: zurueck?.fehler)
        page.laufend = laufend != nil
        return ZahllaufView(
            page: page,
            untertitel: "\(lauf.zahlweg.bezeichnung) · Ausführung \(lauf.ausfuehrungstag.deutsch)"
                + (lauf.zahlweg.istEilig ? "" : " · Gutschrift bis \(gutschrift.deutsch)"),
            marke: lauf.marke,
            ablauf: lauf.ablauf(freigaben: daten.freigaben, uebergaben: daten.uebergaben) {
                name($0.benutzer)
            },
            meldungen: abgewiesen + meldungen, laufend: laufend, nochmals: nochmals,
            eckdaten: eckdaten,
            pruefsumme: lauf.pruefsumme.map { Pruefsumme(hex: $0) },
            freigabe: freigabe,
            freigabetitel: daten.freigaben.isEmpty ? "Erste Freigabe" : "Zweite Freigabe",
            nichtFreigeben: context.darf(.zahllaufFreigeben) ? daten.hindernis : nil,
            uebergabe: uebergabe,
            uebergabetitel: lauf.zahlweg.istKassenliste ? "An die Kasse geben" : "Zur Bank geben",
            uebergabesatz: lauf.zahlweg.istKassenliste
                ? "Die Liste bleibt im Haus. Gezahlt ist ein Posten erst, wenn die Kasse ihn "
                    + "quittiert oder bucht."
                : "Der Versuch wird vermerkt, bevor die Datei das Haus verlässt. Bricht er ab, "
                    + "entscheidet ein Mensch, wie er ausging.",
            umbuchung: umbuchung, umbuchungen: umbuchungen,
            bestaetigung: bestaetigung, entscheidung: entscheidung,
            ablehnung: ablehnung,
            verwerfen: verwerfen,
            ansehen: lauf.sha256 == nil ? nil : einfach("ansehen", "ansicht", "Datei ansehen"),
            jeKommune: jeKommune, kommunenCSV: "\(basis)/kommunen.csv", stand: stand,
            bankmeldungen: bankmeldungen, ausgelassen: ausgelassen, verlauf: verlauf,
            kalender: kalender)
    }

    private var gutschrift: Kalendertag {
        daten.kalender.lauf(am: lauf.ausfuehrungstag)?.gutschrift
            ?? Bankkalender.gutschrift(ausfuehrung: lauf.ausfuehrungstag)
    }

    private func name(_ id: User.ID) -> String { namen[id] ?? "unbekannte Person" }

    private func einfach(
        _ name: String, _ ziel: String, _ text: String
    ) -> ZahllaufView.Schrittformular {
        formular(name, [], ziel, text)
    }

    private func formular(_ name: String, _ felder: [Feld], _ ziel: String,
                          _ text: String) -> ZahllaufView.Schrittformular {
        ZahllaufView.Schrittformular(
            name: name, formular: zurueck.formular(name, felder, facts: context.facts),
            ziel: "\(basis)/\(ziel)", text: text,
            offen: zurueck?.welches == name)
    }

    /// Was einem Formular im Weg stand, das die Seite danach nicht mehr hat: etwa eine begonnene
    /// Übergabe.
    private var abgewiesen: [Meldung] {
        let vorhandene = [freigabe, uebergabe, umbuchung, bestaetigung, entscheidung, ablehnung,
                          verwerfen, nochmals]
        guard let zurueck, !vorhandene.contains(where: { $0?.name == zurueck.welches }) else {
            return []
        }
        return zurueck.fehler.fehler.map { .gefahr($0.saetze) }
    }

    private var meldungen: [Meldung] {
        switch lauf.zustand {
        case .verworfen: [.hinweis("Dieser Lauf ist verworfen: \(lauf.grund)")]
        case _ where lauf.uebergabeUnklar && !istEigenerVersuch:
            [.gefahr("Es ist nicht sicher, ob die Bank die Datei hat. Von selbst wird sie kein "
                + "zweites Mal gesendet."
                + (daten.bankmeldungen.isEmpty ? ""
                    : " Sie hat zu dieser Datei aber schon etwas gemeldet (unten)."))]
        case _ where daten.ablehnung != nil:
            [.gefahr("Die Bank hat die ganze Datei abgelehnt. Entscheiden muss eine Person der "
                + "Kreiskasse, die den Lauf nicht übergeben hat.")]
        default: []
        }
    }

    private var istEigenerVersuch: Bool { daten.unklar?.benutzer == context.benutzer }

    // MARK: Während der Lauf entsteht

    private var laufend: Laufend? { lauf.zustand == .entwurf ? Laufend(auftrag, ziel: basis) : nil }

    private var nochmals: ZahllaufView.Schrittformular? {
        guard lauf.zustand == .entwurf, laufend == nil,
              context.darf(.zahllaufErstellen) else { return nil }
        return einfach("nochmals", "erstellung", "Erstellung noch einmal beginnen")
    }

    // MARK: Was zu tun ist

    private var freigabe: ZahllaufView.Schrittformular? {
        guard lauf.zustand == .dateiErzeugt, context.darf(.zahllaufFreigeben),
              daten.hindernis == nil else { return nil }
        return formular("freigabe", Zahllauf.Felder.freigabe, "freigabe", "Lauf freigeben")
    }

    private var uebergabe: ZahllaufView.Schrittformular? {
        guard lauf.zustand == .freigegeben, daten.unklar == nil,
              context.darf(.zahllaufUebergeben) else { return nil }
        guard !lauf.zahlweg.istKassenliste else {
            return einfach("uebergabe", "uebergabe", lauf.zahlweg == .bar
                ? "Liste an die Barkasse geben" : "Liste an die Buchhaltung geben")
        }
        return einfach("uebergabe", "uebergabe", context.services.ablage == nil
            ? "Übergabe beginnen" : "In den Ablageordner übergeben")
    }

    private var umbuchung: ZahllaufView.Schrittformular? {
        guard !daten.umbuchungen.isEmpty, context.darf(.zahllaufUebergeben) else { return nil }
        let anzahl = Kreisanzeige.anzahl(daten.umbuchungen.count, "Umbuchung", "Umbuchungen")
        return einfach("umbuchung", "umbuchung", "\(anzahl) als gebucht bestätigen")
    }

    private var umbuchungen: Tabelle? {
        guard !daten.umbuchungen.isEmpty else { return nil }
        return Tabelle(
            "Umzubuchen", spalten: [Spalte("Kassenzeichen"), Spalte("Kommune"), Spalte("Zweck"),
                                    Spalte("Betrag in €", .zahl)],
            zeilen: daten.umbuchungen.map {
                [Zelle($0.kassenzeichen, ziel: context.pfad("umbuchungen/\($0.auftrag)")),
                 Zelle($0.kommune), Zelle($0.zweck), Zelle($0.betrag)]
            },
            summe: ["Zusammen", "", "", Zelle(daten.umbuchungen.map(\.betrag).summe())])
    }

    private var bestaetigung: ZahllaufView.Schrittformular? {
        guard let unklar = daten.unklar, istEigenerVersuch, unklar.kanal == .herunterladen,
              context.darf(.zahllaufUebergeben) else { return nil }
        return einfach("bestaetigung", "uebergabe/\(unklar.id)/bestaetigung",
                       "Die Bank hat die Datei angenommen")
    }

    private var entscheidung: ZahllaufView.Schrittformular? {
        guard let unklar = daten.unklar, !istEigenerVersuch,
              context.darf(.zahllaufUebergeben)
                  || context.darf(.zahllaufFreigeben) else { return nil }
        return formular(
            "entscheidung", Zahllauf.Felder.entscheidung, "uebergabe/\(unklar.id)/entscheidung",
            "\(name(unklar.benutzer)) hat die Übergabe am \(Kreisanzeige.zeit(unklar.begonnenAm)) "
                + "begonnen (\(unklar.kanal.bezeichnung)). Fragen Sie die Bank, bevor Sie "
                + "entscheiden.")
    }

    private var ablehnung: ZahllaufView.Schrittformular? {
        guard let ablehnung = daten.ablehnung,
              !daten.uebergaben.contains(where: { $0.benutzer == context.benutzer }),
              context.darf(.zahllaufUebergeben) || context.darf(.zahllaufFreigeben) else {
                  return nil
              }
        return formular("ablehnung", Zahllauf.Felder.ablehnung, "ablehnung",
                        "Die Bank hat die Datei am \(Kreisanzeige.zeit(ablehnung.am)) abgelehnt: "
                            + "\(ablehnung.gruende) "
                            + "Von selbst geht keine Zahlung ein zweites Mal hinaus.")
    }

    private var verwerfen: ZahllaufView.Schrittformular? {
        guard [.entwurf, .dateiErzeugt, .freigegeben].contains(lauf.zustand), daten.unklar == nil,
              context.darf(.zahllaufErstellen)
                  || context.darf(.zahllaufFreigeben) else { return nil }
        return formular("verwerfen", Zahllauf.Felder.verwerfen, "verwerfung", "Lauf verwerfen")
    }

    // MARK: Was er ist

    private var eckdaten: [Eckdatum] {
        [Eckdatum("Aufträge", lauf.anzahl == 0 ? "–" : String(lauf.anzahl),
                  ziel: "\(basis)/positionen"),
         Eckdatum("Summe", lauf.summe.description),
         Eckdatum("Fällig bis", lauf.faelligBis.deutsch),
         Eckdatum("Erstellt", "\(Kreisanzeige.zeit(lauf.erstelltAm)), \(name(lauf.erstelltVon))"),
         Eckdatum("Datei", lauf.sha256 == nil ? "noch keine"
             : (lauf.zahlweg.istKassenliste ? "Liste als CSV" : "pain.001.001.09")
                 + ", \(lauf.msgId)")]
            + (lauf.zahlweg == .bar && lauf.zustand == .uebergeben
               ? [Eckdatum("Auszahlung", "zur Barkasse", ziel: context.pfad("barkasse"))] : [])
    }

    private var jeKommune: Tabelle? {
        guard !daten.jeKommune.isEmpty else { return nil }
        return Tabelle(
            "Summen je Kommune", form: .zahlen,
            spalten: [Spalte("Kommune"), Spalte("Aufträge", .zahl), Spalte("Summe in €", .zahl)],
            zeilen: daten.jeKommune.map { [Zelle($0.kommune), Zelle($0.anzahl), Zelle($0.summe)] },
            summe: ["Zusammen", Zelle(daten.jeKommune.map(\.anzahl).reduce(0, +)),
                    Zelle(daten.jeKommune.map(\.summe).summe())])
    }

    private var stand: Tabelle? {
        guard !daten.stand.isEmpty else { return nil }
        return Tabelle(
            "Aufträge nach Zustand",
            spalten: [Spalte("Zustand"), Spalte("Aufträge", .zahl), Spalte("Summe in €", .zahl)],
            zeilen: daten.stand.map {
                [Zelle($0.zustand.bezeichnung(lauf.zahlweg),
                       ziel: "\(basis)/positionen?zustand=\($0.zustand.rawValue)"),
                 Zelle($0.anzahl), Zelle($0.summe)]
            })
    }

    private var bankmeldungen: Tabelle? {
        daten.bankmeldungen.isEmpty ? nil
            : Bankmeldung.tabelle("Meldungen der Bank", daten.bankmeldungen, context)
    }

    private var ausgelassen: Tabelle? {
        guard !daten.ausgelassen.isEmpty else { return nil }
        return Tabelle(
            "Nicht im Lauf", spalten: [Spalte("Auftrag"), Spalte("Kommune"),
                                       Spalte("Betrag in €", .zahl), Spalte("Grund")],
            zeilen: daten.ausgelassen.map {
                [Zelle($0.endToEndId), Zelle($0.kommune), Zelle($0.betrag), Zelle($0.grund)]
            })
    }

    private var verlauf: [Ereignis] {
        var ereignisse = [(lauf.erstelltAm,
                           Ereignis(Kreisanzeige.zeit(lauf.erstelltAm),
                                    wer: name(lauf.erstelltVon), "Zahllauf begonnen"))]
        ereignisse += daten.freigaben.enumerated().map { stelle, freigabe in
            (freigabe.am, Ereignis(Kreisanzeige.zeit(freigabe.am), wer: name(freigabe.benutzer),
                                   stelle == 0 ? "Erste Freigabe" : "Zweite Freigabe"))
        }
        for versuch in daten.uebergaben {
            ereignisse.append((versuch.begonnenAm, Ereignis(
                Kreisanzeige.zeit(versuch.begonnenAm), wer: name(versuch.benutzer),
                "Übergabe begonnen: \(versuch.kanal.bezeichnung)")))
            guard let ende = versuch.beendetAm, let ergebnis = versuch.ergebnis else { continue }
            ereignisse.append((ende, Ereignis(
                Kreisanzeige.zeit(ende), wer: name(versuch.entschiedenVon ?? versuch.benutzer),
                ergebnis.satz + (versuch.grund.isEmpty ? "" : ": \(versuch.grund)"))))
        }
        return ereignisse.reversed().sorted { $0.0 > $1.0 }.map(\.1)
    }

    private var kalender: Kalender {
        daten.kalender.anzeige(ab: lauf.ausfuehrungstag.plus(tage: -7), wochen: 4,
                               heute: context.heute,
                               laeufe: daten.nachbarn) { context.pfad("zahllaeufe/\($0.id)") }
    }
}

extension Zahllauf.Uebergabe.Ergebnis {
    fileprivate var satz: String {
        switch self {
        case .uebergeben: "Übergeben"
        case .fehlgeschlagen: "Nicht übergeben"
        case .unklar: "Ausgang unklar"
        }
    }
}
