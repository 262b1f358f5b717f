import Grundwerte
import Kreis
import Platform

extension SammelrechnungSeite {
    /// Nil, solange nichts zu zahlen ist.
    var zahlung: ZahlungsteilView? {
        guard rechnung.zustand == .freigegeben, rechnung.art == .rechnung else { return nil }
        let lebt = daten.zahlungen.contains(where: \.lebt)
        return ZahlungsteilView(
            zahlungen: daten.zahlungen.isEmpty ? nil : Tabelle(
                "Zahlungen", spalten: [
                    Spalte("Zahlung"), Spalte("Empfänger"), Spalte("Betrag in €", .zahl),
                    Spalte("Zahllauf"), Spalte("Stand"),
                ],
                zeilen: daten.zahlungen.map(zeile)),
            kontoFehlt: lebt || daten.konto != nil ? nil : Leer(
                "Für \(rechnung.stellername) ist kein bestätigtes Konto hinterlegt.",
                rat: "Ohne Konto geht die Rechnung in keinen Zahllauf.",
                verweis: Verweis("Konto hinterlegen", context.pfad(
                    "krankenhilfe/rechnungssteller/\(rechnung.steller)"))),
            anweisen: formular("anweisen", [], wenn: !lebt && daten.konto != nil
                && context.darf(.sammelrechnungFreigeben)), basis: basis)
    }

    private func zeile(_ zahlung: Sammelzahlung) -> [Zelle] {
        [Zelle(zahlung.endToEndId, zusatz: "angewiesen von "
            + "\(namen[zahlung.angewiesenVon] ?? "unbekannt"), "
            + "\(Uhr.berlinTag(zahlung.angewiesenAm).deutsch)"),
         Zelle(zahlung.empfaenger, zusatz: zahlung.iban.gekuerzt), Zelle(zahlung.betrag),
         zahlung.lauf.map {
             Zelle($0.nummer, ziel: context.darf(.zahllaufLesen)
                 ? context.pfad("zahllaeufe/\($0.id)") : nil)
         } ?? Zelle("der nächste"),
         Zelle(zahlung.marke, zusatz: zahlung.gezahltAm.map { "gebucht am \($0.deutsch)" })]
    }

    /// Nil, wenn es keine freigegebene Gutschrift ist.
    var eingang: EingangsteilView? {
        guard rechnung.zustand == .freigegeben, rechnung.art == .gutschrift else { return nil }
        let offen = daten.offen, loesbare = daten.loesbare(von: context.benutzer)
        return EingangsteilView(
            satz: offen == .null ? "Die Gutschrift ist ganz eingegangen."
                : "Noch nicht eingegangen: \(offen).",
            eingaenge: daten.eingaenge.isEmpty ? nil : Tabelle(
                "Eingänge", spalten: [
                    Spalte("Eingang", .datum), Spalte("Von"), Spalte("Zweck"),
                    Spalte("Betrag in €", .zahl),
                ],
                zeilen: daten.eingaenge.map {
                    [Zelle($0.tag), Zelle($0.von), Zelle($0.zweck, zusatz: $0.lautKasse),
                     Zelle($0.betrag)]
                }),
            zuordnen: formular("zuordnen", Self.eingang(daten.freie), wenn: offen > .null
                && !daten.freie.isEmpty && context.darf(.sammelrechnungPruefen)),
            loesen: formular("loesen", Self.loesen(loesbare), wenn: !loesbare.isEmpty
                && context.darf(.sammelrechnungPruefen)),
            leer: offen > .null && daten.freie.isEmpty
                ? Leer("Kein passender Eingang ist als durchlaufend gebucht.",
                       rat: "Die Kasse bucht ihn so, wenn sie ihn klärt; danach ordnen Sie ihn "
                           + "hier zu.") : nil,
            basis: basis)
    }
}

extension Sammelzahlung {
    var marke: Marke {
        switch zustand {
        case .gezahlt: Marke(zustand.bezeichnung, .ok)
        case .bankAbgelehnt, .rueckgelaufen, .unklar: Marke(zustand.bezeichnung, .gefahr)
        case .zurueckgezogen: Marke(zustand.bezeichnung)
        case .offen: Marke("angewiesen", .hinweis)
        case .imLauf, .uebergeben: Marke(zustand.bezeichnung, .hinweis)
        }
    }
}
