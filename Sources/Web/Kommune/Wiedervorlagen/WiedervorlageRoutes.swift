import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Eine Wiedervorlage: anlegen, verschieben, übergeben, erledigen, und weiter zur nächsten.
struct WiedervorlageRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("faelle/{id}/wiedervorlagen", use: neu)
        group.post("faelle/{id}/wiedervorlagen", use: anlegen)
        group.get("wiedervorlagen/{id}", use: zeigen)
        group.post("wiedervorlagen/{id}", use: bearbeiten)
        group.post("wiedervorlagen/{id}/erledigung", use: erledigen)
    }

    func neu(_ request: Request, context: MandantContext) async throws -> Response {
        let (fall, texte) = try await fall(context)
        let kollegen = try await context.kollegen(.wiedervorlageBearbeiten)
        let formular = Formular(
            WiedervorlageForm.felder(texte, kollegen), werte: ["fuer": "\(context.benutzer)"],
            facts: context.facts)
        return try seite(formular, fall, context)
    }

    func anlegen(_ request: Request, context: MandantContext) async throws -> Response {
        let form = try context.form(), (fall, texte) = try await fall(context)
        let kollegen = try await context.kollegen(.wiedervorlageBearbeiten)
        let ziel = context.pfad("faelle/\(fall.id)")
        do {
            let angaben = try WiedervorlageForm(
                form, texte: texte, kollegen: kollegen, heute: context.heute)
            let weiter = try await context.write(.wiedervorlageBearbeiten) { session in
                try session.einmal(angaben.vorgang) {
                    try Wiedervorlage.anlegen(
                        angaben.text, zu: fall.id, faellig: angaben.faellig, quelle: .selbst,
                        fuer: angaben.fuer, in: session)
                    return ziel
                }
            }
            return .weiter(nach: weiter)
                .mit(.erfolg("Wiedervorlage zum \(angaben.faellig.deutsch) angelegt."))
        } catch let fehler as Formularfehler {
            let felder = WiedervorlageForm.felder(texte, kollegen).map(\.ohneFokus)
            return try seite(
                Formular(felder, erneut: form, fehler: fehler, facts: context.facts), fall,
                context, fehler: fehler)
        }
    }

    func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        let art = try request.abfrage()["aktion"].flatMap(VorlageaktionForm.Art.init)
        let kollegen = try await context.kollegen(.wiedervorlageBearbeiten)
        let gewaehlt = art ?? .erledigen
        return try await seite(context) { vorlage in
            Formular(
                VorlageaktionForm.felder(kollegen, fokus: gewaehlt),
                werte: ["aktion": gewaehlt.rawValue], facts: context.facts)
        }
    }

    func bearbeiten(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try id(context), form = try context.form()
        let kollegen = try await context.kollegen(.wiedervorlageBearbeiten)
        do {
            let angaben = try VorlageaktionForm(form, kollegen: kollegen, heute: context.heute)
            let gewaehlt = Wiedervorlage.Gewaehlt(id, fassung: form["fassung"].flatMap(Int.init))
            let naechste = form["schritt"] == "naechste", start = context.pfad()
            let ziel = try await context.write(.wiedervorlageBearbeiten) { session in
                try session.einmal(angaben.vorgang) {
                    let folgende = naechste ? try naechsteOffene(nach: id, in: session) : nil
                    let ergebnis = try Wiedervorlage.ausfuehren(
                        angaben.aktion, notiz: angaben.notiz, auf: [gewaehlt], in: session)
                    if let offen = ergebnis.offen.first { throw offen.hindernis }
                    guard let getan = ergebnis.getan.first else { throw Hindernis.nichtGefunden }
                    if naechste { return folgende.map { "\(start)/wiedervorlagen/\($0)" } ?? start }
                    return "\(start)/faelle/\(getan.fall)"
                }
            }
            return .weiter(nach: ziel).mit(meldung(naechste && ziel == start))
        } catch let fehler as Formularfehler {
            return try await erneut(form, kollegen, fehler, context)
        } catch let hindernis as Hindernis where hindernis.art != .nichtGefunden {
            return try await erneut(form, kollegen, Formularfehler(hindernis), context)
        }
    }

    /// Der schnelle Weg aus der Liste, ohne Notiz.
    func erledigen(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try id(context)
        try await context.write(.wiedervorlageBearbeiten) {
            try Wiedervorlage.erledigen(id, in: $0)
        }
        return .weiter(nach: context.pfad()).mit(.erfolg("Wiedervorlage erledigt."))
    }

    private func meldung(_ letzte: Bool) -> Meldung {
        .erfolg(letzte ? "Gespeichert. Das war die letzte, die bis heute fällig ist."
            : "Gespeichert.")
    }

    private func naechsteOffene(
        nach id: Wiedervorlage.ID, in session: MandantSession
    ) throws -> Wiedervorlage.ID? {
        guard let vorlage = try Wiedervorlage.laden(id, in: session) else { return nil }
        return try vorlage.naechste(
            fuer: Vertretung.tische(in: session), bis: max(session.heute, vorlage.faellig),
            in: session)
    }

    private func fall(_ context: MandantContext) async throws -> (Fall, [Vorlagetext]) {
        let id = try Fallanfrage.id(context)
        return try await context.read(.wiedervorlageBearbeiten) { session in
            guard let fall = try Fall.laden(id, in: session) else { throw Hindernis.nichtGefunden }
            return (fall, try Vorlagetext.alle(in: session))
        }
    }

    private func id(_ context: MandantContext) throws -> Wiedervorlage.ID {
        guard let id = context.parameters.get("id").flatMap(Wiedervorlage.ID.init) else {
            throw Fehlerbild.nichtGefunden()
        }
        return id
    }

    private func seite(_ formular: Formular, _ fall: Fall, _ context: MandantContext,
                       fehler: Formularfehler? = nil) throws -> Response {
        let view = FormularView(
            page: context.page("Wiedervorlage anlegen", .faelle, pfad: context.fallpfad(fall),
                               fehler: fehler),
            zeile: fall.aktenzeichen, formular: formular,
            ziel: context.pfad("faelle/\(fall.id)/wiedervorlagen"), knopf: "Wiedervorlage anlegen",
            zurueck: context.pfad("faelle/\(fall.id)"), hinweis: nil)
        return .html(try pages.render("fall/formular", view),
                     status: fehler == nil ? .ok : .unprocessableContent)
    }

    private func erneut(_ form: FormData, _ kollegen: [User], _ fehler: Formularfehler,
                        _ context: MandantContext) async throws -> Response {
        try await seite(context, fehler: fehler) { _ in
            Formular(VorlageaktionForm.felder(kollegen), erneut: form, fehler: fehler,
                     facts: context.facts)
        }
    }

    private func seite(_ context: MandantContext, fehler: Formularfehler? = nil,
                       _ formular: (Wiedervorlage) -> Formular) async throws -> Response {
        let id = try id(context)
        let vorlage = try await context.read(.wiedervorlageBearbeiten) {
            try Wiedervorlage.laden(id, in: $0)
        }
        guard let vorlage else {
            return .weiter(nach: context.pfad())
                .mit(.hinweis("Diese Wiedervorlage ist nicht mehr offen."))
        }
        let namen = try await context.benutzernamen()
        let fall = context.pfad("faelle/\(vorlage.fall)")
        let view = WiedervorlageView(
            page: context.page("Wiedervorlage \(vorlage.aktenzeichen)", .aufgaben, pfad: [
                Verweis("Meine Aufgaben", context.pfad()),
                Verweis("\(vorlage.name), \(vorlage.aktenzeichen)", fall),
            ], fehler: fehler),
            text: vorlage.text, warum: vorlage.warum.isEmpty ? nil : vorlage.warum,
            eckdaten: [
                Eckdatum("Fällig", vorlage.faellig.deutsch),
                Eckdatum("Fall", "\(vorlage.name), \(vorlage.aktenzeichen)", ziel: fall),
                Eckdatum("Liegt bei", namen[vorlage.fuer] ?? "–"),
                Eckdatum("Quelle", vorlage.quelle.bezeichnung),
            ],
            formular: formular(vorlage), fassung: "\(vorlage.fassung)",
            ziel: context.pfad("wiedervorlagen/\(id)"), zurueck: context.pfad(), fall: fall)
        return .html(try pages.render("wiedervorlage/bearbeiten", view),
                     status: fehler == nil ? .ok : .unprocessableContent)
    }
}

/// Die Seite `wiedervorlage/bearbeiten.mustache`.
struct WiedervorlageView: Sendable {
    let page: Page
    let text: String
    let warum: String?
    let eckdaten: [Eckdatum]
    let formular: Formular
    let fassung: String
    let ziel: String
    let zurueck: String
    let fall: String
}
