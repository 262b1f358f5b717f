import Grundwerte
import Hummingbird
import Kreis
import Platform
import Uebergabe

/// Die Startseite `kreis/start.mustache`: was auf diese Person wartet.
struct KreisstartView: Sendable {
    let page: Page
    let untertitel: String
    let warnungen: [Meldung]
    let hatZaehler: Bool
    let zaehler: [Zaehler]
    let laeufe: Tabelle?
    let monate: [Verweis]
    let hatMonate: Bool
    /// Für Rollen, auf die hier sonst nichts wartet.
    let bereiche: [Verweis]
    let hatBereiche: Bool
}

/// Die Startseite des Kreises, nach dem, was die Rolle darf.
struct KreisstartRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("/", use: zeigen)
    }

    /// Was die Rolle sehen darf, ist da; das Übrige fehlt.
    private struct Stand: Sendable {
        var tag: Kassentag?
        var ausstehend: Int?
        var ungeklaert: Int?
        var meldungen: Int?
        var monate: [Monat]?
        var gescheitert: Int?
        var entwuerfe: Int?
    }

    private func zeigen(_ request: Request, context: KreisContext) async throws -> Response {
        let stand = try await stand(context)
        let zaehler = zaehler(stand, context)
        let monate = stand.monate ?? []
        let view = KreisstartView(
            page: context.page("Heute"),
            untertitel: Kreisanzeige.tag(context.heute) + (zaehler.contains { $0.anzahl != "0" }
                ? "" : " · Zurzeit wartet nichts auf Sie."),
            warnungen: stand.tag?.warnungen.map { .warnung($0.satz) } ?? [],
            hatZaehler: !zaehler.isEmpty, zaehler: zaehler,
            laeufe: laeufe(stand.tag?.laeufe ?? [], context),
            monate: monate.map { Verweis($0.deutsch, context.pfad("erstattung/\($0)")) },
            hatMonate: !monate.isEmpty,
            bereiche: zaehler.isEmpty ? context.rahmen().nav.map { Verweis($0.text, $0.ziel) } : [],
            hatBereiche: zaehler.isEmpty)
        return .html(try pages.render("kreis/start", view))
    }

    private func stand(_ context: KreisContext) async throws -> Stand {
        var stand = Stand()
        if context.darf(.zahllaufLesen) {
            stand.tag = try await context.read(.kasse, .zahllaufLesen) {
                try Kassentag.laden(in: $0)
            }
        }
        if context.darf(.bankLesen) {
            (stand.ausstehend, stand.ungeklaert, stand.meldungen) = try await context.read(
                .kasse, .bankLesen
            ) {
                (try Auszug.ausstehend(in: $0).count, try Bankumsatz.anzahlUngeklaert(in: $0),
                 try Bankmeldung.anzahlOffen(in: $0))
            }
        }
        if context.darf(.erstattungAbschliessen) {
            stand.monate = try await context.read(.abrechnung, .erstattungAbschliessen) {
                try Erstattung.offeneMonate(in: $0)
            }
        }
        if context.darf(.auftragLesen) {
            stand.gescheitert = try await context.readPlatform(.auftragLesen) {
                try JobOverview.deadCount(in: $0)
            }
        }
        if context.darf(.parameterFreigeben) || context.darf(.parameterBeschliessen) {
            stand.entwuerfe = try await context.readPlatform(.parameterLesen) {
                try Parametersatz.freizugebende(in: $0).count
            }
        }
        return stand
    }

    private func zaehler(_ stand: Stand, _ context: KreisContext) -> [Zaehler] {
        var zaehler: [Zaehler] = []
        let laeufe = context.pfad("zahllaeufe")
        if let tag = stand.tag {
            let unklar = tag.laeufe.filter(\.uebergabeUnklar).count
            if context.darf(.zahllaufFreigeben) {
                zaehler.append(Zaehler(tag.freizugeben.count, "Läufe freizugeben",
                                       ziel: ziel(tag.freizugeben, context)))
            }
            if context.darf(.zahllaufErstellen) {
                zaehler.append(Zaehler(
                    tag.zuErstellen.count, "Läufe heute zu erstellen", ziel: laeufe))
            }
            if context.darf(.zahllaufUebergeben) {
                let frei = tag.laeufe.filter { $0.zustand == .freigegeben && !$0.uebergabeUnklar }
                zaehler.append(Zaehler(frei.count, "Läufe zu übergeben", ziel: ziel(frei, context)))
            }
            zaehler.append(Zaehler(unklar, "Übergaben unklar",
                                   ziel: ziel(tag.laeufe.filter(\.uebergabeUnklar), context),
                                   dringend: true))
        }
        if let ausstehend = stand.ausstehend, context.darf(.bankEinlesen) {
            zaehler.append(Zaehler(ausstehend, "Auszüge einzulesen", ziel: context.pfad("bank")))
        }
        if let ungeklaert = stand.ungeklaert {
            zaehler.append(Zaehler(ungeklaert, "Umsätze ungeklärt", ziel: context.pfad("bank")))
        }
        if let meldungen = stand.meldungen, meldungen > 0 {
            zaehler.append(Zaehler(meldungen, "Meldungen der Bank anzusehen",
                                   ziel: context.pfad("bank"), dringend: true))
        }
        if let monate = stand.monate {
            zaehler.append(Zaehler(monate.count, "Monate abzuschließen", ziel: monate.first.map {
                context.pfad("erstattung/\($0)")
            } ?? context.pfad("erstattung")))
        }
        if let gescheitert = stand.gescheitert {
            zaehler.append(Zaehler(gescheitert, "Aufträge gescheitert",
                                   ziel: context.pfad("auftraege"), dringend: true))
        }
        if let entwuerfe = stand.entwuerfe {
            zaehler.append(Zaehler(entwuerfe, "Entwürfe von Sätzen freizugeben",
                                   ziel: context.pfad("parameter")))
        }
        return zaehler
    }

    /// Gibt es nur einen, so führt die Zahl gleich zu ihm.
    private func ziel(_ laeufe: [Zahllauf], _ context: KreisContext) -> String {
        laeufe.count == 1 ? context.pfad("zahllaeufe/\(laeufe[0].id)") : context.pfad("zahllaeufe")
    }

    private func laeufe(_ laeufe: [Zahllauf], _ context: KreisContext) -> Tabelle? {
        guard !laeufe.isEmpty else { return nil }
        return Tabelle(
            "Läufe in Arbeit",
            spalten: [Spalte("Lauf"), Spalte("Ausführung", .datum), Spalte("Zahlweg"),
                      Spalte("Summe in €", .zahl), Spalte("Stand")],
            zeilen: laeufe.map {
                [Zelle($0.nummer, ziel: context.pfad("zahllaeufe/\($0.id)")),
                 Zelle($0.ausfuehrungstag), Zelle($0.zahlweg.bezeichnung), Zelle($0.summe),
                 Zelle($0.marke)]
            })
    }
}
