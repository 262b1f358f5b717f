import Grundwerte
import Hummingbird
import Platform

/// Die Seite `verwaltung/konto.mustache`.
struct KontoView: Sendable {
    struct Rolle: Sendable {
        let name: String
        let zeit: String
        let marke: Marke
        let beenden: Formular?
        let ziel: String
        let offen: Bool
    }

    let page: Page
    let untertitel: String
    let marke: Marke
    let eckdaten: [Eckdatum]
    let rollen: [Rolle]
    let hatRollen: Bool
    let basis: String
    let eigenes: Bool
    let neueRolle: Formular?
    let kennwort: Formular?
    let faktor: Formular?
    let sperren: Formular?
    let entsperren: Formular?
    let verlauf: [Ereignis]
}

/// Ein Konto: seine Rollen geben und beenden, es sperren, das Kennwort zurücksetzen. Alles wird
/// vermerkt.
struct KontoRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("benutzer/{id}") { try await zeigen($1, zurueck: nil) }
        group.post("benutzer/{id}/rollen", use: rolleGeben)
        group.post("benutzer/{id}/rollen/{zuweisung}/ende", use: rolleBeenden)
        group.post("benutzer/{id}/sperre", use: sperren)
        group.post("benutzer/{id}/freischaltung", use: entsperren)
        group.post("benutzer/{id}/kennwort", use: kennwortZuruecksetzen)
        group.post("benutzer/{id}/faktor", use: faktorEntfernen)
    }

    private static func rollenfelder(_ rollen: [Role]) -> [Feld] {
        [Feld("rolle", "Rolle", .auswahl(rollen.map { Option($0.name, $0.bezeichnung) }),
              breite: .lang),
         Feld("ab", "Gilt ab", .datum),
         Feld("bis", "Letzter Tag", .datum, hinweis: "Leer: bis auf Weiteres", freiwillig: true)]
    }

    private static let endefelder = [Feld("letzter_tag", "Letzter Tag", .datum)]
    private static let grundfelder = [Feld("grund", "Grund", maximal: 200)]

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let id = try context.parameters.require("id", as: User.ID.self)
        let (konto, rollen, verlauf) = try await context.readPlatform(
            .benutzerVerwalten
        ) { session in
            let konto = try User.konto(id, in: session)
            return (konto,
                    try Role.alle(konto.user.mandant == nil ? .kreis : .kommune, in: session),
                    try User.verlauf(id, in: session))
        }
        let mandanten = try await context.services.registry.all()
        let mandant = mandanten.first { $0.id == konto.user.mandant }
        let stelle = mandant?.bezeichnung ?? context.services.kreis
        let eigenes = id == context.benutzer, gesperrt = konto.gesperrtAm != nil
        func formular(
            _ name: String, _ felder: [Feld], _ werte: [String: String] = [:]
        ) -> Formular? {
            eigenes ? nil : zurueck.formular(name, felder, werte: werte, facts: context.facts)
        }
        let view = KontoView(
            page: context.page(konto.user.name, .benutzer, pfad: [
                Verweis("Benutzer: \(stelle)",
                        context.pfad("benutzer?stelle=\(mandant?.kuerzel ?? "kreis")")),
            ], fehler: zurueck?.fehler),
            untertitel: "\(stelle) · \(konto.user.anmeldename)",
            marke: konto.marke(am: context.heute), eckdaten: eckdaten(konto),
            rollen: konto.rollen.map { rolle($0, konto.user, eigenes: eigenes, context, zurueck) },
            hatRollen: !konto.rollen.isEmpty, basis: context.pfad("benutzer/\(id)"),
            eigenes: eigenes,
            neueRolle: formular("rolle", Self.rollenfelder(rollen), ["ab": context.heute.deutsch]),
            kennwort: formular("kennwort", []),
            faktor: konto.hatFaktor || konto.istVerknuepft
                ? formular("faktor", Self.grundfelder) : nil,
            sperren: gesperrt ? nil : formular("sperren", Self.grundfelder),
            entsperren: gesperrt ? formular("entsperren", Self.grundfelder) : nil,
            verlauf: verlauf.map { Self.ereignis($0, rollen) })
        return .html(try pages.render("verwaltung/konto", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func eckdaten(_ konto: User.Konto) -> [Eckdatum] {
        [Eckdatum("Telefon", konto.user.telefon.isEmpty ? "–" : konto.user.telefon),
         Eckdatum("Zimmer", konto.user.zimmer.isEmpty ? "–" : konto.user.zimmer),
         Eckdatum("Eingerichtet", Kreisanzeige.zeit(konto.angelegtAm)),
         Eckdatum("Zuletzt angemeldet",
                  konto.zuletztAngemeldet.map(Kreisanzeige.zeit) ?? "noch nie"),
         Eckdatum("Kennwort", kennwortstand(konto))]
    }

    private func kennwortstand(_ konto: User.Konto) -> String {
        if konto.hatKennwort { return "von der Person gewählt" }
        return konto.einmalcodeBis.map { "noch keines, Einmalcode bis \(Kreisanzeige.zeit($0))" }
            ?? "noch keines, Einmalcode verbraucht"
    }

    private func rolle(
        _ zuweisung: Role.Zuweisung, _ user: User, eigenes: Bool, _ context: KreisContext,
        _ zurueck: Zurueck?
    ) -> KontoView.Rolle {
        let heute = context.heute, gueltig = zuweisung.gueltig
        let wartet = user.mandant == nil ? "wartet auf die Leitung des Kreises"
            : "wartet auf die Kommune"
        let vorbei = gueltig.bis.map { $0 < heute } ?? false
        let name = "ende-\(zuweisung.id)"
        let formular = zurueck.formular(
            name, Self.endefelder, werte: ["letzter_tag": max(heute, gueltig.von).deutsch],
            facts: context.facts)
        return KontoView.Rolle(
            name: zuweisung.bezeichnung,
            zeit: "ab \(gueltig.von.deutsch)" + (gueltig.bis.map { " bis \($0.deutsch)" } ?? "")
                + (zuweisung.sachgebiet.isEmpty ? "" : " · \(zuweisung.sachgebiet)"),
            marke: vorbei ? Marke("beendet")
                : !zuweisung.istBestaetigt ? Marke(wartet, .warnung)
                : gueltig.enthaelt(heute) ? Marke("gilt", .ok) : Marke("kommt", .hinweis),
            beenden: vorbei || eigenes ? nil : formular,
            ziel: context.pfad("benutzer/\(user.id)/rollen/\(zuweisung.id)/ende"),
            offen: zurueck?.welches == name)
    }

    private static func ereignis(_ ereignis: User.Ereignis, _ rollen: [Role]) -> Ereignis {
        let texte = [
            "benutzer.angelegt": "Konto eingerichtet", "rolle.gegeben": "Rolle gegeben",
            "rolle.beendet": "Rolle beendet", "benutzer.gesperrt": "Konto gesperrt",
            "benutzer.entsperrt": "Konto freigegeben",
            "benutzer.kennwort_gesetzt": "Eigenes Kennwort gewählt",
            "benutzer.kennwort_zurueckgesetzt": "Kennwort zurückgesetzt, Einmalcode ausgegeben",
            "benutzer.einmalcode_benutzt": "Mit Einmalcode angemeldet",
            "rolle.zurueckgestellt": "Rolle wartet wieder auf eine Bestätigung",
            "zweiter_faktor.eingerichtet": "Zweiter Faktor eingerichtet",
            "zweiter_faktor.entfernt": "Zweiter Faktor entfernt",
            "wiederherstellungscode.benutzt": "Wiederherstellungscode benutzt",
            "anbieter.verknuepft": "Konto bei einem Anbieter verknüpft",
            "anbieter.getrennt": "Konto bei einem Anbieter gelöst",
            "anmeldung.andere_beendet": "Alle anderen eigenen Sitzungen beendet",
            "passkey.angelegt": "Passkey angelegt", "passkey.entfernt": "Passkey entfernt",
            "passkey.abgewiesen": "Passkey abgewiesen",
            "passkey.kopie_vermutet": "Passkey abgewiesen, vielleicht gibt es eine Kopie",
            "konzept.zur_kenntnis": "Berechtigungskonzept gelesen",
            "benutzer.ausgeschieden": "Ausgeschieden",
            "rolle.bestaetigt": "Rolle bestätigt",
            "rolle.entzogen": "Rolle nicht bestätigt und entzogen",
            "rolle.ausgesetzt": "Rolle ausgesetzt: nicht bestätigt",
            "benutzer.zurueckgekehrt": "Doch nicht ausgeschieden",
        ]
        let rolle = ereignis.rolle?.split(separator: " ").map { name in
            rollen.first { $0.name == name }?.bezeichnung ?? String(name)
        }.joined(separator: ", ")
        let zusatz = [rolle, ereignis.grund].compactMap { $0 }.joined(separator: ", ")
        return Ereignis(
            Kreisanzeige.zeit(ereignis.am), wer: ereignis.wer.isEmpty ? "Mandat" : ereignis.wer,
            (texte[ereignis.vorgang] ?? ereignis.vorgang) + (zusatz.isEmpty ? "" : ": \(zusatz)"))
    }

    // MARK: Schritte

    private func schritt(
        _ welches: String, _ context: KreisContext, erfolg: String, felder: [Feld],
        _ lesen: @escaping @Sendable (inout Eingabe) throws -> (
            @Sendable (User.ID, PlatformSession) throws -> Void)?
    ) async throws -> Response {
        let id = try context.parameters.require("id", as: User.ID.self)
        return try await context.schritt(
            welches, erfolg: .erfolg(erfolg), zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                var eingabe = Eingabe(form, felder, heute: context.heute)
                guard let tun = try lesen(&eingabe),
                      eingabe.ohneFehler else { throw eingabe.formularfehler }
                try await context.writePlatform(.benutzerVerwalten) { try tun(id, $0) }
                return context.pfad("benutzer/\(id)")
            })
    }

    private func rolleGeben(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: User.ID.self)
        let rollen = try await context.readPlatform(.benutzerVerwalten) {
            try Role.alle(
                try User.konto(id, in: $0).user.mandant == nil ? .kreis : .kommune, in: $0)
        }
        let heute = context.heute
        return try await schritt("rolle", context, erfolg: "Die Rolle ist gegeben.",
                                 felder: Self.rollenfelder(rollen)) { eingabe in
            let rolle = eingabe.auswahl("rolle"), ab = eingabe.datum("ab"),
                bis = eingabe.datum("bis")
            if let ab, ab < heute {
                eingabe.melde("ab", grund: "liegt in der Vergangenheit",
                              abhilfe: "Wählen Sie heute oder einen späteren Tag.")
            }
            if let ab, let bis, bis < ab { eingabe.melde("bis", grund: "liegt vor dem Beginn") }
            guard let rolle, let ab, let gueltig = Zeitraum(pruefe: ab, bis: bis)
            else { return nil }
            return { try User.rolleGeben($0, rolle: rolle, gueltig: gueltig, in: $1) }
        }
    }

    private func rolleBeenden(_ request: Request, context: KreisContext) async throws -> Response {
        let zuweisung = try context.parameters.require("zuweisung", as: Role.Zuweisung.ID.self)
        return try await schritt("ende-\(zuweisung)", context, erfolg: "Die Rolle endet.",
                                 felder: Self.endefelder) { eingabe in
            guard let tag = eingabe.datum("letzter_tag") else { return nil }
            return { try User.rolleBeenden($0, zuweisung, letzterTag: tag, in: $1) }
        }
    }

    private func sperren(_ request: Request, context: KreisContext) async throws -> Response {
        try await schritt("sperren", context, erfolg: "Das Konto ist gesperrt.",
                          felder: Self.grundfelder) { eingabe in
            guard let grund = eingabe.text("grund") else { return nil }
            return { try User.sperren($0, grund: grund, in: $1) }
        }
    }

    private func entsperren(_ request: Request, context: KreisContext) async throws -> Response {
        try await schritt("entsperren", context, erfolg: "Das Konto ist wieder frei.",
                          felder: Self.grundfelder) { eingabe in
            guard let grund = eingabe.text("grund") else { return nil }
            return { try User.entsperren($0, grund: grund, in: $1) }
        }
    }

    private func faktorEntfernen(
        _ request: Request, context: KreisContext
    ) async throws -> Response {
        try await schritt("faktor", context, erfolg: "Der zweite Faktor ist entfernt.",
                          felder: Self.grundfelder) { eingabe in
            guard let grund = eingabe.text("grund") else { return nil }
            return { try User.faktorEntfernen($0, grund: grund, in: $1) }
        }
    }

    private func kennwortZuruecksetzen(
        _ request: Request, context: KreisContext
    ) async throws -> Response {
        let id = try context.parameters.require("id", as: User.ID.self)
        return try await context.schritt(
            "kennwort", zeigen: { try await zeigen(context, zurueck: $0) },
            antworten: { _ in
                let (code, hash) = try await context.neuerEinmalcode()
                let konto = try await context.writePlatform(.benutzerVerwalten) {
                    try User.kennwortZuruecksetzen(id, einmalcode: hash, in: $0)
                    return try User.konto(id, in: $0)
                }
                return try await context.einmalcodeSeite(
                    code, konto, weiter: Verweis("Konto von \(konto.user.name)",
                                                 context.pfad("benutzer/\(id)")), pages)
            })
    }
}
