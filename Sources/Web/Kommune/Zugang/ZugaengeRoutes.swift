import Grundwerte
import Hummingbird
import Platform

/// Die Seite `zugang/liste.mustache`: wer hier arbeitet und was beim Kreis beantragt ist.
struct ZugaengeView: Sendable {
    struct Anmeldeort: Sendable {
        let eckdaten: [Eckdatum]
    }

    struct Zeile: Sendable {
        let name: String
        let anmeldename: String
        let rollen: String
        let zuletzt: String
        let marke: Marke
        /// Nil bei der Person selbst und wo es nichts zu ändern gibt.
        let aendern: String?
    }

    let page: Page
    let neu: String
    /// Was der Kreis eingerichtet hat und noch nicht gilt, oder wo Programme stehen.
    let bestaetigen: Verweis
    let offene: Tabelle?
    let personen: [Zeile]
    let fruehere: Tabelle?
    /// Wo sich die Leute mit ihrem Konto bei der Kommune anmelden; nil: nirgends.
    let anbieter: Anmeldeort?
    let uebergabe: String?
    let support: String?
}

/// Zugänge einer Kommune: beantragen, Ergebnis ansehen, bestätigen (B-3.4.4).
struct ZugaengeRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("zugaenge", use: liste)
        group.get("zugaenge/antraege/{id}") { try await zeigen($1, zurueck: nil) }
        group.post("zugaenge/antraege/{id}/{schritt}", use: tun)
    }

    private func liste(_ request: Request, context: MandantContext) async throws -> Response {
        let mandant = context.mandant.id
        let (antraege, konten, rollen, anbieter) = try await context.readPlatform(
            .zugangBeantragen) { session in
            (try Zugangsantrag.alle(mandant: mandant, in: session),
             try User.konten(mandant: mandant, in: session), try Role.alle(.kommune, in: session),
             try Anbieter.geltender(
                 mandant: mandant, am: session.heute, in: session.transaction))
        }
        let ort = { (id: Zugangsantrag.ID) in context.pfad("zugaenge/antraege/\(id)") }
        let wartend = try await ZugangOffenRoutes.stand(context).wartet
        let view = ZugaengeView(
            page: context.page("Zugänge", .zugaenge),
            neu: context.pfad("zugaenge/neu/neue_person"),
            bestaetigen: Verweis(
                wartend == 0 ? "Programme" : "Vom Kreis eingerichtet (\(wartend))",
                context.pfad("zugaenge/offen")),
            offene: Zugangsanzeige.tabelle(
                "Anträge in Arbeit", antraege.filter { !$0.stand.istErledigt }, rollen, ort: ort),
            personen: konten.map { Self.zeile($0, context) },
            fruehere: Zugangsanzeige.tabelle(
                "Frühere Anträge", antraege.filter(\.stand.istErledigt), rollen, ort: ort),
            anbieter: anbieter.map { anbieter in
                ZugaengeView.Anmeldeort(eckdaten: [
                    Eckdatum("Konto von", anbieter.bezeichnung),
                    Eckdatum("Adresse", anbieter.issuer), Eckdatum("Gilt", anbieter.zeitraum),
                    Eckdatum("Zweiter Faktor dort", anbieter.faktor.isEmpty ? "zählt nicht"
                        : anbieter.faktor.joined(separator: ", ")),
                ])
            },
            uebergabe: context.darf(.fallUebergeben) ? context.pfad("zugaenge/uebergabe") : nil,
            support: context.darf(.supportGewaehren) ? context.pfad("support") : nil)
        return .html(try pages.render("zugang/liste", view))
    }

    private static func zeile(
        _ konto: User.Konto, _ context: MandantContext
    ) -> ZugaengeView.Zeile {
        let istWeg = konto.gesperrtAm != nil || konto.dienstBis.map { $0 < context.heute } ?? false
        return ZugaengeView.Zeile(
            name: konto.user.name, anmeldename: konto.user.anmeldename,
            rollen: konto.rollentext(am: context.heute),
            zuletzt: konto.zuletztAngemeldet.map(Kreisanzeige.zeit) ?? "noch nie",
            marke: konto.marke(am: context.heute),
            aendern: istWeg || konto.user.id == context.benutzer ? nil
                : context.pfad("zugaenge/neu/weitere_rollen?person=\(konto.user.id)"))
    }

    private func zeigen(_ context: MandantContext, zurueck: Zurueck?) async throws -> Response {
        let antrag = try await laden(context)
        let (verlauf, rollen, lage, gezeigt) = try await context.readPlatform(.zugangBeantragen) {
            (try antrag.verlauf(in: $0), try Role.alle(.kommune, in: $0),
             try antrag.art.gibt ? antrag.anmeldelage(in: $0) : nil,
             try Zugangsbestaetigung.jetzt(in: $0))
        }
        let ort = context.pfad("zugaenge/antraege/\(antrag.id)")
        let wartet = antrag.stand == .eingerichtet, facts = context.facts
        let zuFrueh = lage.map { $0.kennwortAm == nil } ?? false
        let werte = ["fassung": "\(antrag.fassung)"]
        let anzeige = Zugangsanzeige(antrag: antrag, rollen: rollen)
        let view = ZugangsantragView(
            page: context.page(anzeige.titel, .zugaenge,
                               pfad: [Verweis("Zugänge", context.pfad("zugaenge"))],
                               fehler: zurueck?.fehler),
            marke: antrag.stand.marke, ablauf: anzeige.ablauf, eckdaten: anzeige.eckdaten,
            verlauf: verlauf.map(\.ereignis), ort: ort, gezeigt: Zeigepunkt.text(gezeigt),
            zuFrueh: wartet && zuFrueh ? Anmeldelage.warten : nil,
            kennwort: lage?.kennwortsatz, eingriff: lage?.eingriffsatz,
            bestaetigen: wartet && !zuFrueh ? zurueck.formular(
                "bestaetigung", Self.fassungsfelder, werte: werte, facts: facts) : nil,
            beanstanden: wartet ? zurueck.formular(
                "einwand", Self.einwandfelder, werte: werte, facts: facts) : nil,
            zurueckziehen: antrag.stand == .beantragt ? zurueck.formular(
                "ruecknahme", Self.fassungsfelder, werte: werte, facts: facts) : nil)
        return .html(try pages.render("zugang/antrag", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    static let fassungsfelder = [Feld("fassung", "Fassung", .versteckt)]
    private static let einwandfelder = fassungsfelder + [
        Feld("text", "Was nicht stimmt", .mehrzeilig, maximal: 1_000),
    ]

    private func laden(_ context: MandantContext) async throws -> Zugangsantrag {
        let id = try context.parameters.require("id", as: Zugangsantrag.ID.self)
        let mandant = context.mandant.id
        return try await context.readPlatform(.zugangBeantragen) {
            try Zugangsantrag.laden(id, mandant: mandant, in: $0)
        }
    }

    private func tun(_ request: Request, context: MandantContext) async throws -> Response {
        let schritt = context.parameters.get("schritt") ?? ""
        let erfolge = [
            "bestaetigung": "Bestätigt. Der Antrag ist erledigt.",
            "einwand": "Der Kreis sieht Ihren Einwand und meldet sich mit der Berichtigung.",
            "ruecknahme": "Der Antrag ist zurückgezogen.",
        ]
        guard let erfolg = erfolge[schritt] else { throw Fehlerbild.nichtGefunden() }
        let antrag = try await laden(context), heute = context.heute
        return try await context.schritt(
            schritt, erfolg: .erfolg(erfolg), zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                try antrag.verlange(form["fassung"])
                var eingabe = Eingabe(form, schritt == "einwand" ? Self.einwandfelder
                    : Self.fassungsfelder, heute: heute)
                let text = schritt == "einwand" ? eingabe.text("text") : ""
                guard let text, eingabe.ohneFehler else { throw eingabe.formularfehler }
                if schritt == "bestaetigung" {
                    let gezeigt = Zeigepunkt.lies(form)
                    try await context.write(.zugangBeantragen) {
                        try antrag.bestaetigen(gezeigt: gezeigt, in: $0)
                    }
                } else {
                    try await context.writePlatform(.zugangBeantragen) { session in
                        if schritt == "einwand" {
                            try antrag.beanstanden(text, in: session)
                        } else {
                            try antrag.zurueckziehen(in: session)
                        }
                    }
                }
                return context.pfad("zugaenge/antraege/\(antrag.id)")
            })
    }
}

/// Die Seite `zugang/antrag.mustache`.
struct ZugangsantragView: Sendable {
    let page: Page
    let marke: Marke
    let ablauf: Ablauf
    let eckdaten: [Eckdatum]
    let verlauf: [Ereignis]
    let ort: String
    /// Wann die Seite gezeigt hat, worüber entschieden wird.
    let gezeigt: String
    /// Warum noch nicht zu bestätigen ist.
    let zuFrueh: String?
    /// Seit wann die Person ein eigenes Kennwort hat, und was jemand an ihrem Konto getan hat; nil,
    /// wo nichts gegeben wird.
    let kennwort: String?
    let eingriff: String?
    let bestaetigen: Formular?
    let beanstanden: Formular?
    let zurueckziehen: Formular?
}

extension Zugangsantrag {
    /// Die Seite zeigte den Stand, den der Antrag noch hat.
    func verlange(_ fassung: String?) throws {
        guard fassung == "\(self.fassung)" else {
            throw Hindernis(.konflikt, "Der Antrag steht inzwischen anders",
                            abhilfe: "Prüfen Sie seinen Stand, bevor Sie entscheiden.")
        }
    }
}

extension User.Konto {
    /// Die Rollen, die heute gelten, und die, die noch auf die Kommune warten.
    func rollentext(am heute: Kalendertag) -> String {
        let gelten = rollen(am: heute).map(\.bezeichnung)
        let warten = unbestaetigte(am: heute).map(\.bezeichnung)
        let text = gelten.isEmpty ? "keine" : gelten.joined(separator: ", ")
        return warten.isEmpty ? text
            : "\(text); noch nicht bestätigt: \(warten.joined(separator: ", "))"
    }

    /// Gesperrt, ausgeschieden, bald ausgeschieden oder tätig.
    func marke(am heute: Kalendertag) -> Marke {
        guard gesperrtAm == nil, let dienstBis else { return marke }
        return dienstBis < heute ? Marke("ausgeschieden am \(dienstBis.deutsch)")
            : Marke("letzter Tag \(dienstBis.deutsch)", .hinweis)
    }
}
