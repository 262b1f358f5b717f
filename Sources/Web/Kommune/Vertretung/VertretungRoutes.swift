import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Vertretungen: wer fehlt, wer übernimmt, was zu wissen ist.
struct VertretungRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("vertretungen", use: zeigen)
        group.post("vertretungen", use: eintragen)
        group.post("vertretungen/{id}/ende", use: beenden)
    }

    func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        let kollegen = try await context.kollegen(.wiedervorlageBearbeiten)
        return try await seite(
            Formular(felder(kollegen, context), werte: ["abwesend": "\(context.benutzer)"],
                     facts: context.facts), context)
    }

    func eintragen(_ request: Request, context: MandantContext) async throws -> Response {
        let form = try context.form()
        let felder = felder(try await context.kollegen(.wiedervorlageBearbeiten), context)
        do {
            let (neu, vorgang) = try lies(form, felder, context)
            let ziel = context.pfad("vertretungen")
            let weiter = try await context.write(.vertretungEintragen) { session in
                try session.einmal(vorgang) {
                    try Vertretung.eintragen(neu, in: session)
                    return ziel
                }
            }
            return .weiter(nach: weiter).mit(.erfolg("Die Vertretung ist eingetragen."))
        } catch let fehler as Formularfehler {
            return try await erneut(felder, form, fehler, context)
        } catch let hindernis as Hindernis where hindernis.art != .nichtGefunden {
            return try await erneut(felder, form, Formularfehler(hindernis), context)
        }
    }

    func beenden(_ request: Request, context: MandantContext) async throws -> Response {
        guard let id = context.parameters.get("id").flatMap(Vertretung.ID.init) else {
            throw Fehlerbild.nichtGefunden()
        }
        try await context.write(.vertretungEintragen) { try Vertretung.beenden(id, in: $0) }
        return .weiter(nach: context.pfad("vertretungen"))
            .mit(.erfolg("Die Vertretung ist beendet."))
    }

    /// Ohne das Recht, Vertretungen zu regeln, trägt jede Person nur die eigene ein.
    private func felder(_ kollegen: [User], _ context: MandantContext) -> [Feld] {
        let optionen = kollegen.map { Option("\($0.id)", $0.name) }
        let abwesend = Feld(
            "abwesend", "Wer fehlt?",
            context.darf(.vertretungRegeln) ? .auswahl(optionen) : .versteckt)
        return [
            abwesend,
            Feld("vertreter", "Wer vertritt?",
                 .auswahl(optionen.filter { context.darf(.vertretungRegeln)
                     || $0.wert != "\(context.benutzer)" }), fokus: true),
            Feld("von", "Erster Tag", .datum), Feld("bis", "Letzter Tag", .datum),
            Feld("hinweis", "Was die Vertretung wissen muss", .mehrzeilig, freiwillig: true,
                 maximal: 1_000),
        ]
    }

    private func lies(_ form: FormData, _ felder: [Feld], _ context: MandantContext) throws
        -> (Vertretung.Neu, UUIDv7) {
        var e = Eingabe(form, felder, heute: context.heute)
        let abwesend = context.darf(.vertretungRegeln)
            ? e.kennung("abwesend", als: User.ID.self) : context.benutzer
        let vertreter = e.kennung("vertreter", als: User.ID.self)
        let von = e.datum("von"), bis = e.datum("bis"), hinweis = e.text("hinweis") ?? ""
        guard let abwesend, let vertreter, let von, let bis, e.ohneFehler else {
            throw e.formularfehler
        }
        return (Vertretung.Neu(abwesend: abwesend, vertreter: vertreter, von: von, bis: bis,
                               hinweis: hinweis), try e.vorgang())
    }

    private func erneut(_ felder: [Feld], _ form: FormData, _ fehler: Formularfehler,
                        _ context: MandantContext) async throws -> Response {
        try await seite(
            Formular(felder.map(\.ohneFokus), erneut: form, fehler: fehler, facts: context.facts),
            context, fehler: fehler)
    }

    private func seite(_ formular: Formular, _ context: MandantContext,
                       fehler: Formularfehler? = nil) async throws -> Response {
        let vertretungen = try await context.read(.vertretungEintragen) {
            try Vertretung.alle(in: $0)
        }
        let namen = try await context.benutzernamen()
        let view = VertretungenView(
            page: context.page("Vertretungen", .aufgaben,
                               pfad: [Verweis("Meine Aufgaben", context.pfad())], fehler: fehler),
            csrf: context.facts.csrfToken, ort: context.pfad("vertretungen"),
            zeilen: vertretungen.map { vertretung in
                let eigene = vertretung.abwesend == context.benutzer
                return VertretungenView.Zeile(
                    abwesend: namen[vertretung.abwesend] ?? "–",
                    vertreter: namen[vertretung.vertreter] ?? "–",
                    zeit: vertretung.gueltig.description,
                    stand: vertretung.gueltig.enthaelt(context.heute) ? Marke("läuft", .hinweis)
                        : Marke("kommt"),
                    hinweis: vertretung.hinweis,
                    beenden: eigene || context.darf(.vertretungRegeln)
                        ? context.pfad("vertretungen/\(vertretung.id)/ende") : nil)
            }, hatZeilen: !vertretungen.isEmpty, formular: formular)
        return .html(try pages.render("vertretung/liste", view),
                     status: fehler == nil ? .ok : .unprocessableContent)
    }
}

/// Die Seite `vertretung/liste.mustache`.
struct VertretungenView: Sendable {
    struct Zeile: Sendable {
        let abwesend: String
        let vertreter: String
        let zeit: String
        let stand: Marke
        let hinweis: String
        /// Nil ohne Recht.
        let beenden: String?
    }

    let page: Page
    let csrf: String
    let ort: String
    let zeilen: [Zeile]
    let hatZeilen: Bool
    let formular: Formular
}
