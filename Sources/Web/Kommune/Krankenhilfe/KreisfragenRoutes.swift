import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Die Liste `krankenhilfe/kreisfragen.mustache`.
struct KreisfragenView: Sendable {
    let page: Page
    let untertitel: String
    let erklaerung: String
    let liste: Tabelle?
    let leer: Leer?
    let blaettern: Blaettern?
}

/// Was der Kreis zu seinen Sammelrechnungen gefragt hat und was er erfuhr (B-6.4, B-7.4).
struct KreisfragenRoutes: Sendable {
    private static let proSeite = 50

    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("kreisfragen", use: liste)
    }

    private func liste(_ request: Request, context: MandantContext) async throws -> Response {
        let abfrage = try request.abfrage(), ort = context.pfad("kreisfragen")
        let seite = min(max(abfrage["seite"].flatMap(Int.init) ?? 1, 1), 100_000)
        let (fragen, anzahl) = try await context.read(.krankenhilfeLesen) {
            try Kreisfrage.alle(seite: seite, je: Self.proSeite, in: $0)
        }
        let view = KreisfragenView(
            page: context.page("Fragen des Kreises", .krankenhilfe, pfad: [
                Verweis("Behandlungsscheine", context.pfad("behandlungsscheine")),
            ]),
            untertitel: anzahl == 1 ? "1 Frage" : "\(anzahl) Fragen",
            erklaerung: "Der Kreis prüft Sammelrechnungen mit Stichproben und fragt dazu, ob Ihre "
                + "Kommune für eine Person örtlich zuständig war. Das Programm antwortet von "
                + "selbst mit ja oder nein. Grund und Fall stehen nur hier.",
            liste: fragen.isEmpty ? nil : tabelle(fragen, context),
            leer: fragen.isEmpty ? Leer("Der Kreis hat noch nichts gefragt.") : nil,
            blaettern: anzahl > Self.proSeite
                ? Blaettern(seite: seite, proSeite: Self.proSeite, gesamt: anzahl) {
                    "\(ort)?seite=\($0)"
                } : nil)
        return .html(try pages.render("krankenhilfe/kreisfragen", view))
    }

    private func tabelle(_ fragen: [Kreisfrage], _ context: MandantContext) -> Tabelle {
        Tabelle(
            "Fragen des Kreises", form: .lang, spalten: [
                Spalte("Person laut Rechnung"), Spalte("Behandelt ab", .datum), Spalte("Rechnung"),
                Spalte("Gefragt"), Spalte("Der Kreis erfuhr"), Spalte("Warum, nur hier"),
                Spalte("Fall"),
            ],
            zeilen: fragen.map { frage in
                [Zelle(frage.nameSortiert, zusatz: "geb. \(frage.geburtsdatum.deutsch)"),
                 Zelle(frage.behandelt.von),
                 Zelle(frage.eingangsnummer, zusatz: frage.steller),
                 Zelle(Uhr.berlinTag(frage.gefragtAm).deutsch, zusatz: frage.gefragtVon),
                 Zelle(frage.antwort ? Marke("ja", .ok) : Marke("nein", .hinweis)),
                 Zelle(frage.grund, zusatz: frage.hinweise.isEmpty ? nil
                     : "Hinweis: \(frage.hinweise.joined(separator: " "))"),
                 frage.fall.map {
                     Zelle($0.aktenzeichen, ziel: context.darf(.fallLesen)
                         ? context.pfad("faelle/\($0.id)") : nil)
                 } ?? Zelle("–")]
            })
    }
}
