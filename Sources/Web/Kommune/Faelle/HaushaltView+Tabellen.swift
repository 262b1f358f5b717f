import Grundwerte
import Kommune
import Leistungsrecht
import Platform
import Uebergabe

extension HaushaltView {
    static func mitglieder(
        _ akte: Fallakte, _ berechnung: Berechnung?, am tag: Kalendertag
    ) -> Tabelle? {
        let mitglieder = akte.mitglieder(am: tag)
        guard !mitglieder.isEmpty else { return nil }
        let ergebnisse = berechnung?.ergebnis.personen ?? []
        return Tabelle(
            "Personen im Haushalt am \(tag.deutsch)",
            spalten: [Spalte("Person"), Spalte("Geboren", .datum), Spalte("Berechtigt nach"),
                      Spalte("Stufe"), Spalte("AZR-Nummer"), Spalte("Bedarf in €", .zahl)],
            zeilen: mitglieder.map { mitglied in
                let angabe = mitglied.angabe(am: tag)
                let berechtigung = mitglied.berechtigung(am: tag)
                let ergebnis = ergebnisse.first { $0.person == mitglied.id.description }
                return [
                    Zelle(angabe?.name ?? "", zusatz: beschreibung(mitglied, angabe, am: tag)),
                    Zelle(angabe?.geburtsdatum.deutsch ?? "", zusatz: angabe.map {
                        Staatsangehoerigkeit.name($0.staatsangehoerigkeit)
                    }),
                    Zelle(berechtigung?.kurz ?? "nicht berechtigt",
                          zusatz: [berechtigung?.leistung,
                                   mitglied.aufenthalt(am: tag)?.status.bezeichnung]
                              .compactMap { $0 }.joined(separator: " · ")),
                    Zelle(ergebnis?.stufe.map { "\($0.rawValue)" } ?? "–"),
                    Zelle(angabe?.azrNummer ?? "fehlt"),
                    ergebnis.map { Zelle($0.bedarf) } ?? "–",
                ]
            })
    }

    private static func beschreibung(_ mitglied: Fallakte.Mitglied, _ angabe: Person.Angabe?,
                                     am tag: Kalendertag) -> String {
        var teile = [mitglied.rolle(am: tag)?.bezeichnung ?? ""]
        if let angabe { teile.append("\(tag.alter(geboren: angabe.geburtsdatum)) Jahre") }
        if let weitere = angabe?.weitereNamen, !weitere.isEmpty { teile.append("auch: \(weitere)") }
        return teile.filter { !$0.isEmpty }.joined(separator: " · ")
    }

    /// Wer wann dazugehörte; nur wenn es je anders war als heute.
    static func zeiten(_ akte: Fallakte) -> Tabelle? {
        let zeiten = akte.mitglieder.flatMap { mitglied in
            mitglied.mitgliedschaften.map { (mitglied, $0) }
        }
        guard Set(zeiten.map(\.1.gueltig)).count > 1 else { return nil }
        return Tabelle(
            "Wer wann zum Haushalt gehörte",
            spalten: [Spalte("Person"), Spalte("Rolle"), Spalte("von", .datum),
                      Spalte("bis", .datum)],
            zeilen: zeiten.map { mitglied, zeit in
                [Zelle(mitglied.angabe(am: zeit.gueltig.von)?.name ?? ""),
                 Zelle(zeit.rolle.bezeichnung), Zelle(zeit.gueltig.von),
                 Zelle(zeit.gueltig.bis?.deutsch ?? "läuft")]
            })
    }

    static func eckdaten(_ unterkunft: Unterkunft) -> [Eckdatum] {
        var daten = [
            Eckdatum("Anschrift", unterkunft.anschrift),
            Eckdatum("Art", unterkunft.art.bezeichnung),
            Eckdatum("seit", unterkunft.gueltig.von.deutsch),
            Eckdatum("Miete im Monat", unterkunft.miete.description),
            Eckdatum("Nebenkosten", unterkunft.nebenkosten.description),
            Eckdatum("Heizung", unterkunft.heizung.description),
            Eckdatum("Haushaltsenergie", unterkunft.energie.description),
        ]
        if unterkunft.verpflegung > .null {
            daten.append(Eckdatum("Verpflegung je Person", unterkunft.verpflegung.description))
        }
        if let miete = unterkunft.mieteAnerkannt {
            daten.append(Eckdatum("davon angemessen", miete.description))
        }
        if let heizung = unterkunft.heizungAnerkannt {
            daten.append(Eckdatum("Heizung, angemessen", heizung.description))
        }
        if let tag = unterkunft.karenzAb { daten.append(Eckdatum("Karenzzeit seit", tag.deutsch)) }
        if let tag = unterkunft.senkungBis {
            daten.append(Eckdatum("zu hohe Kosten bis", tag.deutsch))
        }
        if unterkunft.warmwasserDezentral {
            daten.append(Eckdatum("Warmwasser", "aus Geräten in der Wohnung"))
        }
        if unterkunft.vollverpflegung {
            daten.append(Eckdatum("Vollverpflegung", "ja (§ 142 SGB XII)"))
        }
        if unterkunft.istVerborgen, unterkunft.vermieter != nil {
            daten.append(Eckdatum("Direkt an Vermieter", "gesperrt"))
        } else if let vermieter = unterkunft.vermieter {
            let zeichen = vermieter.mietzeichen.isEmpty ? "" : ", \(vermieter.mietzeichen)"
            daten.append(Eckdatum("Direkt an Vermieter",
                                  "\(vermieter.name), \(vermieter.iban.gekuerzt)\(zeichen)"))
        }
        return daten
    }

    static func unterkuenfte(_ akte: Fallakte) -> Tabelle? {
        guard akte.unterkuenfte.count > 1 else { return nil }
        return Tabelle(
            "Alle Unterkünfte",
            spalten: [Spalte("Anschrift"), Spalte("von", .datum), Spalte("bis", .datum),
                      Spalte("Kosten in €", .zahl)],
            zeilen: akte.unterkuenfte.reversed().map { unterkunft in
                [Zelle(unterkunft.anschrift, zusatz: unterkunft.art.bezeichnung),
                 Zelle(unterkunft.gueltig.von), Zelle(unterkunft.gueltig.bis?.deutsch ?? "läuft"),
                 Zelle(unterkunft.miete + unterkunft.nebenkosten
                     + unterkunft.heizung + unterkunft.energie)]
            })
    }

    static func einkommen(_ akte: Fallakte, am tag: Kalendertag) -> Tabelle? {
        let zeilen = akte.mitglieder.flatMap { mitglied in
            mitglied.einkommen.reversed().map { einkommen -> [Zelle] in
                let abzuege = einkommen.steuern + einkommen.sozialversicherung
                    + einkommen.versicherungen + einkommen.ausgaben
                return [
                    Zelle(einkommen.art.bezeichnung,
                          zusatz: [mitglied.angabe(am: tag)?.name ?? "", einkommen.quelle]
                              .filter { !$0.isEmpty }.joined(separator: " · ")),
                    Zelle(einkommen.gueltig.von), Zelle(einkommen.gueltig.bis?.deutsch ?? "läuft"),
                    Zelle(abzuege), Zelle(einkommen.brutto),
                ]
            }
        }
        guard !zeilen.isEmpty else { return nil }
        return Tabelle(
            "Einkommen im Monat",
            spalten: [Spalte("Einkommen"), Spalte("von", .datum), Spalte("bis", .datum),
                      Spalte("Abzüge in €", .zahl), Spalte("Brutto in €", .zahl)],
            zeilen: zeilen)
    }

    static func vermoegen(_ akte: Fallakte, am tag: Kalendertag) -> Tabelle? {
        let zeilen = akte.mitglieder.flatMap { mitglied in
            mitglied.vermoegen.reversed().map { vermoegen -> [Zelle] in
                [Zelle(vermoegen.art, zusatz: mitglied.angabe(am: tag)?.name),
                 Zelle(vermoegen.gueltig.von), Zelle(vermoegen.gueltig.bis?.deutsch ?? "läuft"),
                 Zelle(vermoegen.wert)]
            }
        }
        guard !zeilen.isEmpty else { return nil }
        return Tabelle(
            "Vermögen",
            spalten: [Spalte("Vermögen"), Spalte("von", .datum), Spalte("bis", .datum),
                      Spalte("Wert in €", .zahl)],
            zeilen: zeilen)
    }

    static func konten(_ akte: Fallakte, namen: [User.ID: String], ort: String, ich: User.ID,
                       bestaetigen: Bool) -> [Konto] {
        akte.bankverbindungen.reversed().map { konto in
            let istOffen = konto.bestaetigtVon == nil && konto.sperrgrund == nil
            let eigenes = konto.erfasstVon == ich
            let zusatz: String? = if let grund = konto.sperrgrund {
                grund
            } else if let von = konto.bestaetigtVon {
                namen[von].map { "von \($0)" }
            } else if eigenes {
                "Sie haben sie erfasst; eine zweite Person bestätigt."
            } else {
                namen[konto.erfasstVon].map { "erfasst von \($0)" }
            }
            return Konto(
                inhaber: konto.inhaber, iban: konto.iban.gruppiert,
                zahlweg: konto.zahlweg.bezeichnung,
                ab: konto.gueltigAb.deutsch, zustand: zustand(konto), zusatz: zusatz,
                bestaetigen: bestaetigen && istOffen && !eigenes
                    ? "\(ort)/bankverbindungen/\(konto.id)/bestaetigung" : nil)
        }
    }

    private static func zustand(_ konto: Bankverbindung) -> Marke {
        if konto.sperrgrund != nil { return Marke("gesperrt", .gefahr) }
        return konto.bestaetigtVon == nil
            ? Marke("Bestätigung offen", .warnung) : Marke("bestätigt", .ok)
    }
}

extension Berechtigung {
    /// `§ 1 Abs. 1 Nr. 1`: Das Gesetz nennt schon die Spalte.
    var kurz: String {
        grundlage == .keine ? grundlage.bezeichnung : personenkreis.norm.trimmingSuffix(" AsylbLG")
    }

    /// „Analogleistungen“ oder „§ 1a Abs. 3 bis 28.02.2027“; nil bei Grundleistungen, der Regel.
    var leistung: String? {
        switch grundlage {
        case .grundleistung, .keine: nil
        case .analogleistung: grundlage.bezeichnung
        case .anspruchseinschraenkung, .ueberbrueckungsleistung:
            (einschraenkung?.norm ?? grundlage.bezeichnung)
                + (gueltig.bis.map { " bis \($0.deutsch)" } ?? "")
                + (form.map { ", \($0.bezeichnung)" } ?? "")
        }
    }
}
