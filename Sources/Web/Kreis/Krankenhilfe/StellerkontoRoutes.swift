import Grundwerte
import Hummingbird
import Kreis
import Platform

/// Ein Rechnungssteller `sammelrechnung/stellerkonto.mustache`.
struct StellerkontoView: Sendable {
    let page: Page
    let untertitel: String
    let warnung: Meldung?
    let konten: Tabelle?
    let leer: Leer?
    let bestaetigen: [Bestaetigung]
    let erfassen: Formular?
    let ziel: String

    struct Bestaetigung: Sendable {
        let text: String
        let formular: Formular?
        let andere: Meldung?
        let ziel: String
    }
}

/// Wohin einem Rechnungssteller gezahlt wird: Eine Person erfasst das Konto, eine andere bestätigt
/// es.
struct StellerkontoRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        let pfad = "krankenhilfe/rechnungssteller/{id}"
        group.get("\(pfad)") { try await zeigen($1, zurueck: nil) }
        group.post("\(pfad)/konten", use: erfassen)
        group.post("\(pfad)/konten/{konto}/bestaetigung", use: bestaetigen)
    }

    private static let felder = [
        Feld("inhaber", "Kontoinhaber", maximal: 70, breite: .lang),
        Feld("iban", "IBAN", .iban, hinweis: "Vom Schreiben des Rechnungsstellers, nicht von einer "
            + "E-Mail", breite: .lang),
    ]

    private static func id(_ context: KreisContext) throws -> Rechnungssteller.ID {
        try context.parameters.require("id", as: Rechnungssteller.ID.self)
    }

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let id = try Self.id(context)
        let (steller, konten) = try await context.read(.abrechnung, .sammelrechnungLesen) {
            (try Rechnungssteller.laden(id, in: $0), try Rechnungsstellerkonto.alle(id, in: $0))
        }
        let namen = try await context.benutzernamen()
        let ziel = context.pfad("krankenhilfe/rechnungssteller/\(id)")
        let view = StellerkontoView(
            page: context.page(steller.name, .krankenhilfe, pfad: [
                Verweis("Rechnungssteller", context.pfad("krankenhilfe/rechnungssteller")),
            ], fehler: zurueck?.fehler),
            untertitel: "\(steller.art.bezeichnung) · \(steller.strasse), \(steller.plz) "
                + steller.ort,
            warnung: konten.contains(where: \.gilt) ? nil
                : .warnung("Noch ist kein Konto bestätigt: Freigegebene Rechnungen bleiben "
                    + "liegen."),
            konten: konten.isEmpty ? nil : tabelle(konten, namen),
            leer: konten.isEmpty ? Leer("Noch ist kein Konto hinterlegt.") : nil,
            bestaetigen: konten.filter { $0.bestaetigtVon == nil }
                .map { bestaetigung($0, context, zurueck, ziel) },
            erfassen: context.darf(.sammelrechnungErfassen)
                ? zurueck.formular("konto", Self.felder, facts: context.facts) : nil,
            ziel: ziel)
        return .html(try pages.render("sammelrechnung/stellerkonto", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func tabelle(_ konten: [Rechnungsstellerkonto], _ namen: [User.ID: String]) -> Tabelle {
        func wer(_ id: User.ID?) -> String { id.flatMap { namen[$0] } ?? "–" }
        return Tabelle(
            "Konten", spalten: [Spalte("IBAN"), Spalte("Inhaber"), Spalte("Erfasst"),
                                Spalte("Bestätigt"), Spalte("Stand")],
            zeilen: konten.map { konto in
                [Zelle(konto.iban.gruppiert), Zelle(konto.inhaber),
                 Zelle(Uhr.berlinTag(konto.erfasstAm).deutsch, zusatz: wer(konto.erfasstVon)),
                 Zelle(konto.bestaetigtAm.map { Uhr.berlinTag($0).deutsch } ?? "–",
                       zusatz: konto.bestaetigtVon.map(wer)),
                 Zelle(konto.gilt ? Marke("wird bezahlt", .ok)
                     : konto.bestaetigtVon == nil ? Marke("zu bestätigen", .warnung)
                     : Marke("abgelöst"))]
            })
    }

    private func bestaetigung(
        _ konto: Rechnungsstellerkonto, _ context: KreisContext, _ zurueck: Zurueck?, _ ziel: String
    ) -> StellerkontoView.Bestaetigung {
        let selbst = konto.erfasstVon == context.benutzer
        return .init(
            text: "\(konto.iban.gruppiert), \(konto.inhaber)",
            formular: context.darf(.sammelrechnungFreigeben) && !selbst
                ? zurueck.formular("bestaetigen", [], facts: context.facts) : nil,
            andere: selbst ? .hinweis("Sie haben dieses Konto erfasst. Bestätigen muss es eine "
                + "andere Person.") : nil,
            ziel: "\(ziel)/konten/\(konto.id)/bestaetigung")
    }

    private func erfassen(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try Self.id(context), heute = context.heute
        return try await context.schritt(
            "konto", erfolg: .erfolg("Das Konto ist erfasst. Nun bestätigt es eine andere Person."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                var e = Eingabe(form, Self.felder, heute: heute)
                let inhaber = e.text("inhaber"), iban = e.iban("iban")
                guard let inhaber, let iban, e.ohneFehler else { throw e.formularfehler }
                let vorgang = try e.vorgang()
                return try await context.write(.abrechnung, .sammelrechnungErfassen) { session in
                    try session.einmal(vorgang) {
                        try Rechnungsstellerkonto.erfassen(iban, inhaber: inhaber, fuer: id,
                                                           in: session)
                        return context.pfad("krankenhilfe/rechnungssteller/\(id)")
                    }
                }
            })
    }

    private func bestaetigen(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try Self.id(context), heute = context.heute
        let konto = try context.parameters.require("konto", as: Rechnungsstellerkonto.ID.self)
        return try await context.schritt(
            "bestaetigen", erfolg: .erfolg("Das Konto ist bestätigt."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                let vorgang = try Eingabe(form, [], heute: heute).vorgang()
                return try await context.write(.abrechnung, .sammelrechnungFreigeben) { session in
                    try session.einmal(vorgang) {
                        try Rechnungsstellerkonto.bestaetigen(konto, in: session)
                        return context.pfad("krankenhilfe/rechnungssteller/\(id)")
                    }
                }
            })
    }
}
