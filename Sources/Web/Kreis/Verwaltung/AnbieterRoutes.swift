import Grundwerte
import Hummingbird
import Platform

/// Die Seite `verwaltung/anbieterliste.mustache`.
struct AnbieterlisteView: Sendable {
    let page: Page
    let anbieter: Tabelle?
    let formular: Formular
    let ziel: String
}

/// Die Seite `verwaltung/anbieter.mustache`.
struct AnbieterView: Sendable {
    struct Knopf: Sendable {
        let ziel: String
        let csrf: String
    }

    let page: Page
    let marke: Marke
    /// Wer ihn noch zu bestätigen hat, und wo; nil, wenn niemand.
    let wartet: Meldung?
    let eckdaten: [Eckdatum]
    let pruefen: Knopf?
    let abschalten: Knopf?
    /// Ein neues Geheimnis; nil, wenn der Anbieter abgeschaltet ist.
    let geheimnis: Formular?
    let geheimnisZiel: String
}

/// Wo sich die Leute einer Kommune mit ihrem dortigen Konto anmelden: einrichten, prüfen,
/// abschalten.
struct AnbieterRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("anbieter") { try await liste($1, zurueck: nil) }
        group.post("anbieter", use: einrichten)
        group.get("anbieter/{id}") { try await zeigen($1, zurueck: nil) }
        group.post("anbieter/{id}/abschaltung", use: abschalten)
        group.post("anbieter/{id}/geheimnis", use: erneuern)
        group.post("anbieter/{id}/pruefung", use: pruefen)
    }

    private static func felder(_ stellen: [Option]) -> [Feld] {
        [
            Feld("stelle", "Für wen", .auswahl(stellen), breite: .mittel),
            Feld("bezeichnung", "Name auf dem Knopf", hinweis: "Zum Beispiel „Stadt Ahaus“",
                 maximal: 80, breite: .mittel),
            Feld("issuer", "Adresse des Anbieters (issuer)",
                 hinweis: "Zeichen für Zeichen, wie der Anbieter sie nennt", maximal: 300,
                 breite: .lang),
            Feld("client_id", "Kennung dieses Programms dort (client_id)", maximal: 200,
                 breite: .mittel),
            geheimnisfeld,
            Feld("merkmal", "Merkmal, das eine Person kennzeichnet",
                 hinweis: "Keine Adresse, kein Name: Beides kann auf jemand anderen übergehen",
                 maximal: 80,
                 breite: .mittel),
            Feld("faktor", "Was dort als zweiter Faktor zählt",
                 hinweis: "Werte von „acr“ oder „amr“, etwa „mfa otp“; leer: nichts",
                 freiwillig: true, breite: .mittel),
            Feld("gueltig_ab", "Gilt ab", .datum),
            Feld("gueltig_bis", "Letzter Tag", .datum, freiwillig: true),
        ]
    }

    private static let geheimnisfeld = Feld(
        "geheimnis", "Geheimnis (client_secret)", .kennwort, maximal: 500, autocomplete: "off")

    private func liste(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let mandanten = try await context.services.registry.all()
        let alle = try await context.readPlatform(.benutzerVerwalten) { try Anbieter.alle(in: $0) }
        let view = AnbieterlisteView(
            page: context.page("Anmeldung über Anbieter", .benutzer, pfad: [
                Verweis("Benutzer", context.pfad("benutzer")),
            ], fehler: zurueck?.fehler),
            anbieter: alle.isEmpty ? nil : tabelle(alle, mandanten, context),
            formular: zurueck.formular(
                "anbieter", Self.felder(Self.stellen(mandanten, context)),
                werte: ["merkmal": "sub", "gueltig_ab": context.heute.deutsch],
                facts: context.facts),
            ziel: context.pfad("anbieter"))
        return .html(try pages.render("verwaltung/anbieterliste", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private static func stellen(_ mandanten: [Mandant], _ context: KreisContext) -> [Option] {
        [Option("kreis", context.services.kreis)]
            + mandanten.map { Option($0.kuerzel, $0.bezeichnung) }
    }

    private func tabelle(
        _ alle: [Anbieter], _ mandanten: [Mandant], _ context: KreisContext
    ) -> Tabelle {
        Tabelle(
            "Anbieter",
            spalten: [Spalte("Name"), Spalte("Für wen"), Spalte("Gilt"), Spalte("Stand")],
            zeilen: alle.map { anbieter in
                [Zelle(anbieter.bezeichnung, zusatz: anbieter.issuer,
                       ziel: context.pfad("anbieter/\(anbieter.id)")),
                 Zelle(Self.stelle(anbieter, mandanten, context)), Zelle(anbieter.zeitraum),
                 Zelle(anbieter.marke(am: context.heute))]
            })
    }

    private static func stelle(
        _ anbieter: Anbieter, _ mandanten: [Mandant], _ context: KreisContext
    ) -> String {
        guard let id = anbieter.mandant else { return context.services.kreis }
        return mandanten.first { $0.id == id }?.bezeichnung ?? "–"
    }

    private func einrichten(_ request: Request, context: KreisContext) async throws -> Response {
        let mandanten = try await context.services.registry.all(), heute = context.heute
        let schloss = context.services.database.anbieterschloss
        let ohneTLS = !context.services.isSecure
        return try await context.schritt(
            "anbieter",
            erfolg: .erfolg("Eingerichtet. Tragen Sie die Rücksprungadresse beim Anbieter ein und "
                + "prüfen Sie die Verbindung. Er gilt, sobald er bestätigt ist."),
            zeigen: { try await liste(context, zurueck: $0) },
            tun: { form in
                let neu = try Self.lies(
                    Eingabe(form, Self.felder(Self.stellen(mandanten, context)), heute: heute),
                    mandanten)
                let id = try await context.writePlatform(.benutzerVerwalten) {
                    try Anbieter.einrichten(neu, schloss, ohneTLS: ohneTLS, in: $0)
                }
                return context.pfad("anbieter/\(id)")
            })
    }

    private static func lies(_ eingabe: Eingabe, _ mandanten: [Mandant]) throws -> Anbieter.Neu {
        var e = eingabe
        let stelle = e.auswahl("stelle"), bezeichnung = e.text("bezeichnung")
        let issuer = e.text("issuer"), clientID = e.text("client_id")
        let geheimnis = e.kennwort("geheimnis"), merkmal = e.text("merkmal")
        let faktor = e.text("faktor") ?? "", ab = e.datum("gueltig_ab")
        let bis = e.datum("gueltig_bis")
        let gueltig = ab.flatMap { Zeitraum(pruefe: $0, bis: bis) }
        if ab != nil, gueltig == nil {
            e.melde("gueltig_bis", grund: "liegt vor dem Beginn")
        }
        guard let stelle, let bezeichnung, let issuer, let clientID, let geheimnis, let merkmal,
              let gueltig, e.ohneFehler
        else { throw e.formularfehler }
        return Anbieter.Neu(
            mandant: mandanten.first { $0.kuerzel == stelle }?.id, bezeichnung: bezeichnung,
            issuer: issuer, clientID: clientID, geheimnis: geheimnis, merkmal: merkmal,
            faktor: faktor.split(separator: " ").map { String($0) }, gueltig: gueltig)
    }

    // MARK: Einer

    private func laden(_ context: KreisContext) async throws -> Anbieter {
        let id = try context.parameters.require("id", as: Anbieter.ID.self)
        return try await context.readPlatform(.benutzerVerwalten) {
            try Anbieter.laden(id, in: $0.transaction)
        }
    }

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let anbieter = try await laden(context)
        let mandanten = try await context.services.registry.all()
        let ort = context.pfad("anbieter/\(anbieter.id)"), csrf = context.facts.csrfToken
        let istAn = anbieter.abgeschaltetAm == nil
        let view = AnbieterView(
            page: context.page(anbieter.bezeichnung, .benutzer, pfad: [
                Verweis("Benutzer", context.pfad("benutzer")),
                Verweis("Anmeldung über Anbieter", context.pfad("anbieter")),
            ], fehler: zurueck?.fehler),
            marke: anbieter.marke(am: context.heute),
            wartet: anbieter.wartet ? Self.wartet(anbieter) : nil,
            eckdaten: [
                Eckdatum("Für wen", Self.stelle(anbieter, mandanten, context)),
                Eckdatum("Adresse (issuer)", anbieter.issuer),
                Eckdatum("Kennung (client_id)", anbieter.clientID),
                Eckdatum("Rücksprungadresse", context.services.oeffentlich.map(
                    anbieter.ruecksprung) ?? "fehlt: Die Einstellung „oeffentlich“ ist leer."),
                Eckdatum("Merkmal der Person", anbieter.merkmal),
                Eckdatum("Zweiter Faktor", anbieter.faktor.isEmpty ? "zählt dort nicht"
                    : anbieter.faktor.joined(separator: ", ")),
                Eckdatum("Gilt", anbieter.zeitraum),
                Eckdatum("Bestätigt", anbieter.bestaetigtAm.map(Kreisanzeige.zeit)
                    ?? "noch nicht"),
            ],
            pruefen: istAn ? AnbieterView.Knopf(ziel: "\(ort)/pruefung", csrf: csrf) : nil,
            abschalten: istAn ? AnbieterView.Knopf(ziel: "\(ort)/abschaltung", csrf: csrf) : nil,
            geheimnis: istAn ? zurueck.formular(
                "geheimnis", [Self.geheimnisfeld], facts: context.facts) : nil,
            geheimnisZiel: "\(ort)/geheimnis")
        return .html(try pages.render("verwaltung/anbieter", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private static func wartet(_ anbieter: Anbieter) -> Meldung {
        .warnung("Noch meldet sich niemand über ihn an. " + (anbieter.mandant == nil
            ? "Eine andere Person mit der Rolle „Leitung Kreis“ bestätigt ihn unter „Neue Zugänge“."
            : "Die Leitung der Kommune bestätigt ihn unter „Zugänge“.")
            + " Das gilt einmal auch für Anbieter, die früher ohne Bestätigung galten.")
    }

    private func pruefen(_ request: Request, context: KreisContext) async throws -> Response {
        let anbieter = try await laden(context)
        let maengel = await context.services.signIn.pruefen(anbieter)
        return .weiter(nach: context.pfad("anbieter/\(anbieter.id)")).mit(maengel.isEmpty
            ? .erfolg("Die Verbindung steht: Der Anbieter antwortet, nennt sich richtig und hat "
                + "Schlüssel.")
            : .warnung(maengel.joined(separator: " ")))
    }

    private func erneuern(_ request: Request, context: KreisContext) async throws -> Response {
        let anbieter = try await laden(context), heute = context.heute
        let schloss = context.services.database.anbieterschloss
        return try await context.schritt(
            "geheimnis", erfolg: .erfolg("Das neue Geheimnis gilt."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                var e = Eingabe(form, [Self.geheimnisfeld], heute: heute)
                guard let geheimnis = e.kennwort("geheimnis"), e.ohneFehler else {
                    throw e.formularfehler
                }
                try await context.writePlatform(.benutzerVerwalten) {
                    try anbieter.erneuern(geheimnis, schloss, in: $0)
                }
                return context.pfad("anbieter/\(anbieter.id)")
            })
    }

    private func abschalten(_ request: Request, context: KreisContext) async throws -> Response {
        let anbieter = try await laden(context)
        try await context.writePlatform(.benutzerVerwalten) { try anbieter.abschalten(in: $0) }
        return .weiter(nach: context.pfad("anbieter")).mit(.hinweis(
            "Abgeschaltet. Was über ihn angemeldet war, ist beendet; Kennwort und Passkeys gelten "
                + "weiter."))
    }
}

extension Anbieter {
    var zeitraum: String {
        "ab \(gueltig.von.deutsch)" + (gueltig.bis.map { " bis \($0.deutsch)" } ?? "")
    }

    func marke(am tag: Kalendertag) -> Marke {
        if abgeschaltetAm != nil { return Marke("abgeschaltet") }
        if gilt(am: tag) {
            guard let bis = gueltig.bis, tag.tage(bis: bis) <= Schnittstelle.erinnerungTage
            else { return Marke("gilt", .ok) }
            return Marke("läuft am \(bis.deutsch) ab", .warnung)
        }
        if let bis = gueltig.bis, bis < tag { return Marke("galt") }
        return wartet ? Marke("zu bestätigen", .warnung) : Marke("kommt", .hinweis)
    }
}
