import Grundwerte
import Hummingbird
import Platform

/// Die Arbeitsliste `zugang/kreisliste.mustache`.
struct ZugangsantraegeView: Sendable {
    let page: Page
    let offene: Tabelle?
    let leer: Leer?
    let fruehere: Tabelle?
}

/// Die Seite `zugang/einrichten.mustache`.
struct ZugangEinrichtenView: Sendable {
    let page: Page
    let untertitel: String
    let marke: Marke
    let ablauf: Ablauf
    let eckdaten: [Eckdatum]
    let konto: Verweis?
    let verlauf: [Ereignis]
    let ort: String
    /// Der Satz über dem Knopf: was geschehen wird.
    let folge: String
    let einrichten: Formular?
    let ablehnen: Formular?
}

/// Was die Kommunen an Zugängen beantragen: einrichten oder mit Grund ablehnen (B-3.4.4).
struct ZugangsantraegeRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("zugaenge", use: liste)
        group.get("zugaenge/{id}") { try await zeigen($1, zurueck: nil) }
        group.post("zugaenge/{id}/einrichtung", use: einrichten)
        group.post("zugaenge/{id}/ablehnung", use: ablehnen)
    }

    private func liste(_ request: Request, context: KreisContext) async throws -> Response {
        let (antraege, rollen) = try await context.readPlatform(.benutzerVerwalten) {
            (try Zugangsantrag.alle(mandant: nil, in: $0), try Role.alle(.kommune, in: $0))
        }
        let stellen = try await context.services.registry.all()
            .reduce(into: [:]) { $0[$1.id] = $1.name }
        let ort = { (id: Zugangsantrag.ID) in context.pfad("zugaenge/\(id)") }
        let offene = antraege.filter(\.stand.wartetAufKreis).sorted {
            $0.beantragtAm < $1.beantragtAm
        }
        let view = ZugangsantraegeView(
            page: context.page("Anträge der Kommunen", .benutzer, pfad: [
                Verweis("Benutzer", context.pfad("benutzer")),
            ]),
            offene: Zugangsanzeige.tabelle(
                "Einzurichten, der älteste zuerst", offene, rollen, stellen: stellen, ort: ort),
            leer: offene.isEmpty ? Leer("Zurzeit ist nichts einzurichten.") : nil,
            fruehere: Zugangsanzeige.tabelle(
                "Eingerichtet und erledigt", antraege.filter { !$0.stand.wartetAufKreis }, rollen,
                stellen: stellen, ort: ort))
        return .html(try pages.render("zugang/kreisliste", view))
    }

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let antrag = try await laden(context)
        let (verlauf, rollen) = try await context.readPlatform(.benutzerVerwalten) {
            (try antrag.verlauf(in: $0), try Role.alle(.kommune, in: $0))
        }
        let mandant = try await context.services.registry.mandant(antrag.mandant)
        let anzeige = Zugangsanzeige(antrag: antrag, rollen: rollen), facts = context.facts
        let werte = ["fassung": "\(antrag.fassung)"], wartet = antrag.stand.wartetAufKreis
        let view = ZugangEinrichtenView(
            page: context.page(anzeige.titel, .benutzer, pfad: [
                Verweis("Benutzer", context.pfad("benutzer")),
                Verweis("Anträge der Kommunen", context.pfad("zugaenge")),
            ], fehler: zurueck?.fehler),
            untertitel: mandant?.bezeichnung ?? "–", marke: antrag.stand.marke,
            ablauf: anzeige.ablauf, eckdaten: anzeige.eckdaten,
            konto: antrag.benutzer.map {
                Verweis("Konto von \(antrag.name)", context.pfad("benutzer/\($0)"))
            },
            verlauf: verlauf.map(\.ereignis), ort: context.pfad("zugaenge/\(antrag.id)"),
            folge: Self.folge(antrag),
            einrichten: wartet ? zurueck.formular(
                "einrichtung", Self.einrichtfelder(antrag), werte: werte, facts: facts) : nil,
            ablehnen: wartet ? zurueck.formular(
                "ablehnung", Self.ablehnfelder, werte: werte, facts: facts) : nil)
        return .html(try pages.render("zugang/einrichten", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private static func folge(_ antrag: Zugangsantrag) -> String {
        guard antrag.stand == .beantragt else {
            return "Die Kommune hat etwas beanstandet. Berichtigen Sie es am Konto und "
                + "schreiben Sie hier, was sich geändert hat; dann bestätigt sie neu."
        }
        return switch antrag.art {
        case .neuePerson:
            "Das Programm legt Konto und Rollen an und zeigt einmal einen Einmalcode. Geben Sie "
                + "ihn der Person selbst; sie wählt damit ihr eigenes Kennwort."
        case .weitereRollen: "Das Programm gibt diese Rollen zu den bisherigen."
        case .wechsel: "Das Programm gibt diese Rollen und beendet alle anderen am Tag davor."
        case .rollenende: "Das Programm beendet diese Rollen mit dem letzten Tag."
        case .ausscheiden:
            "Nach dem letzten Tag hat die Person keine Rolle mehr, und niemand meldet sich mit "
                + "ihrem Konto an. Die Leitung übergibt ihre offene Arbeit."
        }
    }

    private static func einrichtfelder(_ antrag: Zugangsantrag) -> [Feld] {
        let fassung = ZugaengeRoutes.fassungsfelder
        guard antrag.stand == .beantragt else {
            return fassung + [Feld("text", "Was berichtigt ist", .mehrzeilig, maximal: 1_000)]
        }
        return fassung + [Feld("text", "Hinweis an die Kommune", .mehrzeilig, freiwillig: true,
                               maximal: 1_000)]
    }

    private static let ablehnfelder = ZugaengeRoutes.fassungsfelder + [
        Feld("ablehnung", "Warum nicht", .mehrzeilig, maximal: 1_000),
    ]

    private func laden(_ context: KreisContext) async throws -> Zugangsantrag {
        let id = try context.parameters.require("id", as: Zugangsantrag.ID.self)
        return try await context.readPlatform(.benutzerVerwalten) {
            try Zugangsantrag.laden(id, mandant: nil, in: $0)
        }
    }

    private func einrichten(_ request: Request, context: KreisContext) async throws -> Response {
        let antrag = try await laden(context), heute = context.heute
        return try await context.schritt(
            "einrichtung", zeigen: { try await zeigen(context, zurueck: $0) },
            antworten: { form in
                try antrag.verlange(form["fassung"])
                var eingabe = Eingabe(form, Self.einrichtfelder(antrag), heute: heute)
                let text = eingabe.text("text") ?? ""
                guard eingabe.ohneFehler else { throw eingabe.formularfehler }
                guard antrag.stand == .beantragt, antrag.art == .neuePerson else {
                    try await context.writePlatform(.benutzerVerwalten) {
                        try antrag.einrichten(einmalcode: nil, text: text, in: $0)
                    }
                    return .weiter(nach: context.pfad("zugaenge/\(antrag.id)"))
                        .mit(.erfolg("Eingerichtet. Die Kommune prüft und bestätigt es."))
                }
                return try await einrichtenNeu(antrag, text, context)
            })
    }

    /// Mit dem Einmalcode, den nur diese Antwort zeigt.
    private func einrichtenNeu(_ antrag: Zugangsantrag, _ text: String, _ context: KreisContext)
        async throws -> Response {
        let (code, hash) = try await context.neuerEinmalcode()
        let konto = try await context.writePlatform(.benutzerVerwalten) { session in
            try antrag.einrichten(einmalcode: hash, text: text, in: session)
            let neu = try Zugangsantrag.laden(antrag.id, mandant: nil, in: session)
            guard let wer = neu.benutzer else { throw Hindernis.nichtGefunden }
            return try User.konto(wer, in: session)
        }
        return try await context.einmalcodeSeite(
            code, konto, weiter: Verweis("Antrag für \(konto.user.name)",
                                         context.pfad("zugaenge/\(antrag.id)")), pages)
    }

    private func ablehnen(_ request: Request, context: KreisContext) async throws -> Response {
        let antrag = try await laden(context), heute = context.heute
        return try await context.schritt(
            "ablehnung", erfolg: .erfolg("Abgelehnt. Die Kommune sieht den Grund."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                try antrag.verlange(form["fassung"])
                var eingabe = Eingabe(form, Self.ablehnfelder, heute: heute)
                guard let text = eingabe.text("ablehnung"), eingabe.ohneFehler else {
                    throw eingabe.formularfehler
                }
                try await context.writePlatform(.benutzerVerwalten) {
                    try antrag.ablehnen(text, in: $0)
                }
                return context.pfad("zugaenge/\(antrag.id)")
            })
    }
}
