import Grundwerte
import Hummingbird
import Kreis
import Platform
import Uebergabe

/// Die Seite `umbuchung/zeigen.mustache`: ein Posten, den die Buchhaltung zurückgeben kann.
struct UmbuchungView: Sendable {
    let page: Page
    let untertitel: String
    let marke: Marke
    let ergebnis: Ergebnis
    let meldung: Meldung?
    let eckdaten: [Eckdatum]
    let zurueckgeben: Formular?
    let ziel: String

    static let felder = [
        Feld("grund", "Warum lässt sich nicht umbuchen?", .mehrzeilig,
             hinweis: "Die Kommune liest es und entscheidet neu.", maximal: 500),
    ]
}

/// Eine Umbuchung. Bestätigt werden alle eines Laufs auf dessen Seite.
struct UmbuchungRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("umbuchungen/{id}") { try await zeigen($1, zurueck: nil) }
        group.post("umbuchungen/{id}/rueckgabe", use: zurueckgeben)
    }

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let id = try context.parameters.require("id", as: Zahlungsauftrag.ID.self)
        let posten = try await context.read(.kasse, .zahllaufLesen) {
            try Umbuchung.laden(id, in: $0)
        }
        let darf = posten.zustand == .uebergeben && context.darf(.zahllaufUebergeben)
        let lauf = context.pfad("zahllaeufe/\(posten.lauf)")
        let view = UmbuchungView(
            page: context.page("Umbuchung auf \(posten.kassenzeichen)", .zahllaeufe, pfad: [
                Verweis("Zahlläufe", context.pfad("zahllaeufe")),
                Verweis("Zahllauf \(posten.laufnummer)", lauf),
            ], fehler: zurueck?.fehler),
            untertitel: posten.kommune, marke: posten.zustand.marke(.umbuchung),
            ergebnis: Ergebnis("Auf Kassenzeichen \(posten.kassenzeichen)", posten.betrag,
                               zusatz: posten.zweck),
            meldung: posten.grund.isEmpty ? nil
                : .hinweis("An die Kommune zurückgegeben: \(posten.grund)"),
            eckdaten: [
                Eckdatum("Kommune", posten.kommune),
                Eckdatum("Kennung", posten.endToEndId,
                         ziel: context.darf(.bankLesen) ? context.pfad("zahlungen/\(id)") : nil),
                Eckdatum("Zahllauf", posten.laufnummer, ziel: lauf),
            ] + (posten.tag.map { [Eckdatum("Entschieden am", $0.deutsch)] } ?? []),
            zurueckgeben: darf ? zurueck.formular("rueckgabe", UmbuchungView.felder,
                                                  facts: context.facts) : nil,
            ziel: context.pfad("umbuchungen/\(id)/rueckgabe"))
        return .html(try pages.render("umbuchung/zeigen", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func zurueckgeben(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: Zahlungsauftrag.ID.self),
            heute = context.heute
        return try await context.schritt(
            "rueckgabe", erfolg: .erfolg("Die Kommune erfährt, dass nicht umgebucht wurde."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                var eingabe = Eingabe(form, UmbuchungView.felder, heute: heute)
                guard let grund = eingabe.text("grund"), eingabe.ohneFehler else {
                    throw eingabe.formularfehler
                }
                let vorgang = try eingabe.vorgang()
                return try await context.write(.kasse, .zahllaufUebergeben) { session in
                    try session.einmal(vorgang) {
                        let lauf = try Umbuchung.laden(id, in: session).lauf
                        try Umbuchung.zurueckgeben(id, grund: grund, in: session)
                        return context.pfad("zahllaeufe/\(lauf)")
                    }
                }
            })
    }
}
