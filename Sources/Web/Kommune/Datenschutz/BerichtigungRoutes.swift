import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Eine verlangte Berichtigung erfassen, entscheiden und abhaken, wer von ihr erfahren hat (Art. 16
/// und 19 DSGVO).
struct BerichtigungRoutes: Sendable {
    private static let felder = [
        Feld("was", "Was falsch ist und wie es richtig heißt", .mehrzeilig,
             hinweis: "Etwa „Geburtsdatum 1.3.1990 statt 3.1.1990“; ohne Anschrift.", maximal: 300),
        Feld("verlangt_am", "Verlangt am", .datum),
        Feld("wer", "Wer sie verlangt",
             .eine(Berichtigungsverlangen.Wer.allCases.map {
                 Option($0.rawValue, $0.bezeichnung)
             })),
    ]

    /// Was zu einem Verlangen noch zu tun ist.
    private struct Stand: Sendable {
        let fall: Fall
        let verlangen: Berichtigungsverlangen
        let empfaenger: [Berichtigungsverlangen.Empfaenger]

        var felder: [Feld] {
            let entscheidung: [Feld] = verlangen.entscheidung != nil ? [] : [
                Feld("entscheidung", "Entscheidung",
                     .eine(Berichtigungsverlangen.Entscheidung.allCases.map {
                         Option($0.rawValue, $0.bezeichnung)
                     }), freiwillig: true),
                Feld("begruendung", "Begründung", .mehrzeilig, freiwillig: true, maximal: 500),
            ]
            let offene = empfaenger.filter { $0.unterrichtetAm == nil }
            return entscheidung + (offene.isEmpty ? [] : [
                Feld("unterrichtet", "Heute unterrichtet", .mehrere(offene.map {
                    Option("\($0.lfd)", $0.name, hinweis: $0.woher)
                }), hinweis: "Haken Sie ab, wem Sie die Berichtigung mitgeteilt haben. "
                    + "Unterbleiben darf es nur, wo es unmöglich ist oder unverhältnismäßig viel "
                    + "kostet.",
                     freiwillig: true),
            ])
        }
    }

    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("faelle/{id}/berichtigung", use: formular)
        group.post("faelle/{id}/berichtigung", use: erfassen)
        group.get("faelle/{id}/berichtigungen/{verlangen}", use: zeigen)
        group.post("faelle/{id}/berichtigungen/{verlangen}", use: erledigen)
    }

    private func formular(_ request: Request, context: MandantContext) async throws -> Response {
        try await seite(Formular(Self.felder, werte: ["verlangt_am": context.heute.deutsch],
                                 facts: context.facts), context)
    }

    private func erfassen(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try Fallanfrage.id(context), form = try context.form()
        let basis = context.pfad("faelle/\(id)/berichtigungen/")
        do {
            var eingabe = Eingabe(form, Self.felder, heute: context.heute)
            let was = eingabe.text("was"), tag = eingabe.datum("verlangt_am")
            let wer = eingabe.auswahl("wer", als: Berichtigungsverlangen.Wer.self)
            guard let was, let tag, let wer, eingabe.ohneFehler else {
                throw eingabe.formularfehler
            }
            let vorgang = try eingabe.vorgang(), namen = try await context.benutzernamen()
            let ziel = try await context.write(.auskunftErteilen) { session in
                try session.einmal(vorgang) {
                    basis + (try Berichtigungsverlangen.erfassen(
                        was, von: wer, am: tag, zu: id, namen: namen, in: session)).description
                }
            }
            return .weiter(nach: ziel).mit(.erfolg("Das Verlangen ist erfasst."))
        } catch let fehler as Formularfehler {
            return try await erneut(form, fehler, context)
        } catch let hindernis as Hindernis where hindernis.feld != nil {
            return try await erneut(form, Formularfehler(hindernis), context)
        }
    }

    private func erneut(_ form: FormData, _ fehler: Formularfehler, _ context: MandantContext)
        async throws -> Response {
        try await seite(Formular(Self.felder, erneut: form, fehler: fehler, facts: context.facts),
                        context, fehler: fehler)
    }

    private func seite(_ formular: Formular, _ context: MandantContext,
                       fehler: Formularfehler? = nil) async throws -> Response {
        let id = try Fallanfrage.id(context), ort = context.pfad("faelle/\(id)")
        guard let fall = try await context.read(.auskunftErteilen, {
            try Fall.laden(id, in: $0)
        }) else { throw Fehlerbild.nichtGefunden() }
        let view = FormularView(
            page: context.page("Verlangte Berichtigung erfassen", .faelle,
                               pfad: context.fallpfad(fall), fehler: fehler),
            zeile: fall.aktenzeichen, formular: formular, ziel: "\(ort)/berichtigung",
            knopf: "Erfassen", zurueck: "\(ort)/datenschutz",
            hinweis: .hinweis("Zu entscheiden ist binnen eines Monats. Das Programm stellt "
                + "zusammen, wer die Angaben bekommen hat, und legt den Fall rechtzeitig vor."))
        return .html(try pages.render("fall/formular", view),
                     status: fehler == nil ? .ok : .unprocessableContent)
    }

    private func laden(_ context: MandantContext) async throws -> Stand {
        let id = try Fallanfrage.id(context)
        guard let verlangen = context.parameters.get("verlangen")
            .flatMap(Berichtigungsverlangen.ID.init) else { throw Fehlerbild.nichtGefunden() }
        let stand = try await context.read(.auskunftErteilen) { session -> Stand? in
            guard let fall = try Fall.laden(id, in: session),
                  let gefunden = try Berichtigungsverlangen.laden(verlangen, zu: id, in: session)
            else { return nil }
            return Stand(fall: fall, verlangen: gefunden,
                         empfaenger: try gefunden.empfaenger(in: session))
        }
        guard let stand else { throw Fehlerbild.nichtGefunden() }
        return stand
    }

    private func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        let stand = try await laden(context)
        return try seite(stand, Formular(stand.felder, facts: context.facts), context)
    }

    private func erledigen(_ request: Request, context: MandantContext) async throws -> Response {
        let stand = try await laden(context), form = try context.form()
        let ziel = context.pfad("faelle/\(stand.fall.id)/datenschutz"), verlangen = stand.verlangen
        let felder = stand.felder
        do {
            var eingabe = Eingabe(form, felder, heute: context.heute)
            var entscheidung: Berichtigungsverlangen.Entscheidung?
            var begruendung = ""
            if verlangen.entscheidung == nil {
                entscheidung = eingabe.auswahl("entscheidung",
                                               als: Berichtigungsverlangen.Entscheidung.self)
                begruendung = eingabe.text("begruendung") ?? ""
            }
            let nummern = felder.contains { $0.name == "unterrichtet" }
                ? eingabe.mehrere("unterrichtet").compactMap { Int($0) } : []
            if entscheidung == .abgelehnt, begruendung.isEmpty {
                eingabe.melde("begruendung", grund: "fehlt noch",
                              abhilfe: "Sagen Sie, warum die Angabe richtig ist.")
            }
            guard eingabe.ohneFehler else { throw eingabe.formularfehler }
            let vorgang = try eingabe.vorgang(), namen = try await context.benutzernamen()
            let weiter = try await context.write(.auskunftErteilen) {
                [entscheidung, begruendung] session in
                try session.einmal(vorgang) {
                    if let entscheidung {
                        try verlangen.entscheiden(entscheidung, begruendung: begruendung,
                                                  namen: namen, in: session)
                    }
                    try verlangen.unterrichtet(nummern, in: session)
                    return ziel
                }
            }
            return .weiter(nach: weiter).mit(.erfolg("Gespeichert."))
        } catch let fehler as Formularfehler {
            return try seite(stand, Formular(felder, erneut: form, fehler: fehler,
                                             facts: context.facts), context, fehler: fehler)
        } catch let hindernis as Hindernis where hindernis.art == .konflikt {
            return .weiter(nach: ziel).mit(.warnung(hindernis.satz))
        }
    }

    private func seite(_ stand: Stand, _ formular: Formular, _ context: MandantContext,
                       fehler: Formularfehler? = nil) throws -> Response {
        let ort = context.pfad("faelle/\(stand.fall.id)"), verlangen = stand.verlangen
        let erledigt = stand.empfaenger.compactMap { empfaenger in
            empfaenger.unterrichtetAm.map {
                "\(empfaenger.name) am \(Uhr.berlinTag($0).deutsch)"
            }
        }
        let text = "Verlangt am \(verlangen.verlangtAm.deutsch), zu entscheiden bis "
            + "\(verlangen.frist.deutsch): \(verlangen.was) "
            + (verlangen.entscheidung.map { "\($0.bezeichnung). \(verlangen.begruendung) " } ?? "")
            + (erledigt.isEmpty ? "" : "Unterrichtet: \(erledigt.joined(separator: "; ")).")
        let view = FormularView(
            page: context.page("Verlangte Berichtigung", .faelle,
                               pfad: context.fallpfad(stand.fall), fehler: fehler),
            zeile: stand.fall.aktenzeichen, formular: formular,
            ziel: "\(ort)/berichtigungen/\(verlangen.id)", knopf: "Speichern",
            zurueck: "\(ort)/datenschutz", hinweis: .hinweis(text))
        return .html(try pages.render("fall/formular", view),
                     status: fehler == nil ? .ok : .unprocessableContent)
    }
}
