import Foundation
import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Die Liste `support/freigaben.mustache`.
struct SupportfreigabenView: Sendable {
    let page: Page
    let anfragen: Tabelle?
    let leer: Leer?
}

/// Die Seite `support/freigabe.mustache`.
struct SupportfreigabeView: Sendable {
    let page: Page
    let untertitel: String
    let marke: Marke
    let eckdaten: [Eckdatum]
    /// Warum nicht gewährt werden kann.
    let fehlt: Meldung?
    let ort: String
    let gewaehren: Formular?
    let ablehnen: Formular?
    let beenden: Formular?
    let zugriffe: Tabelle?
    let leer: Leer?
}

/// Einsicht des Supports in einen Fall: gewähren, ablehnen, beenden, und was gelesen wurde.
struct SupportfreigabeRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("support", use: liste)
        group.get("support/{id}") { try await zeigen($1, zurueck: nil) }
        group.post("support/{id}/{schritt}", use: tun)
    }

    private func liste(_ request: Request, context: MandantContext) async throws -> Response {
        let anfragen = try await context.read(.supportGewaehren) { try Supportanfrage.alle(in: $0) }
        let tabelle = Tabelle(
            "Anfragen des Supports, die neueste zuerst",
            spalten: [Spalte("Fall"), Spalte("Wer"), Spalte("Warum"), Spalte("Gestellt"),
                      Spalte("Stand")],
            zeilen: anfragen.map { anfrage in
                [Zelle(anfrage.aktenzeichen, ziel: context.pfad("support/\(anfrage.id)")),
                 Zelle(anfrage.wer), Zelle(anfrage.grund),
                 Zelle(Kreisanzeige.zeit(anfrage.beantragtAm)), Zelle(anfrage.stand.marke)]
            })
        let view = SupportfreigabenView(
            page: context.page("Support", .zugaenge),
            anfragen: anfragen.isEmpty ? nil : tabelle,
            leer: anfragen.isEmpty ? Leer(
                "Der Kreis hat noch keine Einsicht erbeten.",
                rat: "Ohne Ihre Freigabe liest dort niemand in Ihren Fällen.") : nil)
        return .html(try pages.render("support/freigaben", view))
    }

    private func id(_ context: MandantContext) throws -> Supportanfrage.ID {
        try context.parameters.require("id", as: Supportanfrage.ID.self)
    }

    private func zeigen(_ context: MandantContext, zurueck: Zurueck?) async throws -> Response {
        let id = try id(context)
        let (anfrage, fall, zugriffe) = try await context.read(.supportGewaehren) { session in
            let anfrage = try Supportanfrage.laden(id, in: session)
            return (anfrage, try anfrage.gemeinterFall(in: session),
                    try anfrage.zugriffe(in: session))
        }
        let wartet = anfrage.stand == .beantragt, facts = context.facts
        let view = SupportfreigabeView(
            page: context.page("Support: \(anfrage.aktenzeichen)", .zugaenge,
                               pfad: [Verweis("Support", context.pfad("support"))],
                               fehler: zurueck?.fehler),
            untertitel: "\(anfrage.wer) bittet um Einsicht in diesen einen Fall.",
            marke: anfrage.stand.marke, eckdaten: eckdaten(anfrage, fall, context),
            fehlt: wartet && fall == nil ? .warnung(
                "Einen Fall mit diesem Aktenzeichen gibt es hier nicht.") : nil,
            ort: context.pfad("support/\(id)"),
            gewaehren: wartet && fall != nil ? zurueck.formular(
                "freigabe", [Self.stundenfeld(anfrage)], werte: ["stunden": "\(anfrage.stunden)"],
                facts: facts) : nil,
            ablehnen: wartet ? zurueck.formular(
                "ablehnung", [Self.grundfeld], facts: facts) : nil,
            beenden: anfrage.stand == .laeuft ? zurueck.formular("ende", [], facts: facts) : nil,
            zugriffe: zugriffe.isEmpty ? nil : Self.tabelle(zugriffe, anfrage),
            leer: zugriffe.isEmpty ? Leer("Noch wurde nichts gelesen.") : nil)
        return .html(try pages.render("support/freigabe", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func eckdaten(_ anfrage: Supportanfrage, _ fall: Fall.ID?,
                          _ context: MandantContext) -> [Eckdatum] {
        var daten = [
            Eckdatum("Fall", anfrage.aktenzeichen, ziel: fall.map { context.pfad("faelle/\($0)") }),
            Eckdatum("Warum", anfrage.grund),
            Eckdatum("Wie lange", Kreisanzeige.anzahl(anfrage.stunden, "Stunde", "Stunden")),
            Eckdatum("Gestellt", Kreisanzeige.zeit(anfrage.beantragtAm)),
        ]
        if !anfrage.ticket.isEmpty { daten.append(Eckdatum("Ticket", anfrage.ticket)) }
        if let bis = anfrage.bis { daten.append(Eckdatum("Gilt bis", Kreisanzeige.zeit(bis))) }
        if let am = anfrage.beendetAm { daten.append(Eckdatum("Beendet", Kreisanzeige.zeit(am))) }
        if !anfrage.antwort.isEmpty { daten.append(Eckdatum("Ablehnung", anfrage.antwort)) }
        return daten
    }

    private static func tabelle(
        _ zugriffe: [Supportanfrage.Zugriff], _ anfrage: Supportanfrage
    ) -> Tabelle {
        Tabelle("Was gelesen wurde, das Jüngste zuerst",
                spalten: [Spalte("Zeit"), Spalte("Seite"), Spalte("Wer")],
                zeilen: zugriffe.map {
                    [Zelle(Kreisanzeige.zeit($0.am)), Zelle($0.seite.capitalized),
                     Zelle(anfrage.wer)]
                })
    }

    private static func stundenfeld(_ anfrage: Supportanfrage) -> Feld {
        Feld("stunden", "Stunden ab jetzt", .zahl, hinweis: "Höchstens \(anfrage.stunden)")
    }

    private static let grundfeld = Feld("grund", "Warum nicht", .mehrzeilig, maximal: 1_000)

    private func tun(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try id(context), schritt = context.parameters.get("schritt") ?? ""
        let erfolge = [
            "freigabe": "Gewährt. Jede gelesene Seite steht hier.",
            "ablehnung": "Abgelehnt. Der Kreis sieht den Grund.",
            "ende": "Beendet. Der Support liest nichts mehr.",
        ]
        guard let erfolg = erfolge[schritt] else { throw Fehlerbild.nichtGefunden() }
        let anfrage = try await context.read(.supportGewaehren) {
            try Supportanfrage.laden(id, in: $0)
        }
        let felder = ["freigabe": [Self.stundenfeld(anfrage)], "ablehnung": [Self.grundfeld]]
        let heute = context.heute
        return try await context.schritt(
            schritt, erfolg: .erfolg(erfolg), zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                var e = Eingabe(form, felder[schritt] ?? [], heute: heute)
                let stunden = schritt == "freigabe"
                    ? e.zahl("stunden", in: 1...anfrage.stunden) : 1
                let grund = schritt == "ablehnung" ? e.text("grund") : ""
                guard let stunden, let grund, e.ohneFehler else { throw e.formularfehler }
                try await context.write(.supportGewaehren) { session in
                    switch schritt {
                    case "freigabe": try anfrage.gewaehren(stunden: stunden, in: session)
                    case "ablehnung": try anfrage.ablehnen(grund, in: session)
                    default: try anfrage.beenden(in: session)
                    }
                }
                return context.pfad("support/\(id)")
            })
    }
}

extension Supportzugang.Stand {
    var marke: Marke {
        switch self {
        case .beantragt: Marke("wartet auf die Kommune", .warnung)
        case .laeuft: Marke("läuft", .hinweis)
        case .abgelehnt: Marke("abgelehnt", .gefahr)
        case .beendet: Marke("beendet")
        case .abgelaufen: Marke("abgelaufen")
        }
    }
}
