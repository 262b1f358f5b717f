import Grundwerte
import Hummingbird
import Kommune
import Leistungsrecht
import Platform

/// Rückforderungen: die Liste, das Konto einer Forderung, jeder Schritt.
struct RueckforderungRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("rueckforderungen", use: liste)
        group.get("rueckforderungen/{id}", use: zeigen)
        group.schritt("rueckforderungen/{id}/{schritt}", pages: pages, schritt)
        group.post("verzichte/{id}/freigabe", use: freigeben)
        group.schritt("faelle/{id}/rueckforderung/neu", nach: "faelle/{id}/rueckforderung",
                      pages: pages, neueForderung)
    }

    func liste(_ request: Request, context: MandantContext) async throws -> Response {
        let meine = try request.abfrage()["alle"] == nil && context.darf(.rueckforderungBearbeiten)
        let (eintraege, verzichte) = try await context.read(.rueckforderungLesen) { session in
            let tische = meine ? try Vertretung.tische(in: session) : nil
            return (try Rueckforderung.offene(nur: tische, in: session),
                    try Verzicht.offene(in: session))
        }
        return .html(try pages.render("verfahren/liste", VerfahrenslisteView.rueckforderungen(
            eintraege, verzichte, meine: meine, namen: try await context.benutzernamen(),
            context: context)))
    }

    func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try kennung(context, als: Rueckforderung.ID.self)
        let inhalt = try await context.read(.rueckforderungLesen) { try Forderungsinhalt(id,
            in: $0) }
        return .html(try pages.render("verfahren/vorgang", VorgangView(
            inhalt, namen: try await context.benutzernamen(), context: context)))
    }

    private func schritt(
        _ request: Request, _ context: MandantContext
    ) async throws -> Verfahrensschritt {
        let id = try kennung(context, als: Rueckforderung.ID.self)
        guard let art = context.parameters.get("schritt").flatMap(Forderungsschritt.init) else {
            throw Fehlerbild.nichtGefunden()
        }
        let inhalt = try await context.read(.rueckforderungLesen) { try Forderungsinhalt(id,
            in: $0) }
        let ort = context.pfad("rueckforderungen/\(id)"), wer = context.unterzeichner
        var werte = art.vorschlag(inhalt.stand, heute: context.heute)
        let abfrage = try request.abfrage()
        for name in ["lfd", "id"] { if let wert = abfrage[name] { werte[name] = [wert] } }
        return Verfahrensschritt(
            titel: art.titel, knopf: art.knopf, erfolg: art.erfolg, recht: art.recht,
            fall: inhalt.akte.fall,
            felder: art.felder(inhalt.forderung), werte: werte,
            hinweis: art.hinweis(inhalt.forderung, inhalt.stand), ziel: "\(ort)/\(art.rawValue)",
            zurueck: ort,
            lesen: { art.lesen(&$0, inhalt.forderung, wer) })
    }

    func freigeben(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try kennung(context, als: Verzicht.ID.self), form = try context.form()
        guard let vorgang = form["vorgang"].flatMap(UUIDv7.init) else {
            throw Fehlerbild.anfrage(grund: "Dem Formular fehlt seine Vorgangskennung.")
        }
        let ort = context.pfad("rueckforderungen"), wer = context.unterzeichner
        let ziel = try await context.write(.rueckforderungVerzichten) { session in
            try session.einmal(vorgang) {
                let forderung = try Rueckforderung.verzichtFreigeben(id, unterzeichner: wer,
                    in: session)
                return "\(ort)/\(forderung)"
            }
        }
        return .weiter(nach: ziel).mit(.erfolg("Freigegeben und gebucht."))
    }

    private func neueForderung(
        _ request: Request, _ context: MandantContext
    ) async throws -> Verfahrensschritt {
        let id = try Fallanfrage.id(context), heute = context.heute
        let anfrage = Fallanfrage(id, stand: Stand(am: heute), heute: heute)
        let (akte, offene) = try await context.read(.rueckforderungBearbeiten) { session in
            (try anfrage.akte(in: session), try OffeneUeberzahlung.alle(zu: id, in: session))
        }
        return NeueForderung(akte: akte, offene: offene, heute: heute).schritt { context.pfad($0) }
    }
}

/// Die Kennung aus dem Pfad; was keine ist, gibt es nicht.
func kennung<Zweck>(_ context: MandantContext, als: TypedID<Zweck>.Type) throws -> TypedID<Zweck> {
    guard let id = context.parameters.get("id").flatMap(TypedID<Zweck>.init) else {
        throw Fehlerbild.nichtGefunden()
    }
    return id
}
