import Grundwerte
import Hummingbird
import Kreis
import Platform

/// Die Liste `sammelrechnung/steller.mustache`.
struct RechnungsstellerView: Sendable {
    let page: Page
    let bereiche: [Krankenhilfebereich.Reiter]
    let steller: Tabelle?
    let leer: Leer?
    let aufnehmen: Formular?
    let ziel: String
}

/// Wer Sammelrechnungen stellt (B-6.1), und wer neu dazukommt.
struct RechnungsstellerRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("krankenhilfe/rechnungssteller") { try await zeigen($1, zurueck: nil) }
        group.post("krankenhilfe/rechnungssteller", use: aufnehmen)
    }

    private static let felder = [
        Feld("name", "Name", hinweis: "Wie er auf den Rechnungen steht", maximal: 120,
             breite: .lang),
        Feld("art", "Art", .auswahl(Option.alle(Rechnungssteller.Art.self)), breite: .lang),
        Feld("strasse", "Straße und Hausnummer", maximal: 120),
        Feld("plz", "Postleitzahl", maximal: 5, breite: .kurz),
        Feld("ort", "Ort", maximal: 80),
    ]

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let steller = try await context.read(.abrechnung, .sammelrechnungLesen) {
            try Rechnungssteller.alle(in: $0)
        }
        let darf = context.darf(.sammelrechnungErfassen)
        let view = RechnungsstellerView(
            page: context.page("Rechnungssteller", .krankenhilfe, fehler: zurueck?.fehler),
            bereiche: Krankenhilfebereich.reiter(.steller, context),
            steller: steller.isEmpty ? nil : tabelle(steller, context),
            leer: steller.isEmpty ? Leer("Noch steht niemand in der Liste.") : nil,
            aufnehmen: darf
                ? zurueck.formular("aufnehmen", Self.felder, facts: context.facts) : nil,
            ziel: context.pfad("krankenhilfe/rechnungssteller"))
        return .html(try pages.render("sammelrechnung/steller", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func tabelle(_ steller: [Rechnungssteller], _ context: KreisContext) -> Tabelle {
        Tabelle("Rechnungssteller",
                spalten: [Spalte("Name"), Spalte("Art"), Spalte("Anschrift")],
                zeilen: steller.map {
                    [Zelle($0.name,
                           ziel: context.pfad("krankenhilfe/rechnungssteller/\($0.id)")),
                     Zelle($0.art.bezeichnung),
                     Zelle("\($0.strasse), \($0.plz) \($0.ort)")]
                })
    }

    private func aufnehmen(_ request: Request, context: KreisContext) async throws -> Response {
        let heute = context.heute
        return try await context.schritt(
            "aufnehmen", erfolg: .erfolg("Der Rechnungssteller steht in der Liste."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                var e = Eingabe(form, Self.felder, heute: heute)
                let name = e.text("name"), art = e.auswahl("art", als: Rechnungssteller.Art.self)
                let strasse = e.text("strasse"), plz = e.text("plz"), ort = e.text("ort")
                if let plz, plz.wholeMatch(of: /[0-9]{5}/) == nil {
                    e.melde("plz", grund: "„\(plz)“ ist keine Postleitzahl",
                            abhilfe: "Geben Sie fünf Ziffern an.")
                }
                guard let name, let art, let strasse, let plz, let ort, e.ohneFehler
                else { throw e.formularfehler }
                let vorgang = try e.vorgang()
                return try await context.write(.abrechnung, .sammelrechnungErfassen) { session in
                    try session.einmal(vorgang) {
                        try Rechnungssteller(art: art, name: name, strasse: strasse, plz: plz,
                                             ort: ort).aufnehmen(in: session)
                        return context.pfad("krankenhilfe/rechnungssteller")
                    }
                }
            })
    }
}
