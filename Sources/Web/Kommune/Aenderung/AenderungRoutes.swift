import Grundwerte
import HTTPTypes
import Hummingbird
import Kommune
import Platform

/// Die Seite `aenderung/wahl.mustache`: was sich ändern lässt und bei wem.
struct AenderungswahlView: Sendable {
    struct Art: Sendable {
        let text: String
        let erklaerung: String
        let ziele: [Ziel]
    }

    struct Ziel: Sendable {
        let text: String
        let ziel: String
        /// Die Ziffer der Zeile, an ihrem ersten Ziel.
        let taste: String?
    }

    let page: Page
    let zeile: String
    let arten: [Art]
}

/// Änderungen eines Falls, jede ab einem Tag.
struct AenderungRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("faelle/{id}/aenderung", use: wahl)
        group.get("faelle/{id}/aenderung/{art}", use: zeigen)
        group.post("faelle/{id}/aenderung/{art}", use: speichern)
    }

    func wahl(_ request: Request, context: MandantContext) async throws -> Response {
        let akte = try await akte(.fallAendern, context)
        let erlaubte = Aenderungsart.allCases.filter { context.darf($0.recht) }
        return try wahl(akte, erlaubte, "Änderung erfassen", context)
    }

    func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        let art = try art(context), akte = try await akte(art.recht, context)
        let person = try request.abfrage()["person"]
        let brauchtWahl = art.brauchtPerson && person == nil
        guard !brauchtWahl || akte.mitglieder(am: context.heute).count == 1 else {
            return try wahl(akte, [art], "\(art.bezeichnung): für wen?", context)
        }
        let form = try formular(art, akte, person: person, context)
        return try seite(form, Formular(
            form.felder.mitFokus, werte: form.werte, facts: context.facts), context)
    }

    /// Zeigt erst, was sich an der Leistung ändert; ändert sich nichts, ist gleich gespeichert.
    func speichern(_ request: Request, context: MandantContext) async throws -> Response {
        let eingaben = try context.form(), art = try art(context)
        let akte = try await akte(art.recht, context)
        let form = try formular(art, akte, person: eingaben["person"], context)
        let schritt = eingaben["schritt"].flatMap(Aenderungsschritt.init) ?? .pruefen
        guard schritt != .zurueck else {
            let unveraendert = Formular(form.felder, eingaben: eingaben, facts: context.facts)
            return try seite(form, unveraendert, context)
        }
        do {
            let antrag = try form.lies(eingaben)
            if schritt == .pruefen, art.aendertLeistung {
                let folge = try await folge(antrag, akte.fall.id, art, context)
                if let view = AenderungsfolgenView(folge, form, eingaben, context) {
                    return .html(try pages.render("aenderung/folgen", view))
                }
            }
            return try await speichern(antrag, form, mitBescheid: schritt == .bewilligen, context)
        } catch let doppelt as Doppelwarnung {
            let formular = Formular(form.felder, eingaben: eingaben,
                                    ersetzt: ["geprueft": doppelt.geprueft], facts: context.facts)
            return try seite(form, formular, context, doppelt: doppelt,
                             status: .unprocessableContent)
        } catch let fehler as Formularfehler {
            return try erneut(form, eingaben, fehler, context)
        } catch let hindernis as Hindernis where hindernis.art == .konflikt {
            return try konflikt(form, eingaben, hindernis, context)
        } catch let hindernis as Hindernis where hindernis.art != .nichtGefunden {
            return try erneut(form, eingaben, Formularfehler(hindernis), context)
        }
    }

    private func folge(_ antrag: AenderungForm.Antrag, _ fall: Fall.ID, _ art: Aenderungsart,
                       _ context: MandantContext) async throws -> Aenderungsfolge {
        try await context.write(art.recht) { session in
            try Aenderungsfolge.von(fall, nach: { session in
                try antrag.aenderung.eintragen(
                    fall, fassung: antrag.fassung, geprueft: antrag.geprueft, in: session)
            }, in: session)
        }
    }

    private func speichern(_ antrag: AenderungForm.Antrag, _ form: AenderungForm, mitBescheid: Bool,
                           _ context: MandantContext) async throws -> Response {
        let fall = form.akte.fall.id, ziel = context.pfad("faelle/\(fall)")
        let anpassen = mitBescheid || !form.art.gehtOhneBescheid
        let unterzeichner = context.unterzeichner
        if anpassen { try context.akteur.verlange(.bescheidErlassen) }
        let weiter = try await context.write(form.art.recht) { session in
            try session.einmal(antrag.vorgang) {
                try antrag.aenderung.eintragen(
                    fall, fassung: antrag.fassung, geprueft: antrag.geprueft, in: session)
                guard anpassen else { return ziel }
                let bescheid = try Bewilligung.anpassen(
                    fall, unterzeichner: unterzeichner, in: session)
                return bescheid == nil ? ziel : "\(ziel)/leistung"
            }
        }
        let satz = if weiter != ziel {
            "Gespeichert, der Bescheid ist erlassen. Als Nächstes: Zahlungen feststellen."
        } else if form.art.aendertLeistung && !mitBescheid {
            "Gespeichert. An der bewilligten Leistung ist damit noch nichts geändert."
        } else {
            "Gespeichert."
        }
        return .weiter(nach: weiter).mit(.erfolg(satz))
    }

    private func erneut(_ form: AenderungForm, _ eingaben: FormData, _ fehler: Formularfehler,
                        _ context: MandantContext) throws -> Response {
        let formular = Formular(
            form.felder, erneut: eingaben, fehler: fehler, facts: context.facts)
        return try seite(
            form, formular, context, fehler: fehler, status: .unprocessableContent)
    }

    /// Die spätere von zwei Personen sieht, dass jemand schneller war, und behält alles
    /// Eingegebene.
    private func konflikt(_ form: AenderungForm, _ eingaben: FormData, _ hindernis: Hindernis,
                          _ context: MandantContext) throws -> Response {
        let fall = form.akte.fall
        let formular = Formular(
            form.felder, eingaben: eingaben, ersetzt: ["fassung": "\(fall.fassung)"],
            facts: context.facts)
        let hinweis = Meldung(.warnung, hindernis.satz, einzelheiten: [
            Verweis("Verlauf von \(fall.aktenzeichen)", context.pfad("faelle/\(fall.id)/verlauf")),
        ])
        return try seite(form, formular, context, hinweis: hinweis, status: .conflict)
    }

    private func art(_ context: MandantContext) throws -> Aenderungsart {
        guard let art = context.parameters.get("art").flatMap(Aenderungsart.init) else {
            throw Fehlerbild.nichtGefunden()
        }
        return art
    }

    private func akte(_ recht: Permission, _ context: MandantContext) async throws -> Fallakte {
        let anfrage = Fallanfrage(try Fallanfrage.id(context), stand: Stand(am: context.heute),
                                  heute: context.heute)
        return try await context.read(recht) { try anfrage.akte(in: $0) }
    }

    private func formular(_ art: Aenderungsart, _ akte: Fallakte, person: String?,
                          _ context: MandantContext) throws -> AenderungForm {
        var mitglied: Fallakte.Mitglied?
        if art.brauchtPerson {
            let heutige = akte.mitglieder(am: context.heute)
            mitglied = person == nil && heutige.count == 1 ? heutige[0]
                : akte.mitglieder.first { $0.id.description == person }
            guard mitglied != nil else { throw Fehlerbild.nichtGefunden() }
        }
        return AenderungForm(art: art, akte: akte, mitglied: mitglied, heute: context.heute)
    }

    private func wahl(_ akte: Fallakte, _ arten: [Aenderungsart], _ titel: String,
                      _ context: MandantContext) throws -> Response {
        let ort = context.pfad("faelle/\(akte.fall.id)/aenderung"), heute = context.heute
        let view = AenderungswahlView(
            page: context.page(titel, .faelle, pfad: context.fallpfad(akte.fall)),
            zeile: "\(akte.titel(am: heute)) · \(akte.fall.aktenzeichen)",
            arten: arten.enumerated().map { stelle, art in
                // Angaben lassen sich auch für die berichtigen, die nicht mehr dazugehören.
                let leute = art == .angabe ? akte.mitglieder : akte.mitglieder(am: heute)
                let adresse = "\(ort)/\(art.rawValue)"
                let ziele = art.brauchtPerson ? leute.map {
                    Verweis($0.angabe(am: heute)?.name ?? "Person", "\(adresse)?person=\($0.id)")
                } : [Verweis(art.bezeichnung, adresse)]
                return .init(
                    text: art.bezeichnung, erklaerung: art.erklaerung,
                    ziele: ziele.enumerated().map { erstes, ziel in
                        .init(text: ziel.text, ziel: ziel.ziel,
                              taste: erstes == 0 && stelle < 9 ? "\(stelle + 1)" : nil)
                    })
            })
        return .html(try pages.render("aenderung/wahl", view))
    }

    private func seite(_ form: AenderungForm, _ formular: Formular, _ context: MandantContext,
                       fehler: Formularfehler? = nil, hinweis: Meldung? = nil,
                       doppelt: Doppelwarnung? = nil,
                       status: HTTPResponse.Status = .ok) throws -> Response {
        let fall = form.akte.fall, ort = context.pfad("faelle/\(fall.id)")
        let wer = form.mitglied?.angabe(am: context.heute)?.name
            ?? form.akte.titel(am: context.heute)
        let view = FormularView(
            page: context.page(
                form.art.bezeichnung, .faelle, pfad: context.fallpfad(fall), fehler: fehler),
            zeile: "\(wer) · \(fall.aktenzeichen)", formular: formular,
            ziel: "\(ort)/aenderung/\(form.art.rawValue)",
            knopf: doppelt == nil ? form.art.knopf : "Andere Person, weiter", zurueck: ort,
            hinweis: hinweis,
            doppelt: doppelt.map { DoppelwarnungView($0) { context.pfad($0) } })
        return .html(try pages.render("fall/formular", view), status: status)
    }
}
