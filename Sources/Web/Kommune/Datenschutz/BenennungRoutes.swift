import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Eine weitere Person für eine gesperrte Anschrift benennen: Eine schlägt vor, eine zweite
/// bestätigt (§ 51 BMG).
struct BenennungRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("personen/{id}/auskunftssperre/benennung") { try await zeigen($1) }
        group.post("personen/{id}/auskunftssperre/benennung", use: vorschlagen)
        group.post("personen/{id}/auskunftssperre/benennung/bestaetigung", use: bestaetigen)
    }

    private static let vorschlag = Feld("vorschlag", "Vorschlag", .versteckt)

    private func felder(_ kollegen: [User], _ sperre: Auskunftssperre?) -> [Feld] {
        let andere = kollegen.filter { sperre?.einsicht.contains($0.id) != true }
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
        if let offen, offen.von != context.benutzer, erneut == nil {
            return try await bestaetigung(offen, bezug, ort, context)
        }
        let felder = felder(try await context.kollegen(.fallLesen), sperre)
        let formular = erneut.map {
            Formular(felder, erneut: $0.0, fehler: $0.1, facts: context.facts)
        } ?? Formular(felder, facts: context.facts)
        let wartet = offen == nil ? "" : " Ihr Vorschlag wartet darauf; ein neuer ersetzt ihn."
        let view = FormularView(
            page: seite(bezug, context, fehler: erneut?.1),
            zeile: "\(bezug.name) · \(bezug.aktenzeichen)", formular: formular,
            ziel: "\(ort)/benennung", knopf: "Vorschlagen", zurueck: ort,
            hinweis: .hinweis("Eine zweite Person, die Sperren führt, muss es bestätigen. Wer "
                + "bisher benannt ist, erfährt davon.\(wartet)"))
        return .html(try pages.render("fall/formular", view),
                     status: erneut == nil ? .ok : .unprocessableContent)
    }

    private func bestaetigung(_ offen: Benennung, _ bezug: Personenbezug, _ ort: String,
                              _ context: MandantContext) async throws -> Response {
        let namen = try await context.benutzernamen()
        let wer = namen[offen.benannt] ?? "–", von = namen[offen.von] ?? "–"
        return .html(try pages.render("fall/formular", FormularView(
            page: seite(bezug, context, fehler: nil),
            zeile: "\(bezug.name) · \(bezug.aktenzeichen)",
            formular: Formular([Self.vorschlag], werte: ["vorschlag": "\(offen.id)"],
                               facts: context.facts),
            ziel: "\(ort)/benennung/bestaetigung", knopf: "Bestätigen", zurueck: ort,
            hinweis: .warnung("\(von) schlägt vor, dass auch \(wer) die Anschrift sieht: "
                + offen.grund))))
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
        let felder = felder(try await context.kollegen(.fallLesen), nil)
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
