import Grundwerte
import Hummingbird
import Platform
import Uebergabe

/// Die Seite `abgleich/einnahmen.mustache`.
struct EinnahmenView: Sendable {
    struct Zeile: Sendable {
        let nummer: String
        let herkunft: String
        let monat: String
        let eingang: String
        let betrag: String
        let marke: Marke
        let zusatz: String?
        let zuruecknehmen: String?
    }

    let page: Page
    let bereiche: [Abrechnungsbereich.Reiter]
    let zeilen: [Zeile]
    let hatZeilen: Bool
    let leer: Leer?
    let melden: Formular?
    let ziel: String
}

/// Die Seite `abgleich/ruecknahme.mustache`.
struct RuecknahmeView: Sendable {
    let page: Page
    let eckdaten: [Eckdatum]
    let formular: Formular
    let ziel: String
}

/// Was die Kommune auf Behandlungskosten einnimmt, die der Kreis ausgelegt hat, gibt sie weiter
/// (B-6.6).
struct EinnahmenRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("einnahmen") { try await zeigen($1, zurueck: nil) }
        group.post("einnahmen", use: melden)
        group.get("einnahmen/{id}/ruecknahme") { try await ruecknahme($1, zurueck: nil) }
        group.post("einnahmen/{id}/ruecknahme", use: zuruecknehmen)
    }

    private static let felder = [
        Feld("monat", "Monat der Behandlung", .monat),
        Feld("eingang", "Bei Ihnen eingegangen am", .datum),
        Feld("herkunft", "Von wem?", .auswahl(Option.alle(Durchleitungsmeldung.Herkunft.self)),
             breite: .lang),
        Feld("betrag", "Betrag in €", .betrag),
        Feld("vermerk", "Vermerk", .mehrzeilig,
             hinweis: "Liest der Kreis; kein Name, kein Aktenzeichen", freiwillig: true,
             maximal: 500),
    ]
    private static let grund = [
        Feld("grund", "Warum nehmen Sie die Meldung zurück?", .mehrzeilig,
             hinweis: "Liest der Kreis; kein Name, kein Aktenzeichen", maximal: 500),
    ]

    private func zeigen(_ context: MandantContext, zurueck: Formular?,
                        fehler: Formularfehler? = nil) async throws -> Response {
        let meldungen = try await context.read(.durchleitungMelden) {
            try Durchleitungsmeldung.alle(in: $0)
        }
        let view = EinnahmenView(
            page: context.page("Einnahmen auf Behandlungskosten", .erstattung, fehler: fehler),
            bereiche: Abrechnungsbereich.reiter(.einnahmen, context),
            zeilen: meldungen.map { zeile($0, context) }, hatZeilen: !meldungen.isEmpty,
            leer: meldungen.isEmpty ? Leer("Noch ist keine Einnahme gemeldet.") : nil,
            melden: zurueck ?? Formular(Self.felder, werte: [:], facts: context.facts),
            ziel: context.pfad("einnahmen"))
        return .html(try pages.render("abgleich/einnahmen", view),
                     status: fehler == nil ? .ok : .unprocessableContent)
    }

    private func zeile(_ meldung: Durchleitungsmeldung, _ context: MandantContext)
        -> EinnahmenView.Zeile {
        let kann = meldung.zustand == .uebernommen && meldung.berichtigt == nil
            && !meldung.istBerichtigt
        let zusatz = meldung.zustand == .abgelehnt ? meldung.grund
            : meldung.umlage.map { "in der Umlage \($0.deutsch)" }
            ?? (meldung.istBerichtigt ? "zurückgenommen" : nil)
        return .init(
            nummer: meldung.nummer, herkunft: meldung.herkunft.bezeichnung,
            monat: meldung.monat.deutsch, eingang: meldung.eingangAm.deutsch,
            betrag: meldung.betrag.betrag, marke: Marke(meldung.zustand), zusatz: zusatz,
            zuruecknehmen: kann ? context.pfad("einnahmen/\(meldung.id)/ruecknahme") : nil)
    }

    private func melden(_ request: Request, context: MandantContext) async throws -> Response {
        let form = try context.form(), heute = context.heute
        do {
            var e = Eingabe(form, Self.felder, heute: heute)
            let monat = e.monat("monat"), eingang = e.datum("eingang")
            let herkunft = e.auswahl("herkunft", als: Durchleitungsmeldung.Herkunft.self)
            let betrag = e.betrag("betrag", mindestens: Geld(cent: 1))
            let vermerk = e.text("vermerk") ?? ""
            guard let monat, let eingang, let herkunft, let betrag, e.ohneFehler
            else { throw e.formularfehler }
            let vorgang = try e.vorgang()
            let ziel = try await context.write(.durchleitungMelden) { session in
                try session.einmal(vorgang) {
                    try Durchleitungsmeldung.melden(
                        monat: monat, eingang: eingang, herkunft: herkunft, betrag: betrag,
                        vermerk: vermerk, in: session)
                    return context.pfad("einnahmen")
                }
            }
            return Response.weiter(nach: ziel)
                .mit(.erfolg("Die Einnahme ist gemeldet. Der Kreis entscheidet darüber."))
        } catch let fehler as Formularfehler {
            return try await zurueck(form, fehler, context)
        } catch let hindernis as Hindernis where hindernis.art != .nichtGefunden {
            return try await zurueck(form, Formularfehler(hindernis), context)
        }
    }

    private func zurueck(_ form: FormData, _ fehler: Formularfehler, _ context: MandantContext)
        async throws -> Response {
        try await zeigen(context, zurueck: Formular(Self.felder, erneut: form, fehler: fehler,
                                                    facts: context.facts), fehler: fehler)
    }

    private func ruecknahme(_ context: MandantContext, zurueck: Formular?,
                            fehler: Formularfehler? = nil) async throws -> Response {
        let id = try context.parameters.require("id", as: Durchleitungsmeldung.ID.self)
        let meldung = try await context.read(.durchleitungMelden) { session in
            try Durchleitungsmeldung.alle(in: session).first { $0.id == id }
        }
        guard let meldung else { throw Hindernis.nichtGefunden }
        let view = RuecknahmeView(
            page: context.page("Meldung \(meldung.nummer) zurücknehmen", .erstattung, pfad: [
                Verweis("Einnahmen", context.pfad("einnahmen")),
            ], fehler: fehler),
            eckdaten: [
                Eckdatum("Betrag", meldung.betrag.description),
                Eckdatum("Von", meldung.herkunft.bezeichnung),
                Eckdatum("Behandlung im", meldung.monat.deutsch),
                Eckdatum("Umlage", meldung.umlage?.deutsch ?? "noch keine"),
            ],
            formular: zurueck ?? Formular(Self.grund, werte: [:], facts: context.facts),
            ziel: context.pfad("einnahmen/\(id)/ruecknahme"))
        return .html(try pages.render("abgleich/ruecknahme", view),
                     status: fehler == nil ? .ok : .unprocessableContent)
    }

    private func zuruecknehmen(_ request: Request, context: MandantContext) async throws
        -> Response {
        let id = try context.parameters.require("id", as: Durchleitungsmeldung.ID.self)
        let form = try context.form(), heute = context.heute
        do {
            var e = Eingabe(form, Self.grund, heute: heute)
            guard let grund = e.text("grund"), e.ohneFehler else { throw e.formularfehler }
            let vorgang = try e.vorgang()
            let ziel = try await context.write(.durchleitungMelden) { session in
                try session.einmal(vorgang) {
                    try Durchleitungsmeldung.zuruecknehmen(id, grund: grund, in: session)
                    return context.pfad("einnahmen")
                }
            }
            return Response.weiter(nach: ziel)
                .mit(.erfolg("Die Rücknahme ist gemeldet. Der Kreis entscheidet darüber."))
        } catch let fehler as Formularfehler {
            return try await erneut(form, fehler, context)
        } catch let hindernis as Hindernis where hindernis.art != .nichtGefunden {
            return try await erneut(form, Formularfehler(hindernis), context)
        }
    }

    private func erneut(_ form: FormData, _ fehler: Formularfehler, _ context: MandantContext)
        async throws -> Response {
        try await ruecknahme(context, zurueck: Formular(Self.grund, erneut: form, fehler: fehler,
                                                        facts: context.facts), fehler: fehler)
    }
}

extension Durchleitungsmeldung.Herkunft: Auswaehlbar {}
