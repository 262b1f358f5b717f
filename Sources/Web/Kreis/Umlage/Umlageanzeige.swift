import Foundation
import Grundwerte
import Kreis
import Platform

/// Baut die Seite eines Monats der Umlage.
struct Umlageanzeige {
    let monat: Monat
    let regel: Empfaengerregel?
    let namen: [User.ID: String]
    let context: KreisContext
    let zurueck: Zurueck?

    private var basis: String { context.pfad("krankenhilfe/umlage/\(monat)") }

    func view(_ vorschlag: Umlagevorschlag) -> UmlagemonatView {
        let hindernis = vorschlag.hindernis, gilt = vorschlag.gueltigeFeststellung
        let selbst = gilt?.von == context.benutzer
        let offen = hindernis == nil
        return view(
            vorschlag.rechnung, pruefsumme: vorschlag.nachweis.sha256,
            untertitel: "Vorschlag; mit jeder Buchung des Monats rechnet er sich neu.",
            marke: hindernis != nil ? Marke("noch nicht möglich", .hinweis)
                : gilt == nil ? Marke("festzustellen", .warnung)
                : Marke("abzuschließen", .warnung),
            ablauf: ablauf(gilt, nil),
            meldungen: meldungen(vorschlag, hindernis, selbst),
            feststellen: offen && gilt == nil && context.darf(.umlageFeststellen)
                ? zurueck.formular("feststellen", [], facts: context.facts) : nil,
            abschliessen: offen && gilt != nil && !selbst && context.darf(.umlageAbschliessen)
                ? zurueck.formular("abschliessen", [], facts: context.facts) : nil)
    }

    private func meldungen(
        _ vorschlag: Umlagevorschlag, _ hindernis: Hindernis?, _ selbst: Bool
    ) -> [Meldung] {
        var meldungen: [Meldung] = []
        if let hindernis { meldungen.append(.hinweis(hindernis.satz)) }
        if hindernis == nil, let alte = vorschlag.feststellung,
           vorschlag.gueltigeFeststellung == nil {
            meldungen.append(.warnung("Seit der Feststellung vom \(Kreisanzeige.zeit(alte.am)) hat "
                + "sich etwas geändert; sie gilt nicht mehr."))
        }
        if selbst, hindernis == nil {
            meldungen.append(.hinweis("Sie haben diesen Nachweis festgestellt. Abschließen muss "
                + "ihn eine andere Person."))
        }
        return meldungen
    }

    func view(_ umlage: Umlage, _ rechnung: Umlagerechnung, _ teile: [Umlageteil],
              _ probe: Umlage.Nachrechnung) -> UmlagemonatView {
        let fehlen = teile.filter { !$0.hatSchreiben }.count
        let kann = fehlen > 0 && probe.allesGleich && context.darf(.umlageAbschliessen)
            && context.services.schriftsatz != nil
        return view(
            rechnung, pruefsumme: umlage.nachweisSHA256,
            untertitel: "Abgeschlossen am \(Uhr.berlinTag(umlage.abgeschlossenAm).deutsch) · "
                + "fällig am \(umlage.faellig.deutsch)",
            marke: Marke("abgeschlossen", .ok), ablauf: ablauf(nil, umlage),
            meldungen: probe.allesGleich ? [] : [.gefahr("Die Nachrechnung weicht ab. "
                + "Verschicken Sie nichts und lassen Sie die Daten prüfen (mandat pruefen).")],
            forderungen: forderungen(teile), pruefungen: pruefungen(probe),
            schreiben: kann ? zurueck.formular("schreiben", [], facts: context.facts) : nil,
            schreibentext: fehlen == teile.count ? "Alle \(fehlen) Schreiben erstellen"
                : "\(Kreisanzeige.anzahl(fehlen, "fehlendes", "fehlende")) Schreiben erstellen")
    }

    private func view(
        _ rechnung: Umlagerechnung, pruefsumme: [UInt8], untertitel: String, marke: Marke,
        ablauf: Ablauf, meldungen: [Meldung], forderungen: Tabelle? = nil,
        pruefungen: [UmlagemonatView.Nachgerechnet] = [], feststellen: Formular? = nil,
        abschliessen: Formular? = nil, schreiben: Formular? = nil, schreibentext: String = ""
    ) -> UmlagemonatView {
        let leer = rechnung.positionen.isEmpty
        return UmlagemonatView(
            page: context.page("Umlage Krankenhilfe \(monat.deutsch)", .krankenhilfe, pfad: [
                Verweis("Umlage \(monat.jahr)",
                        context.pfad("krankenhilfe/umlage?jahr=\(monat.jahr)")),
            ], fehler: zurueck?.fehler),
            untertitel: untertitel, marke: marke, ablauf: ablauf, meldungen: meldungen,
            ergebnis: Ergebnis(
                rechnung.netto.istNegativ ? "An die Kommunen zurückzugeben"
                    : "Auf \(rechnung.zeilen.count) Kommunen umzulegen", rechnung.netto,
                zusatz: "\(rechnung.empfaenger) Empfänger"),
            formel: rechnung.formel, verteilung: leer ? nil : rechnung.verteilung,
            forderungen: forderungen ?? rechnung.durchgeleitet,
            belege: leer ? nil : rechnung.belege(context),
            verteilungCSV: "\(basis)/verteilung.csv", belegeCSV: "\(basis)/belege.csv",
            eckdaten: eckdaten(rechnung), pruefungen: pruefungen,
            hatPruefungen: !pruefungen.isEmpty,
            pruefsumme: Pruefsumme(hex: Kreisanzeige.hex(pruefsumme)),
            feststellen: feststellen, abschliessen: abschliessen, schreiben: schreiben,
            schreibentext: schreibentext, basis: basis,
            leer: leer ? Leer("Im \(monat.deutsch) ist nichts umzulegen.") : nil)
    }

    private func ablauf(_ fest: Umlagevorschlag.Feststellung?, _ umlage: Umlage?) -> Ablauf {
        func angabe(_ von: User.ID, _ am: Date) -> String {
            "\(Uhr.berlinTag(am).deutsch), \(namen[von] ?? "unbekannte Person")"
        }
        let festgestellt = umlage.map { angabe($0.festgestelltVon, $0.festgestelltAm) }
            ?? fest.map { angabe($0.von, $0.am) }
        return Ablauf("Stand der Umlage", [
            Schritt("Vorschlag", festgestellt == nil ? .aktuell : .fertig,
                    angabe: festgestellt == nil ? "rechnet sich aus den Büchern" : ""),
            Schritt("Festgestellt", festgestellt == nil ? .offen : umlage == nil ? .aktuell
                        : .fertig,
                    angabe: festgestellt ?? "sachlich und rechnerisch richtig"),
            Schritt("Abgeschlossen", umlage == nil ? .offen : .fertig,
                    angabe: umlage.map { angabe($0.abgeschlossenVon, $0.abgeschlossenAm) }
                        ?? "durch eine andere Person"),
        ])
    }

    private func eckdaten(_ rechnung: Umlagerechnung) -> [Eckdatum] {
        let gezaehlt = rechnung.zeilen.compactMap(\.zahl?.gezaehltZum)
        let spanne = gezaehlt.min().flatMap { erster in
            gezaehlt.max().map { $0 == erster ? erster.deutsch
                : "\(erster.deutsch) bis \($0.deutsch)" }
        }
        return [
            Eckdatum("Gewicht", regel.map { "Empfänger im \(monat.deutsch): \($0.wer)" } ?? "–",
                     ziel: context.pfad("krankenhilfe/empfaenger/\(monat)")),
            Eckdatum("Regel", regel.map { "ab \($0.gueltigAb.deutsch), \($0.grund)" } ?? "–"),
            Eckdatum("Gezählt am", spanne ?? "noch nicht"),
        ]
    }

    private func forderungen(_ teile: [Umlageteil]) -> Tabelle {
        Tabelle(
            "Forderungen", spalten: [
                Spalte("Kommune"), Spalte("Kassenzeichen"), Spalte("Anteil in €", .zahl),
                Spalte("Durchleitung in €", .zahl), Spalte("Zu zahlen in €", .zahl),
                Spalte("Eingegangen in €", .zahl), Spalte("Stand"),
            ],
            zeilen: teile.map { teil in
                [Zelle(teil.kommune, zusatz: teil.nummer,
                       ziel: context.pfad("krankenhilfe/umlagen/\(teil.id)")),
                 Zelle(teil.kassenzeichen), Zelle(teil.zeile.anteil.betrag),
                 Zelle(teil.zeile.durchleitung), Zelle(teil.betrag), Zelle(teil.eingegangen),
                 Zelle(teil.marke(am: context.heute))]
            },
            summe: ["Zusammen", "", Zelle(teile.map(\.zeile.anteil.betrag).summe()),
                    Zelle(teile.map(\.zeile.durchleitung).summe()),
                    Zelle(teile.map(\.betrag).summe()), Zelle(teile.map(\.eingegangen).summe()),
                    ""])
    }

    private func pruefungen(_ probe: Umlage.Nachrechnung) -> [UmlagemonatView.Nachgerechnet] {
        [(probe.summe, "Summe der Anteile und der Belege"),
         (probe.rechenweg, "Jede Zeile, neu gerechnet"),
         (probe.gewichte, "Gemeldete Empfängerzahlen"),
         (probe.hauptbuch, "Datenbank und Hauptbuch"), (probe.pruefsumme, "Siegel des Nachweises")]
            .map {
                UmlagemonatView.Nachgerechnet(
                    marke: $0.0 ? Marke("gleich", .ok) : Marke("ungleich", .gefahr), text: $0.1)
            }
    }
}
