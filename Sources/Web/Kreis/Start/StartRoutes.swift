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
    let konzept: Konzepthinweis?
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
        var buecher: [Buchungsmonat]?
        var mahnbar: Int?
        var einwaende: Int?
        var rechnungen: Int?
        var anzuweisen: Int?
        var konten: [Rechnungsstellerkonto]?
        var umlagen: [Monat]?
        var durchleitungen: Int?
        var gescheitert: Int?
        var entwuerfe: Int?
    }

    private func zeigen(_ request: Request, context: KreisContext) async throws -> Response {
        let stand = try await stand(context)
        let zaehler = zaehler(stand, context) + (try await Auswertungszaehler.kreis(context))
            + (try await Zugangszaehler.kreis(context))
        let monate = stand.monate ?? [], konzept = try await Konzepthinweis(context)
        let wartet = konzept != nil || zaehler.contains { $0.anzahl != "0" }
        let view = KreisstartView(
            page: context.page("Heute"),
            untertitel: Kreisanzeige.tag(context.heute)
                + (wartet ? "" : " · Zurzeit wartet nichts auf Sie."),
            warnungen: stand.tag?.warnungen.map { .warnung($0.satz) } ?? [],
            hatZaehler: !zaehler.isEmpty, zaehler: zaehler,
            laeufe: laeufe(stand.tag?.laeufe ?? [], context),
            monate: monate.map { Verweis($0.deutsch, context.pfad("erstattung/\($0)")) },
            hatMonate: !monate.isEmpty,
            bereiche: zaehler.isEmpty ? context.rahmen().nav.map { Verweis($0.text, $0.ziel) } : [],
            hatBereiche: zaehler.isEmpty, konzept: konzept)
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
            (stand.mahnbar, stand.einwaende) = try await context.read(
                .abrechnung, .erstattungLesen
            ) {
                (try Forderung.anzahlMahnbar(in: $0), try Erstattung.offeneEinwaende(in: $0).count)
            }
        }
        if context.darf(.hauptbuchSchliessen) {
            stand.buecher = try await context.read(.kasse, .bankLesen) {
                try Buchungsmonat.offene(in: $0)
            }
        }
        if context.darf(.sammelrechnungLesen) {
            (stand.rechnungen, stand.anzuweisen) = try await context.read(
                .abrechnung, .sammelrechnungLesen
            ) {
                (try Sammelrechnung.offene(in: $0).count,
                 try Sammelrechnung.anzuweisende(in: $0).count)
            }
        }
        if context.darf(.sammelrechnungFreigeben) {
            stand.konten = try await context.read(.abrechnung, .sammelrechnungFreigeben) {
                try Rechnungsstellerkonto.unbestaetigte(in: $0)
            }.filter { $0.erfasstVon != context.benutzer }
        }
        if context.darf(.umlageFeststellen) {
            (stand.umlagen, stand.durchleitungen) = try await context.read(
                .abrechnung, .umlageLesen
            ) { (try Umlage.offeneMonate(in: $0), try Durchleitung.offene(in: $0).count) }
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
        (stand.tag.map { laeufe($0, context) } ?? []) + bank(stand, context)
            + erstattung(stand, context) + krankenhilfe(stand, context)
            + verwaltung(stand, context)
    }

    private func laeufe(_ tag: Kassentag, _ context: KreisContext) -> [Zaehler] {
        var zaehler: [Zaehler] = []
        if context.darf(.zahllaufFreigeben) {
            zaehler.append(Zaehler(tag.freizugeben.count, "Läufe freizugeben",
                                   ziel: ziel(tag.freizugeben, context)))
        }
        if context.darf(.zahllaufErstellen) {
            zaehler.append(Zaehler(tag.zuErstellen.count, "Läufe heute zu erstellen",
                                   ziel: context.pfad("zahllaeufe")))
        }
        if context.darf(.zahllaufUebergeben) {
            let frei = tag.laeufe.filter { $0.zustand == .freigegeben && !$0.uebergabeUnklar }
            zaehler.append(Zaehler(frei.count, "Läufe zu übergeben", ziel: ziel(frei, context)))
        }
        let unklar = tag.laeufe.filter(\.uebergabeUnklar)
        zaehler.append(Zaehler(unklar.count, "Übergaben unklar", ziel: ziel(unklar, context),
                               dringend: true))
        if !tag.vermisst.isEmpty {
            zaehler.append(Zaehler(
                tag.vermisst.count, "Läufe, die die Bank nicht ganz gebucht hat",
                ziel: ziel(tag.vermisst, context), dringend: true))
        }
        return zaehler
    }

    private func bank(_ stand: Stand, _ context: KreisContext) -> [Zaehler] {
        var zaehler: [Zaehler] = []
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
        return zaehler
    }

    private func erstattung(_ stand: Stand, _ context: KreisContext) -> [Zaehler] {
        var zaehler: [Zaehler] = []
        if let monate = stand.monate {
            zaehler.append(Zaehler(monate.count, "Monate abzuschließen", ziel: monate.first.map {
                context.pfad("erstattung/\($0)")
            } ?? context.pfad("erstattung")))
        }
        if let mahnbar = stand.mahnbar {
            zaehler.append(Zaehler(mahnbar, "Forderungen zu mahnen",
                                   ziel: context.pfad("forderungen?nur=mahnbar"), dringend: true))
        }
        if let einwaende = stand.einwaende, einwaende > 0 {
            zaehler.append(Zaehler(einwaende, "Einwände zu beantworten",
                                   ziel: context.pfad("einwaende")))
        }
        if let buecher = stand.buecher {
            zaehler.append(Self.buecher(buecher, context))
        }
        return zaehler
    }

    private func krankenhilfe(_ stand: Stand, _ context: KreisContext) -> [Zaehler] {
        var zaehler: [Zaehler] = []
        if let rechnungen = stand.rechnungen {
            zaehler.append(Zaehler(rechnungen, "Sammelrechnungen zu prüfen und freizugeben",
                                   ziel: context.pfad("krankenhilfe/rechnungen")))
        }
        if let anzuweisen = stand.anzuweisen, anzuweisen > 0 {
            zaehler.append(Zaehler(anzuweisen, "Sammelrechnungen zur Zahlung anzuweisen",
                                   ziel: context.pfad("krankenhilfe/rechnungen"), dringend: true))
        }
        if let konto = stand.konten?.first {
            zaehler.append(Zaehler(
                stand.konten?.count ?? 0, "Konten von Rechnungsstellern zu bestätigen",
                ziel: context.pfad("krankenhilfe/rechnungssteller/\(konto.steller)")))
        }
        if let umlagen = stand.umlagen {
            zaehler.append(Zaehler(umlagen.count, "Monate umzulegen", ziel: umlagen.first.map {
                context.pfad("krankenhilfe/umlage/\($0)")
            } ?? context.pfad("krankenhilfe/umlage")))
        }
        if let durchleitungen = stand.durchleitungen, durchleitungen > 0 {
            zaehler.append(Zaehler(durchleitungen, "Einnahmen der Kommunen zu übernehmen",
                                   ziel: context.pfad("krankenhilfe/durchleitungen")))
        }
        return zaehler
    }

    private func verwaltung(_ stand: Stand, _ context: KreisContext) -> [Zaehler] {
        var zaehler: [Zaehler] = []
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

    /// Wer nicht vorlegt, sieht nur, was vorgelegt ist.
    private static func buecher(_ offene: [Buchungsmonat], _ context: KreisContext) -> Zaehler {
        let eigene = context.darf(.hauptbuchVorlegen) ? offene : offene.filter { $0.vorlage != nil }
        let ziel = (eigene.first?.monat).map { "hauptbuch/\($0)" } ?? "hauptbuch"
        return Zaehler(eigene.count, "Bücher zu schließen", ziel: context.pfad(ziel))
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
