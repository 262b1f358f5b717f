import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Die Seite `fall/liste.mustache`, für Listen und für Treffer der Suche.
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

/// Fälle finden: Listen mit Seiten und die Suche.
struct FalllisteRoutes: Sendable {
    static let proSeite = 50
    static let treffer = 50

    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("faelle", use: liste)
        group.get("suche", use: suchen)
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
            reiter: Fall.Auswahl.allCases.map {
                .init(text: $0.bezeichnung, ziel: "\(ort)?auswahl=\($0.rawValue)", aktiv: $0 == auswahl)
            }, hatReiter: true,
            liste: FalllisteView.tabelle(auswahl.bezeichnung, eintraege,
                                         namen: try await context.benutzernamen(), pfad: { context.pfad($0) }),
            leer: eintraege.isEmpty ? leer(auswahl, ort) : nil,
            blaettern: anzahl > Self.proSeite ? Blaettern(seite: seite, proSeite: Self.proSeite, gesamt: anzahl) {
                "\(ort)?auswahl=\(auswahl.rawValue)&seite=\($0)"
            } : nil,
            neuerFall: context.darf(.fallAnlegen) ? "\(ort)/neu" : nil)
        return .html(try pages.render("fall/liste", view))
    }

    /// Genau ein Treffer führt gleich zum Fall.
    func suchen(_ request: Request, context: MandantContext) async throws -> Response {
        let wonach = String((try request.abfrage()["q"] ?? "").prefix(200))
        let eintraege = try await context.read(.fallLesen) { session in
            try Fall.suchen(wonach, hoechstens: Self.treffer, in: session)
        }
        if eintraege.count == 1 { return .weiter(nach: context.pfad("faelle/\(eintraege[0].id)")) }
        let anzahl = eintraege.count == Self.treffer
            ? "Die ersten \(Self.treffer) Treffer; mit mehr Angaben werden es weniger"
            : eintraege.isEmpty ? "Keine Treffer" : "\(eintraege.count) Treffer"
        let view = FalllisteView(
            page: context.page("Suche", .faelle), zeile: "\(anzahl) für „\(wonach)“", reiter: [], hatReiter: false,
            liste: FalllisteView.tabelle("Treffer", eintraege, namen: try await context.benutzernamen(),
                                         pfad: { context.pfad($0) }),
            leer: eintraege.isEmpty ? Leer(
                "Kein Fall passt dazu.",
                rat: "Suchen Sie nach einem Teil des Namens, dem Geburtsdatum (07.03.1990), dem Aktenzeichen, der "
                    + "AZR-Nummer mit 12 Ziffern oder den letzten Stellen der IBAN. Ähnlich geschriebene Namen "
                    + "werden mitgefunden.",
                verweis: Verweis("Alle laufenden Fälle", context.pfad("faelle") + "?auswahl=alle")) : nil,
            blaettern: nil, neuerFall: context.darf(.fallAnlegen) ? context.pfad("faelle/neu") : nil)
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
