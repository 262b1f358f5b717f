import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Die Seite `datenschutz/benennung.mustache`.
struct BenennungView: Sendable {
    /// Was jemand anderes vorgeschlagen hat und diese Person bestätigen kann.
    struct Vorschlag: Sendable {
        let wert: String
        let satz: Meldung
        let csrf: String
    }

    let page: Page
    let zeile: String
    let vorschlag: Vorschlag?
    let formular: Formular
    let titel: String
    let hinweis: Meldung
    let ziel: String
    let zurueck: String
}

/// Eine weitere Person für eine gesperrte Anschrift benennen: Eine schlägt vor, eine zweite
/// bestätigt (§ 51 BMG).
struct BenennungRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("personen/{id}/auskunftssperre/benennung") { try await zeigen($1) }
        group.post("personen/{id}/auskunftssperre/benennung", use: vorschlagen)
        group.post("personen/{id}/auskunftssperre/benennung/bestaetigung", use: bestaetigen)
    }

    private func felder(_ kollegen: [User], ohne vergebene: Set<User.ID>) -> [Feld] {
        let andere = kollegen.filter { !vergebene.contains($0.id) }
        return [
            Feld("benannt", "Wer die Anschrift noch sehen soll",
                 .auswahl(andere.map { Option("\($0.id)", $0.name) }), breite: .mittel),
            Feld("grund", "Warum", .mehrzeilig,
                 hinweis: "Etwa, dass von den Benannten niemand da ist; ohne die Anschrift.",
                 maximal: 500),
        ]
    }

    private func lesen(_ context: MandantContext) async throws
        -> (bezug: Personenbezug, sperre: Auskunftssperre?, offen: Benennung?) {
        let person = try kennung(context, als: Person.ID.self)
        return try await context.read(.auskunftssperreFuehren) { session in
            let sperre = try Auskunftssperre.geltende(person, in: session)
            let offen = try sperre.flatMap { try Benennung.offene(zu: $0.id, in: session) }
            return (try Personenbezug.laden(person, in: session), sperre, offen)
        }
    }

    private func zeigen(_ context: MandantContext, erneut: (FormData, Formularfehler)? = nil)
        async throws -> Response {
        let (bezug, sperre, offen) = try await lesen(context)
        let ort = context.pfad("personen/\(bezug.person)/auskunftssperre")
        guard let sperre else {
            return .weiter(nach: ort).mit(.hinweis("Die Anschrift ist nicht gesperrt."))
        }
        let fremd = offen.flatMap { $0.von == context.benutzer ? nil : $0 }
        let vergebene = sperre.einsicht.union(fremd.map { [$0.benannt] } ?? [])
        let felder = felder(try await context.kollegen(.fallLesen), ohne: vergebene)
        let formular = erneut.map {
            Formular(felder, erneut: $0.0, fehler: $0.1, facts: context.facts)
        } ?? Formular(felder, facts: context.facts)
        let wartet = if fremd != nil {
            " Ihr Vorschlag ersetzt den anderen."
        } else {
            offen == nil ? "" : " Ihr Vorschlag wartet darauf; ein neuer ersetzt ihn."
        }
        var vorschlag: BenennungView.Vorschlag?
        if let fremd { vorschlag = try await self.vorschlag(fremd, context) }
        let view = BenennungView(
            page: seite(bezug, context, fehler: erneut?.1),
            zeile: "\(bezug.name) · \(bezug.aktenzeichen)", vorschlag: vorschlag,
            formular: formular, titel: fremd == nil ? "Vorschlagen" : "Jemand anderen vorschlagen",
            hinweis: .hinweis("Eine zweite Person, die Sperren führt, muss es bestätigen. Wer "
                + "bisher benannt ist, erfährt davon.\(wartet)"),
            ziel: "\(ort)/benennung", zurueck: ort)
        return .html(try pages.render("datenschutz/benennung", view),
                     status: erneut == nil ? .ok : .unprocessableContent)
    }

    private func vorschlag(
        _ offen: Benennung, _ context: MandantContext
    ) async throws -> BenennungView.Vorschlag {
        let namen = try await context.benutzernamen()
        let wer = namen[offen.benannt] ?? "–", von = namen[offen.von] ?? "–"
        return BenennungView.Vorschlag(
            wert: "\(offen.id)",
            satz: .warnung("\(von) schlägt vor, dass auch \(wer) die Anschrift sieht: "
                + offen.grund),
            csrf: context.facts.csrfToken)
    }

    private func seite(_ bezug: Personenbezug, _ context: MandantContext,
                       fehler: Formularfehler?) -> Page {
        let ort = context.pfad("faelle/\(bezug.fall)")
        return context.page("Weitere Person benennen", .faelle, pfad: [
            Verweis("Fälle", context.pfad("faelle")), Verweis(bezug.aktenzeichen, ort),
            Verweis("Datenschutz", "\(ort)/datenschutz"),
        ], fehler: fehler)
    }

    private func vorschlagen(_ request: Request, context: MandantContext) async throws -> Response {
        let person = try kennung(context, als: Person.ID.self), form = try context.form()
        let felder = felder(try await context.kollegen(.fallLesen), ohne: [])
        let ziel = context.pfad("personen/\(person)/auskunftssperre")
        do {
            var eingabe = Eingabe(form, felder, heute: context.heute)
            let benannt = eingabe.kennung("benannt", als: User.ID.self)
            let grund = eingabe.text("grund")
            guard let benannt, let grund, eingabe.ohneFehler else {
                throw eingabe.formularfehler
            }
            let vorgang = try eingabe.vorgang()
            let weiter = try await context.write(.auskunftssperreFuehren) { session in
                try session.einmal(vorgang) {
                    try Benennung.vorschlagen(benannt, grund: grund, fuer: person, in: session)
                    return ziel
                }
            }
            return .weiter(nach: weiter).mit(.erfolg("Vorgeschlagen. Bestätigen muss es eine "
                + "zweite Person, die Sperren führt."))
        } catch let fehler as Formularfehler {
            return try await zeigen(context, erneut: (form, fehler))
        } catch let hindernis as Hindernis where hindernis.art != .nichtGefunden {
            return try await zeigen(context, erneut: (form, Formularfehler(hindernis)))
        }
    }

    private func bestaetigen(_ request: Request, context: MandantContext) async throws -> Response {
        let person = try kennung(context, als: Person.ID.self)
        let ziel = context.pfad("personen/\(person)/auskunftssperre")
        guard let id = try context.form()["vorschlag"].flatMap(Benennung.ID.init) else {
            throw Fehlerbild.anfrage(grund: "Dem Formular fehlt der Vorschlag.")
        }
        do {
            try await context.write(.auskunftssperreFuehren) {
                try Benennung.bestaetigen(id, fuer: person, in: $0)
            }
            return .weiter(nach: ziel).mit(.erfolg("Benannt; die bisher Benannten erfahren es."))
        } catch let hindernis as Hindernis where hindernis.art != .nichtGefunden {
            return .weiter(nach: ziel).mit(.warnung(hindernis.satz))
        }
    }
}
