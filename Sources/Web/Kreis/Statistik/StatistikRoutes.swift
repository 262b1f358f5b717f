import Grundwerte
import Hummingbird
import Kommune
import Kreis
import Platform
import Uebergabe

/// Die Tafel der Fristen `statistik/tafel.mustache`.
struct StatistiktafelView: Sendable {
    let page: Page
    let untertitel: String
    let hatZaehler: Bool
    let zaehler: [Zaehler]
    let termine: Tabelle?
    let faellige: Tabelle?
    let kommunen: Tabelle?
    let geliefert: Tabelle?
    let leer: Leer?
}

/// Die gesetzlichen Erhebungen: was bis wann zu liefern ist, und wie weit jede Kommune ist.
struct StatistikRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("statistik", use: zeigen)
    }

    private func zeigen(_ request: Request, context: KreisContext) async throws -> Response {
        let heute = context.heute
        let (erhebungen, laeufe, abgaben) = try await context.read(.statistik, .statistikLesen) {
            session in
            let laeufe = try Kreisstatistik.alle(in: session)
            let offene = laeufe.filter { $0.geliefert == nil }.map(\.id)
            return (try Erhebung.alle(in: session), laeufe,
                    try Kreisstatistik.abgaben(offene, in: session))
        }
        let offene = laeufe.filter { !$0.istFertig(abgaben) }
        let fertige = laeufe.filter { $0.istFertig(abgaben) }
        let auftraege = try await context.statistikauftraege(offene.map(\.id))
        let faellige = erhebungen.flatMap { erhebung in
            erhebung.fehlende(in: laeufe, am: heute).map { (erhebung: erhebung, ende: $0) }
        }
        let ueberfaellig = offene.count { $0.frist < heute }
        let view = StatistiktafelView(
            page: context.page("Statistik", .statistik),
            untertitel: "Was der Kreis nach § 12 AsylbLG und für das Land zu liefern hat. Jede "
                + "Kommune rechnet und prüft für sich; hierher kommt, was sie freigibt.",
            hatZaehler: !laeufe.isEmpty, zaehler: [
                Zaehler(offene.count, "laufende Erhebungen", ziel: "#termine"),
                Zaehler(ueberfaellig, "über der Frist", ziel: "#termine", dringend: true),
                Zaehler(abgaben.count { $0.zustand != .abgegeben }, "Abgaben stehen aus",
                        ziel: "#kommunen"),
            ],
            termine: offene.isEmpty ? nil : termine(offene, abgaben, context),
            faellige: faellige.isEmpty ? nil : tabelle(faellige, context),
            kommunen: offene.isEmpty ? nil : matrix(offene, abgaben, auftraege),
            geliefert: fertige.isEmpty ? nil : tabelle(fertige, context),
            leer: offene.isEmpty && faellige.isEmpty
                ? Leer("Zurzeit ist keine Erhebung fällig.") : nil)
        return .html(try pages.render("statistik/tafel", view))
    }

    private func termine(
        _ laeufe: [Kreisstatistik], _ abgaben: [Kreisstatistik.Abgabe], _ context: KreisContext
    ) -> Tabelle {
        Tabelle(
            "Laufende Erhebungen", spalten: [
                Spalte("Erhebung"), Spalte("Kommunen bis", .datum), Spalte("Lieferung bis", .datum),
                Spalte("Abgegeben", .zahl), Spalte("Offene Fehler", .zahl), Spalte("Stand"),
            ],
            zeilen: laeufe.map { lauf in
                let eigene = abgaben.filter { $0.lauf == lauf.id }
                return [
                    Zelle(lauf.titel, ziel: context.pfad("statistik/laeufe/\(lauf.id)")),
                    Zelle(lauf.fristKommunen), Zelle(lauf.frist.deutsch, zusatz: lauf.fristQuelle),
                    Zelle("\(eigene.count { $0.zustand == .abgegeben }) von \(eigene.count)"),
                    Zelle(eigene.reduce(0) { $0 + $1.fehler }),
                    Zelle(lauf.marke(eigene, am: context.heute)),
                ]
            })
    }

    private func tabelle(
        _ faellige: [(erhebung: Erhebung, ende: Kalendertag)], _ context: KreisContext
    ) -> Tabelle {
        let darf = context.darf(.statistikErheben)
        return Tabelle(
            "Noch nicht begonnen", spalten: [
                Spalte("Erhebung"), Spalte("Zeitraum"), Spalte("Rechtsgrundlage"), Spalte("An"),
            ],
            zeilen: faellige.map { erhebung, ende in
                let ziel = "statistik/neu?erhebung=\(erhebung.kennung)&ende=\(ende)"
                return [
                    Zelle(erhebung.name, zusatz: erhebung.evas.map { "EVAS \($0)" },
                          ziel: darf ? context.pfad(ziel) : nil),
                    Zelle(erhebung.periode.bezeichnung(ende)), Zelle(erhebung.rechtsgrundlage),
                    Zelle(erhebung.empfaenger),
                ]
            })
    }

    /// Zeilen Kommunen, Spalten laufende Erhebungen.
    private func matrix(
        _ laeufe: [Kreisstatistik], _ abgaben: [Kreisstatistik.Abgabe],
        _ auftraege: [JobOverview.Live]
    ) -> Tabelle {
        let kommunen = Dictionary(abgaben.map { ($0.ags, $0.kommune) },
                                  uniquingKeysWith: { erste, _ in erste })
        return Tabelle(
            "Stand je Kommune", form: .zahlen,
            spalten: [Spalte("Kommune")] + laeufe.map { Spalte($0.titel) },
            zeilen: kommunen.keys.sorted().map { ags in
                [Zelle(kommunen[ags] ?? ags)] + laeufe.map { lauf in
                    guard let abgabe = abgaben.first(where: {
                        $0.lauf == lauf.id && $0.ags == ags
                    }) else { return "–" }
                    return Zelle(abgabe.marke(auftraege), zusatz: abgabe.zusatz(auftraege))
                }
            })
    }

    private func tabelle(_ gelieferte: [Kreisstatistik], _ context: KreisContext) -> Tabelle {
        Tabelle(
            "Geliefert", spalten: [
                Spalte("Erhebung"), Spalte("Nummer"), Spalte("Geliefert", .datum),
                Spalte("Quittung"),
            ],
            zeilen: gelieferte.map { lauf in
                [Zelle(lauf.titel, ziel: context.pfad("statistik/laeufe/\(lauf.id)")),
                 Zelle(lauf.nummer ?? "–"),
                 Zelle(lauf.geliefert.map { Uhr.berlinTag($0.am).deutsch } ?? "durch die Kommunen"),
                 lauf.verbleib == .kommune ? "–" : Zelle(lauf.quittungsmarke)]
            })
    }
}

extension Kreisstatistik {
    /// Meldungen, die jede Kommune selbst sendet, sind mit der letzten Abgabe fertig.
    func istFertig(_ abgaben: [Abgabe]) -> Bool {
        guard verbleib == .kommune else { return geliefert != nil }
        return abgaben.filter { $0.lauf == id }.allSatisfy { $0.zustand == .abgegeben }
    }

    var quittungsmarke: Marke {
        switch quittung {
        case .angenommen: Marke("angenommen", .ok)
        case .abgelehnt: Marke("abgelehnt", .gefahr)
        case nil: Marke("steht aus", .hinweis)
        }
    }

    func marke(_ abgaben: [Abgabe], am heute: Kalendertag) -> Marke {
        if geliefert != nil { return Marke("geliefert", .ok) }
        if festgestellt != nil { return Marke("freizugeben", .warnung) }
        if abgaben.allSatisfy({ $0.zustand == .abgegeben }) {
            return verbleib == .kommune ? Marke("abgegeben", .ok)
                : Marke("festzustellen", .warnung)
        }
        return frist < heute ? Marke("über der Frist", .gefahr)
            : Marke("Kommunen prüfen", .hinweis)
    }
}

extension Kreisstatistik.Abgabe {
    func auftrag(_ auftraege: [JobOverview.Live]) -> JobOverview.Live? {
        auftraege.first { $0.mandant == mandant && $0.key == lauf.description }
    }

    func marke(_ auftraege: [JobOverview.Live]) -> Marke {
        if zustand == .abgegeben { return Marke("abgegeben", .ok) }
        if let auftrag = auftrag(auftraege) {
            return Marke(auftrag.cancelRequested ? "wird abgebrochen"
                         : auftrag.isRunning ? "rechnet" : "wartet", .hinweis)
        }
        if zustand == .erwartet { return Marke("nicht gerechnet", .gefahr) }
        return fehler > 0 ? Marke("Fehler", .warnung) : Marke("fehlerfrei", .ok)
    }

    func zusatz(_ auftraege: [JobOverview.Live]) -> String? {
        if let auftrag = auftrag(auftraege), zustand != .abgegeben { return auftrag.progress }
        guard zustand == .geprueft else { return nil }
        return fehler > 0 ? "\(fehler) offen" : "noch nicht freigegeben"
    }
}

extension KreisContext {
    /// Die Aufträge der Kommunen zu diesen Läufen, die warten oder laufen.
    func statistikauftraege(_ laeufe: [Kreisstatistik.ID]) async throws -> [JobOverview.Live] {
        try await readPlatform(.statistikLesen) { session in
            try JobOverview.live(of: StatistikErheben.self, keys: laeufe.map(\.description),
                                 in: session)
                + JobOverview.live(of: StatistikAbgeben.self, keys: laeufe.map(\.description),
                                   in: session)
        }
    }
}
