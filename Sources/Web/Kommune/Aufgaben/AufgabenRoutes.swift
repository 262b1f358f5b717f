import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Meine Aufgaben und die Wiedervorlagen.
struct AufgabenRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("", use: meine)
        group.post("wiedervorlagen/{id}/erledigung", use: erledigen)
        group.get("faelle/{id}/wiedervorlagen", use: neu)
        group.post("faelle/{id}/wiedervorlagen", use: anlegen)
    }

    func meine(_ request: Request, context: MandantContext) async throws -> Response {
        let tage = try request.abfrage()["tage"] == "7" ? 7 : 0
        let rechte = context.login.rechte
        let daten = try await context.read(.fallLesen) { session in
            try AufgabenView.Daten(tage: tage, darf: rechte, in: session)
        }
        return .html(try pages.render("aufgaben/meine", AufgabenView(
            daten, tage: tage, page: context.page("Meine Aufgaben", .aufgaben), heute: context.heute,
            jetzt: context.services.database.uhr.jetzt, namen: try await context.benutzernamen(),
            darf: rechte, pfad: { context.pfad($0) })))
    }

    func erledigen(_ request: Request, context: MandantContext) async throws -> Response {
        guard let id = context.parameters.get("id").flatMap(Wiedervorlage.ID.init) else {
            throw Fehlerbild.nichtGefunden()
        }
        try await context.write(.wiedervorlageBearbeiten) { try Wiedervorlage.erledigen(id, in: $0) }
        return .weiter(nach: context.pfad()).mit(.erfolg("Wiedervorlage erledigt."))
    }

    func neu(_ request: Request, context: MandantContext) async throws -> Response {
        let fall = try await fall(context)
        return try seite(Formular(WiedervorlageForm.felder, facts: context.facts), fall, context)
    }

    func anlegen(_ request: Request, context: MandantContext) async throws -> Response {
        let form = try context.form(), id = try Fallanfrage.id(context)
        let ziel = context.pfad("faelle/\(id)")
        do {
            let angaben = try WiedervorlageForm(form, heute: context.heute)
            let weiter = try await context.write(.wiedervorlageBearbeiten) { session in
                try session.einmal(angaben.vorgang) {
                    try Wiedervorlage.anlegen(angaben.text, zu: id, faellig: angaben.faellig, quelle: .selbst,
                                              fuer: session.benutzer(), in: session)
                    return ziel
                }
            }
            return .weiter(nach: weiter)
                .mit(.erfolg("Wiedervorlage zum \(angaben.faellig.deutsch) angelegt."))
        } catch let fehler as Formularfehler {
            return try seite(Formular(WiedervorlageForm.felder, erneut: form, fehler: fehler, facts: context.facts),
                             try await fall(context), context, fehler: fehler)
        }
    }

    private func fall(_ context: MandantContext) async throws -> Fall {
        let id = try Fallanfrage.id(context)
        return try await context.read(.wiedervorlageBearbeiten) { session in
            guard let fall = try Fall.laden(id, in: session) else { throw Hindernis.nichtGefunden }
            return fall
        }
    }

    private func seite(_ formular: Formular, _ fall: Fall, _ context: MandantContext,
                       fehler: Formularfehler? = nil) throws -> Response {
        let view = FormularView(
            page: context.page("Wiedervorlage anlegen", .faelle, pfad: context.fallpfad(fall), fehler: fehler),
            zeile: "\(fall.aktenzeichen) · für Sie selbst", formular: formular,
            ziel: context.pfad("faelle/\(fall.id)/wiedervorlagen"), knopf: "Wiedervorlage anlegen",
            zurueck: context.pfad("faelle/\(fall.id)"), hinweis: nil)
        return .html(try pages.render("fall/formular", view), status: fehler == nil ? .ok : .unprocessableContent)
    }
}

/// Woran und wann erinnert werden soll.
struct WiedervorlageForm: Sendable {
    let faellig: Kalendertag
    let text: String
    let vorgang: UUIDv7

    static let felder = [
        Feld("faellig", "Fällig am", .datum),
        Feld("text", "Was ist zu tun?", .mehrzeilig, maximal: 500),
    ]

    init(_ form: FormData, heute: Kalendertag) throws {
        var e = Eingabe(form, Self.felder, heute: heute)
        let faellig = e.datum("faellig"), text = e.text("text")
        if let faellig, faellig < heute {
            e.melde("faellig", grund: "liegt in der Vergangenheit", abhilfe: "Wählen Sie heute oder später.")
        }
        if let faellig, faellig > heute.plus(monate: 120) {
            e.melde("faellig", grund: "liegt mehr als zehn Jahre entfernt", abhilfe: "Prüfen Sie das Jahr.")
        }
        guard let faellig, let text, e.ohneFehler else { throw e.formularfehler }
        (self.faellig, self.text, vorgang) = (faellig, text, try e.vorgang())
    }
}

/// Die Seite `fall/formular.mustache`: ein Formular zu einem Fall, alle Felder in ihrer Reihenfolge.
struct FormularView: Sendable {
    let page: Page
    let zeile: String
    let formular: Formular
    let ziel: String
    let knopf: String
    let zurueck: String
    let hinweis: Meldung?
    /// Wer die neue Person schon sein könnte; dann heißt der Knopf „Andere Person, weiter“.
    var doppelt: DoppelwarnungView?
}
