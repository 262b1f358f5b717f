import Grundwerte
import Hummingbird
import Kommune
import Platform
import Uebergabe

/// Der jüngste Probelauf für die Fälle dieser Kommune, `probelauf/faelle.mustache`.
struct ProbefaelleView: Sendable {
    let page: Page
    let zeile: String
    let leer: Leer?
    let summen: Tabelle?
    let reiter: [FalllisteView.Reiter]
    let hatReiter: Bool
    let liste: Tabelle?
    let nichts: String?
    let blaettern: Blaettern?
}

/// Was Entwürfe des Kreises für die eigenen Fälle bedeuten.
struct ProbefaelleRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("probelauf", use: zeigen)
    }

    private struct Daten: Sendable {
        let lauf: Probelauf
        let summen: [Probelaufsumme]
        let eintraege: [Probelauf.Eintrag]
        let anzahl: Int
    }

    func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        let abfrage = try request.abfrage()
        let auswahl = abfrage["auswahl"].flatMap(Probelauf.Auswahl.init) ?? .meine
        let seite = min(max(abfrage["seite"].flatMap(Int.init) ?? 1, 1), 100_000)
        let daten = try await context.read(.fallLesen) { session -> Daten? in
            guard let lauf = try Probelauf.letzter(in: session) else { return nil }
            let (eintraege, anzahl) = try lauf.faelle(
                auswahl, seite: seite, je: FalllisteRoutes.proSeite, in: session)
            return Daten(lauf: lauf, summen: try lauf.summen(in: session), eintraege: eintraege,
                         anzahl: anzahl)
        }
        let page = context.page("Probelauf", .aufgaben, pfad: [
            Verweis("Meine Aufgaben", context.pfad()),
        ])
        guard let daten else {
            return .html(try pages.render("probelauf/faelle", ProbefaelleView(
                page: page, zeile: "",
                leer: Leer("Es liegt kein Probelauf vor.",
                           rat: "Der Kreis rechnet neue Sätze durch, bevor er sie freigibt. Danach "
                               + "steht hier, was sie für Ihre Fälle bedeuten."),
                summen: nil, reiter: [], hatReiter: false, liste: nil, nichts: nil,
                blaettern: nil)))
        }
        let ort = context.pfad("probelauf")
        return .html(try pages.render("probelauf/faelle", ProbefaelleView(
            page: page, zeile: daten.lauf.entwuerfe.joined(separator: "; "), leer: nil,
            summen: daten.summen.isEmpty ? nil : summen(daten.summen),
            reiter: Probelauf.Auswahl.allCases.map {
                .init(text: $0.bezeichnung, ziel: "\(ort)?auswahl=\($0.rawValue)",
                      aktiv: $0 == auswahl)
            },
            hatReiter: true,
            liste: liste(daten.eintraege, auswahl, try await context.benutzernamen(), context),
            nichts: daten.eintraege.isEmpty ? nichts(auswahl) : nil,
            blaettern: daten.anzahl > FalllisteRoutes.proSeite
                ? Blaettern(seite: seite, proSeite: FalllisteRoutes.proSeite,
                            gesamt: daten.anzahl) {
                    "\(ort)?auswahl=\(auswahl.rawValue)&seite=\($0)"
                } : nil)))
    }

    private func summen(_ summen: [Probelaufsumme]) -> Tabelle {
        Tabelle(
            "Summen je Monat", form: .zahlen,
            spalten: [Spalte("Monat"), Spalte("Fälle", .zahl), Spalte("Personen", .zahl),
                      Spalte("Bisher in €", .zahl), Spalte("Neu in €", .zahl),
                      Spalte("Unterschied in €", .zahl), Spalte("Geänderte Fälle", .zahl),
                      Spalte("Nicht zu rechnen", .zahl)],
            zeilen: summen.map { summe in
                [Zelle(summe.monat.deutsch), Zelle(summe.faelle), Zelle(summe.personen),
                 Zelle(summe.alt), Zelle(summe.neu), Zelle((summe.neu - summe.alt).mitVorzeichen),
                 Zelle(summe.geaenderteFaelle), Zelle(summe.ohneErgebnis)]
            })
    }

    private func liste(
        _ eintraege: [Probelauf.Eintrag], _ auswahl: Probelauf.Auswahl, _ namen: [User.ID: String],
        _ context: MandantContext
    ) -> Tabelle? {
        guard !eintraege.isEmpty else { return nil }
        func fall(_ eintrag: Probelauf.Eintrag) -> Zelle {
            Zelle(eintrag.name.isEmpty ? eintrag.aktenzeichen : eintrag.name,
                  zusatz: eintrag.aktenzeichen, ziel: context.pfad("faelle/\(eintrag.fall)"))
        }
        let sachbearbeitung = { (eintrag: Probelauf.Eintrag) in
            Zelle(namen[eintrag.sachbearbeitung] ?? "–")
        }
        guard auswahl != .nichtRechenbar else {
            return Tabelle(
                auswahl.bezeichnung, form: .lang,
                spalten: [Spalte("Fall"), Spalte("Was fehlt"), Spalte("Sachbearbeitung")],
                zeilen: eintraege.map { [fall($0), Zelle($0.hindernis), sachbearbeitung($0)] })
        }
        return Tabelle(
            auswahl.bezeichnung, form: .lang,
            spalten: [Spalte("Fall"), Spalte("Bisher in €", .zahl), Spalte("Neu in €", .zahl),
                      Spalte("Unterschied in €", .zahl), Spalte("Warum"),
                      Spalte("Sachbearbeitung")],
            zeilen: eintraege.map {
                [fall($0), Zelle($0.alt), Zelle($0.neu), Zelle($0.unterschied.mitVorzeichen),
                 Zelle($0.warum, zusatz: $0.monate == 1 ? nil : "\($0.monate) Monate zusammen"),
                 sachbearbeitung($0)]
            })
    }

    private func nichts(_ auswahl: Probelauf.Auswahl) -> String {
        switch auswahl {
        case .meine: "Von Ihren Fällen ändert sich keiner."
        case .alle: "Kein Fall Ihrer Kommune ändert sich."
        case .nichtRechenbar: "Alle Fälle lassen sich rechnen."
        }
    }
}
