import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Vor einem Schritt an einem eingeschränkten Fall: wozu (Art. 18 Abs. 2 DSGVO). Danach geht es
/// dort weiter, wohin man wollte.
struct EinschraenkungszweckRoutes: Sendable {
    /// Wer wenigstens einen der Schritte tun darf, die mit einem Grund offen bleiben.
    static let rechte: [Permission] = [
        .bankverbindungBestaetigen, .bankverbindungErfassen, .behandlungsscheinAusstellen,
        .bescheidErlassen, .einzelleistungEntscheiden, .einzelleistungErfassen, .fallAendern,
        .widerspruchBearbeiten, .zahlungFeststellen,
    ]

    private static let felder = [
        Feld("zweck", "Weshalb es trotzdem geht", .eine(Verarbeitungszweck.allCases.map {
            Option($0.rawValue, $0.bezeichnung)
        })),
        Feld("grund", "Was Sie vorhaben und warum es nötig ist", .mehrzeilig,
             hinweis: "Steht im Verlauf des Falls.", maximal: 300),
    ]

    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("faelle/{id}/zweck", use: zeigen)
        group.post("faelle/{id}/zweck", use: nennen)
    }

    /// Die Adresse der Seite, von der aus es nach dem Grund zu `weiter` geht.
    static func adresse(_ fall: Fall.ID, weiter: String, _ context: MandantContext) -> String {
        context.pfad("faelle/\(fall)/zweck") + "?weiter=\(weiter.alsAbfragewert)"
    }

    private func recht(_ context: MandantContext) -> Permission {
        Self.rechte.first { context.darf($0) } ?? .bescheidErlassen
    }

    private func laden(_ context: MandantContext) async throws -> (Fall, Einschraenkung?) {
        let id = try Fallanfrage.id(context)
        return try await context.read(recht(context)) { session in
            guard let fall = try Fall.laden(id, in: session) else { throw Hindernis.nichtGefunden }
            return (fall, try Einschraenkung.geltende(id, in: session))
        }
    }

    /// Wohin es weitergeht: nur auf Seiten dieser Kommune, sonst zum Fall.
    private func weiter(_ request: Request, _ context: MandantContext) throws -> String {
        let wunsch = try request.abfrage()["weiter"] ?? ""
        return wunsch.hasPrefix(context.pfad() + "/") ? wunsch
            : context.pfad("faelle/\(try Fallanfrage.id(context))")
    }

    private func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        let (fall, geltende) = try await laden(context), weiter = try weiter(request, context)
        guard let geltende else { return .weiter(nach: weiter) }
        return try seite(Formular(Self.felder, facts: context.facts), fall, geltende, weiter,
                         context)
    }

    private func nennen(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try Fallanfrage.id(context), form = try context.form()
        let weiter = try weiter(request, context)
        do {
            var eingabe = Eingabe(form, Self.felder, heute: context.heute)
            let zweck = eingabe.auswahl("zweck", als: Verarbeitungszweck.self)
            let grund = eingabe.text("grund")
            guard let zweck, let grund, eingabe.ohneFehler else { throw eingabe.formularfehler }
            let vorgang = try eingabe.vorgang()
            let ziel = try await context.write(recht(context)) { session in
                try session.einmal(vorgang) {
                    try Einschraenkung.zweckNennen(id, zweck, grund: grund, in: session)
                    return weiter
                }
            }
            return .weiter(nach: ziel).mit(.erfolg(
                "Der Grund steht in der Akte. Er gilt heute für Sie und diesen Fall."))
        } catch let fehler as Formularfehler {
            let (fall, geltende) = try await laden(context)
            guard let geltende else { return .weiter(nach: weiter) }
            return try seite(Formular(Self.felder, erneut: form, fehler: fehler,
                                      facts: context.facts),
                             fall, geltende, weiter, context, fehler: fehler)
        }
    }

    private func seite(_ formular: Formular, _ fall: Fall, _ geltende: Einschraenkung,
                       _ weiter: String, _ context: MandantContext,
                       fehler: Formularfehler? = nil) throws -> Response {
        let view = FormularView(
            page: context.page("Grund angeben", .faelle, pfad: context.fallpfad(fall),
                               fehler: fehler),
            zeile: fall.aktenzeichen, formular: formular,
            ziel: Self.adresse(fall.id, weiter: weiter, context), knopf: "Grund vermerken",
            zurueck: context.pfad("faelle/\(fall.id)"),
            hinweis: .warnung("Der Fall ist eingeschränkt (Art. 18 DSGVO): "
                + "\(geltende.grund.bezeichnung). Verarbeiten dürfen Sie seine Daten nur aus einem "
                + "der Gründe des Art. 18 Abs. 2. Was Sie angeben, gilt heute und nur für Sie."))
        return .html(try pages.render("fall/formular", view),
                     status: fehler == nil ? .ok : .unprocessableContent)
    }
}
