import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Einen Antrag auf eine Einzelleistung erfassen: erst wofür und für wen, dann was das Gesetz
/// fragt.
struct EinzelantragRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("faelle/{id}/einzelleistung", use: wahl)
        group.get("faelle/{id}/einzelleistung/{art}", use: zeigen)
        group.post("faelle/{id}/einzelleistung/{art}", use: speichern)
    }

    func wahl(_ request: Request, context: MandantContext) async throws -> Response {
        let akte = try await akte(context), heute = context.heute
        let ort = context.pfad("faelle/\(akte.fall.id)/einzelleistung")
        let personen = akte.mitglieder(am: heute).map {
            (id: $0.id, name: $0.angabe(am: heute)?.name ?? "Person")
        }
        let view = EinzelwahlView(
            page: context.page("Einzelleistung beantragen", .krankenhilfe,
                               pfad: context.fallpfad(akte.fall)),
            zeile: "\(akte.titel(am: heute)) · \(akte.fall.aktenzeichen)",
            bereiche: Einzelleistung.Art.Bereich.allCases.map {
                .init(titel: $0.bezeichnung, tabelle: .einzelwahl($0, personen, ort: ort))
            })
        return .html(try pages.render("krankenhilfe/einzelwahl", view))
    }

    func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        let akte = try await akte(context)
        let form = try form(akte, try request.abfrage()["person"], context)
        return try seite(form, akte, Formular(form.felder, werte: form.werte, facts: context.facts),
                         context)
    }

    func speichern(_ request: Request, context: MandantContext) async throws -> Response {
        let eingaben = try context.form(), akte = try await akte(context)
        let form = try form(akte, eingaben["person"] ?? request.abfrage()["person"], context)
        let fall = akte.fall.id, ort = context.pfad("einzelleistungen")
        do {
            let (antrag, vorgang) = try form.lies(eingaben)
            let ziel = try await context.write(.einzelleistungErfassen) { session in
                try session.einmal(vorgang) {
                    "\(ort)/\(try Einzelleistung.beantragen(antrag, zu: fall, in: session))"
                }
            }
            return .weiter(nach: ziel).mit(.erfolg("Der Antrag ist erfasst."))
        } catch let fehler as Formularfehler {
            return try erneut(form, akte, eingaben, fehler, context)
        } catch let hindernis as Hindernis where hindernis.art != .nichtGefunden {
            return try erneut(form, akte, eingaben, Formularfehler(hindernis), context)
        }
    }

    private func erneut(_ form: EinzelantragForm, _ akte: Fallakte, _ eingaben: FormData,
                        _ fehler: Formularfehler, _ context: MandantContext) throws -> Response {
        let formular = Formular(form.felder, erneut: eingaben, fehler: fehler, facts: context.facts)
        return try seite(form, akte, formular, context, fehler: fehler)
    }

    private func akte(_ context: MandantContext) async throws -> Fallakte {
        let anfrage = Fallanfrage(try Fallanfrage.id(context), stand: Stand(am: context.heute),
                                  heute: context.heute)
        return try await context.read(.einzelleistungErfassen) { try anfrage.akte(in: $0) }
    }

    private func form(_ akte: Fallakte, _ person: String?,
                      _ context: MandantContext) throws -> EinzelantragForm {
        guard let art = context.parameters.get("art").flatMap(Einzelleistung.Art.init),
              let mitglied = akte.mitglieder.first(where: { $0.id.description == person })
        else { throw Fehlerbild.nichtGefunden() }
        return EinzelantragForm(art: art, person: mitglied.id, heute: context.heute)
    }

    private func seite(_ form: EinzelantragForm, _ akte: Fallakte, _ formular: Formular,
                       _ context: MandantContext,
                       fehler: Formularfehler? = nil) throws -> Response {
        let ort = context.pfad("faelle/\(akte.fall.id)")
        let mitglied = akte.mitglieder.first { $0.id == form.person }
        let view = FormularView(
            page: context.page(form.art.bezeichnung, .krankenhilfe,
                               pfad: context.fallpfad(akte.fall), fehler: fehler),
            zeile: "\(mitglied?.angabe(am: context.heute)?.name ?? "") · \(akte.fall.aktenzeichen)",
            formular: formular,
            ziel: "\(ort)/einzelleistung/\(form.art.rawValue)?person=\(form.person)",
            knopf: "Antrag erfassen", zurueck: ort, hinweis: hinweis(form, mitglied))
        return .html(try pages.render("fall/formular", view),
                     status: fehler == nil ? .ok : .unprocessableContent)
    }

    /// Sagt schon beim Antrag, wenn heute nicht bewilligt werden könnte.
    private func hinweis(_ form: EinzelantragForm, _ mitglied: Fallakte.Mitglied?) -> Meldung? {
        do throws(Hindernis) {
            try mitglied?.verlange(form.art, am: form.heute)
            return nil
        } catch {
            return .warnung("Bewilligen lässt sich das heute nicht: \(error.satz)")
        }
    }
}
