import Foundation
import Grundwerte
import Hummingbird
import Kreis
import Platform
import Uebergabe

/// Die Seite `kennzahlen/freigabe.mustache`: was gemeldet, geschützt und freizugeben ist.
struct ControllingfreigabeView: Sendable {
    struct Entwurf: Sendable {
        let titel: String
        let marke: Marke
        let ablauf: Ablauf
        let pruefblatt: [Eckdatum]
        let pruefsumme: Pruefsumme
        let vorschau: String?
        let ziel: String
        let vorlegen: Formular?
        let freigeben: Formular?
        let meldung: Meldung?
    }

    let page: Page
    let fehler: Formular?
    let entwuerfe: [Entwurf]
    let leer: Leer?
    let gemeldetTitel: String
    let gemeldet: Tabelle?
    let veroeffentlicht: Tabelle?
    let siegel: Meldung
}

/// Veröffentlichen durch zwei Personen, nach einem Angriff, der nichts fand (B-4.1).
struct ControllingfreigabeRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("controlling/freigabe") { try await zeigen($1, zurueck: nil) }
        group.get("controlling/freigabe/{id}", use: vorschau)
        group.post("controlling/freigabe/{id}/vorlage") {
            try await schritt($1, "vorlegen", .controllingVorlegen,
                              erfolg: "Der Entwurf ist vorgelegt. Freigeben muss eine andere "
                                  + "Person.") { try Controllingentwurf.vorlegen($0, in: $1) }
        }
        group.post("controlling/freigabe/{id}/freigabe") {
            try await schritt($1, "freigeben", .controllingFreigeben,
                              erfolg: "Veröffentlicht. Daran ändert sich nichts mehr.") {
                try Controllingentwurf.freigeben($0, in: $1)
            }
        }
    }

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let (entwuerfe, alle, sonder, stand, gebrochen) = try await context.read(
            .controlling, .controllingLesen
        ) { session in
            let alle = try Veroeffentlichung.alle(in: session)
            let monat = alle.last { $0.sonder == nil }?.monat.naechster
                ?? session.heute.monat.voriger
            return (try Controllingentwurf.offene(in: session), alle,
                    try Sonderauswertung.alle(in: session),
                    (monat, try Meldestand.alle(monat, in: session)),
                    try Meldestand.gebrochene(in: session))
        }
        let namen = try await context.benutzernamen()
        let titel = Dictionary(uniqueKeysWithValues: sonder.map { ($0.id.uuid, $0.titel) })
        let fehlt = stand.1.filter { $0.am == nil }.count
        let rat: String
        if stand.0 >= context.heute.monat {
            rat = "Den \(stand.0.deutsch) zählen die Kommunen, wenn er vorbei ist."
        } else if fehlt == 0 {
            rat = "Sobald die Kommunen gezählt haben, entsteht der nächste Entwurf von selbst."
        } else {
            rat = "\(Kreisanzeige.anzahl(fehlt, "Kommune hat", "Kommunen haben")) den "
                + "\(stand.0.deutsch) noch nicht gezählt."
        }
        let siegel: Meldung = gebrochen.isEmpty
            ? .erfolg("Nachgerechnet: Jede Veröffentlichung ergibt ihre Prüfsumme, und die Kette "
                + "der Siegel ist geschlossen.")
            : .gefahr("Gebrochen sind die Siegel von \(gebrochen.joined(separator: ", ")). "
                + "Verständigen Sie den Datenschutz.")
        let view = ControllingfreigabeView(
            page: context.page("Controlling veröffentlichen", .controlling, pfad: [
                Verweis("Kennzahlen", context.pfad("controlling")),
            ], fehler: zurueck?.fehler),
            fehler: zurueck.map {
                Formular([], erneut: $0.form, fehler: $0.fehler, facts: context.facts)
            },
            entwuerfe: entwuerfe.map { entwurf($0, titel, namen, context) },
            leer: entwuerfe.isEmpty ? Leer("Zurzeit ist nichts freizugeben.", rat: rat) : nil,
            gemeldetTitel: "Gezählt für \(stand.0.deutsch)",
            gemeldet: stand.1.isEmpty ? nil : meldungen(stand.1),
            veroeffentlicht: alle.isEmpty ? nil : tabelle(alle, titel, context), siegel: siegel)
        return .html(try pages.render("kennzahlen/freigabe", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func meldungen(_ staende: [Meldestand]) -> Tabelle {
        Tabelle(
            "Meldungen der Kommunen", spalten: [Spalte("Kommune"), Spalte("Gezählt am")],
            zeilen: staende.map { stand in
                [Zelle(stand.kommune),
                 stand.am.map { Zelle(Kreisanzeige.zeit($0)) } ?? Zelle(Marke("fehlt", .hinweis))]
            })
    }

    private func entwurf(
        _ entwurf: Controllingentwurf, _ titel: [UUIDv7: String], _ namen: [User.ID: String],
        _ context: KreisContext
    ) -> ControllingfreigabeView.Entwurf {
        let sicher = entwurf.nachweis.aufgedeckt == 0
        let vorgelegt = entwurf.vorgelegtVon != nil
        let selbst = entwurf.vorgelegtVon == context.benutzer
        let wer = entwurf.vorgelegtVon.flatMap { namen[$0] } ?? ""
        return .init(
            titel: entwurf.sonder.flatMap { titel[$0.uuid] }.map {
                "Sonderauswertung: \($0), \(entwurf.monat.deutsch)"
            } ?? entwurf.monat.deutsch,
            marke: !sicher ? Marke("nicht zu veröffentlichen", .gefahr)
                : vorgelegt ? Marke("freizugeben", .warnung) : Marke("vorzulegen", .warnung),
            ablauf: Ablauf("Stand der Veröffentlichung", [
                Schritt("Geschützt", .fertig, angabe: Kreisanzeige.zeit(entwurf.erstelltAm)),
                Schritt("Vorgelegt", vorgelegt ? .fertig : .aktuell, angabe: wer),
                Schritt("Veröffentlicht", vorgelegt ? .aktuell : .offen,
                        angabe: "durch eine zweite Person"),
            ]),
            pruefblatt: entwurf.nachweis.pruefblatt,
            pruefsumme: Pruefsumme(hex: Kreisanzeige.hex(entwurf.sha256)),
            vorschau: sicher && context.darf(.controllingFreigeben)
                ? context.pfad("controlling/freigabe/\(entwurf.id)") : nil,
            ziel: context.pfad("controlling/freigabe/\(entwurf.id)"),
            vorlegen: sicher && !vorgelegt && context.darf(.controllingVorlegen)
                ? Formular([], facts: context.facts) : nil,
            freigeben: sicher && vorgelegt && !selbst && context.darf(.controllingFreigeben)
                ? Formular([], facts: context.facts) : nil,
            meldung: !sicher ? .gefahr("Der Angriff hat \(entwurf.nachweis.aufgedeckt) verdeckte "
                    + "Zahlen aufgedeckt. So wird nichts veröffentlicht.")
                : selbst ? .hinweis("Sie haben diesen Entwurf vorgelegt. Freigeben muss ihn eine "
                    + "andere Person: der Datenschutz oder jemand aus dem Controlling.")
                : nil)
    }

    private func tabelle(
        _ alle: [Veroeffentlichung], _ titel: [UUIDv7: String], _ context: KreisContext
    ) -> Tabelle {
        Tabelle(
            "Veröffentlicht", spalten: [
                Spalte("Nummer"), Spalte("Inhalt"), Spalte("Am", .datum), Spalte("Felder", .zahl),
                Spalte("Verdeckt", .zahl), Spalte("Aufgedeckt", .zahl),
            ],
            zeilen: alle.reversed().map { eine in
                [Zelle(eine.nummer, ziel: eine.sonder == nil
                        ? context.pfad("controlling?monat=\(eine.monat)")
                        : context.pfad("sonderauswertungen/\(eine.sonder!)")),
                 Zelle(eine.sonder.flatMap { titel[$0] } ?? "Monat",
                       zusatz: eine.monat.deutsch),
                 Zelle(Uhr.berlinTag(eine.am)), Zelle(eine.nachweis.zellen),
                 Zelle(eine.nachweis.gesperrt), Zelle(eine.nachweis.aufgedeckt)]
            })
    }

    /// Der Entwurf als Tafel, wie er erscheinen würde.
    private func vorschau(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: Controllingentwurf.ID.self)
        let (entwurf, werk, sonder) = try await context.read(
            .controlling, .controllingFreigeben
        ) { session in
            let entwurf = try Controllingentwurf.laden(id, in: session)
            return (entwurf, Zahlenwerk(try entwurf.vorschau(in: session),
                                        kommunen: try Zahlenwerk.namen(in: session)),
                    try entwurf.sonder.flatMap { id in
                        try Sonderauswertung.alle(in: session).first { $0.id == id }
                    })
        }
        let teile = if let sonder {
            [SonderauswertungRoutes.tabelle(Sondertabelle(
                sonder.gesamtheit, nach: sonder.merkmale, sonder.monat, aus: werk))]
        } else {
            Bericht.katalog.compactMap { bericht in
                Berichtstabelle(bericht, entwurf.monat, aus: werk)?
                    .tabelle(umlage: entwurf.nachweis.umlage)
            }
        }
        return .html(try pages.render("kennzahlen/vorschau", ControllingvorschauView(
            page: context.page("Vorschau \(entwurf.monat.deutsch)", .controlling, pfad: [
                Verweis("Veröffentlichen", context.pfad("controlling/freigabe")),
            ]), tabellen: teile)))
    }

    private func schritt(
        _ context: KreisContext, _ name: String, _ recht: Permission, erfolg: String,
        _ tun: @escaping @Sendable (Controllingentwurf.ID, KreisSession) throws -> Void
    ) async throws -> Response {
        let id = try context.parameters.require("id", as: Controllingentwurf.ID.self)
        let heute = context.heute
        return try await context.schritt(
            name, erfolg: .erfolg(erfolg), zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                try await context.write(.controlling, recht) { session in
                    try session.einmal(try Eingabe(form, [], heute: heute).vorgang()) {
                        try tun(id, session)
                        return context.pfad("controlling/freigabe")
                    }
                }
            })
    }
}

/// Die Seite `kennzahlen/vorschau.mustache`.
struct ControllingvorschauView: Sendable {
    let page: Page
    let tabellen: [Tabelle]
}
