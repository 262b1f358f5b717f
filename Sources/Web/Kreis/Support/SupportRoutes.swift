import Foundation
import Grundwerte
import Hummingbird
import Kreis
import Platform

/// Die Liste `support/liste.mustache` mit dem Formular für eine neue Anfrage.
struct SupportView: Sendable {
    let page: Page
    let zugaenge: Tabelle?
    let formular: Formular
    let ziel: String
}

/// Die Seite `support/akte.mustache`: eine Seite des einen Falls, oder warum sie fehlt.
struct SupportakteView: Sendable {
    struct Reiter: Sendable {
        let text: String
        let ziel: String
        let aktiv: Bool
    }

    let page: Page
    let marke: Marke
    let banner: Meldung
    let eckdaten: [Eckdatum]
    let hatEckdaten: Bool
    let reiter: [Reiter]
    let hatReiter: Bool
    let tabellen: [Tabelle]
    let beenden: Formular?
    let ziel: String
}

/// Support durch den Kreis: um Einsicht in einen Fall bitten und, solange sie gewährt ist, lesen.
struct SupportRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("support") { try await liste($1, zurueck: nil) }
        group.post("support", use: beantragen)
        group.get("support/{id}", use: zeigen)
        group.get("support/{id}/{seite}", use: lesen)
        group.post("support/{id}/ende", use: beenden)
    }

    private func felder(_ mandanten: [Mandant], _ regel: Zugangsregel) -> [Feld] {
        [Feld("kommune", "Kommune", .auswahl(mandanten.map { Option($0.kuerzel, $0.name) }),
              breite: .mittel),
         Feld("aktenzeichen", "Aktenzeichen", hinweis: "Wie die Kommune es nennt", maximal: 40,
              breite: .mittel),
         Feld("ticket", "Nummer der Supportanfrage", freiwillig: true, maximal: 40, breite: .kurz),
         Feld("grund", "Warum Sie in den Fall sehen müssen", .mehrzeilig, maximal: 1_000),
         Feld("stunden", "Stunden", .zahl, hinweis: "Höchstens \(regel.supportStunden)")]
    }

    private func liste(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let mandanten = try await context.services.registry.all()
        let (zugaenge, regel) = try await context.readPlatform(.supportBeantragen) {
            (try Supportzugang.eigene(in: $0),
             try Zugangsregel.geltende(am: $0.heute, in: $0.transaction))
        }
        let namen = mandanten.reduce(into: [:]) { $0[$1.id] = $1.name }
        let view = SupportView(
            page: context.page("Support", .support, fehler: zurueck?.fehler),
            zugaenge: zugaenge.isEmpty ? nil : Tabelle(
                "Ihre Anfragen, die neueste zuerst",
                spalten: [Spalte("Fall"), Spalte("Kommune"), Spalte("Warum"), Spalte("Bis"),
                          Spalte("Stand")],
                zeilen: zugaenge.map { zugang in
                    [Zelle(zugang.aktenzeichen, ziel: context.pfad("support/\(zugang.id)")),
                     Zelle(namen[zugang.mandant] ?? "–"), Zelle(zugang.grund),
                     Zelle(zugang.bis.map(Kreisanzeige.zeit) ?? "–"), Zelle(zugang.stand.marke)]
                }),
            formular: zurueck.formular("neu", felder(mandanten, regel),
                                       werte: ["stunden": "2"], facts: context.facts),
            ziel: context.pfad("support"))
        return .html(try pages.render("support/liste", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func beantragen(_ request: Request, context: KreisContext) async throws -> Response {
        let mandanten = try await context.services.registry.all(), heute = context.heute
        let regel = try await context.readPlatform(.supportBeantragen) {
            try Zugangsregel.geltende(am: $0.heute, in: $0.transaction)
        }
        return try await context.schritt(
            "neu", erfolg: .erfolg("Die Leitung der Kommune entscheidet jetzt."),
            zeigen: { try await liste(context, zurueck: $0) },
            tun: { form in
                var e = Eingabe(form, felder(mandanten, regel), heute: heute)
                let kuerzel = e.auswahl("kommune"), aktenzeichen = e.text("aktenzeichen")
                let ticket = e.text("ticket") ?? "", grund = e.text("grund")
                let stunden = e.zahl("stunden", in: 1...regel.supportStunden)
                guard let aktenzeichen, let grund, let stunden,
                      let mandant = mandanten.first(where: { $0.kuerzel == kuerzel }),
                      e.ohneFehler else { throw e.formularfehler }
                let neu = Supportzugang.Neu(
                    mandant: mandant.id, aktenzeichen: aktenzeichen, ticket: ticket, grund: grund,
                    stunden: stunden)
                let vorgang = try e.vorgang()
                let id = try await context.writePlatform(.supportBeantragen) {
                    try Supportzugang.beantragen(neu, vorgang: vorgang, in: $0)
                }
                return context.pfad("support/\(id)")
            })
    }

    private func laden(_ context: KreisContext) async throws -> (Supportzugang, Mandant) {
        let id = try context.parameters.require("id", as: Supportzugang.ID.self)
        let zugang = try await context.readPlatform(.supportBeantragen) {
            try Supportzugang.laden(id, in: $0)
        }
        guard let mandant = try await context.services.registry.mandant(zugang.mandant) else {
            throw Fehlerbild.nichtGefunden()
        }
        return (zugang, mandant)
    }

    private func zeigen(_ request: Request, context: KreisContext) async throws -> Response {
        let (zugang, mandant) = try await laden(context)
        guard zugang.stand != .laeuft else {
            return .weiter(nach: context.pfad("support/\(zugang.id)/haushalt"))
        }
        return try seite(zugang, mandant, nil, nil, context)
    }

    private func lesen(_ request: Request, context: KreisContext) async throws -> Response {
        let (zugang, mandant) = try await laden(context)
        let seite = context.parameters.get("seite").flatMap(Supportakte.Seite.init)
        guard let seite else { throw Fehlerbild.nichtGefunden() }
        guard zugang.stand == .laeuft else {
            return .weiter(nach: context.pfad("support/\(zugang.id)"))
        }
        let akte = try await context.write(.support, .supportBeantragen) {
            try Supportakte.lesen(seite, zugang: zugang.id, bei: mandant, in: $0)
        }
        return try self.seite(zugang, mandant, seite, akte, context)
    }

    private func seite(_ zugang: Supportzugang, _ mandant: Mandant, _ aktiv: Supportakte.Seite?,
                       _ akte: Supportakte?, _ context: KreisContext) throws -> Response {
        let ort = context.pfad("support/\(zugang.id)"), laeuft = akte != nil
        let eckdaten = laeuft ? [] : [
            Eckdatum("Warum", zugang.grund),
            Eckdatum("Wie lange", Kreisanzeige.anzahl(zugang.stunden, "Stunde", "Stunden")),
            Eckdatum("Gestellt", Kreisanzeige.zeit(zugang.beantragtAm)),
        ]
        let view = SupportakteView(
            page: context.page("\(zugang.aktenzeichen), \(mandant.bezeichnung)", .support,
                               pfad: [Verweis("Support", context.pfad("support"))]),
            marke: zugang.stand.marke,
            banner: Self.banner(zugang, mandant, eingeschraenkt: akte?.eingeschraenkt ?? false),
            eckdaten: eckdaten, hatEckdaten: !eckdaten.isEmpty,
            reiter: laeuft ? Supportakte.Seite.allCases.map {
                SupportakteView.Reiter(text: $0.rawValue.capitalized,
                                       ziel: "\(ort)/\($0.rawValue)", aktiv: $0 == aktiv)
            } : [], hatReiter: laeuft, tabellen: akte?.tabellen ?? [],
            beenden: zugang.stand == .laeuft || zugang.stand == .beantragt
                ? Formular([], facts: context.facts) : nil,
            ziel: "\(ort)/ende")
        return .html(try pages.render("support/akte", view))
    }

    private static func banner(_ zugang: Supportzugang, _ mandant: Mandant,
                               eingeschraenkt: Bool) -> Meldung {
        switch zugang.stand {
        case .beantragt: .hinweis("Die Leitung der Kommune hat noch nicht entschieden.")
        case .abgelehnt: .warnung("Die Kommune hat abgelehnt: \(zugang.antwort)")
        case .beendet: .hinweis("Der Zugang ist beendet. Zu lesen ist hier nichts mehr.")
        case .abgelaufen: .hinweis("Die Zeit ist um. Zu lesen ist hier nichts mehr.")
        case .laeuft: .warnung(
            "Supportzugang: Sie lesen Fall \(zugang.aktenzeichen) der Kommune \(mandant.name)"
                + (zugang.bis.map { " bis \(Kreisanzeige.zeit($0))" } ?? "")
                + ". Sie ändern nichts; jede Seite, die Sie öffnen, steht in der Liste der "
                + "Kommune."
                + (eingeschraenkt ? " Die Verarbeitung dieses Falls ist eingeschränkt "
                    + "(Art. 18 DSGVO)." : ""))
        }
    }

    private func beenden(_ request: Request, context: KreisContext) async throws -> Response {
        let (zugang, _) = try await laden(context)
        try await context.writePlatform(.supportBeantragen) { try zugang.beenden(in: $0) }
        return .weiter(nach: context.pfad("support/\(zugang.id)"))
            .mit(.erfolg("Der Zugang ist beendet."))
    }
}
