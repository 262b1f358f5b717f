import Grundwerte
import Hummingbird
import Platform

/// Die Seite `verwaltung/programmzugaenge.mustache`.
struct ProgrammzugaengeView: Sendable {
    struct Zugang: Sendable {
        let name: String
        let zeit: String
        let rechte: String
        let marke: Marke
        /// Was vor dem nahen Ende zu tun ist.
        let erinnerung: String?
        let widerrufen: Widerruf?
    }

    struct Widerruf: Sendable {
        let csrf: String
        let ziel: String
    }

    let page: Page
    /// Der Schlüssel eines Zugangs des Kreises; nur in der Antwort auf das Anlegen, nie wieder.
    let token: String?
    let zugaenge: [Zugang]
    let hatZugaenge: Bool
    let formular: Formular
    let ziel: String
    let beschreibung: String
}

/// Die Zugänge anderer Programme zur JSON-Schnittstelle: anlegen, zeigen, wann sie zuletzt
/// gebraucht wurden, widerrufen.
struct ProgrammzugaengeRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("programmzugaenge") { try await zeigen($1, zurueck: nil) }
        group.post("programmzugaenge", use: anlegen)
        group.post("programmzugaenge/{id}/widerruf", use: widerrufen)
    }

    private static func felder(_ stellen: [Option]) -> [Feld] {
        let rechte = [Role.Ebene.kommune, .kreis].flatMap { ebene in
            (Schnittstelle.moeglich[ebene] ?? []).map { recht in
                Option(recht.rawValue, ebene == .kreis ? "Kreis: \(recht.satz)"
                    : "Kommune: \(recht.satz)")
            }
        }
        return [
            Feld("stelle", "Für wen", .auswahl(stellen), breite: .mittel),
            Feld("bezeichnung", "Welches Programm",
                 hinweis: "So steht es in Vermerken, etwa „Dokumentenverwaltung“", maximal: 80,
                 breite: .mittel),
            Feld("rechte", "Was es darf", .mehrere(rechte)),
            Feld("gueltig_bis", "Letzter Tag", .datum, hinweis: "Höchstens in einem Jahr"),
        ]
    }

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?, token: String? = nil)
        async throws -> Response {
        let mandanten = try await context.services.registry.all()
        let zugaenge = try await context.readPlatform(.benutzerVerwalten) {
            try Schnittstelle.alle(in: $0)
        }
        let namen = Dictionary(mandanten.map { ($0.id, $0.name) }) { erster, _ in erster }
        let ablaufend = Set(Schnittstelle.ablaufende(zugaenge, am: context.heute).map(\.id))
        let view = ProgrammzugaengeView(
            page: context.page("Zugänge für Programme", .benutzer, pfad: [
                Verweis("Benutzer", context.pfad("benutzer")),
            ], fehler: zurueck?.fehler),
            token: token, zugaenge: zugaenge.map {
                zugang($0, namen, laeuftAb: ablaufend.contains($0.id), context)
            },
            hatZugaenge: !zugaenge.isEmpty,
            formular: zurueck.formular("zugang", Self.felder(Self.stellen(mandanten, context)),
                                       werte: [:], facts: context.facts),
            ziel: context.pfad("programmzugaenge"), beschreibung: "/api/v1/openapi.json")
        return .html(try pages.render("verwaltung/programmzugaenge", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private static func stellen(_ mandanten: [Mandant], _ context: KreisContext) -> [Option] {
        [Option("kreis", context.services.kreis)]
            + mandanten.map { Option($0.kuerzel, $0.bezeichnung) }
    }

    private func zugang(_ zugang: Schnittstelle, _ namen: [Mandant.ID: String], laeuftAb: Bool,
                        _ context: KreisContext) -> ProgrammzugaengeView.Zugang {
        let stelle = zugang.mandant.map { namen[$0] ?? "–" } ?? context.services.kreis
        let vorbei = zugang.gueltigBis < context.heute
        let zuletzt = zugang.zuletztAm.map { "zuletzt gebraucht \(Kreisanzeige.zeit($0))" }
            ?? "noch nie gebraucht"
        return ProgrammzugaengeView.Zugang(
            name: "\(zugang.bezeichnung), \(stelle)",
            zeit: "\(zuletzt), angelegt \(Kreisanzeige.zeit(zugang.angelegtAm)) von "
                + zugang.angelegtVon,
            rechte: zugang.rechte.map(\.satz).joined(separator: " "),
            marke: zugang.marke(am: context.heute),
            erinnerung: laeuftAb ? "Legen Sie unten einen neuen mit demselben Namen und denselben "
                + "Rechten an und geben Sie ihn dem Betreiber des Programms. Widerrufen Sie "
                + "diesen, sobald der neue gebraucht wird." : nil,
            widerrufen: zugang.widerrufenAm != nil || vorbei ? nil : ProgrammzugaengeView.Widerruf(
                csrf: context.facts.csrfToken,
                ziel: context.pfad("programmzugaenge/\(zugang.id)/widerruf")))
    }

    private func anlegen(_ request: Request, context: KreisContext) async throws -> Response {
        let form = try context.form()
        do {
            let neu = try await lies(form, context)
            let token = try await context.writePlatform(.benutzerVerwalten) {
                try Schnittstelle.anlegen(neu, in: $0)
            }
            guard let token else {
                return .weiter(nach: context.pfad("programmzugaenge")).mit(.erfolg(
                    "Angelegt. Den Schlüssel bekommt die Kommune, sobald ihre Leitung den Zugang "
                        + "unter „Zugänge“ bestätigt."))
            }
            return try await zeigen(context, zurueck: nil, token: token)
        } catch let fehler as Formularfehler {
            return try await zeigen(context, zurueck: Zurueck(
                welches: "zugang", form: form, fehler: fehler))
        } catch let hindernis as Hindernis {
            return try await zeigen(context, zurueck: Zurueck(
                welches: "zugang", form: form, fehler: Formularfehler(hindernis)))
        }
    }

    private func lies(_ form: FormData, _ context: KreisContext) async throws
        -> Schnittstelle.Neu {
        let mandanten = try await context.services.registry.all()
        var eingabe = Eingabe(form, Self.felder(Self.stellen(mandanten, context)),
                              heute: context.heute)
        let stelle = eingabe.auswahl("stelle"), bezeichnung = eingabe.text("bezeichnung")
        let rechte = eingabe.mehrere("rechte"), bis = eingabe.datum("gueltig_bis")
        guard let stelle, let bezeichnung, let bis, eingabe.ohneFehler else {
            throw eingabe.formularfehler
        }
        return Schnittstelle.Neu(
            id: Schnittstelle.ID(try eingabe.vorgang()),
            mandant: mandanten.first { $0.kuerzel == stelle }?.id, bezeichnung: bezeichnung,
            rechte: rechte.compactMap(Permission.init(rawValue:)), gueltigBis: bis)
    }

    private func widerrufen(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: Schnittstelle.ID.self)
        try await context.writePlatform(.benutzerVerwalten) {
            try Schnittstelle.widerrufen(id, in: $0)
        }
        return .weiter(nach: context.pfad("programmzugaenge"))
            .mit(.erfolg("Der Zugang ist widerrufen."))
    }
}
