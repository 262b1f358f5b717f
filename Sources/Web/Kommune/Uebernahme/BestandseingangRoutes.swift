import Grundwerte
import Hummingbird
import Kommune
import NIOCore
import Platform

/// Eine Übernahme beginnt: hochladen, Probelauf mit Fehlerliste, übernehmen oder verwerfen.
struct BestandseingangRoutes: Sendable {
    static let felder = [
        Feld("bezeichnung", "Woher der Bestand kommt",
             hinweis: "Etwa Name und Stand des alten Verfahrens; steht in jeder Akte.",
             maximal: 200),
        Feld("dateien", "CSV-Dateien", .datei(annehmen: ".csv,text/csv", mehrere: true),
             hinweis: "Alle Dateien des Bestands auf einmal, wie die Vorlage sie nennt. Geprüft "
                 + "wird, bevor etwas übernommen wird."),
    ]
    static let startfelder = [
        Feld("ohne_fehlerhafte", "Fälle mit Fehlern weglassen", .haken, freiwillig: true),
    ]

    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("uebernahmen/neu", use: neu)
        group.post("uebernahmen", use: hochladen)
        group.get("uebernahmen/eingang/{id}") { try await zeigen($1) }
        group.get("uebernahmen/eingang/{id}/befunde", use: befunde)
        group.post("uebernahmen/eingang/{id}/uebernahme", use: starten)
        group.post("uebernahmen/eingang/{id}/verwerfung", use: verwerfen)
    }

    func neu(_ request: Request, context: MandantContext) async throws -> Response {
        try context.akteur.verlange(.bestandUebernehmen)
        return try formular(Formular(Self.felder, facts: context.facts), context)
    }

    private func formular(_ formular: Formular, _ context: MandantContext,
                          fehler: Formularfehler? = nil) throws -> Response {
        let view = UploadView(
            page: context.page("Bestand übernehmen", .uebernahmen, pfad: [
                Verweis("Übernahmen", context.pfad("uebernahmen")),
            ], fehler: fehler),
            formular: formular, ziel: context.pfad("uebernahmen"),
            zurueck: context.pfad("uebernahmen"), beschreibung: Bestandsform.beschreibung)
        return .html(try pages.render("uebernahme/neu", view),
                     status: fehler == nil ? .ok : .unprocessableContent)
    }

    func hochladen(_ request: Request, context: MandantContext) async throws -> Response {
        let form = try context.form()
        do {
            var eingabe = Eingabe(form, Self.felder, heute: context.heute)
            let bezeichnung = eingabe.text("bezeichnung"), dateien = eingabe.dateien("dateien")
            guard let bezeichnung, eingabe.ohneFehler else { throw eingabe.formularfehler }
            let vorgang = try eingabe.vorgang(), namen = try await context.anmeldenamen()
            let inhalte = dateien.map {
                (name: $0.name, inhalt: Array($0.content.readableBytesView))
            }
            let basis = context.pfad("uebernahmen/eingang/")
            let ziel = try await context.write(.bestandUebernehmen) { session in
                try session.einmal(vorgang) {
                    basis + (try Bestandseingang.annehmen(
                        inhalte, bezeichnung: bezeichnung, anmeldenamen: namen,
                        in: session)).description
                }
            }
            return .weiter(nach: ziel).mit(.erfolg("Hochgeladen. Der Probelauf beginnt."))
        } catch let hindernis as Hindernis where hindernis.feld != nil {
            return try erneut(form, Formularfehler(hindernis), context)
        } catch let fehler as Formularfehler {
            return try erneut(form, fehler, context)
        }
    }

    private func erneut(_ form: FormData, _ fehler: Formularfehler,
                        _ context: MandantContext) throws -> Response {
        try formular(Formular(Self.felder, erneut: form, fehler: fehler, facts: context.facts),
                     context, fehler: fehler)
    }

    private func zeigen(
        _ context: MandantContext, form: FormData = FormData(), fehler: Formularfehler? = nil
    ) async throws -> Response {
        let id = try kennung(context, als: Bestandseingang.ID.self)
        let (eingang, befunde) = try await context.read(.bestandUebernehmen) { session in
            (try Bestandseingang.laden(id, in: session),
             try Bestandseingang.befunde(id, hoechstens: EingangView.hoechstens + 1, in: session))
        }
        guard let eingang else { throw Fehlerbild.nichtGefunden() }
        let ort = context.pfad("uebernahmen/eingang/\(id)")
        let laufend = Laufend(try await auftrag(eingang, context), ziel: ort)
        var page = context.page(eingang.bezeichnung, .uebernahmen, pfad: [
            Verweis("Übernahmen", context.pfad("uebernahmen")),
        ], fehler: fehler)
        page.laufend = laufend != nil
        let formular = fehler.map {
            Formular(Self.startfelder, erneut: form, fehler: $0, facts: context.facts)
        } ?? Formular(Self.startfelder, facts: context.facts)
        return .html(try pages.render("uebernahme/eingang", EingangView(
            eingang, befunde, page: page, laufend: laufend, formular: formular,
            namen: try await context.benutzernamen()) { context.pfad($0) }),
            status: fehler == nil ? .ok : .unprocessableContent)
    }

    /// Der Auftrag, auf den die Seite wartet: erst die Prüfung, dann die Übernahme.
    private func auftrag(
        _ eingang: Bestandseingang, _ context: MandantContext
    ) async throws -> JobOverview.Stand? {
        guard eingang.ergebnis == nil else { return nil }
        let key = eingang.id.description
        return eingang.pruefung == nil
            ? try await context.auftrag(BestandPruefen.self, key: key, .bestandUebernehmen)
            : try await context.auftrag(BestandUebernehmen.self, key: key, .bestandUebernehmen)
    }

    /// Die ganze Fehlerliste für ein Tabellenprogramm.
    func befunde(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try kennung(context, als: Bestandseingang.ID.self)
        let csv = try await context.read(.bestandUebernehmen) { session in
            Bestandsbefund.csv(try Bestandseingang.befunde(id, in: session))
        }
        return .datei(ByteBuffer(string: csv), name: "befunde.csv", typ: .csv)
    }

    func starten(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try kennung(context, als: Bestandseingang.ID.self), form = try context.form()
        let eingabe = Eingabe(form, Self.startfelder, heute: context.heute)
        let vorgang = try eingabe.vorgang(), ohne = eingabe.haken("ohne_fehlerhafte")
        let ort = context.pfad("uebernahmen/eingang/\(id)")
        do {
            _ = try await context.write(.bestandUebernehmen) { session in
                try session.einmal(vorgang) {
                    try Bestandseingang.starten(id, ohneFehlerhafte: ohne, in: session)
                    return ort
                }
            }
            return .weiter(nach: ort).mit(.erfolg("Die Übernahme beginnt."))
        } catch let hindernis as Hindernis where hindernis.feld != nil {
            return try await zeigen(context, form: form, fehler: Formularfehler(hindernis))
        }
    }

    func verwerfen(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try kennung(context, als: Bestandseingang.ID.self)
        try await context.write(.bestandUebernehmen) {
            try Bestandseingang.verwerfen(id, in: $0)
        }
        return .weiter(nach: context.pfad("uebernahmen"))
            .mit(.erfolg("Verworfen. Die hochgeladenen Dateien sind gelöscht."))
    }
}
