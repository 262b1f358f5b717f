import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Die Texte, die das Formular einer Wiedervorlage anbietet.
struct VorlagetextRoutes: Sendable {
    private static let felder = [
        Feld("text", "Text", maximal: 200, breite: .voll),
        Feld("tage", "Vorlegen in Tagen", .zahl, hinweis: "Gilt, wenn kein Tag dabeisteht"),
    ]

    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("wiedervorlagen/texte", use: zeigen)
        group.post("wiedervorlagen/texte", use: aufnehmen)
        group.post("wiedervorlagen/texte/entfernung", use: entfernen)
    }

    func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        try await seite(Formular(Self.felder, werte: ["tage": "14"], facts: context.facts), context)
    }

    func aufnehmen(_ request: Request, context: MandantContext) async throws -> Response {
        let form = try context.form()
        var e = Eingabe(form, Self.felder, heute: context.heute)
        let text = e.text("text"), tage = e.zahl("tage", in: 0...3660)
        guard let text, let tage, e.ohneFehler else {
            let fehler = e.formularfehler
            return try await seite(
                Formular(Self.felder, erneut: form, fehler: fehler, facts: context.facts), context,
                fehler: fehler)
        }
        let vorgang = try e.vorgang(), ziel = ort(context)
        let weiter = try await context.write(.listeTeilen) { session in
            try session.einmal(vorgang) {
                try Vorlagetext(text: text, tage: tage).aufnehmen(in: session)
                return ziel
            }
        }
        return .weiter(nach: weiter).mit(.erfolg("Der Text wird jetzt angeboten."))
    }

    func entfernen(_ request: Request, context: MandantContext) async throws -> Response {
        let text = try context.form()["text"] ?? ""
        try await context.write(.listeTeilen) { try Vorlagetext.entfernen(text, in: $0) }
        return .weiter(nach: ort(context)).mit(.erfolg("Der Text wird nicht mehr angeboten."))
    }

    private func ort(_ context: MandantContext) -> String { context.pfad("wiedervorlagen/texte") }

    private func seite(_ formular: Formular, _ context: MandantContext,
                       fehler: Formularfehler? = nil) async throws -> Response {
        let texte = try await context.read(.listeTeilen) { try Vorlagetext.alle(in: $0) }
        let view = VorlagetexteView(
            page: context.page("Vorgeschlagene Texte", .aufgaben, pfad: [
                Verweis("Meine Aufgaben", context.pfad()),
                Verweis("Wiedervorlagen", context.pfad("wiedervorlagen")),
            ], fehler: fehler),
            csrf: context.facts.csrfToken, ort: ort(context), texte: texte.map {
                .init(text: $0.text, tage: $0.tage == 0 ? "am selben Tag" : $0.tage == 1
                    ? "am nächsten Tag" : "nach \($0.tage) Tagen")
            }, hatTexte: !texte.isEmpty, formular: formular)
        return .html(try pages.render("wiedervorlage/texte", view),
                     status: fehler == nil ? .ok : .unprocessableContent)
    }
}

/// Die Seite `wiedervorlage/texte.mustache`.
struct VorlagetexteView: Sendable {
    struct Zeile: Sendable {
        let text: String
        let tage: String
    }

    let page: Page
    let csrf: String
    let ort: String
    let texte: [Zeile]
    let hatTexte: Bool
    let formular: Formular
}
