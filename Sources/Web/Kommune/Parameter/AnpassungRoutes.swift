import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Was neue Sätze für die Fälle bedeuten: ansehen, proben, Bescheide erlassen.
struct AnpassungRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("anpassungen") { request, context -> Response in
            let auswahl = try request.abfrage()["auswahl"].flatMap(Anpassung.Auswahl.init)
            return try await seite(auswahl ?? .meine, gewaehlt: nil, vorgang: UUIDv7(), context)
        }
        group.post("anpassungen", use: erlassen)
    }

    func erlassen(_ request: Request, context: MandantContext) async throws -> Response {
        try context.akteur.verlange(.bescheidErlassen)
        let form = try context.form(), unterzeichner = context.unterzeichner
        let auswahl = form["auswahl"].flatMap(Anpassung.Auswahl.init) ?? .meine
        let wahl = form.all("z").compactMap(Anpassung.Wahl.init(wert:))
        guard let vorgang = form["vorgang"].flatMap(UUIDv7.init) else {
            throw Fehlerbild.anfrage(grund: "Dem Formular fehlt seine Vorgangskennung.")
        }
        let liste = context.pfad("anpassungen") + "?auswahl=\(auswahl.rawValue)"
        guard !wahl.isEmpty else {
            return .weiter(nach: liste).mit(.warnung("Es ist kein Fall ausgewählt."))
        }
        guard form["aktion"] != "probe" else {
            let ergebnis = try await context.read(.bescheidErlassen) {
                try Anpassung.erlassen(wahl, unterzeichner: unterzeichner, probe: true, in: $0)
            }
            return try await seite(
                auswahl, gewaehlt: Set(wahl.map(\.id)), vorgang: vorgang, context,
                ausgang: .init(ergebnis, probe: true, heute: context.heute) { context.pfad($0) })
        }
        let ergebnis = try await context.write(.bescheidErlassen) { session in
            var ergebnis: Anpassung.Ergebnis?
            _ = try session.einmal(vorgang) {
                ergebnis = try Anpassung.erlassen(wahl, unterzeichner: unterzeichner, in: session)
                return "anpassungen"
            }
            return ergebnis
        }
        guard let ergebnis else {
            return .weiter(nach: liste).mit(.hinweis("Dieses Formular war schon angekommen."))
        }
        guard ergebnis.offen.isEmpty, ergebnis.hinfaellig.isEmpty, ergebnis.verschwunden == 0 else {
            // Was liegen blieb, steht mit seinem Grund auf der Seite; sie zeigt schon den neuen
            // Stand.
            return try await seite(
                auswahl, gewaehlt: [], vorgang: UUIDv7(), context,
                ausgang: .init(ergebnis, probe: false, heute: context.heute) { context.pfad($0) })
        }
        return .weiter(nach: liste).mit(.erfolg(
            "\(AnpassungView.bescheide(ergebnis.erlassen.count)) erlassen. Als Nächstes: Zahlungen "
                + "feststellen."))
    }

    private func seite(
        _ auswahl: Anpassung.Auswahl, gewaehlt: Set<Anpassung.ID>?, vorgang: UUIDv7,
        _ context: MandantContext, ausgang: AnpassungView.Ausgang? = nil
    ) async throws -> Response {
        let (anpassungen, anzahl) = try await context.read(.fallLesen) {
            try Anpassung.offene(auswahl, hoechstens: Anpassung.hoechstens, in: $0)
        }
        return .html(try pages.render("anpassung/liste", AnpassungView(
            anpassungen, anzahl: anzahl, auswahl: auswahl, gewaehlt: gewaehlt, ausgang: ausgang,
            vorgang: vorgang, darf: context.darf(.bescheidErlassen),
            page: context.page("Anpassungen", .aufgaben, pfad: [
                Verweis("Meine Aufgaben", context.pfad()),
            ])) { context.pfad($0) }))
    }
}

extension Anpassung.Wahl {
    /// `KENNUNG:FASSUNG`, wie das Formular sie schickt.
    init?(wert: String) {
        let teile = wert.split(separator: ":")
        guard teile.count == 2, let id = Anpassung.ID(String(teile[0])), let fassung = Int(teile[1])
        else { return nil }
        self.init(id: id, fassung: fassung)
    }
}
