import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Eine Akte von der Löschung ausnehmen und wieder dazugeben.
struct LoeschsperreRoutes: Sendable {
    private static let felder = [
        Feld("grund", "Warum die Akte bleibt", .mehrzeilig,
             hinweis: "Etwa ein Rechtsstreit oder eine Prüfung; ohne Namen.", maximal: 500),
    ]

    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("faelle/{id}/loeschsperre", use: sperre)
        group.post("faelle/{id}/loeschsperre", use: sperren)
        group.post("faelle/{id}/loeschsperre/ende", use: entsperren)
    }

    private func sperre(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try Fallanfrage.id(context)
        let grund = try await context.read(.loeschungPruefen) { try Loeschsperre.grund(id, in: $0) }
        return try await seite(
            Formular(grund == nil ? Self.felder : [], facts: context.facts), grund: grund, context)
    }

    private func sperren(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try Fallanfrage.id(context), form = try context.form()
        let ziel = context.pfad("faelle/\(id)/datenschutz")
        do {
            var eingabe = Eingabe(form, Self.felder, heute: context.heute)
            guard let grund = eingabe.text("grund"), eingabe.ohneFehler else {
                throw eingabe.formularfehler
            }
            let vorgang = try eingabe.vorgang()
            let weiter = try await context.write(.loeschungPruefen) { session in
                try session.einmal(vorgang) {
                    try Loeschsperre.eintragen(id, grund: grund, in: session)
                    return ziel
                }
            }
            return .weiter(nach: weiter).mit(.erfolg("Die Akte bleibt, bis Sie sie freigeben."))
        } catch let fehler as Formularfehler {
            return try await seite(Formular(Self.felder, erneut: form, fehler: fehler,
                                            facts: context.facts), context, fehler: fehler)
        } catch let hindernis as Hindernis where hindernis.art == .konflikt {
            return .weiter(nach: ziel).mit(.warnung(hindernis.satz))
        }
    }

    private func entsperren(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try Fallanfrage.id(context)
        try await context.write(.loeschungPruefen) { try Loeschsperre.aufheben(id, in: $0) }
        return .weiter(nach: context.pfad("faelle/\(id)/datenschutz"))
            .mit(.erfolg("Die Akte wird gelöscht, wenn ihre Frist vorbei ist."))
    }

    private func seite(_ formular: Formular, grund: String? = nil, _ context: MandantContext,
                       fehler: Formularfehler? = nil) async throws -> Response {
        let id = try Fallanfrage.id(context)
        guard let fall = try await context.read(.loeschungPruefen, {
            try Fall.laden(id, in: $0)
        }) else { throw Fehlerbild.nichtGefunden() }
        let ort = context.pfad("faelle/\(id)")
        let view = FormularView(
            page: context.page(grund == nil ? "Von der Löschung ausnehmen"
                : "Wieder zur Löschung geben", .faelle, pfad: context.fallpfad(fall),
                               fehler: fehler),
            zeile: fall.aktenzeichen, formular: formular,
            ziel: "\(ort)/loeschsperre" + (grund == nil ? "" : "/ende"),
            knopf: grund == nil ? "Ausnehmen" : "Zur Löschung geben",
            zurueck: "\(ort)/datenschutz",
            hinweis: grund.map { Meldung.hinweis("Die Akte ist ausgenommen: \($0)") })
        return .html(try pages.render("fall/formular", view),
                     status: fehler == nil ? .ok : .unprocessableContent)
    }
}
