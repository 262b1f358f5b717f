import Grundwerte
import Hummingbird
import Platform

/// Die Seite `zugang/stand.mustache`.
struct BestaetigungsstandView: Sendable {
    let page: Page
    let untertitel: String
    let meldung: Meldung?
    let staende: Tabelle?
    let leer: Leer?
}

/// Wie weit alle Stellen mit der Bestätigung ihrer Rollen sind; Säumige stehen oben.
struct BestaetigungsstandRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("rollenbestaetigung/stand", use: zeigen)
    }

    private func zeigen(_ request: Request, context: KreisContext) async throws -> Response {
        let recht = context.recht(.benutzerVerwalten, oder: .zugangBestaetigen)
        let (runde, staende) = try await context.readPlatform(recht) { session in
            let runde = try Rezertifizierung.letzte(in: session)
            return (runde, try runde?.staende(in: session) ?? [])
        }
        let namen = try await context.services.registry.all()
            .reduce(into: [:]) { $0[$1.id] = $1.bezeichnung }
        let heute = context.heute, saeumig = runde.map { $0.frist < heute } ?? false
        let offene = staende.filter { $0.offen > 0 }
        let view = BestaetigungsstandView(
            page: context.page("Stand der Bestätigung", .bestaetigung, pfad: [
                Verweis("Rollen bestätigen", context.pfad("rollenbestaetigung")),
            ]),
            untertitel: runde.map {
                "Stichtag \($0.stichtag.deutsch), Frist bis \($0.frist.deutsch)"
            } ?? "Noch war kein Stichtag.",
            meldung: saeumig && !offene.isEmpty ? .warnung(
                "Überfällig sind " + Kreisanzeige.anzahl(offene.count, "Stelle", "Stellen")
                    + ". Was offen ist, setzt das Programm aus, außer bei der "
                    + "Fachadministration.") : nil,
            staende: staende.isEmpty ? nil
                : Self.tabelle(staende, namen, context.services.kreis, saeumig),
            leer: staende.isEmpty ? Leer("Am nächsten Stichtag stehen hier alle Stellen.") : nil)
        return .html(try pages.render("zugang/stand", view))
    }

    private static func tabelle(_ staende: [Rezertifizierung.Stand], _ namen: [Mandant.ID: String],
                                _ kreis: String, _ saeumig: Bool) -> Tabelle {
        let zeilen = staende.map { ($0, $0.mandant.map { namen[$0] ?? "–" } ?? kreis) }
            .sorted { ($0.0.offen == 0 ? 1 : 0, $0.1) < ($1.0.offen == 0 ? 1 : 0, $1.1) }
        return Tabelle(
            "Alle Stellen", spalten: [
                Spalte("Stelle"), Spalte("Rollen", .zahl), Spalte("Bestätigt", .zahl),
                Spalte("Entzogen", .zahl), Spalte("Ausgesetzt", .zahl), Spalte("Offen", .zahl),
                Spalte("Stand"),
            ],
            zeilen: zeilen.map { stand, name in
                [Zelle(name), Zelle(stand.rollen), Zelle(stand.bestaetigt), Zelle(stand.entzogen),
                 Zelle(stand.ausgesetzt), Zelle(stand.offen),
                 Zelle(stand.offen == 0 ? Marke("fertig", .ok)
                     : saeumig ? Marke("überfällig", .gefahr) : Marke("läuft", .hinweis))]
            })
    }
}
