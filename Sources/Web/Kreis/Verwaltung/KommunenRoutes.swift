import Grundwerte
import Hummingbird
import Platform

/// Die Liste `verwaltung/kommunen.mustache`.
struct KommunenView: Sendable {
    let page: Page
    let untertitel: String
    let kommunen: Tabelle?
    let schalter: Tabelle?
    let leer: Leer?
}

/// Die Kommunen des Verbunds und ihre Schalter.
struct KommunenRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("kommunen", use: zeigen)
    }

    private func zeigen(_ request: Request, context: KreisContext) async throws -> Response {
        let mandanten = try await context.services.registry.all()
        let schalter = try await context.readPlatform(.mandantLesen) {
            try Mandant.schalter(in: $0)
        }
        let aktive = mandanten.filter { $0.istAktiv(am: context.heute) }.count
        let view = KommunenView(
            page: context.page("Kommunen", .kommunen),
            untertitel: "\(Kreisanzeige.anzahl(mandanten.count, "Kommune", "Kommunen")), davon "
                + "\(aktive) aktiv",
            kommunen: mandanten.isEmpty ? nil : tabelle(mandanten, context.heute),
            schalter: schalter.isEmpty ? nil : tabelle(schalter, mandanten, context.heute),
            leer: mandanten.isEmpty ? Leer("Noch ist keine Kommune eingerichtet.") : nil)
        return .html(try pages.render("verwaltung/kommunen", view))
    }

    private func tabelle(_ mandanten: [Mandant], _ heute: Kalendertag) -> Tabelle {
        Tabelle(
            "Kommunen", spalten: [Spalte("Kommune"), Spalte("AGS"), Spalte("Anschrift"),
                                  Spalte("Aktiv ab", .datum), Spalte("Stand")],
            zeilen: mandanten.map { mandant in
                [Zelle(mandant.bezeichnung, zusatz: mandant.kuerzel), Zelle(mandant.ags),
                 Zelle("\(mandant.strasse), \(mandant.plz) \(mandant.ort)"),
                 Zelle(mandant.aktivAb?.deutsch ?? "–"), Zelle(mandant.marke(am: heute))]
            })
    }

    private static let schalternamen = [
        "krankenhilfe_zentral": "Krankenhilfe zahlt der Kreis und legt sie um",
    ]

    private func tabelle(
        _ schalter: [Mandant.Schalter], _ mandanten: [Mandant], _ heute: Kalendertag
    ) -> Tabelle {
        let namen = Dictionary(mandanten.map { ($0.id, $0.bezeichnung) },
                               uniquingKeysWith: { erster, _ in erster })
        return Tabelle(
            "Schalter", spalten: [Spalte("Kommune"), Spalte("Schalter"), Spalte("Wert"),
                                  Spalte("Gilt"), Spalte("Quelle")],
            zeilen: schalter.map { einer in
                let bis = einer.gueltig.bis.map { " bis \($0.deutsch)" } ?? ""
                return [Zelle(namen[einer.mandant] ?? "–"),
                        Zelle(Self.schalternamen[einer.name] ?? einer.name), Zelle(einer.wert),
                        Zelle("ab \(einer.gueltig.von.deutsch)\(bis)",
                              zusatz: einer.gueltig.enthaelt(heute) ? "gilt heute" : nil),
                        Zelle(einer.quelle)]
            })
    }
}

extension Mandant {
    fileprivate func marke(am tag: Kalendertag) -> Marke {
        if istAktiv(am: tag) { return Marke("aktiv", .ok) }
        if let aktivAb, aktivAb > tag { return Marke("ab \(aktivAb.deutsch)", .hinweis) }
        return Marke(aktivBis == nil ? "nicht aktiv" : "ausgeschieden")
    }
}
