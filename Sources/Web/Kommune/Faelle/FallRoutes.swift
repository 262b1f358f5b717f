import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Der Fall: Haushalt und Verlauf, und die kleinen Handlungen auf diesen Seiten.
struct FallRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("faelle/{id}", use: haushalt)
        group.get("faelle/{id}/verlauf", use: verlauf)
        group.post("faelle/{id}/bankverbindungen/{konto}/bestaetigung", use: bestaetigen)
    }

    func haushalt(_ request: Request, context: MandantContext) async throws -> Response {
        let anfrage = try Fallanfrage(request, context)
        let daten = try await context.read(.fallLesen) { try HaushaltView.Daten(anfrage, in: $0) }
        let namen = try await context.benutzernamen()
        let kopf = FallKopf(daten.akte, .haushalt, anfrage: anfrage, namen: namen, context: context)
        let view = HaushaltView(
            daten, kopf: kopf, anfrage: anfrage, namen: namen, page: context.fallseite(kopf),
            ort: context.pfad("faelle/\(anfrage.id)"), ich: context.benutzer,
            darf: { context.darf($0) })
        return .html(try pages.render("fall/haushalt", view))
    }

    func verlauf(_ request: Request, context: MandantContext) async throws -> Response {
        let anfrage = try Fallanfrage(request, context)
        let (akte, vermerke, geplant) = try await context.read(.fallLesen) { session in
            (try anfrage.akte(in: session), try Aktenvermerk.alle(zu: anfrage.id, in: session),
             try Wiedervorlage.offene(zu: anfrage.id, in: session))
        }
        let namen = try await context.benutzernamen()
        let kopf = FallKopf(akte, .verlauf, anfrage: anfrage, namen: namen, context: context)
        let ereignisse = Fallverlauf.ereignisse(
            vermerke, geplant: geplant, stand: anfrage.stand, namen: namen)
        return .html(try pages.render("fall/verlauf", VerlaufView(
            page: context.fallseite(kopf, "Verlauf"), kopf: kopf, verlauf: ereignisse,
            leer: ereignisse.isEmpty ? Leer("Bis zu diesem Tag ist nichts vermerkt.") : nil)))
    }

    func bestaetigen(_ request: Request, context: MandantContext) async throws -> Response {
        let fall = try Fallanfrage.id(context)
        guard let konto = context.parameters.get("konto").flatMap(Bankverbindung.ID.init) else {
            throw Fehlerbild.nichtGefunden()
        }
        let ziel = context.pfad("faelle/\(fall)")
        try await context.write(.bankverbindungBestaetigen) { session in
            try Bankverbindung.bestaetigen(konto, in: session)
        }
        return .weiter(nach: ziel).mit(.erfolg(
            "Bankverbindung bestätigt. Ab jetzt wird dorthin gezahlt."))
    }
}

extension MandantContext {
    /// Der Rahmen einer Seite des Falls; der Titel nennt Fall und Reiter.
    func fallseite(_ kopf: FallKopf, _ reiter: String? = nil) -> Page {
        let titel = [reiter, kopf.name, kopf.aktenzeichen].compactMap(\.self)
        return page(titel.joined(separator: ", "), .faelle,
                    pfad: [Verweis("Fälle", pfad("faelle"))])
    }

    /// Der Pfad zu einem Fall, wie er über Formularen steht.
    func fallpfad(_ fall: Fall) -> [Verweis] {
        [Verweis("Fälle", pfad("faelle")), Verweis(fall.aktenzeichen, pfad("faelle/\(fall.id)"))]
    }
}
