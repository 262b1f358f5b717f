import Grundwerte
import Hummingbird
import Kreis
import Platform
import Uebergabe

/// Ein gezogener Posten `sammelrechnung/position.mustache`.
struct PositionView: Sendable {
    let page: Page
    let untertitel: String
    let marke: Marke
    let zustaendig: Marke
    let satz: String
    let ergebnis: Ergebnis
    let eckdaten: [Eckdatum]
    let auffaellig: Meldung?
    let urteil: Formular?
    let wartet: Meldung?
    let gesagt: Meldung?
    let hinweis: Formular?
    let hinweise: Tabelle?
    let basis: String
}

/// Die Prüfung eines gezogenen Postens: örtliche Zuständigkeit, augenscheinliche Plausibilität, und
/// der Hinweis an die Kommune, wenn jemand anders zahlen müsste (B-6.4).
struct PositionRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        let pfad = "krankenhilfe/rechnungen/{id}/positionen/{lfd}"
        group.get("\(pfad)") { try await zeigen($1, zurueck: nil) }
        group.post("\(pfad)/ergebnis", use: beurteilen)
        group.post("\(pfad)/hinweis", use: hinweisen)
    }

    private static let urteil = [
        Feld("ergebnis", "Ergebnis", .eine([
            Option("in_ordnung", "In Ordnung"),
            Option("beanstandet", "Beanstandet", hinweis: "Mit Grund; er steht im Vermerk"),
        ])),
        Feld("vermerk", "Vermerk", .mehrzeilig, freiwillig: true, maximal: 500),
    ]
    private static let hinweis = [
        Feld("art", "Welcher Anspruch?", .auswahl(Option.alle(Kostenhinweis.Art.self)),
             breite: .lang),
        Feld("text", "Woran ist er zu erkennen?", .mehrzeilig,
             hinweis: "Liest die Kommune in ihren Aufgaben. Keine Belege: Prüfen und fordern ist "
                 + "ihre Sache.", maximal: 300),
    ]

    private struct Ort {
        let id: Sammelrechnung.ID
        let lfd: Int

        init(_ context: KreisContext) throws {
            id = try context.parameters.require("id", as: Sammelrechnung.ID.self)
            lfd = try context.parameters.require("lfd", as: Int.self)
        }

        func pfad(_ context: KreisContext) -> String {
            context.pfad("krankenhilfe/rechnungen/\(id)/positionen/\(lfd)")
        }
    }

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let ort = try Ort(context)
        let (daten, position, hinweise) = try await context.read(
            .abrechnung, .sammelrechnungLesen
        ) { session in
            let position = try Sammelposition.laden(ort.id, lfd: ort.lfd, in: session)
            return (try Sammelrechnungsdaten(ort.id, in: session), position,
                    try position.gegebeneHinweise(in: session))
        }
        let namen = try await context.benutzernamen()
        let view = view(daten, position, hinweise, namen, context, zurueck, ort)
        return .html(try pages.render("sammelrechnung/position", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func view(
        _ daten: Sammelrechnungsdaten, _ position: Sammelposition, _ hinweise: [Kostenhinweis],
        _ namen: [User.ID: String], _ context: KreisContext, _ zurueck: Zurueck?, _ ort: Ort
    ) -> PositionView {
        let posten = position.posten, rechnung = daten.rechnung
        let auffaellig = position.auffaelligkeiten(daten)
        let darf = context.darf(.sammelrechnungPruefen), offen = rechnung.zustand == .erfasst
        let antwort = position.zustaendigkeit != .offen
        return PositionView(
            page: context.page("Posten Nr. \(posten.lfd)", .krankenhilfe, pfad: [
                Verweis("Sammelrechnungen", context.pfad("krankenhilfe/rechnungen")),
                Verweis(rechnung.eingangsnummer,
                        context.pfad("krankenhilfe/rechnungen/\(rechnung.id)")),
            ], fehler: zurueck?.fehler),
            untertitel: "\(posten.nameSortiert), geb. \(posten.geburtsdatum.deutsch)",
            marke: position.ergebnismarke, zustaendig: position.zustaendigkeit.marke,
            satz: position.zustaendigkeit.satz,
            ergebnis: Ergebnis(posten.leistung.isEmpty ? "Abgerechnet" : posten.leistung,
                               posten.betrag),
            eckdaten: [
                Eckdatum("Kommune laut Rechnung", position.kommune),
                Eckdatum("Behandelt", posten.zeit),
                Eckdatum("Behandlungsschein", posten.schein.isEmpty ? "keiner genannt"
                    : posten.schein),
                Eckdatum("Rechnung", "\(rechnung.stellername), \(rechnung.monat.deutsch)"),
            ],
            auffaellig: auffaellig.isEmpty ? nil
                : .warnung("Auffällig: \(auffaellig.joined(separator: " "))"),
            urteil: darf && offen && antwort
                ? zurueck.formular("urteil", Self.urteil, werte: [
                    "ergebnis": position.ergebnis?.rawValue ?? "", "vermerk": position.vermerk,
                ], facts: context.facts) : nil,
            wartet: offen && !antwort
                ? .hinweis("Prüfen können Sie den Posten, sobald die Kommune geantwortet hat.")
                : nil,
            gesagt: gesagt(position, namen),
            hinweis: darf && position.zustaendigkeit == .ja
                ? zurueck.formular("hinweis", Self.hinweis, facts: context.facts) : nil,
            hinweise: hinweise.isEmpty ? nil : tabelle(hinweise), basis: ort.pfad(context))
    }

    private func gesagt(_ position: Sammelposition, _ namen: [User.ID: String]) -> Meldung? {
        guard let ergebnis = position.ergebnis, let am = position.ergebnisAm else { return nil }
        let wer = position.ergebnisVon.flatMap { namen[$0] } ?? "Unbekannt"
        let satz = "\(wer), \(Kreisanzeige.zeit(am)): \(ergebnis.bezeichnung)."
            + (position.vermerk.isEmpty ? "" : " \(position.vermerk)")
        return ergebnis == .inOrdnung ? .erfolg(satz) : .warnung(satz)
    }

    private func tabelle(_ hinweise: [Kostenhinweis]) -> Tabelle {
        Tabelle("Hinweise an die Kommune",
                spalten: [Spalte("Anspruch"), Spalte("Text"), Spalte("Gegeben")],
                zeilen: hinweise.map {
                    [Zelle($0.art.bezeichnung), Zelle($0.text),
                     Zelle(Kreisanzeige.zeit($0.am), zusatz: $0.von)]
                })
    }

    private func beurteilen(_ request: Request, context: KreisContext) async throws -> Response {
        let ort = try Ort(context), heute = context.heute
        return try await context.schritt(
            "urteil", erfolg: .erfolg("Das Ergebnis ist vermerkt."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                var e = Eingabe(form, Self.urteil, heute: heute)
                let wert = e.auswahl("ergebnis").flatMap(Sammelposition.Ergebnis.init)
                let vermerk = e.text("vermerk") ?? ""
                guard let wert, e.ohneFehler else { throw e.formularfehler }
                let vorgang = try e.vorgang()
                return try await context.write(.abrechnung, .sammelrechnungPruefen) { session in
                    try session.einmal(vorgang) {
                        try Sammelposition.beurteilen(ort.id, lfd: ort.lfd, wert, vermerk: vermerk,
                                                      in: session)
                        return try naechster(nach: ort, in: session, context)
                    }
                }
            })
    }

    /// Weiter zum nächsten offenen Posten, der schon beantwortet ist; sonst zur Rechnung.
    private func naechster(
        nach ort: Ort, in session: KreisSession, _ context: KreisContext
    ) throws -> String {
        let rechnung = context.pfad("krankenhilfe/rechnungen/\(ort.id)")
        let offene = try Sammelposition.gezogene(ort.id, in: session)
            .filter { $0.ergebnis == nil && $0.zustaendigkeit != .offen }.map(\.posten.lfd)
        let weiter = offene.first { $0 > ort.lfd } ?? offene.first
        return weiter.map { "\(rechnung)/positionen/\($0)" } ?? rechnung
    }

    private func hinweisen(_ request: Request, context: KreisContext) async throws -> Response {
        let ort = try Ort(context), heute = context.heute
        return try await context.schritt(
            "hinweis", erfolg: .erfolg("Der Hinweis liegt der Kommune vor, sobald ihr Auftrag "
                + "gelaufen ist."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                var e = Eingabe(form, Self.hinweis, heute: heute)
                let art = e.auswahl("art", als: Kostenhinweis.Art.self), text = e.text("text")
                guard let art, let text, e.ohneFehler else { throw e.formularfehler }
                let vorgang = try e.vorgang()
                return try await context.write(.abrechnung, .sammelrechnungPruefen) { session in
                    try session.einmal(vorgang) {
                        try Sammelposition.hinweisen(ort.id, lfd: ort.lfd, art, text: text,
                                                     in: session)
                        return ort.pfad(context)
                    }
                }
            })
    }
}

extension Kostenhinweis.Art: Auswaehlbar {}
