import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Die Verarbeitung eines Falls einschränken und wieder freigeben (Art. 18 DSGVO).
struct EinschraenkungRoutes: Sendable {
    private static let grundfelder = [
        Feld("grund", "Grund", .eine(Einschraenkung.Grund.allCases.map {
            Option($0.rawValue, $0.bezeichnung)
        })),
        Feld("vermerk", "Was die Person verlangt", .mehrzeilig, maximal: 500),
    ]
    private static let entscheidungsfelder = [
        Feld("entscheidung", "Wie entschieden ist", .mehrzeilig,
             hinweis: "Unterrichten Sie die Person vorher (Art. 18 Abs. 3 DSGVO).", maximal: 500),
    ]

    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("faelle/{id}/einschraenkung", use: zeigen)
        group.post("faelle/{id}/einschraenkung", use: eintragen)
        group.post("faelle/{id}/einschraenkung/ende", use: beenden)
    }

    private func laden(_ context: MandantContext) async throws -> (Fall, Einschraenkung?) {
        let id = try Fallanfrage.id(context)
        return try await context.read(.verarbeitungEinschraenken) { session in
            guard let fall = try Fall.laden(id, in: session) else { throw Hindernis.nichtGefunden }
            return (fall, try Einschraenkung.geltende(id, in: session))
        }
    }

    private func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        let (fall, geltende) = try await laden(context)
        let felder = geltende == nil ? Self.grundfelder : Self.entscheidungsfelder
        return try seite(Formular(felder, facts: context.facts), fall, geltende, context)
    }

    private func eintragen(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try Fallanfrage.id(context)
        return try await senden(
            Self.grundfelder, "Die Verarbeitung ist eingeschränkt.", context
        ) { eingabe in
            let grund = eingabe.auswahl("grund", als: Einschraenkung.Grund.self)
            guard let grund, let vermerk = eingabe.text("vermerk") else { return nil }
            return { try Einschraenkung.eintragen(id, grund: grund, vermerk: vermerk, in: $0) }
        }
    }

    private func beenden(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try Fallanfrage.id(context)
        return try await senden(
            Self.entscheidungsfelder, "Die Einschränkung ist aufgehoben.", context
        ) { eingabe in
            guard let text = eingabe.text("entscheidung") else { return nil }
            return { try Einschraenkung.aufheben(id, entscheidung: text, in: $0) }
        }
    }

    private func senden(
        _ felder: [Feld], _ erfolg: String, _ context: MandantContext,
        lesen: (inout Eingabe) -> (@Sendable (MandantSession) throws -> Void)?
    ) async throws -> Response {
        let id = try Fallanfrage.id(context), form = try context.form()
        let ziel = context.pfad("faelle/\(id)/datenschutz")
        do {
            var eingabe = Eingabe(form, felder, heute: context.heute)
            guard let tun = lesen(&eingabe), eingabe.ohneFehler else {
                throw eingabe.formularfehler
            }
            let vorgang = try eingabe.vorgang()
            let weiter = try await context.write(.verarbeitungEinschraenken) { session in
                try session.einmal(vorgang) {
                    try tun(session)
                    return ziel
                }
            }
            return .weiter(nach: weiter).mit(.erfolg(erfolg))
        } catch let fehler as Formularfehler {
            let (fall, geltende) = try await laden(context)
            return try seite(Formular(felder, erneut: form, fehler: fehler, facts: context.facts),
                             fall, geltende, context, fehler: fehler)
        }
    }

    private func seite(_ formular: Formular, _ fall: Fall, _ geltende: Einschraenkung?,
                       _ context: MandantContext, fehler: Formularfehler? = nil) throws
        -> Response {
        let ort = context.pfad("faelle/\(fall.id)"), neu = geltende == nil
        let view = FormularView(
            page: context.page(neu ? "Verarbeitung einschränken" : "Einschränkung aufheben",
                               .faelle, pfad: context.fallpfad(fall), fehler: fehler),
            zeile: fall.aktenzeichen, formular: formular,
            ziel: "\(ort)/einschraenkung" + (neu ? "" : "/ende"),
            knopf: neu ? "Einschränken" : "Aufheben", zurueck: "\(ort)/datenschutz",
            hinweis: geltende.map {
                Meldung.warnung("Eingeschränkt seit \(Uhr.berlinTag($0.erfasstAm).deutsch): "
                    + "\($0.grund.bezeichnung). \($0.vermerk)")
            } ?? Meldung.hinweis("Der Fall bleibt lesbar. Was bewilligt ist, wird weiter gezahlt, "
                + "aber einzeln angeordnet: Was an vielen Fällen zugleich geschieht, geht an ihm "
                + "vorbei. Mit einem Grund nach Art. 18 Abs. 2 DSGVO gehen Bewilligung, erneute "
                + "Zahlung, Konto, Krankenhilfe und Widerspruch; der Grund steht dann in der Akte. "
                + "Alles andere ändert nur noch, wer die Verarbeitung einschränken darf."))
        return .html(try pages.render("fall/formular", view),
                     status: fehler == nil ? .ok : .unprocessableContent)
    }
}
