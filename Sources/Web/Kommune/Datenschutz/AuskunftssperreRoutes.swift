import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Eine Anschrift sperren, die Sperre verlängern und aufheben (§ 51 BMG).
struct AuskunftssperreRoutes: Sendable {
    /// So lange gilt eine Auskunftssperre nach § 51 Abs. 4 BMG.
    private static let jahre = 2

    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("personen/{id}/auskunftssperre", use: zeigen)
        group.post("personen/{id}/auskunftssperre", use: eintragen)
        group.get("personen/{id}/auskunftssperre/ende", use: fragen)
        group.post("personen/{id}/auskunftssperre/ende", use: beenden)
    }

    private func felder(_ kollegen: [User]) -> [Feld] {
        [
            Feld("grund", "Grund", .eine(Auskunftssperre.Grund.allCases.map {
                Option($0.rawValue, $0.bezeichnung)
            })),
            Feld("bis", "Gilt bis", .datum),
            Feld("einsicht", "Wer die Anschrift sehen darf",
                 .mehrere(kollegen.map { Option("\($0.id)", $0.name) }),
                 hinweis: "So wenige wie möglich; auch die Leitung sieht sie nur, wenn sie hier "
                     + "benannt ist."),
            Feld("vermerk", "Vermerk", .mehrzeilig,
                 hinweis: "Etwa die Mitteilung der Meldebehörde; ohne die Anschrift.",
                 freiwillig: true, maximal: 500),
        ]
    }

    private func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        let person = try kennung(context, als: Person.ID.self)
        let (sperre, anfragen) = try await context.read(.auskunftssperreFuehren) { session in
            let sperre = try Auskunftssperre.geltende(person, in: session)
            return (sperre, try sperre?.anfragen(in: session) ?? [])
        }
        let felder = felder(try await context.kollegen(.fallLesen))
        let werte: [String: [String]] = [
            "grund": sperre.map { [$0.grund.rawValue] } ?? [],
            "bis": [(sperre?.gueltigBis ?? context.heute.plus(monate: 12 * Self.jahre)).deutsch],
            "einsicht": sperre?.einsicht.map(\.description) ?? ["\(context.benutzer)"],
            "vermerk": sperre.map { [$0.vermerk] } ?? [],
        ]
        return try await seite(
            Formular(felder, mehrfach: werte, facts: context.facts), sperre, context,
            gefragt: anfragen.map { "\($0.wer) am \(Uhr.berlinTag($0.am).deutsch)" })
    }

    private func eintragen(_ request: Request, context: MandantContext) async throws -> Response {
        let person = try kennung(context, als: Person.ID.self), form = try context.form()
        let felder = felder(try await context.kollegen(.fallLesen))
        let bezug = try await bezug(context)
        let ziel = context.pfad("faelle/\(bezug.fall)/datenschutz")
        do {
            var eingabe = Eingabe(form, felder, heute: context.heute)
            let grund = eingabe.auswahl("grund", als: Auskunftssperre.Grund.self)
            let bis = eingabe.datum("bis"), vermerk = eingabe.text("vermerk") ?? ""
            let einsicht = Set(eingabe.mehrere("einsicht").compactMap(User.ID.init))
            guard let grund, let bis, eingabe.ohneFehler else { throw eingabe.formularfehler }
            let vorgang = try eingabe.vorgang()
            let neu = Auskunftssperre.Neu(grund: grund, vermerk: vermerk, bis: bis,
                                          einsicht: einsicht)
            let weiter = try await context.write(.auskunftssperreFuehren) { session in
                try session.einmal(vorgang) {
                    try Auskunftssperre.eintragen(neu, fuer: person, in: session)
                    return ziel
                }
            }
            return .weiter(nach: weiter).mit(.erfolg("Die Anschrift ist gesperrt. Briefe gehen "
                + "jetzt über die Kommune."))
        } catch let fehler as Formularfehler {
            return try await erneut(form, felder, fehler, context)
        } catch let hindernis as Hindernis where hindernis.art != .nichtGefunden {
            return try await erneut(form, felder, Formularfehler(hindernis), context)
        }
    }

    private func erneut(_ form: FormData, _ felder: [Feld], _ fehler: Formularfehler,
                        _ context: MandantContext) async throws -> Response {
        try await seite(Formular(felder, erneut: form, fehler: fehler, facts: context.facts), nil,
                        context, fehler: fehler)
    }

    private func fragen(_ request: Request, context: MandantContext) async throws -> Response {
        let bezug = try await bezug(context), ort = context.pfad("faelle/\(bezug.fall)")
        return .html(try pages.render("fall/formular", FormularView(
            page: context.page("Sperre der Anschrift aufheben", .faelle, pfad: [
                Verweis("Fälle", context.pfad("faelle")), Verweis(bezug.aktenzeichen, ort),
                Verweis("Datenschutz", "\(ort)/datenschutz"),
            ]),
            zeile: "\(bezug.name) · \(bezug.aktenzeichen)",
            formular: Formular([], facts: context.facts),
            ziel: context.pfad("personen/\(bezug.person)/auskunftssperre/ende"),
            knopf: "Sperre aufheben", zurueck: "\(ort)/datenschutz",
            hinweis: .warnung("Danach sehen alle die Anschrift, die den Fall lesen dürfen, und "
                + "Briefe gehen wieder dorthin."))))
    }

    private func beenden(_ request: Request, context: MandantContext) async throws -> Response {
        let person = try kennung(context, als: Person.ID.self)
        let bezug = try await bezug(context)
        let ziel = context.pfad("faelle/\(bezug.fall)/datenschutz")
        do {
            try await context.write(.auskunftssperreFuehren) {
                try Auskunftssperre.beenden(person, in: $0)
            }
            return .weiter(nach: ziel).mit(.erfolg("Die Sperre ist aufgehoben."))
        } catch let hindernis as Hindernis where hindernis.art == .regel {
            return .weiter(nach: ziel).mit(.warnung(hindernis.satz))
        }
    }

    private func bezug(_ context: MandantContext) async throws -> Personenbezug {
        let person = try kennung(context, als: Person.ID.self)
        return try await context.read(.auskunftssperreFuehren) {
            try Personenbezug.laden(person, in: $0)
        }
    }

    private func seite(_ formular: Formular, _ sperre: Auskunftssperre?, _ context: MandantContext,
                       gefragt: [String] = [], fehler: Formularfehler? = nil) async throws
        -> Response {
        let bezug = try await bezug(context), ort = context.pfad("faelle/\(bezug.fall)")
        let anfragen = gefragt.isEmpty ? ""
            : " Nach der Person gefragt haben: \(gefragt.joined(separator: ", "))."
        let view = FormularView(
            page: context.page("Anschrift sperren", .faelle, pfad: [
                Verweis("Fälle", context.pfad("faelle")), Verweis(bezug.aktenzeichen, ort),
                Verweis("Datenschutz", "\(ort)/datenschutz"),
            ], fehler: fehler),
            zeile: "\(bezug.name) · \(bezug.aktenzeichen)", formular: formular,
            ziel: context.pfad("personen/\(bezug.person)/auskunftssperre"),
            knopf: sperre == nil ? "Anschrift sperren" : "Sperre ändern",
            zurueck: "\(ort)/datenschutz",
            hinweis: Meldung(
                .hinweis, "Die Anschrift des Haushalts ist danach nur noch für die Benannten zu "
                    + "sehen: auf allen Seiten, im Verlauf und in früheren Schreiben. Neue "
                    + "Schreiben gehen an die Kommune und werden von ihr weitergegeben. Fragt "
                    + "eine andere Kommune nach der Person, erfährt sie nicht, dass sie hier "
                    + "ist.\(anfragen)",
                einzelheiten: sperre == nil ? [] : [
                    Verweis("Sperre aufheben",
                            context.pfad("personen/\(bezug.person)/auskunftssperre/ende")),
                    Verweis("Weitere Person benennen",
                            context.pfad("personen/\(bezug.person)/auskunftssperre/benennung")),
                ]))
        return .html(try pages.render("fall/formular", view),
                     status: fehler == nil ? .ok : .unprocessableContent)
    }
}
