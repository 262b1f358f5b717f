import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Die Seite `fall/liste.mustache`, für Listen von Fällen und die der möglichen Doppelerfassungen.
struct FalllisteView: Sendable {
    struct Reiter: Sendable {
        let text: String
        let ziel: String
        let aktiv: Bool
    }

    let page: Page
    let zeile: String
    let reiter: [Reiter]
    let hatReiter: Bool
    let liste: Tabelle?
    let leer: Leer?
    let blaettern: Blaettern?
    let neuerFall: String?

    /// Ohne `auswahl` ist die Liste der Doppelerfassungen offen.
    static func reiter(_ auswahl: Fall.Auswahl?, ort: String, doppelt: String) -> [Reiter] {
        Fall.Auswahl.allCases.map {
            Reiter(text: $0.bezeichnung, ziel: "\(ort)?auswahl=\($0.rawValue)",
                   aktiv: $0 == auswahl)
        } + [Reiter(text: "Mögliche Doppelerfassungen", ziel: doppelt, aktiv: auswahl == nil)]
    }

    static func tabelle(_ titel: String, _ eintraege: [Fall.Eintrag], namen: [User.ID: String],
                        pfad: (String) -> String) -> Tabelle? {
        guard !eintraege.isEmpty else { return nil }
        return Tabelle(
            titel, form: .lang,
            spalten: [Spalte("Fall"), Spalte("Geboren", .datum), Spalte("Personen", .zahl),
                      Spalte("Bewilligt bis"), Spalte("Zustand"), Spalte("Sachbearbeitung")],
            zeilen: eintraege.map { fall in
                [Zelle(fall.name.isEmpty ? fall.aktenzeichen : fall.name, zusatz: fall.aktenzeichen,
                       ziel: pfad("faelle/\(fall.id)")),
                 Zelle(fall.geburtsdatum?.deutsch ?? "–"), Zelle(fall.personen),
                 Zelle(fall.bewilligtBis?.deutsch ?? "noch nichts"),
                 fall.eingestelltZum.map { Zelle(Marke("eingestellt zum \($0.deutsch)")) }
                     ?? Zelle(Marke("laufend", .ok)),
                 Zelle(namen[fall.sachbearbeitung] ?? "–")]
            })
    }
}

/// Listen der Fälle mit Seiten.
struct FalllisteRoutes: Sendable {
    static let proSeite = 50

    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("faelle", use: liste)
    }

    func liste(_ request: Request, context: MandantContext) async throws -> Response {
        let abfrage = try request.abfrage()
        let auswahl = abfrage["auswahl"].flatMap(Fall.Auswahl.init) ?? .meine
        let seite = min(max(abfrage["seite"].flatMap(Int.init) ?? 1, 1), 100_000)
        let (eintraege, anzahl) = try await context.read(.fallLesen) { session in
            try Fall.liste(auswahl, seite: seite, je: Self.proSeite, in: session)
        }
        let ort = context.pfad("faelle")
        let view = FalllisteView(
            page: context.page("Fälle", .faelle),
            zeile: "\(auswahl.bezeichnung): \(anzahl == 1 ? "1 Fall" : "\(anzahl) Fälle")",
            reiter: FalllisteView.reiter(auswahl, ort: ort,
                                         doppelt: context.pfad("doppelerfassungen")),
            hatReiter: true,
            liste: FalllisteView.tabelle(auswahl.bezeichnung, eintraege,
                                         namen: try await context.benutzernamen(),
                                             pfad: { context.pfad($0) }),
            leer: eintraege.isEmpty ? leer(auswahl, ort) : nil,
            blaettern: anzahl > Self.proSeite
                ? Blaettern(seite: seite, proSeite: Self.proSeite, gesamt: anzahl) {
                "\(ort)?auswahl=\(auswahl.rawValue)&seite=\($0)"
            } : nil,
            neuerFall: context.darf(.fallAnlegen) ? "\(ort)/neu" : nil)
        return .html(try pages.render("fall/liste", view))
    }

    private func leer(_ auswahl: Fall.Auswahl, _ ort: String) -> Leer {
        switch auswahl {
        case .meine: Leer("Ihnen ist kein laufender Fall zugeordnet.",
                          verweis: Verweis("Alle laufenden Fälle", "\(ort)?auswahl=alle"))
        case .alle: Leer("Es gibt noch keinen laufenden Fall.")
        case .eingestellte: Leer("Es ist kein Fall eingestellt.")
        }
    }
}
