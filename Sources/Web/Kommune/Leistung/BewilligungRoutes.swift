import Grundwerte
import Hummingbird
import Kommune
import Leistungsrecht
import Platform

/// Bewilligen: erst die Folgen, dann der Bescheid.
struct BewilligungRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("faelle/{id}/bewilligung/neu", use: vorschau)
        group.post("faelle/{id}/bewilligung", use: erlassen)
    }

    func vorschau(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try Fallanfrage.id(context), abfrage = try request.abfrage()
        do {
            let gewuenscht = try BewilligungForm.zeitraum(abfrage, heute: context.heute)
            let stand = try await laden(id, gewuenscht, context)
            let formular = Formular(
                BewilligungForm.felder,
                werte: BewilligungForm.werte(von: stand.von, bis: stand.bis), facts: context.facts)
            return try seite(stand, formular, context)
        } catch let fehler as Formularfehler {
            let stand = try await laden(id, nil, context)
            let formular = Formular(
                BewilligungForm.felder, erneut: abfrage, fehler: fehler, facts: context.facts)
            return try seite(stand, formular, context, fehler: fehler)
        }
    }

    func erlassen(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try Fallanfrage.id(context), form = try context.form()
        let angaben = try BewilligungForm(form, heute: context.heute)
        let unterzeichner = context.unterzeichner
        let ziel = context.pfad("faelle/\(id)/leistung")
        do {
            let gewonnen = try await context.write(.bescheidErlassen) { session in
                try session.einmal(angaben.vorgang) {
                    _ = try Bewilligung.erlassen(
                        fall: id, von: angaben.von, bis: angaben.bis, fassung: angaben.fassung,
                        unterzeichner: unterzeichner, in: session)
                    return ziel
                }
            }
            return .weiter(nach: gewonnen).mit(.erfolg(
                "Bescheid erlassen. Als Nächstes: Zahlungen feststellen."))
        } catch let hindernis as Hindernis where hindernis.art != .nichtGefunden {
            let stand = try await laden(id, (angaben.von, angaben.bis), context)
            let formular = Formular(
                BewilligungForm.felder,
                werte: BewilligungForm.werte(von: angaben.von, bis: angaben.bis),
                facts: context.facts)
            return try seite(stand, formular, context, hindernis: hindernis)
        }
    }

    /// Was die Seite zeigt: die Folgen, und was dem Bescheid im Weg steht.
    private struct Stand: Sendable {
        let akte: Fallakte
        let von: Monat
        let bis: Monat
        let bewilligung: Bewilligung?
        let hindernis: Hindernis?
        /// Warum der Monat nach dem Zeitraum nicht gerechnet wird; nil, wenn er es würde.
        let grenze: KeinStand?
    }

    private func laden(_ id: Fall.ID, _ gewuenscht: (von: Monat, bis: Monat)?,
                       _ context: MandantContext) async throws -> Stand {
        try await context.read(.leistungBerechnen) { session in
            let parameter = try Parameter.geltende(in: session)
            guard let akte = try Fallakte.laden(
                id, stand: .init(am: session.heute), in: session)
            else { throw Hindernis.nichtGefunden }
            let zeitraum = try gewuenscht
                ?? Bewilligung.vorschlag(akte, parameter: parameter, in: session)
            func stand(_ bewilligung: Bewilligung?, _ hindernis: Hindernis?) -> Stand {
                Stand(akte: akte, von: zeitraum.von, bis: zeitraum.bis, bewilligung: bewilligung,
                      hindernis: hindernis, grenze: parameter.fehlt(im: zeitraum.bis.naechster))
            }
            do {
                let bewilligung = try Bewilligung.vorschau(
                    fall: id, von: zeitraum.von, bis: zeitraum.bis, parameter: parameter,
                    in: session)
                return stand(bewilligung, bewilligung.hindernis)
            } catch let hindernis as Hindernis where hindernis.art != .nichtGefunden {
                return stand(nil, hindernis)
            }
        }
    }

    private func seite(_ stand: Stand, _ formular: Formular, _ context: MandantContext,
                       fehler: Formularfehler? = nil,
                       hindernis: Hindernis? = nil) throws -> Response {
        let heute = context.heute, akte = stand.akte, fall = context.pfad("faelle/\(akte.fall.id)")
        let titel = switch (stand.bewilligung, stand.hindernis) {
        case let (bewilligung?, nil): bewilligung.befund(heute: heute)
        case (_?, _?): "Gerechnet, aber noch nicht zu bewilligen"
        case (nil, _): "So lässt sich nicht bewilligen"
        }
        let konflikt = hindernis?.art == .konflikt
        let grenze = stand.grenze.map {
            "\(stand.bis.naechster.deutsch) wird nicht gerechnet: \($0.description)"
        }
        let view = BewilligungView(
            page: context.page(titel, .faelle, pfad: [
                Verweis("Fälle", context.pfad("faelle")),
                Verweis("\(akte.titel(am: heute)), \(akte.fall.aktenzeichen)", "\(fall)/leistung"),
            ], fehler: fehler),
            unterzeile: "\(stand.von.deutsch(bis: stand.bis)). Noch ist nichts gespeichert.",
            zeitraum: formular, vorschauZiel: "\(fall)/bewilligung/neu",
            ziel: "\(fall)/bewilligung", zurueck: "\(fall)/leistung",
            meldung: hindernis.map { meldung($0) },
            verlauf: konflikt ? Verweis("Verlauf des Falls ansehen", "\(fall)/verlauf") : nil,
            hindernis: stand.hindernis.map { Abhilfe($0, fall: fall) },
            vorschau: stand.bewilligung.map {
                .init($0, von: stand.von, bis: stand.bis, parameter: grenze, fall: fall,
                      heute: heute,
                      darfErlassen: stand.hindernis == nil && context.darf(.bescheidErlassen))
            })
        let gut = fehler == nil && hindernis == nil
        return .html(try pages.render("leistung/bewilligung", view),
                     status: gut ? .ok : konflikt ? .conflict : .unprocessableContent)
    }

    /// Nach einem Konflikt steht die Vorschau schon auf dem neuen Stand; sie ist noch einmal zu
    /// prüfen.
    private func meldung(_ hindernis: Hindernis) -> Meldung {
        hindernis.art == .konflikt
            ? .warnung("\(hindernis.grund) Der Bescheid ist nicht erlassen. Unten steht die "
                + "Vorschau nach dem neuen Stand: Prüfen Sie sie und erlassen Sie dann.")
            : .gefahr("Der Bescheid ist nicht erlassen: \(hindernis.satz)")
    }
}
