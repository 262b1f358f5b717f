import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Löschung nach Regel: was fällig ist, was davon bleibt, und die Freigabe zu zweit.
struct LoeschungRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("loeschung", use: liste)
        group.get("loeschung/{id}", use: zeigen)
        group.post("loeschung/{id}/freigabe", use: freigeben)
    }

    private func liste(_ request: Request, context: MandantContext) async throws -> Response {
        let heute = context.heute
        let (laeufe, regeln) = try await context.read(.loeschungPruefen) { session in
            (try Loeschlauf.alle(in: session), try Loeschregel.geltende(am: heute, in: session))
        }
        return .html(try pages.render("verfahren/liste", VerfahrenslisteView(
            page: context.page("Löschung", .datenschutz),
            unterzeile: "Was nicht mehr gebraucht wird, wird nach Regel gelöscht (Art. 17 DSGVO)",
            auswahl: context.darf(.verzeichnisFuehren) ? [
                .init(text: "Löschung", ziel: context.pfad("loeschung"), aktiv: true),
                .init(text: "Verarbeitungsverzeichnis", ziel: context.pfad("verzeichnis"),
                      aktiv: false),
            ] : [], zaehler: [], abschnitte: [
                Abschnitt(id: "laeufe", titel: "Löschläufe",
                          tabelle: laeufe.isEmpty ? nil : tabelle(laeufe, context),
                          leer: laeufe.isEmpty
                              ? Leer("Noch ist nichts zu löschen.",
                                     rat: "Das Programm sieht jeden Tag nach.") : nil),
                Abschnitt(id: "regeln", titel: "Fristen", tabelle: Tabelle(
                    "Löschregeln, die heute gelten",
                    spalten: [Spalte("Daten"), Spalte("Frist"), Spalte("Fundstelle"),
                              Spalte("Gilt ab", .datum)],
                    zeilen: Loeschregel.Art.allCases.compactMap { regeln[$0] }.map {
                        [Zelle($0.art.bezeichnung), Zelle($0.dauer), Zelle($0.fundstelle),
                         Zelle($0.gueltigAb)]
                    })),
            ])))
    }

    private func tabelle(_ laeufe: [Loeschlauf], _ context: MandantContext) -> Tabelle {
        Tabelle(
            "Löschläufe, der jüngste zuerst",
            spalten: [Spalte("Stichtag"), Spalte("Stand"), Spalte("Gelöscht", .zahl),
                      Spalte("Gehalten", .zahl), Spalte("Personen", .zahl),
                      Spalte("Dokumente", .zahl)],
            zeilen: laeufe.map { lauf in
                let zahlen: [Zelle] = lauf.ergebnis.map {
                    [Zelle($0.faelle), Zelle($0.gehalten), Zelle($0.personen), Zelle($0.dokumente)]
                } ?? ["–", "–", "–", "–"]
                return [Zelle(lauf.stichtag.deutsch, ziel: context.pfad("loeschung/\(lauf.id)")),
                        Zelle(lauf.marke)] + zahlen
            })
    }

    private func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try kennung(context, als: Loeschlauf.ID.self)
        let gefunden = try await context.read(.loeschungPruefen) { session in
            try Loeschlauf.laden(id, in: session).map { ($0, try $0.posten(in: session)) }
        }
        guard let (lauf, posten) = gefunden else { throw Fehlerbild.nichtGefunden() }
        let namen = try await context.benutzernamen()
        return .html(try pages.render("verfahren/vorgang", VorgangView(
            page: context.page("Löschlauf zum \(lauf.stichtag.deutsch)", .datenschutz,
                               pfad: [Verweis("Löschung", context.pfad("loeschung"))]),
            unterzeile: "\(posten.count) Akten", zustand: lauf.marke, naechstes: naechstes(lauf),
            handlungen: [], freigaben: freigabe(lauf, posten, context),
            abschnitte: [Abschnitt(
                id: "akten", titel: "Akten", tabelle: lauf.ergebnis == nil
                    ? tabelle(posten, context) : nil,
                leer: lauf.ergebnis == nil ? nil
                    : Leer("Was gelöscht ist, wird nicht mehr genannt."))],
            eckdaten: eckdaten(lauf, namen))))
    }

    private func tabelle(_ posten: [Loeschlauf.Posten], _ context: MandantContext) -> Tabelle {
        Tabelle(
            "Akten, deren Frist vorbei ist",
            spalten: [Spalte("Akte"), Spalte("Was"), Spalte("Fällig seit", .datum),
                      Spalte("Ausnahme")],
            zeilen: posten.map { posten in
                let ort = context.pfad("faelle/\(posten.fall)")
                return [
                    Zelle(posten.aktenzeichen, ziel: ort), Zelle(posten.art.bezeichnung),
                    Zelle(posten.faellig),
                    posten.sperre.map { Zelle("bleibt", zusatz: $0, ziel: "\(ort)/loeschsperre") }
                        ?? Zelle("Ausnehmen", ziel: "\(ort)/loeschsperre"),
                ]
            })
    }

    private func freigabe(_ lauf: Loeschlauf, _ posten: [Loeschlauf.Posten],
                          _ context: MandantContext) -> [VorgangView.Freigabe] {
        guard lauf.ergebnis == nil, lauf.freigegebenVon.count < Loeschlauf.freigaben,
              context.darf(.loeschungFreigeben) else { return [] }
        let bleiben = posten.count(where: { $0.sperre != nil })
        return [.init(
            satz: "\(posten.count - bleiben) Akten werden gelöscht, \(bleiben) bleiben.",
            grund: "Gelöscht wird, sobald zwei Personen freigegeben haben, und endgültig.",
            ziel: context.pfad("loeschung/\(lauf.id)/freigabe"), knopf: "Löschung freigeben",
            csrf: context.facts.csrfToken, vorgang: UUIDv7().description, ablehnen: nil,
            darf: !lauf.freigegebenVon.contains(context.benutzer))]
    }

    private func naechstes(_ lauf: Loeschlauf) -> Meldung? {
        if lauf.ergebnis != nil { return nil }
        return switch lauf.freigegebenVon.count {
        case 0: .hinweis("Prüfen Sie die Akten. Freigeben müssen zwei Personen.")
        case 1: .hinweis("Eine Person hat freigegeben; eine zweite fehlt noch.")
        default: .hinweis("Zwei Personen haben freigegeben; die Löschung läuft.")
        }
    }

    private func eckdaten(_ lauf: Loeschlauf, _ namen: [User.ID: String]) -> [Eckdatum] {
        let wer = lauf.freigegebenVon.map { namen[$0] ?? "unbekannt" }.joined(separator: ", ")
        let anfang = [Eckdatum("Stichtag", lauf.stichtag.deutsch),
                      Eckdatum("Freigegeben von", wer.isEmpty ? "noch niemand" : wer)]
        guard let ergebnis = lauf.ergebnis else { return anfang }
        return anfang + [
            Eckdatum("Akten gelöscht", "\(ergebnis.faelle)"),
            Eckdatum("Akten gehalten", "\(ergebnis.gehalten)"),
            Eckdatum("Personen", "\(ergebnis.personen)"),
            Eckdatum("Dokumente", "\(ergebnis.dokumente)"),
            Eckdatum("Prüfsumme des Berichts", String(hexadecimal(ergebnis.sha256).prefix(16))),
        ]
    }

    private func freigeben(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try kennung(context, als: Loeschlauf.ID.self)
        let form = try context.form(), ziel = context.pfad("loeschung/\(id)")
        guard let vorgang = form["vorgang"].flatMap(UUIDv7.init) else {
            throw Fehlerbild.anfrage(grund: "Dem Formular fehlt seine Vorgangskennung.")
        }
        do {
            let weiter = try await context.write(.loeschungFreigeben) { session in
                try session.einmal(vorgang) {
                    try Loeschlauf.freigeben(id, in: session)
                    return ziel
                }
            }
            return .weiter(nach: weiter).mit(.erfolg("Freigegeben."))
        } catch let hindernis as Hindernis where hindernis.art != .nichtGefunden {
            return .weiter(nach: ziel).mit(.warnung(hindernis.satz))
        }
    }
}

extension Loeschlauf {
    var marke: Marke {
        if ergebnis != nil { return Marke("gelöscht", .ok) }
        return freigegebenVon.count < Loeschlauf.freigaben
            ? Marke("wartet auf Freigabe", .warnung) : Marke("läuft", .hinweis)
    }
}
