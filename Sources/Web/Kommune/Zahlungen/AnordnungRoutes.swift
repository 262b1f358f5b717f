import Grundwerte
import Hummingbird
import Kommune
import Kreis
import Platform

/// Die Anordnung: prüfen, was anders ist, proben, anordnen.
struct AnordnungRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("anordnung", use: zeigen)
        group.post("anordnung", use: anordnen)
    }

    func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        try await seite(gewaehlt: nil, vorgang: UUIDv7(), context) { nil }
    }

    func anordnen(_ request: Request, context: MandantContext) async throws -> Response {
        let form = try context.form()
        let ids = form.all("z").compactMap(Zahlung.ID.init)
        guard let vorgang = form["vorgang"].flatMap(UUIDv7.init) else {
            throw Fehlerbild.anfrage(grund: "Dem Formular fehlt seine Vorgangskennung.")
        }
        let ziel = Response.weiter(nach: context.pfad("anordnung"))
        guard !ids.isEmpty else {
            return ziel.mit(.warnung("Es ist keine Zahlung ausgewählt."))
        }
        guard form["aktion"] != "probe" else {
            return try await seite(gewaehlt: Set(ids), vorgang: vorgang, context) {
                let ergebnis = try await context.read(.zahlungAnordnen) {
                    try Zahlung.anordnen(ids, probe: true, in: $0)
                }
                return AnordnungView.Ausgang(ergebnis, probe: true) { context.pfad($0) }
            }
        }
        let ergebnis = try await context.write(.zahlungAnordnen) { session in
            var ergebnis: Zahlung.Anordnungsergebnis?
            _ = try session.einmal(vorgang) {
                ergebnis = try Zahlung.anordnen(ids, in: session)
                return "anordnung"
            }
            return ergebnis
        }
        guard let ergebnis else {
            return ziel.mit(.hinweis("Dieses Formular war schon angekommen."))
        }
        guard ergebnis.offen.isEmpty, ergebnis.verschwunden == 0 else {
            // Was liegen blieb, steht mit seinem Grund auf der Seite; sie zeigt schon den neuen
            // Stand.
            return try await seite(gewaehlt: [], vorgang: UUIDv7(), context) {
                AnordnungView.Ausgang(ergebnis, probe: false) { context.pfad($0) }
            }
        }
        let anzahl = Kreisanzeige.anzahl(ergebnis.angeordnet.count, "Zahlung", "Zahlungen")
        return ziel.mit(.erfolg("\(anzahl) angeordnet, zusammen \(ergebnis.summe)."))
    }

    private func seite(
        gewaehlt: Set<Zahlung.ID>?, vorgang: UUIDv7, _ context: MandantContext,
        ausgang: () async throws -> AnordnungView.Ausgang?
    ) async throws -> Response {
        let ausgang = try await ausgang()
        let (vorschlaege, kalender) = try await context.read(.zahlungAnordnen) { session in
            (try Zahlung.anordnungsvorschlaege(in: session),
             try Zahllaufkalender.laden(in: session))
        }
        return .html(try pages.render("zahlung/anordnung", AnordnungView(
            vorschlaege, gewaehlt: gewaehlt, ausgang: ausgang, vorgang: vorgang,
            namen: try await context.benutzernamen(), page: context.page("Anordnung", .anordnung),
            kalender: kalender, context: context)))
    }
}
