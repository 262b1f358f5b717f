import Grundwerte
import Kommune
import Leistungsrecht
import Platform

extension VorgangView {
    /// Kontoauszug, Raten, Monate und Schreiben einer Forderung.
    static func abschnitte(_ inhalt: Forderungsinhalt, ort: String, namen: [User.ID: String],
                           darf: Bool,
                           pfad: (String) -> String) -> [Abschnitt] {
        var abschnitte: [Abschnitt] = []
        if !inhalt.konto.buchungen.isEmpty {
            abschnitte.append(Abschnitt(id: "konto", titel: "Kontoauszug",
                                        tabelle: auszug(inhalt.konto, ort: ort, namen: namen,
                                                        darf: darf)))
        }
        if let plan = inhalt.stand.plan, inhalt.stand.offen > .null {
            abschnitte.append(Abschnitt(id: "raten", titel: "Ratenplan",
                                        tabelle: raten(plan, offen: inhalt.stand.offen,
                                                       heute: inhalt.akte.stand.am)))
        }
        abschnitte.append(Abschnitt(id: "monate", titel: "Zu viel gezahlt",
                                    tabelle: monate(inhalt.forderung)))
        if let entscheidung = inhalt.forderung.entscheidung {
            abschnitte.append(Abschnitt(id: "entscheidung",
                                        titel: "Entscheidung vom \(entscheidung.am.deutsch)",
                                        absaetze: [entscheidung.begruendung]))
        }
        abschnitte.append(Abschnitt(
            id: "schreiben", titel: "Schreiben",
            tabelle: inhalt.schreiben.isEmpty ? nil : .schreiben(inhalt.schreiben, namen: namen,
                pfad: pfad),
            leer: inhalt.schreiben.isEmpty ? Leer("Noch ging kein Schreiben hinaus.") : nil))
        return abschnitte
    }

    private static func auszug(_ konto: Forderungskonto, ort: String, namen: [User.ID: String],
                               darf: Bool) -> Tabelle {
        let gegenbuchung = "\(ort)/\(Forderungsschritt.gegenbuchung.rawValue)"
        return Tabelle(
            "Kontoauszug mit dem Stand nach jeder Buchung", form: .liste,
            spalten: [Spalte("Tag", .datum), Spalte("Buchung"), Spalte("Von"),
                Spalte("Betrag in €", .zahl),
                      Spalte("Offen in €", .zahl), Spalte("Aufheben", .tun)],
            zeilen: konto.buchungen.map { buchung in
                let was = buchung.storniert.map { "\(buchung.art.bezeichnung) zu Nr. \($0)" }
                    ?? buchung.art.bezeichnung
                let aufheben = darf && buchung.istStornierbar
                return [
                    Zelle(buchung.tag.deutsch, zusatz: "Nr. \(buchung.lfd)"),
                    Zelle(was + (buchung.istStorniert ? " (aufgehoben)" : ""),
                          zusatz: buchung.grund.isEmpty ? nil : buchung.grund),
                    Zelle(buchung.von.map { namen[$0] ?? "unbekannt" } ?? "Mandat"),
                    Zelle(buchung.betrag.mitVorzeichen), Zelle(buchung.stand),
                    aufheben ? Zelle("Nr. \(buchung.lfd) aufheben",
                                     ziel: "\(gegenbuchung)?lfd=\(buchung.lfd)") : "",
                ]
            },
            summe: ["Offen", "", "", "", Zelle(konto.offen), ""])
    }

    private static func raten(_ plan: Ratenplan, offen: Geld, heute: Kalendertag) -> Tabelle {
        Tabelle(
            "Raten und was davon gedeckt ist", form: .liste,
            spalten: [Spalte("Rate"), Spalte("Fällig", .datum), Spalte("Stand"),
                Spalte("Betrag in €", .zahl),
                      Spalte("Gedeckt in €", .zahl)],
            zeilen: plan.raten.map { rate in
                let gedeckt = plan.gedeckt(rate, offen: offen)
                let marke = gedeckt == rate.betrag ? Marke("gedeckt", .ok)
                    : rate.faellig < heute ? Marke("überfällig", .gefahr) : Marke("offen")
                return [Zelle("\(rate.lfd)"), Zelle(rate.faellig), Zelle(marke), Zelle(rate.betrag),
                        Zelle(gedeckt)]
            },
            summe: ["Summe", "", "", Zelle(plan.ausgang), Zelle(plan.ausgang - offen)])
    }

    private static func monate(_ forderung: Rueckforderung) -> Tabelle {
        Tabelle(
            "Zu viel gezahlt, je Monat", form: .liste,
            spalten: [Spalte("Monat"), Spalte("Wofür"), Spalte("Grundlage"),
                Spalte("Betrag in €", .zahl)],
            zeilen: forderung.positionen.map { position in
                [Zelle(position.monat.deutsch,
                       zusatz: position.bescheidnummer.map { "erkannt mit Bescheid \($0)" }
                           ?? "von Hand erfasst"),
                 Zelle(position.zweck.bezeichnung),
                 position.grundlage.map { Zelle($0.norm, zusatz: $0.bezeichnung) }
                     ?? "noch nicht entschieden",
                 Zelle(position.betrag)]
            },
            summe: ["Summe", "", "", Zelle(forderung.positionen.map(\.betrag).summe())])
    }
}

extension VerfahrenslisteView {
    static func rueckforderungen(
        _ eintraege: [Rueckforderung.Eintrag], _ verzichte: [Verzicht], meine: Bool,
        namen: [User.ID: String],
        context: MandantContext
    ) -> VerfahrenslisteView {
        let ort = context.pfad("rueckforderungen"), pfad = { context.pfad($0) }
        let faellig = eintraege.map(\.ueberfaellig).summe(),
        offen = eintraege.map(\.stand.offen).summe()
        func zahl(_ text: String, _ wo: (Forderungsstand.Lage) -> Bool) -> Zaehler {
            Zaehler(eintraege.filter { wo($0.stand.lage) }.count, text, ziel: "#liste")
        }
        var abschnitte = [Abschnitt(
            id: "liste", titel: "Zu verfolgen",
            tabelle: eintraege.isEmpty ? nil : .forderungen(eintraege, namen: namen, pfad: pfad),
            leer: eintraege.isEmpty ? Leer("Keine Rückforderung ist offen.") : nil)]
        if !verzichte.isEmpty {
            abschnitte.insert(Abschnitt(id: "freigaben",
                                        titel: "Erlass und Niederschlagung freizugeben",
                                        tabelle: .verzichte(verzichte, namen: namen, pfad: pfad)),
                                        at: 0)
        }
        if !meine, !eintraege.isEmpty {
            abschnitte.append(Abschnitt(id: "summen", titel: "Je Sachbearbeitung",
                                        tabelle: .summen(Rueckforderung.summen(eintraege),
                                                         namen: namen)))
        }
        return VerfahrenslisteView(
            page: context.page("Rückforderungen", .rueckforderungen),
            unterzeile: "\(meine ? "Aus Ihren Fällen" : "Aus allen Fällen") · offen \(offen), "
                + "überfällig \(faellig)",
            auswahl: context.darf(.rueckforderungBearbeiten) ? [
                .init(text: "Meine Fälle", ziel: ort, aktiv: meine),
                .init(text: "Alle Fälle", ziel: "\(ort)?alle=1", aktiv: !meine),
            ] : [],
            zaehler: [
                Zaehler(eintraege.filter(\.istUeberfaellig).count, "überfällig", ziel: "#liste",
                        dringend: true),
                zahl("anzuhören") { $0 == .anzuhoeren },
                zahl("zu entscheiden") { $0 == .zuEntscheiden },
                Zaehler(verzichte.count, "freizugeben",
                        ziel: verzichte.isEmpty ? "#liste" : "#freigaben"),
            ], abschnitte: abschnitte)
    }
}

extension Tabelle {
    static func forderungen(_ eintraege: [Rueckforderung.Eintrag], namen: [User.ID: String],
                            pfad: (String) -> String) -> Tabelle {
        Tabelle(
            "Rückforderungen", form: .lang,
            spalten: [Spalte("Forderung"), Spalte("Fall"), Spalte("Stand"), Spalte("Bei"),
                      Spalte("Gefordert in €", .zahl), Spalte("Offen in €", .zahl)],
            zeilen: eintraege.map { eintrag in
                let forderung = eintrag.forderung
                return [Zelle(forderung.kassenzeichen,
                              ziel: pfad("rueckforderungen/\(forderung.id)")),
                        Zelle(eintrag.name, zusatz: forderung.aktenzeichen),
                        Zelle(Marke(eintrag.stand.lage)),
                        Zelle(namen[forderung.sachbearbeitung] ?? "unbekannt"),
                        Zelle(forderung.summe),
                        Zelle(eintrag.stand.offen)]
            },
            summe: ["Summe", "", "", "", Zelle(eintraege.map(\.forderung.summe).summe()),
                    Zelle(eintraege.map(\.stand.offen).summe())])
    }

    fileprivate static func verzichte(_ verzichte: [Verzicht], namen: [User.ID: String],
                                      pfad: (String) -> String) -> Tabelle {
        Tabelle(
            "Vorschläge", spalten: [Spalte("Forderung"), Spalte("Was"), Spalte("Grund"),
                Spalte("Von"),
                                    Spalte("Betrag in €", .zahl)],
            zeilen: verzichte.map {
                [Zelle($0.kassenzeichen, zusatz: $0.aktenzeichen,
                       ziel: pfad("rueckforderungen/\($0.forderung)")),
                 Zelle($0.art.bezeichnung), Zelle($0.grund), Zelle(namen[$0.von] ?? "unbekannt"),
                 Zelle($0.betrag)]
            })
    }

    fileprivate static func summen(_ summen: [Rueckforderung.Summe],
                                   namen: [User.ID: String]) -> Tabelle {
        Tabelle(
            "Summen je Sachbearbeitung",
            spalten: [Spalte("Sachbearbeitung"), Spalte("Forderungen", .zahl),
                Spalte("Offen in €", .zahl),
                      Spalte("Überfällig in €", .zahl)],
            zeilen: summen.map {
                [Zelle(namen[$0.sachbearbeitung] ?? "unbekannt"), Zelle($0.anzahl), Zelle($0.offen),
                 Zelle($0.ueberfaellig)]
            },
            summe: ["Summe", Zelle(summen.map(\.anzahl).reduce(0, +)),
                Zelle(summen.map(\.offen).summe()),
                    Zelle(summen.map(\.ueberfaellig).summe())])
    }
}
